//! Towns with their postal codes.

use super::{
    parts::{Break, Part},
    street::is_compound,
};
use crate::words::streets::{FRAME, IN_TOWN, TO_TOWN};
use std::ops::Range;

/// Code and town.
pub(super) struct Place {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// The code of a town: four digits or five, perhaps with the country before them.
pub(super) fn is_code(part: &Part<'_>) -> bool {
    let text = part.written;
    let digits = ["CH-", "ch-", "F-", "FR-", "D-", "DE-", "I-", "IT-", "A-", "AT-", "L-", "LI-", "FL-"]
        .into_iter()
        .find_map(|country| text.strip_prefix(country));
    let bare = digits.unwrap_or(text);
    let four = bare.len() == 4 && !bare.starts_with('0');
    (four || bare.len() == 5) && bare.chars().all(|c| c.is_ascii_digit())
}

/// The two halves of a British code: "SW1A 1AA".
fn is_british_code(parts: &[Part<'_>], at: usize) -> bool {
    let (Some(first), Some(second)) = (parts.get(at), parts.get(at + 1)) else { return false };
    let upper = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_alphabetic());
    let outward = (2..=4).contains(&first.written.len())
        && upper(first.written)
        && first.written.starts_with(|c: char| c.is_ascii_alphabetic())
        && first.written.contains(|c: char| c.is_ascii_digit());
    let inward = second.written.len() == 3
        && upper(second.written)
        && second.written.starts_with(|c: char| c.is_ascii_digit())
        && second.written.get(1..).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_alphabetic()));
    outward && inward && second.before == Break::Blank
}

/// "1003 Lausanne", "20121 Milano MI", "Lausanne 1003", "London SW1A 1AA".
pub(super) fn place(parts: &[Part<'_>], known: &dyn Fn(usize) -> bool) -> Option<Place> {
    (0..parts.len()).find_map(|at| {
        let british = is_british_code(parts, at);
        let code = is_code(parts.get(at)?);
        let width = match () {
            () if british => 2,
            () if code => 1,
            () => return None,
        };
        let end = if british { None } else { town_end(parts, at + 1, known) };
        if let Some(end) = end {
            let text = written(parts, at..end);
            return Some(Place { range: at..end, text });
        }
        // The town before its code.
        let joined = parts.get(at).is_some_and(|part| part.before != Break::Line);
        let town = at.checked_sub(1).filter(|town| {
            joined
                && parts.get(*town).is_some_and(|part| {
                    part.written.chars().all(|c| c.is_alphabetic() || c == '-')
                        && !part.is(FRAME)
                        && part.is_capital()
                })
                && !is_compound(&parts.get(*town).map_or(String::new(), |part| part.folded.clone()))
        })?;
        let text = if british {
            written(parts, town..at + 2)
        } else {
            format!("{} {}", written(parts, at..at + 1), written(parts, town..town + 1))
        };
        Some(Place { range: town..at + width, text })
    })
}

/// Where the name of a town that starts here ends.
fn town_end(parts: &[Part<'_>], start: usize, known: &dyn Fn(usize) -> bool) -> Option<usize> {
    let letters = |at: usize| {
        parts.get(at).is_some_and(|part| {
            part.written.starts_with(|c: char| c.is_alphabetic()) && !part.folded.is_empty()
        })
    };
    let first = parts.get(start)?;
    let named = letters(start) && first.before == Break::Blank && (first.is_capital() || !known(start));
    if !named || first.folded.chars().count() < 2 {
        return None;
    }
    let mut end = start + 1;
    while end < start + 5 && letters(end) && !parts.get(end - 1)?.ends_sentence {
        let part = parts.get(end)?;
        let small = part.is(IN_TOWN)
            && letters(end + 1)
            && parts.get(end + 1)?.before == Break::Blank
            && !known_phrase(parts, end, known);
        let province = part.written.len() == 2 && part.written.chars().all(|c| c.is_ascii_uppercase());
        let goes_on = part.before == Break::Blank
            && (province || part.is_capital() && !known(end) || small || !known(end) && !first.is_capital());
        if !goes_on || part.is_inside() {
            break;
        }
        end += 1;
    }
    // A small word is no end.
    while end > start + 1 && parts.get(end - 1)?.is(IN_TOWN) {
        end -= 1;
    }
    // "Lausanne 9": the number of a post office.
    let office = parts.get(end).is_some_and(|part| {
        part.before == Break::Blank
            && part.written.len() <= 2
            && part.written.chars().all(|c| c.is_ascii_digit())
    });
    let ends = parts.get(end + 1).is_none_or(|part| part.before != Break::Blank);
    Some(end + usize::from(office && ends))
}

/// A small word with a word of conversation behind it starts a new phrase.
fn known_phrase(parts: &[Part<'_>], at: usize, known: &dyn Fn(usize) -> bool) -> bool {
    known(at) && known(at + 1) && parts.get(at + 1).is_some_and(|part| !part.is_capital())
}

/// "…, Lausanne", "… à Lausanne": a town behind street and number.
pub(super) fn town_without_code(
    parts: &[Part<'_>],
    end: usize,
    known: &dyn Fn(usize) -> bool,
) -> Option<Place> {
    let first = parts.get(end)?;
    if parts.get(end.checked_sub(1)?)?.ends_sentence {
        return None;
    }
    let led = usize::from(first.is(TO_TOWN) && !first.is_capital());
    let start = end + led;
    let part = parts.get(start)?;
    let name = part.written.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    let fits = name
        && !part.is_inside()
        && !part.is(FRAME)
        && !known(start)
        && (part.is_capital() || start + 1 == parts.len() || led == 1);
    let stop = (start + 1..start + 4)
        .find(|at| {
            parts.get(*at).is_none_or(|part| {
                part.before != Break::Blank
                    || !(part.is_capital() || part.is(IN_TOWN))
                    || known(*at) && !part.is(IN_TOWN)
            })
        })
        .unwrap_or(start + 4);
    fits.then(|| Place { range: end..stop, text: written(parts, start..stop) })
}

fn written(parts: &[Part<'_>], range: Range<usize>) -> String {
    parts.get(range).unwrap_or_default().iter().map(|part| part.written).collect::<Vec<_>>().join(" ")
}
