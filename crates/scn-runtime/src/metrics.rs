//! What happens, as numbers for Prometheus. Every label has few values: kinds and results from enums, connectors from the
//! scenario. Nothing here is about one person.

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use scn_store::{Counts, Outcome};
use scn_whatsapp::Reaction;
use std::borrow::Cow;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

type Labels<const N: usize> = [(&'static str, Cow<'static, str>); N];
type Counters<const N: usize> = Family<Labels<N>, Counter>;
type Times<const N: usize> = Family<Labels<N>, Histogram, fn() -> Histogram>;
type Seconds = Gauge<f64, AtomicU64>;

/// What became of a webhook or of an event of the business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Post {
    Stored,
    /// Right signature, no sense: kept aside.
    Unreadable,
    WrongSignature,
    /// The body was too long, too slow, or broke off.
    BadBody,
    /// Too much at once: asked to come again.
    Busy,
    /// The store did not take it: asked to come again.
    StoreFailed,
}

/// How a turn of a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TurnResult {
    Done,
    /// The conversation had moved meanwhile: done again.
    Again,
    Failed,
}

/// What came of a call to an outside system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallResult {
    Answered,
    /// It said no, or could not be reached.
    Failed,
    TimedOut,
    /// It answered what the scenario does not expect.
    Unreadable,
    /// Not tried: it failed too often a moment ago.
    NotTried,
}

/// What happens to a conversation that people take over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handoff {
    Opened,
    Taken,
    GivenBack,
    /// Nobody came in time: the bot went on.
    Otherwise,
}

/// What came of loading another version of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reload {
    Loaded,
    Unchanged,
    Refused,
}

/// All numbers of one process. Cheap to count with, from anywhere.
pub(crate) struct Metrics {
    registry: Registry,
    webhooks: Counters<1>,
    events: Counters<1>,
    received: Counters<1>,
    statuses: Counter,
    foreign: Counter,
    turns: Counters<1>,
    turn_time: Histogram,
    sends: Counters<1>,
    refusals: Counters<1>,
    paced: Counter,
    send_time: Histogram,
    calls: Counters<2>,
    call_time: Times<1>,
    breakers: Family<Labels<1>, Gauge>,
    store_time: Times<1>,
    handoffs: Counters<1>,
    reloads: Counters<1>,
    clock: Counters<1>,
    waiting: Family<Labels<1>, Gauge>,
    stuck: Family<Labels<1>, Gauge>,
    kept: Family<Labels<1>, Gauge>,
    late: Family<Labels<1>, Seconds>,
    held: Gauge,
    store_up: Gauge,
}

/// What is only known when somebody asks.
pub(crate) struct Now {
    /// `None`: it does not answer.
    pub store: Option<StoreNow>,
    /// Nothing goes out before a person or the platform has acted.
    pub held: bool,
}

/// What the store tells.
pub(crate) struct StoreNow {
    pub counts: Counts,
    /// How long the message that should have gone out first waits.
    pub outbox_late: Duration,
    pub timers_late: Duration,
    pub calls_late: Duration,
}

impl Metrics {
    pub(crate) fn new() -> Metrics {
        let mut all = Book(Registry::with_prefix("scn"));
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        all.0.register("build", "The program that runs", version);
        Metrics {
            webhooks: all.add("webhooks", "Webhooks of the platform, by what became of them"),
            events: all.add("events", "Events of the business's systems, by what became of them"),
            received: all
                .add("messages_received", "Messages that came in; those seen before are not stored again"),
            statuses: all.add("statuses_received", "What the platform told about messages of ours"),
            foreign: all.add("foreign_items", "Items of webhooks for another number, passed over"),
            turns: all.add("turns", "Steps of conversations, by how they ended"),
            turn_time: all.timed("turn", "From taking a conversation to its commit", quick),
            sends: all.add("sends", "Tries to send a message, by what came of them"),
            refusals: all.add("platform_refusals", "Errors of the platform, by what they ask for"),
            paced: all.add(
                "pace_waits",
                "Messages that had to wait because their contact had had as much as may be sent at once",
            ),
            send_time: all.timed("send", "A request to the platform", slow),
            calls: all.add("calls", "Tries to call an outside system, by what came of them"),
            call_time: all.timed_by("call", "A request to an outside system", slow as fn() -> Histogram),
            breakers: all.add("breaker_open", "1 while a system that failed too often is left alone"),
            store_time: all.timed_by(
                "store_operation",
                "What the store takes, with its flush",
                quick as fn() -> Histogram,
            ),
            handoffs: all.add("handoffs", "Conversations and people: opened, taken, given back, nobody came"),
            reloads: all.add("reloads", "Other versions of the scenario, by what came of loading them"),
            clock: all.add("clock_jumps", "Times the clock was set while this ran, by direction"),
            waiting: all.add("waiting", "What is still to be done, by what it waits for"),
            stuck: all.add("ended", "What will not be done, or cannot be read, by kind"),
            kept: all.add("kept", "How much the store holds"),
            late: all.late(),
            store_up: all.add("store_up", "1 while the store answers; else what it would tell is left out"),
            held: all.add("sending_held", "1 while nothing goes out: see the log for who has to act"),
            registry: all.0,
        }
    }

    pub(crate) fn webhook(&self, result: Post) {
        self.webhooks.get_or_create(&[result_is(result.word())]).inc();
    }

    pub(crate) fn clock_set(&self, forward: bool) {
        let direction = if forward { "forward" } else { "back" };
        self.clock.get_or_create(&[("direction", direction.into())]).inc();
    }

    pub(crate) fn event(&self, result: Post) {
        self.events.get_or_create(&[result_is(result.word())]).inc();
    }

    pub(crate) fn received(&self, new: u64, seen_before: u64) {
        self.received.get_or_create(&[result_is("new")]).inc_by(new);
        self.received.get_or_create(&[result_is("seen_before")]).inc_by(seen_before);
    }

    pub(crate) fn statuses(&self, count: u64) {
        self.statuses.inc_by(count);
    }

    pub(crate) fn foreign(&self, count: u64) {
        self.foreign.inc_by(count);
    }

    pub(crate) fn turn(&self, result: TurnResult, took: Duration) {
        let word = match result {
            TurnResult::Done => "done",
            TurnResult::Again => "again",
            TurnResult::Failed => "failed",
        };
        self.turns.get_or_create(&[result_is(word)]).inc();
        self.turn_time.observe(took.as_secs_f64());
    }

    /// A try to send a message.
    pub(crate) fn sent(&self, outcome: &Outcome) {
        self.sends.get_or_create(&[result_is(outcome_word(outcome))]).inc();
    }

    /// An error of the platform.
    pub(crate) fn refused(&self, reaction: Reaction) {
        self.refusals.get_or_create(&[("reaction", word(reaction).into())]).inc();
    }

    /// A message had to wait for the pair rate.
    pub(crate) fn paced(&self) {
        self.paced.inc();
    }

    pub(crate) fn send_took(&self, took: Duration) {
        self.send_time.observe(took.as_secs_f64());
    }

    /// `connector` is a name of the scenario, or `events_url`.
    pub(crate) fn called(&self, connector: &str, result: CallResult, took: Duration) {
        let result = match result {
            CallResult::Answered => "answered",
            CallResult::Failed => "failed",
            CallResult::TimedOut => "timed_out",
            CallResult::Unreadable => "unreadable",
            CallResult::NotTried => "not_tried",
        };
        let connector = || ("connector", Cow::from(connector.to_owned()));
        self.calls.get_or_create(&[connector(), result_is(result)]).inc();
        self.call_time.get_or_create(&[connector()]).observe(took.as_secs_f64());
    }

    pub(crate) fn breaker(&self, connector: &str, open: bool) {
        self.breakers.get_or_create(&[("connector", connector.to_owned().into())]).set(open.into());
    }

    /// `operation` is a word of the program, such as `commit`.
    pub(crate) fn store(&self, operation: &'static str, took: Duration) {
        self.store_time.get_or_create(&[("operation", operation.into())]).observe(took.as_secs_f64());
    }

    pub(crate) fn handoff(&self, what: Handoff) {
        let word = match what {
            Handoff::Opened => "opened",
            Handoff::Taken => "taken",
            Handoff::GivenBack => "given_back",
            Handoff::Otherwise => "nobody_came",
        };
        self.handoffs.get_or_create(&[("what", word.into())]).inc();
    }

    pub(crate) fn reload(&self, result: Reload) {
        let word = match result {
            Reload::Loaded => "loaded",
            Reload::Unchanged => "unchanged",
            Reload::Refused => "refused",
        };
        self.reloads.get_or_create(&[result_is(word)]).inc();
    }

    /// All numbers as text, with those of this moment.
    pub(crate) fn text(&self, now: &Now) -> String {
        match &now.store {
            Some(store) => self.show(store),
            // No number is better than one that is not true.
            None => {
                [&self.waiting, &self.stuck, &self.kept].into_iter().for_each(Family::clear);
                self.late.clear();
            }
        }
        self.store_up.set(now.store.is_some().into());
        self.held.set(now.held.into());
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    fn show(&self, now: &StoreNow) {
        let Counts {
            contacts,
            conversations,
            inbound_waiting,
            outbox_waiting,
            outbox_unknown,
            outbox_failed,
            outbox_withheld,
            timers,
            calls,
            unreadable,
            ..
        } = now.counts;
        let set = |family: &Family<Labels<1>, Gauge>, of, count: u64| {
            family.get_or_create(&[("what", Cow::Borrowed(of))]).set(count.cast_signed());
        };
        set(&self.waiting, "inbound", inbound_waiting);
        set(&self.waiting, "outbox", outbox_waiting);
        set(&self.waiting, "outbox_unknown", outbox_unknown);
        set(&self.waiting, "timers", timers);
        set(&self.waiting, "calls", calls);
        set(&self.stuck, "sends_failed", outbox_failed);
        set(&self.stuck, "sends_withheld", outbox_withheld);
        set(&self.stuck, "webhooks_unreadable", unreadable);
        set(&self.kept, "contacts", contacts);
        set(&self.kept, "conversations", conversations);
        let late = |of, time: Duration| {
            self.late.get_or_create(&[("what", Cow::Borrowed(of))]).set(time.as_secs_f64());
        };
        late("outbox", now.outbox_late);
        late("timers", now.timers_late);
        late("calls", now.calls_late);
    }
}

/// Puts metrics into the registry.
struct Book(Registry);

impl Book {
    fn add<M>(&mut self, name: &str, help: &str) -> M
    where
        M: Default + Clone + prometheus_client::registry::Metric,
    {
        let metric = M::default();
        self.0.register(name, help, metric.clone());
        metric
    }

    fn timed(&mut self, name: &str, help: &str, buckets: fn() -> Histogram) -> Histogram {
        let metric = buckets();
        self.0.register_with_unit(name, help, Unit::Seconds, metric.clone());
        metric
    }

    fn timed_by(&mut self, name: &str, help: &str, buckets: fn() -> Histogram) -> Times<1> {
        let metric = Times::new_with_constructor(buckets);
        self.0.register_with_unit(name, help, Unit::Seconds, metric.clone());
        metric
    }

    fn late(&mut self) -> Family<Labels<1>, Seconds> {
        let metric = Family::default();
        let help = "How long the first that is due waits to be done; 0 when nothing is late";
        self.0.register_with_unit("late", help, Unit::Seconds, metric.clone());
        metric
    }
}

/// For what happens on this machine.
fn quick() -> Histogram {
    Histogram::new([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0])
}

/// For what happens elsewhere.
fn slow() -> Histogram {
    Histogram::new([0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0])
}

fn result_is(word: &'static str) -> (&'static str, Cow<'static, str>) {
    ("result", word.into())
}

/// What came of a try to send, in a word.
pub(crate) fn outcome_word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Sent { .. } => "sent",
        Outcome::Failed { .. } => "failed",
        Outcome::Withheld { .. } => "withheld",
        Outcome::Retry { .. } => "retry",
        Outcome::Held { .. } => "held",
        Outcome::Unknown { .. } => "unknown",
    }
}

fn word(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::Retry => "retry",
        Reaction::WaitContact => "wait_contact",
        Reaction::WaitNumber => "wait_number",
        Reaction::UseTemplate => "use_template",
        Reaction::PlainText => "plain_text",
        Reaction::OptedOut => "opted_out",
        Reaction::GiveUp => "give_up",
        Reaction::Alarm => "alarm",
        Reaction::StopAll => "stop_all",
    }
}

impl Post {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Post::Stored => "stored",
            Post::Unreadable => "unreadable",
            Post::WrongSignature => "wrong_signature",
            Post::BadBody => "bad_body",
            Post::Busy => "busy",
            Post::StoreFailed => "store_failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_does_not_answer_shows_no_numbers_rather_than_zeros() {
        let metrics = Metrics::new();
        let counts = Counts { outbox_waiting: 3, ..Counts::default() };
        let late = Duration::from_secs(1);
        let store = StoreNow { counts, outbox_late: late, timers_late: late, calls_late: late };
        let up = metrics.text(&Now { store: Some(store), held: false });
        assert!(up.contains("scn_store_up 1\n") && up.contains("scn_waiting{what=\"outbox\"} 3\n"), "{up}");
        let down = metrics.text(&Now { store: None, held: false });
        assert!(down.contains("scn_store_up 0\n"), "{down}");
        for family in ["scn_waiting{", "scn_ended{", "scn_kept{", "scn_late_seconds{"] {
            assert!(!down.contains(family), "{family} in {down}");
        }
    }
}
