use scn_diag::Span;
use scn_syntax::ast::*;

use super::Draw;

const AGGREGATES: &[&str] = &["sum", "count", "min", "max", "any", "all", "first", "last"];

impl Draw<'_> {
    pub(super) fn expr(&mut self) -> Expr {
        let kind = if self.is_deep() { self.leaf() } else { self.deeper(Self::expr_kind) };
        Expr { kind, span: Span::default() }
    }

    fn boxed(&mut self) -> Box<Expr> {
        Box::new(self.expr())
    }

    fn leaf(&mut self) -> ExprKind {
        match self.pick(8) {
            0 => ExprKind::Name(self.name().text),
            1 => ExprKind::Number(self.one(&["0", "2", "2.50", "0007"]).to_owned()),
            2 => self.money(),
            3 => ExprKind::Duration(self.duration()),
            4 => ExprKind::Time(self.clock()),
            5 => ExprKind::Date { year: self.one(&[2026, 1, 9999]), month: 2, day: self.one(&[1, 28]) },
            6 => ExprKind::DateTime { year: 2026, month: 12, day: 24, minutes: self.clock() },
            _ => ExprKind::YesNo(self.yes()),
        }
    }

    pub(super) fn money(&mut self) -> ExprKind {
        let amount = self.one(&["1", "12.50"]).to_owned();
        ExprKind::Money { amount, currency: self.one(&["CHF", "EUR"]).to_owned() }
    }

    fn expr_kind(&mut self) -> ExprKind {
        match self.pick(16) {
            0..=3 => self.leaf(),
            4 if self.texts <= scn_syntax::token::MAX_TEXTS => ExprKind::Text(self.text()),
            4 | 5 => ExprKind::Field { of: self.boxed(), name: self.name() },
            6 => ExprKind::Index { of: self.boxed(), at: self.boxed() },
            7 => ExprKind::Call { name: self.path(), args: self.args() },
            8 => ExprKind::Aggregate(Box::new(self.aggregate())),
            9 => ExprKind::List(self.many(0, 3, Self::expr)),
            10 => ExprKind::Not(self.boxed()),
            11 => ExprKind::Negate(self.boxed()),
            12 => ExprKind::IsKnown { of: self.boxed(), known: self.yes() },
            13 => ExprKind::IsOpen { what: self.name_of(&["window", "hours"]) },
            _ => self.binary(),
        }
    }

    fn binary(&mut self) -> ExprKind {
        use BinaryOp::*;
        let op = self.one(&[
            Add,
            Subtract,
            Multiply,
            Divide,
            Less,
            LessEqual,
            Greater,
            GreaterEqual,
            Is,
            IsNot,
            And,
            Or,
            In,
            Default,
        ]);
        ExprKind::Binary { op, op_span: Span::default(), left: self.boxed(), right: self.boxed() }
    }

    fn aggregate(&mut self) -> Aggregate {
        if self.yes() {
            let (variable, list, condition) = (None, None, None);
            return Aggregate {
                function: self.name_of(AGGREGATES),
                value: self.expr(),
                variable,
                list,
                condition,
            };
        }
        Aggregate {
            function: if self.yes() { self.name_of(&["list"]) } else { self.name_of(AGGREGATES) },
            value: self.expr(),
            variable: Some(self.name()),
            list: Some(self.expr()),
            condition: self.maybe(Self::expr),
        }
    }

    pub(super) fn args(&mut self) -> Vec<Arg> {
        self.many(0, 3, |draw| Arg {
            name: draw.maybe(Self::name),
            value: draw.expr(),
            span: Span::default(),
        })
    }

    pub(super) fn ty(&mut self) -> Type {
        self.list_type(0)
    }

    fn list_type(&mut self, lists: usize) -> Type {
        let span = Span::default();
        let constraints = Vec::new();
        match self.pick(4) {
            0 | 1 => self.plain_type(),
            2 if lists < 4 => {
                let range = self.maybe(Self::range);
                let optional = self.yes();
                let kind = TypeKind::List { range, of: Box::new(self.list_type(lists + 1)) };
                Type { kind, optional, constraints, span }
            }
            // An expression reads on, so nothing may come after it that could belong to it.
            _ => {
                let of = Expr { kind: ExprKind::Name(self.name().text), span };
                Type { kind: TypeKind::OneOf(Box::new(of)), optional: false, constraints, span }
            }
        }
    }

    /// A type that other words may follow.
    pub(super) fn plain_type(&mut self) -> Type {
        Type {
            kind: TypeKind::Named(self.path()),
            optional: self.yes(),
            constraints: self
                .many(0, 2, |draw| Constraint { kind: draw.constraint(), span: Span::default() }),
            span: Span::default(),
        }
    }

    fn range(&mut self) -> Range {
        let from = self.one(&["1", "0", "-5", "0.5"]).to_owned();
        Range { from, to: self.one(&["8", "20", "-1"]).to_owned(), span: Span::default() }
    }

    fn constraint(&mut self) -> ConstraintKind {
        match self.pick(7) {
            0 => ConstraintKind::Range(self.range()),
            1 => ConstraintKind::UpTo(self.count()),
            2 => ConstraintKind::Matching(self.pattern()),
            3 => ConstraintKind::InFuture,
            4 => ConstraintKind::InPast,
            5 => ConstraintKind::Within(self.duration()),
            _ => ConstraintKind::DuringHours,
        }
    }

    pub(super) fn pattern(&mut self) -> Pattern {
        let source = self.one(&["a", "[A-Z]{2}\\d{4}", "a/b\"#}", "é|\\\\", "x, /y", " "]).to_owned();
        Pattern { source, span: Span::default() }
    }
}
