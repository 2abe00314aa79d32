//! What is asked about a message, as it is written in options and in lines of a batch.

use scn_graph::Language;

/// The options of the command; a line of a batch may say otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) ty: Option<String>,
    pub(super) slot: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) now: Option<String>,
    pub(super) zone: Option<String>,
    pub(super) country: Option<String>,
}

/// `fr`, `fr,de`
pub(super) fn languages(text: &str) -> Result<Vec<Language>, String> {
    let language = |code: &str| {
        let main = code.trim().split(['-', '_']).next().unwrap_or_default().to_lowercase();
        Language::parse(&main)
            .ok_or_else(|| format!("`{}` is no language here; there are fr, de, it and en", code.trim()))
    };
    text.split(',').map(language).collect()
}

/// The countries that are named with the languages, as in `fr-CH`.
pub(super) fn regions(text: &str) -> Vec<String> {
    let region = |code: &str| {
        let region = code
            .trim()
            .split(['-', '_'])
            .find(|part| part.len() == 2 && part.bytes().all(|letter| letter.is_ascii_uppercase()))?;
        Some(region.to_owned())
    };
    text.split(',').filter_map(region).collect()
}

/// Where a language is taken to be spoken when nothing else is known (Unicode CLDR, likely subtags).
pub(super) fn likely_country(language: Language) -> &'static str {
    match language {
        Language::Fr => "FR",
        Language::De => "DE",
        Language::It => "IT",
        Language::En => "US",
    }
}

/// `CH`, `CH,FR`
pub(super) fn countries(text: &str) -> Result<Vec<String>, String> {
    let country = |code: &str| {
        let code = code.trim().to_uppercase();
        match code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase()) {
            true => Ok(code),
            false => Err(format!("`{code}` is no country; write its two letters, such as CH")),
        }
    };
    text.split(',').map(country).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_and_countries_are_lists() {
        assert_eq!(languages("fr, de-CH"), Ok(vec![Language::Fr, Language::De]));
        assert_eq!(regions("fr, de-CH,en_US"), ["CH", "US"]);
        assert!(languages("xx").is_err() && languages("").is_err());
        assert_eq!(countries("ch,FR"), Ok(vec!["CH".to_owned(), "FR".to_owned()]));
        assert!(countries("Switzerland").is_err());
    }
}
