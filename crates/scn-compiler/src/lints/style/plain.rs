//! A text as a reader sees it: words and sentences, holes as one sign, quoted words told apart.

use scn_graph::Piece;
use std::collections::BTreeMap;

/// Stands for a value that is only known in a conversation.
const HOLE: char = '\u{FFFC}';
/// Quotation marks by pairs; what customers should type usually stands between them.
const QUOTES: [(char, char); 5] = [('«', '»'), ('“', '”'), ('„', '“'), ('"', '"'), ('‹', '›')];

/// What is read whenever the text is sent: optional parts and lists left out, plurals in their last form.
pub(super) fn sure(pieces: &[Piece]) -> String {
    let mut out = String::new();
    write(pieces, false, &mut out);
    out
}

/// Everything that can be read in the text, all forms of plurals one after the other.
pub(super) fn whole(pieces: &[Piece]) -> String {
    let mut out = String::new();
    write(pieces, true, &mut out);
    out
}

fn write(pieces: &[Piece], all: bool, out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Value(..) => out.push(HOLE),
            Piece::Optional(inner) | Piece::Lines { body: inner, .. } if all => write(inner, all, out),
            Piece::Optional(_) | Piece::Lines { .. } => {}
            Piece::Plural { forms, .. } if all => {
                for (_, form) in forms {
                    write(form, all, out);
                    out.push(' ');
                }
            }
            Piece::Plural { forms, .. } => {
                if let Some((_, form)) = forms.last() {
                    write(form, all, out);
                }
            }
        }
    }
}

/// A word of a text, lower case, with `'` where it is cut short: `t'`, `envoie`.
#[derive(Debug, PartialEq)]
pub(super) struct Word {
    pub(super) lower: String,
    pub(super) written: String,
    /// Begins a sentence, a line or a quotation: a capital says nothing here.
    pub(super) first: bool,
    pub(super) quoted: bool,
}

impl Word {
    pub(super) fn is_capitalised(&self) -> bool {
        self.written.chars().next().is_some_and(char::is_uppercase)
    }

    pub(super) fn letters(&self) -> usize {
        self.written.chars().filter(|letter| letter.is_alphabetic()).count()
    }

    pub(super) fn is_all_capitals(&self) -> bool {
        self.written.chars().all(|letter| letter.is_uppercase() || letter == '\'')
    }
}

pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut current = String::new();
    let (mut first, mut closing) = (true, None);
    let mut letters = text.chars().map(|letter| if letter == '’' { '\'' } else { letter }).peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() {
            current.push(letter);
            continue;
        }
        if letter == '\'' && !current.is_empty() && letters.peek().is_some_and(|next| next.is_alphabetic()) {
            current.push(letter);
        }
        finish(&mut current, &mut first, closing.is_some(), &mut found);
        if closing == Some(letter) {
            closing = None;
        } else if closing.is_none()
            && let Some((_, end)) = QUOTES.iter().find(|(start, _)| *start == letter)
        {
            closing = Some(*end);
            first = true;
        }
        // a hole may be a whole sentence, a name or a number: what comes after it is never surely a beginning
        first = match letter {
            HOLE => false,
            '\'' | ' ' | '\u{a0}' | '\u{202f}' | ',' => first,
            '-' => first,
            _ => true,
        };
    }
    finish(&mut current, &mut first, closing.is_some(), &mut found);
    found
}

fn finish(current: &mut String, first: &mut bool, quoted: bool, found: &mut Vec<Word>) {
    if current.is_empty() {
        return;
    }
    let written = std::mem::take(current);
    found.push(Word { lower: written.to_lowercase(), written, first: *first, quoted });
    *first = false;
}

/// The text with what stands in quotation marks left out.
pub(super) fn unquoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut closing = None;
    for letter in text.chars() {
        if closing == Some(letter) {
            closing = None;
            out.push(HOLE);
        } else if closing.is_none() {
            match QUOTES.iter().find(|(start, _)| *start == letter) {
                Some((_, end)) => closing = Some(*end),
                None => out.push(letter),
            }
        }
    }
    out
}

/// The sentences that end in a question mark, quotations left out. A `?` inside a word or an address ends none.
pub(super) fn questions(text: &str) -> Vec<String> {
    let text = unquoted(text);
    let mut found = Vec::new();
    let mut sentence = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        sentence.push(letter);
        let ends = letters.peek().is_none_or(|next| !next.is_alphanumeric() && *next != '&' && *next != '=');
        match letter {
            // `?!` and `??` are one end
            '?' if ends => {
                if sentence.chars().any(|letter| letter.is_alphanumeric() || letter == HOLE) {
                    found.push(std::mem::take(&mut sentence));
                }
                sentence.clear();
            }
            '.' | '!' | '…' | '\n' if ends => sentence.clear(),
            _ => {}
        }
    }
    found
}

/// Lower case, words only: what is left when two texts are compared.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == HOLE {
            out.extend(letter.to_lowercase());
        } else if !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Phrases to look for as whole words, outside quotations: prepared once, then one look at each word.
pub(super) struct Finder {
    by_first: BTreeMap<String, Vec<(Vec<String>, &'static str)>>,
}

impl Finder {
    pub(super) fn new(phrases: &[&'static str]) -> Finder {
        let mut by_first: BTreeMap<String, Vec<(Vec<String>, &'static str)>> = BTreeMap::new();
        for phrase in phrases {
            let mut lower = words(phrase).into_iter().map(|word| word.lower);
            if let Some(first) = lower.next() {
                by_first.entry(first).or_default().push((lower.collect(), phrase));
            }
        }
        Finder { by_first }
    }

    /// The first phrase in these words.
    pub(super) fn find(&self, words: &[Word]) -> Option<&'static str> {
        self.ends(words).next().map(|(_, phrase)| phrase)
    }

    /// Every phrase in these words, and the place of the word right after it.
    pub(super) fn ends<'w>(&'w self, words: &'w [Word]) -> impl Iterator<Item = (usize, &'static str)> + 'w {
        words.iter().enumerate().flat_map(move |(at, word)| {
            let candidates = self.by_first.get(&word.lower).filter(|_| !word.quoted);
            candidates.into_iter().flatten().filter_map(move |(rest, phrase)| {
                let end = at + 1 + rest.len();
                let same = words.get(at + 1..end)?.iter().zip(rest).all(|(word, part)| word.lower == *part);
                same.then_some((end, *phrase))
            })
        })
    }

    /// The phrase that stands right here.
    pub(super) fn starts(&self, words: &[Word]) -> Option<&'static str> {
        let word = words.first().filter(|word| !word.quoted)?;
        self.by_first.get(&word.lower)?.iter().find_map(|(rest, phrase)| {
            let same = words.get(1..1 + rest.len())?.iter().zip(rest).all(|(word, part)| word.lower == *part);
            same.then_some(*phrase)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lower(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.lower).collect()
    }

    #[test]
    fn words_know_where_they_stand() {
        assert_eq!(
            lower("Je t’envoie l'adresse, d'accord ?"),
            ["je", "t'", "envoie", "l'", "adresse", "d'", "accord"]
        );
        let firsts = |text: &str| -> Vec<String> {
            words(text).into_iter().filter(|word| word.first).map(|word| word.lower).collect()
        };
        assert_eq!(
            firsts("Danke. Sie kommen, wenn Sie wollen: Sie sind da. «Sie»"),
            ["danke", "sie", "sie", "sie"]
        );
        assert_eq!(firsts("\u{FFFC} Sie"), [""; 0]);
        let quoted: Vec<bool> = words("Écrivez « tu » ici").into_iter().map(|word| word.quoted).collect();
        assert_eq!(quoted, [false, true, false]);
    }

    #[test]
    fn only_question_marks_that_end_a_sentence_count() {
        let count = |text: &str| questions(text).len();
        assert_eq!(count("Quel jour ? Combien ? Une allergie ?"), 3);
        assert_eq!(count("Really?! Yes."), 1);
        assert_eq!(count("Écrivez « où êtes-vous ? » ou « quand ? »."), 0);
        assert_eq!(count("See https://a.example/?day=1&x=2. When?"), 1);
        assert_eq!(count("\u{FFFC} ? Ja."), 1);
    }

    #[test]
    fn phrases_are_found_as_whole_words() {
        let finder = Finder::new(&["je suis un humain"]);
        let found = |text: &str| finder.find(&words(text)).is_some();
        assert!(found("Oui, je suis un humain !"));
        assert!(!found("Je suis un humaniste."));
        assert!(!found("Écrivez « je suis un humain »."));
    }
}
