//! The journal: what each turn heard, so that a conversation can be replayed when somebody asks why.

use crate::{Millis, Waiting};

/// A turn as a commit writes it down. The messages it heard are those that the commit has processed: their content is
/// kept as long as the turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTurn {
    /// Hash of the scenario that moved the conversation.
    pub graph: u64,
    /// What it heard besides messages.
    pub heard: Vec<u8>,
    /// Checksum of the state that it led to.
    pub after: u64,
}

/// A turn that was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The version of the conversation that it led to.
    pub version: u64,
    pub at: Millis,
    pub began: Began,
    pub graph: u64,
    /// In the order in which they were heard.
    pub inbound: Vec<Waiting>,
    pub heard: Vec<u8>,
    pub after: u64,
}

/// What a turn began from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Began {
    /// The turn before it.
    After,
    /// The journal begins (anew) here: the state as it was, `None` before the first turn of all.
    From(Option<Vec<u8>>),
}
