//! The customer writes and hears nothing. Reported only where it is certain: nothing was said since their message on any
//! way to a place, and nothing is said on any way from it, up to an end that is written there. A template, a reaction, a later message after a
//! `wait` count as heard; so does the question that is asked again after an escape.

use super::ways::{Follow, Ways};
use crate::codes;
use crate::lints::Checked;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Answer, FlowId, FlowKind, Graph, MenuOption, NodeId, NodeKind};
use scn_syntax::ast::TriggerEvent;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn hears_nothing(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let sound = Sound::of(checked);
    let mut found = openings(checked, &sound);
    let mut said: BTreeSet<Span> = found.iter().map(|diagnostic| diagnostic.span).collect();
    for (at, node) in checked.nodes().zip(&checked.graph().nodes) {
        if node.implicit || checked.is_ours(checked.place(at)) || !sound.reached.contains(&at) {
            continue;
        }
        let diagnostic = match &node.kind {
            NodeKind::Question { .. } => answers(checked, &sound, at),
            _ => branches(checked, &sound, at),
        };
        found.extend(diagnostic.filter(|diagnostic| said.insert(diagnostic.span)));
    }
    found
}

/// A message opens something that says nothing at all.
fn openings(checked: &Checked<'_, '_>, sound: &Sound) -> Vec<Diagnostic> {
    let silent = checked.flows().filter(|flow| {
        let start = checked.graph().flow(*flow).map(|flow| flow.start);
        opened_by_customer(checked, *flow) && start.is_some_and(|start| !sound.may_speak(start))
    });
    let own = silent.filter(|flow| !checked.is_ours(checked.flow_place(*flow)));
    own.map(|flow| {
        Diagnostic::new(codes::W2004, checked.flow_place(flow), "the customer writes this and hears nothing")
            .help("say what comes of it: `say \"…\"`, at least that it was received")
    })
    .collect()
}

/// Answers after which nothing is said any more.
fn answers(checked: &Checked<'_, '_>, sound: &Sound, at: NodeId) -> Option<Diagnostic> {
    let NodeKind::Question { question } = &checked.graph().node(at)?.kind else { return None };
    let question = checked.graph().question(*question)?;
    // an option that just goes on to the end behind the question is a matter of style
    let silent = |option: &&MenuOption| sound.ends_in_silence(checked.graph(), option.target);
    let options: Vec<&MenuOption> = match &question.answer {
        Answer::Menu { options, .. } => options.iter().filter(silent).collect(),
        Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => {
            [yes, no].into_iter().filter(silent).collect()
        }
        Answer::Slot { .. } | Answer::Collect { .. } => return None,
    };
    let first = options.first()?;
    let place = checked.build.place_of(first.label);
    let labels = options.iter().filter_map(|option| checked.build.literal(option.label));
    let labels: Vec<String> = labels.map(|label| format!("`{label}`")).collect();
    let place =
        if place == Span::default() || checked.is_ours(place) { first_line(checked, at) } else { place };
    let labels = scn_diag::Wording::list(labels);
    Some(
        Diagnostic::new(codes::W2004, place, wording!("who answers {labels} hears nothing more", labels))
            .help("say what comes of it: `say \"…\"`, at least that it was understood"),
    )
}

/// Where the ways part, one of them is silent to the end.
fn branches(checked: &Checked<'_, '_>, sound: &Sound, at: NodeId) -> Option<Diagnostic> {
    let node = checked.graph().node(at)?;
    if sound.heard.contains(&at) || sound.speaks(checked.graph(), &node.kind) || !sound.may_speak(at) {
        return None;
    }
    let arms: Vec<NodeId> = match &node.kind {
        NodeKind::Branch { then, otherwise, .. } => vec![*then, *otherwise],
        NodeKind::Match { cases, otherwise, .. } => {
            cases.iter().map(|(_, target)| *target).chain([*otherwise]).collect()
        }
        NodeKind::Call { next, failed, .. } => vec![*next, *failed],
        _ => return None,
    };
    let silent = arms.into_iter().find(|arm| sound.ends_in_silence(checked.graph(), *arm))?;
    Some(
        Diagnostic::new(
            codes::W2004,
            first_line(checked, silent),
            "on this way the customer has written and hears nothing",
        )
        .help("say something before it ends: `say \"…\"`"),
    )
}

/// The place of a node, no longer than its first line.
fn first_line(checked: &Checked<'_, '_>, at: NodeId) -> Span {
    let place = checked.place(at);
    let text = checked.build.files.slice(place);
    let length = text.lines().next().map_or(0, |line| line.trim_end().trim_end_matches('{').trim_end().len());
    Span { end: place.start + u32::try_from(length).unwrap_or(0), ..place }
}

fn opened_by_customer(checked: &Checked<'_, '_>, flow: FlowId) -> bool {
    let Some(plan) = checked.plan(flow) else { return false };
    match plan.source {
        crate::flow::Source::Tunnel(_) => false,
        crate::flow::Source::Escape(_) => true,
        crate::flow::Source::Trigger(trigger) => matches!(
            trigger.event,
            TriggerEvent::Message
                | TriggerEvent::Link(_)
                | TriggerEvent::Ad { .. }
                | TriggerEvent::Order
                | TriggerEvent::Media
                | TriggerEvent::Unsupported
        ),
    }
}

struct Sound {
    /// Something is said on some way from here.
    may_speak: Vec<bool>,
    /// Something was said, since the customer's last message, on some way to here; or it is not their turn.
    heard: BTreeSet<NodeId>,
    reached: BTreeSet<NodeId>,
    project_escapes: BTreeSet<FlowId>,
    flow_of: Vec<FlowId>,
}

impl Sound {
    fn of(checked: &Checked<'_, '_>) -> Sound {
        let graph = checked.graph();
        let alone = |flow: &FlowId| {
            graph.flow(*flow).is_some_and(|of| of.kind == FlowKind::Escape)
                && checked.plan(*flow).is_some_and(|plan| plan.scope.is_none())
        };
        let mut sound = Sound {
            may_speak: vec![false; graph.nodes.len()],
            heard: BTreeSet::new(),
            reached: BTreeSet::new(),
            project_escapes: checked.flows().filter(alone).collect(),
            flow_of: graph.nodes.iter().map(|node| node.flow).collect(),
        };
        sound.look_ahead(checked);
        sound.look_back(checked);
        sound
    }

    fn may_speak(&self, node: NodeId) -> bool {
        self.may_speak.get(node.index()).copied().unwrap_or(true)
    }

    /// What was written for this way ends without a word; a bare `done` is the end of the tunnel like any other.
    fn ends_in_silence(&self, graph: &Graph, node: NodeId) -> bool {
        let goes_on = |kind: &NodeKind| !matches!(kind, NodeKind::Done { .. });
        !self.may_speak(node) && graph.node(node).is_some_and(|node| !node.implicit && goes_on(&node.kind))
    }

    fn speaks(&self, graph: &Graph, kind: &NodeKind) -> bool {
        match kind {
            NodeKind::Say { .. }
            | NodeKind::Question { .. }
            | NodeKind::Correct
            | NodeKind::SendTemplate { .. }
            | NodeKind::React { .. }
            | NodeKind::Answer { .. }
            | NodeKind::Handoff { .. }
            | NodeKind::Call { slow: Some(_), .. } => true,
            NodeKind::Enter { flow, .. } => graph.flow(*flow).is_none_or(|flow| self.may_speak(flow.start)),
            _ => false,
        }
    }

    /// Backwards from what speaks, over all flows.
    fn look_ahead(&mut self, checked: &Checked<'_, '_>) {
        let graph = checked.graph();
        let mut after_enter: BTreeMap<FlowId, Vec<NodeId>> = BTreeMap::new();
        for node in &graph.nodes {
            if let NodeKind::Enter { flow, next, .. } = &node.kind {
                after_enter.entry(*flow).or_default().push(*next);
            }
        }
        let mut before: Vec<Vec<NodeId>> = vec![Vec::new(); graph.nodes.len()];
        let mut todo = Vec::new();
        for (at, node) in checked.nodes().zip(&graph.nodes) {
            let mut next = node.kind.targets();
            let speaks = match &node.kind {
                // the question that was left is asked again; where none was left there is nothing to ask
                NodeKind::Resume => !self.project_escapes.contains(&node.flow),
                NodeKind::Enter { flow, .. } => {
                    next.extend(graph.flow(*flow).map(|flow| flow.start));
                    false
                }
                NodeKind::Restart => {
                    next.extend(graph.flow(node.flow).map(|flow| flow.start));
                    false
                }
                NodeKind::Done { .. } => {
                    next.extend(after_enter.get(&node.flow).into_iter().flatten());
                    false
                }
                kind => self.speaks(graph, kind),
            };
            if speaks {
                todo.push(at);
            }
            for target in next {
                before.get_mut(target.index()).into_iter().for_each(|of| of.push(at));
            }
        }
        while let Some(at) = todo.pop() {
            match self.may_speak.get_mut(at.index()) {
                Some(may) if !*may => *may = true,
                _ => continue,
            }
            todo.extend(before.get(at.index()).into_iter().flatten().copied());
        }
    }

    /// Forwards from what was said, and from where it is not the customer who made the flow go on.
    fn look_back(&mut self, checked: &Checked<'_, '_>) {
        let graph = checked.graph();
        let ways = Ways::new(graph, Follow::All);
        let mut todo: Vec<NodeId> = graph.flows.iter().map(|flow| flow.start).collect();
        while let Some(at) = todo.pop() {
            if self.reached.insert(at) {
                todo.extend(ways.after(at));
            }
        }
        let mut todo: Vec<NodeId> = Vec::new();
        for flow in checked.flows() {
            let is_tunnel = graph.flow(flow).is_some_and(|of| of.kind == FlowKind::Tunnel);
            if !is_tunnel && !opened_by_customer(checked, flow) {
                todo.extend(graph.flow(flow).map(|flow| flow.start));
            }
        }
        for node in &graph.nodes {
            match &node.kind {
                NodeKind::Question { question } => {
                    let expire = graph.question(*question).and_then(|question| question.expire);
                    todo.extend(expire.map(|(_, target)| target));
                }
                kind if self.speaks(graph, kind)
                    || kind.pauses() && !matches!(kind, NodeKind::Call { .. }) =>
                {
                    todo.extend(kind.targets());
                }
                _ => {}
            }
        }
        while let Some(at) = todo.pop() {
            if !self.heard.insert(at) {
                continue;
            }
            let Some(node) = graph.node(at) else { continue };
            match &node.kind {
                NodeKind::Question { .. } => {}
                NodeKind::Enter { flow, next, .. } => {
                    todo.push(*next);
                    todo.extend(graph.flow(*flow).map(|flow| flow.start));
                }
                NodeKind::Restart => {
                    todo.extend(
                        self.flow_of.get(at.index()).and_then(|flow| graph.flow(*flow)).map(|f| f.start),
                    );
                }
                kind => todo.extend(kind.targets()),
            }
        }
    }
}
