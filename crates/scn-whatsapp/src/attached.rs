//! What goes out besides words: files, places, contact cards, links. Which of them share a message with words and
//! options, and which must stand alone.

use crate::label::{cut, line};
use crate::outbound::shape_of;
use scn_graph::limits;
use scn_graph::rendering::Shape;
use scn_graph::{Attached, Message};
use serde_json::{Map, Value, json};

/// Where the platform gets a file from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media<'a> {
    /// It fetches the file itself.
    Link(&'a str),
    /// It was uploaded before.
    Id(&'a str),
}

/// The messages that carry all of this one: itself when the platform has a shape for it, else first what is attached
/// and then the words.
pub fn split(message: Message) -> Vec<Message> {
    let Some(attached) = message.attached.clone() else { return vec![message] };
    if together(&message, &attached) {
        return vec![message];
    }
    let words = Message { attached: None, ..message };
    vec![Message { attached: Some(attached), ..Message::text("") }, words]
}

fn together(message: &Message, attached: &Attached) -> bool {
    let wordless = message.text.trim().is_empty() && message.options.is_empty();
    match attached {
        Attached::Image { .. } | Attached::Video { .. } | Attached::Document { .. } => {
            let caption = message.options.is_empty() && message.text.chars().count() <= limits::CAPTION;
            caption || shape_of(message) == Shape::Buttons
        }
        Attached::Link { .. } => true,
        Attached::Audio { .. }
        | Attached::Sticker { .. }
        | Attached::Place { .. }
        | Attached::Contact { .. } => wordless,
    }
}

/// The same in the plainest shape, for apps that cannot show more; `None` when it is plain already.
pub fn plainer(message: &Message) -> Option<Message> {
    let link = matches!(message.attached, Some(Attached::Link { .. }));
    let options = !message.options.is_empty() && message.render != scn_graph::Render::Text;
    (link || options).then(|| {
        let mut plain = message.clone();
        plain.render = scn_graph::Render::Text;
        if let Some(Attached::Link { label, url }) = &message.attached {
            plain.text = with_address(&message.text, label, url);
            plain.attached = None;
        }
        plain
    })
}

/// Words with an address under them, for when no button can open it.
pub(crate) fn with_address(text: &str, label: &str, url: &str) -> String {
    let parts = [text.trim(), &format!("{} {}", line(label), url.trim())].map(|part| part.trim().to_owned());
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The file of a message, and the platform's name of its kind.
pub fn file(attached: &Attached) -> Option<(&'static str, &str)> {
    Some(match attached {
        Attached::Image { source } => ("image", source),
        Attached::Audio { source } => ("audio", source),
        Attached::Video { source } => ("video", source),
        Attached::Document { source } => ("document", source),
        Attached::Sticker { source } => ("sticker", source),
        Attached::Place { .. } | Attached::Contact { .. } | Attached::Link { .. } => return None,
    })
}

/// The header above buttons: a picture, a video or a document.
pub(crate) fn header(attached: &Attached, media: Option<Media<'_>>) -> Option<Value> {
    let (kind, source) =
        file(attached).filter(|(kind, _)| matches!(*kind, "image" | "video" | "document"))?;
    let file = media_object(kind, source, media, "");
    Some(json!({"type": kind, kind: file}))
}

/// The message of its own kind that carries what is attached, with the words as caption where there is one.
pub(crate) fn content(
    attached: &Attached,
    media: Option<Media<'_>>,
    text: &str,
) -> Option<(&'static str, Value)> {
    match attached {
        Attached::Place { name, latitude, longitude, address } => {
            let mut place = Map::new();
            place.insert("latitude".into(), json!(degrees(latitude, 90.0)?));
            place.insert("longitude".into(), json!(degrees(longitude, 180.0)?));
            for (key, words) in [("name", name), ("address", address)] {
                if let Some(words) = words.as_deref().map(line).filter(|words| !words.is_empty()) {
                    place.insert(key.into(), json!(words));
                }
            }
            Some(("location", Value::Object(place)))
        }
        Attached::Contact { name, phone } => Some(("contacts", json!([contact(name, phone)]))),
        Attached::Link { label, url } => link(label, url, text).map(|link| ("interactive", link)),
        _ => {
            let (kind, source) = file(attached)?;
            let caption = if matches!(kind, "audio" | "sticker") { "" } else { text };
            Some((kind, media_object(kind, source, media, caption)))
        }
    }
}

fn media_object(kind: &str, source: &str, media: Option<Media<'_>>, caption: &str) -> Value {
    let mut object = Map::new();
    match media.unwrap_or(Media::Link(source)) {
        Media::Link(link) => object.insert("link".into(), json!(link)),
        Media::Id(id) => object.insert("id".into(), json!(id)),
    };
    let caption = cut(caption.trim(), limits::CAPTION);
    if !caption.is_empty() {
        object.insert("caption".into(), json!(caption));
    }
    if let Some(name) = filename(source).filter(|_| kind == "document") {
        object.insert("filename".into(), json!(name));
    }
    Value::Object(object)
}

/// The last part of a path or an address, when it looks like a file's name.
fn filename(source: &str) -> Option<&str> {
    let path = source
        .split_once("://")
        .map_or(Some(source), |(_, rest)| rest.split_once('/').map(|(_, path)| path))?;
    let name = path.split(['?', '#']).next()?.rsplit(['/', '\\']).next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && (1..=5).contains(&extension.len())).then_some(name)
}

fn degrees(text: &str, most: f64) -> Option<f64> {
    text.trim().parse().ok().filter(|degrees: &f64| degrees.abs() <= most)
}

/// Whether the number is on WhatsApp is not known, so nothing is claimed: the app finds out.
fn contact(name: &str, phone: &str) -> Value {
    let phone = line(phone);
    let name = Some(line(name)).filter(|name| !name.is_empty()).unwrap_or_else(|| phone.clone());
    let name = if name.is_empty() { "…".to_owned() } else { name };
    let mut card = json!({"name": {"formatted_name": name, "first_name": name}});
    if let (false, Some(card)) = (phone.is_empty(), card.as_object_mut()) {
        card.insert("phones".into(), json!([{"phone": phone, "type": "WORK"}]));
    }
    card
}

/// `None` when the platform would not take it: an address of another kind, or too many words.
fn link(label: &str, url: &str, text: &str) -> Option<Value> {
    let (label, url) = (line(label), url.trim());
    let text = if text.trim().is_empty() { label.as_str() } else { text };
    let opens = ["https://", "http://"].iter().any(|scheme| {
        url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
    });
    if !opens || label.is_empty() || text.chars().count() > limits::INTERACTIVE_TEXT {
        return None;
    }
    let shown = cut(&label, limits::LINK_LABEL);
    Some(json!({"type": "cta_url", "body": {"text": text},
        "action": {"name": "cta_url", "parameters": {"display_text": shown, "url": url}}}))
}
