//! Numbers in digits: thousands, decimals, fractions, "10k".

use super::Mode;
use crate::{
    api::Utterance,
    words::numbers::{Atom, atom},
};
use scn_graph::{Decimal, Language};
use unicode_normalization::char::decompose_compatible;

/// What digits say.
pub(super) enum Digits {
    Number(Found),
    /// Digits that are something else (a time, a date): goes on at this word.
    Other(usize),
    None,
}

pub(super) struct Found {
    pub(super) value: Decimal,
    /// "1.200" and "1,200": the other of the two readings.
    pub(super) other: Option<Decimal>,
    pub(super) end: usize,
    /// A unit is written on to the last digit, or a currency before the first: "50chf", "3kg".
    pub(super) glued: bool,
    /// Nothing multiplies it any more: "10k", "3/4".
    pub(super) closed: bool,
}

/// A word that begins with digits, and the sign before it.
struct Piece<'u> {
    sign: char,
    digits: &'u str,
    rest: &'u str,
}

const MAX_DIGITS: usize = 18;
/// More groups than this are no number.
const MAX_PIECES: usize = 8;

pub(super) fn read(utterance: &Utterance<'_>, at: usize, languages: &[Language], mode: Mode) -> Digits {
    let word = utterance.word(at);
    let Some(start) = word.find(|c: char| c.is_ascii_digit()) else { return Digits::None };
    let before = word.get(..start).unwrap_or_default();
    let currency = mode == Mode::Values && crate::words::money::is_before_digits(before);
    if !(before.is_empty() || before == "x" || currency) {
        return Digits::None;
    }
    if mode == Mode::Values && start == 0 {
        if let Some(found) = vulgar(utterance, at) {
            return Digits::Number(found);
        }
        if let Some(found) = slashed(utterance, at) {
            return found;
        }
    }
    let Some(pieces) = pieces(utterance, at, start) else { return Digits::None };
    match utterance.gap_before(at + 1) {
        ":" | "/" if pieces.len() == 1 && starts_with_digit(utterance.word(at + 1)) => {
            return Digits::Other(at + 2);
        }
        _ => {}
    }
    let (text, other, used) = match grouped(&pieces, languages, leading(utterance, at), listed(utterance, at))
    {
        Some(found) => found,
        None => return Digits::Other(at + pieces.len()),
    };
    let end = at + used;
    let Ok(value) = text.parse::<Decimal>() else { return Digits::Other(end) };
    let rest = pieces.get(used - 1).map_or("", |piece| piece.rest);
    let found = Found { value, other, end, glued: currency, closed: false };
    behind(utterance, found, rest, mode)
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// What is written on to the digits: "2x", "10k", "1e6", "3kg".
fn behind(utterance: &Utterance<'_>, mut found: Found, rest: &str, mode: Mode) -> Digits {
    if matches!(rest, "" | "x") {
        if mode == Mode::Values && rest.is_empty() {
            powers(utterance, &mut found);
            large_letter(utterance, &mut found);
        }
        return Digits::Number(found);
    }
    if crate::ordinals::is_ending(rest)
        && !(rest == "e" && matches!(utterance.gap_before(found.end), "-" | "+"))
    {
        return Digits::Other(found.end);
    }
    if mode != Mode::Values {
        return Digits::None;
    }
    if let Some(power) = rest.strip_prefix('e') {
        let (power, end) = match (power, utterance.gap_before(found.end)) {
            ("", "-") => (utterance.word(found.end).parse::<i32>().ok().map(|power| -power), found.end + 1),
            ("", "+") => (utterance.word(found.end).parse::<i32>().ok(), found.end + 1),
            (power, _) => (power.parse::<i32>().ok(), found.end),
        };
        if let Some(value) =
            power.and_then(|power| to_the(Decimal::TEN, power)).and_then(|f| f.checked_mul(found.value))
        {
            return Digits::Number(Found {
                value: value.normalize(),
                other: None,
                end,
                closed: true,
                ..found
            });
        }
    }
    let (by, left) = multiplier(utterance, found.end - 1, rest, !found.value.is_integer());
    found.glued |= !left.is_empty();
    found.closed = by.is_some() || found.glued;
    if let Some(value) = by.and_then(|by| found.value.checked_mul(Decimal::from(by))) {
        found.value = value.normalize();
        found.other = None;
    }
    Digits::Number(found)
}

/// The factor written on to digits, and what is behind it: "k", "mio", "M", "keur".
fn multiplier<'w>(
    utterance: &Utterance<'_>,
    at: usize,
    rest: &'w str,
    decimals: bool,
) -> (Option<u64>, &'w str) {
    let known = Language::ALL.into_iter().find_map(|language| match atom(language, rest)? {
        Atom::Abbreviated(by) | Atom::Scale(by) => Some(by),
        _ => None,
    });
    if known.is_some() {
        return (known, "");
    }
    let raw =
        utterance.words.get(at).and_then(|word| utterance.raw.get(word.raw.clone())).unwrap_or_default();
    // Small letters would be metres and grams.
    let capital = match raw.chars().last() {
        Some('M') => Some(1_000_000),
        Some('G' | 'B') => Some(1_000_000_000),
        Some('b') if decimals => Some(1_000_000_000),
        Some('T') => Some(1_000_000_000_000),
        _ => None,
    };
    match rest.strip_prefix('k') {
        Some(unit) if crate::words::money::is_behind_digits(unit) => (Some(1000), unit),
        _ if rest.len() == 1 && capital.is_some() => (capital, ""),
        _ => (None, rest),
    }
}

/// "1.5 M": no size and no unit has decimals.
fn large_letter(utterance: &Utterance<'_>, found: &mut Found) {
    let word = utterance.words.get(found.end).and_then(|word| utterance.raw.get(word.raw.clone()));
    let by = match word {
        Some("M") => 1_000_000,
        Some("G" | "B") => 1_000_000_000,
        _ => return,
    };
    if let Some(value) = found.value.checked_mul(Decimal::from(by)).filter(|_| !found.value.is_integer()) {
        let end = found.end + 1;
        *found = Found { value: value.normalize(), other: None, end, closed: true, glued: found.glued };
    }
}

/// "1.1^23"
fn powers(utterance: &Utterance<'_>, found: &mut Found) {
    let sign = match utterance.gap_before(found.end) {
        "^" | "^+" => 1,
        "^-" => -1,
        _ => return,
    };
    let power =
        utterance.word(found.end).parse::<i32>().ok().and_then(|power| to_the(found.value, sign * power));
    if let Some(value) = power {
        *found = Found { value, other: None, end: found.end + 1, closed: true, glued: found.glued };
    }
}

fn to_the(base: Decimal, power: i32) -> Option<Decimal> {
    let mut value = Decimal::ONE;
    for _ in 0..power.unsigned_abs().min(64) {
        value = value.checked_mul(base)?;
    }
    match power {
        -28..=-1 => Decimal::ONE.checked_div(value),
        0..=64 => Some(value),
        _ => None,
    }
}

/// The words of digits from `at` on with one sign between each.
fn pieces<'u>(utterance: &'u Utterance<'_>, at: usize, start: usize) -> Option<Vec<Piece<'u>>> {
    let mut pieces = Vec::with_capacity(2);
    let mut word = utterance.word(at).get(start..)?;
    let mut sign = ' ';
    loop {
        let len = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
        let (digits, rest) = word.split_at_checked(len)?;
        if digits.len() > MAX_DIGITS {
            return None;
        }
        pieces.push(Piece { sign, digits, rest });
        let next = at + pieces.len();
        let mut signs = utterance.gap_before(next).chars();
        word = utterance.word(next);
        let (Some(one), None) = (signs.next(), signs.next()) else { break };
        if !rest.is_empty() || pieces.len() == MAX_PIECES || !starts_with_digit(word) {
            break;
        }
        sign = match one {
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
            '\'' | '’' | '‘' | '`' => '\'',
            '.' | ',' => one,
            _ => break,
        };
    }
    Some(pieces)
}

/// ".5", ",08": nothing stands before the decimal sign.
fn leading(utterance: &Utterance<'_>, at: usize) -> bool {
    let gap = utterance.gap_before(at);
    let mut signs = gap.chars().rev();
    let zero = utterance.word(at).starts_with('0');
    let sign = match signs.next() {
        Some('.') => true,
        Some(',') => zero || at == 0,
        _ => false,
    };
    sign && signs.next().map_or(at == 0, |before| before.is_whitespace() || before == '-')
}

/// "22,24,26": behind a comma behind a number.
fn listed(utterance: &Utterance<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| utterance.word(before));
    utterance.gap_before(at) == "," && before.ends_with(|c: char| c.is_ascii_digit())
}

type Grouped = (String, Option<Decimal>, usize);

/// The number that pieces make, its other reading, and how many pieces it takes; none when they are a date or the like.
fn grouped(pieces: &[Piece<'_>], languages: &[Language], leading: bool, listed: bool) -> Option<Grouped> {
    let first = pieces.first()?;
    if listed {
        return Some((first.digits.to_owned(), None, 1));
    }
    if leading {
        return Some((format!("0.{}", first.digits), None, 1));
    }
    let sign = pieces.get(1).map_or(' ', |piece| piece.sign);
    let groups = groups(pieces, sign);
    let point = pieces.get(groups + 1).filter(|next| matches!(next.sign, '.' | ',') && next.sign != sign);
    let whole = |count: usize| pieces.iter().take(count).map(|piece| piece.digits).collect::<String>();
    if groups > 0 {
        let text = whole(groups + 1);
        if let Some(point) = point {
            return Some((format!("{text}.{}", point.digits), None, groups + 2));
        }
        if !matches!(sign, '.' | ',') {
            return Some((text, None, groups + 1));
        }
        // "1.234.56" is no number, "1.234" may be two.
        if pieces.get(groups + 1).is_some_and(|next| next.sign == sign) {
            return None;
        }
        if groups > 1 {
            return Some((text, None, groups + 1));
        }
        let fraction = format!("{}.{}", first.digits, pieces.get(1)?.digits);
        return if sign == decimal_sign(languages) {
            Some((fraction, text.parse().ok(), 2))
        } else {
            Some((text, fraction.parse().ok(), 2))
        };
    }
    let next = match pieces.get(1) {
        Some(next) if matches!(sign, '.' | ',') => next,
        _ => return Some((first.digits.to_owned(), None, 1)),
    };
    match pieces.get(2).map(|third| third.sign) {
        // "22,24,26" are three numbers, "24.12.2025" is none.
        Some(third) if third == sign && sign == ',' => Some((first.digits.to_owned(), None, 1)),
        Some(third) if third == sign => None,
        _ => Some((format!("{}.{}", first.digits, next.digits), None, 2)),
    }
}

/// How many groups of three stand behind the first piece; in India groups of two stand before the last one.
fn groups(pieces: &[Piece<'_>], sign: char) -> usize {
    let Some(first) = pieces.first() else { return 0 };
    if first.digits.len() > 3 || first.digits.starts_with('0') {
        return 0;
    }
    let same = |len: usize| move |piece: &&Piece<'_>| piece.sign == sign && piece.digits.len() == len;
    let threes = pieces.iter().skip(1).take_while(same(3)).count();
    let twos = pieces.iter().skip(1).take_while(same(2)).count();
    let indian = sign == ',' && twos > 0 && pieces.get(twos + 1).is_some_and(|last| same(3)(&last));
    if indian { twos + 1 } else { threes }
}

fn decimal_sign(languages: &[Language]) -> char {
    if languages.first() == Some(&Language::En) { '.' } else { ',' }
}

/// "½", "2½", "2 ½": the fold takes the sign apart into two words over the same place.
fn vulgar(utterance: &Utterance<'_>, at: usize) -> Option<Found> {
    let overlaps = |at: usize| {
        let (one, two) = (utterance.words.get(at)?, utterance.words.get(at + 1)?);
        (two.raw.start < one.raw.end).then_some(two.raw.start)
    };
    let alone = |at: usize| {
        utterance.word(at).bytes().all(|byte| byte.is_ascii_digit()) && utterance.gap_before(at + 1) == " "
    };
    let (place, start) = match overlaps(at) {
        Some(start) => (at, start),
        None if alone(at) => (at + 1, overlaps(at + 1)?),
        None => return None,
    };
    let sign = utterance.raw.get(start..)?.chars().next()?;
    let mut parts = String::new();
    decompose_compatible(sign, |c| parts.push(c));
    let (above, below) = parts.split_once('\u{2044}')?;
    let whole = if place > at { utterance.word(at) } else { utterance.word(at).strip_suffix(above)? };
    let whole = if whole.is_empty() { Decimal::ZERO } else { short(whole)? };
    let value = whole.checked_add(divided(short(above)?, short(below)?)?)?;
    Some(Found {
        value,
        other: None,
        end: place + 2,
        glued: utterance.word(place + 1) != below,
        closed: false,
    })
}

/// "3/4", "2 1/2"; a date has a third part, and "4/2" may be one.
pub(super) fn slashed(utterance: &Utterance<'_>, at: usize) -> Option<Digits> {
    let mixed = utterance.gap_before(at + 1) == " " && utterance.gap_before(at + 2) == "/";
    let above = at + usize::from(mixed);
    if utterance.gap_before(above + 1) != "/"
        || matches!(utterance.gap_before(above), "/" | "-" | ".") && above > 0
    {
        return None;
    }
    let below = utterance.word(above + 1);
    let len = below.find(|c: char| !c.is_ascii_digit()).unwrap_or(below.len());
    let (digits, rest) = below.split_at_checked(len)?;
    let third = matches!(utterance.gap_before(above + 2), "/" | "-" | ".")
        && starts_with_digit(utterance.word(above + 2));
    if third {
        return Some(Digits::Other(above + 3));
    }
    let whole = if mixed { short(utterance.word(at))? } else { Decimal::ZERO };
    let part = divided(short(utterance.word(above))?, short(digits)?)?;
    if part.is_integer() || mixed && part > Decimal::ONE {
        return None;
    }
    let value = whole.checked_add(part)?;
    Some(Digits::Number(Found {
        value,
        other: None,
        end: above + 2,
        glued: !rest.is_empty(),
        closed: !rest.is_empty(),
    }))
}

/// At most three digits.
fn short(digits: &str) -> Option<Decimal> {
    let fits = digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| digits.parse::<u16>().ok()).flatten().map(Decimal::from)
}

/// Divided, to fifteen digits: as many as every program that reads the value can hold.
pub(super) fn divided(value: Decimal, by: Decimal) -> Option<Decimal> {
    let value = value.checked_div(by)?;
    Some(value.round_sf(15).unwrap_or(value).normalize())
}
