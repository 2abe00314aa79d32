//! One hash and one open-addressing table for everything that is looked up by text: words, phrases, features.
//!
//! The tables are plain `Vec<u32>` so that a compiled scenario carries them ready to use.

/// The same on every machine: words are read little-endian.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64 ^ 0x9e37_79b9_7f4a_7c15;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        state = mix(state, chunk.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        state = mix(state, rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    state ^ state >> 32
}

/// Folds one more word into a hash.
#[inline]
pub(crate) fn mix(state: u64, word: u64) -> u64 {
    let product = (state.rotate_left(5) ^ word).wrapping_mul(0x9fb2_1c65_1e98_df25);
    product ^ product >> 29
}

/// An empty table for that many entries, at most half full.
pub(crate) fn table(entries: usize) -> Vec<u32> {
    vec![0; (entries.max(2) * 2).next_power_of_two()]
}

/// The entry with that hash for which `is` holds.
#[inline]
pub(crate) fn find(table: &[u32], hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
    let mask = table.len().checked_sub(1)?;
    let mut slot = hash as usize & mask;
    for _ in 0..table.len() {
        let entry = *table.get(slot)?;
        if entry == 0 {
            return None;
        }
        if is(entry - 1) {
            return Some(entry - 1);
        }
        slot = (slot + 1) & mask;
    }
    None
}

/// Enters `entry`; the caller knows that it is not in yet.
pub(crate) fn insert(table: &mut [u32], hash: u64, entry: u32) {
    let Some(mask) = table.len().checked_sub(1) else { return };
    let mut slot = hash as usize & mask;
    for _ in 0..table.len() {
        match table.get_mut(slot) {
            Some(free) if *free == 0 => {
                *free = entry + 1;
                return;
            }
            _ => slot = (slot + 1) & mask,
        }
    }
}

/// Numbers hashes in the order in which they are first seen.
pub(crate) struct Numbered {
    pub(crate) table: Vec<u32>,
    pub(crate) keys: Vec<u64>,
}

impl Numbered {
    pub(crate) fn new() -> Numbered {
        Numbered { table: table(512), keys: Vec::new() }
    }

    pub(crate) fn of(&mut self, key: u64) -> u32 {
        if let Some(known) = find(&self.table, key, |at| self.keys.get(at as usize) == Some(&key)) {
            return known;
        }
        let new = self.keys.len() as u32;
        self.keys.push(key);
        if self.keys.len() * 2 > self.table.len() {
            self.table = table(self.keys.len() * 2);
            for (at, key) in (0u32..).zip(&self.keys) {
                insert(&mut self.table, *key, at);
            }
        } else {
            insert(&mut self.table, key, new);
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_in_is_found() {
        let words = ["a", "margherita", "quattro formaggi", "", "é"];
        let mut slots = table(words.len());
        for (at, word) in words.iter().enumerate() {
            insert(&mut slots, hash(word.as_bytes()), at as u32);
        }
        for (at, word) in words.iter().enumerate() {
            assert_eq!(find(&slots, hash(word.as_bytes()), |e| words[e as usize] == *word), Some(at as u32));
        }
        assert_eq!(find(&slots, hash(b"calzone"), |e| words[e as usize] == "calzone"), None);
        assert_eq!(find(&[], 7, |_| true), None);
    }

    #[test]
    fn numbers_stay_while_the_table_grows() {
        let mut numbered = Numbered::new();
        for round in 0..2 {
            for n in 0..3000u64 {
                assert_eq!(numbered.of(mix(1, n)), n as u32, "{round}");
            }
        }
        assert!(numbered.table.len() >= 2 * numbered.keys.len());
    }
}
