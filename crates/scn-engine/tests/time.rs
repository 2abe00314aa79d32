//! Waits, reminders, the end of patience, silence, quiet hours.

mod common;

use common::{Build, HOUR, World, at, text};
use scn_graph::*;

/// `ask n "How many?" { remind…; expire after 20 hours { say "Never mind." } }`
fn asking(reminders: &[(u32, &str)], expire: Option<u32>) -> World {
    let mut build = Build::new();
    let flow = build.tunnel("order", &[("n", Type::NUMBER)]);
    let done = build.done(flow);
    let never = build.say(flow, "Never mind.", done);
    let thanks = build.say(flow, "Thanks.", done);
    let question = build.ask(flow, 0, "How many?", thanks);
    for (hours, text) in reminders {
        build.remind(question, Span::seconds(hours * HOUR), text);
    }
    build.graph.questions[0].expire = expire.map(|hours| (Span::seconds(hours * HOUR), never));
    build.world()
}

#[test]
fn a_reminder_then_the_end_of_patience() {
    let mut world = asking(&[(2, "Still there?")], Some(4));
    world.client("go");
    assert_eq!(world.seen(), ["How many?"]);
    assert_eq!(world.timers.len(), 1, "only the next timer is set");
    world.pass(2 * HOUR);
    assert_eq!(world.seen(), ["Still there?"]);
    world.pass(2 * HOUR);
    assert_eq!(world.seen(), ["Never mind."]);
    assert!(world.timers.is_empty() && world.conversation.stack.is_empty());
}

#[test]
fn any_message_starts_the_count_again() {
    let mut world = asking(&[(2, "Still there?")], None);
    world.client("go");
    world.pass(HOUR);
    world.content(scn_engine::Content::Reaction { emoji: Some("👍".into()) });
    world.seen();
    world.pass(HOUR + 60);
    assert_eq!(world.seen(), Vec::<String>::new());
    world.pass(HOUR);
    assert_eq!(world.seen(), ["Still there?"]);
    world.client("3");
    assert_eq!(world.seen(), ["Thanks."]);
    assert!(world.timers.is_empty());
}

#[test]
fn expire_goes_before_a_reminder_of_the_same_moment() {
    let mut world = asking(&[(2, "Still there?")], Some(2));
    world.client("go");
    world.seen();
    world.pass(2 * HOUR);
    assert_eq!(world.seen(), ["Never mind."]);
}

#[test]
fn what_is_overdue_after_downtime_does_not_pile_up() {
    let mut world = asking(&[(1, "One."), (2, "Two."), (3, "Three.")], Some(20));
    world.client("go");
    world.seen();
    world.down_until(at("2026-03-02T14:30"));
    assert_eq!(world.seen(), ["dropped: reminder of order.n", "Two."]);
    world.down_until(at("2026-03-03T09:00"));
    assert_eq!(world.seen(), ["dropped: reminder of order.n", "Never mind."]);
}

#[test]
fn a_reminder_is_never_sent_at_night() {
    let mut world = asking(&[(10, "Still there?")], None);
    world.client("go");
    world.seen();
    world.until(at("2026-03-03T08:29"));
    assert_eq!(world.seen(), ["held: reminder of order.n"]);
    world.until(at("2026-03-03T08:30"));
    assert_eq!(world.seen(), ["Still there?"]);
}

#[test]
fn a_reminder_pushed_beyond_the_end_is_dropped_and_the_end_waits_to_speak() {
    let mut world = asking(&[(10, "Still there?")], Some(12));
    world.client("go");
    world.seen();
    world.until(at("2026-03-03T01:00"));
    assert_eq!(world.seen(), ["dropped: reminder of order.n", "held: order"]);
    world.until(at("2026-03-03T08:30"));
    assert_eq!(world.seen(), ["Never mind."]);
}

#[test]
fn a_customer_who_comes_back_at_night_hears_what_was_held() {
    let mut world = asking(&[], Some(12));
    world.client("go");
    world.until(at("2026-03-03T01:00"));
    world.seen();
    world.client("hello?");
    assert_eq!(world.seen()[0], "Never mind.");
    assert!(world.timers.is_empty());
}

#[test]
fn with_the_window_closed_the_template_goes_out_or_nothing() {
    for instead in [true, false] {
        let mut build = Build::new();
        let template = build.template_message(TemplateCategory::Utility);
        let flow = build.tunnel("order", &[("n", Type::NUMBER)]);
        let done = build.done(flow);
        let question = build.ask(flow, 0, "How many?", done);
        build.remind(question, Span::days(2), "Still there?");
        let send = SendTemplate { template, args: vec![Some(text("there"))] };
        build.graph.questions[0].reminders[0].or_send = instead.then_some(send);
        let mut world = build.world();
        world.client("go");
        world.seen();
        world.pass(48 * HOUR);
        let expected = if instead {
            "template: Still there? / Test"
        } else {
            "withheld: the customer service window is closed"
        };
        assert_eq!(world.seen(), [expected]);
    }
}

#[test]
fn a_wait_until_a_day_ends_with_the_quiet_hours() {
    let mut build = Build::new();
    let flow = build.tunnel("visit", &[]);
    let done = build.done(flow);
    let say = build.say(flow, "It is today.", done);
    let day = Expr::Binary(
        expr::Op::Add,
        Box::new(Expr::Context(expr::Context::Today)),
        Box::new(Expr::Const(Value::Duration(Span::days(1)))),
    );
    build.node(flow, NodeKind::WaitUntil { moment: day, next: say });
    let mut world = build.world();
    world.client("go");
    world.until(at("2026-03-03T08:29"));
    assert_eq!(world.seen(), Vec::<String>::new());
    world.until(at("2026-03-03T08:30"));
    assert_eq!(world.seen(), ["It is today."]);
}

#[test]
fn a_breath_between_two_messages_is_taken_at_night_too() {
    let mut build = Build::new();
    let flow = build.tunnel("breath", &[]);
    let done = build.done(flow);
    let say = build.say(flow, "And then.", done);
    build.node(flow, NodeKind::Wait { span: Span::seconds(5), next: say });
    let mut world = build.world();
    world.now = at("2026-03-02T23:00");
    world.client("go");
    world.pass(5);
    assert_eq!(world.seen(), ["And then."]);
}

fn with_silence(world: World, held: Held) -> World {
    let mut build = Build { graph: world.scenario.graph };
    let flow = build.flow("on_silence_1", FlowKind::Entry, 0, &[]);
    let done = build.done(flow);
    build.say(flow, "Shall I help?", done);
    let after = Span::seconds(20 * 60);
    build.graph.triggers.silences.push(SilenceTrigger { after, within: Some(FlowId(0)), flow, held });
    build.world()
}

#[test]
fn silence_is_noticed_once() {
    let mut world = with_silence(asking(&[], None), Held::Later);
    world.client("go");
    world.seen();
    world.pass(20 * 60);
    assert_eq!(world.seen(), ["Shall I help?", "How many?"]);
    world.pass(8 * HOUR);
    assert_eq!(world.seen(), Vec::<String>::new());
    world.client("what?");
    world.seen();
    world.pass(20 * 60);
    assert_eq!(world.seen(), ["Shall I help?", "How many?"]);
}

#[test]
fn silence_at_night_is_dropped_or_kept_as_written() {
    for (held, expected) in [(Held::Drop, "dropped: on_silence_1"), (Held::Later, "held: on_silence_1")] {
        let mut world = with_silence(asking(&[], None), held);
        world.now = at("2026-03-02T21:20");
        world.client("go");
        world.seen();
        world.pass(20 * 60);
        assert_eq!(world.seen(), [expected]);
        world.until(at("2026-03-03T08:30"));
        let spoke = world.seen().contains(&"Shall I help?".to_owned());
        assert_eq!(spoke, held == Held::Later);
    }
}

#[test]
fn two_things_due_at_one_moment_speak_one_after_the_other() {
    let mut world = asking(&[(1, "Still there?")], None);
    world.scenario.graph.questions[0].reminders[0].after = Span::seconds(20 * 60);
    let mut world = with_silence(world, Held::Later);
    world.client("go");
    world.seen();
    world.pass(20 * 60);
    assert_eq!(world.seen(), ["Still there?", "held: on_silence_1"]);
    world.pass(10 * 60);
    assert_eq!(world.seen(), ["Shall I help?", "How many?"]);
}

#[test]
fn a_digression_stops_the_clock_of_the_question_it_left() {
    let mut build = Build { graph: asking(&[(2, "Still there?")], None).scenario.graph };
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
    let mut world = build.world();
    world.client("go");
    world.client("opening hours");
    world.seen();
    world.pass(5 * HOUR);
    assert_eq!(world.seen(), Vec::<String>::new());
    world.client("7");
    assert_eq!(world.seen(), ["How many?"]);
    world.pass(2 * HOUR);
    assert_eq!(world.seen(), ["Still there?"]);
}
