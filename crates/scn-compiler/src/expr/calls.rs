//! Record values, `pizza_line(quantity: 2, size: large)`; `masked(x)`; `min(a, b)`.

use super::{Scope, Typed, Want};
use crate::build::Build;
use crate::codes;
use crate::names::TypeName;
use crate::report::did_you_mean;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Expr, Field, RecordId, Type};
use scn_syntax::ast;

impl Build<'_> {
    pub(super) fn call(
        &mut self,
        scope: &Scope,
        span: Span,
        name: &ast::QualifiedName,
        args: &[ast::Arg],
    ) -> Typed {
        let names = self.names.clone();
        if let Some(TypeName::Record(at)) = names.look_up(&names.types, name) {
            return self.record_value(scope, span, RecordId(at), args);
        }
        let written = crate::names::dotted(name);
        if let Some(Type::Record(id)) = self.outside_types.get(&written) {
            return self.record_value(scope, span, *id, args);
        }
        if written == "masked" {
            return self.masked(scope, span, args);
        }
        if let [part] = name.parts.as_slice()
            && super::aggregates::is_function(&written)
            && args.iter().all(|arg| arg.name.is_none())
        {
            return self.aggregate_of_args(scope, span, part, args);
        }
        let diagnostic = Diagnostic::new(
            codes::E1038,
            name.span,
            wording!("there is no function or record `{written}`", written),
        );
        let records = names.records.iter().map(|record| record.name.text.as_str());
        let known = records.chain(super::aggregates::function_names()).chain(["masked"]);
        self.report.add(did_you_mean(diagnostic, name.span, &written, known));
        Typed::error()
    }

    /// `masked(x)`: a text in which only the ends are to be seen.
    fn masked(&mut self, scope: &Scope, span: Span, args: &[ast::Arg]) -> Typed {
        let [ast::Arg { name: None, value, .. }] = args else {
            self.report.add(
                Diagnostic::new(codes::E1022, span, "`masked` takes one value")
                    .help("write what is to be hidden: `masked(contact.phone)`"),
            );
            return Typed::error();
        };
        let found = self.maybe(scope, value, Want::ANY);
        let hides = |ty: &Type| {
            matches!(
                ty.known(),
                Type::Text { .. }
                    | Type::Phone
                    | Type::Email
                    | Type::Url
                    | Type::Address
                    | Type::Number { .. }
                    | Type::Date(_)
            )
        };
        let Some(ty) = &found.ty else { return Typed::error() };
        if !hides(ty) {
            let words = self.words(ty.known());
            self.report.add(
                Diagnostic::new(
                    codes::E1016,
                    value.span,
                    wording!("this is {words}, which `masked` cannot hide", words),
                )
                .help("it hides the middle of a text, a number, a phone number, an address or a date"),
            );
            return Typed::error();
        }
        let masked = Expr::Masked(Box::new(found.expr));
        let text = Type::TEXT;
        Typed::new(masked, if matches!(ty, Type::Optional(_)) { super::optional(text) } else { text })
    }

    /// Fields with a default or a formula, and optional ones, may be left out: the engine fills them in. A list that may
    /// be empty is then empty.
    fn record_value(&mut self, scope: &Scope, span: Span, id: RecordId, args: &[ast::Arg]) -> Typed {
        let Some(record) = self.graph.records.get(id.index()).cloned() else { return Typed::error() };
        let mut given: Vec<Option<Expr>> = vec![None; record.fields.len()];
        for (at, arg) in args.iter().enumerate() {
            let place = match &arg.name {
                Some(name) => record.fields.iter().position(|field| field.name == name.text),
                None => Some(at).filter(|at| *at < record.fields.len()),
            };
            let Some((place, field)) =
                place.and_then(|place| record.fields.get(place).map(|field| (place, field)))
            else {
                self.no_such_argument(
                    arg,
                    &record.name,
                    record.fields.iter().map(|field| field.name.as_str()),
                );
                continue;
            };
            if field.formula {
                self.report.add(
                    Diagnostic::new(
                        codes::E1022,
                        arg.span,
                        wording!(
                            "`{field}` is computed from the other fields of `{record}`",
                            field = field.name,
                            record = record.name
                        ),
                    )
                    .help("leave it out"),
                );
                continue;
            }
            let value = self.typed(scope, &arg.value, Some(&field.ty));
            if let Some(slot) = given.get_mut(place) {
                *slot = Some(value.expr);
            }
        }
        self.check_all_given(span, &record.name, &record.fields, &given);
        for (field, value) in record.fields.iter().zip(&mut given) {
            if value.is_none() && may_be_empty(field) {
                *value = Some(Expr::List(Vec::new()));
            }
        }
        Typed::new(Expr::Record(id, given), Type::Record(id))
    }

    fn check_all_given(&mut self, span: Span, name: &str, fields: &[Field], given: &[Option<Expr>]) {
        let needed = |field: &Field| {
            field.value.is_none() && !matches!(field.ty, Type::Optional(_)) && !may_be_empty(field)
        };
        let missing: Vec<String> = fields
            .iter()
            .zip(given)
            .filter(|(field, value)| value.is_none() && needed(field))
            .map(|(field, _)| format!("`{}`", field.name))
            .collect();
        if !missing.is_empty() {
            self.report.add(Diagnostic::new(
                codes::E1022,
                span,
                wording!("this `{name}` lacks {missing}", name, missing = scn_diag::Wording::list(missing)),
            ));
        }
    }

    pub(crate) fn no_such_argument<'a>(
        &mut self,
        arg: &ast::Arg,
        of: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        match &arg.name {
            Some(name) => {
                let diagnostic = Diagnostic::new(
                    codes::E1022,
                    name.span,
                    wording!("`{of}` has no `{name}`", of, name = name.text),
                );
                self.report.add(did_you_mean(diagnostic, name.span, &name.text, known));
            }
            None => {
                let known: Vec<&str> = known.into_iter().collect();
                let help: scn_diag::Wording = match known.is_empty() {
                    true => "it takes nothing: leave the brackets empty".into(),
                    false => wording!("it takes: {known}", known = crate::report::some_of(&known)),
                };
                let message = wording!("this is more than `{of}` takes", of);
                self.report.add(Diagnostic::new(codes::E1022, arg.span, message).help(help));
            }
        }
    }
}

/// A list without a smallest length and without words of its own: nothing is in it until something is put there.
fn may_be_empty(field: &Field) -> bool {
    field.value.is_none() && matches!(field.ty, Type::List { min: 0, .. })
}
