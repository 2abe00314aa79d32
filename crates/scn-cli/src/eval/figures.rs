//! How well the lines were understood, in figures. Shares go from 0 to 1.

use super::classes::{Classes, OUTSIDE};
use super::heard::{Heard, Outcome};
use super::labelled::Line;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub(super) struct Figures {
    pub(super) lines: usize,
    pub(super) in_scope: InScope,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) out_of_scope: Option<OutOfScope>,
    pub(super) calibration: Calibration,
    pub(super) labels: Vec<Label>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) languages: BTreeMap<String, Share>,
    pub(super) confusions: Vec<Confusion>,
    pub(super) microseconds_per_message: Times,
}

#[derive(Serialize)]
pub(super) struct InScope {
    pub(super) lines: usize,
    /// Taken, and rightly.
    pub(super) accuracy: f64,
    /// Whatever its score.
    pub(super) best_guess: f64,
    pub(super) taken_wrongly: f64,
    pub(super) asked_back_rightly: f64,
    pub(super) asked_back_wrongly: f64,
    pub(super) not_understood: f64,
}

#[derive(Serialize)]
pub(super) struct OutOfScope {
    pub(super) lines: usize,
    /// Not taken for anything; the customer may have been asked.
    pub(super) recall: f64,
    /// Neither taken nor asked about.
    pub(super) left_alone: f64,
    /// Of the lines not taken, those that are out of scope.
    pub(super) precision: f64,
    /// How often a line in scope has a higher score than one out of scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auroc: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct Calibration {
    pub(super) expected_error: f64,
    pub(super) bands: Vec<Band>,
}

/// Lines whose best guess has a score within these, and how many are right.
#[derive(Serialize)]
pub(super) struct Band {
    pub(super) from: u16,
    pub(super) to: u16,
    pub(super) lines: usize,
    pub(super) right: f64,
}

#[derive(Serialize)]
pub(super) struct Label {
    pub(super) label: String,
    pub(super) lines: usize,
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(super) f1: f64,
}

#[derive(Serialize)]
pub(super) struct Share {
    pub(super) lines: usize,
    pub(super) accuracy: f64,
}

#[derive(Serialize)]
pub(super) struct Confusion {
    pub(super) label: String,
    /// `out_of_scope` when it was not understood.
    pub(super) taken_for: String,
    pub(super) times: usize,
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) score: u16,
}

#[derive(Serialize)]
pub(super) struct Times {
    pub(super) median: f64,
    pub(super) p99: f64,
}

/// A line with what was heard.
pub(super) type Tried<'l> = (&'l Line, &'l Heard);

pub(super) fn is_right(line: &Line, heard: &Heard) -> bool {
    matches!(&heard.outcome, Outcome::Taken(class) if line.labels.contains(class))
}

/// The customer is asked, and what they mean is among the answers.
pub(super) fn is_asked_rightly(line: &Line, heard: &Heard) -> bool {
    matches!(&heard.outcome, Outcome::Asked(classes) if classes.iter().any(|class| line.labels.contains(class)))
}

pub(super) fn figures(classes: &Classes<'_>, lines: &[Line], heard: &[Heard]) -> Figures {
    let tried: Vec<Tried<'_>> = lines.iter().zip(heard).collect();
    let (outside, inside): (Vec<Tried<'_>>, Vec<Tried<'_>>) =
        tried.iter().copied().partition(|(line, _)| line.labels.is_empty());
    Figures {
        lines: tried.len(),
        in_scope: in_scope(&inside),
        out_of_scope: out_of_scope(&tried, &inside, &outside),
        calibration: calibration(&tried),
        labels: labels(classes, &tried),
        languages: languages(&inside),
        confusions: confusions(classes, &tried),
        microseconds_per_message: times(heard),
    }
}

pub(super) fn share(part: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { round(part as f64 / all as f64) }
}

fn round(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

fn count(tried: &[Tried<'_>], fits: impl Fn(&Line, &Heard) -> bool) -> usize {
    tried.iter().filter(|(line, heard)| fits(line, heard)).count()
}

fn taken(heard: &Heard) -> bool {
    matches!(heard.outcome, Outcome::Taken(_))
}

fn guessed(line: &Line, heard: &Heard) -> bool {
    heard.best().is_some_and(|best| line.labels.contains(&best))
}

fn in_scope(inside: &[Tried<'_>]) -> InScope {
    let of = |fits: &dyn Fn(&Line, &Heard) -> bool| share(count(inside, fits), inside.len());
    let asked = |heard: &Heard| matches!(heard.outcome, Outcome::Asked(_));
    InScope {
        lines: inside.len(),
        accuracy: of(&is_right),
        best_guess: of(&guessed),
        taken_wrongly: of(&|line, heard| taken(heard) && !is_right(line, heard)),
        asked_back_rightly: of(&is_asked_rightly),
        asked_back_wrongly: of(&|line, heard| asked(heard) && !is_asked_rightly(line, heard)),
        not_understood: of(&|_, heard| heard.outcome == Outcome::Left),
    }
}

fn out_of_scope(tried: &[Tried<'_>], inside: &[Tried<'_>], outside: &[Tried<'_>]) -> Option<OutOfScope> {
    let not_taken = count(outside, |_, heard| !taken(heard));
    (!outside.is_empty()).then(|| OutOfScope {
        lines: outside.len(),
        recall: share(not_taken, outside.len()),
        left_alone: share(count(outside, |_, heard| heard.outcome == Outcome::Left), outside.len()),
        precision: share(not_taken, count(tried, |_, heard| !taken(heard))),
        auroc: auroc(inside, outside),
    })
}

fn auroc(inside: &[Tried<'_>], outside: &[Tried<'_>]) -> Option<f64> {
    let mut scores: Vec<u16> = outside.iter().map(|(_, heard)| heard.score()).collect();
    scores.sort_unstable();
    let won = |score: u16| {
        let below = scores.partition_point(|other| *other < score);
        let equal = scores.partition_point(|other| *other <= score) - below;
        below as f64 + equal as f64 / 2.0
    };
    let sum: f64 = inside.iter().map(|(_, heard)| won(heard.score())).sum();
    (!inside.is_empty()).then(|| round(sum / (inside.len() * outside.len()) as f64))
}

/// A score means something when of the lines with 800 of 1000, 80 of 100 are right.
fn calibration(tried: &[Tried<'_>]) -> Calibration {
    let mut bands = Vec::new();
    let mut error = 0.0;
    for from in (0..1000).step_by(100) {
        let to = if from == 900 { 1000 } else { from + 99 };
        let within = |heard: &Heard| heard.best().is_some() && (from..=to).contains(&heard.score());
        let band: Vec<Tried<'_>> = tried.iter().copied().filter(|(_, heard)| within(heard)).collect();
        if band.is_empty() {
            continue;
        }
        let right = count(&band, guessed) as f64 / band.len() as f64;
        let promised: f64 = band.iter().map(|(_, heard)| f64::from(heard.score()) / 1000.0).sum();
        error += (right * band.len() as f64 - promised).abs();
        bands.push(Band { from, to, lines: band.len(), right: round(right) });
    }
    let all = bands.iter().map(|band| band.lines).sum::<usize>().max(1);
    Calibration { expected_error: round(error / all as f64), bands }
}

/// The weakest first.
fn labels(classes: &Classes<'_>, tried: &[Tried<'_>]) -> Vec<Label> {
    let of = |class: usize| {
        let lines = count(tried, |line, _| line.labels.contains(&class));
        let right = count(tried, |line, heard| {
            heard.outcome == Outcome::Taken(class) && line.labels.contains(&class)
        });
        let taken = count(tried, |_, heard| heard.outcome == Outcome::Taken(class));
        Label {
            label: classes.name(class).to_owned(),
            lines,
            precision: share(right, taken),
            recall: share(right, lines),
            f1: share(2 * right, taken + lines),
        }
    };
    let mut labels: Vec<Label> = (0..classes.list.len()).map(of).filter(|label| label.lines > 0).collect();
    labels.sort_by(|a, b| a.f1.total_cmp(&b.f1).then_with(|| a.label.cmp(&b.label)));
    labels
}

fn languages(inside: &[Tried<'_>]) -> BTreeMap<String, Share> {
    let mut by: BTreeMap<String, Vec<Tried<'_>>> = BTreeMap::new();
    for (line, heard) in inside {
        if let Some(language) = &line.language {
            by.entry(language.clone()).or_default().push((line, heard));
        }
    }
    let of = |tried: Vec<Tried<'_>>| Share {
        lines: tried.len(),
        accuracy: share(count(&tried, is_right), tried.len()),
    };
    by.into_iter().map(|(language, tried)| (language, of(tried))).collect()
}

/// What is taken for what, the most frequent first, each with its surest line. Asking back rightly is no confusion.
fn confusions(classes: &Classes<'_>, tried: &[Tried<'_>]) -> Vec<Confusion> {
    let mut found: BTreeMap<(Option<usize>, Option<usize>), Vec<Tried<'_>>> = BTreeMap::new();
    for (line, heard) in tried {
        let taken_for = match &heard.outcome {
            Outcome::Left => None,
            _ => heard.best(),
        };
        let fine = is_right(line, heard) || is_asked_rightly(line, heard);
        let label = line.labels.first().copied();
        if !fine && label != taken_for {
            found.entry((label, taken_for)).or_default().push((line, heard));
        }
    }
    let name = |class: Option<usize>| class.map_or(OUTSIDE, |class| classes.name(class)).to_owned();
    let of = |((label, taken_for), lines): ((Option<usize>, Option<usize>), Vec<Tried<'_>>)| {
        let (line, heard) =
            lines.iter().copied().max_by_key(|(line, heard)| (heard.score(), usize::MAX - line.number))?;
        Some(Confusion {
            label: name(label),
            taken_for: name(taken_for),
            times: lines.len(),
            line: line.number,
            text: line.text.clone(),
            score: heard.score(),
        })
    };
    let mut confusions: Vec<Confusion> = found.into_iter().filter_map(of).collect();
    confusions.sort_by(|a, b| b.times.cmp(&a.times).then(b.score.cmp(&a.score)).then(a.line.cmp(&b.line)));
    confusions
}

fn times(heard: &[Heard]) -> Times {
    let mut micros: Vec<f64> = heard.iter().map(|heard| heard.micros).collect();
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| {
        micros.get((micros.len() as f64 * share) as usize).or(micros.last()).copied().unwrap_or(0.0)
    };
    let tenths = |micros: f64| (micros * 10.0).round() / 10.0;
    Times { median: tenths(at(0.5)), p99: tenths(at(0.99)) }
}
