//! What stands around digits and tells what they are: dates, sums of money, extensions, letters on keys.

use super::runs::{Group, is_direction};
use crate::{
    fold::fold,
    words::contact::{CURRENCY, EXTENSION},
};

/// "12.05.2026", "2026-05-12".
pub(super) fn is_date(groups: &[Group], text: &str) -> bool {
    let [a, b, c] = groups else { return false };
    let between = |a: &Group, b: &Group| text.get(a.raw.end..b.raw.start).unwrap_or_default();
    let joined = between(a, b) == between(b, c) && matches!(between(a, b), "." | "/" | "-");
    let small = |group: &Group, most: u32| {
        group.digits.len() <= 2 && group.digits.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n))
    };
    let year = |group: &Group| group.digits.len() == 4 && group.digits.starts_with(['1', '2']);
    joined && (small(a, 31) && small(b, 31) && year(c) || year(a) && small(b, 31) && small(c, 31))
}

/// "3.14159265" and "2025/2026".
pub(super) fn is_figure(groups: &[Group], text: &str) -> bool {
    let [a, b] = groups else { return false };
    let year = |group: &Group| {
        group.digits.len() == 4 && (group.digits.starts_with("19") || group.digits.starts_with("20"))
    };
    match text.get(a.raw.end..b.raw.start).unwrap_or_default() {
        "." => !a.digits.starts_with('0') && b.digits.len() > 4,
        "/" | "-" | "–" => year(a) && year(b),
        _ => false,
    }
}

/// A currency stands behind.
pub(super) fn is_amount(after: &str) -> bool {
    let after = after.trim_start();
    let word: String = after.chars().take_while(|c| c.is_alphabetic()).take(12).collect();
    after.starts_with(['€', '$', '£', '%']) || !word.is_empty() && CURRENCY.contains(&fold(&word).as_str())
}

/// Letters follow without a blank: part of a code.
pub(super) fn is_glued(after: &str) -> bool {
    after.chars().find(|c| !is_direction(*c)).is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// How long ", ext. 12" behind a number is; 0 without one.
pub(super) fn extension(after: &str) -> usize {
    let word_at = after.len() - after.trim_start_matches([' ', ',', '-', '(', ';']).len();
    let rest = after.get(word_at..).unwrap_or_default();
    let word_len = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let word = rest.get(..word_len).unwrap_or_default().to_ascii_lowercase();
    let known = EXTENSION.contains(&word.as_str()) || rest.starts_with('#');
    let behind = rest.get(word_len..).unwrap_or_default();
    let digits_at = behind.len() - behind.trim_start_matches([' ', '.', ':', '#', '=']).len();
    let digits = behind.get(digits_at..).unwrap_or_default();
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    if known && (1..=6).contains(&count) && !is_glued(digits.get(count..).unwrap_or_default()) {
        word_at + word_len + digits_at + count
    } else {
        0
    }
}

/// "0800 PIZZAS": the letters on the keys as digits, and how much text they take.
pub(super) fn spelled(digits: &str, after: &str) -> Option<(String, usize)> {
    if !matches!(digits, "0800" | "00800" | "800" | "1800" | "0900" | "0901" | "0906") {
        return None;
    }
    let len = after.find(|c: char| !(c.is_ascii_uppercase() || c == ' ' || c == '-')).unwrap_or(after.len());
    let letters = after.get(..len)?.trim_end_matches([' ', '-']);
    let word: String = letters.chars().filter_map(key).collect();
    (word.len() >= 3 && !is_glued(after.get(letters.len()..)?)).then_some((word, letters.len()))
}

fn key(letter: char) -> Option<char> {
    Some(match letter {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}
