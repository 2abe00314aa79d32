//! Arguments of tunnels, operations, templates: by place or by name, each checked against its parameter.

use super::Lower;
use crate::codes;
use crate::lookup::Signature;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Expr, Type};
use scn_syntax::ast;

impl<'t> Lower<'_, 't> {
    /// One per parameter; optional ones may be left out.
    pub(super) fn args(&mut self, span: Span, of: &Signature, args: &'t [ast::Arg]) -> Vec<Option<Expr>> {
        let mut given: Vec<Option<Expr>> = vec![None; of.params.len()];
        for (at, arg) in args.iter().enumerate() {
            let place = match &arg.name {
                Some(name) => of.params.iter().position(|(param, ..)| *param == name.text),
                None => Some(at).filter(|at| *at < of.params.len()),
            };
            let Some((place, (_, ty, _))) = place.and_then(|at| of.params.get(at).map(|param| (at, param)))
            else {
                if of.sound {
                    let known = of.params.iter().map(|(name, ..)| name.as_str());
                    self.b.no_such_argument(arg, &of.name, known);
                }
                continue;
            };
            let value = self.b.typed(&self.scope, &arg.value, ty.as_ref());
            match given.get_mut(place) {
                Some(slot @ None) => *slot = Some(value.expr),
                _ => self.given_twice(arg, &of.params, place),
            }
        }
        if of.sound {
            self.check_all_given(span, of, &given);
        }
        given
    }

    fn given_twice(&mut self, arg: &ast::Arg, params: &[(String, Option<Type>, Span)], place: usize) {
        let name = params.get(place).map_or("", |(name, ..)| name.as_str());
        self.b.report.add(
            Diagnostic::new(codes::E1022, arg.span, wording!("`{name}` is given twice", name))
                .help("take one of them out"),
        );
    }

    fn check_all_given(&mut self, span: Span, of: &Signature, given: &[Option<Expr>]) {
        let missing: Vec<String> = of
            .params
            .iter()
            .zip(given)
            .filter(|((_, ty, _), value)| value.is_none() && !matches!(ty, Some(Type::Optional(_)) | None))
            .map(|((name, ..), _)| format!("`{name}`"))
            .collect();
        if missing.is_empty() {
            return;
        }
        let mut diagnostic = Diagnostic::new(
            codes::E1022,
            span,
            wording!("`{of}` needs {missing}", of = of.name, missing = scn_diag::Wording::list(missing)),
        );
        if let Some((_, _, declared)) = of.params.first() {
            diagnostic = diagnostic.label(*declared, "its parameters are here");
        }
        self.b.report.add(diagnostic.help("give them in the brackets, in order or by name"));
    }
}
