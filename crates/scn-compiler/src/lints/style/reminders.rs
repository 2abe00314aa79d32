//! Two reminders are help, a third is nagging.

use super::Style;
use scn_diag::{Diagnostic, W6021, wording};

/// Source: rule Q053.
const MOST: usize = 2;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let questions = style.checked.graph().questions.iter();
    let mut found = Vec::new();
    for question in questions {
        let count = question.reminders.len();
        let Some(third) = question.reminders.get(MOST) else { continue };
        let place = style.checked.text_place(third.text, 0);
        if !style.checked.is_standard(place.file) {
            found.push(
                Diagnostic::new(
                    W6021,
                    place,
                    wording!("a customer who does not answer is reminded {count} times: people block numbers that insist", count),
                )
                .help("remind twice at most, then let it rest with `expire`"),
            );
        }
    }
    found
}
