//! When people take over: the queue, conversations, answers and notes, as an API of its own listener. What operators do
//! is accepted durably like a webhook, moved on by the engine, and sent through the outbox.

pub(crate) mod acts;
mod answers;
mod api;
pub(crate) mod chatwoot;
pub(crate) mod desk;
mod files;
mod login;
mod page;

use crate::serve::App;
use answers::Refusal;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use login::Guard;
use scn_store::ContactId;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, broadcast, watch};

/// Connections at the same time: operators, their pages' streams, a bridge.
const CONNECTIONS: usize = 256;
/// Streams of changes at the same time.
const LISTENERS: usize = 100;
/// Changes that a slow listener may be behind; then it is told to look at everything.
const BEHIND: usize = 256;
/// Between two times that pages are told of statuses.
const TOGETHER: Duration = Duration::from_secs(2);

const DESCRIPTION: &str = include_str!("openapi.json");

/// What the operators' listener keeps between two requests.
pub(crate) struct Desk {
    guard: Guard,
    changes: broadcast::Sender<Option<ContactId>>,
    listeners: Arc<Semaphore>,
    /// Statuses came in: of many messages at once, told together.
    statuses: AtomicBool,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk {
            guard: Guard::default(),
            changes: broadcast::channel(BEHIND).0,
            listeners: Arc::new(Semaphore::new(LISTENERS)),
            statuses: AtomicBool::new(false),
        }
    }

    /// Something became of messages, whoever they went to.
    pub(crate) fn statuses_came(&self) {
        self.statuses.store(true, Ordering::Relaxed);
    }

    /// Something of this contact changed that operators see; `None`: of anybody.
    pub(crate) fn changed(&self, contact: Option<ContactId>) {
        // Nobody may be listening.
        let _ = self.changes.send(contact);
    }
}

/// Serves operators until the stop; nothing when there are none.
pub(crate) async fn run(listener: Option<TcpListener>, app: Arc<App>, stop: watch::Receiver<bool>) {
    let Some(listener) = listener else { return };
    let router = routes().layer(Extension(stop.clone())).with_state(app.clone());
    tokio::select! {
        biased;
        () = crate::http::serve(listener, router, CONNECTIONS, stop) => {}
        () = tell_of_statuses(&app.people) => {}
    }
}

async fn tell_of_statuses(desk: &Desk) {
    loop {
        tokio::time::sleep(TOGETHER).await;
        if desk.statuses.swap(false, Ordering::Relaxed) {
            desk.changed(None);
        }
    }
}

fn routes() -> Router<Arc<App>> {
    page::routes()
        .route("/openapi.json", get(description))
        .route("/api/login", post(login::login))
        .route("/api/logout", post(login::logout))
        .route("/api/me", get(login::me))
        .route("/api/handoffs", get(api::handoffs))
        .route("/api/events", get(api::events))
        .route("/api/conversations/{contact}", get(api::conversation))
        .route("/api/conversations/{contact}/take", post(api::take))
        .route("/api/conversations/{contact}/release", post(api::release))
        .route("/api/conversations/{contact}/messages", post(api::answer))
        .route("/api/conversations/{contact}/give-back", post(api::give_back))
        .route("/api/conversations/{contact}/notes", post(api::note))
        .route("/api/media/{id}", get(files::file))
        .fallback(unknown)
        .method_not_allowed_fallback(not_so)
        .layer(axum::middleware::map_response(safe))
}

/// For the fuzzer: a body that an operator sends, a cookie, an address.
pub(crate) fn reads(bytes: &[u8]) {
    let _ = serde_json::from_slice::<api::Words>(bytes);
    let _ = serde_json::from_slice::<login::Login>(bytes);
    login::reads(bytes);
}

async fn description() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DESCRIPTION)
}

async fn unknown() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "there is nothing at this address",
        "see /openapi.json for what there is",
    )
}

async fn not_so() -> Refusal {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this address is not asked this way",
        "see /openapi.json for the right method",
    )
}

/// Nothing is kept by browsers, read as something else, or shown inside another page; a page loads nothing from elsewhere.
async fn safe(mut response: Response) -> Response {
    let rules: [(HeaderName, &str); 5] = [
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        ),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in rules {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
