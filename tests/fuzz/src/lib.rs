//! One fuzzing target for each recogniser, by its name in `scn_tests::fuzz`.

use scn_tests::fuzz::{LARGE, TARGETS};

/// Runs the target of this name on a text.
pub fn run(name: &str, text: &str) {
    let mut targets = TARGETS.iter().chain(LARGE);
    let (_, target) = targets.find(|(known, _)| *known == name).expect("a target of scn_tests::fuzz");
    target(text);
}
