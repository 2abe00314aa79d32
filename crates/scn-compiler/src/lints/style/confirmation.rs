//! What cannot be undone is confirmed first: on every way from the customer's words to the call.

use super::Style;
use scn_diag::{Diagnostic, W6006, wording};
use scn_graph::expr::Op;
use scn_graph::model::ListenerKind;
use scn_graph::{Answer, ButtonDoes, Expr, FlowId, Graph, MenuOption, NodeId, NodeKind, SlotId, Type, Value};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(style: &Style<'_, '_, '_>) -> Vec<Diagnostic> {
    let graph = style.checked.graph();
    let mut walk = Walk::new(graph);
    let starts: Vec<NodeId> =
        opened_by_customers(graph).filter_map(|flow| Some(graph.flow(flow)?.start)).collect();
    starts.into_iter().for_each(|start| walk.reach(start));
    while let Some(node) = walk.waiting.pop() {
        walk.step(node);
    }
    let calls = walk
        .calls
        .into_iter()
        .filter(|(node, _)| !style.checked.is_standard(style.checked.place(*node).file));
    calls
        .map(|(node, operation)| {
            Diagnostic::new(
                W6006,
                style.checked.place(node),
                wording!("`{operation}` cannot be undone, and a customer may come here without having confirmed it", operation),
            )
            .help("ask first: `confirm \"Shall I … ?\" { yes \"…\" no \"…\" { … } }`; if it may be done twice without harm, say so in the connector with `idempotent`")
        })
        .collect()
}

/// What customers open themselves: by words, links, buttons, orders. What an event or a silence starts has nobody to ask.
fn opened_by_customers(graph: &Graph) -> impl Iterator<Item = FlowId> + '_ {
    let heard = graph.listeners.iter().filter(|listener| listener.kind != ListenerKind::Anything);
    let triggers = &graph.triggers;
    let buttons =
        graph.templates.iter().flat_map(|template| &template.languages).flat_map(|(_, texts)| &texts.buttons);
    let started = buttons.filter_map(|button| match &button.does {
        ButtonDoes::Start(flow) => Some(*flow),
        ButtonDoes::Url(_) | ButtonDoes::Reply => None,
    });
    heard
        .map(|listener| listener.flow)
        .chain(graph.links.values().copied())
        .chain(triggers.ads.iter().map(|ad| ad.flow))
        .chain(triggers.order)
        .chain(triggers.media)
        .chain(triggers.reaction)
        .chain(started)
}

/// Everything that can be reached before the customer confirmed anything. Each node is looked at once.
struct Walk<'g> {
    graph: &'g Graph,
    yes: BTreeSet<&'static str>,
    reached: Vec<bool>,
    waiting: Vec<NodeId>,
    /// Flows that come to their end unconfirmed, and where those that entered them go on.
    ends: BTreeSet<FlowId>,
    entered: BTreeMap<FlowId, Vec<NodeId>>,
    calls: BTreeMap<NodeId, String>,
}

impl<'g> Walk<'g> {
    fn new(graph: &'g Graph) -> Self {
        let languages = graph.settings.languages.iter();
        let yes = languages.flat_map(|language| super::words::of(*language).yes).copied().collect();
        Walk {
            graph,
            yes,
            reached: vec![false; graph.nodes.len()],
            waiting: Vec::new(),
            ends: BTreeSet::new(),
            entered: BTreeMap::new(),
            calls: BTreeMap::new(),
        }
    }

    fn reach(&mut self, node: NodeId) {
        if let Some(reached) = self.reached.get_mut(node.index()).filter(|reached| !**reached) {
            *reached = true;
            self.waiting.push(node);
        }
    }

    fn step(&mut self, at: NodeId) {
        let graph = self.graph;
        let Some(node) = graph.node(at) else { return };
        match &node.kind {
            NodeKind::Question { question } => {
                let Some(question) = graph.question(*question) else { return };
                self.answered(&question.answer);
            }
            NodeKind::Branch { condition, then, otherwise } => {
                // the side of a "yes" was confirmed by saying it
                let (sure, sure_not) =
                    (self.says_yes(node.flow, condition), self.says_no(node.flow, condition));
                if !sure {
                    self.reach(*then);
                }
                if !sure_not {
                    self.reach(*otherwise);
                }
            }
            NodeKind::Enter { flow, next, .. } => {
                if self.ends.contains(flow) {
                    self.reach(*next);
                } else {
                    self.entered.entry(*flow).or_default().push(*next);
                }
                if let Some(entered) = graph.flow(*flow) {
                    self.reach(entered.start);
                }
            }
            NodeKind::Done { .. } => {
                self.ends.insert(node.flow);
                for next in self.entered.remove(&node.flow).unwrap_or_default() {
                    self.reach(next);
                }
            }
            NodeKind::Call { operation, next, failed, .. } => match graph.operation(*operation) {
                Some(operation) if operation.irreversible => {
                    self.calls.insert(at, operation.name.clone());
                }
                _ => [*next, *failed].into_iter().for_each(|target| self.reach(target)),
            },
            // people decide from here on, and nobody is there to ask when time is up
            NodeKind::Handoff { .. } => {}
            NodeKind::WaitFor { next, .. } => self.reach(*next),
            other => other.targets().into_iter().for_each(|target| self.reach(target)),
        }
    }

    fn answered(&mut self, answer: &Answer) {
        match answer {
            Answer::Confirm { .. } => {}
            Answer::Menu { options, .. } => {
                let unsure: Vec<_> = options.iter().filter(|option| !self.is_yes(option)).collect();
                unsure.into_iter().for_each(|option| self.reach(option.target));
            }
            other => other.targets().into_iter().for_each(|target| self.reach(target)),
        }
    }

    /// `"Yes, cancel it"` of a menu is as good as a `confirm`.
    fn is_yes(&self, option: &MenuOption) -> bool {
        let label = self.graph.template(option.label, 0).and_then(|label| label.as_literal());
        let word = label.and_then(|label| super::plain::words(label).into_iter().next());
        word.is_some_and(|word| self.yes.contains(word.lower.as_str()))
    }

    fn says_yes(&self, flow: FlowId, condition: &Expr) -> bool {
        match condition {
            Expr::Slot(slot) => self.is_yes_no(flow, *slot),
            Expr::Not(inner) => self.says_no(flow, inner),
            Expr::Binary(Op::And, left, right) => self.says_yes(flow, left) || self.says_yes(flow, right),
            Expr::Binary(Op::Is, left, right) => {
                **right == Expr::Const(Value::YesNo(true)) && self.says_yes(flow, left)
            }
            Expr::Default(inner, _) => self.says_yes(flow, inner),
            _ => false,
        }
    }

    fn says_no(&self, flow: FlowId, condition: &Expr) -> bool {
        match condition {
            Expr::Not(inner) => self.says_yes(flow, inner),
            Expr::Binary(Op::Or, left, right) => self.says_no(flow, left) || self.says_no(flow, right),
            Expr::Binary(Op::Is, left, right) => {
                **right == Expr::Const(Value::YesNo(false)) && self.says_yes(flow, left)
            }
            _ => false,
        }
    }

    fn is_yes_no(&self, flow: FlowId, slot: SlotId) -> bool {
        let slot = self.graph.flow(flow).and_then(|flow| flow.slots.get(slot.index()));
        slot.is_some_and(|slot| *slot.ty.known() == Type::YesNo)
    }
}
