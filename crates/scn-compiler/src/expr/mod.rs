//! Expressions: checked and turned into expressions of the graph in one go.

mod aggregates;
mod calls;
mod context;
mod known;
mod literals;
mod names;
mod operators;
pub(crate) mod visit;

pub(crate) use known::Known;
pub(crate) use literals::{constant, day_of, span_of};

use crate::build::{Build, Ty, nothing};
use crate::codes;
use crate::flow::slots::Slots;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Expr, Field, FlowId, SlotId, Type};
use scn_syntax::ast::{self, BinaryOp, ExprKind};
use std::rc::Rc;

/// Where an expression stands: what bare names mean there.
#[derive(Clone)]
pub(crate) enum Place {
    /// No slots at all; the words say why ("a condition of an escape").
    Outside(&'static str),
    Flow {
        slots: Rc<Slots>,
        outer: Option<Outer>,
    },
    /// In a record's label or formula: the fields that may be read.
    Record(Rc<Vec<Field>>),
    /// In a test, or where the flow that asks is not known yet: slots by name.
    Named,
}

/// The tunnel around an escape: the escape reads its slots.
#[derive(Clone)]
pub(crate) struct Outer {
    pub(crate) flow: FlowId,
    pub(crate) slots: Rc<Slots>,
}

/// The variable of a `for` statement and the slot that holds it.
#[derive(Clone)]
pub(crate) struct Loop {
    pub(crate) name: String,
    pub(crate) slot: SlotId,
    pub(crate) ty: Ty,
}

#[derive(Clone)]
pub(crate) struct Scope {
    pub(crate) place: Place,
    pub(crate) known: Known,
    /// The `for` names of texts and sums around, outermost first.
    pub(crate) items: Vec<(String, Ty)>,
    /// The `for` statements around.
    pub(crate) loops: Vec<Loop>,
    /// The fields of the record that is being asked for.
    pub(crate) own: Option<Rc<Vec<Field>>>,
    /// In the text of an `offer`: what is proposed.
    pub(crate) offered: Option<Ty>,
    /// Unknown values are no error here: tests, and statements that nothing reaches.
    pub(crate) lenient: bool,
    /// Every slot counts as known, for places that are checked later.
    pub(crate) sure: bool,
}

impl Scope {
    pub(crate) fn new(place: Place) -> Scope {
        let lenient = matches!(place, Place::Named);
        Scope {
            place,
            known: Known::default(),
            items: Vec::new(),
            loops: Vec::new(),
            own: None,
            offered: None,
            lenient,
            sure: false,
        }
    }

    pub(crate) fn knows(&self, slot: &str) -> bool {
        self.sure || self.known.contains(slot)
    }
}

/// An expression of the graph and its type.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    pub(crate) expr: Expr,
    pub(crate) ty: Ty,
}

impl Typed {
    pub(crate) fn new(expr: Expr, ty: Type) -> Typed {
        Typed { expr, ty: Some(ty) }
    }
    /// Not understood, and already reported.
    pub(crate) fn error() -> Typed {
        Typed { expr: nothing(), ty: None }
    }
}

/// What is expected of an expression: lets bare names be values of a choice or rows of a catalog.
#[derive(Clone, Copy, Default)]
pub(crate) struct Want<'w> {
    pub(crate) ty: Option<&'w Type>,
    /// After `is`, `in`, `match`: a bare name is a value first.
    pub(crate) values_first: bool,
}

impl<'w> Want<'w> {
    pub(crate) const ANY: Want<'static> = Want { ty: None, values_first: false };
    pub(crate) fn of(ty: Option<&'w Type>) -> Want<'w> {
        Want { ty: ty.map(Type::known), values_first: false }
    }
    pub(crate) fn value_of(ty: Option<&'w Type>) -> Want<'w> {
        Want { ty: ty.map(Type::known), values_first: true }
    }
}

impl Build<'_> {
    /// An expression that must be known and of this type.
    pub(crate) fn typed(&mut self, scope: &Scope, e: &ast::Expr, want: Option<&Type>) -> Typed {
        let optional = matches!(want, Some(Type::Optional(_)));
        let found = self.maybe(scope, e, Want::of(want));
        let found = if optional { found } else { self.known(scope, e, found) };
        match (&found.ty, want) {
            // told as a slot of two types
            (Some(_), Some(_)) if self.report.has(codes::E1020, e.span) => Typed::error(),
            (Some(ty), Some(want)) if !crate::types::fits(ty, want) => {
                let (found, want) = (self.words(ty), self.words(want.known()));
                self.report.add(Diagnostic::new(
                    codes::E1016,
                    e.span,
                    wording!("this is {found}, but {want} is needed here", found, want),
                ));
                Typed::error()
            }
            _ => found,
        }
    }

    /// A condition: yes or no.
    pub(crate) fn condition(&mut self, scope: &Scope, e: &ast::Expr) -> Typed {
        let found = self.maybe(scope, e, Want::ANY);
        match &found.ty {
            // that it may be unknown is then no matter
            Some(ty) if *ty.known() != Type::YesNo => {
                let words = self.words(ty.known());
                self.report.add(
                    Diagnostic::new(
                        codes::E1016,
                        e.span,
                        wording!("this is {words}, but a condition must be a yes or no", words),
                    )
                    .help("compare it with something (`x is …`, `x > 3`), or ask `x is known`"),
                );
                Typed::error()
            }
            _ => self.known(scope, e, found),
        }
    }

    /// An expression that must be known.
    pub(crate) fn value(&mut self, scope: &Scope, e: &ast::Expr, want: Want<'_>) -> Typed {
        let found = self.maybe(scope, e, want);
        self.known(scope, e, found)
    }

    fn known(&mut self, scope: &Scope, e: &ast::Expr, found: Typed) -> Typed {
        let Some(Type::Optional(inner)) = found.ty else { return found };
        if !scope.lenient {
            self.may_be_unknown(scope, e);
        }
        Typed { expr: found.expr, ty: Some(*inner) }
    }

    fn may_be_unknown(&mut self, scope: &Scope, e: &ast::Expr) {
        let written = self.files.slice(e.span).to_owned();
        let mut diagnostic =
            Diagnostic::new(codes::E1019, e.span, wording!("`{written}` may be unknown here", written));
        if let (ExprKind::Name(name), Place::Flow { slots, .. }) = (&e.kind, &scope.place)
            && let Some(slot) = slots.iter().find(|slot| slot.name == *name)
            && !matches!(slot.ty, Some(Type::Optional(_)))
        {
            diagnostic = diagnostic
                .label(slot.span, "it is asked or set here, but not on every way that leads to this place");
        }
        self.report.add(diagnostic.help(wording!("three ways out: `when {written} is known {{ … }}` around it; `{written} default …` for a value to use instead; in a text, an optional piece `[… {{{written}}} …]`", written)));
    }

    /// An expression that may be unknown: its type is then optional.
    pub(crate) fn maybe(&mut self, scope: &Scope, e: &ast::Expr, want: Want<'_>) -> Typed {
        match &e.kind {
            ExprKind::Name(name) => self.name(scope, e.span, name, want),
            ExprKind::Field { of, name } => self.field(scope, e, of, name),
            ExprKind::Index { of, at } => self.index(scope, of, at),
            ExprKind::Call { name, args } => self.call(scope, e.span, name, args),
            ExprKind::Aggregate(aggregate) => self.aggregate(scope, e.span, aggregate),
            ExprKind::List(items) => self.list(scope, items, want),
            ExprKind::Not(inner) => {
                let inner = self.condition(scope, inner);
                Typed::new(Expr::Not(Box::new(inner.expr)), Type::YesNo)
            }
            ExprKind::Negate(inner) => self.negate(scope, inner, want),
            ExprKind::Binary { op: BinaryOp::Default, left, right, .. } => {
                self.default(scope, left, right, want)
            }
            ExprKind::Binary { op: op @ (BinaryOp::Is | BinaryOp::IsNot), left, right, .. }
                if let Some(team) = self.team_that_is_open(scope, left, right) =>
            {
                match op {
                    BinaryOp::Is => team,
                    _ => Typed::new(Expr::Not(Box::new(team.expr)), Type::YesNo),
                }
            }
            ExprKind::Binary { op, op_span, left, right } => {
                self.binary(scope, e.span, *op, *op_span, left, right)
            }
            ExprKind::IsKnown { of, known } => {
                let inner = self.maybe(scope, of, Want::ANY);
                let is = Expr::IsKnown(Box::new(inner.expr));
                Typed::new(if *known { is } else { Expr::Not(Box::new(is)) }, Type::YesNo)
            }
            ExprKind::IsOpen { what } => self.is_open(what),
            ExprKind::Error => Typed::error(),
            _ => self.written_value(scope, e, want),
        }
    }

    fn default(&mut self, scope: &Scope, left: &ast::Expr, right: &ast::Expr, want: Want<'_>) -> Typed {
        let left = self.maybe(scope, left, want);
        let known = left.ty.as_ref().map(|ty| ty.known().clone());
        // the value to use instead may be unknown as well: `a default b default c`
        let wanted = known.clone().map(optional);
        let right = self.typed(scope, right, wanted.as_ref());
        let expr = Expr::Default(Box::new(left.expr), Box::new(right.expr));
        let ty = match (known, &right.ty) {
            (Some(known), Some(Type::Optional(_))) => Some(optional(known)),
            (known, _) => known.or(right.ty),
        };
        Typed { expr, ty }
    }

    fn list(&mut self, scope: &Scope, items: &[ast::Expr], want: Want<'_>) -> Typed {
        let mut of = match want.ty {
            Some(Type::List { of, .. }) => Some(of.as_ref().clone()),
            _ => None,
        };
        let mut exprs = Vec::new();
        for item in items {
            let found = match &of {
                Some(ty) => {
                    let found = self.value(
                        scope,
                        item,
                        Want { ty: Some(ty.known()), values_first: want.values_first },
                    );
                    self.item_fits(item.span, &found, ty)
                }
                None => self.value(scope, item, Want::ANY),
            };
            of = of.or_else(|| found.ty.clone());
            exprs.push(found.expr);
        }
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        match of {
            Some(of) => {
                let ty = Type::List { of: Box::new(crate::types::bare(&of)), min: count, max: Some(count) };
                Typed::new(Expr::List(exprs), ty)
            }
            None => Typed { expr: Expr::List(exprs), ty: None },
        }
    }

    fn item_fits(&mut self, span: Span, found: &Typed, want: &Type) -> Typed {
        if let Some(ty) = &found.ty
            && !crate::types::fits(ty, want)
        {
            let (found, want) = (self.words(ty), self.words(want));
            self.report.add(Diagnostic::new(
                codes::E1016,
                span,
                wording!(
                    "this is {found}, but the list holds something else (each item {want})",
                    found,
                    want
                ),
            ));
            return Typed::error();
        }
        found.clone()
    }

    fn index(&mut self, scope: &Scope, of: &ast::Expr, at: &ast::Expr) -> Typed {
        let list = self.value(scope, of, Want::ANY);
        let at_typed = self.typed(scope, at, Some(&Type::NUMBER));
        let expr = Expr::Index(Box::new(list.expr), Box::new(at_typed.expr.clone()));
        match list.ty {
            None => Typed::error(),
            Some(Type::List { of, min, .. }) => {
                let sure = matches!(&at_typed.expr, Expr::Const(scn_graph::Value::Number(n)) if (0..i64::from(min)).contains(n));
                let ty = of.as_ref().clone();
                Typed::new(expr, if sure { ty } else { optional(ty) })
            }
            Some(other) => {
                let words = self.words(&other);
                self.report.add(
                    Diagnostic::new(
                        codes::E1016,
                        of.span,
                        wording!("this is {words}, but `[ ]` picks from a list", words),
                    )
                    .help("`[0]` is the first item of a list"),
                );
                Typed::error()
            }
        }
    }
}

/// `T` to `T?`, once.
pub(crate) fn optional(ty: Type) -> Type {
    match ty {
        Type::Optional(_) => ty,
        ty => Type::Optional(Box::new(ty)),
    }
}

/// `x`, `contact.address`, `line.pizza` as a name to remember what is known of it.
pub(crate) fn path(e: &ast::Expr) -> Option<String> {
    match &e.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Field { of, name } => Some(format!("{}.{}", path(of)?, name.text)),
        _ => None,
    }
}

/// What a condition tells once it holds (`truth`) or does not.
pub(crate) fn learn(e: &ast::Expr, truth: bool, known: &mut Known) {
    match &e.kind {
        ExprKind::IsKnown { of, known: positive } if *positive == truth => {
            path(of).into_iter().for_each(|path| known.insert(&path));
        }
        ExprKind::Binary { op: BinaryOp::And, left, right, .. } if truth => {
            learn(left, truth, known);
            learn(right, truth, known);
        }
        ExprKind::Binary { op: BinaryOp::Or, left, right, .. } if !truth => {
            learn(left, truth, known);
            learn(right, truth, known);
        }
        ExprKind::Not(inner) => learn(inner, !truth, known),
        _ => {}
    }
}
