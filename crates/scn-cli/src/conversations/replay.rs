//! One conversation once more, from the beginning of its journal: why it did what it did.

use super::{Place, failed, find, nobody};
use crate::exit::{Exit, Failure};
use crate::moments::written;
use crate::output::{Output, tame};
use crate::why;
use scn_engine::{CallError, Content, Event, Inbound};
use scn_graph::Moment;
use scn_runtime::replay::{End, Outcome, Replay, Replayed, ReplayedStep, replay};
use serde_json::{Value, json};
use std::fmt::Write;

const AFTER: &str = "\
What conversations heard is kept for 7 days, or as `keep_turns` of scn.yaml says. The versions of
the scenario that heard it then hear it again, with this program: another version of the program
may come out differently.

Examples:
  scn conversations replay +41791234567 bistro
  scn conversations replay 17 bistro --json

Exit codes:
  0  the conversation comes out as it is kept
  1  it does not, or there is no such customer
  2  the command line cannot be understood
  3  the store cannot be read, or nothing is kept of what this conversation heard";

/// Hear again what a conversation heard: tells why the bot answered as it did, and whether it still would
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Args {
    /// The number that `list` prints, or the telephone number with its country code
    #[arg(value_name = "CUSTOMER")]
    who: String,
    #[command(flatten)]
    place: Place,
    /// One JSON object instead of lines
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let store = args.place.reader(out)?;
    let contact = find(&store, &args.who)?;
    let replay = replay(&store, contact).map_err(failed)?.ok_or_else(|| nobody(&args.who))?;
    if replay.turns.is_empty() {
        return Err(Failure::environment(
            "nothing is kept of what this conversation heard: it rested for longer than `keep_turns` of scn.yaml, or that is 0",
        ));
    }
    out.print(&match args.json {
        true => format!("{:#}\n", as_json(&replay)),
        false => lines(&replay),
    })?;
    Ok(if replay.end == End::Equal { Exit::Fine } else { Exit::Problems })
}

fn lines(replay: &Replay) -> String {
    let mut text = String::new();
    for turn in &replay.turns {
        let _ = writeln!(text, "turn {}  {}  version {:016x}", turn.version, written(turn.at.0), turn.graph);
        for step in &turn.steps {
            let _ = writeln!(text, "{}", heard(turn, step));
            text.push_str(&why(turn, step));
            for answer in &step.answers {
                let _ = writeln!(text, "bot: {}", tame(&answer.replace('\n', " / ")));
            }
        }
        match &turn.outcome {
            Outcome::Same => {}
            Outcome::Differs => text.push_str("this turn comes out differently now\n"),
            Outcome::Impossible(reason) => {
                let _ = writeln!(text, "this turn cannot be replayed: {reason}");
            }
        }
        text.push('\n');
    }
    text.push_str(match replay.end {
        End::Equal => "the conversation comes out as it is kept\n",
        End::Differs => {
            "the conversation does not come out as it is kept: look at the first turn that differs\n"
        }
        End::MovedOn => {
            "all turns come out as they were; the conversation has moved on since, without a journal\n"
        }
    });
    text
}

/// What the engine was told.
fn heard(turn: &Replayed, step: &ReplayedStep) -> String {
    let words = || tame(&step.words.as_deref().unwrap_or_default().replace('\n', " / "));
    match &step.event {
        Event::Inbound(_) => format!("customer: {}", words()),
        Event::HumanMessage { .. } | Event::HumanReply { .. } => format!("person: {}", words()),
        Event::HumanTook => "a person took the conversation".to_owned(),
        Event::HumanGaveBack => "a person gave the conversation back".to_owned(),
        Event::OptOut => "the customer stopped messages at WhatsApp".to_owned(),
        Event::Timer { .. } => "a timer fired".to_owned(),
        Event::CallResult { result, .. } => {
            format!("a call came back: {}", result.as_ref().err().map_or("answered".to_owned(), failure))
        }
        Event::Transcribed { words: Ok(_), .. } => format!("a voice note was listened to: {}", words()),
        Event::Transcribed { words: Err(error), .. } => {
            format!("a voice note was not understood: {}", failure(error))
        }
        Event::Business { event, .. } => {
            let graph = turn.scenario.as_ref().map(|scenario| &scenario.graph);
            let name = graph.and_then(|graph| graph.event(*event)).map_or("?", |event| event.name.as_str());
            format!("event: {name}")
        }
    }
}

fn failure(error: &CallError) -> String {
    match error {
        CallError::TimedOut => "no answer in time".to_owned(),
        CallError::Failed { reason } | CallError::Unreadable { reason } => tame(reason),
    }
}

/// As `scn chat --why` tells it.
fn why(turn: &Replayed, step: &ReplayedStep) -> String {
    let Some(scenario) = &turn.scenario else { return String::new() };
    let said = match &step.event {
        Event::Inbound(Inbound { content: Content::Text(text), .. }) => Some(text),
        _ => None,
    };
    let mut text = said.map(|said| why::weighed(scenario, &step.before, said, turn.at)).unwrap_or_default();
    text.push_str(&why::step(&scenario.graph, &step.trace, &step.effects, said.is_none()));
    text
}

fn as_json(replay: &Replay) -> Value {
    let end = match replay.end {
        End::Equal => "equal",
        End::Differs => "differs",
        End::MovedOn => "moved_on",
    };
    json!({ "equal": replay.end == End::Equal, "end": end, "turns": replay.turns.iter().map(turn).collect::<Vec<_>>() })
}

fn turn(turn: &Replayed) -> Value {
    let (outcome, reason) = match &turn.outcome {
        Outcome::Same => ("same", None),
        Outcome::Differs => ("differs", None),
        Outcome::Impossible(reason) => ("impossible", Some(reason)),
    };
    let steps = turn.steps.iter().map(|step| {
        let why = why(turn, step);
        json!({
            "heard": heard(turn, step),
            "why": why.lines().map(str::trim).collect::<Vec<_>>(),
            "answers": step.answers,
        })
    });
    let Moment(at) = turn.at;
    json!({
        "turn": turn.version,
        "at": written(at),
        "version": format!("{:016x}", turn.graph),
        "outcome": outcome,
        "reason": reason,
        "steps": steps.collect::<Vec<_>>(),
    })
}
