//! Text to values, choices and intents; pure and deterministic
