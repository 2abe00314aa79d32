//! A bare "yes" to "shall I not …?" can mean both.

use super::Style;
use super::plain::{Finder, questions, sure, words};
use super::texts::written;
use super::words::{self as lists, Words};
use scn_diag::{Diagnostic, W6007, wording};
use scn_graph::{Answer, Graph, Phrase, TextId, Type};

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let written = written(style.checked);
    let undone = style.finders(|words| words.not_negative);
    let tags = style.finders(|words| words.tags);
    let mut found = Vec::new();
    for question in graph.questions.iter().filter(|question| written.contains(&question.prompt)) {
        for (place, prompt, span) in style.checked.in_languages(question.prompt) {
            let Some(language) = graph.settings.languages.get(place) else { continue };
            let known = lists::of(*language);
            let Some(asked) = questions(&sure(&prompt.pieces)).pop() else { continue };
            let (Some(undone), Some(tags)) = (undone.get(language), tags.get(language)) else { continue };
            let negative = is_negative(known, (undone, tags), &asked);
            if negative && let Some((yes, no)) = bare(graph, &question.answer, place, known) {
                found.push(
                    Diagnostic::new(
                        W6007,
                        span,
                        wording!("`{yes}` and `{no}` can both mean both here: nobody can tell what the customer answered to a question with a \"not\"", yes, no),
                    )
                    .help("ask it without the \"not\", or let the labels say what happens: \"Cancel\", \"Keep it\""),
                );
            }
        }
    }
    found
}

fn is_negative(known: &Words, (undone, tags): (&Finder, &Finder), asked: &str) -> bool {
    let asked = words(asked);
    let has = |part: &&str| asked.iter().any(|word| word.lower == **part && !word.quoted);
    let is_tag = tags.ends(&asked).any(|(end, _)| end == asked.len());
    let negative = known.negations.iter().any(|parts| parts.iter().all(&has));
    negative && undone.find(&asked).is_none() && !is_tag
}

/// The labels, when they are nothing but yes and no.
fn bare(graph: &Graph, answer: &Answer, language: usize, known: &Words) -> Option<(String, String)> {
    let phrase = |phrase| graph.phrases.get(&phrase).copied();
    let (yes, no) = match answer {
        Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => (yes.label, no.label),
        Answer::Menu { options, .. } => match options.as_slice() {
            [yes, no] => (yes.label, no.label),
            _ => return None,
        },
        Answer::Slot { ty, .. } if *ty.known() == Type::YesNo => (phrase(Phrase::Yes)?, phrase(Phrase::No)?),
        _ => return None,
    };
    let label = |id: TextId| graph.template(id, language)?.as_literal().map(str::to_owned);
    let (yes, no) = (label(yes)?, label(no)?);
    let is = |label: &str, list: &[&str]| list.contains(&super::plain::folded(label).as_str());
    (is(&yes, known.yes) && is(&no, known.no)).then_some((yes, no))
}
