//! Time: waits, reminders, the end of patience, silence. A timer may fire late; whether it still means anything is
//! looked at when it fires.

use crate::{Effect, Entry, Fact, Mode, Timer, TimerKind, calendar, machine::Machine};
use scn_graph::{Held, Moment, NodeId, NodeKind, Question, Span};

/// A customer who wrote less than this long ago is there: what they hear is an answer, and nothing interrupts them.
pub(crate) const PAUSE_SECONDS: i64 = 600;

/// Who the innermost frame waits for, when that is the customer.
pub(crate) type Waiting = Option<(usize, NodeId)>;

impl<'s> Machine<'s> {
    pub(crate) fn set_timer(
        &mut self,
        due: Moment,
        since: Moment,
        at: usize,
        node: NodeId,
        kind: TimerKind,
    ) -> u32 {
        let id = self.conversation.next_timer;
        self.conversation.next_timer = id.wrapping_add(1);
        self.conversation.timers.push(Timer { id, due, since, frame: at as u8, node, kind });
        self.effects.push(Effect::SetTimer { id, due });
        id
    }

    /// A timer of this conversation is due. One that was cancelled or already fired is no timer of ours.
    pub(crate) fn timer(&mut self, id: u32) {
        let timers = &mut self.conversation.timers;
        let Some(place) = timers.iter().position(|timer| timer.id == id) else { return };
        let timer = timers.remove(place);
        self.proactive = !matches!(timer.kind, TimerKind::Wait | TimerKind::Slow | TimerKind::Unanswered)
            || !self.customer_is_here();
        match timer.kind {
            TimerKind::Wait => self.wait_is_over(timer),
            TimerKind::Slow => self.slow(usize::from(timer.frame), timer.node),
            TimerKind::Remind(_) | TimerKind::Expire => self.question_is_silent(timer),
            TimerKind::Silence(place) => self.silence(timer, place),
            TimerKind::Event => self.event_is_due(timer.id),
            TimerKind::Unanswered => self.nobody_answered(timer),
        }
    }

    pub(crate) fn customer_is_here(&self) -> bool {
        let last = self.conversation.last_inbound;
        last.is_some_and(|last| self.now < last.plus_seconds(PAUSE_SECONDS))
    }

    /// The end of the quiet hours that this moment falls into.
    pub(crate) fn quiet_until(&self, moment: Moment) -> Option<Moment> {
        calendar::end_of(self.scenario.graph.settings.quiet?, moment, &self.scenario.zone)
    }

    /// When the bot may next speak of its own accord; `None`: now.
    pub(crate) fn must_wait_until(&self) -> Option<Moment> {
        let spoke = self.conversation.spoke == Some(self.now);
        self.quiet_until(self.now).or_else(|| spoke.then(|| self.now.plus_seconds(PAUSE_SECONDS)))
    }

    // ------------------------------------------------------------ waits

    /// A wait that ends in quiet hours ends with them, but for a short breath between two messages.
    pub(crate) fn wait(&mut self, at: usize, id: NodeId, due: Moment, next: NodeId) {
        if self.passed(at, id) || due <= self.now {
            return self.go(at, next);
        }
        self.unmute();
        let long = due.since(self.now) >= PAUSE_SECONDS * 1000;
        let due = self.quiet_until(due).filter(|_| long).unwrap_or(due);
        self.set_wait(at, id, due);
    }

    pub(crate) fn set_wait(&mut self, at: usize, id: NodeId, due: Moment) {
        self.set_timer(due, self.now, at, id, TimerKind::Wait);
        self.hold(at);
    }

    /// `wait up to D for EVENT`: the event or the timer, whichever is first.
    pub(crate) fn wait_for(&mut self, at: usize, id: NodeId, span: Span, next: NodeId) {
        let came = self.frame(at).and_then(|frame| {
            frame.journal.iter().find_map(|entry| match entry {
                Entry::Called { node, failed, .. } if *node == id => Some(*failed),
                _ => None,
            })
        });
        let node = self.scenario.graph.node(id).map(|node| &node.kind);
        let (Some(NodeKind::WaitFor { late, .. }), true, Some(was_late)) = (node, self.muted.is_some(), came)
        else {
            self.unmute();
            let due = calendar::plus(self.now, span, &self.scenario.zone);
            return self.set_wait(at, id, due);
        };
        self.go(at, if was_late { *late } else { next });
    }

    fn wait_is_over(&mut self, timer: Timer) {
        let at = usize::from(timer.frame);
        if self.waits_at(at) != Some(timer.node) {
            // Moved to another version of the scenario meanwhile: it finds its place itself.
            if self.frame(at).is_some_and(|frame| frame.rewalk && !frame.pending) {
                self.run();
            }
            return;
        }
        match self.scenario.graph.node(timer.node).map(|node| &node.kind) {
            Some(NodeKind::Wait { next, .. } | NodeKind::WaitUntil { next, .. }) => {
                self.journal(at, Entry::Passed(timer.node));
                self.go(at, *next);
            }
            Some(NodeKind::WaitFor { late, .. }) => {
                self.journal(at, Entry::Called { node: timer.node, args: 0, failed: true });
                self.go(at, *late);
            }
            _ => self.go(at, timer.node),
        }
        self.run();
    }

    /// The innermost frame has something to say at the end of the quiet hours.
    pub(crate) fn held_back(&self, at: usize) -> bool {
        let Some(node) = self.waits_at(at) else { return false };
        let waits = |timer: &Timer| {
            timer.kind == TimerKind::Wait && timer.node == node && usize::from(timer.frame) == at
        };
        let speaks = || match self.scenario.graph.node(node).map(|node| &node.kind) {
            Some(kind) => matches!(
                kind,
                NodeKind::Say { .. } | NodeKind::SendTemplate { .. } | NodeKind::Question { .. }
            ),
            None => false,
        };
        self.conversation.timers.iter().any(waits) && speaks()
    }

    /// The customer is back before the end of the quiet hours: nothing is held back from them.
    pub(crate) fn release(&mut self) {
        let Some(at) = self.top().filter(|at| self.held_back(*at)) else { return };
        let Some(node) = self.waits_at(at) else { return };
        self.cancel_timers_if(|timer| timer.node == node && usize::from(timer.frame) == at);
        self.go(at, node);
        self.run();
    }

    // ------------------------------------------------------------ questions

    /// Who the conversation waits for, to see whether a step changed it.
    pub(crate) fn waiting(&self) -> Waiting {
        if self.conversation.mode != Mode::Bot {
            return None;
        }
        self.pending().and_then(|(at, ..)| Some((at, self.frame(at)?.node)))
    }

    /// At the end of a step: the next timer of the question that is open now, counted from the customer's last message
    /// or from when it was asked. A question left for a digression has none.
    pub(crate) fn arm(&mut self, before: Waiting, heard: bool) {
        let waiting = self.waiting();
        if !heard && waiting == before {
            return;
        }
        self.cancel_timers_if(|timer| {
            matches!(timer.kind, TimerKind::Remind(_) | TimerKind::Expire | TimerKind::Silence(_))
        });
        let (Some((at, node)), Some((_, _, question))) = (waiting, self.pending()) else { return };
        let since = self.conversation.last_inbound.filter(|_| heard).unwrap_or(self.now);
        self.set_next(at, node, question, since, 0);
        self.set_next_silence(at, node, since);
    }

    /// The next timer of a question from this reminder on.
    fn set_next(&mut self, at: usize, node: NodeId, question: &Question, since: Moment, reminder: usize) {
        if let Some((kind, due)) = self.next_due(question, since, reminder) {
            self.set_timer(due, since, at, node, kind);
        }
    }

    fn next_due(&self, question: &Question, since: Moment, reminder: usize) -> Option<(TimerKind, Moment)> {
        let after = |span: &Span| calendar::plus(since, *span, &self.scenario.zone);
        let remind = question.reminders.get(reminder).map(|remind| after(&remind.after));
        let expire = question.expire.as_ref().map(|(span, _)| after(span));
        match (remind, expire) {
            (Some(remind), Some(expire)) if remind < expire => {
                Some((TimerKind::Remind(reminder as u8), remind))
            }
            (_, Some(expire)) => Some((TimerKind::Expire, expire)),
            (Some(remind), None) => Some((TimerKind::Remind(reminder as u8), remind)),
            (None, None) => None,
        }
    }

    fn question_is_silent(&mut self, timer: Timer) {
        let Some((at, _, question)) = self.pending() else { return };
        if self.waiting() != Some((usize::from(timer.frame), timer.node)) {
            return;
        }
        let mut kind = timer.kind;
        while let TimerKind::Remind(place) = kind {
            let next = self.next_due(question, timer.since, usize::from(place) + 1);
            let hold = self.must_wait_until();
            let late = next.filter(|(_, due)| *due <= hold.unwrap_or(self.now));
            match (late, hold) {
                (Some((next, due)), _) => {
                    self.hold_or_drop(format!("reminder of {}", question.id), None);
                    if due > self.now {
                        self.set_timer(due, timer.since, at, timer.node, next);
                        return;
                    }
                    kind = next;
                }
                (None, Some(until)) => {
                    self.hold_or_drop(format!("reminder of {}", question.id), Some(until));
                    self.set_timer(until, timer.since, at, timer.node, kind);
                    return;
                }
                (None, None) => {
                    self.remind(at, question, usize::from(place));
                    self.set_next(at, timer.node, question, timer.since, usize::from(place) + 1);
                    return;
                }
            }
        }
        if let Some((_, target)) = &question.expire {
            self.go(at, *target);
            self.run();
        }
    }

    fn remind(&mut self, at: usize, question: &Question, place: usize) {
        let Some(remind) = question.reminders.get(place) else { return };
        let instead = remind.or_send.as_ref().filter(|_| !self.window_is_open());
        match instead.and_then(|send| self.template(at, send)) {
            Some(template) => self.speak(crate::saying::Spoken::Template(template)),
            None => {
                let text = self.text(at, remind.text);
                self.ask_with(at, question, text);
            }
        }
    }

    pub(crate) fn hold_or_drop(&mut self, what: String, until: Option<Moment>) {
        self.record(Fact::Held { what, until });
    }

    // ------------------------------------------------------------ silence

    /// The next `on silence` that has not fired since the customer wrote, shortest first.
    fn set_next_silence(&mut self, at: usize, node: NodeId, since: Moment) {
        let after = usize::from(self.conversation.silences);
        let next = self.scenario.silences.iter().skip(after).find_map(|place| {
            let trigger = self.scenario.graph.triggers.silences.get(usize::from(*place))?;
            let inside = |flow| self.conversation.stack.iter().any(|frame| frame.flow == flow);
            trigger.within.is_none_or(inside).then_some((*place, trigger.after))
        });
        let Some((place, span)) = next else { return };
        let due = calendar::plus(since, span, &self.scenario.zone);
        let due = if due <= self.now { self.now.plus_seconds(PAUSE_SECONDS) } else { due };
        self.set_timer(due, since, at, node, TimerKind::Silence(place));
    }

    fn silence(&mut self, timer: Timer, place: u16) {
        let at = usize::from(timer.frame);
        let Some(trigger) = self.scenario.graph.triggers.silences.get(usize::from(place)) else { return };
        if self.waiting() != Some((at, timer.node)) {
            return;
        }
        let what = self.flow_name(trigger.flow);
        let hold = self.must_wait_until();
        if let (Some(until), Held::Later) = (hold, trigger.held) {
            self.hold_or_drop(what, Some(until));
            self.set_timer(until, timer.since, at, timer.node, timer.kind);
            return;
        }
        let order = self.scenario.silences.iter().position(|other| *other == place).unwrap_or(0);
        self.conversation.silences = u8::try_from(order + 1).unwrap_or(u8::MAX);
        self.set_next_silence(at, timer.node, timer.since);
        if hold.is_some() || self.conversation.contact.opted_out {
            return self.hold_or_drop(what, None);
        }
        self.start_beside(trigger.flow, Vec::new());
    }
}
