//! How a conversation reads: the rules of style that can be checked without a doubt. One look at every text, in every
//! language; each rule a file of its own, in the order of the rules.

mod acknowledgements;
mod address;
mod alike;
mod blame;
mod capitals;
mod confirmation;
mod decorative;
mod dots;
mod emojis;
mod exclamations;
mod human;
mod length;
mod media;
mod negative;
mod one_question;
mod one_sided;
mod plain;
mod pressure;
mod promises;
mod recap;
mod reminders;
mod repeated;
mod shorteners;
#[cfg(test)]
mod tests;
mod texts;
mod tries;
mod words;

use super::Checked;
use plain::Finder;
use scn_diag::{Diagnostic, Span};
use scn_graph::Language;
use scn_syntax::ast::Setting;
use std::collections::BTreeMap;
use texts::{Role, Text};
use words::Words;

type Rule = fn(&Style<'_, '_, '_>) -> Vec<Diagnostic>;

const RULES: &[Rule] = &[
    one_question::check,
    repeated::check,
    tries::check,
    blame::check,
    acknowledgements::check,
    confirmation::check,
    negative::check,
    one_sided::check,
    pressure::check,
    alike::check,
    length::check,
    address::check,
    dots::check,
    emojis::check,
    exclamations::check,
    capitals::check,
    decorative::check,
    shorteners::check,
    human::check,
    promises::check,
    reminders::check,
    recap::check,
    media::check,
];

/// What every rule looks at.
struct Style<'c, 'b, 't> {
    checked: &'c Checked<'b, 't>,
    texts: Vec<Text>,
}

impl<'c, 'b, 't> Style<'c, 'b, 't> {
    /// The texts in our voice: no labels, no addresses.
    fn ours(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter().filter(|text| text.role.is_ours())
    }

    /// A setting of the scenario.
    fn setting<T>(&self, of: impl Fn(&Setting) -> Option<T>) -> Option<T> {
        self.checked.build.names.scenario?.settings.iter().find_map(of)
    }

    /// The place of these words within a text, when they stand there once as they are or with a capital; else the
    /// whole text.
    fn narrow(&self, place: Span, words: &str) -> Span {
        let text = self.checked.build.files.slice(place);
        let once = |words: &str| {
            let mut found = text.match_indices(words).map(|(at, _)| at);
            let at = u32::try_from(found.next()?).ok().filter(|_| found.next().is_none())?;
            let start = place.start + at;
            Some(Span::new(place.file, start, start + u32::try_from(words.len()).ok()?))
        };
        let mut letters = words.chars();
        let capital = letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
        once(words).or_else(|| once(&capital?)).unwrap_or(place)
    }

    /// The phrases of a list in all languages of the scenario, ready to be looked for.
    fn finders(&self, list: impl Fn(&Words) -> &'static [&'static str]) -> BTreeMap<Language, Finder> {
        let languages = self.checked.graph().settings.languages.iter();
        languages.map(|language| (*language, Finder::new(list(words::of(*language))))).collect()
    }

    /// Each text of ours with the first phrase of the list in it.
    fn said(
        &self,
        list: impl Fn(&Words) -> &'static [&'static str],
        of: impl Fn(Role) -> bool,
    ) -> Vec<(&Text, &'static str)> {
        let finders = self.finders(list);
        let texts = self.texts.iter().filter(|text| of(text.role));
        texts.filter_map(|text| Some((text, finders.get(&text.language)?.find(&text.words)?))).collect()
    }
}

pub(super) fn check(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let style = Style { checked, texts: texts::collect(checked) };
    RULES.iter().flat_map(|rule| rule(&style)).collect()
}
