//! Texts, what stands in their braces, and where a line end cuts them short.

use super::{Mode, Scanner};
use crate::token::{Fault, MAX_TEXTS, TokenKind, TooDeep};

impl Scanner<'_> {
    pub(super) fn open_text(&mut self) {
        let open = self.at as u32;
        if self.texts > MAX_TEXTS {
            self.deep(TooDeep::Texts(open));
        }
        self.texts += 1;
        if self.starts_with("\"\"\"") {
            self.modes.push(Mode::Long { open });
            self.push(TokenKind::TextOpen, 3);
        } else {
            self.modes.push(Mode::Text { open });
            self.push(TokenKind::TextOpen, 1);
        }
    }

    fn close_text(&mut self, length: usize) {
        self.modes.pop();
        self.texts = self.texts.saturating_sub(1);
        self.push(TokenKind::TextClose, length);
    }

    /// One step inside a text: its end, a `{`, a line end, or a run of ordinary characters.
    pub(super) fn text_part(&mut self, long: bool) {
        let byte = self.byte(self.at);
        match byte {
            b'"' if !long => self.close_text(1),
            b'"' if self.starts_with("\"\"\"") => self.close_long(),
            b'{' => {
                self.modes.push(Mode::Hole { open: self.at as u32, brackets: 0 });
                self.push(TokenKind::HoleOpen, 1);
            }
            b'\n' if long => {
                self.at += 1;
                self.line_starts.push(self.at as u32);
                self.at -= 1;
                self.push(TokenKind::TextPart, 1);
            }
            b'\n' => self.cut_at_line_end(),
            _ => self.run_of_text(long),
        }
    }

    fn run_of_text(&mut self, long: bool) {
        let mut end = self.at;
        loop {
            match self.byte(end) {
                b'"' if end == self.at => end += 1,
                b'"' if long && self.bytes.get(end..end + 3) != Some(b"\"\"\"".as_slice()) => end += 1,
                b'"' | b'{' | b'\n' => break,
                b'\\' => {
                    end += 1;
                    if end < self.bytes.len() && self.byte(end) != b'\n' {
                        end += 1;
                    }
                }
                b'\r' => {
                    self.replace(end, end + 1, b' ');
                    end += 1;
                }
                _ => end += 1,
            }
            if end >= self.bytes.len() {
                break;
            }
        }
        while !self.source.is_char_boundary(end.min(self.bytes.len())) {
            end += 1;
        }
        let length = end.saturating_sub(self.at).max(1);
        self.push(TokenKind::TextPart, length);
    }

    /// A `"""` inside a long text closes it, unless it looks like the opening of the next one.
    fn close_long(&mut self) {
        let line = self.line_starts.last().copied().unwrap_or(0) as usize;
        let before = self.source.get(line..self.at).unwrap_or("");
        let after = self.source.get(self.at + 3..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let opens = before.ends_with([' ', '\t'])
            && after.trim().is_empty()
            && before.split_whitespace().next().is_some_and(crate::words::takes_text);
        if opens && let Some(Mode::Long { open }) = self.modes.last().copied() {
            self.fault(Fault::LongText { open, limit: line as u32 });
        }
        self.close_text(3);
    }

    pub(super) fn hole(&mut self) {
        match self.byte(self.at) {
            b'}' => {
                self.modes.pop();
                self.push(TokenKind::HoleClose, 1);
            }
            b'"' if self.starts_with("\"\"\"") => self.long_mark_in_hole(),
            b'"' => self.open_text(),
            // No comments here: one would hide the quotation mark that ends the text.
            b'#' => {
                self.replace(self.at, self.at + 1, b'$');
                self.push(TokenKind::Mark, 1);
            }
            b'\n' => self.cut_at_line_end(),
            b' ' | b'\t' => self.push_while(TokenKind::Blank, |b| b == b' ' || b == b'\t'),
            _ => self.common(),
        }
    }

    /// A text in a `{ }` stays on its line, so a `"""` there is an empty text and a mark too many.
    fn long_mark_in_hole(&mut self) {
        self.push(TokenKind::TextOpen, 1);
        self.push(TokenKind::TextClose, 1);
        self.replace(self.at, self.at + 1, b' ');
        self.push(TokenKind::Mark, 1);
    }

    /// A line end inside something in quotes ends it, down to the long text it may stand in.
    fn cut_at_line_end(&mut self) {
        let at = self.at;
        self.cut_texts(at);
        self.replace(at, at + 1, b'\r');
        if self.modes.is_empty() {
            self.line_end();
        } else {
            self.text_part(true);
        }
    }

    pub(super) fn cut_texts(&mut self, at: usize) {
        let base = usize::from(matches!(self.modes.first(), Some(Mode::Long { .. })));
        let cut: Vec<Mode> = self.modes.drain(base.min(self.modes.len())..).collect();
        self.texts = base;
        let end = at as u32;
        let fault = match cut.as_slice() {
            [] => return,
            [Mode::Text { .. }, Mode::Hole { open, .. }, Mode::Text { open: inner }, ..] => {
                Fault::Hole { open: *open, inner: Some(*inner), end }
            }
            [Mode::Hole { open, .. }, ..] => Fault::Hole { open: *open, inner: None, end },
            [Mode::Text { open } | Mode::Long { open }, ..] => Fault::Text { open: *open, end },
        };
        self.fault(fault);
    }

    pub(super) fn at_boundary(&self) -> bool {
        matches!(
            self.at.checked_sub(1).map(|at| self.byte(at)),
            None | Some(b' ' | b'\t' | b'\n' | b'(' | b'[' | b',')
        )
    }

    /// `“Bonjour”`, `« Bonjour »`: read over as a piece of text, and reported.
    pub(super) fn typographic(&mut self, opening: char) {
        let start = self.at;
        let body = start + opening.len_utf8();
        let line = self.source.get(body..).and_then(|rest| rest.split('\n').next()).unwrap_or("");
        let close = match opening {
            '«' => line.char_indices().find(|(_, c)| *c == '»'),
            '»' => line.char_indices().find(|(_, c)| *c == '«'),
            '‹' => line.char_indices().find(|(_, c)| *c == '›'),
            '\'' | '‘' => line.char_indices().rfind(|(_, c)| matches!(c, '\'' | '’')),
            _ => line.char_indices().find(|(_, c)| matches!(c, '“' | '”' | '"')),
        };
        let open = (start as u32, body as u32);
        if opening == '\'' && close.is_none() {
            return self.push(TokenKind::Mark, 1);
        }
        let Some((at, c)) = close else {
            self.fault(Fault::Quotes { open, close: None });
            return self.push(TokenKind::TextPart, opening.len_utf8());
        };
        let close = ((body + at) as u32, (body + at + c.len_utf8()) as u32);
        self.fault(Fault::Quotes { open, close: Some(close) });
        self.replace(start, close.1 as usize, b'x');
        self.push(TokenKind::TextPart, close.1 as usize - start);
    }
}
