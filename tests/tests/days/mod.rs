//! Days with a bot: the real runtime and its store on one thread, a clock that the test moves, a platform in memory
//! that refuses what comes too late, and a process that may end at any point.

use scn_compiler::MemorySources;
use scn_engine::Scenario;
use scn_graph::jiff::{Timestamp, Zoned, tz::TimeZone};
use scn_graph::{Graph, Moment};
use scn_runtime::{Asking, Bench, Clock, Config, Environment, MovableClock, Parts, Platform, Reply, Upload};
use scn_store::{Partition, Reader, SendRules, SqliteStore, Store};
use scn_tests::{load, repository};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

const NUMBER: &str = "100000000000001";
const ONLY: Partition = Partition(0);
const WINDOW: i64 = 86_400_000;
/// The customer, where there is one.
const ADA: u32 = 1;

/// A project of the tests, such as `conversations/time`, in a time zone.
fn project(name: &str, zone: &str) -> Graph {
    let path = repository().join("tests").join(format!("{name}.scn"));
    let text = std::fs::read_to_string(path).unwrap().replace("Europe/Zurich", zone);
    load(&MemorySources::new([("main.scn", text)])).graph
}

/// What the process goes through between two things that happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Runs,
    /// It is stopped and started again.
    Restarts,
    /// It is gone from one moment to the next, and started again.
    Crashes,
}

/// The same days thrice: whatever the process goes through, the customer sees the same.
pub(crate) fn always(project: &str, zone: &str, from: &str, days: impl Fn(&mut Days)) {
    for life in [Life::Runs, Life::Restarts, Life::Crashes] {
        eprintln!("{life:?}");
        let mut all = Days::begin(project, zone, from, life);
        days(&mut all);
        all.end();
    }
}

/// What customers see, and when.
struct Phones {
    clock: Arc<MovableClock>,
    zone: TimeZone,
    wrote: Mutex<BTreeMap<String, Moment>>,
    seen: Mutex<Vec<(String, String)>>,
    refused: Mutex<Vec<String>>,
}

impl Phones {
    fn take(&self, body: &Value) -> Value {
        if body["status"] == "read" {
            return json!({"success": true});
        }
        let (to, now) = (body["to"].as_str().unwrap().to_owned(), self.clock.now());
        let template = body["template"]["name"].as_str().map(|name| format!("[{name}]"));
        let words = body["text"]["body"].as_str().or(body["interactive"]["body"]["text"].as_str());
        let words = template.clone().or(words.map(str::to_owned)).unwrap_or_else(|| body["type"].to_string());
        let open = self.wrote.lock().unwrap().get(&to).is_some_and(|wrote| now.since(*wrote) < WINDOW);
        if template.is_none() && !open {
            self.refused.lock().unwrap().push(words);
            return json!({"error": {"code": 131_047, "message": "Re-engagement message"}});
        }
        let mut seen = self.seen.lock().unwrap();
        seen.push((to, format!("{} {words}", shown(now, &self.zone))));
        json!({"messages": [{"id": format!("wamid.OUT{}", seen.len())}]})
    }
}

impl Platform for Phones {
    fn messages<'a>(&'a self, body: &'a Value) -> Asking<'a> {
        let body = self.take(body);
        let http = if body["error"].is_null() { 200 } else { 400 };
        Box::pin(async move { Ok(Reply { http, body: body.to_string().into_bytes(), retry_after: None }) })
    }
    fn upload(&self, _: Upload) -> Asking<'_> {
        Box::pin(async { Ok(Reply::default()) })
    }
}

/// `02 Mar 12:20`
fn shown(moment: Moment, zone: &TimeZone) -> String {
    let at = Timestamp::from_millisecond(moment.0).unwrap().to_zoned(zone.clone());
    at.strftime("%d %b %H:%M").to_string()
}

pub(crate) struct Days {
    graph: Graph,
    life: Life,
    zone: TimeZone,
    clock: Arc<MovableClock>,
    phones: Arc<Phones>,
    folder: tempfile::TempDir,
    running: Option<Process>,
    written: usize,
}

struct Process {
    bench: Bench,
    store: Arc<SqliteStore>,
    /// Last: the others end with it.
    runtime: Runtime,
}

impl Days {
    /// `from` is a moment in the zone: `2026-03-02 12:00`.
    pub(crate) fn begin(name: &str, zone: &str, from: &str, life: Life) -> Days {
        let time_zone = TimeZone::get(zone).unwrap();
        let clock = Arc::new(MovableClock::frozen(moment(from, &time_zone)));
        let phones = Arc::new(Phones {
            clock: clock.clone(),
            zone: time_zone.clone(),
            wrote: Mutex::default(),
            seen: Mutex::default(),
            refused: Mutex::default(),
        });
        let folder = tempfile::tempdir().unwrap();
        let graph = project(name, zone);
        let mut days =
            Days { graph, life, zone: time_zone, clock, phones, folder, running: None, written: 0 };
        days.start();
        days
    }

    // ------------------------------------------------------------ the process

    pub(crate) fn start(&mut self) {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let file = self.folder.path().join("bot.db");
        let mut config = Config::for_sandbox("127.0.0.1:0".parse().unwrap(), "http://nowhere", file);
        config.messages_per_second = 100_000;
        config.environment = Environment::of([("SHOP_URL", "https://shop.example")]);
        let scenario = Scenario::load(self.graph.clone()).unwrap();
        let store = Arc::new(SqliteStore::open(&config.store).unwrap());
        let parts = Parts {
            config,
            scenario,
            store: store.clone(),
            clock: self.clock.clone(),
            platform: self.phones.clone(),
        };
        let bench = runtime.block_on(Bench::start(parts, 1)).unwrap();
        self.running = Some(Process { bench, store, runtime });
        self.settle();
    }

    /// The process is not there until `start`.
    pub(crate) fn stop(&mut self) {
        let Some(Process { bench, store, runtime }) = self.running.take() else { return };
        match self.life {
            Life::Crashes => drop(bench),
            _ => runtime.block_on(bench.stop()),
        }
        drop(runtime);
        drop(store);
    }

    pub(crate) fn end(mut self) {
        assert_eq!(self.sees(), Vec::<String>::new(), "nothing is said that nobody expects");
        assert_eq!(*self.phones.refused.lock().unwrap(), Vec::<String>::new(), "the platform never refuses");
        self.stop();
    }

    fn process(&self) -> &Process {
        self.running.as_ref().unwrap()
    }

    /// Everything that is to be done now is done.
    fn settle(&self) {
        let quiet = || {
            let due = |at: Option<i64>| at.is_some_and(|at| at <= self.clock.now().0);
            let Process { store, .. } = self.process();
            let (timer, send) = (store.next_timer(ONLY), store.next_send(ONLY, &SendRules::default()));
            let counts = store.counts().unwrap();
            counts.inbound_waiting == 0
                && !due(timer.unwrap())
                && !due(send.unwrap())
                && counts.outbox_waiting == 0
        };
        let mut calm = 0;
        for _ in 0..5_000 {
            self.process().runtime.block_on(async { tokio::time::sleep(Duration::from_millis(2)).await });
            calm = if quiet() { calm + 1 } else { 0 };
            if calm == 3 {
                return;
            }
        }
        panic!("after 10 seconds something is still to be done");
    }

    fn live_through(&mut self) {
        self.settle();
        if self.life != Life::Runs {
            self.stop();
            self.start();
        }
    }

    // ------------------------------------------------------------ what happens

    /// The customer writes; the message arrives at once.
    pub(crate) fn writes(&mut self, words: &str) {
        self.writes_as(ADA, words);
    }

    pub(crate) fn writes_as(&mut self, customer: u32, words: &str) {
        self.deliver(customer, words);
        self.live_through();
    }

    fn deliver(&mut self, customer: u32, words: &str) {
        let phone = phone(customer);
        let (number, now) = (self.written, self.clock.now());
        self.written += 1;
        let message = json!({"from": phone.trim_start_matches('+'), "id": format!("wamid.IN{number}"),
            "timestamp": (now.0 / 1000).to_string(), "type": "text", "text": {"body": words}});
        let webhook = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages",
            "value": {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, "messages": [message]}}]}]});
        self.phones.wrote.lock().unwrap().insert(phone, now);
        let body = webhook.to_string().into_bytes();
        let signature = scn_whatsapp::sign(&body, "sandbox-secret");
        let Process { bench, runtime, .. } = self.process();
        assert_eq!(runtime.block_on(bench.webhook(Some(&signature), body)), 200);
    }

    /// A system of the business tells something about the customer. True when it was new.
    pub(crate) fn told(&mut self, event: &str, key: &str, mut params: Value) -> bool {
        params["contact"] = phone(ADA).into();
        let body = params.to_string().into_bytes();
        let signature = scn_whatsapp::sign(&body, "sandbox-events-secret");
        let Process { bench, runtime, .. } = self.process();
        let (status, answer) = runtime.block_on(bench.event(event, key, &signature, body));
        assert_eq!(status, 202, "{answer}");
        self.live_through();
        answer["seen_before"] == json!(false)
    }

    /// Time passes until this moment in the zone; whatever is due on the way comes when it is due.
    pub(crate) fn at(&mut self, when: &str) {
        let until = moment(when, &self.zone);
        while let Some(due) = self.next_due().filter(|due| *due <= until) {
            self.move_to(due);
            self.live_through();
        }
        self.move_to(until);
        self.live_through();
    }

    /// The process is gone until this moment.
    pub(crate) fn down_until(&mut self, when: &str) {
        self.stop();
        self.move_to(moment(when, &self.zone));
        self.start();
    }

    /// The message is taken, and the process is gone before it is worked on.
    pub(crate) fn writes_into_the_crash(&mut self, words: &str) {
        self.deliver(ADA, words);
        self.life = Life::Crashes;
        self.stop();
    }

    /// What the process goes through from now on.
    pub(crate) fn live(&mut self, life: Life) {
        self.life = life;
    }

    fn next_due(&self) -> Option<Moment> {
        let due = self.process().store.next_timer(ONLY).unwrap();
        due.map(Moment).filter(|due| *due > self.clock.now())
    }

    fn move_to(&self, moment: Moment) {
        let by = moment.since(self.clock.now());
        self.clock.advance(Duration::from_millis(u64::try_from(by).expect("time goes on")));
    }

    // ------------------------------------------------------------ what is seen

    /// What the customer has seen since the last time, with the moment in the zone.
    pub(crate) fn sees(&mut self) -> Vec<String> {
        self.phones.seen.lock().unwrap().drain(..).map(|(_, line)| line).collect()
    }

    /// The same, by customer.
    pub(crate) fn all_see(&mut self) -> Vec<(String, String)> {
        self.phones.seen.lock().unwrap().drain(..).collect()
    }

    /// How many messages of ours wait, failed, were withheld.
    pub(crate) fn counts(&self) -> scn_store::Counts {
        self.process().store.counts().unwrap()
    }
}

pub(crate) fn phone(customer: u32) -> String {
    format!("+4179{customer:07}")
}

fn moment(when: &str, zone: &TimeZone) -> Moment {
    let civil: scn_graph::jiff::civil::DateTime = when.parse().unwrap();
    let zoned: Zoned = civil.to_zoned(zone.clone()).unwrap();
    Moment(zoned.timestamp().as_millisecond())
}
