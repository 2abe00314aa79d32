//! Three tries, then another way: a fourth reprompt only tires.

use super::Style;
use super::texts::{is_default, written};
use scn_diag::{Diagnostic, W6003, wording};
use std::collections::BTreeSet;

/// Source: rule Q006.
const MOST: usize = 3;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let written = written(style.checked);
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for question in &style.checked.graph().questions {
        let count = question.retries.len();
        let Some(fourth) = question.retries.get(MOST) else { continue };
        let own = written.contains(fourth) && !is_default(style.checked, question, *fourth);
        if own && told.insert(*fourth) {
            let message = wording!(
                "a customer who is not understood reads {count} attempts before anything else happens",
                count
            );
            found.push(
                Diagnostic::new(W6003, style.checked.text_place(*fourth, 0), message)
                    .help("keep three at most, the last one with an example, then `otherwise { handoff }`"),
            );
        }
    }
    found
}
