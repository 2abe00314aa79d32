//! `scn test --record`: what the conversations would send to the Cloud API.

use super::Project;
use crate::exit::Failure;
use scn_engine::Effect;
use scn_whatsapp::{Identity, body, reaction, split, template};
use serde_json::Value;
use std::path::Path;

/// The message that reactions are put on: the platform names them, and there is none.
const ANY_MESSAGE: &str = "wamid.test";

pub(super) fn write(path: &Path, projects: &[Project]) -> Result<(), Failure> {
    let tests = projects.iter().flat_map(|project| &project.tests);
    let bodies = tests.flat_map(|test| {
        let title = test.outcome.title.as_str();
        test.outcome.sent.iter().flat_map(move |effect| bodies(effect, title))
    });
    let lines: String = bodies.map(|body| format!("{body}\n")).collect();
    std::fs::write(path, lines).map_err(|error| Failure::file("write", path, &error))
}

/// The request bodies of one effect. The field that the platform gives back in each status holds the test's title.
fn bodies(effect: &Effect, title: &str) -> Vec<Value> {
    let to = Identity { phone: Some("+41790000000".to_owned()), ..Identity::default() };
    match effect {
        Effect::Send { message, .. } => {
            split(message.clone()).iter().map(|message| body(&to, message, title)).collect()
        }
        Effect::SendTemplate { message, .. } => vec![template(&to, message, title)],
        Effect::React { emoji, .. } => vec![reaction(&to, ANY_MESSAGE, emoji, title)],
        _ => Vec::new(),
    }
}
