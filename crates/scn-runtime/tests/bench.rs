//! The whole runtime on one thread with a virtual clock and a platform in memory: the same seed gives the same run.

mod common;
use common::*;
use scn_graph::Moment;
use scn_runtime::{Asking, Bench, Clock, Config, Lost, Parts, Platform, Reply, TokioClock, Upload};
use scn_store::{Reader, SqliteStore};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Loses every third request, and writes down when each came.
struct Flaky {
    clock: TokioClock,
    asked: Mutex<Vec<(i64, String)>>,
}

impl Platform for Flaky {
    fn messages<'a>(&'a self, body: &'a Value) -> Asking<'a> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(40)).await;
            let text = body["text"]["body"].as_str().unwrap_or("(read)").to_owned();
            let number = {
                let mut asked = self.asked.lock().unwrap();
                asked.push((self.clock.now().0 - NOON, text));
                asked.len()
            };
            if number.is_multiple_of(3) {
                return Err(Lost::Unsent("the line is down".into()));
            }
            let body = json!({"messages": [{"id": format!("wamid.{number}")}]}).to_string().into_bytes();
            Ok(scn_runtime::Reply { http: 200, body, retry_after: None })
        })
    }

    fn upload(&self, _: Upload) -> Asking<'_> {
        Box::pin(async { Ok(Reply::default()) })
    }
}

fn run(folder: &Path, seed: u64) -> Vec<(i64, String)> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let clock = TokioClock::starting_at(Moment(NOON));
        let platform = Arc::new(Flaky { clock, asked: Mutex::default() });
        let file = folder.join(format!("{seed}-{}.db", std::fs::read_dir(folder).unwrap().count()));
        let config = Config::for_sandbox("127.0.0.1:0".parse().unwrap(), "http://nowhere", file);
        let store = Arc::new(SqliteStore::open(&config.store).unwrap());
        let parts = Parts {
            config,
            scenario: scenario(),
            store: store.clone(),
            clock: Arc::new(clock),
            platform: platform.clone(),
        };
        let bench = Bench::start(parts, seed).await.unwrap();
        for (at, words) in ["one", "two", "later", "three"].iter().enumerate() {
            let webhook = text_webhook("41790000001", &at.to_string(), words, clock.now().0);
            let body = webhook.to_string().into_bytes();
            let signature = scn_whatsapp::sign(&body, SECRET);
            assert_eq!(bench.webhook(None, body.clone()).await, 401);
            assert_eq!(bench.webhook(Some(&signature), body).await, 200);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        tokio::time::sleep(HOUR + Duration::from_secs(60)).await;
        assert_eq!(store.counts().unwrap().outbox_waiting, 0);
        bench.stop().await;
        platform.asked.lock().unwrap().clone()
    })
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let began = std::time::Instant::now();
    let first = run(folder.path(), 7);
    assert!(first.iter().any(|(_, text)| text == "back"), "an hour has passed: {first:?}");
    assert!(began.elapsed() < Duration::from_secs(60), "on the virtual clock alone");
    assert_eq!(run(folder.path(), 7), first);
    assert_ne!(run(folder.path(), 8), first, "pauses are drawn");
}
