//! Brings webhooks to the runtime: signed, in the order of the chat, and again until they are taken.

use super::Sandbox;
use super::chat::Status;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Pauses before the next attempts; the last one repeats.
const PAUSES_MS: [u64; 5] = [100, 250, 500, 1_000, 2_000];

/// A webhook on its way.
#[derive(Debug)]
pub(super) struct Parcel {
    pub(super) body: Value,
    /// The customer's message inside, whose second tick comes with the runtime's 200.
    pub(super) message: Option<String>,
}

/// A client for this machine only: a proxy of the environment must not see webhooks.
pub(super) fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build()
}

impl Sandbox {
    /// Makes the chat with this number, if there is none, and somebody who carries its webhooks.
    /// True when there was none before.
    pub(super) fn open_chat(self: &Arc<Self>, number: &str) -> bool {
        if self.look(|world| world.chats.contains_key(number)) {
            return false;
        }
        let (post, parcels) = unbounded_channel();
        self.change(|world| world.add_chat(number, post));
        tokio::spawn(carry(self.clone(), parcels));
        true
    }
}

async fn carry(sandbox: Arc<Sandbox>, mut parcels: UnboundedReceiver<Parcel>) {
    let work = async {
        while let Some(parcel) = parcels.recv().await {
            deliver(&sandbox, parcel).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = sandbox.until_closed() => {}
    }
}

async fn deliver(sandbox: &Sandbox, parcel: Parcel) {
    let body = parcel.body.to_string().into_bytes();
    let mut pauses = PAUSES_MS.iter();
    let mut pause = 0;
    while let Err(reason) = attempt(sandbox, &body).await {
        pause = *pauses.next().unwrap_or(&pause);
        tracing::debug!(reason, pause, "webhook not taken, trying again");
        note_whether_the_bot_answers(sandbox, false);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    note_whether_the_bot_answers(sandbox, true);
    if let Some(message) = parcel.message {
        sandbox.change(|world| {
            if let Some(entry) = world.entry_mut(&message) {
                entry.status = entry.status.max(Status::Delivered);
            }
        });
    }
}

async fn attempt(sandbox: &Sandbox, body: &[u8]) -> Result<(), String> {
    let request = sandbox
        .http
        .post(&sandbox.config.webhook_url)
        .header("content-type", "application/json")
        .header("x-hub-signature-256", scn_whatsapp::sign(body, &sandbox.config.app_secret))
        .body(body.to_vec());
    let answer = request.send().await.map_err(|error| error.to_string())?;
    match answer.status() {
        reqwest::StatusCode::OK => Ok(()),
        other => Err(format!("answered {other}")),
    }
}

fn note_whether_the_bot_answers(sandbox: &Sandbox, answers: bool) {
    if sandbox.look(|world| world.bot_answers) != answers {
        sandbox.change(|world| world.bot_answers = answers);
    }
}
