//! Webhook server, workers, outbox, timers, sandbox

pub mod clock;
pub mod sandbox;
