//! Every free-form message, with the longest possible age of the customer's last message when it goes out.

use super::walk::{Place, Walk};
use super::{Age, What};
use scn_graph::{NodeKind, Team, TeamId};

/// What is said at a place, and how old the customer's last message can be then.
pub(super) fn sends(walk: &Walk<'_>, place: Place, age: Age) -> Vec<(What, Age)> {
    let Some(node) = walk.graph.node(place.node) else { return Vec::new() };
    let said_at = walk.spoken_at(place, age);
    match &node.kind {
        NodeKind::Say { or_send: None, .. } => vec![(What::Message, said_at)],
        NodeKind::React { .. } => vec![(What::Reaction, age)],
        NodeKind::Correct => vec![(What::Correction, age)],
        NodeKind::Handoff { team, .. } => {
            let away = team.and_then(|team: TeamId| walk.graph.team(team)).is_some_and(may_be_away);
            if away || !place.voice.sent { vec![(What::Handoff, age)] } else { Vec::new() }
        }
        NodeKind::Call { slow: Some((span, _)), .. } => vec![(What::Slow, age.plus(Age::of(*span)))],
        NodeKind::Question { question } => {
            let Some(question) = walk.graph.question(*question) else { return Vec::new() };
            let asked = walk.asked_at(place).map(|(_, age)| age);
            // Asked now, or waiting anew since an answer that was not understood.
            let reminded = [Some(Age::NOW), asked]
                .into_iter()
                .flatten()
                .flat_map(|asked| walk.reminders(question, asked));
            let free =
                |place: &usize| question.reminders.get(*place).is_some_and(|remind| remind.or_send.is_none());
            let reminders = reminded.filter(|(place, _)| free(place));
            let reminders = reminders.map(|(place, age)| (What::Reminder(place), age));
            reminders.chain(asked.map(|age| (What::Question, age))).collect()
        }
        _ => Vec::new(),
    }
}

/// Outside its hours the customer is told so; inside, a word that went out before is enough.
fn may_be_away(team: &Team) -> bool {
    !team.hours.is_empty()
}
