//! A question without a way out. What a customer can always write (`cancel`, `stop`, "a person") is no way out here:
//! nothing on the screen says so. A *way out* is a row of answers, or of answers that are not understood, or of silence,
//! after which the flow ends, leaves, resumes what it interrupted, or gives the conversation to people. It is found by
//! plain reachability backwards from those ends; every branch counts as possible, so what is reported is certain.

use super::ways::{Follow, Ways};
use crate::codes;
use crate::lints::Checked;
use scn_diag::{Diagnostic, wording};
use scn_graph::{NodeId, NodeKind, Question};
use std::collections::BTreeSet;

/// Whatever the customer answers, they are asked something again, for ever.
pub(super) fn no_way_out(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let ways = Ways::new(checked.graph(), Follow::All);
    let mut found = Vec::new();
    for nodes in checked.by_flow() {
        let trapped = |node: &NodeId| is_asked(checked, *node) && !ways.leads_out(*node);
        let questions: Vec<NodeId> = nodes.into_iter().filter(trapped).collect();
        let Some(first) = questions.first().copied().filter(|node| !checked.is_ours(checked.place(*node)))
        else {
            continue;
        };
        let circle = checked.lines(questions.iter().chain(questions.first()).copied());
        found.push(
            Diagnostic::new(
                codes::E2040,
                checked.place(first),
                wording!("no answer leads out of here: the customer is asked for ever ({circle})", circle),
            )
            .help("give them a way out that they can see: an option that ends with `done` or `leave`, or an `otherwise` that passes them to people with `handoff`"),
        );
    }
    found
}

/// Whoever is not understood is asked the same again for ever: no rung of the ladder is a person or an end.
pub(super) fn asks_for_ever(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let all = Ways::new(checked.graph(), Follow::All);
    let ways = Ways::new(checked.graph(), Follow::NotUnderstood);
    let mut said = BTreeSet::new();
    let mut found = Vec::new();
    for node in checked.nodes().filter(|node| is_asked(checked, *node)) {
        if ways.leads_out(node) || !all.leads_out(node) || !comes_back(&ways, node) {
            continue;
        }
        let Some(otherwise) = question(checked, node).map(|question| question.otherwise) else { continue };
        // one ladder serves many questions: it is said once
        let place = match checked.graph().node(otherwise) {
            Some(of) if !of.implicit && otherwise != node => checked.place(otherwise),
            _ => checked.place(node),
        };
        if checked.is_ours(place) || !said.insert(place) {
            continue;
        }
        let line = checked.line(checked.place(node));
        found.push(
            Diagnostic::new(
                codes::E2041,
                place,
                wording!("who is not understood at the question in {line} comes back to it for ever", line),
            )
            .help("end it with `handoff`, so that a person helps, or with `leave`; or leave `otherwise` out: then a person is offered"),
        );
    }
    found
}

/// A question that the designer wrote.
fn is_asked(checked: &Checked<'_, '_>, node: NodeId) -> bool {
    let node = checked.graph().node(node);
    node.is_some_and(|node| !node.implicit && matches!(node.kind, NodeKind::Question { .. }))
}

fn question<'b>(checked: &Checked<'b, '_>, node: NodeId) -> Option<&'b Question> {
    match &checked.graph().node(node)?.kind {
        NodeKind::Question { question } => checked.graph().question(*question),
        _ => None,
    }
}

/// Every rung leads back to the question itself, perhaps by way of others.
fn comes_back(ways: &Ways<'_>, node: NodeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = ways.after(node);
    while let Some(at) = todo.pop() {
        if at == node {
            return true;
        }
        if seen.insert(at) {
            todo.extend(ways.after(at));
        }
    }
    false
}
