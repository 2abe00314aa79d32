//! One exclamation mark is a greeting, three are a shout.

use super::Style;
use super::plain::unquoted;
use scn_diag::{Diagnostic, W6015, wording};
use scn_syntax::ast::Setting;

/// Used when the scenario does not say `exclamations up to N`. Source: rule Q035.
const MOST: u32 = 1;

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let set = style.setting(|setting| match setting {
        Setting::Exclamations(count) => Some(*count),
        _ => None,
    });
    let most = set.unwrap_or(MOST);
    let too_many = style.ours().filter_map(|text| {
        let count = unquoted(&text.sure).matches(['!', '！']).count();
        (count > most as usize).then_some((text, count))
    });
    too_many
        .map(|(text, count)| {
            let message = if count == 1 {
                "an exclamation mark, but the scenario wants none: in a calm conversation it sounds loud".into()
            } else {
                wording!("{count} exclamation marks in one message: the customer feels shouted at", count)
            };
            Diagnostic::new(W6015, text.place, message).help(wording!(
                "end sentences with a full stop: more than {most} is too many, and `exclamations up to N` in the scenario sets another limit",
                most
            ))
        })
        .collect()
}
