//! Which slots the questions of a step fill.

use super::slots::blocks;
use scn_syntax::ast::{self, Block, Statement, StatementKind};
use std::collections::{BTreeMap, BTreeSet};

/// The slots asked inside each step's own body: `go` asks them again.
pub(crate) fn asked_in_steps(block: &Block) -> BTreeMap<String, BTreeSet<String>> {
    fn asked(block: &Block, out: &mut BTreeSet<String>) {
        for statement in &block.statements {
            out.extend(asked_slot(statement).map(|slot| slot.text.clone()));
            blocks(statement).into_iter().for_each(|block| asked(block, out));
        }
    }
    fn steps(block: &Block, out: &mut BTreeMap<String, BTreeSet<String>>) {
        for statement in &block.statements {
            if let StatementKind::Step { name, body } = &statement.kind {
                asked(body, out.entry(name.text.clone()).or_default());
            }
            blocks(statement).into_iter().for_each(|block| steps(block, out));
        }
    }
    let mut out = BTreeMap::new();
    steps(block, &mut out);
    out
}

/// The slot that a question fills.
pub(crate) fn asked_slot(statement: &Statement) -> Option<&ast::Name> {
    match &statement.kind {
        StatementKind::Ask(ask) => Some(&ask.slot),
        StatementKind::Collect(collect) => Some(&collect.slot),
        _ => None,
    }
}
