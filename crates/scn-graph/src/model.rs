//! What the understanding learnt at compile time, as plain data. Built and read by `scn-understand` only.

use crate::{FlowId, PatternId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Things that can be picked by words. Item `n` is the n-th value, row or option.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Lexicon {
    /// Folded phrase to the items it names (several: ambiguous).
    pub exact: BTreeMap<String, Vec<u32>>,
    /// Folded word to the places it stands in: (index into `phrases`).
    pub words: BTreeMap<String, Vec<u32>>,
    /// Each phrase: its item, and how many words it has.
    pub phrases: Vec<LexiconPhrase>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LexiconPhrase {
    pub item: u32,
    pub words: Vec<String>,
    /// The label itself, not a synonym.
    pub label: bool,
}

/// What an escape or an entry listens to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listener {
    /// The flow it opens.
    pub flow: FlowId,
    /// The tunnel it belongs to; `None` for the whole project.
    pub scope: Option<FlowId>,
    pub kind: ListenerKind,
    /// Folded words of `says`: the message contains one of them as whole words.
    pub says: Vec<String>,
    pub matching: Vec<PatternId>,
    /// `only when EXPR`
    pub only_when: Option<crate::Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListenerKind {
    Escape,
    /// `on message`
    Entry,
}

/// Example-based matching over all listeners: class `n` is the n-th listener.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct IntentModel {
    /// Feature name to column.
    pub features: BTreeMap<String, u32>,
    /// Weight of each feature (inverse document frequency), parts per thousand.
    pub idf: Vec<u16>,
    /// Sparse rows by feature: (class, weight), so that cost follows the message and not the number of classes.
    pub postings: Vec<Vec<(u32, i16)>>,
    /// Bias per class.
    pub bias: Vec<i16>,
    /// Scores at or above accept; between `ask_back` and `accept` the customer is asked. Parts per thousand.
    pub accept: u16,
    pub ask_back: u16,
    /// Folded example to its class: an example said word for word is certain.
    pub exact: BTreeMap<String, u32>,
}
