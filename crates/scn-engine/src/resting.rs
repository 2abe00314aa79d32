//! What only rests in a `wait` asks nothing of the customer: something else may begin on top of it. Whose wait is over
//! comes to the top, as soon as nobody is asked anything.

use crate::{
    Entered, Frame,
    machine::{MOST_FRAMES, Machine},
};
use scn_graph::NodeKind;

/// Beyond so many frames the oldest rest is given up.
const MOST_RESTING: usize = 32;

impl Machine<'_> {
    fn in_wait(&self, at: usize) -> bool {
        let kind = self.waits_at(at).and_then(|node| self.scenario.graph.node(node)).map(|node| &node.kind);
        matches!(kind, Some(NodeKind::Wait { .. } | NodeKind::WaitUntil { .. } | NodeKind::WaitFor { .. }))
    }

    /// How many frames, from the lowest on, only rest.
    fn resting(&self) -> usize {
        let stack = &self.conversation.stack;
        let mut resting = 0;
        for (at, frame) in stack.iter().enumerate() {
            let is_below = stack.get(at + 1).is_some_and(|next| next.entered == Entered::Beside);
            if self.in_wait(at) || is_below {
                resting = at + 1;
            } else if frame.pending {
                break;
            }
        }
        resting
    }

    /// Nothing is open, or all of it only rests: the customer may begin something.
    pub(crate) fn is_free(&self) -> bool {
        self.resting() == self.conversation.stack.len()
    }

    /// The frames on top of what rests.
    pub(crate) fn active(&self) -> &[Frame] {
        self.conversation.stack.get(self.resting()..).unwrap_or_default()
    }

    /// Where the run on top begins; runs below it rest.
    pub(crate) fn lowest_of_run(&self) -> usize {
        let stack = &self.conversation.stack;
        stack.iter().rposition(|frame| frame.entered == Entered::Beside).unwrap_or(0)
    }

    /// One more flow fits onto the run on top.
    pub(crate) fn has_room(&self) -> bool {
        self.conversation.stack.len() - self.lowest_of_run() < MOST_FRAMES
    }

    /// Everything on top of what rests is over. True when nothing rests either.
    pub(crate) fn end_active(&mut self) -> bool {
        self.end_from(self.resting());
        while self.conversation.stack.len() > MOST_RESTING {
            self.give_up_oldest();
        }
        self.conversation.stack.is_empty()
    }

    /// `leave`: the run on top is over.
    pub(crate) fn leave(&mut self) {
        self.end_from(self.lowest_of_run());
    }

    fn end_from(&mut self, at: usize) {
        self.conversation.stack.truncate(at);
        self.conversation.calls.retain(|call| usize::from(call.frame) < at);
        self.muted = None;
        self.cancel_timers(at);
    }

    fn give_up_oldest(&mut self) {
        let Some(first) = self.conversation.stack.first() else { return };
        let what = self.flow_name(first.flow);
        self.hold_or_drop(what, None);
        self.bring_up(0);
        self.leave();
    }

    /// A wait below is over, and what is on top rests: it comes to the top. False when there is none.
    pub(crate) fn bring_up_ready(&mut self) -> bool {
        let stack = &self.conversation.stack;
        let ready = |at: &usize| {
            let on_top = stack.get(at + 1);
            on_top.is_some_and(|next| next.entered == Entered::Beside)
                && stack.get(*at).is_some_and(|frame| !frame.pending)
        };
        let last = if self.is_free() { (0..stack.len()).rev().find(ready) } else { None };
        let Some(last) = last else { return false };
        let first = stack.iter().take(last + 1).rposition(|frame| frame.entered == Entered::Beside);
        self.bring_up(first.unwrap_or(0));
        true
    }

    /// The run that begins at this frame comes to the top; those above it move down.
    fn bring_up(&mut self, first: usize) {
        let stack = &mut self.conversation.stack;
        let above = stack.iter().skip(first + 1).position(|frame| frame.entered == Entered::Beside);
        let Some(length) = above.map(|above| above + 1) else { return };
        let Some(moved) = stack.get_mut(first..) else { return };
        moved.rotate_left(length);
        let down = moved.len() - length;
        for (at, frame) in stack.iter_mut().enumerate() {
            match (at, frame.entered) {
                (0, Entered::Beside) => frame.entered = Entered::Fresh,
                (1.., Entered::Fresh) => frame.entered = Entered::Beside,
                _ => {}
            }
        }
        let frames = stack.len();
        let place = |frame: u8| match usize::from(frame) {
            at if at < first || at >= frames => frame,
            at if at < first + length => (at + down) as u8,
            at => (at - length) as u8,
        };
        self.conversation.timers.iter_mut().for_each(|timer| timer.frame = place(timer.frame));
        self.conversation.calls.iter_mut().for_each(|call| call.frame = place(call.frame));
    }
}
