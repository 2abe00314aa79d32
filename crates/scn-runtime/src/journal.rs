//! What a turn heard besides messages, as the journal keeps it, and back into the work of that turn.

use crate::config::Config;
use scn_graph::{StateError, decode_as, encode_as};
use scn_store::{CallAnswer, CallId, ContactId, Identity, NewTurn, Turn, Work};
use std::time::Duration;

/// Raised whenever the layout changes.
const FORMAT: u8 = 1;

/// For the commit, before the work is used up; the rest is known when the turn is over.
pub(crate) fn begin(work: &Work, gather: Duration) -> NewTurn {
    let answers: Vec<(u32, &[u8], &[u8])> = work
        .answers
        .iter()
        .map(|answer| (answer.call, answer.payload.as_slice(), answer.result.as_slice()))
        .collect();
    let gather_ms = u64::try_from(gather.as_millis()).unwrap_or(u64::MAX);
    let heard = encode_as(FORMAT, &(&work.who.name, &work.who.phone, gather_ms, answers, &work.timers));
    NewTurn { graph: 0, heard, after: 0 }
}

/// What was to be done in this turn, and how long texts were waited for.
pub(crate) fn work(
    contact: ContactId,
    turn: Turn,
    state: Option<Vec<u8>>,
) -> Result<(Work, Duration), StateError> {
    type Heard = (Option<String>, Option<String>, u64, Vec<(u32, Vec<u8>, Vec<u8>)>, Vec<u32>);
    let (name, phone, gather_ms, answers, timers): Heard = decode_as(FORMAT, &turn.heard)?;
    let answers = answers.into_iter();
    let work = Work {
        contact,
        partition: scn_store::Partition(0),
        who: Identity { name, phone, ..Identity::default() },
        version: turn.version.saturating_sub(1),
        state,
        inbound: turn.inbound,
        answers: answers
            .map(|(call, payload, result)| CallAnswer { id: CallId(0), call, payload, result })
            .collect(),
        timers,
        last_message: None,
        more: false,
    };
    Ok((work, Duration::from_millis(gather_ms)))
}

/// Parts of journals that began before this moment are to go.
pub(crate) fn keep_from(config: &Config, now: i64) -> i64 {
    let kept = i64::try_from(config.keep_turns.as_millis()).unwrap_or(i64::MAX);
    // Nothing is kept: nor what was kept before that was decided.
    if kept == 0 { i64::MAX } else { now.saturating_sub(kept) }
}
