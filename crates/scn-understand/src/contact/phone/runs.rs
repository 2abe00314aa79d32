//! Runs of digits with the signs people put between them, found in one pass.

use std::ops::Range;

/// Digits with the signs people put between them.
#[derive(Default)]
pub(super) struct Run {
    /// Where it starts, with the plus and an opening bracket.
    pub(super) start: usize,
    pub(super) plus: bool,
    /// Glued to letters: part of a code.
    code: bool,
    pub(super) groups: Vec<Group>,
}

pub(super) struct Group {
    pub(super) digits: String,
    pub(super) raw: Range<usize>,
}

fn digit(c: char) -> Option<char> {
    let base = match c {
        '0'..='9' => return Some(c),
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        _ => return None,
    };
    char::from_digit(u32::from(c) - base, 10)
}

fn is_sign(c: char) -> bool {
    matches!(
        c,
        ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}'
    ) || is_direction(c)
}

/// Direction marks and the like, which copied numbers bring along.
pub(super) fn is_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
}

/// All runs that could hold a number.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut finder = Finder::default();
    for (at, c) in text.char_indices() {
        finder.take(at, c);
    }
    finder.close('\0');
    finder.found
}

#[derive(Default)]
struct Finder {
    found: Vec<Run>,
    open: Option<Run>,
    /// Signs since the last digit.
    signs: usize,
    /// An opening bracket or a plus just before: its place, and whether there is a plus.
    lead: Option<(usize, bool)>,
    /// The last character is part of a word, or a sign that no phone number stands behind.
    glued: bool,
    /// How many capitals stand directly before.
    capitals: usize,
    /// The code goes on behind blanks, as in "CH93 0076 2011 …".
    grouped_code: bool,
}

impl Finder {
    fn take(&mut self, at: usize, c: char) {
        if let Some(digit) = digit(c) {
            self.digit(at, c.len_utf8(), digit);
        } else if matches!(c, '+' | '\u{ff0b}') {
            self.close(c);
            let start = self.lead.map_or(at, |(start, _)| start);
            self.lead = (!self.glued).then_some((start, true));
        } else if self.goes_on(c) {
            self.signs += 1;
        } else {
            self.close(c);
            let keeps = is_direction(c) || c == ' ' && self.lead.is_some_and(|(_, plus)| plus);
            if matches!(c, '(' | '[') && !self.glued {
                self.lead = Some((at, false));
            } else if !keeps {
                self.lead = None;
            }
            self.glued =
                c.is_alphanumeric() || matches!(c, '#' | '$' | '€' | '£' | '=' | '_' | '@' | '\'' | '’');
        }
    }

    /// A sign inside a run.
    fn goes_on(&self, c: char) -> bool {
        let code_ends = c.is_whitespace() && !self.grouped_code;
        is_sign(c) && self.signs < 5 && self.open.as_ref().is_some_and(|run| !(run.code && code_ends))
    }

    fn digit(&mut self, at: usize, len: usize, digit: char) {
        match &mut self.open {
            Some(run) => match run.groups.last_mut().filter(|_| self.signs == 0) {
                Some(group) => {
                    group.digits.push(digit);
                    group.raw.end = at + len;
                }
                None => run.groups.push(Group { digits: digit.to_string(), raw: at..at + len }),
            },
            None => {
                let (start, plus) = self.lead.take().unwrap_or((at, false));
                let group = Group { digits: digit.to_string(), raw: at..at + len };
                self.grouped_code = self.capitals == 2;
                self.open = Some(Run { start, plus, code: self.glued, groups: vec![group] });
            }
        }
        self.signs = 0;
    }

    /// Ends the open run at a character that belongs to none.
    fn close(&mut self, c: char) {
        let Some(mut run) = self.open.take() else { return };
        // The hour of "19:30", the first half of "3333=6666" and the number of "100%" are no end of a number.
        if self.signs == 0 && (matches!(c, ':' | '=' | '%' | '°' | '@' | '_' | '€' | '$' | '£')) {
            run.groups.pop();
        }
        self.glued = self.signs == 0;
        self.signs = 0;
        if !run.code {
            self.found.push(run);
        }
    }
}
