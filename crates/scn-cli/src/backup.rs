use crate::conversations::unreadable;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use scn_runtime::Config;
use scn_store::SqliteStore;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  scn backup bistro bistro-2026-03-02.db         while `scn serve` runs
  scn backup /var/lib/bistro/conversations.db /mnt/backup/monday.db

To go back: stop `scn serve`, put the copy in the store's place, remove the store's -wal and -shm files, start.

Exit codes:
  0  the copy is whole and checked
  2  the command line cannot be understood
  3  the store cannot be read, or the copy cannot be written";

/// Copy the conversations of a project into a new file, while it runs
///
/// The copy shows one moment. It holds what customers wrote: keep it where only those can read it who may.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The project (a folder), or the file of a store
    from: PathBuf,
    /// The new file
    to: PathBuf,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let store = match args.from.is_dir() {
        false => args.from.clone(),
        true => Config::store_of_project(&args.from).map_err(|errors| {
            errors.iter().for_each(|error| out.problem(&error.to_string()));
            Failure::said(Exit::Environment)
        })?,
    };
    let reader = SqliteStore::read_only(&store).map_err(|error| unreadable(&store, &error))?;
    let length =
        reader.backup(&args.to, |_, _| ()).map_err(|error| Failure::environment(error.to_string()))?;
    out.print(&format!("{} is written and checked: {:.1} MB\n", args.to.display(), length as f64 / 1e6))?;
    Ok(Exit::Fine)
}
