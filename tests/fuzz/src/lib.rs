//! One fuzzing target for each recogniser, by its name in `scn_tests::fuzz`, and for each border, by its name in
//! `scn_runtime::fuzz`.

use scn_tests::fuzz::{LARGE, TARGETS};
use scn_tests::{Folder, load, repository};
use std::sync::LazyLock;

/// Runs the target of this name on a text.
pub fn run(name: &str, text: &str) {
    let mut targets = TARGETS.iter().chain(LARGE);
    let (_, target) = targets.find(|(known, _)| *known == name).expect("a target of scn_tests::fuzz");
    target(text);
}

/// Runs the border of this name on bytes, with the scenario of the parcels: it has calls and events.
pub fn border(name: &str, bytes: &[u8]) {
    static SCENARIO: LazyLock<scn_engine::Scenario> =
        LazyLock::new(|| load(&Folder(repository().join("examples/parcel"))));
    let target = scn_runtime::fuzz::TARGETS.iter().find(|target| target.name == name);
    (target.expect("a target of scn_runtime::fuzz").run)(&SCENARIO, bytes);
}
