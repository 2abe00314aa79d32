//! What the driver and the stand-in for the platform share: webhooks on their way, and who waits for an answer.

use crate::measure::Times;
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;

pub(crate) const SECRET: &str = "load-app-secret";
pub(crate) const NUMBER: &str = "106540352242922";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Message,
    Status,
}

/// A webhook that should have gone out at `due`.
pub(crate) struct Job {
    pub(crate) kind: Kind,
    pub(crate) due: Instant,
    pub(crate) body: String,
}

#[derive(Default)]
pub(crate) struct Road {
    jobs: Mutex<VecDeque<Job>>,
    filled: Notify,
    inner: Mutex<Inner>,
}

/// What has been seen since the last reset.
#[derive(Default)]
pub(crate) struct Inner {
    /// When the message of a customer who has no answer yet was due.
    pub(crate) waiting: HashMap<u64, Instant>,
    pub(crate) messages: Times,
    pub(crate) statuses: Times,
    /// From when the message was due to the request at the platform.
    pub(crate) answers: Times,
    pub(crate) refused: u64,
    pub(crate) sends: u64,
    pub(crate) read_marks: u64,
}

impl Road {
    pub(crate) fn push(&self, job: Job) {
        lock(&self.jobs).push_back(job);
        self.filled.notify_one();
    }

    pub(crate) async fn next(&self) -> Job {
        loop {
            {
                let mut jobs = lock(&self.jobs);
                if let Some(job) = jobs.pop_front() {
                    if !jobs.is_empty() {
                        self.filled.notify_one();
                    }
                    return job;
                }
            }
            self.filled.notified().await;
        }
    }

    pub(crate) fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The digits of a customer.
pub(crate) fn phone(n: u64) -> u64 {
    41_790_000_000 + n
}

pub(crate) fn message(n: u64, id: u64) -> String {
    let phone = phone(n).to_string();
    let message = json!({
        "from": phone, "id": format!("wamid.HBgLNDE3OTAwMDAwMDEVAgASGBQ{id:020}"), "timestamp": seconds().to_string(),
        "type": "text", "text": {"body": "Two margherita please, and one without cheese."},
    });
    envelope(&json!({"contacts": [{"profile": {"name": "Ada"}, "wa_id": phone}], "messages": [message]}))
}

pub(crate) fn status(stage: &str, wamid: &str, to: &str, callback: &Value) -> String {
    let status = json!({
        "id": wamid, "status": stage, "timestamp": seconds().to_string(), "recipient_id": to,
        "biz_opaque_callback_data": callback,
        "pricing": {"billable": true, "pricing_model": "PMP", "type": "regular", "category": "service"},
    });
    envelope(&json!({"statuses": [status]}))
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn envelope(content: &Value) -> String {
    let mut value = content.clone();
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({"display_phone_number": "15550783881", "phone_number_id": NUMBER});
    let change = json!({"field": "messages", "value": value});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).to_string()
}
