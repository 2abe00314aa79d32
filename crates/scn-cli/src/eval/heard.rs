//! What becomes of a message: taken, asked about, or left.

use super::classes::Classes;
use super::labelled::Line;
use scn_understand::{Score, Utterance};
use std::time::Instant;

/// From where on a score is taken, or asked about.
#[derive(Clone, Copy)]
pub(super) struct Bars {
    pub(super) accept: Score,
    pub(super) ask_back: Score,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Taken(usize),
    /// The customer is asked which of these is meant.
    Asked(Vec<usize>),
    Left,
}

pub(super) struct Heard {
    /// Labels with their scores, best first.
    pub(super) guesses: Vec<(usize, Score)>,
    pub(super) outcome: Outcome,
    pub(super) micros: f64,
}

impl Heard {
    pub(super) fn best(&self) -> Option<usize> {
        self.guesses.first().map(|(class, _)| *class)
    }
    pub(super) fn score(&self) -> Score {
        self.guesses.first().map_or(0, |(_, score)| *score)
    }
}

pub(super) fn hear(classes: &Classes<'_>, line: &Line, bars: Bars) -> Heard {
    let start = Instant::now();
    let words = Utterance::new(&line.text);
    let guesses = classes.heard(&words, &line.labels);
    let micros = start.elapsed().as_secs_f64() * 1e6;
    Heard { outcome: outcome(&guesses, bars), guesses, micros }
}

/// As the engine decides: the doubtful are asked about, the best two of them.
pub(super) fn outcome(guesses: &[(usize, Score)], bars: Bars) -> Outcome {
    let Some((first, score)) = guesses.first().copied() else { return Outcome::Left };
    let near = |(_, other): &&(usize, Score)| score < bars.accept && *other >= bars.ask_back;
    if let Some((second, _)) = guesses.get(1).filter(near) {
        return Outcome::Asked(vec![first, *second]);
    }
    match score {
        _ if score >= bars.accept => Outcome::Taken(first),
        _ if score >= bars.ask_back => Outcome::Asked(vec![first]),
        _ => Outcome::Left,
    }
}
