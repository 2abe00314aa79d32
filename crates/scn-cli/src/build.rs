use crate::exit::{Exit, Failure};
use crate::load;
use crate::output::Output;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  scn build bistro                    writes bistro.scnc (the scenario's name) in the current folder
  scn build bistro -o out/live.scnc

Exit codes:
  0  written
  1  the project has errors
  2  the command line cannot be understood
  3  the project cannot be read, or the file cannot be written";

/// Compile a project to one file that loads without being checked again
///
/// The same project gives the same bytes on every machine. Prints the size of the scenario, and the greatest number of
/// nodes and messages that one message of a customer can lead to.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The project: a folder, or one .scn file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// Where to write; NAME.scnc when not given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let (graph, _) = load::must_compile(&args.project, out)?;
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{}.scnc", graph.settings.name)));
    let bytes = graph.to_bytes();
    std::fs::write(&path, &bytes).map_err(|error| Failure::file("write", &path, &error))?;
    out.print(&format!(
        "{}: {} bytes, {} nodes; one message visits at most {} nodes and is answered by at most {} messages\n",
        path.display(),
        bytes.len(),
        graph.nodes.len(),
        graph.bound,
        graph.most_messages
    ))?;
    Ok(Exit::Fine)
}
