//! Tables of cases: all that differ are shown, not only the first.

use scn_graph::jiff::tz::TimeZone;
use std::fmt::Debug;

pub(crate) fn zurich() -> TimeZone {
    TimeZone::get("Europe/Zurich").unwrap()
}

/// Fails at its end when cases differed.
#[derive(Default)]
pub(crate) struct Table(Vec<String>);

impl Table {
    pub(crate) fn same<A: PartialEq<B> + Debug, B: Debug>(&mut self, found: A, expected: B, case: &str) {
        if found != expected {
            self.0.push(format!("{case:?}: {found:?} instead of {expected:?}"));
        }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.0.is_empty(), "\n{}", self.0.join("\n"));
        }
    }
}
