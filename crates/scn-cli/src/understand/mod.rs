mod answer;
mod batch;
mod said;
mod scenarios;
mod wanted;

use crate::exit::{Exit, Failure};
use crate::moments;
use crate::output::{Output, Stream};
use scenarios::Scenarios;
use std::io::Read;
use std::path::PathBuf;
use wanted::Wanted;

const AFTER: &str = "\
Examples:
  scn understand 'une demi-douzaine'                        every type that can be read without a project
  scn understand 'demain vers 19h' --type datetime --now 2025-08-12T10:00
  scn understand 'deux grandes sans basilic' --project bistro --type 'list of pizza_line'
  scn understand 'plutôt à emporter' --project bistro --slot order.mode
  scn understand 'vous livrez ?' --project bistro           what it means as the first message
  scn understand --batch messages.jsonl --type date         one JSON object a line, in and out

A line of --batch is {\"text\": …} and may have lang, now, zone, country, type, slot and id of its own; other keys are given
back as they are. What is printed: docs/understand-and-eval.md.

Exit codes:
  0  the message was read, whatever it means
  1  the project has errors, or a line of --batch is wrong; the others are answered all the same
  2  the command line cannot be understood
  3  the project or the file cannot be read";

/// Tell what a message means, as JSON: readings of a type, or what happens at a question
///
/// Without --type and --slot, every type is tried that needs no project; with a project also what the message means as
/// the first one of a customer: the escapes and entries it resembles, and which rule decides.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The message; from standard input when not given
    text: Vec<String>,
    /// A folder, one .scn file, or a compiled .scnc file
    #[arg(long, value_name = "PROJECT")]
    project: Option<PathBuf>,
    /// Read it as a value of this type, written as in a .scn file: `number 1..20`, `date in future`, `list of menu`
    #[arg(long = "type", value_name = "TYPE")]
    ty: Option<String>,
    /// Hear it at the question of this slot, with nothing answered before; a tunnel alone: what is said for its slots
    #[arg(long, value_name = "TUNNEL[.SLOT]", conflicts_with = "ty", requires = "project")]
    slot: Option<String>,
    /// The language of the message: fr, de, it, en, or several as in fr,de; all of the project when not given
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// When it is written: 2025-08-12T10:00 in the zone, or with an offset; now when not given
    #[arg(long, value_name = "MOMENT")]
    now: Option<String>,
    /// Where clocks stand: a name such as Europe/Zurich; the one of the project when not given
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// The country of telephone numbers, addresses, dollars and of 3/4: CH, or several as in CH,FR, the likeliest first;
    /// without it the one of --lang fr-CH, of the zone, or where the language is spoken most
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// Instead: a file of JSON objects, one a line; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    batch: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let wanted = Wanted {
        ty: args.ty.clone(),
        slot: args.slot.clone(),
        lang: args.lang.clone(),
        now: args.now.clone(),
        zone: args.zone.clone(),
        country: args.country.clone(),
    };
    let mut scenarios = Scenarios::open(args.project.as_deref(), moments::clock(), out)?;
    // What is wrong with the options is wrong with every message.
    let asked = scenarios.asked(&wanted).map_err(Failure::usage)?;
    if let Some(path) = &args.batch {
        return batch::run(path, &wanted, &mut scenarios, out);
    }
    let text = if args.text.is_empty() { from_input()? } else { args.text.join(" ") };
    let told = answer::answer(&asked, &text);
    let told = if out.is_terminal(Stream::Out) {
        serde_json::to_string_pretty(&told)
    } else {
        serde_json::to_string(&told)
    };
    out.print(&format!("{}\n", told.unwrap_or_default()))?;
    Ok(Exit::Fine)
}

/// The whole standard input is one message; the end of its last line is none of it.
fn from_input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::environment(format!("cannot read the message: {error}")))?;
    let text = crate::files::utf8(bytes, "the message")?;
    Ok(text
        .strip_suffix('\n')
        .map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text))
        .to_owned())
}
