//! How everything is compared: lower case, without accents and punctuation, words joined by single blanks.

use crate::api::Word;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};

/// What is read of a message, so that the longest one costs little more than a page.
pub(crate) const MAX_CHARS: usize = 4000;
pub(crate) const MAX_WORDS: usize = 256;

/// Lower case, without accents and punctuation, single blanks: how everything is compared.
pub fn fold(text: &str) -> String {
    fold_words(text).0
}

/// The folded text and where its words stand in both texts.
pub(crate) fn fold_words(raw: &str) -> (String, Vec<Word>) {
    let capacity = raw.len().min(MAX_CHARS) + 4;
    let mut pen = Pen {
        folded: String::with_capacity(capacity),
        words: Vec::with_capacity(8),
        open: None,
        raw_end: 0,
        join: false,
    };
    for (at, c) in raw.char_indices().take(MAX_CHARS) {
        if pen.words.len() >= MAX_WORDS {
            break;
        }
        if c.is_ascii_alphanumeric() {
            pen.write(at, at + 1, c.to_ascii_lowercase(), Ink::Letter);
        } else if c.is_ascii() {
            pen.close();
        } else {
            pen.other(at, c);
        }
    }
    pen.close();
    if pen.words.len() > MAX_WORDS {
        pen.words.truncate(MAX_WORDS);
        pen.folded.truncate(pen.words.last().map_or(0, |word| word.folded.end));
    }
    (pen.folded, pen.words)
}

#[derive(Clone, Copy, PartialEq)]
enum Ink {
    Letter,
    Emoji,
}

struct Pen {
    folded: String,
    words: Vec<Word>,
    /// The word being written: its ink, its starts in the folded and in the raw text.
    open: Option<(Ink, usize, usize)>,
    raw_end: usize,
    /// A joiner stands before the next emoji: it belongs to the same word.
    join: bool,
}

impl Pen {
    #[inline]
    fn write(&mut self, at: usize, end: usize, c: char, ink: Ink) {
        let goes_on =
            matches!(self.open, Some((open, ..)) if open == ink && (ink == Ink::Letter || self.join));
        if !goes_on {
            self.close();
            if !self.folded.is_empty() {
                self.folded.push(' ');
            }
            self.open = Some((ink, self.folded.len(), at));
        }
        self.join = false;
        self.folded.push(c);
        self.raw_end = end;
    }

    #[inline]
    fn close(&mut self) {
        if let Some((_, folded, raw)) = self.open.take() {
            self.words.push(Word { folded: folded..self.folded.len(), raw: raw..self.raw_end });
        }
        self.join = false;
    }

    fn other(&mut self, at: usize, c: char) {
        let end = at + c.len_utf8();
        if let Some(letters) = latin(c) {
            letters.chars().for_each(|letter| self.write(at, end, letter, Ink::Letter));
        } else if c == '\u{200d}' || is_silent(c) {
            self.join |= c == '\u{200d}';
            if self.open.is_some() {
                self.raw_end = end;
            }
        } else if is_flag(c) {
            // Two letters make a flag.
            self.join = matches!(self.open, Some((Ink::Emoji, start, _)) if self.folded.get(start..).is_some_and(|w| w.chars().count() == 1 && w.chars().all(is_flag)));
            self.write(at, end, c, Ink::Emoji);
        } else if is_emoji(c) {
            if self.join && matches!(self.open, Some((Ink::Emoji, ..))) {
                self.folded.push('\u{200d}');
            }
            self.write(at, end, c, Ink::Emoji);
        } else if c.is_alphanumeric() {
            self.decomposed(at, end, c);
        } else if !is_combining_mark(c) {
            self.close();
        } else if self.open.is_some() {
            self.raw_end = end;
        }
    }

    fn decomposed(&mut self, at: usize, end: usize, c: char) {
        for lower in c.to_lowercase() {
            decompose_compatible(lower, |part| {
                let part = ascii_digit(part);
                if part.is_alphanumeric() && canonical_combining_class(part) == 0 {
                    for letter in part.to_lowercase() {
                        // "ǿ" comes apart into "ø" and an accent.
                        match latin(letter) {
                            Some(plain) => plain.chars().for_each(|c| self.write(at, end, c, Ink::Letter)),
                            None if is_combining_mark(letter) => {}
                            None => self.write(at, end, letter, Ink::Letter),
                        }
                    }
                } else if !is_combining_mark(part) {
                    self.close();
                }
            });
        }
    }
}

/// Digits of the scripts of the world are digits.
fn ascii_digit(c: char) -> char {
    const ZEROS: [u32; 18] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0xf20, 0x1040, 0x17e0, 0x1810,
    ];
    let code = u32::from(c);
    let zero = ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&code));
    zero.and_then(|zero| char::from_digit(code - zero, 10)).unwrap_or(c)
}

/// The accented letters of European languages, without the detour over decomposition.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'À'..='Å' => "a",
        'æ' | 'Æ' => "ae",
        'ç' | 'Ç' => "c",
        'è'..='ë' | 'È'..='Ë' => "e",
        'ì'..='ï' | 'Ì'..='Ï' => "i",
        'ñ' | 'Ñ' => "n",
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' => "o",
        'ù'..='ü' | 'Ù'..='Ü' => "u",
        'ý' | 'ÿ' | 'Ý' => "y",
        'ß' | 'ẞ' => "ss",
        'œ' | 'Œ' => "oe",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' => "d",
        _ => return None,
    })
}

/// Changes how a sign looks, not what it is.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

fn is_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1f0ff}' | '\u{1f200}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_accents_and_punctuation() {
        for (raw, folded) in [
            ("", ""),
            ("  Ça va ?! ", "ca va"),
            ("S’il vous plaît", "s il vous plait"),
            ("GRÖSSE Straße", "grosse strasse"),
            ("œuf & bœuf", "oeuf boeuf"),
            ("cafe\u{301}", "cafe"),
            ("qua\u{200b}ttro", "quattro"),
            ("ﬁne ２", "fine 2"),
            ("1️⃣", "1"),
            ("ok👍🏽👍", "ok 👍 👍"),
            ("👨‍👩‍👧 x", "👨‍👩‍👧 x"),
            ("🇨🇭🇮🇹", "🇨🇭 🇮🇹"),
            ("❤️", "❤"),
            ("Привет", "привет"),
            ("½", "1 2"),
            ("١٢ ۳ ४", "12 3 4"),
            ("Ǿre", "ore"),
        ] {
            assert_eq!(fold(raw), folded, "{raw:?}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for raw in ["L'été à Genève", "İstanbul", "ǅ", "ß", "…"] {
            assert_eq!(fold(&fold(raw)), fold(raw));
        }
    }

    #[test]
    fn words_point_into_the_raw_text() {
        let raw = "« Été » : 2× cafe\u{301}!";
        let (_, words) = fold_words(raw);
        let read: Vec<_> = words.iter().map(|w| &raw[w.raw.clone()]).collect();
        assert_eq!(read, ["Été", "2", "cafe\u{301}"]);
    }

    #[test]
    fn hostile_texts_are_cut() {
        let marks = format!("a{}", "\u{301}".repeat(32_000));
        assert_eq!(fold(&marks), "a");
        let (folded, words) = fold_words(&"a ".repeat(32_000));
        assert_eq!((folded.len(), words.len()), (2 * MAX_WORDS - 1, MAX_WORDS));
        assert!(fold(&"ﷺ".repeat(20_000)).len() < 40 * MAX_CHARS);
    }
}
