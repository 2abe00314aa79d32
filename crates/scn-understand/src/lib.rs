//! Text to values, choices and intents. Pure and deterministic: the same words give the same reading on every machine.
//!
//! One [`Utterance`] is made per message; everything else reads it.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::todo,
        clippy::unimplemented
    )
)]

mod api;
pub use api::*;
