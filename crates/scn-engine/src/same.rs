//! "The same as last time": what memory knows, or one more of the record before.

use crate::{Stage, gather::Gathered, machine::Machine};
use scn_graph::{Answer, Question, QuestionId, Value};
use scn_understand::Utterance;

/// Longer words say more than that.
const MOST_WORDS: usize = 12;

impl<'s> Machine<'s> {
    /// True when the words only say "the same": they are taken, or honestly not understood where nothing is known.
    pub(crate) fn hear_same(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
    ) -> bool {
        let may = matches!(question.answer, Answer::Slot { .. } | Answer::Collect { .. });
        if !may || words.words.len() > MOST_WORDS || !scn_understand::same_again(words) {
            return false;
        }
        if self.is_proposed(at) {
            self.take_proposal(at, id, question, true);
            return true;
        }
        if self.same_record(at, id, question) {
            return true;
        }
        let Some(value) = self.known_before(at, question) else {
            // Any words would be a text: these are none.
            let open = matches!(&question.answer, Answer::Slot { ty, among: None, .. } if ty.is_open());
            if open {
                self.not_understood(at, question, words, None);
            }
            return open;
        };
        self.understood(3, question.id.as_str(), 1000);
        match &question.answer {
            Answer::Collect { .. } => self.collect_all(at, id, question, value),
            _ => self.fill(at, id, question, value),
        }
        self.run();
        true
    }

    /// "Encore la même", while records are gathered: one more like the last.
    fn same_record(&mut self, at: usize, id: QuestionId, question: &'s Question) -> bool {
        let Some(form) = self.form(id, question).filter(|form| form.many) else { return false };
        if matches!(self.frame(at).map(|frame| &frame.stage), Some(Stage::Field { .. })) {
            return false;
        }
        let mut rows = self.rows(at, &form);
        let Some(last) = rows.last().cloned().filter(|_| rows.len() < form.max) else { return false };
        rows.push(last);
        self.understood(3, question.id.as_str(), 1000);
        let touched = vec![rows.len() - 1];
        self.take_rows(at, &form, Gathered { rows, touched, ..Gathered::default() }, false, None);
        true
    }

    /// What the contact answered to this question in an earlier conversation, when it is still offered.
    fn known_before(&self, at: usize, question: &Question) -> Option<Value> {
        let (Answer::Slot { remember, offer, .. } | Answer::Collect { remember, offer, .. }) =
            &question.answer
        else {
            return None;
        };
        let memory = &self.conversation.contact.memory;
        let remembered = remember.and_then(|field| {
            memory.iter().find(|(known, _)| *known == field).map(|(_, value)| value.clone())
        });
        let value = remembered.or_else(|| self.scope(at).value(&offer.as_ref()?.0))?;
        self.is_offered(at, &value).then_some(value)
    }
}
