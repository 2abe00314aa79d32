//! What the world can reach: the webhook, the events of the business's systems, and two health pages.

use crate::outbox::later;
use crate::serve::{App, ask};
use crate::{events, inbound};
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use scn_graph::Moment;
use scn_store::{Accepted, StoreError};
use serde_json::json;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The platform sends 3 MB at most.
const LARGEST: usize = 4 * 1024 * 1024;
/// Bodies up to this are read to their end before they are refused, so that the sender hears the answer.
const READ_AT_MOST: usize = 64 * 1024 * 1024;
/// A body must have arrived within this time.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) async fn run(listener: TcpListener, app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let router = Router::new()
        .route("/webhook", get(handshake).post(webhook))
        .route("/events/{name}", post(events::receive))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .with_state(app);
    let stopped = async move {
        let _ = stop.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
        tracing::error!(%error, "the webhook server ended");
    }
}

async fn handshake(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    match scn_whatsapp::handshake(&query.unwrap_or_default(), app.config.verify_token.reveal()) {
        Some(challenge) => challenge.into_response(),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

/// 200 means: durable, or nothing for us. Everything else makes the platform come again.
async fn webhook(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> StatusCode {
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => return status,
    };
    let signature = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok());
    let secrets: Vec<&str> = app.config.app_secrets.iter().map(|secret| secret.reveal()).collect();
    if !scn_whatsapp::verify(signature, &body, &secrets) {
        let count = app.refused.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::warn!(count, "a webhook with a wrong signature was refused");
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(_place) = app.accepting.try_acquire() else { return StatusCode::SERVICE_UNAVAILABLE };
    match accept(&app, body).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::error!(%error, "a webhook could not be stored; the platform will send it again");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// The whole body, in time.
pub(crate) async fn read(body: Body) -> Result<Vec<u8>, StatusCode> {
    tokio::time::timeout(PATIENCE, read_to_end(body)).await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
}

async fn read_to_end(mut body: Body) -> Result<Vec<u8>, StatusCode> {
    let mut bytes = Vec::new();
    let mut length = 0;
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
        let Some(frame) = frame else { break };
        let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else { continue };
        length += data.len();
        if length > READ_AT_MOST {
            break;
        }
        if length <= LARGEST {
            bytes.extend_from_slice(&data);
        }
    }
    if length > LARGEST { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(bytes) }
}

async fn accept(app: &Arc<App>, body: Vec<u8>) -> Result<(), StoreError> {
    let now = app.clock.now();
    let asked = app.clone();
    let accepted = ask(app, move |store| {
        let delivery = match inbound::read(&body, &asked.config.phone_number_id, now) {
            Ok(delivery) => delivery,
            // Right signature, unreadable: sent again it would be no better, and would come for days.
            Err(error) => {
                tracing::warn!(%error, "an unreadable webhook was kept aside");
                store.accept_unreadable(body, error.to_string(), now.0)?;
                return Ok(None);
            }
        };
        if delivery.foreign > 0 {
            let count = asked.foreign.fetch_add(delivery.foreign as u64, Ordering::Relaxed);
            tracing::warn!(
                count = count + delivery.foreign as u64,
                "items for another number were passed over"
            );
        }
        let accepted = match delivery.arrivals.is_empty() {
            true => Vec::new(),
            false => store.accept(delivery.arrivals, now.0)?,
        };
        if !delivery.statuses.is_empty() && store.settle(delivery.statuses, now.0)? > 0 {
            asked.outbox.notify_one();
        }
        Ok(Some((accepted, delivery.only_text)))
    })
    .await?;
    if let Some((accepted, only_text)) = accepted {
        wake(app, accepted, only_text, now);
    }
    Ok(())
}

/// Wakes the workers: at once, or after a moment in which more may come.
fn wake(app: &Arc<App>, accepted: Vec<Accepted>, only_text: bool, now: Moment) {
    let contacts = accepted.into_iter().filter(|accepted| accepted.new).map(|accepted| accepted.contact);
    if app.gather.is_zero() || !only_text {
        contacts.for_each(|contact| app.queue.wake(contact));
        return;
    }
    let contacts: Vec<_> = contacts.collect();
    let app = app.clone();
    tokio::spawn(async move {
        app.clock.sleep_until(Moment(later(now, app.gather))).await;
        contacts.into_iter().for_each(|contact| app.queue.wake(contact));
    });
}

async fn live() -> Json<serde_json::Value> {
    Json(json!({ "status": "alive" }))
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    let settings = &app.scenarios.current.graph.settings;
    let scenario = json!({
        "name": settings.name,
        "version": settings.version,
        "hash": format!("{:016x}", app.scenarios.current.hash),
    });
    if app.leases.all().is_empty() {
        let body =
            json!({ "status": "not ready", "scenario": scenario, "work": StoreError::Fenced.to_string() });
        return (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response();
    }
    match ask(&app, |store| store.counts()).await {
        Ok(counts) => Json(json!({
            "status": "ready",
            "scenario": scenario,
            "sending": if app.sender.is_held(app.clock.now()) { "held" } else { "on" },
            "contacts": counts.contacts,
            "conversations": counts.conversations,
            "inbound_waiting": counts.inbound_waiting,
            "outbox_waiting": counts.outbox_waiting,
            "outbox_unknown": counts.outbox_unknown,
            "outbox_failed": counts.outbox_failed,
            "outbox_withheld": counts.outbox_withheld,
            "timers": counts.timers,
            "calls": counts.calls,
            "webhooks_unreadable": counts.unreadable,
            "webhooks_refused": app.refused.load(Ordering::Relaxed),
            "webhooks_foreign": app.foreign.load(Ordering::Relaxed),
        }))
        .into_response(),
        Err(error) => {
            let body = json!({ "status": "not ready", "scenario": scenario, "store": error.to_string() });
            (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
        }
    }
}
