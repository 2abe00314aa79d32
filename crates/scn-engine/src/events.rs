//! What the business's systems report: a wait that is over, a flow that starts now, later, or not at all.

use crate::{
    Entered, Entry, HeldEvent, HeldFor, Mode, PEOPLE_REST_SECONDS, TimerKind, calendar, machine::Machine,
    timers::PAUSE_SECONDS,
};
use scn_graph::{EventId, EventTrigger, FlowId, Held, Moment, NodeId, NodeKind, Value};

/// At most so many events wait for a conversation; then the oldest goes.
const MOST_HELD: usize = 16;

impl<'s> Machine<'s> {
    /// An event about this contact: for who waits for it, else for the triggers.
    pub(crate) fn business(&mut self, event: EventId, params: &[(String, Value)]) {
        self.proactive = true;
        let Some(shape) = self.scenario.graph.event(event) else { return };
        let value =
            |name: &str| params.iter().find(|(param, _)| param == name).map(|(_, value)| value.clone());
        let values: Vec<Option<Value>> = shape.params.iter().map(|param| value(&param.name)).collect();
        if self.deliver(event, Value::Record(shape.record, values.clone())) {
            return;
        }
        for trigger in self.scenario.graph.triggers.events.iter().filter(|trigger| trigger.event == event) {
            let params =
                trigger.params.iter().map(|at| values.get(usize::from(*at)).cloned().flatten()).collect();
            let held = HeldEvent { event, flow: trigger.flow, params, timer: None, waits: HeldFor::Time };
            match &trigger.after {
                Some(span) => {
                    let due = calendar::plus(self.now, *span, &self.scenario.zone);
                    self.hold_event(held, HeldFor::Time, Some(due));
                }
                None => self.try_event(held),
            }
        }
    }

    /// `wait up to D for EVENT`: the innermost frame that waits for it goes on.
    fn deliver(&mut self, event: EventId, value: Value) -> bool {
        let waits = |at: &usize| -> Option<NodeId> {
            let id = self.waits_at(*at)?;
            match self.scenario.graph.node(id)?.kind {
                NodeKind::WaitFor { event: wanted, .. } if wanted == event => Some(id),
                _ => None,
            }
        };
        let found = (0..self.conversation.stack.len()).rev().find_map(|at| Some((at, waits(&at)?)));
        let Some((at, id)) = found else { return false };
        let Some(NodeKind::WaitFor { result, next, .. }) =
            self.scenario.graph.node(id).map(|node| &node.kind)
        else {
            return false;
        };
        self.cancel_timers_if(|timer| {
            timer.kind == TimerKind::Wait && timer.node == id && usize::from(timer.frame) == at
        });
        if let Some(slot) = result {
            self.set_slot(at, *slot, Some(value));
        }
        self.journal(at, Entry::Called { node: id, args: 0, failed: false });
        self.go(at, *next);
        self.run();
        true
    }

    /// Starts the flow of an event, unless something says not now, or not at all.
    pub(crate) fn try_event(&mut self, held: HeldEvent) {
        let triggers = &self.scenario.graph.triggers.events;
        let trigger = triggers.iter().find(|t| t.event == held.event && t.flow == held.flow);
        let Some(trigger) = trigger else { return };
        let what = self.flow_name(held.flow);
        if self.conversation.contact.opted_out || self.is_ruled_out(trigger, &held) {
            return self.hold_or_drop(what, None);
        }
        let Some((waits, until)) = self.not_now(trigger) else {
            self.started = true;
            return self.start_beside(held.flow, held.params);
        };
        if trigger.held == Held::Drop {
            return self.hold_or_drop(what, None);
        }
        let known = match self.conversation.mode {
            Mode::People { since, .. } => Some(since.plus_seconds(PEOPLE_REST_SECONDS)),
            Mode::Bot => until,
        };
        if known.is_some() {
            self.hold_or_drop(what, known);
        }
        self.hold_event(held, waits, until);
    }

    /// `unless`, read as the flow itself would read it.
    fn is_ruled_out(&self, trigger: &EventTrigger, held: &HeldEvent) -> bool {
        let Some(unless) = &trigger.unless else { return false };
        crate::eval::Scope { slots: &held.params, ..self.scope(usize::MAX) }.holds(unless)
    }

    /// What an event has to wait for, and until when if that is known.
    fn not_now(&self, trigger: &EventTrigger) -> Option<(HeldFor, Option<Moment>)> {
        if self.conversation.mode != Mode::Bot {
            return Some((HeldFor::People, None));
        }
        if let Some(until) = self.quiet_until(self.now) {
            return Some((HeldFor::Time, Some(until)));
        }
        let later = Some((HeldFor::Pause, Some(self.now.plus_seconds(PAUSE_SECONDS))));
        if self.started || self.conversation.spoke == Some(self.now) {
            return later;
        }
        if trigger.interrupts || self.conversation.stack.is_empty() {
            return None;
        }
        let one_is_open = self.conversation.stack.iter().any(|frame| frame.entered == Entered::Proactive);
        if one_is_open || self.is_calling() || self.leads_here(trigger.flow) {
            return Some((HeldFor::Pause, None));
        }
        let last = self.conversation.last_inbound.max(self.conversation.spoke)?;
        let pause = last.plus_seconds(PAUSE_SECONDS);
        let asked = self.top().is_some_and(|at| self.waits_at(at).is_some());
        (asked && self.now < pause).then_some((HeldFor::Pause, Some(pause)))
    }

    fn hold_event(&mut self, mut held: HeldEvent, waits: HeldFor, until: Option<Moment>) {
        held.waits = waits;
        held.timer =
            until.map(|due| self.set_timer(due, self.now, usize::from(u8::MAX), NodeId(0), TimerKind::Event));
        self.conversation.held.push(held);
        if self.conversation.held.len() > MOST_HELD {
            let oldest = self.conversation.held.remove(0);
            self.cancel_timers_if(|timer| Some(timer.id) == oldest.timer);
            let what = self.flow_name(oldest.flow);
            self.hold_or_drop(what, None);
        }
    }

    /// The timer of a held event is due.
    pub(crate) fn event_is_due(&mut self, timer: u32) {
        let place = self.conversation.held.iter().position(|held| held.timer == Some(timer));
        if let Some(place) = place {
            let held = self.conversation.held.remove(place);
            self.try_event(held);
        }
    }

    /// What held these events is over: they are looked at again. At most one starts.
    pub(crate) fn wake_events(&mut self, wanted: impl Fn(&HeldEvent) -> bool) {
        let (woken, stay) = std::mem::take(&mut self.conversation.held).into_iter().partition(wanted);
        self.conversation.held = stay;
        let woken: Vec<HeldEvent> = woken;
        for held in woken {
            self.cancel_timers_if(|timer| Some(timer.id) == held.timer);
            self.try_event(held);
        }
    }

    /// The conversation is over: the first event that waited for that starts. The others keep their turn.
    pub(crate) fn wake_one(&mut self) {
        let may_start = |machine: &Self| !machine.started && machine.conversation.spoke != Some(machine.now);
        while may_start(self) {
            let place = self.conversation.held.iter().position(|held| held.waits == HeldFor::Pause);
            let Some(place) = place else { return };
            let held = self.conversation.held.remove(place);
            self.cancel_timers_if(|timer| Some(timer.id) == held.timer);
            self.try_event(held);
        }
    }

    /// A flow of the bot's own accord, beside whatever is open.
    pub(crate) fn start_beside(&mut self, flow: FlowId, params: Vec<Option<Value>>) {
        let entered = if self.conversation.stack.is_empty() { Entered::Fresh } else { Entered::Proactive };
        self.push(flow, params, entered);
        self.run();
    }
}
