//! Expressions with as few brackets as they need, and types.

use super::Printer;
use crate::ast::*;

/// How tight `not` holds what follows.
const NOT: u8 = 3;
const MINUS: u8 = 9;
/// A name, a literal, or what is in brackets of its own.
const ATOM: u8 = 10;

impl Printer {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number(number) => self.word(number),
            ExprKind::Money { amount, currency } => self.word(&format!("{amount} {currency}")),
            ExprKind::Duration(duration) => self.duration(duration),
            ExprKind::Time(minutes) => self.clock(*minutes),
            ExprKind::Date { year, month, day } => self.word(&format!("{year:04}-{month:02}-{day:02}")),
            ExprKind::DateTime { year, month, day, minutes } => {
                self.word(&format!("{year:04}-{month:02}-{day:02} "));
                self.clock(*minutes);
            }
            ExprKind::Text(text) => self.short_text(text),
            ExprKind::YesNo(yes) => self.word(if *yes { "yes" } else { "no" }),
            ExprKind::Name(name) => self.word(name),
            ExprKind::Field { of, name } => {
                self.postfixed(of);
                self.word(".");
                self.name(name);
            }
            ExprKind::Index { of, at } => {
                self.postfixed(of);
                self.word("[");
                self.expr(at);
                self.word("]");
            }
            ExprKind::Call { name, args } => {
                self.path(name);
                self.word("(");
                self.listed(args, Self::arg);
                self.word(")");
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::List(items) => {
                self.word("[");
                self.listed(items, Self::expr);
                self.word("]");
            }
            ExprKind::Not(of) => {
                self.word("not ");
                self.operand(of, strength(of) < NOT);
            }
            ExprKind::Negate(of) => {
                self.word("-");
                self.operand(of, strength(of) < ATOM);
            }
            ExprKind::Binary { op, left, right, .. } => self.binary(*op, left, right),
            ExprKind::IsKnown { of, known } => {
                self.operand(of, strength(of) < binary_strength(BinaryOp::Is));
                self.word(if *known { " is known" } else { " is unknown" });
            }
            ExprKind::IsOpen { what } => {
                self.name(what);
                self.word(" is open");
            }
            ExprKind::Error => {}
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        let own = binary_strength(op);
        self.operand(left, strength(left) < own);
        self.word(sign(op));
        // Two signs in a row would be hard to read.
        let negative = matches!(right.kind, ExprKind::Negate(_));
        self.operand(right, strength(right) <= own || negative);
    }

    fn operand(&mut self, expr: &Expr, brackets: bool) {
        if brackets {
            self.word("(");
        }
        self.expr(expr);
        if brackets {
            self.word(")");
        }
    }

    /// What a `.` or `[` may follow.
    fn postfixed(&mut self, of: &Expr) {
        let plain = matches!(
            of.kind,
            ExprKind::Name(_)
                | ExprKind::Field { .. }
                | ExprKind::Index { .. }
                | ExprKind::Call { .. }
                | ExprKind::Aggregate(_)
                | ExprKind::List(_)
                | ExprKind::Text(_)
        );
        self.operand(of, !plain);
    }

    pub(super) fn args(&mut self, args: &[Arg]) {
        if !args.is_empty() {
            self.word("(");
            self.listed(args, Self::arg);
            self.word(")");
        }
    }

    fn arg(&mut self, arg: &Arg) {
        if let Some(name) = &arg.name {
            self.name(name);
            self.word(": ");
        }
        self.expr(&arg.value);
    }

    fn aggregate(&mut self, aggregate: &Aggregate) {
        let list = aggregate.function.text == "list";
        if !list {
            self.name(&aggregate.function);
        }
        self.word(if list { "[" } else { "(" });
        self.expr(&aggregate.value);
        self.and("for", aggregate.variable.as_ref(), Self::name);
        self.and("in", aggregate.list.as_ref(), Self::expr);
        self.and("if", aggregate.condition.as_ref(), Self::expr);
        self.word(if list { "]" } else { ")" });
    }

    pub(super) fn duration(&mut self, duration: &Duration) {
        let unit = match duration.unit {
            DurationUnit::Seconds => "second",
            DurationUnit::Minutes => "minute",
            DurationUnit::Hours => "hour",
            DurationUnit::Days => "day",
            DurationUnit::Weeks => "week",
            DurationUnit::Months => "month",
            DurationUnit::Years => "year",
        };
        let many = if duration.amount == 1 { "" } else { "s" };
        self.word(&format!("{} {unit}{many}", duration.amount));
    }

    pub(super) fn clock(&mut self, minutes: u16) {
        self.word(&format!("{:02}:{:02}", minutes / 60, minutes % 60));
    }

    pub(super) fn ty(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Named(name) => self.path(name),
            TypeKind::OneOf(expr) => self.with("one of", expr.as_ref(), Self::expr),
            TypeKind::List { range, of } => {
                self.word(if ty.optional { "list? " } else { "list " });
                if let Some(range) = range {
                    self.range(range);
                    self.word(" ");
                }
                self.with("of", of.as_ref(), Self::ty);
            }
            TypeKind::Error => {}
        }
        if ty.optional && !matches!(ty.kind, TypeKind::List { .. }) {
            self.word("?");
        }
        for constraint in &ty.constraints {
            self.word(" ");
            self.constraint(&constraint.kind);
        }
    }

    fn range(&mut self, range: &Range) {
        self.word(&format!("{}..{}", range.from, range.to));
    }

    fn constraint(&mut self, constraint: &ConstraintKind) {
        match constraint {
            ConstraintKind::Range(range) => self.range(range),
            ConstraintKind::UpTo(chars) => self.word(&format!("up to {chars} chars")),
            ConstraintKind::Matching(pattern) => self.with("matching", pattern, Self::pattern),
            ConstraintKind::InFuture => self.word("in future"),
            ConstraintKind::InPast => self.word("in past"),
            ConstraintKind::Within(duration) => self.with("within", duration, Self::duration),
            ConstraintKind::DuringHours => self.word("during hours"),
        }
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern) {
        self.word(&format!("/{}/", pattern.source.replace('/', "\\/")));
    }
}

fn strength(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Binary { op, .. } => binary_strength(*op),
        ExprKind::IsKnown { .. } | ExprKind::IsOpen { .. } => binary_strength(BinaryOp::Is),
        ExprKind::Not(_) => NOT,
        ExprKind::Negate(_) => MINUS,
        _ => ATOM,
    }
}

fn binary_strength(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => 1,
        BinaryOp::And => 2,
        BinaryOp::Add | BinaryOp::Subtract => 5,
        BinaryOp::Multiply | BinaryOp::Divide => 6,
        BinaryOp::Default => 8,
        _ => 4,
    }
}

fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => " + ",
        BinaryOp::Subtract => " - ",
        BinaryOp::Multiply => " * ",
        BinaryOp::Divide => " / ",
        BinaryOp::Less => " < ",
        BinaryOp::LessEqual => " <= ",
        BinaryOp::Greater => " > ",
        BinaryOp::GreaterEqual => " >= ",
        BinaryOp::Is => " is ",
        BinaryOp::IsNot => " is not ",
        BinaryOp::And => " and ",
        BinaryOp::Or => " or ",
        BinaryOp::In => " in ",
        BinaryOp::Default => " default ",
    }
}
