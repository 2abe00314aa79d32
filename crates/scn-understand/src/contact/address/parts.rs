//! The parts of an address: words with what stands between them, the street, the town.

use crate::{
    fold::fold,
    words::streets::{
        BEFORE_NAME, BEHIND_NAME, BEHIND_NUMBER_AND_NAME, FRAME, GERMAN_PLACES, IN_NAME, IN_TOWN, INSIDE,
        NUMBER_SIGN, NUMBER_SUFFIX, TO_TOWN,
    },
};
use std::ops::Range;

/// How many words of a message are looked at.
const MOST: usize = 128;
/// How many words the name of a street may have.
const LONGEST_NAME: usize = 6;

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Break {
    Blank,
    Comma,
    Line,
}

/// A word of an address.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) written: &'a str,
    pub(super) folded: String,
    pub(super) raw: Range<usize>,
    pub(super) before: Break,
    /// A stop, a colon or the like stands behind.
    pub(super) ends_sentence: bool,
}

impl Part<'_> {
    pub(super) fn is_capital(&self) -> bool {
        self.written.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
    }

    pub(super) fn is_care_of(&self) -> bool {
        matches!(self.folded.as_str(), "c o" | "co") && self.written.contains('/')
    }

    /// A floor, a door, the one who is asked for.
    pub(super) fn is_inside(&self) -> bool {
        INSIDE.contains(&self.folded.as_str()) || self.is_care_of()
    }

    fn is(&self, table: &[&str]) -> bool {
        table.contains(&self.folded.as_str())
    }
}

/// The words of a text, with what stands between them.
pub(super) fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut before = Break::Line;
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        let breaks = match c {
            '\n' | '\r' => Some(Break::Line),
            ',' | ';' | '|' | '•' => Some(Break::Comma),
            c if c.is_whitespace() => Some(Break::Blank),
            _ => None,
        };
        let Some(breaks) = breaks else {
            start.get_or_insert(at);
            continue;
        };
        if let Some(word) = start.take().and_then(|start| word(text, start..at, before)) {
            before = if word.written.is_empty() { Break::Comma } else { Break::Blank };
            parts.extend((!word.written.is_empty()).then_some(word));
        }
        before = match (before, breaks) {
            (_, Break::Line) | (Break::Line, _) => Break::Line,
            (_, Break::Comma) | (Break::Comma, _) => Break::Comma,
            _ => Break::Blank,
        };
        if parts.len() >= MOST {
            break;
        }
    }
    parts
}

/// One word without the signs around it; empty for a dash between two parts.
fn word(text: &str, raw: Range<usize>, before: Break) -> Option<Part<'_>> {
    let all = text.get(raw.clone())?;
    let written = all.trim_start_matches(['(', '[', '"', '«', '„', '“', '*', '-', '–', '—', '_', '<']);
    let written = without_article(written);
    let start = raw.start + all.len() - written.len();
    let bare = written
        .trim_end_matches([')', ']', '"', '»', '”', '“', '*', '!', '?', ':', '.', '…', '-', '–', '—', '>']);
    let behind = written.get(bare.len()..)?;
    let folded = if bare.len() <= 60 { fold(bare) } else { String::new() };
    // The stop of "str." and "av." belongs to the word.
    let short = behind == "." && (bare.chars().count() <= 4 || folded.ends_with("str"));
    let written = if short { written } else { bare };
    let ends_sentence = !short && behind.contains(['.', '!', '?', ':', '…']);
    Some(Part { written, folded, raw: start..start + written.len(), before, ends_sentence })
}

/// "l'avenue": the article belongs to the sentence, not to the street.
fn without_article(written: &str) -> &str {
    let article = written.find(['\'', '’']).filter(|at| *at <= 4);
    let rest = article.and_then(|at| written.get(at..)).map(|rest| rest.trim_start_matches(['\'', '’']));
    rest.filter(|rest| rest.len() <= 20 && BEFORE_NAME.contains(&fold(rest).as_str())).unwrap_or(written)
}

/// Street, perhaps with its number.
pub(super) struct Street {
    pub(super) range: Range<usize>,
    pub(super) numbered: bool,
}

/// Code and town.
pub(super) struct Place {
    pub(super) range: Range<usize>,
    pub(super) text: String,
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
                && parts
                    .get(*at)
                    .is_some_and(|part| part.is_capital() && !part.ends_sentence && !part.is(FRAME))
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
fn is_compound(folded: &str) -> bool {
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
    joined.then(|| Street { range: at..end + 1, numbered: true })
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

/// The code of a town: four digits or five, perhaps with the country before them.
fn is_code(part: &Part<'_>) -> bool {
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
