//! People have the conversation: the bot is silent until they give it back, rest, or nobody answers in time.

use crate::{Content, Fact, HeldFor, Mode, Timer, TimerKind, calendar, machine::Machine};
use scn_graph::{NodeId, NodeKind, Span};
use scn_understand::{Control, Utterance};

impl Machine<'_> {
    /// Somebody wrote, or took it.
    pub(crate) fn person_speaks(&mut self) {
        let team = match self.conversation.mode {
            Mode::People { team, .. } => team,
            Mode::Bot => None,
        };
        self.conversation.mode = Mode::People { team, since: self.now };
        self.somebody_is_there();
    }

    /// What the customer wrote meanwhile is for who is there.
    fn somebody_is_there(&mut self) {
        if self.waits_for_people().is_some() {
            self.queued = &[];
            self.cancel_timers_if(|timer| timer.kind == TimerKind::Unanswered);
        }
    }

    pub(crate) fn give_back(&mut self) {
        if self.conversation.mode == Mode::Bot {
            return;
        }
        self.somebody_is_there();
        self.conversation.mode = Mode::Bot;
        self.wake_events(|held| held.waits == HeldFor::People);
        if self.started {
            return;
        }
        match self.pending() {
            Some((at, _, question)) => self.ask_again(at, question),
            None => self.run(),
        }
    }

    /// What the customer writes to people: the right to silence counts here too. As long as the bot may still go on, it
    /// keeps what begins something or asks; the rest was for people.
    pub(crate) fn inbound_for_people(&mut self, content: &Content) {
        let text = match content {
            Content::Text(text) => text,
            Content::Media { caption: Some(caption), .. } => caption,
            _ => return,
        };
        let words = Utterance::new(text);
        let control = scn_understand::control(&words, &self.scenario.graph.settings.languages);
        if control.is_some_and(|hit| hit.whole && hit.control == Control::Stop) {
            return self.opt_out();
        }
        if self.waits_for_people().is_some() && self.begins_or_asks(&words) {
            self.queue(text);
        }
    }

    pub(crate) fn people_rested(&mut self) {
        self.conversation.mode = Mode::Bot;
        self.cancel_timers_if(|timer| timer.kind == TimerKind::Unanswered);
        for held in &mut self.conversation.held {
            if held.waits == HeldFor::People {
                held.waits = HeldFor::Pause;
            }
        }
        self.record(Fact::PeopleRested);
    }

    // ------------------------------------------------------------ nobody answers

    /// The timer of a handoff that is still open to everybody.
    pub(crate) fn waits_for_people(&self) -> Option<Timer> {
        self.conversation.timers.iter().find(|timer| timer.kind == TimerKind::Unanswered).copied()
    }

    /// A handoff follows: from now on its time counts.
    pub(crate) fn have_patience(&mut self, at: usize, id: NodeId, after: Span, next: NodeId) {
        if !self.passed(at, next) {
            self.cancel_timers_if(|timer| timer.kind == TimerKind::Unanswered);
            let due = calendar::plus(self.now, after, &self.scenario.zone);
            self.set_timer(due, self.now, at, id, TimerKind::Unanswered);
        }
        self.go(at, next);
    }

    /// Nobody took or answered it in time: the bot goes on with `otherwise`.
    pub(crate) fn nobody_answered(&mut self, timer: Timer) {
        if self.conversation.mode == Mode::Bot {
            return;
        }
        self.conversation.mode = Mode::Bot;
        self.record(Fact::NobodyAnswered);
        if let Some(otherwise) = self.otherwise_of(timer) {
            let at = usize::from(timer.frame);
            if let Some(frame) = self.conversation.stack.get_mut(at) {
                frame.rewalk = false;
            }
            self.go(at, otherwise);
        }
        self.run();
        self.wake_events(|held| held.waits == HeldFor::People);
    }

    /// The frame still stands behind the handoff, or was moved to another version and finds its place anew.
    fn otherwise_of(&self, timer: Timer) -> Option<NodeId> {
        let kind = |node| self.scenario.graph.node(node).map(|node| &node.kind);
        let NodeKind::Unanswered { otherwise, next, .. } = kind(timer.node)? else { return None };
        let NodeKind::Handoff { next: after, .. } = kind(*next)? else { return None };
        let frame = self.frame(usize::from(timer.frame))?;
        (frame.rewalk || frame.node == *after && !frame.pending).then_some(*otherwise)
    }
}
