//! Voice notes: listened to at a question that hears, in the order in which they came, and understood like written words.

mod common;

use common::{Build, World};
use scn_engine::{CallError, Content, Event, MediaKind};
use scn_graph::*;

/// `ask n { hear with scribe } ask name { hear } ask colour; say "Bye."`
fn world() -> World {
    let mut build = Build::new();
    let slots = [("n", Type::NUMBER), ("name", Type::TEXT), ("colour", Type::TEXT)];
    let flow = build.tunnel("order", &slots);
    let done = build.done(flow);
    let bye = build.say(flow, "Bye.", done);
    let colour = build.ask(flow, 2, "Which colour?", bye);
    let colour = build.start_of(colour);
    let name = build.ask(flow, 1, "Your name?", colour);
    let name_node = build.start_of(name);
    let number = build.ask(flow, 0, "How many?", name_node);
    build.graph.questions[number.index()].hears = Some(Hears { with: Some("scribe".into()) });
    build.graph.questions[name.index()].hears = Some(Hears { with: None });
    let mut world = build.world();
    world.client("go");
    assert_eq!(world.seen(), ["How many?"]);
    world
}

impl World {
    fn speaks(&mut self, media: &str) {
        let (kind, mime) = (MediaKind::Voice, "audio/ogg".to_owned());
        self.content(Content::Media { kind, id: media.into(), mime, caption: None });
    }
    fn understood(&mut self, id: u32, words: &str) {
        self.event(&Event::Transcribed { id, words: Ok(words.into()) });
    }
    fn not_understood(&mut self, id: u32) {
        self.event(&Event::Transcribed { id, words: Err(CallError::TimedOut) });
    }
}

#[test]
fn what_is_said_answers_like_what_is_written() {
    let mut world = world();
    world.speaks("a");
    assert_eq!(world.seen(), ["listen 0 a with scribe"]);
    world.understood(0, " two ");
    assert_eq!(world.seen(), ["Your name?"]);
    world.understood(0, "three");
    assert!(world.seen().is_empty(), "a second result means nothing");
    world.speaks("b");
    world.understood(1, "Ada");
    assert_eq!(world.seen(), ["listen 1 b", "Which colour?"]);
    assert!(world.conversation.calls.is_empty());
}

#[test]
fn where_no_question_hears_the_customer_is_asked_to_write() {
    let mut world = world();
    world.client("2");
    world.client("Ada");
    world.seen();
    world.speaks("a");
    let seen = world.seen();
    assert!(seen.len() == 1 && seen[0].starts_with("I cannot read this."), "{seen:?}");
}

#[test]
fn without_words_the_question_stays() {
    let mut world = world();
    world.speaks("a");
    world.not_understood(0);
    world.speaks("b");
    world.understood(1, "  ");
    let seen = world.seen();
    assert_eq!(seen.len(), 6, "{seen:?}");
    for at in [0, 3] {
        assert!(seen[at].starts_with("listen"), "{seen:?}");
        assert_eq!(seen[at + 1], "call failed");
        assert_eq!(seen[at + 2], "I cannot read this.");
    }
    world.client("2");
    assert_eq!(world.seen(), ["Your name?"]);
}

#[test]
fn what_is_written_meanwhile_is_heard_afterwards() {
    let mut world = world();
    world.client("2");
    world.seen();
    world.speaks("a");
    world.client("blue");
    assert_eq!(world.seen(), ["listen 0 a"]);
    world.understood(0, "Ada");
    let seen = world.seen();
    assert_eq!(
        seen[0], "Which colour?",
        "what was written before a question was asked does not answer an open one: {seen:?}"
    );
}

#[test]
fn who_wrote_meanwhile_is_not_asked_to_write() {
    let mut world = world();
    world.speaks("a");
    world.client("2");
    assert_eq!(world.seen(), ["listen 0 a with scribe"]);
    world.not_understood(0);
    assert_eq!(world.seen(), ["call failed", "Your name?"]);
}

#[test]
fn two_voice_notes_are_heard_in_the_order_in_which_they_came() {
    let mut world = world();
    world.speaks("a");
    world.speaks("b");
    assert_eq!(world.seen(), ["listen 0 a with scribe", "listen 1 b with scribe"]);
    world.understood(1, "stop");
    assert!(world.seen().is_empty(), "the first comes first");
    world.understood(0, "two");
    let seen = world.seen();
    assert_eq!(seen[0], "Your name?", "{seen:?}");
    assert!(seen.contains(&"opted out".to_owned()), "{seen:?}");
}

#[test]
fn stop_is_stop_while_a_voice_note_is_listened_to_and_in_it() {
    let mut world = world();
    world.speaks("a");
    world.client("stop");
    assert!(world.seen().contains(&"opted out".to_owned()));
    let mut world = self::world();
    world.speaks("a");
    world.understood(0, "Stop!");
    assert!(world.seen().contains(&"opted out".to_owned()));
}

#[test]
fn people_listen_themselves() {
    let mut world = world();
    world.speaks("a");
    world.event(&Event::HumanMessage { text: "Hello, Ben here.".into() });
    world.seen();
    world.understood(0, "two");
    assert!(world.seen().is_empty());
}
