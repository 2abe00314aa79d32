//! The report of `scn eval`: for people, and as JSON.

use super::add::Missing;
use super::classes::OUTSIDE;
use super::figures::{Confusion, Figures};
use super::misplaced::Misplaced;
use crate::reasons::percent;
use serde::Serialize;
use std::fmt::Write;

const MOST_CONFUSIONS: usize = 10;
const MOST_LABELS: usize = 10;
const MOST_ADVICE: usize = 10;

pub(super) struct Report {
    pub(super) figures: Figures,
    pub(super) misplaced: Vec<Misplaced>,
    pub(super) missing: Vec<Missing>,
}

#[derive(Serialize)]
struct Told<'r> {
    /// Of this shape.
    version: u32,
    #[serde(flatten)]
    figures: &'r Figures,
    move_examples: &'r [Misplaced],
    add_examples: &'r [Missing],
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<Vec<serde_json::Value>>,
}

impl Report {
    pub(super) fn json(&self, results: Option<Vec<serde_json::Value>>) -> String {
        let Report { figures, misplaced, missing } = self;
        let told = Told { version: 1, figures, move_examples: misplaced, add_examples: missing, results };
        serde_json::to_string_pretty(&told).unwrap_or_default() + "\n"
    }

    pub(super) fn text(&self) -> String {
        let mut out = self.summary();
        out.push_str(&self.scores());
        out.push_str(&self.weakest());
        out.push_str(&confusions(&self.figures.confusions));
        out.push_str(&self.to_move());
        out.push_str(&self.to_add());
        let times = &self.figures.microseconds_per_message;
        let _ = writeln!(
            out,
            "\nTime per message: {:.3} ms; 99 of 100 within {:.3} ms",
            times.median / 1000.0,
            times.p99 / 1000.0
        );
        out
    }

    fn summary(&self) -> String {
        let inside = &self.figures.in_scope;
        let mut out = format!("{} lines in scope, of {} labels\n", inside.lines, self.figures.labels.len());
        let rows = [
            ("taken rightly", inside.accuracy),
            ("asked back rightly", inside.asked_back_rightly),
            ("taken wrongly", inside.taken_wrongly),
            ("asked back wrongly", inside.asked_back_wrongly),
            ("not understood", inside.not_understood),
            ("best guess right, whatever its score", inside.best_guess),
        ];
        rows.iter().for_each(|(name, share)| out.push_str(&row(name, *share)));
        for (language, share) in &self.figures.languages {
            out.push_str(&row(&format!("taken rightly, {language} ({} lines)", share.lines), share.accuracy));
        }
        if let Some(outside) = &self.figures.out_of_scope {
            let _ = writeln!(out, "\n{} lines out of scope", outside.lines);
            out.push_str(&row("not taken", outside.recall));
            out.push_str(&row("neither taken nor asked about", outside.left_alone));
            out.push_str(&row("of all that is not taken, out of scope", outside.precision));
            out.extend(outside.auroc.map(|auroc| row("how well scores tell them apart (AUROC)", auroc)));
        }
        out
    }

    fn scores(&self) -> String {
        let calibration = &self.figures.calibration;
        let mut out = format!("\n{:<14} {:>6} {:>8}\n", "score", "lines", "right");
        for band in calibration.bands.iter().rev() {
            let to = if band.to == 1000 { 100 } else { band.to / 10 + 1 };
            let score = format!("{} to {to} %", band.from / 10);
            let _ = writeln!(out, "{score:<14} {:>6} {:>8}", band.lines, shown(band.right));
        }
        let _ = writeln!(out, "scores are off by {} on average", shown(calibration.expected_error));
        out
    }

    fn weakest(&self) -> String {
        let weak: Vec<_> =
            self.figures.labels.iter().filter(|label| label.f1 < 1.0).take(MOST_LABELS).collect();
        let Some(width) = weak.iter().map(|label| label.label.chars().count()).max() else {
            return String::new();
        };
        let width = width.max("weakest labels".len());
        let mut out = format!(
            "\n{:<width$} {:>6} {:>10} {:>8} {:>8}\n",
            "weakest labels", "lines", "precision", "recall", "F1"
        );
        for label in weak {
            let (precision, recall, f1) = (shown(label.precision), shown(label.recall), shown(label.f1));
            let _ = writeln!(
                out,
                "{:<width$} {:>6} {precision:>10} {recall:>8} {f1:>8}",
                label.label, label.lines
            );
        }
        out
    }

    fn to_move(&self) -> String {
        let line = |it: &Misplaced| {
            let place = it.place.as_deref().map(|place| format!("{place}: ")).unwrap_or_default();
            let like = it.like.as_deref().map(|like| format!(", such as \"{like}\"")).unwrap_or_default();
            let Misplaced { text, label, nearer_to, .. } = it;
            let (own, there) = (percent(it.score), percent(it.score_there));
            format!(
                "{place}the example \"{text}\" of `{label}` is nearer to `{nearer_to}`{like}; by itself it would be taken \
                 for that ({there}, its own {own})"
            )
        };
        let lines: Vec<String> = self.misplaced.iter().take(MOST_ADVICE).map(line).collect();
        part("Examples to move, or to word otherwise", &lines)
    }

    fn to_add(&self) -> String {
        let line = |it: &Missing| {
            let Missing { label, text, missed, mended, line, .. } = it;
            let share: Vec<String> = it.share.iter().map(|word| format!("\"{word}\"")).collect();
            format!(
                "add \"{text}\" (line {line}) to `{label}`: {missed} missed lines share {}; with it {mended} more of its \
                 lines are understood",
                share.join(", ")
            )
        };
        let mut lines: Vec<String> = self.missing.iter().take(MOST_ADVICE).map(line).collect();
        let broken = self.missing.first().map_or(0, |it| it.broken);
        if broken > 0 {
            lines
                .push(format!("with all of them, {broken} lines that are understood now would no longer be"));
        }
        part("Examples to add, each tried", &lines)
    }
}

fn confusions(confusions: &[Confusion]) -> String {
    let line = |it: &Confusion| {
        let Confusion { label, taken_for, times, line, text, score } = it;
        let times = if *times == 1 { "once".to_owned() } else { format!("{times} times") };
        let taken = match (label.as_str(), taken_for.as_str()) {
            (_, OUTSIDE) => format!("`{label}` is not understood {times}"),
            (OUTSIDE, _) => format!("what is out of scope is taken for `{taken_for}` {times}"),
            _ => format!("`{label}` is taken for `{taken_for}` {times}"),
        };
        format!("{taken}: \"{text}\" (line {line}, {})", percent(*score))
    };
    let lines: Vec<String> = confusions.iter().take(MOST_CONFUSIONS).map(line).collect();
    part("Worst confusions", &lines)
}

fn part(name: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("\n{name}\n{lines}")
}

fn row(name: &str, share: f64) -> String {
    format!("  {name:<40} {:>8}\n", shown(share))
}

pub(super) fn shown(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
