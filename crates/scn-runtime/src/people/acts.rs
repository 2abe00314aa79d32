//! What operators do, as it is kept between the request and the turn that hears it.

use scn_engine::Event;
use serde::{Deserialize, Serialize};

/// How a kept act begins; what the platform sends begins otherwise.
pub(crate) const KEPT: &[u8] = br#"{"operator":"#;

#[derive(Serialize, Deserialize)]
struct Kept {
    operator: String,
    does: Does,
    /// What the operator's page knows an answer by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// An act, read again.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Act {
    pub by: String,
    pub event: Event,
    pub key: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Does {
    Takes,
    Says(String),
    GivesBack,
}

pub(crate) fn kept(operator: &str, does: Does, key: Option<&str>) -> Vec<u8> {
    let key = key.map(str::to_owned);
    // Texts and names alone: it can be written.
    serde_json::to_vec(&Kept { operator: operator.to_owned(), does, key }).unwrap_or_default()
}

/// Who did what.
pub(crate) fn heard(payload: &[u8]) -> Option<Act> {
    let Kept { operator: by, does, key } = serde_json::from_slice(payload).ok()?;
    let event = match does {
        Does::Takes => Event::HumanTook,
        Does::Says(text) => Event::HumanReply { text },
        Does::GivesBack => Event::HumanGaveBack,
    };
    Some(Act { by, event, key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operator_did_is_heard_as_it_was_done() {
        let act = |event, key| Some(Act { by: "anna".to_owned(), event, key });
        let payload = kept("anna", Does::Says("\"hello\"\n👋".to_owned()), Some("k1"));
        assert!(payload.starts_with(KEPT));
        let event = Event::HumanReply { text: "\"hello\"\n👋".to_owned() };
        assert_eq!(heard(&payload), act(event, Some("k1".to_owned())));
        assert_eq!(heard(&kept("anna", Does::Takes, None)), act(Event::HumanTook, None));
        assert_eq!(heard(br#"{"operator":"anna"}"#), None);
    }
}
