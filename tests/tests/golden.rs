//! The neutral workload comes out to the letter, with the state written to bytes between any two messages.

use scn_tests::{Folder, Player, load, repository, scaling_project};
use std::fs;

type Transcript = Vec<(String, Vec<String>)>;

#[test]
fn both_golden_transcripts_come_out_exactly() {
    let folder = repository().join("tests/bench/pizza-roma");
    let golden = fs::read_to_string(folder.join("golden.json")).expect("golden.json is in the repository");
    let golden: Vec<Transcript> =
        serde_json::from_str(&golden).expect("golden.json is a list of transcripts");
    assert_eq!(golden.len(), 2);
    let scenario = load(&Folder(folder));
    for (number, transcript) in golden.iter().enumerate() {
        let mut player = Player::new(&scenario);
        for (at, (said, expected)) in transcript.iter().enumerate() {
            let answers = player.says(said);
            assert_eq!(&answers, expected, "transcript {}, message {}: {said}", number + 1, at + 1);
        }
    }
}

#[test]
fn the_state_of_the_neutral_workload_stays_small() {
    let scenario = load(&Folder(repository().join("tests/bench/pizza-roma")));
    let mut player = Player::new(&scenario);
    for said in ["hi", "Quattro Formaggi", "Large", "2", "Do you deliver on Sunday?", "Delivery", "Yes"] {
        player.says(said);
        let size = player.state.as_ref().map_or(0, Vec::len);
        assert!((1..300).contains(&size), "{size} bytes after `{said}`");
    }
}

/// The walk of the scaling workload goes where the formula says, in small scenarios and in large ones.
#[test]
fn the_scaling_workload_walks_as_its_formula_says() {
    for nodes in [10, 1000] {
        let scenario = load(&scaling_project(nodes));
        let mut player = Player::new(&scenario);
        let question = |i: usize| vec![format!("Question {i}: choose [A|B|C]")];
        assert_eq!(player.says("hi"), question(0));
        let mut at = 0;
        for (said, factor, offset) in [("A", 1, 1), ("b", 7, 3), ("C", 31, 11), ("A", 1, 1), ("B", 7, 3)] {
            at = (factor * at + offset) % nodes;
            assert_eq!(player.says(said), question(at), "{nodes} nodes, `{said}`");
        }
        let again = player.says("something else");
        assert!(again.last().is_some_and(|text| text.ends_with("[A|B|C]")), "asked again: {again:?}");
        assert_eq!(player.says("A"), question((at + 1) % nodes), "still at the same question");
    }
}
