//! What of a text the example-based matching looks at: words, word pairs, 4-letter heads, letters in twos to
//! fours, and what words have in common beyond their letters.

use crate::{api::Word, hash, words};

/// Bounds for long messages.
pub(crate) const MAX_WORDS: usize = 64;
const MAX_LETTERS: usize = 24;
/// Heads take the place of word stems in all four languages.
const HEAD: usize = 4;

/// The blocks, each brought to the length that it counts before they are added.
pub(crate) const BLOCKS: usize = 4;
pub(crate) const COUNTS: [f32; BLOCKS] = [1.0, 1.0, 2.0, 1.6];
pub(crate) const WORDS: usize = 0;
pub(crate) const HEADS: usize = 1;
pub(crate) const LETTERS: usize = 2;
pub(crate) const ALIKE: usize = 3;

/// Calls `see(block, hash)` for every feature of a folded text.
pub(crate) fn each(folded: &str, own: &[Word], mut see: impl FnMut(usize, u64)) {
    // How a message begins says as much as a word pair.
    let mut before = hash::hash(b"^");
    for word in own.iter().take(MAX_WORDS) {
        let Some(text) = folded.get(word.folded.clone()) else { continue };
        let bytes = text.as_bytes();
        let key = hash::hash(bytes);
        see(WORDS, key);
        see(WORDS, hash::mix(before, key));
        before = key;
        see(HEADS, head(bytes));
        letters(bytes, &mut see);
        alike(text).for_each(|row| see(ALIKE, row));
    }
}

/// What a word has in common with others beyond its letters.
pub(crate) fn alike(word: &str) -> impl Iterator<Item = u64> {
    words::alike::rows(word).iter().map(|row| hash::mix(0x616c_696b, *row))
}

/// How a word begins.
pub(crate) fn head(word: &[u8]) -> u64 {
    hash::hash(word.get(..HEAD.min(word.len())).unwrap_or_default()) ^ 0x6865_6164
}

/// Two, three and four bytes at a time, with a blank on both sides.
#[inline]
fn letters(word: &[u8], see: &mut impl FnMut(usize, u64)) {
    let mut window = u32::from(b' ');
    let mut seen = 1;
    for byte in word.iter().take(MAX_LETTERS).copied().chain([b' ']) {
        window = window << 8 | u32::from(byte);
        seen += 1;
        see(LETTERS, hash::mix(0x32, u64::from(window & 0xffff)));
        if seen > 2 {
            see(LETTERS, hash::mix(0x33, u64::from(window & 0xff_ffff)));
        }
        if seen > 3 {
            see(LETTERS, hash::mix(0x34, u64::from(window)));
        }
    }
}

/// The natural logarithm in plain arithmetic: the same bits on every machine.
pub(crate) fn ln(x: f64) -> f64 {
    let (mut value, mut powers) = (x.max(1e-9), 0.0);
    while value > 1.5 {
        value /= 2.0;
        powers += 1.0;
    }
    while value < 0.75 {
        value *= 2.0;
        powers -= 1.0;
    }
    let t = (value - 1.0) / (value + 1.0);
    let mut term = t;
    let mut sum = 0.0;
    for k in 0..12 {
        sum += term / f64::from(2 * k + 1);
        term *= t * t;
    }
    2.0 * sum + powers * std::f64::consts::LN_2
}

/// e to the power of `x`, likewise.
pub(crate) fn exp(x: f64) -> f64 {
    let x = x.clamp(-80.0, 80.0);
    let powers = (x / std::f64::consts::LN_2).round();
    let rest = x - powers * std::f64::consts::LN_2;
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..14 {
        term *= rest / f64::from(k);
        sum += term;
    }
    sum * f64::from_bits(((1023 + powers as i64) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold_words;

    #[test]
    fn logarithm() {
        for x in [0.01, 0.5, 1.0, 2.0, 2.7, 10.0, 12345.0] {
            assert!((ln(x) - x.ln()).abs() < 1e-9, "{x}");
        }
    }

    #[test]
    fn power() {
        for x in [-30.0, -2.5, -0.1, 0.0, 0.5, 1.0, 20.0] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-9, "{x}");
        }
    }

    #[test]
    fn counts_of_features() {
        let count = |text: &str| {
            let (folded, words) = fold_words(text);
            let mut counts = [0; BLOCKS];
            each(&folded, &words, |block, _| counts[block] += 1);
            counts
        };
        assert_eq!(count(""), [0; BLOCKS]);
        // " uv ": 3 pairs, 2 triples, 1 quadruple.
        assert_eq!(count("uv"), [2, 1, 6, 0]);
        assert_eq!(count("uv xz"), [4, 2, 12, 0]);
        let long = count(&"wort ".repeat(5000));
        assert!(long[LETTERS] <= MAX_WORDS * MAX_LETTERS * 3, "{long:?}");
    }
}
