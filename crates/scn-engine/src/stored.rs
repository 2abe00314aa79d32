//! How a conversation is written down: what most conversations have nothing of takes one byte together.

use crate::{Contact, Conversation, Frame, HeldEvent, Mode, Offer, Queued, RunningCall, Timer};
use scn_graph::{Language, Moment, Tap};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A conversation on its way to and from bytes.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stored<'c> {
    graph: u64,
    contact: Cow<'c, Contact>,
    mode: Mode,
    stack: Cow<'c, [Frame]>,
    last_inbound: Option<Moment>,
    seq: u32,
    next_timer: u32,
    timers: Cow<'c, [Timer]>,
    offer: Cow<'c, Option<Offer>>,
    rare: Option<Rare<'c>>,
}

#[derive(PartialEq, Default, Serialize, Deserialize)]
struct Rare<'c> {
    next_call: u32,
    calls: Cow<'c, [RunningCall]>,
    queued: Cow<'c, [Queued]>,
    held: Cow<'c, [HeldEvent]>,
    silences: u8,
    spoke: Option<Moment>,
    leaning: Option<Language>,
    last_tap: Option<Tap>,
}

impl<'c> From<&'c Conversation> for Stored<'c> {
    fn from(of: &'c Conversation) -> Self {
        let rare = Rare {
            next_call: of.next_call,
            calls: Cow::Borrowed(&of.calls),
            queued: Cow::Borrowed(&of.queued),
            held: Cow::Borrowed(&of.held),
            silences: of.silences,
            spoke: of.spoke,
            leaning: of.leaning,
            last_tap: of.last_tap,
        };
        Stored {
            graph: of.graph,
            contact: Cow::Borrowed(&of.contact),
            mode: of.mode,
            stack: Cow::Borrowed(&of.stack),
            last_inbound: of.last_inbound,
            seq: of.seq,
            next_timer: of.next_timer,
            timers: Cow::Borrowed(&of.timers),
            offer: Cow::Borrowed(&of.offer),
            rare: (rare != Rare::default()).then_some(rare),
        }
    }
}

impl From<Stored<'_>> for Conversation {
    fn from(of: Stored<'_>) -> Self {
        let rare = of.rare.unwrap_or_default();
        Conversation {
            graph: of.graph,
            contact: of.contact.into_owned(),
            mode: of.mode,
            stack: of.stack.into_owned(),
            last_inbound: of.last_inbound,
            seq: of.seq,
            next_timer: of.next_timer,
            timers: of.timers.into_owned(),
            offer: of.offer.into_owned(),
            next_call: rare.next_call,
            calls: rare.calls.into_owned(),
            queued: rare.queued.into_owned(),
            held: rare.held.into_owned(),
            silences: rare.silences,
            spoke: rare.spoke,
            leaning: rare.leaning,
            last_tap: rare.last_tap,
            asked: Vec::new(),
        }
    }
}
