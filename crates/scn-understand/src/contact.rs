//! Phone numbers, mail and web addresses, postal addresses, free text.

use crate::{
    api::{Context, Misfit, Reading, Readings, Score, Utterance},
    words::{self, bit},
};
use scn_graph::{Language, PatternId, Value};
use std::ops::Range;

/// What is read of a message for an address in it.
const MAX_BYTES: usize = 4096;

/// Any words, within their limits.
pub(crate) fn text(
    utterance: &Utterance<'_>,
    context: &Context<'_>,
    max_chars: Option<u32>,
    pattern: Option<PatternId>,
) -> Readings {
    let Some((text, raw)) = trimmed(utterance.raw) else { return Readings::default() };
    if max_chars.is_some_and(|max| text.chars().nth(max as usize).is_some()) {
        return Readings { readings: Vec::new(), misfit: Some(Misfit::TooLong) };
    }
    if pattern.is_some_and(|pattern| !(context.pattern)(pattern, text)) {
        return Readings { readings: Vec::new(), misfit: Some(Misfit::Pattern) };
    }
    one(Value::Text(text.to_owned()), 1000, raw, true)
}

/// A postal address: any words; surer with a number in it.
pub(crate) fn address(utterance: &Utterance<'_>) -> Readings {
    let Some((text, raw)) = trimmed(utterance.raw) else { return Readings::default() };
    let has_number = text.chars().any(|c| c.is_ascii_digit()) && text.chars().any(char::is_alphabetic);
    one(Value::Address(text.to_owned()), if has_number { 1000 } else { 500 }, raw, true)
}

fn trimmed(raw: &str) -> Option<(&str, Range<usize>)> {
    let text = raw.trim();
    let start = raw.len() - raw.trim_start().len();
    (!text.is_empty()).then(|| (text, start..start + text.len()))
}

fn one(value: Value, score: Score, raw: Range<usize>, whole: bool) -> Readings {
    Readings { readings: vec![Reading { value, score, raw, whole, grain: None }], misfit: None }
}

/// Only filler words stand outside a range of the raw text.
fn whole_but(utterance: &Utterance<'_>, raw: &Range<usize>) -> bool {
    utterance
        .words
        .iter()
        .enumerate()
        .all(|(at, word)| (word.raw.start >= raw.start && word.raw.end <= raw.end) || utterance.is_filler(at))
}

/// The parts of a message between blanks, without brackets and closing punctuation.
fn tokens(raw: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let end = (0..=MAX_BYTES.min(raw.len())).rev().find(|at| raw.is_char_boundary(*at)).unwrap_or(0);
    let base = raw.as_ptr() as usize;
    raw.get(..end).unwrap_or_default().split_whitespace().map(move |token| {
        let token = token.trim_start_matches(['<', '(', '"', '\'', '«', '“']);
        let token = token.trim_end_matches(['>', ')', '"', '\'', '»', '”', '.', ',', ';', ':', '!', '?']);
        let start = token.as_ptr() as usize - base;
        (start..start + token.len(), token)
    })
}

/// A mail address, its domain in lower case.
pub(crate) fn email(utterance: &Utterance<'_>) -> Readings {
    let mut result = Readings::default();
    for (raw, token) in tokens(utterance.raw) {
        let token = token.strip_prefix("mailto:").unwrap_or(token);
        let Some((name, domain)) = token.split_once('@') else { continue };
        let name_fits = !name.is_empty()
            && name.len() <= 64
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..")
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
        if name_fits && is_domain(domain) {
            let whole = whole_but(utterance, &raw);
            let value = Value::Email(format!("{name}@{}", domain.to_lowercase()));
            result.readings.push(Reading {
                value,
                score: if whole { 1000 } else { 950 },
                raw,
                whole,
                grain: None,
            });
        }
    }
    result
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.len() <= 253
        && domain.split('.').all(label)
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
}

/// A web address; `https://` is added when it is missing.
pub(crate) fn url(utterance: &Utterance<'_>) -> Readings {
    let mut result = Readings::default();
    for (raw, token) in tokens(utterance.raw) {
        let lower = token.to_ascii_lowercase();
        let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
        let host = rest.unwrap_or(&lower).split(['/', '?', '#', ':']).next().unwrap_or_default();
        if !is_domain(host) || host.contains('@') || token.contains('@') && rest.is_none() {
            continue;
        }
        let whole = whole_but(utterance, &raw);
        let value = if rest.is_some() { token.to_owned() } else { format!("https://{token}") };
        let score = if whole {
            1000
        } else if rest.is_some() || host.starts_with("www.") {
            950
        } else {
            700
        };
        result.readings.push(Reading { value: Value::Url(value), score, raw, whole, grain: None });
    }
    result
}

/// A phone number in international form.
pub(crate) fn phone(utterance: &Utterance<'_>, context: &Context<'_>) -> Readings {
    let mut result = Readings::default();
    for (raw, digits, plus) in runs(utterance.raw) {
        let text = utterance.raw.get(raw.clone()).unwrap_or_default();
        let number = if plus {
            international(&digits)
        } else if let Some(rest) = digits.strip_prefix("00") {
            international(rest)
        } else {
            national(&digits, text, context.languages)
        };
        if let Some(number) = number {
            let whole = whole_but(utterance, &raw);
            let score = if whole { 1000 } else { 950 };
            result.readings.push(Reading { value: Value::Phone(number), score, raw, whole, grain: None });
        }
    }
    result
}

/// Runs of at least seven digits with the signs people put between them: range, digits, with a plus before.
fn runs(raw: &str) -> Vec<(Range<usize>, String, bool)> {
    let mut runs = Vec::new();
    let mut open: Option<(usize, usize, String, bool)> = None;
    for (at, c) in raw.char_indices().take(MAX_BYTES).chain([(raw.len(), '\0')]) {
        let sign = matches!(
            c,
            ' ' | '-'
                | '.'
                | '/'
                | '('
                | ')'
                | '\u{a0}'
                | '\u{202f}'
                | '‑'
                | '–'
                | '\u{200e}'
                | '\u{202a}'
                | '\u{202c}'
        );
        match &mut open {
            Some((_, end, digits, _)) if c.is_ascii_digit() => {
                digits.push(c);
                *end = at + 1;
            }
            Some(_) if sign => {}
            _ => {
                if let Some((start, end, digits, plus)) =
                    open.take().filter(|run| (7..=17).contains(&run.2.len()))
                {
                    // The "(0)" of "+41 (0)79" is not dialled.
                    let digits = if plus && raw.get(start..end).is_some_and(|text| text.contains("(0)")) {
                        digits.replacen('0', "", 1)
                    } else {
                        digits
                    };
                    runs.push((start..end, digits, plus));
                }
                if c == '+' {
                    open = Some((at, at + 1, String::new(), true));
                } else if c.is_ascii_digit() {
                    open = Some((at, at + 1, c.to_string(), false));
                }
            }
        }
    }
    runs
}

/// Country code, fewest and most digits behind it.
const COUNTRIES: [(&str, usize, usize); 14] = [
    ("41", 9, 9),
    ("33", 9, 9),
    ("49", 6, 11),
    ("39", 6, 11),
    ("43", 7, 12),
    ("423", 7, 9),
    ("352", 6, 9),
    ("32", 8, 9),
    ("31", 9, 9),
    ("44", 9, 10),
    ("34", 9, 9),
    ("351", 9, 9),
    ("1", 10, 10),
    ("353", 7, 9),
];

fn international(digits: &str) -> Option<String> {
    if digits.starts_with('0') {
        return None;
    }
    let country = COUNTRIES.iter().find_map(|(code, fewest, most)| {
        let rest = digits.strip_prefix(code)?;
        // Only Italian numbers keep their first 0.
        let rest = if *code == "39" { rest } else { rest.strip_prefix('0').unwrap_or(rest) };
        Some((*fewest..=*most).contains(&rest.len()).then(|| format!("+{code}{rest}")))
    });
    country.unwrap_or_else(|| (8..=15).contains(&digits.len()).then(|| format!("+{digits}")))
}

/// Without a country code: Swiss by default; a neighbour's when the language and the shape of the number say so.
fn national(digits: &str, text: &str, languages: &[Language]) -> Option<String> {
    let speaks = |language| words::set(languages) & bit(language) != 0;
    let bytes = digits.as_bytes();
    let two = digits.get(..2).unwrap_or_default();
    let in_pairs =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).all(|part| part.len() == 2);
    let swiss = matches!(
        digits.get(1..3),
        Some(
            "21" | "22"
                | "24"
                | "26"
                | "27"
                | "31"
                | "32"
                | "33"
                | "34"
                | "41"
                | "43"
                | "44"
                | "51"
                | "52"
                | "55"
                | "56"
                | "58"
                | "61"
                | "62"
                | "71"
                | "74"
                | "75"
                | "76"
                | "77"
                | "78"
                | "79"
                | "80"
                | "81"
                | "84"
                | "90"
                | "91"
        )
    );
    if digits.len() == 10 && bytes.first() == Some(&b'0') {
        // 061 is Basel for who writes German, a French mobile otherwise.
        let mobile = two == "06" && !speaks(Language::De);
        let french = speaks(Language::Fr) && two != "00" && (in_pairs || mobile || !swiss);
        return match () {
            () if french => Some(format!("+33{}", digits.get(1..)?)),
            () if swiss => Some(format!("+41{}", digits.get(1..)?)),
            () => None,
        };
    }
    if speaks(Language::De)
        && (11..=12).contains(&digits.len())
        && matches!(digits.get(..3), Some("015" | "016" | "017"))
    {
        return Some(format!("+49{}", digits.get(1..)?));
    }
    if speaks(Language::En) && digits.len() == 11 && two == "07" {
        return Some(format!("+44{}", digits.get(1..)?));
    }
    if speaks(Language::It) && (9..=10).contains(&digits.len()) && bytes.first() == Some(&b'3') {
        return Some(format!("+39{digits}"));
    }
    // A country code without its plus.
    let bare =
        ["41", "33", "49", "39"].into_iter().any(|code| digits.starts_with(code) && digits.len() >= 11);
    if bare { international(digits) } else { None }
}
