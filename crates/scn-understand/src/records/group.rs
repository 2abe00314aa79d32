//! Which words belong to which record.

use super::{
    FieldValue, RecordFound, Target,
    drafts::{self, Draft, Relation, join},
    phrases,
    scope::{Scope, one_item},
    shape::{Role, Shape},
    tokens::{FULL, Kind, Meaning, Token},
};
use crate::{api::Utterance, clause};
use scn_graph::{Decimal, Value};
use std::ops::Range;

/// More records than this in one message are not read.
const MOST: usize = 32;

/// Words that belong together, between separators and numbers.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) number: Option<(Decimal, bool, Range<usize>)>,
    pub(super) fields: Vec<Option<FieldValue>>,
    pub(super) target: Option<Target>,
    pub(super) words: Vec<Range<usize>>,
    /// A comma, a stop or an "and" stands before it.
    pub(super) apart: bool,
    /// Words of any kind were passed.
    pub(super) wordy: bool,
    /// Something is said in full, not only in part.
    pub(super) strong: bool,
    /// "dont une sans olives": part of the record before.
    pub(super) within: bool,
    /// It has words that nothing explains.
    pub(super) unclear: bool,
    /// Only an "and" stands between it and what was said before.
    pub(super) by_and: bool,
    /// "the rest", "the same"
    pub(super) like: Option<Like>,
}

/// How a piece refers to what was said before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Like {
    Rest,
    Half,
    Same,
}

impl Piece {
    pub(super) fn is_empty(&self) -> bool {
        self.number.is_none()
            && self.target.is_none()
            && self.like.is_none()
            && self.fields.iter().all(Option::is_none)
    }
    pub(super) fn has(&self, field: Option<usize>) -> bool {
        field.is_some_and(|at| self.fields.get(at).is_some_and(Option::is_some))
    }
    pub(super) fn has_marked(&self, shape: &Shape<'_>) -> bool {
        shape.with(Role::Marked).any(|at| self.has(Some(at)))
    }
    pub(super) fn draft(self, target: Target) -> Draft {
        Draft { target, fields: self.fields, unclear: self.unclear, relation: Relation::Own, copied: false }
    }
    pub(super) fn counts(&self) -> bool {
        matches!(self.number, Some((_, false, _)))
    }
}

pub(super) struct Group<'s, 'u> {
    pub(super) utterance: &'s Utterance<'u>,
    pub(super) shape: &'s Shape<'s>,
    pub(super) scope: Scope<'s, 'u>,
    pub(super) tokens: &'s [Token],
    pub(super) piece: Piece,
    pub(super) drafts: Vec<Draft>,
    /// Which words are explained.
    pub(super) explained: Vec<bool>,
}

impl<'s, 'u> Group<'s, 'u> {
    pub(super) fn new(scope: Scope<'s, 'u>) -> Self {
        let (utterance, shape, tokens) = (scope.utterance, scope.shape, scope.tokens);
        let mut group = Group {
            utterance,
            shape,
            scope,
            tokens,
            piece: Piece::default(),
            drafts: Vec::new(),
            explained: vec![false; utterance.words.len()],
        };
        group.open();
        group
    }

    /// Puts the tokens together to records.
    pub(super) fn records(&mut self) -> Vec<RecordFound> {
        let all_behind = self.numbers_stand_behind();
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            let words = token.words.clone();
            at += 1;
            match &token.kind {
                Kind::Stop | Kind::Comma => {
                    self.close();
                    self.piece.apart = true;
                    self.piece.by_and = !words.is_empty() && token.kind == Kind::Comma;
                }
                Kind::Number { .. } if self.measured(at - 1).is_some() => {
                    let measure = self.measured(at - 1).and_then(|at| self.tokens.get(at));
                    let measure = measure.map_or(0..0, |token| token.words.clone());
                    self.explain(&words);
                    self.explain(&measure);
                }
                Kind::Item(meanings) if self.is_measured(at - 1) && self.is_only_ordered(meanings) => {
                    self.explain(&words);
                }
                Kind::Number { article: true, .. } if self.is_within_something(at - 1) => {
                    self.explain(&words);
                }
                Kind::Number { .. } if self.is_of_list(at - 1) => self.explain(&words),
                Kind::Number { value, article, behind } => {
                    let behind = !article && (*behind || all_behind || self.is_behind(at - 1));
                    if *article && self.piece.has(self.shape.anchor) && self.stands_for(at - 1) {
                        self.close();
                        self.piece.apart = true;
                    }
                    self.number(*value, *article, behind, words);
                }
                Kind::Item(meanings) => self.item(meanings, words),
                Kind::Value(field, value) => {
                    self.part(*field, FieldValue::Value(value.clone()), &[words]);
                }
                Kind::Word if self.shape.is_anchor_text() => at = self.text(at - 1),
                Kind::Marker(field) => {
                    let scoped = self.scope.read(*field, at);
                    at = scoped.next;
                    if let Some(value) = scoped.value {
                        let mut all = scoped.words;
                        all.push(words);
                        self.part(*field, value, &all);
                    }
                }
                Kind::Target(target) => self.target(*target, words),
                Kind::Rest => self.like(Like::Rest, words),
                Kind::Half => {
                    self.close();
                    if drafts::divided(&self.drafts, self.shape).is_some() {
                        self.like(Like::Half, words);
                    }
                }
                Kind::Same => self.like(Like::Same, words),
                Kind::Each => self.each(words),
                Kind::End => self.explain(&words),
                Kind::Foreign => self.close(),
                Kind::Word | Kind::Filler => {
                    let within = phrases::within(self.utterance.word(words.start));
                    self.piece.within |= within;
                    self.piece.wordy = true;
                    self.piece.unclear |= token.kind == Kind::Word && !within;
                }
            }
        }
        self.close();
        drafts::share_out(&mut self.drafts, self.shape);
        drafts::lend_back(&mut self.drafts, self.shape);
        drafts::tell_all(&mut self.drafts);
        self.drafts
            .drain(..)
            .map(|draft| RecordFound { target: draft.target, fields: draft.fields })
            .collect()
    }

    fn open(&mut self) {
        self.piece = Piece { fields: vec![None; self.shape.fields.len()], ..Piece::default() };
    }

    fn explain(&mut self, words: &Range<usize>) {
        self.explained.iter_mut().take(words.end).skip(words.start).for_each(|word| *word = true);
    }

    /// "margherita 2, calzone 1": the first item has no number before it, and every number stands behind one.
    fn numbers_stand_behind(&self) -> bool {
        let mut before: Option<&Kind> = None;
        let mut ends_with_number = false;
        for token in self.tokens {
            match &token.kind {
                Kind::Number { article: false, .. } => {
                    if !matches!(before, Some(Kind::Item(_) | Kind::Word)) {
                        return false;
                    }
                    ends_with_number = true;
                }
                Kind::Number { .. } => return false,
                Kind::Item(_) => ends_with_number = false,
                Kind::Filler => continue,
                Kind::Word if !self.shape.is_anchor_text() => continue,
                _ => {}
            }
            before = Some(&token.kind);
        }
        ends_with_number
            || self.shape.is_anchor_text()
                && !matches!(
                    self.tokens.iter().find(|token| token.kind != Kind::Filler).map(|token| &token.kind),
                    Some(Kind::Number { .. })
                )
    }

    /// An item stands before the number, and none follows before the next comma.
    fn is_behind(&self, at: usize) -> bool {
        let after = self.tokens.get(at + 1..).unwrap_or_default();
        let ends = |kind: &Kind| {
            matches!(
                kind,
                Kind::Stop | Kind::Comma | Kind::Number { .. } | Kind::Marker(_) | Kind::End | Kind::Foreign
            )
        };
        let item_follows = after
            .iter()
            .take_while(|token| !ends(&token.kind))
            .any(|token| matches!(token.kind, Kind::Item(_)));
        self.piece.has(self.shape.anchor) && !self.piece.counts() && !item_follows
    }

    fn number(&mut self, value: Decimal, article: bool, behind: bool, words: Range<usize>) {
        if behind && self.piece.number.as_ref().is_none_or(|(_, article, _)| *article) {
            self.piece.number = Some((value, false, words));
            return;
        }
        // "pour la deuxième, une grande": an article in a piece with a target is no amount.
        let only_target = self.piece.target.is_some() && article;
        if !only_target {
            let apart = self.piece.is_empty() && self.piece.apart && !self.piece.wordy;
            let by_and = apart && self.piece.by_and;
            let within =
                self.piece.within && self.piece.number.as_ref().is_none_or(|(_, article, _)| !article);
            self.close();
            self.piece.apart = apart;
            self.piece.by_and = by_and;
            self.piece.within = within;
            self.piece.number = Some((value, article, words));
        }
    }

    fn item(&mut self, meanings: &[Meaning], words: Range<usize>) {
        // "enlevez la calzone" takes a record off the list.
        let orders = meanings.iter().any(|meaning| Some(meaning.field) == self.shape.anchor);
        if clause::is_negated(self.utterance, words.clone()) || !orders && self.is_refused(&words) {
            return;
        }
        let open: Vec<&Meaning> =
            meanings.iter().filter(|m| self.shape.role(m.field) != Role::Marked).collect();
        let free = open.iter().find(|m| self.is_free(m.field));
        let Some(meaning) = free.or(open.first()) else { return };
        let weak = meaning.score < FULL;
        let value = match self.shape.role(meaning.field) {
            Role::Items => FieldValue::Items(meaning.items.iter().take(1).copied().collect()),
            _ => one_item(meaning),
        };
        self.part(meaning.field, value, &[words]);
        self.piece.strong |= !weak;
    }

    /// "in a vase", "on a sesame bun": no count, where nothing is ordered behind it.
    fn is_within_something(&self, number: usize) -> bool {
        let before = number.checked_sub(1).and_then(|at| self.tokens.get(at));
        let stands =
            before.is_some_and(|token| phrases::within_something(self.utterance.word(token.words.start)));
        let rest = self.tokens.get(number + 1..).unwrap_or_default();
        let ends = |token: &&Token| !matches!(token.kind, Kind::Comma | Kind::Stop | Kind::Number { .. });
        let orders = |token: &Token| matches!(&token.kind, Kind::Item(all) if all.iter().any(|m| Some(m.field) == self.shape.anchor));
        stands && !rest.iter().take_while(ends).any(orders)
    }

    /// "a coffee with two sugars": a number between "with" and what is only listed counts no records.
    fn is_of_list(&self, number: usize) -> bool {
        let before = number.checked_sub(1).and_then(|at| self.tokens.get(at));
        let with = before.is_some_and(|token| phrases::with(self.utterance.word(token.words.start)));
        let listed = matches!(self.tokens.get(number + 1).map(|token| &token.kind), Some(Kind::Item(all))
            if all.iter().all(|m| matches!(self.shape.role(m.field), Role::Items | Role::Marked)));
        let rest = self.tokens.get(number + 1..).unwrap_or_default();
        let ends = |token: &&Token| !matches!(token.kind, Kind::Comma | Kind::Stop | Kind::Number { .. });
        let orders = |token: &Token| matches!(&token.kind, Kind::Item(all) if !self.is_listed(all));
        with && listed && self.piece.has(self.shape.anchor) && !rest.iter().take_while(ends).any(orders)
    }

    fn is_listed(&self, meanings: &[Meaning]) -> bool {
        meanings.iter().all(|meaning| Some(meaning.field) != self.shape.anchor)
    }

    /// "one with ham one with pineapple": a number before "with" or a marker stands for what was named, and begins anew.
    fn stands_for(&self, number: usize) -> bool {
        let Some(next) = self.tokens.get(number + 1) else { return false };
        let word = self.utterance.word(next.words.start);
        let joins = next.kind == Kind::Filler && phrases::with(word) || matches!(next.kind, Kind::Marker(_));
        let own = self.tokens.get(number).map_or("", |token| self.utterance.word(token.words.start));
        joins && !phrases::is_bare_article(own)
    }

    /// "hold the onions", where no field takes what is not wanted.
    fn is_refused(&self, words: &Range<usize>) -> bool {
        let start = words.start - usize::from(words.start > 0 && self.utterance.is_filler(words.start - 1));
        let negative =
            phrases::refuses(self.utterance, words.start) || phrases::refuses(self.utterance, start);
        negative && (start..=words.start).all(|at| !self.utterance.begins_clause(at))
    }

    fn is_only_ordered(&self, meanings: &[Meaning]) -> bool {
        meanings.iter().all(|meaning| Some(meaning.field) == self.shape.anchor)
    }

    fn is_free(&self, field: usize) -> bool {
        let empty = self.piece.fields.get(field).is_some_and(Option::is_none);
        empty || self.shape.role(field) == Role::Items
    }

    /// A run of words as the text that makes a record; gives the token behind it.
    fn text(&mut self, start: usize) -> usize {
        let is_text =
            |at: usize| self.tokens.get(at).is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Filler));
        let end = (start..).find(|at| !is_text(*at)).unwrap_or(start + 1);
        let last = (start..end).rev().find(|at| self.tokens.get(*at).is_some_and(|t| t.kind == Kind::Word));
        let words = |at: usize| self.tokens.get(at).map_or(0..0, |token| token.words.clone());
        let range = words(start).start..words(last.unwrap_or(start)).end;
        let Some(field) = self.shape.anchor.filter(|field| self.is_free(*field)) else { return end };
        let text = self.utterance.raw.get(self.utterance.raw_range(range.clone())).unwrap_or_default();
        self.part(field, FieldValue::Value(Value::Text(text.to_owned())), &[range]);
        end
    }

    fn target(&mut self, target: Target, words: Range<usize>) {
        let piece = &self.piece;
        if piece.target.is_some() || piece.number.is_some() || piece.has(self.shape.anchor) {
            self.close();
        }
        self.piece.target = Some(target);
        self.piece.words.push(words);
    }

    /// "the rest with olives", "the same but small"
    fn like(&mut self, like: Like, words: Range<usize>) {
        self.close();
        self.piece.like = Some(like);
        self.piece.words.push(words);
    }

    /// "two of each"
    fn each(&mut self, words: Range<usize>) {
        if let Some((_, article, _)) = &mut self.piece.number {
            *article = false;
            self.piece.target = Some(Target::All);
            self.piece.words.push(words);
        }
    }

    /// "a pump of caramel", "drei Löffel Zucker", "a triple shot of espresso": the number counts what the word behind it
    /// measures, and no records. Gives the token of that word.
    fn measured(&self, number: usize) -> Option<usize> {
        let token = |at: usize| self.tokens.get(at);
        let word = |at: usize| token(at).map_or("", |token| self.utterance.word(token.words.start));
        let known = self.piece.has(self.shape.anchor) || !self.drafts.is_empty();
        let is_open = |at: &usize| matches!(token(*at), Some(t) if matches!(t.kind, Kind::Item(_)));
        let measure = (number + 1..number + 3).find(|at| !is_open(at))?;
        if !known || token(measure)?.kind != Kind::Word || phrases::links(word(measure)) {
            return None;
        }
        let small = phrases::small(word(measure));
        let of = phrases::of(word(measure + 1)) && !is_open(&(measure + 1));
        let Kind::Item(meanings) = &token(measure + 1 + usize::from(of))?.kind else { return None };
        let ordered = meanings.iter().any(|m| Some(m.field) == self.shape.anchor && m.score >= FULL);
        let listed = meanings.iter().any(|m| self.shape.role(m.field) == Role::Items);
        let measures = small || measure == number + 1 && !ordered && (of || listed);
        measures.then_some(measure)
    }

    /// "with a dash of espresso": what a small measure is of is no order of its own.
    fn is_measured(&self, item: usize) -> bool {
        let word = |at: usize| self.tokens.get(at).map_or("", |token| self.utterance.word(token.words.start));
        let of = item.checked_sub(1).filter(|at| phrases::of(word(*at)));
        let known = self.piece.has(self.shape.anchor) || !self.drafts.is_empty();
        known && of.and_then(|of| of.checked_sub(1)).is_some_and(|at| phrases::small(word(at)))
    }

    /// Adds a value to the piece; a field that has one already begins a new piece.
    fn part(&mut self, field: usize, value: FieldValue, words: &[Range<usize>]) {
        let Some(cell) = self.piece.fields.get_mut(field) else { return };
        match join(cell.take(), value) {
            Ok(joined) => *cell = Some(joined),
            Err((before, value)) => {
                *cell = Some(before);
                self.close();
                if let Some(cell) = self.piece.fields.get_mut(field) {
                    *cell = Some(value);
                }
            }
        }
        self.piece.words.extend(words.iter().cloned());
    }

    /// The piece is complete: it is a new record, or says more of the last one.
    fn close(&mut self) {
        let mut piece = std::mem::take(&mut self.piece);
        self.open();
        if piece.is_empty() || self.drafts.len() >= MOST {
            return;
        }
        let says_something = piece.fields.iter().any(Option::is_some) || piece.like.is_some();
        let counts = piece.counts();
        // "ten croissants, five plain and five with almonds"
        let plain = !says_something && piece.target.is_none() && piece.wordy && self.divides(&piece);
        if !says_something && !counts && !plain {
            return;
        }
        let number = piece.number.clone();
        let takes_number = piece.target.is_none() || number.as_ref().is_some_and(|(_, article, _)| !article);
        if let Some((value, _, words)) = number.filter(|_| takes_number) {
            let count = self.shape.with(Role::Count).find(|at| !piece.has(Some(*at)));
            let before =
                says_something || plain || piece.target == Some(Target::All) || self.can_take_count();
            if let (Some(field), true) = (count, before)
                && let Some(cell) = piece.fields.get_mut(field)
            {
                *cell = Some(self.shape.number(field, value));
                self.measure(&words);
                piece.words.push(words);
            }
        }
        if piece.fields.iter().all(Option::is_none) && piece.like.is_none() {
            return;
        }
        let words = std::mem::take(&mut piece.words);
        if self.place(piece) {
            words.iter().for_each(|words| self.explain(words));
        }
    }

    /// "2 bouteilles de coca": the word behind an amount is part of it.
    fn measure(&mut self, words: &Range<usize>) {
        let at = self.tokens.partition_point(|token| token.words.start < words.end);
        let next = (at..at + 3).find(|at| self.tokens.get(*at).is_some_and(|t| t.kind != Kind::Filler));
        if let Some(next) = next.and_then(|at| Some((self.tokens.get(at)?, self.tokens.get(at + 1..)?)))
            && next.0.kind == Kind::Word
            && matches!(next.1.iter().find(|t| t.kind != Kind::Filler).map(|t| &t.kind), Some(Kind::Item(_)))
        {
            let words = next.0.words.clone();
            self.explain(&words);
        }
    }

    /// The last record has no amount yet.
    fn can_take_count(&self) -> bool {
        let counts: Vec<usize> = self.shape.with(Role::Count).collect();
        self.drafts.last().is_some_and(|draft| {
            counts.iter().any(|field| draft.fields.get(*field).is_some_and(Option::is_none))
        })
    }
}
