//! What must hold for every sequence of events: no panic, an end, a state that is read back as it was written.

mod common;

use common::{Build, World, text};
use proptest::prelude::*;
use scn_engine::{CallError, CartItem, Content, Event, MediaKind, migrate};
use scn_graph::{expr::Context, *};

/// A bit of everything: reminders, silence, calls, events, waits, loops, digressions, erasure.
fn everything() -> Graph {
    let mut build = Build::new();
    let template = build.template_message(TemplateCategory::Utility);
    let event = build.event("shop.shipped");
    let operation = build.operation("shop.order", Some(Type::TEXT), true);
    let lookup = build.operation("shop.price", Some(Type::TEXT), false);
    build.on_event(event).after = Some(Span::seconds(60));
    let slots = [
        ("n", Type::NUMBER),
        ("receipt", Type::TEXT),
        ("price", Type::TEXT),
        ("parcel", Type::Record(RecordId(0))),
        ("list", Type::TEXT),
        ("count", Type::NUMBER),
        ("item", Type::NUMBER),
        ("more", Type::YesNo),
    ];
    let flow = build.tunnel("order", &slots);
    let done = build.done(flow);
    let late = build.say(flow, "Late.", done);
    let erase = build.node(flow, NodeKind::Erase { next: late });
    let here = build.say(flow, "Here.", done);
    let waits = build.node(
        flow,
        NodeKind::WaitFor { event, span: Span::days(2), result: Some(SlotId(3)), next: here, late: erase },
    );
    let more = build.ask(flow, 7, "Anything else?", waits);
    build.remind(more, Span::seconds(1200), "Well?");
    let more = build.start_of(more);
    let breath = build.node(flow, NodeKind::Wait { span: Span::seconds(3600), next: more });
    let handoff = build.node(flow, NodeKind::Handoff { team: None, because: None, next: breath });
    let call = |operation, arg: u16, result: u16, next, failed, slow| NodeKind::Call {
        operation,
        args: vec![Some(Expr::Slot(SlotId(arg)))],
        result: Some(SlotId(result)),
        next,
        failed,
        slow,
        too_late: None,
        locks: if operation == OperationId(0) { vec![SlotId(0)] } else { Vec::new() },
    };
    let slow = build.text("One moment.");
    let order =
        build.node(flow, call(operation, 0, 1, breath, handoff, Some((Span::seconds(3), vec![slow]))));
    let send = SendTemplate { template, args: vec![Some(text("there"))] };
    let hidden = [4, 5, 6].map(SlotId);
    let body = build.with_value("- ", Expr::Slot(hidden[2]));
    let body = build.say_text(flow, body, order);
    let items = Expr::List((1..=3).map(|n| Expr::Const(Value::Number(n))).collect());
    let each = build.node(
        flow,
        NodeKind::For { items, list: hidden[0], done: hidden[1], item: hidden[2], body, next: order },
    );
    if let NodeKind::Say { next, .. } = &mut build.graph.nodes[body.index()].kind {
        *next = each;
    }
    let confirm = build.confirm(flow, "All right?", each, done);
    build.graph.questions[confirm.index()].expire = Some((Span::seconds(7200), late));
    let confirm = build.start_of(confirm);
    let price = build.node(flow, call(lookup, 0, 2, confirm, confirm, None));
    let question = build.ask(flow, 0, "How many?", price);
    build.graph.flows[flow.index()].dependents[0] = vec![SlotId(1), SlotId(2)];
    build.remind(question, Span::seconds(900), "Still there?");
    build.remind(question, Span::days(2), "Still there, after two days?");
    build.graph.questions[question.index()].reminders[1].or_send = Some(send);
    build.graph.questions[question.index()].expire = Some((Span::days(3), late));

    let silence = build.flow("on_silence_1", FlowKind::Entry, 0, &[("m", Type::NUMBER)]);
    let done = build.done(silence);
    build.ask(silence, 0, "Which one?", done);
    let after = Span::seconds(900);
    build.graph.triggers.silences.push(SilenceTrigger {
        after,
        within: None,
        flow: silence,
        held: Held::Later,
    });
    let back = build.flow("on_return_1", FlowKind::Entry, 0, &[]);
    let done = build.done(back);
    let data = build.with_value("Back after ", Expr::Context(Context::PausedFor));
    build.say_text(back, data, done);
    build.graph.triggers.returns.push(ReturnTrigger { after: Span::days(1), flow: back });
    let cart = build.flow("on_order_1", FlowKind::Entry, 0, &[]);
    let done = build.done(cart);
    build.say(cart, "A cart.", done);
    build.graph.triggers.order = Some(cart);
    let escape = build.flow("side", FlowKind::Escape, 0, &[("m", Type::NUMBER)]);
    let resume = build.node(escape, NodeKind::Resume);
    build.ask(escape, 0, "Which number?", resume);
    build.graph.listeners.push(model::Listener {
        flow: escape,
        scope: None,
        kind: model::ListenerKind::Escape,
        shown: Vec::new(),
        says: vec!["opening hours".into()],
        matching: Vec::new(),
        only_when: None,
    });
    build.graph
}

#[derive(Clone, Debug)]
enum Act {
    Says(&'static str),
    Sends(u8),
    Taps(u8, u8),
    Passes(u32),
    Down(u32),
    Result(u32, bool),
    Shipped,
    Human,
    GivesBack,
    NewVersion,
    Timer(u32),
}

fn act() -> impl Strategy<Value = Act> {
    let words =
        ["go", "2", "yes", "no", "actually 4", "opening hours", "stop", "human", "back", "cancel", "", "ok"];
    prop_oneof![
        6 => proptest::sample::select(words.to_vec()).prop_map(Act::Says),
        1 => (0u8..6).prop_map(Act::Sends),
        1 => (0u8..3, 0u8..3).prop_map(|(question, option)| Act::Taps(question, option)),
        3 => proptest::sample::select(vec![1, 5, 600, 1000, 4000, 40_000, 100_000, 700_000]).prop_map(Act::Passes),
        1 => proptest::sample::select(vec![1000, 40_000, 300_000]).prop_map(Act::Down),
        3 => (0u32..6, any::<bool>()).prop_map(|(id, ok)| Act::Result(id, ok)),
        2 => Just(Act::Shipped),
        1 => Just(Act::Human),
        1 => Just(Act::GivesBack),
        1 => Just(Act::NewVersion),
        1 => (0u32..40).prop_map(Act::Timer),
    ]
}

fn media(kind: u8) -> Content {
    match kind {
        0 => Content::Reaction { emoji: Some("👍".into()) },
        1 => Content::Order {
            items: vec![CartItem { product: "p".into(), quantity: u32::MAX, price: None }],
            text: None,
        },
        2 => Content::Media {
            kind: MediaKind::Image,
            id: "1".into(),
            mime: "image/png".into(),
            caption: Some("2".into()),
        },
        3 => Content::Place { latitude: f64::NAN, longitude: 1.0, name: None },
        4 => Content::ContactCard { name: String::new(), phone: None },
        _ => Content::Unsupported,
    }
}

fn perform(world: &mut World, act: &Act, versions: &[Graph; 2]) {
    match act {
        Act::Says(words) => world.client(words),
        Act::Sends(kind) => world.content(media(*kind)),
        Act::Taps(question, option) => {
            let question = world.scenario.graph.questions[usize::from(*question)].key;
            let option = [Key(0), Key(1), Key::of("Yes")][usize::from(*option)];
            let tap = Some(Tap { question, option });
            world.content(Content::Tap { tap, title: "Yes".into() });
        }
        Act::Passes(seconds) => world.pass(*seconds),
        Act::Down(seconds) => world.down_until(world.now.plus_seconds(i64::from(*seconds))),
        Act::Result(id, true) => world.returns(*id, Some(Value::Text("A1".into()))),
        Act::Result(id, false) => {
            let result = Err(CallError::Failed { reason: "no".into() });
            world.event(&Event::CallResult { id: *id, result });
        }
        Act::Shipped => world.shipped("7"),
        Act::Human => {
            world.event(&Event::HumanMessage { text: "hello".into() });
        }
        Act::GivesBack => {
            world.event(&Event::HumanGaveBack);
        }
        Act::NewVersion => {
            let other = versions.iter().find(|graph| **graph != world.scenario.graph).unwrap();
            let new = scn_engine::Scenario::load(other.clone()).unwrap();
            world.conversation = migrate(&world.scenario.graph, &new, world.conversation.clone());
            world.scenario = new;
            let kept: Vec<u32> = world.conversation.timers.iter().map(|timer| timer.id).collect();
            world.timers.retain(|(_, id)| kept.contains(id));
        }
        Act::Timer(id) => {
            world.timers.retain(|(_, timer)| timer != id);
            world.event(&Event::Timer { id: *id });
        }
    }
}

fn shorter() -> Graph {
    let mut graph = everything();
    graph.settings.version = "2".into();
    graph.triggers.events.clear();
    let confirm = graph.questions.iter().position(|question| question.id == "confirm").unwrap();
    graph.questions[confirm].id = "renamed".into();
    graph
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_conversation_ends(acts in proptest::collection::vec(act(), 1..40)) {
        let versions = [everything(), shorter()];
        let mut world = World::new(versions[0].clone());
        for act in &acts {
            perform(&mut world, act, &versions);
            prop_assert!(world.conversation.stack.len() <= 16);
            prop_assert!(world.conversation.timers.len() <= 24, "{:?}", world.conversation.timers);
            prop_assert!(world.conversation.queued.len() <= 8);
            let stopped = world.seen().into_iter().find(|line| line.starts_with("stopped"));
            prop_assert_eq!(stopped, None);
        }
        // Left alone, it comes to rest.
        let mut fired = 0;
        while let Some((due, id)) = world.timers.pop_first() {
            world.now = world.now.max(due);
            world.event(&Event::Timer { id });
            fired += 1;
            prop_assert!(fired < 100, "timers set each other for ever: {:?}", world.conversation.timers);
        }
        prop_assert!(world.conversation.timers.is_empty());
    }

    #[test]
    fn never_twice_of_its_own_accord_at_one_moment(acts in proptest::collection::vec(act(), 1..30)) {
        let graph = everything();
        let mut world = World::new(graph.clone());
        for act in &acts {
            match act {
                Act::Passes(seconds) | Act::Down(seconds) => {
                    world.now = world.now.plus_seconds(i64::from(*seconds));
                    let mut spoke = 0;
                    while let Some((due, id)) = world.timers.first().copied().filter(|(due, _)| *due <= world.now) {
                        world.timers.remove(&(due, id));
                        let asked_for = world.conversation.timers.iter().any(|timer| {
                            timer.id == id && matches!(timer.kind, scn_engine::TimerKind::Wait | scn_engine::TimerKind::Slow)
                        });
                        world.seen();
                        world.event(&Event::Timer { id });
                        let said = world.seen().iter().any(|line| {
                            !["held", "dropped", "withheld", "call "].iter().any(|kind| line.starts_with(kind))
                        });
                        spoke += u32::from(said && !asked_for);
                    }
                    prop_assert!(spoke <= 1);
                }
                other => perform(&mut world, other, &[graph.clone(), shorter()]),
            }
        }
    }
}

#[test]
fn a_state_without_calls_and_timers_pays_a_few_bytes_for_them() {
    let mut world = World::new(everything());
    assert!(world.conversation.encode().len() < 48, "{}", world.conversation.encode().len());
    world.client("go");
    world.client("2");
    world.returns(0, Some(Value::Text("18.50".into())));
    assert!(world.conversation.encode().len() < 116, "{}", world.conversation.encode().len());
}
