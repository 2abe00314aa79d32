//! The typed state graph as plain data: the border between the compiler and everything that runs a scenario.
//!
//! Nothing here sees source text. A graph is built by the compiler, written as one `.scnc` file, and loaded without
//! being checked again.
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

mod codec;
mod dependencies;
pub mod expr;
pub mod format;
mod graph;
mod ids;
pub mod limits;
pub mod longest;
mod message;
pub mod model;
mod node;
mod outside;
mod phrases;
pub mod picture;
pub mod rendering;
mod sample;
mod text;
mod types;
mod value;
mod words;

pub use codec::{GraphError, StateError, checksum, decode_as, decode_state, encode_as, encode_state};
pub use dependencies::{SlotDependencies, TunnelDependencies, dependencies, dependencies_text, locks_after};
pub use expr::Expr;
pub use graph::*;
pub use ids::*;
pub use message::{Attached, Message, MessageOption, NotATap, Tap, TemplateButtonValue, TemplateMessage};
pub use node::*;
pub use outside::*;
pub use phrases::Phrase;
pub use sample::sample;
pub use text::*;
pub use types::*;
pub use value::*;

pub use jiff;
pub use rust_decimal::Decimal;
