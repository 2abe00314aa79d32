//! Short messages are read.

use super::Style;
use super::texts::Text;
use scn_diag::{Diagnostic, E3007, W6011, wording};
use scn_syntax::ast::Setting;

/// Used when the scenario does not say `messages up to N chars`. Source: rule Q030.
const MOST: u32 = 300;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let set = style.setting(|setting| match setting {
        Setting::Messages(count) => Some(*count),
        _ => None,
    });
    let most = set.unwrap_or(MOST);
    // what WhatsApp does not take at all is told as that
    let told = |text: &&Text| style.checked.build.report.has(E3007, text.place);
    let too_long = style.ours().filter(|text| !told(text)).filter_map(|text| {
        let chars = text.sure.chars().count();
        (chars > most as usize).then_some((text, chars))
    });
    too_long
        .map(|(text, chars)| {
            let message = wording!("this message has {chars} characters without its values: few customers read more than {most} on a phone", chars, most);
            Diagnostic::new(W6011, text.place, message)
                .help("say the main thing, and the rest when it is asked for; `messages up to N chars` in the scenario sets another limit")
        })
        .collect()
}
