//! What a scenario has to do with the world around it: connectors and their events, templates, purposes, and the
//! triggers that are not words of a customer.

use crate::{EventId, FlowId, Key, Language, RecordId, expr::Expr, text::Template, types::Type, value::Span};
use serde::{Deserialize, Serialize};

/// Why data is processed, `purpose orders { basis contract }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Purpose {
    pub name: String,
    pub basis: String,
}

/// A typed outside system. Addresses and secrets named here are found in the environment, never in the graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connector {
    pub name: String,
    pub base: Base,
    /// The environment variable that holds the token.
    pub auth: Option<String>,
    pub processor: Option<String>,
    /// ISO 3166, two letters.
    pub country: Option<String>,
    /// Categories of personal data it may receive, and for which purposes.
    pub receives: Vec<String>,
    pub purposes: Vec<String>,
    pub timeout_ms: u32,
    /// Attempts after the first.
    pub retries: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Base {
    /// The name of an environment variable.
    Env(String),
    Url(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// `shop.order`
    pub name: String,
    pub key: Key,
    /// Place in `Graph::connectors`.
    pub connector: u16,
    pub method: Method,
    /// `/orders/{number}`; parameters that are not in it go into the body, or into the query of a `get`.
    pub path: String,
    pub params: Vec<Param>,
    pub result: Option<Type>,
    /// Cannot be undone: past it, what went into it can no longer be corrected.
    pub irreversible: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Param {
    pub name: String,
    pub ty: Type,
}

/// `event shipped(number: text)` of a connector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BusinessEvent {
    /// `shop.shipped`
    pub name: String,
    pub key: Key,
    pub params: Vec<Param>,
    /// Its parameters as one value, for `wait up to … as x`.
    pub record: RecordId,
}

/// A WhatsApp message template. Its holes are `Expr::Own`: places in `params`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageTemplate {
    pub name: String,
    pub category: TemplateCategory,
    pub params: Vec<Param>,
    pub languages: Vec<(Language, TemplateTexts)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TemplateCategory {
    Utility,
    Marketing,
    Authentication,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateTexts {
    pub header: Option<Template>,
    pub body: Template,
    pub footer: Option<Template>,
    pub buttons: Vec<TemplateButton>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateButton {
    pub label: String,
    pub does: ButtonDoes,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ButtonDoes {
    /// Opens an address; only its end may hold one hole.
    Url(Template),
    /// A tap starts this tunnel: `Tap { question: Key::of("template"), option: the flow's key }`.
    Start(FlowId),
    /// A tap says the label.
    Reply,
}

/// Triggers that are not words.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Triggers {
    pub ads: Vec<AdTrigger>,
    pub order: Option<FlowId>,
    pub events: Vec<EventTrigger>,
    pub silences: Vec<SilenceTrigger>,
    pub returns: Vec<ReturnTrigger>,
    pub media: Option<FlowId>,
    pub reaction: Option<FlowId>,
    pub unsupported: Option<FlowId>,
}

/// `on ad [source "…"]`; the first that fits wins, those with a source stand first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdTrigger {
    pub source: Option<String>,
    pub flow: FlowId,
}

/// `on event shop.shipped(number) after 2 days unless EXPR held later`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventTrigger {
    pub event: EventId,
    pub flow: FlowId,
    /// For each of the flow's first slots the place of its value in the event's parameters.
    pub params: Vec<u16>,
    pub after: Option<Span>,
    /// Read in the flow's own frame when it is about to start.
    pub unless: Option<Expr>,
    pub held: Held,
    /// Does not wait for a pause of the running conversation.
    pub interrupts: bool,
}

/// What becomes of proactive speech that must not go out now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Held {
    #[default]
    Later,
    Drop,
}

/// `on silence 20 minutes in order`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SilenceTrigger {
    pub after: Span,
    /// Only while this tunnel is on the stack.
    pub within: Option<FlowId>,
    pub flow: FlowId,
    pub held: Held,
}

/// `on return after 7 days`; the longest that fits wins, longest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReturnTrigger {
    pub after: Span,
    pub flow: FlowId,
}
