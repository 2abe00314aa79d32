//! `inscrit·e`: some screen readers stumble over the dot.

use super::Style;
use scn_diag::{Diagnostic, W6013, wording};

/// Middle dot, hyphenation point, bullet, bullet operator: all are written for it.
const DOTS: [char; 4] = ['·', '‧', '•', '∙'];

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let found = style.texts.iter().filter_map(|text| Some((text, dotted(&text.whole)?)));
    found
        .map(|(text, word)| {
            let message = wording!("`{word}` is read aloud as a broken word by some screen readers", word);
            Diagnostic::new(W6013, style.narrow(text.place, word), message).help(
                "say it without a gender: \"Votre inscription est faite\" instead of \"Vous êtes inscrit·e\"",
            )
        })
        .collect()
}

/// The first word with a dot between letters.
fn dotted(text: &str) -> Option<&str> {
    let words = text.split(|letter: char| !letter.is_alphabetic() && !DOTS.contains(&letter));
    words.map(|word| word.trim_matches(DOTS)).find(|word| word.contains(DOTS))
}

#[cfg(test)]
mod tests {
    use super::dotted;

    #[test]
    fn a_dot_between_letters() {
        assert_eq!(dotted("Vous êtes inscrit·e."), Some("inscrit·e"));
        assert_eq!(dotted("• un, • deux ·"), None);
        assert_eq!(dotted("2·3 mètres"), None);
        assert_eq!(dotted("•Pizza"), None);
    }
}
