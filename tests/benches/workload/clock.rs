//! CPU time of this thread: other jobs on the machine hardly inflate it.

use std::fs;
use std::time::Instant;

pub(crate) struct Cpu {
    cpu: Option<u64>,
    wall: Instant,
}

impl Cpu {
    pub(crate) fn now() -> Cpu {
        Cpu { cpu: nanoseconds(), wall: Instant::now() }
    }

    /// Seconds of CPU since; seconds of the clock on the wall where the system does not tell.
    pub(crate) fn elapsed(&self) -> f64 {
        match (self.cpu, nanoseconds()) {
            (Some(before), Some(now)) => now.saturating_sub(before) as f64 / 1e9,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

/// Linux tells each thread's time on a CPU in its `schedstat`.
fn nanoseconds() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}
