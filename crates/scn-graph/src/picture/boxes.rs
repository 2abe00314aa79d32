//! From the graph to what is drawn: boxes and arrows of one flow, without what the compiler added.

use super::measure;
use crate::{
    Answer, Attachment, Expr, Flow, FlowId, FlowKind, Graph, MenuOption, Node, NodeId, NodeKind, Question,
    Render, TextId, Type, words,
};
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
const MOST_LINES: usize = 6;
const MOST_CHIPS: usize = 10;

pub(super) fn of_flow(graph: &Graph, flow: &Flow) -> Drawing {
    let mut builder = Builder { graph, flow, drawing: Drawing::default(), places: BTreeMap::new() };
    let mut waiting = Vec::new();
    if let Some(start) = builder.settle(flow.start) {
        builder.place(start, &mut waiting);
    }
    while let Some((from, node)) = waiting.pop() {
        builder.arrows(from, node, &mut waiting);
    }
    builder.drawing
}

struct Builder<'g> {
    graph: &'g Graph,
    flow: &'g Flow,
    drawing: Drawing,
    places: BTreeMap<NodeId, usize>,
}

type Waiting = Vec<(usize, NodeId)>;

impl Builder<'_> {
    /// The node that is drawn for this one: jumps are followed, what the compiler added is passed over.
    fn settle(&self, mut node: NodeId) -> Option<NodeId> {
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
            self.arrow(from, *target, format!("after {}", words::duration(*span)), true, waiting);
        }
        let otherwise = self.graph.node(question.otherwise).filter(|node| !node.implicit);
        if otherwise.is_some() && self.note(question).is_none() {
            self.arrow(from, question.otherwise, "not understood".to_owned(), true, waiting);
        }
    }

    /// An end that follows at once is told in the question: an arrow from each one to it would hide the way.
    fn note(&self, question: &Question) -> Option<String> {
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

    // ---- words

    fn text(&self, id: TextId) -> String {
        let template = self.graph.template(id, 0);
        template.map(|template| words::template(self.graph, Some(self.flow), template)).unwrap_or_default()
    }

    fn shape(&self, id: NodeId, node: &Node) -> Shape {
        let say = |of: &Expr| words::expr(self.graph, Some(self.flow), of);
        let slot = |slot: &crate::SlotId| {
            self.flow.slots.get(slot.index()).map_or_else(|| "…".to_owned(), |slot| slot.name.clone())
        };
        let memory = |field: &crate::MemoryId| {
            self.graph.memory_field(*field).map_or_else(|| "…".to_owned(), |field| field.name.clone())
        };
        let (kind, text) = match &node.kind {
            NodeKind::Say { variants, attached, .. } => {
                let first = variants.first().map(|id| self.text(*id)).unwrap_or_default();
                let more = variants.len().saturating_sub(1);
                let said = if more > 0 { format!("{first}\n(or {more} other wordings)") } else { first };
                (Kind::Say, [self.attached(attached.as_ref()), said].concat())
            }
            NodeKind::Question { question } => {
                let prompt = self.graph.question(*question).map(|question| self.text(question.prompt));
                (Kind::Question, prompt.unwrap_or_default())
            }
            NodeKind::Set { slot: id, value, .. } => (Kind::Quiet, format!("{} = {}", slot(id), say(value))),
            NodeKind::Branch { condition, .. } => (Kind::Fork, format!("{} ?", say(condition))),
            NodeKind::Match { subject, .. } => (Kind::Fork, format!("{} ?", say(subject))),
            NodeKind::Enter { flow, .. } => (Kind::Enter, self.title(*flow)),
            NodeKind::Go { .. } => (Kind::Jump, String::new()),
            NodeKind::Done { result: Some(result) } => (Kind::End, format!("end: {}", say(result))),
            NodeKind::Done { result: None } => (Kind::End, "end".to_owned()),
            NodeKind::Leave => (Kind::End, "leave".to_owned()),
            NodeKind::Resume => (Kind::End, "back to the question".to_owned()),
            NodeKind::Restart => (Kind::End, "from the start again".to_owned()),
            NodeKind::Correct => (Kind::End, "choose what to change".to_owned()),
            NodeKind::Wait { span, .. } => (Kind::Quiet, format!("wait {}", words::duration(*span))),
            NodeKind::WaitUntil { moment, .. } => (Kind::Quiet, format!("wait until {}", say(moment))),
            NodeKind::Remember { field, value, .. } => {
                (Kind::Quiet, format!("remember {} = {}", memory(field), say(value)))
            }
            NodeKind::Forget { field, .. } => (Kind::Quiet, format!("forget {}", memory(field))),
            NodeKind::WaitFor { event, span, .. } => {
                let event = self.graph.event(*event).map_or("…", |event| event.name.as_str());
                (Kind::Quiet, format!("wait for {event}\nup to {}", words::duration(*span)))
            }
            NodeKind::For { items, .. } => (Kind::Fork, format!("for each of {}", say(items))),
            NodeKind::Call { operation, .. } => {
                let known = self.graph.operation(*operation);
                let name = known.map_or("…", |operation| operation.name.as_str());
                let mark = if known.is_some_and(|operation| operation.irreversible) {
                    "\nno changes after this"
                } else {
                    ""
                };
                (Kind::Quiet, format!("call {name}{mark}"))
            }
            NodeKind::SendTemplate { send, .. } => {
                let name = self.graph.message_template(send.template).map_or("…", |it| it.name.as_str());
                (Kind::Say, format!("template {name}"))
            }
            NodeKind::Emit { event, .. } => (Kind::Quiet, format!("emit {event}")),
            NodeKind::React { emoji, .. } => (Kind::Quiet, format!("react {}", self.text(*emoji))),
            NodeKind::Answer { knowledge, .. } => {
                let name = self.graph.knowledge_base(*knowledge).map_or("…", |it| it.name.as_str());
                (Kind::Say, format!("answer from {name}"))
            }
            NodeKind::Opt { out: true, .. } => (Kind::Quiet, "opt out".to_owned()),
            NodeKind::Opt { out: false, .. } => (Kind::Quiet, "opt in".to_owned()),
            NodeKind::Withdraw { purpose, .. } => {
                let name = self.graph.purpose(*purpose).map_or("…", |it| it.name.as_str());
                (Kind::Quiet, format!("forget consent.{name}"))
            }
            NodeKind::Erase { .. } => (Kind::Quiet, "forget everything".to_owned()),
            NodeKind::Handoff { team, because, .. } => (Kind::Handoff, self.handoff(*team, *because)),
        };
        let step = node.step.and_then(|at| self.graph.steps.get(at as usize));
        Shape {
            kind,
            lines: measure::wrap(&text, TEXT, ROOM, MOST_LINES),
            chips: self.chips(&node.kind),
            note: match &node.kind {
                NodeKind::Question { question } => {
                    self.graph.question(*question).and_then(|question| self.note(question))
                }
                _ => None,
            },
            step: step.filter(|step| self.settle(step.start) == Some(id)).map(|step| step.name.clone()),
            link: match &node.kind {
                NodeKind::Enter { flow, .. } => Some(*flow),
                _ => None,
            },
        }
    }

    /// What a message carries, above its words.
    fn attached(&self, of: Option<&Attachment>) -> String {
        let file = |kind: &str, source: TextId| format!("{kind} {}\n", self.text(source));
        match of {
            None => String::new(),
            Some(Attachment::Image { source }) => file("image", *source),
            Some(Attachment::Audio { source }) => file("audio", *source),
            Some(Attachment::Video { source }) => file("video", *source),
            Some(Attachment::Document { source }) => file("document", *source),
            Some(Attachment::Sticker { source }) => file("sticker", *source),
            Some(Attachment::Place { name, .. }) => {
                format!("place {}\n", name.map(|name| self.text(name)).unwrap_or_default())
            }
            Some(Attachment::Contact { name, .. }) => format!("contact {}\n", self.text(*name)),
            Some(Attachment::Link { label, .. }) => format!("[{}]\n", self.text(*label)),
        }
    }

    fn title(&self, flow: FlowId) -> String {
        self.graph.flow(flow).map_or_else(|| "…".to_owned(), |flow| flow.title.clone())
    }

    fn handoff(&self, team: Option<crate::TeamId>, because: Option<TextId>) -> String {
        let team = team.and_then(|team| self.graph.team(team));
        let label = team.and_then(|team| team.label).map(|label| self.text(label));
        let label =
            label.or_else(|| team.map(|team| team.name.clone())).unwrap_or_else(|| "a person".to_owned());
        let because = because.map(|because| format!("\n{}", self.text(because))).unwrap_or_default();
        format!("to {label}{because}")
    }

    /// What can be tapped, when all of it leads the same way.
    fn chips(&self, kind: &NodeKind) -> Vec<String> {
        let NodeKind::Question { question } = kind else { return Vec::new() };
        let Some(question) = self.graph.question(*question) else { return Vec::new() };
        let Answer::Slot { ty, .. } = &question.answer else { return Vec::new() };
        if question.render == Render::Text {
            return Vec::new();
        }
        let labels: Vec<String> = match ty.known() {
            Type::Choice(id) => {
                let values =
                    self.graph.choice(*id).map(|choice| choice.values.as_slice()).unwrap_or_default();
                values.iter().map(|value| self.text(value.label)).collect()
            }
            Type::Row(id) => {
                let Some(catalog) = self.graph.catalog(*id) else { return Vec::new() };
                vec![format!("{}: {} rows", catalog.name, catalog.rows.len())]
            }
            other => answer_kind(other).map(str::to_owned).into_iter().collect(),
        };
        let more = labels.len().saturating_sub(MOST_CHIPS);
        let mut shown: Vec<String> = labels.into_iter().take(MOST_CHIPS).collect();
        if more > 0 {
            shown.push(format!("+{more}"));
        }
        shown.iter().map(|label| measure::cut(label, super::SMALL, ROOM - 16.0)).collect()
    }
}

/// What a question without options waits for.
fn answer_kind(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::Text { .. } => "a text",
        Type::Number { .. } | Type::Decimal { .. } => "a number",
        Type::Money { .. } => "an amount",
        Type::YesNo => "yes or no",
        Type::Date(_) => "a date",
        Type::Time(_) => "a time",
        Type::DateTime(_) => "a date and time",
        Type::Duration => "a duration",
        Type::Phone => "a phone number",
        Type::Email => "an e-mail address",
        Type::Url => "a link",
        Type::Address => "an address",
        Type::Place => "a location",
        Type::Image => "a picture",
        Type::Audio => "a voice note",
        Type::Video => "a video",
        Type::Document => "a document",
        Type::ContactCard => "a contact card",
        _ => return None,
    })
}
