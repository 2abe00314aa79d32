//! Looking into a conversation from outside, for tests and people: expressions and texts as the engine sees them.

use crate::{Conversation, Scenario, eval::Scope, format::Writer};
use scn_graph::{Expr, Moment, Template, Value};

/// The value of an expression; slots go by name ([`Expr::Named`]).
pub fn value(scenario: &Scenario, conversation: &Conversation, expr: &Expr, now: Moment) -> Option<Value> {
    scope(scenario, conversation, now).value(expr)
}

/// A text with its holes filled, in the contact's language.
pub fn text(scenario: &Scenario, conversation: &Conversation, template: &Template, now: Moment) -> String {
    let scope = scope(scenario, conversation, now);
    let language = scenario.language_index(conversation.contact.language);
    Writer { scope: &scope, language }.template(template)
}

fn scope<'a>(scenario: &'a Scenario, conversation: &'a Conversation, now: Moment) -> Scope<'a> {
    let slots = conversation.stack.last().map(|frame| frame.slots.as_slice()).unwrap_or_default();
    Scope { scenario, conversation, slots, own: &[], now, message: None, inbound: None, paused: 0 }
}
