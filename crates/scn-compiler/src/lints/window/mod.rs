//! E3101: a free-form message that can be sent when the customer service window is closed.
//!
//! One report per cause: what follows on the same way until the customer writes again is counted with it.

mod words;

use super::Checked;
use crate::codes;
use crate::window::{Age, Closed, What, analyse};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{NodeId, NodeKind};
use std::collections::BTreeMap;

pub(crate) fn check(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let mut causes: BTreeMap<NodeId, Vec<Closed>> = BTreeMap::new();
    for closed in analyse(checked.graph()).closed {
        let cause = closed.cause().map_or(closed.node, |leg| leg.node);
        causes.entry(cause).or_default().push(closed);
    }
    causes.into_values().filter_map(|same| reported(checked, same)).collect()
}

/// The first message of those with one cause, where the project can mend it.
fn reported(checked: &Checked<'_, '_>, mut same: Vec<Closed>) -> Option<Diagnostic> {
    same.sort_by_key(|closed| {
        let place = checked.place(closed.node);
        (checked.is_standard(place.file), closed.path.len(), place.file, place.start, closed.what)
    });
    let first = same.first()?;
    let node = mendable(checked, first)?;
    let inside = node != checked.place(first.node);
    let span = reminder(checked, first).filter(|_| !inside).unwrap_or(node);
    let said = if inside { words::inside(first.what) } else { words::what(first.what) };
    let message = match first.age.in_seconds() {
        Some(_) => wording!(
            "{said} up to {age} after the customer last wrote, and is then not sent: WhatsApp takes only templates \
             after 24 hours",
            said,
            age = words::length(first.age)
        ),
        None => wording!(
            "{said} at any time after the customer last wrote, and is then not sent: WhatsApp takes only templates \
             after 24 hours",
            said
        ),
    };
    let mut diagnostic = Diagnostic::new(codes::E3101, span, message);
    for leg in &first.path {
        let place = checked.place(leg.node);
        if !checked.is_standard(place.file) {
            diagnostic = diagnostic.label(place, words::leg(checked, leg));
        }
    }
    Some(diagnostic.help(words::remedy(first.what, same.len() - 1)))
}

/// A reminder is told where it stands, not at its question.
fn reminder(checked: &Checked<'_, '_>, closed: &Closed) -> Option<Span> {
    let (What::Reminder(at), NodeKind::Question { question }) =
        (closed.what, &checked.graph().node(closed.node)?.kind)
    else {
        return None;
    };
    let reminder = checked.graph().question(*question)?.reminders.get(at)?;
    Some(checked.text_place(reminder.text, 0)).filter(|place| *place != Span::default())
}

/// The message itself, or what led into a standard module with the window closed.
fn mendable(checked: &Checked<'_, '_>, closed: &Closed) -> Option<Span> {
    let written = |node: NodeId| {
        let place = checked.place(node);
        (!checked.is_standard(place.file)).then_some(place)
    };
    let mut late = closed.path.iter().rev().filter(|leg| leg.age > Age::NOW);
    written(closed.node).or_else(|| late.find_map(|leg| written(leg.node)))
}
