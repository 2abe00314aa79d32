//! What a script orders: customers, the clock, failures, statuses, webhooks, reviews; what it reads: the log and all.

use super::Sandbox;
use super::chat::Author;
use super::customers::{is_phone, is_user_id};
use super::failures::Failure;
use super::page::{Answer, Body, Refusal};
use super::post_office::Mode;
use super::statuses::Plan;
use super::templates::{Review, State as TemplateState};
use super::world::{ChatKey, World};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const YEAR_SECONDS: u64 = 366 * 24 * 60 * 60;
const PAGE_OF_LOG: usize = 1_000;

pub(super) fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/api/customers", post(new_customer))
        .route("/api/read", post(read))
        .route("/api/clock", get(clock).post(advance))
        .route("/api/fail", get(failing).post(fail).delete(do_not_fail))
        .route("/api/statuses", get(statuses).post(order_statuses))
        .route("/api/webhooks", get(webhooks).post(order_webhooks))
        .route("/api/release", post(release))
        .route("/api/redeliver", post(redeliver))
        .route("/api/handshake", post(handshake))
        .route("/api/templates", get(templates).post(decide))
        .route("/api/review", post(review))
        .route("/api/log", get(log).delete(clear_log))
        .route("/api/export", get(export))
        .route("/api/reset", post(reset))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCustomer {
    phone: Option<String>,
    name: Option<String>,
    username: Option<String>,
    user_id: Option<String>,
    parent_user_id: Option<String>,
    /// The business does not see the phone number.
    #[serde(default)]
    hidden: bool,
    number: Option<String>,
}

async fn new_customer(State(sandbox): State<Arc<Sandbox>>, Body(new): Body<NewCustomer>) -> Answer {
    if new.phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
        return Err(Refusal::wrong("phone has 7 to 15 digits"));
    }
    if new.user_id.as_deref().is_some_and(|id| !is_user_id(id)) {
        return Err(Refusal::wrong("user_id is written as US.13491208655302741918"));
    }
    let number = sandbox.number_named(new.number.as_deref())?;
    sandbox.change(|world| {
        let phone = new.phone.clone().unwrap_or_else(|| world.customers.free_phone());
        if new.phone.is_some() && world.customers.find(&phone).is_some() {
            return Err(Refusal::wrong(format!("there is a customer {phone} already")));
        }
        let mut customer = match (new.hidden, &new.user_id) {
            (true, Some(id)) => world.customers.with_user_id(id),
            (true, None) => world.customers.with_user_id(&format!("FR.90{phone}")),
            (false, _) => world.customers.with_phone(&phone),
        };
        customer.user_id = new.user_id.unwrap_or(customer.user_id);
        customer.name = new.name.unwrap_or(customer.name);
        customer.username = new.username.or(customer.username);
        customer.parent_user_id = new.parent_user_id.or(customer.parent_user_id);
        world.customers.update(&customer);
        world.open_chat(number, &customer);
        Ok(Json(json!({"customer": &*customer.key, "user_id": customer.user_id})))
    })
}

#[derive(Deserialize)]
struct Read {
    customer: String,
    number: Option<String>,
}

async fn read(State(sandbox): State<Arc<Sandbox>>, Body(read): Body<Read>) -> Answer {
    let number = sandbox.number_named(read.number.as_deref())?;
    sandbox.change(|world| {
        let missing = || Refusal::missing(format!("there is no customer {}", read.customer));
        let who = world.customers.find(&read.customer).ok_or_else(missing)?.key.clone();
        let chat = world.chats.get_mut(&ChatKey { number, who }).ok_or_else(missing)?;
        let new = chat.entries.iter_mut().filter(|entry| entry.from == Author::Business && !entry.seen);
        // What is not delivered yet is read when it is: see `travel`.
        let seen: Vec<String> = new
            .map(|entry| {
                entry.seen = true;
                entry.id.clone()
            })
            .collect();
        let read = seen.iter().filter(|message| sandbox.looked_at(world, message)).count();
        Ok(Json(json!({"read": read})))
    })
}

async fn clock(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(json!({"clock": sandbox.now()}))
}

#[derive(Deserialize)]
struct Advance {
    advance_seconds: u64,
}

async fn advance(State(sandbox): State<Arc<Sandbox>>, Body(advance): Body<Advance>) -> Answer {
    if !(1..=YEAR_SECONDS).contains(&advance.advance_seconds) {
        return Err(Refusal::wrong(
            "advance_seconds must be between 1 and a year: the clock goes forward only",
        ));
    }
    sandbox.clock.advance(Duration::from_secs(advance.advance_seconds));
    sandbox.whats_due();
    Ok(Json(json!({"clock": sandbox.now()})))
}

async fn failing(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(json!({"failures": sandbox.look(|world| json!(world.failures.all()))}))
}

async fn fail(State(sandbox): State<Arc<Sandbox>>, Body(fail): Body<Failure>) -> Answer {
    let all = sandbox.change(|world| {
        world.failures.add(fail)?;
        Ok::<_, String>(json!(world.failures.all()))
    });
    all.map(|all| Json(json!({"failures": all}))).map_err(Refusal::wrong)
}

async fn do_not_fail(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    sandbox.change(|world| world.failures.clear());
    Json(json!({"failures": []}))
}

async fn statuses(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(sandbox.look(|world| json!(world.statuses)))
}

async fn order_statuses(State(sandbox): State<Arc<Sandbox>>, Body(plan): Body<Plan>) -> Answer {
    if let Some(problem) = plan.problem() {
        return Err(Refusal::wrong(problem));
    }
    sandbox.change(|world| world.statuses = plan.clone());
    Ok(Json(json!(plan)))
}

async fn webhooks(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(sandbox.look(|world| {
        let held =
            world.post.held().into_iter().map(
                |(number, parcel)| json!({"webhook": number, "field": parcel.field, "value": parcel.value}),
            );
        json!({"mode": world.post.mode, "waiting": world.post.waiting(), "held": held.collect::<Vec<_>>()})
    }))
}

async fn order_webhooks(State(sandbox): State<Arc<Sandbox>>, Body(mode): Body<Mode>) -> Answer {
    if let Some(problem) = mode.problem() {
        return Err(Refusal::wrong(problem));
    }
    sandbox.change(|world| world.post.mode = mode.clone());
    Ok(Json(json!(mode)))
}

#[derive(Deserialize)]
struct Release {
    /// In this order; without them all, in the order in which they were made.
    webhooks: Option<Vec<u64>>,
}

async fn release(State(sandbox): State<Arc<Sandbox>>, Body(wanted): Body<Release>) -> Answer {
    let count = sandbox.change(|world| sandbox.release(world, wanted.webhooks));
    Ok(Json(json!({"released": count})))
}

#[derive(Deserialize)]
struct Redeliver {
    message: String,
}

async fn redeliver(State(sandbox): State<Arc<Sandbox>>, Body(redeliver): Body<Redeliver>) -> Answer {
    sandbox.change(|world| {
        let Some(parcel) = world.entry(&redeliver.message).and_then(|entry| entry.webhook.clone()) else {
            return Err(Refusal::missing(format!(
                "there is no message {} from a customer",
                redeliver.message
            )));
        };
        sandbox.post_again(world, parcel);
        Ok(Json(json!({"message": redeliver.message})))
    })
}

#[derive(Deserialize)]
struct Handshake {
    verify_token: String,
    /// Webhooks go there from now on, if the handshake is right.
    url: Option<String>,
}

/// What the platform does when a webhook address is set.
async fn handshake(State(sandbox): State<Arc<Sandbox>>, Body(shake): Body<Handshake>) -> Answer {
    let challenge = sandbox.change(|world| world.chance.between(1_000_000_000, 9_999_999_999)).to_string();
    let known = sandbox.look(|world| world.webhook_url.clone());
    let url = shake.url.clone().or(known).unwrap_or_else(|| sandbox.config.webhook_url.clone());
    let query = [
        ("hub.mode", "subscribe"),
        ("hub.challenge", challenge.as_str()),
        ("hub.verify_token", shake.verify_token.as_str()),
    ];
    let mut address =
        reqwest::Url::parse(&url).map_err(|_| Refusal::wrong(format!("{url} is no address")))?;
    address.query_pairs_mut().extend_pairs(query);
    let answer = sandbox.http.get(address).send().await;
    let answer = answer.map_err(|_| Refusal(StatusCode::BAD_GATEWAY, format!("nobody answers at {url}")))?;
    let status = answer.status().as_u16();
    let right = answer.text().await.unwrap_or_default() == challenge && status == 200;
    if let (true, Some(url)) = (right, shake.url) {
        sandbox.change(|world| world.webhook_url = Some(url));
    }
    Ok(Json(json!({"verified": right, "status": status})))
}

async fn templates(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    sandbox.whats_due();
    Json(sandbox.look(|world| {
        let all: Vec<Value> = world.templates.all().map(|template| template.in_json()).collect();
        json!({"templates": all, "review": world.templates.review})
    }))
}

#[derive(Deserialize)]
struct Decide {
    name: String,
    /// All languages, when it is missing.
    language: Option<String>,
    state: TemplateState,
    #[serde(default = "no_reason")]
    reason: String,
}

fn no_reason() -> String {
    "NONE".to_owned()
}

async fn decide(State(sandbox): State<Arc<Sandbox>>, Body(decide): Body<Decide>) -> Answer {
    let now = sandbox.now();
    let (news, dues) = sandbox.change(|world| {
        let meant: Vec<u64> = world
            .templates
            .all()
            .filter(|it| it.name == decide.name && decide.language.as_ref().is_none_or(|l| *l == it.language))
            .map(|template| template.id)
            .collect();
        let decided = |id: &u64| world.templates.decide(*id, decide.state, &decide.reason, now);
        let news: Vec<Value> = meant.iter().filter_map(decided).collect();
        let due = |id: &u64| world.templates.get(*id).and_then(|template| template.due);
        let dues: Vec<i64> = meant.iter().filter_map(due).collect();
        (news, dues)
    });
    if news.is_empty() {
        return Err(Refusal::missing(format!("there is no template {}", decide.name)));
    }
    dues.into_iter().for_each(|due| sandbox.wait_for_templates(Some(due)));
    let count = news.len();
    news.into_iter().for_each(|news| sandbox.tell_account(news));
    Ok(Json(json!({"decided": count})))
}

async fn review(State(sandbox): State<Arc<Sandbox>>, Body(review): Body<Review>) -> Answer {
    sandbox.change(|world| world.templates.review = review.clone());
    Ok(Json(json!(review)))
}

#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    since: u64,
    limit: Option<usize>,
    kind: Option<String>,
}

async fn log(State(sandbox): State<Arc<Sandbox>>, part: Result<Query<Part>, QueryRejection>) -> Answer {
    let Query(part) = part?;
    let limit = part.limit.unwrap_or(PAGE_OF_LOG).min(PAGE_OF_LOG);
    Ok(Json(sandbox.look(|world| world.journal.read(part.since, limit, part.kind.as_deref()))))
}

async fn clear_log(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    sandbox.change(|world| world.journal.clear());
    Json(json!({"exchanges": []}))
}

/// Everything, for a report of what happened.
async fn export(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    let config = &sandbox.config;
    let number = |place: usize| config.numbers.get(place).map(|number| &number.id);
    Json(sandbox.look(|world| {
        let chats = world.chats.iter().map(|(key, chat)| {
            json!({"number": number(key.number), "customer": &*key.who, "group": chat.group,
                "window_closes": chat.window_closes(), "entries": chat.entries})
        });
        json!({
            "clock": sandbox.now(),
            "account": config.account,
            "numbers": config.numbers.iter().map(|it| json!({"id": it.id, "phone": it.phone, "title": it.title}))
                .collect::<Vec<_>>(),
            "customers": world.customers.all().collect::<Vec<_>>(),
            "chats": chats.collect::<Vec<_>>(),
            "templates": world.templates.all().map(|it| it.in_json()).collect::<Vec<_>>(),
            "failures": world.failures.all(),
            "statuses": world.statuses,
            "webhooks": world.post.mode,
            "waiting": world.post.waiting(),
        })
    }))
}

/// As after the start; the clock and the ids go on. What is under way still arrives.
async fn reset(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    let now = sandbox.now();
    sandbox.change(|world| {
        let mut new = World::new(&sandbox.config, now);
        new.ids_go_on_from(world);
        new.post.keep_under_way(&mut world.post);
        new.journal.number_on_from(&world.journal);
        *world = new;
    });
    Json(json!({"clock": now}))
}
