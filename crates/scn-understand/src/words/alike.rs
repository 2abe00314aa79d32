//! What words have in common beyond their letters: "refund" and "reimburse" stand in one row, as do "lundi" and "sabato"
//! among the weekdays. Examples teach more when their words are seen as members of such rows too.

use super::frequent;
use crate::{
    fold::fold,
    hash::{self, Numbered},
};
use std::sync::LazyLock;

const ROWS: &str = include_str!("alike.txt");
/// How infinitives and nouns end, so that rows name a word once.
const ENDINGS: [&str; 9] = ["are", "ere", "ire", "er", "ir", "re", "en", "e", "n"];
/// What must be left of a word, and how many letters may follow it.
const STEM: usize = 4;
const FOLLOWING: usize = 3;

struct Book {
    words: Numbered,
    /// By word: the rows that it stands in.
    rows: Vec<Vec<u64>>,
}

static BOOK: LazyLock<Book> = LazyLock::new(Book::new);

/// The rows that a folded word belongs to; its endings do not matter.
pub(crate) fn rows(word: &str) -> &'static [u64] {
    if word.starts_with(|letter: char| letter.is_ascii_digit()) {
        return BOOK.find("1").unwrap_or_default();
    }
    let shorter = (1..=FOLLOWING).filter_map(|cut| word.len().checked_sub(cut));
    let stems = shorter.filter(|length| *length >= STEM).filter_map(|length| word.get(..length));
    std::iter::once(word).chain(stems).find_map(|stem| BOOK.find(stem)).unwrap_or_default()
}

impl Book {
    fn new() -> Book {
        let mut book = Book { words: Numbered::new(), rows: Vec::new() };
        for (kind, words) in frequent::kinds() {
            let row = hash::hash(kind.as_bytes());
            words.split_whitespace().for_each(|word| book.add(word, row, false));
            if kind == "numbers" {
                book.add("1", row, false);
            }
        }
        for (row, words) in (1u64..).zip(ROWS.lines().filter(|line| !line.starts_with('#'))) {
            words.split([' ', '|']).for_each(|word| book.add(word, row, true));
        }
        book
    }

    fn add(&mut self, word: &str, row: u64, is_stemmed: bool) {
        for word in fold(word).split(' ').filter(|word| !word.is_empty()) {
            self.enter(word, row);
            if is_stemmed {
                self.enter(stem(word), row);
            }
        }
    }

    fn enter(&mut self, word: &str, row: u64) {
        let at = self.words.of(hash::hash(word.as_bytes())) as usize;
        if at == self.rows.len() {
            self.rows.push(Vec::new());
        }
        if let Some(rows) = self.rows.get_mut(at).filter(|rows| !rows.contains(&row)) {
            rows.push(row);
        }
    }

    #[inline]
    fn find(&self, word: &str) -> Option<&[u64]> {
        let key = hash::hash(word.as_bytes());
        let at = hash::find(&self.words.table, key, |at| self.words.keys.get(at as usize) == Some(&key))?;
        self.rows.get(at as usize).map(Vec::as_slice)
    }
}

fn stem(word: &str) -> &str {
    let stems = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending));
    stems.into_iter().find(|stem| stem.len() >= STEM).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_share_rows() {
        let alike = |a: &str, b: &str| rows(a).iter().any(|row| rows(b).contains(row));
        for (a, b) in [
            ("refund", "reimbursement"),
            ("cancelled", "annuler"),
            ("stornieren", "stornierung"),
            ("lundi", "sabato"),
            ("12", "zwolf"),
            ("19h30", "7"),
        ] {
            assert!(alike(a, b), "{a} {b}");
        }
        assert!(!alike("refund", "deliver") && rows("xkcd").is_empty() && rows("").is_empty());
    }

    #[test]
    fn every_row_has_all_languages() {
        for row in ROWS.lines().filter(|line| !line.starts_with('#')) {
            assert!(
                row.split('|').count() == 4 && row.split('|').all(|words| !words.trim().is_empty()),
                "{row}"
            );
        }
    }
}
