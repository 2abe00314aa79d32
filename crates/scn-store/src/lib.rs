//! The storage trait and the embedded store. Everything a bot must not lose goes through [`Store`]: messages that came
//! in, conversations, timers, and the outbox. Each operation is atomic and durable when it returns.

pub mod conformance;
mod error;
mod faulty;
mod people;
mod sqlite;
mod store;
mod turns;
mod types;

pub use error::StoreError;
pub use faulty::{Fault, Faulty};
pub use people::*;
pub use sqlite::{SqliteReader, SqliteStore};
pub use store::{Reader, Store};
pub use turns::*;
pub use types::*;
