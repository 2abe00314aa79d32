//! Safety words and conversation controls.

use crate::{
    api::{Control, ControlHit, Score, Utterance},
    clause,
    words::{self, Hit, Tag},
};
use scn_graph::Language;

/// The whole message, politeness aside.
const WHOLE: Score = 1000;
/// A full request ("je veux parler à un humain") inside a longer message.
const REQUEST: Score = 900;
/// One word inside a longer message: at most this, less the longer the message.
const MENTION: Score = 600;
/// What a "not" before it leaves.
const NEGATED: Score = 100;

/// Which control a message asks for, if any, in the given languages.
pub fn control(utterance: &Utterance<'_>, languages: &[Language]) -> Option<ControlHit> {
    let languages = words::set(languages);
    let mut best: Option<ControlHit> = None;
    for hit in utterance.hits.iter().filter(|hit| hit.languages & languages != 0) {
        let (control, request) = match hit.tag {
            Tag::Word(control) => (control, false),
            Tag::Request(control) => (control, true),
            _ => continue,
        };
        let candidate = weigh(utterance, hit, control, request);
        if best.is_none_or(|best| (candidate.score, best.control) > (best.score, candidate.control)) {
            best = Some(candidate);
        }
    }
    best
}

fn weigh(utterance: &Utterance<'_>, hit: &Hit, control: Control, request: bool) -> ControlHit {
    let whole = is_whole(utterance, hit, control);
    let score = if whole {
        WHOLE
    } else if clause::is_negated(utterance, hit.words()) {
        NEGATED
    } else if request {
        REQUEST
    } else {
        let said =
            (0..utterance.words.len()).filter(|at| hit.words().contains(at) || !utterance.is_filler(*at));
        (usize::from(MENTION) * hit.words().len() / said.count().max(1)) as Score
    };
    ControlHit { control, whole, score }
}

/// Everything else is politeness, or says the same control again ("stop stop", "annuler, annuler tout").
fn is_whole(utterance: &Utterance<'_>, hit: &Hit, control: Control) -> bool {
    let says_the_same = |at: usize| {
        utterance.hits.iter().any(|other| {
            matches!(other.tag, Tag::Word(c) | Tag::Request(c) if c == control) && other.words().contains(&at)
        })
    };
    (0..utterance.words.len())
        .all(|at| hit.words().contains(&at) || utterance.is_filler(at) || says_the_same(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Control::*;

    fn all(text: &str) -> Option<ControlHit> {
        control(&Utterance::new(text), &Language::ALL)
    }

    #[test]
    fn whole_messages() {
        for (text, expected) in [
            ("STOP", Stop),
            ("stop svp", Stop),
            ("Stop svp 🙏", Stop),
            ("Stop!!! 😡", Stop),
            ("stop stop stop", Stop),
            ("désabonner", Stop),
            ("arrêtez de m'écrire", Stop),
            ("Bitte abmelden", Stop),
            ("keine Nachrichten mehr bitte", Stop),
            ("basta messaggi", Stop),
            ("unsubscribe please", Stop),
            ("humain", Human),
            ("je veux parler à un humain svp", Human),
            ("Bonjour, je voudrais parler à quelqu'un", Human),
            ("Mitarbeiter bitte", Human),
            ("Ich möchte mit einem Menschen sprechen", Human),
            ("vorrei parlare con un operatore", Human),
            ("talk to a human please", Human),
            ("agent", Human),
            ("supprimez mes données", DeleteMyData),
            ("Bitte löschen Sie meine Daten", DeleteMyData),
            ("loeschen sie meine daten", DeleteMyData),
            ("cancellate i miei dati per favore", DeleteMyData),
            ("delete my data", DeleteMyData),
            ("annuler", Cancel),
            ("je voudrais annuler", Cancel),
            ("laisse tomber", Cancel),
            ("abbrechen", Cancel),
            ("vergiss es", Cancel),
            ("annulla", Cancel),
            ("lascia perdere", Cancel),
            ("never mind", Cancel),
            ("cancel my order please", Cancel),
            ("retour", Back),
            ("zurück", Back),
            ("zurueck bitte", Back),
            ("indietro", Back),
            ("go back", Back),
            ("pouvez-vous répéter ?", Repeat),
            ("wie bitte?", Repeat),
            ("può ripetere?", Repeat),
            ("say that again", Repeat),
            ("aide", Help),
            ("j'ai besoin d'aide", Help),
            ("Hilfe", Help),
            ("aiuto", Help),
            ("help me", Help),
            ("recommencer", Restart),
            ("von vorne", Restart),
            ("ricominciamo", Restart),
            ("start over", Restart),
            ("passer", Skip),
            ("überspringen", Skip),
            ("salta", Skip),
            ("skip this one", Skip),
            ("merci beaucoup", Thanks),
            ("Vielen Dank!", Thanks),
            ("grazie mille 🙏", Thanks),
            ("thx", Thanks),
        ] {
            let hit = all(text).unwrap_or_else(|| panic!("{text}: nothing"));
            assert_eq!((hit.control, hit.whole, hit.score), (expected, true, 1000), "{text}");
        }
    }

    #[test]
    fn inside_a_longer_message() {
        for (text, expected, from, to) in [
            ("rue du Stop 4", Stop, 1, 400),
            ("2 personnes pour un humain", Human, 1, 400),
            ("c'est nul, je veux parler à un humain", Human, 900, 900),
            ("das geht nicht, ich will mit einem Menschen sprechen", Human, 900, 900),
            ("je ne veux pas annuler", Cancel, 0, 100),
            ("don't cancel", Cancel, 0, 100),
            ("une margherita merci de livrer vite", Thanks, 0, 300),
        ] {
            let hit = all(text).unwrap_or_else(|| panic!("{text}: nothing"));
            assert_eq!((hit.control, hit.whole), (expected, false), "{text}");
            assert!((from..=to).contains(&hit.score), "{text}: {}", hit.score);
        }
    }

    #[test]
    fn nothing_asked() {
        for text in [
            "",
            "une margherita",
            "Quattro Formaggi",
            "2",
            "demain à 19h",
            "Bonjour",
            "Menschenskind",
            "ja",
            "oui",
        ] {
            assert_eq!(all(text), None, "{text}");
        }
    }

    #[test]
    fn only_in_the_languages_of_the_scenario() {
        assert_eq!(control(&Utterance::new("abbrechen"), &[Language::Fr]), None);
        assert!(control(&Utterance::new("stop"), &[Language::It]).is_some_and(|hit| hit.whole));
    }
}
