//! Reading a broken file: mend what is surely wrong, read again, keep what reads better.

use scn_diag::{Diagnostic, E0004, E0005, E0006, E0012, E0014, E0018, E0023, FileId, Span, wording};

use crate::ast::{Declaration, File};
use crate::parser::{self, Reading};
use crate::patch::{Patch, Problem};
use crate::scanner::{Scan, scan};
use crate::token::{MAX_BLOCKS, MAX_BRACKETS, MAX_TEXTS, TooDeep};
use crate::{brackets, layout, quotes};

/// No conversation is that long; it bounds the work that a hostile file can ask for.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How often the text is mended and read again.
const ROUNDS: usize = 4;

/// The tree of a text, and all that is wrong with it in no particular order.
pub(crate) fn read(file: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    if text.len() > MAX_BYTES {
        let message = wording!("this file is larger than {most} MB", most = MAX_BYTES / 1024 / 1024);
        let diagnostic = Diagnostic::new(E0023, Span::new(file, 0, 0), message);
        return (
            unread(file, Span::new(file, 0, 0)),
            vec![diagnostic.help("split it into several files with `use`")],
        );
    }
    let mut found = Vec::new();
    let patch = Patch::new(file);
    let scanned = scan(text);
    if scanned.faults.is_empty() {
        return read_scanned(file, text, &scanned, patch, found);
    }
    let patch = mend_quotes(text, &scanned, patch, &mut found);
    let mended = patch.text(text).to_owned();
    read_scanned(file, text, &scan(&mended), patch, found)
}

/// The tree of a text whose quotation marks are as right as they will be.
fn read_scanned(
    file: FileId,
    text: &str,
    scanned: &Scan<'_>,
    patch: Patch,
    mut found: Vec<Diagnostic>,
) -> (File, Vec<Diagnostic>) {
    if let Some(too_deep) = scanned.too_deep {
        found.push(depth(too_deep, &patch));
        return (unread(file, patch.span(0, scanned.source.len() as u32)), found);
    }
    let reading = parser::read(file, scanned, &patch);
    let reading =
        if reading.problems.is_empty() { reading } else { mend(file, text, patch, reading, &mut found) };
    found.extend(reading.problems.into_iter().map(|problem| problem.diagnostic));
    (reading.tree, found)
}

fn unread(file: FileId, span: Span) -> File {
    File { id: file, declarations: vec![Declaration::Error(span)] }
}

/// Quotation marks first: until they are right, nothing else can be trusted.
fn mend_quotes(text: &str, first: &Scan<'_>, mut patch: Patch, found: &mut Vec<Diagnostic>) -> Patch {
    let mut problems = quotes::problems(first, &patch);
    for _ in 1..ROUNDS {
        if !apply(text, &mut patch, problems, found) {
            return patch;
        }
        let scanned = scan(patch.text(text));
        if scanned.faults.is_empty() {
            return patch;
        }
        problems = quotes::problems(&scanned, &patch);
    }
    apply(text, &mut patch, problems, found);
    patch
}

/// Applies the repairs and keeps what they mend. False when there was nothing to do.
fn apply(text: &str, patch: &mut Patch, problems: Vec<Problem>, found: &mut Vec<Diagnostic>) -> bool {
    let repairs: Vec<_> = problems.iter().flat_map(|problem| problem.repair.iter().cloned()).collect();
    let next = patch.with(text, repairs);
    if next.len() == patch.len() {
        return false;
    }
    found.extend(
        problems.into_iter().filter(|problem| !problem.repair.is_empty()).map(|problem| problem.diagnostic),
    );
    *patch = next;
    true
}

/// Braces, first those that are surely wrong, then by the layout of the lines; then misspelt words, as long as it helps.
fn mend(
    file: FileId,
    text: &str,
    mut patch: Patch,
    mut reading: Reading,
    found: &mut Vec<Diagnostic>,
) -> Reading {
    if let Some(better) = mend_braces(file, text, &patch, &reading, Braces::Sure, found) {
        (patch, reading) = better;
    }
    let mut braces_mended = false;
    for _ in 0..ROUNDS {
        if !braces_mended
            && is_structural(&reading)
            && let Some(better) = mend_braces(file, text, &patch, &reading, Braces::ByLayout, found)
        {
            (patch, reading) = better;
            braces_mended = true;
            continue;
        }
        let problems = reading.problems.clone();
        let mut next_found = Vec::new();
        let mut next = patch.clone();
        if !apply(text, &mut next, problems, &mut next_found) {
            break;
        }
        let Some(better) = read_again(file, text, &next) else { break };
        (patch, reading) = (next, better);
        found.extend(next_found);
    }
    reading
}

#[derive(Clone, Copy)]
enum Braces {
    Sure,
    /// A guess, which must not need more words than it saves.
    ByLayout,
}

/// The text with its braces mended, when it reads better than before.
fn mend_braces(
    file: FileId,
    text: &str,
    patch: &Patch,
    reading: &Reading,
    braces: Braces,
    found: &mut Vec<Diagnostic>,
) -> Option<(Patch, Reading)> {
    let mended = patch.text(text).to_owned();
    let scanned = scan(&mended);
    let (problems, more) = match braces {
        Braces::Sure => (brackets::problems(&scanned, patch), 0),
        Braces::ByLayout => {
            let problems = layout::problems(&scanned, patch);
            let more = problems.len();
            (problems, more)
        }
    };
    let (mut next, mut next_found) = (patch.clone(), Vec::new());
    if !apply(text, &mut next, problems, &mut next_found) {
        return None;
    }
    let better = read_again(file, text, &next)?;
    if better.problems.len() + more > reading.problems.len() {
        return None;
    }
    found.extend(next_found);
    Some((next, better))
}

fn read_again(file: FileId, text: &str, patch: &Patch) -> Option<Reading> {
    let scanned = scan(patch.text(text));
    scanned.too_deep.is_none().then(|| parser::read(file, &scanned, patch))
}

fn is_structural(reading: &Reading) -> bool {
    let codes = [E0004, E0005, E0006, E0012, E0018];
    reading.problems.iter().any(|problem| codes.contains(&problem.diagnostic.code))
}

fn depth(too_deep: TooDeep, patch: &Patch) -> Diagnostic {
    let (at, message, help) = match too_deep {
        TooDeep::Blocks(at) => (
            at,
            wording!("more than {most} blocks inside one another", most = MAX_BLOCKS),
            "move the inner ones to a tunnel of their own",
        ),
        TooDeep::Brackets(at) => {
            let message = wording!("more than {most} brackets inside one another", most = MAX_BRACKETS);
            (at, message, "give the inner part a name with `set`")
        }
        TooDeep::Texts(at) => {
            let message = wording!("more than {most} texts inside the braces of a text", most = MAX_TEXTS);
            (at, message, "give the inner text a name with `set`")
        }
    };
    Diagnostic::new(E0014, patch.span(at, at + 1), message).help(help)
}
