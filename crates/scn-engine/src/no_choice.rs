//! "Whatever you like", "none of them": answers that name no option.

use crate::{Entry, Trace, machine::Machine};
use scn_graph::{Answer, Question, QuestionId, Type};
use scn_understand::Utterance;

impl<'s> Machine<'s> {
    /// Any option will do: the default is taken, or the answer left out where it may be. An answer that is needed is
    /// asked for once more, with its options. "None of them" leaves out what may be left out.
    pub(crate) fn hear_no_choice(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'_>,
    ) -> bool {
        let any = scn_understand::no_preference(words);
        let none = !any && names_options(question) && scn_understand::wants_none(words);
        let leaves_out =
            none && matches!(&question.answer, Answer::Slot { ty: Type::Optional(_), default: None, .. });
        if (any || leaves_out) && may_leave_out(question) {
            self.understood(3, question.id.as_str(), 1000);
            self.leave_out(at, id, question);
            self.run();
            return true;
        }
        if !any || matches!(question.answer, Answer::Confirm { .. } | Answer::Consent { .. }) {
            return false;
        }
        if self.frame(at).is_some_and(|frame| frame.attempts > 0) {
            self.not_understood(at, question, words, None);
            return true;
        }
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.attempts = 1;
        }
        self.understood(3, question.id.as_str(), 0);
        self.cannot_skip(at, question);
        true
    }

    /// The question is passed: with its default, or without an answer.
    pub(crate) fn leave_out(&mut self, at: usize, id: QuestionId, question: &'s Question) {
        let Answer::Slot { slot, default, next, .. } = &question.answer else { return };
        let value = default.as_ref().and_then(|expr| self.scope(at).value(expr));
        self.set_slot(at, *slot, value);
        self.journal(at, Entry::Passed(question.node));
        self.trace.push(Trace::Answered(id));
        self.go(at, *next);
    }
}

/// It has a default, or its answer is optional.
pub(crate) fn may_leave_out(question: &Question) -> bool {
    matches!(&question.answer, Answer::Slot { ty, default, .. } if default.is_some() || matches!(ty, Type::Optional(_)))
}

fn names_options(question: &Question) -> bool {
    match &question.answer {
        Answer::Slot { among: Some(_), .. } => true,
        Answer::Slot { ty, .. } => matches!(ty.known(), Type::Choice(_) | Type::Row(_)),
        _ => false,
    }
}
