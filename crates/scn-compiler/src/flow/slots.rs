//! The slots of a flow, in the order of the text: parameters first, then what `ask`, `set` and `enter … as` make.

use super::FlowPlan;
use crate::build::{Build, SlotInfo, Ty};
use crate::codes;
use crate::expr::{Place, Scope, Want};
use crate::names::duplicate;
use crate::types::{bare, same};
use scn_diag::{Diagnostic, Span};
use scn_graph::Type;
use scn_syntax::ast::{self, StatementKind};
use std::rc::Rc;

impl<'t> Build<'t> {
    pub(crate) fn read_slots(&mut self, plans: &[FlowPlan<'t>]) {
        for plan in plans {
            let mut slots: Vec<SlotInfo> = Vec::new();
            let head = self.heads.iter().find(|head| head.flow == plan.id).cloned();
            for (name, ty, span) in head.map(|head| head.params).unwrap_or_default() {
                if let Some(first) = slots.iter().find(|slot| slot.name == name) {
                    let name = ast::Name { text: name, span };
                    self.report.add(duplicate(&name, first.span));
                    continue;
                }
                slots.push(SlotInfo { name, ty, span, param: true });
            }
            self.slots_of_block(plan.body(), &mut slots);
            self.slots.push(slots);
        }
    }

    fn slots_of_block(&mut self, block: &ast::Block, slots: &mut Vec<SlotInfo>) {
        for statement in &block.statements {
            self.slots_of_statement(statement, slots);
        }
    }

    fn slots_of_statement(&mut self, statement: &ast::Statement, slots: &mut Vec<SlotInfo>) {
        match &statement.kind {
            StatementKind::Ask(ask) => {
                // Skipped or not, a question with a default leaves a value.
                let sure = ask.modifiers.default.is_some();
                let ty = self.resolve(&ask.ty).map(|ty| if sure { ty.known().clone() } else { ty });
                self.add_slot(&ask.slot, ty, ask.ty.span, slots);
            }
            StatementKind::Set { slot, value } => {
                let ty = self.type_of_set(slot, value, slots);
                self.add_slot(slot, ty, value.span, slots);
            }
            StatementKind::Enter { tunnel, result: Some(result), .. } => {
                let head = self.tunnel_head(tunnel);
                let ty = head.and_then(|head| head.result).flatten();
                self.add_slot(result, ty, tunnel.span, slots);
            }
            _ => {}
        }
        for block in blocks(statement) {
            self.slots_of_block(block, slots);
        }
    }

    /// The type of a `set` is that of its value; errors in it are said later, once.
    fn type_of_set(&mut self, slot: &ast::Name, value: &ast::Expr, slots: &[SlotInfo]) -> Ty {
        let before = slots.iter().find(|known| known.name == slot.text).and_then(|slot| slot.ty.clone());
        let known = slots.iter().map(|slot| slot.name.clone()).collect();
        let place = Place::Flow { slots: Rc::new(slots.to_vec()), outer: None };
        let scope = Scope { known, ..Scope::new(place) };
        self.report.mute();
        let found = self.maybe(&scope, value, Want::of(before.as_ref()));
        self.report.unmute();
        found.ty.map(|ty| bare(&ty))
    }

    fn add_slot(&mut self, name: &ast::Name, ty: Ty, written: Span, slots: &mut Vec<SlotInfo>) {
        let Some(first) = slots.iter_mut().find(|slot| slot.name == name.text) else {
            slots.push(SlotInfo { name: name.text.clone(), ty, span: name.span, param: false });
            return;
        };
        match (&first.ty, &ty) {
            (Some(a), Some(b)) if !same(a, b) => {
                let (first_span, a, b) = (first.span, self.words(a), self.words(b));
                self.report.add(
                    Diagnostic::new(
                        codes::E1020,
                        written,
                        format!("the slot `{}` is {b} here, but {a} elsewhere", name.text),
                    )
                    .label(first_span, "its type comes from here")
                    .help("one slot has one type: use another name for the second"),
                );
            }
            (Some(a), Some(b @ Type::Optional(_))) if !matches!(a, Type::Optional(_)) => {
                first.ty = Some(b.clone());
            }
            (None, Some(b)) => first.ty = Some(b.clone()),
            _ => {}
        }
    }
}

/// The blocks inside a statement.
pub(crate) fn blocks(statement: &ast::Statement) -> Vec<&ast::Block> {
    fn from<'a>(modifiers: &'a ast::Modifiers, mut blocks: Vec<&'a ast::Block>) -> Vec<&'a ast::Block> {
        blocks.extend(&modifiers.otherwise);
        blocks
    }
    match &statement.kind {
        StatementKind::Ask(ask) => from(&ask.modifiers, Vec::new()),
        StatementKind::Choose(choose) => {
            from(&choose.modifiers, choose.options.iter().map(|option| &option.body).collect())
        }
        StatementKind::Confirm(confirm) => {
            let sides = confirm.yes.iter().chain(&confirm.no);
            from(&confirm.modifiers, sides.map(|option| &option.body).collect())
        }
        StatementKind::When { then, otherwise, .. } => std::iter::once(then).chain(otherwise).collect(),
        StatementKind::Match { arms, otherwise, .. } => {
            arms.iter().map(|arm| &arm.body).chain(otherwise).collect()
        }
        StatementKind::Step { body, .. } => vec![body],
        _ => Vec::new(),
    }
}
