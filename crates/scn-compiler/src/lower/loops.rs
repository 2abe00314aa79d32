//! `for x in list { … }`

use super::Lower;
use crate::codes;
use crate::expr::{Loop, Want};
use crate::flow::slots::blocks;
use scn_diag::{Diagnostic, wording};
use scn_graph::{NodeId, NodeKind};
use scn_syntax::ast::{self, Block, StatementKind};

impl<'t> Lower<'_, 't> {
    pub(super) fn for_each(
        &mut self,
        variable: &'t ast::Name,
        list: &'t ast::Expr,
        body: &'t Block,
        at: NodeId,
        next: NodeId,
    ) {
        self.check_body(body);
        if let Some(slot) = self.slots.named(&variable.text) {
            self.b.report.add(crate::names::duplicate(variable, slot.span));
        }
        let found = self.b.value(&self.scope, list, Want::ANY);
        let item = self.b.items_of(list, &found.ty).map(|(ty, _)| ty);
        let Some(slots) = self.slots.of_loop(variable) else { return self.alias(at, next) };
        let reads = self.reads_of(&found.expr);
        for slot in [slots.list, slots.done, slots.item] {
            self.depends(slot, [reads.clone()]);
        }
        self.scope.loops.push(Loop { name: variable.text.clone(), slot: slots.item, ty: item });
        let body = self.branch(body, reads, at);
        self.scope.loops.pop();
        let kind = NodeKind::For {
            items: found.expr,
            list: slots.list,
            done: slots.done,
            item: slots.item,
            body,
            next,
        };
        self.fill(at, kind, false);
    }

    /// A loop runs through in one go, so nothing in it may wait.
    fn check_body(&mut self, body: &Block) {
        for statement in &body.statements {
            let (word, help) = match &statement.kind {
                StatementKind::Ask(_) | StatementKind::Collect(_) => {
                    ("a question", "to ask the same of many things, write `collect` with a list of records")
                }
                StatementKind::Choose(_) | StatementKind::Confirm(_) | StatementKind::Consent(_) => {
                    ("a question", "ask once, before or after the loop")
                }
                StatementKind::Correct => ("`correct`", "let the customer correct after the loop"),
                StatementKind::Enter { .. } => ("`enter`", "enter the tunnel before or after the loop"),
                StatementKind::Handoff { .. } => ("`handoff`", "hand over before or after the loop"),
                StatementKind::Wait(_) => ("`wait`", "wait before or after the loop"),
                StatementKind::Call(_) => ("`call`", "give the whole list to one call"),
                StatementKind::Step { .. } => ("`step`", "put the whole loop into the step"),
                _ => {
                    blocks(statement).into_iter().for_each(|block| self.check_body(block));
                    continue;
                }
            };
            self.b.report.add(
                Diagnostic::new(
                    codes::E2022,
                    statement.span,
                    wording!("{word} cannot stand in a `for`: a loop runs through without waiting", word),
                )
                .help(help),
            );
        }
    }
}
