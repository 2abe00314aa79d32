//! Everything outside the process: time, customers, the platform, and what goes wrong. It outlives the process.

use crate::dice::Dice;
use crate::ledger::Ledger;
use crate::plan::{HOUR, MINUTE, Plan, SECOND};
use crate::platform::{Books, Reply};
use crate::trace::Trace;
use scn_graph::Moment;
use scn_runtime::{Clock, Lost};
use scn_store::{Commit, Fault, Lease};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

/// 2026-01-05T12:00:00Z
pub(crate) const NOON: i64 = 1_767_614_400_000;

/// Operations whose lost answers are not simulated. When the answer to a claim is lost, `recover` takes back what was
/// claimed, and with it what this process is sending just now, which then may go out twice. The embedded store never
/// loses an answer.
const KNOWN: &[&str] = &["claim", "claim_calls"];

/// Something that will happen.
#[derive(Debug)]
pub(crate) enum Event {
    /// A customer writes.
    Says { customer: usize, text: String },
    /// The platform delivers a webhook, and again until it is taken.
    Webhook { what: String, body: String, tries: u32 },
    /// A request of ours gets to the platform.
    Arrives { request: u64 },
    /// Its answer gets back.
    Answers { answer: oneshot::Sender<Result<Reply, Lost>>, result: Result<Reply, Lost> },
    /// The clock of the process is set.
    Jump { by: i64 },
    /// The machine sleeps: time goes on, nothing else does.
    Sleep { by: i64 },
}

pub(crate) struct World {
    /// The time when the present runtime of tokio began.
    base: i64,
    began: Option<Instant>,
    /// How far the clock of the process is off.
    skew: i64,
    /// Once it was most of a day ahead.
    pub is_ahead: bool,
    pub dice: Dice,
    pub plan: Plan,
    pub trace: Trace,
    pub ledger: Ledger,
    pub books: Books,
    events: BTreeMap<(i64, u64), Event>,
    next_event: u64,
    /// The process is gone: nothing it does has an effect any more.
    pub dead: bool,
    /// Operations of the store since the start.
    operations: u64,
    pub crashes: usize,
    newest_lease: Option<Lease>,
}

impl World {
    pub(crate) fn now(&self) -> i64 {
        let gone = self.began.map_or(0, |began| began.elapsed().as_millis());
        self.base + i64::try_from(gone).unwrap_or(i64::MAX)
    }

    /// What the process believes.
    pub(crate) fn believed(&self) -> i64 {
        self.now() + self.skew
    }

    pub(crate) fn note(&mut self, text: String) {
        let now = self.now();
        self.trace.note(now, text);
    }

    /// From now on late is not late until a little later.
    pub(crate) fn trouble(&mut self, what: String) {
        self.ledger.trouble = self.now();
        self.note(format!("!! {what}"));
    }

    pub(crate) fn plan_event(&mut self, after: i64, event: Event) {
        self.next_event += 1;
        self.events.insert((self.now() + after, self.next_event), event);
    }

    pub(crate) fn next_event_at(&self) -> Option<i64> {
        self.events.keys().next().map(|(at, _)| *at)
    }

    pub(crate) fn due_event(&mut self) -> Option<Event> {
        let at = *self.events.keys().next()?;
        if at.0 > self.now() { None } else { self.events.remove(&at) }
    }

    /// Nothing goes wrong any more.
    pub(crate) fn calm_down(&mut self) {
        let calm = Plan { gives_up: self.plan.gives_up, nodes: self.plan.nodes, ..Plan::default() };
        self.plan = calm;
        self.trouble("all troubles end".to_owned());
    }

    /// Time goes on outside while nothing runs here.
    pub(crate) fn elapse(&mut self, by: i64) {
        let until = self.now() + by;
        while let Some(entry) = self.events.first_entry().filter(|entry| entry.key().0 <= until) {
            let ((at, _), event) = entry.remove_entry();
            self.base += (at - self.now()).max(0);
            match event {
                Event::Says { customer, text } => self.says(customer, &text),
                Event::Arrives { request } => self.arrives(request),
                Event::Jump { by } => self.jump(by),
                answer @ Event::Answers { .. } => self.plan_event(until - self.now() + 1, answer),
                later @ (Event::Webhook { .. } | Event::Sleep { .. }) => {
                    let after = until - self.now() + self.dice.between(1, 2 * MINUTE);
                    self.plan_event(after, later);
                }
            }
        }
        self.base += until - self.now();
    }

    pub(crate) fn sleep(&mut self, by: i64) {
        self.elapse(by);
        self.trouble(format!("{} seconds pass in sleep", by / SECOND));
    }

    pub(crate) fn jump(&mut self, by: i64) {
        self.skew += by;
        self.is_ahead |= self.skew >= 20 * HOUR;
        self.trouble(format!("the clock is set by {} seconds", by / SECOND));
    }

    /// A runtime of tokio begins.
    pub(crate) fn begin(&mut self) {
        self.began = Some(Instant::now());
        self.operations = 0;
        self.dead = false;
    }

    /// It ends. To be told before it has: its time ends with it.
    pub(crate) fn end(&mut self) {
        self.base = self.now();
        self.began = None;
    }

    fn fault(&mut self, node: usize, operation: &'static str) -> Fault {
        if self.dead {
            return Fault::Before;
        }
        let at = self.now() - NOON;
        if self.plan.cut_off.iter().any(|(cut, from, to)| *cut == node && (*from..*to).contains(&at)) {
            self.trouble(format!("{operation} of process {node} does not reach the store"));
            return Fault::Before;
        }
        self.operations += 1;
        if let Some(crash) = self.plan.crashes.get(self.crashes).filter(|it| it.operation == self.operations)
        {
            let (when, fault) =
                if crash.is_done { ("after", Fault::After) } else { ("before", Fault::Before) };
            self.dead = true;
            self.trouble(format!("the process dies {when} `{operation}`"));
            return fault;
        }
        if !self.dice.happens(self.plan.store_fails) {
            return Fault::None;
        }
        // See `KNOWN`.
        let is_done = self.dice.happens(500) && !KNOWN.contains(&operation);
        let when = if is_done { "its answer is lost" } else { "nothing is done" };
        self.trouble(format!("[{node}] `{operation}` fails: {when}"));
        if is_done { Fault::After } else { Fault::Before }
    }
}

/// The world, for everybody who lives in it.
#[derive(Clone)]
pub(crate) struct Shared {
    world: Arc<Mutex<World>>,
    /// The process died, or there is something new to happen.
    news: Arc<Notify>,
}

impl Shared {
    pub(crate) fn new(dice: Dice, plan: Plan) -> Shared {
        let world = World {
            base: NOON,
            began: None,
            skew: 0,
            is_ahead: false,
            dice,
            plan,
            trace: Trace::default(),
            ledger: Ledger::default(),
            books: Books::default(),
            events: BTreeMap::new(),
            next_event: 0,
            dead: false,
            operations: 0,
            crashes: 0,
            newest_lease: None,
        };
        Shared { world: Arc::new(Mutex::new(world)), news: Arc::default() }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("nobody panics while holding the world")
    }

    /// What happens to an operation of the store.
    pub(crate) fn fault(&self, node: usize, operation: &'static str) -> Fault {
        let mut world = self.lock();
        let (was_dead, fault) = (world.dead, world.fault(node, operation));
        if world.dead && !was_dead {
            self.news.notify_one();
        }
        fault
    }

    pub(crate) async fn news(&self) {
        self.news.notified().await;
    }

    /// A request of the process sets out.
    pub(crate) fn tell(&self) {
        self.news.notify_one();
    }

    pub(crate) fn note(&self, text: String) {
        self.lock().note(text);
    }

    /// The second argument is what the process believes to be the time.
    pub(crate) fn ledger<T>(&self, change: impl FnOnce(&mut Ledger, i64) -> T) -> T {
        let mut world = self.lock();
        let now = world.believed();
        change(&mut world.ledger, now)
    }

    pub(crate) fn accepted(&self, contact: i64, key: &str, sent_at: i64) {
        let mut world = self.lock();
        let now = world.now();
        world.note(format!("{key} of contact {contact} is accepted"));
        world.ledger.accept(contact, key, sent_at, now);
    }

    /// `ids` are all rows of the contact in the outbox.
    pub(crate) fn committed(&self, node: usize, commit: &Commit, ids: &[i64]) {
        let mut world = self.lock();
        let (now, believed) = (world.now(), world.believed());
        let new: Vec<i64> = ids.iter().copied().filter(|id| !world.ledger.rows.contains_key(id)).collect();
        let said: Vec<&str> = commit.history.iter().map(|line| line.text.as_str()).collect();
        world.note(format!("[{node}] contact {} commits {said:?}, rows {new:?}", commit.contact.0));
        world.ledger.commit(commit, &new, believed, now);
    }

    pub(crate) fn leased(&self, lease: Lease) {
        self.lock().newest_lease = Some(lease);
    }

    /// Something was changed under this lease.
    pub(crate) fn works_under(&self, lease: &Lease) {
        let mut world = self.lock();
        if world.newest_lease.is_some_and(|newest| newest.fence > lease.fence) {
            world.ledger.wrong.push("a process works under a lease that has gone to another".to_owned());
        }
    }

    pub(crate) fn newest_lease(&self) -> Option<Lease> {
        self.lock().newest_lease
    }
}

/// The clock of the process: waits are not shortened when it is set, as on a machine.
impl Clock for Shared {
    fn now(&self) -> Moment {
        Moment(self.lock().believed())
    }

    fn sleep_until(&self, moment: Moment) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            let left = moment.since(self.now()).clamp(0, 30 * crate::plan::DAY);
            tokio::time::sleep(Duration::from_millis(left.unsigned_abs())).await;
        })
    }
}
