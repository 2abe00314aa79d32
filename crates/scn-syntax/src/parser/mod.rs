//! From the nodes of the grammar to the typed tree. No type of pest leaves this module.

mod calls;
mod declarations;
mod entries;
mod events;
mod expressions;
mod literals;
mod needs;
mod outside;
mod parts;
mod pieces;
mod policies;
mod problems;
mod questions;
mod records;
mod saying;
mod settings;
mod statements;
mod tests;
mod texts;
mod types;

use pest::Parser as _;
use scn_diag::{E0014, Edit, FileId, Span};
use unicode_normalization::UnicodeNormalization as _;

use self::grammar::{Grammar, Rule};
pub(crate) use self::problems::first_word;
pub(crate) use self::texts::indent_of;
use crate::ast;
use crate::patch::{Patch, Problem};
use crate::scanner::Scan;

mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../../grammar/scn.pest"]
    pub(super) struct Grammar;
}

type Node<'a> = pest::iterators::Pair<'a, Rule>;

/// A tree, what was wrong, and whether braces are part of it.
pub(crate) struct Reading {
    pub(crate) tree: ast::File,
    pub(crate) problems: Vec<Problem>,
    /// Where entries of every block begin, in the text that was read; for the formatter.
    pub(crate) entry_starts: Vec<u32>,
}

/// Reads a scanned text; places are told in the original of the patch.
pub(crate) fn read(file: FileId, scan: &Scan<'_>, patch: &Patch) -> Reading {
    // In pieces the time per line stays the same however long the file is; what is wrong is judged on the whole.
    let reading = read_in(file, scan, patch, &pieces::pieces(scan));
    if reading.problems.is_empty() {
        reading
    } else {
        read_in(file, scan, patch, &[scan.source.len() as u32])
    }
}

/// Reads a text whose pieces end at these places.
fn read_in(file: FileId, scan: &Scan<'_>, patch: &Patch, ends: &[u32]) -> Reading {
    let mut reader = Reader {
        source: scan.source,
        scan,
        patch,
        problems: Vec::new(),
        base: 0,
        entry: 0,
        last_entry: 0,
        entry_starts: Vec::new(),
        cut_blocks: Vec::new(),
        outside: Vec::new(),
        unread: Vec::new(),
        height: 0,
    };
    let mut tree = ast::File { id: file, declarations: Vec::new() };
    for end in ends {
        let piece = scan.clean.get(reader.base as usize..*end as usize).unwrap_or("");
        match Grammar::parse(Rule::file, piece) {
            Ok(mut nodes) => {
                if let Some(node) = nodes.next() {
                    reader.file(node, &mut tree.declarations);
                }
            }
            // The grammar reads everything; only the native stack can end it early.
            Err(_) => {
                let span = patch.span(reader.base, *end);
                tree.declarations.push(ast::Declaration::Error(span));
                reader.report(scn_diag::Diagnostic::new(E0014, span, "this file nests too deep to be read"));
            }
        }
        reader.base = *end;
    }
    reader.structure();
    Reading { tree, problems: reader.problems, entry_starts: reader.entry_starts }
}

struct Reader<'a> {
    source: &'a str,
    scan: &'a Scan<'a>,
    patch: &'a Patch,
    problems: Vec<Problem>,
    /// Where the piece of the text begins that the grammar has read.
    base: u32,
    /// Where the entry begins that is being read.
    entry: u32,
    /// Where the entry began that was read last.
    last_entry: u32,
    entry_starts: Vec<u32>,
    /// Blocks that the grammar ended without their `}`: the `{` and where it ended.
    cut_blocks: Vec<(u32, u32)>,
    /// Statements and `}` outside any block.
    outside: Vec<(u32, u32)>,
    /// Entries that could not be read, with nothing to mend them: the problem, and the entry read before.
    unread: Vec<(usize, u32)>,
    /// How high the expression is that is being read.
    height: usize,
}

impl<'a> Reader<'a> {
    fn start(&self, node: &Node<'_>) -> u32 {
        self.base + node.as_span().start() as u32
    }

    fn end(&self, node: &Node<'_>) -> u32 {
        self.base + node.as_span().end() as u32
    }

    /// The place of a node in the original.
    fn span(&self, node: &Node<'_>) -> Span {
        self.patch.span(self.start(node), self.end(node))
    }

    /// The characters of a node as written, not as cleaned for the grammar.
    fn text(&self, node: &Node<'_>) -> &'a str {
        self.source.get(self.start(node) as usize..self.end(node) as usize).unwrap_or("")
    }

    /// Reads an entry with its first word as the one that messages speak of.
    fn in_entry<T>(&mut self, node: Node<'_>, read: impl FnOnce(&mut Self, Node<'_>) -> T) -> T {
        let start = self.start(&node);
        self.entry_starts.push(start);
        let before = std::mem::replace(&mut self.entry, start);
        let result = read(self, node);
        self.entry = before;
        self.last_entry = start;
        result
    }

    fn name(&mut self, node: &Node<'_>) -> ast::Name {
        let name = ast::Name { text: nfc(self.text(node)), span: self.span(node) };
        if crate::words::is_reserved(&name.text) {
            self.reserved(&name);
        }
        name
    }

    fn qualified_name(&mut self, node: Node<'_>) -> ast::QualifiedName {
        let span = self.span(&node);
        let parts =
            node.into_inner().map(|part| ast::Name { text: nfc(self.text(&part)), span: self.span(&part) });
        ast::QualifiedName { parts: parts.collect(), span }
    }

    /// An edit of the original at a range of the text that is being read.
    fn edit(&self, start: u32, end: u32, text: impl Into<String>) -> Edit {
        Edit { span: self.patch.span(start, end), text: text.into() }
    }
}

/// Adds to a list; the first ones become the list, without another copy.
fn extend<T>(list: &mut Vec<T>, more: Vec<T>) {
    if list.is_empty() { *list = more } else { list.extend(more) }
}

/// Names compare equal however their accents were typed.
fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}
