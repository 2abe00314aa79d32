//! One question per message: people answer one of several, and nobody knows which.

use super::Style;
use super::plain::questions;
use super::texts::Role;
use scn_diag::{Diagnostic, W6001, wording};

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let asking = style.texts.iter().filter(|text| matches!(text.role, Role::Question | Role::Retry));
    asking
        .filter_map(|text| {
            let count = questions(&text.sure).len();
            (count > 1).then(|| {
                Diagnostic::new(
                    W6001,
                    text.place,
                    wording!("{count} questions in one message: customers answer one of them, and the others are lost", count),
                )
                .help("ask one thing, and the next one in an `ask` of its own")
            })
        })
        .collect()
}
