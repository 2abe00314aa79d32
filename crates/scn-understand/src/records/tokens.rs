//! A message as what records are made of: numbers, items, markers, separators.

use super::{
    Target, items, marks, phrases,
    shape::{Role, Shape},
};
use crate::{
    api::{Context, Score, Utterance},
    numbers::{self, Number},
    ordinals,
    words::{EVERY, Tag},
};
use scn_graph::{Decimal, Value};
use std::ops::Range;

/// From here on a phrase is said in full, with a typing error at most.
pub(super) const FULL: Score = 800;
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
    /// "half of them"
    Half,
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
    let taken = vec![None; utterance.words.len()];
    let mut desk = Desk { utterance, taken, kinds: Vec::new(), tails: Vec::new() };
    let mut numbers = numbers::scan(utterance, context.languages);
    foreign_numbers(utterance, shape, context, &mut numbers);
    // "2% milk" is no amount.
    numbers.retain(|number| !utterance.gap_before(number.words.end).starts_with('%'));
    let markers = marks::markers(utterance, shape);
    let cuts: Vec<usize> =
        numbers.iter().map(|n| n.words.start).chain(markers.iter().map(|(words, _)| words.start)).collect();
    let (mut strong, weak) = items::items(utterance, shape, &cuts, context.languages);
    desk.ends();
    for (at, [first, last]) in items::compounds(utterance, shape, &strong) {
        if desk.take(at..at + 1, Kind::Item(first)) {
            desk.tails.push((at, last));
        }
    }
    let several = |item: &(Range<usize>, Vec<Meaning>)| item.0.len() > 1;
    let named = strong.clone();
    strong.retain(|item| !(several(item) && desk.take(item.0.clone(), Kind::Item(item.1.clone()))));
    for (words, field) in markers {
        desk.take(words, Kind::Marker(field));
    }
    desk.like_markers(shape, &named);
    desk.phrases(&numbers);
    desk.amounts(shape, &numbers);
    desk.values(shape, context);
    // "4 fromages" is an item, a bare "4" is a number even where an item is called so.
    let is_number = |words: &Range<usize>| {
        numbers.iter().any(|n| !n.article && n.words.start <= words.start && words.end <= n.words.end)
    };
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
    marks::choose_field(&mut tokens, utterance, shape);
    marks::drop_weak(&mut tokens, shape);
    marks::markers_before(&mut tokens);
    marks::coordinate(&mut tokens, shape);
    tokens
}

/// "a venti latte": what is a number only in another language than that of the message, and a name here, is the name.
fn foreign_numbers(
    utterance: &Utterance<'_>,
    shape: &Shape<'_>,
    context: &Context<'_>,
    numbers: &mut Vec<Number>,
) {
    let Some(spoken) = crate::language(utterance, context.languages) else { return };
    let own = numbers::scan(utterance, &[spoken]);
    numbers.retain(|number| {
        own.iter().any(|own| own.words.start < number.words.end && number.words.start < own.words.end)
            || !items::is_name(shape, utterance.phrase(number.words.clone()))
    });
}

/// The words of a message, and what each is taken for.
struct Desk<'u, 'r> {
    utterance: &'u Utterance<'r>,
    /// For each word its place in `kinds`.
    taken: Vec<Option<usize>>,
    kinds: Vec<(Kind, Range<usize>)>,
    /// The last parts of compounds, by their words.
    tails: Vec<(usize, Vec<Meaning>)>,
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

    /// "hold the onions" where `said after` has "without": before an item of the field.
    fn like_markers(&mut self, shape: &Shape<'_>, items: &items::Items) {
        for (words, meanings) in items {
            for meaning in meanings.iter().filter(|meaning| shape.role(meaning.field) == Role::Marked) {
                let markers = shape.field(meaning.field).map_or(&[][..], |field| field.markers);
                let light = words.start > 0 && self.utterance.is_filler(words.start - 1);
                for end in [words.start, words.start - usize::from(light)] {
                    let starts = (1..=4).rev().filter_map(|len| end.checked_sub(len));
                    let marker = starts.map(|start| start..end).find(|phrase| {
                        phrases::alike(markers, self.utterance.phrase(phrase.clone()))
                            && (phrase.start + 1..=words.start)
                                .all(|at| separator(self.utterance, at).is_none())
                    });
                    if let Some(phrase) = marker {
                        self.take(phrase, Kind::Marker(meaning.field));
                    }
                }
            }
        }
    }

    /// "the rest", "the same", "two of each".
    fn phrases(&mut self, numbers: &[Number]) {
        for at in 0..self.utterance.words.len() {
            let phrase = phrases::rest(self.utterance, at)
                .map(|len| (len, Kind::Rest))
                .or_else(|| Some((phrases::same(self.utterance, at)?, Kind::Same)))
                .or_else(|| {
                    let number = numbers.iter().any(|number| number.words.contains(&at));
                    Some((phrases::half(self.utterance, at).filter(|_| !number)?, Kind::Half))
                })
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
            // "both on rye"; in French "on" is somebody, and begins another clause.
            let breaks = |word: &str| phrases::breaks(word) && !phrases::within_something(word);
            let all = phrases::all(utterance, at).filter(|len| !breaks(utterance.word(at + len)));
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
        let one = || Kind::Number { value: Decimal::ONE, article: true, behind: false };
        for at in 0..self.utterance.words.len() {
            if let Some(len) = phrases::one_more(self.utterance, at) {
                self.free_numbers(at..at + len);
                self.take(at..at + len, one());
            } else if phrases::other(self.utterance.word(at)) {
                self.take(at..at + 1, one());
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
            let last = words.end.saturating_sub(1);
            tokens.push(Token { kind, words });
            let tails = self.tails.iter().filter(|(word, _)| *word == last);
            tokens.extend(tails.map(|(_, all)| Token { kind: Kind::Item(all.clone()), words: last..at }));
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
pub(super) fn clauses(utterance: &Utterance<'_>) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in 0..utterance.words.len() {
        let and = phrases::and(utterance.word(at)) || phrases::but(utterance.word(at));
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
