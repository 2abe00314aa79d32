//! "la deuxième", "the last one", "2.": places in the list that was shown.

use crate::{api::Utterance, numbers};
use std::ops::Range;

/// A place in a list, counted from the first or from the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    First(usize),
    Last,
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
    let index = match place {
        Place::First(nth) => nth.checked_sub(1)?,
        Place::Last => count.checked_sub(1)?,
    };
    (index < count).then_some((index, words))
}

fn named(utterance: &Utterance<'_>) -> Option<(Place, Range<usize>)> {
    let mut found =
        (0..utterance.words.len()).filter_map(|at| Some((place(utterance.word(at))?, at..at + 1)));
    let only = found.next()?;
    found.all(|other| other.0 == only.0).then_some(only)
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

/// The place an ordinal names.
pub(crate) fn place(word: &str) -> Option<Place> {
    Some(Place::First(match word {
        "premier" | "premiere" | "1er" | "1ere" | "1re" | "erste" | "ersten" | "erster" | "erstes"
        | "primo" | "prima" | "first" | "1st" => 1,
        "deuxieme" | "second" | "seconde" | "2e" | "2eme" | "2nd" | "zweite" | "zweiten" | "zweiter"
        | "zweites" | "secondo" | "seconda" => 2,
        "troisieme" | "3e" | "3eme" | "dritte" | "dritten" | "dritter" | "drittes" | "terzo" | "terza"
        | "third" | "3rd" => 3,
        "quatrieme" | "4e" | "4eme" | "vierte" | "vierten" | "vierter" | "viertes" | "quarto" | "quarta"
        | "fourth" | "4th" => 4,
        "cinquieme" | "5e" | "5eme" | "funfte" | "funften" | "funfter" | "funftes" | "fuenfte" | "quinto"
        | "quinta" | "fifth" | "5th" => 5,
        "sixieme" | "6e" | "6eme" | "sechste" | "sechsten" | "sechster" | "sechstes" | "sesto" | "sesta"
        | "sixth" | "6th" => 6,
        "septieme" | "7e" | "7eme" | "siebte" | "siebten" | "siebter" | "siebtes" | "settimo" | "settima"
        | "seventh" | "7th" => 7,
        "huitieme" | "8e" | "8eme" | "achte" | "achten" | "achter" | "achtes" | "ottavo" | "ottava"
        | "eighth" | "8th" => 8,
        "neuvieme" | "9e" | "9eme" | "neunte" | "neunten" | "neunter" | "neuntes" | "nono" | "nona"
        | "ninth" | "9th" => 9,
        "dixieme" | "10e" | "10eme" | "zehnte" | "zehnten" | "zehnter" | "zehntes" | "decimo" | "decima"
        | "tenth" | "10th" => 10,
        "dernier" | "derniere" | "letzte" | "letzten" | "letzter" | "letztes" | "ultimo" | "ultima"
        | "last" => {
            return Some(Place::Last);
        }
        _ => return None,
    }))
}
