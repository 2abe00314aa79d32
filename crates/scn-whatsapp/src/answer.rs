//! What the platform answers to a request of ours. 200 means "accepted", nothing more: failure may follow as a status.

use crate::json::{array, filled, whole, yes};
use crate::reactions::{Reaction, Verdict, judge};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Accepted(Accepted),
    /// For requests that send nothing, such as the read mark.
    Done,
    Failed(Failure),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    pub message_id: String,
    /// Missing for people with a username; may differ from the number we wrote to.
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
    /// For templates: `accepted`, `held_for_quality_assessment`, `paused`.
    pub message_status: Option<String>,
}

/// A refusal. An answer that cannot be read is one without a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub http: u16,
    pub code: Option<u32>,
    pub message: Option<String>,
    /// What to show a person: the only part that says what was wrong.
    pub details: Option<String>,
    /// The platform's own name for this request, for its support.
    pub trace: Option<String>,
}

/// Reads an HTTP answer.
pub fn answer(http: u16, body: &[u8]) -> Answer {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    if (200..300).contains(&http) {
        if let Some(accepted) = accepted(&value) {
            return Answer::Accepted(accepted);
        }
        if yes(&value, "success") {
            return Answer::Done;
        }
    }
    Answer::Failed(failure(http, &value))
}

fn accepted(value: &Value) -> Option<Accepted> {
    let message = array(value, "messages").first()?;
    let contact = array(value, "contacts").first();
    Some(Accepted {
        message_id: filled(message, "id")?,
        wa_id: contact.and_then(|contact| filled(contact, "wa_id")),
        user_id: contact.and_then(|contact| filled(contact, "user_id")),
        message_status: filled(message, "message_status"),
    })
}

fn failure(http: u16, value: &Value) -> Failure {
    let error = value.get("error").unwrap_or(&Value::Null);
    Failure {
        http,
        code: whole(error, "code"),
        message: filled(error, "message"),
        details: error
            .get("error_data")
            .and_then(|data| filled(data, "details"))
            .or_else(|| filled(error, "error_user_msg")),
        trace: filled(error, "fbtrace_id"),
    }
}

impl Failure {
    /// What the sender does now, and after which pauses.
    pub fn verdict(&self) -> Verdict {
        judge(self.code, Some(self.http))
    }

    /// What the sender does now.
    pub fn reaction(&self) -> Reaction {
        self.verdict().reaction
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(http: u16, body: &Value) -> Answer {
        answer(http, body.to_string().as_bytes())
    }

    #[test]
    fn an_accepted_message_has_an_id() {
        let body = json!({"messaging_product": "whatsapp",
            "contacts": [{"input": "+16505551234", "wa_id": "16505551234", "user_id": "US.1349"}],
            "messages": [{"id": "wamid.HBgL", "message_status": "accepted"}]});
        let Answer::Accepted(accepted) = read(200, &body) else { panic!("accepted") };
        assert_eq!(
            (accepted.message_id.as_str(), accepted.wa_id.as_deref()),
            ("wamid.HBgL", Some("16505551234"))
        );
        assert_eq!(read(200, &json!({"success": true})), Answer::Done);
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let body = json!({"error": {"message": "(#131047) Re-engagement message", "type": "OAuthException",
            "code": 131047, "error_data": {"messaging_product": "whatsapp", "details": "more than 24 hours"},
            "fbtrace_id": "A1"}});
        let Answer::Failed(failure) = read(400, &body) else { panic!("failed") };
        assert_eq!((failure.code, failure.details.as_deref()), (Some(131_047), Some("more than 24 hours")));
        assert_eq!(failure.reaction(), Reaction::UseTemplate);
        let Answer::Failed(failure) = read(200, &body) else { panic!("an error in a 200 is an error") };
        assert_eq!(failure.reaction(), Reaction::UseTemplate);
    }

    #[test]
    fn what_cannot_be_read_is_judged_by_its_http_status() {
        for (http, body, wanted) in [
            (502, "<html>", Reaction::Retry),
            (503, r#"{"error":{"code":987654}}"#, Reaction::Retry),
            (400, r#"{"error":{"code":987654}}"#, Reaction::Alarm),
            (429, "", Reaction::WaitNumber),
            (401, "", Reaction::StopAll),
            (200, "{}", Reaction::Retry),
            (404, "[]", Reaction::Alarm),
        ] {
            let Answer::Failed(failure) = answer(http, body.as_bytes()) else { panic!("{http} {body}") };
            assert_eq!(failure.reaction(), wanted, "{http} {body}");
        }
    }
}
