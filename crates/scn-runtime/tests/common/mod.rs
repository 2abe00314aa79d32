//! A platform that writes down what it gets, a scenario built by hand, and a bot to talk to over real HTTP.
#![allow(dead_code, unreachable_pub)] // each test file uses its part

mod parrot;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use scn_engine::Scenario;
use scn_graph::Moment;
use scn_runtime::{Config, MovableClock, Serving, StartError};
use scn_store::{ContactId, Identity, Reader, SendRecord, SqliteStore};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

pub use parrot::*;

pub const NUMBER: &str = "100000000000001";
pub const SECRET: &str = "sandbox-secret";
/// 2026-01-05T12:00:00Z
pub const NOON: i64 = 1_767_614_400_000;
pub const HOUR: Duration = Duration::from_secs(3600);

// ------------------------------------------------------------ the platform

/// What the platform does with a request.
#[derive(Clone, Debug)]
pub enum Reply {
    Accept,
    Refuse(u16, u32),
    /// Takes it and never answers.
    Hang,
    Raw(u16, &'static str, Option<u32>),
}

#[derive(Default)]
pub struct Platform {
    read: Mutex<Vec<String>>,
    requests: Mutex<Vec<Value>>,
    uploads: Mutex<Vec<String>>,
    replies: Mutex<VecDeque<Reply>>,
}

impl Platform {
    /// All message requests so far.
    pub fn requests(&self) -> Vec<Value> {
        self.requests.lock().unwrap().clone()
    }

    pub fn texts(&self) -> Vec<String> {
        let body = |request: &Value| request["text"]["body"].as_str().unwrap_or_default().to_owned();
        self.requests().iter().map(body).collect()
    }

    /// Files that were uploaded, as they came.
    pub fn uploads(&self) -> Vec<String> {
        self.uploads.lock().unwrap().clone()
    }

    /// Messages of the customer that were marked as read.
    pub fn marked_read(&self) -> Vec<String> {
        self.read.lock().unwrap().clone()
    }

    /// What happens to the next requests; afterwards everything is accepted.
    pub fn will(&self, replies: impl IntoIterator<Item = Reply>) {
        self.replies.lock().unwrap().extend(replies);
    }
}

async fn receive(State(platform): State<Arc<Platform>>, headers: HeaderMap, body: Bytes) -> Response {
    assert_eq!(headers["authorization"], "Bearer sandbox-token");
    let request: Value = serde_json::from_slice(&body).unwrap();
    if request["status"] == "read" {
        platform.read.lock().unwrap().push(request["message_id"].as_str().unwrap().to_owned());
        return axum::Json(json!({"success": true})).into_response();
    }
    let number = {
        let mut requests = platform.requests.lock().unwrap();
        requests.push(request);
        requests.len()
    };
    let reply = platform.replies.lock().unwrap().pop_front().unwrap_or(Reply::Accept);
    match reply {
        Reply::Accept => axum::Json(
            json!({"messaging_product": "whatsapp", "messages": [{"id": format!("wamid.OUT{number}")}]}),
        )
        .into_response(),
        Reply::Refuse(http, code) => {
            let error =
                json!({"error": {"message": "no", "code": code, "error_data": {"details": "because"}}});
            (StatusCode::from_u16(http).unwrap(), axum::Json(error)).into_response()
        }
        Reply::Raw(http, text, retry_after) => {
            let mut response = (StatusCode::from_u16(http).unwrap(), text).into_response();
            if let Some(seconds) = retry_after {
                response.headers_mut().insert("retry-after", seconds.into());
            }
            response
        }
        Reply::Hang => std::future::pending().await,
    }
}

async fn receive_file(State(platform): State<Arc<Platform>>, headers: HeaderMap, body: Bytes) -> Response {
    assert_eq!(headers["authorization"], "Bearer sandbox-token");
    let mut uploads = platform.uploads.lock().unwrap();
    uploads.push(String::from_utf8_lossy(&body).into_owned());
    axum::Json(json!({"id": format!("media-{}", uploads.len())})).into_response()
}

/// Where the business number is.
pub fn platform(platform: &Arc<Platform>) -> Router {
    Router::new()
        .route("/v25.0/100000000000001/messages", any(receive))
        .route("/v25.0/100000000000001/media", any(receive_file))
        .with_state(platform.clone())
}

// ------------------------------------------------------------ the bot

/// A world with a platform, a clock that stands still and a folder; bots come and go in it.
pub struct World {
    pub platform: Arc<Platform>,
    pub clock: Arc<MovableClock>,
    pub api_url: String,
    folder: tempfile::TempDir,
    http: reqwest::Client,
    runtime: Runtime,
}

impl World {
    pub fn new() -> World {
        let runtime = Runtime::new().unwrap();
        let platform = Arc::new(Platform::default());
        let api_url = host(&runtime, self::platform(&platform));
        World {
            platform,
            clock: Arc::new(MovableClock::frozen(Moment(NOON))),
            api_url,
            folder: tempfile::tempdir().unwrap(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            runtime,
        }
    }

    /// Another system on this machine; gives its address.
    pub fn host(&self, router: Router) -> String {
        host(&self.runtime, router)
    }

    pub fn store_path(&self) -> PathBuf {
        self.folder.path().join("bot.db")
    }

    pub fn config(&self) -> Config {
        let listen = "127.0.0.1:0".parse().unwrap();
        let mut config = Config::for_sandbox(listen, &self.api_url, self.store_path());
        config.messages_per_second = 1000;
        config
    }

    /// Why it does not start.
    pub fn cannot_start(&self, config: Config, scenario: Scenario) -> StartError {
        let store = Arc::new(SqliteStore::open(&config.store).unwrap());
        let serving = scn_runtime::serve(config, scenario, store, self.clock.clone(), std::future::pending());
        self.runtime.block_on(serving).unwrap_err()
    }

    pub fn start(&self) -> Bot<'_> {
        self.start_with(self.config(), scenario())
    }

    pub fn start_with(&self, config: Config, scenario: Scenario) -> Bot<'_> {
        let runtime = Runtime::new().unwrap();
        let store = Arc::new(SqliteStore::open(&config.store).unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move {
            let _ = stopped.await;
        };
        let serving = runtime
            .block_on(scn_runtime::serve(config, scenario, store.clone(), self.clock.clone(), shutdown))
            .unwrap();
        let url = format!("http://{}", serving.address);
        let operations = format!("http://{}", serving.operations.unwrap());
        let people = serving.people.map(|address| format!("http://{address}")).unwrap_or_default();
        Bot {
            world: self,
            store,
            url,
            operations,
            people,
            serving: Some(serving),
            stop: Some(stop),
            runtime: Some(runtime),
        }
    }
}

fn host(runtime: &Runtime, router: Router) -> String {
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// A running bot.
pub struct Bot<'w> {
    world: &'w World,
    pub store: Arc<SqliteStore>,
    pub url: String,
    /// Where its numbers are.
    pub operations: String,
    /// Where operators reach it; empty without operators.
    pub people: String,
    serving: Option<Serving>,
    stop: Option<oneshot::Sender<()>>,
    runtime: Option<Runtime>,
}

impl Bot<'_> {
    /// Stops in good order.
    pub fn stop(mut self) {
        drop(self.stop.take());
        let (serving, runtime) = (self.serving.take().unwrap(), self.runtime.take().unwrap());
        runtime.block_on(serving.finished());
    }

    /// Everything is gone from one moment to the next.
    pub fn crash(mut self) {
        // Keeps the shutdown from being asked for: the tasks just end.
        std::mem::forget(self.stop.take());
        self.runtime.take().unwrap().shutdown_timeout(Duration::from_secs(5));
    }

    /// Asks the operators' listener with a token; gives the status, the headers and the body.
    pub fn people_get(&self, path: &str, token: &str) -> (u16, HeaderMap, Vec<u8>) {
        let url = format!("http://{}{path}", self.serving.as_ref().unwrap().people.unwrap());
        self.world.runtime.block_on(async {
            let response = self.world.http.get(url).bearer_auth(token).send().await.unwrap();
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            (status, headers, response.bytes().await.unwrap().to_vec())
        })
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        self.fetch(&format!("{}{path}", self.url))
    }

    /// Makes the bot take another version, given by the source.
    pub fn reload(&self, source: scn_runtime::Source) -> scn_runtime::Reloaded {
        let reloader = self.serving.as_ref().unwrap().reloader();
        reloader.read_from(source);
        self.runtime.as_ref().unwrap().block_on(reloader.reload())
    }

    /// A page for those who run it.
    pub fn page(&self, path: &str) -> (u16, String) {
        self.fetch(&format!("{}{path}", self.operations))
    }

    fn fetch(&self, url: &str) -> (u16, String) {
        self.world.runtime.block_on(async {
            let response = self.world.http.get(url).send().await.unwrap();
            (response.status().as_u16(), response.text().await.unwrap())
        })
    }

    pub fn post(&self, body: Vec<u8>, signature: Option<String>) -> u16 {
        self.world.runtime.block_on(async {
            let mut request = self.world.http.post(format!("{}/webhook", self.url)).body(body);
            if let Some(signature) = signature {
                request = request.header("X-Hub-Signature-256", signature);
            }
            request.send().await.unwrap().status().as_u16()
        })
    }

    /// Posts something else; gives the status and the JSON that came back.
    pub fn post_to(&self, path: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> (u16, Value) {
        self.send_to(&format!("{}{path}", self.url), body, headers)
    }

    pub fn send_to(&self, url: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> (u16, Value) {
        self.world.runtime.block_on(async {
            let mut request = self.world.http.post(url).body(body);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let response = request.send().await.unwrap();
            (response.status().as_u16(), response.json().await.unwrap_or_default())
        })
    }

    /// Asks the operators' API; gives status, headers and text. A body is JSON when nothing else is said.
    pub fn ask_people(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: Option<String>,
    ) -> (u16, Vec<(String, String)>, String) {
        self.world.runtime.block_on(async {
            let method = method.parse().unwrap();
            let mut request = self.world.http.request(method, format!("{}{path}", self.people));
            if body.is_some() && headers.iter().all(|(name, _)| *name != "content-type") {
                request = request.header("content-type", "application/json");
            }
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            let response = request.body(body.unwrap_or_default()).send().await.unwrap();
            let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap().to_owned();
            let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
            (response.status().as_u16(), headers.collect(), response.text().await.unwrap())
        })
    }

    /// A stream of the operators' API.
    pub fn listen_to_people(&self, path: &str, token: &str) -> reqwest::Response {
        let request = self.world.http.get(format!("{}{path}", self.people)).bearer_auth(token);
        let response = self.world.runtime.block_on(request.send()).unwrap();
        assert_eq!(response.status().as_u16(), 200);
        response
    }

    /// What a stream says next.
    pub fn next_event(&self, stream: &mut reqwest::Response) -> String {
        let chunk = async { tokio::time::timeout(Duration::from_secs(10), stream.chunk()).await };
        let chunk = self.world.runtime.block_on(chunk).expect("it says something").unwrap();
        String::from_utf8_lossy(&chunk.unwrap_or_default()).into_owned()
    }

    /// Posts a webhook as the platform does.
    pub fn deliver(&self, webhook: &Value) -> u16 {
        let body = webhook.to_string().into_bytes();
        let signature = scn_whatsapp::sign(&body, SECRET);
        self.post(body, Some(signature))
    }

    /// A text from the customer; gives its webhook.
    pub fn customer_says(&self, id: &str, words: &str) -> Value {
        let webhook = text_webhook("41790000001", id, words, self.now());
        assert_eq!(self.deliver(&webhook), 200);
        webhook
    }

    pub fn now(&self) -> i64 {
        scn_runtime::Clock::now(self.world.clock.as_ref()).0
    }

    pub fn customer(&self) -> Option<ContactId> {
        let who =
            Identity { number: NUMBER.into(), phone: Some("+41790000001".into()), ..Identity::default() };
        self.store.find(&who).unwrap()
    }

    pub fn sends(&self) -> Vec<SendRecord> {
        self.customer().map(|contact| self.store.sends(contact).unwrap()).unwrap_or_default()
    }

    /// Nothing is left to do now.
    pub fn settle(&self) {
        eventually("nothing waits", || {
            let counts = self.store.counts().unwrap();
            counts.inbound_waiting == 0 && counts.outbox_waiting == 0
        });
    }
}

impl Drop for Bot<'_> {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

pub fn envelope(key: &str, element: Value) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1", "phone_number_id": NUMBER},
        key: [element]}}]}]})
}

pub fn text_webhook(from: &str, id: &str, words: &str, at: i64) -> Value {
    let timestamp = (at / 1000).to_string();
    envelope(
        "messages",
        json!({"from": from, "id": format!("wamid.{id}"), "timestamp": timestamp, "type": "text", "text": {"body": words}}),
    )
}

pub fn status_webhook(wamid: &str, status: &str, callback: &str) -> Value {
    let element = json!({"id": wamid, "status": status, "timestamp": "1767614400", "recipient_id": "41790000001",
        "biz_opaque_callback_data": callback});
    envelope("statuses", element)
}

/// The platform took it, and says later that it could not be delivered.
pub fn failed_webhook(wamid: &str, code: u32) -> Value {
    let mut webhook = status_webhook(wamid, "failed", "");
    webhook["entry"][0]["changes"][0]["value"]["statuses"][0]["errors"] =
        json!([{"code": code, "title": "no"}]);
    webhook
}

/// Waits until it is so, for a few seconds at most.
pub fn eventually(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("after 10 seconds still not: {what}");
}
