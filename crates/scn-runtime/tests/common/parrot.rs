//! A scenario built by hand.

use scn_engine::Scenario;
use scn_graph::*;

/// Answers "one", "two" and "three" with themselves; "later" with "wait" and, an hour after, "back".
pub fn scenario() -> Scenario {
    scenario_saying("you said")
}

pub fn scenario_saying(prefix: &str) -> Scenario {
    Scenario::load(graph_saying(prefix)).unwrap()
}

pub fn graph() -> Graph {
    graph_saying("you said")
}

fn graph_saying(prefix: &str) -> Graph {
    let mut graph = empty_graph();
    for word in ["one", "two", "three"] {
        let start = NodeId(graph.nodes.len() as u32);
        let flow = flow(&mut graph, word, start);
        let text = text(&mut graph, &format!("{prefix} {word}"));
        node(&mut graph, flow, say(text, NodeId(start.0 + 1)));
        node(&mut graph, flow, NodeKind::Done { result: None });
    }
    let start = NodeId(graph.nodes.len() as u32);
    let flow = flow(&mut graph, "later", start);
    let next = |by: u32| NodeId(start.0 + by);
    let (wait, back) = (text(&mut graph, "wait"), text(&mut graph, "back"));
    node(&mut graph, flow, say(wait, next(1)));
    node(&mut graph, flow, NodeKind::Wait { span: Span::seconds(3600), next: next(2) });
    node(&mut graph, flow, say(back, next(3)));
    node(&mut graph, flow, NodeKind::Done { result: None });
    graph
}

/// Words, and nothing else.
pub fn say(text: TextId, next: NodeId) -> NodeKind {
    NodeKind::Say { variants: vec![text], attached: None, or_send: None, next }
}

pub fn empty_graph() -> Graph {
    let settings = Settings {
        name: "parrot".into(),
        title: "Parrot".into(),
        version: "1".into(),
        languages: vec![Language::En],
        timezone: "UTC".into(),
        tone: None,
        hours: Vec::new(),
        quiet: None,
        gather_ms: 1_500,
    };
    Graph { bound: 10, most_messages: 2, ..Graph::new(settings) }
}

pub fn flow(graph: &mut Graph, link: &str, start: NodeId) -> FlowId {
    let flow = FlowId(graph.flows.len() as u32);
    graph.flows.push(Flow {
        name: link.into(),
        key: Key::of(link),
        title: link.into(),
        kind: FlowKind::Entry,
        params: 0,
        slots: Vec::new(),
        result: None,
        start,
        dependents: Vec::new(),
        early: Vec::new(),
    });
    graph.links.insert(link.into(), flow);
    flow
}

pub fn text(graph: &mut Graph, words: &str) -> TextId {
    let id = TextId(graph.texts[0].len() as u32);
    graph.texts[0].push(Some(Template::literal(words)));
    graph.text_ids.push(format!("text.{}", id.0));
    id
}

pub fn node(graph: &mut Graph, flow: FlowId, kind: NodeKind) {
    graph.nodes.push(Node { flow, kind, step: None, implicit: false });
    graph.source.nodes.push((0, 0));
}
