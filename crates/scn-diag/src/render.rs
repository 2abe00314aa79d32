//! Diagnostics as text: for a terminal, for machines. Each renderer is one file and gives one `String`; whether there
//! is a terminal, how wide it is and where the text goes is the caller's business.

mod fingerprint;
mod github;
mod gitlab;
mod graphical;
mod json;
mod place;
mod plain;
mod sarif;
mod summary;
mod words;

pub use github::github;
pub use gitlab::gitlab;
pub use json::json;
pub use sarif::sarif;
pub use summary::summary;

use crate::{Diagnostic, Files, Tongue};

/// How diagnostics are shown to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Frames and underlines drawn with box characters; otherwise plain lines that any log takes.
    pub graphical: bool,
    pub colours: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// The language of every word.
    pub tongue: Tongue,
}

impl Look {
    pub const PLAIN: Look = Look { graphical: false, colours: false, width: 80, tongue: Tongue::English };
}

/// More than these are counted, not printed: the first ones usually cause the others.
const MOST_SHOWN: usize = 100;

/// The diagnostics by file and place, then one line with the counts. Empty when there are none.
pub fn text(files: &Files, diagnostics: &[Diagnostic], look: Look) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let sorted = sorted(files, diagnostics);
    let mut out = String::new();
    for diagnostic in sorted.iter().take(MOST_SHOWN) {
        let diagnostic = diagnostic.in_tongue(look.tongue);
        let shown = if look.graphical { graphical::one(files, &diagnostic, look) } else { None };
        out.push_str(&shown.unwrap_or_else(|| plain::one(files, &diagnostic, look)));
        out.push('\n');
    }
    if let Some(more) = sorted.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
        let more = words::and_more(look.tongue, more);
        out.push_str(&format!("{}\n", place::wrapped(&more, "", "", place::line(look))));
    }
    let summary = summary(sorted.iter().copied(), look.tongue);
    out.push_str(&place::wrapped(&summary, "", "", place::line(look)));
    out
}

/// By file (in alphabetical order), then place, then code, so that every run prints the same.
fn sorted<'d>(files: &Files, diagnostics: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
    let path = |d: &Diagnostic| files.get(d.span.file).map_or("", |file| file.path.as_str());
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|a, b| {
        (path(a), a.span.start, a.span.end, a.code).cmp(&(path(b), b.span.start, b.span.end, b.code))
    });
    sorted
}
