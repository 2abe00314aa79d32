//! The 24-hour window: how long ago the customer can have written when something is sent.
//!
//! On the graph alone. For every node the longest age of the customer's last message is gathered over all ways that
//! lead there: a message of the customer makes it nothing, a pause adds its length, `window is open` cuts it off. A
//! tunnel is looked at once per age with which it is entered. Ages only grow, and one that grows for ever is any time at
//! all, so the work is linear in the graph, times the times of the day at which something may come into the quiet
//! hours, where there are any (288 at most).
//!
//! What a run of a flow does by itself is proved. Time that it lies under another flow, or is with people without
//! having asked for it, is not counted, nor is a question that is only put again afterwards: what that makes late, the
//! engine withholds and records.

mod age;
mod guards;
mod sends;
mod skips;
mod steps;
mod triggers;
mod walk;

pub use age::Age;

use age::Clock;
use scn_graph::{Graph, NodeId, NodeKind, Span};
use skips::Skip;
use std::collections::BTreeMap;
use walk::Walk;

/// What is sent in free words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Message,
    Question,
    /// The reminder of a question, by its place.
    Reminder(usize),
    Reaction,
    /// The words of a call that takes long.
    Slow,
    /// The language's own words of a handoff.
    Handoff,
    /// "What do you want to change?"
    Correction,
}

/// What happened since the customer last wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegKind {
    /// The customer answered this question.
    Wrote,
    /// The flow began here: by words of the customer where the age is [`Age::NOW`].
    Began,
    Waited,
    Expired,
    Called,
    /// People held the conversation.
    People,
}

/// One stretch of a way: the node that took the time, and how old the customer's last message can be after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    pub node: NodeId,
    pub kind: LegKind,
    pub age: Age,
}

/// A free-form message that can be sent when the window is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    pub node: NodeId,
    pub what: What,
    pub age: Age,
    /// Since the customer last wrote, oldest first: the answer, the beginning or the people it counts from stand in
    /// front.
    pub path: Vec<Leg>,
}

impl Closed {
    /// The stretch that closes the window.
    pub fn cause(&self) -> Option<&Leg> {
        self.path.iter().find(|leg| leg.age.is_closed())
    }
}

/// The window over a whole scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windows {
    /// In the order of the nodes, one per node and kind of message.
    pub closed: Vec<Closed>,
    /// How old the customer's last message can be when the conversation begins to wait, per waiting node.
    pub ages: BTreeMap<NodeId, Age>,
}

/// Proves for every free-form message that the window is open, or says where it may be closed.
pub fn analyse(graph: &Graph) -> Windows {
    let skips = skips::skips(graph);
    let mut found = Gathered::default();
    found.add(graph, &skips, Clock::WITHOUT_QUIET);
    if let Some(quiet) = graph.settings.quiet {
        for clock in Clock::worst(quiet, common_step(graph)) {
            found.add(graph, &skips, clock);
        }
    }
    Windows { closed: found.closed.into_values().collect(), ages: found.ages }
}

#[derive(Default)]
struct Gathered {
    closed: BTreeMap<(NodeId, What), Closed>,
    ages: BTreeMap<NodeId, Age>,
}

impl Gathered {
    fn add(&mut self, graph: &Graph, skips: &[Option<Skip>], clock: Clock) {
        let mut walk = Walk::new(graph, clock, skips);
        walk.begin_everywhere();
        for (place, longest) in &walk.longest {
            let waits = graph
                .node(place.node)
                .is_some_and(|node| node.kind.pauses() || matches!(node.kind, NodeKind::Question { .. }));
            if waits {
                let known = self.ages.entry(place.node).or_insert(Age::NOW);
                *known = (*known).max(longest.age);
            }
            for (what, age) in sends::sends(&walk, *place, longest.age) {
                let known = self.closed.get(&(place.node, what));
                // Of two ways as long, the one with an answer of the customer is told: it is the plainer one.
                let told = |known: &Closed| {
                    let answered = known.path.first().is_some_and(|leg| leg.kind == LegKind::Wrote);
                    known.age > age || known.age == age && (answered || !place.voice.heard)
                };
                if !age.is_closed() || known.is_some_and(told) {
                    continue;
                }
                let closed = Closed { node: place.node, what, age, path: walk.path(*place) };
                self.closed.insert((place.node, what), closed);
            }
        }
    }
}

/// The greatest time that divides every pause of the scenario, in seconds.
fn common_step(graph: &Graph) -> u32 {
    let spans = graph.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Wait { span, .. }
        | NodeKind::WaitFor { span, .. }
        | NodeKind::Unanswered { after: span, .. } => Some(*span),
        _ => None,
    });
    let questions = graph.questions.iter().flat_map(|question| {
        let reminders = question.reminders.iter().map(|remind| remind.after);
        reminders.chain(question.expire.as_ref().map(|(span, _)| *span)).collect::<Vec<Span>>()
    });
    let silences = graph.triggers.silences.iter().map(|silence| silence.after);
    let seconds = spans.chain(questions).chain(silences).filter_map(|span| Age::of(span).in_seconds());
    let quiet = graph
        .settings
        .quiet
        .map_or(0, |quiet| (u32::from(quiet.to) + 1440 - u32::from(quiet.from)) % 1440 * 60);
    seconds.chain([quiet]).fold(86_400, greatest_divisor)
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}
