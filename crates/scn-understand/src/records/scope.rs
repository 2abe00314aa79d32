//! What a marker ("sans", "extra") sends into its field.

use super::{
    FieldValue, phrases,
    shape::{Role, Shape, single},
    tokens::{FULL, Kind, Meaning, Token},
};
use crate::api::{Context, Utterance};
use scn_graph::{Type, Value};
use std::ops::Range;

/// A piece with more words is no item of a list.
const LONGEST_PIECE: usize = 6;
/// Behind a comma, fewer.
const LONGEST_NEXT: usize = 4;

/// Reads what stands behind markers.
pub(super) struct Scope<'s, 'u> {
    pub(super) utterance: &'s Utterance<'u>,
    pub(super) shape: &'s Shape<'s>,
    pub(super) context: &'s Context<'s>,
    pub(super) tokens: &'s [Token],
}

/// The value of a marker's field, the words it was read from, and the token after it.
pub(super) struct Scoped {
    pub(super) value: Option<FieldValue>,
    pub(super) words: Vec<Range<usize>>,
    pub(super) next: usize,
}

impl Scope<'_, '_> {
    /// Reads on from the token behind a marker of this field.
    pub(super) fn read(&self, field: usize, start: usize) -> Scoped {
        let nothing = Scoped { value: None, words: Vec::new(), next: start };
        let Some(shape) = self.shape.field(field) else { return nothing };
        let is_list = matches!(shape.ty.known(), Type::List { .. });
        if shape.lexicon.is_some() {
            return self.items(field, start, is_list);
        }
        match single(shape.ty) {
            Type::Text { max_chars, .. } => self.texts(start, is_list, *max_chars),
            Type::YesNo => Scoped { value: Some(FieldValue::Value(Value::YesNo(true))), ..nothing },
            Type::Number { .. } | Type::Decimal { .. } => self.number(field, start),
            ty => self.value(ty, start).unwrap_or(nothing),
        }
    }

    fn kind(&self, at: usize) -> Option<&Kind> {
        self.tokens.get(at).map(|token| &token.kind)
    }

    fn words(&self, at: usize) -> Range<usize> {
        self.tokens.get(at).map_or(0..0, |token| token.words.clone())
    }

    fn is_small(&self, at: usize) -> bool {
        phrases::small(self.utterance.word(self.words(at).start))
    }

    /// Items of the field's own lexicon, as long as they follow one another.
    fn items(&self, field: usize, start: usize, is_list: bool) -> Scoped {
        let mut found: Vec<Meaning> = Vec::new();
        let mut words = Vec::new();
        let (mut at, mut next) = (start, start);
        // "extra cheese and olives": olives may stand alone, and only the cheese is extra.
        let marker = start.checked_sub(1).map_or("", |at| self.utterance.phrase(self.words(at)));
        let narrow = phrases::says_how_much(marker);
        while let Some(kind) = self.kind(at) {
            let own = match kind {
                Kind::Item(meanings) => meanings.iter().find(|meaning| meaning.field == field),
                // "no onions, just cheese"
                _ if !found.is_empty() && phrases::only(self.utterance.word(self.words(at).start)) => break,
                // "without ham and with olives"
                Kind::Filler
                    if !found.is_empty() && phrases::with(self.utterance.word(self.words(at).start)) =>
                {
                    break;
                }
                Kind::Filler => None,
                Kind::Comma if !found.is_empty() && is_list && !narrow => None,
                Kind::Number { article: true, .. } | Kind::Word if found.is_empty() => None,
                // "mit drei Löffeln Zucker"
                Kind::Number { .. } if found.is_empty() && self.is_small(at + 1) => None,
                _ => break,
            };
            let stands =
                |meanings: &[Meaning]| meanings.iter().any(|m| self.shape.role(m.field) == Role::Items);
            if narrow && !found.is_empty() && matches!(kind, Kind::Item(all) if stands(all)) {
                break;
            }
            // Behind a comma, what is ordered begins a record even when it could be in this list too.
            if let (Some(Kind::Item(meanings)), false) = (self.kind(at), found.is_empty())
                && meanings.iter().any(|m| Some(m.field) == self.shape.anchor)
            {
                break;
            }
            if matches!(kind, Kind::Item(_)) && own.is_none() {
                break;
            }
            if found.is_empty() && (matches!(kind, Kind::Number { .. }) || self.is_small(at)) {
                words.push(self.words(at));
            }
            if let Some(meaning) = own {
                found.push(meaning.clone());
                words.push(self.words(at));
                next = at + 1;
                if !is_list {
                    break;
                }
            }
            at += 1;
        }
        let value = match found.as_slice() {
            [] => None,
            [only] if !is_list => Some(one_item(only)),
            several => {
                Some(FieldValue::Items(several.iter().filter_map(|m| m.items.first().copied()).collect()))
            }
        };
        Scoped { value, words, next }
    }

    /// Texts as they were written: "sans olives et basilic".
    fn texts(&self, start: usize, is_list: bool, max_chars: Option<u32>) -> Scoped {
        let mut texts: Vec<String> = Vec::new();
        let mut all = Vec::new();
        let mut at = start;
        let mut next = start;
        loop {
            let (words, end) = self.piece(at, texts.is_empty());
            let raw = self.utterance.raw_range(words.clone());
            let text = self.utterance.raw.get(raw).unwrap_or_default().trim();
            let fits = max_chars.is_none_or(|max| text.chars().nth(max as usize).is_none());
            if text.is_empty() || !fits {
                break;
            }
            texts.push(text.to_owned());
            all.push(words);
            next = end;
            if !is_list || !matches!(self.kind(end), Some(Kind::Comma)) {
                break;
            }
            // "sans olives, et basilic": a comma and a word.
            at = (end..).find(|at| !matches!(self.kind(*at), Some(Kind::Comma))).unwrap_or(end);
            if !self.goes_on(at) {
                break;
            }
        }
        let value = match (texts.is_empty(), is_list) {
            (true, _) => None,
            (false, true) => Some(Value::List(texts.into_iter().map(Value::Text).collect())),
            (false, false) => texts.pop().map(Value::Text),
        };
        Scoped { value: value.map(FieldValue::Value), words: all, next }
    }

    /// The words up to the next comma or to what is no text of the list; the first word after a marker always is.
    fn piece(&self, start: usize, after_marker: bool) -> (Range<usize>, usize) {
        let (mut from, mut to) = (None, 0);
        let mut at = start;
        while let Some(token) = self.tokens.get(at) {
            let first = from.is_none();
            let bound = first && after_marker;
            let takes = match &token.kind {
                Kind::Word => !phrases::ends_text(self.utterance.word(token.words.start)),
                Kind::Filler => first || !phrases::ends_text(self.utterance.word(token.words.start)),
                Kind::Number { article, .. } => {
                    (*article && (bound || !self.is_item_next(at))) || bound && !article
                }
                Kind::Item(meanings) => bound || !self.begins_record(at, meanings),
                Kind::Value(..) => bound,
                _ => false,
            };
            let long = from.is_some_and(|from| token.words.end - from > LONGEST_PIECE);
            if !takes || long {
                break;
            }
            let light = matches!(token.kind, Kind::Filler | Kind::Number { article: true, .. });
            if !light {
                from = from.or(Some(token.words.start));
                to = token.words.end;
            }
            at += 1;
        }
        let words = from.unwrap_or(to)..to;
        // What was only looked at is read again by others.
        let end = (start..at)
            .rev()
            .find(|at| self.words(*at).end <= words.end && self.words(*at).start < words.end)
            .map_or(start, |at| at + 1);
        let end = if words.is_empty() { start } else { self.behind_fillers(end) };
        (words, end)
    }

    fn behind_fillers(&self, end: usize) -> usize {
        (end..).find(|at| !matches!(self.kind(*at), Some(Kind::Filler))).unwrap_or(end)
    }

    fn is_item_next(&self, at: usize) -> bool {
        let next =
            (at + 1..).find(|at| !matches!(self.kind(*at), Some(Kind::Filler))).and_then(|at| self.kind(at));
        matches!(next, Some(Kind::Item(meanings)) if meanings.iter().any(|m| m.score >= FULL && self.is_open(m)))
    }

    /// May stand without a marker.
    fn is_open(&self, meaning: &Meaning) -> bool {
        self.shape.role(meaning.field) != Role::Marked
    }

    /// A row begins a record; "grande" does when nothing more of a text follows ("petits pois" is one).
    fn begins_record(&self, at: usize, meanings: &[Meaning]) -> bool {
        let mut full = meanings.iter().filter(|m| m.score >= FULL && self.is_open(m)).peekable();
        if full.peek().is_none() {
            return false;
        }
        full.any(|m| Some(m.field) == self.shape.anchor) || !matches!(self.kind(at + 1), Some(Kind::Word))
    }

    /// The next piece of a list is one more text, and nothing else.
    fn goes_on(&self, start: usize) -> bool {
        if phrases::ends_text(self.utterance.word(self.words(start).start)) {
            return false;
        }
        let first = (start..).find(|at| !matches!(self.kind(*at), Some(Kind::Filler)));
        let Some(first) = first else { return false };
        let is_text = match self.kind(first) {
            Some(Kind::Word) => true,
            Some(Kind::Number { article: true, .. }) => !self.is_item_next(first),
            Some(Kind::Item(meanings)) => !self.begins_record(first, meanings),
            _ => false,
        };
        let (words, _) = self.piece(start, false);
        is_text && words.len() <= LONGEST_NEXT
    }

    fn number(&self, field: usize, start: usize) -> Scoped {
        let near = (start..start + 3).find(|at| matches!(self.kind(*at), Some(Kind::Number { .. })));
        match near.and_then(|at| Some((at, self.kind(at)?))) {
            Some((at, Kind::Number { value, .. })) => Scoped {
                value: Some(self.shape.number(field, *value)),
                words: vec![self.words(at)],
                next: at + 1,
            },
            _ => Scoped { value: None, words: Vec::new(), next: start },
        }
    }

    /// A date, a phone number…: the first one up to the next stop or marker.
    fn value(&self, ty: &Type, start: usize) -> Option<Scoped> {
        let ends = |at: &usize| {
            matches!(self.kind(*at), None | Some(Kind::Stop | Kind::Marker(_) | Kind::End | Kind::Foreign))
        };
        let end = (start..).find(ends)?;
        let words = self.words(start).start..self.words(end.checked_sub(1)?).end;
        let raw = self.utterance.raw_range(words.start..words.end.max(words.start));
        let part = Utterance::new(self.utterance.raw.get(raw.clone())?);
        let reading = crate::read::read(ty, &part, self.context).readings.into_iter().next()?;
        let last = raw.start + reading.raw.end;
        let next = (start..end).find(|at| {
            self.utterance.words.get(self.words(*at).start).is_some_and(|word| word.raw.start >= last)
        });
        let next = next.unwrap_or(end);
        Some(Scoped {
            value: Some(FieldValue::Value(reading.value)),
            words: (start..next).map(|at| self.words(at)).collect(),
            next,
        })
    }
}

pub(super) fn one_item(meaning: &Meaning) -> FieldValue {
    match meaning.items.as_slice() {
        [only] => FieldValue::Item(*only),
        several => FieldValue::Unsure(several.to_vec()),
    }
}
