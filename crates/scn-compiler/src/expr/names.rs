//! What names and fields mean.

use super::{Outer, Place, Scope, Typed, Want, optional, path};
use crate::build::{Build, SlotInfo};
use crate::codes;
use crate::flow::slots::Slots;
use crate::names::TypeName;
use crate::report::did_you_mean;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::expr::Context;
use scn_graph::{CatalogId, Expr, Field, Key, Type, Value, When};
use scn_syntax::ast::{self, ExprKind};
use std::collections::BTreeSet;

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
            _ => self.rows(span, name).unwrap_or_else(|| {
                self.unknown_name(scope, span, name, want);
                Typed::error()
            }),
        }
    }

    /// A loop name, a slot, or a field of the record at hand.
    pub(super) fn bound(&mut self, scope: &Scope, name: &str) -> Option<Typed> {
        if let Some(at) = scope.items.iter().rposition(|(item, _)| item == name) {
            let ty = scope.items.get(at).and_then(|(_, ty)| ty.clone());
            return Some(Typed { expr: Expr::Item(u16::try_from(at).unwrap_or(u16::MAX)), ty });
        }
        if let Some(around) = scope.loops.iter().rfind(|around| around.name == name) {
            return Some(Typed { expr: Expr::Slot(around.slot), ty: around.ty.clone() });
        }
        if let (Some(ty), "offered") = (&scope.offered, name) {
            return Some(Typed { expr: Expr::Context(Context::Offered), ty: ty.clone() });
        }
        if let Some(found) = scope.own.as_ref().and_then(|fields| own_field(fields, name)) {
            return Some(found);
        }
        match &scope.place {
            Place::Flow { slots, outer } => slot(scope, slots, name).or_else(|| {
                let Outer { flow, slots } = outer.as_ref()?;
                let found = slot(scope, slots, name)?;
                match found.expr {
                    Expr::Slot(slot) => Some(Typed { expr: Expr::Outer(*flow, slot), ..found }),
                    _ => None,
                }
            }),
            Place::Record(fields) => own_field(fields, name),
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

    /// The name of a catalog is the list of its rows.
    fn rows(&self, span: Span, name: &str) -> Option<Typed> {
        let Some(TypeName::Catalog(at)) = self.names.find(&self.names.types, span.file, name) else {
            return None;
        };
        let id = CatalogId(at);
        let count = self.graph.catalog(id).map(|catalog| catalog.rows.len());
        let max = count.and_then(|count| u32::try_from(count).ok());
        let ty = Type::List { of: Box::new(Type::Row(id)), min: 0, max };
        Some(Typed::new(Expr::Rows(id), ty))
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
            let diagnostic =
                Diagnostic::new(codes::E1007, span, wording!("`{name}` is not {words}", name, words));
            let known = values.iter().map(String::as_str);
            self.report.add(did_you_mean(diagnostic, span, name, known));
            return;
        }
        let diagnostic =
            Diagnostic::new(codes::E1001, span, wording!("there is no slot `{name}` here", name));
        self.report.add(self.explain_unknown(diagnostic, scope, span, name));
    }

    fn explain_unknown(&self, diagnostic: Diagnostic, scope: &Scope, span: Span, name: &str) -> Diagnostic {
        if self.names.memory_names.contains_key(name) {
            return diagnostic
                .help(wording!("what is remembered is read through the contact: `contact.{name}`", name))
                .fix(wording!("write `contact.{name}`", name), true, span, format!("contact.{name}"));
        }
        if name == "contact" {
            return diagnostic
                .help("say what of the contact: `contact.name`, `contact.phone`, or a memory field");
        }
        let mut known: Vec<&str> = scope.items.iter().map(|(name, _)| name.as_str()).collect();
        match &scope.place {
            Place::Flow { slots, outer } => {
                let around = outer.iter().flat_map(|outer| outer.slots.iter());
                let all = slots.iter().chain(around).filter(|slot| !slot.hidden());
                known.extend(all.map(|slot| slot.name.as_str()));
                known.extend(scope.loops.iter().map(|around| around.name.as_str()));
                known.extend(scope.own.iter().flat_map(|fields| fields.iter()).map(|f| f.name.as_str()));
            }
            Place::Record(fields) => known.extend(fields.iter().map(|field| field.name.as_str())),
            Place::Named => known.extend(self.slots.iter().flatten().map(|slot| slot.name.as_str())),
            Place::Outside(what) => {
                return diagnostic.help(wording!(
                    "{what} can read only the contact, the clock and the opening hours",
                    what
                ));
            }
        }
        if let Some(choice) = self.choice_with(name) {
            return diagnostic.help(wording!("`{name}` is a value of the choice `{choice}`; it can stand only where that choice is expected, such as after `is`", name, choice));
        }
        if known.is_empty() {
            return diagnostic
                .help(wording!("ask for it first: `ask {name}: text \"…\"`, or `set {name} = …`", name));
        }
        let mut seen = BTreeSet::new();
        known.retain(|name| seen.insert(*name));
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

    fn is_bound(&mut self, scope: &Scope, name: &str) -> bool {
        self.bound(scope, name).is_some()
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
        let diagnostic = Diagnostic::new(
            codes::E1006,
            name.span,
            wording!("{words} has no `{name}`", words, name = name.text),
        );
        let known: Vec<&str> = match ty {
            Type::List { .. } => vec!["count"],
            Type::Text { .. } => vec!["length"],
            _ => fields.iter().map(|(name, _)| name.as_str()).collect(),
        };
        self.report.add(did_you_mean(diagnostic, name.span, &name.text, known));
        None
    }
}

fn slot(scope: &Scope, slots: &Slots, name: &str) -> Option<Typed> {
    let id = slots.id(name)?;
    let ty = slots.get(id.index())?.ty.clone();
    let ty = ty.map(|ty| if scope.knows(name) { ty.known().clone() } else { optional(ty) });
    Some(Typed { expr: Expr::Slot(id), ty })
}

fn own_field(fields: &[Field], name: &str) -> Option<Typed> {
    let at = fields.iter().position(|field| field.name == name)?;
    let ty = fields.get(at)?.ty.clone();
    Some(Typed::new(Expr::Own(u16::try_from(at).unwrap_or(u16::MAX)), ty))
}
