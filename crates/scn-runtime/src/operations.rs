//! What those who run it ask: is it alive, is it ready, its numbers. On an address of its own, because whoever can write
//! to the webhook must not read how the business does.

use crate::metrics::{Now, StoreNow};
use crate::serve::{App, ask};
use crate::{http, reload};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use scn_graph::Moment;
use scn_store::{Lease, Partition, StoreError};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// What watches it, and people who look.
const CONNECTIONS: usize = 64;
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(crate) async fn run(listener: Option<TcpListener>, app: Arc<App>, stop: watch::Receiver<bool>) {
    let Some(listener) = listener else { return };
    let router = Router::new()
        .route("/metrics", get(metrics))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/reload", post(reload::post))
        .with_state(app);
    http::serve(listener, router, CONNECTIONS, stop).await;
}

pub(crate) async fn live() -> Json<serde_json::Value> {
    Json(json!({ "status": "alive" }))
}

/// For the world: whether, and nothing else.
pub(crate) async fn ready_briefly(State(app): State<Arc<App>>) -> Response {
    let leases = app.leases.all();
    let works = !leases.is_empty() && app.leases.trouble().is_none();
    match ask(&app, move |store| first(&leases, |partition| store.next_timer(partition))).await {
        Ok(_) if works => Json(json!({ "status": "ready" })).into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready" }))).into_response(),
    }
}

/// The earliest of all partitions this process works on.
fn first(
    leases: &[Lease],
    due: impl Fn(Partition) -> Result<Option<i64>, StoreError>,
) -> Result<Option<i64>, StoreError> {
    let due: Result<Vec<_>, _> = leases.iter().map(|lease| due(lease.partition)).collect();
    Ok(due?.into_iter().flatten().min())
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    let current = app.scenarios.current();
    let settings = &current.graph.settings;
    let scenario = json!({
        "name": settings.name,
        "version": settings.version,
        "hash": format!("{:016x}", current.hash),
    });
    if app.leases.all().is_empty() {
        let body =
            json!({ "status": "not ready", "scenario": scenario, "work": StoreError::Fenced.to_string() });
        return (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response();
    }
    let counts = match app.leases.trouble() {
        Some(trouble) => Err(trouble),
        None => ask(&app, |store| store.counts()).await,
    };
    match counts {
        Ok(counts) => Json(json!({
            "status": "ready",
            "scenario": scenario,
            "sending": if app.sender.is_held(app.clock.now()) { "held" } else { "on" },
            "platform": app.sender.breaker(),
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
            "webhooks_refused": app.refused.count(),
            "webhooks_foreign": app.foreign.load(Ordering::Relaxed),
        }))
        .into_response(),
        Err(error) => {
            let body = json!({ "status": "not ready", "scenario": scenario, "store": error.to_string() });
            (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
        }
    }
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    let now = app.clock.now();
    let held = app.sender.is_held(now);
    let leases = app.leases.all();
    let rules = app.sender.rules;
    let asked = ask(&app, move |store| {
        let send = first(&leases, |partition| store.next_send(partition, &rules))?;
        let timer = first(&leases, |partition| store.next_timer(partition))?;
        Ok((store.counts()?, send, timer, first(&leases, |partition| store.next_call(partition))?))
    });
    let store = match asked.await {
        Ok((counts, send, timer, call)) => Some(StoreNow {
            counts,
            outbox_late: late(send, now),
            timers_late: late(timer, now),
            calls_late: late(call, now),
        }),
        // What was counted is told anyway: this is when somebody looks.
        Err(error) => {
            tracing::error!(%error, "the store does not tell what waits");
            None
        }
    };
    for (connector, open) in app.connectors.left_alone() {
        app.metrics.breaker(&connector, open);
    }
    let text = app.metrics.text(&Now { store, held });
    ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response()
}

fn late(due: Option<i64>, now: Moment) -> Duration {
    let late = due.map_or(0, |due| now.0.saturating_sub(due));
    Duration::from_millis(u64::try_from(late).unwrap_or_default())
}

/// Counts how long the store takes.
pub(crate) fn timed<T>(
    app: &App,
    operation: &'static str,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let started = std::time::Instant::now();
    let result = work();
    app.metrics.store(operation, started.elapsed());
    result
}
