use crate::exit::{Exit, Failure};
use crate::files;
use crate::output::{Output, Stream};
use crate::project::Project;
use scn_compiler::Sources;
use scn_diag::{Files, render};
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn fmt                             every .scn file below the current folder
  scn fmt bistro/order.scn clinic     one file, and all files of a folder
  scn fmt --check                     changes nothing, shows the lines that would change
  scn fmt - < order.scn               from standard input to standard output, for editors

Exit codes:
  0  all files have the one look
  1  a file has errors and was left alone; with --check, a file would change
  2  the command line cannot be understood
  3  a file cannot be read or written";

/// Give .scn files their one look
///
/// Indentation, blanks and blank lines; comments stay, and the meaning never changes. A file with errors is left as it
/// is.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// Folders and .scn files; - for standard input
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Change nothing; show the lines that would change
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let mut exit = Exit::Fine;
    for path in &args.paths {
        let ended = if path.as_os_str() == "-" { stdin(args.check, out) } else { at(path, args.check, out) }?;
        if ended == Exit::Problems {
            exit = Exit::Problems;
        }
    }
    Ok(exit)
}

/// The file, or every file of the folder.
fn at(path: &Path, check: bool, out: &Output) -> Result<Exit, Failure> {
    let project = Project::open(path)?;
    let listed = project.list().map_err(|error| Failure::environment(error.to_string()))?;
    let mut exit = Exit::Fine;
    for file in listed {
        if one(&project.root().join(&file), &project.shown(&file), check, out)? == Exit::Problems {
            exit = Exit::Problems;
        }
    }
    Ok(exit)
}

fn stdin(check: bool, out: &Output) -> Result<Exit, Failure> {
    let shown = "standard input";
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::environment(format!("cannot read standard input: {error}")))?;
    let text = files::utf8(bytes, shown)?;
    let Some(better) = formatted(&text, shown, out) else { return Ok(Exit::Problems) };
    match check {
        true => differs(&text, &better, shown, out),
        false => out.print(&better).map(|()| Exit::Fine),
    }
}

fn one(path: &Path, shown: &str, check: bool, out: &Output) -> Result<Exit, Failure> {
    let text = files::read(path, shown)?;
    let Some(better) = formatted(&text, shown, out) else { return Ok(Exit::Problems) };
    if check {
        return differs(&text, &better, shown, out);
    }
    if better != text {
        files::replace(path, &better)?;
    }
    Ok(Exit::Fine)
}

/// The text in its one look; `None` after saying why not.
fn formatted(text: &str, shown: &str, out: &Output) -> Option<String> {
    match scn_syntax::format(text) {
        Ok(text) => Some(text),
        Err(diagnostics) => {
            let mut files = Files::new();
            files.add(shown, text);
            out.note(&render::text(&files, &diagnostics, out.look(Stream::Err)));
            None
        }
    }
}

/// Shows the lines that would change: what stands at which line now, and what would.
fn differs(text: &str, better: &str, shown: &str, out: &Output) -> Result<Exit, Failure> {
    if text == better {
        return Ok(Exit::Fine);
    }
    let mut page = format!("{}\n", out.paint(Stream::Out, "1", shown));
    let diff = TextDiff::from_lines(text, better);
    for change in diff.iter_all_changes() {
        let line = change.old_index().or(change.new_index()).unwrap_or(0);
        let (sign, colour) = match change.tag() {
            ChangeTag::Equal => continue,
            ChangeTag::Delete => ("-", "31"),
            ChangeTag::Insert => ("+", "32"),
        };
        let words = change.value().trim_end_matches(['\n', '\r']).replace('\t', "→   ");
        let row = out.paint(Stream::Out, colour, format!("{sign} {words}").trim_end());
        let _ = writeln!(page, "{:>5} {row}", line + 1);
    }
    out.print(&page)?;
    Ok(Exit::Problems)
}
