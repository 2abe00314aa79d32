use crate::exit::{Exit, Failure};
use crate::load::{self, Loaded};
use crate::output::{Output, Stream};
use clap::ValueEnum;
use scn_testing::{Look, Mark, Outcome, Who, draw};
use serde::Serialize;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn test                            the project in the current folder
  scn test examples/pizzeria examples/clinic
  scn test --filter adresse           only tests with this word in their title
  scn test --format json              for a script

Exit codes:
  0  all tests passed
  1  a test failed, or the project has errors, or no test has the word of --filter in its title
  2  the command line cannot be understood
  3  a project cannot be read";

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
    let mut played = Vec::new();
    for project in &args.projects {
        played.extend(play(project, args.filter.as_deref(), out)?);
    }
    let failed = played.iter().filter(|test| !test.outcome.passed()).count();
    match args.format {
        Format::Json => out.print(&json(&played, failed))?,
        Format::Text => {
            for test in played.iter().filter(|test| !test.outcome.passed()) {
                out.print(&shown(test, out))?;
            }
            out.print(&summary(played.len(), failed, args.filter.as_deref()))?;
        }
    }
    let nothing_matches = played.is_empty() && args.filter.is_some();
    Ok(if failed > 0 || nothing_matches { Exit::Problems } else { Exit::Fine })
}

fn play(project: &Path, filter: Option<&str>, out: &Output) -> Result<Vec<Played>, Failure> {
    let (graph, loaded) = load::must_compile(project, out)?;
    let scenario = load::scenario(graph)?;
    let wanted =
        |title: &str| filter.is_none_or(|words| title.to_lowercase().contains(&words.to_lowercase()));
    let tests = loaded.tests.iter().filter(|test| wanted(&test.title));
    Ok(tests
        .map(|test| {
            let outcome = scn_testing::run(&scenario, test);
            let failed_at = outcome.failure.as_ref().map(|failure| line(&loaded, failure.place));
            Played { place: line(&loaded, outcome.place), failed_at, outcome }
        })
        .collect())
}

fn line(loaded: &Loaded, place: scn_diag::Span) -> Line {
    let file = loaded.files.get(place.file);
    Line {
        file: file.map_or_else(String::new, |file| file.path.clone()),
        line: file.map_or(0, |file| file.line_column(place.start).line),
    }
}

fn shown(test: &Played, out: &Output) -> String {
    let look = Look { colours: out.colours(Stream::Out), width: out.width() };
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

#[derive(Serialize)]
struct Report<'a> {
    /// Of this shape.
    version: u32,
    passed: usize,
    failed: usize,
    tests: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    title: &'a str,
    #[serde(flatten)]
    place: &'a Line,
    passed: bool,
    failure: Option<Problem<'a>>,
    chat: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    #[serde(flatten)]
    place: &'a Line,
    message: &'a str,
}

#[derive(Serialize)]
struct Said<'a> {
    who: &'static str,
    text: &'a str,
    buttons: &'a [String],
    mark: Option<&'static str>,
}

fn json(played: &[Played], failed: usize) -> String {
    let report = Report {
        version: 1,
        passed: played.len() - failed,
        failed,
        tests: played.iter().map(item).collect(),
    };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn item(test: &Played) -> Item<'_> {
    let problem = test.outcome.failure.as_ref().zip(test.failed_at.as_ref());
    Item {
        title: &test.outcome.title,
        place: &test.place,
        passed: test.outcome.passed(),
        failure: problem.map(|(failure, place)| Problem { place, message: &failure.message }),
        chat: test
            .outcome
            .chat
            .iter()
            .map(|line| Said {
                who: match line.who {
                    Who::Client => "client",
                    Who::Bot => "bot",
                    Who::Human => "human",
                    Who::Note => "note",
                },
                text: &line.text,
                buttons: &line.buttons,
                mark: match line.mark {
                    Mark::Fine => None,
                    Mark::Expected => Some("expected"),
                    Mark::Actual => Some("actual"),
                },
            })
            .collect(),
    }
}
