mod dependencies;

use crate::exit::{Exit, Failure};
use crate::load;
use crate::output::Output;
use clap::ValueEnum;
use scn_graph::Graph;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn graph bistro -o bistro.svg      a picture for any browser
  scn graph bistro                    Mermaid text, for a page on GitHub or a wiki
  scn graph bistro --only order       one tunnel of it
  scn graph bistro --dependencies     what a corrected answer brings with it

Exit codes:
  0  drawn
  1  the project has errors
  2  the command line cannot be understood
  3  the project cannot be read, or the file cannot be written";

/// Draw the conversation: questions, answers and where they lead
///
/// One panel per tunnel, with its questions, the answers on the arrows, and its ends; the questions a customer may ask
/// at any time stand in a panel of their own.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The project: a folder, one .scn file, or a compiled .scnc file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// The kind of picture; from the ending of FILE when not given, else mermaid
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Only this tunnel or escape, by its name; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with = "dependencies")]
    only: Vec<String>,
    /// A table instead of a picture: for each slot what is asked again when it is corrected, and which call makes it
    /// too late for that
    #[arg(long, conflicts_with = "format")]
    dependencies: bool,
    /// The table as one JSON object
    #[arg(long, requires = "dependencies")]
    json: bool,
    /// Where to write; standard output when not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Mermaid,
    Svg,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let graph = load::graph(&args.project, out)?;
    args.only.iter().try_for_each(|name| is_known(&graph, name))?;
    let by_ending =
        |path: &Path| path.extension().is_some_and(|ending| ending == "svg").then_some(Format::Svg);
    let format = args.format.or_else(|| by_ending(args.output.as_deref()?)).unwrap_or(Format::Mermaid);
    let drawn = match format {
        _ if args.json => dependencies::json(&graph),
        _ if args.dependencies => dependencies::text(&graph),
        Format::Mermaid => scn_graph::picture::mermaid_of(&graph, &args.only),
        Format::Svg => scn_graph::picture::svg_of(&graph, &args.only),
    };
    match &args.output {
        Some(path) => std::fs::write(path, drawn).map_err(|error| Failure::file("write", path, &error))?,
        None => out.print(&drawn)?,
    }
    Ok(Exit::Fine)
}

fn is_known(graph: &Graph, name: &str) -> Result<(), Failure> {
    if graph.flows.iter().any(|flow| flow.name == name) {
        return Ok(());
    }
    let own = graph.flows.iter().map(|flow| flow.name.as_str()).filter(|name| !name.starts_with("std."));
    let names: Vec<&str> = own.collect();
    Err(Failure::usage(format!("nothing is called `{name}`; there are: {}", names.join(", "))))
}
