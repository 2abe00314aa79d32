//! What happened, with virtual times: to be read, and to be compared.

use std::fmt;

#[derive(Default)]
pub(crate) struct Trace {
    lines: Vec<(i64, String)>,
    /// FNV-1a over all lines.
    hash: u64,
}

impl Trace {
    pub(crate) fn note(&mut self, at: i64, text: String) {
        if self.lines.is_empty() {
            self.hash = 0xcbf2_9ce4_8422_2325;
        }
        for byte in at.to_le_bytes().iter().chain(text.as_bytes()) {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self.lines.push((at, text));
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let began = self.lines.first().map_or(0, |(at, _)| *at);
        for (at, text) in &self.lines {
            let gone = at - began;
            let (hours, minutes) = (gone / 3_600_000, gone / 60_000 % 60);
            let (seconds, millis) = (gone / 1000 % 60, gone % 1000);
            writeln!(f, "{hours:3}:{minutes:02}:{seconds:02}.{millis:03}  {text}")?;
        }
        Ok(())
    }
}
