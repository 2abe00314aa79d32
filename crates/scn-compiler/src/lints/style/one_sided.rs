//! Yes and no are offered alike: both in words of their own, or both bare.

use super::Style;
use scn_diag::{Diagnostic, W6008, wording};
use scn_graph::{Answer, Phrase, TextId};

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let bare = |label: TextId, phrase| graph.phrases.get(&phrase) == Some(&label);
    let mut found = Vec::new();
    for question in &graph.questions {
        let place = style.checked.place(question.node);
        let (Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. }) = &question.answer else {
            continue;
        };
        let (yes_is_bare, no_is_bare) = (bare(yes.label, Phrase::Yes), bare(no.label, Phrase::No));
        if yes_is_bare == no_is_bare || style.checked.is_standard(place.file) {
            continue;
        }
        let (written, side, missing) =
            if no_is_bare { (yes.label, "yes", "no") } else { (no.label, "no", "yes") };
        let label =
            graph.template(written, 0).and_then(|label| label.as_literal()).unwrap_or_default().to_owned();
        let message = wording!(
            "`{side}` says `{label}`, but `{missing}` has no words: customers see one clear button and a bare one",
            side,
            label,
            missing
        );
        found.push(
            Diagnostic::new(W6008, style.checked.text_place(written, 0), message)
                .help(wording!("write what the other one does too: `{missing} \"…\"`", missing)),
        );
    }
    found
}
