//! Examples to add: what missed lines of a label share and none of its examples has. Every advice was tried: the line is
//! learnt, and the other lines are heard again.

use super::classes::Classes;
use super::figures::{is_asked_rightly, is_right};
use super::heard::{Bars, Heard, outcome};
use super::labelled::Line;
use super::misplaced::{self, Example};
use scn_understand::{Utterance, classify};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// So many lines are tried.
const MOST: usize = 12;

/// A line that would be a good example of its label.
#[derive(Serialize)]
pub(super) struct Missing {
    pub(super) label: String,
    pub(super) line: usize,
    pub(super) text: String,
    /// Missed lines of the label that share these words, this one included.
    pub(super) missed: usize,
    pub(super) share: Vec<String>,
    /// Missed lines, this one aside, that are understood once it is an example.
    pub(super) mended: usize,
    /// Lines that were understood and no longer are, when all of this advice is followed.
    pub(super) broken: usize,
}

/// A line to try, with what it shares.
struct Try<'l> {
    class: usize,
    line: &'l Line,
    missed: usize,
    share: Vec<String>,
}

pub(super) fn missing(
    examples: &[Example<'_>],
    classes: &Classes<'_>,
    lines: &[Line],
    heard: &[Heard],
    bars: Bars,
) -> Vec<Missing> {
    let fine = |line: &Line, heard: &Heard| is_right(line, heard) || is_asked_rightly(line, heard);
    let missed: Vec<&Line> =
        lines.iter().zip(heard).filter(|(line, heard)| !fine(line, heard)).map(|(line, _)| line).collect();
    let mut tries: Vec<Try<'_>> =
        (0..classes.list.len()).filter_map(|class| to_try(class, &missed, examples, classes)).collect();
    tries.sort_by_key(|found| (std::cmp::Reverse(found.missed), found.line.number));
    tries.truncate(MOST);
    if tries.is_empty() {
        return Vec::new();
    }
    let again = heard_again(examples, classes, lines, &tries, bars);
    let before = || lines.iter().zip(heard).zip(&again);
    let broken = before().filter(|((line, was), now)| fine(line, was) && !fine(line, now)).count();
    let told = |found: Try<'_>| {
        let mended = |((line, was), now): &((&Line, &Heard), &Heard)| {
            line.labels.contains(&found.class)
                && line.number != found.line.number
                && !fine(line, was)
                && fine(line, now)
        };
        Missing {
            label: classes.name(found.class).to_owned(),
            line: found.line.number,
            text: found.line.text.clone(),
            missed: found.missed,
            mended: before().filter(mended).count(),
            share: found.share,
            broken,
        }
    };
    // Advice that mends nothing is none.
    tries.into_iter().map(told).filter(|missing| missing.mended > 0).collect()
}

/// The missed lines of a label that share the most with each other, and with none of its examples.
fn to_try<'l>(
    class: usize,
    missed: &[&'l Line],
    examples: &[Example<'_>],
    classes: &Classes<'_>,
) -> Option<Try<'l>> {
    let own: Vec<&Line> = missed.iter().copied().filter(|line| line.labels.first() == Some(&class)).collect();
    if own.len() < 2 {
        return None;
    }
    let known: BTreeSet<String> = examples
        .iter()
        .filter(|example| classes.of_listener(example.listener) == Some(class))
        .flat_map(|example| misplaced::words(example.text))
        .collect();
    let new: Vec<(&Line, BTreeSet<String>)> = own
        .into_iter()
        .map(|line| (line, misplaced::words(&line.text).difference(&known).cloned().collect()))
        .collect();
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    new.iter().flat_map(|(_, words)| words).for_each(|word| *counts.entry(word).or_default() += 1);
    // Short words tell little; of equally frequent ones the longest tells the most.
    let (word, missed) = counts
        .into_iter()
        .filter(|(word, count)| *count > 1 && word.len() > 2)
        .max_by_key(|(word, count)| (*count, word.len()))?;
    let group: Vec<&(&Line, BTreeSet<String>)> =
        new.iter().filter(|(_, words)| words.contains(word)).collect();
    let all_have = |word: &&String| group.iter().all(|(_, words)| words.contains(*word));
    let share: Vec<String> = group.first()?.1.iter().filter(all_have).cloned().collect();
    // The line with the least beside what they share stands for the others.
    let (line, _) = group.iter().min_by_key(|(line, words)| (words.len(), line.text.len(), line.number))?;
    Some(Try { class, line, missed, share })
}

/// All lines, heard by what is learnt with the new examples. What `says` and `matching` take stays as it was.
fn heard_again(
    examples: &[Example<'_>],
    classes: &Classes<'_>,
    lines: &[Line],
    tries: &[Try<'_>],
    bars: Bars,
) -> Vec<Heard> {
    let listener = |class: usize| {
        examples.iter().map(|example| example.listener).find(|at| classes.of_listener(*at) == Some(class))
    };
    let added = tries.iter().filter_map(|found| Some((listener(found.class)?, found.line.text.as_str())));
    let model =
        misplaced::learnt(examples.iter().map(|example| (example.listener, example.text)).chain(added));
    let hear = |line: &Line| {
        let words = Utterance::new(&line.text);
        let certain = classes.certain(&words, &line.labels);
        let found = match certain.is_empty() {
            true => classify(&model, &words, |listener| classes.in_reach(listener, &line.labels)),
            false => certain,
        };
        let guesses = classes.by_class(found);
        Heard { outcome: outcome(&guesses, bars), guesses, micros: 0.0 }
    };
    lines.iter().map(hear).collect()
}
