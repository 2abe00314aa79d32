//! "English please", "auf Deutsch": a wish for another language. "enlevez", "noch": something less, something more.

use crate::api::Utterance;
use scn_graph::Language;

/// A language the customer asks for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Language(Language),
    /// One that nothing here speaks.
    Unknown,
}

/// Longer messages tell something else.
const MOST_WORDS: usize = 10;

/// The language that is asked for, when the message asks for nothing else.
pub fn wished_language(utterance: &Utterance<'_>) -> Option<Wish> {
    let count = utterance.words.len();
    if count > MOST_WORDS {
        return None;
    }
    let mut wish = None;
    for at in 0..count {
        let word = utterance.word(at);
        match (named(word), wish) {
            (Some(named), None) => wish = Some(named),
            (Some(named), Some(before)) if named == before => {}
            (Some(_), Some(_)) => return None,
            (None, _) if utterance.is_filler(at) || goes_along(word) => {}
            (None, _) => return None,
        }
    }
    wish
}

fn named(word: &str) -> Option<Wish> {
    Some(match word {
        "francais" | "french" | "franzosisch" | "franzoesisch" | "francese" => Wish::Language(Language::Fr),
        "allemand" | "deutsch" | "german" | "tedesco" => Wish::Language(Language::De),
        "italien" | "italienisch" | "italian" | "italiano" => Wish::Language(Language::It),
        "anglais" | "englisch" | "english" | "inglese" => Wish::Language(Language::En),
        "espagnol" | "spanisch" | "spanish" | "spagnolo" | "espanol" | "castellano" | "portugais"
        | "portugiesisch" | "portuguese" | "portoghese" | "portugues" | "romanche" | "romontsch"
        | "rumantsch" | "albanais" | "albanisch" | "albanian" | "shqip" | "serbe" | "serbisch" | "turc"
        | "turkisch" | "tuerkisch" | "turkish" | "turkce" | "turco" | "arabe" | "arabisch" | "arabic"
        | "arabo" | "russe" | "russisch" | "russian" | "russo" | "ukrainien" | "ukrainisch" | "ukrainian"
        | "neerlandais" | "niederlandisch" | "dutch" | "nederlands" | "chinois" | "chinesisch"
        | "chinese" => Wish::Unknown,
        _ => return None,
    })
}

/// Words that only help to ask for a language.
fn goes_along(word: &str) -> bool {
    matches!(
        word,
        "en" | "in"
            | "auf"
            | "to"
            | "est"
            | "ce"
            | "que"
            | "qu"
            | "on"
            | "vous"
            | "tu"
            | "nous"
            | "peut"
            | "peux"
            | "pouvez"
            | "pouvons"
            | "parler"
            | "parle"
            | "parlez"
            | "parlons"
            | "parles"
            | "continuer"
            | "changer"
            | "passer"
            | "ecrire"
            | "ecrivez"
            | "repondre"
            | "repondez"
            | "possible"
            | "langue"
            | "de"
            | "pour"
            | "konnen"
            | "konnten"
            | "kannst"
            | "sie"
            | "du"
            | "wir"
            | "sprechen"
            | "sprichst"
            | "reden"
            | "weiter"
            | "wechseln"
            | "schreiben"
            | "lieber"
            | "sprache"
            | "bitte"
            | "geht"
            | "es"
            | "auch"
            | "do"
            | "can"
            | "could"
            | "we"
            | "you"
            | "speak"
            | "talk"
            | "write"
            | "continue"
            | "switch"
            | "change"
            | "language"
            | "please"
            | "is"
            | "it"
            | "rather"
            | "instead"
            | "parla"
            | "parlate"
            | "parli"
            | "parliamo"
            | "parlare"
            | "possiamo"
            | "puoi"
            | "puo"
            | "potete"
            | "scrivere"
            | "lingua"
            | "cambiare"
            | "preferisco"
            | "meglio"
            | "si"
            | "prefere"
            | "prefer"
            | "mieux"
            | "por"
            | "favor"
            | "svp"
            | "stp"
    )
}

/// "la première", "the last one": the place named in a list of `count`.
pub fn place_named(utterance: &Utterance<'_>, count: usize) -> Option<usize> {
    crate::ordinals::ordinal(utterance, count, false).map(|(place, _)| place)
}

/// Something is to be taken off: "enlevez la calzone", "die Calzone bitte streichen", "drop the coke".
pub fn removes(utterance: &Utterance<'_>) -> bool {
    (0..utterance.words.len()).any(|at| {
        matches!(
            utterance.word(at),
            "enleve"
                | "enlevez"
                | "enlever"
                | "retire"
                | "retirez"
                | "retirer"
                | "supprime"
                | "supprimez"
                | "supprimer"
                | "oublie"
                | "oubliez"
                | "streich"
                | "streiche"
                | "streichen"
                | "entferne"
                | "entfernen"
                | "losche"
                | "loschen"
                | "loesche"
                | "loeschen"
                | "weglassen"
                | "weg"
                | "togli"
                | "togliete"
                | "tolga"
                | "togliere"
                | "rimuovi"
                | "rimuova"
                | "rimuovere"
                | "elimina"
                | "elimini"
                | "eliminare"
                | "leva"
                | "levi"
                | "remove"
                | "delete"
                | "drop"
                | "scratch"
        )
    })
}

/// "aussi", "noch": something more is wanted, nothing is replaced.
pub fn adds(utterance: &Utterance<'_>) -> bool {
    (0..utterance.words.len()).any(|at| {
        matches!(
            utterance.word(at),
            "aussi"
                | "ajoute"
                | "ajoutez"
                | "ajouter"
                | "rajoute"
                | "rajoutez"
                | "rajouter"
                | "plus"
                | "encore"
                | "auch"
                | "noch"
                | "dazu"
                | "hinzu"
                | "zusatzlich"
                | "zusaetzlich"
                | "anche"
                | "aggiungi"
                | "aggiunga"
                | "aggiungere"
                | "ancora"
                | "piu"
                | "also"
                | "add"
                | "another"
                | "more"
                | "too"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_asked_for_by_name() {
        use Language::*;
        for (text, wish) in [
            ("English please", Some(Wish::Language(En))),
            ("in english", Some(Wish::Language(En))),
            ("Do you speak English?", Some(Wish::Language(En))),
            ("auf Deutsch bitte", Some(Wish::Language(De))),
            ("Können wir Deutsch sprechen?", Some(Wish::Language(De))),
            ("en français s'il vous plaît", Some(Wish::Language(Fr))),
            ("Vous parlez italien ?", Some(Wish::Language(It))),
            ("parla italiano?", Some(Wish::Language(It))),
            ("Español por favor", Some(Wish::Unknown)),
            ("espagnol", Some(Wish::Unknown)),
            ("une assiette anglaise", None),
            ("je voudrais un cours d'anglais", None),
            ("français ou allemand", None),
            ("Deutsch oder English", None),
            ("", None),
            ("oui", None),
        ] {
            assert_eq!(wished_language(&Utterance::new(text)), wish, "{text}");
        }
    }

    #[test]
    fn more_is_wanted() {
        for text in
            ["et un coca aussi", "ajoutez une calzone", "noch ein Wasser", "anche una birra", "add a coke"]
        {
            assert!(adds(&Utterance::new(text)), "{text}");
        }
        for text in ["une calzone", "plutôt une calzone", "lieber eine Calzone"] {
            assert!(!adds(&Utterance::new(text)), "{text}");
        }
    }
}
