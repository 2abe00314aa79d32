//! Fixes put into texts. Those that touch the same place wait: the first one wins, and whoever asks compiles again.

use crate::{Diagnostic, Edit, FileId, Files, Fix, Span};
use std::collections::BTreeMap;

/// What one round of fixing does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The new texts of the files that change.
    pub texts: BTreeMap<FileId, String>,
    /// The diagnostics whose fix was taken, and which fix, by their places in the lists, in the order of the files.
    pub taken: Vec<(usize, usize)>,
}

/// Takes one fix of every diagnostic that has one that `may` be taken, as far as they do not touch one another. The
/// order of the diagnostics in the list does not matter.
pub fn mend(files: &Files, diagnostics: &[Diagnostic], may: impl Fn(&Diagnostic, &Fix) -> bool) -> Mended {
    let mut order: Vec<usize> = (0..diagnostics.len()).collect();
    order.sort_by_key(|at| diagnostics.get(*at).map(key));
    let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let mut taken = Vec::new();
    for at in order {
        let Some(diagnostic) = diagnostics.get(at) else { continue };
        let fits = |fix: &&Fix| may(diagnostic, fix) && fits(files, &edits, fix);
        let Some((chosen, fix)) = diagnostic.fixes.iter().enumerate().find(|(_, fix)| fits(fix)) else {
            continue;
        };
        fix.edits.iter().for_each(|edit| edits.entry(edit.span.file).or_default().push(edit));
        taken.push((at, chosen));
    }
    let text = |file: FileId| files.get(file).map_or("", |file| file.text.as_str());
    let texts = edits.into_iter().map(|(file, edits)| (file, edited(text(file), edits))).collect();
    Mended { texts, taken }
}

fn key(diagnostic: &Diagnostic) -> (FileId, u32, u32, &'static str, String) {
    let span = diagnostic.span;
    (span.file, span.start, span.end, diagnostic.code.code(), diagnostic.message.to_string())
}

/// Every edit stands in its text and leaves those before it alone, and those of its own fix.
fn fits(files: &Files, edits: &BTreeMap<FileId, Vec<&Edit>>, fix: &Fix) -> bool {
    let inside = |span: Span| {
        let text = files.get(span.file).map(|file| file.text.as_str());
        text.is_some_and(|text| text.get(span.start as usize..span.end as usize).is_some())
    };
    let free = |at: usize, edit: &Edit| {
        let before = edits.get(&edit.span.file).into_iter().flatten().copied();
        let own = fix.edits.iter().take(at).filter(|other| other.span.file == edit.span.file);
        inside(edit.span) && !before.chain(own).any(|other| touches(other.span, edit.span))
    };
    !fix.edits.is_empty() && fix.edits.iter().enumerate().all(|(at, edit)| free(at, edit))
}

/// Two changes of one text that share a character, or of which one is put in at the border of the other.
fn touches(a: Span, b: Span) -> bool {
    match a.is_empty() || b.is_empty() {
        true => a.start <= b.end && b.start <= a.end,
        false => a.start < b.end && b.start < a.end,
    }
}

/// The text with these changes; of two at one place the earlier one of the list comes first.
pub fn edited<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        out.push_str(text.get(at..start).unwrap_or_default());
        out.push_str(&edit.text);
        at = end.max(at);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
