//! The files of `tests/understanding`.

use serde_json::Value;
use std::path::PathBuf;

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/understanding").join(name)
}

pub(crate) fn text(name: &str) -> String {
    let path = path(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of a TSV file behind its header: label and text.
pub(crate) fn pairs(name: &str) -> Vec<(String, String)> {
    let text = text(name);
    let pairs = text.lines().skip(1).filter_map(|line| line.split_once('\t'));
    pairs.map(|(label, text)| (label.to_owned(), text.to_owned())).collect()
}

/// The objects of a JSONL file.
pub(crate) fn objects(name: &str) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}: {error}"));
    text(name).lines().map(parse).collect()
}
