mod fix;
mod rendering;
mod timings;
mod traps;
mod triggers;
pub(crate) mod watch;

use crate::exit::{Exit, Failure};
use crate::load::{self, Loaded};
use crate::output::{Output, Stream};
use clap::ValueEnum;
use scn_diag::{Diagnostic, Files, render};
use scn_graph::Graph;
use std::path::PathBuf;
use timings::Timings;

const AFTER: &str = "\
Examples:
  scn check                           the project in the current folder
  scn check bistro --deny warnings    in a continuous integration run
  scn check bistro --fix              mends what can be mended safely, and says what it did
  scn check bistro --lang fr          in French
  scn check bistro --format json      for an editor or a script

Exit codes:
  0  no errors (and with --deny warnings, no warnings)
  1  errors; each is underlined, with what to do next
  2  the command line cannot be understood
  3  the project cannot be read";

/// Look for errors in a project; silent when there are none
///
/// Reads every .scn file and catalog of the project, and reports what is wrong: words that mean nothing, paths that
/// lead nowhere, labels that are too long for WhatsApp, and more. `scn explain CODE` tells more about one of them.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The project: a folder, or one .scn file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// How to print what is wrong
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Treat warnings as errors
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Put the safe fixes into the files, and say what was done
    #[arg(long)]
    fix: bool,
    /// With --fix: also the fixes that may change what the scenario does; read them afterwards
    #[arg(long = "unsafe", requires = "fix")]
    even_unsafe: bool,
    /// Instead: what a customer can and can never do at each question, as a table or with --format json
    #[arg(long, conflicts_with = "fix")]
    traps: bool,
    /// Instead: how each question is shown on WhatsApp (buttons, a list or text), and why; or with --format json
    #[arg(long, conflicts_with_all = ["fix", "traps"])]
    explain_rendering: bool,
    /// Instead: who is asked what a customer's words mean, in which order, and which words two of them want
    #[arg(long, conflicts_with = "fix")]
    explain_triggers: bool,
    /// Also: how long each phase took, and the most memory, to standard error (JSON with --format json)
    #[arg(long)]
    timings: bool,
    /// Check again whenever a file of the project changes, until Ctrl-C
    #[arg(long, conflicts_with_all = ["fix", "traps", "explain_triggers", "explain_rendering", "timings"])]
    watch: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// A Code Quality report of GitLab
    Gitlab,
    /// SARIF 2.1.0, for analysis tools and GitHub's code scanning
    Sarif,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Deny {
    Warnings,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    if args.fix {
        let done = fix::run(&args.project, args.even_unsafe, out)?.told(out.tongue());
        beside(args, out, &done)?;
    }
    if args.watch {
        watch::run(&args.project, out, |files, diagnostics| report(args.format, files, diagnostics, out))?;
        return Ok(Exit::Fine);
    }
    let timings = Timings::default();
    let loaded = load::load_in_phases(&args.project, &|phase| timings.begin(phase))?;
    if args.timings {
        out.note(&if matches!(args.format, Format::Json) { timings.json() } else { timings.text() });
    }
    if let Some(explained) = loaded.graph.as_ref().and_then(|graph| explained(args, graph, &loaded, out)) {
        out.print(&explained?)?;
        return Ok(Exit::Fine);
    }
    let (files, diagnostics) = (&loaded.files, &loaded.diagnostics);
    out.print(&report(args.format, files, diagnostics, out))?;
    if args.fix {
        let left = fix::left(diagnostics, args.even_unsafe, out.tongue()).unwrap_or_default();
        beside(args, out, &left)?;
    }
    let denied = args.deny.is_some() && !diagnostics.is_empty();
    let bad = denied || diagnostics.iter().any(Diagnostic::is_error);
    Ok(if bad { Exit::Problems } else { Exit::Fine })
}

/// What is told instead of what is wrong, where that was asked for.
fn explained(args: &Args, graph: &Graph, loaded: &Loaded, out: &Output) -> Option<Result<String, Failure>> {
    let form = |option: &str, text: fn(&Graph) -> String, json: fn(&Graph) -> String| match args.format {
        Format::Text => Ok(text(graph)),
        Format::Json => Ok(json(graph)),
        _ => Err(Failure::usage(format!("{option} prints text or json"))),
    };
    if args.traps {
        return Some(form("--traps", traps::text, traps::json));
    }
    if args.explain_rendering {
        return Some(form("--explain-rendering", rendering::text, rendering::json));
    }
    args.explain_triggers.then(|| {
        let conflict = |it: &&Diagnostic| triggers::CONFLICTS.contains(&it.code);
        let conflicts: Vec<Diagnostic> = loaded.diagnostics.iter().filter(conflict).cloned().collect();
        let found = render::text(&loaded.files, &conflicts, out.look(Stream::Out));
        let gap = if conflicts.is_empty() { "" } else { "\n" };
        Ok(format!("{}{gap}{found}", triggers::text(graph)))
    })
}

/// With the report for people; beside it when the report is for a program.
fn beside(args: &Args, out: &Output, text: &str) -> Result<(), Failure> {
    match args.format {
        Format::Text => out.print(text),
        _ => {
            out.note(text);
            Ok(())
        }
    }
}

fn report(format: Format, files: &Files, diagnostics: &[Diagnostic], out: &Output) -> String {
    match format {
        Format::Text => render::text(files, diagnostics, out.look(Stream::Out)),
        Format::Json => render::json(files, diagnostics, out.tongue()),
        Format::Github => render::github(files, diagnostics, out.tongue()),
        Format::Gitlab => render::gitlab(files, diagnostics, out.tongue()),
        Format::Sarif => render::sarif(files, diagnostics, env!("CARGO_PKG_VERSION"), out.tongue()),
    }
}
