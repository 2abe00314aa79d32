//! An automatic assistant never claims to be a person.

use super::Style;
use super::texts::Role;
use scn_diag::{Diagnostic, W6019, wording};

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let said = style.said(|words| words.human, Role::is_ours);
    said.into_iter()
        .map(|(text, words)| {
            let message = wording!(
                "`{words}` is said by a machine: customers have a right to know that no person writes",
                words
            );
            Diagnostic::new(W6019, style.narrow(text.place, words), message)
                .help("say what it is: \"I am the automatic assistant of …\", and how to reach a person")
        })
        .collect()
}
