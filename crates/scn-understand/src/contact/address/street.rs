//! Streets with their numbers, by the words for street of each language and by where they stand.

use super::{
    parts::{Break, Part},
    town::{Place, is_code},
};
use crate::words::streets::{
    BEFORE_NAME, BEHIND_NAME, BEHIND_NUMBER_AND_NAME, FRAME, GERMAN_PLACES, IN_NAME, IN_TOWN, NUMBER_SIGN,
    NUMBER_SUFFIX, TO_TOWN,
};
use std::ops::Range;

/// How many words the name of a street may have.
const LONGEST_NAME: usize = 6;

/// Street, perhaps with its number.
pub(super) struct Street {
    pub(super) range: Range<usize>,
    pub(super) numbered: bool,
}

/// A house number: "7", "12a", "12bis", "12-14", "12/3"; as many words as it takes.
fn house_number(parts: &[Part<'_>], at: usize) -> Option<usize> {
    let sign = parts.get(at)?.is(NUMBER_SIGN) || matches!(parts.get(at)?.written, "n°" | "N°" | "nº" | "Nº");
    let first = at + usize::from(sign);
    let part = parts.get(first)?;
    let bare = part.written.trim_start_matches(['n', 'N', '°', 'º', '#']);
    let bare =
        if bare.len() == part.written.len() || part.written.contains(['°', 'º', '#']) { bare } else { "" };
    if !is_house_number(bare) {
        return None;
    }
    let behind = parts.get(first + 1).filter(|part| part.before == Break::Blank);
    let ends = parts.get(first + 2).is_none_or(|part| part.before != Break::Blank || is_code(part));
    let letter = behind.is_some_and(|part| {
        part.is(NUMBER_SUFFIX)
            || ends
                && part.written.len() == 1
                && part.written.chars().all(|c| matches!(c, 'a'..='h' | 'A'..='H'))
    });
    Some(first + 1 + usize::from(letter))
}

fn is_house_number(text: &str) -> bool {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text.get(digits..).unwrap_or_default().to_ascii_lowercase();
    let further = rest.trim_start_matches(['-', '/', '+']);
    let letter = |text: &str| {
        text.is_empty() || text.len() == 1 && text.chars().all(|c| c.is_ascii_lowercase() && c != 'h')
    };
    let second = further.trim_start_matches(|c: char| c.is_ascii_digit());
    let range = rest.len() > further.len() && further.len() <= 5 && letter(second);
    (1..=4).contains(&digits) && (letter(&rest) || NUMBER_SUFFIX.contains(&rest.as_str()) || range)
}

/// A number word ends before the next: not "12 pizzas".
fn ends_well(parts: &[Part<'_>], end: usize, known: &dyn Fn(usize) -> bool) -> bool {
    parts.get(end).is_none_or(|next| {
        next.before != Break::Blank
            || parts.get(end - 1).is_some_and(|part| part.ends_sentence)
            || next.is_capital()
            || next.is(TO_TOWN)
            || next.is_inside()
            || known(end)
    })
}

/// The first street, best with a number: by its word for street.
pub(super) fn street(
    parts: &[Part<'_>],
    place: Option<&Place>,
    known: &dyn Fn(usize) -> bool,
) -> Option<Street> {
    let taken = |at: usize| place.is_some_and(|place| place.range.contains(&at));
    let streets = (0..parts.len()).filter(|at| !taken(*at)).filter_map(|at| {
        let limit =
            place.filter(|place| place.range.start > at).map_or(parts.len(), |place| place.range.start);
        let before = parts.get(..limit)?;
        german(before, at, known)
            .or_else(|| french_or_italian(before, at, known))
            .or_else(|| english(before, at))
            .filter(|street| street.numbered || place.is_some())
            .filter(|street| !street.range.clone().any(taken))
            .filter(|street| place.is_some() || ends_well(parts, street.range.end, known))
    });
    let streets: Vec<Street> = streets.collect();
    let numbered = streets.iter().position(|street| street.numbered).unwrap_or(0);
    streets.into_iter().nth(numbered)
}

/// "rue du Lac 7", "7, rue du Lac", "via Roma, 7".
fn french_or_italian(parts: &[Part<'_>], at: usize, known: &dyn Fn(usize) -> bool) -> Option<Street> {
    let word = parts.get(at)?;
    if !word.is(BEFORE_NAME) {
        return None;
    }
    let before = (at.saturating_sub(3)..at).find(|first| house_number(parts, *first) == Some(at));
    let mut end = at + 1;
    while end < parts.len() && end <= at + LONGEST_NAME {
        let name = end > at + 1;
        if name
            && before.is_none()
            && let Some(behind) = house_number(parts, end)
        {
            // "place pour 2": a preposition is no name.
            let named = !known(end - 1) || parts.get(end - 1).is_some_and(Part::is_capital);
            return named.then_some(Street { range: at..behind, numbered: true });
        }
        let part = parts.get(end)?;
        let stops = part.before != Break::Blank || parts.get(end - 1)?.ends_sentence && end > at + 1;
        let small = part.is(IN_TOWN) || part.folded.split(' ').count() > 1;
        if stops || name && known(end) && !part.is_capital() && !small {
            break;
        }
        end += 1;
    }
    let named = parts.get(at + 1..end)?.iter().any(|part| !part.is(IN_TOWN));
    named.then(|| Street { range: before.unwrap_or(at)..end, numbered: before.is_some() })
}

/// "Bahnhofstrasse 12", "Lange Gasse 3", "Am Markt 5".
fn german(parts: &[Part<'_>], at: usize, known: &dyn Fn(usize) -> bool) -> Option<Street> {
    let word = parts.get(at)?;
    let (start, end) = if word.is(BEHIND_NAME) {
        let name = |at: &usize| {
            parts.get(at + 1).is_some_and(|next| next.before == Break::Blank)
                && parts.get(*at).is_some_and(|part| {
                    part.is_capital()
                        && !part.written.starts_with(|c: char| c.is_numeric())
                        && !part.ends_sentence
                        && !part.is(FRAME)
                })
        };
        let first = (at.saturating_sub(3)..at).rev().take_while(name).last()?;
        (first, at + 1)
    } else if is_compound(&word.folded) {
        (at, at + 1)
    } else if word.is(GERMAN_PLACES) && parts.get(at + 1).is_some_and(|part| part.before == Break::Blank) {
        let article =
            parts.get(at + 1).is_some_and(|part| matches!(part.folded.as_str(), "der" | "den" | "dem"));
        let name = at + 1 + usize::from(article);
        let numbered =
            house_number(parts, name + 1).is_some() && !known(name) && parts.get(name)?.is_capital();
        (word.is_capital() && numbered).then_some((at, name + 1))?
    } else {
        return None;
    };
    match house_number(parts, end) {
        Some(behind) => Some(Street { range: start..behind, numbered: true }),
        None => Some(Street { range: start..end, numbered: false }),
    }
}

/// "Bahnhofstrasse": a name and a word for street in one.
pub(super) fn is_compound(folded: &str) -> bool {
    folded.split(' ').next_back().is_some_and(|last| {
        IN_NAME.iter().any(|end| {
            last.strip_suffix(end).is_some_and(|name| name.chars().count() >= 2 || folded.contains(' '))
        })
    })
}

/// "12 High Street", "221b Baker St".
fn english(parts: &[Part<'_>], at: usize) -> Option<Street> {
    let start = house_number(parts, at)?;
    let end = (start + 1..=start + 4)
        .find(|end| parts.get(*end).is_some_and(|part| part.is(BEHIND_NUMBER_AND_NAME)))?;
    let joined = parts.get(start..=end)?.iter().all(|part| part.before == Break::Blank);
    // "2 parcels to 12 Baker Street": the street begins at its own number.
    let is_number = |part: &Part<'_>| part.folded.bytes().all(|byte| byte.is_ascii_digit());
    let numbered_inside = parts.get(start..end)?.iter().any(is_number);
    (joined && !numbered_inside).then(|| Street { range: at..end + 1, numbered: true })
}

/// A street without a word for street: words and a house number just before or behind code and town.
pub(super) fn unnamed_street(parts: &[Part<'_>], place: &Place) -> Option<Street> {
    let numbers =
        |range: Range<usize>| range.into_iter().rev().find_map(|at| Some((at, house_number(parts, at)?)));
    let before = place.range.start.saturating_sub(6)..place.range.start;
    if let Some((at, end)) = numbers(before.clone()) {
        let first = (before.start..at).rev().take_while(|at| {
            let next = parts.get(at + 1);
            let joined = next.is_some_and(|next| next.before == Break::Blank);
            joined && parts.get(*at).is_some_and(|part| !part.ends_sentence && !part.is(FRAME))
        });
        let first = first.last()?;
        return (end == place.range.start || parts.get(end)?.before != Break::Blank)
            .then_some(Street { range: first..end, numbered: true });
    }
    let behind = place.range.end..(place.range.end + 5).min(parts.len());
    let comes_behind = parts.get(behind.start).is_some_and(|part| part.before != Break::Blank);
    let (at, end) = numbers(behind.clone())?;
    (comes_behind && at > behind.start).then_some(Street { range: behind.start..end, numbered: true })
}
