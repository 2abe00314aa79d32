//! What is wrong, in words for designers.

use std::collections::BTreeSet;

use scn_diag::{
    Code, Diagnostic, E0001, E0002, E0003, E0004, E0006, E0010, E0012, E0018, E0020, E0021, Wording, closest,
    wording,
};

use super::{Node, Reader, Rule};
use crate::ast;
use crate::patch::Problem;
use crate::words::{self, Place};

/// So many entries in a row that cannot be read may not be so many mistakes.
const ONE_MISTAKE: usize = 3;
/// More words than this do not help anybody who looks for one.
const MAX_WORDS: usize = 20;

impl Reader<'_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic.into());
    }

    pub(super) fn report_at(&mut self, code: Code, node: &Node<'_>, message: impl Into<Wording>) {
        let diagnostic = Diagnostic::new(code, self.span(node), message);
        self.report(diagnostic);
    }

    /// The first word of the entry that is being read.
    pub(super) fn entry_word(&self) -> &str {
        first_word(self.source.get(self.entry as usize..).unwrap_or(""))
    }

    pub(super) fn reserved(&mut self, name: &ast::Name) {
        let message = wording!("`{name}` is a word of the language and cannot be a name", name = name.text);
        let help = "choose another name, for instance with a word in front or `_` behind it";
        self.report(Diagnostic::new(E0020, name.span, message).help(help));
    }

    pub(super) fn said_twice(&mut self, node: &Node<'_>, what: &str) {
        let message = wording!("`{what}` is given twice here", what);
        let diagnostic = Diagnostic::new(E0021, self.span(node), message).help("keep one of them");
        self.report(diagnostic);
    }

    /// Whatever may stand among the entries of any block and is not one. False when the node is an entry.
    pub(super) fn disorder(&mut self, node: &Node<'_>, place: Place) -> bool {
        match node.as_rule() {
            Rule::another | Rule::another_value => self.another(node),
            Rule::leftover => self.leftover(node),
            Rule::bad_entry => {
                let first = self.problems.len();
                self.bad_entry(node, place);
                let mended = |problem: &Problem| !problem.repair.is_empty();
                if self.problems.get(first).is_some_and(|problem| !mended(problem)) {
                    self.unread.push((first, self.last_entry));
                }
            }
            rule if super::needs::is_need(rule) => self.need(node),
            _ => return false,
        }
        true
    }

    /// The `}` that a block lacks; judged at the end, when all of them are known.
    pub(super) fn missing_close(&mut self, block: u32, node: &Node<'_>) {
        self.cut_blocks.push((block, self.start(node)));
    }

    fn another(&mut self, node: &Node<'_>) {
        let at = self.start(node);
        let word = first_word(self.source.get(at as usize..).unwrap_or(""));
        let span = self.patch.span(at, at + word.len() as u32);
        let message = wording!("`{word}` begins a second entry on the same line", word);
        let before = self.source.get(..at as usize).unwrap_or("").trim_end_matches([' ', '\t']);
        // A declaration that ended the block above stands on its own line, and a block ends its entry.
        let entry = first_word(self.source.get(self.last_entry as usize..).unwrap_or(""));
        if before.ends_with(['\n', ';', '}']) || (entry == "yes" && word == "no") {
            return;
        }
        let before = before.len() as u32;
        let diagnostic = Diagnostic::new(E0010, span, message)
            .help("put it on its own line, or a `;` before it")
            .fix("put a `;` between them", true, self.patch.span(before, at), "; ");
        self.report(diagnostic);
    }

    fn leftover(&mut self, node: &Node<'_>) {
        let text = self.text(node);
        let start = self.start(node);
        let word = first_word(text);
        let before = self.source.get(..start as usize).unwrap_or("").trim_end();
        if text.starts_with('"') && before.ends_with('"') {
            let at = before.len() as u32;
            let diagnostic = Diagnostic::new(
                E0001,
                self.span(node),
                "a comma is missing between these two texts",
            )
            .fix("put a comma between them", true, self.patch.span(at, at), ",");
            return self.report(diagnostic);
        }
        if word != "equals" && self.foreign_operator(start) {
            return;
        }
        if word == "else" {
            let diagnostic = Diagnostic::new(E0018, self.span(node), "there is nothing before this `else`")
                .help("`else` follows the `}` of a `when` or `match` branch, or the condition of a `check`");
            return self.report(diagnostic);
        }
        if word == "in" && self.misspelt_constraint(text, start) {
            return;
        }
        let entry = first_word(self.source.get(self.last_entry as usize..).unwrap_or(""));
        let candidates: &[&str] = match entry {
            "ask" | "collect" | "choose" | "confirm" | "consent" => words::MODIFIERS,
            "on" => &["after", "unless", "held", "interrupts", "like", "says", "matching", "only"],
            "post" | "put" | "get" | "delete" => &["idempotent"],
            "limit" => &["for"],
            "allow" => &["because"],
            "handoff" => &["because"],
            "say" => &["else"],
            _ => &[
                "also",
                "description",
                "only",
                "said",
                "keep",
                "needs",
                "for",
                "is",
                "up",
                "matching",
                "within",
            ],
        };
        if let Some(nearest) = Some(word)
            .filter(|word| word.len() > 2)
            .and_then(|word| closest(word, candidates.iter().copied()))
        {
            return self.unknown_word(start, word.len() as u32, word, nearest);
        }
        let message = wording!("`{shorten}` is too much here", shorten = shorten(text));
        let help = match words::usage(entry) {
            Some(usage) => wording!("it is written `{usage}`; what follows goes on its own line", usage),
            None => "remove it, or put it on its own line".into(),
        };
        let diagnostic = Diagnostic::new(E0001, self.span(node), message).help(help);
        self.report(diagnostic);
    }

    /// `date in futur`
    fn misspelt_constraint(&mut self, text: &str, start: u32) -> bool {
        let Some(rest) = text.strip_prefix("in ") else { return false };
        let at = start + (text.len() - rest.trim_start().len()) as u32;
        let word = first_word(rest.trim_start());
        let Some(nearest) = closest(word, ["future", "past"]) else { return false };
        self.unknown_word(at, word.len() as u32, word, nearest);
        true
    }

    /// `n = 3`, `a && b`: a sign of other languages where a condition or a value goes on.
    pub(super) fn foreign_operator(&mut self, at: u32) -> bool {
        if self.decimal_comma(at) {
            return true;
        }
        let rest = self.source.get(at as usize..).unwrap_or("");
        let start = at + (rest.len() - rest.trim_start_matches([' ', '\t']).len()) as u32;
        let rest = self.source.get(start as usize..).unwrap_or("");
        let Some((length, ours)) = words::operator(rest) else { return false };
        let written = rest.get(..length).unwrap_or("").trim_end();
        let span = self.patch.span(start, start + written.len() as u32);
        let ours = ours.trim_end();
        let diagnostic =
            Diagnostic::new(E0002, span, wording!("`{written}` is no sign of the language here", written))
                .help(wording!("did you mean `{ours}`?", ours));
        let edits = vec![self.edit(start, start + written.len() as u32, ours)];
        self.problems.push(Problem::mended(diagnostic, wording!("write `{ours}`", ours), true, edits));
        true
    }

    /// `12,5`
    fn decimal_comma(&mut self, at: u32) -> bool {
        let (before, rest) = self.source.split_at_checked(at as usize).unwrap_or_default();
        let is_digit = |c: char| c.is_ascii_digit();
        let Some(fraction) = rest.strip_prefix(',').filter(|_| before.ends_with(is_digit)) else {
            return false;
        };
        let whole = before.get(before.trim_end_matches(is_digit).len()..).unwrap_or("");
        let digits = fraction.len() - fraction.trim_start_matches(is_digit).len();
        let fraction = fraction.get(..digits).unwrap_or("");
        if fraction.is_empty() {
            return false;
        }
        let span = self.patch.span(at - whole.len() as u32, at + 1 + digits as u32);
        let message = wording!("`{whole},{fraction}` is no number: decimals follow a point", whole, fraction);
        let diagnostic = Diagnostic::new(E0002, span, message).help(wording!(
            "did you mean `{whole}.{fraction}`?",
            whole,
            fraction
        ));
        let edits = vec![self.edit(at, at + 1, ".")];
        let title = wording!("write `{whole}.{fraction}`", whole, fraction);
        self.problems.push(Problem::mended(diagnostic, title, true, edits));
        true
    }

    pub(super) fn unknown_word(&mut self, start: u32, length: u32, word: &str, nearest: &str) {
        let span = self.patch.span(start, start + length);
        let diagnostic =
            Diagnostic::new(E0002, span, wording!("`{word}` is no word of the language here", word))
                .help(wording!("did you mean `{nearest}`?", nearest));
        let edits = vec![self.edit(start, start + length, nearest)];
        self.problems.push(Problem::mended(diagnostic, wording!("write `{nearest}`", nearest), true, edits));
    }

    fn bad_entry(&mut self, node: &Node<'_>, place: Place) {
        let text = self.text(node);
        let word = first_word(text);
        let start = self.start(node);
        let length = if word.is_empty() { shorten(text).len() } else { word.len() } as u32;
        let span = self.patch.span(start, start + length);
        let own_usage = words::usage(word).filter(|_| place.words().any(|known| known == word));
        if word.is_empty() {
            let message = wording!("`{shorten}` begins nothing that can be read", shorten = shorten(text));
            return self.report(Diagnostic::new(E0001, span, message).help(expected(place)));
        }
        if let Some(usage) = own_usage {
            let message = wording!("this `{word}` cannot be read", word);
            return self.report(
                Diagnostic::new(E0003, self.span(node), message).help(wording!("write `{usage}`", usage)),
            );
        }
        let ours = words::ours_for(word).filter(|ours| place.words().any(|known| known == first_word(ours)));
        if !words::is_known(word)
            && let Some(nearest) = ours.or_else(|| closest(word, place.words()))
        {
            return self.unknown_word(start, length, word, nearest);
        }
        let (code, message) = if let Some(home) = words::home(word) {
            let message = wording!("`{word}` cannot stand here", word);
            return self.report(Diagnostic::new(E0018, span, message).help(home));
        } else if words::is_known(word) {
            (E0018, wording!("`{word}` cannot stand here", word))
        } else if let Some(usage) = place.usage() {
            let message =
                wording!("this is not {place}: it is written `{usage}`", place = place.describe(), usage);
            return self.report(Diagnostic::new(E0003, self.span(node), message));
        } else {
            (E0002, wording!("`{word}` is no word of the language here", word))
        };
        self.report(Diagnostic::new(code, span, message).help(expected(place)));
    }

    /// A known statement that stands in no block.
    pub(super) fn outside_block(&mut self, node: &Node<'_>) {
        self.outside.push((self.start(node), self.end(node)));
    }

    /// Judges braces when the whole file is read: which are missing, which are too many, and what follows from that.
    pub(super) fn structure(&mut self) {
        self.runs_of_unread_entries();
        if self.scan.is_balanced() {
            self.misplaced_declarations();
        }
        let unclosed: Vec<u32> =
            self.scan.braces.iter().filter(|(_, close)| close.is_none()).map(|(open, _)| *open).collect();
        for open in unclosed {
            self.unclosed_block(open);
        }
        for close in self.scan.stray_closes.clone() {
            let span = self.patch.span(close, close + 1);
            let diagnostic =
                Diagnostic::new(E0006, span, "this `}` closes nothing").fix("remove it", false, span, "");
            self.report(diagnostic);
        }
        self.outside_statements();
    }

    /// Many entries in a row that belong elsewhere, or that follow a mistake, are no mistakes of their own.
    fn runs_of_unread_entries(&mut self) {
        let unread = std::mem::take(&mut self.unread);
        let mut follow = BTreeSet::new();
        for run in unread.chunk_by(|(_, before), (_, after)| before == after) {
            let Some((first, entry_before)) = run.first().filter(|_| run.len() >= ONE_MISTAKE) else {
                continue;
            };
            let is = |code: Code, at: usize| {
                self.problems.get(at).is_some_and(|problem| problem.diagnostic.code == code)
            };
            let after_a_mistake = is(E0003, *first) || self.has_problem_between(*entry_before, *first);
            let rest = run.iter().skip(1).map(|(problem, _)| *problem);
            follow.extend(rest.filter(|problem| after_a_mistake || is(E0018, *problem)));
        }
        let mut at = 0..;
        self.problems.retain(|_| at.next().is_none_or(|at| !follow.contains(&at)));
    }

    /// Whether there is another problem from an entry up to that one.
    fn has_problem_between(&self, entry: u32, last: usize) -> bool {
        let start = self.patch.back(entry);
        let Some(end) = self.problems.get(last).map(|problem| problem.diagnostic.span.start) else {
            return false;
        };
        self.problems.iter().any(|problem| (start..end).contains(&problem.diagnostic.span.start))
    }

    /// All braces match, so a declaration that ended a block stands inside it.
    fn misplaced_declarations(&mut self) {
        for (open, at) in std::mem::take(&mut self.cut_blocks) {
            let word = first_word(self.source.get(at as usize..).unwrap_or(""));
            let span = self.patch.span(at, at + word.len() as u32);
            if !words::is_known(word) {
                continue;
            }
            let diagnostic =
                Diagnostic::new(E0018, span, wording!("`{word}` cannot stand inside another block", word))
                    .help("a declaration stands at the top level of the file: move it out of this block");
            self.report(diagnostic);
            let close =
                self.scan.braces.iter().find(|(start, _)| *start == open).and_then(|(_, close)| *close);
            self.outside.retain(|(start, _)| close.is_none_or(|close| *start > close));
        }
    }

    pub(super) fn unclosed_block(&mut self, open: u32) {
        let line = self.scan.line_of(open);
        let (start, _) = self.scan.line_range(line);
        let indent = self.scan.line(line).len() - self.scan.line(line).trim_start().len();
        let span = self.patch.span(start + indent as u32, open + 1);
        let end = self.source.trim_end().len() as u32;
        let word = first_word(self.scan.line(line).trim_start());
        let message = wording!("the block of this `{word}` is never closed: a `}}` is missing", word);
        let diagnostic = Diagnostic::new(E0004, span, message).fix(
            "close it at the end of the file",
            false,
            self.patch.span(end, end),
            "\n}",
        );
        self.report(diagnostic);
    }

    /// Statements outside any block; those between a `}` too early and a `}` too many are no fault of their own.
    fn outside_statements(&mut self) {
        let last_stray = self.scan.stray_closes.last().copied().unwrap_or(0);
        let mut previous_line = None;
        for (start, end) in std::mem::take(&mut self.outside) {
            let line = self.scan.line_of(start);
            let follows = previous_line.is_some_and(|previous| previous + 1 >= line);
            previous_line = Some(self.scan.line_of(end));
            if start < last_stray || follows {
                continue;
            }
            let word = first_word(self.source.get(start as usize..).unwrap_or(""));
            let span = self.patch.span(start, start + word.len() as u32);
            let diagnostic =
                Diagnostic::new(E0012, span, wording!("`{word}` stands outside any block", word))
                    .help("put it in a `tunnel`, an `escape` or an `on message`");
            self.report(diagnostic);
        }
    }
}

fn expected(place: Place) -> Wording {
    let words: Vec<&str> = place.words().collect();
    let what = place.describe();
    match (words.as_slice(), place.usage()) {
        ([], Some(usage)) => wording!("{what} is written `{usage}`", what, usage),
        ([], None) => wording!("expected {what}", what),
        (words, usage) => {
            let shown: Vec<_> = words.iter().take(MAX_WORDS).map(|word| format!("`{word}`")).collect();
            let more = if words.len() > MAX_WORDS { " …" } else { "" };
            let words = format!("{}{more}", shown.join(", "));
            match usage {
                Some(usage) => {
                    wording!("{what} begins with {words}, or is written `{usage}`", what, words, usage)
                }
                None => wording!("{what} begins with {words}", what, words),
            }
        }
    }
}

/// The letters, digits and `_` that a text begins with.
pub(crate) fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// The first line, cut after a few words.
pub(crate) fn shorten(text: &str) -> &str {
    let line = text.lines().next().unwrap_or("").trim_end();
    match line.char_indices().nth(40) {
        Some((end, _)) => line.get(..end).unwrap_or(line),
        None => line,
    }
}
