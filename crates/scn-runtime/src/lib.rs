//! The bot at work: a webhook server, workers that move conversations on, an outbox that speaks the Cloud API, timers,
//! and a sandbox that needs no account.

pub(crate) mod breaker;
mod calls;
mod chance;
pub mod clock;
pub mod config;
mod connectors;
pub mod doctor;
mod errand;
mod events;
#[doc(hidden)]
pub mod fuzz;
mod http;
mod inbound;
mod journal;
mod json;
mod jumps;
mod lease;
mod logs;
mod media;
mod metrics;
mod operations;
mod outbound;
mod outbox;
mod people;
mod reload;
pub mod replay;
pub mod sandbox;
mod scenarios;
mod serve;
mod server;
mod timers;
pub mod traces;
mod turn;
mod worker;

pub use clock::{Clock, MovableClock, SystemClock, TokioClock};
pub use config::{
    Auth, Chatwoot, Config, ConfigError, ConnectorSettings, Environment, KeyIn, OAuth2, Operator, People,
    Secret, Transcriber, UnknownPolicy, Warning,
};
pub use connectors::{Recorder, Recordings};
pub use outbox::platform::{Asking, Lost, Platform, Reply, Upload};
pub use reload::{Reloaded, Reloader, Source};
pub use serve::{Bench, Parts, Serving, StartError, serve, serve_on};
