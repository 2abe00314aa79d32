//! Voice notes at a question that hears: their words are asked for, and then understood like written ones.

use crate::{CallError, Content, Effect, Fact, MediaKind, Mode, RunningCall, machine::Machine};

/// Voice notes that are listened to at the same time for one conversation.
const MOST_NOTES: usize = 8;

impl<'s> Machine<'s> {
    /// The pending question hears what this says.
    pub(crate) fn listen_to(&mut self, content: &Content) -> bool {
        let Content::Media { kind: MediaKind::Voice, id: media, .. } = content else { return false };
        let Some((at, _, question)) = self.pending() else { return false };
        let Some(hears) = &question.hears else { return false };
        if self.conversation.calls.len() >= MOST_NOTES {
            return false;
        }
        let id = self.conversation.next_call;
        self.conversation.next_call = id.wrapping_add(1);
        let call = RunningCall { id, frame: at as u8, node: question.node, args: 0, before: None };
        self.conversation.calls.push(call);
        self.effects.push(Effect::Transcribe { id, media: media.clone(), with: hears.with.clone() });
        true
    }

    /// The pending question waits for the words of a voice note.
    pub(crate) fn is_listening(&self) -> bool {
        self.conversation.calls.iter().any(|call| self.is_listening_at(call))
    }

    fn is_listening_at(&self, call: &RunningCall) -> bool {
        let Some((at, _, question)) = self.pending() else { return false };
        usize::from(call.frame) == at && call.node == question.node
    }

    /// A second result, or one that nobody waits for any more, means nothing.
    pub(crate) fn transcribed(&mut self, id: u32, words: &'s Result<String, CallError>) {
        let Some(place) = self.conversation.calls.iter().position(|call| call.id == id) else { return };
        let call = self.conversation.calls.remove(place);
        // People listen to it themselves.
        if self.conversation.mode != Mode::Bot {
            return;
        }
        let here = self.is_listening_at(&call);
        match words.as_ref().map(|words| words.trim()) {
            Ok(words) if !words.is_empty() => self.hear_spoken(place, here, words),
            Ok(_) => self.not_heard(here, "it has no words".to_owned()),
            Err(CallError::TimedOut) => self.not_heard(here, "no answer in time".to_owned()),
            Err(CallError::Failed { reason } | CallError::Unreadable { reason }) => {
                self.not_heard(here, reason.clone());
            }
        }
    }

    /// In the order in which it was spoken: an earlier voice note is waited for. Where the conversation has moved on, it is
    /// like words that were written before the question was asked.
    fn hear_spoken(&mut self, place: usize, here: bool, words: &'s str) {
        let is_first = !self.conversation.calls.iter().take(place).any(|call| self.is_listening_at(call));
        if here && is_first {
            self.learn_language(words);
            self.hear(words);
        } else if self.may_hear_waiting_words() {
            self.hear_waiting(words);
        } else {
            self.queue(words);
        }
    }

    /// The question stays. Somebody who wrote meanwhile is not asked to write.
    fn not_heard(&mut self, here: bool, reason: String) {
        self.record(Fact::CallFailed { operation: "transcriber".to_owned(), reason });
        if !here || self.is_listening() {
            return;
        }
        match self.queued.split_first() {
            Some((first, rest)) => {
                self.queued = rest;
                self.hear(&first.text);
            }
            None => self.hear_wordless(),
        }
    }
}
