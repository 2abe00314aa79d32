//! Texts that must fit: cut between characters as people see them, counted as the platform counts.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// At most `max` code points; what is cut ends with "…".
pub(crate) fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let room = max.saturating_sub(1);
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += grapheme.chars().count();
        if used > room {
            break;
        }
        kept.push_str(grapheme);
    }
    kept.truncate(kept.trim_end().len());
    if max > 0 {
        kept.push('…');
    }
    kept
}

/// One line without spaces at its ends, accents joined to their letters.
pub(crate) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// Labels as the platform takes them: one line, cut, never blank, no two alike.
pub(crate) fn labels<'a>(given: impl Iterator<Item = &'a str>, max: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (index, label) in given.enumerate() {
        let label = line(label);
        let label = if label.is_empty() { (index + 1).to_string() } else { label };
        let mut fitting = cut(&label, max);
        let mut copy = 1;
        while out.iter().any(|other| other.to_lowercase() == fitting.to_lowercase()) {
            copy += 1;
            let mark = format!(" {copy}");
            fitting = cut(&label, max.saturating_sub(mark.len())) + &mark;
        }
        out.push(fitting);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_never_split_what_people_see_as_one() {
        assert_eq!(cut("Margherita", 10), "Margherita");
        assert_eq!(cut("Margherita!", 10), "Margherit…");
        assert_eq!(cut("Quattro stagioni", 9), "Quattro…", "no space before the dots");
        assert_eq!(cut("ab👨‍👩‍👧‍👦cd", 6), "ab…", "a family is seven code points, and stays whole");
        assert_eq!(cut("cafe\u{301}s", 5), "caf…");
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn labels_differ_and_say_something() {
        let given = [
            "Pizza Margherita con bufala",
            "Pizza Margherita con burrata",
            "  ",
            "A\nB",
            "a b",
            "cafe\u{301}",
        ];
        let labels = labels(given.into_iter(), 20);
        assert_eq!(labels, ["Pizza Margherita co…", "Pizza Margherita… 2", "3", "A B", "a b 2", "café"]);
    }

    proptest! {
        #[test]
        fn whatever_the_labels_they_fit_and_differ(given in prop::collection::vec(".{0,40}", 0..12), max in 8_usize..30) {
            let labels = labels(given.iter().map(String::as_str), max);
            for (index, label) in labels.iter().enumerate() {
                prop_assert!((1..=max).contains(&label.chars().count()) && !label.trim().is_empty());
                prop_assert!(!labels[..index].contains(label));
            }
        }
    }
}
