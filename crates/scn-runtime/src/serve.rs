//! Puts the parts together, starts them and stops them.

use crate::chance::Chance;
use crate::connectors::Connectors;
use crate::connectors::egress::{self, Egress};
use crate::lease::Leases;
use crate::logs::Refused;
use crate::media::{self, Media, Uploads};
use crate::metrics::Metrics;
use crate::outbox::Sender;
use crate::outbox::platform::{CloudApi, Platform};
use crate::people::chatwoot::Bridge;
use crate::people::{self, Desk};
use crate::reload::{Reloader, Source};
use crate::scenarios::Scenarios;
use crate::traces::Trail;
use crate::worker::Queue;
use crate::{Clock, Config, calls, events, lease, operations, outbox, server, timers, worker};
use scn_engine::Scenario;
use scn_store::{Store, StoreError};
use serde_json::Value;
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinHandle;

/// Webhooks being stored at the same time; more are asked to come again.
const ACCEPTING: usize = 256;
/// After the stop, work in flight has this long.
const GRACE: Duration = Duration::from_secs(20);

/// What all parts share.
pub(crate) struct App {
    pub config: Config,
    pub store: Arc<dyn Store>,
    pub leases: Leases,
    pub clock: Arc<dyn Clock>,
    pub scenarios: Scenarios,
    pub queue: Queue,
    pub platform: Arc<dyn Platform>,
    pub sender: Sender,
    pub metrics: Metrics,
    pub trail: Trail,
    pub uploads: Uploads,
    pub media: Media,
    pub connectors: Connectors,
    pub people: Desk,
    pub chatwoot: Option<Bridge>,
    pub chance: Chance,
    /// Everything on the thread that polls: a simulation gives the same run for the same seed.
    pub inline: bool,
    /// Where another version of the scenario comes from.
    pub source: OnceLock<Source>,
    /// Held while one is loaded.
    pub reloading: tokio::sync::Mutex<()>,
    /// Something may be sent.
    pub outbox: Notify,
    /// Something may be called.
    pub calls: Notify,
    /// The store should be looked into.
    pub look: Notify,
    pub accepting: Semaphore,
    /// Requests with a wrong signature.
    pub refused: Refused,
    pub foreign: AtomicU64,
}

impl App {
    /// Something came with a wrong signature: counted, and told now and then.
    pub(crate) fn refuse(&self, what: &'static str) {
        if let Some(count) = self.refused.one_more(self.clock.now()) {
            tracing::warn!(count, "{what}");
        }
    }

    /// Messages that arrive within this time of each other are taken together.
    pub(crate) fn gather(&self) -> Duration {
        let said = || self.scenarios.current().graph.settings.gather_ms;
        self.config.gather.unwrap_or_else(|| Duration::from_millis(said().into()))
    }
}

/// A runtime at work.
#[derive(Debug)]
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where operators reach it; `None` without operators.
    pub people: Option<SocketAddr>,
    /// Where its numbers and its health are.
    pub operations: Option<SocketAddr>,
    reloader: Reloader,
    tasks: JoinHandle<()>,
}

impl Serving {
    /// Makes it take another version of the scenario.
    pub fn reloader(&self) -> Reloader {
        self.reloader.clone()
    }

    /// Waits until it has stopped: nothing is in flight any more.
    pub async fn finished(self) {
        if let Err(error) = self.tasks.await {
            tracing::error!(%error, "the runtime ended badly");
        }
    }
}

/// Why the runtime could not start.
#[derive(Debug)]
pub enum StartError {
    Listen {
        /// The key of the configuration that says where.
        key: &'static str,
        address: SocketAddr,
        error: std::io::Error,
    },
    Store(StoreError),
    HttpClient(reqwest::Error),
    /// Addresses or tokens are missing, each said in words.
    Connectors(Vec<String>),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Listen { key, address, error } if error.kind() == std::io::ErrorKind::AddrInUse => {
                write!(
                    f,
                    "{address} is taken by another program: stop it, or choose another address with `{key}`"
                )
            }
            StartError::Listen { key, address, error } => {
                write!(f, "cannot listen on {address}: {error}; choose another address with `{key}`")
            }
            StartError::Store(error) => error.fmt(f),
            StartError::Connectors(missing) => f.write_str(&missing.join("\n")),
            StartError::HttpClient(error) => write!(f, "cannot prepare requests to the platform: {error}"),
        }
    }
}
impl std::error::Error for StartError {}

/// Serves a scenario until `shutdown` is done. Returns as soon as it listens.
pub async fn serve(
    config: Config,
    scenario: Scenario,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Serving, StartError> {
    let listener = bind("listen", config.listen).await?;
    serve_on(listener, config, scenario, store, clock, shutdown).await
}

/// Like [`serve`], on a socket that is bound already.
pub async fn serve_on(
    listener: TcpListener,
    config: Config,
    scenario: Scenario,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Serving, StartError> {
    let desk = listen_for_people(&config).await?;
    let people = desk.as_ref().and_then(|listener| listener.local_addr().ok());
    let address = listener.local_addr().map_err(|error| cannot_listen("listen", config.listen, error))?;
    let pages = match config.operations_listen {
        Some(address) => Some(bind("operations_listen", address).await?),
        None => None,
    };
    let operations = pages.as_ref().and_then(|pages| pages.local_addr().ok());
    let platform = Arc::new(CloudApi::new(&config).map_err(StartError::HttpClient)?);
    let app =
        Arc::new(App::new(Parts { config, scenario, store, clock, platform }, Chance::unforeseen(), false)?);
    take_over(&app).await.map_err(StartError::Store)?;

    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        shutdown.await;
        stop.send_replace(true);
    });
    tracing::info!(%address, "serving");
    let reloader = Reloader(app.clone());
    let (asked, stopping) = (app.clone(), stopped.clone());
    let listening = async move {
        tokio::join!(
            server::run(listener, asked.clone(), stopping.clone()),
            operations::run(pages, asked.clone(), stopping.clone()),
            people::run(desk, asked, stopping),
        );
    };
    Ok(Serving { address, people, operations, reloader, tasks: tokio::spawn(work(app, stopped, listening)) })
}

/// The operators' own listener: it is never on the public port of the webhook.
async fn listen_for_people(config: &Config) -> Result<Option<TcpListener>, StartError> {
    if config.people.operators.is_empty() {
        return Ok(None);
    }
    let listener = bind("people_listen", config.people.listen).await?;
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, "operators answer here");
    }
    Ok(Some(listener))
}

async fn bind(key: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| cannot_listen(key, address, error))
}

fn cannot_listen(key: &'static str, address: SocketAddr, error: std::io::Error) -> StartError {
    StartError::Listen { key, address, error }
}

/// All parts side by side, until the stop.
async fn work(app: Arc<App>, stopped: watch::Receiver<bool>, listening: impl Future<Output = ()>) {
    let parts = async {
        tokio::join!(
            listening,
            worker::run(app.clone(), stopped.clone()),
            outbox::run(app.clone(), stopped.clone()),
            calls::run(app.clone(), stopped.clone()),
            timers::run(app.clone(), stopped.clone()),
            lease::run(app.clone(), stopped.clone()),
        );
        lease::release(&app).await;
    };
    let mut stopping = stopped.clone();
    let overdue = async {
        let _ = stopping.wait_for(|stop| *stop).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        biased;
        () = parts => tracing::info!("stopped"),
        () = overdue => tracing::warn!("stopped before everything in flight was done; it is taken up at the next start"),
    }
}

/// What a runtime is made of.
pub struct Parts {
    pub config: Config,
    pub scenario: Scenario,
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub platform: Arc<dyn Platform>,
}

/// What speaks HTTP of its own accord.
#[derive(Clone)]
struct Ways {
    egress: Egress,
    files: reqwest::Client,
}

impl Ways {
    /// A bench never uses them, and starts thousands of times: it has the same ones each time, because making them
    /// reads all certificates of the machine.
    fn out(config: &Config, is_bench: bool) -> Result<Ways, reqwest::Error> {
        static OF_BENCHES: OnceLock<Ways> = OnceLock::new();
        match OF_BENCHES.get().filter(|_| is_bench) {
            Some(ways) => Ok(ways.clone()),
            None => {
                let egress = Egress::new(config.private_calls, egress::system())?;
                let ways = Ways { egress, files: media::client(config)? };
                Ok(if is_bench { OF_BENCHES.get_or_init(|| ways).clone() } else { ways })
            }
        }
    }
}

impl App {
    fn new(parts: Parts, chance: Chance, inline: bool) -> Result<App, StartError> {
        let Parts { config, scenario, store, clock, platform } = parts;
        let bridge = |chatwoot| Bridge::new(chatwoot, &config.phone_number_id);
        let chatwoot = config.chatwoot.clone().map(bridge).transpose().map_err(StartError::HttpClient)?;
        let Ways { egress, files } = Ways::out(&config, inline).map_err(StartError::HttpClient)?;
        let connectors = Connectors::through(egress, &config, clock.clone());
        for name in connectors.strangers(&scenario.graph) {
            tracing::warn!(name, "scn.yaml configures a connector that the scenario does not have");
        }
        let missing = connectors.missing(&scenario.graph, config.events_url.as_ref());
        if !missing.is_empty() {
            return Err(StartError::Connectors(missing));
        }
        if !scenario.graph.events.is_empty() && config.events_secrets.is_empty() {
            tracing::warn!("the scenario waits for events, but none are taken: set SCN_EVENTS_SECRET");
        }
        let media = Media::through(&config, files).map_err(StartError::HttpClient)?;
        media.warnings(&scenario.graph).iter().for_each(|warning| tracing::warn!("{warning}"));
        Ok(App {
            source: OnceLock::new(),
            reloading: tokio::sync::Mutex::default(),
            connectors,
            uploads: Uploads::default(),
            media,
            metrics: Metrics::new(),
            trail: Trail::default(),
            calls: Notify::new(),
            sender: Sender::new(&config),
            scenarios: Scenarios::new(scenario),
            queue: Queue::default(),
            leases: Leases::new(&chance),
            people: Desk::new(),
            chatwoot,
            outbox: Notify::new(),
            look: Notify::new(),
            accepting: Semaphore::new(ACCEPTING),
            refused: Refused::default(),
            foreign: AtomicU64::new(0),
            chance,
            inline,
            platform,
            config,
            store,
            clock,
        })
    }

    /// A number from 0 to below 1, for whatever must not happen everywhere at once.
    pub(crate) fn chance(&self) -> f64 {
        self.chance.next()
    }
}

/// A runtime without sockets, on one thread, for simulations: webhooks are handed in, the platform is whatever was
/// given, and what happens depends on the seed alone as long as the runtime of tokio has one thread and a paused clock.
pub struct Bench {
    app: Arc<App>,
    stop: watch::Sender<bool>,
    tasks: JoinHandle<()>,
}

impl Bench {
    /// Starts, like `serve`, but for the listeners.
    pub async fn start(parts: Parts, seed: u64) -> Result<Bench, StartError> {
        let app = Arc::new(App::new(parts, Chance::new(seed), true)?);
        take_over(&app).await.map_err(StartError::Store)?;
        let (stop, stopped) = watch::channel(false);
        let tasks = tokio::spawn(work(app.clone(), stopped, std::future::ready(())));
        Ok(Bench { app, stop, tasks })
    }

    /// Hands in a webhook, with the value of its signature header; gives the HTTP status that the platform would see.
    pub async fn webhook(&self, signature: Option<&str>, body: Vec<u8>) -> u16 {
        server::receive(&self.app, signature, body).await.as_u16()
    }

    /// Hands in an event of the business's systems, with its `Idempotency-Key` and its signature; gives the HTTP status
    /// and the answer.
    pub async fn event(&self, name: &str, key: &str, signature: &str, body: Vec<u8>) -> (u16, Value) {
        events::hand_in(&self.app, name, key, signature, body).await
    }

    /// Stops in good order. To crash, drop the runtime of tokio instead.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.tasks.await {
            tracing::error!(%error, "the runtime ended badly");
        }
    }
}

/// Keeps the scenario for conversations that outlive it, and finds out what the last run left behind.
async fn take_over(app: &Arc<App>) -> Result<(), StoreError> {
    let now = app.clock.now();
    let current = app.scenarios.current();
    let (hash, bytes) = (current.hash, current.graph.to_bytes());
    ask(app, move |store| store.keep_graph(hash, bytes, now.0)).await?;
    lease::take(app).await?;
    // Before the first webhook comes in, so that only what the last run left is taken up at once.
    timers::look(app, now).await
}

/// Asks the store on a thread that may wait.
pub(crate) async fn ask<T: Send + 'static>(
    app: &App,
    question: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let store = app.store.clone();
    blocking(app, move || question(store.as_ref())).await.unwrap_or(Err(StoreError::Stopped))
}

/// Does something that waits; `None` when it broke off.
pub(crate) async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    if app.inline {
        return Some(work());
    }
    tokio::task::spawn_blocking(work).await.ok()
}
