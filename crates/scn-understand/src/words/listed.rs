//! A table of phrases that play the same part, language by language.

use super::spelt_out;
use crate::fold::fold;
use std::{collections::BTreeSet, sync::OnceLock};

/// Phrases as people write them, divided by `|`: in French, German, Italian and English.
pub(crate) struct Listed {
    written: [&'static str; 4],
    folded: OnceLock<BTreeSet<String>>,
}

impl Listed {
    pub(crate) const fn new(
        fr: &'static str,
        de: &'static str,
        it: &'static str,
        en: &'static str,
    ) -> Listed {
        Listed { written: [fr, de, it, en], folded: OnceLock::new() }
    }

    fn folded(&self) -> &BTreeSet<String> {
        self.folded.get_or_init(|| {
            let phrases = self.written.iter().flat_map(|list| list.split('|'));
            phrases.flat_map(|phrase| [fold(phrase), fold(&spelt_out(phrase))]).collect()
        })
    }

    /// Whether a folded phrase is listed.
    pub(crate) fn contains(&self, phrase: &str) -> bool {
        self.folded().contains(phrase)
    }

    /// All phrases, folded.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.folded().iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_they_are_folded() {
        let table = Listed::new("c'est tout", "das wäre alles", "è tutto", "that's all");
        for phrase in ["c est tout", "das ware alles", "das waere alles", "e tutto", "that s all"] {
            assert!(table.contains(phrase), "{phrase}");
        }
        assert!(!table.contains("c est"));
    }
}
