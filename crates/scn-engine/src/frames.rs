//! Flows on top of each other: how one opens, ends, and hands back to the one below.

use crate::{Effect, Entered, Entry, Fact, Frame, Stage, TimerKind, Trace, machine::Machine};
use scn_graph::{FlowId, FlowKind, Phrase, Value};

impl Machine<'_> {
    /// Puts a flow on top; false when the stack is full.
    pub(crate) fn push(&mut self, flow: FlowId, args: Vec<Option<Value>>, entered: Entered) -> bool {
        let Some(shape) = self.scenario.graph.flow(flow) else { return false };
        if !self.has_room() {
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
            stage: Stage::Asked,
            journal: Vec::new(),
            entered,
        });
        self.trace.push(Trace::Opened(flow));
        if shape.kind == FlowKind::Tunnel {
            self.record(Fact::FlowStarted { flow: shape.name.clone() });
        }
        if self.opening && shape.kind == FlowKind::Tunnel {
            self.opening = false;
            self.fill_early(None);
        }
        true
    }

    /// Nothing is left to do: the whole stack and its timers go, and what only it waited for.
    pub(crate) fn end(&mut self) {
        self.conversation.stack.clear();
        self.conversation.calls.clear();
        self.muted = None;
        self.cancel_timers(0);
    }

    /// Timers of this frame and of those on top of it. A held event belongs to no frame.
    pub(crate) fn cancel_timers(&mut self, at: usize) {
        self.cancel_timers_if(|timer| usize::from(timer.frame) >= at && timer.kind != TimerKind::Event);
    }

    pub(crate) fn cancel_timers_if(&mut self, goes: impl Fn(&crate::Timer) -> bool) {
        if self.conversation.timers.is_empty() {
            return;
        }
        let effects = &mut self.effects;
        self.conversation.timers.retain(|timer| {
            let goes = goes(timer);
            if goes {
                effects.push(Effect::CancelTimer { id: timer.id });
            }
            !goes
        });
    }

    /// A defect: said plainly in the records, and the conversation ends rather than loops.
    pub(crate) fn stop(&mut self, reason: &str) {
        self.record(Fact::Stopped { reason: reason.to_owned() });
        self.end();
    }

    pub(crate) fn done(&mut self, at: usize, result: Option<Value>) {
        self.unmute();
        self.write_remembered(at);
        self.close(at, result);
    }

    /// The re-walk came to new ground: speech returns, beginning with what is new.
    pub(crate) fn unmute(&mut self) {
        for spoken in self.muted.take().map(|muted| muted.held).unwrap_or_default() {
            self.speak(spoken);
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
        let tunnel = self.scenario.graph.flow(frame.flow).filter(|flow| flow.kind == FlowKind::Tunnel);
        // A tunnel's own digression (`too_late`) is not its end.
        if let Some(flow) = tunnel.filter(|_| frame.entered != Entered::Digression) {
            self.record(Fact::FlowDone { flow: flow.name.clone() });
        }
        let Some(parent) = self.top() else { return self.answer_somehow() };
        match frame.entered {
            Entered::Fresh => {}
            Entered::Beside => self.answer_somehow(),
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
        let left = |frame: &Frame| {
            matches!(frame.entered, Entered::Digression | Entered::Proactive | Entered::Beside)
        };
        match self.conversation.stack.iter().rposition(left) {
            Some(at) => self.close(at, None),
            None => {
                self.end();
                self.answer_somehow();
            }
        }
    }

    /// Back at a frame after a digression: its question is asked again in short, unless it must be walked anew.
    pub(crate) fn return_to(&mut self, at: usize) {
        if self.prefix || self.frame(at).is_some_and(|frame| frame.rewalk) {
            return;
        }
        let Some((at, _, question)) = self.pending() else { return };
        if !self.unanswered() {
            return self.ask_again(at, question);
        }
        self.understood(8, question.id.as_str(), 0);
        self.climb(at, question, None);
    }

    /// `answer from` found nothing and nothing else was said: the customer's words are not understood.
    fn unanswered(&mut self) -> bool {
        self.declined.take() == Some(self.said)
    }

    /// The same, where no question is left to ask again.
    fn answer_somehow(&mut self) {
        if self.unanswered() {
            self.say_phrase(Phrase::NoEntry);
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
