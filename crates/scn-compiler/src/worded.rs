//! The words that customers may say, where each of them stands, and what they mean: kept beside the graph for whoever
//! compares them.

use crate::Example;
use crate::build::Build;
use crate::translate::Said;
use scn_diag::Span;
use scn_graph::{LexiconId, PatternId, Template, TextId};
use scn_understand::build_lexicon;
use std::collections::BTreeMap;

/// Words that name an answer.
#[derive(Clone, Debug)]
pub(crate) struct Worded {
    /// The place of the answer among the others.
    pub(crate) item: u32,
    pub(crate) text: String,
    /// Where they stand; `None` for words of the language itself.
    pub(crate) span: Option<Span>,
    /// The label, not a synonym.
    pub(crate) label: bool,
}

/// What an escape or an entry listens to, as it was written.
#[derive(Default)]
pub(crate) struct Heard {
    pub(crate) like: Vec<Said>,
    pub(crate) says: Vec<Said>,
    pub(crate) matching: Vec<(PatternId, Span)>,
}

/// The examples of all listeners, one after the other.
pub(crate) fn examples(listeners: &[Heard]) -> Vec<Example> {
    let of = |(listener, heard): (u32, &Heard)| {
        let example = move |said: &Said| Example { listener, text: said.text.clone(), place: said.span };
        heard.like.iter().map(example).collect::<Vec<_>>()
    };
    (0u32..).zip(listeners).flat_map(of).collect()
}

/// All of them.
#[derive(Default)]
pub(crate) struct AllWords {
    pub(crate) answers: BTreeMap<LexiconId, Vec<Worded>>,
    /// By place of the listener in the graph.
    pub(crate) listeners: Vec<Heard>,
    /// By folded code.
    pub(crate) links: BTreeMap<String, Span>,
}

impl Build<'_> {
    /// The words of a label in every language, each where it stands.
    pub(crate) fn worded_label(&self, label: TextId, item: u32) -> Vec<Worded> {
        let written = self.graph.text_ids.get(label.index()).and_then(|id| self.text_places.get(id)).copied();
        let mut words: Vec<Worded> = Vec::new();
        for (language, texts) in self.graph.texts.iter().enumerate() {
            let text = texts.get(label.index()).and_then(Option::as_ref).and_then(Template::as_literal);
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            if words.iter().all(|known| known.text != text) {
                let span = self.translated_at.get(&(label, language)).copied().or(written);
                words.push(Worded { item, text: text.to_owned(), span, label: true });
            }
        }
        words
    }

    /// What looks answers up by these words.
    pub(crate) fn lexicon_of(&mut self, words: Vec<Worded>) -> LexiconId {
        let phrases = words.iter().map(|word| (word.item, word.text.as_str(), word.label));
        let lexicon = build_lexicon(phrases);
        let id = self.add_lexicon(lexicon);
        self.words.answers.insert(id, words);
        id
    }
}
