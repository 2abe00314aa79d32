//! `scn test --bless`: the test files say what the bot said.

use crate::exit::Failure;
use crate::output::Output;
use crate::{files, load};
use scn_diag::{Edit, FileId, Fix};
use std::collections::BTreeMap;
use std::path::Path;

/// Rewrites the failing tests of a project as far as the bot can be believed.
pub(super) fn bless(path: &Path, filter: Option<&str>, quiet: bool, out: &Output) -> Result<(), Failure> {
    let (graph, loaded) = load::must_compile(path, out)?;
    let scenario = load::scenario(graph)?;
    let mut changes: BTreeMap<FileId, (usize, Vec<Edit>)> = BTreeMap::new();
    for test in loaded.tests.iter().filter(|test| super::wanted(&test.title, filter)) {
        let Some(file) = loaded.files.get(test.place.file) else { continue };
        if let Some(Fix { edits, .. }) = scn_testing::bless(&scenario, test, &file.text) {
            let (tests, all) = changes.entry(test.place.file).or_default();
            *tests += 1;
            all.extend(edits);
        }
    }
    for (file, (tests, edits)) in changes {
        let Some(file) = loaded.files.get(file) else { continue };
        let text = scn_diag::fix::edited(&file.text, &edits);
        files::replace(Path::new(&file.path), &tidy(&file.text, text))?;
        if !quiet {
            let tests = if tests == 1 { "1 test".to_owned() } else { format!("{tests} tests") };
            out.print(&format!("recorded what the bot said in {tests} of {}\n", file.path))?;
        }
    }
    Ok(())
}

/// A file that had the one look keeps it.
fn tidy(before: &str, after: String) -> String {
    let had = scn_syntax::format(before).is_ok_and(|formatted| formatted == before);
    if had { scn_syntax::format(&after).unwrap_or(after) } else { after }
}
