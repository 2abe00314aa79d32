//! One episode: customers all at once, a process that is killed under them again and again, and the comparison.

use crate::books::{Book, Verdict, judge};
use crate::customer::Counter;
use crate::dice::Dice;
use crate::plug::{SPOTS, Spot, lock};
use crate::power::Platter;
use crate::script::Customer;
use crate::served::Served;
use crate::world::{PATIENCE, Weather, World};
use scn_store::{Counts, Reader, SqliteStore};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// Customers at the same time, while the process is killed and while it is not.
const PLACES: u64 = 20;
const PLACES_IN_PEACE: u64 = 60;
/// A life that nothing ends before lasts at most so long.
const LONGEST_LIFE: Duration = Duration::from_millis(450);
/// A start takes about this long.
const START: Duration = Duration::from_millis(150);

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// SIGKILL: what was written is in the files.
    Kill,
    /// Loss of power: what was flushed is in the files.
    Power,
    /// Loss of power with a disk that has not flushed what it said it had.
    PowerAndLies,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) kills: u64,
    pub(crate) weather: Weather,
    pub(crate) end: End,
}

/// What came of one or more episodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) kills: u64,
    /// By what the kill was aimed at.
    pub(crate) aims: BTreeMap<String, u64>,
    pub(crate) customers: u64,
    pub(crate) webhooks: u64,
    pub(crate) messages: u64,
    /// Messages that were being sent when the process ended.
    pub(crate) unknown: u64,
    /// Orders that were asked for again under the same key.
    pub(crate) asked_again: u64,
    pub(crate) verdict: Verdict,
    /// Each customer who did not see what they should, with both transcripts.
    pub(crate) reports: Vec<String>,
    pub(crate) kept: Option<PathBuf>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.kills += other.kills;
        other.aims.into_iter().for_each(|(aim, kills)| *self.aims.entry(aim).or_default() += kills);
        self.customers += other.customers;
        self.webhooks += other.webhooks;
        self.messages += other.messages;
        self.unknown += other.unknown;
        self.asked_again += other.asked_again;
        self.verdict.add(&other.verdict);
        self.reports.extend(other.reports);
        self.kept = self.kept.take().or(other.kept);
    }
}

impl Verdict {
    fn add(&mut self, other: &Verdict) {
        self.lost += other.lost;
        self.repeated += other.repeated;
        self.out_of_order += other.out_of_order;
        self.sent_again += other.sent_again;
        self.given_up += other.given_up;
        self.faults.extend(other.faults.iter().cloned());
    }
}

/// A process with its world, and the customers in it.
pub(crate) struct Run {
    pub(crate) world: Arc<World>,
    pub(crate) served: Served,
    customers: JoinSet<()>,
    next: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    stuck: Arc<Mutex<Vec<String>>>,
    folder: TempDir,
}

/// Plays the plan, then the same customers without a kill, and compares.
pub(crate) async fn play(scn: &Path, plan: Plan) -> Tally {
    let mut tally = Tally::default();
    let mut run = Run::begin(scn, plan).await;
    run.open(plan.seed, None);
    run.pull(plan, &mut tally).await;
    run.over.store(true, Ordering::Relaxed);
    let seen = run.end(&mut tally).await;

    let customers = run.next.load(Ordering::Relaxed);
    let quiet = Plan { weather: Weather::Statuses, end: End::Kill, ..plan };
    let mut reference = Run::begin(scn, quiet).await;
    reference.open(plan.seed, Some(customers));
    let shown = reference.end(&mut tally).await;

    tally.customers = customers;
    tally.webhooks = run.world.webhooks.load(Ordering::Relaxed);
    tally.asked_again = run.world.asked_again();
    tally.unknown = run.unknown();
    compare(&run, plan, &seen, &shown, &mut tally);
    if !tally.reports.is_empty() {
        tally.kept = Some(run.folder.keep());
    }
    tally
}

/// What is there when all is quiet.
struct Quiet {
    books: Vec<Book>,
    counts: Counts,
}

fn compare(run: &Run, plan: Plan, seen: &Quiet, shown: &Quiet, tally: &mut Tally) {
    for (number, (book, reference)) in (0..).zip(seen.books.iter().zip(&shown.books)) {
        let customer = Customer::new(plan.seed, number);
        let verdict = judge(book, reference, plan.weather);
        tally.messages += reference.taken.len() as u64;
        if reference.taken.len() != customer.answers() {
            let text =
                format!("the script counts {} answers, not {}", customer.answers(), reference.taken.len());
            tally.reports.push(report(plan, &customer, &[text], book, reference));
        }
        if !verdict.faults.is_empty() || verdict.lost + verdict.repeated + verdict.out_of_order > 0 {
            tally.reports.push(report(plan, &customer, &verdict.faults, book, reference));
        }
        tally.verdict.add(&verdict);
    }
    let comparable = |counts: &Counts| Counts { outbox_failed: 0, ..*counts };
    if comparable(&seen.counts) != comparable(&shown.counts) {
        tally.reports.push(format!("the store holds {:?}\nwithout kills {:?}", seen.counts, shown.counts));
    }
    if let Some(wrong) = integrity(&run.served.store()) {
        tally.reports.push(format!("the store is damaged: {wrong}"));
    }
}

fn report(plan: Plan, customer: &Customer, faults: &[String], book: &Book, reference: &Book) -> String {
    let mut text = format!("{plan:?}, customer {}: {}\n", customer.number, faults.join("; "));
    let lines = |book: &Book| book.texts().iter().map(|text| format!("{text}\n")).collect::<String>();
    let (expected, seen) = (lines(reference), lines(book));
    let diff = similar::TextDiff::from_lines(&expected, &seen);
    let _ =
        writeln!(text, "{}", diff.unified_diff().context_radius(100).header("without kills", "with kills"));
    for it in &book.taken {
        let _ = writeln!(text, "  life {:4}  {}  {}", it.life, it.callback, it.text);
    }
    for send in &book.sends {
        let _ = writeln!(text, "  {send:?}");
    }
    text
}

/// What SQLite finds wrong with the file; nothing when it is whole.
fn integrity(store: &Path) -> Option<String> {
    let store = rusqlite::Connection::open(store).expect("the store opens");
    let found: String = store.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("a check");
    (found != "ok").then_some(found)
}

impl Run {
    pub(crate) async fn begin(scn: &Path, plan: Plan) -> Run {
        let folder = tempfile::tempdir().expect("a folder");
        let (world, platform, shop) = World::start(plan.weather, Dice::of(plan.seed, u64::MAX)).await;
        std::fs::create_dir(folder.path().join("store")).expect("a folder");
        let platter = Platter::of(plan.end, folder.path());
        let served = Served {
            scn: scn.to_owned(),
            folder: folder.path().to_owned(),
            platform,
            shop,
            people: format!("http://{}", free_address()),
            platter,
            lives: 0,
        };
        Run {
            world,
            served,
            customers: JoinSet::new(),
            next: Arc::default(),
            over: Arc::default(),
            stuck: Arc::default(),
            folder,
        }
    }

    /// Customers come in, one after the other at each place, until it is over or so many were there.
    fn open(&mut self, seed: u64, most: Option<u64>) {
        let client = reqwest::Client::new();
        for place in 0..if most.is_some() { PLACES_IN_PEACE } else { PLACES } {
            let counter = Counter {
                world: self.world.clone(),
                people: self.served.people.clone(),
                store: self.served.store(),
                client: client.clone(),
            };
            let (next, over, stuck) = (self.next.clone(), self.over.clone(), self.stuck.clone());
            self.customers.spawn(async move {
                let mut dice = Dice::of(seed, place + 1_000_000);
                while !over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if most.is_some_and(|most| number >= most) {
                        return;
                    }
                    let customer = Customer::new(seed, number);
                    let pause = Dice::of(seed, dice.next());
                    if let Err(what) = counter.plays(&customer, pause).await {
                        over.store(true, Ordering::Relaxed);
                        lock(&stuck).push(format!("seed {seed}, customer {number} is stuck at {what}"));
                    }
                }
            });
        }
    }

    /// So many lives, each of which ends before its time.
    async fn pull(&mut self, plan: Plan, tally: &mut Tally) {
        let mut dice = Dice::of(plan.seed, u64::MAX - 1);
        while tally.kills < plan.kills && !self.over.load(Ordering::Relaxed) {
            let aim = self.life(&mut dice, tally.kills == 0).await;
            *tally.aims.entry(aim).or_default() += 1;
            tally.kills += 1;
            if let Some(platter) = &self.served.platter {
                platter.is_all_there_is();
            }
        }
    }

    /// One life; tells what ended it. The first one ends while the store is made.
    async fn life(&mut self, dice: &mut Dice, first: bool) -> String {
        let plug = self.world.clone();
        let plug = &plug.plug;
        if first || dice.percent(12) {
            self.served.start(&self.world, dice.up_to(START)).await;
            plug.pull();
            plug.pulled_within(Duration::ZERO).await;
            return "start-up".to_owned();
        }
        assert!(
            self.served.start(&self.world, PATIENCE).await,
            "scn serve does not start:\n{}",
            self.served.said()
        );
        let at_random = dice.percent(35);
        let longest = if at_random { dice.up_to(LONGEST_LIFE) } else { 2 * LONGEST_LIFE };
        if at_random {
            plug.pulled_within(longest).await;
            return "any moment".to_owned();
        }
        let spot = dice.one_of(&SPOTS);
        let rare = matches!(spot, Spot::CallAsked | Spot::CallDone | Spot::CallAnswered | Spot::ActAnswered);
        let misses = dice.below(if rare { 2 } else { 10 });
        let after = if dice.percent(50) { Duration::ZERO } else { dice.up_to(Duration::from_millis(3)) };
        plug.aim(spot, misses, after);
        match plug.pulled_within(longest).await {
            true => format!("{spot:?}"),
            false => "any moment".to_owned(),
        }
    }

    /// A last life without an end, until everybody is done and all is quiet; then the last kill.
    async fn end(&mut self, tally: &mut Tally) -> Quiet {
        // A kill that was aimed late would end this life, too.
        sleep(Duration::from_millis(50)).await;
        assert!(
            self.served.start(&self.world, PATIENCE).await,
            "scn serve does not start:\n{}",
            self.served.said()
        );
        while self.customers.join_next().await.is_some() {}
        tally.reports.append(&mut lock(&self.stuck));
        let counts = self.quiet().await;
        self.world.over.store(true, Ordering::Relaxed);
        self.world.plug.pull();
        let store = SqliteStore::read_only(self.served.store()).expect("the store opens");
        let customers = self.next.load(Ordering::Relaxed).min(counts.contacts);
        let book = |number| Book::of(&Customer::new(0, number).phone(), &self.world, &store);
        Quiet { books: (0..customers).map(book).collect(), counts }
    }

    /// Waits until nothing waits any more.
    async fn quiet(&self) -> Counts {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            sleep(Duration::from_millis(100)).await;
            let store = SqliteStore::read_only(self.served.store()).expect("the store opens");
            let counts = store.counts().expect("the store can be read");
            let open = counts.inbound_waiting + counts.outbox_waiting + counts.outbox_unknown + counts.calls;
            if open == 0 || Instant::now() > end {
                return counts;
            }
        }
    }

    /// How many messages were found half-sent at the starts, as the log tells.
    fn unknown(&self) -> u64 {
        let log = self.served.said();
        let told = log.lines().filter(|line| line.contains("when the last run ended"));
        let number = |line: &str| {
            let digits = line.split_once("unknown").map(|(_, rest)| rest)?;
            let digits = digits.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok()
        };
        told.filter_map(number).sum()
    }
}

/// Free a moment ago: the same for all lives, as operators know it.
fn free_address() -> std::net::SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}
