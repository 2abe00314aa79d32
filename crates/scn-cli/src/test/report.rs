//! `scn test --format json`

use super::coverage::{self, Covered};
use super::{Line, Played, Project};
use scn_testing::{Mark, Who};
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    /// Of this shape.
    version: u32,
    passed: usize,
    failed: usize,
    tests: Vec<Item<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Vec<Covered>>,
}

#[derive(Serialize)]
struct Item<'a> {
    title: &'a str,
    #[serde(flatten)]
    place: &'a Line,
    passed: bool,
    failure: Option<Problem<'a>>,
    chat: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    #[serde(flatten)]
    place: &'a Line,
    message: &'a str,
}

#[derive(Serialize)]
struct Said<'a> {
    who: &'static str,
    text: &'a str,
    buttons: &'a [String],
    mark: Option<&'static str>,
}

pub(super) fn json(projects: &[Project], failed: usize, with_coverage: bool) -> String {
    let tests: Vec<Item<'_>> = projects.iter().flat_map(|project| &project.tests).map(item).collect();
    let report = Report {
        version: 1,
        passed: tests.len() - failed,
        failed,
        tests,
        coverage: with_coverage.then(|| projects.iter().flat_map(coverage::covered).collect()),
    };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn item(test: &Played) -> Item<'_> {
    let problem = test.outcome.failure.as_ref().zip(test.failed_at.as_ref());
    let said = test.outcome.chat.iter().map(|line| Said {
        who: match line.who {
            Who::Client => "client",
            Who::Bot => "bot",
            Who::Human => "human",
            Who::Note => "note",
        },
        text: &line.text,
        buttons: &line.buttons,
        mark: match line.mark {
            Mark::Fine => None,
            Mark::Expected => Some("expected"),
            Mark::Actual => Some("actual"),
        },
    });
    Item {
        title: &test.outcome.title,
        place: &test.place,
        passed: test.outcome.passed(),
        failure: problem.map(|(failure, place)| Problem { place, message: &failure.message }),
        chat: said.collect(),
    }
}
