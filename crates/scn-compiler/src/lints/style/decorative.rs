//! Letters that are no letters: 𝗯𝗼𝗹𝗱, ⓒⓘⓡⓒⓛⓔⓢ, ｗｉｄｅ. Screen readers spell them out or skip them, search does not find them.

use super::Style;
use scn_diag::{Diagnostic, W6017, wording};

/// A single one may be a symbol of a formula or a mark.
const LEAST: usize = 2;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let found = style.texts.iter().filter_map(|text| Some((text, decorated(&text.whole)?)));
    found
        .map(|(text, word)| {
            let message = wording!("`{word}` is made of signs that only look like letters: a screen reader spells them out or skips them", word);
            Diagnostic::new(W6017, style.narrow(text.place, word), message)
                .help("write plain letters; `*word*` is bold on WhatsApp, `_word_` italic")
        })
        .collect()
}

fn decorated(text: &str) -> Option<&str> {
    let words = text.split_whitespace();
    words.into_iter().find(|word| word.chars().filter(|letter| only_looks_like_one(*letter)).count() >= LEAST)
}

fn only_looks_like_one(letter: char) -> bool {
    matches!(letter,
        '\u{1D400}'..='\u{1D7FF}'
        | '\u{FF21}'..='\u{FF3A}'
        | '\u{FF41}'..='\u{FF5A}'
        | '\u{24B6}'..='\u{24E9}'
        | '\u{1F130}'..='\u{1F149}'
        | '\u{1F150}'..='\u{1F169}'
        | '\u{1F170}'..='\u{1F189}')
}

#[cfg(test)]
mod tests {
    use super::decorated;

    #[test]
    fn letters_that_are_none() {
        assert_eq!(decorated("Une 𝗼𝗳𝗳𝗿𝗲 pour vous"), Some("𝗼𝗳𝗳𝗿𝗲"));
        assert_eq!(decorated("ｓａｌｅ ⓐⓑ"), Some("ｓａｌｅ"));
        assert_eq!(decorated("Une 🅰 ou 🅱, 🇨🇭, È, ß, ½, №"), None);
    }
}
