//! What a process, a thread and a list of times say.

use serde_json::{Value, json};
use std::time::Duration;

/// Ticks of the processor's clock in a second, on every Linux there is.
const TICKS: u64 = 100;

/// Time of the processor that a process has had, all its threads together.
pub(crate) fn cpu_of(process: u32) -> Duration {
    cpu(&format!("/proc/{process}/stat"))
}

/// Time of the processor that this thread has had.
pub(crate) fn cpu_of_thread() -> Duration {
    cpu("/proc/thread-self/stat")
}

fn cpu(stat: &str) -> Duration {
    let stat = std::fs::read_to_string(stat).unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 =
        after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1000 / TICKS)
}

/// Memory that a process holds, in MiB: now, and at most.
pub(crate) fn memory_of(process: u32) -> (u64, u64) {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.split_whitespace().next()?.parse::<u64>().ok()? >> 10)
    };
    (field("VmRSS:").unwrap_or(0), field("VmHWM:").unwrap_or(0))
}

/// Times, in microseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(Vec<u32>);

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// In milliseconds; so many of a hundred are faster.
    pub(crate) fn at(&self, percent: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (sorted.len() as f64 * percent / 100.0) as usize;
        sorted
            .get(place.min(sorted.len().saturating_sub(1)))
            .map_or(f64::NAN, |micros| f64::from(*micros) / 1e3)
    }

    pub(crate) fn json(&self) -> Value {
        json!({ "count": self.count(), "p50": self.at(50.0), "p99": self.at(99.0), "max": self.at(100.0) })
    }
}
