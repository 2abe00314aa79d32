//! What the customer sees of a message, and how a test speaks of it.

use crate::outcome::{ChatLine, Who};
use scn_compiler::LineKind;
use scn_graph::{Attached, Graph, Message, Tap, Template, TemplateButtonValue, TemplateId, TemplateMessage};

/// A message of the bot, free or from a template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said {
    Message(Message),
    Template(TemplateMessage),
}

impl Said {
    /// The words, without what is attached.
    pub(crate) fn text(&self) -> &str {
        match self {
            Said::Message(message) => &message.text,
            Said::Template(template) => &template.preview,
        }
    }

    pub(crate) fn attached(&self) -> Option<&Attached> {
        match self {
            Said::Message(message) => message.attached.as_ref(),
            Said::Template(_) => None,
        }
    }

    /// What can be tapped.
    pub(crate) fn labels(&self, graph: &Graph) -> Vec<String> {
        match self {
            Said::Message(message) => message.options.iter().map(|option| option.label.clone()).collect(),
            Said::Template(template) => replies(graph, template).map(|(label, _)| label).collect(),
        }
    }

    pub(crate) fn line(&self, graph: &Graph) -> ChatLine {
        match self {
            Said::Message(message) => bubble(message),
            Said::Template(template) => {
                let text = format!("(template {})\n{}", template.name, template.preview);
                let labels = buttons(graph, template).map(|(label, _)| label.to_owned());
                ChatLine::new(Who::Bot, text).with_buttons(labels.collect())
            }
        }
    }

    /// The line of a test that expects exactly this.
    pub(crate) fn expected(&self, graph: &Graph) -> Option<LineKind> {
        match self {
            Said::Template(template) => template_id(graph, &template.name).map(LineKind::BotSendsTemplate),
            Said::Message(message) => match &message.attached {
                Some(attached) if message.text.is_empty() => {
                    let text = Some(subject(attached).to_owned());
                    Some(LineKind::BotSends { what: kind(attached).to_owned(), text })
                }
                _ => Some(LineKind::Bot(Template::literal(message.text.clone()))),
            },
        }
    }
}

/// A message as the customer sees it: the picture's name, the words, the buttons.
pub fn bubble(message: &Message) -> ChatLine {
    let mut rows = Vec::new();
    let mut buttons: Vec<String> = Vec::new();
    match &message.attached {
        Some(Attached::Link { label, url }) => {
            rows.extend([message.text.clone(), url.clone()]);
            buttons.push(format!("↗ {label}"));
        }
        Some(attached) => {
            rows.extend([format!("({}) {}", kind(attached), shown(attached)), message.text.clone()])
        }
        None => rows.push(message.text.clone()),
    }
    rows.retain(|row| !row.is_empty());
    buttons.extend(message.options.iter().map(|option| option.label.clone()));
    ChatLine::new(Who::Bot, rows.join("\n")).with_buttons(buttons)
}

/// `image`, `place`…: the word of the language.
pub(crate) fn kind(attached: &Attached) -> &'static str {
    match attached {
        Attached::Image { .. } => "image",
        Attached::Audio { .. } => "audio",
        Attached::Video { .. } => "video",
        Attached::Document { .. } => "document",
        Attached::Sticker { .. } => "sticker",
        Attached::Place { .. } => "place",
        Attached::Contact { .. } => "contact",
        Attached::Link { .. } => "link",
    }
}

/// Everything of it that a person could name in a test.
pub(crate) fn words(attached: &Attached) -> Vec<&str> {
    match attached {
        Attached::Image { source }
        | Attached::Audio { source }
        | Attached::Video { source }
        | Attached::Document { source }
        | Attached::Sticker { source } => vec![source],
        Attached::Place { name, latitude, longitude, address } => {
            [latitude, longitude].into_iter().chain(name).chain(address).map(String::as_str).collect()
        }
        Attached::Contact { name, phone } => vec![name, phone],
        Attached::Link { label, url } => vec![label, url],
    }
}

/// The one word that tells it from others.
fn subject(attached: &Attached) -> &str {
    match attached {
        Attached::Place { name: Some(name), .. } => name,
        other => words(other).first().copied().unwrap_or_default(),
    }
}

fn shown(attached: &Attached) -> String {
    match attached {
        Attached::Place { name, latitude, longitude, address } => {
            let named: Vec<&str> = name.iter().chain(address).map(String::as_str).collect();
            let at = format!("{latitude}, {longitude}");
            if named.is_empty() { at } else { format!("{} · {at}", named.join(", ")) }
        }
        Attached::Contact { name, phone } => format!("{name} · {phone}"),
        other => subject(other).to_owned(),
    }
}

// ---- templates

fn template_id(graph: &Graph, name: &str) -> Option<TemplateId> {
    let at = graph.templates.iter().position(|template| template.name == name)?;
    u16::try_from(at).ok().map(TemplateId)
}

/// The buttons of a template that was sent, with what each of them does.
fn buttons<'a>(
    graph: &'a Graph,
    sent: &'a TemplateMessage,
) -> impl Iterator<Item = (&'a str, &'a TemplateButtonValue)> {
    let template = graph.templates.iter().find(|template| template.name == sent.name);
    let languages = template.map(|template| template.languages.as_slice()).unwrap_or_default();
    let texts = languages.iter().find(|(language, _)| *language == sent.language).map(|(_, texts)| texts);
    let labels = texts.map(|texts| texts.buttons.as_slice()).unwrap_or_default();
    labels.iter().map(|button| button.label.as_str()).zip(&sent.buttons)
}

/// The buttons of a template that answer.
pub(crate) fn replies<'a>(
    graph: &'a Graph,
    sent: &'a TemplateMessage,
) -> impl Iterator<Item = (String, Option<Tap>)> + 'a {
    buttons(graph, sent).filter_map(|(label, does)| match does {
        TemplateButtonValue::Reply(tap) => Some((label.to_owned(), *tap)),
        TemplateButtonValue::Url(_) | TemplateButtonValue::Code(_) => None,
    })
}

/// What a template shows, buttons included, as one bubble.
pub fn template_bubble(graph: &Graph, template: &TemplateMessage) -> ChatLine {
    Said::Template(template.clone()).line(graph)
}
