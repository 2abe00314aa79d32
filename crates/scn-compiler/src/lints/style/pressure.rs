//! No hurry, no fear, no shame: a choice is free only when both sides are easy to take.

use super::Style;
use super::texts::Role;
use scn_diag::{Diagnostic, W6009, wording};

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let said = style.said(|words| words.pressure, |role| role != Role::Address);
    said.into_iter()
        .map(|(text, words)| {
            let message = wording!(
                "`{words}` puts the customer under pressure; a consent given like this does not count",
                words
            );
            Diagnostic::new(W6009, style.narrow(text.place, words), message)
                .help("say the fact: until when it holds, and that no is a fine answer")
        })
        .collect()
}
