//! What the platform allows, and what its error codes ask of us, from `data/limits.yaml`.

use serde::Deserialize;
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILE: &str = include_str!("../data/limits.yaml");

/// Lengths count Unicode code points. Above them the platform refuses the whole message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub text: usize,
    pub caption: usize,
    /// The text above buttons or a list.
    pub interactive_text: usize,
    pub header: usize,
    pub footer: usize,
    pub buttons: usize,
    pub button_title: usize,
    pub button_id: usize,
    /// The button that opens an address.
    pub link_label: usize,
    pub list_label: usize,
    pub list_sections: usize,
    pub list_section_title: usize,
    /// Over all sections together.
    pub list_rows: usize,
    pub list_row_title: usize,
    pub list_row_description: usize,
    pub list_row_id: usize,
    pub products: usize,
    pub carousel_line_breaks: usize,
    /// One value of a template's body.
    pub template_parameter: usize,
    /// Our own name for a message, given back with every status.
    pub callback: usize,
    /// One message to the same person every so many seconds, on average.
    pub seconds_per_message: usize,
    /// So many at once, paid back afterwards.
    pub burst: usize,
    pub window_hours: usize,
    pub webhook_bytes: usize,
}

/// The limits. Read once.
pub fn limits() -> &'static Limits {
    &FACTS.limits
}

/// What the platform takes as a file of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLimit {
    pub max_bytes: u64,
    pub mimes: Vec<String>,
}

/// The limits of a file sent as `image`, `audio`, `video`, `document` or `sticker`.
pub fn file_limit(kind: &str) -> Option<&'static FileLimit> {
    FACTS.files.get(kind)
}

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
    limits: Limits,
    files: BTreeMap<&'static str, FileLimit>,
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
    Facts { limits: read_limits(&file), files: read_files(&file), errors: read_errors(&file) }
});

fn read_limits(file: &Value) -> Limits {
    let number = |path: &[&str]| {
        let found = path.iter().try_fold(file, |value, key| value.get(key)).and_then(Value::as_u64);
        found.and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
    };
    Limits {
        text: number(&["messages", "text", "body", "max_chars"]),
        caption: number(&["messages", "image", "caption", "max_chars"]),
        interactive_text: number(&["interactive", "common", "body.text", "max_chars"]),
        header: number(&["interactive", "common", "header.text", "max_chars"]),
        footer: number(&["interactive", "common", "footer.text", "max_chars"]),
        buttons: number(&["interactive", "button", "buttons", "max_count"]),
        button_title: number(&["interactive", "button", "button.title", "max_chars"]),
        button_id: number(&["interactive", "button", "button.id", "max_chars"]),
        link_label: number(&["interactive", "cta_url", "display_text", "max_chars"]),
        list_label: number(&["interactive", "list", "action.button", "max_chars"]),
        list_sections: number(&["interactive", "list", "sections", "max_count"]),
        list_section_title: number(&["interactive", "list", "section.title", "max_chars"]),
        list_rows: number(&["interactive", "list", "rows_total", "max_count"]),
        list_row_title: number(&["interactive", "list", "row.title", "max_chars"]),
        list_row_description: number(&["interactive", "list", "row.description", "max_chars"]),
        list_row_id: number(&["interactive", "list", "row.id", "max_chars"]),
        products: number(&["interactive", "product_list", "products_total", "max_count"]),
        carousel_line_breaks: number(&["interactive", "carousel_media", "card.body.text", "max_line_breaks"]),
        template_parameter: number(&["template_send", "body.parameter.text", "max_chars"]),
        callback: number(&["envelope", "biz_opaque_callback_data", "max_chars"]),
        seconds_per_message: number(&["rates", "pair_seconds_per_message", "min"]),
        burst: number(&["rates", "pair_burst", "max_count"]),
        window_hours: number(&["windows", "customer_service_hours", "max"]),
        webhook_bytes: number(&["webhooks", "payload", "max_bytes"]),
    }
}

/// A sticker that moves may be larger; what moves is not looked into, so the larger limit counts.
fn read_files(file: &Value) -> BTreeMap<&'static str, FileLimit> {
    let kinds = [
        ("image", "file"),
        ("audio", "file"),
        ("video", "file"),
        ("document", "file"),
        ("sticker", "file_animated"),
    ];
    let read = |(kind, key): (&'static str, &str)| {
        let limit = file.get("messages")?.get(kind)?.get(key)?;
        let mimes = limit.get("mime")?.as_sequence()?.iter();
        let mimes = mimes.filter_map(|mime| mime.as_str().map(str::to_owned)).collect();
        Some((kind, FileLimit { max_bytes: limit.get("max_bytes")?.as_u64()?, mimes }))
    };
    kinds.into_iter().filter_map(read).collect()
}

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

    #[test]
    fn the_file_has_every_limit_and_no_row_is_lost() {
        let written = format!("{:?}", limits());
        assert!(!written.contains(": 0"), "a limit is missing in the file: {written}");
        assert_eq!(FACTS.files.len(), 5);
        assert_eq!(
            file_limit("image").map(|limit| (limit.max_bytes, limit.mimes.len())),
            Some((5_242_880, 2))
        );
        assert_eq!((limits().text, limits().button_title, limits().list_row_title), (4096, 20, 24));

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
