//! Questions to answers, by the words they share: what `answer from` searches.

use crate::api::{Score, Utterance};
use scn_graph::{
    Language,
    model::{Knowledge, Passage, Retrieval},
};

/// Weighs the words of all passages; done once, when the project is compiled.
pub fn index(_passages: &[Passage]) -> Retrieval {
    Retrieval::default()
}

/// The passage that answers a message, and how surely; none below the threshold.
pub fn answer(
    _utterance: &Utterance<'_>,
    _knowledge: &Knowledge,
    _language: Option<Language>,
) -> Option<(usize, Score)> {
    None
}
