//! Where diagnostics are gathered.

use crate::codes;
use scn_diag::{Code, Diagnostic, Levels, Span, Wording, closest, wording};
use std::collections::BTreeSet;

/// What may be missing only because a part of the project could not be read.
const MAY_FOLLOW: [Code; 14] = [
    codes::E1001,
    codes::E1002,
    codes::E1003,
    codes::E1004,
    codes::E1005,
    codes::E1010,
    codes::E1019,
    codes::E1033,
    codes::E2004,
    codes::E2007,
    codes::E2014,
    codes::E2015,
    codes::W2001,
    codes::W2002,
];

/// The diagnostics of one run. Muted while something is only tried.
#[derive(Default)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
    /// What they are about, so that nothing is said twice at one place.
    said: BTreeSet<(Code, Span)>,
    broken: bool,
    muted: u32,
    incomplete: bool,
}

impl Report {
    /// Adds one, unless the same place already has it.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        let guess = diagnostic.fixes.iter().all(|fix| !fix.safe) && MAY_FOLLOW.contains(&diagnostic.code);
        let wanted = self.muted == 0 && !(self.incomplete && guess);
        if wanted && self.said.insert((diagnostic.code, diagnostic.span)) {
            self.broken |= diagnostic.code.0.fixed;
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether this was said of this place.
    pub(crate) fn has(&self, code: Code, span: Span) -> bool {
        self.said.contains(&(code, span))
    }

    /// A part of the project could not be read: from now on, what only seems to be missing is not mentioned.
    pub(crate) fn note_what_could_not_be_read(&mut self) {
        self.incomplete = self.is_broken();
    }

    pub(crate) fn mute(&mut self) {
        self.muted += 1;
    }

    pub(crate) fn unmute(&mut self) {
        self.muted = self.muted.saturating_sub(1);
    }

    /// Something is wrong without which there is no graph.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    /// All of them but those that are allowed, as loud as the project wants them, in the order of the files.
    pub(crate) fn finish(
        self,
        allowed: impl FnOnce(Vec<Diagnostic>) -> Vec<Diagnostic>,
        levels: &Levels,
        relocate: impl Fn(&mut Diagnostic),
    ) -> Vec<Diagnostic> {
        let mut kept: Vec<Diagnostic> =
            allowed(self.diagnostics).into_iter().filter_map(|diagnostic| levels.apply(diagnostic)).collect();
        kept.iter_mut().for_each(relocate);
        kept.sort_by_key(|d| (d.span.file, d.span.start, d.span.end, d.code));
        kept
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
        Some(near) => diagnostic.help(wording!("did you mean `{near}`?", near)).fix(
            wording!("write `{near}`", near),
            true,
            span,
            near,
        ),
        None if known.is_empty() => diagnostic,
        None => {
            let help = wording!("there are: {known}", known = some_of(&known));
            diagnostic.help(help)
        }
    }
}

/// "`a`, `b` and `c`", shortened when there are many.
pub(crate) fn some_of(words: &[&str]) -> Wording {
    let shown: Vec<String> = words.iter().take(8).map(|word| format!("`{word}`")).collect();
    if words.len() > shown.len() { format!("{} …", shown.join(", ")).into() } else { Wording::list(shown) }
}
