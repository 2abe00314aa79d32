//! A customer who asks for silence, for a person or to be forgotten gets it, whoever listens to their words.

use crate::codes;
use crate::lints::Checked;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::model::ListenerKind;
use scn_graph::{FlowId, Graph, NodeKind};
use scn_understand::{Control, Utterance};
use std::collections::{BTreeMap, BTreeSet};

/// What claims the words of a right and does not do what they ask for.
pub(super) fn check(checked: &Checked<'_, '_>, served: &Served) -> Vec<Diagnostic> {
    let graph = checked.graph();
    let words = &checked.build.words;
    let mut found = Vec::new();
    let mut look = |flow: FlowId, text: &str, span: Span| {
        let claimed = claimed(checked, text).filter(|_| !checked.is_standard(span.file));
        let Some(control) = claimed.filter(|control| !served.by(flow, *control)) else { return };
        found.push(not_honoured(checked, flow, text, span, control));
    };
    for (listener, heard) in graph.listeners.iter().zip(&words.listeners) {
        if listener.kind != ListenerKind::Anything {
            heard.says.iter().chain(&heard.like).for_each(|said| look(listener.flow, &said.text, said.span));
        }
    }
    for (code, span) in &words.links {
        if let Some(flow) = graph.links.get(code) {
            look(*flow, code, *span);
        }
    }
    found
}

/// The right that these words are, and nothing else.
fn claimed(checked: &Checked<'_, '_>, text: &str) -> Option<Control> {
    let hit = scn_understand::control(&Utterance::new(text), &checked.graph().settings.languages)?;
    let is_right = matches!(hit.control, Control::Stop | Control::Human | Control::DeleteMyData);
    (hit.whole && is_right).then_some(hit.control)
}

fn not_honoured(
    checked: &Checked<'_, '_>,
    flow: FlowId,
    text: &str,
    span: Span,
    control: Control,
) -> Diagnostic {
    let name = checked.graph().flow(flow).map(|flow| flow.title.as_str()).unwrap_or_default();
    let (asks, help) = match control {
        Control::Stop => (
            "asks for no more messages",
            "write `opt out` in it, or leave this word to the language, which stops by itself",
        ),
        Control::Human => (
            "asks for a person",
            "write `handoff` in it, or leave this word to the language, which calls a person by itself",
        ),
        _ => (
            "asks to have their data deleted",
            "write `forget everything` or `handoff` in it, or leave this word to the language",
        ),
    };
    let message =
        wording!("a customer who writes `{text}` {asks}, and `{name}` does not do it", text, asks, name);
    Diagnostic::new(codes::E2070, span, message).help(help)
}

/// What each flow does for a customer's rights, and what it enters.
pub(super) struct Served {
    flows: BTreeMap<FlowId, Serves>,
}

#[derive(Default)]
struct Serves {
    stop: bool,
    person: bool,
    deletes: bool,
    enters: Vec<FlowId>,
}

impl Served {
    pub(super) fn of(graph: &Graph) -> Served {
        let mut flows: BTreeMap<FlowId, Serves> = BTreeMap::new();
        // What the language adds by itself, such as its offer of a person, is there in every flow that asks.
        for node in graph.nodes.iter().filter(|node| !node.implicit) {
            let serves = flows.entry(node.flow).or_default();
            match &node.kind {
                NodeKind::Enter { flow, .. } => serves.enters.push(*flow),
                NodeKind::Opt { out: true, .. } | NodeKind::Withdraw { .. } => serves.stop = true,
                NodeKind::Handoff { .. } => (serves.person, serves.deletes) = (true, true),
                NodeKind::Erase { .. } | NodeKind::Forget { .. } => serves.deletes = true,
                _ => {}
            }
        }
        Served { flows }
    }

    /// Somewhere on its ways, or in a tunnel it enters, a flow does what this right asks for.
    pub(super) fn by(&self, flow: FlowId, control: Control) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![flow];
        while let Some(flow) = open.pop() {
            let Some(serves) = self.flows.get(&flow).filter(|_| seen.insert(flow)) else { continue };
            let does = match control {
                Control::Stop => serves.stop,
                Control::Human => serves.person,
                _ => serves.deletes,
            };
            if does {
                return true;
            }
            open.extend(&serves.enters);
        }
        false
    }

    /// The flows that enter one of these.
    pub(super) fn callers(&self, of: &[FlowId]) -> Vec<FlowId> {
        let enters = |serves: &Serves| serves.enters.iter().any(|flow| of.contains(flow));
        self.flows.iter().filter(|(_, serves)| enters(serves)).map(|(flow, _)| *flow).collect()
    }
}
