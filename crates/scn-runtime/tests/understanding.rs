//! What the host adds to understanding: which message is quoted, and what nothing understood, kept for review.

mod common;
use common::*;
use scn_engine::Scenario;
use scn_graph::*;
use scn_store::Reader;
use serde_json::json;
use std::fmt::Write;
use std::sync::{LazyLock, Mutex};
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

/// `book` asks for a number of guests and of a table, then repeats them; `forget` erases.
fn booking() -> Scenario {
    let mut graph = empty_graph();
    graph.settings.gather_ms = 0;
    let book = flow(&mut graph, "book", NodeId(0));
    ask(&mut graph, book, "guests", "How many guests?");
    ask(&mut graph, book, "table", "Which table?");
    let value = |slot| Piece::Value(Expr::Slot(SlotId(slot)), Style::Plain);
    let booked = TextId(graph.texts[0].len() as u32);
    let pieces = vec![value(0), Piece::Literal(" guests at table ".into()), value(1)];
    graph.texts[0].push(Some(Template { pieces }));
    graph.text_ids.push("booked".into());
    node(&mut graph, book, say(booked, NodeId(3)));
    node(&mut graph, book, NodeKind::Done { result: None });
    let start = NodeId(graph.nodes.len() as u32);
    let forget = flow(&mut graph, "forget", start);
    let forgotten = text(&mut graph, "forgotten");
    node(&mut graph, forget, NodeKind::Erase { next: NodeId(start.0 + 1) });
    node(&mut graph, forget, say(forgotten, NodeId(start.0 + 2)));
    node(&mut graph, forget, NodeKind::Done { result: None });
    Scenario::load(graph).unwrap()
}

fn ask(graph: &mut Graph, flow: FlowId, name: &str, prompt: &str) {
    let ty = Type::Number { min: Some(1), max: Some(20) };
    let (node_id, id) = (NodeId(graph.nodes.len() as u32), QuestionId(graph.questions.len() as u32));
    let slots = &mut graph.flows[flow.index()];
    let slot = SlotId(slots.slots.len() as u16);
    slots.slots.push(Slot { name: name.into(), key: Key::of(name), ty: ty.clone(), question: Some(id) });
    slots.dependents.push(Vec::new());
    let (prompt, retry) = (text(graph, prompt), text(graph, "a number, please"));
    let answer = Answer::Slot {
        slot,
        ty,
        default: None,
        checks: Vec::new(),
        remember: None,
        always: false,
        offer: None,
        among: None,
        next: NodeId(node_id.0 + 1),
    };
    graph.questions.push(Question {
        id: format!("book.{name}"),
        key: Key::of(name),
        flow,
        node: node_id,
        prompt,
        again: None,
        help: None,
        retries: vec![retry, retry, retry],
        otherwise: node_id,
        answer,
        render: Render::Auto,
        reminders: Vec::new(),
        expire: None,
        hears: None,
    });
    node(graph, flow, NodeKind::Question { question: id });
}

fn quoting(bot: &Bot<'_>, id: &str, words: &str, quoted: &str) {
    let mut webhook = text_webhook("41790000001", id, words, bot.now());
    let message = webhook.pointer_mut("/entry/0/changes/0/value/messages/0").unwrap();
    message["context"] = json!({"from": "1", "id": quoted});
    assert_eq!(bot.deliver(&webhook), 200);
}

#[test]
fn a_reply_that_quotes_an_earlier_question_answers_that_one() {
    let world = World::new();
    let bot = world.start_with(world.config(), booking());
    bot.customer_says("A", "book");
    eventually("asked", || world.platform.texts() == ["How many guests?"]);
    bot.customer_says("B", "2");
    eventually("asked", || world.platform.texts().last().unwrap() == "Which table?");
    quoting(&bot, "C", "4", "wamid.OUT1");
    eventually("asked again", || world.platform.texts().len() > 2);
    bot.settle();
    assert_eq!(world.platform.texts().last().unwrap(), "Which table?", "{:?}", world.platform.texts());
    // A message that is not known answers what is pending.
    quoting(&bot, "D", "7", "wamid.OLDER");
    eventually("booked", || world.platform.texts().last().unwrap() == "4 guests at table 7");
    bot.stop();
}

#[test]
fn what_nothing_understood_is_kept_masked_in_no_log_and_goes_with_an_erasure() {
    tracing::subscriber::set_global_default(Notebook).unwrap();
    let world = World::new();
    let bot = world.start_with(world.config(), booking());
    bot.customer_says("A", "book");
    eventually("asked", || world.platform.texts().len() == 1);
    bot.customer_says("B", "grumbling walruses, write to ada@example.com or call +41 79 123 45 67");
    eventually("asked again", || world.platform.texts().len() == 2);
    bot.settle();
    let kept = bot.store.unmatched(9).unwrap();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(kept[0].text, "grumbling walruses, write to [e-mail] or call [phone]");
    assert_eq!((kept[0].question.as_str(), kept[0].at), ("book.guests", NOON));

    for (id, words, then) in [("C", "2", "Which table?"), ("D", "7", "2 guests at table 7")] {
        bot.customer_says(id, words);
        eventually("answered", || world.platform.texts().last().unwrap() == then);
    }
    bot.customer_says("E", "forget");
    eventually("erased", || world.platform.texts().last().unwrap() == "forgotten");
    bot.settle();
    assert_eq!(bot.store.unmatched(9).unwrap(), []);
    bot.stop();
    let logged = LOGGED.lock().unwrap();
    assert!(!logged.is_empty(), "something is logged at the finest level");
    for word in ["walruses", "ada@example.com", "123 45 67"] {
        assert!(!logged.contains(word), "{word}");
    }
}

/// Everything that is logged, at every level.
static LOGGED: LazyLock<Mutex<String>> = LazyLock::new(Mutex::default);

/// Writes the log lines of the project's own crates down.
struct Notebook;

struct Line<'l>(&'l mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Subscriber for Notebook {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("scn_")
    }
    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        attributes.record(&mut Line(&mut LOGGED.lock().unwrap()));
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Line(&mut LOGGED.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut Line(&mut LOGGED.lock().unwrap()));
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}
