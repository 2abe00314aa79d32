//! `scn check --fix`: the fixes of diagnostics, put into the files. Everything is tried in memory first, in rounds,
//! because what is mended lets the compiler see further; what was written meanwhile by someone else is left alone.

use crate::exit::Failure;
use crate::output::Output;
use crate::project::Project;
use crate::{files, load};
use scn_compiler::{Compiled, SourceError, Sources};
use scn_diag::{Diagnostic, Files, Fix, Tongue, fix};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Fixes that need more than these to settle are undoing one another.
const MOST_ROUNDS: usize = 5;

/// What was written, and what was not.
#[derive(Default)]
pub(super) struct Outcome {
    done: Vec<Done>,
    /// Files whose fixes made more errors of writing than there were.
    worse: BTreeSet<String>,
    /// Files that somebody else changed while they were being mended.
    changed: BTreeSet<String>,
}

struct Done {
    file: String,
    line: u32,
    title: String,
}

/// Mends the files of a project as far as fixes go: the safe ones, or all of them.
pub(super) fn run(path: &Path, even_unsafe: bool, out: &Output) -> Result<Outcome, Failure> {
    let project = Project::open(path)?;
    let mut work =
        Work { drafts: Drafts { project: &project, texts: BTreeMap::new() }, tried: BTreeSet::new() };
    let mut outcome = Outcome::default();
    let mut compiled = load::compiled(&project, &work.drafts)?;
    let before = originals(&compiled.files);
    for _ in 0..MOST_ROUNDS {
        match work.round(compiled, even_unsafe, out.tongue(), &mut outcome)? {
            Some(next) => compiled = next,
            None => break,
        }
    }
    write(&work.drafts, &before, &mut outcome)?;
    Ok(outcome)
}

/// The project with the texts as they would be.
struct Drafts<'p> {
    project: &'p Project,
    texts: BTreeMap<String, String>,
}

impl Sources for Drafts<'_> {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        self.project.list()
    }
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        match self.texts.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => self.project.read(path),
        }
    }
    fn size(&self, path: &str) -> Option<u64> {
        match self.texts.get(path) {
            Some(text) => u64::try_from(text.len()).ok(),
            None => self.project.size(path),
        }
    }
    fn data_files(&self) -> Vec<String> {
        self.project.data_files()
    }
}

struct Work<'p> {
    drafts: Drafts<'p>,
    /// File, code, fix and line of what was done already: a fix that does not help is not repeated.
    tried: BTreeSet<(String, &'static str, String, String)>,
}

impl Work<'_> {
    /// Takes what can be taken at once. `None` when nothing is left to take.
    fn round(
        &mut self,
        compiled: Compiled,
        even_unsafe: bool,
        tongue: Tongue,
        outcome: &mut Outcome,
    ) -> Result<Option<Compiled>, Failure> {
        let own = self.own(&compiled.files);
        loop {
            let may = |diagnostic: &Diagnostic, fix: &Fix| {
                (fix.safe || even_unsafe)
                    && !self.tried.contains(&attempt(&compiled.files, diagnostic, fix))
                    && fix.edits.iter().all(|edit| {
                        let path = compiled.files.get(edit.span.file).map(|file| &file.path);
                        path.is_some_and(|path| own.contains(path) && !outcome.worse.contains(path))
                    })
            };
            let mended = fix::mend(&compiled.files, &compiled.diagnostics, may);
            if mended.taken.is_empty() {
                return Ok(None);
            }
            let named = |(file, text)| Some((compiled.files.get(file)?.path.clone(), text));
            let texts: BTreeMap<String, String> = mended.texts.into_iter().filter_map(named).collect();
            let next = self.with(&texts)?;
            let worse = more_errors(&compiled, &next, texts.keys());
            if !worse.is_empty() {
                outcome.worse.extend(worse);
                continue;
            }
            for (at, chosen) in &mended.taken {
                let found = compiled.diagnostics.get(*at);
                let Some((found, fix)) = found.and_then(|it| Some((it, it.fixes.get(*chosen)?))) else {
                    continue;
                };
                self.tried.insert(attempt(&compiled.files, found, fix));
                outcome.done.extend(self.done(&compiled.files, fix, tongue));
            }
            self.drafts.texts.extend(texts);
            return Ok(Some(next));
        }
    }

    /// Files that this project has on disk as the compiler saw them: not those of the standard modules.
    fn own(&self, files: &Files) -> BTreeSet<String> {
        let same =
            |path: &str, text: &str| self.drafts.read(path).is_ok_and(|bytes| bytes == text.as_bytes());
        files
            .iter()
            .filter(|(_, file)| same(&file.path, &file.text))
            .map(|(_, file)| file.path.clone())
            .collect()
    }

    fn with(&self, texts: &BTreeMap<String, String>) -> Result<Compiled, Failure> {
        let mut all = self.drafts.texts.clone();
        all.extend(texts.clone());
        load::compiled(self.drafts.project, &Drafts { project: self.drafts.project, texts: all })
    }

    fn done(&self, files: &Files, fix: &Fix, tongue: Tongue) -> Option<Done> {
        let at = fix.edits.first()?.span;
        let file = files.get(at.file)?;
        let file_shown = self.drafts.project.shown(&file.path);
        Some(Done {
            file: file_shown,
            line: file.line_column(at.start).line,
            title: fix.title.in_tongue(tongue),
        })
    }
}

fn attempt(files: &Files, diagnostic: &Diagnostic, fix: &Fix) -> (String, &'static str, String, String) {
    let file = files.get(diagnostic.span.file);
    let line = file.map(|file| file.line(file.line_column(diagnostic.span.start).line).to_owned());
    let path = file.map(|file| file.path.clone()).unwrap_or_default();
    (path, diagnostic.code.code(), fix.title.to_string(), line.unwrap_or_default())
}

/// The files that have more errors of writing than before. Other errors may come to light by mending these.
fn more_errors<'p>(
    before: &Compiled,
    after: &Compiled,
    paths: impl Iterator<Item = &'p String>,
) -> Vec<String> {
    let count = |compiled: &Compiled, path: &str| {
        let wrong = compiled.diagnostics.iter().filter(|it| {
            let syntax = it.code.code().starts_with("E0") || it.code.code() == "E1066";
            syntax && compiled.files.get(it.span.file).is_some_and(|file| file.path == path)
        });
        wrong.count()
    };
    paths.filter(|path| count(after, path) > count(before, path)).cloned().collect()
}

fn originals(files: &Files) -> BTreeMap<String, String> {
    files.iter().map(|(_, file)| (file.path.clone(), file.text.clone())).collect()
}

/// Each file whole, unless it is no longer the one that was read.
fn write(
    drafts: &Drafts<'_>,
    before: &BTreeMap<String, String>,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let project = drafts.project;
    for (path, text) in &drafts.texts {
        let original = before.get(path).map(String::as_bytes);
        let now = project.read(path).ok();
        let shown = project.shown(path);
        if now.as_deref() != original {
            outcome.done.retain(|done| done.file != shown);
            outcome.changed.insert(shown);
        } else if now.as_deref() != Some(text.as_bytes()) {
            files::replace(&project.root().join(path), text)?;
        }
    }
    let worse = std::mem::take(&mut outcome.worse);
    outcome.worse = worse.iter().map(|path| project.shown(path)).collect();
    Ok(())
}

impl Outcome {
    /// What was done, one line each, and what was left alone.
    pub(super) fn told(&self, tongue: Tongue) -> String {
        let french = tongue == Tongue::French;
        let mut lines: Vec<String> = Vec::new();
        for Done { file, line, title } in &self.done {
            let word = if french { "corrigé " } else { "fixed" };
            lines.push(format!("{file}:{line}: {word}: {title}"));
        }
        for file in &self.worse {
            lines.push(match french {
                false => format!("{file}: left as it was: its fixes would have made more errors"),
                true => format!("{file} : laissé tel quel : ses corrections auraient causé plus d'erreurs"),
            });
        }
        for file in &self.changed {
            lines.push(match french {
                false => format!("{file}: left as it was: somebody changed it meanwhile; run again"),
                true => format!("{file} : laissé tel quel : quelqu'un l'a modifié entre-temps ; relancez"),
            });
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// A hint when what is left has fixes that nobody asked for.
pub(super) fn left(diagnostics: &[Diagnostic], even_unsafe: bool, tongue: Tongue) -> Option<String> {
    let count = diagnostics.iter().filter(|it| it.fixes.iter().any(|fix| !fix.safe)).count();
    (count > 0 && !even_unsafe).then(|| match tongue {
        Tongue::English => {
            format!("{count} more can be mended with `--fix --unsafe`; read afterwards what it wrote\n")
        }
        Tongue::French => {
            format!("`--fix --unsafe` peut en réparer {count} de plus ; relisez ensuite ce qui a été écrit\n")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_diag::{E1001, FileId, Span};
    use std::fs;

    const RIGHT: &str = "scenario shop { language en }\n\non message like \"hello\" { say \"Hello!\" }\n";

    fn with_fix(mut compiled: Compiled, text: &str) -> Compiled {
        let place = Span::new(FileId(0), 0, 0);
        compiled.diagnostics.push(Diagnostic::new(E1001, place, "a mistake").fix(
            "put it in",
            true,
            place,
            text,
        ));
        compiled
    }

    #[test]
    fn a_file_that_would_have_more_errors_stays_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("main.scn"), RIGHT).unwrap();
        let project = Project::open(home.path()).unwrap();
        let mut outcome = Outcome::default();
        let mut round = |text: &str| {
            let drafts = Drafts { project: &project, texts: BTreeMap::new() };
            let compiled = with_fix(load::compiled(&project, &drafts).unwrap(), text);
            let mut work = Work { drafts, tried: BTreeSet::new() };
            work.round(compiled, false, Tongue::English, &mut outcome).unwrap();
            work.drafts.texts
        };
        assert_eq!(round("# fine\n")["main.scn"], format!("# fine\n{RIGHT}"));
        assert!(round("tunnel {{{\n").is_empty());
        assert_eq!(outcome.done.len(), 1);
        assert!(
            outcome
                .told(Tongue::English)
                .ends_with("main.scn: left as it was: its fixes would have made more errors\n")
        );
    }

    #[test]
    fn what_somebody_else_writes_meanwhile_is_never_lost() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("main.scn");
        fs::write(&path, RIGHT).unwrap();
        let project = Project::open(home.path()).unwrap();
        let texts = BTreeMap::from([("main.scn".to_owned(), "# mended\n".to_owned())]);
        let drafts = Drafts { project: &project, texts };
        let before = BTreeMap::from([("main.scn".to_owned(), RIGHT.to_owned())]);
        fs::write(&path, "# theirs\n").unwrap();
        let mut outcome = Outcome::default();
        write(&drafts, &before, &mut outcome).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "# theirs\n");
        assert!(outcome.told(Tongue::French).contains("relancez"));
        fs::write(&path, RIGHT).unwrap();
        write(&drafts, &before, &mut outcome).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "# mended\n");
    }
}
