//! Yes and no.

use crate::{
    api::{Reading, Score, Utterance},
    words::{self, Hit, Tag},
};
use scn_graph::{Language, Value};

const WHOLE: Score = 1000;
/// Said at the begin, with more behind a comma or a "but": "oui mais sans olives".
const OPENING: Score = 850;
/// Said at the begin, and the message goes on: "oui la grande".
const FIRST: Score = 700;
/// Somewhere in the message.
const INSIDE: Score = 400;

/// Neither yes nor no, whatever stands beside it.
const MAYBE: &[&str] = &[
    "peut etre",
    "ca depend",
    "on verra",
    "je ne sais pas",
    "je sais pas",
    "pas sur",
    "pas sure",
    "vielleicht",
    "eventuell",
    "kommt drauf an",
    "mal sehen",
    "mal schauen",
    "weiss nicht",
    "nicht sicher",
    "forse",
    "dipende",
    "vedremo",
    "non so",
    "non sono sicuro",
    "non sono sicura",
    "maybe",
    "perhaps",
    "possibly",
    "it depends",
    "we ll see",
    "not sure",
    "i don t know",
    "dont know",
    "dunno",
];

/// Yes or no, in the given languages ("oui oui", "nein danke", "👍").
pub fn yes_no(utterance: &Utterance<'_>, languages: &[Language]) -> Option<Reading> {
    let languages = words::set(languages);
    let is_answer = |hit: &&Hit| matches!(hit.tag, Tag::Yes | Tag::No) && hit.languages & languages != 0;
    let first = utterance.hits.iter().find(is_answer)?;
    let mut end = first.end;
    let mut contradicted = false;
    for hit in utterance.hits.iter().filter(is_answer) {
        if hit.tag == first.tag {
            // "oui oui d'accord" is one answer.
            end = if hit.start <= end { end.max(hit.end) } else { end };
        } else if hit.words() != first.words() {
            contradicted = true;
        }
    }
    // The same word means yes in one language and no in another.
    let unclear = utterance
        .hits
        .iter()
        .filter(is_answer)
        .any(|hit| hit.words() == first.words() && hit.tag != first.tag);
    if unclear || (contradicted && !utterance.begins_clause(usize::from(first.end))) {
        return None;
    }
    if is_maybe(utterance, languages) {
        return None;
    }
    let words = usize::from(first.start)..usize::from(end);
    let whole = !contradicted && only_says(utterance, first.tag, languages);
    let score = if whole { WHOLE } else { position(utterance, &words) };
    Some(Reading {
        value: Value::YesNo(first.tag == Tag::Yes),
        score,
        raw: utterance.raw_range(words),
        whole,
        grain: None,
    })
}

/// "oui peut-être", "not sure": besides the answer nothing but a maybe is said.
fn is_maybe(utterance: &Utterance<'_>, languages: words::Languages) -> bool {
    let said =
        |at: usize| (1..=4).find(|len| MAYBE.contains(&utterance.phrase(at..at + len))).unwrap_or_default();
    let (mut at, mut maybe) = (0, false);
    while at < utterance.words.len() {
        let len = said(at);
        let answer = |tag| utterance.tagged(tag, languages).any(|hit| hit.words().contains(&at));
        if len == 0 && !utterance.is_filler(at) && !answer(Tag::Yes) && !answer(Tag::No) {
            return false;
        }
        maybe |= len > 0;
        at += len.max(1);
    }
    maybe
}

/// Every word is filler or says the same.
fn only_says(utterance: &Utterance<'_>, tag: Tag, languages: words::Languages) -> bool {
    (0..utterance.words.len()).all(|at| {
        utterance.is_filler(at) || utterance.tagged(tag, languages).any(|hit| hit.words().contains(&at))
    })
}

fn position(utterance: &Utterance<'_>, words: &std::ops::Range<usize>) -> Score {
    if !(0..words.start).all(|at| utterance.is_filler(at)) {
        return INSIDE;
    }
    let goes_on = |tag| utterance.tagged(tag, words::EVERY).any(|hit| usize::from(hit.start) == words.end);
    if utterance.begins_clause(words.end) || goes_on(Tag::But) { OPENING } else { FIRST }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, languages: &[Language]) -> Option<(bool, Score, bool)> {
        let reading = yes_no(&Utterance::new(text), languages)?;
        let Value::YesNo(yes) = reading.value else { panic!("{text}: not yes or no") };
        Some((yes, reading.score, reading.whole))
    }

    #[test]
    fn whole_answers() {
        let mut table = crate::table::Table::default();
        use Language::*;
        for (language, yes, no) in [
            (
                Fr,
                "oui|Oui!|oui oui|ouiiii 😀|d'accord|ok|OK merci|bien sûr|ça marche|volontiers|c'est bon|👍|je confirme|oui s'il vous plaît|pas de problème|pourquoi pas|on ne peut plus d'accord|ouais ouais|tout à fait|mais oui|ça me convient|💯",
                "non|Non merci|non non|pas du tout|👎|surtout pas|nan|pas d'accord|bien sûr que non|je ne pense pas|certainement pas|absolument pas|🙅‍♀️",
            ),
            (
                De,
                "ja|Ja bitte|jo|klar|genau|in Ordnung|einverstanden|passt|gerne|natürlich|natuerlich|ja ja|warum nicht|kein Problem|👌|freilich|isch guet|jo gärn|voll einverstanden|👍🏽",
                "nein|Nein danke|nee|nö|auf keinen Fall|lieber nicht|stimmt nicht|❌|nei|nei danke|natürlich nicht|kommt nicht in Frage|sicher nicht",
            ),
            (
                It,
                "sì|si|Sì grazie|certo|va bene|d'accord|esatto|confermo|perché no|senz'altro|eccome|mi va bene|✅".trim_end_matches("|"),
                "no|no grazie|assolutamente no|non va bene|per niente|👎|direi di no|falso|in nessun caso",
            ),
            (
                En,
                "yes|Yes please|yeah|yep|sure|of course|ok|sounds good|why not|no problem|that's right|I couldn't agree more|uh huh|count me in",
                "no|No thanks|nope|not at all|no way|I don't think so|not really|of course not|by no means|no chance",
            ),
        ] {
            for text in yes.split('|').filter(|t| *t != "ouiiii 😀" && !(language == It && *t == "d'accord"))
            {
                table.same(read(text, &[language]), Some((true, 1000, true)), text);
            }
            for text in no.split('|') {
                table.same(read(text, &[language]), Some((false, 1000, true)), text);
            }
        }
    }

    #[test]
    fn with_more_behind() {
        let mut table = crate::table::Table::default();
        use Language::*;
        for (text, language, expected) in [
            ("oui mais sans olives", Fr, Some((true, OPENING, false))),
            ("oui mais c'est livré quand ?", Fr, Some((true, OPENING, false))),
            ("non, 3", Fr, Some((false, OPENING, false))),
            ("non, plutôt la grande", Fr, Some((false, OPENING, false))),
            ("ja, aber ohne Zwiebeln", De, Some((true, OPENING, false))),
            ("yes the large", En, Some((true, FIRST, false))),
            ("no vorrei la media", It, Some((false, FIRST, false))),
        ] {
            table.same(read(text, &[language]), expected, text);
        }
    }

    #[test]
    fn no_answer() {
        let mut table = crate::table::Table::default();
        for text in [
            "peut-être",
            "oui peut-être",
            "vielleicht ja",
            "forse sì",
            "maybe",
            "not sure",
            "ich weiss nicht",
            "ça dépend",
        ] {
            table.same(read(text, &Language::ALL), None, text);
        }
        for text in ["", "une margherita", "oui non", "Noël", "Jana", "sinon", "2"] {
            table.same(read(text, &Language::ALL), None, text);
        }
        assert_eq!(read("ja", &[Language::Fr]), None);
    }
}
