//! What is known before each statement: a forward data-flow over the statement tree. A `go` carries what is known to
//! its step; a step knows what every way into it knows. Repeated until nothing changes.

use super::slots::blocks;
use crate::build::SlotInfo;
use crate::expr::{Known, learn, unlearn_below};
use scn_diag::Span;
use scn_graph::Type;
use scn_syntax::ast::{self, Block, Statement, StatementKind};
use std::collections::{BTreeMap, BTreeSet};

/// `None`: no way leads here.
pub(crate) type State = Option<Known>;

#[derive(Default)]
pub(crate) struct Facts {
    /// By the place of the statement.
    pub(crate) before: BTreeMap<Span, State>,
    /// Before a step, all ways together.
    pub(crate) steps: BTreeMap<String, State>,
    /// The first statement of each stretch that nothing reaches.
    pub(crate) unreachable: Vec<Span>,
    /// What is known where the statements end; `None` when they never do.
    pub(crate) end: State,
}

/// The slots asked inside each step's own body: `go` asks them again.
pub(crate) fn asked_in_steps(block: &Block) -> BTreeMap<String, BTreeSet<String>> {
    fn asked(block: &Block, out: &mut BTreeSet<String>) {
        for statement in &block.statements {
            if let StatementKind::Ask(ask) = &statement.kind {
                out.insert(ask.slot.text.clone());
            }
            blocks(statement).into_iter().for_each(|block| asked(block, out));
        }
    }
    fn steps(block: &Block, out: &mut BTreeMap<String, BTreeSet<String>>) {
        for statement in &block.statements {
            if let StatementKind::Step { name, body } = &statement.kind {
                asked(body, out.entry(name.text.clone()).or_default());
            }
            blocks(statement).into_iter().for_each(|block| steps(block, out));
        }
    }
    let mut out = BTreeMap::new();
    steps(block, &mut out);
    out
}

pub(crate) fn facts(body: &Block, slots: &[SlotInfo]) -> Facts {
    let params = slots.iter().filter(|slot| slot.param && is_sure(slot)).map(|slot| slot.name.clone());
    let start: State = Some(params.collect());
    let optional = slots.iter().filter(|slot| !is_sure(slot)).map(|slot| slot.name.clone()).collect();
    let mut walk = Walk { facts: Facts::default(), optional, asked: asked_in_steps(body), last: false };
    loop {
        let before = walk.facts.steps.clone();
        walk.facts.end = walk.block(body, start.clone());
        if walk.facts.steps == before {
            break;
        }
    }
    walk.last = true;
    walk.facts.end = walk.block(body, start);
    walk.facts
}

fn is_sure(slot: &SlotInfo) -> bool {
    !matches!(slot.ty, Some(Type::Optional(_)))
}

struct Walk {
    facts: Facts,
    /// Slots that may stay unknown even once asked or set.
    optional: BTreeSet<String>,
    asked: BTreeMap<String, BTreeSet<String>>,
    /// The walk that reports: all states are final.
    last: bool,
}

/// What is known when one of several ways was taken.
fn join(a: State, b: State) -> State {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.intersection(&b).cloned().collect()),
        (a, b) => a.or(b),
    }
}

impl Walk {
    fn block(&mut self, block: &Block, mut state: State) -> State {
        let mut dead = false;
        for statement in &block.statements {
            let state_in = match &statement.kind {
                StatementKind::Step { name, .. } => self.enter_step(&name.text, state),
                _ => state,
            };
            if self.last && state_in.is_none() && !dead && !matches!(statement.kind, StatementKind::Error) {
                self.facts.unreachable.push(statement.span);
            }
            dead = state_in.is_none();
            self.facts.before.insert(statement.span, state_in.clone());
            state = self.statement(statement, state_in);
        }
        state
    }

    fn enter_step(&mut self, name: &str, state: State) -> State {
        let known = self.facts.steps.get(name).cloned().flatten();
        let joined = join(known, state);
        self.facts.steps.insert(name.to_owned(), joined.clone());
        joined
    }

    fn statement(&mut self, statement: &Statement, state: State) -> State {
        match &statement.kind {
            StatementKind::Ask(ask) => {
                self.otherwise(&ask.modifiers, &state);
                self.filled(&ask.slot.text, state)
            }
            StatementKind::Set { slot, .. } => self.filled(&slot.text, state),
            StatementKind::Choose(choose) => {
                self.otherwise(&choose.modifiers, &state);
                let ways = choose.options.iter().map(|option| self.inner(&option.body, state.clone()));
                ways.collect::<Vec<_>>().into_iter().fold(None, join)
            }
            StatementKind::Confirm(confirm) => self.confirm(confirm, state),
            StatementKind::When { condition, then, otherwise } => {
                let learned = |truth: bool| {
                    state.clone().map(|mut known| {
                        learn(condition, truth, &mut known);
                        known
                    })
                };
                let (yes, no) = (learned(true), learned(false));
                let yes = self.inner(then, yes);
                let no = match otherwise {
                    Some(block) => self.inner(block, no),
                    None => no,
                };
                join(yes, no)
            }
            StatementKind::Match { arms, otherwise, .. } => {
                let mut out = None;
                for arm in arms {
                    out = join(out, self.inner(&arm.body, state.clone()));
                }
                match otherwise {
                    Some(block) => join(out, self.inner(block, state)),
                    None => out,
                }
            }
            StatementKind::Enter { result, .. } => {
                // the tunnel entered may have forgotten something
                let state = state.map(|mut known| {
                    unlearn_below("contact", &mut known);
                    known
                });
                match result {
                    Some(slot) => self.filled(&slot.text, state),
                    None => state,
                }
            }
            StatementKind::Go(step) => {
                let arriving = state.map(|mut known| {
                    for slot in self.asked.get(&step.text).into_iter().flatten() {
                        known.remove(slot);
                        unlearn_below(slot, &mut known);
                    }
                    known
                });
                let joined = join(self.facts.steps.get(&step.text).cloned().flatten(), arriving);
                self.facts.steps.insert(step.text.clone(), joined);
                None
            }
            StatementKind::Step { body, .. } => self.inner(body, state),
            StatementKind::Remember { field, .. } => state.map(|mut known| {
                known.insert(format!("contact.{}", field.text));
                known
            }),
            StatementKind::Forget(ast::Forget::Field(field)) => state.map(|mut known| {
                let path = format!("contact.{}", field.text);
                known.remove(&path);
                unlearn_below(&path, &mut known);
                known
            }),
            StatementKind::Done(_)
            | StatementKind::Leave
            | StatementKind::Resume
            | StatementKind::Restart
            | StatementKind::Correct => None,
            _ => state,
        }
    }

    /// A block inside a statement. Where nothing reaches the statement, its blocks are walked without complaint.
    fn inner(&mut self, block: &Block, state: State) -> State {
        if state.is_some() {
            return self.block(block, state);
        }
        let last = std::mem::replace(&mut self.last, false);
        let out = self.block(block, None);
        self.last = last;
        out
    }

    /// The ladder's end comes back to the question, but for a `set` of its slot, which goes on as an answer does.
    fn otherwise(&mut self, modifiers: &ast::Modifiers, state: &State) {
        if let Some(block) = &modifiers.otherwise {
            self.inner(block, state.clone());
        }
    }

    fn confirm(&mut self, confirm: &ast::Confirm, state: State) -> State {
        self.otherwise(&confirm.modifiers, &state);
        let yes = match &confirm.yes {
            Some(option) => self.inner(&option.body, state.clone()),
            None => state.clone(),
        };
        // without words of its own, "no" leads to the choice of what to correct
        let no = match &confirm.no {
            Some(option) if !option.body.statements.is_empty() => self.inner(&option.body, state),
            _ => None,
        };
        join(yes, no)
    }

    fn filled(&self, slot: &str, state: State) -> State {
        state.map(|mut known| {
            unlearn_below(slot, &mut known);
            if self.optional.contains(slot) {
                known.remove(slot);
            } else {
                known.insert(slot.to_owned());
            }
            known
        })
    }
}
