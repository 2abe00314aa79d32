//! Looks into a store, also beside the process that works with it.

mod list;
mod replay;
mod rights;
mod show;
mod standing;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use clap::Subcommand;
use scn_runtime::Config;
use scn_store::{ContactId, Cursor, Identity, Overview, Reader, SqliteReader, SqliteStore, StoreError};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn conversations list bistro --waiting         whose message or answer is still under way
  scn conversations list bistro --people          whom people talk to now
  scn conversations show +41791234567 bistro      where this customer stands, and what was said
  scn conversations replay +41791234567 bistro    why the bot answered as it did
  scn conversations export 17 bistro > 17.json    all that is kept about somebody, when they ask for it
  scn conversations erase 17 bistro --yes         forgets it, when they ask for that

All but `erase` may run beside `scn serve`, and change nothing.

Exit codes:
  0  printed
  1  there is no such customer
  2  the command line cannot be understood
  3  the store cannot be read";

/// Look at the conversations of a store: who waits for what, what was said, what is kept
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    #[command(subcommand)]
    does: Does,
}

#[derive(Debug, Subcommand)]
enum Does {
    List(list::Args),
    Show(show::Args),
    Replay(replay::Args),
    Export(rights::Export),
    Erase(rights::Erase),
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    match &args.does {
        Does::List(args) => list::run(args, out),
        Does::Show(args) => show::run(args, out),
        Does::Replay(args) => replay::run(args, out),
        Does::Export(args) => rights::export(args, out),
        Does::Erase(args) => rights::erase(args, out),
    }
}

/// Which store is meant.
#[derive(Debug, clap::Args)]
pub(crate) struct Place {
    /// The project whose conversations are looked at: a folder
    #[arg(default_value = ".")]
    project: PathBuf,
    /// The file of the conversations, when it is not the one of scn.yaml
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
}

impl Place {
    pub(crate) fn path(&self, out: &Output) -> Result<PathBuf, Failure> {
        if let Some(store) = &self.store {
            return Ok(store.clone());
        }
        Config::store_of_project(&self.project).map_err(|errors| {
            errors.iter().for_each(|error| out.problem(&error.to_string()));
            Failure::said(Exit::Environment)
        })
    }

    pub(crate) fn reader(&self, out: &Output) -> Result<SqliteReader, Failure> {
        let path = self.path(out)?;
        SqliteStore::read_only(&path).map_err(|error| unreadable(&path, &error))
    }
}

pub(crate) fn unreadable(store: &Path, error: &StoreError) -> Failure {
    if store.exists() {
        return Failure::environment(error.to_string());
    }
    Failure::environment(format!(
        "there are no conversations in {} yet; `scn serve` keeps them there once it runs, and --store FILE names another place",
        store.display()
    ))
}

fn failed(error: StoreError) -> Failure {
    Failure::environment(error.to_string())
}

/// Contacts read from the store at once.
const PAGE: usize = 500;

/// Goes through all contacts until `done`: those who were never answered first, then the one who moved last.
fn each(store: &dyn Reader, mut visit: impl FnMut(Overview) -> Result<bool, Failure>) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let page = store.list(after, PAGE).map_err(failed)?;
        let full = page.len() == PAGE;
        after = page.last().map(|last| Cursor { changed_at: last.changed_at, contact: last.contact });
        for contact in page {
            if !visit(contact)? {
                return Ok(());
            }
        }
        if !full {
            return Ok(());
        }
    }
}

/// By the number that `list` prints, by telephone number, or by the platform's id.
fn find(store: &dyn Reader, who: &str) -> Result<ContactId, Failure> {
    if let Ok(id) = who.parse::<i64>()
        && !who.starts_with('+')
    {
        return Ok(ContactId(id));
    }
    let who_there = |number: String| Identity {
        number,
        user_id: (!who.starts_with('+')).then(|| who.to_owned()),
        phone: who.starts_with('+').then(|| who.chars().filter(|letter| !letter.is_whitespace()).collect()),
        name: None,
    };
    // A store mostly knows one business number.
    let numbers: BTreeSet<String> =
        store.list(None, PAGE).map_err(failed)?.into_iter().map(|contact| contact.who.number).collect();
    for number in numbers {
        if let Some(contact) = store.find(&who_there(number)).map_err(failed)? {
            return Ok(contact);
        }
    }
    Err(nobody(who))
}

fn nobody(who: &str) -> Failure {
    Failure::new(
        Exit::Problems,
        format!("there is no customer {who} in the store; `scn conversations list` shows those there are"),
    )
}
