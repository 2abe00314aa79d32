//! Slots by their name. A tunnel that is over takes its slots with it; the last value that was seen stays readable
//! until the test ends.

use scn_engine::{Conversation, Scenario};
use scn_graph::expr::{Aggregate, Expr};
use scn_graph::{FlowId, Piece, Template, Value};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(crate) struct Names {
    last: BTreeMap<String, Value>,
}

impl Names {
    /// Takes in the values of every frame, the innermost winning.
    pub(crate) fn observe(&mut self, scenario: &Scenario, conversation: &Conversation) {
        for frame in &conversation.stack {
            self.keep(scenario, frame.flow, &frame.slots);
        }
    }

    /// Takes in what a flow knew, running or over.
    pub(crate) fn keep(&mut self, scenario: &Scenario, flow: FlowId, slots: &[Option<Value>]) {
        let Some(flow) = scenario.graph.flow(flow) else { return };
        for (slot, value) in flow.slots.iter().zip(slots) {
            if let Some(value) = value {
                self.last.insert(slot.name.clone(), value.clone());
            }
        }
    }

    /// Puts the last known value in the place of each name that no running frame has.
    pub(crate) fn settle(&self, expr: &Expr, running: &dyn Fn(&str) -> bool) -> Expr {
        let one = |of: &Expr| Box::new(self.settle(of, running));
        match expr {
            Expr::Named(name) if !running(name) => {
                self.last.get(name).cloned().map_or_else(|| expr.clone(), Expr::Const)
            }
            Expr::Field(of, at) => Expr::Field(one(of), *at),
            Expr::Index(of, at) => Expr::Index(one(of), one(at)),
            Expr::Count(of) => Expr::Count(one(of)),
            Expr::Length(of) => Expr::Length(one(of)),
            Expr::Not(of) => Expr::Not(one(of)),
            Expr::Negate(of) => Expr::Negate(one(of)),
            Expr::IsKnown(of) => Expr::IsKnown(one(of)),
            Expr::Binary(op, left, right) => Expr::Binary(*op, one(left), one(right)),
            Expr::Default(of, value) => Expr::Default(one(of), one(value)),
            Expr::Aggregate(of) => Expr::Aggregate(Box::new(Aggregate {
                list: self.settle(&of.list, running),
                value: self.settle(&of.value, running),
                condition: of.condition.as_ref().map(|of| self.settle(of, running)),
                ..(**of).clone()
            })),
            Expr::Record(record, fields) => Expr::Record(
                *record,
                fields.iter().map(|field| field.as_ref().map(|of| self.settle(of, running))).collect(),
            ),
            Expr::List(items) => Expr::List(items.iter().map(|of| self.settle(of, running)).collect()),
            other => other.clone(),
        }
    }

    pub(crate) fn settle_template(&self, template: &Template, running: &dyn Fn(&str) -> bool) -> Template {
        Template { pieces: self.settle_pieces(&template.pieces, running) }
    }

    fn settle_pieces(&self, pieces: &[Piece], running: &dyn Fn(&str) -> bool) -> Vec<Piece> {
        let settle = |piece: &Piece| match piece {
            Piece::Literal(text) => Piece::Literal(text.clone()),
            Piece::Value(expr, style) => Piece::Value(self.settle(expr, running), *style),
            Piece::Optional(inner) => Piece::Optional(self.settle_pieces(inner, running)),
            Piece::Plural { count, forms } => Piece::Plural {
                count: self.settle(count, running),
                forms: forms
                    .iter()
                    .map(|(form, inner)| (*form, self.settle_pieces(inner, running)))
                    .collect(),
            },
            Piece::Lines { list, item, body } => Piece::Lines {
                list: self.settle(list, running),
                item: *item,
                body: self.settle_pieces(body, running),
            },
        };
        pieces.iter().map(settle).collect()
    }
}

/// Whether a frame of the conversation has a value under this name now.
pub(crate) fn is_running(scenario: &Scenario, conversation: &Conversation, name: &str) -> bool {
    conversation.stack.iter().any(|frame| {
        let slots = scenario.graph.flow(frame.flow).map(|flow| flow.slots.as_slice()).unwrap_or_default();
        slots.iter().zip(&frame.slots).any(|(slot, value)| slot.name == name && value.is_some())
    })
}
