//! What a message says about how to reach a person, taken out of it: for those who only want to know what was asked.

use crate::{
    api::{Context, Utterance},
    read::read,
};
use scn_graph::Type;
use std::{collections::BTreeMap, ops::Range};

/// A reading below this is a guess.
const CLEAR: u16 = 850;
/// Longer runs of digits are numbers of cards and accounts; days have eight.
const SHORT: usize = 8;

/// The message with phone numbers, mail addresses, postal addresses and long numbers replaced by what they are:
/// `[phone]`, `[e-mail]`, `[address]`, `[number]`.
pub fn masked(utterance: &Utterance<'_>, context: &Context<'_>) -> String {
    let mut spans = Vec::new();
    for (ty, name) in [(Type::Email, "[e-mail]"), (Type::Phone, "[phone]"), (Type::Address, "[address]")] {
        let readings = read(&ty, utterance, context).readings;
        let clear = readings.into_iter().filter(|reading| reading.score >= CLEAR);
        // A whole message is an address of any kind to an open type.
        let clear = clear.filter(|reading| ty != Type::Address || reading.raw.len() < utterance.raw.len());
        spans.extend(clear.map(|reading| (reading.raw, name)));
    }
    spans.extend(long_numbers(utterance.raw));
    // Of what overlaps the longest stays, and what says more.
    spans.sort_by_key(|(span, _)| (std::cmp::Reverse(span.len()), span.start));
    let mut kept: BTreeMap<usize, (usize, &str)> = BTreeMap::new();
    for (span, name) in spans {
        let before = kept.range(..span.end).next_back();
        if !span.is_empty() && before.is_none_or(|(_, (end, _))| *end <= span.start) {
            kept.insert(span.start, (span.end, name));
        }
    }
    let mut text = String::with_capacity(utterance.raw.len());
    let mut done = 0;
    for (start, (end, name)) in kept {
        text.push_str(utterance.raw.get(done..start).unwrap_or_default());
        text.push_str(name);
        done = end;
    }
    text.push_str(utterance.raw.get(done..).unwrap_or_default());
    text
}

/// Digits in a row, also in groups with blanks between them.
fn long_numbers(raw: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut open: Option<(Range<usize>, usize)> = None;
    for (at, c) in raw.char_indices().chain([(raw.len(), '\n')]) {
        match &mut open {
            Some((span, digits)) if c.is_numeric() => (span.end, *digits) = (at + c.len_utf8(), *digits + 1),
            Some((span, _)) if matches!(c, ' ' | '-' | '.' | '\u{a0}') && span.end == at => {}
            None if c.is_numeric() => open = Some((at..at + c.len_utf8(), 1)),
            _ => {
                let run = open.take();
                found.extend(run.filter(|(_, digits)| *digits > SHORT).map(|(span, _)| (span, "[number]")));
                open = c.is_numeric().then(|| (at..at + c.len_utf8(), 1));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_graph::{Language, Moment};

    #[test]
    fn who_wrote_it_is_not_told() {
        let mut table = crate::table::Table::default();
        let zone = crate::table::zurich();
        let context = Context {
            languages: &[Language::Fr],
            now: Moment(0),
            zone: &zone,
            countries: &["CH"],
            pattern: &|_, _| true,
        };
        for (text, expected) in [
            ("vous livrez à Renens ?", "vous livrez à Renens ?"),
            ("appelez-moi au 079 123 45 67 svp", "appelez-moi au [phone] svp"),
            ("ecrivez a ana@exemple.ch, merci", "ecrivez a [e-mail], merci"),
            ("ma carte 4111 1111 1111 1111 ne marche pas", "ma carte [number] ne marche pas"),
            ("table pour 12 à 19h30 le 24.12.2025", "table pour 12 à 19h30 le 24.12.2025"),
            ("", ""),
        ] {
            table.same(masked(&Utterance::new(text), &context), expected, text);
        }
    }
}
