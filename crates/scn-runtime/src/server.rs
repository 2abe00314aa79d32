//! What the world can reach: the webhook, the events of the business's systems, and whether it is there.

use crate::metrics::Post;
use crate::operations::timed;
use crate::outbox::{judge, later};
use crate::serve::{App, ask};
use crate::traces::span;
use crate::{events, http, inbound, media, operations, people};
use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use scn_graph::Moment;
use scn_store::{Accepted, Stage, Status, Store, StoreError};
use scn_whatsapp::webhook::PlatformError;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing::{Instrument, Span};

/// The platform and the business's systems; behind a proxy all of them come through it.
const CONNECTIONS: usize = 1024;
/// The platform sends 3 MB at most.
pub(crate) const LARGEST: usize = 4 * 1024 * 1024;

pub(crate) async fn run(listener: TcpListener, app: Arc<App>, stop: watch::Receiver<bool>) {
    let router = Router::new()
        .route("/webhook", get(handshake).post(webhook))
        .route("/events/{name}", post(events::receive))
        .route("/chatwoot", post(people::chatwoot::receive))
        .route("/health/live", get(operations::live))
        .route("/health/ready", get(operations::ready_briefly))
        .with_state(app);
    http::serve(listener, router, CONNECTIONS, stop).await;
}

async fn handshake(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    match scn_whatsapp::handshake(&query.unwrap_or_default(), app.config.verify_token.reveal()) {
        Some(challenge) => challenge.into_response(),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

/// 200 means: durable, or nothing for us. Everything else makes the platform come again.
async fn webhook(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> StatusCode {
    let signature = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok());
    match http::body::read(body, LARGEST).await {
        Ok(mut body) => receive(&app, signature, std::mem::take(&mut body.bytes)).await,
        Err(status) => {
            app.metrics.webhook(Post::BadBody);
            status
        }
    }
}

/// A webhook whose body is here: checked, kept, counted, answered.
pub(crate) async fn receive(app: &Arc<App>, signature: Option<&str>, body: Vec<u8>) -> StatusCode {
    let span = span!("webhook", result = tracing::field::Empty);
    let (status, result) = take_in(app, signature, body).instrument(span.clone()).await;
    span.record("result", result.word());
    app.metrics.webhook(result);
    status
}

async fn take_in(app: &Arc<App>, signature: Option<&str>, body: Vec<u8>) -> (StatusCode, Post) {
    let secrets: Vec<&str> = app.config.app_secrets.iter().map(|secret| secret.reveal()).collect();
    if !scn_whatsapp::verify(signature, &body, &secrets) {
        app.refuse("a webhook with a wrong signature was refused");
        return (StatusCode::UNAUTHORIZED, Post::WrongSignature);
    }
    let Ok(_place) = app.accepting.try_acquire() else {
        return (StatusCode::SERVICE_UNAVAILABLE, Post::Busy);
    };
    match accept(app, body).await {
        Ok(result) => (StatusCode::OK, result),
        Err(error) => {
            tracing::error!(%error, "a webhook could not be stored; the platform will send it again");
            app.leases.wrote(Some(error));
            (StatusCode::SERVICE_UNAVAILABLE, Post::StoreFailed)
        }
    }
}

async fn accept(app: &Arc<App>, body: Vec<u8>) -> Result<Post, StoreError> {
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
            asked.metrics.foreign(delivery.foreign as u64);
            let count = asked.foreign.fetch_add(delivery.foreign as u64, Ordering::Relaxed);
            tracing::warn!(
                count = count + delivery.foreign as u64,
                "items for another number were passed over"
            );
        }
        for moved in delivery.moved {
            // What was said under the new name before waits here now.
            if let Some(contact) = store.moved(moved, now.0)? {
                asked.queue.wake(contact);
            }
        }
        let accepted = match delivery.arrivals.is_empty() {
            true => Vec::new(),
            false => timed(&asked, "accept", || store.accept(delivery.arrivals, now.0))?,
        };
        asked.metrics.statuses(delivery.statuses.len() as u64);
        settle(&asked, store, delivery.statuses, now)?;
        Ok(Some((accepted, delivery.only_text)))
    })
    .await?;
    let Some((accepted, only_text)) = accepted else { return Ok(Post::Unreadable) };
    let new = accepted.iter().filter(|accepted| accepted.new).count();
    app.metrics.received(new as u64, (accepted.len() - new) as u64);
    accepted.iter().for_each(|accepted| app.trail.leave(&Span::current(), accepted.contact));
    wake(app, accepted, only_text, now);
    Ok(Post::Stored)
}

/// Statuses of messages of ours. What failed is judged like a refusal.
fn settle(
    app: &App,
    store: &dyn Store,
    statuses: Vec<(Status, Option<PlatformError>)>,
    now: Moment,
) -> Result<(), StoreError> {
    let (mut judged, mut errors) = (Vec::with_capacity(statuses.len()), Vec::with_capacity(statuses.len()));
    for (mut status, error) in statuses {
        if status.stage == Stage::Failed {
            status.then = judge::then(app, error.as_ref());
            if media::is_refused(error.as_ref().and_then(|error| error.code)) {
                forget_upload(app, store, &status.wamid)?;
            }
        }
        errors.push((status.stage == Stage::Failed).then_some(error));
        judged.push(status);
    }
    if judged.is_empty() {
        return Ok(());
    }
    // A status that comes again alarms nobody again.
    let news = store.settle(judged, now.0)?;
    for (error, _) in errors.iter().zip(&news).filter(|(_, is_news)| **is_news) {
        error.iter().for_each(|error| judge::hear(app, error.as_ref()));
    }
    if news.contains(&true) {
        app.outbox.notify_one();
        app.people.statuses_came();
    }
    Ok(())
}

/// What a customer could not get is uploaded anew when it is sent next.
fn forget_upload(app: &App, store: &dyn Store, message: &str) -> Result<(), StoreError> {
    let Some(id) = app.uploads.of_message(message) else { return Ok(()) };
    store.drop_upload(&app.config.phone_number_id, &id)
}

/// Wakes the workers: at once, or after a moment in which more may come.
fn wake(app: &Arc<App>, accepted: Vec<Accepted>, only_text: bool, now: Moment) {
    let contacts = accepted.into_iter().filter(|accepted| accepted.new).map(|accepted| accepted.contact);
    if app.gather().is_zero() || !only_text {
        contacts.for_each(|contact| app.queue.wake(contact));
        return;
    }
    let contacts: Vec<_> = contacts.collect();
    let app = app.clone();
    tokio::spawn(async move {
        app.clock.sleep_until(Moment(later(now, app.gather()))).await;
        contacts.into_iter().for_each(|contact| app.queue.wake(contact));
    });
}
