//! Options of a menu differ by their first word: that is what is seen on a small screen and heard first when read aloud.

use super::Style;
use super::plain::{Word, words};
use super::texts::written;
use super::words as lists;
use scn_diag::{Diagnostic, W6010, wording};
use scn_graph::Answer;
use std::collections::BTreeMap;

/// Shorter words are hardly what a label is about.
const LETTERS: usize = 3;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let written = written(style.checked);
    let mut found = Vec::new();
    for question in &graph.questions {
        let Answer::Menu { options, .. } = &question.answer else { continue };
        for (place, language) in graph.settings.languages.iter().enumerate() {
            let small = lists::of(*language).small;
            let first = |label: &str| words(label).into_iter().next().filter(|word| tells(word, small));
            let mut seen: BTreeMap<String, String> = BTreeMap::new();
            for option in options.iter().filter(|option| written.contains(&option.label)) {
                let label =
                    style.checked.in_languages(option.label).find(|(language, ..)| *language == place);
                let Some((_, label, span)) = label else { continue };
                let Some(label) = label.as_literal() else { continue };
                let Some(word) = first(label) else { continue };
                if let Some(other) = seen.get(&word.lower) {
                    let message = wording!(
                        "`{label}` and `{other}` begin with the same word: on a phone, and read aloud, they are easily mixed up",
                        label,
                        other
                    );
                    found.push(
                        Diagnostic::new(W6010, span, message).help(
                            "begin each with the word that makes the difference: \"Track\", \"History\"",
                        ),
                    );
                } else {
                    seen.insert(word.lower, label.to_owned());
                }
            }
        }
    }
    found
}

fn tells(word: &Word, small: &[&str]) -> bool {
    word.letters() >= LETTERS && !small.contains(&word.lower.as_str())
}
