use crate::exit::{Exit, Failure};
use crate::output::{Output, Stream};
use std::fmt::Write;

const AFTER: &str = "\
Examples:
  scn explain E0001
  scn explain unexpected-text
  scn explain E0001 --lang fr
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
    out.print(&page(&found.page(out.tongue()), out))?;
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

/// The Markdown page for a terminal: headings in bold, examples indented under the names of their files.
fn page(markdown: &str, out: &Output) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut in_example = false;
    for line in markdown.trim_end().lines() {
        if let Some(fence) = line.strip_prefix("```") {
            in_example = !in_example;
            let file = fence.split_once(' ').map(|(_, file)| file).filter(|_| in_example);
            lines.push(file.map_or_else(String::new, |file| format!("  {file}")));
        } else if in_example {
            lines.push(format!("    {line}").trim_end().to_owned());
        } else if line.starts_with('#') {
            lines.push(out.paint(Stream::Out, "1", line.trim_start_matches('#').trim()));
        } else if out.is_terminal(Stream::Out) {
            lines.extend(wrapped(line, out.width(Stream::Out).min(100)));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// The words of a paragraph in lines of at most `width` characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        match lines.last_mut() {
            Some(last) if line == 0 => last.push_str(word),
            Some(last) if line + 1 + word.chars().count() <= width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn paragraphs_break_between_words() {
        assert_eq!(wrapped("a button holds 20 characters", 12), ["a button", "holds 20", "characters"]);
        assert_eq!(wrapped("unbreakable", 4), ["unbreakable"]);
        assert_eq!(wrapped("", 10), [""]);
    }
}
