//! A small bot behind a sandbox, for tests of the sandbox without the engine: it checks signatures, remembers what it
//! got and answers through the messages endpoint.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use scn_runtime::clock::MovableClock;
use scn_runtime::sandbox::{BusinessNumber, SandboxConfig, start};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

pub(crate) const TOKEN: &str = "test-token";
const SECRET: &str = "test-app-secret";
const NUMBER_ID: &str = "106540352242922";

/// A sandbox with the echo bot behind it. It ends with the test's async runtime.
pub(crate) struct Stage {
    pub(crate) addr: SocketAddr,
    pub(crate) http: reqwest::Client,
    bot: Arc<Bot>,
}

struct Bot {
    endpoint: String,
    http: reqwest::Client,
    webhooks: Mutex<Vec<Value>>,
    /// So many of the next webhooks are answered with 503.
    refusals: AtomicUsize,
}

pub(crate) async fn stage() -> Stage {
    let sandbox_socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let bot_socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = sandbox_socket.local_addr().unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let bot = Arc::new(Bot {
        endpoint: format!("http://{addr}/v25.0/{NUMBER_ID}/messages"),
        http: http.clone(),
        webhooks: Mutex::default(),
        refusals: AtomicUsize::new(0),
    });
    let config = SandboxConfig {
        webhook_url: format!("http://{}/webhook", bot_socket.local_addr().unwrap()),
        app_secret: SECRET.into(),
        access_token: TOKEN.into(),
        numbers: vec![BusinessNumber::nth(0, "Echo & Sons")],
        any_template: true,
        ..SandboxConfig::default()
    };
    let router = axum::Router::new().route("/webhook", post(webhook)).with_state(bot.clone());
    tokio::spawn(async move { axum::serve(bot_socket, router).await.unwrap() });
    start(sandbox_socket, config, Arc::new(MovableClock::running()), std::future::pending()).unwrap();
    Stage { addr, http, bot }
}

async fn webhook(State(bot): State<Arc<Bot>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = headers.get("x-hub-signature-256").map(|value| value.to_str().unwrap());
    if !scn_whatsapp::verify(header, &body, &[SECRET]) {
        return StatusCode::UNAUTHORIZED;
    }
    if bot.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let webhook: Value = serde_json::from_slice(&body).unwrap();
    bot.webhooks.lock().unwrap().push(webhook.clone());
    if let Some(message) = webhook.pointer("/entry/0/changes/0/value/messages/0") {
        tokio::spawn(answer(bot, message.clone()));
    }
    StatusCode::OK
}

async fn answer(bot: Arc<Bot>, message: Value) {
    let id = &message["id"];
    let mut read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": id});
    let text = message["text"]["body"].as_str().unwrap_or_default();
    if text == "silence" {
        return;
    }
    if text == "slowly" {
        read["typing_indicator"] = json!({"type": "text"});
    }
    bot.post(&read).await;
    if text == "slowly" {
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    let mut request = match text {
        "buttons" => buttons(),
        "list" => list(),
        _ => json!({"type": "text", "text": {"body": said(&message)}}),
    };
    request["messaging_product"] = json!("whatsapp");
    request["recipient_type"] = json!("individual");
    request["recipient"] = message["from_user_id"].clone();
    request["context"] = json!({"message_id": id});
    request["biz_opaque_callback_data"] = json!("echo-1");
    bot.post(&request).await;
}

fn said(message: &Value) -> String {
    let interactive = &message["interactive"];
    match interactive["type"].as_str() {
        Some(kind) => {
            format!(
                "You chose *{}* ({})",
                interactive[kind]["title"].as_str().unwrap(),
                interactive[kind]["id"]
            )
        }
        None => format!("You said: {}", message["text"]["body"].as_str().unwrap()),
    }
}

fn buttons() -> Value {
    let button = |id: &str, title: &str| json!({"type": "reply", "reply": {"id": id, "title": title}});
    json!({"type": "interactive", "interactive": {"type": "button", "header": {"type": "text", "text": "Your order"},
        "body": {"text": "*2 × Margherita* and _a salad_, CHF 46.50. Is that right?"}, "footer": {"text": "Delivery in 40 minutes"},
        "action": {"buttons": [button("1.1", "Yes"), button("1.2", "Change something"), button("1.3", "No")]}}})
}

fn list() -> Value {
    let row = |id: &str, title: &str, description: &str| json!({"id": id, "title": title, "description": description});
    json!({"type": "interactive", "interactive": {"type": "list", "body": {"text": "Which pizza would you like?"},
        "action": {"button": "Choose", "sections": [
            {"title": "Classic", "rows": [row("2.1", "Margherita", "Tomato, mozzarella, basil. CHF 16.50"),
                                          row("2.2", "Quattro stagioni", "Artichokes, ham, mushrooms, olives. CHF 21")]},
            {"title": "Of the season", "rows": [row("2.3", "Pumpkin", "Roasted pumpkin, goat's cheese, sage. CHF 22.50"),
                                                {"id": "2.4", "title": "Surprise of the chef"}]}]}}})
}

impl Bot {
    async fn post(&self, request: &Value) {
        self.http.post(&self.endpoint).bearer_auth(TOKEN).json(request).send().await.unwrap();
    }
}

#[allow(dead_code, reason = "each test binary uses its part")]
impl Stage {
    /// A request to the messages endpoint, as the runtime would send it.
    pub(crate) async fn business(&self, token: &str, request: &Value) -> (u16, Value) {
        answer_of(self.http.post(&self.bot.endpoint).bearer_auth(token).json(request)).await
    }

    /// A request of the page.
    pub(crate) async fn page(&self, path: &str, body: Value) -> (u16, Value) {
        answer_of(self.http.post(format!("http://{}{path}", self.addr)).json(&body)).await
    }

    pub(crate) async fn state(&self) -> Value {
        let (status, state) = answer_of(self.http.get(format!("http://{}/api/state", self.addr))).await;
        assert_eq!(status, 200, "{state}");
        state
    }

    pub(crate) fn refuse_webhooks(&self, count: usize) {
        self.bot.refusals.store(count, Ordering::SeqCst);
    }

    pub(crate) fn webhooks(&self) -> Vec<Value> {
        self.bot.webhooks.lock().unwrap().clone()
    }
}

async fn answer_of(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}

/// Waits until the condition gives something; after ten seconds it fails with these words.
pub(crate) async fn eventually<T>(what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = condition().await {
            return value;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
