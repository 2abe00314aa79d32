//! Mending a text before it is read again, without losing the places of the original.

use scn_diag::{Diagnostic, Edit, FileId, Span};

/// What is wrong, and the change of the text after which the rest can be read.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) diagnostic: Diagnostic,
    pub(crate) repair: Vec<Edit>,
}

impl From<Diagnostic> for Problem {
    fn from(diagnostic: Diagnostic) -> Self {
        Problem { diagnostic, repair: Vec::new() }
    }
}

impl Problem {
    /// The safe or unsafe fix with these edits, which are also the repair.
    pub(crate) fn mended(
        diagnostic: Diagnostic,
        title: impl Into<scn_diag::Wording>,
        safe: bool,
        edits: Vec<Edit>,
    ) -> Self {
        let mut diagnostic = diagnostic;
        diagnostic.fixes.push(scn_diag::Fix { title: title.into(), safe, edits: edits.clone() });
        Problem { diagnostic, repair: edits }
    }
}

/// A run of bytes of the mended text: kept from the original, or put in at a place of it.
#[derive(Clone, Copy, Debug)]
struct Segment {
    mended: u32,
    original: u32,
    kept: bool,
}

/// A text with edits applied, and the way back to the places of the original.
#[derive(Clone, Debug)]
pub(crate) struct Patch {
    /// Nothing as long as there are no edits.
    text: Option<String>,
    file: FileId,
    edits: Vec<Edit>,
    segments: Vec<Segment>,
    /// Tells the same place for everything, so that two trees compare without their places.
    blind: bool,
}

impl Patch {
    /// The original with no edits.
    pub(crate) fn new(file: FileId) -> Self {
        Patch { text: None, file, edits: Vec::new(), segments: Vec::new(), blind: false }
    }

    /// No edits, and no places.
    pub(crate) fn blind() -> Self {
        Patch { blind: true, ..Patch::new(FileId::default()) }
    }

    /// The mended text.
    pub(crate) fn text<'t>(&'t self, original: &'t str) -> &'t str {
        self.text.as_deref().unwrap_or(original)
    }

    /// The original with these edits too; places are those of the original. Edits that overlap earlier ones are left out.
    pub(crate) fn with(&self, original: &str, more: impl IntoIterator<Item = Edit>) -> Self {
        let mut edits = self.edits.clone();
        edits.extend(more);
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let mut patch = Patch::new(self.file);
        let mut text = String::with_capacity(original.len());
        let mut done = 0;
        for edit in edits {
            let overlaps = edit.span.start < done;
            let Some(kept) = original.get(done as usize..edit.span.start as usize).filter(|_| !overlaps)
            else {
                continue;
            };
            patch.push(&mut text, kept, done, true);
            patch.push(&mut text, &edit.text, edit.span.start, false);
            done = edit.span.end;
            patch.edits.push(edit);
        }
        let rest = original.get(done as usize..).unwrap_or("");
        patch.push(&mut text, rest, done, true);
        patch.segments.push(Segment {
            mended: text.len() as u32,
            original: original.len() as u32,
            kept: true,
        });
        patch.text = Some(text);
        patch
    }

    fn push(&mut self, text: &mut String, more: &str, original: u32, kept: bool) {
        if !more.is_empty() {
            self.segments.push(Segment { mended: text.len() as u32, original, kept });
            text.push_str(more);
        }
    }

    /// How many edits it holds.
    pub(crate) fn len(&self) -> usize {
        self.edits.len()
    }

    /// The place in the original of a place in the mended text.
    pub(crate) fn back(&self, mended: u32) -> u32 {
        let found = self.segments.partition_point(|segment| segment.mended <= mended);
        match found.checked_sub(1).and_then(|at| self.segments.get(at)) {
            Some(segment) if segment.kept => segment.original + (mended - segment.mended),
            Some(segment) => segment.original,
            None => mended,
        }
    }

    /// The span in the original of a range of the mended text.
    pub(crate) fn span(&self, start: u32, end: u32) -> Span {
        if self.blind {
            return Span::default();
        }
        let from = self.back(start);
        Span::new(self.file, from, self.back(end).max(from))
    }
}
