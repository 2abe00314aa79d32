//! Customers who do anything at all: whatever comes, the engine answers within its bounds, loses nothing between two
//! messages, and gives the same result twice.

use proptest::prelude::*;
use scn_compiler::{MemorySources, compile};
use scn_engine::{
    Contact, Content, Conversation, Effect, Event, Fact, Inbound, MediaKind, Scenario, Trace, step,
};
use scn_graph::{Key, MessageOption, Moment, Tap};
use scn_tests::{Folder, repository};
use std::fs;
use std::sync::LazyLock;

/// Examples and conversations: every scenario of the repository.
static SCENARIOS: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    let mut all: Vec<_> = [
        "examples/pizzeria",
        "examples/clinic",
        "examples/parcel",
        "examples/bank",
        "tests/bench/pizza-roma",
    ]
    .map(|project| compile(&Folder(repository().join(project))))
    .into();
    for file in fs::read_dir(repository().join("tests/conversations")).expect("conversations").flatten() {
        let text = fs::read_to_string(file.path()).expect("a readable file");
        all.push(compile(&MemorySources::new([("main.scn", text)])));
    }
    let load = |compiled: scn_compiler::Compiled| {
        Scenario::load(compiled.graph.expect("a graph")).expect("it loads")
    };
    all.into_iter().map(load).collect()
});

#[derive(Clone, Debug)]
enum Does {
    Says(String),
    /// Taps the n-th option it was ever shown.
    Taps(usize),
    TapsNonsense(u32, u32),
    SendsMedia,
    Reacts,
    Waits(u32),
    /// The n-th timer that was set is due.
    TimerFires(usize),
    PersonWrites,
    PersonGivesBack,
    OptsOut,
}

/// Words of the scenarios, of the controls, of nobody.
fn words() -> impl Strategy<Value = String> {
    let known = [
        "je voudrais commander",
        "regina",
        "grande",
        "2",
        "12",
        "deux grandes margheritas sans basilic",
        "c'est tout",
        "la deuxième en petite",
        "bloquez ma carte",
        "where is my parcel",
        "SP123456",
        "livraison",
        "à emporter",
        "rue du Lac 5, Lausanne",
        "oui",
        "non",
        "en fait une petite",
        "annuler",
        "stop",
        "humain",
        "retour",
        "aide",
        "merci",
        "recommencer",
        "ich brauche einen Termin",
        "Impfung",
        "morgen",
        "vormittags",
        "ja",
        "nein",
        "079 123 45 67",
        "hi",
        "Large",
        "Pickup",
        "order a pizza",
        "small",
        "three",
        "sure",
        "Ada",
        "skip",
        "start the survey",
        "36, and when are you open?",
        "I need information",
        "make a complaint",
        "begin",
        "gift",
        "another city",
        "wait for me",
        "book a table",
        "purple",
        "I want to order",
        "actually delivery",
        "no, 3",
        "back",
        "yes",
        "no",
        "vous êtes ouverts le dimanche ?",
    ];
    prop_oneof![
        6 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,40}",
        1 => "[a-zé ,.?!0-9]{0,60}",
    ]
}

fn does() -> impl Strategy<Value = Does> {
    prop_oneof![
        10 => words().prop_map(Does::Says),
        5 => (0usize..40).prop_map(Does::Taps),
        1 => (any::<u32>(), any::<u32>()).prop_map(|(a, b)| Does::TapsNonsense(a, b)),
        1 => Just(Does::SendsMedia),
        1 => Just(Does::Reacts),
        2 => (0u32..2_000_000).prop_map(Does::Waits),
        1 => (0usize..4).prop_map(Does::TimerFires),
        1 => Just(Does::PersonWrites),
        1 => Just(Does::PersonGivesBack),
        1 => Just(Does::OptsOut),
    ]
}

/// One customer, whose conversation exists only as bytes between two events.
struct Customer<'s> {
    scenario: &'s Scenario,
    state: Vec<u8>,
    now: Moment,
    seen: Vec<MessageOption>,
    timers: Vec<u32>,
}

impl<'s> Customer<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        let state = Conversation::new(scenario.hash, Contact::default()).encode();
        Customer { scenario, state, now: Moment(1_795_197_600_000), seen: Vec::new(), timers: Vec::new() }
    }

    fn inbound(&self, content: Content) -> Event {
        Event::Inbound(Inbound::new(self.now, content))
    }

    fn event(&mut self, does: &Does) -> Option<Event> {
        Some(match does {
            Does::Says(text) => self.inbound(Content::Text(text.clone())),
            Does::Taps(at) => {
                let option = self.seen.get(at % self.seen.len().max(1))?;
                self.inbound(Content::Tap { tap: Some(option.tap), title: option.label.clone() })
            }
            Does::TapsNonsense(question, option) => {
                let tap = Tap { question: Key(*question), option: Key(*option) };
                self.inbound(Content::Tap { tap: Some(tap), title: "?".to_owned() })
            }
            Does::SendsMedia => self.inbound(Content::Media {
                kind: MediaKind::Voice,
                id: "1".to_owned(),
                mime: "audio/ogg".to_owned(),
                caption: None,
            }),
            Does::Reacts => self.inbound(Content::Reaction { emoji: Some("👍".to_owned()) }),
            Does::Waits(seconds) => {
                self.now = self.now.plus_seconds(i64::from(*seconds));
                return None;
            }
            Does::TimerFires(at) => Event::Timer { id: *self.timers.get(*at)? },
            Does::PersonWrites => Event::HumanMessage { text: "one moment".to_owned() },
            Does::PersonGivesBack => Event::HumanGaveBack,
            Does::OptsOut => Event::OptOut,
        })
    }

    fn live(&mut self, does: &Does) -> Result<(), TestCaseError> {
        self.now = self.now.plus_seconds(3);
        let Some(event) = self.event(does) else { return Ok(()) };
        let before = Conversation::decode(&self.state).expect("what was encoded decodes");
        let after = step(self.scenario, before.clone(), &event, self.now);
        prop_assert_eq!(&after, &step(self.scenario, before.clone(), &event, self.now), "the same twice");

        let visited = after.trace.iter().filter(|entry| matches!(entry, Trace::Visited(_))).count();
        prop_assert!(
            visited as u32 <= self.scenario.graph.bound,
            "{visited} nodes, the compiler said {}",
            self.scenario.graph.bound
        );
        let (mut sent, mut numbered) = (0, 0);
        for effect in &after.effects {
            match effect {
                Effect::Send { seq, message, .. } => {
                    prop_assert_eq!(*seq, before.seq + numbered, "numbered in order");
                    numbered += 1;
                    prop_assert!(
                        !message.text.trim().is_empty(),
                        "a message with nothing in it: {message:?}"
                    );
                    sent += 1;
                    self.seen.extend(message.options.iter().cloned());
                }
                Effect::SendTemplate { seq, .. } | Effect::React { seq, .. } => {
                    prop_assert_eq!(*seq, before.seq + numbered, "numbered in order");
                    numbered += 1;
                }
                Effect::SetTimer { id, .. } => self.timers.push(*id),
                Effect::Record(Fact::Stopped { reason }) => prop_assert!(false, "stopped: {reason}"),
                _ => {}
            }
        }
        prop_assert!(
            sent <= self.scenario.graph.most_messages,
            "{sent} messages, the compiler said {}",
            self.scenario.graph.most_messages
        );

        self.state = after.conversation.encode();
        prop_assert!(self.state.len() < 2048, "{} bytes", self.state.len());
        prop_assert_eq!(Conversation::decode(&self.state).expect("it decodes"), after.conversation);
        Ok(())
    }
}

proptest! {
    // More on demand: `PROPTEST_CASES=100000 cargo test -p scn-tests --test customers`.
    #[test]
    fn whatever_customers_do(which in 0usize..100, life in proptest::collection::vec(does(), 1..40)) {
        let scenario = &SCENARIOS[which % SCENARIOS.len()];
        let mut customer = Customer::new(scenario);
        for does in &life {
            customer.live(does)?;
        }
    }
}
