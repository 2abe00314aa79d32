//! Statements to nodes. Each statement's first node is reserved before it is lowered, so that nodes come in the order
//! of the text; an empty block is an alias of what comes after it.

mod calls;
mod choices;
mod control;
mod ladder;
mod options;
mod questions;

use crate::build::{Build, SlotInfo};
use crate::codes;
use crate::expr::visit::{Reads, slots_of, slots_of_text};
use crate::expr::{Known, Place, Scope};
use crate::flow::facts::{Facts, asked_in_steps, facts};
use crate::flow::{FlowPlan, Source, slots::blocks};
use crate::text::MESSAGE;
use scn_diag::{Diagnostic, Span};
use scn_graph::{
    Expr, Flow, FlowKind, Key, Node, NodeId, NodeKind, QuestionId, Slot, SlotId, Step, TextId, Type,
};
use scn_syntax::ast::{self, Block, Statement, StatementKind};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// One flow on its way into the graph.
pub(crate) struct Lower<'b, 't> {
    b: &'b mut Build<'t>,
    plan: FlowPlan<'t>,
    slots: Rc<Vec<SlotInfo>>,
    facts: Facts,
    scope: Scope,
    /// The innermost step: its place in `Graph::steps` and its name.
    step: Option<(u32, String)>,
    /// Where each step begins.
    entries: BTreeMap<String, NodeId>,
    asked: BTreeMap<String, BTreeSet<String>>,
    /// How often a stable id was used, to number the next one.
    counts: BTreeMap<String, u32>,
    /// What the conditions around read.
    guards: Vec<Reads>,
    /// Per slot: what its questions and values read.
    reads: Vec<Reads>,
    questions: Vec<Option<QuestionId>>,
    early: Vec<QuestionId>,
    /// Blocks around that may be passed by; steps do not count.
    depth: usize,
}

impl<'t> Build<'t> {
    pub(crate) fn lower(&mut self, plans: &[FlowPlan<'t>]) {
        for plan in plans {
            let slots = Rc::new(self.slots.get(plan.id.index()).cloned().unwrap_or_default());
            let outer = plan.scope.and_then(|scope| self.slots.get(scope.index()).cloned()).map(Rc::new);
            let scope = Scope::new(Place::Flow { slots: slots.clone(), outer });
            let count = slots.len();
            let lower = Lower {
                facts: facts(plan.body(), &slots),
                asked: asked_in_steps(plan.body()),
                plan: plan.clone(),
                slots,
                scope,
                step: None,
                entries: BTreeMap::new(),
                counts: BTreeMap::new(),
                guards: Vec::new(),
                reads: vec![Reads::new(); count],
                questions: vec![None; count],
                early: Vec::new(),
                depth: 0,
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
                    format!("`{}` promises a result, but it can end without one", self.plan.name),
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
        for statement in &block.statements {
            let after =
                if std::ptr::eq(statement, last) { next } else { self.b.reserve(statement.span.after()) };
            self.b.node_places.get_mut(at.index()).into_iter().for_each(|place| *place = statement.span);
            self.statement(statement, at, after);
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

    fn statement(&mut self, statement: &'t Statement, at: NodeId, next: NodeId) {
        self.look_around(statement.span);
        match &statement.kind {
            StatementKind::Say(say) => {
                let ast::SayMessage::Text(texts) = &say.message else { return self.alias(at, next) };
                let id = self.stable_id("say");
                let variants = self.variants(&id, texts);
                self.fill(at, NodeKind::Say { variants, attached: None, or_send: None, next }, false);
            }
            StatementKind::Ask(ask) => self.ask(ask, statement.span, at, next),
            StatementKind::Choose(choose) => self.choose(choose, statement.span, at, next),
            StatementKind::Confirm(confirm) => self.confirm(confirm, statement.span, at, next),
            StatementKind::Set { slot, value } => self.set(slot, value, at, next),
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
                self.enter(statement.span, tunnel, args, result.as_ref(), at, next);
            }
            StatementKind::Go(step) => self.go(step, at, next),
            StatementKind::Step { name, body } => self.step(name, body, at, next),
            StatementKind::Done(result) => self.done(statement.span, result.as_ref(), at),
            StatementKind::Leave => self.fill(at, NodeKind::Leave, false),
            StatementKind::Resume => self.resume(statement.span, at),
            StatementKind::Restart => self.fill(at, NodeKind::Restart, false),
            StatementKind::Correct => self.correct(statement.span, at),
            StatementKind::Wait(wait) => self.wait(wait, at, next),
            StatementKind::Remember { field, value } => self.remember(field, value.as_ref(), at, next),
            StatementKind::Forget(ast::Forget::Field(field)) => match self.b.memory_field(field) {
                Some(field) => self.fill(at, NodeKind::Forget { field, next }, false),
                None => self.alias(at, next),
            },
            StatementKind::Handoff { team, because } => {
                self.handoff(team.as_ref(), because.as_ref(), at, next)
            }
            _ => self.alias(at, next),
        }
    }

    /// What is known before this statement. Where nothing leads, nothing more is said about it.
    fn look_around(&mut self, span: Span) {
        let state = self.facts.before.get(&span).cloned().flatten();
        self.scope.lenient = state.is_none();
        self.scope.known =
            state.unwrap_or_else(|| self.slots.iter().map(|slot| slot.name.clone()).collect::<Known>());
    }

    // ------------------------------------------------------------ ids and texts

    /// `order.size.say`, and `order.size.say.2` for the next one.
    fn stable_id(&mut self, role: &str) -> String {
        let id = match &self.step {
            Some((_, step)) => format!("{}.{step}.{role}", self.plan.name),
            None => format!("{}.{role}", self.plan.name),
        };
        let count = self.counts.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 { id } else { format!("{id}.{count}") }
    }

    fn variants(&mut self, id: &str, texts: &'t [ast::Text]) -> Vec<TextId> {
        if let [text] = texts {
            return vec![self.b.text(&self.scope, id, text, MESSAGE)];
        }
        let numbered = texts.iter().enumerate();
        numbered
            .map(|(at, text)| self.b.text(&self.scope, &format!("{id}.v{}", at + 1), text, MESSAGE))
            .collect()
    }

    // ------------------------------------------------------------ what depends on what

    fn slot_id(&self, name: &str) -> Option<SlotId> {
        let at = self.slots.iter().position(|slot| slot.name == name)?;
        u16::try_from(at).ok().map(SlotId)
    }

    fn reads_of(&self, expr: &Expr) -> Reads {
        let mut reads = Reads::new();
        slots_of(expr, &|name| self.slot_id(name), &mut reads);
        reads
    }

    fn reads_of_text(&self, text: TextId) -> Reads {
        let mut reads = Reads::new();
        if let Some(template) = self.b.first_language(text) {
            slots_of_text(template, &|name| self.slot_id(name), &mut reads);
        }
        reads
    }

    /// The slot's question or value reads these, and so do the conditions around.
    fn depends(&mut self, slot: SlotId, reads: impl IntoIterator<Item = Reads>) {
        let mut all: Reads = self.guards.iter().flatten().copied().collect();
        all.extend(reads.into_iter().flatten());
        if let Some(known) = self.reads.get_mut(slot.index()) {
            known.extend(all);
        }
    }

    /// For each slot, the slots that must be asked or computed anew when it changes.
    fn dependents(&self) -> Vec<Vec<SlotId>> {
        let ids = |at: usize| SlotId(u16::try_from(at).unwrap_or(u16::MAX));
        let mut readers: BTreeMap<SlotId, Vec<SlotId>> = BTreeMap::new();
        for (at, reads) in self.reads.iter().enumerate() {
            reads.iter().for_each(|read| readers.entry(*read).or_default().push(ids(at)));
        }
        (0..self.slots.len())
            .map(|at| {
                let mut found: BTreeSet<SlotId> = BTreeSet::new();
                let mut todo = vec![ids(at)];
                while let Some(slot) = todo.pop() {
                    let new =
                        readers.get(&slot).into_iter().flatten().filter(|reader| found.insert(**reader));
                    todo.extend(new.copied().collect::<Vec<_>>());
                }
                found.remove(&ids(at));
                // parameters come from outside: nothing could fill them again
                found
                    .into_iter()
                    .filter(|slot| self.slots.get(slot.index()).is_some_and(|slot| !slot.param))
                    .collect()
            })
            .collect()
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
