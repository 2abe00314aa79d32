//! Where every choice of a run comes from.

/// Numbers that look random; the same seed gives the same ones.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub(crate) fn number(&mut self) -> u64 {
        // SplitMix64 (Steele, Lea, Flood 2014), in the public domain.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = self.0;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        drawn ^ (drawn >> 31)
    }

    /// Both ends are possible.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + (self.number() % (most - least + 1).unsigned_abs()).cast_signed()
    }

    pub(crate) fn happens(&mut self, of_thousand: u64) -> bool {
        self.number() % 1000 < of_thousand
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[(self.number() % all.len() as u64) as usize]
    }
}
