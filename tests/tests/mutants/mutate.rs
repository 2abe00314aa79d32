//! What can be changed in a valid file: one token at a time.

use scn_syntax::scanner::scan;
use scn_syntax::token::{Token, TokenKind};
use std::fmt;

/// A small generator of numbers, the same ones each time.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Draw(seed)
    }

    /// A number below `below`.
    fn below(&mut self, below: usize) -> usize {
        // Constants of Knuth's MMIX; the high bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below.max(1)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// One token, and what stands in its place.
pub(crate) struct Mutation {
    pub(crate) start: usize,
    /// What stood there.
    pub(crate) old: String,
    /// What stands there now; empty when it is deleted.
    pub(crate) new: String,
}

impl Mutation {
    pub(crate) fn apply(&self, text: &str) -> String {
        format!("{}{}{}", &text[..self.start], self.new, &text[self.start + self.old.len()..])
    }

    /// The name that was changed, before and after; none for signs.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let is_name = |name: &&str| name.len() > 1 && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        [self.old.as_str(), self.new.as_str()].into_iter().filter(is_name)
    }
}

impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.new.is_empty() {
            true => write!(f, "without {:?}", self.old),
            false => write!(f, "{:?} is now {:?}", self.old, self.new),
        }
    }
}

/// Each token deleted, and each token changed in one way.
pub(crate) fn mutations(text: &str, draw: &mut Draw) -> Vec<Mutation> {
    let scanned = scan(text);
    let tokens: Vec<&Token> = scanned
        .tokens
        .iter()
        .filter(|token| !token.is_trivia() && token.kind != TokenKind::TextPart)
        .collect();
    let words: Vec<&str> =
        tokens.iter().filter(|token| token.kind == TokenKind::Word).map(|token| token.text(text)).collect();
    let mut found = Vec::new();
    for token in tokens {
        let old = token.text(text);
        let mut add = |new: String| {
            if new != old {
                found.push(Mutation { start: token.start as usize, old: old.to_owned(), new });
            }
        };
        add(String::new());
        match token.kind {
            TokenKind::Word => {
                add(misspelt(old, draw));
                if !words.is_empty() {
                    add(words[draw.below(words.len())].to_owned());
                }
            }
            TokenKind::Number => add(format!("{old}x")),
            TokenKind::Open => add(["(", "[", "}"][draw.below(3)].to_owned()),
            TokenKind::Close => add([")", "]", "{"][draw.below(3)].to_owned()),
            TokenKind::HoleOpen => add(["(", "[", "{{"][draw.below(3)].to_owned()),
            TokenKind::HoleClose => add([")", "]", "}}"][draw.below(3)].to_owned()),
            TokenKind::TextOpen | TokenKind::TextClose => add(["“", "'", "\"\""][draw.below(3)].to_owned()),
            TokenKind::Pattern => add(old.trim_end_matches('/').to_owned()),
            _ => add([":", ",", "=", ".", ")", "(", "-", "==", "->", ";"][draw.below(10)].to_owned()),
        }
    }
    found
}

/// As a hand in a hurry types it: two letters swapped, one lost, one twice.
fn misspelt(word: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = draw.below(letters.len());
    match draw.below(3) {
        0 if at > 0 => letters.swap(at - 1, at),
        1 if letters.len() > 2 => drop(letters.remove(at)),
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}
