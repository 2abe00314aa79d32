//! "en fait", "non, plutôt", "actually": a message that changes an earlier answer.

use crate::{
    api::Utterance,
    words::{self, Tag},
};
use scn_graph::Language;
use std::{cmp::Reverse, ops::Range};

/// "en fait", "non, plutôt", "actually": the message changes an earlier answer. The range is the rest of `raw`.
pub fn correction(utterance: &Utterance<'_>, languages: &[Language]) -> Option<Range<usize>> {
    let languages = words::set(languages);
    let markers = || utterance.tagged(Tag::Correction, languages).map(|hit| hit.words());
    // "change it to" begins where "change" does.
    let first = markers().min_by_key(|marker| (marker.start, Reverse(marker.end)))?;
    let last = markers().max_by_key(|marker| (marker.end, Reverse(marker.start)))?;
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

/// What stands before the marker of a correction and behind it: "the medium one, and actually delivery tomorrow".
pub fn answer_and_correction(
    utterance: &Utterance<'_>,
    languages: &[Language],
) -> Option<(Range<usize>, Range<usize>)> {
    let languages = words::set(languages);
    let marker = utterance.tagged(Tag::Correction, languages).map(|hit| hit.words()).find(|marker| {
        let says = |words: Range<usize>| words.into_iter().any(|at| !is_light(utterance, at, languages));
        says(0..marker.start) && says(marker.end..utterance.words.len())
    })?;
    Some((trimmed(utterance, 0..marker.start), trimmed(utterance, marker.end..utterance.words.len())))
}

/// Two parts of a message, one of which is meant and the other denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contrast {
    pub meant: Range<usize>,
    /// Without the "not".
    pub denied: Range<usize>,
}

/// "two, not three", "pas le 3, le 4". None when nothing is denied, or more than one part is left.
pub fn contrast(utterance: &Utterance<'_>) -> Option<Contrast> {
    let denies = |tag| utterance.tagged(tag, words::EVERY).next().is_some();
    if !denies(Tag::Not) && !denies(Tag::NotAfter) {
        return None;
    }
    let (mut denied, mut meant) = (None, None);
    for clause in clauses(utterance) {
        let says = |at: &usize| !is_light(utterance, *at, words::EVERY) && !is_not(utterance, *at);
        let Some(first) = clause.clone().find(says) else { continue };
        if is_denied(utterance, &clause) {
            let last = clause.clone().rfind(says).unwrap_or(first);
            denied = Some(first..last + 1);
        } else if meant.replace(clause).is_some() {
            return None;
        }
    }
    Some(Contrast { meant: trimmed(utterance, meant?), denied: utterance.raw_range(denied?) })
}

/// The words between signs, and between words such as "but".
fn clauses(utterance: &Utterance<'_>) -> Vec<Range<usize>> {
    let but = |at: usize| utterance.tagged(Tag::But, words::EVERY).any(|hit| usize::from(hit.start) == at);
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in 1..=utterance.words.len() {
        if at == utterance.words.len() || utterance.begins_clause(at) || but(at) {
            clauses.push(start..at);
            start = at;
        }
    }
    clauses
}

fn is_not(utterance: &Utterance<'_>, at: usize) -> bool {
    utterance.tagged(Tag::Not, words::EVERY).any(|hit| hit.words().contains(&at))
}

/// It begins with a "not", or ends with one.
fn is_denied(utterance: &Utterance<'_>, clause: &Range<usize>) -> bool {
    let first = clause.clone().find(|at| is_not(utterance, *at) || !is_light(utterance, *at, words::EVERY));
    let after = utterance.tagged(Tag::NotAfter, words::EVERY).any(|hit| usize::from(hit.end) == clause.end);
    after || first.is_some_and(|at| is_not(utterance, at))
}

/// Begins with the wish to change something, whatever it is: "je voudrais changer la taille".
pub fn wants_change(utterance: &Utterance<'_>, languages: &[Language]) -> bool {
    let languages = words::set(languages);
    let light = |at: usize| is_light(utterance, at, languages);
    utterance.tagged(Tag::Correction, languages).any(|hit| (0..usize::from(hit.start)).all(light))
}

/// The words that tell what a question is about: "date" of "On which date?", "taille" of "Quelle taille ?".
pub fn subjects<'u>(utterance: &'u Utterance<'_>) -> impl Iterator<Item = &'u str> {
    const SHORTEST: usize = 4;
    let asked =
        |at: usize| utterance.tagged(Tag::Question, words::EVERY).any(|hit| usize::from(hit.end) == at);
    let tells = move |at: &usize| asked(*at) || !utterance.hits.iter().any(|hit| hit.words().contains(at));
    (0..utterance.words.len())
        .filter(tells)
        .map(|at| utterance.word(at))
        .filter(|word| word.len() >= SHORTEST && word.chars().all(char::is_alphabetic))
}

/// What stands behind these words, from the first that is no filler: "rue du Lac 4" of "the address to rue du Lac 4".
pub fn behind<'a>(utterance: &Utterance<'a>, word: &str) -> Option<&'a str> {
    let at = (0..utterance.words.len()).rev().find(|at| utterance.word(*at) == word)?;
    let start = (at + 1..utterance.words.len()).find(|at| !is_light(utterance, *at, words::EVERY))?;
    let from = utterance.words.get(start)?.raw.start;
    utterance.raw.get(from..)
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
    fn what_is_meant_where_something_is_denied() {
        let mut table = crate::table::Table::default();
        for (text, meant) in [
            ("two, not three", Some("two")),
            ("not three, two", Some("two")),
            ("pas le 3, le 4", Some("le 4")),
            ("pas le 3 mais le 4", Some("mais le 4")),
            ("non, pas la grande, la moyenne", Some("la moyenne")),
            ("nicht drei, sondern zwei", Some("sondern zwei")),
            ("zwei, nicht drei", Some("zwei")),
            ("due, non tre", Some("due")),
            ("not three", None),
            ("two", None),
            ("two, four, not three", None),
            ("", None),
        ] {
            let utterance = Utterance::new(text);
            table.same(contrast(&utterance).map(|contrast| &text[contrast.meant]), meant, text);
        }
    }

    #[test]
    fn what_is_denied_is_told_without_the_not() {
        for (text, denied) in [("I said two, not three", "three"), ("die grosse nicht, die kleine", "grosse")]
        {
            assert_eq!(&text[contrast(&Utterance::new(text)).unwrap().denied], denied, "{text}");
        }
    }

    #[test]
    fn an_answer_and_a_correction() {
        for (text, expected) in [
            ("la moyenne, et en fait livraison demain", Some(("la moyenne, et", "livraison demain"))),
            ("3, and actually make it large", Some(("3, and", "large"))),
            ("actually, a large one", None),
            ("a large one", None),
        ] {
            let utterance = Utterance::new(text);
            let found = answer_and_correction(&utterance, &Language::ALL);
            assert_eq!(found.map(|(answer, rest)| (&text[answer], &text[rest])), expected, "{text}");
        }
    }

    #[test]
    fn what_a_question_is_about() {
        for (text, about) in [
            ("On which date?", vec!["date"]),
            ("Quelle taille ?", vec!["taille"]),
            ("An welchem Tag möchten Sie kommen?", vec!["welchem", "mochten", "kommen"]),
            ("", vec![]),
        ] {
            assert_eq!(subjects(&Utterance::new(text)).collect::<Vec<_>>(), about, "{text}");
        }
        let text = "the address to rue du Lac 4";
        assert_eq!(behind(&Utterance::new(text), "address"), Some("rue du Lac 4"));
        assert_eq!(behind(&Utterance::new("the address"), "address"), None);
    }

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
            ("change the date to Friday", Some("the date to Friday")),
            ("je veux changer la date", Some("la date")),
            ("I said two, not three", Some("two, not three")),
            ("j'ai dit deux", Some("deux")),
            ("ich habe zwei gesagt", Some("ich habe zwei")),
            ("sorry, 079 123 45 67", Some("079 123 45 67")),
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
