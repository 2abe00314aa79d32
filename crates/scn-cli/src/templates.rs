mod report;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::{files, load};
use clap::{Subcommand, ValueEnum};
use scn_graph::{Graph, NodeKind, SendTemplate, TemplateId};
use scn_whatsapp::definition::{self, Account, Comparison};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn templates export bistro > templates.json      what creates the templates in the account
  scn templates status bistro --from account.json   what of them is approved, and what differs

Exit codes:
  0  done; with status: everything that the project sends can be sent
  1  the project has errors, or a template that it sends is missing, not approved or different
  2  the command line cannot be understood
  3  a file cannot be read";

/// Compare the templates of a project with those that WhatsApp has approved, or print what creates them
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    #[command(subcommand)]
    does: Does,
}

#[derive(Debug, Subcommand)]
enum Does {
    Status(Status),
    Export(Export),
}

const AFTER_STATUS: &str = "\
Examples:
  scn templates status --from account.json
  scn templates status bistro --from account.json --format json

FILE is the answer of WhatsApp to
  GET https://graph.facebook.com/v25.0/<account>/message_templates?limit=250
with your token; several answers may stand in one JSON list. Nothing is asked over the network.

Exit codes:
  0  everything that the project sends can be sent
  1  the project has errors, or a template that it sends is missing, not approved or different
  2  the command line cannot be understood, or FILE is no list of templates
  3  a file cannot be read";

/// Tell which templates are approved, missing or different in the account
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_STATUS)]
struct Status {
    /// The project: a folder, or one .scn file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// The templates of the account, as WhatsApp gives them
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
}

const AFTER_EXPORT: &str = "\
Examples:
  scn templates export bistro > templates.json

Each item of the list is the body of one request
  POST https://graph.facebook.com/v25.0/<account>/message_templates

Exit codes:
  0  printed
  1  the project has errors
  2  the command line cannot be understood
  3  a file cannot be read";

/// Print what creates the templates in the account, as a JSON list of request bodies
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_EXPORT)]
struct Export {
    /// The project: a folder, or one .scn file
    #[arg(default_value = ".")]
    project: PathBuf,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    match &args.does {
        Does::Status(args) => status(args, out),
        Does::Export(args) => export(args, out),
    }
}

fn status(args: &Status, out: &Output) -> Result<Exit, Failure> {
    let account = account(&args.from)?;
    let graph = load::graph(&args.project, out)?;
    let sent = sent(&graph);
    let rows: Vec<Row> = definition::compare(&graph.templates, &account)
        .into_iter()
        .map(|found| Row { sent: sent.contains(found.name.as_str()), found })
        .collect();
    out.print(&match args.format {
        Format::Text => report::text(&rows, account.incomplete),
        Format::Json => report::json(&rows, account.incomplete),
    })?;
    Ok(if rows.iter().any(Row::fails) { Exit::Problems } else { Exit::Fine })
}

/// A template in one language, and whether the scenario sends it.
struct Row {
    found: Comparison,
    sent: bool,
}

impl Row {
    fn fails(&self) -> bool {
        self.sent && self.found.fails()
    }
}

fn account(path: &Path) -> Result<Account, Failure> {
    let shown = path.display().to_string();
    Account::parse(&files::read(path, &shown)?).map_err(|_| {
        Failure::usage(format!(
            "{shown} is no list of templates; save what WhatsApp answers to GET <account>/message_templates"
        ))
    })
}

fn export(args: &Export, out: &Output) -> Result<Exit, Failure> {
    let graph = load::graph(&args.project, out)?;
    let bodies: Vec<serde_json::Value> = graph
        .templates
        .iter()
        .flat_map(|template| {
            let languages = template.languages.iter();
            languages.map(|(language, texts)| definition::to_create(template, *language, texts))
        })
        .collect();
    let text = serde_json::to_string_pretty(&bodies).unwrap_or_default();
    out.print(&format!("{text}\n"))?;
    Ok(Exit::Fine)
}

/// Templates that are sent and would not go out as they are meant.
pub(crate) fn failing(graph: &Graph, account: &Account) -> Vec<String> {
    let sent = sent(graph);
    let compared = definition::compare(&graph.templates, account).into_iter();
    let failing = compared.filter(|found| found.fails() && sent.contains(found.name.as_str()));
    failing.map(|found| format!("{} ({})", found.name, found.language)).collect()
}

/// The names of the templates that some statement sends.
pub(crate) fn sent(graph: &Graph) -> BTreeSet<&str> {
    let said = graph.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::SendTemplate { send, .. } => Some(send),
        NodeKind::Say { or_send, .. } => or_send.as_ref(),
        _ => None,
    });
    let reminders = graph.questions.iter().flat_map(|question| &question.reminders);
    let reminded = reminders.filter_map(|remind| remind.or_send.as_ref());
    let name = |id: TemplateId| graph.message_template(id).map(|template| template.name.as_str());
    said.chain(reminded).filter_map(|send: &SendTemplate| name(send.template)).collect()
}
