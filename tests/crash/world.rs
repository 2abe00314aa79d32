//! What stands around the process: a platform and a shop with exact books, on sockets of their own, in a process that is
//! never killed.

use crate::dice::Dice;
use crate::plug::{Plug, Spot, lock};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

pub(crate) const NUMBER: &str = "106540352242922";
/// The platform tries again this soon; the real one takes its time.
const AGAIN: Duration = Duration::from_millis(15);
/// Nothing takes longer on a machine that works.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A message that the platform took.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) text: String,
    pub(crate) callback: String,
    /// Which life of the process asked for it.
    pub(crate) life: u64,
}

/// How the platform and the configuration treat messages whose fate is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Statuses come soon: they settle what a kill left open.
    Statuses,
    /// None ever comes: what is unknown is sent again.
    NoStatus,
    /// None ever comes, and the configuration says to give up.
    GiveUp,
}

pub(crate) struct World {
    pub(crate) plug: Plug,
    pub(crate) weather: Weather,
    pub(crate) secret: String,
    /// Something was taken: whoever waits may look.
    pub(crate) news: Notify,
    pub(crate) over: AtomicBool,
    pub(crate) webhooks: AtomicU64,
    webhook: Mutex<String>,
    taken: Mutex<BTreeMap<String, Vec<Taken>>>,
    /// Orders by idempotency key, with how often each was asked for.
    orders: Mutex<BTreeMap<String, (Value, u64)>>,
    dice: Mutex<Dice>,
    client: reqwest::Client,
}

impl World {
    /// Gives itself and the addresses of platform and shop.
    pub(crate) async fn start(weather: Weather, dice: Dice) -> (Arc<World>, String, String) {
        let world = Arc::new(World {
            plug: Plug::default(),
            weather,
            secret: format!("app-secret-{}-{:x}", std::process::id(), dice.clone().next()),
            news: Notify::new(),
            over: AtomicBool::new(false),
            webhooks: AtomicU64::new(0),
            webhook: Mutex::default(),
            taken: Mutex::default(),
            orders: Mutex::default(),
            dice: Mutex::new(dice),
            client: reqwest::Client::new(),
        });
        let platform = Router::new().route("/{version}/{number}/messages", post(take));
        let shop = Router::new().route("/orders", post(order)).route("/orders/{number}/status", get(status));
        let platform = serve(platform.with_state(world.clone())).await;
        let shop = serve(shop.with_state(world.clone())).await;
        (world, platform, shop)
    }

    pub(crate) fn is_at(&self, webhook: String) {
        *lock(&self.webhook) = webhook;
    }

    pub(crate) fn taken(&self, phone: &str) -> Vec<Taken> {
        lock(&self.taken).get(&format!("+{phone}")).cloned().unwrap_or_default()
    }

    /// Messages that a contact sees, each counted once.
    pub(crate) fn heard(&self, phone: &str) -> usize {
        let taken = lock(&self.taken);
        let all = taken.get(&format!("+{phone}")).map(Vec::as_slice).unwrap_or_default();
        let mut different: Vec<&str> = all.iter().map(|it| it.callback.as_str()).collect();
        different.sort_unstable();
        different.dedup();
        different.len()
    }

    /// Idempotency keys under which orders of this contact came, and how often each.
    pub(crate) fn orders(&self, phone: &str) -> Vec<(String, u64)> {
        let of = |order: &Value| order["phone"] == format!("+{phone}");
        let orders = lock(&self.orders);
        let mine = orders.iter().filter(|(_, (order, _))| of(order));
        mine.map(|(key, (_, asked))| (key.clone(), *asked)).collect()
    }

    /// Orders that were asked for more than once.
    pub(crate) fn asked_again(&self) -> u64 {
        lock(&self.orders).values().filter(|(_, asked)| *asked > 1).count() as u64
    }

    pub(crate) fn url(&self, path: &str) -> String {
        lock(&self.webhook).replace("/webhook", path)
    }

    /// As the platform delivers: again and again until the answer is 200. False when the run is over.
    pub(crate) async fn deliver(&self, body: String, spot: Spot) -> bool {
        let signature = scn_whatsapp::sign(body.as_bytes(), &self.secret);
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end && !self.over.load(Ordering::Relaxed) {
            let request = self.client.post(self.url("/webhook")).timeout(Duration::from_secs(10));
            let request = request.header("x-hub-signature-256", &signature).body(body.clone());
            if request.send().await.is_ok_and(|answer| answer.status().is_success()) {
                self.webhooks.fetch_add(1, Ordering::Relaxed);
                self.plug.passes(spot).await;
                return true;
            }
            sleep(AGAIN).await;
        }
        false
    }

    /// As a system of the business does: again and again under the same key. False when it took too long.
    pub(crate) async fn tell(&self, event: &str, key: &str, body: Value) -> bool {
        let body = body.to_string();
        let signature = scn_whatsapp::sign(body.as_bytes(), &self.secret);
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let request =
                self.client.post(self.url(&format!("/events/{event}"))).timeout(Duration::from_secs(10));
            let request = request.header("x-hub-signature-256", &signature).header("idempotency-key", key);
            if request.body(body.clone()).send().await.is_ok_and(|answer| answer.status() == 202) {
                self.plug.passes(Spot::ActAnswered).await;
                return true;
            }
            sleep(AGAIN).await;
        }
        false
    }

    fn up_to(&self, longest: Duration) -> Duration {
        lock(&self.dice).up_to(longest)
    }
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn life(headers: &HeaderMap) -> u64 {
    let token = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    token.trim_start_matches("Bearer life-of-the-process-").parse().expect("the token tells the life")
}

async fn take(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Json<Value> {
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    if body["status"] == "read" {
        return Json(json!({"success": true}));
    }
    world.plug.passes(Spot::SendAsked).await;
    let to = body["to"].as_str().expect("an addressee").to_owned();
    let texts = [&body["text"]["body"], &body["interactive"]["body"]["text"], &body["template"]["name"]];
    let text = texts.iter().find_map(|text| text.as_str()).expect("words").to_owned();
    let callback = body["biz_opaque_callback_data"].as_str().expect("a callback").to_owned();
    let id = {
        let mut taken = lock(&world.taken);
        let list = taken.entry(to.clone()).or_default();
        list.push(Taken { text, callback: callback.clone(), life: life(&headers) });
        format!("wamid.{to}.{}", list.len())
    };
    world.news.notify_waiters();
    world.plug.passes(Spot::SendTaken).await;
    if world.weather == Weather::Statuses {
        let (world, id, pause) = (world.clone(), id.clone(), world.up_to(Duration::from_millis(40)));
        tokio::spawn(async move {
            sleep(pause).await;
            let status = json!({
                "id": id, "status": "delivered", "timestamp": now().to_string(),
                "recipient_id": to.trim_start_matches('+'), "biz_opaque_callback_data": callback,
            });
            world.deliver(envelope(&json!({"statuses": [status]})), Spot::StatusAnswered).await;
        });
    }
    soon(&world, Spot::SendAnswered);
    Json(json!({"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": id}]}))
}

/// After the answer has left.
fn soon(world: &Arc<World>, spot: Spot) {
    let (world, pause) = (world.clone(), world.up_to(Duration::from_millis(4)));
    tokio::spawn(async move {
        sleep(pause).await;
        world.plug.passes(spot).await;
    });
}

async fn order(State(world): State<Arc<World>>, headers: HeaderMap, Json(order): Json<Value>) -> Json<Value> {
    world.plug.passes(Spot::CallAsked).await;
    let key = headers.get("idempotency-key").expect("a key").to_str().expect("a word").to_owned();
    let number = format!("{}/{}", order["phone"].as_str().unwrap_or_default(), order["quantity"]);
    {
        let mut orders = lock(&world.orders);
        let known = orders.entry(key).or_insert_with(|| (order.clone(), 0));
        assert_eq!(known.0, order, "one key, one order");
        known.1 += 1;
    }
    world.plug.passes(Spot::CallDone).await;
    soon(&world, Spot::CallAnswered);
    Json(json!({"number": number}))
}

async fn status(State(world): State<Arc<World>>) -> Json<Value> {
    world.plug.passes(Spot::CallAsked).await;
    soon(&world, Spot::CallAnswered);
    Json(json!("on the shelf"))
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

fn envelope(content: &Value) -> String {
    let mut value = content.clone();
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({"display_phone_number": "15550783881", "phone_number_id": NUMBER});
    let change = json!({"field": "messages", "value": value});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).to_string()
}

/// The webhook of a message.
pub(crate) fn message(phone: &str, name: &str, id: &str, text: &str) -> String {
    let message = json!({
        "from": phone, "id": id, "timestamp": now().to_string(), "type": "text", "text": {"body": text},
    });
    envelope(&json!({"contacts": [{"profile": {"name": name}, "wa_id": phone}], "messages": [message]}))
}
