//! What was not understood is nobody's fault.

use super::Style;
use super::texts::Role;
use scn_diag::{Diagnostic, W6004, wording};

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let said = style.said(|words| words.blame, |role| role == Role::Retry);
    said.into_iter()
        .map(|(text, words)| {
            Diagnostic::new(
                W6004,
                style.narrow(text.place, words),
                wording!("`{words}` tells the customer that they did something wrong", words),
            )
            .help("say what you did not recognise, and what an answer looks like: \"I did not recognise the date. For instance: 3 May\"")
        })
        .collect()
}
