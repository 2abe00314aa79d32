//! A stand-in for the platform, on a thread of its own: takes what is sent, and tells that it was sent and delivered.

use crate::measure::cpu_of_thread;
use crate::road::{Job, Kind, Road, status};
use axum::body::Bytes;
use axum::extract::State;
use axum::{Json, Router, routing::post};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

#[derive(Clone)]
pub(crate) struct Platform {
    pub(crate) api: String,
    road: Arc<Road>,
    /// How long it takes to answer.
    delay: Duration,
    ids: Arc<AtomicU64>,
    cpu: Arc<AtomicU64>,
}

impl Platform {
    pub(crate) fn start(road: Arc<Road>, delay: Duration) -> Platform {
        let (ready, listening) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                let api = format!("http://{}", listener.local_addr().expect("an address"));
                let (ids, cpu) = Default::default();
                let platform = Platform { api, road, delay, ids, cpu };
                ready.send(platform.clone()).expect("somebody waits");
                let router = Router::new()
                    .route("/{version}/{number}/messages", post(take))
                    .with_state(platform.clone());
                tokio::spawn(platform.keep_time());
                axum::serve(listener, router).await.expect("it serves");
            });
        });
        listening.recv().expect("it starts")
    }

    /// Time of the processor that it has had.
    pub(crate) fn cpu(&self) -> Duration {
        Duration::from_millis(self.cpu.load(Ordering::Relaxed))
    }

    /// A thread is asked best by itself.
    async fn keep_time(self) {
        loop {
            self.cpu.store(cpu_of_thread().as_millis() as u64, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

async fn take(State(platform): State<Platform>, body: Bytes) -> Json<Value> {
    let now = Instant::now();
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    if body["status"] == "read" {
        platform.road.inner().read_marks += 1;
        return Json(json!({"success": true}));
    }
    let to = body["to"].as_str().expect("an addressee").trim_start_matches('+');
    {
        let mut seen = platform.road.inner();
        seen.sends += 1;
        let due = to.parse().ok().and_then(|phone: u64| seen.waiting.remove(&phone));
        if let Some(due) = due {
            seen.answers.add(now.duration_since(due));
        }
    }
    let id = platform.ids.fetch_add(1, Ordering::Relaxed);
    let wamid = format!("wamid.HBgLNDE3OTAwMDAwMDEVAgARGBI{:08x}{id:012}", std::process::id());
    if !platform.delay.is_zero() {
        tokio::time::sleep(platform.delay).await;
    }
    for stage in ["sent", "delivered"] {
        let body = status(stage, &wamid, to, &body["biz_opaque_callback_data"]);
        platform.road.push(Job { kind: Kind::Status, due: Instant::now(), body });
    }
    Json(
        json!({"messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}], "messages": [{"id": wamid}]}),
    )
}
