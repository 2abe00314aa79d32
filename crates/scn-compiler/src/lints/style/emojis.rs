//! Screen readers read every emoji by its name.

use super::Style;
use regex::Regex;
use scn_diag::{Diagnostic, W6014, wording};
use scn_syntax::ast::Setting;

/// Used when the scenario does not say `emojis up to N`. Source: rule Q034.
const MOST: u32 = 1;

/// One emoji with all that belongs to it: flags, keycaps, skin colours, families.
const EMOJI: &str = r"(?:\p{Regional_Indicator}{2}|[0-9#*]\x{FE0F}?\x{20E3}|(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\x{FE0F})\p{Emoji_Modifier}?\x{FE0F}?(?:\x{200D}\p{Extended_Pictographic}\x{FE0F}?\p{Emoji_Modifier}?)*)";

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let set = style.setting(|setting| match setting {
        Setting::Emojis(count) => Some(*count),
        _ => None,
    });
    let most = set.unwrap_or(MOST);
    let Ok(emoji) = Regex::new(EMOJI) else { return Vec::new() };
    let counted = style.ours().filter(|text| !text.sure.is_ascii());
    let too_many = counted.filter_map(|text| {
        let count = emoji.find_iter(&text.sure).count();
        (count > most as usize).then_some((text, count))
    });
    too_many
        .map(|(text, count)| {
            let message = wording!("{count} emojis in one message: a screen reader says the name of each, and the words get lost", count);
            Diagnostic::new(W6014, text.place, message)
                .help(wording!("keep {most} at most, at the end; `emojis up to N` in the scenario sets another limit", most))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::EMOJI;

    #[test]
    fn an_emoji_is_one_however_it_is_made() {
        let emoji = regex::Regex::new(EMOJI).expect("a pattern");
        let count = |text: &str| emoji.find_iter(text).count();
        assert_eq!(count("🎉 Vol 🛫 annulé 😢"), 3);
        for one in ["👍🏽", "👩‍👩‍👧", "🇨🇭", "1️⃣", "❤️", "👩🏽‍🚀"] {
            assert_eq!(count(one), 1, "{one}");
        }
        assert_eq!(count("1 × 2 • ✓ © → « a » № 5 #"), 0);
    }
}
