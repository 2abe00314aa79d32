//! Choosing among values known only at run time (`one of EXPR`), and several at once (`list of …`).

use crate::{
    answer::{Heard, SURE},
    calendar,
    machine::Machine,
};
use scn_graph::{Answer, Day, Expr, Key, Question, Type, Value, jiff::tz::TimeZone};
use scn_understand::{Misfit, Utterance};

impl<'s> Machine<'s> {
    /// The values of `one of EXPR` as they are now.
    pub(crate) fn among(&self, at: usize, among: &Expr) -> Vec<Value> {
        match self.scope(at).value(among) {
            Some(Value::List(list)) => list.into_iter().filter(|value| self.is_offered(at, value)).collect(),
            _ => Vec::new(),
        }
    }

    /// Means the same value as long as it is there, whatever its place and the customer's language.
    pub(crate) fn key_among(&self, value: &Value) -> Key {
        match value {
            Value::Choice(_, key) | Value::Row(_, key) => *key,
            value => {
                let mut text = String::new();
                stable(value, &mut text);
                Key::of(&text)
            }
        }
    }

    /// Words that name one of the values: by their label, or as a value of their type.
    pub(crate) fn hear_among(&self, at: usize, ty: &Type, among: &Expr, words: &Utterance<'_>) -> Heard {
        let values = self.among(at, among);
        let read = match ty.known() {
            Type::Record(_) => Heard::Nothing,
            // Any words are a text: only the values themselves count.
            ty if ty.is_open() => Heard::Nothing,
            ty => self.hear_value(at, ty, words),
        };
        if let Heard::Value { value, score: SURE.., .. } = &read
            && values.contains(value)
        {
            return read;
        }
        if let Some(heard) = self.hear_time_on_offer(&values, words) {
            return heard;
        }
        let labels: Vec<(u32, String, bool)> =
            (0u32..).zip(&values).flat_map(|(item, value)| self.names_of(item, value)).collect();
        let phrases = labels.iter().map(|(item, label, whole)| (*item, label.as_str(), *whole));
        let lexicon = scn_understand::build_lexicon(phrases);
        let shown: Vec<u32> = (0..values.len() as u32).collect();
        let found = scn_understand::pick(&lexicon, words, Some(&shown));
        match (self.best_of(&found, |item| values.get(item as usize).cloned()), read) {
            (Heard::Nothing, Heard::Value { value, score, .. }) => {
                Heard::NotOffered { label: self.shown(&value), score }
            }
            (heard, _) => heard,
        }
    }

    /// "At ten", "Thursday": times are told apart by less than all of them, and never mean the next such hour.
    fn hear_time_on_offer(&self, values: &[Value], words: &Utterance<'_>) -> Option<Heard> {
        let zone = &self.scenario.zone;
        let offered: Vec<_> = values.iter().map(|value| local_time(value, zone)).collect::<Option<_>>()?;
        let fit = self.reading(|context| scn_understand::offered_times(words, context, &offered));
        let fit: Vec<&Value> = fit.into_iter().filter_map(|place| values.get(place as usize)).collect();
        match fit.as_slice() {
            [] => None,
            [value] => Some(Heard::Value { value: (*value).clone(), whole: false, score: SURE }),
            several => Some(Heard::Several(several.iter().map(|value| self.key_among(value)).collect())),
        }
    }

    /// What a value is called: its label, and what stands in a record ("mardi" of "mardi à Genève").
    fn names_of(&self, item: u32, value: &Value) -> Vec<(u32, String, bool)> {
        let mut names = vec![(item, self.shown(value), true)];
        if let Value::Record(_, fields) = value {
            let told = fields.iter().flatten().filter(|field| {
                !matches!(field, Value::Number(_) | Value::Decimal(_) | Value::YesNo(_) | Value::List(_))
            });
            names.extend(told.map(|field| (item, self.shown(field), false)));
        }
        names
    }

    fn best_of(&self, found: &[scn_understand::Found], value: impl Fn(u32) -> Option<Value>) -> Heard {
        use crate::answer::{Best, best};
        match best(found) {
            Best::None => Heard::Nothing,
            Best::One(found) => match value(found.item) {
                Some(value) => Heard::Value { value, whole: found.whole, score: found.score },
                None => Heard::Nothing,
            },
            Best::Several(items) => Heard::Several(
                items.into_iter().filter_map(value).map(|value| self.key_among(&value)).collect(),
            ),
        }
    }

    // ------------------------------------------------------------ several at once

    /// `list of …`: everything that is named, "les deux", or nothing where that is allowed.
    pub(crate) fn hear_list(
        &self,
        at: usize,
        of: &Type,
        (min, max): (u32, Option<u32>),
        words: &Utterance<'_>,
    ) -> Heard {
        let languages = &self.scenario.graph.settings.languages;
        let no = scn_understand::yes_no(words, languages)
            .is_some_and(|said| said.whole && said.value == Value::YesNo(false));
        let none = scn_understand::wants_none(words);
        if (no || none) && min == 0 {
            return Heard::Value { value: Value::List(Vec::new()), whole: true, score: 1000 };
        }
        if none {
            return Heard::Misfit(Misfit::OutOfBounds);
        }
        let heard = match of.known() {
            Type::Choice(_) | Type::Row(_) => self.hear_items(at, of, words),
            of => self.hear_parts(at, of, words),
        };
        match heard {
            Ok((values, _)) if (values.len() as u32) < min => Heard::Misfit(Misfit::OutOfBounds),
            Ok((values, _)) if max.is_some_and(|max| values.len() as u32 > max) => {
                Heard::Misfit(Misfit::OutOfBounds)
            }
            Ok((values, whole)) => {
                let score = if whole { 1000 } else { SURE };
                Heard::Value { value: Value::List(values), whole, score }
            }
            Err(heard) => heard,
        }
    }

    /// Choices or rows that are named, in the order in which they are.
    fn hear_items(&self, at: usize, of: &Type, words: &Utterance<'_>) -> Result<(Vec<Value>, bool), Heard> {
        let graph = &self.scenario.graph;
        let (lexicon, count) = match of.known() {
            Type::Choice(id) => graph.choice(*id).map(|choice| (choice.lexicon, choice.values.len())),
            Type::Row(id) => graph.catalog(*id).map(|catalog| (catalog.lexicon, catalog.rows.len())),
            _ => None,
        }
        .ok_or(Heard::Nothing)?;
        let lexicon = graph.lexicon(lexicon).ok_or(Heard::Nothing)?;
        let is_shown = |item: &u32| {
            self.scenario.graph.item_of(of, *item).is_some_and(|value| self.is_offered(at, &value))
        };
        let shown: Vec<u32> = (0..count as u32).filter(is_shown).collect();
        let values = |items: Vec<u32>| {
            items.into_iter().filter_map(|item| self.scenario.graph.item_of(of, item)).collect()
        };
        if scn_understand::wants_all(words, shown.len()) {
            return Ok((values(shown), true));
        }
        if let Some(left) = scn_understand::all_but(lexicon, words, &shown) {
            return Ok((values(left), !words.is_question));
        }
        let mut found = scn_understand::pick(lexicon, words, None);
        let doubtful = found.iter().all(|found| found.score < SURE);
        found.retain(|found| found.score >= SURE);
        if doubtful {
            // "la deuxième", a word that several have: one item, or a question.
            return match self.hear_value(at, of, words) {
                Heard::Value { value, whole, .. } => Ok((vec![value], whole)),
                other => Err(other),
            };
        }
        found.sort_by_key(|found| found.raw.start);
        let mut values = Vec::with_capacity(found.len());
        for found in &found {
            let Some(value) = self.scenario.graph.item_of(of, found.item) else { continue };
            if !self.is_offered(at, &value) {
                return Err(Heard::NotOffered { label: self.shown(&value), score: found.score });
            }
            values.push(value);
        }
        Ok((values, !words.is_question))
    }

    /// Other types: what stands between commas and joining words, each a value.
    fn hear_parts(&self, at: usize, of: &Type, words: &Utterance<'_>) -> Result<(Vec<Value>, bool), Heard> {
        let mut values = Vec::new();
        for part in parts(words.raw) {
            match self.hear_value(at, of, &Utterance::new(part)) {
                Heard::Value { value, .. } => values.push(value),
                other => return Err(other),
            }
        }
        if values.is_empty() { Err(Heard::Nothing) } else { Ok((values, false)) }
    }

    /// A tap on one option of a list: it joins those that were tapped before, until there are enough.
    pub(crate) fn tapped_item(&self, at: usize, question: &Question, option: Key) -> Option<Heard> {
        let Answer::Slot { slot, ty, .. } = &question.answer else { return None };
        let Type::List { of, max, .. } = ty.known() else { return None };
        let value = self.option_value(of, option)?;
        if !self.is_offered(at, &value) {
            return Some(Heard::NotOffered { label: self.shown(&value), score: 1000 });
        }
        let before = self.frame(at).and_then(|frame| frame.slots.get(slot.index()).cloned().flatten());
        let mut list = match before {
            Some(Value::List(list)) => list,
            _ => Vec::new(),
        };
        if !list.contains(&value) && max.is_none_or(|max| list.len() < max as usize) {
            list.push(value);
        }
        Some(Heard::Value { value: Value::List(list), whole: true, score: 1000 })
    }
}

/// "Ada, Grace and Linus" in three.
fn parts(raw: &str) -> impl Iterator<Item = &str> {
    const JOINING: [&str; 6] = [" and ", " et ", " und ", " e ", " ed ", " & "];
    let mut parts = vec![raw];
    for word in JOINING {
        parts = parts.into_iter().flat_map(|part| part.split(word)).collect();
    }
    let between_commas = parts.into_iter().flat_map(|part| part.split([',', ';', '\n']));
    between_commas.map(str::trim).filter(|part| !part.is_empty())
}

/// A value as text that no language and no new version changes.
fn stable(value: &Value, out: &mut String) {
    use std::fmt::Write;
    let _ = match value {
        Value::Choice(_, key) | Value::Row(_, key) => write!(out, "#{}", key.0),
        Value::Record(_, fields) => {
            for field in fields {
                out.push('|');
                if let Some(field) = field {
                    stable(field, out);
                }
            }
            Ok(())
        }
        Value::List(list) => {
            for item in list {
                out.push(',');
                stable(item, out);
            }
            Ok(())
        }
        Value::Text(text)
        | Value::Phone(text)
        | Value::Email(text)
        | Value::Url(text)
        | Value::Address(text) => {
            out.push_str(text);
            Ok(())
        }
        Value::Number(number) => write!(out, "{number}"),
        Value::Decimal(number) => write!(out, "{}", number.normalize()),
        Value::Money { amount, currency } => write!(out, "{} {}", amount.normalize(), currency.as_str()),
        Value::YesNo(yes) => write!(out, "{yes}"),
        Value::Date(day) => write!(out, "d{}", day.0),
        Value::Time(minutes) => write!(out, "t{minutes}"),
        Value::DateTime(moment) => write!(out, "m{}", moment.0),
        Value::Duration(span) => write!(out, "{}/{}/{}", span.months, span.days, span.seconds),
        Value::Place { latitude, longitude, .. } => write!(out, "{latitude},{longitude}"),
        Value::Media { id, .. } => write!(out, "{id}"),
        Value::ContactCard { name, phone } => write!(out, "{name}{}", phone.as_deref().unwrap_or_default()),
    };
}

/// The day of a value, and its minutes when it has a time; of a record, of the first field that has a day.
fn local_time(value: &Value, zone: &TimeZone) -> Option<(Day, Option<u16>)> {
    match value {
        Value::Date(day) => Some((*day, None)),
        Value::DateTime(at) => {
            let (_, minutes) = calendar::clock(*at, zone);
            Some((calendar::today(*at, zone), Some(minutes)))
        }
        Value::Record(_, fields) => fields.iter().flatten().find_map(|field| local_time(field, zone)),
        _ => None,
    }
}
