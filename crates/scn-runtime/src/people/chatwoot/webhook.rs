//! What Chatwoot tells: `POST /chatwoot`, signed. What an agent wrote is durable before it is answered; what cannot be
//! sent is refused, and Chatwoot marks the agent's message as failed, with the reason.
//! Source: Chatwoot pull requests 13573 and 13892 (signatures, from 4.13 for inboxes of the kind API).

use super::AGENTS;
use super::client::Bridge;
use crate::http;
use crate::people::answers::Refusal;
use crate::people::desk;
use crate::serve::{App, ask};
use crate::server::LARGEST;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use scn_store::ContactId;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// A signature is good for so long: what is repeated later is somebody else's doing.
const FRESH_SECONDS: u64 = 15 * 60;

#[derive(Deserialize)]
struct Told {
    event: String,
    /// Of the message, or of the conversation.
    #[serde(default)]
    id: u64,
    content: Option<String>,
    message_type: Option<Value>,
    #[serde(default)]
    private: bool,
    #[serde(default)]
    attachments: Vec<Value>,
    conversation: Option<Conversation>,
    contact_inbox: Option<ContactInbox>,
    inbox_id: Option<u64>,
    status: Option<String>,
}

#[derive(Deserialize)]
struct Conversation {
    contact_inbox: Option<ContactInbox>,
    inbox_id: Option<u64>,
}

#[derive(Deserialize)]
struct ContactInbox {
    source_id: String,
}

pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let Some(bridge) = &app.chatwoot else {
        let text = "no Chatwoot is connected here";
        return Err(Refusal::new(StatusCode::NOT_FOUND, text, "set chatwoot.url and what goes with it"));
    };
    let body = http::body::read(body, LARGEST)
        .await
        .map_err(|status| Refusal::new(status, "the body could not be read", "send it again"))?
        .bytes;
    check_signature(&app, bridge, &headers, &body)?;
    let Ok(_place) = app.accepting.try_acquire() else {
        let text = "too much at once";
        return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, text, "send it again").after(1));
    };
    // What is not for us is none of our business: events of other kinds and other inboxes.
    let Ok(told) = serde_json::from_slice::<Told>(&body) else { return Ok(StatusCode::OK) };
    match told.event.as_str() {
        "message_created" => written(&app, bridge, told).await?,
        "conversation_status_changed" => moved(&app, bridge, told).await?,
        _ => {}
    }
    Ok(StatusCode::OK)
}

/// `sha256=` and the HMAC of the time, a dot, and the body.
fn check_signature(app: &App, bridge: &Bridge, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let time = header("x-chatwoot-timestamp").unwrap_or_default();
    let signed = [time.as_bytes(), b".", body].concat();
    let secrets: Vec<&str> = bridge.config.webhook_secrets.iter().map(|secret| secret.reveal()).collect();
    let now = app.clock.now().0 / 1000;
    let fresh = time.parse::<i64>().is_ok_and(|at| at.abs_diff(now) < FRESH_SECONDS);
    if fresh && scn_whatsapp::verify(header("x-chatwoot-signature"), &signed, &secrets) {
        return Ok(());
    }
    app.refuse("a webhook of Chatwoot with a wrong signature was refused");
    Err(Refusal::new(
        StatusCode::UNAUTHORIZED,
        "the signature is missing, wrong or too old",
        "set SCN_CHATWOOT_WEBHOOK_SECRET to the secret of the inbox; Chatwoot signs from version 4.13 on",
    ))
}

/// For the fuzzer.
pub(crate) fn reads(bytes: &[u8]) {
    let _ = serde_json::from_slice::<Told>(bytes);
}

/// An agent wrote. Private notes, the customer's own words and what Chatwoot does by itself stay there.
async fn written(app: &Arc<App>, bridge: &Bridge, told: Told) -> Result<(), Refusal> {
    let outgoing = told.message_type.as_ref().is_some_and(|kind| kind == "outgoing" || kind == 1);
    let Some(conversation) = told.conversation.filter(|_| outgoing && !told.private) else { return Ok(()) };
    let Some(contact) = ours(bridge, conversation.contact_inbox, conversation.inbox_id) else {
        return Ok(());
    };
    let text = told.content.unwrap_or_default();
    if !told.attachments.is_empty() || text.trim().is_empty() {
        return Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "only text can be sent to the customer from here",
            "write it as a text, or send the file from the phone",
        ));
    }
    take(app, contact).await?;
    desk::answer(app, contact, AGENTS, &format!("chatwoot-{}", told.id), text).await.map(|_| ())
}

/// An agent is done with it: the bot goes on. What somebody else has taken is theirs.
async fn moved(app: &Arc<App>, bridge: &Bridge, told: Told) -> Result<(), Refusal> {
    let Some(contact) = ours(bridge, told.contact_inbox, told.inbox_id) else { return Ok(()) };
    if told.status.as_deref() != Some("resolved") {
        return Ok(());
    }
    bridge.forget(contact);
    match holder(app, contact).await? {
        None => Ok(()),
        Some(by) if by.as_deref().is_some_and(|by| by != AGENTS) => Ok(()),
        Some(_) => {
            take(app, contact).await?;
            desk::give_back(app, contact, AGENTS).await
        }
    }
}

fn ours(bridge: &Bridge, whose: Option<ContactInbox>, inbox: Option<u64>) -> Option<ContactId> {
    let here = inbox.is_none_or(|inbox| inbox == u64::from(bridge.config.inbox));
    whose.filter(|_| here).and_then(|whose| bridge.contact(&whose.source_id))
}

/// Who has the conversation, when people have it.
async fn holder(app: &Arc<App>, contact: ContactId) -> Result<Option<Option<String>>, Refusal> {
    let handoff = ask(app, move |store| store.handoff(contact)).await?;
    Ok(handoff.map(|handoff| handoff.taken_by))
}

async fn take(app: &Arc<App>, contact: ContactId) -> Result<(), Refusal> {
    match holder(app, contact).await? {
        Some(Some(by)) if by == AGENTS => Ok(()),
        _ => desk::take(app, contact, AGENTS).await,
    }
}
