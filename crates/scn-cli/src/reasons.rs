//! The decisions of the engine in a designer's words.

use scn_engine::{Lost, Trace};
use scn_graph::{FlowId, Graph};

/// The order of understanding, as the reference numbers it.
const RULES: [&str; 8] = [
    "a tap carries its own meaning",
    "a word of rights or safety",
    "an answer to the question",
    "a correction of an earlier answer",
    "a question that an escape answers",
    "a word that steers the conversation",
    "the beginning of another conversation",
    "not understood",
];

/// What the rule of this number is about.
pub(crate) fn rule(number: u8) -> &'static str {
    usize::from(number).checked_sub(1).and_then(|at| RULES.get(at)).copied().unwrap_or("?")
}

/// One decision as a sentence; steps through the graph are none.
pub(crate) fn decision(graph: &Graph, trace: &Trace) -> Option<String> {
    let flow = |id: &FlowId| graph.flow(*id).map_or("?", |flow| flow.name.as_str());
    Some(match trace {
        Trace::Understood { rule: number, what, score } if what.is_empty() => {
            format!("rule {number}, {}{}", rule(*number), scored(*score))
        }
        Trace::Understood { rule: number, what, score } => {
            format!("rule {number}, {}: {what}{}", rule(*number), scored(*score))
        }
        Trace::Considered { rule: number, what, score, lost } => {
            format!("not {what}{}, {}: {}", scored(*score), rule(*number), why_lost(*lost))
        }
        Trace::Answered(question) => {
            format!("answered {}", graph.question(*question).map_or("?", |question| question.id.as_str()))
        }
        Trace::Opened(id) => format!("began {}", flow(id)),
        Trace::Closed(id) => format!("ended {}", flow(id)),
        Trace::Visited(_) | Trace::Left { .. } => return None,
    })
}

/// Why a candidate was not taken.
fn why_lost(lost: Lost) -> String {
    match lost {
        Lost::TooLow { needs } => format!("{} is needed here", percent(needs)),
        Lost::NearlyEqual => "another is as likely, so the customer is asked which".to_owned(),
        Lost::AnotherFirst => "something else came first".to_owned(),
        Lost::NotOffered => "it is not offered now".to_owned(),
        Lost::OutOfReach => {
            "it runs already, belongs to another tunnel, or its condition does not hold".to_owned()
        }
    }
}

/// What was not weighed has no score.
fn scored(score: u16) -> String {
    if score == 0 { String::new() } else { format!(" ({})", percent(score)) }
}

pub(crate) fn percent(thousandths: u16) -> String {
    match thousandths % 10 {
        0 => format!("{} %", thousandths / 10),
        tenth => format!("{}.{tenth} %", thousandths / 10),
    }
}
