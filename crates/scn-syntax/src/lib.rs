//! Text to a typed tree with spans, plus errors. Parsing never fails, never panics and never loops: whatever cannot be
//! read becomes an `Error` node in its place and a diagnostic.
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

pub mod ast;
mod brackets;
mod format;
mod layout;
mod parser;
mod patch;
mod print;
mod quotes;
mod recovery;
mod report;
pub mod scanner;
mod spacing;
pub mod token;
mod words;

pub use print::print;
use scn_diag::{Diagnostic, FileId};

/// A file as read: always a tree, and what was wrong with the text.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub tree: ast::File,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads one file.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let (tree, problems) = recovery::read(file, text);
    Parsed { tree, diagnostics: report::finish(file, text, problems) }
}

/// Gives a file its one look, or says why it cannot be read.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    format::format(text)
}

/// The tree of a valid text without its places, so that two trees can be compared; none when something is wrong.
pub fn tree_without_places(text: &str) -> Option<ast::File> {
    format::read(&scanner::scan(text)).map(|reading| reading.tree)
}
