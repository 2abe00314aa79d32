//! Answers to questions: words to values, values into slots, and the ladder when neither works.

use crate::{Fact, Stage, Trace, calendar, machine::Machine};
use scn_graph::{Answer, Key, LexiconId, Phrase, Question, QuestionId, Type, Value};
use scn_understand::{Context, Misfit, Score, Utterance};

/// Scores at or above need no second look: a phrase of the scenario, a number in digits or words.
pub(crate) const SURE: Score = 850;
/// Below this a reading is a guess.
const PLAUSIBLE: Score = 600;

/// What the words mean to a question.
#[derive(Debug)]
pub(crate) enum Heard {
    Value {
        value: Value,
        whole: bool,
        score: Score,
    },
    /// An option of a menu or a confirmation, by its place.
    Option {
        place: usize,
        whole: bool,
        score: Score,
    },
    /// Equally likely values or options, by their keys.
    Several(Vec<Key>),
    /// Known, but not offered now.
    NotOffered {
        label: String,
        score: Score,
    },
    Misfit(Misfit),
    Nothing,
}

impl Heard {
    pub(crate) fn weight(&self) -> Option<(bool, Score)> {
        match self {
            Heard::Value { whole, score, .. } | Heard::Option { whole, score, .. } => Some((*whole, *score)),
            _ => None,
        }
    }
}

impl<'s> Machine<'s> {
    /// Reads words as an answer to a question; nothing is changed.
    pub(crate) fn hear_answer(&self, at: usize, question: &Question, words: &Utterance<'_>) -> Heard {
        match &question.answer {
            Answer::Slot { ty, among: Some(among), .. } => self.hear_among(at, ty, among, words),
            Answer::Slot { ty, .. } => self.hear_value(at, ty, words),
            Answer::Menu { options, lexicon } => {
                let keys: Vec<Key> = options.iter().map(|option| option.key).collect();
                self.hear_option(*lexicon, &keys, words)
            }
            Answer::Collect { .. } => Heard::Nothing,
            Answer::Confirm { yes, no, lexicon } | Answer::Consent { yes, no, lexicon, .. } => {
                self.hear_confirm(*lexicon, yes.key, no.key, words)
            }
        }
    }

    fn hear_confirm(&self, lexicon: LexiconId, yes: Key, no: Key, words: &Utterance<'_>) -> Heard {
        let heard = self.hear_option(lexicon, &[yes, no], words);
        if matches!(heard, Heard::Option { whole: true, .. }) {
            return heard;
        }
        match scn_understand::yes_no(words, &self.scenario.graph.settings.languages) {
            Some(reading) => {
                let place = usize::from(reading.value == Value::YesNo(false));
                Heard::Option { place, whole: reading.whole, score: reading.score }
            }
            None => heard,
        }
    }

    fn hear_option(&self, lexicon: LexiconId, keys: &[Key], words: &Utterance<'_>) -> Heard {
        let Some(lexicon) = self.scenario.graph.lexicon(lexicon) else { return Heard::Nothing };
        let shown: Vec<u32> = (0..keys.len() as u32).collect();
        let found = scn_understand::pick(lexicon, words, Some(&shown));
        match best(&found) {
            Best::None => Heard::Nothing,
            Best::One(found) => {
                Heard::Option { place: found.item as usize, whole: found.whole, score: found.score }
            }
            Best::Several(items) => {
                Heard::Several(items.iter().filter_map(|item| keys.get(*item as usize).copied()).collect())
            }
        }
    }

    pub(crate) fn hear_value(&self, at: usize, ty: &Type, words: &Utterance<'_>) -> Heard {
        match ty.known() {
            Type::Choice(id) => {
                let Some(choice) = self.scenario.graph.choice(*id) else { return Heard::Nothing };
                let value =
                    |item: u32| choice.values.get(item as usize).map(|value| Value::Choice(*id, value.key));
                self.hear_item(at, choice.lexicon, choice.values.len(), words, &value)
            }
            Type::Row(id) => {
                let Some(catalog) = self.scenario.graph.catalog(*id) else { return Heard::Nothing };
                let value = |item: u32| catalog.rows.get(item as usize).map(|row| Value::Row(*id, row.key));
                self.hear_item(at, catalog.lexicon, catalog.rows.len(), words, &value)
            }
            Type::List { of, min, max } => self.hear_list(at, of, (*min, *max), words),
            ty => self.hear_plain(ty, words),
        }
    }

    fn hear_item(
        &self,
        at: usize,
        lexicon_id: LexiconId,
        items: usize,
        words: &Utterance<'_>,
        value: &dyn Fn(u32) -> Option<Value>,
    ) -> Heard {
        let Some(lexicon) = self.scenario.graph.lexicon(lexicon_id) else { return Heard::Nothing };
        // "The second" and "2" count in the list that was just shown, and in no other.
        let listed = items <= 10 && self.asks_for(at, lexicon_id);
        let shown: Option<Vec<u32>> = listed.then(|| (0..items as u32).collect());
        let found = scn_understand::pick(lexicon, words, shown.as_deref());
        match best(&found) {
            Best::None => Heard::Nothing,
            Best::One(found) => match value(found.item) {
                Some(value) if self.is_offered(at, &value) => {
                    Heard::Value { value, whole: found.whole, score: found.score }
                }
                Some(value) => Heard::NotOffered { label: self.shown(&value), score: found.score },
                None => Heard::Nothing,
            },
            Best::Several(items) => Heard::Several(
                items
                    .into_iter()
                    .filter_map(value)
                    .filter(|value| self.is_offered(at, value))
                    .filter_map(|value| match value {
                        Value::Choice(_, key) | Value::Row(_, key) => Some(key),
                        _ => None,
                    })
                    .collect(),
            ),
        }
    }

    /// The pending question shows the items of this lexicon.
    fn asks_for(&self, at: usize, lexicon: LexiconId) -> bool {
        let quoted = self.quoting.and_then(|id| self.scenario.graph.question(id));
        let pending = || self.pending().filter(|(pending, ..)| *pending == at).map(|(.., question)| question);
        let Some(question) = quoted.or_else(pending) else { return false };
        match &question.answer {
            Answer::Slot { ty, .. } => self.scenario.graph.lexicon_of(ty) == Some(lexicon),
            Answer::Collect { .. } => matches!(self.stage_of(at, question), Some(Stage::Field { .. })),
            _ => false,
        }
    }

    /// What values may depend on besides the words.
    pub(crate) fn reading<R>(&self, read: impl FnOnce(&Context<'_>) -> R) -> R {
        let spoken = self.heard_in.or(self.conversation.contact.language);
        let mut languages = self.scenario.graph.settings.languages.clone();
        languages.sort_by_key(|language| Some(*language) != spoken);
        let phone = || self.conversation.contact.phone.as_deref().filter(|_| self.scenario.is_local);
        let own = *self.country.get_or_init(|| phone().and_then(scn_understand::country_of_phone));
        let countries: Vec<&str> = own.into_iter().chain(self.scenario.countries.iter().copied()).collect();
        read(&Context {
            languages: &languages,
            now: self.now,
            zone: &self.scenario.zone,
            countries: &countries,
            pattern: &|pattern, text| self.scenario.matches(pattern, text),
        })
    }

    fn hear_plain(&self, ty: &Type, words: &Utterance<'_>) -> Heard {
        let readings = self.reading(|context| scn_understand::read(ty, words, context));
        let plausible = |reading: &scn_understand::Reading| reading.whole || reading.score >= PLAUSIBLE;
        let reading = readings.readings.into_iter().next().filter(plausible);
        if reading.as_ref().is_some_and(|reading| !self.suits(ty, &reading.value)) {
            return Heard::Misfit(Misfit::OutOfBounds);
        }
        match (reading, readings.misfit) {
            (Some(reading), _) => {
                let value = self.part_that_fits(ty, reading.value);
                Heard::Value { value, whole: reading.whole, score: reading.score }
            }
            (None, Some(misfit)) => Heard::Misfit(misfit),
            (None, None) => Heard::Nothing,
        }
    }

    /// `matching /…/`: of "it is SP123456, thanks" the code is the answer.
    fn part_that_fits(&self, ty: &Type, value: Value) -> Value {
        match (ty, value) {
            (Type::Text { pattern: Some(pattern), .. }, Value::Text(text)) => {
                Value::Text(self.scenario.part(*pattern, &text).unwrap_or(text))
            }
            (_, value) => value,
        }
    }

    /// `during hours`, and `in future` or `in past` of a moment.
    pub(crate) fn suits(&self, ty: &Type, value: &Value) -> bool {
        let hours = &self.scenario.graph.settings.hours;
        match (ty, value) {
            (Type::Time(when), Value::Time(minutes)) => {
                !when.during_hours || calendar::some_day_open(hours, *minutes)
            }
            (Type::DateTime(when), Value::DateTime(at)) => {
                let within =
                    when.within_seconds.is_none_or(|most| at.since(self.now).abs() / 1000 <= i64::from(most));
                let side = !(when.future && *at <= self.now || when.past && *at >= self.now);
                let open = !when.during_hours || calendar::is_open(hours, *at, &self.scenario.zone);
                within && side && open
            }
            _ => true,
        }
    }

    // ------------------------------------------------------------ taking an answer

    /// The answer is taken (or refused by a `check`). Does not walk on.
    pub(crate) fn accept(&mut self, at: usize, id: QuestionId, question: &'s Question, heard: Heard) {
        match (heard, &question.answer) {
            (Heard::Value { value, .. }, Answer::Slot { .. }) => self.fill(at, id, question, value),
            (Heard::Option { place, .. }, Answer::Menu { options, .. }) => {
                if let Some(option) = options.get(place) {
                    self.take(at, id, option.key, option.target);
                }
            }
            (Heard::Option { place, .. }, Answer::Consent { purpose, yes, no, .. }) => {
                let option = if place == 0 { yes } else { no };
                self.set_consent(*purpose, place == 0);
                self.take(at, id, option.key, option.target);
            }
            (Heard::Option { place, .. }, Answer::Confirm { yes, no, .. }) => {
                let option = if place == 0 { yes } else { no };
                self.take(at, id, option.key, option.target);
            }
            _ => {}
        }
    }

    pub(crate) fn fill(&mut self, at: usize, id: QuestionId, question: &'s Question, value: Value) {
        let Answer::Slot { slot, next, .. } = &question.answer else { return };
        let before = self.frame(at).and_then(|frame| frame.slots.get(slot.index()).cloned().flatten());
        self.set_slot(at, *slot, Some(value));
        if let Some(complaint) = self.refused(at, question) {
            self.set_slot(at, *slot, before);
            return self.climb(at, question, Some(complaint));
        }
        self.trace.push(Trace::Answered(id));
        self.go(at, *next);
    }

    /// The words of the first `check` that does not hold.
    pub(crate) fn refused(&self, at: usize, question: &Question) -> Option<String> {
        let (Answer::Slot { checks, .. } | Answer::Collect { checks, .. }) = &question.answer else {
            return None;
        };
        let failed = checks.iter().find(|(condition, _)| !self.scope(at).holds(condition))?;
        Some(self.text(at, failed.1))
    }

    // ------------------------------------------------------------ the ladder

    /// One rung up: the next reprompt, then `otherwise`. `complaint` says what was wrong, when that is known.
    pub(crate) fn climb(&mut self, at: usize, question: &'s Question, complaint: Option<String>) {
        let Some(frame) = self.conversation.stack.get_mut(at) else { return };
        frame.attempts = frame.attempts.saturating_add(1);
        let attempt = frame.attempts;
        let retry = question.retries.get(usize::from(attempt) - 1);
        self.record(Fact::NotUnderstood { question: question.id.clone(), attempt });
        if complaint.is_none() {
            self.keep_for_review(question.id.clone(), attempt);
        }
        match (retry, complaint) {
            (None, _) => self.go(at, question.otherwise),
            (Some(_), Some(complaint)) if self.in_the_middle(at, question) => {
                self.say(complaint);
                self.ask_again(at, question);
            }
            (Some(_), Some(complaint)) => self.ask_with(at, question, complaint),
            (Some(retry), None) => self.reprompt(at, question, *retry),
        }
    }

    /// One message that carries the options; two when the designer gave the question a short form.
    fn reprompt(&mut self, at: usize, question: &'s Question, retry: scn_graph::TextId) {
        if self.in_the_middle(at, question) {
            let text = self.text(at, retry);
            self.say(text);
            return self.ask_again(at, question);
        }
        match question.again {
            Some(again) => {
                let text = self.text(at, retry);
                self.say(text);
                self.ask(at, question, again);
            }
            None => self.ask(at, question, retry),
        }
    }

    /// A `collect` that asks for a field or for more: its retries speak of the list, the question of what is asked.
    fn in_the_middle(&self, at: usize, question: &Question) -> bool {
        let stage = self.stage_of(at, question);
        matches!(question.answer, Answer::Collect { .. })
            && matches!(stage, Some(Stage::Field { .. } | Stage::More))
    }

    /// A value that is known, but not offered now.
    pub(crate) fn not_offered(&mut self, at: usize, question: &'s Question, label: &str, score: Score) {
        self.refuse(label, score);
        self.ask_again(at, question);
    }

    /// What was wrong with a value that was nearly one, when the designer wrote no words of their own.
    pub(crate) fn complaint(&self, question: &Question, misfit: &Misfit) -> Option<String> {
        let Answer::Slot { ty, .. } = &question.answer else { return None };
        self.complaint_of(question, ty, misfit)
    }

    pub(crate) fn complaint_of(&self, question: &Question, ty: &Type, misfit: &Misfit) -> Option<String> {
        let default = self.scenario.graph.phrases.get(&Phrase::NotUnderstood);
        if question.retries.first() != default {
            return None;
        }
        let fill = |phrase: Phrase, holes: &[(&str, String)]| {
            holes.iter().fold(self.phrase(phrase), |text, (hole, value)| text.replace(hole, value))
        };
        match (misfit, ty.known()) {
            (Misfit::OutOfBounds, Type::Number { min: Some(min), max: Some(max) }) => {
                Some(fill(Phrase::NumberBounds, &[("{min}", min.to_string()), ("{max}", max.to_string())]))
            }
            (Misfit::OutOfBounds, Type::Decimal { min: Some(min), max: Some(max) }) => {
                let shown = |bound: &scn_graph::Decimal| self.shown(&Value::Decimal(*bound));
                Some(fill(Phrase::NumberBounds, &[("{min}", shown(min)), ("{max}", shown(max))]))
            }
            (Misfit::TooLong, Type::Text { max_chars: Some(max), .. }) => {
                Some(fill(Phrase::TextTooLong, &[("{max}", max.to_string())]))
            }
            (Misfit::OutOfBounds, Type::List { min, max: Some(max), .. }) if *min <= 1 => {
                Some(fill(Phrase::ListFull, &[("{max}", max.to_string())]))
            }
            (Misfit::OutOfBounds, Type::List { min, .. }) => {
                Some(fill(Phrase::ListTooShort, &[("{min}", min.to_string())]))
            }
            _ => None,
        }
    }

    /// Several options are equally likely: the question again, with only these.
    pub(crate) fn ask_which(&mut self, at: usize, question: &Question, keys: &[Key]) {
        let options = self.options_by_key(at, question, keys);
        let text = self.phrase(Phrase::WhichOne);
        self.send_question(question, text, options);
    }
}

pub(crate) enum Best<'f> {
    None,
    One(&'f scn_understand::Found),
    Several(Vec<u32>),
}

/// The best item, unless others are as good.
pub(crate) fn best(found: &[scn_understand::Found]) -> Best<'_> {
    let Some(first) = found.first().filter(|first| first.score >= PLAUSIBLE) else { return Best::None };
    let mut rivals: Vec<u32> = found.iter().filter(|f| f.score == first.score).map(|f| f.item).collect();
    rivals.dedup();
    if rivals.len() > 1 { Best::Several(rivals) } else { Best::One(first) }
}

/// Words for one type could be meant for the other.
pub(crate) fn same_kind(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Choice(_), Type::Choice(_)) | (Type::Row(_), Type::Row(_)) => one == other,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}
