//! Statements to nodes. Each statement's first node is reserved before it is lowered, so that nodes come in the order
//! of the text; an empty block is an alias of what comes after it.

mod args;
mod asks;
mod calls;
mod choices;
mod collect;
mod control;
mod depends;
mod ladder;
mod loops;
mod memory;
mod modifiers;
mod questions;
mod says;
mod shared;

use crate::build::Build;
use crate::codes;
use crate::expr::visit::Reads;
use crate::expr::{Place, Scope};
use crate::flow::facts::{Facts, facts};
use crate::flow::steps::asked_in_steps;
use crate::flow::{FlowPlan, Source, slots::Slots, slots::blocks};
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Flow, FlowKind, Key, Node, NodeId, NodeKind, QuestionId, Slot, SlotId, Step, TextId, Type};
use scn_syntax::ast::{self, Block, Statement, StatementKind};
use shared::Shared;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What all flows on their way into the graph have in common.
#[derive(Default)]
struct Common {
    /// Texts of blocks that serve many places: by the flow they are bound to, if any, and where they stand.
    texts: BTreeMap<(Option<scn_graph::FlowId>, Span), TextId>,
    /// Tunnels that the project's ladders enter: their own questions cannot lead there again.
    of_ladders: BTreeSet<scn_graph::FlowId>,
    /// Names given with `id "…"`.
    ids: BTreeMap<String, Span>,
}

/// One flow on its way into the graph.
pub(crate) struct Lower<'b, 't> {
    b: &'b mut Build<'t>,
    common: &'b mut Common,
    plan: FlowPlan<'t>,
    slots: Rc<Slots>,
    facts: Facts,
    scope: Scope,
    /// The innermost step: its place in `Graph::steps` and its name.
    step: Option<(u32, String)>,
    /// The block at hand serves many places.
    shared: Option<Shared>,
    /// Inside `failed` and `late`: what comes after them, and where a handoff at their end leads instead.
    given_up: Option<(NodeId, Option<NodeId>)>,
    /// Inside a ladder's `otherwise`: questions there have the language's own, else it would never end.
    in_ladder: bool,
    /// Where each step begins.
    entries: BTreeMap<String, NodeId>,
    asked: BTreeMap<String, BTreeSet<String>>,
    /// How often a stable id was used, to number the next one.
    counts: BTreeMap<String, u32>,
    /// What the conditions around read.
    guards: Vec<Reads>,
    /// Per slot: what its questions and values read.
    reads: Vec<Reads>,
    /// Calls that cannot be undone, with the slots they read.
    final_calls: Vec<(NodeId, Reads)>,
    questions: Vec<Option<QuestionId>>,
    early: Vec<QuestionId>,
    /// Blocks around that may be passed by; steps do not count.
    depth: usize,
}

impl<'t> Build<'t> {
    pub(crate) fn lower(&mut self, plans: &[FlowPlan<'t>]) {
        self.check_shared_blocks();
        let mut common = Common { of_ladders: self.entered_by_ladders(plans), ..Common::default() };
        for plan in plans {
            let slots = Rc::new(self.slots.get(plan.id.index()).cloned().unwrap_or_default());
            let outer = self.outer(plan);
            let course = self.course(plan, &slots, outer.as_ref());
            let facts = facts(&course);
            let count = slots.len();
            let lower = Lower {
                facts,
                asked: asked_in_steps(plan.body()),
                plan: plan.clone(),
                scope: Scope::new(Place::Flow { slots: slots.clone(), outer }),
                slots,
                step: None,
                shared: None,
                given_up: None,
                in_ladder: false,
                entries: BTreeMap::new(),
                counts: BTreeMap::new(),
                guards: Vec::new(),
                reads: vec![Reads::new(); count],
                final_calls: Vec::new(),
                questions: vec![None; count],
                early: Vec::new(),
                depth: 0,
                common: &mut common,
                b: self,
            };
            lower.flow();
        }
    }
}

impl<'t> Lower<'_, 't> {
    fn flow(mut self) {
        let body = self.plan.body();
        self.reserve_steps(body);
        for span in std::mem::take(&mut self.facts.unreachable) {
            self.b.report.add(
                Diagnostic::new(codes::W2001, span, "nothing leads here: the statements above never go on")
                    .help("move it up, or make it a `step` that a `go` leads to"),
            );
        }
        let start = self.b.reserve(body.span);
        let end = self.b.reserve(body.span.after());
        self.fill(end, self.end_kind(), true);
        self.block(body, start, end);
        self.check_result();
        self.lock();
        let dependents = self.dependents();
        let result = match self.plan.source {
            Source::Tunnel(_) => self.head_result().flatten(),
            Source::Escape(_) | Source::Trigger(_) => None,
        };
        let slots: Vec<Slot> = self
            .slots
            .iter()
            .zip(&self.questions)
            .map(|(slot, question)| Slot {
                name: slot.name.clone(),
                key: Key::of(&slot.name),
                ty: slot.ty.clone().unwrap_or(Type::YesNo),
                question: *question,
            })
            .collect();
        let params = self.slots.iter().filter(|slot| slot.param).count();
        self.b.graph.flows.push(Flow {
            name: self.plan.name.clone(),
            key: self.plan.key(),
            title: self.plan.title.clone(),
            kind: self.plan.kind,
            params: u16::try_from(params).unwrap_or(u16::MAX),
            slots,
            result,
            start,
            dependents,
            early: self.early,
        });
    }

    fn end_kind(&self) -> NodeKind {
        match self.plan.kind {
            FlowKind::Escape => NodeKind::Resume,
            FlowKind::Tunnel | FlowKind::Entry => NodeKind::Done { result: None },
        }
    }

    /// The result type, when the flow is a tunnel that has one.
    fn head_result(&self) -> Option<Option<Type>> {
        self.b.heads.iter().find(|head| head.flow == self.plan.id).and_then(|head| head.result.clone())
    }

    fn check_result(&mut self) {
        if self.facts.end.is_some() && self.head_result().is_some() {
            self.b.report.add(
                Diagnostic::new(
                    codes::E2007,
                    self.plan.place(),
                    wording!("`{plan}` promises a result, but it can end without one", plan = self.plan.name),
                )
                .help("end every way through it with `done …`"),
            );
        }
    }

    /// Steps can be the target of a `go` above them, so their places come first.
    fn reserve_steps(&mut self, block: &'t Block) {
        for statement in &block.statements {
            if let StatementKind::Step { name, .. } = &statement.kind {
                match self.entries.get(&name.text) {
                    Some(first) => {
                        let first = self.b.node_places.get(first.index()).copied().unwrap_or_default();
                        self.b.report.add(crate::names::duplicate(name, first));
                    }
                    None => {
                        let entry = self.b.reserve(name.span);
                        self.entries.insert(name.text.clone(), entry);
                    }
                }
            }
            for block in blocks(statement) {
                self.reserve_steps(block);
            }
        }
    }

    // ------------------------------------------------------------ nodes

    fn fill(&mut self, id: NodeId, kind: NodeKind, implicit: bool) {
        let step = self.step.as_ref().map(|(at, _)| *at);
        if let Some(place) = self.b.nodes.get_mut(id.index()) {
            *place = Some(Node { flow: self.plan.id, kind, step, implicit });
        }
    }

    fn alias(&mut self, id: NodeId, target: NodeId) {
        self.b.aliases.insert(id, target);
    }

    /// A block whose first node is `entry` and after which `next` comes.
    fn block(&mut self, block: &'t Block, entry: NodeId, next: NodeId) {
        let Some((last, _)) = block.statements.split_last() else { return self.alias(entry, next) };
        let mut at = entry;
        let mut following = block.statements.iter().skip(1);
        // where a row of `answer from` leads once one of them has answered
        let mut answered: Option<NodeId> = None;
        for statement in &block.statements {
            let after =
                if std::ptr::eq(statement, last) { next } else { self.b.reserve(statement.span.after()) };
            self.b.node_places.get_mut(at.index()).into_iter().for_each(|place| *place = statement.span);
            let goes_on = following.next().is_some_and(answers) && answers(statement);
            if goes_on && answered.is_none() {
                answered = Some(self.b.reserve(statement.span));
            }
            match &statement.kind {
                StatementKind::AnswerFrom(file) => {
                    let otherwise = goes_on.then_some(after);
                    self.answer_from(file, at, answered.unwrap_or(after), otherwise);
                }
                _ => self.statement(statement, at, after),
            }
            if !goes_on && let Some(answered) = answered.take() {
                self.alias(answered, after);
            }
            at = after;
        }
    }

    /// A block that may be passed by; `reads` is what decides.
    fn branch(&mut self, block: &'t Block, reads: Reads, next: NodeId) -> NodeId {
        let entry = self.b.reserve(block.span);
        self.guards.push(reads);
        self.depth += 1;
        self.block(block, entry, next);
        self.depth -= 1;
        self.guards.pop();
        entry
    }

    /// `failed`, `late`: a handoff at the end of it gives the rest to people, so it ends there.
    fn giving_up(&mut self, next: NodeId, block: impl FnOnce(&mut Self) -> NodeId) -> NodeId {
        let around = self.given_up.replace((next, None));
        let entry = block(self);
        self.given_up = around;
        entry
    }

    fn statement(&mut self, statement: &'t Statement, at: NodeId, next: NodeId) {
        self.look_around(statement.span);
        let span = statement.span;
        match &statement.kind {
            StatementKind::Say(say) => self.say(say, span, at, next),
            StatementKind::Ask(ask) => self.ask(ask, span, at, next),
            StatementKind::Collect(collect) => self.collect(collect, span, at, next),
            StatementKind::Choose(choose) => self.choose(choose, span, at, next),
            StatementKind::Confirm(confirm) => self.confirm(confirm, span, at, next),
            StatementKind::Consent(consent) => self.consent(consent, span, at, next),
            StatementKind::Set { slot, value } => self.set(slot, value, at, next),
            StatementKind::For { variable, list, body } => self.for_each(variable, list, body, at, next),
            StatementKind::When { condition, then, otherwise } => {
                let found = self.b.condition(&self.scope, condition);
                let reads = self.reads_of(&found.expr);
                let then = self.branch(then, reads.clone(), next);
                let otherwise = otherwise.as_ref().map_or(next, |block| self.branch(block, reads, next));
                self.fill(at, NodeKind::Branch { condition: found.expr, then, otherwise }, false);
            }
            StatementKind::Match { subject, arms, otherwise } => {
                self.matching(subject, arms, otherwise.as_ref(), at, next);
            }
            StatementKind::Enter { tunnel, args, result } => {
                self.enter(span, tunnel, args, result.as_ref(), at, next);
            }
            StatementKind::Call(call) => self.call(call, span, at, next),
            StatementKind::Send(send) => match self.send(send) {
                Some(send) => self.fill(at, NodeKind::SendTemplate { send, next }, false),
                None => self.alias(at, next),
            },
            StatementKind::Emit { event, args } => self.emit(event, args, at, next),
            StatementKind::React(emoji) => self.react(emoji, at, next),
            StatementKind::AnswerFrom(file) => self.answer_from(file, at, next, None),
            StatementKind::Opt { out } => self.fill(at, NodeKind::Opt { out: *out, next }, false),
            StatementKind::Go(step) => self.go(step, at, next),
            StatementKind::Step { name, body } => self.step(name, body, at, next),
            StatementKind::Done(result) => self.done(span, result.as_ref(), at),
            StatementKind::Leave => self.fill(at, NodeKind::Leave, false),
            StatementKind::Resume => self.resume(span, at),
            StatementKind::Restart => self.fill(at, NodeKind::Restart, false),
            StatementKind::Correct => self.correct(span, at),
            StatementKind::Wait(wait) => self.wait(wait, at, next),
            StatementKind::Remember { field, value } => self.remember(field, value.as_ref(), at, next),
            StatementKind::Forget(forget) => self.forget(forget, at, next),
            StatementKind::Handoff { team, because, otherwise } => {
                self.handoff(team.as_ref(), because.as_ref(), otherwise.as_ref(), at, next);
            }
            // an assistant is not in this version: said before
            StatementKind::AnswerWith(_) | StatementKind::Allow(_) | StatementKind::Error => {
                self.alias(at, next);
            }
        }
    }

    /// What is known before this statement. Where nothing leads, nothing more is said about it.
    fn look_around(&mut self, span: Span) {
        let state = self.facts.before.get(&span).cloned().flatten();
        self.scope.lenient = state.is_none();
        self.scope.sure = state.is_none();
        self.scope.known = state.unwrap_or_default();
    }

    // ------------------------------------------------------------ ids and texts

    /// `order.size.say`, and `order.size.say.2` for the next one.
    fn stable_id(&mut self, role: &str) -> String {
        let id = match (&self.shared, &self.step) {
            (Some(shared), _) => format!("{}.{role}", shared.name),
            (None, Some((_, step))) => format!("{}.{step}.{role}", self.plan.name),
            (None, None) => format!("{}.{role}", self.plan.name),
        };
        self.numbered(id)
    }

    fn numbered(&mut self, id: String) -> String {
        let count = self.counts.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 { id } else { format!("{id}.{count}") }
    }

    fn slot_id(&self, name: &str) -> Option<SlotId> {
        self.slots.id(name)
    }

    fn step(&mut self, name: &ast::Name, body: &'t Block, at: NodeId, next: NodeId) {
        let entry = self.entries.get(&name.text).copied().unwrap_or(at);
        if entry != at {
            self.alias(at, entry);
        }
        let place = u32::try_from(self.b.graph.steps.len()).unwrap_or(u32::MAX);
        self.b.graph.steps.push(Step { flow: self.plan.id, name: name.text.clone(), start: entry });
        let around = self.step.replace((place, name.text.clone()));
        self.block(body, entry, next);
        self.step = around;
    }
}

fn answers(statement: &Statement) -> bool {
    matches!(statement.kind, StatementKind::AnswerFrom(_))
}
