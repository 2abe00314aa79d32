//! Types and their constraints.

use scn_diag::{Diagnostic, E0014, E0016, E0022, wording};

use super::{Node, Reader, Rule};
use crate::ast::*;
use crate::words::Place;

/// Lists of lists of lists: nobody speaks that way.
const MAX_LISTS: usize = 4;

impl Reader<'_> {
    pub(super) fn ty(&mut self, node: Node<'_>) -> Type {
        let whole = self.span(&node);
        let mut lists: Vec<(Option<Range>, bool, u32)> = Vec::new();
        let (mut kind, mut optional, mut constraints) = (TypeKind::Error, false, Vec::new());
        let (end, mut inner_start) = (self.end(&node), self.start(&node));
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::list_of => {
                    let start = self.start(&child);
                    let (mut range, mut list_optional) = (None, false);
                    for part in child.into_inner() {
                        match part.as_rule() {
                            Rule::range => range = Some(self.range(part)),
                            _ => list_optional = true,
                        }
                    }
                    lists.push((range, list_optional, start));
                }
                Rule::one_of => {
                    inner_start = self.start(&child);
                    let expr = self.expr_of(child);
                    let (expr, moment) = expr.map_or((None, None), moment_behind);
                    kind = expr.map_or(TypeKind::Error, |expr| TypeKind::OneOf(Box::new(expr)));
                    constraints.extend(moment);
                }
                Rule::qualified_name => {
                    inner_start = self.start(&child);
                    kind = TypeKind::Named(self.qualified_name(child));
                }
                Rule::optional_mark => optional = true,
                _ => constraints.extend(self.constraint(child)),
            }
        }
        if lists.len() > MAX_LISTS {
            let message = wording!("a list of lists may be at most {max_lists} deep", max_lists = MAX_LISTS);
            self.report(Diagnostic::new(E0014, whole, message));
            return Type { kind: TypeKind::Error, optional: false, constraints, span: whole };
        }
        let mut ty = Type { kind, optional, constraints, span: self.patch.span(inner_start, end) };
        for (range, optional, start) in lists.into_iter().rev() {
            let span = self.patch.span(start, end);
            let kind = TypeKind::List { range, of: Box::new(ty) };
            ty = Type { kind, optional, constraints: Vec::new(), span };
        }
        ty
    }

    fn constraint(&mut self, node: Node<'_>) -> Option<Constraint> {
        let span = self.span(&node);
        let rule = node.as_rule();
        let kind = match rule {
            Rule::range => ConstraintKind::Range(self.range(node)),
            Rule::in_future => ConstraintKind::InFuture,
            Rule::in_past => ConstraintKind::InPast,
            Rule::during_hours => ConstraintKind::DuringHours,
            _ => {
                let mut kind = None;
                for child in node.into_inner() {
                    match child.as_rule() {
                        Rule::bound => kind = self.up_to(&child),
                        Rule::pattern => kind = Some(ConstraintKind::Matching(self.pattern(&child))),
                        Rule::duration => kind = self.duration(&child).map(ConstraintKind::Within),
                        _ => {
                            self.disorder(&child, Place::Statements);
                        }
                    }
                }
                kind?
            }
        };
        Some(Constraint { kind, span })
    }

    fn up_to(&mut self, node: &Node<'_>) -> Option<ConstraintKind> {
        let limit = self.text(node).parse().ok();
        if limit.is_none() {
            self.report_at(
                E0016,
                node,
                wording!("`{node}` is no number of characters", node = self.text(node)),
            );
        }
        limit.map(ConstraintKind::UpTo)
    }

    fn range(&mut self, node: Node<'_>) -> Range {
        let span = self.span(&node);
        let mut bounds = node.into_inner().map(|bound| self.text(&bound).to_owned());
        let (from, to) = (bounds.next().unwrap_or_default(), bounds.next().unwrap_or_default());
        Range { from, to, span }
    }

    /// `/…/`
    pub(super) fn pattern(&mut self, node: &Node<'_>) -> Pattern {
        let span = self.span(node);
        let written = self.text(node);
        let body = written.strip_prefix('/').unwrap_or(written);
        let closed = body.strip_suffix('/');
        if closed.is_none() {
            let diagnostic = Diagnostic::new(E0022, span, "this pattern is never closed: a `/` is missing")
                .help("a pattern stands between two `/` on one line; a `/` inside it is written `\\/`")
                .fix("close it at the end of the line", false, span.after(), "/");
            self.report(diagnostic);
        }
        Pattern { source: closed.unwrap_or(body).replace("\\/", "/"), span }
    }
}

/// `one of dates in future`: the words of a constraint, though the expression before them takes `in` as its own.
fn moment_behind(expr: Expr) -> (Option<Expr>, Option<Constraint>) {
    let ExprKind::Binary { op: BinaryOp::In, op_span, left, right } = expr.kind else {
        return (Some(expr), None);
    };
    let kind = match &right.kind {
        ExprKind::Name(name) if name == "future" => ConstraintKind::InFuture,
        ExprKind::Name(name) if name == "past" => ConstraintKind::InPast,
        _ => {
            let kind = ExprKind::Binary { op: BinaryOp::In, op_span, left, right };
            return (Some(Expr { kind, span: expr.span }), None);
        }
    };
    (Some(*left), Some(Constraint { kind, span: op_span.to(right.span) }))
}
