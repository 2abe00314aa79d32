//! A WhatsApp of one's own, for trying a project without an account, and for tests of any program: an emulator of the
//! Cloud API and a page with a phone. One listener serves both.
//!
//! # The emulator, spoken to by the program under test
//!
//! `POST /{version}/{number}/messages` with `Authorization: Bearer <access token>`: a request is checked as strictly as
//! Meta checks it and answered the way Meta answers; messages and statuses come back as signed webhooks
//! (`X-Hub-Signature-256`), repeated with growing pauses until the answer is 200. The 24 hours of the customer service
//! window, the rates (131056, 130429), reviews and pauses of templates, and the addresses of files run on a clock that can be
//! moved. Besides: `/{number}/media`, `/{media}`, `/{number}`, `/{account}`, `/{account}/phone_numbers`,
//! `/{account}/message_templates`, `/{template}`, `/{template}/unpause`, `/{account}/subscribed_apps`,
//! `/{app}/subscriptions`, `/debug_token`,
//! `/{number}/whatsapp_business_profile`, `/{number}/register`.
//!
//! # The world around it, spoken to by the page and by tests
//!
//! Every body is JSON; an error is `{"error": "in words"}`. `customer` is a phone number, or the user id of somebody who
//! hides it; `number` is a `phone_number_id`, and the first when it is missing.
//!
//! | request | body | what it does |
//! |---|---|---|
//! | `GET /api/state?customer=N&number=ID` | | all that the page shows, with the chat of `N` (made when it is new) |
//! | `GET /api/events` | | server-sent events: one `change` whenever the state is another one |
//! | `POST /api/customers` | `{phone?, name?, username?, hidden?, user_id?, parent_user_id?}` | `{customer}`; `hidden`: the business sees no phone number |
//! | `POST /api/message` | `{customer, kind, …}` | `{message}`: the customer sends something, see the kinds below |
//! | `POST /api/send`, `tap`, `media`, `place`, `contact`, `order`, `react` | | the same, for one kind |
//! | `POST /api/identity` | `{customer, phone?, user_id?, username?, new_device?}` | a new number, id or phone: a system message |
//! | `POST /api/preference` | `{customer, value}` | `stop`, `resume` or `signup` of marketing |
//! | `POST /api/staff` | `{customer, text, revoke?, standby?}` | a person of the business writes on the phone app: an echo |
//! | `POST /api/webhook` | `{field, value, number?}` | any other webhook, signed and delivered |
//! | `POST /api/event` | `{customer, event, params?}` | an event of the business's systems is told to the runtime |
//! | `POST /api/read` | `{customer}` | the customer looks at the chat: everything there is read |
//! | `GET`, `POST /api/clock` | `{advance_seconds}` | `{clock}` in milliseconds since 1970 |
//! | `GET`, `POST`, `DELETE /api/fail` | `{code, how?, times?, customer?, probability?, on?, status?, retry_after?, accepted?, details?}` | requests fail, see below |
//! | `GET`, `POST /api/statuses` | `{order?, leg_ms?, times?, code?, pricing?, conversation?}` | which statuses come, in which order; `{}`: as usual |
//! | `GET`, `POST /api/webhooks` | `{hold?, duplicate?, shuffle?, lose?, delay_ms?, batch?, batch_ms?, retry_ms?}` | how webhooks travel; `{}`: as usual |
//! | `POST /api/release` | `{webhooks?: [n, …]}` | lets go what `hold` held back, in this order, or all |
//! | `POST /api/redeliver` | `{message}` | the webhook of a customer's message is sent once more |
//! | `POST /api/handshake` | `{verify_token, url?}` | asks the webhook address as the platform does when it is set; `url` is another one from now on |
//! | `GET`, `POST /api/templates` | `{name, language?, state, reason?}` | gives a template a state, with its webhook |
//! | `POST /api/review` | `{decision?, after_seconds?, reason?}` | what the review of new templates says, and when |
//! | `GET /api/log?since=N&kind=request` | | every request and every attempt of a webhook; `DELETE` empties it |
//! | `GET /api/export`, `POST /api/reset` | `{}` | everything as JSON; everything as after the start |
//!
//! Kinds of `/api/message`; each may have `quoted`, `forwarded` (`true` or `"frequently"`), `referral` (`true` or an ad),
//! `product`, `group`, `standby`, `late_seconds`, `number`:
//!
//! | kind | fields |
//! |---|---|
//! | `text` | `text` |
//! | `image`, `video`, `audio`, `voice`, `document`, `sticker` | `caption?`, `filename?`, `mime?`, `data?` (base64; without it a sample) |
//! | `location` | `latitude`, `longitude`, `name?`, `address?`, `url?` |
//! | `contacts` | `name`, `phone`, `origin?` (`contact_request`: the answer to a question for the number) |
//! | `tap` | `message`, `option`: a button or a row, also of a template |
//! | `form` | `message?`, `answer`, `name?`: a filled-in Flow |
//! | `order` | `items: [{product, quantity?, price?, currency?}]`, `text?` |
//! | `reaction` | `message`, `emoji?`; empty or missing takes it back |
//! | `edit`, `revoke` | `message`, `text` |
//! | `unsupported` | `what?` (`poll_creation`), `code?` (131051, 131060) |
//! | `welcome` | |
//! | `raw` | `message`: as it stands in a webhook |
//!
//! Everything is kept in memory and bounded: chats, files and the log forget what is oldest. A reload of the page keeps the
//! conversation, a restart of the process does not.

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
use scn_graph::Graph;
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
    teacher: Teacher,
}

/// Tells a sandbox about other versions of the project.
#[derive(Clone)]
pub struct Teacher(Arc<Sandbox>);

impl fmt::Debug for Teacher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teacher")
    }
}

impl Teacher {
    /// From now on the templates of this version are known, as if the platform had approved them, and its events.
    pub fn learn(&self, graph: &Graph) {
        let known = Known::of(graph);
        self.0.change(|world| {
            world.templates.learn(&known);
            world.known = known;
        });
    }
}

impl Running {
    /// Makes the sandbox know other versions of the project.
    pub fn teacher(&self) -> Teacher {
        self.teacher.clone()
    }

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
        .with_state(sandbox.clone())
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
    Ok(Running { addr, server, teacher: Teacher(sandbox) })
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
