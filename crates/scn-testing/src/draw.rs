//! A chat as text: the customer on the right, the bot on the left, what was expected and what came instead marked.

use crate::{ChatLine, Mark, Outcome, Who};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub colours: bool,
    pub width: usize,
}

/// Lines of chat above the failure.
const CONTEXT: usize = 6;

/// The end of a test's chat, with its failure marked.
pub fn draw(outcome: &Outcome, look: Look) -> String {
    let first_mark =
        outcome.chat.iter().position(|line| line.mark != Mark::Fine).unwrap_or(outcome.chat.len());
    let skipped = first_mark.saturating_sub(CONTEXT);
    let mut page = Page { look: Look { width: look.width.clamp(40, 90), ..look }, out: String::new() };
    if skipped > 0 {
        page.centre(&format!("{skipped} more above"));
    }
    let mut lines = outcome.chat.iter().skip(skipped).peekable();
    while let Some(line) = lines.next() {
        let instead = lines.next_if(|next| line.mark == Mark::Expected && next.mark == Mark::Actual);
        match instead {
            Some(actual) => page.pair(line, actual),
            None => page.line(line),
        }
    }
    page.out
}

struct Page {
    look: Look,
    out: String,
}

const GREY: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";

impl Page {
    fn line(&mut self, line: &ChatLine) {
        let rows = self.rows(line);
        match (line.mark, line.who) {
            (Mark::Expected, Who::Client) => self.marked("-", RED, "the test taps", &rows),
            (Mark::Expected, _) => self.marked("-", RED, "expected", &rows),
            (Mark::Actual, _) => self.marked("+", GREEN, "the bot said", &rows),
            (Mark::Fine, Who::Client) => self.right(&rows),
            (Mark::Fine, Who::Note) => self.centre(&line.text),
            (Mark::Fine, Who::Human) => self.left("│ ", &prefixed("(a person) ", rows)),
            (Mark::Fine, Who::Bot) => self.left("│ ", &rows),
        }
    }

    /// What was expected over what came: equal lines once, the first difference pointed at.
    fn pair(&mut self, expected: &ChatLine, actual: &ChatLine) {
        let (wanted, came) = (self.rows(expected), self.rows(actual));
        self.marked("-", RED, "expected", &wanted);
        self.marked("+", GREEN, "the bot said", &came);
        if let Some(pointer) = pointer(&wanted, &came) {
            self.push(&format!("{}{pointer}", " ".repeat(LABEL + 2)), GREY);
        }
    }

    fn marked(&mut self, sign: &str, colour: &str, label: &str, rows: &[String]) {
        for (at, row) in rows.iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.push(&format!("{label:>LABEL$} {sign} {row}"), colour);
        }
    }

    fn left(&mut self, bar: &str, rows: &[String]) {
        for row in rows {
            self.push(&format!("  {bar}{row}"), "");
        }
    }

    fn right(&mut self, rows: &[String]) {
        let widest = rows.iter().map(|row| row.width()).max().unwrap_or(0);
        let indent = self.look.width.saturating_sub(widest + 2);
        for row in rows {
            let fill = " ".repeat(widest - row.width());
            self.push(&format!("{}{row}{fill} │", " ".repeat(indent)), "");
        }
    }

    fn centre(&mut self, text: &str) {
        let indent = self.look.width.saturating_sub(text.width() + 4) / 2;
        self.push(&format!("{}· {text} ·", " ".repeat(indent)), GREY);
    }

    fn rows(&self, line: &ChatLine) -> Vec<String> {
        let room = self.look.width * 3 / 5;
        let mut rows: Vec<String> = line
            .text
            .lines()
            .flat_map(|text| wrap(&tame(text), room))
            .filter(|_| !line.text.is_empty())
            .collect();
        let buttons =
            line.buttons.iter().map(|label| format!("[{}]", tame(label))).collect::<Vec<_>>().join(" ");
        if !buttons.is_empty() {
            rows.extend(wrap(&buttons, room));
        }
        rows
    }

    fn push(&mut self, row: &str, colour: &str) {
        let row = row.trim_end();
        if self.look.colours && !colour.is_empty() {
            self.out.push_str(&format!("\u{1b}[{colour}m{row}\u{1b}[0m\n"));
        } else {
            self.out.push_str(row);
            self.out.push('\n');
        }
    }
}

const LABEL: usize = 14;

fn prefixed(prefix: &str, mut rows: Vec<String>) -> Vec<String> {
    if let Some(first) = rows.first_mut() {
        first.insert_str(0, prefix);
    }
    rows
}

/// A caret below the first character that differs, when one line stands against one.
fn pointer(wanted: &[String], came: &[String]) -> Option<String> {
    let ([wanted], [came]) = (wanted, came) else { return None };
    let same: String = wanted.chars().zip(came.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    (!same.is_empty()).then(|| format!(" {}^", " ".repeat(same.width())))
}

/// Words over as many rows as they need; a word that is too long is cut.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut rows = Vec::new();
    let mut row = String::new();
    for word in text.split_inclusive(' ') {
        if !row.is_empty() && row.width() + word.trim_end().width() > room {
            rows.push(std::mem::take(&mut row));
        }
        row.push_str(word);
        while row.trim_end().width() > room {
            let (head, tail) = cut(&row, room);
            rows.push(head);
            row = tail;
        }
    }
    rows.push(row);
    rows.iter().map(|row| row.trim_end().to_owned()).collect()
}

fn cut(text: &str, room: usize) -> (String, String) {
    let mut width = 0;
    let at = text.char_indices().find(|(_, c)| {
        width += c.width().unwrap_or(0);
        width > room
    });
    let at = at.map_or(text.len(), |(at, _)| at).max(text.chars().next().map_or(0, char::len_utf8));
    (text[..at].to_owned(), text[at..].to_owned())
}

/// Without what could steer a terminal.
fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}
