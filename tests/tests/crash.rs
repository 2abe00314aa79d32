//! Pulling the plug: `scn serve` is killed between a webhook and its answer, again and again. Whatever the moment, the
//! customer sees each answer once, in order.

use axum::{Router, body::Bytes, extract::State, routing::post};
use scn_tests::{program, repository};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

const SECRET: &str = "test-app-secret";
const NUMBER: &str = "106540352242922";
/// How many times the process is killed; more on demand: `SCN_KILLS=500 cargo test -p scn-tests --test crash`.
const KILLS: u64 = 12;

/// A stand-in for the platform: takes messages, answers, and tells their status until the bot has heard it.
#[derive(Clone, Default)]
struct Platform {
    /// Text bodies by addressee, in order of arrival.
    heard: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
    webhook: Arc<Mutex<String>>,
}

impl Platform {
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let app = Router::new().route("/{version}/{number}/messages", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        format!("http://{address}")
    }

    fn heard(&self, who: &str) -> Vec<String> {
        self.heard.lock().expect("not poisoned").get(who).cloned().unwrap_or_default()
    }

    /// Delivers as the platform does: again and again until the answer is 200.
    async fn deliver(&self, body: String) {
        let client = reqwest::Client::new();
        for _ in 0..600 {
            let url = self.webhook.lock().expect("not poisoned").clone();
            let signature = scn_whatsapp::sign(body.as_bytes(), SECRET);
            let request = client.post(url).header("x-hub-signature-256", signature).body(body.clone());
            if request.send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("a webhook was never taken");
    }
}

async fn take(State(platform): State<Platform>, body: Bytes) -> axum::Json<Value> {
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    if body["status"] == "read" {
        return axum::Json(json!({"success": true}));
    }
    let to = body["to"].as_str().expect("an addressee").to_owned();
    let text = body["text"]["body"].as_str().or(body["interactive"]["body"]["text"].as_str());
    let text = text.expect("words").to_owned();
    let id = {
        let mut heard = platform.heard.lock().expect("not poisoned");
        let list = heard.entry(to.clone()).or_default();
        list.push(text);
        format!("wamid.{to}.{}", list.len())
    };
    let status = json!({
        "id": id, "status": "delivered", "timestamp": now().to_string(), "recipient_id": to.trim_start_matches('+'),
        "biz_opaque_callback_data": body["biz_opaque_callback_data"],
    });
    let webhook = envelope(&json!({"statuses": [status]}));
    tokio::spawn(async move { platform.deliver(webhook).await });
    axum::Json(json!({"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": id}]}))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

fn envelope(content: &Value) -> String {
    let mut value = content.clone();
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({"display_phone_number": "15550783881", "phone_number_id": NUMBER});
    let change = json!({"field": "messages", "value": value});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).to_string()
}

fn message(who: &str, id: &str, text: &str) -> String {
    let message = json!({
        "from": who, "id": id, "timestamp": now().to_string(), "type": "text", "text": {"body": text},
    });
    envelope(&json!({"contacts": [{"profile": {"name": "Ada"}, "wa_id": who}], "messages": [message]}))
}

/// `scn serve` on the pizzeria, on a port of its own.
struct Served(Child);

impl Served {
    fn start(scn: &Path, store: &Path, platform: &Platform, api: &str) -> Served {
        let mut process = Command::new(scn)
            .env("SCN_OPERATIONS_LISTEN", "off")
            .args(["serve", "examples/pizzeria", "--port", "0", "--store"])
            .arg(store)
            .current_dir(repository())
            .env("SCN_PHONE_NUMBER_ID", NUMBER)
            .env("SCN_ACCESS_TOKEN", "token")
            .env("SCN_APP_SECRET", SECRET)
            .env("SCN_VERIFY_TOKEN", "verify")
            .env("SCN_API_URL", api)
            .env("SCN_SETTLE", "5 seconds")
            .env("SCN_GATHER", "0 seconds")
            .env("SCN_LOG", "error")
            .env("SHOP_URL", "http://127.0.0.1:9")
            .stdout(Stdio::piped())
            .spawn()
            .expect("scn starts");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let webhook = lines.find_map(|line| Some(line.trim().strip_prefix("webhook")?.trim().to_owned()));
        std::thread::spawn(move || lines.for_each(drop));
        *platform.webhook.lock().expect("not poisoned") = webhook.expect("scn serve says where it listens");
        Served(process)
    }

    /// SIGKILL: nothing of the process runs after this.
    fn kill(mut self) {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it ends");
    }
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < end, "never: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_each_answer_is_seen_once() {
    let kills = std::env::var("SCN_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let scn = program();
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("conversations.db");
    let platform = Platform::default();
    let api = platform.start().await;
    for round in 0..kills {
        let who = format!("4179{round:07}");
        let served = Served::start(&scn, &store, &platform, &api);
        platform
            .deliver(message(&who, &format!("wamid.in.{round}"), "je voudrais commander une pizza"))
            .await;
        // From at once to well after the answer, in uneven steps.
        sleep(Duration::from_micros(round * round * 300)).await;
        served.kill();
        let served = Served::start(&scn, &store, &platform, &api);
        // The platform repeats what it may not have delivered.
        platform
            .deliver(message(&who, &format!("wamid.in.{round}"), "je voudrais commander une pizza"))
            .await;
        let to = format!("+{who}");
        until("an answer", || !platform.heard(&to).is_empty()).await;
        platform.deliver(message(&who, &format!("wamid.in.{round}.2"), "regina")).await;
        until("the next question", || platform.heard(&to).len() >= 2).await;
        served.kill();
        assert_eq!(
            platform.heard(&to),
            ["Qu'est-ce qui vous ferait plaisir ?", "Quelle taille, la Regina ?"],
            "round {round}: each answer once, in order"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_signature_leaves_no_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("conversations.db");
    let platform = Platform::default();
    let api = platform.start().await;
    let served = Served::start(&program(), &store, &platform, &api);
    let url = platform.webhook.lock().expect("not poisoned").clone();
    let body = message("41790000000", "wamid.forged", "je voudrais commander une pizza");
    let forged = scn_whatsapp::sign(body.as_bytes(), "another secret");
    let client = reqwest::Client::new();
    let answer = client.post(&url).header("x-hub-signature-256", forged).body(body.clone()).send().await;
    assert_eq!(answer.expect("an answer").status(), 401);
    let unsigned = client.post(&url).body(body).send().await.expect("an answer");
    assert_eq!(unsigned.status(), 401);
    served.kill();
    let bytes = std::fs::read(&store).expect("a store");
    let log = std::fs::read(store.with_extension("db-wal")).unwrap_or_default();
    let traces = [b"wamid.forged".as_slice(), b"41790000000"];
    for file in [bytes, log] {
        assert!(traces.iter().all(|trace| !file.windows(trace.len()).any(|part| part == *trace)));
    }
}
