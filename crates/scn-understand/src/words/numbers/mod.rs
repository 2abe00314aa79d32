//! Number words: a table per language, and how words are put together from them.

mod de;
mod en;
mod fr;
mod it;

use crate::hash;
use scn_graph::Language;
use std::sync::LazyLock;

/// A piece of a number in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    N(u16),
    Hundred,
    /// A thousand and everything above.
    Scale(u64),
    /// "Mio", "k": multiplies, but never stands alone.
    Abbreviated(u64),
    /// "douzaine", "dozen": counts in groups.
    Group(u16),
    /// "a couple", "ein paar": two, or some.
    Pair,
    And,
    /// "virgule", "Komma", "point".
    Point,
    Half,
    /// "quarts", "Drittel": as many make a whole.
    Part(u16),
    /// "zweieinhalb": a half more.
    AndHalf,
    /// "anderthalb".
    OneAndHalf,
    /// "vent", "quarant": the vowel went before "uno" and "otto".
    Elided(u16),
    Minus,
}

type Table = &'static [(Atom, &'static str)];
type Meanings = [Option<Atom>; 4];

/// No number word has more letters and no more pieces than this.
const MAX_LETTERS: usize = 96;
const MAX_LOOKUPS: usize = 256;

struct Book {
    words: Vec<(&'static str, Meanings)>,
    table: Vec<u32>,
    /// Which two letters a number word may begin with.
    beginnings: [u32; 22],
    longest: usize,
}

static BOOK: LazyLock<Book> = LazyLock::new(Book::new);

/// The pieces of a folded word in one language: several for "einundzwanzig" and "ventidue", none when it is no number.
pub(crate) fn atoms(language: Language, word: &str) -> Option<Vec<Atom>> {
    if let Some(atom) = atom(language, word) {
        return Some(vec![atom]);
    }
    if word.len() < 5 || word.len() > MAX_LETTERS || !BOOK.may_begin(word) {
        return None;
    }
    let (mut atoms, mut budget) = (Vec::new(), MAX_LOOKUPS);
    split(language, word, &mut atoms, &mut budget).then_some(atoms)
}

/// A word of the table of one language.
pub(crate) fn atom(language: Language, word: &str) -> Option<Atom> {
    BOOK.find(word)?.get(language_index(language)).copied().flatten()
}

/// The word may begin a number in some language: a quick no for nearly all others.
pub(crate) fn may_be_number(word: &str) -> bool {
    BOOK.find(word).is_some() || word.len() >= 5 && word.len() <= MAX_LETTERS && BOOK.may_begin(word)
}

/// Cuts a word into pieces, the longest first.
fn split(language: Language, word: &str, atoms: &mut Vec<Atom>, budget: &mut usize) -> bool {
    if word.is_empty() {
        return true;
    }
    // "a" and "un" are too short to be told inside a word.
    let shortest = if matches!(language, Language::De | Language::It) { 2 } else { 3 };
    for len in (shortest..=word.len().min(BOOK.longest)).rev() {
        if *budget == 0 {
            return false;
        }
        *budget -= 1;
        let Some((head, tail)) = word.split_at_checked(len) else { continue };
        let Some(atom) = atom(language, head).filter(|atom| *atom != Atom::Minus) else { continue };
        if matches!(atom, Atom::Elided(_)) && !tail.starts_with(['u', 'o']) {
            continue;
        }
        atoms.push(atom);
        if split(language, tail, atoms, budget) {
            return true;
        }
        atoms.pop();
    }
    false
}

fn language_index(language: Language) -> usize {
    match language {
        Language::Fr => 0,
        Language::De => 1,
        Language::It => 2,
        Language::En => 3,
    }
}

/// The place of two lower-case letters among all pairs.
fn pair_of(word: &str) -> Option<usize> {
    let [first, second, ..] = word.as_bytes() else { return None };
    let letter = |byte: &u8| byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'));
    Some(letter(first)? * 26 + letter(second)?)
}

impl Book {
    fn new() -> Book {
        let mut entries: Vec<(&'static str, usize, Atom)> = Vec::new();
        for (language, table) in [fr::WORDS, de::WORDS, it::WORDS, en::WORDS].into_iter().enumerate() {
            for (atom, list) in table {
                entries.extend(list.split(' ').map(|word| (word, language, *atom)));
            }
        }
        entries.sort_by_key(|(word, ..)| *word);
        let mut words: Vec<(&'static str, Meanings)> = Vec::with_capacity(entries.len());
        for (word, language, atom) in entries {
            if words.last().is_none_or(|(last, _)| *last != word) {
                words.push((word, [None; 4]));
            }
            if let Some(slot) = words.last_mut().and_then(|(_, meanings)| meanings.get_mut(language)) {
                *slot = Some(atom);
            }
        }
        let mut table = hash::table(words.len());
        let mut beginnings = [0; 22];
        for (at, (word, _)) in words.iter().enumerate() {
            hash::insert(&mut table, hash::hash(word.as_bytes()), at as u32);
            if let Some(pair) = pair_of(word)
                && let Some(bits) = beginnings.get_mut(pair / 32)
            {
                *bits |= 1 << (pair % 32);
            }
        }
        let longest = words.iter().map(|(word, _)| word.len()).max().unwrap_or_default();
        Book { words, table, beginnings, longest }
    }

    fn find(&self, word: &str) -> Option<&Meanings> {
        let is = |at: u32| self.words.get(at as usize).is_some_and(|(known, _)| *known == word);
        let at = hash::find(&self.table, hash::hash(word.as_bytes()), is)?;
        self.words.get(at as usize).map(|(_, meanings)| meanings)
    }

    fn may_begin(&self, word: &str) -> bool {
        pair_of(word).is_some_and(|pair| {
            self.beginnings.get(pair / 32).is_some_and(|bits| bits & 1 << (pair % 32) != 0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Atom::*, *};

    #[test]
    fn words_come_apart() {
        use Language::*;
        for (language, word, expected) in [
            (De, "einundzwanzig", Some(vec![N(1), And, N(20)])),
            (De, "dreiviertel", Some(vec![N(3), Part(4)])),
            (De, "zweifel", None),
            (It, "ventuno", Some(vec![Elided(20), N(1)])),
            (It, "centottantadue", Some(vec![Elided(100), N(80), N(2)])),
            (Fr, "vingtdeux", Some(vec![N(20), N(2)])),
            (En, "thirtyone", Some(vec![N(30), N(1)])),
            (En, "aten", None),
            (Fr, "unun", None),
        ] {
            assert_eq!(atoms(language, word), expected, "{word}");
        }
    }

    #[test]
    fn hostile_words_cost_little() {
        for word in ["un".repeat(40), "centott".repeat(12), "ein".repeat(1000), "quarant".repeat(13)] {
            for language in Language::ALL {
                let _ = atoms(language, &word);
            }
        }
    }
}
