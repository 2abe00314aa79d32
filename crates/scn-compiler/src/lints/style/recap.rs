//! After hours, "and the number?" goes on from something the customer no longer has in mind.

use super::Style;
use super::plain::{Finder, sure, words};
use super::texts::written;
use scn_diag::{Diagnostic, W6022, wording};
use scn_graph::{Graph, NodeId, NodeKind, QuestionId, Span, TextId};

/// Source: rule Q054.
const LONG_SECONDS: u64 = 4 * 3600;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let written = written(style.checked);
    let goes_on = style.finders(|words| words.goes_on);
    let reminders = graph.questions.iter().flat_map(|question| &question.reminders);
    let late = reminders.filter(|reminder| is_long(reminder.after)).map(|reminder| reminder.text);
    let asked = graph.nodes.iter().filter_map(|node| asked_after_a_wait(graph, &node.kind));
    let said: std::collections::BTreeSet<TextId> =
        late.chain(asked).filter(|id| written.contains(id)).collect();
    let mut found = Vec::new();
    for id in said {
        for (language, text, place) in style.checked.in_languages(id) {
            let finder = graph.settings.languages.get(language).and_then(|language| goes_on.get(language));
            if let Some(word) = finder.and_then(|finder: &Finder| finder.starts(&words(&sure(&text.pieces))))
            {
                let message = wording!(
                    "after hours of silence this begins with `{word}`: the customer no longer knows what it goes on from",
                    word
                );
                found.push(
                    Diagnostic::new(W6022, place, message)
                        .help("recall where you were: \"We were at Saturday, 8 pm. How many will you be?\""),
                );
            }
        }
    }
    found
}

/// The question that is the first thing a customer reads after a long wait.
fn asked_after_a_wait(graph: &Graph, kind: &NodeKind) -> Option<TextId> {
    let mut at: NodeId = match kind {
        NodeKind::Wait { span, next } if is_long(*span) => *next,
        NodeKind::WaitFor { span, late, .. } if is_long(*span) => *late,
        _ => return None,
    };
    // what is remembered or set says nothing
    for _ in 0..8 {
        match &graph.node(at)?.kind {
            NodeKind::Question { question } => return prompt(graph, *question),
            NodeKind::Set { next, .. } | NodeKind::Remember { next, .. } | NodeKind::Forget { next, .. } => {
                at = *next
            }
            _ => return None,
        }
    }
    None
}

fn prompt(graph: &Graph, question: QuestionId) -> Option<TextId> {
    graph.question(question).map(|question| question.prompt)
}

fn is_long(span: Span) -> bool {
    span.months > 0 || u64::from(span.days) * 24 * 3600 + u64::from(span.seconds) >= LONG_SECONDS
}
