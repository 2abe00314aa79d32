//! A graph in words, for snapshots.

use scn_graph::{Answer, Attachment, Graph, Node, NodeId, NodeKind, Piece, SendTemplate, TextId};

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

fn template(graph: &Graph, send: &SendTemplate) -> String {
    let name = &graph.message_template(send.template).expect("a template").name;
    format!("send {name}({})", send.args.len())
}

fn attachment(graph: &Graph, of: &Attachment) -> String {
    match of {
        Attachment::Image { source } => format!("image {}", text(graph, *source)),
        Attachment::Audio { source } => format!("audio {}", text(graph, *source)),
        Attachment::Video { source } => format!("video {}", text(graph, *source)),
        Attachment::Document { source } => format!("document {}", text(graph, *source)),
        Attachment::Sticker { source } => format!("sticker {}", text(graph, *source)),
        Attachment::Place { latitude, longitude, .. } => format!("place {latitude}, {longitude}"),
        Attachment::Contact { name, phone } => {
            format!("contact {} {}", text(graph, *name), text(graph, *phone))
        }
        Attachment::Link { label, url } => format!("link {} {}", text(graph, *label), text(graph, *url)),
    }
}

fn line(graph: &Graph, node: &Node) -> String {
    let to = |id: &NodeId| format!("→ {}", id.0);
    match &node.kind {
        NodeKind::Say { variants, attached, or_send, next } => {
            let all: Vec<String> = variants.iter().map(|id| text(graph, *id)).collect();
            let with = attached.as_ref().map(|with| format!("{} ", attachment(graph, with)));
            let or = or_send.as_ref().map(|send| format!("else {} ", template(graph, send)));
            let (with, or) = (with.unwrap_or_default(), or.unwrap_or_default());
            format!("say {with}{} {or}{}", all.join(" | "), to(next))
        }
        NodeKind::Question { question } => {
            let question = graph.question(*question).expect("a question");
            let answer = match &question.answer {
                Answer::Slot { next, .. } => to(next),
                Answer::Collect { many, min, max, more, fields, next, .. } => {
                    let more = more.map(|more| text(graph, more)).unwrap_or_default();
                    let fields: Vec<String> =
                        fields.iter().map(|(at, prompt)| format!("{at} {}", text(graph, *prompt))).collect();
                    let many = if *many { "many" } else { "one" };
                    format!("{many} {min}..{max:?} more {more} fields [{}] {}", fields.join(", "), to(next))
                }
                Answer::Consent { yes, no, .. } => {
                    format!("consent yes {}, no {}", to(&yes.target), to(&no.target))
                }
                Answer::Menu { options, .. } => {
                    let ways = options.iter().map(|o| format!("{} {}", text(graph, o.label), to(&o.target)));
                    ways.collect::<Vec<_>>().join(", ")
                }
                Answer::Confirm { yes, no, .. } => format!("yes {}, no {}", to(&yes.target), to(&no.target)),
            };
            let reminders: Vec<String> = question
                .reminders
                .iter()
                .map(|remind| format!("; remind {:?} {}", remind.after, text(graph, remind.text)))
                .collect();
            let expire = question.expire.map(|(span, target)| format!("; expire {span:?} {}", to(&target)));
            format!(
                "question {} {} {answer}; otherwise {}{}{}",
                question.id,
                text(graph, question.prompt),
                to(&question.otherwise),
                reminders.concat(),
                expire.unwrap_or_default()
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
        NodeKind::For { list, done, item, body, next, .. } => {
            format!("for {} {} {} do {}, then {}", list.0, done.0, item.0, to(body), to(next))
        }
        NodeKind::Call { operation, args, result, next, failed, slow, too_late, locks } => {
            let name = &graph.operation(*operation).expect("an operation").name;
            let slow = slow.as_ref().map(|(span, texts)| format!(" slow {span:?} {}", texts.len()));
            let too_late = too_late.as_ref().map(|target| format!(" too late {}", to(target)));
            let locks: Vec<u16> = locks.iter().map(|slot| slot.0).collect();
            format!(
                "call {name}({}) as {:?} {}, failed {}{}{} locks {locks:?}",
                args.len(),
                result.map(|slot| slot.0),
                to(next),
                to(failed),
                slow.unwrap_or_default(),
                too_late.unwrap_or_default()
            )
        }
        NodeKind::WaitFor { result, next, late, .. } => {
            format!("wait for an event as {:?} {}, late {}", result.map(|slot| slot.0), to(next), to(late))
        }
        NodeKind::SendTemplate { send, next } => format!("{} {}", template(graph, send), to(next)),
        NodeKind::Emit { event, args, next } => {
            let names: Vec<&str> = args.iter().map(|(name, _)| name.as_str()).collect();
            format!("emit {event}({}) {}", names.join(", "), to(next))
        }
        NodeKind::React { emoji, next } => format!("react {} {}", text(graph, *emoji), to(next)),
        NodeKind::Answer { next, otherwise, .. } => format!("answer {}, else {}", to(next), to(otherwise)),
        NodeKind::Opt { out, next } => format!("opt {} {}", if *out { "out" } else { "in" }, to(next)),
        NodeKind::Withdraw { next, .. } => format!("withdraw {}", to(next)),
        NodeKind::Erase { next } => format!("erase {}", to(next)),
        NodeKind::Wait { next, .. } => format!("wait {}", to(next)),
        NodeKind::WaitUntil { next, .. } => format!("wait until {}", to(next)),
        NodeKind::Remember { next, .. } => format!("remember {}", to(next)),
        NodeKind::Forget { next, .. } => format!("forget {}", to(next)),
        NodeKind::Handoff { team, next, .. } => format!("handoff {:?} {}", team.map(|team| team.0), to(next)),
        other => format!("{other:?}"),
    }
}
