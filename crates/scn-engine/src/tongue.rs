//! The contact's language: asked for by name, or clear from two messages of several words.

use crate::{Effect, machine::Machine};
use scn_graph::{Language, Phrase};
use scn_understand::{Utterance, Wish};

/// A bare answer or a name tells no language.
const SEVERAL_WORDS: usize = 3;

impl Machine<'_> {
    /// "English please": the pending question in that language, or which languages there are. A question to which the
    /// name of a language is the answer has it first.
    pub(crate) fn hear_wished_language(&mut self, words: &Utterance<'_>) -> bool {
        let Some(wish) = scn_understand::wished_language(words) else { return false };
        if let Some((at, _, question)) = self.pending() {
            let answer = self.hear_answer(at, question, words).weight();
            if answer.is_some_and(|(whole, _)| whole) {
                return false;
            }
        }
        match wish {
            Wish::Language(language) if self.speaks(language) => {
                self.understood(2, "language", 1000);
                self.speak_in(language);
                match self.pending() {
                    Some((at, _, question)) => self.ask_in_full(at, question),
                    None => self.say_phrase(Phrase::LanguageChanged),
                }
            }
            _ => {
                self.understood(2, "language", 0);
                let languages = self.scenario.graph.settings.languages.iter().copied();
                let names: Vec<&str> =
                    languages.filter(|language| self.speaks(*language)).map(endonym).collect();
                let text = self.phrase(Phrase::LanguagesSpoken).replace("{}", &names.join(", "));
                self.say(text);
                self.stand_again();
            }
        }
        true
    }

    /// The second clear message of several words in another language changes to it.
    pub(crate) fn follow_language(&mut self, words: &Utterance<'_>) {
        let languages = &self.scenario.graph.settings.languages;
        if languages.len() < 2 || words.words.len() < SEVERAL_WORDS {
            return;
        }
        let clear = scn_understand::language(words, languages)
            .filter(|language| self.speaks(*language))
            .filter(|language| Some(*language) != self.conversation.contact.language);
        match clear {
            Some(language) if self.conversation.leaning == Some(language) => self.speak_in(language),
            clear => self.conversation.leaning = clear,
        }
    }

    fn speak_in(&mut self, language: Language) {
        self.conversation.leaning = None;
        if self.conversation.contact.language == Some(language) {
            return;
        }
        self.conversation.contact.language = Some(language);
        self.language = self.scenario.language_index(Some(language));
        self.effects.push(Effect::LanguageChanged(language));
    }

    /// All texts are there in this language.
    fn speaks(&self, language: Language) -> bool {
        let place = self.scenario.language_index(Some(language));
        self.scenario.graph.settings.languages.get(place) == Some(&language)
    }
}

/// What a language calls itself.
fn endonym(language: Language) -> &'static str {
    match language {
        Language::Fr => "français",
        Language::De => "Deutsch",
        Language::It => "italiano",
        Language::En => "English",
    }
}
