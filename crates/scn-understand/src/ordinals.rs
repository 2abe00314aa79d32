//! "la deuxième", "the last one", "2.": places in the list that was shown.

use crate::{
    api::Utterance,
    numbers,
    words::numbers::{Atom, atoms},
};
use scn_graph::Language;
use std::ops::Range;

/// A place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Counted from one.
    First(usize),
    Last,
    /// So many before the last: "vorletzte" is one.
    BeforeLast(usize),
}

impl Place {
    /// The index in a list of `count`.
    fn index(self, count: usize) -> Option<usize> {
        let index = match self {
            Place::First(nth) => nth.checked_sub(1)?,
            Place::Last => count.checked_sub(1)?,
            Place::BeforeLast(before) => count.checked_sub(1)?.checked_sub(before)?,
        };
        (index < count).then_some(index)
    }
}

/// An ordinal in one language, as it ends a number: "cinquième", "twenty-fifth".
pub(crate) struct Ordinal {
    pub(crate) value: u64,
    pub(crate) words: Range<usize>,
}

/// The index in a list of `count` that the message names, and the words that name it. A bare number counts only when
/// no label has it (`digits`).
pub(crate) fn ordinal(
    utterance: &Utterance<'_>,
    count: usize,
    digits: bool,
) -> Option<(usize, Range<usize>)> {
    let bare = || if digits { bare_digits(utterance) } else { None };
    let (place, words) = named(utterance).or_else(|| numbered(utterance)).or_else(bare)?;
    Some((place.index(count)?, words))
}

fn named(utterance: &Utterance<'_>) -> Option<(Place, Range<usize>)> {
    let mut found = all(utterance, &Language::ALL).into_iter();
    let only = found.next()?;
    found.all(|other| other.0 == only.0).then_some(only)
}

/// All places a message names ("the second", "l'avant-dernière", "3rd"), each with its part of `Utterance::raw`.
pub fn places(utterance: &Utterance<'_>, languages: &[Language]) -> Vec<(Place, Range<usize>)> {
    let languages = if languages.is_empty() { &Language::ALL[..] } else { languages };
    let found = all(utterance, languages).into_iter();
    found.map(|(place, words)| (place, utterance.raw_range(words))).collect()
}

/// All places, as words.
fn all(utterance: &Utterance<'_>, languages: &[Language]) -> Vec<(Place, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < utterance.words.len() {
        let from_last = before_last(utterance, at);
        let place = from_last.or_else(|| {
            let longest = languages.iter().filter_map(|language| self::at(utterance, at, *language));
            let ordinal = longest.max_by_key(|ordinal| ordinal.words.end)?;
            Some((Place::First(usize::try_from(ordinal.value).ok()?), ordinal.words))
        });
        at = place.as_ref().map_or(at + 1, |(_, words)| words.end);
        found.extend(place);
    }
    found
}

/// The ordinal that begins at a word: one word, digits with an ending, or a number with an ordinal at its end.
pub(crate) fn at(utterance: &Utterance<'_>, at: usize, language: Language) -> Option<Ordinal> {
    let word = utterance.word(at);
    if word.is_empty() {
        return None;
    }
    if let Some(value) = in_digits(utterance, at, language) {
        return Some(Ordinal { value, words: at..at + 1 });
    }
    if let Some((atoms, _)) = one_word(language, word) {
        let value = numbers::sum(&atoms, language)?;
        return Some(Ordinal { value, words: at..at + 1 });
    }
    numbers::with_ordinal(utterance, at, language)
}

/// The pieces of an ordinal of one word, and whether it is a plural.
pub(crate) fn one_word(language: Language, word: &str) -> Option<(Vec<Atom>, bool)> {
    match language {
        Language::Fr => french(word),
        Language::De => german(word),
        Language::It => italian(word),
        Language::En => english(word),
    }
}

/// What numbers stand before the last piece of a glued word: "hundert" in "hundertste", nothing in "erste".
fn behind(language: Language, before: &str, last: Atom) -> Option<Vec<Atom>> {
    let mut pieces = if before.is_empty() { Vec::new() } else { atoms(language, before)? };
    pieces.push(last);
    Some(pieces)
}

fn french(word: &str) -> Option<(Vec<Atom>, bool)> {
    let atom = match word {
        "premier" | "premiere" | "premiers" | "premieres" => Some(Atom::N(1)),
        "second" | "seconde" => Some(Atom::N(2)),
        _ => None,
    };
    if let Some(atom) = atom {
        return Some((vec![atom], false));
    }
    let plural = word.ends_with('s');
    let stem = word.strip_suffix('s').unwrap_or(word).strip_suffix("ieme")?;
    let pieces = match stem {
        "cinqu" => Some(vec![Atom::N(5)]),
        "neuv" => Some(vec![Atom::N(9)]),
        _ => atoms(Language::Fr, stem).or_else(|| atoms(Language::Fr, &format!("{stem}e"))),
    };
    Some((pieces?, plural))
}

fn english(word: &str) -> Option<(Vec<Atom>, bool)> {
    if !word.contains(['t', 'd']) || word == "seconds" {
        return None;
    }
    let plural = word.ends_with('s') && word != "s";
    let one = word.strip_suffix('s').unwrap_or(word);
    for (ending, n) in [
        ("first", 1),
        ("second", 2),
        ("third", 3),
        ("fifth", 5),
        ("eighth", 8),
        ("ninth", 9),
        ("twelfth", 12),
    ] {
        if let Some(before) = one.strip_suffix(ending) {
            return Some((behind(Language::En, before, Atom::N(n))?, plural));
        }
    }
    let stem = one.strip_suffix("th")?;
    let pieces = match stem.strip_suffix("ie") {
        Some(tens) => atoms(Language::En, &format!("{tens}y")),
        None => atoms(Language::En, stem),
    };
    Some((pieces.filter(|pieces| !matches!(pieces.as_slice(), [Atom::N(1..=3)]))?, plural))
}

fn german(word: &str) -> Option<(Vec<Atom>, bool)> {
    let stem = ["e", "en", "er", "es", "em"]
        .into_iter()
        .find_map(|end| word.strip_suffix(end)?.strip_suffix('t'))?;
    for (ending, n) in [("ers", 1), ("drit", 3), ("sieb", 7), ("sieben", 7), ("ach", 8)] {
        if let Some(before) = stem.strip_suffix(ending) {
            return Some((behind(Language::De, before, Atom::N(n))?, false));
        }
    }
    let large = |pieces: &Vec<Atom>| !matches!(pieces.last(), Some(Atom::N(0..=19)));
    let pieces = match stem.strip_suffix('s') {
        // "milliardste" lost its vowel.
        Some(tens) => {
            atoms(Language::De, tens).or_else(|| atoms(Language::De, &format!("{tens}e"))).filter(large)
        }
        None => atoms(Language::De, stem).filter(|pieces| !large(pieces)),
    };
    Some((pieces.filter(|pieces| !matches!(pieces.as_slice(), [Atom::N(1)]))?, false))
}

fn italian(word: &str) -> Option<(Vec<Atom>, bool)> {
    let stem = word.strip_suffix(['o', 'a', 'i', 'e'])?;
    let plural = word.ends_with(['i', 'e']);
    let n = match stem {
        "prim" => 1,
        "second" => 2,
        "terz" => 3,
        "quart" => 4,
        "quint" => 5,
        "sest" => 6,
        "settim" => 7,
        "ottav" => 8,
        "non" => 9,
        "decim" => 10,
        _ => 0,
    };
    // "secondi" are seconds, "none" and "prime" are other words too.
    if n > 0 {
        return (!plural || n > 2 && n != 9).then(|| (vec![Atom::N(n)], plural));
    }
    let stem = stem.strip_suffix("esim")?;
    let whole = ["o", "i", "e", "a", ""].into_iter().find_map(|vowel| {
        atoms(Language::It, &format!("{stem}{vowel}"))
            .filter(|pieces| !matches!(pieces.last(), Some(Atom::Elided(_))))
    });
    Some((whole?, plural))
}

/// "3rd", "2e", "1ère", "21esima", "2°".
fn in_digits(utterance: &Utterance<'_>, at: usize, language: Language) -> Option<u64> {
    let word = utterance.word(at);
    let len = word.bytes().take_while(u8::is_ascii_digit).count();
    if len == 0 || len > 4 {
        return None;
    }
    let (digits, ending) = word.split_at_checked(len)?;
    let gap = utterance.gap_before(at + 1);
    // "die 3. Banane"
    let german = language == Language::De
        && len <= 2
        && gap.starts_with('.')
        && (gap == ". " || utterance.words.len() == 1);
    let degree = ending.is_empty() && (gap.starts_with('°') || german);
    (degree || is_ending(ending)).then(|| digits.parse().ok())?
}

/// What makes an ordinal of digits.
pub(crate) fn is_ending(ending: &str) -> bool {
    matches!(
        ending,
        "st" | "nd"
            | "rd"
            | "th"
            | "er"
            | "ere"
            | "re"
            | "e"
            | "eme"
            | "ieme"
            | "nde"
            | "te"
            | "ter"
            | "ten"
            | "tes"
            | "ste"
            | "ster"
            | "sten"
            | "o"
            | "a"
            | "esimo"
            | "esima"
    )
}

/// "the last one", "l'avant-dernier", "drittletzte", "last but one".
fn before_last(utterance: &Utterance<'_>, at: usize) -> Option<(Place, Range<usize>)> {
    for len in (2..=4).rev() {
        let before = match utterance.phrase(at..at + len) {
            "last but one"
            | "next to last"
            | "second to last"
            | "second last"
            | "one before last"
            | "one before the last"
            | "avant derniere"
            | "avant dernier"
            | "avant le dernier"
            | "avant la derniere" => 1,
            "last but two"
            | "third to last"
            | "third last"
            | "avant avant dernier"
            | "avant avant derniere" => 2,
            _ => continue,
        };
        return Some((Place::BeforeLast(before), at..at + len));
    }
    Some((last(utterance.word(at))?, at..at + 1))
}

fn last(word: &str) -> Option<Place> {
    let before = match word {
        "last" | "dernier" | "derniere" | "derniers" | "dernieres" | "ultimo" | "ultima" | "ultimi"
        | "ultime" => 0,
        "penultimate" | "penultieme" | "penultimo" | "penultima" => 1,
        "antepenultimate" | "antepenultieme" | "terzultimo" | "terzultima" => 2,
        "quartultimo" | "quartultima" => 3,
        _ => {
            let stem = ["e", "en", "er", "es", "em"].into_iter().find_map(|end| word.strip_suffix(end))?;
            match stem.strip_suffix("letzt")? {
                "" => 0,
                "vor" | "zweit" => 1,
                "vorvor" | "dritt" => 2,
                "viert" => 3,
                _ => return None,
            }
        }
    };
    Some(if before == 0 { Place::Last } else { Place::BeforeLast(before) })
}

/// "numéro 2", "Nr. 3", "option due".
fn numbered(utterance: &Utterance<'_>) -> Option<(Place, Range<usize>)> {
    (0..utterance.words.len()).find_map(|at| {
        let announced = matches!(
            utterance.word(at),
            "numero"
                | "nummer"
                | "number"
                | "nr"
                | "no"
                | "n"
                | "num"
                | "option"
                | "opzione"
                | "choix"
                | "choice"
                | "wahl"
                | "scelta"
                | "punkt"
        );
        let (value, len) = numbers::small(utterance, at + 1).filter(|_| announced)?;
        Some((Place::First(value), at..at + 1 + len))
    })
}

/// "2", "2.", "#2" and nothing else: a place when a list was shown.
fn bare_digits(utterance: &Utterance<'_>) -> Option<(Place, Range<usize>)> {
    let mut said = (0..utterance.words.len()).filter(|at| !utterance.is_filler(*at));
    let (at, None) = (said.next()?, said.next()) else { return None };
    let word = utterance.word(at);
    let nth = (word.len() <= 2).then(|| word.parse().ok())??;
    Some((Place::First(nth), at..at + 1))
}

/// The place one word names.
pub(crate) fn place(word: &str) -> Option<Place> {
    last(word).or_else(|| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=4).contains(&digits) {
            let (digits, ending) = word.split_at_checked(digits)?;
            return Some(Place::First(is_ending(ending).then(|| digits.parse().ok())??));
        }
        let value = Language::ALL.into_iter().find_map(|language| {
            let (atoms, _) = one_word(language, word)?;
            numbers::sum(&atoms, language)
        });
        Some(Place::First(usize::try_from(value?).ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_four_languages() {
        use Language::*;
        let mut table = crate::table::Table::default();
        for (language, text, expected) in [
            (Fr, "la première", Place::First(1)),
            (Fr, "le vingt-et-unième", Place::First(21)),
            (Fr, "le vingt et unième", Place::First(21)),
            (Fr, "la quatre-vingt-dix-septième", Place::First(97)),
            (Fr, "le 2ème", Place::First(2)),
            (Fr, "1er", Place::First(1)),
            (Fr, "l'avant-dernière", Place::BeforeLast(1)),
            (Fr, "le neuvième", Place::First(9)),
            (De, "die zweite", Place::First(2)),
            (De, "der einundzwanzigste", Place::First(21)),
            (De, "das hundertdritte", Place::First(103)),
            (De, "die siebzehnte", Place::First(17)),
            (De, "die vorletzte", Place::BeforeLast(1)),
            (De, "das drittletzte", Place::BeforeLast(2)),
            (De, "der letzte bitte", Place::Last),
            (It, "la ventunesima", Place::First(21)),
            (It, "il ventitreesimo", Place::First(23)),
            (It, "la terza", Place::First(3)),
            (It, "il 3°", Place::First(3)),
            (It, "la penultima", Place::BeforeLast(1)),
            (En, "the twenty second", Place::First(22)),
            (En, "the thirty-first", Place::First(31)),
            (En, "the twelfth one", Place::First(12)),
            (En, "3rd", Place::First(3)),
            (En, "the last but one", Place::BeforeLast(1)),
            (En, "the one hundred and fifth", Place::First(105)),
        ] {
            let found: Vec<Place> =
                places(&Utterance::new(text), &[language]).into_iter().map(|(p, _)| p).collect();
            table.same(found, vec![expected], text);
        }
        for text in ["", "three", "zehn", "tausend", "letter", "müssten", "seconds", "vorerst", "mesi"] {
            table.same(places(&Utterance::new(text), &[]), vec![], text);
        }
    }

    #[test]
    fn an_index_in_a_list() {
        let mut table = crate::table::Table::default();
        for (text, expected) in [
            ("la deuxième", Some(1)),
            ("die vorletzte", Some(2)),
            ("the last one", Some(3)),
            ("the fifth", None),
            ("l'avant-dernier", Some(2)),
            ("numéro 3", Some(2)),
            ("2.", Some(1)),
            ("la première ou la deuxième", None),
        ] {
            table.same(ordinal(&Utterance::new(text), 4, true).map(|(index, _)| index), expected, text);
        }
    }
}
