//! What diagnostics say in French, by the English they are written in. Holes keep their names.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The French of a sentence or phrase.
pub(crate) fn french(english: &str) -> Option<&'static str> {
    static TABLE: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
    TABLE.get_or_init(|| FRENCH.iter().copied().collect()).get(english).copied()
}

/// English, French.
pub(crate) const FRENCH: &[(&str, &str)] = &[("{first} and {last}", "{first} et {last}")];
