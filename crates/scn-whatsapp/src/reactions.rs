//! What the sender does about an error of the platform, from `data/reactions.yaml`.

use serde::Deserialize;
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILE: &str = include_str!("../data/reactions.yaml");

/// What a message that was refused or failed asks of the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// Pauses before further tries, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Pauses {
    first: u64,
    factor: u64,
    tries: u32,
    most: u64,
}

impl Pauses {
    /// Before try number `attempt` (the first is 0), or `None` when there is none.
    pub fn before(self, attempt: u32) -> Option<u64> {
        (attempt < self.tries)
            .then(|| self.first.saturating_mul(self.factor.saturating_pow(attempt)).min(self.most))
    }

    /// All of them, in order.
    pub fn all(self) -> impl Iterator<Item = u64> {
        (0..self.tries).filter_map(move |attempt| self.before(attempt))
    }
}

/// What to do, and after which pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub reaction: Reaction,
    pub pauses: Pauses,
}

/// By the code where it is known, else by the HTTP status. What is known by neither is not tried again: it may never end.
pub fn judge(code: Option<u32>, http: Option<u16>) -> Verdict {
    let by_code = code.and_then(|code| find(&TABLE.codes, code));
    let by_http = || http.and_then(|http| find(&TABLE.http, http.into()));
    let row = by_code.or_else(by_http).or(TABLE.other.as_ref());
    row.map_or(Verdict { reaction: Reaction::Alarm, pauses: Pauses::default() }, verdict)
}

/// The rows of the table of codes, in order: the code or codes as written, and what is done.
pub fn table() -> impl Iterator<Item = (String, Verdict)> {
    TABLE.codes.iter().map(shown)
}

/// The same by HTTP status, for codes that are not known.
pub fn table_by_http() -> impl Iterator<Item = (String, Verdict)> {
    TABLE.http.iter().map(shown)
}

fn shown(range: &Range) -> (String, Verdict) {
    let to = if range.from == range.to { String::new() } else { format!("–{}", range.to) };
    (format!("{}{to}", range.from), verdict(&range.row))
}

fn verdict(row: &Row) -> Verdict {
    let usual = TABLE.reactions.get(&row.reaction).copied().unwrap_or_default();
    let pauses = Pauses {
        first: row.pauses.first.or(usual.first).unwrap_or_default(),
        factor: row.pauses.factor.or(usual.factor).unwrap_or(1),
        tries: row.pauses.tries.or(usual.tries).unwrap_or_default(),
        most: row.pauses.most.or(usual.most).unwrap_or(u64::MAX),
    };
    Verdict { reaction: row.reaction, pauses }
}

fn find(ranges: &[Range], code: u32) -> Option<&Row> {
    ranges.iter().find(|range| (range.from..=range.to).contains(&code)).map(|range| &range.row)
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    first: Option<u64>,
    factor: Option<u64>,
    tries: Option<u32>,
    most: Option<u64>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "do")]
    reaction: Reaction,
    #[serde(flatten)]
    pauses: Given,
}

struct Range {
    from: u32,
    to: u32,
    row: Row,
}

#[derive(Default)]
struct Table {
    reactions: BTreeMap<Reaction, Given>,
    codes: Vec<Range>,
    http: Vec<Range>,
    other: Option<Row>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    // The file is compiled in, and the tests show that it can be read.
    serde_yaml::from_str(FILE).ok().and_then(|file| read(&file)).unwrap_or_default()
});

fn read(file: &Value) -> Option<Table> {
    let reactions = serde_yaml::from_value(file.get("reactions")?.clone()).ok()?;
    let http = file.get("http")?;
    let other = serde_yaml::from_value(http.get("other")?.clone()).ok()?;
    Some(Table { reactions, codes: ranges(file.get("codes")?)?, http: ranges(http)?, other: Some(other) })
}

/// Codes are written `131047`, or `200-299`; rows with other names are passed over.
fn ranges(rows: &Value) -> Option<Vec<Range>> {
    let mut ranges = Vec::new();
    for (key, row) in rows.as_mapping()? {
        let (from, to) = match (key.as_u64(), key.as_str()) {
            (Some(code), _) => (u32::try_from(code).ok()?, u32::try_from(code).ok()?),
            (None, Some(name)) => match name.split_once('-') {
                Some((from, to)) => (from.parse().ok()?, to.parse().ok()?),
                None => continue,
            },
            (None, None) => return None,
        };
        ranges.push(Range { from, to, row: serde_yaml::from_value(row.clone()).ok()? });
    }
    ranges.sort_by_key(|range| range.from);
    Some(ranges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;
    use Reaction::*;

    fn reaction(code: u32) -> Reaction {
        judge(Some(code), None).reaction
    }

    /// Every code of `limits.yaml` has its line here, and what is done about it is said twice: there and in the data.
    const ROWS: [(Reaction, &[u32]); 9] = [
        (StopAll, &[0, 190, 3, 10, 200, 299, 131_005, 368, 131_031, 33, 131_037, 131_042, 131_044, 131_045]),
        (StopAll, &[133_000, 133_005, 133_006, 133_010, 134_011]),
        (Retry, &[1, 131_000, 134_101]),
        (WaitNumber, &[2, 131_016, 131_057, 133_004, 4, 80_007, 130_429, 133_016]),
        (WaitContact, &[131_056]),
        (
            GiveUp,
            &[
                130_497, 131_021, 131_030, 131_062, 137_000, 130_472, 131_049, 131_051, 131_052, 131_060,
                131_020, 131_041, 131_201, 131_207, 131_208, 131_215, 138_006, 138_009,
            ],
        ),
        (PlainText, &[131_026]),
        (UseTemplate, &[131_047]),
        (OptedOut, &[131_050]),
    ];
    const ALARMS: [u32; 24] = [
        131_048, 131_064, 100, 131_008, 131_009, 135_000, 131_055, 131_063, 134_100, 134_102, 132_000,
        132_001, 132_005, 132_007, 132_008, 132_012, 132_015, 132_016, 132_068, 132_069, 133_008, 133_009,
        133_015, 131_053,
    ];

    #[test]
    fn each_code_has_its_reaction() {
        for (wanted, codes) in ROWS {
            for code in codes {
                assert_eq!(reaction(*code), wanted, "{code}");
            }
        }
        for code in ALARMS {
            assert_eq!(reaction(code), Alarm, "{code}");
        }
        assert_eq!(reaction(999_999), Alarm, "an unknown code is not tried again");
    }

    #[test]
    fn no_code_of_the_facts_is_without_a_reaction_and_none_is_invented() {
        let ours: Vec<(u32, u32)> = TABLE.codes.iter().map(|range| (range.from, range.to)).collect();
        let facts: Vec<(u32, u32)> = limits::codes().collect();
        assert_eq!(ours.len(), 75);
        for range in &facts {
            assert!(ours.contains(range), "{range:?} has no reaction");
        }
        for range in &ours {
            assert!(facts.contains(range), "{range:?} is not in limits.yaml");
        }
        let tested: Vec<u32> =
            ROWS.iter().flat_map(|(_, codes)| codes.iter()).chain(&ALARMS).copied().collect();
        for (from, _) in facts {
            assert!(tested.contains(&from), "{from} has no line in this test");
        }
    }

    #[test]
    fn the_facts_and_the_reactions_agree_on_what_is_tried_again() {
        for (code, row) in limits::codes().filter_map(|(code, _)| Some((code, limits::error(code)?))) {
            let again = judge(Some(code), None).pauses.all().next().is_some();
            if row.retry == "never" {
                assert!(!again, "{code} is never tried again");
            }
            if again {
                assert!(["later", "after_fix"].contains(&row.retry.as_str()), "{code}: {}", row.retry);
            }
        }
    }

    #[test]
    fn without_a_known_code_the_http_status_decides() {
        for (http, wanted) in
            [(401, StopAll), (408, Retry), (429, WaitNumber), (200, Retry), (503, Retry), (404, Alarm)]
        {
            assert_eq!(judge(None, Some(http)).reaction, wanted, "{http}");
            assert_eq!(judge(Some(987_654), Some(http)).reaction, wanted, "{http}");
        }
        assert_eq!(judge(Some(131_047), Some(503)).reaction, UseTemplate, "the code goes first");
    }

    #[test]
    fn pauses_grow_and_end() {
        let pauses = |code| judge(Some(code), None).pauses.all().collect::<Vec<_>>();
        assert_eq!(pauses(131_000), [2, 6, 18, 54, 162, 486]);
        assert_eq!(pauses(1), [2, 6, 18], "this one fewer times");
        assert_eq!(pauses(131_056), [4, 16, 64, 256, 1024, 3600]);
        for trouble in [judge(Some(130_429), None), judge(None, Some(503))] {
            let whole: u64 = trouble.pauses.all().sum();
            assert!((86_400..2 * 86_400).contains(&whole), "an outage of a day loses nothing");
        }
        assert_eq!(pauses(131_057), [60; 10], "as long as an upgrade takes");
        assert_eq!(pauses(134_101), [600; 6]);
        assert_eq!(pauses(190)[..3], [60, 120, 240]);
        assert_eq!(pauses(131_047), [0; 0]);
    }
}
