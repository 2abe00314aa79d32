//! Words in capitals are shouted. Names and abbreviations are not: only words count that are ordinary ones, by the list
//! of the language or because the project writes them in small letters elsewhere.

use super::Style;
use super::plain::Word;
use scn_diag::{Diagnostic, W6016, wording};
use scn_graph::Language;
use std::collections::BTreeSet;

/// Shorter words in capitals are abbreviations more often than not. Source: rule Q035.
const LETTERS: usize = 4;
/// A sentence of so many words, all in capitals, is shouted whatever the words are.
const SENTENCE: usize = 4;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let mut small: BTreeSet<(Language, &str)> = BTreeSet::new();
    for text in style.ours() {
        let written_small =
            text.words.iter().filter(|word| word.written == word.lower && word.letters() >= LETTERS);
        small.extend(written_small.map(|word| (text.language, word.lower.as_str())));
    }
    let mut found = Vec::new();
    for text in style.ours() {
        let typed =
            |word: &Word| word.quoted || word.lower == "stop" || graph.links.contains_key(&word.lower);
        let loud = |word: &&Word| {
            let known = text.lists().shouted.contains(&word.lower.as_str());
            is_loud(word) && !typed(word) && (known || small.contains(&(text.language, word.lower.as_str())))
        };
        let word = text.words.iter().find(loud).or_else(|| shouted_sentence(&text.words));
        if let Some(word) = word {
            let word = word.written.as_str();
            found.push(
                Diagnostic::new(
                    W6016,
                    style.narrow(text.place, word),
                    wording!("`{word}` in capitals reads as if it were shouted", word),
                )
                .help("write it in small letters; `*word*` is bold on WhatsApp"),
            );
        }
    }
    found
}

fn is_loud(word: &Word) -> bool {
    word.is_all_capitals() && word.letters() >= LETTERS && word.written.chars().all(char::is_alphabetic)
}

/// The first word of a run of capitals that is long enough to be no name.
fn shouted_sentence(words: &[Word]) -> Option<&Word> {
    let run = words.windows(SENTENCE).find(|run| {
        let loud = |word: &Word| word.is_all_capitals() && word.letters() > 0 && !word.quoted;
        run.iter().all(loud) && run.iter().filter(|word| is_loud(word)).count() * 2 >= SENTENCE
    });
    run.and_then(|run| run.first())
}
