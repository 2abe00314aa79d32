//! The whole way under load: signed webhooks over HTTP, a real `scn serve` with a store on disk, a stand-in for the platform
//! that takes the answers and tells their statuses; next to a floor that does the same requests and durable writes with
//! nothing in between. `cargo bench -p scn-tests --bench load -- [--conversations 1,100000] [--rate 200] [--seconds 8]
//! [--platform-ms 0] [--only sizes|search|overdue] [--program target/release/scn]`
//!
//! One message is: a webhook, its answer at the platform, a read mark, and two statuses that come back.

mod driver;
mod floor;
mod measure;
mod platform;
mod process;
mod road;
mod stored;

use driver::{Load, drive};
use platform::Platform;
use process::Process;
use road::Road;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Nobody waits longer than this, but for one of a hundred.
const LIMIT_MS: f64 = 50.0;
/// What a number may send in a second, less what is spread.
const FASTEST: f64 = 900.0;
/// Strangers have numbers behind those of everybody stored.
const STRANGERS: u64 = 5_000_000;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let after = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1)).cloned();
    if let Some(api) = after("--floor") {
        let store = args.iter().skip_while(|arg| **arg != api).nth(1).map(PathBuf::from);
        return floor::run(api, store);
    }
    // Under `cargo test` benches run too: then only to see that they work.
    let is_bench = args.iter().any(|arg| arg == "--bench");
    let number = |name: &str, bench: f64, test: f64| {
        after(name).map_or(if is_bench { bench } else { test }, |text| text.parse().expect("a number"))
    };
    let sizes =
        after("--conversations").unwrap_or(if is_bench { "1,100000,1000000" } else { "300" }.to_owned());
    let sizes: Vec<u64> = sizes.split(',').map(|size| size.parse().expect("numbers, with commas")).collect();
    let bench = Bench::new(
        after("--program").map_or_else(scn_tests::program, PathBuf::from),
        number("--rate", 200.0, 40.0),
        number("--seconds", 8.0, 1.0),
        Duration::from_millis(number("--platform-ms", 0.0, 0.0) as u64),
    );
    let only = after("--only");
    let wants = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let mut report = Vec::new();
    if wants("sizes") {
        report.extend(bench.floors());
        report.extend(sizes.iter().map(|size| bench.with_stored(*size)));
    }
    if wants("search") && is_bench {
        report.extend(bench.search());
    }
    if wants("overdue") {
        report.push(bench.overdue(sizes.into_iter().max().unwrap_or(1)));
    }
    for part in report.iter().filter(|_| !is_bench) {
        assert_eq!((&part["run"]["refused"], &part["run"]["unanswered"]), (&json!(0), &json!(0)), "{part}");
        assert_eq!(part["timers_left"].as_u64().unwrap_or(0), 0, "{part}");
    }
    compare(&report);
    println!("{}", json!(report));
}

struct Bench {
    program: PathBuf,
    project: PathBuf,
    folder: tempfile::TempDir,
    road: Arc<Road>,
    platform: Platform,
    rate: f64,
    seconds: f64,
    ids: AtomicU64,
}

impl Bench {
    fn new(program: PathBuf, rate: f64, seconds: f64, delay: Duration) -> Bench {
        let road = Arc::new(Road::default());
        Bench {
            program,
            project: scn_tests::repository().join("tests/benches/load/scenario"),
            folder: tempfile::tempdir().expect("a folder"),
            platform: Platform::start(road.clone(), delay),
            road,
            rate,
            seconds,
            ids: AtomicU64::new(1),
        }
    }

    fn serve(&self, store: &Path) -> Process {
        Process::scn(&self.program, &self.project, store, &self.platform.api)
    }

    fn store(&self, name: &str) -> PathBuf {
        self.folder.path().join(name).with_extension("db")
    }

    /// A store with so many conversations under way.
    fn filled(&self, count: u64) -> PathBuf {
        let store = self.store(&count.to_string());
        let serving = self.serve(&store);
        self.run(&serving, 1.0, 1.0, 0..1);
        self.run(&serving, 1.0, 1.0, 0..1);
        drop(serving);
        stored::multiply(&store, count);
        store
    }

    /// Only requests, and requests with durable writes.
    fn floors(&self) -> Vec<Value> {
        let store = self.store("floor");
        [("floor: requests only", None), ("floor: requests and durable writes", Some(store.as_path()))]
            .map(|(name, store)| {
                let floor = Process::floor(store, &self.platform.api);
                let ran = self.run(&floor, self.rate, self.seconds, STRANGERS..2 * STRANGERS);
                show(&json!({ "what": name, "run": ran.json() }))
            })
            .into()
    }

    /// The same load with more and more stored. With one stored, strangers write; else those who are stored.
    fn with_stored(&self, count: u64) -> Value {
        let filling = Instant::now();
        let store = self.filled(count);
        let (filled_in, size) = (filling.elapsed().as_secs_f64(), stored::size(&store));
        let serving = self.serve(&store);
        let at_start = serving.memory().0;
        let customers = if count == 1 { STRANGERS..2 * STRANGERS } else { 0..count };
        let ran = self.run(&serving, self.rate, self.seconds, customers);
        show(&json!({
            "what": format!("{count} stored"), "run": ran.json(), "filled_in_s": filled_in, "store_mb": size >> 20,
            "ready_after_ms": serving.ready_after.as_secs_f64() * 1e3, "rss_mb_at_start": at_start,
            "rss_mb_after": serving.memory().0,
        }))
    }

    /// The highest rate at which one of a hundred waits longer than the limit, for the floor and for us.
    fn search(&self) -> Vec<Value> {
        let (floor_store, store) = (self.store("floor-search"), self.filled(20_000));
        let start: [(&str, &dyn Fn() -> Process); 2] = [
            ("highest rate: floor", &|| Process::floor(Some(&floor_store), &self.platform.api)),
            ("highest rate: scn", &|| self.serve(&store)),
        ];
        start
            .map(|(name, start)| {
                let process = start();
                let seconds = self.seconds / 2.0;
                let mut passed: Option<Ran> = None;
                let (mut rate, mut step) = (self.rate / 2.0, 2.0);
                for _ in 0..8 {
                    let ran = self.run(&process, rate.min(FASTEST), seconds, 0..20_000);
                    let good = ran.keeps_up();
                    eprintln!("  {name}: {:.0}/s, p99 {:.1} ms: {good}", ran.rate, ran.webhook_p99);
                    if good {
                        passed = Some(ran);
                    } else {
                        rate /= step;
                        step = f64::sqrt(step);
                    }
                    if (good && rate >= FASTEST) || step < 1.15 {
                        break;
                    }
                    rate *= step;
                }
                show(&json!({ "what": name, "run": passed.map(|ran| ran.json()) }))
            })
            .into()
    }

    /// Down for long: every timer is overdue at the start, and customers write meanwhile.
    fn overdue(&self, count: u64) -> Value {
        let store = self.store(&count.to_string());
        let store = if store.exists() { store } else { self.filled(count) };
        stored::make_overdue(&store, now());
        let (timers, _) = stored::waiting(&store, now());
        let serving = self.serve(&store);
        let started = Instant::now();
        let ran = self.run(&serving, (self.rate / 10.0).min(20.0), self.seconds, STRANGERS..2 * STRANGERS);
        let patience = Duration::from_secs(100);
        while stored::waiting(&store, now()).0 > 0 && started.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(100));
        }
        let all_fired = started.elapsed();
        let (left, outbox) = stored::waiting(&store, now());
        show(&json!({
            "what": format!("{timers} timers overdue, {count} stored"), "run": ran.json(),
            "ready_after_ms": serving.ready_after.as_secs_f64() * 1e3, "all_fired_after_s": all_fired.as_secs_f64(),
            "timers_left": left, "outbox_waiting": outbox, "rss_mb_after": serving.memory().0,
            "rss_mb_most": serving.memory().1,
        }))
    }

    fn run(&self, process: &Process, rate: f64, seconds: f64, customers: std::ops::Range<u64>) -> Ran {
        *self.road.inner() = road::Inner::default();
        let (cpu, platform) = (process.cpu(), self.platform.cpu());
        let first_id = self.ids.fetch_add(1 << 32, Ordering::Relaxed);
        let driven =
            drive(&self.road, Load { address: process.address.clone(), rate, seconds, customers, first_id });
        let seen = std::mem::take(&mut *self.road.inner());
        let per = |time: Duration| time.as_secs_f64() * 1e6 / driven.offered.max(1) as f64;
        Ran {
            rate,
            offered: driven.offered,
            took: driven.took.as_secs_f64() - seconds,
            refused: seen.refused,
            unanswered: seen.waiting.len(),
            webhook_p99: seen.messages.at(99.0),
            cpu: per(process.cpu() - cpu),
            all: json!({
                "webhook_ms": seen.messages.json(), "status_ms": seen.statuses.json(), "answer_ms": seen.answers.json(),
                "read_marks": seen.read_marks, "cpu_us_driver": per(driven.cpu),
                "cpu_us_platform": per(self.platform.cpu() - platform),
            }),
        }
    }
}

/// One run at one rate. Times of the processor are per message.
struct Ran {
    rate: f64,
    offered: u64,
    /// After the last message was due.
    took: f64,
    refused: u64,
    unanswered: usize,
    webhook_p99: f64,
    cpu: f64,
    all: Value,
}

impl Ran {
    fn keeps_up(&self) -> bool {
        self.refused == 0 && self.unanswered == 0 && self.webhook_p99 < LIMIT_MS && self.took < 2.0
    }

    fn json(self) -> Value {
        let Ran { rate, offered, took, refused, unanswered, cpu, mut all, .. } = self;
        for (name, value) in [
            ("rate", json!(rate)),
            ("offered", json!(offered)),
            ("over_s_after", json!(took)),
            ("refused", json!(refused)),
            ("unanswered", json!(unanswered)),
            ("cpu_us", json!(cpu)),
        ] {
            all[name] = value;
        }
        all
    }
}

/// A line for people, at once: the whole takes minutes.
fn show(part: &Value) -> Value {
    let (run, number) = (&part["run"], |value: &Value| value.as_f64().unwrap_or(f64::NAN));
    println!(
        "{:<40} {:>5.0}/s  webhook p50 {:>6.1} p99 {:>7.1} ms  answer p50 {:>6.1} p99 {:>7.1} ms  CPU {:>5.0} µs (driver {:.0}, platform {:.0})  refused {} unanswered {}",
        part["what"].as_str().unwrap_or_default(),
        number(&run["rate"]),
        number(&run["webhook_ms"]["p50"]),
        number(&run["webhook_ms"]["p99"]),
        number(&run["answer_ms"]["p50"]),
        number(&run["answer_ms"]["p99"]),
        number(&run["cpu_us"]),
        number(&run["cpu_us_driver"]),
        number(&run["cpu_us_platform"]),
        run["refused"],
        run["unanswered"],
    );
    let rest =
        part.as_object().into_iter().flatten().filter(|(name, _)| !["what", "run"].contains(&name.as_str()));
    let rest: Vec<String> = rest.map(|(name, value)| format!("{name} {:.1}", number(value))).collect();
    if !rest.is_empty() {
        println!("    {}", rest.join(", "));
    }
    part.clone()
}

/// Machines and their loads differ: ratios of one run say more.
fn compare(report: &[Value]) {
    let cpu = |name: &str| report.iter().find(|part| part["what"] == name)?["run"]["cpu_us"].as_f64();
    let stored: Vec<(&str, f64)> = report
        .iter()
        .filter_map(|part| Some((part["what"].as_str()?, part["run"]["cpu_us"].as_f64()?)))
        .filter(|(what, _)| what.ends_with(" stored") && !what.contains("overdue"))
        .collect();
    let floor = cpu("floor: requests and durable writes");
    for (what, cpu) in &stored {
        let against = floor.map_or_else(String::new, |floor| format!("{:.2} times the floor", cpu / floor));
        println!("CPU per message, {what:<24} {against}; {:.2} times the first", cpu / stored[0].1);
    }
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}
