//! The walk: from where a conversation stands to where it must wait again.

use crate::{Entered, Entry, Mode, Trace, calendar, machine::Machine};
use scn_graph::{Expr, FlowId, NodeId, NodeKind, SlotId, Type, Value};

impl<'s> Machine<'s> {
    /// Walks until the conversation waits or ends.
    pub(crate) fn run(&mut self) {
        let limit = self.scenario.graph.bound.saturating_mul(2).saturating_add(64);
        while let Some(at) = self.top() {
            let Some(frame) = self.frame(at) else { return };
            if matches!(self.conversation.mode, Mode::People { .. }) {
                return;
            }
            if frame.pending {
                if self.bring_up_ready() {
                    continue;
                }
                return;
            }
            if frame.rewalk {
                self.forget_loops(at);
                self.begin_rewalk(at);
                continue;
            }
            let id = frame.node;
            self.visited += 1;
            if self.visited > limit {
                return self.stop("more nodes in one step than the compiler allowed");
            }
            let Some(node) = self.scenario.graph.node(id) else { return self.stop("a node is missing") };
            self.trace.push(Trace::Visited(id));
            self.visit(at, id, &node.kind);
        }
    }

    pub(crate) fn visit(&mut self, at: usize, id: NodeId, kind: &'s NodeKind) {
        if self.hold_for_quiet(at, id, kind) {
            return;
        }
        match kind {
            NodeKind::Say { variants, attached, or_send, next } => {
                self.say_node(at, id, variants, attached.as_ref(), or_send.as_ref(), *next)
            }
            NodeKind::SendTemplate { send, next } => self.send_node(at, id, send, *next),
            NodeKind::React { emoji, next } => self.react(at, id, *emoji, *next),
            NodeKind::Answer { knowledge, next, otherwise } => {
                self.answer_from(at, *knowledge, *next, *otherwise)
            }
            NodeKind::Question { question } => self.arrive(at, *question),
            NodeKind::Set { slot, value, next } => {
                let value = self.scope(at).value(value);
                self.set_slot(at, *slot, value);
                self.go(at, *next);
            }
            NodeKind::Branch { condition, then, otherwise } => {
                let holds = self.scope(at).holds(condition);
                self.go(at, if holds { *then } else { *otherwise });
            }
            NodeKind::Match { subject, cases, otherwise } => {
                let target = self.matching(at, subject, cases).unwrap_or(*otherwise);
                self.go(at, target);
            }
            NodeKind::For { items, list, done, item, body, next } => {
                self.next_item(at, items, [*list, *done, *item], *body, *next)
            }
            NodeKind::Enter { flow, args, result, next } => self.enter(at, id, *flow, args, *result, *next),
            NodeKind::Go { target, clears } => self.jump(at, id, *target, clears),
            NodeKind::Done { result } => {
                let value = result.as_ref().and_then(|expr| self.scope(at).value(expr));
                self.done(at, value);
            }
            NodeKind::Leave => {
                self.unmute();
                self.leave();
            }
            NodeKind::Resume => self.resume(),
            NodeKind::Restart => self.restart(at),
            NodeKind::Correct => self.ask_what_to_change(at),
            NodeKind::Wait { span, next } => {
                let due = calendar::plus(self.now, *span, &self.scenario.zone);
                self.wait(at, id, due, *next);
            }
            NodeKind::WaitUntil { moment, next } => {
                let due = match self.scope(at).value(moment) {
                    Some(Value::DateTime(moment)) => moment,
                    Some(Value::Date(day)) => calendar::start_of(day, &self.scenario.zone),
                    _ => self.now,
                };
                self.wait(at, id, due, *next);
            }
            NodeKind::WaitFor { span, next, .. } => self.wait_for(at, id, *span, *next),
            NodeKind::Call { .. } => self.call(at, id, kind),
            NodeKind::Emit { event, args, next } => self.emit(at, id, event, args, *next),
            NodeKind::Remember { field, value, next } => {
                if let Some(value) = self.scope(at).value(value) {
                    self.remember(*field, value);
                }
                self.go(at, *next);
            }
            NodeKind::Forget { field, next } => {
                self.forget(*field);
                self.go(at, *next);
            }
            NodeKind::Opt { out, next } => self.opt(at, id, *out, *next),
            NodeKind::Withdraw { purpose, next } => {
                self.withdraw(*purpose);
                self.go(at, *next);
            }
            NodeKind::Erase { next } => self.erase(at, *next),
            NodeKind::Unanswered { after, next, .. } => self.have_patience(at, id, *after, *next),
            NodeKind::Handoff { team, because, next } => {
                if self.passed(at, id) {
                    return self.go(at, *next);
                }
                self.unmute();
                let because = because.map(|text| self.text(at, text)).unwrap_or_default();
                self.journal(at, Entry::Passed(id));
                self.go(at, *next);
                self.hand_over(*team, because);
            }
        }
    }

    pub(crate) fn go(&mut self, at: usize, node: NodeId) {
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.node = node;
            frame.pending = false;
            frame.attempts = 0;
        }
    }

    /// The frame stays at its node until something outside moves it on.
    pub(crate) fn hold(&mut self, at: usize) {
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.pending = true;
        }
    }

    pub(crate) fn set_slot(&mut self, at: usize, slot: SlotId, value: Option<Value>) {
        let place = self.conversation.stack.get_mut(at).and_then(|frame| frame.slots.get_mut(slot.index()));
        if let Some(place) = place {
            *place = value;
        }
    }

    pub(crate) fn matching(
        &self,
        at: usize,
        subject: &Expr,
        cases: &[(Vec<Expr>, NodeId)],
    ) -> Option<NodeId> {
        let scope = self.scope(at);
        let value = scope.value(subject)?;
        let fits = |expr: &Expr| scope.value(expr).is_some_and(|case| crate::eval::same(&value, &case));
        cases.iter().find(|(values, _)| values.iter().any(fits)).map(|(_, target)| *target)
    }

    pub(crate) fn jump(&mut self, at: usize, id: NodeId, target: NodeId, clears: &[SlotId]) {
        let circles = match &mut self.muted {
            None => false,
            Some(muted) if muted.jumps.contains(&id) => true,
            Some(muted) => {
                muted.jumps.push(id);
                false
            }
        };
        if self.muted.is_none() || circles {
            for slot in clears {
                self.set_slot(at, *slot, None);
            }
        }
        self.go(at, target);
    }

    pub(crate) fn enter(
        &mut self,
        at: usize,
        id: NodeId,
        flow: FlowId,
        args: &[Option<Expr>],
        result: Option<SlotId>,
        next: NodeId,
    ) {
        if self.passed(at, id) {
            return self.go(at, next);
        }
        self.unmute();
        let scope = self.scope(at);
        let args = args.iter().map(|arg| arg.as_ref().and_then(|expr| scope.value(expr))).collect();
        self.push(flow, args, Entered::Call { next, result });
    }

    /// A list runs to the greatest length it was declared with: the compiler counted on it.
    fn most_rounds(&self, at: usize, list: SlotId) -> usize {
        let flow = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow));
        let ty = flow.and_then(|flow| flow.slots.get(list.index())).map(|slot| slot.ty.known());
        let most = match ty {
            Some(Type::List { max: Some(max), .. }) => *max,
            _ => scn_graph::MOST_ITEMS,
        };
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    /// One round of a `for`: the list is taken once, so that it may change while its items are gone through.
    fn next_item(
        &mut self,
        at: usize,
        items: &Expr,
        [list, done, item]: [SlotId; 3],
        body: NodeId,
        next: NodeId,
    ) {
        let most = self.most_rounds(at, list);
        let held = |slot: SlotId| self.frame(at).and_then(|frame| frame.slots.get(slot.index())?.as_ref());
        let round = match held(done) {
            Some(Value::Number(round)) => usize::try_from(*round).unwrap_or(0),
            _ => 0,
        };
        let started = held(list).is_some();
        if !started {
            let value = self.scope(at).value(items).filter(|value| matches!(value, Value::List(_)));
            self.set_slot(at, list, Some(value.unwrap_or(Value::List(Vec::new()))));
        }
        let round = if started { round } else { 0 };
        let value = match self.frame(at).and_then(|frame| frame.slots.get(list.index())?.as_ref()) {
            Some(Value::List(list)) => list.get(round).filter(|_| round < most).cloned(),
            _ => None,
        };
        if value.is_none() {
            for slot in [list, done, item] {
                self.set_slot(at, slot, None);
            }
            return self.go(at, next);
        }
        self.set_slot(at, done, Some(Value::Number(round as i64 + 1)));
        self.set_slot(at, item, value);
        self.go(at, body);
    }

    /// A walk from the start begins its loops anew.
    fn forget_loops(&mut self, at: usize) {
        let Some(flow) = self.frame(at).map(|frame| frame.flow) else { return };
        for slot in self.scenario.loops.get(&flow).into_iter().flatten() {
            self.set_slot(at, *slot, None);
        }
    }
}
