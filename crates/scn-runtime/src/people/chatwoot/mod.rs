//! Agents of a Chatwoot answer customers. A conversation that is handed over becomes one in an inbox of the kind API; what
//! customers write meanwhile is told there, what agents write comes back as a signed webhook.
//!
//! Everything that is told is either a message of the customer or a private note. So a message that is neither, when
//! Chatwoot tells us of one, was written by an agent: nothing goes round in circles.

mod client;
mod webhook;

pub(crate) use client::Bridge;
pub(crate) use webhook::{reads, receive};

use crate::errand::Errand;
use crate::logs::Mark;
use crate::serve::{App, ask};
use client::Trouble;
use scn_store::{Calling, Commit, ContactId, HandoffChange, HistoryLine, NewCall, Side};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Who has a conversation that an agent of Chatwoot answers; Chatwoot itself sees to it that two do not answer at once.
pub(crate) const AGENTS: &str = "Chatwoot";
/// Lines of a conversation that agents find at its beginning.
const LINES: usize = 40;

/// What Chatwoot is told: in order for each contact, until it has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Told {
    /// People should take over. What was said until then is looked up when it is told.
    Opened { at: i64, team: Option<String>, because: String, summary: Vec<(String, String)> },
    /// The customer wrote.
    Said(String),
    /// Somebody else of the business wrote, or something happened.
    Noted(String),
    /// The bot goes on.
    Closed,
}

/// Writes down what Chatwoot must be told of what this commit changes.
pub(crate) fn tell(commit: &mut Commit, had_people: bool) {
    let told = told(commit, had_people);
    let calls = told.into_iter().map(|told| NewCall { call: None, payload: Errand::Chatwoot(told).encode() });
    commit.calls.extend(calls);
}

fn told(commit: &Commit, had_people: bool) -> Vec<Told> {
    let opened = commit.handoff.iter().rev().find_map(|change| match change {
        HandoffChange::Opened(what) => Some(what),
        _ => None,
    });
    let closed = matches!(commit.handoff.last(), Some(HandoffChange::Closed));
    let mut told = Vec::new();
    if had_people {
        told.extend(commit.history.iter().filter_map(line));
    }
    if let Some(what) = opened.filter(|_| !closed) {
        let (team, because, summary) = (what.team.clone(), what.because.clone(), what.summary.clone());
        told.push(Told::Opened { at: commit.now, team, because, summary });
    }
    if had_people && closed {
        told.push(Told::Closed);
    }
    told
}

/// A line of the conversation as agents see it; what they wrote themselves they have.
fn line(line: &HistoryLine) -> Option<Told> {
    match line.side {
        Side::Customer => Some(Told::Said(line.text.clone())),
        Side::Person if line.by.as_deref() == Some(AGENTS) => None,
        Side::Person | Side::Bot => Some(Told::Noted(shown(line))),
        Side::Note => None,
    }
}

fn shown(line: &HistoryLine) -> String {
    match (line.side, &line.by) {
        (Side::Customer, _) => format!("👤 {}", line.text),
        (Side::Bot, _) => format!("🤖 {}", line.text),
        (Side::Person, Some(by)) => format!("✍️ {by}: {}", line.text),
        (Side::Person, None) => format!("✍️ {}", line.text),
        (Side::Note, _) => format!("– {}", line.text),
    }
}

/// The first note: why, what the bot knows, and what was said.
fn beginning(because: &str, team: Option<&str>, summary: &[(String, String)], lines: &[String]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let why = [Some(because).filter(|it| !it.is_empty()), team].into_iter().flatten().collect::<Vec<_>>();
    parts.extend((!why.is_empty()).then(|| format!("**{}**", why.join(" · "))));
    let known = summary.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>();
    parts.extend((!known.is_empty()).then(|| known.join("\n")));
    parts.extend((!lines.is_empty()).then(|| lines.join("\n")));
    parts.join("\n\n")
}

/// Tells one thing. Tried again it does nothing twice: what is in Chatwoot already is recognised.
pub(crate) async fn deliver(
    app: &Arc<App>,
    bridge: &Bridge,
    call: &Calling,
    told: Told,
) -> Result<(), Trouble> {
    let again = call.attempts > 0;
    match told {
        Told::Opened { at, team, because, summary } => {
            let lines = before(app, call.contact, at).await?;
            let conversation = bridge.open(call).await?;
            let text = beginning(&because, team.as_deref(), &summary, &lines);
            let text = if text.is_empty() { "…".to_owned() } else { text };
            bridge.write(conversation, &call.key, again, &text, true).await
        }
        Told::Said(text) => bridge.write(bridge.open(call).await?, &call.key, again, &text, false).await,
        Told::Noted(text) => bridge.write(bridge.open(call).await?, &call.key, again, &text, true).await,
        Told::Closed => bridge.close(call).await,
    }
}

async fn before(app: &Arc<App>, contact: ContactId, at: i64) -> Result<Vec<String>, Trouble> {
    let lines = ask(app, move |store| store.history(contact, LINES)).await.map_err(|error| {
        tracing::error!(%error, contact = %Mark(contact), "the history for Chatwoot cannot be read");
        Trouble::again("the store cannot answer now")
    })?;
    Ok(lines.iter().filter(|line| line.at <= at).map(shown).collect())
}

#[cfg(test)]
mod tests;
