//! What each node does to the age of the customer's last message.

use super::guards::{narrowed, says_closed};
use super::walk::{Place, Voice, Walk};
use super::{Age, Leg, LegKind};
use scn_graph::{
    Answer, NodeId, NodeKind, OperationId, Question, QuestionId, Value,
    expr::{Context, Expr, Op},
};

/// As in the engine: a pause as short as this is a breath between two messages.
const BREATH: Age = Age::seconds(600);

impl Walk<'_> {
    /// From a place with its longest age on to those after it.
    pub(super) fn pass(&mut self, place: Place, age: Age) {
        let Some(node) = self.graph.node(place.node) else { return };
        let later = place.voice.later();
        match &node.kind {
            NodeKind::Say { or_send, next, .. } => {
                let age = self.spoken_at(place, age);
                self.speak(place, *next, age, or_send.is_some() && age.is_closed());
            }
            NodeKind::SendTemplate { next, .. } => {
                let age = self.spoken_at(place, age);
                self.speak(place, *next, age, age.is_closed());
            }
            NodeKind::Question { question } => self.ask(place, age, *question),
            NodeKind::Branch { condition, then, otherwise } => {
                for (target, wanted) in [(*then, true), (*otherwise, false)] {
                    if let Some(age) = narrowed(condition, wanted, age, place.voice.closed) {
                        let closed = place.voice.closed || says_closed(condition, wanted);
                        let voice = Voice { closed, ..place.voice };
                        self.go_on(Place { voice, ..place }, target, age, place);
                    }
                }
            }
            NodeKind::Enter { flow, next, .. } => {
                if let Some(start) = self.graph.flow(*flow).map(|flow| flow.start) {
                    self.enter(place, start, age, *next);
                }
            }
            NodeKind::Done { .. } => self.end(place),
            NodeKind::Restart | NodeKind::Correct => self.begin_again(place, age),
            NodeKind::Wait { span, next } => self.wait(place, age, Age::of(*span), *next),
            NodeKind::WaitUntil { moment, next } => {
                self.wait(place, age, self.longest_until(moment), *next);
            }
            NodeKind::WaitFor { span, next, late, .. } => {
                let end = age.plus(Age::of(*span));
                self.pause(place, *next, end.less_a_second().max(age), LegKind::Waited, later);
                self.pause(place, *late, end, LegKind::Waited, later);
                let wrote = Voice { wrote: true, ..later };
                self.pause(place, *next, Age::of(*span).less_a_second(), LegKind::Waited, wrote);
                self.pause(place, *late, Age::of(*span), LegKind::Waited, wrote);
            }
            NodeKind::Call { operation, next, failed, .. } => {
                let back = age.plus(self.longest_call(*operation));
                self.pause(place, *next, back, LegKind::Called, later);
                self.pause(place, *failed, back, LegKind::Called, later);
            }
            NodeKind::Go { target, .. } => {
                let voice = Voice { jumped: Some(place.node), ..place.voice };
                self.go_on(Place { voice, ..place }, *target, age, place);
            }
            // Only the customer's own words are answered.
            NodeKind::Answer { next, otherwise, .. } => {
                if age == Age::NOW {
                    self.go_on(place, *next, age, place);
                }
                self.go_on(place, *otherwise, age, place);
            }
            NodeKind::Unanswered { after, otherwise, next } => {
                self.go_on(place, *next, age, place);
                let span = Age::of(*after);
                self.pause(place, *otherwise, age.plus(span), LegKind::Waited, later);
                self.pause(place, *otherwise, span, LegKind::Waited, Voice { wrote: true, ..later });
            }
            // People give the conversation back whenever they like.
            NodeKind::Handoff { next, .. } => {
                let voice = Voice { given_back: true, ..place.voice.later() };
                self.pause(place, *next, Age::UNBOUNDED, LegKind::People, voice);
            }
            other => {
                for target in other.targets() {
                    self.go_on(place, target, age, place);
                }
            }
        }
    }

    /// To the next node in the same step.
    fn go_on(&mut self, at: Place, node: NodeId, age: Age, from: Place) {
        self.reach(Place { node, ..at }, age, Some(from), None);
    }

    fn speak(&mut self, place: Place, next: NodeId, age: Age, template: bool) {
        self.go_on(Place { voice: place.voice.said(template), ..place }, next, age, place);
    }

    fn pause(&mut self, place: Place, node: NodeId, age: Age, kind: LegKind, voice: Voice) {
        let leg = Leg { node: place.node, kind, age };
        self.reach(Place { node, voice, ..place }, age, Some(place), Some(leg));
    }

    /// A wait that ends in quiet hours ends with them, but for a short breath.
    fn wait(&mut self, place: Place, age: Age, span: Age, next: NodeId) {
        if span == Age::NOW {
            return self.go_on(place, next, age, place);
        }
        let due = age.plus(span);
        let long = span >= BREATH;
        let due = if long { self.clock.held(due) } else { due };
        let voice = Voice { by_day: long, ..place.voice.later() };
        self.pause(place, next, due, LegKind::Waited, voice);
        self.pause(place, next, span, LegKind::Waited, Voice { wrote: true, ..voice });
    }

    /// Speech of the bot's own accord waits for the end of the quiet hours.
    pub(super) fn spoken_at(&self, place: Place, age: Age) -> Age {
        let own = place.voice.own || age >= BREATH;
        if own && !place.voice.by_day { self.clock.held(age) } else { age }
    }

    fn ask(&mut self, place: Place, age: Age, id: QuestionId) {
        let Some(question) = self.graph.question(id) else { return };
        let open = place.voice.unanswered == Some(place.node) || self.is_cleared(place.voice, question);
        if let Some(skip) = self.skips.get(id.index()).copied().flatten().filter(|_| !open) {
            let opened = self.runs.get(place.run as usize).is_some_and(|run| run.opening);
            if place.voice.heard || opened || !skip.only_heard {
                self.go_on(place, skip.to, age, place);
            }
        }
        // "Shall a person take over?" is no answer to what was asked before it.
        let implicit = self.graph.node(place.node).is_some_and(|node| node.implicit);
        let unanswered = place.voice.unanswered.filter(|_| implicit);
        for target in question.answer.targets() {
            self.heard(place, target, unanswered);
        }
        let open = if implicit { unanswered } else { Some(place.node) };
        self.heard(place, question.otherwise, open);
        if let Some((_, asked)) = self.asked_at(place) {
            self.expire(place, question, asked, place.voice.later(), Some(place));
        }
        // An answer that was not understood begins the patience anew.
        self.expire(place, question, Age::NOW, Voice::HEARD, None);
    }

    /// A `go` went back before the question, and the customer was not heard since.
    fn is_cleared(&self, voice: Voice, question: &Question) -> bool {
        let slot = match question.answer {
            Answer::Slot { slot, .. } | Answer::Collect { slot, .. } => slot,
            _ => return false,
        };
        let jump = voice.jumped.and_then(|jump| self.graph.node(jump));
        jump.is_some_and(|jump| matches!(&jump.kind, NodeKind::Go { clears, .. } if clears.contains(&slot)))
    }

    /// The customer answers.
    fn heard(&mut self, place: Place, node: NodeId, unanswered: Option<NodeId>) {
        let leg = Leg { node: place.node, kind: LegKind::Wrote, age: Age::NOW };
        let voice = Voice { unanswered, ..Voice::HEARD };
        self.reach(Place { node, voice, ..place }, Age::NOW, Some(place), Some(leg));
    }

    fn expire(&mut self, place: Place, question: &Question, asked: Age, voice: Voice, from: Option<Place>) {
        let Some((span, target)) = &question.expire else { return };
        let span = Age::of(*span);
        let age = asked.plus(span);
        let leg = Leg { node: place.node, kind: LegKind::Expired, age };
        let closed = span.is_closed();
        let voice = Voice { own: age < BREATH, closed, unanswered: Some(place.node), ..voice };
        self.reach(Place { node: *target, voice, ..place }, age, from, Some(leg));
    }

    /// `restart`, and what follows a correction.
    fn begin_again(&mut self, place: Place, age: Age) {
        let Some(node) = self.graph.node(place.node) else { return };
        let Some(start) = self.graph.flow(node.flow).map(|flow| flow.start) else { return };
        match node.kind {
            NodeKind::Correct => self.heard(place, start, None),
            _ => self.go_on(place, start, age, place),
        }
    }

    /// A system answers after its last attempt at the latest.
    fn longest_call(&self, operation: OperationId) -> Age {
        let operation = self.graph.operation(operation);
        let connector =
            operation.and_then(|operation| self.graph.connectors.get(usize::from(operation.connector)));
        connector.map_or(Age::NOW, |connector| {
            // What cannot be undone is tried again, too, when it has surely not been done.
            let retries = u32::from(connector.retries);
            let attempts = u64::from(retries + 1) * u64::from(connector.timeout_ms);
            // The runtime's pauses: a quarter of a second, doubled each time, and a quarter of that by chance; or what
            // the system asks for, up to 30 seconds.
            let pauses = (1u64 << retries.min(16)) * 313 + u64::from(retries) * 30_000;
            Age::seconds(u32::try_from((attempts + pauses).div_ceil(1000)).unwrap_or(u32::MAX))
        })
    }

    /// `now + 3 hours` has an end; other moments can be any time away.
    fn longest_until(&self, moment: &Expr) -> Age {
        match moment {
            Expr::Context(Context::Now | Context::Today) => Age::NOW,
            Expr::Binary(Op::Add, left, right) => match (left.as_ref(), right.as_ref()) {
                (Expr::Context(Context::Now | Context::Today), Expr::Const(Value::Duration(span))) => {
                    Age::of(*span)
                }
                _ => Age::UNBOUNDED,
            },
            _ => Age::UNBOUNDED,
        }
    }

    /// When a question of this place is asked, at the latest. One that is only put again when people give the
    /// conversation back is not asked anew.
    pub(super) fn asked_at(&self, place: Place) -> Option<(QuestionId, Age)> {
        let question = match self.graph.node(place.node)?.kind {
            NodeKind::Question { question } if !place.voice.given_back => question,
            _ => return None,
        };
        Some((question, self.spoken_at(place, self.longest.get(&place)?.age)))
    }

    /// The reminders of a question that are said, with the longest age of each.
    pub(super) fn reminders(&self, question: &Question, asked: Age) -> Vec<(usize, Age)> {
        let expire = question.expire.as_ref().map(|(span, _)| Age::of(*span));
        let after = |at: usize| question.reminders.get(at).map(|remind| Age::of(remind.after));
        let said = |at: usize| {
            let after_this = after(at)?;
            let due = asked.plus(after_this);
            let held = self.clock.held(due);
            let next = after(at + 1).into_iter().chain(expire).min();
            // What comes due before the reminder may be said takes its place.
            let passed = expire.is_some_and(|end| end <= after_this)
                || held > due && next.is_some_and(|next| asked.plus(next) <= held);
            (!passed).then_some((at, held))
        };
        (0..question.reminders.len()).filter_map(said).collect()
    }
}
