//! Calls to outside systems, events for them, and what a correction does to calls that were made.

use crate::{CallError, Effect, Entry, Fact, Frame, RunningCall, TimerKind, machine::Machine};
use scn_graph::{Expr, NodeId, NodeKind, Operation, Phrase, Type, Value, encode_state};

impl<'s> Machine<'s> {
    /// Asks the outside and waits. A walk after a correction asks again only with other arguments.
    pub(crate) fn call(&mut self, at: usize, id: NodeId, kind: &'s NodeKind) {
        let NodeKind::Call { operation, args, result, next, failed, slow, .. } = kind else { return };
        let Some(shape) = self.scenario.graph.operation(*operation) else { return self.go(at, *failed) };
        let scope = self.scope(at);
        let values: Vec<Option<Value>> =
            args.iter().map(|arg| arg.as_ref().and_then(|expr| scope.value(expr))).collect();
        let args = digest(&values);
        if self.muted.is_some() {
            let known = result.is_none_or(|slot| {
                self.frame(at).is_some_and(|f| matches!(f.slots.get(slot.index()), Some(Some(_))))
            });
            match self.called(at, id, args) {
                Some(true) => return self.go(at, *failed),
                Some(false) if known || shape.irreversible => return self.go(at, *next),
                _ => {}
            }
        }
        let before = self.undo_of_repeated(at, id);
        if before.is_some() {
            self.muted = None
        } else {
            self.unmute()
        }
        if let Some(name) = missing(shape, &values) {
            let reason = format!("`{name}` is unknown");
            self.record(Fact::CallFailed { operation: shape.name.clone(), reason });
            self.journal(at, Entry::Called { node: id, args, failed: true });
            return self.go(at, *failed);
        }
        let call = self.conversation.next_call;
        self.conversation.next_call = call.wrapping_add(1);
        self.conversation.calls.push(RunningCall { id: call, frame: at as u8, node: id, args, before });
        let named = shape.params.iter().zip(values);
        let args = named.filter_map(|(param, value)| Some((param.name.clone(), value?))).collect();
        self.effects.push(Effect::Call { id: call, operation: *operation, args });
        self.hold(at);
        if let Some((span, _)) = slow {
            let due = crate::calendar::plus(self.now, *span, &self.scenario.zone);
            self.set_timer(due, self.now, at, id, TimerKind::Slow);
        }
    }

    /// Whether this call was made with these arguments in this run, and had no result.
    fn called(&self, at: usize, id: NodeId, digest: u32) -> Option<bool> {
        self.frame(at)?.journal.iter().rev().find_map(|entry| match entry {
            Entry::Called { node, args, failed } if *node == id && *args == digest => Some(*failed),
            _ => None,
        })
    }

    /// A correction makes a call again: the slots as they were before, should it fail.
    fn undo_of_repeated(&mut self, at: usize, id: NodeId) -> Option<Vec<Option<Value>>> {
        let made = |entry: &Entry| matches!(entry, Entry::Called { node, failed: false, .. } if *node == id);
        let again = self.muted.is_some() && self.frame(at)?.journal.iter().any(made);
        let (frame, slots) = self.undo.take().filter(|_| again)?;
        (frame == at).then_some(slots)
    }

    /// Keeps what a frame knows before a correction, when a call may depend on it.
    pub(crate) fn keep_for_undo(&mut self, at: usize) {
        let called = |frame: &Frame| frame.journal.iter().any(|entry| matches!(entry, Entry::Called { .. }));
        if let (None, Some(frame)) = (&self.undo, self.frame(at).filter(|frame| called(frame))) {
            self.undo = Some((at, frame.slots.clone()));
        }
    }

    /// The innermost frame waits for an outside system: it hears nothing now.
    pub(crate) fn is_calling(&self) -> bool {
        let node = self.top().and_then(|at| self.waits_at(at)).and_then(|id| self.scenario.graph.node(id));
        node.is_some_and(|node| matches!(node.kind, NodeKind::Call { .. }))
    }

    /// The outcome of a call. A second one, or one that nobody waits for any more, means nothing.
    pub(crate) fn call_result(&mut self, id: u32, outcome: &Result<Option<Value>, CallError>) {
        let calls = &mut self.conversation.calls;
        let Some(place) = calls.iter().position(|call| call.id == id) else { return };
        let call = calls.remove(place);
        let at = usize::from(call.frame);
        if self.waits_at(at) != Some(call.node) {
            return;
        }
        self.cancel_timers_if(|timer| timer.kind == TimerKind::Slow && usize::from(timer.frame) == at);
        let node = self.scenario.graph.node(call.node).map(|node| &node.kind);
        let Some(NodeKind::Call { operation, result, next, failed, .. }) = node else { return };
        let shape = self.scenario.graph.operation(*operation);
        let needs_value = shape.and_then(|shape| shape.result.as_ref());
        let needs_value = needs_value.is_some_and(|ty| !matches!(ty, Type::Optional(_)));
        let reason = match outcome {
            Ok(Some(_)) => None,
            Ok(None) => needs_value.then(|| "the answer is empty".to_owned()),
            Err(CallError::TimedOut) => Some("no answer in time".to_owned()),
            Err(CallError::Failed { reason } | CallError::Unreadable { reason }) => Some(reason.clone()),
        };
        let entry = Entry::Called { node: call.node, args: call.args, failed: reason.is_some() };
        if let Some(reason) = reason {
            let operation = shape.map(|shape| shape.name.clone()).unwrap_or_default();
            self.record(Fact::CallFailed { operation, reason });
            match call.before {
                Some(before) => self.change_nothing(at, before),
                None => {
                    self.journal(at, entry);
                    self.go(at, *failed);
                }
            }
        } else {
            let value = outcome.as_ref().ok().and_then(Clone::clone);
            if let Some(slot) = result {
                self.set_slot(at, *slot, value);
            }
            self.journal_call(at, entry, call.before.is_some());
            self.go(at, *next);
            if let (Some(before), Some(frame)) = (call.before, self.conversation.stack.get_mut(at)) {
                frame.rewalk = true;
                // The next call that the correction makes again changes nothing either, should it fail.
                self.undo = Some((at, before));
            }
        }
        self.run();
    }

    /// A call made again takes the place of the one it corrects.
    fn journal_call(&mut self, at: usize, entry: Entry, again: bool) {
        let Entry::Called { node: id, .. } = entry else { return };
        if let (true, Some(frame)) = (again, self.conversation.stack.get_mut(at)) {
            frame.journal.retain(|entry| !matches!(entry, Entry::Called { node, .. } if *node == id));
        }
        self.journal(at, entry);
    }

    /// The correction needed a call that failed: all is as before, and the customer is told so.
    fn change_nothing(&mut self, at: usize, before: Vec<Option<Value>>) {
        let stays = self.what_stays(at, &before);
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.slots = before;
            frame.pending = false;
            frame.rewalk = true;
        }
        self.calls_are_as_before(at);
        let text = self.phrase(Phrase::NotChangedYet).replace("{}", &stays);
        self.say(text);
    }

    /// The first answer that the correction wanted to change, as it was.
    fn what_stays(&self, at: usize, before: &[Option<Value>]) -> String {
        let Some(frame) = self.frame(at) else { return String::new() };
        let slots = self.scenario.graph.flow(frame.flow).map(|flow| &flow.slots);
        let pairs = slots.into_iter().flatten().zip(before.iter().zip(&frame.slots));
        let mut changed = pairs.filter(|(slot, (old, new))| slot.question.is_some() && old != new);
        let old = changed.find_map(|(_, (old, _))| old.as_ref());
        old.map(|value| self.shown(value)).unwrap_or_default()
    }

    /// What was called for the correction stands for the answers that are back: it is not called a third time.
    fn calls_are_as_before(&mut self, at: usize) {
        let scope = self.scope(at);
        let digest_of = |node: NodeId| match self.scenario.graph.node(node).map(|node| &node.kind) {
            Some(NodeKind::Call { args, .. }) => {
                let values = args.iter().map(|arg| arg.as_ref().and_then(|expr| scope.value(expr)));
                Some(digest(&values.collect::<Vec<_>>()))
            }
            _ => None,
        };
        let Some(frame) = self.frame(at) else { return };
        let mut journal = frame.journal.clone();
        for entry in &mut journal {
            if let Entry::Called { node, args, failed: false } = entry {
                *args = digest_of(*node).unwrap_or(*args);
            }
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.journal = journal;
        }
    }

    /// The `slow` words of a call that is still running.
    pub(crate) fn slow(&mut self, at: usize, id: NodeId) {
        let node = self.scenario.graph.node(id).map(|node| &node.kind);
        let Some(NodeKind::Call { slow: Some((_, texts)), .. }) = node else { return };
        if self.waits_at(at) != Some(id) {
            return;
        }
        for text in texts {
            let text = self.text(at, *text);
            self.say(text);
        }
    }

    // ------------------------------------------------------------ effects

    pub(crate) fn emit(&mut self, at: usize, id: NodeId, event: &str, args: &[(String, Expr)], next: NodeId) {
        let scope = self.scope(at);
        let values: Vec<Option<Value>> = args.iter().map(|(_, expr)| scope.value(expr)).collect();
        if self.new_effect(at, id, digest(&values)) {
            let named = args.iter().zip(values);
            let args = named.filter_map(|((name, _), value)| Some((name.clone(), value?))).collect();
            self.effects.push(Effect::Emit { event: event.to_owned(), args });
        }
        self.go(at, next);
    }

    /// An effect of a re-walk is new when its arguments are.
    pub(crate) fn new_effect(&mut self, at: usize, id: NodeId, args: u32) -> bool {
        if self.muted.is_some() && self.called(at, id, args).is_some() {
            return false;
        }
        self.journal(at, Entry::Called { node: id, args, failed: false });
        true
    }
}

/// A parameter that must be known and is not: a customer with a username may have no number.
fn missing<'o>(operation: &'o Operation, values: &[Option<Value>]) -> Option<&'o str> {
    let known = |at: usize| values.get(at).is_some_and(Option::is_some);
    let params = operation.params.iter().enumerate();
    let mut needed = params.filter(|(_, param)| !matches!(param.ty, Type::Optional(_)));
    needed.find(|(at, _)| !known(*at)).map(|(_, param)| param.name.as_str())
}

/// FNV-1a: tells arguments apart, in every version of a scenario.
pub(crate) fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn digest(values: &[Option<Value>]) -> u32 {
    let mut bytes = Vec::new();
    values.iter().for_each(|value| write(value.as_ref(), &mut bytes));
    hash(&bytes)
}

/// Choices and rows by key alone: places of tables mean something else in the next version.
fn write(value: Option<&Value>, bytes: &mut Vec<u8>) {
    match value {
        None => bytes.push(0),
        Some(Value::Choice(_, key) | Value::Row(_, key)) => bytes.extend(key.0.to_le_bytes()),
        Some(Value::Record(_, fields)) => {
            bytes.push(1);
            fields.iter().for_each(|field| write(field.as_ref(), bytes));
        }
        Some(Value::List(items)) => {
            bytes.push(2);
            items.iter().for_each(|item| write(Some(item), bytes));
        }
        Some(plain) => bytes.extend(encode_state(plain)),
    }
}
