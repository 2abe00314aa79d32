//! Chances from a seed: the same seed, the same chances in the same order.

/// SplitMix64 (Steele, Lea, Flood 2014): good enough for dice, and nothing else is asked of it.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// True so often, of all times: 0 is never, 1 is always.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        probability > 0.0 && (self.next() >> 11) as f64 / ((1_u64 << 53) as f64) < probability
    }

    /// A number from `least` to `most`.
    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        if least >= most {
            return least;
        }
        least + self.next() % (most.saturating_sub(least).saturating_add(1)).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_tells_all_that_follows_and_chances_are_met() {
        let rolls = |seed: u64| {
            let mut chance = Chance::new(seed);
            (0..10_000).map(|_| chance.happens(0.25)).collect::<Vec<_>>()
        };
        assert_eq!(rolls(7), rolls(7));
        assert_ne!(rolls(7), rolls(8));
        let hits = rolls(7).into_iter().filter(|hit| *hit).count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
        let mut chance = Chance::new(1);
        assert!(!chance.happens(0.0) && chance.happens(1.0));
        assert!((0..100).all(|_| (5..=9).contains(&chance.between(5, 9))));
    }
}
