//! The one place that draws lots: everything that is spread over time asks here, so that a run with a known seed can be
//! had again.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers that look random. The same seed gives the same ones.
pub(crate) struct Chance(AtomicU64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(AtomicU64::new(seed))
    }

    /// One that nobody can foresee.
    pub(crate) fn unforeseen() -> Chance {
        Chance::new(RandomState::new().hash_one(0))
    }

    /// The next number, from 0 to below 1.
    pub(crate) fn next(&self) -> f64 {
        // SplitMix64 (Steele, Lea, Flood 2014), in the public domain; 53 bits fill a double.
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut bits = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_tells_all_that_follows() {
        let drawn = |seed| {
            let chance = Chance::new(seed);
            (0..100).map(|_| chance.next()).collect::<Vec<_>>()
        };
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
        assert!(drawn(7).iter().all(|drawn| (0.0..1.0).contains(drawn)));
        let mean = drawn(7).iter().sum::<f64>() / 100.0;
        assert!((0.4..0.6).contains(&mean), "{mean}");
    }
}
