//! Pictures, sounds and films come with words, for those who do not see or hear them.

use super::Style;
use scn_diag::{Diagnostic, W6023, wording};
use scn_graph::{Attachment, Graph, NodeId, NodeKind};

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let mut after_words = vec![false; graph.nodes.len()];
    for node in &graph.nodes {
        if let NodeKind::Say { next, .. } = &node.kind
            && has_words(&node.kind)
            && let Some(after) = after_words.get_mut(next.index())
        {
            *after = true;
        }
    }
    let mut found = Vec::new();
    for (at, node) in graph.nodes.iter().enumerate() {
        let NodeKind::Say { attached: Some(attached), next, .. } = &node.kind else { continue };
        let Some((what, word)) = without_words(attached).filter(|_| !has_words(&node.kind)) else { continue };
        let Ok(id) = u32::try_from(at).map(NodeId) else { continue };
        let place = style.checked.place(id);
        let explained = after_words.get(at).copied().unwrap_or(true) || is_said(graph, *next);
        if !explained && !style.checked.is_standard(place.file) {
            let message = wording!("{what} without words: who cannot see or hear it gets nothing", what);
            found.push(Diagnostic::new(W6023, place, message).help(wording!(
                "say the same in words: `caption \"…\"` behind `{word}`, or a `say` right before or after it",
                word
            )));
        }
    }
    found
}

fn without_words(attached: &Attachment) -> Option<(&'static str, &'static str)> {
    match attached {
        Attachment::Image { .. } => Some(("an image", "image")),
        Attachment::Audio { .. } => Some(("a sound", "audio")),
        Attachment::Video { .. } => Some(("a video", "video")),
        Attachment::Document { .. } => Some(("a document", "document")),
        _ => None,
    }
}

fn has_words(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Say { variants, .. } if !variants.is_empty())
}

fn is_said(graph: &Graph, node: NodeId) -> bool {
    graph.node(node).is_some_and(|node| has_words(&node.kind))
}
