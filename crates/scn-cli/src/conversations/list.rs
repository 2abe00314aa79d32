use super::standing::{Standing, Versions, masked};
use super::{Place, each, failed};
use crate::exit::{Exit, Failure};
use crate::moments::written;
use crate::output::Output;
use scn_store::{Overview, Reader, SendState};
use serde_json::{Value, json};

const AFTER: &str = "\
Examples:
  scn conversations list bistro
  scn conversations list bistro --tunnel order --limit 20
  scn conversations list --store /mnt/backup/monday.db --failed --json

A number is shown as +41 … 67; times are in UTC.

Exit codes:
  0  printed; nobody to show is fine too
  2  the command line cannot be understood
  3  the store cannot be read";

/// List customers: who they are, where they stand, and what waits; the one who moved last comes first
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// Only those for whom something is still to be done: a message to answer, an answer to send
    #[arg(long)]
    waiting: bool,
    /// Only those whom people talk to
    #[arg(long)]
    people: bool,
    /// Only those to whom something could not be sent
    #[arg(long)]
    failed: bool,
    /// Only those in this tunnel or escape
    #[arg(long, value_name = "NAME")]
    tunnel: Option<String>,
    /// Show telephone numbers and names in full
    #[arg(long)]
    show_numbers: bool,
    /// How many at most
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// One JSON list instead of lines
    #[arg(long)]
    json: bool,
}

struct Row {
    contact: Overview,
    /// `Err` says why the state cannot be read; `None` while there is none.
    standing: Option<Result<Standing, String>>,
    failed: u64,
}

pub(super) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let store = args.place.reader(out)?;
    let mut versions = Versions::of(&store);
    let mut rows = Vec::new();
    each(&store, |contact| {
        let standing = contact.state.as_deref().map(|state| versions.read(state));
        let row = Row { contact, standing, failed: 0 };
        if let Some(row) = wanted(args, &store, row)? {
            rows.push(row);
        }
        Ok(rows.len() < args.limit)
    })?;
    out.print(&if args.json { list(&rows, args) } else { lines(&rows, args) })?;
    Ok(Exit::Fine)
}

fn wanted(args: &Args, store: &dyn Reader, mut row: Row) -> Result<Option<Row>, Failure> {
    let standing = row.standing.as_ref().and_then(|standing| standing.as_ref().ok());
    let open = row.contact.inbound_waiting + row.contact.outbox_open;
    let in_tunnel =
        |name: &String| standing.is_some_and(|standing| standing.flows().contains(&name.as_str()));
    if (args.waiting && open == 0)
        || (args.people && !standing.is_some_and(Standing::with_people))
        || args.tunnel.as_ref().is_some_and(|name| !in_tunnel(name))
    {
        return Ok(None);
    }
    if args.failed {
        let sends = store.sends(row.contact.contact).map_err(failed)?;
        let lost = |state| matches!(state, SendState::Failed | SendState::Withheld);
        row.failed = sends.iter().filter(|send| lost(send.state)).count() as u64;
        if row.failed == 0 {
            return Ok(None);
        }
    }
    Ok(Some(row))
}

impl Row {
    fn who(&self, in_full: bool) -> String {
        let who = &self.contact.who;
        match (&who.phone, &who.name) {
            (Some(phone), Some(name)) if in_full => format!("{phone} {name}"),
            (Some(phone), _) if in_full => phone.clone(),
            (Some(phone), _) => masked(phone),
            (None, _) if in_full => who.user_id.clone().unwrap_or_default(),
            (None, _) => "without a number".to_owned(),
        }
    }

    fn place(&self) -> String {
        match &self.standing {
            None => "not answered yet".to_owned(),
            Some(Err(reason)) => reason.clone(),
            Some(Ok(standing)) if standing.with_people() => format!("with people, {}", standing.place()),
            Some(Ok(standing)) => standing.place(),
        }
    }

    fn last_words(&self) -> Option<i64> {
        Some(self.standing.as_ref()?.as_ref().ok()?.conversation.last_inbound?.0)
    }

    fn waits(&self) -> String {
        let mut waits = Vec::new();
        let mut add = |count: u64, what: &str| {
            if count > 0 {
                waits.push(format!("{count} {what}"));
            }
        };
        add(self.contact.inbound_waiting, "to answer");
        add(self.contact.outbox_open, "to send");
        add(self.failed, "not sent");
        waits.extend(self.contact.next_timer.map(|due| format!("timer {}", written(due))));
        waits.join(", ")
    }
}

fn lines(rows: &[Row], args: &Args) -> String {
    if rows.is_empty() {
        return "there is nobody to show\n".to_owned();
    }
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            let wrote = row.last_words().map_or_else(|| "-".to_owned(), written);
            [row.contact.contact.0.to_string(), row.who(args.show_numbers), row.place(), wrote, row.waits()]
        })
        .collect();
    let titles = ["ID", "WHO", "WHERE", "LAST WROTE", "WAITS FOR"].map(str::to_owned);
    let all: Vec<&[String; 5]> = std::iter::once(&titles).chain(&cells).collect();
    let width = |column: usize| {
        let widths = all.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        widths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..5).map(width).collect();
    let mut text = String::new();
    for row in all {
        let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    if rows.len() == args.limit {
        text.push_str(&format!("\nthe first {}; --limit shows more\n", args.limit));
    }
    text
}

fn list(rows: &[Row], args: &Args) -> String {
    let row = |row: &Row| {
        let standing = row.standing.as_ref().and_then(|standing| standing.as_ref().ok());
        json!({
            "contact": row.contact.contact.0,
            "who": row.who(args.show_numbers),
            "place": row.place(),
            "flows": standing.map(Standing::flows).unwrap_or_default(),
            "question": standing.and_then(Standing::question),
            "with_people": standing.is_some_and(Standing::with_people),
            "last_wrote": row.last_words().map(written),
            "next_timer": row.contact.next_timer.map(written),
            "to_answer": row.contact.inbound_waiting,
            "to_send": row.contact.outbox_open,
        })
    };
    format!("{:#}\n", Value::Array(rows.iter().map(row).collect()))
}
