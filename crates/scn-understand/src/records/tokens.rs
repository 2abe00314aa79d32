//! A message as what records are made of: numbers, items, markers, separators.

use super::{
    Target, phrases,
    shape::{Role, Shape},
};
use crate::{
    api::{Context, Score, Utterance},
    numbers::{self, Number},
    ordinals, pick,
    words::{EVERY, Tag},
};
use scn_graph::{Decimal, Value};
use std::{cmp::Reverse, ops::Range};

/// From here on a phrase is said in full, with a typing error at most.
pub(super) const FULL: Score = 800;
/// Word for word.
const EXACT: Score = 950;
/// Less than this names nothing.
const LEAST: Score = 520;
/// A value read from words must be this sure.
const SURE: Score = 700;

/// What an item of the message may mean: items of a field's lexicon, several when equally likely.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meaning {
    pub(super) field: usize,
    pub(super) items: Vec<u32>,
    pub(super) score: Score,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Number {
        value: Decimal,
        article: bool,
        behind: bool,
    },
    Item(Vec<Meaning>),
    Value(usize, Value),
    Marker(usize),
    Target(Target),
    /// "the rest": as many as are left.
    Rest,
    /// "the same": all that the record before has.
    Same,
    /// "two of each"
    Each,
    /// "that's all"
    End,
    /// A stop ends what a marker covers; a comma may not.
    Stop,
    Comma,
    /// Part of a clause that speaks of something else.
    Foreign,
    Filler,
    Word,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) words: Range<usize>,
}

/// Cuts a message into tokens.
pub(super) fn tokens(utterance: &Utterance<'_>, shape: &Shape<'_>, context: &Context<'_>) -> Vec<Token> {
    let mut desk = Desk { utterance, taken: vec![None; utterance.words.len()], kinds: Vec::new() };
    let mut numbers = numbers::scan(utterance, context.languages);
    // "2% milk" is no amount.
    numbers.retain(|number| !utterance.gap_before(number.words.end).starts_with('%'));
    let (mut strong, weak) = items(utterance, shape, &numbers);
    desk.ends();
    let several = |item: &(Range<usize>, Vec<Meaning>)| item.0.len() > 1;
    strong.retain(|item| !(several(item) && desk.take(item.0.clone(), Kind::Item(item.1.clone()))));
    desk.markers(shape);
    desk.phrases();
    desk.amounts(shape, &numbers);
    desk.values(shape, context);
    // "4 fromages" is an item, a bare "4" is a number even where an item is called so.
    let is_number = |words: &Range<usize>| numbers.iter().any(|n| !n.article && n.words == *words);
    strong.retain(|(words, _)| !is_number(words));
    for (words, meanings) in strong {
        desk.take(words, Kind::Item(meanings));
    }
    for number in &numbers {
        desk.number(number);
    }
    for (words, meanings) in weak {
        desk.take(words, Kind::Item(meanings));
    }
    desk.others();
    desk.targets();
    desk.foreign();
    let mut tokens = desk.tokens();
    drop_weak(&mut tokens, shape);
    tokens
}

/// "a decaf chocolate cortado" is no hot chocolate: beside an item named in full, half a name is none.
fn drop_weak(tokens: &mut [Token], shape: &Shape<'_>) {
    let full = |token: &Token| matches!(&token.kind, Kind::Item(all) if all.iter().any(|m| Some(m.field) == shape.anchor && m.score >= FULL));
    let weak = |token: &Token| matches!(&token.kind, Kind::Item(all) if all.iter().all(|m| Some(m.field) == shape.anchor && m.score < FULL));
    let somewhere = tokens.iter().any(full);
    let ends = |kind: &Kind| matches!(kind, Kind::Comma | Kind::Stop | Kind::Number { .. });
    let mut start = 0;
    while start < tokens.len() {
        let numbered = tokens.get(start).is_some_and(|token| matches!(token.kind, Kind::Number { .. }));
        let len = tokens.iter().skip(start + 1).take_while(|token| !ends(&token.kind)).count() + 1;
        let piece = tokens.get_mut(start..start + len).unwrap_or_default();
        if somewhere && (!numbered || piece.iter().any(full)) {
            piece.iter_mut().filter(|token| weak(token)).for_each(|token| token.kind = Kind::Word);
        }
        start += len;
    }
}

/// The words of a message, and what each is taken for.
struct Desk<'u, 'r> {
    utterance: &'u Utterance<'r>,
    /// For each word its place in `kinds`.
    taken: Vec<Option<usize>>,
    kinds: Vec<(Kind, Range<usize>)>,
}

impl Desk<'_, '_> {
    /// Takes words that nothing else has taken.
    fn take(&mut self, words: Range<usize>, kind: Kind) -> bool {
        let free = self.taken.get(words.clone()).is_some_and(|cells| cells.iter().all(Option::is_none));
        if free && !words.is_empty() {
            let place = Some(self.kinds.len());
            self.taken.iter_mut().take(words.end).skip(words.start).for_each(|cell| *cell = place);
            self.kinds.push((kind, words));
        }
        free
    }

    fn kind(&self, at: usize) -> Option<&Kind> {
        let place = (*self.taken.get(at)?)?;
        self.kinds.get(place).map(|(kind, _)| kind)
    }

    fn ends(&mut self) {
        let utterance = self.utterance;
        let says = |at: usize, tag| utterance.tagged(tag, EVERY).any(|hit| hit.words().contains(&at));
        let count = utterance.words.len();
        let mut at = 0;
        while at < count {
            if let Some(len) = phrases::ends(utterance, at) {
                self.take(at..at + len, Kind::End);
                at += len;
            } else {
                at += 1;
            }
        }
        let light = |at: &usize| !utterance.is_filler(*at) && !says(*at, Tag::No) && !says(*at, Tag::Yes);
        let mut content = (0..count).filter(light);
        if let (Some(only), None) = (content.next(), content.next())
            && phrases::ends_alone(utterance.word(only))
        {
            self.take(only..only + 1, Kind::End);
        }
        // "juste un coca": all before it is politeness or a no.
        let opening = (0..count).find(|at| {
            phrases::only(utterance.word(*at)) || !(utterance.is_filler(*at) || says(*at, Tag::No))
        });
        if let Some(at) = opening.filter(|at| phrases::only(utterance.word(*at)) && !says(*at, Tag::Yes)) {
            self.take(at..at + 1, Kind::End);
        }
    }

    /// The longest first: "extra viel" before "extra".
    fn markers<'a>(&mut self, shape: &Shape<'a>) {
        let mut markers: Vec<(usize, Vec<&str>)> = Vec::new();
        for field in shape.with(Role::Marked) {
            let written = shape.field(field).map_or(&[][..], |field| field.markers);
            let words = |marker: &'a String| marker.split(' ').filter(|word| !word.is_empty()).collect();
            markers.extend(written.iter().map(|marker| (field, words(marker))));
        }
        markers.sort_by_key(|(_, words)| Reverse(words.len()));
        for (field, words) in markers.into_iter().filter(|(_, words)| !words.is_empty()) {
            for at in 0..(self.utterance.words.len() + 1).saturating_sub(words.len()) {
                let said = words.iter().enumerate().all(|(nth, word)| {
                    let found = self.utterance.word(at + nth);
                    // "pas d'oignons"
                    found == *word || (nth > 0 && *word == "de" && matches!(found, "d" | "du" | "des"))
                });
                if said {
                    self.take(at..at + words.len(), Kind::Marker(field));
                }
            }
        }
    }

    /// "the rest", "the same", "two of each".
    fn phrases(&mut self) {
        for at in 0..self.utterance.words.len() {
            let phrase = phrases::rest(self.utterance, at)
                .map(|len| (len, Kind::Rest))
                .or_else(|| Some((phrases::same(self.utterance, at)?, Kind::Same)))
                .or_else(|| {
                    let counted = at > 0 && numbers::small(self.utterance, at - 1).is_some();
                    Some((phrases::each(self.utterance, at).filter(|_| counted)?, Kind::Each))
                });
            if let Some((len, kind)) = phrase {
                self.take(at..at + len, kind);
            }
        }
    }

    /// "two pumps of vanilla", "7 ans": a number before the marker of its field, where none follows.
    fn amounts(&mut self, shape: &Shape<'_>, numbers: &[Number]) {
        for number in numbers {
            let Some(Kind::Marker(field)) = self.kind(number.words.end).cloned() else { continue };
            let behind = (number.words.end..self.utterance.words.len())
                .find(|at| !matches!(self.kind(*at), Some(Kind::Marker(other)) if *other == field));
            let follows = behind.is_some_and(|at| {
                numbers.iter().any(|next| next.words.start == at && !next.article)
                    && separator(self.utterance, at).is_none()
            });
            if follows {
                continue;
            }
            if let super::FieldValue::Value(value) = shape.number(field, number.value) {
                let words = number.words.start..behind.unwrap_or(self.utterance.words.len());
                if self.taken.get(number.words.clone()).is_some_and(|cells| cells.iter().all(Option::is_none))
                {
                    self.free(words.clone());
                    self.take(words, Kind::Value(field, value));
                }
            }
        }
    }

    /// Dates, phone numbers and the like, for fields without a marker.
    fn values(&mut self, shape: &Shape<'_>, context: &Context<'_>) {
        for field in shape.with(Role::Typed) {
            let Some(ty) = shape.field(field).map(|field| field.ty) else { continue };
            for reading in crate::read::read(ty, self.utterance, context).readings {
                let words = words_in(self.utterance, &reading.raw);
                if reading.score >= SURE {
                    self.take(words, Kind::Value(field, reading.value));
                }
            }
        }
    }

    fn number(&mut self, number: &Number) {
        let word = self.utterance.word(number.words.start);
        let times = |at: usize| phrases::times(self.utterance.word(at));
        let after_times = number.words.start.checked_sub(1).is_some_and(times);
        let behind = (word.len() > 1 && word.starts_with('x')) || after_times;
        let kind = Kind::Number { value: number.value, article: number.article, behind };
        if self.take(number.words.clone(), kind) {
            let start = number.words.start - usize::from(after_times);
            let end = number.words.end + usize::from(times(number.words.end));
            self.take(start..number.words.start, Kind::Filler);
            self.take(number.words.end..end, Kind::Filler);
        }
    }

    fn targets(&mut self) {
        let utterance = self.utterance;
        for at in 0..utterance.words.len() {
            let first_or_known = at == 0 || utterance.is_filler(at - 1) || self.kind(at - 1).is_some();
            let all = phrases::all(utterance, at).filter(|len| !phrases::breaks(utterance.word(at + len)));
            let everything = phrases::all_before(utterance.word(at))
                && matches!(self.kind(at + 1), Some(Kind::Marker(_) | Kind::Item(_)));
            if let Some(len) = all.or(everything.then_some(1)) {
                self.free_numbers(at..at + len);
                self.take(at..at + len, Kind::Target(Target::All));
            } else if let Some(place) = ordinals::place(utterance.word(at)).filter(|_| first_or_known) {
                let target = match place {
                    ordinals::Place::Last => Target::Last,
                    ordinals::Place::First(nth) => Target::At(nth.saturating_sub(1) as u16),
                    // How many there are is not known here.
                    ordinals::Place::BeforeLast(_) => continue,
                };
                self.take(at..at + 1, Kind::Target(target));
            }
        }
    }

    /// "two lattes, one with oat milk and the other with almond milk"
    fn others(&mut self) {
        for at in 0..self.utterance.words.len() {
            if phrases::other(self.utterance.word(at)) {
                self.take(at..at + 1, Kind::Number { value: Decimal::ONE, article: true, behind: false });
            }
        }
    }

    /// "les deux" is no number.
    fn free_numbers(&mut self, words: Range<usize>) {
        for at in words {
            if matches!(self.kind(at), Some(Kind::Number { .. })) {
                self.free(at..at + 1);
            }
        }
    }

    fn free(&mut self, words: Range<usize>) {
        self.taken.iter_mut().take(words.end).skip(words.start).for_each(|cell| *cell = None);
    }

    /// Clauses that ask something else.
    fn foreign(&mut self) {
        for clause in clauses(self.utterance) {
            if self.is_foreign(&clause) {
                for at in clause {
                    if !self.utterance.is_filler(at) && !matches!(self.kind(at), Some(Kind::End)) {
                        let place = Some(self.kinds.len());
                        self.kinds.push((Kind::Foreign, at..at + 1));
                        if let Some(cell) = self.taken.get_mut(at) {
                            *cell = place;
                        }
                    }
                }
            }
        }
    }

    fn is_foreign(&self, clause: &Range<usize>) -> bool {
        let utterance = self.utterance;
        let asks = utterance.tagged(Tag::Question, EVERY).any(|hit| {
            clause.contains(&usize::from(hit.start))
                && (clause.start..usize::from(hit.start)).all(|at| utterance.is_filler(at))
        });
        let marked = utterance.gap_before(clause.end).contains(['?', '？']);
        if !asks && !marked {
            return false;
        }
        let mut has_number = false;
        let mut item: Score = 0;
        let mut others = 0;
        for at in clause.clone() {
            match self.kind(at) {
                Some(Kind::Number { article: false, .. }) => has_number = true,
                Some(Kind::Item(meanings)) => {
                    item = item.max(meanings.iter().map(|m| m.score).max().unwrap_or(0));
                }
                Some(_) => {}
                None if utterance.is_filler(at) => {}
                None => others += 1,
            }
        }
        let any = |is: fn(&str) -> bool| clause.clone().any(|at| is(utterance.word(at)));
        let requests = any(phrases::gets) && (any(phrases::me) || any(phrases::can));
        // "a latte with oat milk and caramel?": the sign belongs to the whole sentence.
        let goes_on = !asks && others == 0 && clause.start > 0;
        let is_order =
            item > 0 && (has_number || requests || goes_on) || item >= FULL && !asks && others <= 2;
        !is_order
    }

    /// The tokens in the order of the message, with what stands between the words.
    fn tokens(self) -> Vec<Token> {
        let utterance = self.utterance;
        let mut tokens: Vec<Token> = Vec::with_capacity(utterance.words.len() + 8);
        let mut at = 0;
        while at < utterance.words.len() {
            if let Some(kind) = separator(utterance, at) {
                tokens.push(Token { kind, words: at..at });
            }
            let known = self.taken.get(at).copied().flatten().and_then(|place| self.kinds.get(place));
            let (kind, words) = match known {
                // Words freed in the meantime are not covered twice.
                Some((kind, words)) => (kind.clone(), at..words.end.max(at + 1)),
                None if phrases::but(utterance.word(at)) => (Kind::Stop, at..at + 1),
                None if phrases::and(utterance.word(at)) => (Kind::Comma, at..at + 1),
                None if utterance.is_filler(at) => (Kind::Filler, at..at + 1),
                None => (Kind::Word, at..at + 1),
            };
            at = words.end;
            tokens.push(Token { kind, words });
        }
        tokens
    }
}

/// A stop or a comma before a word.
fn separator(utterance: &Utterance<'_>, at: usize) -> Option<Kind> {
    let gap = utterance.gap_before(at);
    let stop = gap.contains(['.', ';', '!', '?', '\n', '…', '？']);
    if at == 0 {
        None
    } else if stop {
        Some(Kind::Stop)
    } else {
        gap.contains([',', '&', '+', '(', ')', '/']).then_some(Kind::Comma)
    }
}

/// Clauses: between commas, stops and words like "et".
fn clauses(utterance: &Utterance<'_>) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in 0..utterance.words.len() {
        let and = phrases::and(utterance.word(at));
        if and || separator(utterance, at).is_some() {
            clauses.push(start..at);
            start = at + usize::from(and);
        }
    }
    clauses.push(start..utterance.words.len());
    clauses.retain(|clause| clause.start < clause.end);
    clauses
}

/// The words within a range of the raw text.
fn words_in(utterance: &Utterance<'_>, raw: &Range<usize>) -> Range<usize> {
    let start = utterance.words.partition_point(|word| word.raw.start < raw.start);
    let end = utterance.words.partition_point(|word| word.raw.end <= raw.end);
    start..end.max(start)
}

/// "can" in "can I get" is no can: the words lie within a longer phrase of the language. "them" is no "the" with an error.
fn is_said_by_the_way(utterance: &Utterance<'_>, found: &pick::Match) -> bool {
    let words = &found.words;
    let inside = utterance.hits.iter().any(|hit| {
        let phrase = hit.words();
        phrase.len() > words.len() && phrase.start <= words.start && words.end <= phrase.end
    });
    let word = utterance.word(words.start);
    let light = phrases::requests(word) || phrases::links(word) || phrases::other(word);
    inside || found.score < EXACT && words.len() == 1 && light
}

type Items = Vec<(Range<usize>, Vec<Meaning>)>;

/// What the message names of all lexicons, best first: in full, and in part.
fn items(utterance: &Utterance<'_>, shape: &Shape<'_>, numbers: &[Number]) -> (Items, Items) {
    let mut pieces = Vec::new();
    for clause in clauses(utterance) {
        let mut start = clause.start;
        for cut in numbers.iter().map(|n| n.words.start).filter(|cut| clause.contains(cut)) {
            pieces.push(start..cut);
            start = cut;
        }
        pieces.push(start..clause.end);
    }
    let mut all: Items = Vec::new();
    for (field, field_shape) in shape.fields.iter().enumerate() {
        let Some(lexicon) = field_shape.as_ref().and_then(|field| field.lexicon) else { continue };
        let mut found = pick::mentions(lexicon, utterance, &pieces);
        found.retain(|m| m.score >= LEAST && !is_said_by_the_way(utterance, m));
        found.sort_by_key(|m| (m.words.start, m.words.end, Reverse(m.score), m.item));
        for same in found.chunk_by(|a, b| a.words == b.words) {
            let Some(best) = same.first() else { continue };
            let mut items: Vec<u32> = same.iter().filter(|m| m.score == best.score).map(|m| m.item).collect();
            items.sort_unstable();
            items.dedup();
            all.push((best.words.clone(), vec![Meaning { field, items, score: best.score }]));
        }
    }
    // "a 2% macchiato with organic milk", "oat milk and two cakes": what stands apart around another item, or takes a part
    // of one, is none.
    let whole: Vec<Range<usize>> = all
        .iter()
        .filter(|(_, m)| m.iter().any(|m| m.score >= EXACT))
        .map(|(words, _)| words.clone())
        .collect();
    all.retain(|(words, meanings)| {
        let loose = words.len() > 1 && meanings.iter().all(|m| m.score < EXACT);
        let spoils = |other: &Range<usize>| {
            let around = words.start < other.start && other.end < words.end;
            let part = words.start < other.end && other.start < words.end;
            let within = words.start <= other.start && other.end <= words.end;
            around || part && !within
        };
        !(loose && whole.iter().any(spoils))
    });
    all.sort_by_key(|(words, meanings)| {
        let score = meanings.first().map_or(0, |m| m.score);
        (Reverse(score >= FULL), Reverse(words.len()), Reverse(score), words.start, words.end)
    });
    let mut merged: Items = Vec::new();
    for (words, mut meanings) in all {
        match merged.last_mut() {
            Some((same, before)) if *same == words => before.append(&mut meanings),
            _ => merged.push((words, meanings)),
        }
    }
    let split = merged.partition_point(|(_, meanings)| meanings.first().is_some_and(|m| m.score >= FULL));
    let weak = merged.split_off(split);
    (merged, weak)
}
