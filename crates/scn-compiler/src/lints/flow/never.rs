//! Conditions and cases that cannot be, by constants and by the bounds of the numbers that a question accepts. A number
//! counts as bounded only when nothing but its question fills it.

use crate::codes;
use crate::lints::Checked;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::expr::Op;
use scn_graph::{Answer, Expr, FlowId, NodeKind, SlotId, Type, Value};
use scn_syntax::ast::{Block, Statement, StatementKind};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn never_happens(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let bounds = Bounds::of(checked);
    let written = Written::of(checked);
    let mut found = Vec::new();
    for (at, node) in checked.nodes().zip(&checked.graph().nodes) {
        let place = checked.place(at);
        if checked.is_ours(place) {
            continue;
        }
        match &node.kind {
            NodeKind::Branch { condition, .. } if bounds.never(node.flow, condition) => {
                found.push(never_holds(written.condition(place)));
            }
            NodeKind::Match { subject, cases, .. } => {
                let Some(range) = bounds.range(node.flow, subject) else { continue };
                let values = cases.iter().flat_map(|(values, _)| values);
                for (at, value) in values.enumerate() {
                    let outside = bounds.range(node.flow, value).is_some_and(|case| apart(case, range));
                    if outside {
                        found.push(no_such_case(written.case(place, at), range));
                    }
                }
            }
            NodeKind::Question { question } => {
                let answer = checked.graph().question(*question).map(|question| &question.answer);
                let Some(Answer::Slot { checks, .. } | Answer::Collect { checks, .. }) = answer else {
                    continue;
                };
                if checks.iter().any(|(condition, _)| bounds.never(node.flow, condition)) {
                    found.push(
                        Diagnostic::new(
                            codes::W2005,
                            place,
                            "no answer passes this `check`: the customer is refused whatever they say",
                        )
                        .help("compare with a value that the question accepts, or widen what it accepts"),
                    );
                }
            }
            _ => {}
        }
    }
    found.extend(guards(checked, &bounds));
    found
}

/// `only when` of an escape or an entry.
fn guards(checked: &Checked<'_, '_>, bounds: &Bounds) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let of = |listener: &scn_graph::model::Listener| {
        let guard = checked.plan(listener.flow)?.guard()?;
        let condition = listener.only_when.as_ref()?;
        let never = bounds.never(listener.scope.unwrap_or(listener.flow), condition);
        (never && !checked.is_ours(guard.span)).then_some(guard.span)
    };
    let found = checked.graph().listeners.iter().filter_map(of).filter(|span| seen.insert(*span));
    found
        .map(|span| {
            Diagnostic::new(
                codes::W2005,
                span,
                "this never holds, so nobody is ever answered by what stands here",
            )
            .help("correct the condition, or take it out")
        })
        .collect()
}

fn never_holds(span: Span) -> Diagnostic {
    Diagnostic::new(codes::W2005, span, "this never holds, so what stands under it is said to nobody")
        .help("compare with a value that the question accepts, or take it out")
}

fn no_such_case(span: Span, (low, high): Range) -> Diagnostic {
    Diagnostic::new(
        codes::W2005,
        span,
        wording!("this case cannot happen: the question accepts only {low} to {high}", low, high),
    )
    .help("take it out, or widen what the question accepts")
}

type Range = (i64, i64);

fn apart(a: Range, b: Range) -> bool {
    a.1 < b.0 || b.1 < a.0
}

/// The numbers that slots can hold.
struct Bounds {
    slots: BTreeMap<(FlowId, SlotId), Range>,
}

impl Bounds {
    fn of(checked: &Checked<'_, '_>) -> Bounds {
        let graph = checked.graph();
        let mut slots = BTreeMap::new();
        let mut also: BTreeSet<(FlowId, SlotId)> = BTreeSet::new();
        for node in &graph.nodes {
            match &node.kind {
                NodeKind::Set { slot, .. }
                | NodeKind::Enter { result: Some(slot), .. }
                | NodeKind::Call { result: Some(slot), .. }
                | NodeKind::WaitFor { result: Some(slot), .. } => {
                    also.insert((node.flow, *slot));
                }
                NodeKind::For { list, done, item, .. } => {
                    also.extend([list, done, item].map(|slot| (node.flow, *slot)));
                }
                _ => {}
            }
        }
        for question in &graph.questions {
            let Answer::Slot { slot, ty, default: None, offer: None, among: None, .. } = &question.answer
            else {
                if let Answer::Slot { slot, .. } | Answer::Collect { slot, .. } = &question.answer {
                    also.insert((question.flow, *slot));
                }
                continue;
            };
            let Type::Number { min: Some(min), max: Some(max) } = ty.known() else {
                also.insert((question.flow, *slot));
                continue;
            };
            let range = slots.entry((question.flow, *slot)).or_insert((*min, *max));
            *range = (range.0.min(*min), range.1.max(*max));
        }
        for (flow, shape) in checked.flows().zip(&graph.flows) {
            also.extend((0..shape.params).map(|slot| (flow, SlotId(slot))));
        }
        slots.retain(|place, _| !also.contains(place));
        Bounds { slots }
    }

    fn range(&self, flow: FlowId, expr: &Expr) -> Option<Range> {
        match expr {
            Expr::Const(Value::Number(number)) => Some((*number, *number)),
            Expr::Slot(slot) => self.slots.get(&(flow, *slot)).copied(),
            Expr::Outer(flow, slot) => self.slots.get(&(*flow, *slot)).copied(),
            _ => None,
        }
    }

    fn never(&self, flow: FlowId, condition: &Expr) -> bool {
        self.truth(flow, condition) == Some(false)
    }

    /// `Some(false)`: it never holds; `Some(true)`: its contrary never holds. What is unknown holds neither way.
    fn truth(&self, flow: FlowId, expr: &Expr) -> Option<bool> {
        match expr {
            Expr::Const(Value::YesNo(yes)) => Some(*yes),
            Expr::Not(of) => self.truth(flow, of).map(|truth| !truth),
            Expr::Binary(Op::And, a, b) => match (self.truth(flow, a), self.truth(flow, b)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Expr::Binary(Op::Or, a, b) => match (self.truth(flow, a), self.truth(flow, b)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Expr::Binary(op, a, b) => compared(*op, self.range(flow, a)?, self.range(flow, b)?),
            _ => None,
        }
    }
}

fn compared(op: Op, a: Range, b: Range) -> Option<bool> {
    let decided = |yes: bool, no: bool| match (yes, no) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    match op {
        Op::Less => decided(a.1 < b.0, a.0 >= b.1),
        Op::LessEqual => decided(a.1 <= b.0, a.0 > b.1),
        Op::Greater => decided(a.0 > b.1, a.1 <= b.0),
        Op::GreaterEqual => decided(a.0 >= b.1, a.1 < b.0),
        Op::Is => decided(a.0 == a.1 && a == b, apart(a, b)),
        Op::IsNot => decided(apart(a, b), a.0 == a.1 && a == b),
        _ => None,
    }
}

/// The statements by where they stand: the place of a node is that of its whole statement.
struct Written<'t>(BTreeMap<Span, &'t Statement>);

impl<'t> Written<'t> {
    fn of(checked: &Checked<'_, 't>) -> Written<'t> {
        let mut all = BTreeMap::new();
        let mut todo: Vec<&'t Block> = checked.plans.iter().map(|plan| plan.body()).collect();
        while let Some(block) = todo.pop() {
            for statement in &block.statements {
                all.insert(statement.span, statement);
                todo.extend(crate::flow::slots::blocks(statement));
            }
        }
        Written(all)
    }

    fn condition(&self, place: Span) -> Span {
        match self.0.get(&place).map(|statement| &statement.kind) {
            Some(StatementKind::When { condition, .. }) => condition.span,
            _ => place,
        }
    }

    fn case(&self, place: Span, at: usize) -> Span {
        match self.0.get(&place).map(|statement| &statement.kind) {
            Some(StatementKind::Match { arms, .. }) => {
                arms.iter().flat_map(|arm| &arm.values).nth(at).map_or(place, |value| value.span)
            }
            _ => place,
        }
    }
}
