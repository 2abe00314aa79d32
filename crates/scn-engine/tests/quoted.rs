//! Replies that quote an earlier message of ours.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[allow(dead_code, unreachable_pub)]
mod support;

use scn_engine::{Content, Conversation, Effect, Event, Inbound};
use scn_graph::{FlowKind, Key, Language, Type, Value};
use support::{Build, Customer};

/// A size, two numbers, and an escape about opening hours that asks something itself.
fn shop() -> Customer {
    let mut build = Build::new(&[Language::Fr]);
    build.flow("order", FlowKind::Tunnel);
    let number = Type::Number { min: Some(0), max: Some(20) };
    let size = build.choice("size", &["Petite", "Grande"]);
    for (name, prompt, ty) in [
        ("size", "Quelle taille ?", size),
        ("pizzas", "Combien de pizzas ?", number.clone()),
        ("drinks", "Combien de boissons ?", number.clone()),
        ("floor", "Quel étage ?", number.clone()),
    ] {
        let slot = build.slot(name, ty.clone());
        build.ask(name, prompt, slot, ty);
    }
    build.done();
    let flow = build.flow("table", FlowKind::Escape);
    let seats = build.slot("seats", number.clone());
    build.ask("seats", "Combien de places ?", seats, number);
    build.done();
    build.listen(flow, scn_graph::model::ListenerKind::Escape, &["une table"]);
    build.customer()
}

/// The number of the last message that was sent.
fn last(customer: &Customer) -> u32 {
    let sent = customer.effects.iter().rev().find_map(|effect| match effect {
        Effect::Send { seq, .. } => Some(*seq),
        _ => None,
    });
    sent.expect("a message")
}

fn quotes(customer: &mut Customer, seq: u32, text: &str) -> Vec<String> {
    let inbound = Inbound::new(customer.now.plus_seconds(5), Content::Text(text.into()));
    customer.event(Event::Inbound(Inbound { quotes: Some(seq), ..inbound }))
}

#[test]
fn another_answer_to_an_earlier_question_corrects_it() {
    let mut customer = shop();
    customer.says("commander");
    customer.says("grande");
    let pizzas = last(&customer);
    customer.says("2");
    customer.says("4");
    assert_eq!(quotes(&mut customer, pizzas, "3"), ["Quel étage ?"]);
    assert_eq!(customer.slot(1), Some(Value::Number(3)));
    assert_eq!(customer.slot(2), Some(Value::Number(4)));
    assert_eq!(customer.slot(3), None);
}

#[test]
fn a_quoted_list_of_options_too() {
    let mut customer = shop();
    customer.says("commander");
    let sizes = last(&customer);
    customer.says("grande");
    assert_eq!(quotes(&mut customer, sizes, "non, la première"), ["Combien de pizzas ?"]);
    let small = Value::Choice(scn_graph::ChoiceId(0), Key::of("Petite"));
    assert_eq!(customer.slot(0), Some(small));
}

#[test]
fn the_same_answer_again_changes_nothing() {
    let mut customer = shop();
    customer.says("commander");
    customer.says("grande");
    let pizzas = last(&customer);
    customer.says("2");
    assert_eq!(quotes(&mut customer, pizzas, "2"), ["Combien de boissons ?"]);
    assert_eq!(customer.slot(2), None);
}

#[test]
fn the_pending_question_quoted_is_answered() {
    let mut customer = shop();
    customer.says("commander");
    customer.says("grande");
    let pizzas = last(&customer);
    assert_eq!(quotes(&mut customer, pizzas, "2"), ["Combien de boissons ?"]);
}

#[test]
fn a_digression_that_is_over_takes_no_answer_any_more() {
    let mut customer = shop();
    customer.says("commander");
    customer.says("grande");
    customer.says("une table");
    let seats = last(&customer);
    customer.says("4");
    assert_eq!(quotes(&mut customer, seats, "5"), ["Expiré.", "Combien de pizzas ?"]);
    assert_eq!(customer.slot(1), None);
}

#[test]
fn a_message_that_is_not_known_is_as_if_nothing_was_quoted() {
    let mut customer = shop();
    customer.says("commander");
    customer.says("grande");
    assert_eq!(quotes(&mut customer, 900, "2"), ["Combien de boissons ?"]);
}

#[test]
fn only_the_last_questions_are_known_and_the_state_stays_small() {
    let mut customer = shop();
    customer.says("commander");
    customer.says("grande");
    for _ in 0..40 {
        customer.says("2");
        customer.says("retour");
    }
    assert_eq!(customer.conversation.asked.len(), 8);
    assert!(customer.conversation.encode().len() < 300, "{}", customer.conversation.encode().len());
}

#[test]
fn a_state_of_the_format_before_is_still_read() {
    let mut customer = shop();
    customer.says("commander");
    let mut before = Conversation { asked: Vec::new(), ..customer.conversation.clone() }.encode();
    // It had no list at its end.
    assert_eq!(before.pop(), Some(0));
    before[0] = 2;
    let read = Conversation::decode(&before).expect("it is read");
    assert_eq!(read, Conversation { asked: Vec::new(), ..customer.conversation });
}
