//! Where diagnostics are gathered.

use scn_diag::{Diagnostic, Span, closest};

/// The diagnostics of one run. Muted while something is only tried.
#[derive(Default)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
    muted: u32,
}

impl Report {
    /// Adds one, unless the same place already has it.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        let again = |seen: &Diagnostic| seen.code == diagnostic.code && seen.span == diagnostic.span;
        if self.muted == 0 && !self.diagnostics.iter().any(again) {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(crate) fn mute(&mut self) {
        self.muted += 1;
    }

    pub(crate) fn unmute(&mut self) {
        self.muted = self.muted.saturating_sub(1);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// All of them, in the order of the files.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|d| (d.span.file, d.span.start, d.span.end, d.code));
        self.diagnostics
    }
}

/// Adds "did you mean" with its safe fix when a known word is near.
pub(crate) fn did_you_mean<'a>(
    diagnostic: Diagnostic,
    span: Span,
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    match closest(word, known.iter().copied()) {
        Some(near) => diagnostic
            .help(format!("did you mean `{near}`?"))
            .fix(format!("write `{near}`"), true, span, near),
        None if known.is_empty() => diagnostic,
        None => {
            let help = format!("there are: {}", some_of(&known));
            diagnostic.help(help)
        }
    }
}

/// "`a`, `b` and `c`", shortened when there are many.
pub(crate) fn some_of(words: &[&str]) -> String {
    let shown: Vec<String> = words.iter().take(8).map(|word| format!("`{word}`")).collect();
    if words.len() > shown.len() { format!("{} …", shown.join(", ")) } else { listed(&shown) }
}

/// "a, b and c".
pub(crate) fn listed(words: &[String]) -> String {
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
