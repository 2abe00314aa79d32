//! "en fait", "non, plutôt", "actually": a message that changes an earlier answer.

use crate::{
    api::Utterance,
    words::{self, Tag},
};
use scn_graph::Language;
use std::ops::Range;

/// "en fait", "non, plutôt", "actually": the message changes an earlier answer. The range is the rest of `raw`.
pub fn correction(utterance: &Utterance<'_>, languages: &[Language]) -> Option<Range<usize>> {
    let languages = words::set(languages);
    let mut markers = utterance.tagged(Tag::Correction, languages).map(|hit| hit.words());
    let first = markers.next()?;
    let last = markers.last().unwrap_or_else(|| first.clone());
    let opens = first.start == 0 || (0..first.start).all(|at| is_light(utterance, at, languages));
    // "Wann habt ihr eigentlich offen?" asks; "en fait, c'est possible sans olives ?" corrects.
    if utterance.is_question && !opens {
        return None;
    }
    let says_something =
        |words: Range<usize>| words.into_iter().any(|at| !is_light(utterance, at, languages));
    let count = utterance.words.len();
    if says_something(last.end..count) {
        Some(trimmed(utterance, last.end..count))
    } else if says_something(first.end..last.start) {
        Some(trimmed(utterance, first.end..last.start))
    } else if says_something(0..first.start) {
        Some(trimmed(utterance, 0..first.start))
    } else {
        None
    }
}

/// Filler, a yes or a no, or the marker itself: not what the answer changes to.
fn is_light(utterance: &Utterance<'_>, at: usize, languages: words::Languages) -> bool {
    let light = |tag| utterance.tagged(tag, languages).any(|hit| hit.words().contains(&at));
    let says_yes_or_no = || light(Tag::Yes) || light(Tag::No) || light(Tag::But);
    let is_amount = utterance.word(at).len() > 2 && crate::numbers::is_article(utterance.word(at));
    !is_amount && (utterance.is_filler(at) || light(Tag::Correction) || says_yes_or_no())
}

/// The words with the signs behind them (emoji labels, "2.", a question mark), without blanks and commas around.
fn trimmed(utterance: &Utterance<'_>, words: Range<usize>) -> Range<usize> {
    let Range { start, end } = utterance.raw_range(words.clone());
    let end = utterance.words.get(words.end).map_or(utterance.raw.len(), |next| next.raw.start).max(end);
    let text = utterance.raw.get(start..end).unwrap_or_default();
    start..start + text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':')).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_the_new_answer() {
        let mut table = crate::table::Table::default();
        for (text, rest) in [
            ("en fait, une grande", Some("une grande")),
            ("En fait une grande svp", Some("une grande svp")),
            ("non, plutôt 3", Some("3")),
            ("non plutôt la moyenne", Some("la moyenne")),
            ("la moyenne plutôt", Some("la moyenne")),
            ("finalement deux", Some("deux")),
            ("je me suis trompé, c'est le 14", Some("c'est le 14")),
            ("eigentlich doch die grosse", Some("die grosse")),
            ("nein, lieber drei", Some("drei")),
            ("die kleine doch lieber", Some("die kleine")),
            ("ich meinte Samstag", Some("Samstag")),
            ("anzi, due", Some("due")),
            ("no, meglio la media", Some("la media")),
            ("volevo dire martedì", Some("martedì")),
            ("actually, make it 3", Some("3")),
            ("Actually make it large please", Some("large please")),
            ("sorry, I meant Tuesday", Some("Tuesday")),
            ("no wait, the small one", Some("the small one")),
            ("change it to pickup", Some("pickup")),
            ("une grande", None),
            ("en fait", None),
            ("non", None),
            ("Wann habt ihr eigentlich offen?", None),
            ("", None),
        ] {
            let utterance = Utterance::new(text);
            let found = correction(&utterance, &Language::ALL).map(|range| &text[range]);
            table.same(found, rest, text);
        }
    }
}
