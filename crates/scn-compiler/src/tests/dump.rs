//! A graph in words, for snapshots.

use scn_graph::{Answer, Graph, Node, NodeId, NodeKind, Piece, TextId};

pub(super) fn dump(graph: &Graph) -> String {
    let mut lines = Vec::new();
    for flow in &graph.flows {
        let slots: Vec<&str> = flow.slots.iter().map(|slot| slot.name.as_str()).collect();
        lines.push(format!("{:?} {} starts at {} [{}]", flow.kind, flow.name, flow.start.0, slots.join(" ")));
        for (at, node) in graph.nodes.iter().enumerate() {
            if graph.flow(node.flow).is_some_and(|of| of.name == flow.name) {
                lines.push(format!("{at:>4} {}{}", if node.implicit { "~" } else { "" }, line(graph, node)));
            }
        }
    }
    lines.join("\n")
}

fn text(graph: &Graph, id: TextId) -> String {
    let template = graph.template(id, 0).expect("a text");
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        _ => "{}".to_owned(),
    };
    format!("{:?}", template.pieces.iter().map(piece).collect::<String>())
}

fn line(graph: &Graph, node: &Node) -> String {
    let to = |id: &NodeId| format!("→ {}", id.0);
    match &node.kind {
        NodeKind::Say { variants, next } => {
            let all: Vec<String> = variants.iter().map(|id| text(graph, *id)).collect();
            format!("say {} {}", all.join(" | "), to(next))
        }
        NodeKind::Question { question } => {
            let question = graph.question(*question).expect("a question");
            let answer = match &question.answer {
                Answer::Slot { next, .. } => to(next),
                Answer::Menu { options, .. } => {
                    let ways = options.iter().map(|o| format!("{} {}", text(graph, o.label), to(&o.target)));
                    ways.collect::<Vec<_>>().join(", ")
                }
                Answer::Confirm { yes, no, .. } => format!("yes {}, no {}", to(&yes.target), to(&no.target)),
            };
            format!(
                "question {} {} {answer}; otherwise {}",
                question.id,
                text(graph, question.prompt),
                to(&question.otherwise)
            )
        }
        NodeKind::Set { slot, next, .. } => format!("set {} {}", slot.0, to(next)),
        NodeKind::Branch { then, otherwise, .. } => format!("when {}, else {}", to(then), to(otherwise)),
        NodeKind::Match { cases, otherwise, .. } => {
            let ways: Vec<String> = cases.iter().map(|(_, target)| to(target)).collect();
            format!("match {}; else {}", ways.join(", "), to(otherwise))
        }
        NodeKind::Enter { flow, args, result, next } => {
            let name = &graph.flow(*flow).expect("a flow").name;
            format!("enter {name}({}) as {:?} {}", args.len(), result.map(|slot| slot.0), to(next))
        }
        NodeKind::Go { target, clears } => {
            format!("go {} clears {:?}", to(target), clears.iter().map(|slot| slot.0).collect::<Vec<_>>())
        }
        NodeKind::Wait { next, .. } => format!("wait {}", to(next)),
        NodeKind::WaitUntil { next, .. } => format!("wait until {}", to(next)),
        NodeKind::Remember { next, .. } => format!("remember {}", to(next)),
        NodeKind::Forget { next, .. } => format!("forget {}", to(next)),
        NodeKind::Handoff { team, next, .. } => format!("handoff {:?} {}", team.map(|team| team.0), to(next)),
        other => format!("{other:?}"),
    }
}
