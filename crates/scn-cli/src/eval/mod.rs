mod add;
mod classes;
mod figures;
mod heard;
mod labelled;
mod misplaced;
mod records;
mod report;

use crate::exit::{Exit, Failure};
use crate::load;
use crate::names;
use crate::output::Output;
use classes::Classes;
use heard::{Bars, Heard};
use labelled::Line;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn eval bistro messages.tsv                  how well the messages of a file are understood, and what to change
  scn eval bistro messages.tsv --in order       only what is in reach while the tunnel `order` runs
  scn eval bistro messages.tsv --json           for a script
  scn eval bistro orders.jsonl --records --slot order.lines

A line of messages.tsv is the name of an escape or an entry (an entry by the tunnel it goes into), a tab, what a customer
says, and perhaps a tab and the language. `out_of_scope` is what nothing should take; `hours|address` is either of two. A line
of orders.jsonl is {\"text\": …, \"records\": [{field: value}]}. More: docs/understand-and-eval.md.

Exit codes:
  0  the file was measured, whatever came out
  1  the project has errors, or the file has lines that cannot be used
  2  the command line cannot be understood
  3  the project or the file cannot be read";

/// Measure how well labelled messages are understood, and tell which examples to add or move
///
/// Escapes and entries are heard as the engine hears them, each where it listens; conditions of `only when` count as
/// holding. With --records: the records that a `collect` reads out of messages.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The project: a folder, or one .scn file
    project: PathBuf,
    /// The labelled messages: a .tsv file; a .jsonl file with --records
    labelled: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Only what is in reach while this tunnel runs
    #[arg(long = "in", value_name = "TUNNEL", conflicts_with = "records")]
    within: Option<String>,
    /// Take scores from here on, in thousandths, instead of those from the scenario's own threshold on
    #[arg(long, value_name = "SCORE", value_parser = clap::value_parser!(u16).range(0..=1000), conflicts_with = "records")]
    threshold: Option<u16>,
    /// Write the best guess for each line to a file: label, a tab, its score from 0 to 1
    #[arg(long, value_name = "FILE", conflicts_with = "records")]
    predictions: Option<PathBuf>,
    /// Measure the records that a slot collects
    #[arg(long, requires = "slot")]
    records: bool,
    /// With --records: the slot
    #[arg(long, value_name = "TUNNEL.SLOT", requires = "records")]
    slot: Option<String>,
    /// With --records: when the messages were written; now when not given
    #[arg(long, value_name = "MOMENT", requires = "records")]
    now: Option<String>,
    /// With --json: also what was understood of every line
    #[arg(long, requires = "json")]
    lines: bool,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    if args.records {
        return records::run(args, out);
    }
    let (graph, loaded) = load::must_run(&args.project, out)?;
    let within = args.within.as_deref().map(|tunnel| names::tunnel(&graph, tunnel));
    let within = within.transpose().map_err(Failure::usage)?;
    let bars = Bars {
        accept: args.threshold.unwrap_or(graph.intents.accept),
        ask_back: args.threshold.map_or(graph.intents.ask_back, |bar| bar.min(graph.intents.ask_back)),
    };
    let scenario = load::scenario(graph)?;
    let classes = Classes::of(&scenario, within);
    if classes.list.is_empty() {
        return Err(Failure::new(
            Exit::Problems,
            "nothing listens there: the project has no escape and no `on message` with examples",
        ));
    }
    let lines = labelled::read(&args.labelled, &classes)?;
    let heard: Vec<Heard> = lines.iter().map(|line| heard::hear(&classes, line, bars)).collect();
    if let Some(path) = &args.predictions {
        predictions(path, &classes, &heard)?;
    }
    let figures = figures::figures(&classes, &lines, &heard);
    let examples = misplaced::examples(&loaded, &classes);
    let misplaced = misplaced::misplaced(&examples, &classes, bars);
    let missing = add::missing(&examples, &classes, &lines, &heard, bars);
    let report = report::Report { figures, misplaced, missing };
    if args.json {
        let told =
            args.lines.then(|| lines.iter().zip(&heard).map(|tried| one_line(&classes, tried)).collect());
        return out.print(&report.json(told)).map(|()| Exit::Fine);
    }
    out.print(&report.text())?;
    Ok(Exit::Fine)
}

/// `label<TAB>score`: the best guess whatever its score.
fn predictions(path: &Path, classes: &Classes<'_>, heard: &[Heard]) -> Result<(), Failure> {
    let line = |heard: &Heard| {
        let label = heard.best().map_or(classes::OUTSIDE, |class| classes.name(class));
        format!("{label}\t{:.3}\n", f64::from(heard.score()) / 1000.0)
    };
    let text: String = heard.iter().map(line).collect();
    std::fs::write(path, text).map_err(|error| Failure::file("write", path, &error))
}

fn one_line(classes: &Classes<'_>, (line, heard): (&Line, &Heard)) -> serde_json::Value {
    let names = |list: &[usize]| list.iter().map(|class| classes.name(*class).to_owned()).collect::<Vec<_>>();
    let (outcome, answers) = match &heard.outcome {
        heard::Outcome::Taken(class) => ("taken", names(&[*class])),
        heard::Outcome::Asked(asked) => ("asked", names(asked)),
        heard::Outcome::Left => ("left", Vec::new()),
    };
    let guesses: Vec<_> = heard
        .guesses
        .iter()
        .map(|(class, score)| serde_json::json!({ "label": classes.name(*class), "score": score }))
        .collect();
    serde_json::json!({
        "line": line.number,
        "text": line.text,
        "labels": names(&line.labels),
        "outcome": outcome,
        "answers": answers,
        "guesses": guesses,
        "right": figures::is_right(line, heard) || line.labels.is_empty() && outcome != "taken",
    })
}
