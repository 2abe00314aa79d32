//! What may stand in a log: neither phone numbers nor names nor texts. A contact appears under a short mark that is the
//! same within one run of the process, so that lines can be put together, and says nothing outside it.

use scn_graph::Moment;
use scn_store::ContactId;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

static SALT: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A contact as it may appear in a log.
pub(crate) struct Mark(pub ContactId);

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06x}", SALT.hash_one(self.0) & 0xff_ffff)
    }
}

/// At most one line in this time is about what strangers do.
const SELDOM_MS: u64 = 10_000;

/// What was refused. Everybody can cause it as often as they like, so that not each gets a line of the log.
#[derive(Default)]
pub(crate) struct Refused {
    count: AtomicU64,
    /// When the last line was written.
    told: Mutex<Option<Moment>>,
}

impl Refused {
    /// One more; gives how many there were, when it is time for a line.
    pub(crate) fn one_more(&self, now: Moment) -> Option<u64> {
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = told.is_none_or(|at| at.0.abs_diff(now.0) >= SELDOM_MS);
        is_time.then(|| {
            *told = Some(now);
            count
        })
    }

    /// Since the start.
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_short_and_stable() {
        let mark = Mark(ContactId(42)).to_string();
        assert_eq!(mark, Mark(ContactId(42)).to_string());
        assert_eq!(mark.len(), 6);
    }

    #[test]
    fn what_strangers_do_gets_a_line_in_ten_seconds_and_a_number_each() {
        let refused = Refused::default();
        let lines: Vec<u64> = (0..25_000).filter_map(|at| refused.one_more(Moment(at))).collect();
        assert_eq!((lines, refused.count()), (vec![1, 10_001, 20_001], 25_000));
        assert!(refused.one_more(Moment(0)).is_some(), "a clock that was set back keeps nobody silent");
    }
}
