//! What a customer can and can never do at each place where the conversation waits, by the rules of the engine.
//!
//! At a question: "cancel", "stop", "a person", "help" are always heard, in every language of the scenario. "Back" needs
//! a question before it in the same flow. An answer can be changed until a call that cannot be undone has it. While a
//! call runs, only "stop", "a person" and "delete my data" are heard at once; the rest waits for it.

use scn_graph::{
    Answer, FlowId, Graph, NodeId, NodeKind, Question, SlotId, locks_after,
    model::{Listener, ListenerKind},
};
use std::collections::{BTreeMap, BTreeSet};

/// A place where the conversation waits, and what a customer can do there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingPoint {
    pub node: NodeId,
    pub kind: Waiting,
    /// The tunnel, escape or entry that it stands in.
    pub flow: FlowId,
    /// Of a question: its stable id.
    pub question: Option<String>,
    /// "Cancel" ends it at once.
    pub cancel: bool,
    /// "A person" is heard: always true, by the rights of customers.
    pub person: bool,
    /// "Stop" is heard: likewise.
    pub stop: bool,
    /// "Back" leads to a question before this one.
    pub back: bool,
    /// Answers given before that can still be changed here, by name.
    pub change: Vec<String>,
    /// Answers given before that can no longer be changed on some way to here.
    pub fixed: Vec<String>,
    pub help: Help,
    /// Questions of the customer's own that are answered here: escapes, by name.
    pub ask: Vec<String>,
    pub ladder: Ladder,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    Answer,
    /// `wait`, `wait until`, `wait up to`
    Time,
    /// A system outside.
    Call,
}

/// What "help" says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// Words of the designer.
    Own,
    /// What the language says everywhere.
    General,
    /// Nothing is asked, so there is nothing to help with.
    None,
}

/// What becomes of a customer who is never understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ladder {
    /// After at most so many messages a person has the conversation.
    Person(u32),
    /// After at most so many messages the conversation goes on without the answer, or ends.
    GoesOn(u32),
    /// Never a person, never an end.
    Never,
    /// Nothing is asked.
    None,
}

/// Every place that waits, in the order of the graph; what the compiler added is left out.
pub fn traps(graph: &Graph) -> Vec<WaitingPoint> {
    let before = Before::of(graph);
    let escapes = Escapes::of(graph);
    let ladders = Ladders::of(graph);
    let points = (0u32..).map(NodeId).zip(&graph.nodes).filter(|(_, node)| !node.implicit);
    let points = points.filter_map(|(at, node)| {
        let (kind, question) = match &node.kind {
            NodeKind::Question { question } => (Waiting::Answer, graph.question(*question)),
            NodeKind::Wait { .. } | NodeKind::WaitUntil { .. } | NodeKind::WaitFor { .. } => {
                (Waiting::Time, None)
            }
            NodeKind::Call { .. } => (Waiting::Call, None),
            _ => return None,
        };
        let hears = kind != Waiting::Call;
        let (change, fixed) = before.changes(graph, at, hears);
        Some(WaitingPoint {
            node: at,
            kind,
            flow: node.flow,
            question: question.map(|question| question.id.clone()),
            cancel: hears,
            person: true,
            stop: true,
            back: question.is_some() && before.has_question(at),
            change,
            fixed,
            help: match question {
                Some(Question { help: Some(_), .. }) => Help::Own,
                Some(_) => Help::General,
                None => Help::None,
            },
            ask: if hears { escapes.at(node.flow) } else { Vec::new() },
            ladder: if question.is_some() { ladders.of_node(at) } else { Ladder::None },
        })
    });
    points.collect()
}

/// What can have been passed before each node of its flow.
struct Before {
    asked: Vec<BTreeSet<SlotId>>,
    /// Two are enough to know that there is another one.
    questions: Vec<BTreeSet<NodeId>>,
    locked: Vec<BTreeSet<SlotId>>,
}

impl Before {
    /// Forwards through each flow until nothing changes; slots per flow are few.
    fn of(graph: &Graph) -> Before {
        let count = graph.nodes.len();
        let mut before = Before {
            asked: vec![BTreeSet::new(); count],
            questions: vec![BTreeSet::new(); count],
            locked: vec![BTreeSet::new(); count],
        };
        let mut todo: Vec<NodeId> = (0u32..).map(NodeId).take(count).collect();
        todo.reverse();
        while let Some(at) = todo.pop() {
            let Some(node) = graph.node(at) else { continue };
            let mut asked = before.asked.get(at.index()).cloned().unwrap_or_default();
            let mut locked = before.locked.get(at.index()).cloned().unwrap_or_default();
            let mut questions = before.questions.get(at.index()).cloned().unwrap_or_default();
            locked.extend(locks_after(graph, at));
            let next = match &node.kind {
                NodeKind::Question { question } => {
                    let Some(question) = graph.question(*question) else { continue };
                    if !node.implicit && questions.len() < 2 {
                        questions.insert(at);
                    }
                    if let Answer::Slot { slot, .. } | Answer::Collect { slot, .. } = &question.answer {
                        asked.insert(*slot);
                    }
                    question.ways()
                }
                NodeKind::Go { target, clears } => {
                    clears.iter().for_each(|slot| {
                        asked.remove(slot);
                    });
                    vec![*target]
                }
                kind => kind.targets(),
            };
            for target in next {
                if before.add(target, &asked, &locked, &questions) {
                    todo.push(target);
                }
            }
        }
        before
    }

    fn add(
        &mut self,
        at: NodeId,
        asked: &BTreeSet<SlotId>,
        locked: &BTreeSet<SlotId>,
        questions: &BTreeSet<NodeId>,
    ) -> bool {
        let mut changed = false;
        let mut grow = |known: Option<&mut BTreeSet<SlotId>>, more: &BTreeSet<SlotId>| {
            if let Some(known) = known {
                more.iter().for_each(|slot| changed |= known.insert(*slot));
            }
        };
        grow(self.asked.get_mut(at.index()), asked);
        grow(self.locked.get_mut(at.index()), locked);
        for question in questions {
            let known = self.questions.get_mut(at.index()).filter(|known| known.len() < 2);
            changed |= known.is_some_and(|known| known.insert(*question));
        }
        changed
    }

    /// Some question other than this one may have been answered before.
    fn has_question(&self, at: NodeId) -> bool {
        self.questions.get(at.index()).is_some_and(|known| known.iter().any(|question| *question != at))
    }

    /// Names of slots that can be changed here, and of those that cannot any more.
    fn changes(&self, graph: &Graph, at: NodeId, hears: bool) -> (Vec<String>, Vec<String>) {
        let locked = self.locked.get(at.index()).cloned().unwrap_or_default();
        let asked = self.asked.get(at.index()).cloned().unwrap_or_default();
        let own = graph.node(at).and_then(|node| match &node.kind {
            NodeKind::Question { question } => match &graph.question(*question)?.answer {
                Answer::Slot { slot, .. } | Answer::Collect { slot, .. } => Some(*slot),
                _ => None,
            },
            _ => None,
        });
        let flow = graph.node(at).and_then(|node| graph.flow(node.flow));
        let name = |slot: &SlotId| Some(flow?.slots.get(slot.index())?.name.clone());
        let (fixed, free): (Vec<SlotId>, Vec<SlotId>) =
            asked.into_iter().filter(|slot| Some(*slot) != own).partition(|slot| locked.contains(slot));
        let free = if hears { free } else { Vec::new() };
        (free.iter().filter_map(name).collect(), fixed.iter().filter_map(name).collect())
    }
}

/// Escapes that are heard in a flow, whatever is on the stack below it.
struct Escapes {
    everywhere: Vec<String>,
    within: BTreeMap<FlowId, Vec<String>>,
}

impl Escapes {
    fn of(graph: &Graph) -> Escapes {
        let mut escapes = Escapes { everywhere: Vec::new(), within: BTreeMap::new() };
        let heard = |listener: &&Listener| listener.kind != ListenerKind::Entry;
        for listener in graph.listeners.iter().filter(heard) {
            let Some(name) = graph.flow(listener.flow).map(|flow| flow.name.clone()) else { continue };
            match listener.scope {
                Some(flow) => escapes.within.entry(flow).or_default().push(name),
                None => escapes.everywhere.push(name),
            }
        }
        escapes.everywhere.dedup();
        escapes.within.values_mut().for_each(Vec::dedup);
        escapes
    }

    fn at(&self, flow: FlowId) -> Vec<String> {
        self.within.get(&flow).into_iter().flatten().chain(&self.everywhere).cloned().collect()
    }
}

/// Where `otherwise` leads, again and again.
struct Ladders<'g> {
    graph: &'g Graph,
    found: BTreeMap<NodeId, Ladder>,
}

impl<'g> Ladders<'g> {
    /// Each question once, those that it leads to first.
    fn of(graph: &'g Graph) -> Ladders<'g> {
        let mut ladders = Ladders { graph, found: BTreeMap::new() };
        for question in &graph.questions {
            ladders.settle(question.node);
        }
        ladders
    }

    fn of_node(&self, node: NodeId) -> Ladder {
        self.found.get(&node).copied().unwrap_or(Ladder::Never)
    }

    fn settle(&mut self, start: NodeId) {
        let mut path: Vec<(NodeId, bool)> = vec![(start, false)];
        let mut open: BTreeSet<NodeId> = BTreeSet::new();
        while let Some((at, done)) = path.pop() {
            if done {
                let ladder = self.combined(at);
                open.remove(&at);
                self.found.insert(at, ladder);
            } else if !self.found.contains_key(&at) && open.insert(at) {
                path.push((at, true));
                path.extend(self.after(at).into_iter().map(|next| (next, false)));
            }
        }
    }

    /// Where somebody who is never understood goes on to.
    fn after(&self, at: NodeId) -> Vec<NodeId> {
        match self.graph.node(at).map(|node| &node.kind) {
            Some(NodeKind::Question { question }) => {
                self.graph.question(*question).map(|question| question.otherwise).into_iter().collect()
            }
            Some(NodeKind::Handoff { .. } | NodeKind::Unanswered { .. }) | None => Vec::new(),
            Some(NodeKind::Enter { flow, next, .. }) => {
                self.graph.flow(*flow).map(|flow| flow.start).into_iter().chain([*next]).collect()
            }
            Some(kind) => kind.targets(),
        }
    }

    /// The worst of the ways; a way back to where we are is never.
    fn combined(&self, at: NodeId) -> Ladder {
        let Some(node) = self.graph.node(at) else { return Ladder::Never };
        let of = |node: &NodeId| self.found.get(node).copied().unwrap_or(Ladder::Never);
        match &node.kind {
            NodeKind::Handoff { .. } | NodeKind::Unanswered { .. } => Ladder::Person(0),
            NodeKind::Question { question } => {
                let Some(question) = self.graph.question(*question) else { return Ladder::Never };
                let tries = u32::try_from(question.retries.len()).unwrap_or(u32::MAX).saturating_add(1);
                later(of(&question.otherwise), tries)
            }
            NodeKind::Done { .. } | NodeKind::Leave | NodeKind::Resume => Ladder::GoesOn(0),
            // a tunnel that comes back goes on behind it
            NodeKind::Enter { flow, next, .. } => {
                let inside = self.graph.flow(*flow).map_or(Ladder::Never, |flow| of(&flow.start));
                match inside {
                    Ladder::GoesOn(tries) => later(of(next), tries),
                    other => other,
                }
            }
            kind => {
                let ways = kind.targets();
                ways.iter().map(of).reduce(worse).unwrap_or(Ladder::GoesOn(0))
            }
        }
    }
}

fn later(ladder: Ladder, tries: u32) -> Ladder {
    match ladder {
        Ladder::Person(more) => Ladder::Person(more.saturating_add(tries)),
        Ladder::GoesOn(more) => Ladder::GoesOn(more.saturating_add(tries)),
        other => other,
    }
}

fn worse(a: Ladder, b: Ladder) -> Ladder {
    match (a, b) {
        (Ladder::Never, _) | (_, Ladder::Never) => Ladder::Never,
        (Ladder::GoesOn(a), Ladder::GoesOn(b)) => Ladder::GoesOn(a.max(b)),
        (Ladder::GoesOn(a), _) | (_, Ladder::GoesOn(a)) => Ladder::GoesOn(a),
        (Ladder::Person(a), Ladder::Person(b)) => Ladder::Person(a.max(b)),
        (other, Ladder::None) | (Ladder::None, other) => other,
    }
}
