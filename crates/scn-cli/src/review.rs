use crate::exit::{Exit, Failure};
use crate::moments::written;
use crate::output::Output;
use clap::ValueEnum;
use scn_runtime::Config;
use scn_store::{Reader, SqliteStore, StoreError, Unmatched};
use serde_json::json;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn review bistro                              what customers wrote in vain, the latest last
  scn review bistro --format tsv > new.tsv       to put a label before each line, then
  scn eval bistro new.tsv                        to see what is understood by now

Phone numbers, addresses and long numbers are taken out before a message is kept. Messages are kept
for thirty days, and go when a customer has everything erased.

Exit codes:
  0  printed; nothing to review is fine too
  2  the command line cannot be understood
  3  the store or scn.yaml cannot be read";

/// Show what customers wrote that nothing understood
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The project whose conversations are looked at: a folder
    #[arg(default_value = ".")]
    project: PathBuf,
    /// The file of the conversations, when it is not the one of scn.yaml
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// How many, the latest
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// Columns label, text, language, as `scn eval` reads them; the label is a question mark
    Tsv,
    /// One JSON list
    Json,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let store = match &args.store {
        Some(store) => store.clone(),
        None => configured(&args.project, out)?,
    };
    let messages = SqliteStore::read_only(&store)
        .and_then(|kept| kept.unmatched(args.limit))
        .map_err(|error| unreadable(&store, &error))?;
    out.print(&match args.format {
        Format::Text => text(&messages),
        Format::Tsv => tsv(&messages),
        Format::Json => list(&messages),
    })?;
    Ok(Exit::Fine)
}

fn configured(project: &Path, out: &Output) -> Result<PathBuf, Failure> {
    Config::store_of_project(project).map_err(|errors| {
        errors.iter().for_each(|error| out.problem(&error.to_string()));
        Failure::said(Exit::Environment)
    })
}

fn unreadable(store: &Path, error: &StoreError) -> Failure {
    if store.exists() {
        return Failure::environment(error.to_string());
    }
    Failure::environment(format!(
        "there are no conversations in {} yet; `scn serve` keeps them there once it runs, and --store FILE names another place",
        store.display()
    ))
}

fn text(messages: &[Unmatched]) -> String {
    if messages.is_empty() {
        return "nothing to review: all that customers wrote was understood\n".to_owned();
    }
    let mut text = String::new();
    for message in messages {
        let place = if message.question.is_empty() { "no question was open" } else { &message.question };
        let language = if message.language.is_empty() { "?" } else { &message.language };
        let _ = writeln!(text, "{}  {place}  ({language})", written(message.at));
        let _ = writeln!(text, "  {}", one_line(&message.text));
        let nearest: Vec<String> =
            message.nearest.iter().map(|(name, score)| format!("{name} {} %", score / 10)).collect();
        if !nearest.is_empty() {
            let _ = writeln!(text, "  nearest: {}", nearest.join(", "));
        }
        text.push('\n');
    }
    text
}

fn tsv(messages: &[Unmatched]) -> String {
    let lines =
        messages.iter().map(|message| format!("?\t{}\t{}\n", one_line(&message.text), message.language));
    std::iter::once("label\ttext\tlanguage\n".to_owned()).chain(lines).collect()
}

fn list(messages: &[Unmatched]) -> String {
    let shown: Vec<_> = messages
        .iter()
        .map(|message| {
            let nearest = message.nearest.iter().map(|(name, score)| json!({"label": name, "score": score}));
            json!({
                "at": written(message.at),
                "question": message.question,
                "language": message.language,
                "text": message.text,
                "nearest": nearest.collect::<Vec<_>>(),
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::from(shown))
}

/// A message of several lines is one line of a list.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
