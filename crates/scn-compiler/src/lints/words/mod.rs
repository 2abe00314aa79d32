//! Words that two things want: answers, escapes, entries, links, the words of the language itself. Which one gets them
//! is fixed; what gets them never, or against what its designer meant, is told here.
//!
//! The order: links, rights (stop, a person, delete my data), the name of a language, answers to closed questions,
//! escapes (`says` and `matching` before `like`, the tunnel's before the project's, the one written first before the
//! others), controls (cancel, back, help …), entries. Every example is read once, as the engine would: linear in them.

mod answers;
mod examples;
mod listeners;
mod rights;

use super::Checked;
use crate::flow::{FlowPlan, Source};
use scn_diag::{Diagnostic, Span};
use scn_understand::{Control, Utterance};

pub(super) fn check(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let served = rights::Served::of(checked.graph());
    let mut found = rights::check(checked, &served);
    found.extend(answers::check(checked, &served));
    found.extend(listeners::check(checked));
    found
}

/// From this score on the engine takes a request inside a longer message for the whole of it.
const SURE: u16 = 850;

/// The right that these words claim wherever they are written.
fn right(words: &Utterance<'_>, checked: &Checked<'_, '_>) -> Option<Control> {
    let hit = scn_understand::control(words, &checked.graph().settings.languages)?;
    let is_right = matches!(hit.control, Control::Stop | Control::Human | Control::DeleteMyData);
    (is_right && (hit.whole || hit.score >= SURE)).then_some(hit.control)
}

/// What to underline when an escape or an entry as a whole is meant: its name, or its head.
fn first_line(plan: &FlowPlan<'_>) -> Span {
    match plan.source {
        Source::Trigger(trigger) => {
            Span { end: trigger.body.span.start.max(trigger.span.start), ..trigger.span }
        }
        _ => plan.place(),
    }
}
