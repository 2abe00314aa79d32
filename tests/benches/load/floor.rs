//! The floor: the same requests and as many durable writes of the same bytes, with nothing in between. A webhook is written
//! and answered; a message moves a state, writes an answer and sends it. Nothing is verified, understood, numbered or tried
//! again. Writers share a flush, as in the store.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

const GROUP: usize = 512;

enum Write {
    /// A message comes in.
    Message(Bytes),
    /// The state after it, and the answer.
    Turn,
    /// The answer goes out, or something is told about it.
    Send,
}

type Queue = mpsc::UnboundedSender<(Write, oneshot::Sender<()>)>;

struct Floor {
    http: reqwest::Client,
    api: String,
    /// Nothing is written without it.
    queue: Option<Queue>,
}

/// Serves until it is killed.
pub(crate) fn run(api: String, store: Option<PathBuf>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let queue = store.map(|store| {
        let (queue, mut waiting) = mpsc::unbounded_channel();
        std::thread::spawn(move || write_all(&store, &mut waiting));
        queue
    });
    runtime.block_on(async move {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        println!("webhook  http://{}/webhook", listener.local_addr().expect("an address"));
        let router = Router::new()
            .route("/webhook", post(webhook))
            .route("/health/ready", get(StatusCode::OK))
            .with_state(Arc::new(Floor { http, api, queue }));
        axum::serve(listener, router).await.expect("it serves");
    });
}

async fn webhook(State(floor): State<Arc<Floor>>, body: Bytes) -> StatusCode {
    if body.windows(10).any(|part| part == b"\"statuses\"") {
        floor.write(Write::Send).await;
        return StatusCode::OK;
    }
    floor.write(Write::Message(body.clone())).await;
    tokio::spawn(answer(floor, body));
    StatusCode::OK
}

async fn answer(floor: Arc<Floor>, body: Bytes) {
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let from = &body["entry"][0]["changes"][0]["value"]["messages"][0]["from"];
    floor.write(Write::Turn).await;
    floor.write(Write::Send).await;
    let message = json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": from, "type": "text",
        "text": {"body": "Noted. What else would you like?"}, "biz_opaque_callback_data": "scn-0123456789ab-1"});
    let url = format!("{}/v25.0/1/messages", floor.api);
    let sent = floor.http.post(url).bearer_auth("token").json(&message).send().await.expect("an answer");
    sent.bytes().await.expect("its body");
    floor.write(Write::Send).await;
}

impl Floor {
    /// Ends when it is durable.
    async fn write(&self, write: Write) {
        let Some(queue) = &self.queue else { return };
        let (done, written) = oneshot::channel();
        queue.send((write, done)).expect("the writer is there");
        written.await.expect("written");
    }
}

fn write_all(store: &PathBuf, waiting: &mut mpsc::UnboundedReceiver<(Write, oneshot::Sender<()>)>) {
    let db = Connection::open(store).expect("a store");
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
         CREATE TABLE inbound (id INTEGER PRIMARY KEY, payload BLOB); CREATE TABLE states (id INTEGER PRIMARY KEY, state BLOB);
         CREATE TABLE outbox (id INTEGER PRIMARY KEY, message BLOB, changed INTEGER); CREATE TABLE history (id INTEGER PRIMARY KEY, text TEXT);",
    )
    .expect("tables");
    let (mut turns, mut sends) = (0_i64, 0_i64);
    while let Some(first) = waiting.blocking_recv() {
        let mut group = vec![first];
        while let Some(next) = (group.len() < GROUP).then(|| waiting.try_recv().ok()).flatten() {
            group.push(next);
        }
        db.execute_batch("BEGIN IMMEDIATE").expect("begun");
        for (write, _) in &group {
            carry_out(&db, write, &mut turns, &mut sends).expect("written");
        }
        db.execute_batch("COMMIT").expect("durable");
        // Whoever asked may be gone.
        for (_, done) in group {
            let _ = done.send(());
        }
    }
}

fn carry_out(db: &Connection, write: &Write, turns: &mut i64, sends: &mut i64) -> rusqlite::Result<()> {
    match write {
        Write::Message(body) => {
            db.prepare_cached("INSERT INTO inbound (payload) VALUES (?1)")?.execute([&body[..]])?;
        }
        Write::Turn => {
            *turns += 1;
            db.prepare_cached("INSERT INTO states VALUES (?1, ?2)")?.execute(params![*turns, [7_u8; 100]])?;
            db.prepare_cached("INSERT INTO outbox VALUES (?1, ?2, 0)")?
                .execute(params![*turns, [7_u8; 50]])?;
            let mut line = db.prepare_cached("INSERT INTO history (text) VALUES (?1)")?;
            line.execute(["Two margherita please, and one without cheese."])?;
            line.execute(["Noted. What else would you like?"])?;
        }
        Write::Send => {
            *sends += 1;
            let of = 1 + (*sends / 4) % (*turns).max(1);
            db.prepare_cached("UPDATE outbox SET changed = changed + 1 WHERE id = ?1")?.execute([of])?;
        }
    }
    Ok(())
}
