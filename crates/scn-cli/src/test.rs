mod bless;
mod coverage;
mod record;
mod report;

use crate::exit::{Exit, Failure};
use crate::load::{self, Loaded};
use crate::output::{Output, Stream};
use clap::ValueEnum;
use scn_graph::Graph;
use scn_testing::{Look, Outcome, draw};
use serde::Serialize;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn test                            the project in the current folder
  scn test examples/pizzeria examples/clinic
  scn test --filter adresse           only tests with this word in their title
  scn test --coverage                 what no test passes, with file and line
  scn test --bless                    believe the bot: failing bot lines say what it said
  scn test --record bodies.jsonl      what would go to WhatsApp, one request body per line
  scn test --format json              for a script

Exit codes:
  0  all tests passed
  1  a test failed, or the project has errors, or no test has the word of --filter in its title
  2  the command line cannot be understood
  3  a project cannot be read, or a file cannot be written";

/// Play the test conversations of a project
///
/// Every test "…" { … } runs on the same engine as the live service, with a clock of its own that starts on a Monday
/// at noon. A test that fails is shown as a chat: the customer on the right, the bot on the left, what was expected and
/// what came instead marked.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// Projects: folders or .scn files
    #[arg(default_value = ".")]
    projects: Vec<PathBuf>,
    /// Only tests with these words in their title
    #[arg(long, value_name = "WORDS")]
    filter: Option<String>,
    /// Tell what no test passes: nodes, and ways on from them, flow by flow
    #[arg(long)]
    coverage: bool,
    /// Write what the bot said into the tests that expected something else, then play them again
    #[arg(long)]
    bless: bool,
    /// Write the Cloud API request bodies of all conversations to a file, one JSON object per line
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// How to print the outcome
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// A project whose tests were run.
struct Project {
    loaded: Loaded,
    graph: Graph,
    tests: Vec<Played>,
}

/// One test that was run, with its file and line.
struct Played {
    outcome: Outcome,
    place: Line,
    failed_at: Option<Line>,
}

#[derive(Clone, Serialize)]
struct Line {
    file: String,
    line: u32,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let mut projects = Vec::new();
    for path in &args.projects {
        if args.bless {
            bless::bless(path, args.filter.as_deref(), args.format == Format::Json, out)?;
        }
        projects.push(play(path, args.filter.as_deref(), out)?);
    }
    if let Some(path) = &args.record {
        record::write(path, &projects)?;
    }
    let played = || projects.iter().flat_map(|project| &project.tests);
    let (all, failed) = (played().count(), played().filter(|test| !test.outcome.passed()).count());
    match args.format {
        Format::Json => out.print(&report::json(&projects, failed, args.coverage))?,
        Format::Text => {
            for test in played().filter(|test| !test.outcome.passed()) {
                out.print(&shown(test, out))?;
            }
            if args.coverage {
                projects.iter().try_for_each(|project| out.print(&coverage::text(project, out)))?;
            }
            out.print(&summary(all, failed, args.filter.as_deref()))?;
        }
    }
    let nothing_matches = all == 0 && args.filter.is_some();
    Ok(if failed > 0 || nothing_matches { Exit::Problems } else { Exit::Fine })
}

fn play(path: &Path, filter: Option<&str>, out: &Output) -> Result<Project, Failure> {
    let (graph, loaded) = load::must_compile(path, out)?;
    let scenario = load::scenario(graph.clone())?;
    let tests = loaded.tests.iter().filter(|test| wanted(&test.title, filter)).map(|test| {
        let outcome = scn_testing::run(&scenario, test);
        let failed_at = outcome.failure.as_ref().map(|failure| line(&loaded, failure.place));
        Played { place: line(&loaded, outcome.place), failed_at, outcome }
    });
    Ok(Project { tests: tests.collect(), graph, loaded })
}

fn wanted(title: &str, filter: Option<&str>) -> bool {
    filter.is_none_or(|words| title.to_lowercase().contains(&words.to_lowercase()))
}

fn line(loaded: &Loaded, place: scn_diag::Span) -> Line {
    let file = loaded.files.get(place.file);
    Line {
        file: file.map_or_else(String::new, |file| file.path.clone()),
        line: file.map_or(0, |file| file.line_column(place.start).line),
    }
}

fn shown(test: &Played, out: &Output) -> String {
    let look = Look { colours: out.colours(Stream::Out), width: out.width(Stream::Out) };
    let title = out.paint(Stream::Out, "1", &test.outcome.title);
    let cross = out.paint(Stream::Out, "31", "✗");
    let why = test.outcome.failure.as_ref().zip(test.failed_at.as_ref());
    let why =
        why.map(|(failure, at)| format!("{}:{}: {}", at.file, at.line, failure.message)).unwrap_or_default();
    format!("{cross} {title}\n{}{why}\n\n", draw(&test.outcome, look))
}

fn summary(all: usize, failed: usize, filter: Option<&str>) -> String {
    match (all, filter) {
        (0, Some(words)) => format!("no test has \"{words}\" in its title\n"),
        (0, None) => "no tests yet; write one with test \"…\" { … }\n".to_owned(),
        _ => format!("{} passed, {failed} failed\n", all - failed),
    }
}
