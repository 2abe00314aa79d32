//! The words people use most, for telling languages: the small words of each language in its own file, a kind a line
//! (articles, pronouns, prepositions, the forms of "be" and "can", numbers, weekdays …), and everyday words, a row for
//! each with the four languages side by side. Written for this project; no text was counted for it.

use crate::fold::fold;
use scn_graph::Language;
use std::{collections::BTreeSet, sync::LazyLock};

/// The languages as columns.
pub(crate) const LANGUAGES: [Language; 4] = [Language::Fr, Language::De, Language::It, Language::En];

const SMALL: [&str; 4] = [
    include_str!("frequent/fr.txt"),
    include_str!("frequent/de.txt"),
    include_str!("frequent/it.txt"),
    include_str!("frequent/en.txt"),
];
const EVERYDAY: &str = include_str!("frequent/everyday.txt");
const ENDINGS: &str = include_str!("frequent/endings.txt");

/// The small words of a language, the commonest first.
pub(crate) fn small(column: usize) -> impl Iterator<Item = &'static str> {
    let text = SMALL.get(column).copied().unwrap_or_default();
    text.lines().filter_map(|line| line.split_once(':')).flat_map(|(_, words)| words.split_whitespace())
}

/// The small words by kind, except those that are only listed as common.
pub(crate) fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = SMALL.iter().flat_map(|text| text.lines()).filter_map(|line| line.split_once(':'));
    lines.filter(|(kind, _)| *kind != "commonest")
}

/// The everyday words: for every row the forms of a word, a column for each language.
pub(crate) fn everyday() -> impl Iterator<Item = impl Iterator<Item = &'static str>> {
    EVERYDAY.lines().filter(|line| !line.starts_with('#')).map(|row| row.split('|'))
}

static SMALL_WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let written = (0..LANGUAGES.len()).flat_map(small);
    written.map(fold).flat_map(|words| words.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
});

/// Whether a folded word is a small word of some language.
pub(crate) fn is_small(word: &str) -> bool {
    SMALL_WORDS.contains(word)
}

/// Kinds of small words that name something all the same.
const NAMING: [&str; 4] = ["numbers", "weekdays", "months", "times"];

static FUNCTION_WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let written =
        kinds().filter(|(kind, _)| !NAMING.contains(kind)).flat_map(|(_, words)| words.split_whitespace());
    written.map(fold).flat_map(|words| words.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
});

/// Whether a folded word only holds others together, in some language: an article, a pronoun, "is", "can", "please".
pub(crate) fn is_function(word: &str) -> bool {
    FUNCTION_WORDS.contains(word)
}

/// How words of a language typically end.
pub(crate) fn endings(column: usize) -> impl Iterator<Item = &'static str> {
    let line = ENDINGS.lines().nth(column).and_then(|line| line.split_once(':'));
    line.map_or("", |(_, endings)| endings).split_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds of small words that only one language has: those of its dialects.
    const DIALECTS: [&str; 2] = ["swiss german", "bavarian"];

    #[test]
    fn languages_are_listed_alike() {
        let kinds = |text: &'static str| {
            let kinds = text.lines().map(|line| line.split_once(':').expect("a kind").0);
            kinds.filter(|kind| !DIALECTS.contains(kind)).collect::<Vec<_>>()
        };
        for text in SMALL {
            assert_eq!(kinds(text), kinds(SMALL[0]));
        }
        assert_eq!(ENDINGS.lines().count(), LANGUAGES.len());
        for row in EVERYDAY.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(row.split('|').count(), LANGUAGES.len(), "{row}");
            assert!(row.split('|').all(|forms| !forms.trim().is_empty()), "{row}");
        }
    }
}
