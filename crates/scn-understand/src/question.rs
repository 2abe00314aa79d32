//! Questions, and whole-word phrases of designers.

use crate::{
    api::Utterance,
    words::{self, Tag},
};

/// A question mark at the end of a sentence, or a question word at the begin of one.
pub(crate) fn is_question(utterance: &Utterance<'_>) -> bool {
    has_question_mark(utterance.raw)
        || utterance.tagged(Tag::Question, words::EVERY).any(|hit| begins(utterance, hit.words().start))
}

/// Only filler stands between the word and the begin of its clause.
fn begins(utterance: &Utterance<'_>, at: usize) -> bool {
    (0..=at)
        .rev()
        .take_while(|at| *at == 0 || utterance.is_filler(*at - 1))
        .any(|at| utterance.begins_clause(at))
        || utterance.begins_clause(at)
}

/// Marks inside an address of the web do not count.
fn has_question_mark(raw: &str) -> bool {
    let end = raw.char_indices().nth(crate::fold::MAX_CHARS).map_or(raw.len(), |(at, _)| at);
    let read = raw.get(..end).unwrap_or_default();
    if read.contains(['？', '؟']) {
        return true;
    }
    read.match_indices('?').any(|(at, _)| {
        let next = raw.get(at + 1..).and_then(|rest| rest.chars().next());
        next.is_none_or(|c| !c.is_ascii_alphanumeric())
    })
}

/// Contains the folded phrase as whole words.
pub fn says(utterance: &Utterance<'_>, folded_phrase: &str) -> bool {
    let folded = &utterance.folded;
    !folded_phrase.is_empty()
        && folded.match_indices(folded_phrase).any(|(at, found)| {
            let before = at.checked_sub(1).and_then(|at| folded.as_bytes().get(at));
            matches!(before, None | Some(b' '))
                && matches!(folded.as_bytes().get(at + found.len()), None | Some(b' '))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_in_four_languages() {
        for text in [
            "vous livrez le dimanche ?",
            "est-ce que vous livrez",
            "bonjour, quand livrez-vous",
            "oui mais c'est livré quand ?",
            "Où est mon colis",
            "wann habt ihr offen",
            "Hallo, was kostet das",
            "quando aprite",
            "ciao, quanto costa la consegna",
            "do you deliver on Sunday",
            "how much is it",
            "can i pay by card",
        ] {
            assert!(Utterance::new(text).is_question, "{text}");
        }
    }

    #[test]
    fn no_questions() {
        for text in [
            "",
            "une margherita",
            "Extra basil",
            "die grosse bitte",
            "la media",
            "https://x.ch/?a=1",
            "2",
            "large",
            "I don't know when",
        ] {
            assert!(!Utterance::new(text).is_question, "{text}");
        }
    }

    #[test]
    fn phrases_match_whole_words() {
        let utterance = Utterance::new("Do you deliver on SUNDAY?");
        assert!(says(&utterance, "sunday"));
        assert!(says(&utterance, "deliver on"));
        assert!(!says(&utterance, "sun"));
        assert!(!says(&utterance, ""));
        assert!(!says(&utterance, "eliver"));
    }
}
