//! People have the conversation: they answer through us or elsewhere, take it, give it back, or nobody comes.

mod common;

use common::{Build, HOUR, World};
use scn_engine::{Conversation, Effect, Event, Mode, migrate};
use scn_graph::*;

const QUARTER: u32 = 900;

/// `say; handoff { otherwise after 15 minutes { say "We call you." } }; say "All well?"; ask n`
fn help(spare: bool) -> Build {
    let mut build = Build::new();
    let flow = build.tunnel("help", &[("n", Type::NUMBER)]);
    let done = build.done(flow);
    let ask = build.ask(flow, 0, "How many?", done);
    let ask = build.start_of(ask);
    let back = build.say(flow, "All well?", ask);
    if spare {
        build.say(flow, "New here.", back);
    }
    let nobody = build.say(flow, "We call you.", back);
    let handoff = build.node(flow, NodeKind::Handoff { team: None, because: None, next: back });
    let after = Span::seconds(QUARTER);
    let patience = build.node(flow, NodeKind::Unanswered { after, otherwise: nobody, next: handoff });
    build.say(flow, "One moment.", patience);
    build
}

fn handed_over() -> World {
    let mut world = help(false).world();
    world.client("go");
    assert_eq!(world.seen(), ["One moment."]);
    world
}

fn reply(text: &str) -> Event {
    Event::HumanReply { text: text.into() }
}

#[test]
fn nobody_comes_in_time_and_the_bot_goes_on_as_it_was_told() {
    let mut world = handed_over();
    world.pass(QUARTER - 1);
    assert_eq!(world.seen(), Vec::<String>::new());
    world.pass(1);
    assert_eq!(world.seen(), ["We call you.", "All well?", "How many?"]);
    assert_eq!(world.conversation.mode, Mode::Bot);
    world.client("2");
    assert!(world.conversation.stack.is_empty(), "the answer is heard");
}

#[test]
fn who_hands_over_tells_until_when_people_have_time() {
    let mut world = help(false).world();
    let now = world.now;
    let inbound = scn_engine::Inbound::new(now, scn_engine::Content::Text("go".into()));
    let effects = world.event(&Event::Inbound(inbound));
    let due = now.plus_seconds(i64::from(QUARTER));
    let told = |effect: &Effect| matches!(effect, Effect::OpenHandoff { otherwise_at, .. } if *otherwise_at == Some(due));
    assert!(effects.iter().any(told), "{effects:?}");
}

#[test]
fn whoever_comes_on_whatever_way_is_in_time() {
    let comes = [Event::HumanTook, reply("Hello."), Event::HumanMessage { text: "Hello.".into() }];
    for event in comes {
        let mut world = handed_over();
        world.pass(QUARTER - 1);
        world.event(&event);
        world.seen();
        assert!(world.timers.is_empty(), "{event:?}");
        world.pass(HOUR);
        assert_eq!(world.seen(), Vec::<String>::new(), "{event:?}");
        world.event(&Event::HumanGaveBack);
        assert_eq!(world.seen(), ["All well?", "How many?"], "{event:?}");
    }
}

#[test]
fn given_back_before_the_time_it_is_over_too() {
    let mut world = handed_over();
    world.event(&Event::HumanGaveBack);
    assert_eq!(world.seen(), ["All well?", "How many?"]);
    world.pass(HOUR);
    assert_eq!(world.seen(), Vec::<String>::new());
}

#[test]
fn a_reply_is_numbered_like_what_the_bot_says_and_keeps_the_bot_silent() {
    let mut world = handed_over();
    let last = world.conversation.seq;
    let window = world.conversation.window_until();
    let effects = world.event(&reply("This is Ada."));
    let sent = |effect: &Effect| matches!(effect, Effect::Send { seq, window_until, .. } if *seq == last && *window_until == window);
    assert_eq!(effects.iter().filter(|effect| sent(effect)).count(), 1, "{effects:?}");
    assert!(matches!(world.conversation.mode, Mode::People { .. }));
    world.seen();
    world.client("thank you");
    assert_eq!(world.seen(), Vec::<String>::new());
    world.pass(24 * HOUR);
    world.event(&reply("Still there?"));
    assert_eq!(world.seen(), ["withheld: the customer service window is closed"]);
}

#[test]
fn taking_what_the_bot_has_silences_it_and_its_question_is_asked_again() {
    let mut world = handed_over();
    world.event(&Event::HumanGaveBack);
    world.seen();
    world.event(&Event::HumanTook);
    world.client("2");
    assert_eq!(world.seen(), Vec::<String>::new());
    world.event(&Event::HumanGaveBack);
    assert_eq!(world.seen(), ["How many?"]);
}

#[test]
fn the_time_goes_on_in_a_new_version_of_the_scenario() {
    let mut world = handed_over();
    let old = std::mem::replace(&mut world.scenario, scn_engine::Scenario::load(help(true).graph).unwrap());
    world.conversation = migrate(&old.graph, &world.scenario, world.conversation.clone());
    world.pass(QUARTER);
    assert_eq!(world.seen(), ["We call you.", "All well?", "How many?"]);
}

#[test]
fn a_conversation_of_the_format_before_is_read() {
    let mut world = Build::new().world();
    world.client("hello");
    let mut stored = world.conversation.encode();
    assert_eq!(stored[0], 4);
    stored[0] = 3;
    assert_eq!(Conversation::decode(&stored).as_ref(), Ok(&world.conversation));
}
