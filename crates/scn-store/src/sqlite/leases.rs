//! Who may work on the contacts. A file has one partition.

use crate::*;
use rusqlite::{Connection, OptionalExtension, Result, params};

/// The partition of every contact in a file.
pub(super) const ONLY: Partition = Partition(0);

/// Ends every lease: whoever held one is gone, or must not change anything any more.
pub(super) fn end_all(db: &Connection) -> Result<()> {
    db.execute("UPDATE leases SET fence = fence + 1, node = NULL, until = 0", [])?;
    Ok(())
}

pub(super) fn lease(
    db: &Connection,
    node: &str,
    most: usize,
    now: Millis,
    until: Millis,
) -> Result<Vec<Lease>> {
    let mut free = db.prepare_cached(
        "SELECT partition, fence FROM leases WHERE node IS NULL OR node = ?1 OR until <= ?2 ORDER BY partition LIMIT ?3",
    )?;
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let leases: Vec<Lease> = free
        .query_map(params![node, now, limit], |row| {
            let fence = row.get::<_, i64>(1)?.cast_unsigned() + 1;
            Ok(Lease { partition: Partition(row.get(0)?), fence, until })
        })?
        .collect::<Result<_>>()?;
    let mut hold =
        db.prepare_cached("UPDATE leases SET fence = ?2, node = ?3, until = ?4 WHERE partition = ?1")?;
    for lease in &leases {
        hold.execute(params![lease.partition.0, lease.fence.cast_signed(), node, until])?;
    }
    Ok(leases)
}

pub(super) fn renew(db: &Connection, leases: &[Lease], until: Millis) -> Result<Vec<Lease>> {
    let mut hold = db.prepare_cached("UPDATE leases SET until = ?3 WHERE partition = ?1 AND fence = ?2")?;
    let mut held = Vec::with_capacity(leases.len());
    for lease in leases {
        if hold.execute(params![lease.partition.0, lease.fence.cast_signed(), until])? > 0 {
            held.push(Lease { until, ..*lease });
        }
    }
    Ok(held)
}

pub(super) fn release(db: &Connection, leases: &[Lease]) -> Result<()> {
    let mut free = db.prepare_cached(
        "UPDATE leases SET fence = fence + 1, node = NULL, until = 0 WHERE partition = ?1 AND fence = ?2",
    )?;
    for lease in leases {
        free.execute(params![lease.partition.0, lease.fence.cast_signed()])?;
    }
    Ok(())
}

/// A lease is held until its fence is raised, by whoever takes the partition next.
pub(super) fn is_held(db: &Connection, lease: &Lease) -> Result<bool> {
    let fence: Option<i64> = db
        .prepare_cached("SELECT fence FROM leases WHERE partition = ?1")?
        .query_row([lease.partition.0], |row| row.get(0))
        .optional()?;
    Ok(fence == Some(lease.fence.cast_signed()))
}
