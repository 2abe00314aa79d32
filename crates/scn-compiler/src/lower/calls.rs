//! `enter tunnel(args) as x`.

use super::Lower;
use crate::build::Head;
use crate::codes;
use crate::report::{did_you_mean, listed};
use scn_diag::{Diagnostic, Span};
use scn_graph::{Expr, NodeId, NodeKind, Type};
use scn_syntax::ast;

impl<'t> Lower<'_, 't> {
    pub(super) fn enter(
        &mut self,
        span: Span,
        tunnel: &'t ast::QualifiedName,
        args: &'t [ast::Arg],
        result: Option<&'t ast::Name>,
        at: NodeId,
        next: NodeId,
    ) {
        let Some(head) = self.b.tunnel_head(tunnel) else {
            self.unknown_tunnel(tunnel);
            return self.alias(at, next);
        };
        let args = self.args(span, &head, args);
        if let (Some(name), None) = (result, &head.result) {
            self.b.report.add(
                Diagnostic::new(codes::E2008, name.span, format!("`{}` gives nothing back", head.name))
                    .help(format!("say so in its header: `tunnel {}() -> TYPE {{ … }}`", head.name)),
            );
        }
        let result = result.filter(|_| head.result.is_some()).and_then(|name| self.slot_id(&name.text));
        if let Some(slot) = result {
            let reads: Vec<_> = args.iter().flatten().map(|arg| self.reads_of(arg)).collect();
            self.depends(slot, reads);
        }
        self.fill(at, NodeKind::Enter { flow: head.flow, args, result, next }, false);
    }

    fn unknown_tunnel(&mut self, tunnel: &ast::QualifiedName) {
        let names = self.b.names.clone();
        let written = tunnel.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
        let diagnostic =
            Diagnostic::new(codes::E1003, tunnel.span, format!("there is no tunnel `{written}`"));
        let diagnostic = if names.escape_names.contains_key(&written) {
            diagnostic.help(format!("`{written}` is an escape: it opens by itself when the customer asks"))
        } else {
            did_you_mean(diagnostic, tunnel.span, &written, names.tunnel_names.keys().map(String::as_str))
        };
        self.b.report.add(diagnostic);
    }

    /// One per parameter; optional ones may be left out.
    fn args(&mut self, span: Span, head: &Head, args: &'t [ast::Arg]) -> Vec<Option<Expr>> {
        let mut given: Vec<Option<Expr>> = vec![None; head.params.len()];
        for (at, arg) in args.iter().enumerate() {
            let place = match &arg.name {
                Some(name) => head.params.iter().position(|(param, ..)| *param == name.text),
                None => Some(at).filter(|at| *at < head.params.len()),
            };
            let Some((place, (_, ty, _))) = place.and_then(|at| head.params.get(at).map(|param| (at, param)))
            else {
                let known = head.params.iter().map(|(name, ..)| name.as_str());
                self.b.no_such_argument(arg, &head.name, known);
                continue;
            };
            let value = self.b.typed(&self.scope, &arg.value, ty.as_ref());
            if let Some(slot) = given.get_mut(place) {
                *slot = Some(value.expr);
            }
        }
        let missing: Vec<String> = head
            .params
            .iter()
            .zip(&given)
            .filter(|((_, ty, _), value)| value.is_none() && !matches!(ty, Some(Type::Optional(_)) | None))
            .map(|((name, ..), _)| format!("`{name}`"))
            .collect();
        if !missing.is_empty() {
            let mut diagnostic =
                Diagnostic::new(codes::E1022, span, format!("`{}` needs {}", head.name, listed(&missing)));
            if let Some((_, _, declared)) = head.params.first() {
                diagnostic = diagnostic.label(*declared, "its parameters are here");
            }
            self.b.report.add(diagnostic.help("give them in the brackets, in order or by name"));
        }
        given
    }
}
