//! Escapes and entries by their examples: accuracy on lines that were not learnt from, lines that mean none of them, and
//! whether scores are what they say.

mod sets;

use crate::figures::Figures;
use scn_graph::model::IntentModel;
use scn_understand::{Class, Utterance, classify, train};
use sets::{Aims, Set};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

const NO_AIMS: Aims = (None, None);

pub(crate) fn measure(figures: &mut Figures) {
    figures.table(
        "Intents",
        "Learnt from the examples named, tried on the other lines of the set; no line with the same words is in both. The \
         label itself is the name of the listener, as in a scenario. \"Best guess\" is the accuracy without declining. \"Taken\" and \"taken or asked about\" are at the thresholds of the model itself. AUROC \
         tells how well scores part lines in scope from lines out of scope. The calibration error is how far a score is from the \
         share of lines that are right with such a score.",
    );
    for set in sets::all() {
        let tried = try_set(figures, &set);
        report(figures, &set, &tried);
    }
    figures.table(
        "Intents, as few as a step offers",
        "Learnt from those of one step alone: the 15 of each domain of CLINC150, 10 at random of BANKING77 in ten draws.",
    );
    for (set, aims, parts) in sets::steps() {
        let tried: Vec<Vec<Tried>> = parts.iter().map(|part| learn_and_try(part).1).collect();
        let share = |lines: &[Tried]| {
            let inside = lines.iter().filter(|line| !line.outside).count().max(1);
            lines.iter().filter(|line| line.right).count() as f64 / inside as f64
        };
        let mean = |each: &dyn Fn(&[Tried]) -> f64| {
            100.0 * tried.iter().map(|lines| each(lines)).sum::<f64>() / tried.len().max(1) as f64
        };
        let cases = tried.iter().map(Vec::len).sum();
        figures.percent(&set, "best guess", mean(&share), cases, aims);
        figures.percent(&set, "AUROC", mean(&|lines| auroc(lines) / 100.0), cases, NO_AIMS);
        figures.percent(&set, "calibration error", mean(&|lines| strays(lines) / 100.0), cases, NO_AIMS);
    }
}

/// A line of the set, and what it was taken for.
struct Tried {
    outside: bool,
    right: bool,
    score: u16,
    found: String,
    took: Duration,
}

struct Learnt {
    model: IntentModel,
    trained: Duration,
}

fn learn_and_try(set: &Set) -> (Learnt, Vec<Tried>) {
    let mut by_label: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (label, text) in set.examples.iter().filter(|(label, _)| label != "oos") {
        by_label.entry(label).or_default().push(text);
    }
    let names: Vec<String> = by_label.keys().map(|label| sets::spoken(label)).collect();
    let labels: Vec<&str> = by_label.keys().copied().collect();
    let class = |(name, examples)| Class { name, examples };
    let classes: Vec<Class> =
        names.iter().map(String::as_str).zip(by_label.into_values()).map(class).collect();
    let start = processor_time();
    let model = train(&classes);
    let trained = processor_time().saturating_sub(start);
    let tried = set.gold.iter().map(|(label, text)| {
        let start = Instant::now();
        let best = classify(&model, &Utterance::new(text), |_| true).first().copied();
        let took = start.elapsed();
        let found = best.and_then(|(class, _)| labels.get(class as usize).copied()).unwrap_or("nothing");
        let score = best.map_or(0, |(_, score)| score);
        Tried { outside: label == "oos", right: found == label, score, found: found.to_owned(), took }
    });
    let tried = tried.collect();
    (Learnt { model, trained }, tried)
}

/// What this process took of a processor, so that a busy machine tells the same.
#[allow(clippy::disallowed_methods)]
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

fn try_set(figures: &mut Figures, set: &Set) -> Vec<Tried> {
    let (Learnt { model, trained }, tried) = learn_and_try(set);
    let wrong = tried
        .iter()
        .zip(&set.gold)
        .filter(|(line, _)| !line.right && (!line.outside || line.score >= model.ask_back));
    let misses: Vec<String> = wrong
        .map(|(line, (label, text))| {
            format!("{text:?} is {label}, taken for {} ({})", line.found, line.score)
        })
        .collect();
    figures.misses(&set.name, &misses);
    cost(figures, set, &model, trained, &tried);
    at_thresholds(figures, &set.name, &tried, &model);
    tried
}

fn report(figures: &mut Figures, set: &Set, tried: &[Tried]) {
    let name = &set.name;
    let inside = tried.iter().filter(|line| !line.outside).count();
    figures.share(name, "best guess", (tried.iter().filter(|line| line.right).count(), inside), set.aims);
    figures.percent(name, "calibration error", strays(tried), tried.len(), NO_AIMS);
    if inside < tried.len() {
        figures.percent(name, "AUROC", auroc(tried), tried.len(), set.auroc);
        best_threshold(figures, set, tried);
    }
}

fn at_thresholds(figures: &mut Figures, set: &str, tried: &[Tried], model: &IntentModel) {
    let inside = tried.iter().filter(|line| !line.outside).count();
    let outside = tried.len() - inside;
    let count = |fits: &dyn Fn(&Tried) -> bool| tried.iter().filter(|line| fits(line)).count();
    for (bound, what) in [(model.accept, "taken"), (model.ask_back, "taken or asked about")] {
        let right = count(&|line| line.right && line.score >= bound);
        figures.share(set, &format!("{what}, rightly"), (right, inside), NO_AIMS);
        let wrong = count(&|line| !line.right && !line.outside && line.score >= bound);
        figures.share(set, &format!("{what}, wrongly"), (wrong, inside), NO_AIMS);
        if outside > 0 {
            let declined = count(&|line| line.outside && line.score < bound);
            figures.share(set, &format!("out of scope not {what}"), (declined, outside), NO_AIMS);
        }
    }
}

/// The threshold that is best for every other line, tried on the lines between.
fn best_threshold(figures: &mut Figures, set: &Set, tried: &[Tried]) {
    let right = |line: &Tried, bound: u16| if line.score < bound { line.outside } else { line.right };
    let half = |from: usize| tried.iter().skip(from).step_by(2);
    let bound =
        (0..=100u16).map(|step| step * 10).max_by_key(|bound| half(0).filter(|l| right(l, *bound)).count());
    let bound = bound.unwrap_or_default();
    let (inside, outside): (Vec<&Tried>, Vec<&Tried>) = half(1).partition(|line| !line.outside);
    let share = |lines: &[&Tried]| (lines.iter().filter(|line| right(line, bound)).count(), lines.len());
    let (in_scope, out_of_scope) = (share(&inside), share(&outside));
    figures.share(
        &set.name,
        "best overall",
        (in_scope.0 + out_of_scope.0, in_scope.1 + out_of_scope.1),
        NO_AIMS,
    );
    figures.share(&set.name, "in scope at that threshold", in_scope, NO_AIMS);
    figures.share(&set.name, "out of scope at that threshold", out_of_scope, NO_AIMS);
}

/// The expected calibration error in ten equal parts, in percent.
fn strays(tried: &[Tried]) -> f64 {
    let mut parts = [(0.0, 0.0); 10];
    for line in tried {
        if let Some(part) = parts.get_mut(usize::from(line.score / 100).min(9)) {
            part.0 += f64::from(line.score) / 1000.0;
            part.1 += f64::from(u8::from(line.right));
        }
    }
    100.0 * parts.iter().map(|(said, right)| (said - right).abs()).sum::<f64>() / tried.len().max(1) as f64
}

/// How often a line in scope has a higher score than one out of scope.
fn auroc(tried: &[Tried]) -> f64 {
    let mut scores: Vec<(u16, bool)> = tried.iter().map(|line| (line.score, !line.outside)).collect();
    scores.sort_unstable();
    let inside = scores.iter().filter(|(_, inside)| *inside).count() as f64;
    let outside = scores.len() as f64 - inside;
    let mut sum = 0.0;
    let mut at = 0;
    for same in scores.chunk_by(|a, b| a.0 == b.0) {
        let rank = at as f64 + (same.len() as f64 + 1.0) / 2.0;
        sum += rank * same.iter().filter(|(_, inside)| *inside).count() as f64;
        at += same.len();
    }
    100.0 * (sum - inside * (inside + 1.0) / 2.0) / (inside * outside).max(1.0)
}

fn cost(figures: &mut Figures, set: &Set, model: &IntentModel, trained: Duration, tried: &[Tried]) {
    let mut times: Vec<Duration> = tried.iter().map(|line| line.took).collect();
    times.sort_unstable();
    let slowest = times.get(times.len() * 99 / 100).copied();
    let size = 4 * (model.table.len() + model.keys.len() + model.starts.len() + model.postings.len())
        + 2 * (model.idf.len() + model.bias.len())
        + 10 * model.exact.len();
    let examples = set.examples.len();
    let more = format!("learnt {examples} examples in {trained:.1?} of one core; {} KiB", size / 1024);
    figures.cost(&format!("intents, {}", set.name), times.iter().sum(), times.len(), slowest, &more);
}
