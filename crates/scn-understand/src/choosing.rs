//! Choices without a name: "the same again", "both", "all but the first", "none of them", "either".

use crate::{
    api::Utterance,
    fold::fold,
    hash, ordinals, pick,
    words::choosing::{ALL, ALL_OF, EXCEPT, NO_MATTER, NONE, SAME, SAME_OF},
};
use scn_graph::model::Lexicon;
use std::{collections::BTreeSet, ops::Range, sync::LazyLock};

/// Longer messages tell something else.
const MOST_WORDS: usize = 16;
/// Words of the longest phrase in the tables.
const LONGEST: usize = 8;
/// Names that are left out need no second look from here on.
const NAMED: u16 = 850;

/// Phrases of all languages, folded, and a bit for the hash of each one's first word.
struct Phrases {
    phrases: BTreeSet<String>,
    firsts: [u64; 4],
}

impl Phrases {
    fn of(table: &[&str]) -> Phrases {
        let phrases: BTreeSet<String> = table.iter().flat_map(|line| line.split('|')).map(fold).collect();
        let mut firsts = [0; 4];
        for phrase in &phrases {
            let (place, bit) = place(phrase.split(' ').next().unwrap_or_default());
            firsts.iter_mut().skip(place).take(1).for_each(|bits| *bits |= bit);
        }
        Phrases { phrases, firsts }
    }

    /// Most words begin none of them.
    fn may_begin_with(&self, word: &str) -> bool {
        let (place, bit) = place(word);
        self.firsts.get(place).is_some_and(|bits| bits & bit != 0)
    }

    /// The longest phrase that begins at a word.
    fn at(&self, utterance: &Utterance<'_>, at: usize) -> Option<Range<usize>> {
        if !self.may_begin_with(utterance.word(at)) {
            return None;
        }
        let last = (at + LONGEST).min(utterance.words.len());
        (at + 1..=last)
            .rev()
            .map(|end| at..end)
            .find(|words| self.phrases.contains(utterance.phrase(words.clone())))
    }

    /// Every phrase, none inside another one.
    fn all(&self, utterance: &Utterance<'_>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        if utterance.words.len() > MOST_WORDS {
            return found;
        }
        for at in 0..utterance.words.len() {
            if found.last().is_none_or(|before| before.end <= at) {
                found.extend(self.at(utterance, at));
            }
        }
        found
    }

    /// One of them is said, and nothing else but politeness.
    fn only(&self, utterance: &Utterance<'_>) -> bool {
        self.all(utterance).into_iter().any(|words| utterance.only_filler_outside(words))
    }
}

/// Where the bit of a first word stands.
fn place(word: &str) -> (usize, u64) {
    let hash = hash::hash(word.as_bytes());
    ((hash >> 6 & 3) as usize, 1 << (hash & 63))
}

static SAME_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(SAME));
static SAME_OF_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(SAME_OF));
static NO_MATTER_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(NO_MATTER));
static NONE_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(NONE));
static ALL_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(ALL));
static ALL_OF_WORDS: LazyLock<[Phrases; 3]> = LazyLock::new(|| ALL_OF.map(Phrases::of));
static EXCEPT_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(EXCEPT));

/// The earlier value is meant again: "la même", "wie letztes Mal", "the same address". To be asked when the words name
/// nothing else.
pub fn same_again(utterance: &Utterance<'_>) -> bool {
    let of = SAME_OF_WORDS.all(utterance);
    let mut said = SAME_WORDS.all(utterance);
    said.extend(of.iter().cloned());
    if said.is_empty() {
        return false;
    }
    let left = |at: &usize| !utterance.is_filler(*at) && !said.iter().any(|words| words.contains(at));
    let mut left = (0..utterance.words.len()).filter(left);
    match (left.next(), left.next()) {
        (None, _) => true,
        // "The same address": what is to be the same follows at once.
        (Some(at), None) => of.iter().any(|words| words.end == at),
        _ => false,
    }
}

/// Any of the offered values will do: "peu importe", "egal", "either", "qualsiasi".
pub fn no_preference(utterance: &Utterance<'_>) -> bool {
    NO_MATTER_WORDS.only(utterance)
}

/// None of the offered values: "aucune", "keine davon", "nessuno dei due", "neither".
pub fn wants_none(utterance: &Utterance<'_>) -> bool {
    NONE_WORDS.only(utterance)
}

/// All of the options that were shown: "toutes", "alle"; "les deux" where there are two.
pub fn wants_all(utterance: &Utterance<'_>, shown: usize) -> bool {
    all_of(utterance, shown).is_some_and(|said| {
        (0..utterance.words.len())
            .all(|at| said.iter().any(|words| words.contains(&at)) || is_small(utterance, at))
    })
}

/// Where all of the options are named.
fn all_of(utterance: &Utterance<'_>, shown: usize) -> Option<Vec<Range<usize>>> {
    let mut said = ALL_WORDS.all(utterance);
    let exactly = shown.checked_sub(2).and_then(|at| ALL_OF_WORDS.get(at));
    said.extend(exactly.into_iter().flat_map(|phrases| phrases.all(utterance)));
    (!said.is_empty()).then_some(said)
}

/// "of them", "davon": stands beside "all" and says nothing.
fn is_small(utterance: &Utterance<'_>, at: usize) -> bool {
    utterance.is_filler(at)
        || matches!(
            utterance.word(at),
            "of" | "them" | "the" | "these" | "those" | "davon" | "von" | "ihnen" | "d" | "eux"
        )
}

/// What is left of the items shown when the message wants all but some of them: "toutes sauf la première", "alles ausser
/// Oliven", "all but the last two names".
pub fn all_but(lexicon: &Lexicon, utterance: &Utterance<'_>, shown: &[u32]) -> Option<Vec<u32>> {
    let said = all_of(utterance, shown.len())?;
    let from = said.iter().map(|words| words.start).min()?;
    let except = EXCEPT_WORDS.all(utterance).into_iter().find(|words| words.start > from)?;
    let all = said.iter().map(|words| words.end).filter(|end| *end <= except.start).max()?;
    let between = (all..except.start).all(|at| is_small(utterance, at));
    let rest = utterance.raw.get(utterance.words.get(except.end)?.raw.start..)?;
    let rest = Utterance::new(rest);
    let mut out: BTreeSet<u32> = pick::pick(lexicon, &rest, None)
        .iter()
        .filter(|found| found.score >= NAMED)
        .map(|found| found.item)
        .collect();
    if out.is_empty() {
        out.extend(places(&rest, shown.len()).into_iter().filter_map(|place| shown.get(place)));
    }
    let left = || shown.iter().copied().filter(|item| !out.contains(item)).collect();
    (between && !out.is_empty()).then(left)
}

/// Every place that is named, also several: "the first and the third".
fn places(utterance: &Utterance<'_>, count: usize) -> Vec<usize> {
    let place = |at| ordinals::ordinal(&Utterance::new(utterance.word(at)), count, false);
    (0..utterance.words.len()).filter_map(place).map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build_lexicon;

    #[test]
    fn the_same_again() {
        for text in [
            "la même",
            "la même chose svp",
            "pareil",
            "comme la dernière fois",
            "la même adresse que la dernière fois",
            "je prends la même",
            "wie letztes Mal",
            "das Gleiche bitte",
            "dieselbe Adresse",
            "gleich wie letztes Mal",
            "wie immer",
            "uguale",
            "lo stesso indirizzo",
            "come l'ultima volta",
            "il solito",
            "the same",
            "same again please",
            "the same as last time",
            "same address as last time",
            "as usual",
            "the usual please",
        ] {
            assert!(same_again(&Utterance::new(text)), "{text}");
        }
        for text in [
            "",
            "la margherita",
            "oui",
            "la même mais plus grande",
            "rue de la Gare 4, la même rue que Paul",
            "gleich um die Ecke links",
            "a pizza",
            "merci",
            "the last one",
            "same day delivery please today",
        ] {
            assert!(!same_again(&Utterance::new(text)), "{text}");
        }
    }

    #[test]
    fn any_will_do() {
        for text in [
            "peu importe",
            "ça m'est égal",
            "n'importe laquelle",
            "comme vous voulez",
            "je n'ai pas de préférence merci",
            "egal",
            "ist mir egal",
            "spielt keine Rolle",
            "irgendeine bitte",
            "wie Sie wollen",
            "qualsiasi",
            "per me è uguale",
            "scelga lei",
            "non importa",
            "either",
            "either is fine",
            "I don't mind",
            "whatever",
            "it doesn't matter",
            "no preference",
            "surprise me",
        ] {
            assert!(no_preference(&Utterance::new(text)), "{text}");
        }
        for text in [
            "",
            "la grande",
            "oui",
            "uguale",
            "the same",
            "nobody cares about pizza",
            "any news on my order?",
        ] {
            assert!(!no_preference(&Utterance::new(text)), "{text}");
        }
    }

    #[test]
    fn none_of_them() {
        for text in [
            "aucune",
            "aucun des deux",
            "ni l'un ni l'autre",
            "keine",
            "keine davon",
            "keins von beiden",
            "weder noch",
            "nessuno",
            "nessuna delle due, grazie",
            "none",
            "none of them",
            "neither",
            "nothing",
        ] {
            assert!(wants_none(&Utterance::new(text)), "{text}");
        }
        for text in [
            "",
            "la grande",
            "aucune olive",
            "keine Oliven",
            "nessun problema con la calzone",
            "none of your business",
        ] {
            assert!(!wants_none(&Utterance::new(text)), "{text}");
        }
    }

    #[test]
    fn all_that_was_shown() {
        for (text, shown, all) in [
            ("les deux", 2, true),
            ("les deux svp", 2, true),
            ("les deux", 3, false),
            ("toutes", 5, true),
            ("toutes les trois", 3, true),
            ("alle bitte", 4, true),
            ("alle beide", 2, true),
            ("beide", 2, true),
            ("both of them", 2, true),
            ("all of them please", 6, true),
            ("entrambe", 2, true),
            ("tutti e due", 2, true),
            ("tutti e tre", 3, true),
            ("la deuxième", 2, false),
            ("toutes sauf la première", 3, false),
            ("", 2, false),
            ("die", 2, false),
        ] {
            assert_eq!(wants_all(&Utterance::new(text), shown), all, "{text}");
        }
    }

    #[test]
    fn all_but_some() {
        let labels = ["Olives", "Champignons", "Oignons"];
        let lexicon = build_lexicon((0u32..).zip(labels).map(|(item, label)| (item, label, true)));
        for (text, left) in [
            ("toutes sauf la première", Some(vec![1, 2])),
            ("tout sauf les olives", Some(vec![1, 2])),
            ("tous sauf les champignons et les oignons", Some(vec![0])),
            ("alle ausser der ersten", Some(vec![1, 2])),
            ("alles außer Olives", Some(vec![1, 2])),
            ("tutti tranne il secondo", Some(vec![0, 2])),
            ("all but the first", Some(vec![1, 2])),
            ("all except the first and the third", Some(vec![1])),
            ("everything except olives", Some(vec![1, 2])),
            ("toutes les trois sauf la dernière", Some(vec![0, 1])),
            ("toutes", None),
            ("sauf la première", None),
            ("all but one", None),
            ("", None),
        ] {
            assert_eq!(all_but(&lexicon, &Utterance::new(text), &[0, 1, 2]), left, "{text}");
        }
    }
}
