//! The way to a message in a closed window, in words.

use super::Checked;
use crate::window::{Age, Leg, LegKind, What};
use scn_diag::{Wording, wording};

pub(super) fn what(what: What) -> Wording {
    Wording::from(match what {
        What::Message => "this message may come",
        What::Question => "this question may be asked",
        What::Reminder(_) => "a reminder of this question may come",
        What::Reaction => "this emoji may come",
        What::Slow => "the words for a slow call may come",
        What::Handoff => "the words of this handoff may come",
        What::Correction => "the choice of what to change may come",
    })
}

/// Said by a standard module that was entered from here.
pub(super) fn inside(what: What) -> Wording {
    Wording::from(match what {
        What::Question => "after this a standard module may ask a question",
        _ => "after this a standard module may say something",
    })
}

pub(super) fn leg(checked: &Checked<'_, '_>, leg: &Leg) -> Wording {
    let age = length(leg.age);
    let bounded = leg.age.in_seconds().is_some();
    match leg.kind {
        LegKind::Wrote => Wording::from("the customer wrote last at this question"),
        LegKind::Began if leg.age == Age::NOW => Wording::from("this begins with a message of the customer"),
        LegKind::Began if bounded => wording!("this begins {age} after the customer last wrote", age),
        LegKind::Began => began(checked, leg),
        LegKind::Waited if bounded => wording!("with this wait it is {age}", age),
        LegKind::Waited => Wording::from("with this wait it can be any time"),
        LegKind::Expired | LegKind::Called if !bounded => Wording::from("after this it can be any time"),
        LegKind::Expired => wording!("when nobody answers this question it is {age}", age),
        LegKind::Called => wording!("with this call it is {age}", age),
        LegKind::People => Wording::from("people give the conversation back whenever they like"),
    }
}

fn began(checked: &Checked<'_, '_>, leg: &Leg) -> Wording {
    let flow = checked.graph().node(leg.node).map(|node| node.flow);
    let events = &checked.graph().triggers.events;
    match events.iter().any(|event| Some(event.flow) == flow) {
        true => Wording::from("this begins with an event, however long ago the customer wrote"),
        false => Wording::from("this begins however long ago the customer wrote"),
    }
}

pub(super) fn remedy(what: What, others: usize) -> Wording {
    let way = Wording::from(match what {
        What::Message => {
            "write `say \"…\" else send TEMPLATE(…)`, or say it only `when window is open { … }`"
        }
        What::Question => {
            "ask only `when window is open { … }`, or send a template with a button that starts a tunnel and ask there"
        }
        What::Reminder(_) => {
            "write `remind after … \"…\" else send TEMPLATE(…)`, or remind before 24 hours are over"
        }
        What::Handoff => {
            "send a template before it: `send TEMPLATE(…)`, or hand over only `when window is open { … }`"
        }
        What::Slow => "call before the wait, or call without `slow`",
        What::Reaction | What::Correction => "write it inside `when window is open { … }`",
    });
    match others {
        0 => way,
        1 => wording!("{way}; one more message before the customer writes again has the same cause", way),
        _ => wording!(
            "{way}; {others} more messages before the customer writes again have the same cause",
            way,
            others
        ),
    }
}

/// `2 days`, `1 day and 2 hours`.
pub(super) fn length(age: Age) -> Wording {
    let Some(seconds) = age.in_seconds() else { return Wording::from("any time") };
    let units = [(86_400, "1 day"), (3600, "1 hour"), (60, "1 minute"), (1, "1 second")];
    // Beside hours nobody counts seconds.
    let mut rest = if seconds >= 3600 { seconds.div_ceil(60) * 60 } else { seconds };
    let mut parts: Vec<Wording> = Vec::new();
    for (size, one) in units {
        let many = rest / size;
        rest %= size;
        if parts.len() == 2 || !parts.is_empty() && many == 0 {
            break;
        }
        if many == 0 {
            continue;
        }
        parts.push(match (many, size) {
            (1, _) => Wording::from(one),
            (_, 86_400) => wording!("{many} days", many),
            (_, 3600) => wording!("{many} hours", many),
            (_, 60) => wording!("{many} minutes", many),
            _ => wording!("{many} seconds", many),
        });
    }
    Wording::list(parts)
}
