//! What may stand in a log: neither phone numbers nor names nor texts. A contact appears under a short mark that is the
//! same within one run of the process, so that lines can be put together, and says nothing outside it.

use scn_store::ContactId;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

static SALT: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A contact as it may appear in a log.
pub(crate) struct Mark(pub ContactId);

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06x}", SALT.hash_one(self.0) & 0xff_ffff)
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
}
