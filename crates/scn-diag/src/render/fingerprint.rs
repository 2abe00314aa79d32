//! What stays the same of a finding from one run to the next, wherever its line has moved.

use crate::{Diagnostic, Files};
use std::collections::BTreeMap;

/// The code, the file, the words of the line and, for equal ones, which of them it is.
#[derive(Default)]
pub(super) struct Fingerprints(BTreeMap<u64, u32>);

impl Fingerprints {
    pub(super) fn of(&mut self, files: &Files, diagnostic: &Diagnostic) -> String {
        let file = files.get(diagnostic.span.file);
        let path = file.map_or("", |file| file.path.as_str());
        let line = file.map_or("", |file| file.line(file.line_column(diagnostic.span.start).line).trim());
        let key = hash([diagnostic.code.code(), path, line]);
        let seen = self.0.entry(key).or_default();
        *seen += 1;
        let again = seen.to_string();
        format!("{key:016x}{:016x}", hash([diagnostic.code.code(), path, line, &again]))
    }
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
fn hash<'s>(parts: impl IntoIterator<Item = &'s str>) -> u64 {
    let bytes = parts.into_iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
