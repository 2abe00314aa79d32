//! The whole way without an account: a customer of the sandbox writes, the runtime answers through the emulator, which
//! refuses whatever the platform would refuse.

mod common;
use common::{NOON, eventually, graph};
use scn_engine::Scenario;
use scn_graph::Moment;
use scn_runtime::sandbox::{self, SandboxConfig};
use scn_runtime::{Config, MovableClock};
use scn_store::{SqliteStore, Store};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

struct Stage {
    runtime: Runtime,
    http: reqwest::Client,
    page: String,
    store: Arc<SqliteStore>,
    _folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Stage {
        let runtime = Runtime::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(MovableClock::frozen(Moment(NOON)));
        let path = folder.path().join("bot.db");
        let store = Arc::new(SqliteStore::open(&path).unwrap());
        let page = runtime.block_on(async {
            let phone = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let page = format!("http://{}", phone.local_addr().unwrap());
            let config = Config::for_sandbox("127.0.0.1:0".parse().unwrap(), &page, path);
            let graph = graph();
            let (settings, known) = (config.clone(), graph.clone());
            let scenario = Scenario::load(graph).unwrap();
            let serving =
                scn_runtime::serve(config, scenario, store.clone(), clock.clone(), std::future::pending());
            let sandbox = SandboxConfig::new(&settings, &known, serving.await.unwrap().address);
            sandbox::start(phone, sandbox, clock.clone(), std::future::pending()).unwrap();
            page
        });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Stage { runtime, http, page, store, _folder: folder }
    }

    fn post(&self, path: &str, body: &Value) {
        let request = self.http.post(format!("{}{path}", self.page)).json(body);
        let status = self.runtime.block_on(async { request.send().await.unwrap().status() });
        assert_eq!(status, 200, "{path}");
    }

    fn state(&self) -> Value {
        let request = self.http.get(format!("{}/api/state", self.page));
        self.runtime.block_on(async { request.send().await.unwrap().json().await.unwrap() })
    }

    fn customer(&self) -> String {
        self.state()["chat"]["customer"].as_str().unwrap().to_owned()
    }

    fn says(&self, words: &str) {
        self.post("/api/send", &json!({"customer": self.customer(), "text": words}));
    }

    fn said_by_the_bot(&self) -> Vec<String> {
        let state = self.state();
        let entries = state["chat"]["entries"].as_array().unwrap().iter();
        let ours = entries.filter(|entry| entry["from"] == "business");
        ours.map(|entry| entry["content"]["text"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

#[test]
fn a_customer_is_answered_and_time_can_be_moved() {
    let stage = Stage::new();
    stage.says("one");
    eventually("answered", || stage.said_by_the_bot() == ["you said one"]);
    stage.says("later");
    eventually("answered", || stage.said_by_the_bot() == ["you said one", "wait"]);
    eventually("the timer is set", || stage.store.counts().unwrap().timers == 1);
    stage.post("/api/clock", &json!({"advance_seconds": 3600}));
    eventually("the timer fired", || stage.said_by_the_bot().last().unwrap() == "back");
}

#[test]
fn a_lost_answer_is_settled_by_the_status_and_nothing_is_said_twice() {
    let stage = Stage::new();
    stage.customer();
    stage.post("/api/fail", &json!({"code": 131_000, "how": "lose_answer"}));
    stage.says("one");
    eventually("on the phone", || stage.said_by_the_bot() == ["you said one"]);
    eventually("settled", || {
        let counts = stage.store.counts().unwrap();
        counts.conversations == 1 && counts.outbox_unknown == 0 && counts.outbox_waiting == 0
    });
    stage.post("/api/clock", &json!({"advance_seconds": 600}));
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(stage.said_by_the_bot(), ["you said one"]);
}
