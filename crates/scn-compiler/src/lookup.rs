//! What a name written in a statement means, or an error in words: operations, events, templates, purposes, teams,
//! knowledge. One place for all passes.

use crate::build::{Build, Ty};
use crate::codes;
use crate::names::{Names, Table, dotted};
use crate::report::did_you_mean;
use scn_diag::{Code, Diagnostic, FileId, Span, wording};
use scn_graph::{EventId, OperationId, PurposeId, TeamId, TemplateId};
use scn_syntax::ast;

/// What an operation, an event or a template takes and gives back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signature {
    /// As a designer calls it: `shop.order`.
    pub(crate) name: String,
    /// Name, type, place.
    pub(crate) params: Vec<(String, Ty, Span)>,
    /// Outer `None`: it gives nothing back.
    pub(crate) result: Option<Ty>,
    /// False when it could not be read: nothing more is said about its arguments.
    pub(crate) sound: bool,
}

/// One kind of declared things, for messages.
struct Kind {
    code: Code,
    /// "operation"
    word: &'static str,
    /// How one is declared.
    declare: fn(&str) -> String,
}

const OPERATION: Kind = Kind {
    code: codes::E1044,
    word: "operation",
    declare: |_| {
        "operations are declared in a connector: `connector shop { base env SHOP_URL; post order(…) -> receipt at \"/orders\" }`, and called `shop.order`".to_owned()
    },
};
const EVENT: Kind = Kind {
    code: codes::E1045,
    word: "event",
    declare: |_| {
        "events are declared in a connector: `connector shop { event shipped(number: text) }`, and called `shop.shipped`".to_owned()
    },
};
const TEMPLATE: Kind = Kind {
    code: codes::E1046,
    word: "template",
    declare: |name| format!("declare it: `template {name} utility (…) {{ language en \"…\" }}`"),
};
const PURPOSE: Kind = Kind {
    code: codes::E1033,
    word: "purpose",
    declare: |name| format!("declare it: `purpose {name} {{ basis contract }}`"),
};
const TEAM: Kind =
    Kind { code: codes::E1004, word: "team", declare: |name| format!("declare it: `team {name} \"…\"`") };

impl Names<'_> {
    pub(crate) fn operation(&self, name: &ast::QualifiedName) -> Option<OperationId> {
        id(self.look_up(&self.operation_names, name)).map(OperationId)
    }

    pub(crate) fn event(&self, name: &ast::QualifiedName) -> Option<EventId> {
        id(self.look_up(&self.event_names, name)).map(EventId)
    }

    /// By the name of the project, or by the one WhatsApp knows, which recorded tests have.
    pub(crate) fn template(&self, name: &ast::QualifiedName) -> Option<TemplateId> {
        let written = dotted(name);
        let sent = |(full, _): &(&String, _)| crate::templates::whatsapp_name(full) == written;
        let found = self.look_up(&self.template_names, name);
        id(found.or_else(|| self.template_names.iter().find(sent).map(|(_, (at, _))| *at))).map(TemplateId)
    }

    /// Purposes belong to the whole project, whatever file they stand in.
    pub(crate) fn purpose(&self, name: &str) -> Option<PurposeId> {
        id(self.purpose_names.get(name).map(|(at, _)| *at)).map(PurposeId)
    }

    pub(crate) fn team(&self, name: &ast::Name) -> Option<TeamId> {
        id(self.find(&self.team_names, name.span.file, &name.text)).map(TeamId)
    }
}

fn id(at: Option<usize>) -> Option<u16> {
    at.and_then(|at| u16::try_from(at).ok())
}

impl Build<'_> {
    /// The operation of a name and what it takes, or an error.
    pub(crate) fn operation(&mut self, name: &ast::QualifiedName) -> Option<(OperationId, Signature)> {
        let names = self.names.clone();
        match names.operation(name) {
            Some(id) => Some((id, self.operations.get(id.index()).cloned().unwrap_or_default())),
            None => {
                self.unknown(&OPERATION, name.span, &dotted(name), &names.operation_names);
                None
            }
        }
    }

    /// The event of a name and what it carries, or an error.
    pub(crate) fn event(&mut self, name: &ast::QualifiedName) -> Option<(EventId, Signature)> {
        let names = self.names.clone();
        match names.event(name) {
            Some(id) => Some((id, self.events.get(id.index()).cloned().unwrap_or_default())),
            None => {
                self.unknown(&EVENT, name.span, &dotted(name), &names.event_names);
                None
            }
        }
    }

    /// The WhatsApp template of a name and what it takes, or an error.
    pub(crate) fn message_template(&mut self, name: &ast::QualifiedName) -> Option<(TemplateId, Signature)> {
        let names = self.names.clone();
        match names.template(name) {
            Some(id) => Some((id, self.templates.get(id.index()).cloned().unwrap_or_default())),
            None => {
                self.unknown(&TEMPLATE, name.span, &dotted(name), &names.template_names);
                None
            }
        }
    }

    pub(crate) fn purpose(&mut self, name: &ast::Name) -> Option<PurposeId> {
        let names = self.names.clone();
        let found = names.purpose(&name.text);
        if found.is_none() {
            self.unknown(&PURPOSE, name.span, &name.text, &names.purpose_names);
        }
        found
    }

    pub(crate) fn team(&mut self, name: &ast::Name) -> Option<TeamId> {
        let names = self.names.clone();
        let found = names.team(name);
        if found.is_none() {
            self.unknown(&TEAM, name.span, &name.text, &names.team_names);
        }
        found
    }

    fn unknown(&mut self, kind: &Kind, span: Span, written: &str, table: &Table<usize>) {
        let diagnostic = Diagnostic::new(
            kind.code,
            span,
            wording!("there is no {kind} `{written}`", kind = kind.word, written),
        );
        let known = table.keys().map(String::as_str);
        let diagnostic = did_you_mean(diagnostic, span, written, known);
        let help = match &diagnostic.help {
            Some(_) => None,
            None => Some(self.not_used(span.file, written).unwrap_or_else(|| (kind.declare)(written))),
        };
        self.report.add(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    /// For `std.consent.ask` where no file uses `std.consent`.
    pub(crate) fn not_used(&self, file: FileId, written: &str) -> Option<String> {
        let mut parts = written.split('.');
        let first = parts.next()?;
        let module = if first == "std" { parts.next()? } else { first };
        let known = crate::modules::standard(module).is_some();
        let used = first == "std" || self.names.modules.called(file, first).is_some();
        (known && parts.next().is_some() && (first == "std" || !used))
            .then(|| format!("add `use std.{module}` at the top of this file"))
    }
}
