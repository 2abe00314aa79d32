//! A reprompt in other words: whoever did not understand the question does not understand it the second time either.

use super::Style;
use super::plain::{folded, sure};
use super::texts::{is_default, written};
use scn_diag::{Diagnostic, W6002};
use scn_graph::TextId;
use std::collections::BTreeSet;

/// As much of the longer text has to be the same. Source: rule Q005.
const SIMILAR: f64 = 0.85;
/// Longer texts count only when they are equal, so that comparing stays cheap.
const MOST_CHARS: usize = 400;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let written = written(style.checked);
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for question in &graph.questions {
        let own = |id: &&TextId| written.contains(*id) && !is_default(style.checked, question, **id);
        let retries = question.retries.iter().filter(own);
        let said: Vec<(TextId, bool)> =
            [(question.prompt, true)].into_iter().chain(retries.map(|id| (*id, false))).collect();
        for language in 0..graph.texts.len() {
            let in_language = |id: TextId| {
                Some(folded(&sure(&graph.texts.get(language)?.get(id.index())?.as_ref()?.pieces)))
            };
            let mut before: Vec<(String, bool)> = Vec::new();
            for (id, is_prompt) in &said {
                let Some(text) = in_language(*id) else { continue };
                let same = before.iter().find(|(other, _)| are_alike(other, &text));
                if let Some((_, as_prompt)) = same.filter(|_| told.insert((*id, language))) {
                    found.push(diagnostic(style, *id, language, *as_prompt));
                }
                before.push((text, *is_prompt));
            }
        }
    }
    found
}

fn diagnostic(style: &Style<'_, '_, '_>, retry: TextId, language: usize, as_prompt: bool) -> Diagnostic {
    let message = if as_prompt {
        "this says the question again in the same words: a customer who did not understand it is no further"
    } else {
        "this says the attempt before it again in the same words: a customer who did not understand it is no further"
    };
    Diagnostic::new(W6002, style.checked.text_place(retry, language), message)
        .help("say it in other words, then with an example: `retry \"A day, for instance Saturday?\"`")
}

fn are_alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let longest = one.len().max(other.len());
    longest <= MOST_CHARS && 1.0 - edits(&one, &other) as f64 / longest as f64 >= SIMILAR
}

/// Letters to add, drop or change.
fn edits(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        let mut next = vec![left];
        for (other, above) in other.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(letter != other)).min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_is_nearly_the_same() {
        assert!(are_alike("quel jour voulez vous", "quel jour voulez vous"));
        assert!(are_alike("quel jour voulez vous venir", "quel jour voulez vous venir alors"[..29].trim()));
        assert!(!are_alike("quel jour", "quel mois"));
        assert!(!are_alike("quel jour voulez vous", "un jour par exemple samedi"));
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        assert_eq!(edits(&letters("kitten"), &letters("sitting")), 3);
    }
}
