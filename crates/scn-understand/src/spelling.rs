//! Typing errors, endings and sounds of words.

use crate::hash;

/// Longer words are not compared letter by letter.
pub(crate) const LONGEST: usize = 32;

/// How many typing errors a word of that many letters may have.
pub(crate) fn tolerance(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The letters of a word as bits: two words `n` typing errors apart differ in at most `2n` bits.
pub(crate) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, byte| set | 1 << (byte & 31))
}

/// Typing errors (letter missing, added, changed, two swapped) between two ASCII words, if at most `most`.
pub(crate) fn distance(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let mut before_last = [0u8; LONGEST + 1];
    let mut last = [0u8; LONGEST + 1];
    last.iter_mut().enumerate().for_each(|(at, cell)| *cell = at as u8);
    let mut previous_a = 0;
    for (row, letter) in a.iter().enumerate() {
        let mut current = [0u8; LONGEST + 1];
        let mut left = row as u8 + 1;
        let mut smallest = left;
        let mut previous_b = 0;
        let mut diagonal = row as u8;
        if let Some(cell) = current.first_mut() {
            *cell = left;
        }
        for (column, other) in b.iter().enumerate() {
            let above = last.get(column + 1).copied().unwrap_or(u8::MAX);
            let mut best = (above.min(left) + 1).min(diagonal + u8::from(letter != other));
            if row > 0 && column > 0 && *letter == previous_b && previous_a == *other {
                best = best.min(before_last.get(column - 1).copied().unwrap_or(u8::MAX - 1) + 1);
            }
            if let Some(cell) = current.get_mut(column + 1) {
                *cell = best;
            }
            (left, diagonal, previous_b) = (best, above, *other);
            smallest = smallest.min(best);
        }
        if usize::from(smallest) > most + 1 {
            return None;
        }
        (before_last, last, previous_a) = (last, current, *letter);
    }
    let distance = usize::from(*last.get(b.len())?);
    (distance <= most).then_some(distance)
}

/// Endings that alternate behind one stem while the meaning stays: gender, number and case in four languages.
const ENDINGS: &[&[&str]] = &[
    // French: grand, blanc, moyen, gros; vif, heureux, cheval, public.
    &["", "s", "x", "e", "es"],
    &["", "s", "ne", "nes", "le", "les", "te", "tes", "se", "ses", "he", "hes"],
    &["f", "fs", "ve", "ves"],
    &["x", "se", "ses"],
    &["l", "ls", "ux"],
    &["c", "cs", "que", "ques"],
    // German: klein, Pizza, Museum.
    &["", "e", "n", "en", "er", "em", "es", "s", "ern", "r", "m", "nen"],
    &["a", "as", "en"],
    &["um", "en"],
    // Italian: rosso, formaggio, arancia, fungo.
    &["o", "a", "i", "e"],
    &["", "o", "a", "e"],
    &["io", "ia", "ie", "i", "e"],
    &["o", "hi", "a", "he"],
    // English: pizza, tomato, berry, scarf.
    &["", "s", "es"],
    &["y", "ies"],
    &["f", "fe", "ves"],
];

/// The same word with another ending: "grande" and "grandes", "klein" and "kleinen", "bianco" and "bianchi".
pub(crate) fn inflected(a: &[u8], b: &[u8]) -> bool {
    let stem = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (Some(end_a), Some(end_b)) = (a.get(stem..), b.get(stem..)) else { return false };
    let longest = if stem == 3 { 2 } else { 5 };
    let alternate = |ends: &&[&str]| {
        let has = |end: &[u8]| ends.iter().any(|known| known.as_bytes() == end);
        has(end_a) && has(end_b)
    };
    stem >= 3 && end_a.len() + end_b.len() <= longest && ENDINGS.iter().any(alternate)
}

/// Words that sound alike share this: "giardiniera" and "jardiniera", "yoghurt" and "jogurt", "photo" and "foto". The
/// spellings of the four languages are thrown together, as names travel between them.
pub(crate) fn sound(word: &str) -> Option<u32> {
    let word = word.as_bytes();
    if !(4..=LONGEST).contains(&word.len()) || !word.iter().all(u8::is_ascii_lowercase) {
        return None;
    }
    let mut sounds = [0u8; 2 * LONGEST];
    let (mut at, mut len) = (0, 0);
    while let Some(rest) = word.get(at..).filter(|rest| !rest.is_empty()) {
        let (letters, told) = first_sound(rest);
        for sound in told.iter() {
            let repeats = len > 0 && sounds.get(len - 1) == Some(sound);
            if let Some(cell) = sounds.get_mut(len).filter(|_| !repeats) {
                *cell = *sound;
                len += 1;
            }
        }
        at += letters;
    }
    // What is mute at the end in French, or only a plural.
    for mute in [b's', b'e'] {
        len -= usize::from(len > 3 && sounds.get(len - 1) == Some(&mute));
    }
    (len > 2).then(|| hash::hash(sounds.get(..len).unwrap_or_default()) as u32)
}

/// How many letters make the next sound, and the sound.
fn first_sound(rest: &[u8]) -> (usize, &'static [u8]) {
    let soft = |letter: Option<&u8>| matches!(letter, Some(b'e' | b'i' | b'y'));
    match rest {
        [b's', b'c', b'h', ..] => (3, b"x"),
        [b'e', b'a', b'u', ..] => (3, b"o"),
        [b'p', b'h', ..] => (2, b"f"),
        [b's' | b'c', b'h', ..] => (2, b"x"),
        [b'c', b'k', ..] | [b'q', b'u', ..] => (2, b"k"),
        [b'g', b'n', ..] => (2, b"n"),
        [b'g', b'h', ..] => (2, b"g"),
        [b't', b'h', ..] | [b'd', b't', ..] => (2, b"t"),
        [b't', b'z', ..] => (2, b"s"),
        [b'a' | b'e', b'i' | b'y', ..] => (2, b"e"),
        [b'a', b'u', ..] => (2, b"o"),
        [b'o', b'u', ..] | [b'u', b'e', ..] => (2, b"u"),
        [b'i', b'e', ..] => (2, b"i"),
        // An umlaut typed without its key.
        [b'a', b'e', ..] => (2, b"a"),
        [b'o', b'e', ..] => (2, b"o"),
        [b'g', b'i' | b'e', b'a' | b'o' | b'u', ..] => (2, b"j"),
        [b'm', b'b' | b'p', ..] => (1, b"n"),
        [b'c', ..] if soft(rest.get(1)) => (1, b"s"),
        [b'g', ..] if soft(rest.get(1)) => (1, b"j"),
        [b'y', b'a' | b'e' | b'o' | b'u', ..] => (1, b"j"),
        [b'c' | b'q', ..] => (1, b"k"),
        [b'x', ..] => (1, b"ks"),
        [b'y', ..] => (1, b"i"),
        [b'w', ..] => (1, b"v"),
        [b'z', ..] => (1, b"s"),
        [b'h', ..] => (1, b""),
        [letter, ..] => (1, letter_of(*letter)),
        [] => (1, b""),
    }
}

fn letter_of(letter: u8) -> &'static [u8] {
    let at = usize::from(letter.saturating_sub(b'a'));
    b"abcdefghijklmnopqrstuvwxyz".get(at..at + 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_typing_errors() {
        for (a, b, most, expected) in [
            ("margherita", "margherita", 2, Some(0)),
            ("margerita", "margherita", 2, Some(1)),
            ("magrherita", "margherita", 2, Some(1)),
            ("marghertia", "margherita", 1, Some(1)),
            ("mrgheritaa", "margherita", 2, Some(2)),
            ("margherita", "marinara", 2, None),
            ("samll", "small", 1, Some(1)),
            ("small", "smell", 1, Some(1)),
            ("", "ab", 2, Some(2)),
            ("abc", "cba", 1, None),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes(), most), expected, "{a} {b}");
            assert_eq!(distance(b.as_bytes(), a.as_bytes(), most), expected, "{b} {a}");
        }
        assert_eq!(distance(&[b'a'; 64], &[b'a'; 64], 2), None);
    }

    #[test]
    fn knows_endings() {
        for (a, b) in [
            ("grande", "grandes"),
            ("grand", "grande"),
            ("moyen", "moyenne"),
            ("klein", "kleinen"),
            ("bianco", "bianchi"),
            ("pizza", "pizze"),
            ("small", "smalls"),
            ("petits", "petite"),
            ("cheval", "chevaux"),
            ("sportif", "sportives"),
            ("kleiner", "kleines"),
            ("pizza", "pizzen"),
            ("fungo", "funghi"),
            ("arancia", "arance"),
            ("berry", "berries"),
            ("scarf", "scarves"),
        ] {
            assert!(inflected(a.as_bytes(), b.as_bytes()), "{a} {b}");
        }
        for (a, b) in [
            ("pane", "panino"),
            ("vers", "vert"),
            ("un", "une"),
            ("small", "smell"),
            ("petit", "petits pois"),
        ] {
            assert!(!inflected(a.as_bytes(), b.as_bytes()), "{a} {b}");
        }
    }

    #[test]
    fn hears_what_sounds_alike() {
        for (a, b) in [
            ("photo", "foto"),
            ("giardiniera", "jardiniera"),
            ("yoghurt", "jogurt"),
            ("quattro", "katro"),
            ("kaese", "kase"),
            ("champignons", "shampignon"),
            ("crepes", "krep"),
            ("gateau", "gato"),
            ("pizza", "pisa"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
            assert!(sound(a).is_some(), "{a}");
        }
        for (a, b) in [("diavola", "marinara"), ("tonno", "donna"), ("grande", "grenade")] {
            assert_ne!(sound(a), sound(b), "{a} {b}");
        }
        assert_eq!(sound("abc"), None);
        assert_eq!(sound("hhhh"), None);
        assert_eq!(sound("käse"), None);
    }
}
