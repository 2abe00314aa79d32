//! What is known of the platform's error codes and rates, from `data/limits.yaml`. Its lengths and counts are
//! [`scn_graph::limits`]; the tests here compare them with that file.

use serde::Deserialize;
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILE: &str = include_str!("../data/limits.yaml");

/// A row of the table of error codes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ErrorRow {
    pub class: String,
    /// `never`, `later`, `after_fix` or `other_message`.
    pub retry: String,
    /// What to stop: `message`, `user`, `template`, `number`, `account` or `app`.
    pub scope: String,
    pub http: Option<u16>,
    /// What to do, for the operator's log.
    #[serde(rename = "do")]
    pub advice: String,
}

/// What is known of a code.
pub fn error(code: u32) -> Option<&'static ErrorRow> {
    FACTS.errors.iter().find(|row| (row.from..=row.to).contains(&code)).map(|row| &row.row)
}

/// The codes that are known, each from–to.
pub fn codes() -> impl Iterator<Item = (u32, u32)> {
    FACTS.errors.iter().map(|row| (row.from, row.to))
}

/// How many messages one person may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairRate {
    /// Seconds per message, in the long run.
    pub seconds: u32,
    /// At once, where the time before was quiet.
    pub burst: u32,
}

/// The pair rate of the platform.
pub fn pair_rate() -> PairRate {
    FACTS.pair
}

struct Facts {
    errors: Vec<CodeRange>,
    pair: PairRate,
}

struct CodeRange {
    from: u32,
    to: u32,
    row: ErrorRow,
}

static FACTS: LazyLock<Facts> = LazyLock::new(|| {
    // The file is compiled in, and the tests below show that nothing in it is missing.
    let file: Value = serde_yaml::from_str(FILE).unwrap_or_default();
    let rate = |name: &str, field: &str| {
        let number = file.get("rates").and_then(|rates| rates.get(name)).and_then(|row| row.get(field));
        number.and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok()).unwrap_or(1)
    };
    let pair =
        PairRate { seconds: rate("pair_seconds_per_message", "min"), burst: rate("pair_burst", "max_count") };
    Facts { errors: read_errors(&file), pair }
});

/// Codes are written `131047`, or `200-299`; rows for unknown codes have names, and are left out.
fn read_errors(file: &Value) -> Vec<CodeRange> {
    #[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    #[serde(untagged)]
    enum Key {
        Code(u32),
        Named(String),
    }
    let rows = file.get("errors").cloned().unwrap_or_default();
    let rows: BTreeMap<Key, ErrorRow> = serde_yaml::from_value(rows).unwrap_or_default();
    rows.into_iter()
        .filter_map(|(key, row)| {
            let (from, to) = match key {
                Key::Code(code) => (code, code),
                Key::Named(name) => {
                    let (from, to) = name.split_once('-')?;
                    (from.parse().ok()?, to.parse().ok()?)
                }
            };
            Some(CodeRange { from, to, row })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_graph::limits::{FILES, LIMITS};

    fn number(file: &Value, path: &[&str]) -> Option<usize> {
        let found = path.iter().try_fold(file, |value, key| value.get(key))?.as_u64()?;
        usize::try_from(found).ok()
    }

    #[test]
    fn every_limit_is_the_fact_of_the_file() {
        let file: Value = serde_yaml::from_str(FILE).unwrap();
        for limit in LIMITS {
            assert_eq!(number(&file, limit.path), Some(limit.most), "{}: {:?}", limit.name, limit.path);
            let (_, field) = limit.path.split_last().unwrap();
            let row = field.iter().try_fold(&file, |value, key| value.get(key)).unwrap();
            let source = row["source"].as_str().unwrap_or_else(|| panic!("{} has no source", limit.name));
            assert!(file["sources"][source].is_string(), "{}: {source}", limit.name);
        }
    }

    #[test]
    fn files_are_taken_as_the_file_says() {
        let file: Value = serde_yaml::from_str(FILE).unwrap();
        for kind in FILES {
            let field = if kind.name == "sticker" { "file_animated" } else { "file" };
            let taken: Vec<&str> = file["messages"][kind.name][field]["mime"]
                .as_sequence()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            for (ending, mime) in kind.endings {
                assert!(taken.contains(mime), "{ending} as {}", kind.name);
            }
            for mime in taken {
                assert!(kind.endings.iter().any(|(_, known)| *known == mime), "no ending of {mime}");
            }
        }
    }

    #[test]
    fn no_row_of_errors_is_lost() {
        let file: Value = serde_yaml::from_str(FILE).unwrap();
        let rows = file["errors"].as_mapping().unwrap().len();
        assert_eq!(FACTS.errors.len(), rows - 2, "all but unknown_4xx and unknown_5xx");
        assert!(FACTS.errors.len() > 70);
    }

    #[test]
    fn the_pair_rate_is_the_fact_of_the_file() {
        assert_eq!(pair_rate(), PairRate { seconds: 6, burst: 45 });
    }
}
