use crate::exit::{Exit, Failure};
use crate::output::{Output, Stream};
use crate::project::Project;
use scn_compiler::Sources;
use scn_diag::{Files, render};
use std::io::Read;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn fmt                             every .scn file below the current folder
  scn fmt bistro/order.scn            one file
  scn fmt --check                     changes nothing, names the files that would change
  scn fmt --stdin < order.scn         for editors

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
    /// Folders and .scn files
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Change nothing; name the files that would change
    #[arg(long)]
    check: bool,
    /// Read one file from standard input and write it to standard output
    #[arg(long, conflicts_with = "check")]
    stdin: bool,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    if args.stdin {
        return stdin(out);
    }
    let mut exit = Exit::Fine;
    for path in &args.paths {
        let project = Project::open(path)?;
        let listed = project.list().map_err(|error| Failure::environment(error.to_string()))?;
        for file in listed {
            if one(&project.root().join(&file), &project.shown(&file), args.check, out)? == Exit::Problems {
                exit = Exit::Problems;
            }
        }
    }
    Ok(exit)
}

fn stdin(out: &Output) -> Result<Exit, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::environment(format!("cannot read standard input: {error}")))?;
    let text = utf8(bytes, "standard input")?;
    match formatted(&text, "standard input", out) {
        Some(text) => out.print(&text).map(|()| Exit::Fine),
        None => Ok(Exit::Problems),
    }
}

fn one(path: &Path, shown: &str, check: bool, out: &Output) -> Result<Exit, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
    let text = utf8(bytes, shown)?;
    let Some(better) = formatted(&text, shown, out) else { return Ok(Exit::Problems) };
    if better == text {
        return Ok(Exit::Fine);
    }
    if check {
        out.print(&format!("{shown}\n"))?;
        return Ok(Exit::Problems);
    }
    replace(path, &better)?;
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

fn utf8(bytes: Vec<u8>, shown: &str) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            Exit::Problems,
            format!("{shown} is not written in UTF-8; save it as UTF-8 in your editor"),
        )
    })
}

/// Written beside and moved into place: a crash leaves the old file or the new one, never half of one.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let unwritable = |error: std::io::Error| Failure::file("write", path, &error);
    let real = path.canonicalize().map_err(unwritable)?;
    let permissions = std::fs::metadata(&real).map_err(unwritable)?.permissions();
    let beside = real.with_extension(format!("scn-{}", std::process::id()));
    let written = std::fs::write(&beside, text)
        .and_then(|()| std::fs::set_permissions(&beside, permissions))
        .and_then(|()| std::fs::rename(&beside, &real));
    written.inspect_err(|_| drop(std::fs::remove_file(&beside))).map_err(unwritable)
}
