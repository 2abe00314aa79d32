//! Webhook server, workers, outbox, timers, sandbox
