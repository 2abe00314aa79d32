//! One linear pass over a text, before the grammar runs: the token table, how deep things nest, which quotation marks
//! are wanting, and the text that the grammar reads.
//!
//! The scanner alone decides where a text ends. A line end that cuts one short becomes `\r` in [`Scan::clean`] (real
//! ones are blanks there), so the grammar cannot read on over it and nests no deeper than was counted here.

mod texts;

use std::borrow::Cow;

use crate::token::{Fault, MAX_BLOCKS, MAX_BRACKETS, Token, TokenKind, TooDeep};

/// What one pass over a text found.
#[derive(Debug)]
pub struct Scan<'a> {
    pub source: &'a str,
    pub tokens: Vec<Token>,
    pub line_starts: Vec<u32>,
    /// The text for the grammar, of the same length as the source.
    pub clean: Cow<'a, str>,
    pub faults: Vec<Fault>,
    pub too_deep: Option<TooDeep>,
    /// Each `{` of a block with its `}`, when it has one; in the order of the `{`.
    pub braces: Vec<(u32, Option<u32>)>,
    /// The `}` that no `{` begins.
    pub stray_closes: Vec<u32>,
}

impl Scan<'_> {
    /// Whether every `{` has its `}`.
    pub fn is_balanced(&self) -> bool {
        self.stray_closes.is_empty() && self.braces.iter().all(|(_, close)| close.is_some())
    }

    /// The zero-based line of an offset.
    pub fn line_of(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Where a zero-based line begins and ends, its line end not counted.
    pub fn line_range(&self, line: usize) -> (u32, u32) {
        let start = self.line_starts.get(line).copied().unwrap_or(self.source.len() as u32);
        let end =
            self.line_starts.get(line + 1).map_or(self.source.len() as u32, |next| next.saturating_sub(1));
        (start, end.max(start))
    }

    /// The text of a zero-based line.
    pub fn line(&self, line: usize) -> &str {
        let (start, end) = self.line_range(line);
        self.source.get(start as usize..end as usize).unwrap_or("")
    }

    /// The place in the token table of the token that holds an offset.
    pub fn token_at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|token| token.end <= offset)
    }
}

/// Whether a character is blank outside texts, however it was pasted.
pub(crate) fn is_odd_blank(c: char) -> bool {
    (c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n'))
        || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}')
}

#[derive(Clone, Copy)]
enum Mode {
    Text { open: u32 },
    Long { open: u32 },
    Hole { open: u32, brackets: usize },
}

/// Reads a text once, from its first byte to its last.
pub fn scan(source: &str) -> Scan<'_> {
    let mut scanner = Scanner {
        source,
        bytes: source.as_bytes(),
        at: 0,
        tokens: Vec::with_capacity(source.len() / 3),
        line_starts: vec![0],
        clean: None,
        faults: Vec::new(),
        faults_closed: false,
        too_deep: None,
        braces: Vec::new(),
        open_braces: Vec::new(),
        stray_closes: Vec::new(),
        modes: Vec::new(),
        brackets: 0,
        texts: 0,
        pattern: PatternState::No,
    };
    scanner.run();
    let clean = match scanner.clean {
        Some(bytes) => String::from_utf8(bytes).map_or(Cow::Borrowed(source), Cow::Owned),
        None => Cow::Borrowed(source),
    };
    Scan {
        source,
        tokens: scanner.tokens,
        line_starts: scanner.line_starts,
        clean,
        faults: scanner.faults,
        too_deep: scanner.too_deep,
        braces: scanner.braces,
        stray_closes: scanner.stray_closes,
    }
}

/// A `/` begins a pattern after the word `matching`, and after the comma behind a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PatternState {
    No,
    AfterWord,
    AfterPattern,
    AfterComma,
}

struct Scanner<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    line_starts: Vec<u32>,
    clean: Option<Vec<u8>>,
    faults: Vec<Fault>,
    faults_closed: bool,
    too_deep: Option<TooDeep>,
    braces: Vec<(u32, Option<u32>)>,
    open_braces: Vec<usize>,
    stray_closes: Vec<u32>,
    modes: Vec<Mode>,
    brackets: usize,
    texts: usize,
    pattern: PatternState,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            match self.modes.last().copied() {
                None => self.code(),
                Some(Mode::Hole { .. }) => self.hole(),
                Some(Mode::Text { .. }) => self.text_part(false),
                Some(Mode::Long { .. }) => self.text_part(true),
            }
        }
        self.cut_texts(self.at);
        if let Some(Mode::Long { open }) = self.modes.last().copied() {
            self.fault(Fault::LongText { open, limit: self.at as u32 });
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn starts_with(&self, text: &str) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(text.as_bytes()))
    }

    fn char(&self) -> char {
        self.source.get(self.at..).and_then(|rest| rest.chars().next()).unwrap_or(' ')
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let start = self.at;
        self.at = (self.at + length).min(self.bytes.len());
        self.tokens.push(Token { kind, start: start as u32, end: self.at as u32 });
    }

    fn push_while(&mut self, kind: TokenKind, keep: impl Fn(u8) -> bool) {
        let length = self.bytes.iter().skip(self.at).take_while(|byte| keep(**byte)).count();
        self.push(kind, length.max(1));
    }

    /// Puts bytes of the same length in the text for the grammar.
    fn replace(&mut self, start: usize, end: usize, byte: u8) {
        let clean = self.clean.get_or_insert_with(|| self.bytes.to_vec());
        if let Some(range) = clean.get_mut(start..end) {
            range.fill(byte);
        }
    }

    fn fault(&mut self, fault: Fault) {
        if !self.faults_closed {
            self.faults.push(fault);
        }
        // What follows an endless text is read wrongly until it is mended.
        self.faults_closed |= matches!(fault, Fault::LongText { .. });
    }

    fn deep(&mut self, too_deep: TooDeep) {
        self.too_deep.get_or_insert(too_deep);
    }

    fn code(&mut self) {
        let byte = self.byte(self.at);
        let pattern = std::mem::replace(&mut self.pattern, PatternState::No);
        match byte {
            b' ' | b'\t' => {
                self.pattern = pattern;
                self.push_while(TokenKind::Blank, |b| b == b' ' || b == b'\t');
            }
            b'\n' | b'#' => {
                if pattern == PatternState::AfterComma {
                    self.pattern = pattern;
                }
                if byte == b'#' { self.comment() } else { self.line_end() }
            }
            b'"' => self.open_text(),
            b'{' => self.open_brace(),
            b'}' => self.close_brace(),
            b'/' if matches!(pattern, PatternState::AfterWord | PatternState::AfterComma) => {
                self.pattern_token()
            }
            b',' if pattern == PatternState::AfterPattern => {
                self.pattern = PatternState::AfterComma;
                self.push(TokenKind::Mark, 1);
            }
            b'\'' if self.at_boundary() => self.typographic('\''),
            _ => self.common(),
        }
    }

    /// What reads the same in code and in the `{ }` of a text.
    fn common(&mut self) {
        let byte = self.byte(self.at);
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.push_while(TokenKind::Number, |b| b.is_ascii_digit()),
            b'(' | b'[' => {
                self.bracket(1);
                self.push(TokenKind::Mark, 1);
            }
            b')' | b']' => {
                self.bracket(-1);
                self.push(TokenKind::Mark, 1);
            }
            b';' => {
                if self.modes.is_empty() {
                    self.brackets = 0;
                }
                self.push(TokenKind::Mark, 1);
            }
            0..=31 | 127 => self.odd_blank(1),
            128.. => self.beyond_ascii(),
            _ => {
                let double = ["->", "==", "!=", "<=", ">=", ".."].iter().any(|mark| self.starts_with(mark));
                self.push(TokenKind::Mark, if double { 2 } else { 1 });
            }
        }
    }

    fn odd_blank(&mut self, length: usize) {
        self.replace(self.at, self.at + length, b' ');
        self.push(TokenKind::Blank, length);
    }

    fn beyond_ascii(&mut self) {
        let c = self.char();
        if is_odd_blank(c) {
            self.odd_blank(c.len_utf8());
        } else if self.modes.is_empty() && matches!(c, '“' | '”' | '„' | '«' | '»' | '‘' | '‹') {
            self.typographic(c);
        } else {
            self.word();
        }
    }

    fn word(&mut self) {
        let start = self.at;
        let rest = self.source.get(start..).unwrap_or("");
        let length = rest
            .char_indices()
            .find(|(_, c)| match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => false,
                c if c.is_ascii() => true,
                c => is_odd_blank(*c) || "“”„«»‘‹".contains(*c),
            })
            .map_or(rest.len(), |(at, _)| at)
            .max(self.char().len_utf8());
        if self.modes.is_empty() && rest.get(..length) == Some("matching") {
            self.pattern = PatternState::AfterWord;
        }
        self.push(TokenKind::Word, length);
    }

    fn bracket(&mut self, change: isize) {
        let at = self.at as u32;
        let count = match self.modes.last_mut() {
            Some(Mode::Hole { brackets, .. }) => brackets,
            _ => &mut self.brackets,
        };
        *count = count.saturating_add_signed(change);
        if *count > MAX_BRACKETS {
            self.deep(TooDeep::Brackets(at));
        }
    }

    fn line_end(&mut self) {
        self.push(TokenKind::LineEnd, 1);
        self.line_starts.push(self.at as u32);
    }

    fn comment(&mut self) {
        let doc = self.byte(self.at + 1) == b'#';
        let length = self.bytes.iter().skip(self.at).take_while(|b| **b != b'\n').count();
        let carriage_return = usize::from(length > 0 && self.byte(self.at + length - 1) == b'\r');
        let body = length - carriage_return;
        for at in self.at..self.at + body {
            if self.byte(at) == b'\r' {
                self.replace(at, at + 1, b' ');
            }
        }
        self.push(if doc { TokenKind::Doc } else { TokenKind::Comment }, body);
    }

    fn open_brace(&mut self) {
        self.brackets = 0;
        self.open_braces.push(self.braces.len());
        self.braces.push((self.at as u32, None));
        if self.open_braces.len() > MAX_BLOCKS {
            self.deep(TooDeep::Blocks(self.at as u32));
        }
        self.push(TokenKind::Open, 1);
    }

    fn close_brace(&mut self) {
        self.brackets = 0;
        match self.open_braces.pop().and_then(|index| self.braces.get_mut(index)) {
            Some(brace) => brace.1 = Some(self.at as u32),
            None => self.stray_closes.push(self.at as u32),
        }
        self.push(TokenKind::Close, 1);
    }

    /// The grammar gets a pattern of the same length without any sign that could mean something to it.
    fn pattern_token(&mut self) {
        let rest = self.source.get(self.at + 1..).and_then(|rest| rest.split('\n').next()).unwrap_or("");
        let mut escaped = false;
        let close = rest.bytes().position(|byte| {
            let closes = byte == b'/' && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        });
        let body = close.unwrap_or(rest.len());
        self.replace(self.at + 1, self.at + 1 + body, b'x');
        self.pattern = PatternState::AfterPattern;
        self.push(TokenKind::Pattern, 1 + body + usize::from(close.is_some()));
    }
}
