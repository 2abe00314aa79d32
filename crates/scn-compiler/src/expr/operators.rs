//! Arithmetic, comparison and logic.

use super::{Scope, Typed, Want, learn};
use crate::build::Build;
use crate::codes;
use crate::types::{bare, fits};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::expr::Op;
use scn_graph::{Expr, Type};
use scn_syntax::ast::{self, BinaryOp};

impl Build<'_> {
    pub(super) fn binary(
        &mut self,
        scope: &Scope,
        span: Span,
        op: BinaryOp,
        op_span: Span,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Typed {
        match op {
            BinaryOp::And | BinaryOp::Or => self.logic(scope, op, left, right),
            BinaryOp::Is | BinaryOp::IsNot => self.equality(scope, span, op, left, right),
            BinaryOp::In => self.membership(scope, left, right),
            _ => self.arithmetic(scope, op, op_span, left, right),
        }
    }

    fn logic(&mut self, scope: &Scope, op: BinaryOp, left: &ast::Expr, right: &ast::Expr) -> Typed {
        let first = self.condition(scope, left);
        // the right side is only looked at when the left one decided nothing
        let mut inner = scope.clone();
        learn(left, op == BinaryOp::And, &mut inner.known);
        let second = self.condition(&inner, right);
        Typed::new(join(graph_op(op), first.expr, second.expr), Type::YesNo)
    }

    fn equality(
        &mut self,
        scope: &Scope,
        span: Span,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Typed {
        let a = self.value(scope, left, Want::ANY);
        // What is wrong with the left side is said already; a name on the right can only be told by it.
        if a.ty.is_none() && matches!(right.kind, ast::ExprKind::Name(_)) {
            return Typed::new(join(graph_op(op), a.expr, crate::build::nothing()), Type::YesNo);
        }
        let b = self.value(scope, right, Want::value_of(a.ty.as_ref()));
        if let (Some(x), Some(y)) = (&a.ty, &b.ty)
            && !fits(x, y)
            && !fits(y, x)
        {
            self.never_equal(span, right, x, y);
        }
        Typed::new(join(graph_op(op), a.expr, b.expr), Type::YesNo)
    }

    fn never_equal(&mut self, span: Span, right: &ast::Expr, x: &Type, y: &Type) {
        if two_currencies(x, y) {
            return self.two_currencies(span, x, y);
        }
        let (a, b) = (self.words(x), self.words(y));
        let mut diagnostic =
            Diagnostic::new(codes::E1017, span, wording!("{a} and {b} can never be the same", a, b));
        if let Some(values) = self.value_names(x) {
            let known: Vec<&str> = values.iter().map(String::as_str).collect();
            diagnostic = diagnostic.help(wording!(
                "write the name of a value, without quotes: {known}",
                known = crate::report::some_of(&known)
            ));
            let written = self.files.slice(right.span).trim_matches('"').to_owned();
            if let Some(near) = scn_diag::closest(&written, known) {
                diagnostic = diagnostic.fix(wording!("write `{near}`", near), false, right.span, near);
            }
        }
        self.report.add(diagnostic);
    }

    fn membership(&mut self, scope: &Scope, left: &ast::Expr, right: &ast::Expr) -> Typed {
        let a = self.value(scope, left, Want::ANY);
        let wanted = a.ty.as_ref().map(|ty| Type::List { of: Box::new(bare(ty)), min: 0, max: None });
        let b = self.value(scope, right, Want::value_of(wanted.as_ref()));
        if let (Some(want), Some(found)) = (&wanted, &b.ty)
            && !fits(found, want)
            && !fits(want, found)
        {
            let words = (self.words(want), self.words(found));
            self.report.add(
                Diagnostic::new(
                    codes::E1016,
                    right.span,
                    wording!(
                        "this is {words}, but {words_2} is needed here",
                        words = words.1,
                        words_2 = words.0
                    ),
                )
                .help("write a list: `x in [a, b]`"),
            );
        }
        Typed::new(join(Op::In, a.expr, b.expr), Type::YesNo)
    }

    fn arithmetic(
        &mut self,
        scope: &Scope,
        op: BinaryOp,
        op_span: Span,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Typed {
        let a = self.value(scope, left, Want::ANY);
        let b = self.value(scope, right, Want::ANY);
        let (Some(x), Some(y)) = (&a.ty, &b.ty) else { return Typed::error() };
        let (x, y) = (bare(x), bare(y));
        match result(op, &x, &y) {
            Some(ty) => Typed::new(join(graph_op(op), a.expr, b.expr), ty),
            None if two_currencies(&x, &y) => {
                self.two_currencies(op_span, &x, &y);
                Typed::error()
            }
            None => {
                let words = (self.words(&x), self.words(&y));
                let diagnostic = Diagnostic::new(
                    codes::E1017,
                    op_span,
                    wording!(
                        "`{files}` does not go with {words} and {words_2}",
                        files = self.files.slice(op_span),
                        words = words.0,
                        words_2 = words.1
                    ),
                )
                .label(left.span, words.0)
                .label(right.span, words.1);
                self.report.add(diagnostic.help(remedy(op, &x, &y)));
                Typed::error()
            }
        }
    }

    pub(super) fn two_currencies(&mut self, span: Span, x: &Type, y: &Type) {
        let words = (self.words(x), self.words(y));
        self.report.add(
            Diagnostic::new(
                codes::E1018,
                span,
                wording!("{words} and {words_2} do not go together", words = words.0, words_2 = words.1),
            )
            .help("amounts must be in one currency; there is no exchange rate here"),
        );
    }

    pub(super) fn negate(&mut self, scope: &Scope, inner: &ast::Expr, want: Want<'_>) -> Typed {
        let found = self.value(scope, inner, want);
        match &found.ty {
            None => Typed::error(),
            Some(Type::Number { .. } | Type::Decimal { .. } | Type::Money { .. }) => {
                let ty = found.ty.as_ref().map(bare);
                Typed { expr: Expr::Negate(Box::new(found.expr)), ty }
            }
            Some(other) => {
                let words = self.words(other);
                self.report.add(Diagnostic::new(
                    codes::E1016,
                    inner.span,
                    wording!("this is {words}, but `-` needs a number or an amount", words),
                ));
                Typed::error()
            }
        }
    }
}

pub(super) fn two_currencies(x: &Type, y: &Type) -> bool {
    matches!((x, y), (Type::Money { currency: Some(a) }, Type::Money { currency: Some(b) }) if a != b)
}

fn join(op: Op, left: Expr, right: Expr) -> Expr {
    Expr::Binary(op, Box::new(left), Box::new(right))
}

fn graph_op(op: BinaryOp) -> Op {
    match op {
        BinaryOp::Add => Op::Add,
        BinaryOp::Subtract => Op::Subtract,
        BinaryOp::Multiply => Op::Multiply,
        BinaryOp::Divide => Op::Divide,
        BinaryOp::Less => Op::Less,
        BinaryOp::LessEqual => Op::LessEqual,
        BinaryOp::Greater => Op::Greater,
        BinaryOp::GreaterEqual => Op::GreaterEqual,
        BinaryOp::Is => Op::Is,
        BinaryOp::IsNot => Op::IsNot,
        BinaryOp::And => Op::And,
        BinaryOp::Or | BinaryOp::Default => Op::Or,
        BinaryOp::In => Op::In,
    }
}

/// The type of `x op y`, or nothing when it makes no sense.
/// What to write instead of an operation that cannot be.
fn remedy(op: BinaryOp, x: &Type, y: &Type) -> &'static str {
    let either = |is: fn(&Type) -> bool| is(x) || is(y);
    let is_text = |ty: &Type| matches!(ty, Type::Text { .. });
    let compares = !matches!(op, BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide);
    match compares {
        _ if either(|ty| matches!(ty, Type::Money { .. })) && either(numeric) => {
            "an amount has its currency: `100 CHF`"
        }
        true if either(|ty| matches!(ty, Type::Date(_) | Type::DateTime(_))) => {
            "a day is written `2026-12-24`, without quotation marks; `today` and `now` can be compared too"
        }
        true if either(|ty| matches!(ty, Type::Time(_))) => {
            "a time of day is written `18:30`, without quotation marks"
        }
        true => "numbers, amounts, durations, days and times are compared with their like",
        false if either(is_text) => "texts are put together with holes: `\"{a} {b}\"`",
        false => "numbers, amounts and durations can be reckoned with; a date takes a duration",
    }
}

fn result(op: BinaryOp, x: &Type, y: &Type) -> Option<Type> {
    match op {
        BinaryOp::Add => add(x, y).or_else(|| add(y, x)),
        BinaryOp::Subtract => subtract(x, y),
        BinaryOp::Multiply => multiply(x, y).or_else(|| multiply(y, x)),
        BinaryOp::Divide => divide(x, y),
        BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
            ordered(x, y).then_some(Type::YesNo)
        }
        _ => None,
    }
}

const DECIMAL: Type = Type::Decimal { min: None, max: None };

fn numeric(ty: &Type) -> bool {
    matches!(ty, Type::Number { .. } | Type::Decimal { .. })
}

fn sum_of_amounts(x: &Type, y: &Type) -> Option<Type> {
    match (x, y) {
        (Type::Number { .. }, Type::Number { .. }) => Some(Type::NUMBER),
        (x, y) if numeric(x) && numeric(y) => Some(DECIMAL),
        (Type::Money { currency: a }, Type::Money { currency: b }) if fits(x, y) => {
            Some(Type::Money { currency: a.or(*b) })
        }
        (Type::Duration, Type::Duration) => Some(Type::Duration),
        _ => None,
    }
}

fn add(x: &Type, y: &Type) -> Option<Type> {
    match (x, y) {
        (Type::Date(_) | Type::DateTime(_) | Type::Time(_), Type::Duration) => Some(x.clone()),
        _ => sum_of_amounts(x, y),
    }
}

fn subtract(x: &Type, y: &Type) -> Option<Type> {
    match (x, y) {
        (Type::Date(_) | Type::DateTime(_) | Type::Time(_), Type::Duration) => Some(x.clone()),
        (Type::Date(_), Type::Date(_)) | (Type::DateTime(_), Type::DateTime(_)) => Some(Type::Duration),
        _ => sum_of_amounts(x, y),
    }
}

fn multiply(x: &Type, y: &Type) -> Option<Type> {
    match (x, y) {
        (Type::Money { .. }, y) if numeric(y) => Some(x.clone()),
        (Type::Duration, Type::Number { .. }) => Some(Type::Duration),
        (x, y) if numeric(x) && numeric(y) => sum_of_amounts(x, y),
        _ => None,
    }
}

fn divide(x: &Type, y: &Type) -> Option<Type> {
    match (x, y) {
        (Type::Money { .. }, y) if numeric(y) => Some(x.clone()),
        (Type::Money { .. }, Type::Money { .. }) if fits(x, y) => Some(DECIMAL),
        (x, y) if numeric(x) && numeric(y) => Some(DECIMAL),
        _ => None,
    }
}

fn ordered(x: &Type, y: &Type) -> bool {
    match (x, y) {
        (Type::Date(_), Type::Date(_))
        | (Type::Time(_), Type::Time(_))
        | (Type::DateTime(_), Type::DateTime(_)) => true,
        _ => sum_of_amounts(x, y).is_some(),
    }
}
