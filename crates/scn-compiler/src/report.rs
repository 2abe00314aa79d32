//! Where diagnostics are gathered.

use crate::codes;
use scn_diag::{Code, Diagnostic, FileId, Files, Label, Levels, Span, Wording, closest, wording};
use std::collections::{BTreeMap, BTreeSet};

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

/// What may be wrong only because what it names stands where something could not be read.
const MAY_BE_LOST: [Code; 11] = [
    codes::E1006,
    codes::E1007,
    codes::E1016,
    codes::E1022,
    codes::E1038,
    codes::E1044,
    codes::E1045,
    codes::E1046,
    codes::E1061,
    codes::E1065,
    codes::E2008,
];

/// Names that exist nowhere.
const UNKNOWN_NAMES: [Code; 9] = [
    codes::E1001,
    codes::E1002,
    codes::E1005,
    codes::E1006,
    codes::E1022,
    codes::E1038,
    codes::E1044,
    codes::E1045,
    codes::E1046,
];

/// Two uses of an unknown name may be two slips of the pen; this many are one mistake where it should be declared.
const ONE_MISTAKE: usize = 3;

/// The diagnostics of one run. Muted while something is only tried.
#[derive(Default)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
    /// What they are about, so that nothing is said twice at one place.
    said: BTreeSet<(Code, Span)>,
    broken: bool,
    muted: u32,
    incomplete: bool,
    /// The lines on which something could not be read.
    unread: BTreeMap<FileId, Vec<(u32, u32)>>,
    /// What is named there, or is left out because of what is.
    lost: BTreeSet<String>,
}

impl Report {
    /// Adds one, unless the same place already has it.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        let guess = diagnostic.fixes.iter().all(|fix| !fix.safe) && MAY_FOLLOW.contains(&diagnostic.code);
        let wanted = self.muted == 0 && !(self.incomplete && guess) && !self.follows(&diagnostic);
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
    pub(crate) fn note_what_could_not_be_read(&mut self, files: &Files) {
        self.incomplete = self.is_broken();
        for diagnostic in self.diagnostics.iter().filter(|diagnostic| diagnostic.code.0.fixed) {
            let Some(file) = files.get(diagnostic.span.file) else { continue };
            let at = diagnostic.span.start as usize;
            let (before, after) = file.text.split_at_checked(at).unwrap_or((&file.text, ""));
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let end = at + after.find('\n').unwrap_or(after.len());
            self.unread.entry(diagnostic.span.file).or_default().push((start as u32, end as u32));
            let line = file.text.get(start..end).unwrap_or("");
            let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            self.lost.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }

    /// A name that is declared, but of which not everything is known: what does not fit it is not mentioned.
    pub(crate) fn lose(&mut self, name: &str) {
        self.lost.insert(name.to_owned());
    }

    /// Whether it only follows from what could not be read.
    fn follows(&self, diagnostic: &Diagnostic) -> bool {
        let at = diagnostic.span.start;
        let lines = self.unread.get(&diagnostic.span.file);
        lines.is_some_and(|lines| lines.iter().any(|(start, end)| (*start..=*end).contains(&at)))
            || (!self.lost.is_empty()
                && MAY_BE_LOST.contains(&diagnostic.code)
                && self.names_lost(diagnostic))
    }

    fn names_lost(&self, diagnostic: &Diagnostic) -> bool {
        let message = diagnostic.message.to_string();
        let mut quoted = message.split('`').skip(1).step_by(2);
        quoted.any(|name| name.split('.').any(|part| self.lost.contains(part)))
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
        told_once(kept)
    }
}

/// A name that exists nowhere is told where it is first used; the other places are shown and mended with it.
fn told_once(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut places: BTreeMap<(Code, String), Vec<usize>> = BTreeMap::new();
    for (at, diagnostic) in found.iter().enumerate() {
        if UNKNOWN_NAMES.contains(&diagnostic.code) {
            places.entry((diagnostic.code, diagnostic.message.to_string())).or_default().push(at);
        }
    }
    let same = places.into_values().filter(|places| places.len() >= ONE_MISTAKE);
    let first_of: BTreeMap<usize, usize> = same
        .flat_map(|places| {
            let first = places.first().copied().unwrap_or_default();
            places.into_iter().skip(1).map(move |at| (at, first))
        })
        .collect();
    let mut kept: BTreeMap<usize, Diagnostic> = BTreeMap::new();
    for (at, diagnostic) in found.into_iter().enumerate() {
        match first_of.get(&at).and_then(|first| kept.get_mut(first)) {
            Some(first) => join(first, diagnostic),
            None => drop(kept.insert(at, diagnostic)),
        }
    }
    kept.into_values().collect()
}

fn join(first: &mut Diagnostic, again: Diagnostic) {
    for fix in again.fixes {
        if let Some(same) = first.fixes.iter_mut().find(|first| first.title == fix.title) {
            same.edits.extend(fix.edits);
        }
    }
    first.labels.push(Label { span: again.span, text: "and here".into() });
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
