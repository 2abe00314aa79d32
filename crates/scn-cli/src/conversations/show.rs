use super::standing::{Standing, Versions, masked};
use super::{Place, failed, find, nobody};
use crate::exit::{Exit, Failure};
use crate::moments::{clock, written};
use crate::output::Output;
use scn_graph::Moment;
use scn_store::{Export, Reader, SendRecord, SendState, Side, Waiting};
use serde_json::{Value, json};
use std::fmt::Write;

const AFTER: &str = "\
Examples:
  scn conversations show 17 bistro
  scn conversations show +41791234567 bistro --json

Exit codes:
  0  printed
  1  there is no such customer
  2  the command line cannot be understood
  3  the store cannot be read";

/// Show one conversation: where it stands and what is known, timers, what was sent, what was said
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Args {
    /// The number that `list` prints, or the telephone number with its country code
    #[arg(value_name = "CUSTOMER")]
    who: String,
    #[command(flatten)]
    place: Place,
    /// Show the telephone number and the name in full
    #[arg(long)]
    show_numbers: bool,
    /// One JSON object instead of lines
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let store = args.place.reader(out)?;
    let contact = find(&store, &args.who)?;
    let kept = store.export(contact).map_err(failed)?.ok_or_else(|| nobody(&args.who))?;
    let standing = kept.state.as_deref().map(|state| Versions::of(&store).read(state)).transpose();
    let standing = standing.unwrap_or_else(|reason| {
        out.note(&format!("the conversation cannot be read: {reason}\n"));
        None
    });
    out.print(&match args.json {
        true => format!("{:#}\n", as_json(&kept, standing.as_ref(), args.show_numbers, clock())),
        false => lines(&kept, standing.as_ref(), args.show_numbers),
    })?;
    Ok(Exit::Fine)
}

fn lines(kept: &Export, standing: Option<&Standing>, in_full: bool) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:10} {value}");
    };
    line("id", &kept.contact.0.to_string());
    line("who", &who(kept, in_full));
    match standing {
        None => line("where", "not answered yet"),
        Some(standing) => {
            line("where", &standing.place());
            line("mode", if standing.with_people() { "people hold it" } else { "the bot answers" });
            if standing.conversation.contact.opted_out {
                line("opt-out", "the customer said stop");
            }
            line("window", &format!("open until {}", written(standing.conversation.window_until().0)));
            line("version", &format!("{:016x}", standing.conversation.graph));
            for (name, value) in standing.values(clock()) {
                line("known", &format!("{name} = {value}"));
            }
        }
    }
    for (id, due) in &kept.timers {
        line("timer", &format!("{} {}", written(*due), standing.map_or("", |standing| standing.timer(*id))));
    }
    if !kept.waiting.is_empty() {
        line("unheard", &format!("{} messages are still to be dealt with", kept.waiting.len()));
    }
    for call in &kept.calls {
        line("call", if call.result.is_some() { "answered, not told yet" } else { "under way" });
    }
    for proof in &kept.proofs {
        let given = if proof.given { "yes" } else { "no" };
        line("proof", &format!("{} {}: {given}", written(proof.at), proof.what));
    }
    let lately = kept.sends.len().saturating_sub(10);
    for send in kept.sends.iter().skip(lately) {
        line("sent", &sent(&send.record));
    }
    if !kept.history.is_empty() {
        text.push('\n');
    }
    for said in &kept.history {
        let words = said.text.replace('\n', " / ");
        let _ = writeln!(text, "{}  {:8}  {words}", written(said.at), side(said.side));
    }
    text
}

fn who(kept: &Export, in_full: bool) -> String {
    let known = [kept.who.phone.as_deref(), kept.who.name.as_deref(), kept.who.user_id.as_deref()];
    match in_full {
        true => known.into_iter().flatten().collect::<Vec<_>>().join("  "),
        false => kept.who.phone.as_deref().map_or_else(|| "without a number".to_owned(), masked),
    }
}

fn sent(record: &SendRecord) -> String {
    let mut text = format!("{}: {}", record.seq, state(record.state));
    if let Some(stage) = record.stage {
        let _ = write!(text, ", {}", format!("{stage:?}").to_lowercase());
    }
    if record.attempts > 1 {
        let _ = write!(text, ", {} tries", record.attempts);
    }
    if let Some(reason) = &record.reason {
        let _ = write!(text, ": {reason}");
    }
    text
}

fn state(state: SendState) -> &'static str {
    match state {
        SendState::Waiting => "waits",
        SendState::Sending => "is being sent",
        SendState::Unknown => "nobody knows whether it went out",
        SendState::Sent => "sent",
        SendState::Failed => "failed",
        SendState::Withheld => "withheld",
    }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Customer => "customer",
        Side::Bot => "bot",
        Side::Person => "person",
        Side::Note => "note",
    }
}

/// Everything that is kept, in words where there are words. What only the program reads is left out.
pub(super) fn as_json(kept: &Export, standing: Option<&Standing>, in_full: bool, now: Moment) -> Value {
    let name = kept.who.name.as_ref().filter(|_| in_full);
    let user_id = kept.who.user_id.as_ref().filter(|_| in_full);
    let phone = kept.who.phone.as_deref().map(|phone| if in_full { phone.to_owned() } else { masked(phone) });
    let timers = kept
        .timers
        .iter()
        .map(|(id, due)| json!({"due": written(*due), "for": standing.map(|standing| standing.timer(*id))}));
    let sends = kept.sends.iter().map(|send| {
        let record = &send.record;
        json!({
            "seq": record.seq,
            "state": state(record.state),
            "stage": record.stage.map(|stage| format!("{stage:?}").to_lowercase()),
            "attempts": record.attempts,
            "id": record.wamid,
            "reason": record.reason,
        })
    });
    let history = kept
        .history
        .iter()
        .map(|said| json!({"at": written(said.at), "side": side(said.side), "text": said.text}));
    let proofs = kept.proofs.iter().map(|proof| {
        let graph = format!("{:016x}", proof.graph);
        json!({"at": written(proof.at), "what": proof.what, "given": proof.given, "version": graph})
    });
    let unmatched = kept
        .unmatched
        .iter()
        .map(|words| json!({"at": written(words.at), "question": words.question, "text": words.text}));
    // As they were accepted: webhooks, events and acts are JSON. Numbers and names are in them.
    let message = |waiting: &Waiting| serde_json::from_slice::<Value>(&waiting.payload).unwrap_or_default();
    let journal = kept.turns.iter().filter(|_| in_full).map(|turn| {
        let messages = turn.inbound.iter().map(message).collect::<Vec<_>>();
        json!({"at": written(turn.at), "turn": turn.version, "messages": messages})
    });
    let known: serde_json::Map<String, Value> = standing
        .map(|standing| standing.values(now))
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    json!({
        "contact": kept.contact.0,
        "number": kept.who.number,
        "phone": phone,
        "user_id": user_id,
        "name": name,
        "where": standing.map(Standing::place),
        "with_people": standing.is_some_and(Standing::with_people),
        "opted_out": standing.is_some_and(|standing| standing.conversation.contact.opted_out),
        "last_wrote": standing.and_then(|standing| standing.conversation.last_inbound).map(|at| written(at.0)),
        "known": known,
        "timers": timers.collect::<Vec<_>>(),
        "unheard": kept.waiting.len(),
        "calls": kept.calls.len(),
        "sends": sends.collect::<Vec<_>>(),
        "history": history.collect::<Vec<_>>(),
        "not_understood": unmatched.collect::<Vec<_>>(),
        "proofs": proofs.collect::<Vec<_>>(),
        "journal": journal.collect::<Vec<_>>(),
    })
}
