//! One message of a customer, and a row of messages comes back: they are not read, and on a slow phone the question at
//! the end arrives before what explains it.

use crate::codes;
use crate::flow::Source;
use crate::lints::Checked;
use scn_diag::{Diagnostic, wording};
use scn_graph::{FlowId, NodeId, NodeKind};
use scn_syntax::ast::TriggerEvent;

/// What a phone shows without scrolling, and people read.
const MOST_MESSAGES: u32 = 5;

pub(super) fn many_messages(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let opens = |flow: FlowId| match checked.plan(flow).map(|plan| plan.source) {
        Some(Source::Escape(_)) => true,
        Some(Source::Trigger(trigger)) => matches!(
            trigger.event,
            TriggerEvent::Message
                | TriggerEvent::Link(_)
                | TriggerEvent::Ad { .. }
                | TriggerEvent::Order
                | TriggerEvent::Media
                | TriggerEvent::Unsupported
        ),
        _ => false,
    };
    let busiest = checked.build.busiest(&opens);
    let many = busiest.into_iter().filter(|busiest| busiest.messages > MOST_MESSAGES);
    many.filter_map(|busiest| {
        // the message that is too many
        let most = usize::try_from(MOST_MESSAGES).unwrap_or(usize::MAX);
        let place = checked.place(busiest.way.get(most).or(busiest.way.last()).copied()?);
        if checked.is_ours(place) {
            return None;
        }
        let lines = checked.lines(busiest.way.iter().copied());
        let messages = busiest.messages;
        let message = match busiest.question {
            Some(question) => {
                let answered = checked.line(checked.place(question));
                wording!(
                    "one answer to the question in {answered} brings {messages} messages at once: {lines}",
                    answered,
                    messages,
                    lines
                )
            }
            None => wording!(
                "one message of the customer brings {messages} messages at once: {lines}",
                messages,
                lines
            ),
        };
        let repeats = busiest.way.iter().any(|node| is_in_a_loop(checked, *node));
        let help = match repeats {
            true => "say the list in one message: `say \"{for item in list: \"…\"}\"`",
            false => "put several into one text, or ask something in between: at most 5 are read",
        };
        Some(Diagnostic::new(codes::W2006, place, message).help(help))
    })
    .collect()
}

/// What is said there is said for each item of a list.
fn is_in_a_loop(checked: &Checked<'_, '_>, at: NodeId) -> bool {
    let graph = checked.graph();
    let place = checked.place(at);
    let flow = graph.node(at).map(|node| node.flow);
    let loops = checked
        .nodes()
        .zip(&graph.nodes)
        .filter(|(_, node)| Some(node.flow) == flow && matches!(node.kind, NodeKind::For { .. }));
    loops
        .map(|(at, _)| checked.place(at))
        .any(|around| around.file == place.file && around.start <= place.start && place.end <= around.end)
}
