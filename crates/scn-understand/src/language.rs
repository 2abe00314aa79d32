//! In which language a message is written: by its words, weighed by how common they are in each language, and by its
//! letters where a word is in no list. All weights are whole numbers: thousandths of a natural logarithm.

use crate::{
    api::Utterance,
    features::ln,
    fold::fold,
    hash,
    words::{
        self, EVERY,
        frequent::{self, LANGUAGES},
    },
};
use scn_graph::Language;
use std::sync::LazyLock;

/// By how much a language must lead.
const CLEAR: i32 = 1500;
/// By how much, where only letters speak: no known word does, names may sound like a language.
const CLEAR_BY_LETTERS: i32 = 7000;
/// The part of the lead that known words must give.
const BY_WORDS: i32 = 700;

/// A word of no list is as rare as one of this rank.
const RARE: u32 = 8000;
/// The rank where everyday words begin, behind the small words.
const EVERYDAY: u32 = 600;
/// Room for all the words listed.
const MOST_LISTED: usize = 8192;
/// Even the commonest word has company.
const COMMON: u32 = 30;
/// The most that a word in a list, and one in none, can say against a language.
const MOST_OF_WORD: i32 = 7000;
const MOST_OF_LETTERS: i32 = 3000;
/// What a letter with a sign says against the languages that do not have it.
const SIGN: i32 = 3000;

/// In percent: a message begins in its own language, names in it may be of another.
const FIRST: i32 = 150;
const NAME: i32 = 40;
const PLAIN: i32 = 100;

/// What is read of a message.
const MOST_WORDS: usize = 64;
const MOST_LETTERS: usize = 24;
/// A typical ending counts like so many words with it.
const OF_ENDING: u32 = 4;

/// Which of the languages a message is written in, when it is clear.
pub fn language(utterance: &Utterance<'_>, languages: &[Language]) -> Option<Language> {
    let weighed = weigh(utterance);
    let (best, lead) = weighed.lead(|weights| weights.all)?;
    let by_words = weighed.against(best, |weights| weights.words);
    let clear = lead >= CLEAR && by_words >= BY_WORDS || lead >= CLEAR_BY_LETTERS;
    (clear && words::bit(best) & words::set(languages) != 0).then_some(best)
}

/// The language that is likeliest, however unclear; none without any word.
pub fn likeliest_language(utterance: &Utterance<'_>) -> Option<Language> {
    let (best, lead) = weigh(utterance).lead(|weights| weights.all)?;
    (lead > 0).then_some(best)
}

/// What speaks against a language.
#[derive(Clone, Copy, Default)]
struct Weight {
    all: i32,
    /// Without the letters of unknown words.
    words: i32,
}

struct Weighed([Weight; 4]);

impl Weighed {
    /// The language with the least against it, and by how much it leads.
    fn lead(&self, of: impl Fn(&Weight) -> i32 + Copy) -> Option<(Language, i32)> {
        let ranked = self.0.iter().zip(LANGUAGES);
        let best = ranked.min_by_key(|(weight, _)| of(weight)).map(|(_, language)| language)?;
        Some((best, self.against(best, of)))
    }

    /// By how much a language leads the next; negative when it does not.
    fn against(&self, best: Language, of: impl Fn(&Weight) -> i32) -> i32 {
        let weights = || self.0.iter().zip(LANGUAGES);
        let own = weights().find(|(_, language)| *language == best).map_or(0, |(weight, _)| of(weight));
        let others = weights().filter(|(_, language)| *language != best).map(|(weight, _)| of(weight));
        others.min().unwrap_or_default() - own
    }
}

fn weigh(utterance: &Utterance<'_>) -> Weighed {
    let book = &*BOOK;
    let mut sum = [Weight::default(); 4];
    let raw = |at: usize| {
        utterance.words.get(at).and_then(|word| utterance.raw.get(word.raw.clone())).unwrap_or_default()
    };
    let count = utterance.words.len().min(MOST_WORDS);
    let capital = |at: usize| raw(at).chars().next().is_some_and(char::is_uppercase);
    let shouts = (0..count).all(|at| capital(at) || !raw(at).starts_with(char::is_alphabetic));
    // "The House of the Rising Sun": the small words of a name.
    let in_name = |at: usize| {
        at > 1 && (at - 2..at).any(|at| at > 0 && capital(at)) && (capital(at + 1) || capital(at + 2))
    };
    for at in 0..count {
        let word = utterance.word(at);
        if of_every_language(utterance, at) || !word.starts_with(char::is_alphabetic) {
            continue;
        }
        let share = match () {
            () if at == 0 && count > 1 => FIRST,
            () if !shouts && (capital(at) || in_name(at)) => NAME,
            () => PLAIN,
        };
        let ranks = book.ranks(word).or_else(|| in_tables(utterance, at));
        let against = ranks
            .map_or_else(|| book.letters(word), |ranks| relative(ranks.map(weight_of_rank), MOST_OF_WORD));
        let signs = signs(raw(at));
        for ((sum, against), sign) in sum.iter_mut().zip(against).zip(signs) {
            sum.all += (against + sign) * share / 100;
            sum.words += if ranks.is_some() { against * share / 100 } else { 0 };
        }
    }
    Weighed(sum)
}

fn of_every_language(utterance: &Utterance<'_>, at: usize) -> bool {
    utterance.hits.iter().any(|hit| hit.languages == EVERY && hit.words().contains(&at))
}

/// A word of a phrase of conversation: as rare as the last of the list in the languages of the phrase.
fn in_tables(utterance: &Utterance<'_>, at: usize) -> Option<[u32; 4]> {
    let languages =
        utterance.hits.iter().filter(|hit| hit.words().contains(&at)).fold(0, |all, hit| all | hit.languages);
    (languages != 0)
        .then(|| LANGUAGES.map(|language| if words::bit(language) & languages != 0 { 1000 } else { RARE }))
}

fn weight_of_rank(rank: u32) -> i32 {
    if rank >= RARE { thousandths(RARE) } else { thousandths(rank + COMMON) }
}

fn thousandths(of: u32) -> i32 {
    (ln(f64::from(of)) * 1000.0) as i32
}

/// Less the least of them, none above the most.
fn relative(weights: [i32; 4], most: i32) -> [i32; 4] {
    let least = weights.iter().min().copied().unwrap_or_default();
    weights.map(|weight| (weight - least).min(most))
}

/// What the letters with signs say against each language.
fn signs(word: &str) -> [i32; 4] {
    let mut against = [0; 4];
    for c in word.chars().filter(|c| !c.is_ascii()).take(MOST_LETTERS).flat_map(char::to_lowercase) {
        let has = match c {
            'ä' | 'ö' | 'ü' | 'ß' => [false, true, false, false],
            'ç' | 'œ' | 'ê' | 'â' | 'î' | 'ô' | 'û' | 'ë' | 'ï' => [true, false, false, false],
            'é' | 'è' | 'à' | 'ù' => [true, false, true, false],
            'ì' | 'ò' => [false, false, true, false],
            _ => continue,
        };
        against.iter_mut().zip(has).filter(|(_, has)| !has).for_each(|(against, _)| *against += SIGN);
    }
    against.map(|weight: i32| weight.min(2 * SIGN))
}

/// The words listed, made ready when the first message comes.
static BOOK: LazyLock<Book> = LazyLock::new(Book::new);

struct Book {
    words: Vec<(String, [u32; 4])>,
    table: Vec<u32>,
    /// What two and three letters in a row say against each language, by their hash.
    letters: Vec<[i32; 4]>,
}

const ROWS: usize = 4096;

impl Book {
    fn new() -> Book {
        let mut book = Book { words: Vec::new(), table: hash::table(MOST_LISTED), letters: Vec::new() };
        for column in 0..LANGUAGES.len() {
            for (rank, word) in frequent::small(column).enumerate() {
                book.add(word, column, rank as u32);
            }
        }
        for (row, columns) in frequent::everyday().enumerate() {
            for (column, forms) in columns.enumerate() {
                forms.split_whitespace().for_each(|form| book.add(form, column, EVERYDAY + row as u32));
            }
        }
        book.letters = letters(&book.words);
        book
    }

    /// Notes a word's rank in a language, the best of several.
    fn add(&mut self, written: &str, column: usize, rank: u32) {
        for word in fold(written).split(' ') {
            let hash = hash::hash(word.as_bytes());
            let is = |at: u32| self.words.get(at as usize).is_some_and(|(known, _)| known == word);
            let at = hash::find(&self.table, hash, is).unwrap_or_else(|| {
                let at = self.words.len() as u32;
                hash::insert(&mut self.table, hash, at);
                self.words.push((word.to_owned(), [RARE; 4]));
                at
            });
            let ranks = self.words.get_mut(at as usize).map(|(_, ranks)| ranks);
            if let Some(known) = ranks.and_then(|ranks| ranks.get_mut(column)) {
                *known = rank.min(*known);
            }
        }
    }

    fn ranks(&self, word: &str) -> Option<[u32; 4]> {
        let is = |at: u32| self.words.get(at as usize).is_some_and(|(known, _)| known == word);
        let at = hash::find(&self.table, hash::hash(word.as_bytes()), is)?;
        self.words.get(at as usize).map(|(_, ranks)| *ranks)
    }

    /// What the letters of a word say against each language.
    fn letters(&self, word: &str) -> [i32; 4] {
        let mut against = [0; 4];
        if word.is_ascii() {
            each_row(word, b'^', |row| {
                let weights = self.letters.get(row).copied().unwrap_or_default();
                against.iter_mut().zip(weights).for_each(|(against, weight)| *against += weight);
            });
        }
        relative(against.map(|weight| weight / 4), MOST_OF_LETTERS)
    }
}

/// How often two and three letters stand together in the words of each list, as logarithms.
fn letters(words: &[(String, [u32; 4])]) -> Vec<[i32; 4]> {
    let mut counts = vec![[0u32; 4]; ROWS];
    let mut totals = [0u32; 4];
    let mut count = |row: usize, column: usize, times: u32| {
        if let (Some(count), Some(total)) =
            (counts.get_mut(row).and_then(|counts| counts.get_mut(column)), totals.get_mut(column))
        {
            *count += times;
            *total += times;
        }
    };
    for (word, ranks) in words {
        for (column, _) in ranks.iter().enumerate().filter(|(_, rank)| **rank < RARE) {
            each_row(word, b'^', |row| count(row, column, 1));
        }
    }
    for column in 0..LANGUAGES.len() {
        for ending in frequent::endings(column) {
            each_row(&fold(ending), 0, |row| count(row, column, OF_ENDING));
        }
    }
    // Half a time for what was not seen.
    let rarity =
        |(count, total): (u32, u32)| thousandths(2 * total + ROWS as u32) - thousandths(2 * count + 1);
    let weights = |counts: [u32; 4]| {
        let mut both = counts.into_iter().zip(totals).map(rarity);
        [(); 4].map(|()| both.next().unwrap_or_default())
    };
    counts.into_iter().map(|counts| relative(weights(counts), MOST_OF_LETTERS * 4)).collect()
}

/// The rows of a word's letters with its end, behind the letter or the start (`^`) before it, if it has one.
fn each_row(word: &str, before: u8, mut row: impl FnMut(usize)) {
    let (mut first, mut second) = (0u64, u64::from(before));
    for byte in word.bytes().take(MOST_LETTERS).chain([b'$']).map(u64::from) {
        if second != 0 {
            row(hash::mix(second, byte) as usize % ROWS);
        }
        if first != 0 {
            row(hash::mix(first << 8 | second, byte) as usize % ROWS);
        }
        (first, second) = (second, byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_clear_messages() {
        use Language::*;
        let mut table = crate::table::Table::default();
        for (text, expected) in [
            ("je voudrais une pizza s'il vous plaît", Some(Fr)),
            ("est-ce que vous livrez demain ?", Some(Fr)),
            ("slt c possible de réserver pr 4 ?", Some(Fr)),
            ("Ich möchte einen Termin morgen", Some(De)),
            ("wann habt ihr offen", Some(De)),
            ("händ ihr am sunntig offe?", Some(De)),
            ("vorrei una pizza per favore", Some(It)),
            ("quando siete aperti domani?", Some(It)),
            ("I would like a large pizza", Some(En)),
            ("do you deliver on sunday", Some(En)),
            ("Ajoute The House of the Rising Sun à ma liste", Some(Fr)),
            ("BONJOUR JE VOUDRAIS RESERVER", Some(Fr)),
            ("Danke", Some(De)),
            ("Margherita", None),
            ("pizza Margherita", None),
            ("Müller", None),
            ("2", None),
            ("ok", None),
            ("ok 👍", None),
            ("", None),
        ] {
            table.same(language(&Utterance::new(text), &Language::ALL), expected, text);
        }
        assert_eq!(language(&Utterance::new("ich möchte"), &[Fr, It]), None);
    }

    #[test]
    fn common_words_outweigh_rare_ones() {
        let weights = |word: &str| relative(BOOK.ranks(word).unwrap().map(weight_of_rank), MOST_OF_WORD);
        let [_, german, _, english] = weights("die");
        assert!(german == 0 && english > 0);
        assert!(BOOK.words.iter().all(|(word, _)| !word.is_empty()));
    }
}
