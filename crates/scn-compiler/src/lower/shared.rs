//! Blocks and texts that serve many places: the ladders of a tunnel and of the project, and the project's `failed` and
//! `too_late`. Their statements become nodes at each place; their texts are there once.

use super::Lower;
use crate::build::Build;
use crate::codes;
use crate::expr::visit::Reads;
use crate::expr::{Place, Scope};
use crate::flow::FlowPlan;
use crate::flow::slots::blocks;
use crate::text::Check;
use scn_diag::{Diagnostic, wording};
use scn_graph::{FlowId, NodeId, TextId};
use scn_syntax::ast::{self, Block, StatementKind};
use std::collections::BTreeSet;

/// Where a block that serves many places stands.
#[derive(Clone)]
pub(super) struct Shared {
    /// What the ids of its texts begin with: `ladder`, `order.ladder`, `failed`.
    pub(super) name: String,
    /// The flow whose slots it may read; none for the project's own.
    pub(super) flow: Option<FlowId>,
    /// The place it serves: what the ids of its questions begin with.
    pub(super) at: String,
}

impl<'t> Build<'t> {
    /// The blocks of this kind that a flow may pass through.
    pub(crate) fn shared_blocks(&self, plan: &FlowPlan<'t>) -> Vec<&'t Block> {
        let names = self.names.clone();
        let ladders = plan.ladder.into_iter().chain(names.ladders.iter().copied());
        let otherwise = ladders.filter_map(|ladder| ladder.otherwise.as_ref());
        otherwise.chain(names.failed).chain(names.too_late).collect()
    }

    /// The project's blocks run in many flows, so they can keep nothing in any.
    pub(super) fn check_shared_blocks(&mut self) {
        let names = self.names.clone();
        let ladders = names.ladders.iter().filter_map(|ladder| ladder.otherwise.as_ref());
        for block in ladders.chain(names.failed).chain(names.too_late) {
            self.check_keeps_nothing(block);
        }
    }

    /// The tunnels that the project's ladders lead into, and those they enter in turn.
    pub(super) fn entered_by_ladders(&self, plans: &[FlowPlan<'t>]) -> BTreeSet<FlowId> {
        let names = self.names.clone();
        let mut found = BTreeSet::new();
        let mut todo: Vec<&Block> =
            names.ladders.iter().filter_map(|ladder| ladder.otherwise.as_ref()).collect();
        while let Some(block) = todo.pop() {
            for statement in &block.statements {
                todo.extend(blocks(statement));
                let StatementKind::Enter { tunnel, .. } = &statement.kind else { continue };
                let Some(head) = self.tunnel_head(tunnel) else { continue };
                if found.insert(head.flow) {
                    let plan = plans.get(head.flow.index());
                    todo.extend(plan.map(FlowPlan::body));
                    todo.extend(plan.and_then(|plan| plan.ladder?.otherwise.as_ref()));
                }
            }
        }
        found
    }

    fn check_keeps_nothing(&mut self, block: &Block) {
        for statement in &block.statements {
            let kept = match &statement.kind {
                StatementKind::Ask(ask) => Some(&ask.slot),
                StatementKind::Collect(collect) => Some(&collect.slot),
                StatementKind::Set { slot, .. } => Some(slot),
                StatementKind::For { variable, .. } => Some(variable),
                StatementKind::Enter { result, .. } => result.as_ref(),
                StatementKind::Call(call) => call.result.as_ref(),
                StatementKind::Wait(ast::Wait::UpTo { result, .. }) => result.as_ref(),
                StatementKind::Step { name, .. } | StatementKind::Go(name) => Some(name),
                _ => None,
            };
            if let Some(name) = kept {
                self.report.add(
                    Diagnostic::new(
                        codes::E2023,
                        name.span,
                        wording!(
                            "this block serves the whole project, so it has no place for `{name}`",
                            name = name.text
                        ),
                    )
                    .help("put these statements into a tunnel, and write `enter` here"),
                );
            }
            blocks(statement).into_iter().for_each(|block| self.check_keeps_nothing(block));
        }
    }
}

impl<'t> Lower<'_, 't> {
    /// The ladders that a question inherits from, nearest first.
    pub(super) fn ladders(&self, at: &str) -> Vec<(Shared, &'t ast::Ladder)> {
        let own = self.plan.ladder.map(|ladder| {
            let name = format!("{}.ladder", self.plan.name);
            (Shared { name, flow: Some(self.plan.id), at: at.to_owned() }, ladder)
        });
        let names = self.b.names.clone();
        let of_project = names.ladders.iter().map(|ladder| {
            let name = format!("{}ladder", names.modules.home(ladder.span.file));
            (Shared { name, flow: None, at: at.to_owned() }, *ladder)
        });
        own.into_iter().chain(of_project).collect()
    }

    /// Runs in the shared block's own surroundings.
    pub(super) fn sharing<R>(&mut self, shared: Shared, run: impl FnOnce(&mut Self) -> R) -> R {
        let mut scope = self.scope.clone();
        if shared.flow.is_none() {
            scope = Scope::new(Place::Outside("a block for the whole project"));
        }
        scope.known = self.facts.start.clone();
        scope.lenient = false;
        scope.sure = false;
        scope.loops.clear();
        scope.own = None;
        let scope = std::mem::replace(&mut self.scope, scope);
        let around = self.shared.replace(shared);
        let result = run(self);
        self.shared = around;
        self.scope = scope;
        result
    }

    /// A block of this kind, as nodes of this flow.
    pub(super) fn shared_branch(&mut self, shared: Shared, block: &'t Block, next: NodeId) -> NodeId {
        self.sharing(shared, |lower| lower.branch(block, Reads::new(), next))
    }

    /// A text that a customer reads. Where it serves many places, it is there once.
    pub(super) fn text(&mut self, id: &str, text: &'t ast::Text, most: usize) -> TextId {
        let Some(shared) = &self.shared else { return self.b.text(&self.scope, id, text, most) };
        let key = (shared.flow, text.span);
        if let Some(known) = self.common.texts.get(&key) {
            return *known;
        }
        let made = self.b.text(&self.scope, id, text, most);
        self.common.texts.insert(key, made);
        made
    }

    /// The same for texts that need no translation: addresses, files, emoji. `check` looks at it in every language.
    pub(super) fn neutral_text(&mut self, id: &str, text: &'t ast::Text, check: Check<'_>) -> TextId {
        let Some(shared) = &self.shared else { return self.b.neutral_text(&self.scope, id, text, check) };
        let key = (shared.flow, text.span);
        if let Some(known) = self.common.texts.get(&key) {
            return *known;
        }
        let made = self.b.neutral_text(&self.scope, id, text, check);
        self.common.texts.insert(key, made);
        made
    }
}
