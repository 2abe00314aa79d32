//! What diagnostics say in French, from `french.txt`: a line of English, and below it, indented, the French.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The French of a sentence or phrase.
pub(crate) fn french(english: &str) -> Option<&'static str> {
    static TABLE: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let table =
        TABLE.get_or_init(|| pairs().map(|(english, french)| (broken(english), broken(french))).collect());
    table.get(english).map(String::as_str)
}

/// English and French, as they stand in the file.
fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("french.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let next = lines.clone().skip(1);
    lines.zip(next).filter_map(|(english, french)| Some((english, french.strip_prefix("  ")?)))
}

/// `\n` is a line break.
fn broken(line: &str) -> String {
    line.replace("\\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holes(text: &str) -> Vec<String> {
        let text = text.replace("{{", "").replace("}}", "");
        let mut holes: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
            .filter(|name| {
                !name.is_empty()
                    && name.bytes().all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b))
            })
            .collect();
        holes.sort();
        holes.dedup();
        holes
    }

    #[test]
    fn every_line_of_english_has_one_of_french_with_its_holes() {
        let lines =
            include_str!("french.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let count = lines.count();
        assert_eq!(
            count,
            pairs().count() * 2,
            "a line without its French, or French without English above it"
        );
        for (english, french) in pairs() {
            assert!(!english.starts_with(' '), "{english}");
            assert!(holes(french).iter().all(|hole| holes(english).contains(hole)), "{english}\n  {french}");
        }
        let mut known: Vec<&str> = pairs().map(|(english, _)| english).collect();
        known.sort_unstable();
        let twice: Vec<_> = known.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
