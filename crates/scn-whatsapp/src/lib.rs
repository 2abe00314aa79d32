//! Platform JSON to events and messages, and back: webhooks in, request bodies out, limits and error codes as data.
//! No sockets and no clock: the host brings bytes and times.
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

pub mod answer;
mod attached;
pub mod definition;
mod event;
mod identity;
mod json;
mod label;
pub mod limits;
mod media;
pub mod outbound;
pub mod reactions;
pub mod signature;
mod template;
pub mod validate;
pub mod webhook;

pub use answer::{Answer, Failure, answer};
pub use attached::{Media, file, plainer, split};
pub use identity::Identity;
pub use media::mime;
pub use outbound::{body, body_with, mark_read, reaction};
pub use reactions::{Pauses, Reaction, Verdict};
pub use signature::{handshake, sign, verify};
pub use template::template;
pub use validate::{Problem, validate};
pub use webhook::{Item, Message, NotJson, Status, What, parse};
