//! The walk: from where a conversation stands to where it must wait again.

use crate::{
    Conversation, Effect, Entered, Entry, Fact, Frame, Mode, Scenario, Timer, Trace, calendar, eval::Scope,
    format::Writer,
};
use scn_graph::{
    Expr, FlowId, FlowKind, Message, Moment, NodeId, NodeKind, Phrase, QuestionId, SlotId, TextId, Value,
};

/// Frames on top of each other, at most; the compiler refuses recursion, digressions pile up at most this high.
pub(crate) const MOST_FRAMES: usize = 16;

/// One event being worked on.
pub(crate) struct Machine<'s> {
    pub scenario: &'s Scenario,
    pub conversation: Conversation,
    pub now: Moment,
    /// The words that came in with this event.
    pub message: Option<&'s str>,
    pub paused: i64,
    /// Place of the contact's language in the string tables.
    pub language: usize,
    pub effects: Vec<Effect>,
    pub trace: Vec<Trace>,
    pub visited: u32,
    pub said: u32,
    /// A re-walk is under way: nothing is said until the first open question.
    pub muted: Option<Muted>,
    /// The message opened a tunnel: its slots may be answered by it already.
    pub opening: bool,
}

pub(crate) struct Muted {
    pub frame: usize,
    /// Menus passed in this walk: a second visit means a loop, and asks.
    pub seen: Vec<QuestionId>,
    /// The last question that was skipped because its answer is known.
    pub last: Option<QuestionId>,
    /// Pending when the re-walk began: coming back to it takes its short form.
    pub pending: Option<QuestionId>,
    /// Said after the last answered question: lost when a question follows, said when the walk ends elsewhere.
    pub held: Vec<String>,
}

impl<'s> Machine<'s> {
    pub(crate) fn new(scenario: &'s Scenario, conversation: Conversation, now: Moment) -> Self {
        let language = scenario.language_index(conversation.contact.language);
        Machine {
            scenario,
            conversation,
            now,
            message: None,
            paused: 0,
            language,
            effects: Vec::with_capacity(4),
            trace: Vec::with_capacity(8),
            visited: 0,
            said: 0,
            muted: None,
            opening: false,
        }
    }

    // ------------------------------------------------------------ looking

    pub(crate) fn top(&self) -> Option<usize> {
        self.conversation.stack.len().checked_sub(1)
    }

    pub(crate) fn frame(&self, at: usize) -> Option<&Frame> {
        self.conversation.stack.get(at)
    }

    /// What expressions of a frame can see; of the innermost when `at` lies outside.
    pub(crate) fn scope(&self, at: usize) -> Scope<'_> {
        let frame = self.frame(at).or(self.conversation.stack.last());
        Scope {
            scenario: self.scenario,
            conversation: &self.conversation,
            slots: frame.map_or(&[], |frame| frame.slots.as_slice()),
            own: &[],
            now: self.now,
            message: self.message,
            paused: self.paused,
        }
    }

    pub(crate) fn text(&self, at: usize, text: TextId) -> String {
        Writer { scope: &self.scope(at), language: self.language }.text(text)
    }

    pub(crate) fn phrase(&self, phrase: Phrase) -> String {
        Writer { scope: &self.scope(usize::MAX), language: self.language }.phrase(phrase)
    }

    pub(crate) fn shown(&self, value: &Value) -> String {
        Writer { scope: &self.scope(usize::MAX), language: self.language }.shown(value)
    }

    /// The question the innermost frame waits at.
    pub(crate) fn pending(&self) -> Option<(usize, QuestionId, &'s scn_graph::Question)> {
        let at = self.top()?;
        let frame = self.frame(at).filter(|frame| frame.pending)?;
        let (id, question) = self.scenario.question_at(frame.node)?;
        Some((at, id, question))
    }

    // ------------------------------------------------------------ speaking

    pub(crate) fn send(&mut self, message: Message) {
        if message.text.trim().is_empty() && message.options.is_empty() {
            return;
        }
        let seq = self.conversation.seq;
        self.conversation.seq = seq.wrapping_add(1);
        self.said += 1;
        let window_until = self.conversation.window_until();
        self.effects.push(Effect::Send { seq, message, window_until });
    }

    pub(crate) fn say(&mut self, text: String) {
        self.send(Message::text(text));
    }

    pub(crate) fn say_phrase(&mut self, phrase: Phrase) {
        let text = self.phrase(phrase);
        self.say(text);
    }

    pub(crate) fn record(&mut self, fact: Fact) {
        self.effects.push(Effect::Record(fact));
    }

    // ------------------------------------------------------------ moving

    /// Puts a flow on top; false when the stack is full.
    pub(crate) fn push(&mut self, flow: FlowId, args: Vec<Option<Value>>, entered: Entered) -> bool {
        let Some(shape) = self.scenario.graph.flow(flow) else { return false };
        if self.conversation.stack.len() >= MOST_FRAMES {
            self.stop("too many tunnels inside each other");
            return false;
        }
        let mut slots = args;
        slots.resize(shape.slots.len(), None);
        self.conversation.stack.push(Frame {
            flow,
            node: shape.start,
            slots,
            pending: false,
            rewalk: false,
            attempts: 0,
            stage: crate::Stage::Asked,
            journal: Vec::new(),
            entered,
        });
        self.trace.push(Trace::Opened(flow));
        if shape.kind == FlowKind::Tunnel {
            self.record(Fact::FlowStarted { flow: shape.name.clone() });
        }
        if self.opening && shape.kind == FlowKind::Tunnel {
            self.opening = false;
            self.fill_early();
        }
        true
    }

    /// Nothing is left to do: the whole stack and its timers go.
    pub(crate) fn end(&mut self) {
        self.conversation.stack.clear();
        self.muted = None;
        self.cancel_timers(0);
    }

    /// Timers of this frame and of those on top of it.
    pub(crate) fn cancel_timers(&mut self, at: usize) {
        if self.conversation.timers.is_empty() {
            return;
        }
        let effects = &mut self.effects;
        self.conversation.timers.retain(|timer| {
            let stays = usize::from(timer.frame) < at;
            if !stays {
                effects.push(Effect::CancelTimer { id: timer.id });
            }
            stays
        });
    }

    /// A defect: said plainly in the records, and the conversation ends rather than loops.
    pub(crate) fn stop(&mut self, reason: &str) {
        self.record(Fact::Stopped { reason: reason.to_owned() });
        self.end();
    }

    /// Walks until the conversation waits or ends.
    pub(crate) fn run(&mut self) {
        let limit = self.scenario.graph.bound.saturating_mul(2).saturating_add(64);
        while let Some(at) = self.top() {
            let Some(frame) = self.frame(at) else { return };
            if frame.pending || matches!(self.conversation.mode, Mode::People { .. }) {
                return;
            }
            if frame.rewalk {
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
        match kind {
            NodeKind::Say { variants, next, .. } => {
                let text = self.variant(at, id, variants);
                match &mut self.muted {
                    Some(muted) => muted.held.push(text),
                    None => self.say(text),
                }
                self.go(at, *next);
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
            NodeKind::Enter { flow, args, result, next } => self.enter(at, id, *flow, args, *result, *next),
            NodeKind::Go { target, clears } => self.jump(at, *target, clears),
            NodeKind::Done { result } => {
                let value = result.as_ref().and_then(|expr| self.scope(at).value(expr));
                self.done(at, value);
            }
            NodeKind::Leave => {
                self.unmute();
                self.end();
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
            NodeKind::WaitFor { .. }
            | NodeKind::For { .. }
            | NodeKind::Call { .. }
            | NodeKind::SendTemplate { .. }
            | NodeKind::Emit { .. }
            | NodeKind::React { .. }
            | NodeKind::Answer { .. }
            | NodeKind::Opt { .. }
            | NodeKind::Withdraw { .. }
            | NodeKind::Erase { .. } => self.stop("not built"),
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

    pub(crate) fn set_slot(&mut self, at: usize, slot: SlotId, value: Option<Value>) {
        let place = self.conversation.stack.get_mut(at).and_then(|frame| frame.slots.get_mut(slot.index()));
        if let Some(place) = place {
            *place = value;
        }
    }

    /// One of several wordings: the same for the same contact and moment.
    pub(crate) fn variant(&self, at: usize, id: NodeId, variants: &[TextId]) -> String {
        let turn =
            self.conversation.last_inbound.unwrap_or_default().0 as u64 ^ u64::from(self.conversation.seq);
        let mix = (turn ^ u64::from(id.0)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let place = if variants.len() < 2 { 0 } else { mix as usize % variants.len() };
        variants.get(place).map(|text| self.text(at, *text)).unwrap_or_default()
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

    pub(crate) fn jump(&mut self, at: usize, target: NodeId, clears: &[SlotId]) {
        if self.muted.is_none() {
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

    pub(crate) fn wait(&mut self, at: usize, id: NodeId, due: Moment, next: NodeId) {
        if self.passed(at, id) || due <= self.now {
            return self.go(at, next);
        }
        self.unmute();
        let timer = self.conversation.next_timer;
        self.conversation.next_timer = timer.wrapping_add(1);
        self.conversation.timers.push(Timer {
            id: timer,
            due,
            frame: at as u8,
            node: id,
            kind: crate::TimerKind::Wait,
        });
        self.effects.push(Effect::SetTimer { id: timer, due });
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.pending = true;
        }
    }

    /// A timer of this conversation is due. One that was cancelled or already fired is no timer of ours.
    pub(crate) fn timer(&mut self, id: u32) {
        let timers = &mut self.conversation.timers;
        let Some(place) = timers.iter().position(|timer| timer.id == id) else { return };
        let timer = timers.remove(place);
        let at = usize::from(timer.frame);
        let waits = self.frame(at).is_some_and(|frame| frame.node == timer.node && frame.pending);
        let next = match self.scenario.graph.node(timer.node).map(|node| &node.kind) {
            Some(NodeKind::Wait { next, .. } | NodeKind::WaitUntil { next, .. }) if waits => *next,
            _ => return,
        };
        self.journal(at, Entry::Passed(timer.node));
        self.go(at, next);
        self.run();
    }

    // ------------------------------------------------------------ ends

    pub(crate) fn done(&mut self, at: usize, result: Option<Value>) {
        self.unmute();
        self.write_remembered(at);
        self.close(at, result);
    }

    /// The re-walk came to new ground: speech returns, beginning with what is new.
    pub(crate) fn unmute(&mut self) {
        for text in self.muted.take().map(|muted| muted.held).unwrap_or_default() {
            self.say(text);
        }
    }

    /// Takes the innermost frame off and goes on where it was opened.
    pub(crate) fn close(&mut self, at: usize, result: Option<Value>) {
        self.conversation.stack.truncate(at + 1);
        let Some(frame) = self.conversation.stack.pop() else { return };
        self.cancel_timers(at);
        self.muted = None;
        self.trace.push(Trace::Closed(frame.flow));
        self.trace.push(Trace::Left { flow: frame.flow, slots: frame.slots });
        if let Some(flow) = self.scenario.graph.flow(frame.flow).filter(|flow| flow.kind == FlowKind::Tunnel)
        {
            self.record(Fact::FlowDone { flow: flow.name.clone() });
        }
        let Some(parent) = self.top() else { return };
        match frame.entered {
            Entered::Fresh => {}
            Entered::Call { next, result: slot } => {
                let enter = self.frame(parent).map(|frame| frame.node);
                if let Some(slot) = slot {
                    self.set_slot(parent, slot, result);
                }
                if let Some(enter) = enter {
                    self.journal(parent, Entry::Passed(enter));
                }
                self.go(parent, next);
            }
            Entered::Digression | Entered::Proactive => self.return_to(parent),
        }
    }

    /// `resume`: everything on top of the question that was left goes.
    pub(crate) fn resume(&mut self) {
        let digression =
            self.conversation.stack.iter().rposition(|frame| frame.entered == Entered::Digression);
        match digression {
            Some(at) => self.close(at, None),
            None => self.end(),
        }
    }

    /// Back at a frame after a digression: its question is asked again in short, unless it must be walked anew.
    pub(crate) fn return_to(&mut self, at: usize) {
        if self.frame(at).is_some_and(|frame| frame.rewalk) {
            return;
        }
        if let Some((_, _, question)) = self.pending() {
            self.ask_again(at, question);
        }
    }

    pub(crate) fn restart(&mut self, at: usize) {
        self.conversation.stack.truncate(at + 1);
        self.cancel_timers(at);
        let Some(flow) = self.frame(at).and_then(|frame| self.scenario.graph.flow(frame.flow)) else {
            return;
        };
        let Some(frame) = self.conversation.stack.get_mut(at) else { return };
        frame.slots.iter_mut().skip(usize::from(flow.params)).for_each(|slot| *slot = None);
        frame.journal.clear();
        frame.rewalk = false;
        self.muted = None;
        self.go(at, flow.start);
    }
}
