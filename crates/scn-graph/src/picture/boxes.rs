//! From the graph to what is drawn: boxes and arrows of one flow, without what the compiler added.

use crate::longest::Lengths;
use crate::{
    Answer, Expr, Flow, FlowId, FlowKind, Graph, MenuOption, NodeId, NodeKind, Question, Type, words,
};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What a box is, and so what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Say,
    Question,
    /// A condition: the arrows say which way.
    Fork,
    /// Something done silently: a slot set, something remembered, a pause.
    Quiet,
    /// Something passes without the customer: time, an event.
    Wait,
    /// A system outside.
    Call,
    /// A template, for when the window is closed.
    Template,
    /// Another tunnel.
    Enter,
    Handoff,
    /// An end of the flow.
    End,
    /// A place elsewhere in the same flow, named instead of drawn to.
    Jump,
}

#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    pub(super) lines: Vec<String>,
    /// Options to tap, inside a question.
    pub(super) chips: Vec<String>,
    /// What the bot says by itself while nobody answers.
    pub(super) reminders: Vec<String>,
    /// What can no longer be changed after this.
    pub(super) fixed: Option<String>,
    /// Where a question ends that was not understood, when that is one box only.
    pub(super) note: Option<String>,
    /// The step that begins here.
    pub(super) step: Option<String>,
    /// The flow that a click leads to.
    pub(super) link: Option<FlowId>,
}

#[derive(Clone, Debug)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: String,
    /// Not the usual way: the answer was not understood.
    pub(super) faint: bool,
}

/// The boxes of one flow; the first is its start.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) shapes: Vec<Shape>,
    pub(super) arrows: Vec<Arrow>,
}

pub(super) const TEXT: f32 = 13.0;
pub(super) const ROOM: f32 = 230.0;

/// What a flow is called: the first sentence about it. One that nobody named says what opens it: `on_message_1` is
/// `on message`.
pub(super) fn title(flow: &Flow) -> String {
    if flow.kind != FlowKind::Entry || flow.title != flow.name {
        let first = flow.title.split(". ").next().unwrap_or_default();
        return first.trim_end_matches('.').to_owned();
    }
    let name = flow.name.trim_end_matches(|c: char| c.is_ascii_digit());
    name.trim_end_matches('_').replace('_', " ")
}

pub(super) fn of_flow(graph: &Graph, flow: &Flow) -> Drawing {
    let mut builder = Builder {
        graph,
        flow,
        drawing: Drawing::default(),
        places: BTreeMap::new(),
        lengths: RefCell::new(Lengths::new(graph)),
    };
    let mut waiting = Vec::new();
    if let Some(start) = builder.settle(flow.start) {
        builder.place(start, &mut waiting);
    }
    while let Some((from, node)) = waiting.pop() {
        builder.arrows(from, node, &mut waiting);
    }
    builder.drawing
}

pub(super) struct Builder<'g> {
    pub(super) graph: &'g Graph,
    pub(super) flow: &'g Flow,
    drawing: Drawing,
    places: BTreeMap<NodeId, usize>,
    pub(super) lengths: RefCell<Lengths<'g>>,
}

type Waiting = Vec<(usize, NodeId)>;

impl Builder<'_> {
    /// The node that is drawn for this one: jumps are followed, what the compiler added is passed over.
    pub(super) fn settle(&self, mut node: NodeId) -> Option<NodeId> {
        for _ in 0..64 {
            let at = self.graph.node(node)?;
            node = match &at.kind {
                NodeKind::Go { target, .. } => *target,
                NodeKind::Done { .. } if at.implicit => {
                    // An escape always goes back to the question: its panel says so once.
                    return (self.flow.kind == FlowKind::Tunnel).then_some(node);
                }
                // What ends or hands over on its own account is told where it is reached.
                NodeKind::Handoff { .. } if at.implicit => return None,
                kind if at.implicit => match kind.targets().as_slice() {
                    [next] => *next,
                    _ => return None,
                },
                _ => return Some(node),
            };
        }
        None
    }

    fn place(&mut self, node: NodeId, waiting: &mut Waiting) -> Option<usize> {
        if let Some(at) = self.places.get(&node) {
            return Some(*at);
        }
        let shape = self.shape(node, self.graph.node(node)?);
        self.drawing.shapes.push(shape);
        let at = self.drawing.shapes.len() - 1;
        self.places.insert(node, at);
        waiting.push((at, node));
        Some(at)
    }

    fn arrow(&mut self, from: usize, to: NodeId, label: String, faint: bool, waiting: &mut Waiting) {
        let Some(to) = self.settle(to).and_then(|node| self.place(node, waiting)) else { return };
        let own = self.drawing.arrows.iter_mut().rev().take_while(|arrow| arrow.from == from);
        let same = own.into_iter().find(|arrow| arrow.to == to && arrow.faint == faint);
        match same {
            Some(arrow) if !label.is_empty() => arrow.label = format!("{} / {label}", arrow.label),
            Some(_) => {}
            None => self.drawing.arrows.push(Arrow { from, to, label, faint }),
        }
    }

    fn arrows(&mut self, from: usize, node: NodeId, waiting: &mut Waiting) {
        let Some(kind) = self.graph.node(node).map(|node| node.kind.clone()) else { return };
        match kind {
            NodeKind::Question { question } => {
                let Some(question) = self.graph.question(question).cloned() else { return };
                self.answers(from, &question, waiting);
            }
            NodeKind::Branch { then, otherwise, .. } => {
                self.arrow(from, then, "yes".to_owned(), false, waiting);
                self.arrow(from, otherwise, "else".to_owned(), false, waiting);
            }
            NodeKind::Match { subject, cases, otherwise } => {
                let covered = self.covers(&subject, &cases);
                for (values, target) in cases {
                    let values: Vec<String> =
                        values.iter().map(|value| words::expr(self.graph, Some(self.flow), value)).collect();
                    self.arrow(from, target, values.join(", "), false, waiting);
                }
                if !covered {
                    self.arrow(from, otherwise, "else".to_owned(), false, waiting);
                }
            }
            NodeKind::WaitFor { next, late, .. } => {
                self.arrow(from, next, String::new(), false, waiting);
                self.arrow(from, late, "too late".to_owned(), true, waiting);
            }
            NodeKind::Unanswered { next, otherwise, .. } => {
                self.arrow(from, next, String::new(), false, waiting);
                self.arrow(from, otherwise, "nobody answered".to_owned(), true, waiting);
            }
            NodeKind::For { body, next, .. } => {
                self.arrow(from, body, "each".to_owned(), false, waiting);
                self.arrow(from, next, "then".to_owned(), false, waiting);
            }
            NodeKind::Call { next, failed, too_late, .. } => {
                self.arrow(from, next, String::new(), false, waiting);
                self.arrow(from, failed, "failed".to_owned(), true, waiting);
                if let Some(too_late) = too_late {
                    self.arrow(from, too_late, "changed too late".to_owned(), true, waiting);
                }
            }
            NodeKind::Answer { next, otherwise, .. } => {
                self.arrow(from, next, "answered".to_owned(), false, waiting);
                self.arrow(from, otherwise, "else".to_owned(), true, waiting);
            }
            NodeKind::Go { .. } => {}
            kind => {
                for next in kind.targets() {
                    self.arrow(from, next, String::new(), false, waiting);
                }
            }
        }
    }

    /// Every value of the choice has a case of its own.
    fn covers(&self, subject: &Expr, cases: &[(Vec<Expr>, NodeId)]) -> bool {
        let Expr::Slot(slot) = subject else { return false };
        let ty = self.flow.slots.get(slot.index()).map(|slot| slot.ty.known());
        let Some(Type::Choice(choice)) = ty else { return false };
        let named: usize = cases.iter().map(|(values, _)| values.len()).sum();
        self.graph.choice(*choice).is_some_and(|choice| choice.values.len() == named)
    }

    fn answers(&mut self, from: usize, question: &Question, waiting: &mut Waiting) {
        match &question.answer {
            Answer::Slot { next, .. } | Answer::Collect { next, .. } => {
                self.arrow(from, *next, String::new(), false, waiting)
            }
            Answer::Menu { options, .. } => {
                options.iter().for_each(|option| self.option(from, option, waiting));
            }
            Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => {
                self.option(from, yes, waiting);
                self.option(from, no, waiting);
            }
        }
        if let Some((span, target)) = &question.expire {
            self.arrow(from, *target, format!("no answer for {}", words::duration(*span)), true, waiting);
        }
        let otherwise = self.graph.node(question.otherwise).filter(|node| !node.implicit);
        if otherwise.is_some() && self.note(question).is_none() {
            self.arrow(from, question.otherwise, "not understood".to_owned(), true, waiting);
        }
    }

    /// An end that follows at once is told in the question: an arrow from each one to it would hide the way.
    pub(super) fn note(&self, question: &Question) -> Option<String> {
        let target = self.settle(question.otherwise)?;
        let node = self.graph.node(target).filter(|node| !node.implicit)?;
        let ends = match &node.kind {
            NodeKind::Handoff { next, .. } => self.ends(*next),
            NodeKind::Enter { next, .. } => self.ends(*next),
            NodeKind::Done { .. } | NodeKind::Leave | NodeKind::Resume | NodeKind::Restart => true,
            _ => false,
        };
        let name = ends.then(|| self.shape(target, node).lines.first().cloned())??;
        Some(format!("not understood: {name}"))
    }

    fn ends(&self, node: NodeId) -> bool {
        let target = self.settle(node).and_then(|node| self.graph.node(node));
        target.is_none_or(|node| matches!(node.kind, NodeKind::Done { .. } | NodeKind::Leave))
    }

    fn option(&mut self, from: usize, option: &MenuOption, waiting: &mut Waiting) {
        let label = self.text(option.label);
        self.arrow(from, option.target, label, false, waiting);
    }
}
