//! The whole way without an account: a customer of the sandbox writes, the runtime answers through the emulator, which
//! refuses whatever the platform would refuse.

mod common;
mod outside;
use common::{NOON, eventually, graph};
use scn_engine::Scenario;
use scn_graph::{Graph, Moment};
use scn_runtime::sandbox::{self, SandboxConfig};
use scn_runtime::{Config, Environment, MovableClock};
use scn_store::{Identity, Reader, SqliteStore};
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
    folder: tempfile::TempDir,
}

impl Stage {
    fn new() -> Stage {
        Stage::with(graph())
    }

    fn with(graph: Graph) -> Stage {
        let runtime = Runtime::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(MovableClock::frozen(Moment(NOON)));
        let path = folder.path().join("bot.db");
        let store = Arc::new(SqliteStore::open(&path).unwrap());
        let page = runtime.block_on(async {
            let phone = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let page = format!("http://{}", phone.local_addr().unwrap());
            let mut config = Config::for_sandbox("127.0.0.1:0".parse().unwrap(), &page, path);
            config.project = folder.path().to_owned();
            config.environment = Environment::of::<&str, &str>([]);
            let (settings, known) = (config.clone(), graph.clone());
            let scenario = Scenario::load(graph).unwrap();
            let serving =
                scn_runtime::serve(config, scenario, store.clone(), clock.clone(), std::future::pending());
            let sandbox = SandboxConfig::new(&settings, &known, serving.await.unwrap().address);
            sandbox::start(phone, sandbox, clock.clone(), std::future::pending()).unwrap();
            page
        });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Stage { runtime, http, page, store, folder }
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

    fn entries(&self, from: &str) -> Vec<Value> {
        let state = self.state();
        let entries = state["chat"]["entries"].as_array().unwrap().iter();
        entries.filter(|entry| entry["from"] == from).cloned().collect()
    }

    fn said_by_the_bot(&self) -> Vec<String> {
        let text = |entry: &Value| entry["content"]["text"].as_str().unwrap_or_default().to_owned();
        self.entries("business").iter().map(text).collect()
    }

    fn history(&self) -> Vec<String> {
        let phone = Some(format!("+{}", self.customer()));
        let who = Identity { number: common::NUMBER.into(), phone, ..Identity::default() };
        let contact = self.store.find(&who).unwrap();
        let lines = contact.map(|contact| self.store.history(contact, 99).unwrap()).unwrap_or_default();
        lines.into_iter().map(|line| line.text).collect()
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

#[test]
fn a_project_with_everything_works_without_any_system_behind_it() {
    let stage = Stage::with(outside::graph());
    std::fs::create_dir(stage.folder.path().join("img")).unwrap();
    std::fs::write(stage.folder.path().join("img/menu.png"), b"\x89PNG\r\n\x1a\n a picture").unwrap();
    stage.says("order");
    eventually("a sample answers the call", || stage.said_by_the_bot() == ["order: sample"]);
    stage.says("photo");
    eventually("the picture is there", || stage.said_by_the_bot().len() == 3);
    let picture = &stage.entries("business")[1]["content"];
    assert_eq!((&picture["text"], &picture["source"]), (&json!("our menu"), &json!("menu.png")));
    stage.says("thumb");
    eventually("the emoji is on the message", || {
        stage.entries("customer").iter().any(|entry| entry["reaction"] == "👍")
    });
    assert_eq!(stage.entries("sandbox"), Vec::<Value>::new(), "nothing was refused");
}

#[test]
fn an_event_of_the_shop_is_fired_from_the_page_and_its_template_can_be_tapped() {
    let stage = Stage::with(outside::graph());
    let customer = stage.customer();
    assert_eq!(
        stage.state()["events"],
        json!([{"name": "shop.shipped", "params": {"number": "sample", "place": 1}}])
    );
    stage.post(
        "/api/event",
        &json!({"customer": customer, "event": "shop.shipped", "params": {"number": "A-17"}}),
    );
    eventually("the template is there", || stage.said_by_the_bot() == ["Order A-17 is on its way."]);
    let template = stage.entries("business").remove(0);
    assert_eq!(template["content"]["buttons"], json!([{"id": "Thanks", "title": "Thanks"}]));
    let tap = json!({"customer": customer, "message": template["id"], "option": "Thanks"});
    stage.post("/api/tap", &tap);
    eventually("the words arrive", || stage.history().contains(&"Thanks".to_owned()));
}

#[test]
fn customers_send_more_than_words() {
    let stage = Stage::new();
    let customer = stage.customer();
    stage.says("one");
    eventually("answered", || stage.said_by_the_bot().len() == 1);
    let answer = stage.entries("business")[0]["id"].clone();
    let items = json!([{"product": "margherita", "quantity": 2, "price": 18.5, "currency": "CHF"}]);
    for (path, body) in [
        ("/api/media", json!({"kind": "image", "caption": "my street"})),
        ("/api/place", json!({"latitude": 46.52, "longitude": 6.63, "name": "Lausanne"})),
        ("/api/contact", json!({"name": "Ada", "phone": "+41791234567"})),
        ("/api/order", json!({"items": items, "text": "quickly"})),
        ("/api/react", json!({"message": answer, "emoji": "👍"})),
    ] {
        let mut body = body;
        body["customer"] = json!(customer);
        stage.post(path, &body);
    }
    let words = ["[image] my street", "[place Lausanne]", "[contact Ada]", "[cart 2 × margherita]", "👍"];
    eventually("all are heard", || {
        let history = stage.history();
        words.iter().all(|words| history.contains(&(*words).to_owned()))
    });
    assert_eq!(stage.entries("business")[0]["reaction"], "👍");
    let shown: Vec<Value> =
        stage.entries("customer").iter().map(|entry| entry["content"]["text"].clone()).collect();
    assert_eq!(
        shown,
        ["one", "my street", "Lausanne\n46.52, 6.63", "Ada\n+41791234567", "2 × margherita\nquickly"]
    );
}
