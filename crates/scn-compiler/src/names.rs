//! What the project declares, by name. Names are unique over all files; types, flows, teams, purposes and memory are
//! namespaces of their own.

use crate::codes;
use crate::read::Trees;
use crate::report::{Report, did_you_mean};
use scn_diag::{Diagnostic, FileId, Span};
use scn_syntax::ast::{self, Declaration};
use std::collections::BTreeMap;

/// The types the language brings along.
pub(crate) const BUILT_IN: [&str; 19] = [
    "text",
    "number",
    "decimal",
    "money",
    "yes_no",
    "date",
    "time",
    "datetime",
    "duration",
    "phone",
    "email",
    "url",
    "address",
    "place",
    "image",
    "audio",
    "video",
    "document",
    "contact_card",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypeName {
    Choice(u16),
    Catalog(u16),
    Record(u16),
}

/// Name to (place in its table, where it was declared).
pub(crate) type Table<T> = BTreeMap<String, (T, Span)>;

#[derive(Default)]
pub(crate) struct Names<'t> {
    pub(crate) scenario: Option<&'t ast::Scenario>,
    pub(crate) choices: Vec<&'t ast::Choice>,
    pub(crate) catalogs: Vec<&'t ast::Catalog>,
    pub(crate) records: Vec<&'t ast::Record>,
    pub(crate) memory: Vec<&'t ast::MemoryField>,
    pub(crate) teams: Vec<&'t ast::Team>,
    pub(crate) tunnels: Vec<&'t ast::Tunnel>,
    pub(crate) escapes: Vec<&'t ast::Escape>,
    pub(crate) triggers: Vec<&'t ast::Trigger>,
    pub(crate) tests: Vec<&'t ast::Test>,
    pub(crate) types: Table<TypeName>,
    pub(crate) tunnel_names: Table<usize>,
    pub(crate) escape_names: Table<()>,
    pub(crate) team_names: Table<usize>,
    pub(crate) memory_names: Table<usize>,
    pub(crate) purpose_names: Table<()>,
    /// What `use` called a file, in the file that used it.
    modules: BTreeMap<(FileId, String), FileId>,
}

pub(crate) fn collect<'t>(trees: &'t Trees, report: &mut Report) -> Names<'t> {
    let mut names = Names::default();
    for tree in &trees.trees {
        for declaration in &tree.declarations {
            names.declare(declaration, report);
        }
    }
    for tree in &trees.trees {
        for declaration in &tree.declarations {
            if let Declaration::Use(used) = declaration {
                names.import(tree.id, used, trees, report);
            }
        }
    }
    names.check_scenario(trees, report);
    names
}

impl<'t> Names<'t> {
    fn declare(&mut self, declaration: &'t Declaration, report: &mut Report) {
        match declaration {
            Declaration::Scenario(scenario) => match self.scenario {
                None => self.scenario = Some(scenario),
                Some(first) => report.add(
                    Diagnostic::new(
                        codes::E1011,
                        scenario.name.span,
                        "a project has one `scenario`, and this is a second one",
                    )
                    .label(first.name.span, "the first one is here")
                    .help("keep one of them; other files hold only tunnels, choices and so on"),
                ),
            },
            Declaration::Choice(choice) => {
                let at = TypeName::Choice(place(self.choices.len()));
                if add(&mut self.types, report, &choice.name, at, BUILT_IN.as_slice()) {
                    self.choices.push(choice);
                }
            }
            Declaration::Catalog(catalog) => {
                let at = TypeName::Catalog(place(self.catalogs.len()));
                if add(&mut self.types, report, &catalog.name, at, BUILT_IN.as_slice()) {
                    self.catalogs.push(catalog);
                }
            }
            Declaration::Record(record) => {
                let at = TypeName::Record(place(self.records.len()));
                if add(&mut self.types, report, &record.name, at, BUILT_IN.as_slice()) {
                    self.records.push(record);
                }
            }
            Declaration::Purpose(purpose) => {
                add(&mut self.purpose_names, report, &purpose.name, (), &[]);
            }
            Declaration::Memory(memory) => {
                for field in &memory.fields {
                    let at = self.memory.len();
                    if add(&mut self.memory_names, report, &field.name, at, &["name", "phone", "language"]) {
                        self.memory.push(field);
                    }
                }
            }
            Declaration::Team(team) => {
                if add(&mut self.team_names, report, &team.name, self.teams.len(), &[]) {
                    self.teams.push(team);
                }
            }
            Declaration::Tunnel(tunnel) => self.declare_tunnel(tunnel, report),
            Declaration::Escape(escape) => {
                if self.flow_is_free(&escape.name, report) {
                    add(&mut self.escape_names, report, &escape.name, (), &[]);
                    self.escapes.push(escape);
                }
            }
            Declaration::Trigger(trigger) => self.triggers.push(trigger),
            Declaration::Test(test) => self.tests.push(test),
            _ => {}
        }
    }

    fn declare_tunnel(&mut self, tunnel: &'t ast::Tunnel, report: &mut Report) {
        if self.flow_is_free(&tunnel.name, report) {
            add(&mut self.tunnel_names, report, &tunnel.name, self.tunnels.len(), &[]);
            self.tunnels.push(tunnel);
        }
        let mut seen: Table<()> = Table::new();
        for escape in &tunnel.escapes {
            add(&mut seen, report, &escape.name, (), &[]);
        }
    }

    /// Tunnels and escapes share one namespace.
    fn flow_is_free(&self, name: &ast::Name, report: &mut Report) -> bool {
        let first = self
            .tunnel_names
            .get(&name.text)
            .map(|(_, span)| *span)
            .or_else(|| self.escape_names.get(&name.text).map(|((), span)| *span));
        first.inspect(|first| report.add(duplicate(name, *first))).is_none()
    }

    fn import(&mut self, file: FileId, used: &'t ast::Use, trees: &Trees, report: &mut Report) {
        let parts: Vec<&str> = used.path.parts.iter().map(|part| part.text.as_str()).collect();
        if parts.first() == Some(&"std") {
            report.add(
                Diagnostic::new(
                    codes::E1013,
                    used.path.span,
                    format!(
                        "`{}` is not in this version yet: the standard scenarios come later",
                        parts.join(".")
                    ),
                )
                .help("write this part in a file of your own and `use` that"),
            );
            return;
        }
        let path = format!("{}.scn", parts.join("/"));
        let Some(target) = trees.by_path.get(&path) else {
            let modules: Vec<String> = trees
                .by_path
                .iter()
                .filter(|(_, id)| **id != file)
                .filter_map(|(path, _)| path.strip_suffix(".scn").map(|path| path.replace('/', ".")))
                .collect();
            let diagnostic = Diagnostic::new(
                codes::E1012,
                used.path.span,
                format!("there is no file `{path}` in this project"),
            );
            let known = modules.iter().map(String::as_str);
            let diagnostic = did_you_mean(diagnostic, used.path.span, &parts.join("."), known);
            report.add(match &diagnostic.help {
                Some(_) => diagnostic,
                None => diagnostic
                    .help("the path begins at the project's folder: `use parts.table` is `parts/table.scn`"),
            });
            return;
        };
        let Some(name) = used.alias.as_ref().or(used.path.parts.last()) else { return };
        let taken = self.modules.insert((file, name.text.clone()), *target);
        if taken.is_some_and(|other| other != *target) {
            report.add(
                Diagnostic::new(
                    codes::E1008,
                    name.span,
                    format!("two modules are called `{}` in this file", name.text),
                )
                .help("give one of them another name: `use … as NAME`"),
            );
        }
    }

    fn check_scenario(&self, trees: &Trees, report: &mut Report) {
        if self.scenario.is_some() {
            return;
        }
        let Some((file, _)) = trees.files.iter().next() else {
            let nowhere = Span::default();
            report.add(
                Diagnostic::new(codes::E1010, nowhere, "this project is empty: it has no `.scn` file")
                    .help("start one with `scn new`, or write a file that begins with `scenario NAME { … }`"),
            );
            return;
        };
        report.add(
            Diagnostic::new(
                codes::E1010,
                Span::new(file, 0, 0),
                "this project has no `scenario` declaration",
            )
            .help("begin one of its files with `scenario NAME { language fr; timezone Europe/Zurich }`")
            .fix(
                "add a scenario",
                false,
                Span::new(file, 0, 0),
                "scenario my_scenario {\n  language en\n}\n\n",
            ),
        );
    }

    /// The file that `name` means in `file`, when it is a module there.
    pub(crate) fn module(&self, file: FileId, name: &str) -> Option<FileId> {
        self.modules.get(&(file, name.to_owned())).copied()
    }

    /// What a plain or qualified name means in a table: `order`, or `shop.order` after `use shop`.
    pub(crate) fn look_up<T: Copy>(&self, table: &Table<T>, name: &ast::QualifiedName) -> Option<T> {
        match name.parts.as_slice() {
            [only] => table.get(&only.text).map(|(at, _)| *at),
            [module, name] => {
                let file = self.module(module.span.file, &module.text)?;
                table.get(&name.text).filter(|(_, span)| span.file == file).map(|(at, _)| *at)
            }
            _ => None,
        }
    }
}

/// Adds a name to a table; says why when it cannot.
fn add<T>(
    table: &mut Table<T>,
    report: &mut Report,
    name: &ast::Name,
    value: T,
    taken_by_language: &[&str],
) -> bool {
    if taken_by_language.contains(&name.text.as_str()) {
        report.add(
            Diagnostic::new(
                codes::E1008,
                name.span,
                format!("`{}` already means something in the language", name.text),
            )
            .help("choose another name"),
        );
        return false;
    }
    if let Some((_, first)) = table.get(&name.text) {
        report.add(duplicate(name, *first));
        return false;
    }
    table.insert(name.text.clone(), (value, name.span));
    true
}

pub(crate) fn duplicate(name: &ast::Name, first: Span) -> Diagnostic {
    Diagnostic::new(codes::E1008, name.span, format!("`{}` is declared twice", name.text))
        .label(first, "the first one is here")
        .help("names are unique over the whole project: give one of them another name")
}

fn place(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
