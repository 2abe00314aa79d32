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
            // "English" is a part of "Go on in English": that is no answer by name.
            if answer.is_some_and(|(whole, score)| whole && score == 1000) {
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
                let text = self.languages_spoken();
                self.say(text);
                self.stand_again();
            }
        }
        true
    }

    /// The first clear message tells the language. A single word may be a greeting of any place: the next clear message
    /// of several words counts more than it.
    pub(crate) fn learn_language(&mut self, text: &str) {
        let languages = &self.scenario.graph.settings.languages;
        if self.conversation.contact.language.is_some() || languages.len() < 2 {
            return;
        }
        let words = Utterance::new(text);
        if let Some(language) = scn_understand::language(&words, languages) {
            self.conversation.contact.language = Some(language);
            self.language = self.scenario.language_index(Some(language));
            self.effects.push(Effect::LanguageChanged(language));
            self.conversation.leaning = (words.words.len() < SEVERAL_WORDS).then_some(language);
        }
    }

    /// The second clear message of several words in another language changes to it; the first does where so far only a
    /// word or two told the language.
    pub(crate) fn follow_language(&mut self, words: &Utterance<'_>) {
        let languages = &self.scenario.graph.settings.languages;
        if languages.len() < 2 || words.words.len() < SEVERAL_WORDS {
            return;
        }
        let spoken = self.conversation.contact.language;
        let leaning = self.conversation.leaning;
        let clear = scn_understand::language(words, languages);
        self.heard_in = clear;
        match clear.filter(|language| self.speaks(*language)) {
            Some(language) if Some(language) == spoken => self.conversation.leaning = None,
            Some(language) if leaning == Some(language) || leaning.is_some() && leaning == spoken => {
                self.speak_in(language);
            }
            None if leaning == spoken => {}
            other => self.conversation.leaning = other,
        }
    }

    /// Words of several that are clearly in a language that is not spoken here: which ones are, once.
    pub(crate) fn tell_languages(&self, words: &Utterance<'_>) -> Option<String> {
        if words.words.len() < SEVERAL_WORDS {
            return None;
        }
        let language = scn_understand::language(words, &Language::ALL)?;
        let languages = &self.scenario.graph.settings.languages;
        (!languages.contains(&language)).then(|| self.languages_spoken())
    }

    fn languages_spoken(&self) -> String {
        let languages = self.scenario.graph.settings.languages.iter().copied();
        let names: Vec<&str> = languages.filter(|language| self.speaks(*language)).map(endonym).collect();
        self.phrase(Phrase::LanguagesSpoken).replace("{}", &names.join(", "))
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
