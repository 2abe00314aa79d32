//! Examples that the trained matcher takes for another one's.

use super::listeners::{One, Takers};
use super::right;
use crate::codes;
use crate::lints::Checked;
use crate::translate::Said;
use scn_diag::{Diagnostic, wording};
use scn_graph::Language;
use scn_understand::{Score, Utterance};

/// The engine asks the customer when two escapes are nearer to each other than this.
const NEAR: Score = 40;

/// An example is certain word for word; this looks at what happens when it is written a little differently: with
/// "please" behind it. Only what the matcher then opens without asking is
/// reported, with the one that it opens.
pub(super) fn check(
    checked: &Checked<'_, '_>,
    takers: &Takers<'_>,
    one: &One<'_>,
    said: &Said,
    words: &Utterance<'_>,
) -> Option<(usize, Diagnostic)> {
    let model = &checked.graph().intents;
    let (other, ..) = wins(checked, takers, one, &scn_understand::resembling(model, words))?;
    let end = |c: char| c.is_whitespace() || matches!(c, '?' | '!' | '.');
    let varied = format!("{}, {}", said.text.trim_end_matches(end), polite(said.language));
    let variant = Utterance::new(&varied);
    if right(&variant, checked).is_some() || takers.winner(one, &variant).is_some() {
        return None;
    }
    let scores = scn_understand::classify(model, &variant, |_| true);
    let (winner, score, own) = wins(checked, takers, one, &scores)?;
    if winner != other || score == 1000 {
        return None;
    }
    let title = |at: usize| {
        let listener = checked.graph().listeners.get(at);
        listener.and_then(|listener| checked.plan(listener.flow)).map(|plan| plan.title.clone())
    };
    let (name, other) = (title(one.at).unwrap_or_default(), title(winner).unwrap_or_default());
    let wrong = wording!(
        "this example of `{name}` is understood as `{other}` as soon as it is written a little differently",
        name,
        other
    );
    let help = wording!(
        "`{varied}` opens `{other}` (score {score}, against {own}): give `{name}` more examples of its own, or leave \
         this one to `{other}`",
        varied,
        other,
        score,
        own,
        name
    );
    Some((winner, Diagnostic::new(codes::W2033, said.span, wrong).help(help)))
}

/// The other listener that these scores open without a question, its score, and that of this one.
fn wins(
    checked: &Checked<'_, '_>,
    takers: &Takers<'_>,
    one: &One<'_>,
    scores: &[(u32, Score)],
) -> Option<(usize, Score, Score)> {
    let class = |class: u32| class as usize;
    let own = scores.iter().find(|(at, _)| class(*at) == one.at).map_or(0, |(_, score)| *score);
    let (winner, score) = scores.iter().find(|(at, _)| takers.is_rival(one, class(*at)))?;
    let opens = *score >= checked.graph().intents.accept && *score >= own.saturating_add(NEAR);
    opens.then_some((class(*winner), *score, own))
}

fn polite(language: Language) -> &'static str {
    match language {
        Language::Fr => "s'il vous plaît",
        Language::De => "bitte",
        Language::It => "per favore",
        Language::En => "please",
    }
}
