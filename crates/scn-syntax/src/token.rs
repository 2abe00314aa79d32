//! The token table of a file: every byte of the text in exactly one token, in order.

/// What a token is, as far as one look at the characters can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Word,
    Number,
    /// `{` of a block
    Open,
    /// `}` of a block
    Close,
    /// Any other sign: `,` `=` `->` `(` …
    Mark,
    /// `"` or `"""`
    TextOpen,
    TextPart,
    TextClose,
    /// `{` in a text
    HoleOpen,
    /// `}` of a `{` in a text
    HoleClose,
    Pattern,
    Comment,
    /// `## …`
    Doc,
    Blank,
    LineEnd,
}

/// A half-open byte range and what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub start: u32,
    pub end: u32,
}

impl Token {
    /// The characters of the token.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// Whether it is only space: blanks, line ends.
    pub fn is_space(&self) -> bool {
        matches!(self.kind, TokenKind::Blank | TokenKind::LineEnd)
    }

    /// Whether the language ignores it: space and comments.
    pub fn is_trivia(&self) -> bool {
        matches!(self.kind, TokenKind::Blank | TokenKind::LineEnd | TokenKind::Comment | TokenKind::Doc)
    }
}

/// Quotation marks and brackets that a text scan found wanting; offsets are in the scanned text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A `"…` that its line ends.
    Text { open: u32, end: u32 },
    /// A `"""` that nothing closes before `limit`.
    LongText { open: u32, limit: u32 },
    /// A `{` in a text that its line ends; `inner` is where a text inside began.
    Hole { open: u32, inner: Option<u32>, end: u32 },
    /// Typographic quotation marks around a text.
    Quotes { open: (u32, u32), close: Option<(u32, u32)> },
}

/// What nests too deep, and where it goes over the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooDeep {
    Blocks(u32),
    Brackets(u32),
    Texts(u32),
}

/// Nested blocks that a file may have.
pub const MAX_BLOCKS: usize = 64;
/// Nested `(` and `[` that an expression may have.
pub const MAX_BRACKETS: usize = 32;
/// Texts inside the `{ }` of a text, inside the `{ }` of a text.
pub const MAX_TEXTS: usize = 2;
