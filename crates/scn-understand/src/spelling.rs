//! Typing errors and endings of words.

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

/// Endings of gender, number and case that leave the meaning: French, German, Italian, English.
const ENDINGS: [&[u8]; 24] = [
    b"", b"s", b"x", b"e", b"es", b"n", b"en", b"er", b"em", b"ern", b"i", b"a", b"o", b"ne", b"nes", b"le",
    b"les", b"he", b"hi", b"te", b"tes", b"se", b"ses", b"r",
];

/// The same word with another ending: "grande" and "grandes", "klein" and "kleinen", "bianco" and "bianchi".
pub(crate) fn inflected(a: &[u8], b: &[u8]) -> bool {
    let stem = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (Some(end_a), Some(end_b)) = (a.get(stem..), b.get(stem..)) else { return false };
    let longest = if stem == 3 { 2 } else { 4 };
    stem >= 3 && end_a.len() + end_b.len() <= longest && ENDINGS.contains(&end_a) && ENDINGS.contains(&end_b)
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
}
