//! From all that was found to what is told: in order, one per line, not endless.

use scn_diag::{Diagnostic, E0019, FileId, Span, wording};

/// More than this nobody reads before mending the first ones.
const MAX_REPORTS: usize = 20;

/// Sorts by place, keeps one report per line, and sums up the rest.
pub(crate) fn finish(file: FileId, text: &str, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if found.is_empty() {
        return found;
    }
    let line_starts: Vec<u32> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at as u32 + 1)).collect();
    let line_of = |offset: u32| line_starts.partition_point(|start| *start <= offset);
    // Stable: of two at one place the first found is the cause.
    found.sort_by_key(|diagnostic| line_of(diagnostic.span.start));
    found.dedup_by_key(|diagnostic| line_of(diagnostic.span.start));
    found.sort_by_key(|diagnostic| diagnostic.span.start);
    if found.len() > MAX_REPORTS {
        let more = found.len() - MAX_REPORTS;
        found.truncate(MAX_REPORTS);
        let last = found.last().map_or(Span::new(file, 0, 0), |diagnostic| diagnostic.span);
        let message = wording!("and {more} more places in this file cannot be read", more);
        found.push(Diagnostic::new(E0019, last, message).help("mend the first ones and check again"));
    }
    found
}
