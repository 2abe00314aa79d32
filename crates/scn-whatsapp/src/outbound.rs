//! Request bodies for the messages endpoint.
//!
//! The shape follows what fits: up to three short options become buttons, up to ten a list, and everything else a text
//! with numbered options that the customer answers by number or by words. `Render` asks for a shape; what cannot be
//! had (eleven rows, a text of two pages above buttons) falls back to the next. A text beyond 4,096 characters is cut
//! with an ellipsis, and its options are kept.

use crate::Identity;
use crate::attached::{self, Media};
use crate::label::{cut, labels, line};
use scn_graph::limits;
use scn_graph::rendering::{self, Shape, Shown};
use scn_graph::{Attached, Message, MessageOption};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The body that sends `message` to a person. `callback` comes back in every status of it. The number is preferred to
/// the user id; someone with neither cannot be written to, and the body has no addressee. An attached file is fetched
/// by the platform from its address.
pub fn body(to: &Identity, message: &Message, callback: &str) -> Value {
    body_with(to, message, None, callback)
}

/// Like [`body`], with the attached file where `media` says. What one request cannot carry is left out: see
/// [`crate::split`].
pub fn body_with(to: &Identity, message: &Message, media: Option<Media<'_>>, callback: &str) -> Value {
    let (kind, content) = content(message, media);
    addressed(to, kind, content, callback)
}

/// The body that puts an emoji on the customer's message.
pub fn reaction(to: &Identity, message_id: &str, emoji: &str, callback: &str) -> Value {
    let content = json!({"message_id": message_id, "emoji": emoji.trim()});
    addressed(to, "reaction", content, callback)
}

/// The envelope that all kinds of messages share.
pub(crate) fn addressed(to: &Identity, kind: &str, content: Value, callback: &str) -> Value {
    let mut body = Map::new();
    body.insert("messaging_product".into(), json!("whatsapp"));
    body.insert("recipient_type".into(), json!("individual"));
    match (&to.phone, &to.user_id) {
        (Some(phone), _) => body.insert("to".into(), json!(phone)),
        (None, Some(user_id)) => body.insert("recipient".into(), json!(user_id)),
        (None, None) => None,
    };
    body.insert("type".into(), json!(kind));
    body.insert(kind.into(), content);
    if !callback.is_empty() {
        let callback: String = callback.chars().take(limits::CALLBACK).collect();
        body.insert("biz_opaque_callback_data".into(), json!(callback));
    }
    Value::Object(body)
}

/// The body that marks a customer's message (and all before it) as read; `typing` shows the dots until we answer.
pub fn mark_read(message_id: &str, typing: bool) -> Value {
    let mut body = json!({"messaging_product": "whatsapp", "status": "read", "message_id": message_id});
    if let (true, Some(body)) = (typing, body.as_object_mut()) {
        body.insert("typing_indicator".into(), json!({"type": "text"}));
    }
    body
}

/// The shape that fits the words and options of a message.
pub(crate) fn shape_of(message: &Message) -> Shape {
    shape(message, &distinct(&message.options))
}

fn content(message: &Message, media: Option<Media<'_>>) -> (&'static str, Value) {
    let options = distinct(&message.options);
    let attached = message.attached.as_ref();
    if let Some(content) =
        attached.filter(|_| options.is_empty()).and_then(|it| attached::content(it, media, &message.text))
    {
        return content;
    }
    let mut message = Cow::Borrowed(message);
    if let Some(Attached::Link { label, url }) = attached {
        message.to_mut().text = attached::with_address(&message.text, label, url);
    }
    match shape(&message, &options) {
        Shape::Text => ("text", json!({"body": numbered(&message.text, &options)})),
        Shape::Buttons => {
            let mut buttons = buttons(&message, &options);
            let header = attached.and_then(|it| attached::header(it, media));
            if let (Some(header), Some(buttons)) = (header, buttons.as_object_mut()) {
                buttons.insert("header".into(), header);
            }
            ("interactive", buttons)
        }
        Shape::List => ("interactive", list(&message, &options)),
    }
}

/// Options that say the same to us are one: ids must differ within a message.
fn distinct(options: &[MessageOption]) -> Vec<&MessageOption> {
    let mut seen = BTreeSet::new();
    options.iter().filter(|option| seen.insert(option.tap)).collect()
}

/// The line below a label, if there are words in it.
fn description(option: &MessageOption) -> Option<String> {
    option.description.as_deref().map(line).filter(|text| !text.is_empty())
}

fn shape(message: &Message, options: &[&MessageOption]) -> Shape {
    let shown = |option: &&MessageOption| Shown {
        chars: line(&option.label).chars().count(),
        described: description(option).is_some(),
    };
    let text = if message.text.trim().is_empty() { 0 } else { message.text.chars().count() };
    rendering::shape(message.render, text, &options.iter().map(shown).collect::<Vec<_>>())
}

fn buttons(message: &Message, options: &[&MessageOption]) -> Value {
    let titles = labels(options.iter().map(|option| option.label.as_str()), limits::BUTTON_TITLE);
    let buttons: Vec<Value> = options
        .iter()
        .zip(titles)
        .map(|(option, title)| json!({"type": "reply", "reply": {"id": option.tap.to_string(), "title": title}}))
        .collect();
    json!({"type": "button", "body": {"text": message.text}, "action": {"buttons": buttons}})
}

fn list(message: &Message, options: &[&MessageOption]) -> Value {
    let label = labels(std::iter::once(message.list_label.as_str()), limits::LIST_LABEL).concat();
    let label = if line(&message.list_label).is_empty() { NO_LABEL.to_owned() } else { label };
    json!({
        "type": "list",
        "body": {"text": message.text},
        "action": {"button": label, "sections": sections(options)},
    })
}

/// Neither a button nor a section may be without words; this says "list" in every language.
const NO_LABEL: &str = "☰";

/// One section per group, in the order in which groups first appear.
fn sections(options: &[&MessageOption]) -> Vec<Value> {
    let titles = labels(options.iter().map(|option| option.label.as_str()), limits::LIST_ROW_TITLE);
    let mut sections: Vec<(&str, Vec<Value>)> = Vec::new();
    for (option, title) in options.iter().zip(titles) {
        let group = option.group.as_deref().map(str::trim).unwrap_or_default();
        let row = row(option, &title);
        match sections.iter_mut().find(|(name, _)| *name == group) {
            Some((_, rows)) => rows.push(row),
            None => sections.push((group, vec![row])),
        }
    }
    let several = sections.len() > 1;
    let section = |(group, rows): (&str, Vec<Value>)| {
        let title = cut(&line(group), limits::LIST_SECTION_TITLE);
        match (title.is_empty(), several) {
            (true, false) => json!({"rows": rows}),
            (true, true) => json!({"title": NO_LABEL, "rows": rows}),
            (false, _) => json!({"title": title, "rows": rows}),
        }
    };
    sections.into_iter().map(section).collect()
}

/// A label that had to be cut is told in full below, when there is no other description.
fn row(option: &MessageOption, title: &str) -> Value {
    let full = line(&option.label);
    let cut_label = (full.chars().count() > limits::LIST_ROW_TITLE).then_some(full);
    let description = description(option).or(cut_label);
    let mut row = json!({"id": option.tap.to_string(), "title": title});
    if let (Some(description), Some(row)) = (description, row.as_object_mut()) {
        row.insert("description".into(), json!(cut(&description, limits::LIST_ROW_DESCRIPTION)));
    }
    row
}

/// The text, and under it the options by number. What is too long is cut in the text; a heap of options that leaves no
/// room for the question is cut itself.
fn numbered(text: &str, options: &[&MessageOption]) -> String {
    let max = limits::TEXT;
    let lines: Vec<String> =
        options.iter().enumerate().map(|(index, option)| numbered_line(index, option)).collect();
    let options = lines.join("\n");
    let room = max.saturating_sub(options.chars().count() + GAP.len()).max(limits::INTERACTIVE_TEXT);
    let whole = match (text.trim().is_empty(), options.is_empty()) {
        (true, true) => "…".to_owned(),
        (true, false) => options,
        (false, true) => text.to_owned(),
        (false, false) => format!("{}{GAP}{options}", cut(text, room)),
    };
    cut(&whole, max)
}

const GAP: &str = "\n\n";

fn numbered_line(index: usize, option: &MessageOption) -> String {
    let label = line(&option.label);
    match description(option) {
        Some(description) => format!("{}. {label} – {description}", index + 1),
        None => format!("{}. {label}", index + 1),
    }
}
