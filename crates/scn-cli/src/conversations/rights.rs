//! What the law gives customers: to see what is kept about them, and to have it erased.

use super::standing::Versions;
use super::{Place, failed, find, nobody, show, unreadable};
use crate::exit::{Exit, Failure};
use crate::moments::clock;
use crate::output::Output;
use scn_store::{Reader, SqliteStore, Store};

const AFTER_EXPORT: &str = "\
Examples:
  scn conversations export +41791234567 bistro > ada.json

Exit codes:
  0  printed
  1  there is no such customer
  2  the command line cannot be understood
  3  the store cannot be read";

const AFTER_ERASE: &str = "\
Examples:
  scn conversations erase +41791234567 bistro --yes

Exit codes:
  0  erased
  1  there is no such customer
  2  the command line cannot be understood, or --yes is missing
  3  the store cannot be written, or `scn serve` works with it";

/// Print all that is kept about a customer as JSON, to give it to them
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_EXPORT)]
pub(super) struct Export {
    /// The number that `list` prints, or the telephone number with its country code
    #[arg(value_name = "CUSTOMER")]
    who: String,
    #[command(flatten)]
    place: Place,
}

pub(super) fn export(args: &Export, out: &Output) -> Result<Exit, Failure> {
    let store = args.place.reader(out)?;
    let contact = find(&store, &args.who)?;
    let kept = store.export(contact).map_err(failed)?.ok_or_else(|| nobody(&args.who))?;
    let standing = kept.state.as_deref().and_then(|state| Versions::of(&store).read(state).ok());
    out.print(&format!("{:#}\n", show::as_json(&kept, standing.as_ref(), true, clock())))?;
    Ok(Exit::Fine)
}

/// Forget all that is kept about a customer but their number, the proofs of consent, and that it was erased
///
/// `scn serve` must be stopped for it: WhatsApp keeps what comes in meanwhile and delivers it again.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_ERASE)]
pub(super) struct Erase {
    /// The number that `list` prints, or the telephone number with its country code
    #[arg(value_name = "CUSTOMER")]
    who: String,
    #[command(flatten)]
    place: Place,
    /// That it is meant: nothing brings it back
    #[arg(long)]
    yes: bool,
}

pub(super) fn erase(args: &Erase, out: &Output) -> Result<Exit, Failure> {
    let path = args.place.path(out)?;
    if !args.yes {
        return Err(Failure::usage("nothing brings it back: add --yes when it is meant"));
    }
    if !path.exists() {
        return Err(unreadable(&path, &scn_store::StoreError::Stopped));
    }
    let store = SqliteStore::open(&path).map_err(|error| unreadable(&path, &error))?;
    let contact = find(&store, &args.who)?;
    match store.erase(contact, clock().0).map_err(failed)? {
        true => out.print("erased; what remains is the number, the proofs, and that it was erased\n")?,
        false => return Err(nobody(&args.who)),
    }
    Ok(Exit::Fine)
}
