use crate::exit::{Exit, Failure};
use crate::output::{Output, Stream};
use crate::{load, serve, templates};
use clap::ValueEnum;
use scn_graph::Graph;
use scn_runtime::doctor::{Examined, Finding, Grade, examine};
use scn_runtime::{Config, SystemClock};
use serde_json::json;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  scn doctor bistro                                          before it goes live, and when something is odd
  scn doctor bistro --url https://bot.example/webhook        also whether the world reaches the webhook
  scn doctor bistro --format json                            for scripts

Nothing is changed and no message is sent. Systems of the scenario are only asked whether they are there.

Exit codes:
  0  nothing that customers would notice; warnings may be there
  1  at least one problem, or the project has errors
  2  the command line cannot be understood
  3  scn.yaml or the environment lacks something";

/// Look whether everything is there that a scenario needs to run: configuration, store, WhatsApp, systems
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The project: a folder, one .scn file, or a compiled .scnc file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// The address of the webhook as the world knows it
    #[arg(long, value_name = "URL")]
    url: Option<String>,
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

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let graph = load::graph(&args.project, out)?;
    let (config, warnings) = match Config::of_project(serve::folder(&args.project)) {
        Ok(read) => read,
        Err(errors) => {
            let missing = errors.iter().map(|error| problem_in_words(&error.to_string())).collect();
            print(args.format, missing, out)?;
            return Ok(Exit::Environment);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::environment(format!("cannot start: {error}")))?;
    let Examined { findings: examined, templates } =
        runtime.block_on(examine(&config, &graph, args.url.as_deref(), &SystemClock::start()));
    let mut findings = vec![Finding::ok("configuration", "complete")];
    let unread = |text: String| Finding::warning("configuration", text, "correct scn.yaml");
    findings.extend(warnings.iter().map(|warning| unread(warning.to_string())));
    findings.extend(examined);
    findings.extend(sendable(&graph, templates.as_ref()));
    let problems = findings.iter().any(|finding| finding.grade == Grade::Problem);
    print(args.format, findings, out)?;
    Ok(if problems { Exit::Problems } else { Exit::Fine })
}

/// Errors of the configuration say what is wrong, a colon or semicolon, and the next step.
fn problem_in_words(text: &str) -> Finding {
    match text.split_once(": ") {
        Some((said, next)) => Finding::problem("configuration", said, next),
        None => Finding::problem("configuration", text, "see docs/configuration.md"),
    }
}

/// Whether what the scenario sends outside the window has been approved.
fn sendable(graph: &Graph, account: Option<&scn_whatsapp::definition::Account>) -> Option<Finding> {
    let sent = templates::sent(graph).len();
    if sent == 0 {
        return None;
    }
    let Some(account) = account else {
        let said = format!("{sent} are sent; whether they are approved cannot be read");
        return Some(Finding::warning(
            "templates",
            said,
            "save what the platform lists, and compare: scn templates status",
        ));
    };
    let failing = templates::failing(graph, account);
    Some(match failing.is_empty() {
        true => Finding::ok("templates", format!("all {sent} that are sent are approved")),
        false => Finding::problem(
            "templates",
            format!("would not go out as meant: {}", failing.join(", ")),
            "scn templates status tells what differs",
        ),
    })
}

fn print(format: Format, findings: Vec<Finding>, out: &Output) -> Result<(), Failure> {
    match format {
        Format::Text => out.print(&text(&findings, out)),
        Format::Json => {
            let of = |grade| findings.iter().filter(|finding| finding.grade == grade).count();
            let whole =
                json!({"findings": findings, "problems": of(Grade::Problem), "warnings": of(Grade::Warning)});
            out.print(&format!("{whole:#}\n"))
        }
    }
}

fn text(findings: &[Finding], out: &Output) -> String {
    let width = findings.iter().map(|finding| finding.what.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for Finding { grade, what, said, next } in findings {
        let (word, colour) = match grade {
            Grade::Ok => ("ok     ", "32"),
            Grade::Warning => ("warning", "33"),
            Grade::Problem => ("problem", "1;31"),
        };
        text.push_str(&format!("{}  {what:width$}  {said}\n", out.paint(Stream::Out, colour, word)));
        if let Some(next) = next {
            text.push_str(&format!("         {:width$}  next: {next}\n", ""));
        }
    }
    let of = |grade| findings.iter().filter(|finding| finding.grade == grade).count();
    let (problems, warnings) = (of(Grade::Problem), of(Grade::Warning));
    text.push_str(&match (problems, warnings) {
        (0, 0) => "\nAll is well.\n".to_owned(),
        _ => format!("\n{problems} problem{}, {warnings} warning{}.\n", plural(problems), plural(warnings)),
    });
    text
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
