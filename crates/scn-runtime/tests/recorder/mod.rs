//! A program under test that writes down each webhook and says nothing, before a sandbox whose clock stands still.
#![allow(dead_code, reason = "each test binary uses its part")]

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use scn_graph::Moment;
use scn_runtime::MovableClock;
use scn_runtime::sandbox::{BusinessNumber, SandboxConfig, start};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

pub(crate) const SECRET: &str = "a-secret";
pub(crate) const TOKEN: &str = "a-token";
pub(crate) const ADA: &str = "33639980001";
pub(crate) const BEN: &str = "33639980002";

pub(crate) struct Stage {
    pub(crate) addr: SocketAddr,
    pub(crate) http: reqwest::Client,
    pub(crate) config: SandboxConfig,
    pub(crate) bot: Arc<Recorder>,
}

#[derive(Default)]
pub(crate) struct Recorder {
    webhooks: Mutex<Vec<Value>>,
    refusals: AtomicUsize,
}

pub(crate) async fn stage() -> Stage {
    stage_with(|_| ()).await
}

pub(crate) async fn stage_with(change: impl FnOnce(&mut SandboxConfig)) -> Stage {
    let bot_socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = socket.local_addr().unwrap();
    let mut config = SandboxConfig {
        webhook_url: format!("http://{}/webhook", bot_socket.local_addr().unwrap()),
        app_secret: SECRET.into(),
        access_token: TOKEN.into(),
        numbers: vec![BusinessNumber::nth(0, "Rosa"), BusinessNumber::nth(1, "Workshop")],
        ..SandboxConfig::default()
    };
    change(&mut config);
    let bot = Arc::new(Recorder::default());
    let router = axum::Router::new().route("/webhook", get(handshake).post(webhook)).with_state(bot.clone());
    tokio::spawn(async move { axum::serve(bot_socket, router).await.unwrap() });
    let clock = Arc::new(MovableClock::frozen(Moment(1_790_000_000_000)));
    start(socket, config.clone(), clock, std::future::pending()).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    Stage { addr, http, config, bot }
}

async fn handshake(axum::extract::RawQuery(query): axum::extract::RawQuery) -> (StatusCode, String) {
    match scn_whatsapp::handshake(&query.unwrap_or_default(), "right") {
        Some(challenge) => (StatusCode::OK, challenge),
        None => (StatusCode::FORBIDDEN, String::new()),
    }
}

async fn webhook(State(bot): State<Arc<Recorder>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = headers.get("x-hub-signature-256").map(|value| value.to_str().unwrap());
    assert!(scn_whatsapp::verify(header, &body, &[SECRET]), "signed");
    if bot.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    bot.webhooks.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
    StatusCode::OK
}

impl Stage {
    /// A request to the sandbox itself, which must succeed.
    pub(crate) async fn api(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.try_api(path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    pub(crate) async fn try_api(&self, path: &str, body: Value) -> (u16, Value) {
        answer_of(self.http.post(format!("http://{}{path}", self.addr)).json(&body)).await
    }

    pub(crate) async fn read(&self, path: &str) -> Value {
        answer_of(self.http.get(format!("http://{}{path}", self.addr))).await.1
    }

    /// A request of the program under test.
    pub(crate) async fn graph(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let url = format!("http://{}/v25.0/{path}", self.addr);
        let request = self.http.request(method.parse().unwrap(), url).bearer_auth(TOKEN);
        answer_of(match &body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    pub(crate) async fn sends(&self, to: &str, text: &str) -> (u16, Value) {
        self.says(json!({"to": to, "type": "text", "text": {"body": text}})).await
    }

    pub(crate) async fn says(&self, mut message: Value) -> (u16, Value) {
        message["messaging_product"] = json!("whatsapp");
        let path = format!("{}/messages", self.config.numbers[0].id);
        self.graph("POST", &path, Some(message)).await
    }

    /// The customer is known, and has just written.
    pub(crate) async fn writes(&self, customer: &str) -> Value {
        self.read(&format!("/api/state?customer={customer}")).await;
        self.api("/api/send", json!({"customer": customer, "text": "hello"})).await["message"].clone()
    }

    pub(crate) fn refuse(&self, webhooks: usize) {
        self.bot.refusals.store(webhooks, Ordering::SeqCst);
    }

    pub(crate) fn webhooks(&self) -> Vec<Value> {
        self.bot.webhooks.lock().unwrap().clone()
    }

    /// All changes of this field, one after the other.
    pub(crate) fn changes(&self, field: &str) -> Vec<Value> {
        let all = self.webhooks();
        let entries = all.iter().flat_map(|webhook| webhook["entry"].as_array().unwrap());
        let changes = entries.flat_map(|entry| entry["changes"].as_array().unwrap());
        changes.filter(|change| change["field"] == field).map(|change| change["value"].clone()).collect()
    }

    pub(crate) fn all(&self, key: &str) -> Vec<Value> {
        let values = self.changes("messages").into_iter().chain(self.changes("standby"));
        values.flat_map(|value| value[key].as_array().cloned().unwrap_or_default()).collect()
    }

    /// The webhook of this message.
    pub(crate) async fn arrival(&self, id: &Value) -> Value {
        eventually("the webhook of a message", || {
            self.all("messages").into_iter().find(|message| message["id"] == *id)
        })
        .await
    }

    /// `sent`, `delivered`… of a message, in the order in which they came; as soon as there are so many.
    pub(crate) async fn statuses(&self, answer: &Value, count: usize) -> Vec<String> {
        let id = &answer["messages"][0]["id"];
        assert!(id.is_string(), "{answer}");
        eventually("statuses", || {
            let all = self.all("statuses");
            let of: Vec<String> = all
                .iter()
                .filter(|status| status["id"] == *id)
                .map(|status| status["status"].as_str().unwrap().to_owned())
                .collect();
            (of.len() >= count).then_some(of)
        })
        .await
    }
}

pub(crate) async fn answer_of(request: reqwest::RequestBuilder) -> (u16, Value) {
    match request.send().await {
        Ok(answer) => {
            let status = answer.status().as_u16();
            (status, answer.json().await.unwrap_or(Value::Null))
        }
        Err(_) => (0, Value::Null),
    }
}

pub(crate) async fn eventually<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Each place in a JSON value and what stands there: `text/body string`.
pub(crate) fn shape(value: &Value) -> BTreeMap<String, &'static str> {
    fn walk(path: &str, value: &Value, out: &mut BTreeMap<String, &'static str>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    walk(&format!("{path}/{key}"), value, out);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(&format!("{path}[]"), item, out)),
            Value::String(_) => drop(out.insert(path.to_owned(), "string")),
            Value::Number(_) => drop(out.insert(path.to_owned(), "number")),
            Value::Bool(_) => drop(out.insert(path.to_owned(), "bool")),
            Value::Null => drop(out.insert(path.to_owned(), "null")),
        }
    }
    let mut out = BTreeMap::new();
    walk("", value, &mut out);
    out
}
