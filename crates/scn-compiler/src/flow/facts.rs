//! What is known before each statement: a forward data-flow over the statement tree. A `go` carries what is known to
//! its step; a step knows what every way into it knows. Repeated until nothing changes.

use super::slots::{Slots, blocks};
use super::steps::asked_in_steps;
use crate::build::SlotInfo;
use crate::expr::{Known, learn, path};
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
    /// What is always known.
    pub(crate) start: Known,
}

/// What a flow is made of, for the walk.
pub(crate) struct Course<'t> {
    pub(crate) body: &'t Block,
    /// Blocks that serve many places: those of ladders, and the project's `failed` and `too_late`. At their start only
    /// what is always known is known.
    pub(crate) shared: Vec<&'t Block>,
    /// The project's `failed`, for calls without a branch of their own.
    pub(crate) failed: Option<&'t Block>,
    pub(crate) slots: &'t Slots,
    /// Known from the start besides the parameters: those of the tunnel around, what the trigger brings.
    pub(crate) given: Vec<String>,
    /// The `only when` of an escape or an entry: it holds, or the body would not run.
    pub(crate) guard: Option<&'t ast::Expr>,
}

pub(crate) fn facts(course: &Course<'_>) -> Facts {
    let optional = course.slots.iter().filter(|slot| !is_sure(slot)).map(|slot| slot.name.clone());
    let mut start = Known::default();
    course.slots.iter().filter(|slot| slot.param && is_sure(slot)).for_each(|slot| start.insert(&slot.name));
    course.given.iter().for_each(|name| start.insert(name));
    course.guard.into_iter().for_each(|guard| learn(guard, true, &mut start));
    let mut walk = Walk {
        facts: Facts::default(),
        optional: optional.collect(),
        asked: asked_in_steps(course.body),
        failed_ends: false,
        at_the_end: false,
        last: false,
    };
    walk.failed_ends = course.failed.is_some_and(|block| walk.failing(block, Some(start.clone())).is_some());
    loop {
        let before = walk.facts.steps.clone();
        walk.once(course, &start);
        if walk.facts.steps == before {
            break;
        }
    }
    walk.last = true;
    walk.once(course, &start);
    Facts { start, ..walk.facts }
}

fn is_sure(slot: &SlotInfo) -> bool {
    !matches!(slot.ty, Some(Type::Optional(_)))
}

struct Walk {
    facts: Facts,
    /// Slots that may stay unknown even once asked or set.
    optional: BTreeSet<String>,
    asked: BTreeMap<String, BTreeSet<String>>,
    /// The project's `failed` can come to its end.
    failed_ends: bool,
    /// At the end of a `failed` or `late`: what is handed over there does not come back.
    at_the_end: bool,
    /// The walk that reports: all states are final.
    last: bool,
}

/// What is known when one of several ways was taken.
fn join(a: State, b: State) -> State {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.both(&b)),
        (a, b) => a.or(b),
    }
}

impl Walk {
    fn once(&mut self, course: &Course<'_>, start: &Known) {
        for block in &course.shared {
            self.inner(block, Some(start.clone()));
        }
        self.facts.end = self.block(course.body, Some(start.clone()));
    }

    fn block(&mut self, block: &Block, mut state: State) -> State {
        let mut dead = false;
        let at_the_end = self.at_the_end;
        for (at, statement) in block.statements.iter().enumerate() {
            self.at_the_end = at_the_end && at + 1 == block.statements.len();
            let state_in = match &statement.kind {
                StatementKind::Step { name, .. } => self.enter_step(&name.text, state),
                _ => state,
            };
            let does = !matches!(statement.kind, StatementKind::Allow(_));
            if self.last
                && state_in.is_none()
                && !dead
                && does
                && !matches!(statement.kind, StatementKind::Error)
            {
                self.facts.unreachable.push(statement.span);
            }
            dead = state_in.is_none() && (dead || does);
            if self.last {
                self.facts.before.insert(statement.span, state_in.clone());
            }
            state = self.statement(statement, state_in);
        }
        self.at_the_end = at_the_end;
        state
    }

    /// A block that comes back to where it stands, or goes elsewhere.
    fn aside(&mut self, block: &Block, state: State) -> State {
        let at_the_end = std::mem::replace(&mut self.at_the_end, false);
        let out = self.inner(block, state);
        self.at_the_end = at_the_end;
        out
    }

    /// `failed`, `late`: people to whom the conversation is given there see to the rest.
    fn failing(&mut self, block: &Block, state: State) -> State {
        let at_the_end = std::mem::replace(&mut self.at_the_end, true);
        let out = self.inner(block, state);
        self.at_the_end = at_the_end;
        out
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
                self.modifiers(&ask.modifiers, &state);
                self.filled(&ask.slot.text, waited(state))
            }
            StatementKind::Collect(collect) => {
                self.modifiers(&collect.modifiers, &state);
                self.filled(&collect.slot.text, waited(state))
            }
            StatementKind::Set { slot, .. } => self.filled(&slot.text, state),
            StatementKind::Choose(choose) => {
                self.modifiers(&choose.modifiers, &state);
                let state = waited(state);
                let ways = choose.options.iter().map(|option| self.inner(&option.body, state.clone()));
                ways.collect::<Vec<_>>().into_iter().fold(None, join)
            }
            StatementKind::Confirm(confirm) => {
                self.modifiers(&confirm.modifiers, &state);
                self.confirm(confirm, waited(state))
            }
            StatementKind::Consent(consent) => {
                self.modifiers(&consent.modifiers, &state);
                let path = format!("consent.{}", consent.purpose.text);
                let state = with(waited(state), &path);
                let yes = self.side(consent.yes.as_ref(), state.clone());
                join(yes, self.side(consent.no.as_ref(), state))
            }
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
            StatementKind::Match { subject, arms, otherwise } => {
                let mut out = None;
                let mut matched = state.clone();
                if let (Some(known), Some(path)) = (&mut matched, path(subject)) {
                    known.insert(&path);
                }
                for arm in arms {
                    out = join(out, self.inner(&arm.body, matched.clone()));
                }
                match otherwise {
                    Some(block) => join(out, self.inner(block, state)),
                    None => out,
                }
            }
            StatementKind::For { variable, body, .. } => self.for_each(&variable.text, body, state),
            StatementKind::Call(call) => self.call(call, waited(state)),
            StatementKind::Enter { result, .. } => {
                // the tunnel entered may have forgotten something
                let state = without_below(waited(state), &["contact", "consent"]);
                match result {
                    Some(slot) => self.filled(&slot.text, state),
                    None => state,
                }
            }
            StatementKind::Wait(wait) => self.wait(wait, waited(state)),
            // a step that is not there is one mistake: what stands below is not called unreachable as well
            StatementKind::Go(step) if !self.asked.contains_key(&step.text) => state,
            StatementKind::Go(step) => {
                let arriving = state.map(|mut known| {
                    for slot in self.asked.get(&step.text).into_iter().flatten() {
                        known.remove(slot);
                        known.remove_below(slot);
                    }
                    known
                });
                let joined = join(self.facts.steps.get(&step.text).cloned().flatten(), arriving);
                self.facts.steps.insert(step.text.clone(), joined);
                None
            }
            StatementKind::Step { body, .. } => self.inner(body, state),
            StatementKind::Remember { field, .. } => with(state, &format!("contact.{}", field.text)),
            StatementKind::Forget(forget) => forgotten(forget, state),
            StatementKind::Handoff { otherwise, .. } => {
                let ends = self.at_the_end;
                let after = waited(state);
                let nobody = otherwise.as_ref().and_then(|it| self.inner(&it.body, after.clone()));
                if ends { None } else { join(after, nobody) }
            }
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

    /// The ladder's end comes back to the question, but for a `set` of its slot, which goes on as an answer does; and
    /// so does what follows on silence.
    fn modifiers(&mut self, modifiers: &ast::Modifiers, state: &State) {
        let expire = modifiers.expire.as_ref().map(|expire| &expire.body);
        for block in modifiers.otherwise.iter().chain(expire) {
            self.aside(block, waited(state.clone()));
        }
    }

    fn confirm(&mut self, confirm: &ast::Confirm, state: State) -> State {
        let yes = self.side(confirm.yes.as_ref(), state.clone());
        // without words of its own, "no" leads to the choice of what to correct
        let no = match &confirm.no {
            Some(option) if !option.body.statements.is_empty() => self.inner(&option.body, state),
            _ => None,
        };
        join(yes, no)
    }

    fn side(&mut self, option: Option<&ast::MenuOption>, state: State) -> State {
        match option {
            Some(option) => self.inner(&option.body, state),
            None => state,
        }
    }

    /// The body may run never, once, or many times: before each round, nothing is known that a round takes away.
    fn for_each(&mut self, variable: &str, body: &Block, state: State) -> State {
        let head = state.map(|mut known| {
            self.take_away(body, &mut known);
            known
        });
        self.aside(body, without_below(head.clone(), &[variable]));
        head
    }

    fn take_away(&self, body: &Block, known: &mut Known) {
        for statement in &body.statements {
            match &statement.kind {
                StatementKind::Set { slot, .. } => {
                    known.remove_below(&slot.text);
                    if self.optional.contains(&slot.text) {
                        known.remove(&slot.text);
                    }
                }
                StatementKind::Forget(forget) => {
                    *known = forgotten(forget, Some(known.clone())).unwrap_or_default();
                }
                _ => {}
            }
            blocks(statement).into_iter().for_each(|block| self.take_away(block, known));
        }
    }

    fn call(&mut self, call: &ast::Call, state: State) -> State {
        let done = match &call.result {
            Some(slot) => self.filled(&slot.text, state.clone()),
            None => state.clone(),
        };
        if let Some(slow) = &call.slow {
            self.aside(&slow.body, state.clone());
        }
        if let Some(block) = &call.too_late {
            self.aside(block, done.clone());
        }
        match &call.failed {
            Some(block) => join(done, self.failing(block, state)),
            None if self.failed_ends => join(done, state),
            None => done,
        }
    }

    fn wait(&mut self, wait: &ast::Wait, state: State) -> State {
        let ast::Wait::UpTo { result, late, .. } = wait else { return state };
        let come = match result {
            Some(slot) => self.filled(&slot.text, state.clone()),
            None => state.clone(),
        };
        match late {
            Some(block) => join(come, self.failing(block, state)),
            None => join(come, state),
        }
    }

    fn filled(&self, slot: &str, state: State) -> State {
        state.map(|mut known| {
            known.remove_below(slot);
            if self.optional.contains(slot) {
                known.remove(slot);
            } else {
                known.insert(slot);
            }
            known
        })
    }
}

fn with(state: State, path: &str) -> State {
    state.map(|mut known| {
        known.insert(path);
        known
    })
}

fn without_below(state: State, names: &[&str]) -> State {
    state.map(|mut known| {
        names.iter().for_each(|name| known.remove_below(name));
        known
    })
}

/// What came with the last message is gone once another one is waited for.
fn waited(state: State) -> State {
    without_below(state, &["message"])
}

fn forgotten(forget: &ast::Forget, state: State) -> State {
    let path = match forget {
        ast::Forget::Field(field) => format!("contact.{}", field.text),
        ast::Forget::Consent(purpose) => format!("consent.{}", purpose.text),
        ast::Forget::Everything(_) => return state.map(|known| known.nothing()),
    };
    state.map(|mut known| {
        known.remove(&path);
        known.remove_below(&path);
        known
    })
}
