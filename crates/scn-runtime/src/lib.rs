//! The bot at work: a webhook server, workers that move conversations on, an outbox that speaks the Cloud API, timers,
//! and a sandbox that needs no account.

pub mod clock;
pub mod config;
mod inbound;
mod logs;
mod outbox;
pub mod sandbox;
mod scenarios;
mod serve;
mod server;
mod timers;
mod turn;
mod worker;

pub use clock::{Clock, MovableClock, SystemClock};
pub use config::{Config, ConfigError, Secret, UnknownPolicy, Warning};
pub use serve::{Serving, StartError, serve, serve_on};
