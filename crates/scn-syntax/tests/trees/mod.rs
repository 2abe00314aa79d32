//! Any tree that can be written: every declaration, statement, expression, piece of text and line of a test. Built
//! from drawn bytes, so that a failing one shrinks; when the bytes end, the smallest thing is built.

#![allow(unreachable_pub)]

mod declarations;
mod expressions;
mod outside;
mod statements;
mod tests;

use scn_diag::Span;
use scn_syntax::ast::*;

pub struct Draw<'a> {
    bytes: &'a [u8],
    at: usize,
    /// How many blocks, brackets and texts are open.
    depth: usize,
    /// How many texts are open inside one another.
    texts: usize,
}

/// A file of drawn declarations.
pub fn file(bytes: &[u8]) -> File {
    let mut draw = Draw { bytes, at: 0, depth: 0, texts: 0 };
    let mut declarations = Vec::new();
    while draw.at < bytes.len() {
        declarations.push(draw.declaration());
    }
    File { id: scn_diag::FileId::default(), declarations }
}

const NAMES: &[&str] = &[
    "x", "order", "size", "été", "help", "number", "n_1", "menu", "again", "template", "event", "list_2",
    "Größe",
];
const LITERALS: &[&str] = &[
    "a", "Bonjour", "«é»", "{", "}", "[", "]", "[b]", "\"", "\\", "\n", "\n\n", " ", "  c", "# d", ";", "👍",
    "\"\"\"", "/", "\t", "\r\n", "*e*", "“f”", "{x}", "\u{a0}", "else",
];

impl Draw<'_> {
    fn byte(&mut self) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte.into()
    }

    /// One of the numbers below `count`.
    fn pick(&mut self, count: usize) -> usize {
        self.byte() % count
    }

    fn yes(&mut self) -> bool {
        self.pick(2) == 1
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.pick(of.len())]
    }

    fn maybe<T>(&mut self, build: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.yes().then(|| build(self))
    }

    fn many<T>(&mut self, from: usize, most: usize, mut build: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = from + self.pick(most + 1 - from);
        (0..count).map(|_| build(self)).collect()
    }

    /// Something with more inside; nothing more when it is deep already.
    fn deeper<T>(&mut self, build: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let built = build(self);
        self.depth -= 1;
        built
    }

    fn is_deep(&self) -> bool {
        self.depth > 4
    }

    fn name(&mut self) -> Name {
        self.name_of(NAMES)
    }

    fn name_of(&mut self, words: &[&str]) -> Name {
        Name { text: self.one(words).to_owned(), span: Span::default() }
    }

    fn path(&mut self) -> QualifiedName {
        QualifiedName { parts: self.many(1, 3, Self::name), span: Span::default() }
    }

    fn count(&mut self) -> u32 {
        self.one(&[1, 0, 2, 3, 20, u32::MAX])
    }

    fn doc(&mut self) -> String {
        self.one(&["", "One.", "One.\nTwo: { \"x.", "Été\n\nÉtat"]).to_owned()
    }

    fn duration(&mut self) -> Duration {
        use DurationUnit::*;
        let unit = self.one(&[Days, Seconds, Minutes, Hours, Weeks, Months, Years]);
        Duration { amount: self.count(), unit, span: Span::default() }
    }

    fn clock(&mut self) -> u16 {
        self.one(&[0, 90, 510, 1439, 1440])
    }

    fn text(&mut self) -> Text {
        self.texts += 1;
        let pieces = self.pieces(false);
        self.texts -= 1;
        Text { pieces, span: Span::default() }
    }

    /// Neighbouring runs of characters are one piece.
    fn pieces(&mut self, optional: bool) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for piece in self.many(0, 4, |draw| draw.piece(optional)) {
            match (pieces.last_mut(), piece) {
                (Some(Piece::Literal(text, _)), Piece::Literal(more, _)) => text.push_str(&more),
                (_, piece) => pieces.push(piece),
            }
        }
        pieces
    }

    fn piece(&mut self, optional: bool) -> Piece {
        // Texts may hold texts in their braces, but only so deep.
        let inside = self.texts < scn_syntax::token::MAX_TEXTS && !self.is_deep();
        match self.pick(if inside { 7 } else { 2 }) {
            0 | 1 => Piece::Literal(self.one(LITERALS).to_owned(), Span::default()),
            2 | 3 => self.value_piece(),
            4 if !optional => {
                let mut pieces = self.deeper(|draw| draw.pieces(true));
                pieces.push(self.value_piece());
                Piece::Optional(pieces, Span::default())
            }
            5 => Piece::Plural {
                count: self.deeper(Self::expr),
                forms: self.many(1, 3, |draw| (draw.name_of(&["other", "one", "few"]), draw.text())),
            },
            _ => Piece::For { variable: self.name(), list: self.deeper(Self::expr), text: self.text() },
        }
    }

    fn value_piece(&mut self) -> Piece {
        let expr = self.deeper(Self::expr);
        Piece::Value { expr, style: self.maybe(|draw| draw.name_of(&["long", "time", "upper"])) }
    }
}
