//! Files, byte spans, diagnostics, and the one table of codes.
//!
//! Everything that goes wrong in a scenario is a [`Diagnostic`]: a [`Code`] from the table, a place, words for a
//! designer, and fixes. Renderers are the replaceable edge (`render`).
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

mod code;
mod codes;
mod diagnostic;
mod files;
pub mod fix;
mod french;
mod levels;
pub mod render;
mod suggest;
mod wording;

pub use code::{Code, CodeInfo, Severity};
pub use codes::*;
pub use diagnostic::{Diagnostic, Edit, Fix, Label};
pub use files::{FileId, Files, LineColumn, SourceFile, Span};
pub use levels::{Level, Levels};
pub use suggest::closest;
#[doc(hidden)]
pub use wording::Value;
pub use wording::{Tongue, Wording};
