//! One form of address: a customer who is called `vous` and `tu` in one conversation hears two voices. Without a `tone`,
//! the language's own sentences are polite, and so must the project's be.

use super::Style;
use super::plain::{Finder, Word};
use super::texts::Text;
use super::words::{self, Address};
use scn_diag::{Diagnostic, W6012, wording};
use scn_graph::Language;
use std::collections::BTreeMap;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let settings = &style.checked.graph().settings;
    let tone = settings.tone.as_deref();
    let familiar = matches!(tone, Some("tu" | "du" | "tu_it"));
    let mut off: BTreeMap<Language, Vec<(&Text, &Word, &'static str, &'static str)>> = BTreeMap::new();
    for language in &settings.languages {
        let lists = words::of(*language);
        let (wanted, unwanted) =
            if familiar { (&lists.familiar, &lists.formal) } else { (&lists.formal, &lists.familiar) };
        let phrases = Finder::new(unwanted.phrases);
        let texts = style.ours().filter(|text| text.language == *language);
        let found = texts.filter_map(|text| {
            let word = speaks(unwanted, &phrases, &text.words)?;
            Some((text, word, unwanted.name, wanted.name))
        });
        off.insert(*language, found.collect());
    }
    let languages = off.into_values();
    match tone {
        Some(tone) => languages.flatten().map(|found| against(style, tone, found)).collect(),
        // one decision is missing, not one per text
        None => languages.filter_map(|found| undeclared(style, &found)).collect(),
    }
}

fn against(
    style: &Style<'_, '_, '_>,
    tone: &str,
    (text, word, form, wanted): (&Text, &Word, &str, &str),
) -> Diagnostic {
    let written = word.written.as_str();
    let message = wording!(
        "`{written}` says {form} to the customer, but the scenario's `tone {tone}` says {wanted}: two voices in one conversation",
        written,
        form,
        tone,
        wanted
    );
    Diagnostic::new(W6012, style.narrow(text.place, written), message)
        .help(wording!("say {wanted} in the whole text, verbs and possessives too", wanted))
}

fn undeclared(style: &Style<'_, '_, '_>, found: &[(&Text, &Word, &str, &str)]) -> Option<Diagnostic> {
    let (text, word, form, wanted) = found.first()?;
    let written = word.written.as_str();
    let message = wording!(
        "`{written}` says {form} to the customer, but without a `tone` the sentences of the language itself say {wanted}: two voices in one conversation",
        written,
        form = *form,
        wanted = *wanted
    );
    let tone = match *form {
        "du" => "du",
        _ if text.language == Language::It => "tu_it",
        _ => "tu",
    };
    Some(Diagnostic::new(W6012, style.narrow(text.place, written), message).help(wording!(
        "write `tone {tone}` in the scenario, or say {wanted} in all texts",
        tone,
        wanted = *wanted
    )))
}

/// The word by which a text surely uses this form of address.
fn speaks<'w>(form: &Address, phrases: &Finder, words: &'w [Word]) -> Option<&'w Word> {
    let has = |list: &[&str], word: &Word| list.contains(&word.lower.as_str());
    let mut before: Option<&str> = None;
    for word in words {
        let not_after = form.unless_after.iter().find(|(name, _)| *name == word.lower);
        let certain = has(form.anywhere, word)
            || (has(form.capital_inside, word) && word.is_capitalised() && !word.first)
            || (has(form.requests, word) && word.first)
            || not_after.is_some_and(|(_, after)| before.is_none_or(|before| !after.contains(&before)));
        // capitals alone may be an abbreviation: `TE`, `TU`
        if certain && !word.quoted && !(word.letters() > 1 && word.is_all_capitals()) {
            return Some(word);
        }
        before = Some(word.lower.as_str());
    }
    let (end, _) = phrases.ends(words).next()?;
    words.get(end.checked_sub(1)?)
}
