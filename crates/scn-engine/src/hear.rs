//! What a customer's words mean at a waiting point: the order of the rules. The first that fits decides.

use crate::{
    Lost, Trace,
    answer::{Heard, SURE},
    machine::Machine,
    several::slot_of,
};
use scn_graph::{Answer, Phrase, Question, QuestionId, Type};
use scn_understand::{Control, Score, Utterance};
use std::borrow::Cow;

/// Whether a changed answer is likely at this point.
#[derive(Clone, Copy)]
pub(crate) enum Expected {
    /// Another question is pending.
    No,
    /// The customer looks at a recap: "no, 3" and "a small one" change it, "at 7 then" does not.
    AtRecap,
    /// They were asked what to change.
    Asked,
}

impl<'s> Machine<'s> {
    pub(crate) fn hear(&mut self, text: &'s str) {
        self.message = Some(Cow::Borrowed(text));
        self.conversation.last_tap = None;
        let words = Utterance::new(text);
        if self.hear_offer(&words) {
            return;
        }
        let control = scn_understand::control(&words, &self.scenario.graph.settings.languages);
        if let Some(hit) = control.filter(|hit| hit.whole || hit.score >= SURE)
            && (self.doubt_right(&words, hit) || self.hear_right(&words, hit.control))
        {
            return;
        }
        if self.hear_wished_language(&words) {
            return;
        }
        self.follow_language(&words);
        if self.hear_quoted(&words) {
            return;
        }
        let control = control.filter(|hit| hit.whole).map(|hit| hit.control);
        match self.pending() {
            Some((at, id, question)) => self.hear_at_question(at, id, question, &words, control),
            None => self.hear_idle(&words, control),
        }
    }

    pub(crate) fn understood(&mut self, rule: u8, what: impl Into<String>, score: Score) {
        self.trace.push(Trace::Understood { rule, what: what.into(), score });
    }

    /// A candidate that lost, and why.
    pub(crate) fn considered(&mut self, rule: u8, what: impl Into<String>, score: Score, lost: Lost) {
        self.trace.push(Trace::Considered { rule, what: what.into(), score, lost });
    }

    // ------------------------------------------------------------ at a question

    pub(crate) fn hear_at_question(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
        control: Option<Control>,
    ) {
        if self.is_proposed(at) && self.hear_proposal(at, id, question, words, control) {
            return;
        }
        if control.is_none() && self.hear_same(at, id, question, words) {
            return;
        }
        match &question.answer {
            Answer::Collect { .. } => self.hear_collect(at, id, question, words, control),
            Answer::Slot { ty, among: None, .. } if ty.is_open() => {
                self.hear_at_open_question(at, id, question, words, control);
            }
            _ => self.hear_at_closed_question(at, id, question, words, control),
        }
    }

    fn hear_at_closed_question(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
        control: Option<Control>,
    ) {
        if self.hear_contrast(at, words) {
            return;
        }
        let mut heard = self.hear_answer(at, question, words);
        if heard.weight().is_some_and(|(whole, _)| whole) {
            return self.answered(at, id, question, heard);
        }
        // "I don't mind" passes a question, and may be a choice, too.
        let passes = matches!(control, None | Some(Control::Skip));
        if passes && self.hear_no_choice(at, id, question, words) {
            return;
        }
        let holds_answer = !matches!(heard, Heard::Nothing);
        if matches!(heard, Heard::Value { .. }) && self.belongs_to_others(at, question, words) {
            heard = Heard::Nothing;
        }
        if self.hear_answer_and_question(at, id, question, words, holds_answer)
            || self.hear_changed_place(at, words)
            || !is_guarded(question) && self.hear_answer_and_correction(at, id, question, words)
        {
            return;
        }
        // Only a clear yes, with nothing else, confirms or consents.
        let guarded = is_guarded(question);
        let confirm = matches!(question.answer, Answer::Confirm { .. });
        if confirm && self.hear_correction(at, words, Expected::AtRecap) {
            return;
        }
        let mut escape = self.escapes(words);
        let unlikely = escape.first().copied().filter(|(_, score)| !words.is_question && *score < EVEN);
        if let Some((listener, score)) = unlikely {
            self.considered(5, self.listener_name(listener), score, Lost::TooLow { needs: EVEN });
            escape.clear();
        }
        let strong = escape.first().is_some_and(|(_, score)| *score >= self.scenario.graph.intents.accept);
        if let (Some((_, score)), false) = (heard.weight(), guarded) {
            let exact = score >= SURE && !words.is_question;
            if exact || (!strong && !words.is_question) {
                return self.answered(at, id, question, heard);
            }
        }
        if !strong && !words.is_question && control.is_none() && self.hear_other_slots(at, question, words) {
            return;
        }
        // "Skip" is what it says, unless an escape is sure of it.
        let sure = escape.first().is_some_and(|(_, score)| *score >= HIGH);
        let escape = if control.is_some() && !sure { Vec::new() } else { escape };
        let corrected = !confirm && control.is_none() && self.hear_correction(at, words, Expected::No);
        if corrected || self.digress(escape) {
            return;
        }
        if let Some(control) = control {
            return self.obey(control);
        }
        match heard {
            Heard::Several(keys) => {
                self.understood(3, question.id.as_str(), 0);
                self.ask_which(at, question, &keys);
            }
            Heard::NotOffered { label, score } => self.not_offered(at, question, &label, score),
            _ if self.offer_switch(words) => {}
            Heard::Misfit(misfit) => {
                let complaint = self.complaint(question, &misfit);
                self.not_understood(at, question, words, complaint);
            }
            _ => self.not_understood(at, question, words, None),
        }
    }

    /// Open types take any words, so they yield to escapes that are likely, to questions, corrections and controls.
    fn hear_at_open_question(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
        control: Option<Control>,
    ) {
        let heard = self.hear_answer(at, question, words);
        let holds_answer = !matches!(heard, Heard::Nothing);
        if self.hear_answer_and_question(at, id, question, words, holds_answer) {
            return;
        }
        let escapes = self.escapes(words);
        let yields = self.yields(question, &heard, escapes.first().copied(), words);
        if let Yields::ToEscape { bar } = yields
            && self.digress_from(escapes.clone(), bar)
        {
            return;
        }
        if self.hear_correction(at, words, Expected::No) {
            return;
        }
        if let Some(control) = control {
            return self.obey(control);
        }
        if let (Yields::Unclear, Some((listener, score))) = (yields, escapes.first().copied()) {
            return self.ask_answer_or_escape(words, listener, score);
        }
        if !is_certain(question, &heard) && self.offer_sure_switch(words) {
            return;
        }
        self.answer_open(at, id, question, words, heard);
    }

    fn answer_open(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
        heard: Heard,
    ) {
        match heard {
            Heard::Value { value, whole, score } => {
                let heard = match self.name_said(at, question, words).filter(|(name, _)| *name != value) {
                    Some((value, score)) => Heard::Value { value, whole: false, score },
                    None => Heard::Value { value, whole, score },
                };
                self.answered(at, id, question, heard);
            }
            Heard::Misfit(misfit) => {
                let complaint = self.complaint(question, &misfit);
                self.not_understood(at, question, words, complaint);
            }
            _ => self.not_understood(at, question, words, None),
        }
    }

    /// Which of the two is meant: the answer, or the escape it resembles most.
    fn yields(
        &self,
        question: &Question,
        heard: &Heard,
        escape: Option<(u32, Score)>,
        words: &Utterance<'_>,
    ) -> Yields {
        let intents = &self.scenario.graph.intents;
        let bar = if words.is_question { intents.ask_back } else { HIGH.max(intents.accept) };
        let Some((_, score)) = escape else { return Yields::No };
        let certain = is_certain(question, heard) && !words.is_question;
        if score >= bar {
            return if certain { Yields::Unclear } else { Yields::ToEscape { bar } };
        }
        // Likely, but not high: a certain answer is none of it, and long words tell rather than ask.
        let answers = heard.weight().is_some();
        let doubtful = score >= LIKELY.max(intents.accept) && !certain && words.raw.len() <= LONGEST_DOUBT;
        match (doubtful, answers) {
            (true, true) => Yields::Unclear,
            (true, false) => Yields::ToEscape { bar: intents.accept },
            _ => Yields::No,
        }
    }

    pub(crate) fn answered(&mut self, at: usize, id: QuestionId, question: &'s Question, heard: Heard) {
        let (whole, score) = heard.weight().unwrap_or((true, 0));
        self.understood(3, question.id.as_str(), score);
        self.accept(at, id, question, heard);
        if !whole {
            self.fill_early(slot_of(question));
        }
        self.run();
    }

    /// "2 grandes, et vous êtes ouverts le dimanche ?": the answer stands before the question, or after it, in a part of
    /// its own. Words that hold no answer as a whole (`holds_answer`) may still have one in such a part.
    fn hear_answer_and_question(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        words: &Utterance<'s>,
        holds_answer: bool,
    ) -> bool {
        if is_guarded(question) {
            return false;
        }
        let parts = [self.answer_part(question, words), after_question(words.raw)];
        let apart = parts.into_iter().flatten().filter(|_| words.is_question);
        let beside = holds_answer.then(|| self.answer_then_question(at, question, words)).flatten();
        let parts: Vec<(&str, &str)> = apart.chain(beside).collect();
        parts.into_iter().any(|(answer, asked)| self.hear_both(at, id, question, answer, asked))
    }

    /// "Une grande vous livrez quand": nothing stands between them, but the question begins like one.
    fn answer_then_question(
        &self,
        at: usize,
        question: &Question,
        words: &Utterance<'s>,
    ) -> Option<(&'s str, &'s str)> {
        let first = self.candidates(at, question, words).into_iter().find(|found| found.score >= SURE)?;
        let (answer, asked) = words.raw.split_at_checked(first.raw.end)?;
        if !Utterance::new(asked.trim_end_matches([' ', '?'])).is_question {
            return None;
        }
        let whole = self.hear_answer(at, question, &Utterance::new(answer)).weight()?.0;
        whole.then_some((answer, asked))
    }

    fn hear_both(
        &mut self,
        at: usize,
        id: QuestionId,
        question: &'s Question,
        answer: &'s str,
        asked: &'s str,
    ) -> bool {
        let answer = Utterance::new(answer);
        let heard = self.hear_answer(at, question, &answer);
        let open = matches!(&question.answer, Answer::Slot { ty, among: None, .. } if ty.is_open());
        if heard.weight().is_none_or(|(_, score)| score < SURE) || open && !is_certain(question, &heard) {
            return false;
        }
        let escapes = self.escapes(&Utterance::new(asked));
        let accept = self.scenario.graph.intents.accept;
        let Some((listener, score)) = escapes.into_iter().next().filter(|(_, score)| *score >= accept) else {
            return false;
        };
        self.understood(3, question.id.as_str(), SURE);
        self.accept(at, id, question, heard);
        self.fill_early_from(&answer, &[]);
        self.open_digression(listener, score);
        self.run();
        true
    }

    /// The part that may answer, and the part that asks: "oui mais c'est livré quand ?" needs no comma.
    fn answer_part(&self, question: &Question, words: &Utterance<'s>) -> Option<(&'s str, &'s str)> {
        let yes_no = matches!(&question.answer, Answer::Slot { ty, .. } if *ty.known() == Type::YesNo);
        if yes_no {
            let said = scn_understand::yes_no(words, &self.scenario.graph.settings.languages)?;
            return (said.score >= SURE).then(|| words.raw.split_at_checked(said.raw.end))?;
        }
        last_part(words.raw)
    }

    /// Rule 8: what nothing else understood goes to `escape anything`, else the question is put in other words.
    pub(crate) fn not_understood(
        &mut self,
        at: usize,
        question: &'s Question,
        words: &Utterance<'_>,
        complaint: Option<String>,
    ) {
        if complaint.is_none() && self.hear_anything(words) {
            return;
        }
        self.understood(8, question.id.as_str(), 0);
        let first = self.frame(at).is_some_and(|frame| frame.attempts == 0);
        if let Some(languages) = self.tell_languages(words).filter(|_| first && complaint.is_none()) {
            self.keep_for_review(question.id.clone(), 0);
            self.say(languages);
            if let Some(frame) = self.conversation.stack.get_mut(at) {
                frame.attempts = 1;
            }
            return self.ask_again(at, question);
        }
        self.climb(at, question, complaint);
        self.run();
    }

    /// Nothing is pending, and nothing hears these words.
    pub(crate) fn nothing_known(&mut self, words: &Utterance<'_>) {
        self.keep_for_review(String::new(), 0);
        match self.tell_languages(words) {
            Some(languages) => self.say(languages),
            None => self.say_phrase(Phrase::NoEntry),
        }
    }

    // ------------------------------------------------------------ written before it was asked

    /// Words that were typed before the pending question was shown, while a call ran. They may answer a closed
    /// question, never confirm or consent; what is no answer and no question of the customer's is passed over.
    pub(crate) fn hear_queued(&mut self, text: &'s str) {
        self.message = Some(Cow::Borrowed(text));
        let words = Utterance::new(text);
        let control = scn_understand::control(&words, &self.scenario.graph.settings.languages);
        if control.is_some_and(|hit| hit.whole && self.hear_right(&words, hit.control)) {
            return;
        }
        let accept = self.scenario.graph.intents.accept;
        let strong = |score: Score| score >= accept;
        let Some((at, id, question)) = self.pending() else { return self.hear_idle(&words, None) };
        let open = matches!(&question.answer, Answer::Slot { ty, .. } if ty.is_open());
        if !open && !is_guarded(question) && !self.is_proposed(at) {
            if let Answer::Collect { .. } = &question.answer {
                let found = self.form(id, question).map(|form| self.read_records(&form, &words));
                if found.is_some_and(|found| !found.records.is_empty()) {
                    return self.hear_collect(at, id, question, &words, None);
                }
            } else {
                let heard = self.hear_answer(at, question, &words);
                if heard.weight().is_some_and(|(whole, score)| whole || score >= SURE && !words.is_question) {
                    return self.answered(at, id, question, heard);
                }
                if self.hear_answer_and_question(at, id, question, &words, true) {
                    return;
                }
            }
        }
        if self.hear_correction(at, &words, Expected::No) {
            return;
        }
        let escapes = self.escapes(&words);
        if escapes.first().is_some_and(|(_, score)| strong(*score)) {
            self.digress(escapes);
        }
    }
}

/// How an open question stands to the escape that the words resemble most.
enum Yields {
    No,
    ToEscape {
        bar: Score,
    },
    /// The customer is asked which it was.
    Unclear,
}

/// What resembles an escape this much is no answer to an open question, and no control.
pub(crate) const HIGH: Score = 950;
/// What asks nothing, at a question, is only taken for an escape when it is so more likely than not.
const EVEN: Score = 500;
/// From here on it is asked about.
const LIKELY: Score = 900;
/// Longer words are told as an answer rather than asked about, and not kept for that.
const LONGEST_DOUBT: usize = 300;

/// Any words are a text; a code that fits its pattern, a street with its number, can hardly be anything else.
fn is_certain(question: &Question, heard: &Heard) -> bool {
    let Answer::Slot { ty, .. } = &question.answer else { return false };
    let sure = heard.weight().is_some_and(|(_, score)| score >= SURE);
    sure && !matches!(ty.known(), Type::Text { pattern: None, .. })
}

/// A confirmation or a consent: taken only from a clear yes that was said to it.
fn is_guarded(question: &Question) -> bool {
    matches!(question.answer, Answer::Confirm { .. } | Answer::Consent { .. })
}

/// What stands after the first question mark, and the question before it.
fn after_question(raw: &str) -> Option<(&str, &str)> {
    let (asked, answer) = raw.split_once('?')?;
    (!answer.trim().is_empty()).then_some((answer, asked))
}

/// The part after the last separator before the final question, and what stands before it.
pub(crate) fn last_part(raw: &str) -> Option<(&str, &str)> {
    let body = raw.trim_end_matches(|c: char| c == '?' || c.is_whitespace());
    let at = body.rfind([',', '.', ';', '!', '\n', '?'])?;
    let (before, after) = raw.split_at(at);
    (!before.trim().is_empty()).then_some((before, after))
}
