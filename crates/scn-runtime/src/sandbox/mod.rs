//! A WhatsApp of one's own, for trying a project without an account: an emulator of the Cloud API and a page
//! with a phone. One listener serves both.
//!
//! # The emulator, spoken to by the runtime
//!
//! `POST /{version}/{phone_number_id}/messages` with `Authorization: Bearer <access token>`. A request is checked
//! as strictly as Meta checks it (templates against those of the project) and answered the way Meta answers; messages and statuses come back as signed
//! webhooks (`X-Hub-Signature-256`), repeated until the runtime answers 200. The 24 hours of the customer service
//! window run on the clock that the page can move. `POST /{version}/{phone_number_id}/media` takes files.
//!
//! # The phone, spoken to by the page and by tests
//!
//! Every body is JSON; an error is `{"error": "in words"}` with status 400 or 404.
//!
//! | request | body | answer |
//! |---|---|---|
//! | `GET /api/state?customer=N` | | title, clock, customers and the chat of `N` (without `N`: the first customer) |
//! | `GET /api/events` | | server-sent events: one `change` whenever the state is another one |
//! | `POST /api/customers` | `{}` | `{customer}`: a new phone number |
//! | `POST /api/send` | `{customer, text, quoted?}` | `{message}` |
//! | `POST /api/tap` | `{customer, message, option}` | `{message}`: a tap on a button or a row of `message` |
//! | `POST /api/media` | `{customer, kind, caption?}` | `{message}`: a picture, a voice note… of the customer |
//! | `POST /api/place` | `{customer, latitude, longitude, name?}` | `{message}` |
//! | `POST /api/contact` | `{customer, name, phone}` | `{message}` |
//! | `POST /api/order` | `{customer, items: [{product, quantity?, price?, currency?}], text?}` | `{message}`: a cart |
//! | `POST /api/react` | `{customer, message, emoji}` | `{message}`; an empty emoji takes the reaction back |
//! | `POST /api/event` | `{customer, event, params?}` | an event of the business's systems is told to the runtime |
//! | `POST /api/read` | `{customer}` | the customer looks at the chat: everything there is read |
//! | `GET /api/clock`, `POST /api/clock` | `{advance_seconds}` | `{clock}` in milliseconds since 1970 |
//! | `POST /api/fail` | `{code, times?, how?}` | the next messages fail: `how` is `refuse` (at once, the default), `later` (accepted, then a `failed` status) or `lose_answer` (accepted, the answer gets lost) |
//! | `POST /api/redeliver` | `{message}` | the webhook of a customer's message is sent once more |
//!
//! Everything is kept in memory: a reload of the page keeps the conversation, a restart of the process does not.

mod chance;
mod chat;
mod config;
mod content;
mod control;
mod customers;
mod envelope;
mod failures;
mod files;
mod graph;
mod inbound;
mod journal;
mod known;
mod line;
mod meta_error;
mod page;
mod post_office;
mod rates;
mod samples;
mod statuses;
mod templates;
mod world;

use crate::clock::{Clock, MovableClock};
use axum::Router;
use line::{Line, Lines};
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use world::World;

pub use config::{BusinessNumber, SandboxConfig};
pub use known::Known;

/// A sandbox at work.
#[derive(Debug)]
pub struct Running {
    /// The page is at `http://{addr}/`; the base address of the Cloud API is `http://{addr}`.
    pub addr: SocketAddr,
    server: JoinHandle<()>,
}

impl Running {
    /// Waits until the sandbox has stopped.
    pub async fn stopped(self) {
        if let Err(error) = self.server.await {
            tracing::error!(%error, "the sandbox ended badly");
        }
    }
}

/// Why the sandbox could not start.
#[derive(Debug)]
pub enum SandboxError {
    Socket(std::io::Error),
    HttpClient(reqwest::Error),
}

impl fmt::Display for SandboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SandboxError::Socket(error) => write!(f, "the sandbox has no address to listen on: {error}"),
            SandboxError::HttpClient(error) => write!(f, "the sandbox cannot send webhooks: {error}"),
        }
    }
}
impl std::error::Error for SandboxError {}

/// Starts the sandbox on a socket that is bound already, so that the runtime can know its address before it starts
/// itself. The clock is the one that the runtime uses. It runs until `shutdown` is done.
pub fn start(
    listener: TcpListener,
    config: SandboxConfig,
    clock: Arc<MovableClock>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Running, SandboxError> {
    let addr = listener.local_addr().map_err(SandboxError::Socket)?;
    let (closing, closed) = watch::channel(false);
    let sandbox = Arc::new(Sandbox {
        http: post_office::http_client().map_err(SandboxError::HttpClient)?,
        world: Mutex::new(World::new(&config, clock.now().0)),
        deliveries: Semaphore::new(post_office::AT_ONCE),
        addr,
        revision: watch::Sender::new(0),
        closed: closed.clone(),
        config,
        clock,
    });
    let router = Router::new()
        .merge(graph::routes())
        .merge(page::routes())
        .merge(control::routes())
        .merge(inbound::routes())
        .merge(inbound::other_routes())
        .with_state(sandbox)
        .into_make_service_with_connect_info::<Line>();
    tokio::spawn(async move {
        shutdown.await;
        closing.send_replace(true);
    });
    let server = tokio::spawn(async move {
        let stop = closed_when_true(closed);
        if let Err(error) = axum::serve(Lines(listener), router).with_graceful_shutdown(stop).await {
            tracing::error!(%error, "the sandbox stopped");
        }
    });
    Ok(Running { addr, server })
}

async fn closed_when_true(mut closed: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is the end as well.
    let _ = closed.wait_for(|closed| *closed).await;
}

/// What all handlers share.
struct Sandbox {
    config: SandboxConfig,
    clock: Arc<MovableClock>,
    http: reqwest::Client,
    /// Where it listens itself: files are fetched there.
    addr: SocketAddr,
    deliveries: Semaphore,
    world: Mutex<World>,
    /// Counts changes; the page listens to it.
    revision: watch::Sender<u64>,
    closed: watch::Receiver<bool>,
}

impl Sandbox {
    /// Milliseconds since 1970 on the shared clock.
    fn now(&self) -> i64 {
        self.clock.now().0
    }

    fn look<R>(&self, look: impl FnOnce(&World) -> R) -> R {
        look(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what the page does not show.
    fn quietly<R>(&self, change: impl FnOnce(&mut World) -> R) -> R {
        change(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change<R>(&self, change: impl FnOnce(&mut World) -> R) -> R {
        let result = self.quietly(change);
        if !self.config.quiet_world {
            self.revision.send_modify(|revision| *revision += 1);
        }
        result
    }

    async fn until_closed(&self) {
        closed_when_true(self.closed.clone()).await;
    }
}
