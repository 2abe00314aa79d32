//! After the clock was set back: what was written in what is the future now.

use super::outbox;
use crate::*;
use rusqlite::{Connection, Result};

pub(super) fn set_back(db: &Connection, now: Millis) -> Result<bool> {
    // These are short lists, however many conversations there are; only when they tell, everything is gone through.
    let open = db.execute(
        "UPDATE outbox SET next_at = ?1 + max(0, next_at - changed_at), changed_at = ?1 WHERE state < 3 AND changed_at > ?1",
        [now],
    )?;
    let moved = db.execute("UPDATE conversations SET changed_at = ?1 WHERE changed_at > ?1", [now])?;
    let waiting =
        db.execute("UPDATE inbound SET accepted_at = ?1 WHERE processed = 0 AND accepted_at > ?1", [now])?;
    if open + moved + waiting == 0 {
        return Ok(false);
    }
    db.execute("UPDATE outbox SET sent_at = ?1 WHERE state = 3 AND sent_at > ?1", [now])?;
    db.execute("UPDATE contacts SET free_at = NULL WHERE free_at > ?1 + ?2", [now, outbox::LONGEST_PACE])?;
    db.execute("UPDATE calls SET next_at = ?1 WHERE state = 0 AND next_at > ?1", [now])?;
    Ok(true)
}
