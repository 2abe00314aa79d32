//! What operators do, as it is kept between the request and the turn that hears it.

use scn_engine::Event;
use serde::{Deserialize, Serialize};

/// How a kept act begins; what the platform sends begins otherwise.
pub(crate) const KEPT: &[u8] = br#"{"operator":"#;

#[derive(Serialize, Deserialize)]
struct Kept {
    operator: String,
    does: Does,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Does {
    Takes,
    Says(String),
    GivesBack,
}

pub(crate) fn kept(operator: &str, does: Does) -> Vec<u8> {
    // Texts and names alone: it can be written.
    serde_json::to_vec(&Kept { operator: operator.to_owned(), does }).unwrap_or_default()
}

/// Who did what.
pub(crate) fn heard(payload: &[u8]) -> Option<(String, Event)> {
    let Kept { operator, does } = serde_json::from_slice(payload).ok()?;
    let event = match does {
        Does::Takes => Event::HumanTook,
        Does::Says(text) => Event::HumanReply { text },
        Does::GivesBack => Event::HumanGaveBack,
    };
    Some((operator, event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operator_did_is_heard_as_it_was_done() {
        let payload = kept("anna", Does::Says("\"hello\"\n👋".to_owned()));
        assert!(payload.starts_with(KEPT));
        let event = Event::HumanReply { text: "\"hello\"\n👋".to_owned() };
        assert_eq!(heard(&payload), Some(("anna".to_owned(), event)));
        assert_eq!(heard(&kept("anna", Does::Takes)), Some(("anna".to_owned(), Event::HumanTook)));
        assert_eq!(heard(br#"{"operator":"anna"}"#), None);
    }
}
