//! One fuzzing target for each recogniser, by its name in `scn_tests::fuzz`.

/// Runs the target of this name on a text.
pub fn run(name: &str, text: &str) {
    let target = scn_tests::fuzz::TARGETS.iter().find(|(known, _)| *known == name);
    let (_, target) = target.expect("a target of scn_tests::fuzz");
    target(text);
}
