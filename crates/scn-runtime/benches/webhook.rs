//! From webhook bytes over HTTP to answers in the outbox, next to the same number of bare group commits: machines and
//! their loads differ, the ratio says what the way itself costs. `cargo bench -p scn-runtime --bench webhook -- 5000`

#[path = "../tests/common/mod.rs"]
mod common;

use common::{NUMBER, Reply, SECRET, World, text_webhook};
use scn_store::{Arrival, Commit, Identity, NewSend, Reader, SqliteStore, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CALLERS: usize = 64;
const WEEK: Duration = Duration::from_secs(7 * 86_400);

fn main() {
    // Under `cargo test` benches run too: then only to see that they work.
    let given = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let count: usize = given.unwrap_or(if std::env::args().any(|a| a == "--bench") { 5_000 } else { 100 });

    let bare = bare_commits(count);
    let without = whole_way(count, Duration::ZERO);
    let whole = whole_way(count, WEEK);
    let rate = |cost: &Cost| count as f64 / cost.wall.as_secs_f64();
    println!("messages                     {count}, {CALLERS} callers");
    println!("bare accept + commit         {:>8.0}/s, {}", rate(&bare), bare.cpu_per(count));
    println!("webhook bytes to the outbox  {:>8.0}/s, {}", rate(&whole), whole.cpu_per(count));
    println!("  without a journal          {:>8.0}/s, {}", rate(&without), without.cpu_per(count));
    println!("ratio of the times           {:.2}", whole.wall.as_secs_f64() / bare.wall.as_secs_f64());
}

struct Cost {
    wall: Duration,
    cpu: Option<Duration>,
}

impl Cost {
    fn of(work: impl FnOnce()) -> Cost {
        let (start, cpu) = (Instant::now(), cpu_time());
        work();
        let cpu = cpu_time().zip(cpu).map(|(after, before)| after - before);
        Cost { wall: start.elapsed(), cpu }
    }

    fn cpu_per(&self, count: usize) -> String {
        self.cpu.map_or_else(String::new, |cpu| {
            format!("{:.0} µs of CPU each", cpu.as_secs_f64() * 1e6 / count as f64)
        })
    }
}

/// Of this process, callers included; known on Linux only.
fn cpu_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// What the store alone takes: one accept and one commit with one message each.
fn bare_commits(count: usize) -> Cost {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("bare.db")).unwrap();
    let lease = store.lease("bench", 1, 0, i64::MAX).unwrap()[0];
    let next = AtomicUsize::new(0);
    let one = |n: usize| {
        let from =
            Identity { number: NUMBER.into(), phone: Some(format!("+4179{n:07}")), ..Identity::default() };
        let arrival = Arrival { from, key: format!("key-{n}"), payload: vec![7; 400], sent_at: 1 };
        let contact = store.accept(vec![arrival], 1).unwrap()[0].contact;
        let processed =
            store.take(contact, 1).unwrap().unwrap().inbound.iter().map(|waiting| waiting.id).collect();
        let commit = Commit {
            state: vec![7; 100],
            sends: vec![NewSend { seq: 0, message: vec![7; 40], window_until: i64::MAX }],
            processed,
            ..Commit::new(contact, 0, 1)
        };
        store.commit(&lease, commit).unwrap();
    };
    Cost::of(|| {
        std::thread::scope(|scope| {
            for _ in 0..CALLERS {
                scope.spawn(|| {
                    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|n| *n < count);
                    while let Some(n) = take() {
                        one(n);
                    }
                });
            }
        });
    })
}

/// Real HTTP, real signatures; the platform takes the first messages and never answers, so that nothing leaves the
/// outbox meanwhile.
fn whole_way(count: usize, keep_turns: Duration) -> Cost {
    let world = World::new();
    world.platform.will(std::iter::repeat_n(Reply::Hang, count));
    let mut config = world.config();
    (config.read_receipts, config.keep_turns) = (false, keep_turns);
    let bot = world.start_with(config, common::scenario());
    let webhooks: Vec<(Vec<u8>, String)> = (0..count)
        .map(|n| {
            let body = text_webhook(&format!("4179{n:07}"), &n.to_string(), "one", common::NOON).to_string();
            let signature = scn_whatsapp::sign(body.as_bytes(), SECRET);
            (body.into_bytes(), signature)
        })
        .collect();
    let callers = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let (webhooks, next) = (Arc::new(webhooks), Arc::new(AtomicUsize::new(0)));
    let cost = Cost::of(|| {
        callers.block_on(async {
            let mut tasks = Vec::new();
            for _ in 0..CALLERS {
                let (http, url) = (http.clone(), format!("{}/webhook", bot.url));
                let (webhooks, next) = (webhooks.clone(), next.clone());
                tasks.push(tokio::spawn(async move {
                    while let Some((body, signature)) = webhooks.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let request =
                            http.post(&url).header("X-Hub-Signature-256", signature).body(body.clone());
                        assert_eq!(request.send().await.unwrap().status(), 200);
                    }
                }));
            }
            for task in tasks {
                task.await.unwrap();
            }
        });
        common::eventually("all processed", || bot.store.counts().unwrap().inbound_waiting == 0);
    });
    let answers = bot.store.counts().unwrap();
    assert_eq!((answers.conversations, answers.outbox_waiting), (count as u64, count as u64));
    cost
}
