//! What a customer may always ask for: silence, withdrawal, to be forgotten.

use crate::{Effect, Entered, Entry, machine::Machine};
use scn_graph::{NodeId, PurposeId};

impl Machine<'_> {
    /// `opt out`, `opt in`
    pub(crate) fn opt(&mut self, at: usize, id: NodeId, out: bool, next: NodeId) {
        if !self.passed(at, id) {
            self.conversation.contact.opted_out = out;
            self.effects.push(if out { Effect::OptedOut } else { Effect::OptedIn });
            self.journal(at, Entry::Passed(id));
        }
        self.go(at, next);
    }

    /// What the contact answered to a consent question; the last answer counts.
    pub(crate) fn set_consent(&mut self, purpose: PurposeId, given: bool) {
        let consents = &mut self.conversation.contact.consents;
        match consents.binary_search_by_key(&purpose, |(id, _)| *id) {
            Ok(at) => {
                let Some(entry) = consents.get_mut(at) else { return };
                if entry.1 == given {
                    return;
                }
                entry.1 = given;
            }
            Err(at) => consents.insert(at, (purpose, given)),
        }
        self.effects.push(Effect::Consent { purpose, given });
    }

    /// `forget consent.marketing`
    pub(crate) fn withdraw(&mut self, purpose: PurposeId) {
        self.set_consent(purpose, false);
    }

    /// `forget everything`: what is left is this flow, without its answers, to say that it is done.
    pub(crate) fn erase(&mut self, at: usize, next: NodeId) {
        self.unmute();
        self.cancel_timers_if(|_| true);
        let conversation = &mut self.conversation;
        conversation.contact.memory.clear();
        conversation.contact.consents.clear();
        conversation.calls.clear();
        conversation.queued.clear();
        conversation.held.clear();
        conversation.offer = None;
        conversation.stack.truncate(at + 1);
        conversation.stack.drain(..at.min(conversation.stack.len()));
        if let Some(frame) = conversation.stack.first_mut() {
            frame.slots.iter_mut().for_each(|slot| *slot = None);
            frame.journal.clear();
            frame.entered = Entered::Fresh;
        }
        self.queued = &[];
        self.effects.push(Effect::Erase);
        self.go(0, next);
    }
}
