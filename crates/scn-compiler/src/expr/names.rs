//! What names and fields mean.

use super::{Place, Scope, Typed, Want, optional, path};
use crate::build::{Build, SlotInfo};
use crate::codes;
use crate::report::did_you_mean;
use scn_diag::{Diagnostic, Span};
use scn_graph::expr::Context;
use scn_graph::{Expr, Key, MemoryId, SlotId, Type, Value, When};
use scn_syntax::ast::{self, ExprKind};

const CONTACT: [(&str, Context); 3] = [
    ("name", Context::ContactName),
    ("phone", Context::ContactPhone),
    ("language", Context::ContactLanguage),
];

impl Build<'_> {
    pub(super) fn name(&mut self, scope: &Scope, span: Span, name: &str, want: Want<'_>) -> Typed {
        if want.values_first
            && let Some(value) = want.ty.and_then(|ty| self.value_named(ty, name))
        {
            return value;
        }
        if let Some(found) = self.bound(scope, name) {
            return found;
        }
        if let Some(value) = want.ty.and_then(|ty| self.value_named(ty, name)) {
            return value;
        }
        match name {
            "now" => Typed::new(Expr::Context(Context::Now), Type::DateTime(When::default())),
            "today" => Typed::new(Expr::Context(Context::Today), Type::Date(When::default())),
            _ => {
                self.unknown_name(scope, span, name, want);
                Typed::error()
            }
        }
    }

    /// A loop name, a slot, or a field of the record at hand.
    fn bound(&mut self, scope: &Scope, name: &str) -> Option<Typed> {
        if let Some(at) = scope.items.iter().rposition(|(item, _)| item == name) {
            let ty = scope.items.get(at).and_then(|(_, ty)| ty.clone());
            return Some(Typed { expr: Expr::Item(u16::try_from(at).unwrap_or(u16::MAX)), ty });
        }
        match &scope.place {
            Place::Flow { slots, .. } => {
                let at = slots.iter().position(|slot| slot.name == name)?;
                let ty = slots.get(at)?.ty.clone();
                let ty =
                    ty.map(|ty| if scope.known.contains(name) { ty.known().clone() } else { optional(ty) });
                Some(Typed { expr: Expr::Slot(SlotId(u16::try_from(at).unwrap_or(u16::MAX))), ty })
            }
            Place::Record(fields) => {
                let at = fields.iter().position(|field| field.name == name)?;
                let ty = fields.get(at)?.ty.clone();
                Some(Typed::new(Expr::Own(u16::try_from(at).unwrap_or(u16::MAX)), ty))
            }
            Place::Named => {
                let all: Vec<&SlotInfo> =
                    self.slots.iter().flatten().filter(|slot| slot.name == name).collect();
                let first = all.first()?.ty.clone();
                let agree = all.iter().all(|slot| match (&slot.ty, &first) {
                    (Some(a), Some(b)) => crate::types::same(a, b),
                    _ => false,
                });
                let ty = first.filter(|_| agree).map(optional);
                Some(Typed { expr: Expr::Named(name.to_owned()), ty })
            }
            Place::Outside(_) => None,
        }
    }

    /// A value of a choice or a row of a catalog by its name.
    fn value_named(&self, ty: &Type, name: &str) -> Option<Typed> {
        let value = match ty.known() {
            Type::Choice(id) => {
                let values = self.choice_values.get(id.index())?;
                values.iter().any(|value| value == name).then(|| Value::Choice(*id, Key::of(name)))?
            }
            Type::Row(id) => {
                let catalog = self.graph.catalogs.get(id.index())?;
                catalog.rows.iter().any(|row| row.name == name).then(|| Value::Row(*id, Key::of(name)))?
            }
            _ => return None,
        };
        Some(Typed::new(Expr::Const(value), ty.known().clone()))
    }

    /// The names of a closed type's values.
    pub(crate) fn value_names(&self, ty: &Type) -> Option<Vec<String>> {
        match ty.known() {
            Type::Choice(id) => self.choice_values.get(id.index()).cloned(),
            Type::Row(id) => {
                let catalog =
                    self.graph.catalogs.get(id.index()).filter(|catalog| !catalog.columns.is_empty())?;
                Some(catalog.rows.iter().map(|row| row.name.clone()).collect())
            }
            _ => None,
        }
    }

    fn unknown_name(&mut self, scope: &Scope, span: Span, name: &str, want: Want<'_>) {
        if let Some(ty) = want.ty.filter(|ty| matches!(ty, Type::Choice(_) | Type::Row(_))) {
            let Some(values) = self.value_names(ty) else { return };
            let words = self.words(ty);
            let diagnostic = Diagnostic::new(codes::E1007, span, format!("`{name}` is not {words}"));
            let known = values.iter().map(String::as_str);
            self.report.add(did_you_mean(diagnostic, span, name, known));
            return;
        }
        let diagnostic = Diagnostic::new(codes::E1001, span, format!("there is no slot `{name}` here"));
        self.report.add(self.explain_unknown(diagnostic, scope, span, name));
    }

    fn explain_unknown(&self, diagnostic: Diagnostic, scope: &Scope, span: Span, name: &str) -> Diagnostic {
        if self.names.memory_names.contains_key(name) {
            return diagnostic
                .help(format!("what is remembered is read through the contact: `contact.{name}`"))
                .fix(format!("write `contact.{name}`"), true, span, format!("contact.{name}"));
        }
        if name == "contact" {
            return diagnostic
                .help("say what of the contact: `contact.name`, `contact.phone`, or a memory field");
        }
        if let Place::Flow { outer: Some(outer), .. } = &scope.place
            && let Some(slot) = outer.iter().find(|slot| slot.name == name)
        {
            return diagnostic
                .label(slot.span, "this slot belongs to the tunnel around")
                .help("an escape cannot read the slots of its tunnel in this version");
        }
        let mut known: Vec<&str> = scope.items.iter().map(|(name, _)| name.as_str()).collect();
        match &scope.place {
            Place::Flow { slots, .. } => known.extend(slots.iter().map(|slot| slot.name.as_str())),
            Place::Record(fields) => known.extend(fields.iter().map(|field| field.name.as_str())),
            Place::Named => known.extend(self.slots.iter().flatten().map(|slot| slot.name.as_str())),
            Place::Outside(what) => {
                return diagnostic
                    .help(format!("{what} can read only the contact, the clock and the opening hours"));
            }
        }
        if let Some(choice) = self.choice_with(name) {
            return diagnostic.help(format!(
                "`{name}` is a value of the choice `{choice}`; it can stand only where that choice is expected, such as after `is`"
            ));
        }
        if known.is_empty() {
            return diagnostic
                .help(format!("ask for it first: `ask {name}: text \"…\"`, or `set {name} = …`"));
        }
        did_you_mean(diagnostic, span, name, known)
    }

    fn choice_with(&self, value: &str) -> Option<String> {
        let at = self.choice_values.iter().position(|values| values.iter().any(|name| name == value))?;
        self.names.choices.get(at).map(|choice| choice.name.text.clone())
    }

    pub(super) fn field(&mut self, scope: &Scope, e: &ast::Expr, of: &ast::Expr, name: &ast::Name) -> Typed {
        if let ExprKind::Name(root) = &of.kind
            && !self.is_bound(scope, root)
            && let Some(found) = self.context(scope, root, name)
        {
            return found;
        }
        let value = self.value(scope, of, Want::ANY);
        let Some(ty) = value.ty else { return Typed::error() };
        let found = match (&ty, name.text.as_str()) {
            (Type::List { .. }, "count") => {
                Some(Typed::new(Expr::Count(Box::new(value.expr.clone())), Type::NUMBER))
            }
            (Type::Text { .. }, "length") => {
                Some(Typed::new(Expr::Length(Box::new(value.expr.clone())), Type::NUMBER))
            }
            _ => self.column(&ty, name, value.expr),
        };
        match found {
            None => Typed::error(),
            Some(found) if path(e).is_some_and(|path| scope.known.contains(&path)) => {
                Typed { ty: found.ty.map(|ty| ty.known().clone()), ..found }
            }
            Some(found) => found,
        }
    }

    fn is_bound(&self, scope: &Scope, name: &str) -> bool {
        scope.items.iter().any(|(item, _)| item == name)
            || match &scope.place {
                Place::Flow { slots, .. } => slots.iter().any(|slot| slot.name == name),
                Place::Record(fields) => fields.iter().any(|field| field.name == name),
                Place::Named => self.slots.iter().flatten().any(|slot| slot.name == name),
                Place::Outside(_) => false,
            }
    }

    fn column(&mut self, ty: &Type, name: &ast::Name, of: Expr) -> Option<Typed> {
        // a record's fields may still be on their way while records are read: their declared order is the truth
        let fields: Vec<(String, crate::build::Ty)> = match ty {
            Type::Record(id) => match self.graph.records.get(id.index()) {
                Some(record) => record.fields.iter().map(|f| (f.name.clone(), Some(f.ty.clone()))).collect(),
                None => return None,
            },
            Type::Row(id) => match self.graph.catalogs.get(id.index()) {
                Some(catalog) if !catalog.columns.is_empty() => {
                    catalog.columns.iter().map(|f| (f.name.clone(), Some(f.ty.clone()))).collect()
                }
                _ => return None,
            },
            _ => Vec::new(),
        };
        if let Some(at) = fields.iter().position(|(field, _)| *field == name.text) {
            let ty = fields.get(at).and_then(|(_, ty)| ty.clone());
            return Some(Typed {
                expr: Expr::Field(Box::new(of), u16::try_from(at).unwrap_or(u16::MAX)),
                ty,
            });
        }
        let words = self.words(ty);
        let diagnostic = Diagnostic::new(codes::E1006, name.span, format!("{words} has no `{}`", name.text));
        let known: Vec<&str> = match ty {
            Type::List { .. } => vec!["count"],
            Type::Text { .. } => vec!["length"],
            _ => fields.iter().map(|(name, _)| name.as_str()).collect(),
        };
        self.report.add(did_you_mean(diagnostic, name.span, &name.text, known));
        None
    }

    /// `contact.x`, `conversation.paused_for`, `message.text`.
    fn context(&mut self, scope: &Scope, root: &str, name: &ast::Name) -> Option<Typed> {
        match root {
            "contact" => Some(self.contact(scope, name)),
            "conversation" if name.text == "paused_for" => {
                Some(Typed::new(Expr::Context(Context::PausedFor), Type::Duration))
            }
            "message" if name.text == "text" => {
                Some(Typed::new(Expr::Context(Context::MessageText), Type::TEXT))
            }
            "conversation" | "message" => {
                let only = if root == "message" { "text" } else { "paused_for" };
                let diagnostic =
                    Diagnostic::new(codes::E1006, name.span, format!("`{root}` has no `{}`", name.text));
                self.report.add(did_you_mean(diagnostic, name.span, &name.text, [only]));
                Some(Typed::error())
            }
            _ => None,
        }
    }

    /// What the platform tells of a contact may be missing, and so may what is remembered.
    fn contact(&mut self, scope: &Scope, name: &ast::Name) -> Typed {
        let known = scope.known.contains(&format!("contact.{}", name.text));
        let wrap = |ty: Type| if known { ty } else { optional(ty) };
        if let Some((_, context)) = CONTACT.iter().find(|(word, _)| *word == name.text) {
            let ty = match context {
                Context::ContactPhone => wrap(Type::Phone),
                Context::ContactLanguage => Type::TEXT,
                _ => wrap(Type::TEXT),
            };
            return Typed::new(Expr::Context(*context), ty);
        }
        match self.memory_field(name) {
            Some(id) => {
                let ty = self.graph.memory.get(id.index()).map(|field| wrap(field.ty.known().clone()));
                Typed { expr: Expr::Memory(id), ty }
            }
            None => Typed::error(),
        }
    }

    /// A memory field by its name, or an error.
    pub(crate) fn memory_field(&mut self, name: &ast::Name) -> Option<MemoryId> {
        let at = self.names.memory_names.get(&name.text).map(|(at, _)| *at);
        if let Some(at) = at {
            // a field whose type could not be read has no place in the graph
            let text = self.names.memory.get(at).map(|field| field.name.text.clone())?;
            let place = self.graph.memory.iter().position(|field| field.name == text)?;
            return u16::try_from(place).ok().map(MemoryId);
        }
        let names = self.names.clone();
        let known =
            names.memory_names.keys().map(String::as_str).chain(CONTACT.iter().map(|(word, _)| *word));
        let diagnostic =
            Diagnostic::new(codes::E1005, name.span, format!("nothing is remembered under `{}`", name.text));
        let diagnostic = did_you_mean(diagnostic, name.span, &name.text, known);
        let diagnostic = if diagnostic.fixes.is_empty() {
            diagnostic
                .help(format!("declare it: `memory {{ {}: text for PURPOSE keep 12 months }}`", name.text))
        } else {
            diagnostic
        };
        self.report.add(diagnostic);
        None
    }

    pub(super) fn is_open(&mut self, what: &ast::Name) -> Typed {
        let context = match what.text.as_str() {
            "window" => Context::WindowIsOpen,
            "hours" => {
                if self.graph.settings.hours.is_empty() {
                    self.report.add(
                        Diagnostic::new(codes::E1025, what.span, "this scenario has no opening hours")
                            .help("declare them in `scenario`: `hours mon-fri 09:00-18:00`"),
                    );
                }
                Context::HoursIsOpen
            }
            _ => {
                let diagnostic = Diagnostic::new(
                    codes::E1001,
                    what.span,
                    format!("`{}` is nothing that is open or closed", what.text),
                );
                self.report.add(did_you_mean(diagnostic, what.span, &what.text, ["hours", "window"]));
                return Typed::error();
            }
        };
        Typed::new(Expr::Context(context), Type::YesNo)
    }
}
