//! The sentences the language brings along, in its four languages, polite or familiar as the scenario's `tone` says.

mod english;
mod french;
mod german;
mod italian;

use crate::build::Build;
use scn_diag::Span;
use scn_graph::{Language, Phrase, Template, TextId};

const ALL: [Phrase; 46] = [
    Phrase::NotUnderstood,
    Phrase::NotUnderstoodExample,
    Phrase::OfferPerson,
    Phrase::OfferPersonYes,
    Phrase::OfferPersonNo,
    Phrase::HandedOver,
    Phrase::TeamAway,
    Phrase::Cancelled,
    Phrase::NothingToCancel,
    Phrase::Stopped,
    Phrase::WhatToChange,
    Phrase::Noted,
    Phrase::NothingToGoBackTo,
    Phrase::Help,
    Phrase::YouAreWelcome,
    Phrase::OptionExpired,
    Phrase::NoLongerAvailable,
    Phrase::WhichOne,
    Phrase::NoEntry,
    Phrase::CannotReadThis,
    Phrase::ListLabel,
    Phrase::Yes,
    Phrase::No,
    Phrase::SwitchOffer,
    Phrase::SwitchYes,
    Phrase::SwitchNo,
    Phrase::AnswerOrQuestion,
    Phrase::IsAnswer,
    Phrase::IsQuestion,
    Phrase::NumberBounds,
    Phrase::TextTooLong,
    Phrase::WelcomeBack,
    Phrase::CannotSkip,
    Phrase::DefaultTeam,
    Phrase::AskField,
    Phrase::NoMore,
    Phrase::ListFull,
    Phrase::ListTooShort,
    Phrase::WhichItem,
    Phrase::TooLate,
    Phrase::NotChangedYet,
    Phrase::Forgotten,
    Phrase::OptedIn,
    Phrase::NothingKnown,
    Phrase::LanguageChanged,
    Phrase::LanguagesSpoken,
];

impl Build<'_> {
    pub(crate) fn read_phrases(&mut self) {
        let familiar = self.familiar();
        let languages = self.graph.settings.languages.clone();
        for phrase in ALL {
            let id = format!("phrase.{}", snake(&format!("{phrase:?}")));
            let texts =
                languages.iter().map(|language| words(phrase, *language, familiar).to_owned()).collect();
            let text = self.add_in_all(&id, texts, Span::default());
            self.graph.phrases.insert(phrase, text);
        }
    }

    /// The text of a phrase.
    pub(crate) fn phrase(&self, phrase: Phrase) -> TextId {
        self.graph.phrases.get(&phrase).copied().unwrap_or(TextId(0))
    }

    /// The phrase in every language of the scenario.
    pub(crate) fn phrase_words(&self, phrase: Phrase) -> Vec<String> {
        let familiar = self.familiar();
        let languages = self.graph.settings.languages.iter();
        languages.map(|language| words(phrase, *language, familiar).to_owned()).collect()
    }

    /// A phrase whose hole the compiler can fill, as a text of its own.
    pub(crate) fn phrase_with(&mut self, id: &str, phrase: Phrase, value: &str, place: Span) -> TextId {
        let texts = self.phrase_words(phrase).into_iter().map(|text| text.replace("{}", value)).collect();
        self.add_in_all(id, texts, place)
    }

    fn add_in_all(&mut self, id: &str, texts: Vec<String>, place: Span) -> TextId {
        let id = self.unique_text_id(id);
        let row = texts.into_iter().map(|text| Some(Template::literal(text))).collect();
        self.add_row(id, row, place)
    }

    fn familiar(&self) -> bool {
        matches!(self.graph.settings.tone.as_deref(), Some("tu" | "du" | "tu_it"))
    }
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn words(phrase: Phrase, language: Language, familiar: bool) -> &'static str {
    match (language, familiar) {
        (Language::Fr, false) => french::polite(phrase),
        (Language::Fr, true) => french::familiar(phrase),
        (Language::De, false) => german::polite(phrase),
        (Language::De, true) => german::familiar(phrase),
        (Language::It, false) => italian::polite(phrase),
        (Language::It, true) => italian::familiar(phrase),
        (Language::En, _) => english::polite(phrase),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Phrases that stand on a button or open a list.
    const BUTTONS: [Phrase; 10] = [
        Phrase::NoMore,
        Phrase::OfferPersonYes,
        Phrase::OfferPersonNo,
        Phrase::ListLabel,
        Phrase::Yes,
        Phrase::No,
        Phrase::SwitchYes,
        Phrase::SwitchNo,
        Phrase::IsAnswer,
        Phrase::IsQuestion,
    ];

    fn each(check: impl Fn(Phrase, Language, &str)) {
        for phrase in ALL {
            for language in Language::ALL {
                for familiar in [false, true] {
                    check(phrase, language, words(phrase, language, familiar));
                }
            }
        }
    }

    #[test]
    fn button_phrases_fit_on_buttons() {
        each(|phrase, language, text| {
            let short = !BUTTONS.contains(&phrase) || text.chars().count() <= 20;
            assert!(short, "{phrase:?} {language:?}: {text}");
        });
    }

    #[test]
    fn every_language_has_the_same_holes() {
        each(|phrase, language, text| {
            for hole in ["{}", "{min}", "{max}"] {
                assert_eq!(
                    text.contains(hole),
                    english::polite(phrase).contains(hole),
                    "{phrase:?} {language:?}: {text}"
                );
            }
        });
    }
}
