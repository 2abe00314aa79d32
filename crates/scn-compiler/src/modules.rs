//! `use`: other files of the project under a name, and the standard scenarios that come with the language.

use crate::codes;
use crate::read::Trees;
use crate::report::{Report, did_you_mean, some_of};
use scn_diag::{Diagnostic, FileId, Span, wording};
use scn_graph::Language;
use scn_syntax::ast::{self, Declaration};
use std::collections::BTreeMap;

macro_rules! standard {
    ($($name:literal)*) => {
        /// Every standard module: its name and its text.
        const STANDARD: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../scenarios/", $name, ".scn")))),*
        ];
    };
}

standard! { "address" "appointment" "consent" "human" "ladder" "language" "privacy" "satisfaction" }

/// The language the standard modules are written in.
pub(crate) const STANDARD_LANGUAGE: Language = Language::En;

/// The names of the standard modules, in alphabetical order: `std.NAME`.
pub fn standard_modules() -> impl Iterator<Item = &'static str> {
    STANDARD.iter().map(|(name, _)| *name)
}

pub(crate) fn standard(name: &str) -> Option<&'static str> {
    STANDARD.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The translations of all standard modules into a language other than theirs.
pub(crate) fn standard_locale(language: Language) -> Option<&'static str> {
    match language {
        Language::Fr => Some(include_str!("../../../scenarios/locales/fr.yaml")),
        Language::De => Some(include_str!("../../../scenarios/locales/de.yaml")),
        Language::It => Some(include_str!("../../../scenarios/locales/it.yaml")),
        Language::En => None,
    }
}

/// Which file is which module, and what each file calls the others.
#[derive(Default)]
pub(crate) struct Modules {
    /// What `use` called a file, in the file that used it.
    called: BTreeMap<(FileId, String), FileId>,
    /// The files of standard modules, with what their names begin with: `std.consent.`
    homes: BTreeMap<FileId, String>,
}

impl Modules {
    pub(crate) fn of(trees: &Trees) -> Modules {
        let homes = trees.modules.iter().map(|(file, name)| (*file, format!("std.{name}.")));
        Modules { called: BTreeMap::new(), homes: homes.collect() }
    }

    /// What names of this file begin with; nothing in the project's own.
    pub(crate) fn home(&self, file: FileId) -> &str {
        self.homes.get(&file).map_or("", String::as_str)
    }

    pub(crate) fn is_standard(&self, file: FileId) -> bool {
        self.homes.contains_key(&file)
    }

    /// The file that `name` means in `file`.
    pub(crate) fn called(&self, file: FileId, name: &str) -> Option<FileId> {
        self.called.get(&(file, name.to_owned())).copied()
    }

    pub(crate) fn import(&mut self, trees: &Trees, report: &mut Report) {
        for tree in &trees.trees {
            for declaration in &tree.declarations {
                if let Declaration::Use(used) = declaration {
                    self.use_file(tree.id, used, trees, report);
                }
            }
        }
    }

    fn use_file(&mut self, file: FileId, used: &ast::Use, trees: &Trees, report: &mut Report) {
        let target = match standard_name(used) {
            Some(Ok(name)) => trees.modules.iter().find(|(_, known)| *known == name).map(|(file, _)| *file),
            Some(Err(written)) => return report.add(unknown_standard(used.path.span, &written)),
            None => {
                let path = project_path(used);
                let target = trees.by_path.get(&path).copied();
                if target.is_none() {
                    report.add(unknown_file(file, used, &path, trees));
                }
                target
            }
        };
        let (Some(target), Some(name)) = (target, used.alias.as_ref().or(used.path.parts.last())) else {
            return;
        };
        let taken = self.called.insert((file, name.text.clone()), target);
        if taken.is_some_and(|other| other != target) {
            report.add(
                Diagnostic::new(
                    codes::E1008,
                    name.span,
                    wording!("two modules are called `{name}` in this file", name = name.text),
                )
                .help("give one of them another name: `use … as NAME`"),
            );
        }
    }
}

/// For `use std.NAME` the name; an error holds what was written and is no standard module.
pub(crate) fn standard_name(used: &ast::Use) -> Option<Result<&str, String>> {
    match used.path.parts.as_slice() {
        [std, rest @ ..] if std.text == "std" => Some(match rest {
            [name] if standard(&name.text).is_some() => Ok(name.text.as_str()),
            _ => Err(rest.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")),
        }),
        _ => None,
    }
}

fn unknown_standard(span: Span, written: &str) -> Diagnostic {
    let known: Vec<String> = standard_modules().map(|name| format!("std.{name}")).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let full = if written.is_empty() { "std".to_owned() } else { format!("std.{written}") };
    let diagnostic =
        Diagnostic::new(codes::E1013, span, wording!("there is no standard scenario `{full}`", full));
    let near = scn_diag::closest(&full, known.iter().copied());
    match near {
        Some(near) => did_you_mean(diagnostic, span, &full, [near]),
        None => diagnostic.help(wording!("there are: {some_of}", some_of = some_of(&known))),
    }
}

fn project_path(used: &ast::Use) -> String {
    let parts: Vec<&str> = used.path.parts.iter().map(|part| part.text.as_str()).collect();
    format!("{}.scn", parts.join("/"))
}

fn unknown_file(file: FileId, used: &ast::Use, path: &str, trees: &Trees) -> Diagnostic {
    let modules: Vec<String> = trees
        .by_path
        .iter()
        .filter(|(_, id)| **id != file)
        .filter_map(|(path, _)| path.strip_suffix(".scn").map(|path| path.replace('/', ".")))
        .collect();
    let diagnostic = Diagnostic::new(
        codes::E1012,
        used.path.span,
        wording!("there is no file `{path}` in this project", path),
    );
    if let [only] = used.path.parts.as_slice()
        && standard(&only.text).is_some()
    {
        let full = format!("std.{}", only.text);
        return did_you_mean(diagnostic, used.path.span, &full, [full.as_str()]);
    }
    let known = modules.iter().map(String::as_str);
    let diagnostic = did_you_mean(diagnostic, used.path.span, &crate::names::dotted(&used.path), known);
    match &diagnostic.help {
        Some(_) => diagnostic,
        None => {
            diagnostic.help("the path begins at the project's folder: `use parts.table` is `parts/table.scn`")
        }
    }
}
