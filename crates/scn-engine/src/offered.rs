//! `offer`: what memory knows is proposed before it is asked for.

use crate::{Entry, Stage, machine::Machine, options::NO, options::YES};
use scn_graph::{Answer, Expr, Key, Question, QuestionId, TextId, Value};
use scn_understand::{Control, Score, Utterance};

/// Journaled under a question that was begun: what memory knows was proposed, or a `collect` is under way.
pub(crate) const BEGUN: Key = Key(2);
/// A yes or a no at the beginning, with more behind a comma.
const OPENING: Score = 850;

impl<'s> Machine<'s> {
    fn proposal(question: &Question) -> Option<&(Expr, TextId)> {
        match &question.answer {
            Answer::Slot { offer, .. } | Answer::Collect { offer, .. } => offer.as_ref(),
            _ => None,
        }
    }

    /// Proposes what is known, once; false when there is nothing to propose.
    pub(crate) fn propose(&mut self, at: usize, id: QuestionId, question: &Question) -> bool {
        let Some((known, text)) = Self::proposal(question) else { return false };
        if self.taken(at, id).is_some() {
            return false;
        }
        let Some(value) = self.scope(at).value(known).filter(|value| self.is_offered(at, value)) else {
            return false;
        };
        self.journal(at, Entry::Took { question: id, option: BEGUN, words: 0 });
        self.set_stage(at, Stage::Offered(value));
        self.ask(at, question, *text);
        true
    }

    pub(crate) fn proposal_text(question: &Question) -> TextId {
        Self::proposal(question).map_or(question.prompt, |(_, text)| *text)
    }

    pub(crate) fn set_stage(&mut self, at: usize, stage: Stage) {
        if let Some(frame) = self.conversation.stack.get_mut(at) {
            frame.stage = stage;
        }
    }

    pub(crate) fn is_proposed(&self, at: usize) -> bool {
        self.frame(at).is_some_and(|frame| matches!(frame.stage, Stage::Offered(_)))
    }

    /// A yes or a no to what was proposed. Other words go on as an answer to the question itself.
    pub(crate) fn hear_proposal(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
        control: Option<Control>,
    ) -> bool {
        let Some(said) = scn_understand::yes_no(words, &self.scenario.graph.settings.languages) else {
            return false;
        };
        let yes = said.value == Value::YesNo(true);
        if said.whole {
            self.take_proposal(at, id, question, yes);
            return true;
        }
        if yes || said.score < OPENING {
            return false;
        }
        // "non, rue du Lac 4": the no is said, the rest is the answer.
        let rest = words.raw.get(said.raw.end..).unwrap_or_default();
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
        if rest.is_empty() {
            return false;
        }
        self.set_stage(at, Stage::Asked);
        self.hear_at_question(at, id, question, &Utterance::new(rest), control);
        true
    }

    /// What was forgotten meanwhile cannot be taken: the question is asked plainly, as after a no.
    pub(crate) fn take_proposal(&mut self, at: usize, id: QuestionId, question: &'s Question, yes: bool) {
        let known = Self::proposal(question).and_then(|(known, _)| self.scope(at).value(known));
        let proposed = match self.frame(at).map(|frame| &frame.stage) {
            Some(Stage::Offered(value)) => Some(value.clone()),
            _ => None,
        };
        self.set_stage(at, Stage::Asked);
        match proposed.filter(|_| yes && known.is_some()) {
            Some(value) => {
                self.understood(3, question.id.as_str(), 1000);
                match &question.answer {
                    Answer::Collect { .. } => self.collect_all(at, id, question, value),
                    _ => self.fill(at, id, question, value),
                }
                self.run();
            }
            None => self.ask(at, question, question.prompt),
        }
    }

    pub(crate) fn tap_proposal(&mut self, at: usize, id: QuestionId, question: &'s Question, option: Key) {
        match option {
            YES | NO => self.take_proposal(at, id, question, option == YES),
            _ => self.stale_tap(),
        }
    }
}
