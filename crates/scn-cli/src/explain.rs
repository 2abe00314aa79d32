use crate::exit::{Exit, Failure};
use crate::output::{Output, Stream};
use std::fmt::Write;

const AFTER: &str = "\
Examples:
  scn explain E0001
  scn explain unexpected-text
  scn explain                         all codes

Exit codes:
  0  explained
  2  there is no such code";

/// Tell more about an error or warning: what it means, an example, and how to mend it
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// A code such as E0001, or its name; all of them when not given
    code: Option<String>,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let Some(code) = &args.code else {
        out.print(&table())?;
        return Ok(Exit::Fine);
    };
    let Some(found) = scn_diag::find(code.trim()) else {
        return Err(unknown(code));
    };
    out.print(&page(found.0.page, out))?;
    Ok(Exit::Fine)
}

fn table() -> String {
    scn_diag::ALL.iter().fold(String::new(), |mut table, code| {
        let _ = writeln!(table, "{}  {:<8} {}", code.0.code, code.severity().word(), code.0.name);
        table
    })
}

fn unknown(code: &str) -> Failure {
    let names = scn_diag::ALL.iter().flat_map(|known| [known.0.code, known.0.name]);
    let hint = match scn_diag::closest(code, names) {
        Some(near) => format!("did you mean `scn explain {near}`?"),
        None => "`scn explain` lists all codes".to_owned(),
    };
    Failure::usage(format!("there is no code `{code}`; {hint}"))
}

/// The Markdown page, with its headings in bold on a terminal.
fn page(markdown: &str, out: &Output) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(_) => out.paint(Stream::Out, "1", line.trim_start_matches('#').trim()),
        None if line.starts_with("```") => String::new(),
        None => line.to_owned(),
    };
    let mut lines: Vec<String> = markdown.trim_end().lines().map(line).collect();
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    lines.join("\n") + "\n"
}
