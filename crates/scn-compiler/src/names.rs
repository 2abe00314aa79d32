//! What the project declares, by name. Names are unique over all files of the project, and in each standard module;
//! types, flows, teams, connectors, templates, purposes and memory are namespaces of their own.

use crate::codes;
use crate::modules::Modules;
use crate::read::Trees;
use crate::report::Report;
use scn_diag::{Diagnostic, FileId, Span, wording};
use scn_syntax::ast::{self, Declaration, Setting};
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
    pub(crate) purposes: Vec<&'t ast::Purpose>,
    pub(crate) memory: Vec<&'t ast::MemoryField>,
    pub(crate) teams: Vec<&'t ast::Team>,
    pub(crate) connectors: Vec<&'t ast::Connector>,
    pub(crate) templates: Vec<&'t ast::Template>,
    pub(crate) tunnels: Vec<&'t ast::Tunnel>,
    pub(crate) escapes: Vec<&'t ast::Escape>,
    pub(crate) triggers: Vec<&'t ast::Trigger>,
    pub(crate) tests: Vec<&'t ast::Test>,
    /// The project's ladder first, then those of the modules it uses: the first that has a part gives it.
    pub(crate) ladders: Vec<&'t ast::Ladder>,
    /// For every call that has no branch of its own.
    pub(crate) failed: Option<&'t ast::Block>,
    pub(crate) too_late: Option<&'t ast::Block>,
    pub(crate) types: Table<TypeName>,
    pub(crate) tunnel_names: Table<usize>,
    pub(crate) escape_names: Table<()>,
    pub(crate) team_names: Table<usize>,
    pub(crate) memory_names: Table<usize>,
    pub(crate) purpose_names: Table<usize>,
    pub(crate) connector_names: Table<usize>,
    /// `shop.order`
    pub(crate) operation_names: Table<usize>,
    /// `shop.shipped`
    pub(crate) event_names: Table<usize>,
    pub(crate) template_names: Table<usize>,
    pub(crate) modules: Modules,
}

/// `tests_of`: the standard module that is compiled for itself. Only then are its tests and entries there: in a
/// project that uses it, the project says what opens a tunnel.
pub(crate) fn collect<'t>(trees: &'t Trees, tests_of: Option<&str>, report: &mut Report) -> Names<'t> {
    let mut names = Names { modules: Modules::of(trees), ..Names::default() };
    for tree in &trees.trees {
        let module = trees.modules.get(&tree.id).map(String::as_str);
        let own = module.is_none() || module == tests_of;
        for declaration in &tree.declarations {
            if own || !matches!(declaration, Declaration::Test(_) | Declaration::Trigger(_)) {
                names.declare(declaration, report);
            }
        }
    }
    names.modules.import(trees, report);
    names.check_scenario(trees, report);
    names
}

impl<'t> Names<'t> {
    fn declare(&mut self, declaration: &'t Declaration, report: &mut Report) {
        match declaration {
            Declaration::Scenario(scenario) => self.declare_scenario(scenario, report),
            Declaration::Choice(choice) => {
                let at = TypeName::Choice(place(self.choices.len()));
                if self.add_type(&choice.name, at, report) {
                    self.choices.push(choice);
                }
            }
            Declaration::Catalog(catalog) => {
                let at = TypeName::Catalog(place(self.catalogs.len()));
                if self.add_type(&catalog.name, at, report) {
                    self.catalogs.push(catalog);
                }
            }
            Declaration::Record(record) => {
                let at = TypeName::Record(place(self.records.len()));
                if self.add_type(&record.name, at, report) {
                    self.records.push(record);
                }
            }
            Declaration::Purpose(purpose) => self.declare_purpose(purpose, report),
            Declaration::Memory(memory) => {
                memory.fields.iter().for_each(|field| self.declare_memory(field, report));
            }
            Declaration::Team(team) => {
                let name = self.full_name(&team.name);
                if add(&mut self.team_names, report, &team.name, &name, self.teams.len(), &[]) {
                    self.teams.push(team);
                }
            }
            Declaration::Connector(connector) => self.declare_connector(connector, report),
            Declaration::Template(template) => {
                let name = self.full_name(&template.name);
                if add(&mut self.template_names, report, &template.name, &name, self.templates.len(), &[]) {
                    self.templates.push(template);
                }
            }
            Declaration::Tunnel(tunnel) => self.declare_tunnel(tunnel, report),
            Declaration::Escape(escape) => self.declare_escape(escape, report),
            Declaration::Ladder(ladder) => self.declare_ladder(ladder, report),
            Declaration::Trigger(trigger) => self.triggers.push(trigger),
            Declaration::Test(test) => self.tests.push(test),
            _ => {}
        }
    }

    fn declare_scenario(&mut self, scenario: &'t ast::Scenario, report: &mut Report) {
        if let Some(first) = self.scenario {
            report.add(
                Diagnostic::new(
                    codes::E1011,
                    scenario.name.span,
                    "a project has one `scenario`, and this is a second one",
                )
                .label(first.name.span, "the first one is here")
                .help("keep one of them; other files hold only tunnels, choices and so on"),
            );
            return;
        }
        self.scenario = Some(scenario);
        for setting in &scenario.settings {
            match setting {
                Setting::Failed(block) => self.failed = Some(block),
                Setting::TooLate(block) => self.too_late = Some(block),
                _ => {}
            }
        }
    }

    fn add_type(&mut self, name: &ast::Name, at: TypeName, report: &mut Report) -> bool {
        let full = self.full_name(name);
        add(&mut self.types, report, name, &full, at, BUILT_IN.as_slice())
    }

    /// Purposes and memory are about the contact, so they belong to the whole project: what a standard module brings
    /// is the project's own where the project declares it.
    fn declare_purpose(&mut self, purpose: &'t ast::Purpose, report: &mut Report) {
        let name = &purpose.name;
        if !self.is_brought_twice(&self.purpose_names, name)
            && add(&mut self.purpose_names, report, name, &name.text, self.purposes.len(), &["everything"])
        {
            self.purposes.push(purpose);
        }
    }

    fn declare_memory(&mut self, field: &'t ast::MemoryField, report: &mut Report) {
        let name = &field.name;
        if let Some((_, better)) = BUILT_IN_MEMORY.iter().find(|(taken, _)| *taken == name.text) {
            report.add(built_in_memory(name, better));
        } else if !self.is_brought_twice(&self.memory_names, name)
            && add(&mut self.memory_names, report, name, &name.text, self.memory.len(), &["everything"])
        {
            self.memory.push(field);
        }
    }

    fn is_brought_twice(&self, table: &Table<usize>, name: &ast::Name) -> bool {
        self.modules.is_standard(name.span.file) && table.contains_key(&name.text)
    }

    fn declare_connector(&mut self, connector: &'t ast::Connector, report: &mut Report) {
        let full = self.full_name(&connector.name);
        if !add(&mut self.connector_names, report, &connector.name, &full, self.connectors.len(), &[]) {
            return;
        }
        self.connectors.push(connector);
        let operations = connector.uses.iter().chain(connector.operations.iter().map(|of| &of.name));
        for name in operations {
            let at = self.operation_names.len();
            add(&mut self.operation_names, report, name, &format!("{full}.{}", name.text), at, &[]);
        }
        for event in &connector.events {
            let at = self.event_names.len();
            let name = format!("{full}.{}", event.name.text);
            add(&mut self.event_names, report, &event.name, &name, at, &[]);
        }
    }

    fn declare_ladder(&mut self, ladder: &'t ast::Ladder, report: &mut Report) {
        let own = |ladder: &&&ast::Ladder| !self.modules.is_standard(ladder.span.file);
        match self.ladders.iter().find(own) {
            Some(first) if !self.modules.is_standard(ladder.span.file) => report.add(
                Diagnostic::new(
                    codes::E1008,
                    ladder.span,
                    "a project has one `ladder`, and this is a second one",
                )
                .label(first.span, "the first one is here")
                .help("keep one of them, or put this one into the tunnel it is meant for"),
            ),
            _ => self.ladders.push(ladder),
        }
    }

    fn declare_tunnel(&mut self, tunnel: &'t ast::Tunnel, report: &mut Report) {
        if self.flow_is_free(&tunnel.name, report) {
            let name = self.full_name(&tunnel.name);
            add(&mut self.tunnel_names, report, &tunnel.name, &name, self.tunnels.len(), &[]);
            self.tunnels.push(tunnel);
        }
        let mut seen: Table<()> = Table::new();
        for escape in &tunnel.escapes {
            add(&mut seen, report, &escape.name, &escape.name.text, (), &[]);
        }
    }

    fn declare_escape(&mut self, escape: &'t ast::Escape, report: &mut Report) {
        if self.flow_is_free(&escape.name, report) {
            let name = self.full_name(&escape.name);
            add(&mut self.escape_names, report, &escape.name, &name, (), &[]);
            self.escapes.push(escape);
        }
    }

    /// Tunnels and escapes share one namespace.
    fn flow_is_free(&self, name: &ast::Name, report: &mut Report) -> bool {
        let full = self.full_name(name);
        let first = self
            .tunnel_names
            .get(&full)
            .map(|(_, span)| *span)
            .or_else(|| self.escape_names.get(&full).map(|((), span)| *span));
        first.inspect(|first| report.add(duplicate(name, *first))).is_none()
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

    /// A name with its module before it: `std.consent.ask`. In the project's own files, the name itself.
    pub(crate) fn full_name(&self, name: &ast::Name) -> String {
        format!("{}{}", self.modules.home(name.span.file), name.text)
    }

    /// What a plain or qualified name means in a table: `order`, `shop.order`, or `parts.order` after `use parts`.
    /// Inside a standard module its own names come first.
    pub(crate) fn look_up<T: Copy>(&self, table: &Table<T>, name: &ast::QualifiedName) -> Option<T> {
        let written = dotted(name);
        if let Some(found) = self.find(table, name.span.file, &written) {
            return Some(found);
        }
        let (module, rest) = written.split_once('.')?;
        let file = self.modules.called(name.span.file, module)?;
        let full = format!("{}{rest}", self.modules.home(file));
        table.get(&full).filter(|(_, span)| span.file == file).map(|(at, _)| *at)
    }

    /// The same for one word written in a file.
    pub(crate) fn find<T: Copy>(&self, table: &Table<T>, file: FileId, name: &str) -> Option<T> {
        let home = self.modules.home(file);
        let own = (!home.is_empty()).then(|| table.get(&format!("{home}{name}"))).flatten();
        own.or_else(|| table.get(name)).map(|(at, _)| *at)
    }
}

/// `shop.order`
pub(crate) fn dotted(name: &ast::QualifiedName) -> String {
    name.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}

/// Adds a name to a table; says why when it cannot.
fn add<T>(
    table: &mut Table<T>,
    report: &mut Report,
    name: &ast::Name,
    full: &str,
    value: T,
    taken_by_language: &[&str],
) -> bool {
    if taken_by_language.contains(&name.text.as_str()) {
        report.add(
            Diagnostic::new(
                codes::E1008,
                name.span,
                wording!("`{name}` already means something in the language", name = name.text),
            )
            .help("choose another name"),
        );
        return false;
    }
    if let Some((_, first)) = table.get(full) {
        report.add(duplicate(name, *first));
        return false;
    }
    table.insert(full.to_owned(), (value, name.span));
    true
}

/// What every contact has without any `memory`, and a name for what a project means by the same word.
pub(crate) const BUILT_IN_MEMORY: [(&str, &str); 4] =
    [("name", "full_name"), ("phone", "second_phone"), ("language", "spoken_language"), ("data", "details")];

fn built_in_memory(name: &ast::Name, better: &str) -> Diagnostic {
    let name_text = &name.text;
    Diagnostic::new(
        codes::E1008,
        name.span,
        wording!("`contact.{name_text}` is built in: it is known without any `memory`", name_text),
    )
    .help(wording!("leave this field out and use `contact.{name_text}`, or remember another one under a name such as `{better}`", name_text, better))
}

pub(crate) fn duplicate(name: &ast::Name, first: Span) -> Diagnostic {
    Diagnostic::new(codes::E1008, name.span, wording!("`{name}` is declared twice", name = name.text))
        .label(first, "the first one is here")
        .help("give one of them another name")
}

fn place(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
