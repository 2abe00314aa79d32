//! In which language a message is written.

use crate::{
    api::Utterance,
    words::{self, EVERY},
};
use scn_graph::Language;

/// A word only one language has, in parts.
const OWN_WORD: u32 = 12;
/// A letter that points to a language.
const LETTER: u32 = 8;

/// Which of the languages a message is written in, when it is clear.
pub fn language(utterance: &Utterance<'_>, languages: &[Language]) -> Option<Language> {
    let allowed = words::set(languages);
    let mut votes: Vec<(u32, Language)> =
        Language::ALL.into_iter().filter(|l| words::bit(*l) & allowed != 0).map(|l| (0, l)).collect();
    let mut last = None;
    for hit in &utterance.hits {
        // Several parts of one phrase are one vote.
        let seen = (hit.words(), hit.languages);
        let speakers = (hit.languages & allowed).count_ones();
        if hit.languages == EVERY || speakers == 0 || last.as_ref() == Some(&seen) {
            continue;
        }
        let weight = OWN_WORD * hit.words().len() as u32 / speakers;
        votes
            .iter_mut()
            .filter(|(_, l)| words::bit(*l) & hit.languages != 0)
            .for_each(|(vote, _)| *vote += weight);
        last = Some(seen);
    }
    for c in utterance.raw.chars().filter(|c| !c.is_ascii()).take(64) {
        let pointed = pointed_at(c);
        votes.iter_mut().filter(|(_, l)| words::bit(*l) & pointed != 0).for_each(|(vote, _)| *vote += LETTER);
    }
    votes.sort_by_key(|(vote, language)| (std::cmp::Reverse(*vote), *language));
    let (best, language) = *votes.first()?;
    let second = votes.get(1).map_or(0, |(vote, _)| *vote);
    (best >= OWN_WORD && best * 2 >= second * 3).then_some(language)
}

fn pointed_at(c: char) -> words::Languages {
    let of = |list: &[Language]| words::set(list);
    match c {
        'ä' | 'ö' | 'ü' | 'ß' | 'Ä' | 'Ö' | 'Ü' => of(&[Language::De]),
        'ç' | 'œ' | 'ê' | 'â' | 'î' | 'ô' | 'û' | 'ë' | 'ï' | 'É' | 'Ç' => of(&[Language::Fr]),
        'é' => of(&[Language::Fr]),
        'è' | 'à' | 'ù' => of(&[Language::Fr, Language::It]),
        'ì' | 'ò' => of(&[Language::It]),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_clear_messages() {
        use Language::*;
        for (text, expected) in [
            ("je voudrais une pizza s'il vous plaît", Some(Fr)),
            ("est-ce que vous livrez demain ?", Some(Fr)),
            ("Ich möchte einen Termin morgen", Some(De)),
            ("wann habt ihr offen", Some(De)),
            ("vorrei una pizza per favore", Some(It)),
            ("quando siete aperti domani?", Some(It)),
            ("I would like a large pizza", Some(En)),
            ("do you deliver on sunday", Some(En)),
            ("Margherita", None),
            ("2", None),
            ("ok", None),
            ("", None),
        ] {
            assert_eq!(language(&Utterance::new(text), &Language::ALL), expected, "{text}");
        }
        assert_eq!(language(&Utterance::new("ich möchte"), &[Fr, It]), None);
    }
}
