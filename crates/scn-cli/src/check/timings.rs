//! `--timings`: where the time of a check goes, and how much memory it took, to standard error.

use serde_json::json;
use std::cell::RefCell;
use std::time::{Duration, Instant};

/// Which phase began when.
#[derive(Default)]
pub(super) struct Timings {
    begun: RefCell<Vec<(&'static str, Instant)>>,
}

impl Timings {
    pub(super) fn begin(&self, phase: &'static str) {
        self.begun.borrow_mut().push((phase, Instant::now()));
    }

    /// Every phase that has begun with its time, the last one until now. A phase that comes again is one.
    fn took(&self) -> Vec<(&'static str, Duration)> {
        let begun = self.begun.borrow();
        let ends = begun.iter().skip(1).map(|(_, start)| *start).chain([Instant::now()]);
        let mut took: Vec<(&'static str, Duration)> = Vec::new();
        for ((phase, start), end) in begun.iter().zip(ends) {
            let spent = end.saturating_duration_since(*start);
            match took.iter_mut().find(|(known, _)| known == phase) {
                Some((_, sum)) => *sum += spent,
                None => took.push((phase, spent)),
            }
        }
        took
    }

    pub(super) fn text(&self) -> String {
        let took = self.took();
        let all: Duration = took.iter().map(|(_, spent)| *spent).sum();
        let width = took.iter().map(|(phase, _)| phase.len()).max().unwrap_or_default().max("memory".len());
        let line = |name: &str, value: f64, unit: &str| format!("  {name:<width$} {value:>10.1} {unit}\n");
        let mut out: String = took.iter().map(|(phase, spent)| line(phase, millis(*spent), "ms")).collect();
        out.push_str(&line("all", millis(all), "ms"));
        out.extend(most_memory().map(|kib| line("memory", kib as f64 / 1024.0, "MiB at most")));
        out
    }

    /// One JSON object on one line.
    pub(super) fn json(&self) -> String {
        let took = self.took();
        let all: Duration = took.iter().map(|(_, spent)| *spent).sum();
        let row = |(phase, spent): &(&str, Duration)| json!({ "phase": phase, "ms": millis(*spent) });
        let phases: Vec<_> = took.iter().map(row).collect();
        let mut told = json!({ "phases": phases, "ms": millis(all) });
        if let (Some(kib), Some(told)) = (most_memory(), told.as_object_mut()) {
            told.insert("peak_memory_kib".to_owned(), kib.into());
        }
        format!("{}\n", json!({ "timings": told }))
    }
}

fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}

/// The most memory this process has had, in KiB; only Linux tells.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_stand_in_their_order_and_once() {
        let timings = Timings::default();
        for phase in ["read", "names", "read"] {
            timings.begin(phase);
        }
        let text = timings.text();
        let names: Vec<_> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(names[..3], ["read", "names", "all"]);
        let told: serde_json::Value = serde_json::from_str(&timings.json()).unwrap();
        let phases = told["timings"]["phases"].as_array().unwrap();
        assert_eq!(phases.len(), 2);
        assert!(phases[0]["ms"].as_f64().unwrap() >= 0.0, "{told}");
    }
}
