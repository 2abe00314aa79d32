//! Record values: `pizza_line(quantity: 2, size: large)`. There are no other calls in this version.

use super::{Scope, Typed};
use crate::build::Build;
use crate::codes;
use crate::names::TypeName;
use crate::report::{did_you_mean, listed};
use scn_diag::{Diagnostic, Span};
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
        let written = name.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
        if written == "masked" {
            self.not_yet(name.span, "`masked( )`");
            return Typed::error();
        }
        let diagnostic =
            Diagnostic::new(codes::E1038, name.span, format!("there is no function or record `{written}`"));
        let records = names.records.iter().map(|record| record.name.text.as_str());
        let known = records.chain(super::aggregates::function_names());
        self.report.add(did_you_mean(diagnostic, name.span, &written, known));
        Typed::error()
    }

    /// Fields with a default or a formula, and optional ones, may be left out: the engine fills them in.
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
                        format!("`{}` is computed from the other fields of `{}`", field.name, record.name),
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
        Typed::new(Expr::Record(id, given), Type::Record(id))
    }

    fn check_all_given(&mut self, span: Span, name: &str, fields: &[Field], given: &[Option<Expr>]) {
        let needed = |field: &Field| field.value.is_none() && !matches!(field.ty, Type::Optional(_));
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
                format!("this `{name}` lacks {}", listed(&missing)),
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
                let diagnostic =
                    Diagnostic::new(codes::E1022, name.span, format!("`{of}` has no `{}`", name.text));
                self.report.add(did_you_mean(diagnostic, name.span, &name.text, known));
            }
            None => self.report.add(
                Diagnostic::new(codes::E1022, arg.span, format!("this is more than `{of}` takes")).help(
                    format!("it takes: {}", crate::report::some_of(&known.into_iter().collect::<Vec<_>>())),
                ),
            ),
        }
    }
}
