//! One run: lives of the process, one after the other, until everything has come to rest.

use crate::dice::Dice;
use crate::judge::judge;
use crate::plan::{MINUTE, Plan, SECOND};
use crate::scenario::scenario;
use crate::trace::Trace;
use crate::watched::{Mutation, Watched};
use crate::world::{Event, NOON, Shared};
use scn_runtime::{Bench, Config, Parts, Recordings, UnknownPolicy};
use scn_store::{Faulty, Partition, Reader, SqliteStore, Store};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

const SECRET: &str = "sandbox-secret";
/// Restarts after which a process counts as broken.
const LIVES: usize = 200;
/// All troubles are over this long after the last customer wrote.
const TROUBLES: i64 = 3 * MINUTE;
/// When all troubles are over, everything comes to its end in so many looks, one every 5 seconds: the longest pause of
/// the sender is an hour.
const LOOKS: usize = 4 * 720;
/// Timers that still ring at the end; a question may ring again and again.
const RINGS: usize = 40;

/// What came of a run.
pub(crate) struct Outcome {
    pub trace: Trace,
    /// What must not have happened.
    pub wrong: Vec<String>,
    pub seen: usize,
    /// Sent again because nobody knew.
    pub again: u32,
    pub crashes: usize,
    /// Virtual milliseconds.
    pub lasted: i64,
}

/// How a life of the process ends.
enum End {
    Died,
    CannotStart,
    AtRest,
    /// What is still open.
    Stuck(String),
}

/// Throw-away files are kept in memory where that is possible: nothing here is about disks.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
});

/// An empty store, made once.
static EMPTY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir_in(&*FOLDER).expect("a folder");
    let file = folder.path().join("empty.db");
    drop(SqliteStore::open(&file).expect("a store"));
    std::fs::read(file).expect("its bytes")
});

/// Plays the seed. `draw` makes its plan.
pub(crate) fn run(seed: u64, draw: fn(&mut Dice) -> Plan, mutation: Option<Mutation>) -> Outcome {
    let mut dice = Dice::new(seed);
    let plan = draw(&mut dice);
    let folder = tempfile::tempdir_in(&*FOLDER).expect("a folder");
    let file = folder.path().join("s.db");
    std::fs::write(&file, &*EMPTY).expect("an empty store");
    let config = config(file, &plan, &mut dice);
    let world = Shared::new(dice, plan);
    script(&world);
    let stuck = lives(&world, &config, mutation);
    let mut world = world.lock();
    let mut wrong = judge(&world);
    wrong.extend(stuck);
    Outcome {
        wrong,
        seen: world.books.seen.values().map(Vec::len).sum(),
        again: world.books.again,
        crashes: world.crashes,
        lasted: world.now() - NOON,
        trace: std::mem::take(&mut world.trace),
    }
}

/// Starts the process again and again. Gives what never came to rest.
fn lives(world: &Shared, config: &Config, mutation: Option<Mutation>) -> Option<String> {
    for _ in 0..LIVES {
        let store = Arc::new(SqliteStore::open(&config.store).expect("the store opens"));
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_time().start_paused(true).build().expect("a runtime");
        let life = Life { world: world.clone(), store, config: config.clone(), mutation };
        let end = runtime.block_on(async {
            let end = life.live().await;
            world.lock().end();
            end
        });
        let mut world = world.lock();
        let down = match end {
            End::AtRest => return None,
            End::Stuck(open) => return Some(open),
            End::CannotStart => SECOND,
            End::Died => {
                let down = world.plan.crashes.get(world.crashes).map_or(SECOND, |crash| crash.down);
                world.crashes += 1;
                down
            }
        };
        world.elapse(down);
        world.trouble(format!("{} seconds later the process is started again", down / SECOND));
        drop(world);
        drop(runtime);
    }
    Some(format!("it does not come to rest in {LIVES} lives"))
}

struct Life {
    world: Shared,
    store: Arc<SqliteStore>,
    config: Config,
    mutation: Option<Mutation>,
}

impl Life {
    async fn live(self) -> End {
        self.world.lock().begin();
        let nodes = self.world.lock().plan.nodes.max(1);
        let mut benches = Vec::new();
        for node in 0..nodes {
            let seed = self.world.lock().dice.number();
            match Bench::start(self.parts(node), seed).await {
                Ok(bench) => benches.push(bench),
                Err(_) if self.world.lock().dead => return End::Died,
                Err(_) => return End::CannotStart,
            }
        }
        let ends = NOON + self.world.lock().plan.span + TROUBLES;
        while self.world.lock().now() < ends {
            if self.pass(5 * SECOND, &benches).await {
                return End::Died;
            }
            if self.is_wrong() {
                return End::AtRest;
            }
        }
        self.world.lock().calm_down();
        let end = self.come_to_rest(&benches).await;
        if !matches!(end, End::Died) {
            for bench in benches {
                bench.stop().await;
            }
        }
        end
    }

    fn parts(&self, node: usize) -> Parts {
        let watched = Watched::new(self.store.clone(), self.world.clone(), node, self.mutation);
        let world = self.world.clone();
        let faulty = Faulty::new(watched, move |operation| world.fault(node, operation));
        Parts {
            config: self.config.clone(),
            scenario: scenario(),
            store: Arc::new(faulty),
            clock: Arc::new(self.world.clone()),
            platform: Arc::new(self.world.clone()),
        }
    }

    /// Lets time pass, with everything that happens in it. True when the process died.
    async fn pass(&self, time: i64, benches: &[Bench]) -> bool {
        let until = self.world.lock().now() + time;
        loop {
            let (now, next) = {
                let world = self.world.lock();
                (world.now(), world.next_event_at().unwrap_or(i64::MAX))
            };
            if self.world.lock().dead {
                return true;
            }
            if now >= until && next > now {
                return false;
            }
            let wait = Duration::from_millis((next.min(until) - now).max(0).unsigned_abs());
            tokio::select! {
                biased;
                () = self.world.news() => continue,
                () = tokio::time::sleep(wait) => {}
            }
            let event = self.world.lock().due_event();
            if let Some(event) = event {
                self.happen(event, benches).await;
            }
        }
    }

    async fn happen(&self, event: Event, benches: &[Bench]) {
        match event {
            Event::Says { customer, text } => self.world.lock().says(customer, &text),
            Event::Arrives { request } => self.world.lock().arrives(request),
            Event::Answers { answer, result } => drop(answer.send(result)),
            Event::Jump { by } => self.world.lock().jump(by),
            Event::Sleep { by } => self.world.lock().sleep(by),
            Event::Webhook { what, body, tries } => {
                let node = self.world.lock().dice.between(0, benches.len() as i64 - 1) as usize;
                let signature = scn_whatsapp::sign(body.as_bytes(), SECRET);
                let mut status = benches[node].webhook(Some(&signature), body.clone().into_bytes()).await;
                let mut world = self.world.lock();
                if world.dead {
                    status = 0;
                }
                world.note(format!("[{node}] webhook {what}: {status}"));
                if status != 200 {
                    let longest = (SECOND << tries.min(8)).min(3 * MINUTE);
                    let after = world.dice.between(SECOND, longest + SECOND);
                    world.plan_event(after, Event::Webhook { what, body, tries: tries + 1 });
                }
            }
        }
    }

    /// Nothing goes wrong any more: everything must end by itself.
    async fn come_to_rest(&self, benches: &[Bench]) -> End {
        for _ in 0..RINGS {
            let mut open = None;
            for _ in 0..LOOKS {
                if self.pass(5 * SECOND, benches).await {
                    return End::Died;
                }
                open = self.open();
                if open.is_none() || self.is_wrong() {
                    break;
                }
            }
            if let Some(open) = open {
                return End::Stuck(open);
            }
            let Ok(Some(due)) = self.store.next_timer(Partition(0)) else { return End::AtRest };
            let left = due - self.world.lock().believed();
            self.world.lock().sleep(left.max(0));
        }
        match self.pass(10 * SECOND, benches).await {
            true => End::Died,
            false => End::AtRest,
        }
    }

    /// What follows the first mistake tells nothing more.
    fn is_wrong(&self) -> bool {
        let world = self.world.lock();
        !world.ledger.wrong.is_empty() || !world.books.wrong.is_empty()
    }

    /// What has not come to its end.
    fn open(&self) -> Option<String> {
        let counts = self.store.counts().expect("the store counts");
        let open = [
            ("messages of customers", counts.inbound_waiting),
            ("messages to customers", counts.outbox_waiting + counts.outbox_unknown),
            ("calls", counts.calls),
        ];
        let words: Vec<String> = open
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        let outside = self.world.lock().next_event_at().is_some();
        match (words.is_empty(), outside) {
            (false, _) => Some(format!("{} never came to their end", words.join(", "))),
            (true, true) => Some("webhooks are still delivered".to_owned()),
            (true, false) => None,
        }
    }
}

/// What customers will say, and what will happen to clocks.
fn script(world: &Shared) {
    let mut world = world.lock();
    let plan = world.plan.clone();
    for number in 1..=plan.messages {
        let customer = world.dice.between(0, plan.customers as i64 - 1) as usize;
        let words = world.dice.one_of(&["hi", "hi", "hi", "hi", "hi", "later", "tomorrow", "ask", "ask"]);
        let at = world.dice.between(0, plan.span);
        world.plan_event(at, Event::Says { customer, text: format!("{words} {number}") });
    }
    if plan.says_stop {
        let (customer, at) =
            (world.dice.between(0, plan.customers as i64 - 1) as usize, world.dice.between(0, plan.span));
        world.plan_event(at, Event::Says { customer, text: "stop".to_owned() });
    }
    for (at, by) in plan.jumps {
        world.plan_event(at, Event::Jump { by });
    }
    for (at, by) in plan.sleeps {
        world.plan_event(at, Event::Sleep { by });
    }
}

fn config(file: PathBuf, plan: &Plan, dice: &mut Dice) -> Config {
    let anywhere = "127.0.0.1:0".parse().expect("an address");
    let mut config = Config::for_sandbox(anywhere, "http://nowhere", file);
    if plan.gives_up {
        config.unknown = UnknownPolicy::GiveUp;
    }
    config.recordings = Some(Recordings::read(&answers(dice)).expect("they can be read"));
    config
}

/// The shop answers, fails, or takes its time.
fn answers(dice: &mut Dice) -> String {
    let mut text = String::new();
    for nth in 1..=12 {
        let what = dice.one_of(&["returns: baked", "returns: baked", "fails: closed"]);
        let after = dice.one_of(&["0 seconds", "1 second", "4 seconds", "20 seconds"]);
        text += &format!("- {{ call: shop.status, nth: {nth}, after: {after}, {what} }}\n");
    }
    text + "- { call: shop.status, returns: baked }\n"
}
