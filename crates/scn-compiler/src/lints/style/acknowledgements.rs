//! The same words three times running sound like a machine that does not listen.

use super::Style;
use super::plain::folded;
use super::texts::written;
use scn_diag::{Diagnostic, W6005};
use scn_graph::{Answer, Graph, NodeId, NodeKind, TextId};
use std::collections::BTreeSet;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let written = written(style.checked);
    let next = next_says(graph);
    let after = |node: NodeId| next.get(node.index()).copied().flatten();
    let words = |node: NodeId| {
        let text = only_text(graph, node).filter(|text| written.contains(text))?;
        Some(folded(graph.template(text, 0)?.as_literal()?)).filter(|words| !words.is_empty())
    };
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for first in nodes(graph) {
        let Some(second) = after(first) else { continue };
        let Some(third) = after(second) else { continue };
        let Some(said) = words(first) else { continue };
        let distinct = first != second && second != third && first != third;
        if distinct
            && words(second).as_ref() == Some(&said)
            && words(third) == Some(said)
            && told.insert(third)
        {
            found.push(
                Diagnostic::new(
                    W6005,
                    style.checked.place(third),
                    "the customer reads these words for the third time running",
                )
                .help("say it another way, give variants with `say one of { … }`, or leave it out"),
            );
        }
    }
    found
}

fn nodes(graph: &Graph) -> impl Iterator<Item = NodeId> {
    (0..graph.nodes.len()).filter_map(|at| u32::try_from(at).ok().map(NodeId))
}

fn only_text(graph: &Graph, node: NodeId) -> Option<TextId> {
    match &graph.node(node)?.kind {
        NodeKind::Say { variants, .. } => variants.first().copied().filter(|_| variants.len() == 1),
        _ => None,
    }
}

/// For each node the message that comes next when everything goes well and nothing branches off.
fn next_says(graph: &Graph) -> Vec<Option<NodeId>> {
    let mut known: Vec<Option<Option<NodeId>>> = vec![None; graph.nodes.len()];
    for start in nodes(graph) {
        let mut path: Vec<NodeId> = Vec::new();
        let mut at = start;
        let say = loop {
            if let Some(Some(say)) = known.get(at.index()) {
                break *say;
            }
            // until it is known better: a circle without a message has none
            if let Some(known) = known.get_mut(at.index()) {
                *known = Some(None);
            }
            path.push(at);
            match straight_on(graph, at) {
                None => break None,
                Some(next)
                    if matches!(graph.node(next).map(|node| &node.kind), Some(NodeKind::Say { .. })) =>
                {
                    break Some(next);
                }
                Some(next) => at = next,
            }
        };
        for node in path {
            if let Some(known) = known.get_mut(node.index()) {
                *known = Some(say);
            }
        }
    }
    known.into_iter().map(Option::flatten).collect()
}

fn straight_on(graph: &Graph, node: NodeId) -> Option<NodeId> {
    match &graph.node(node)?.kind {
        NodeKind::Question { question } => match &graph.question(*question)?.answer {
            Answer::Slot { next, .. } | Answer::Collect { next, .. } => Some(*next),
            Answer::Confirm { yes, .. } | Answer::Consent { yes, .. } => Some(yes.target),
            Answer::Menu { .. } => None,
        },
        NodeKind::Say { next, .. }
        | NodeKind::Set { next, .. }
        | NodeKind::Remember { next, .. }
        | NodeKind::Call { next, .. } => Some(*next),
        _ => None,
    }
}
