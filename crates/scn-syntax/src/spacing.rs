//! The pieces of a file as the formatter sees them, and which of them have a blank between.

use crate::scanner::Scan;
use crate::token::{Token, TokenKind};

/// A word, a sign, a whole text or a comment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Atom<'a> {
    /// Of a text: `TextOpen`.
    pub(crate) kind: TokenKind,
    pub(crate) text: &'a str,
    pub(crate) lines_before: usize,
    /// Whether it touches the piece before it.
    pub(crate) touches: bool,
    pub(crate) starts_entry: bool,
    /// Of a `{`: where its `}` is.
    pub(crate) partner: usize,
    /// Of a `{`: nothing in the block speaks for several lines.
    pub(crate) fits_on_a_line: bool,
    /// The characters of all pieces before it, with a blank after each.
    pub(crate) sum_of_widths: usize,
}

impl Atom<'_> {
    pub(crate) fn is_comment(&self) -> bool {
        matches!(self.kind, TokenKind::Comment | TokenKind::Doc)
    }
}

/// The pieces of a file without blanks, and without the signs that only separate entries.
pub(crate) fn atoms<'a>(scan: &Scan<'a>, entry_starts: &[u32]) -> Vec<Atom<'a>> {
    let mut starts: Vec<u32> = entry_starts.to_vec();
    starts.sort_unstable();
    let mut atoms: Vec<Atom<'a>> = Vec::with_capacity(scan.tokens.len() / 2);
    let (mut lines, mut touches, mut sum) = (0, false, 0);
    let mut next_start = 0;
    let mut tokens = scan.tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::LineEnd => lines += 1,
            TokenKind::Blank => {}
            TokenKind::Mark if token.text(scan.source) == ";" => {}
            _ => {
                let mut end = token.end;
                if token.kind == TokenKind::TextOpen {
                    end = end_of_text(&mut tokens);
                }
                while starts.get(next_start).is_some_and(|start| *start < token.start) {
                    next_start += 1;
                }
                let starts_entry = starts.get(next_start) == Some(&token.start);
                if starts_entry
                    && atoms.last().is_some_and(|atom| atom.text == "," && atom.kind == TokenKind::Mark)
                {
                    let comma = atoms.pop();
                    lines += comma.map_or(0, |comma| comma.lines_before);
                }
                let text = scan.source.get(token.start as usize..end as usize).unwrap_or("");
                atoms.push(Atom {
                    kind: token.kind,
                    text,
                    lines_before: lines,
                    touches,
                    starts_entry,
                    partner: 0,
                    fits_on_a_line: false,
                    sum_of_widths: sum,
                });
                sum += text.chars().count() + 1;
                (lines, touches) = (0, true);
                continue;
            }
        }
        touches = false;
    }
    pair_braces(&mut atoms);
    atoms
}

fn end_of_text<'t>(tokens: &mut impl Iterator<Item = &'t Token>) -> u32 {
    let (mut open, mut end) = (1usize, 0);
    for token in tokens {
        end = token.end;
        match token.kind {
            TokenKind::TextOpen => open += 1,
            TokenKind::TextClose => open -= 1,
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    end
}

/// A block while its pieces are gone through.
struct Open {
    at: usize,
    entries: usize,
    broken: bool,
}

fn pair_braces(atoms: &mut [Atom<'_>]) {
    let mut stack: Vec<Open> = Vec::new();
    for at in 0..atoms.len() {
        let Some(atom) = atoms.get(at).copied() else { break };
        if let Some(block) = stack.last_mut() {
            block.broken |= atom.lines_before > 0 || atom.is_comment() || atom.text.starts_with("\"\"\"");
            block.entries += usize::from(atom.starts_entry);
        }
        if atom.kind == TokenKind::Open {
            stack.push(Open { at, entries: 0, broken: false });
        }
        if atom.kind == TokenKind::Close
            && let Some(block) = stack.pop()
        {
            let fits = !block.broken && block.entries <= 1;
            if let Some(outer) = stack.last_mut() {
                outer.broken |= !fits;
            }
            if let Some(open) = atoms.get_mut(block.at) {
                open.partner = at;
                open.fits_on_a_line = fits;
            }
        }
    }
}

/// Whether a blank stands between two pieces of one entry.
pub(crate) fn needs_blank(
    first_word: &str,
    earlier: Option<&Atom<'_>>,
    before: &Atom<'_>,
    atom: &Atom<'_>,
    next: Option<&Atom<'_>>,
) -> bool {
    let word = |atom: &Atom<'_>| atom.kind == TokenKind::Word;
    let number = |atom: &Atom<'_>| atom.kind == TokenKind::Number;
    let opens = matches!(first_word, "hours" | "quiet");
    match (before.text, atom.text) {
        (_, "," | ")" | "]" | "?" | "." | "..") | ("(" | "[" | "." | "..", _) => false,
        (_, ":") => false,
        (":", _) => !(number(atom) && atom.touches && earlier.is_some_and(number)),
        ("/", _) | (_, "/") if first_word == "timezone" => false,
        ("-", _) | (_, "-") if first_word == "timezone" => false,
        (_, "-") if opens && number(before) && earlier.is_some_and(|earlier| earlier.text == ":") => false,
        ("-", _) if opens && number(atom) && next.is_some_and(|next| next.text == ":") => false,
        (day, "-") if is_day(day) && next.is_some_and(|next| is_day(next.text)) => false,
        ("-", day) if is_day(day) && earlier.is_some_and(|earlier| is_day(earlier.text)) => false,
        (_, "-") => {
            let tight = atom.touches && next.is_some_and(|next| next.touches);
            !atom.touches || (tight && !number(before))
        }
        ("-", _) if !atom.touches => true,
        ("-", _) => {
            let tight = before.touches && earlier.is_some_and(|earlier| word(earlier) || earlier.text == ")");
            tight && !earlier.is_some_and(number)
        }
        ("utility" | "marketing" | "authentication", "(") if first_word == "template" => true,
        (_, "(")
            if word(before)
                && !is_operator_word(before.text)
                && earlier.is_some_and(|earlier| names_values(first_word, earlier.text)) =>
        {
            false
        }
        (_, "(" | "[") if word(before) || matches!(before.text, ")" | "]") => {
            !atom.touches || is_operator_word(before.text)
        }
        _ => true,
    }
}

fn is_day(word: &str) -> bool {
    matches!(word, "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")
}

/// Whether a name after these words, the first of its entry and the one before it, has its values in brackets.
fn names_values(first_word: &str, earlier: &str) -> bool {
    let takes_values = matches!(
        first_word,
        "tunnel" | "get" | "post" | "put" | "delete" | "event" | "on" | "call" | "send" | "emit" | "enter"
    );
    takes_values && (earlier == first_word || earlier == "." || (first_word == "on" && earlier == "event"))
}

fn is_operator_word(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "not"
            | "in"
            | "is"
            | "default"
            | "when"
            | "match"
            | "check"
            | "expect"
            | "until"
            | "done"
            | "of"
            | "unless"
            | "where"
            | "if"
            | "offer"
            | "returns"
            | "at"
    )
}
