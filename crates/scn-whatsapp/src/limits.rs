//! What the platform's error codes ask of us, from `data/limits.yaml`. Its lengths and counts are
//! [`scn_graph::limits`]; the tests here compare them with that file.

use serde::Deserialize;
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILE: &str = include_str!("../data/limits.yaml");

/// What a message that was refused or failed asks of the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// The platform's trouble: the same again after a growing pause. It may have gone out already.
    Retry,
    /// Too fast to this person: they wait, everybody else goes on.
    WaitContact,
    /// Too fast or busy: the whole number waits.
    WaitNumber,
    /// The customer service window is closed: a template, or wait for the customer.
    UseTemplate,
    /// This person cannot get this kind of message (an old app, or no account): plain words, once.
    PlainText,
    /// The person wants no marketing: write it down.
    OptedOut,
    /// This message will never go out; nothing else is wrong.
    GiveUp,
    /// This message will never go out, and someone must look at why: a bug, a template, a setting.
    Alarm,
    /// Nothing can go out until a person acts: token, permission, account, payment.
    StopAll,
}

impl Reaction {
    /// Seconds before try number `attempt` (the first is 0), or `None` when there is none.
    pub fn pause(self, attempt: u32) -> Option<u64> {
        let (first, factor, tries, most): (u64, u64, u32, u64) = match self {
            Reaction::Retry => (2, 3, 6, 3600),
            Reaction::WaitContact => (4, 4, 6, 3600),
            Reaction::WaitNumber => (10, 2, 12, 600),
            _ => return None,
        };
        (attempt < tries).then(|| first.saturating_mul(factor.saturating_pow(attempt)).min(most))
    }
}

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

/// What to do about a code. An unknown one is not tried again: it may never end.
pub fn reaction(code: u32) -> Reaction {
    error(code).map_or(Reaction::Alarm, |row| react(code, row))
}

fn react(code: u32, row: &ErrorRow) -> Reaction {
    match (row.class.as_str(), row.retry.as_str(), row.scope.as_str()) {
        ("auth" | "permission" | "integrity" | "payment" | "setup", "after_fix", _) => Reaction::StopAll,
        ("window", ..) => Reaction::UseTemplate,
        ("marketing", "never", "user") if code == OPTED_OUT => Reaction::OptedOut,
        ("recipient", ..) if code == UNDELIVERABLE => Reaction::PlainText,
        ("marketing", _, "user") | ("recipient" | "group" | "call" | "inbound" | "integrity", ..) => {
            Reaction::GiveUp
        }
        ("throttle", "later", "user") => Reaction::WaitContact,
        ("throttle" | "transient", "later", "number" | "account" | "app") => Reaction::WaitNumber,
        ("transient", "later", _) => Reaction::Retry,
        _ => Reaction::Alarm,
    }
}

const OPTED_OUT: u32 = 131_050;
const UNDELIVERABLE: u32 = 131_026;

struct Facts {
    errors: Vec<CodeRange>,
}

struct CodeRange {
    from: u32,
    to: u32,
    row: ErrorRow,
}

static FACTS: LazyLock<Facts> = LazyLock::new(|| {
    // The file is compiled in, and the tests below show that nothing in it is missing.
    let file: Value = serde_yaml::from_str(FILE).unwrap_or_default();
    Facts { errors: read_errors(&file) }
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
    fn codes_lead_to_what_the_reference_says() {
        for (codes, wanted) in [
            (
                &[0, 190, 3, 10, 250, 131_005, 368, 131_031, 131_042, 131_045, 33, 133_010][..],
                Reaction::StopAll,
            ),
            (&[1, 131_000], Reaction::Retry),
            (&[2, 131_016, 131_057, 4, 80_007, 130_429], Reaction::WaitNumber),
            (&[131_056], Reaction::WaitContact),
            (&[131_047], Reaction::UseTemplate),
            (&[131_026], Reaction::PlainText),
            (&[131_050], Reaction::OptedOut),
            (&[131_049, 130_472, 131_021, 130_497, 131_062, 137_000, 131_051], Reaction::GiveUp),
            (&[100, 131_008, 131_009, 131_048, 132_000, 132_001, 132_015, 131_053, 999_999], Reaction::Alarm),
        ] {
            for code in codes {
                assert_eq!(reaction(*code), wanted, "{code}");
            }
        }
    }

    #[test]
    fn pauses_grow_and_end() {
        let pauses: Vec<_> = (0..3).map(|attempt| Reaction::WaitContact.pause(attempt)).collect();
        assert_eq!(pauses, [Some(4), Some(16), Some(64)]);
        let tries = |reaction: Reaction| (0..50).filter_map(|attempt| reaction.pause(attempt)).count();
        assert_eq!([Reaction::Retry, Reaction::WaitContact, Reaction::WaitNumber].map(tries), [6, 6, 12]);
        assert_eq!(Reaction::Alarm.pause(0), None);
        assert_eq!(Reaction::WaitNumber.pause(11), Some(600));
    }
}
