//! Where a piece goes: a record of its own, more of the last one, a part of those before.

use super::{
    FieldValue, Target,
    drafts::{self, Draft, Relation},
    group::{Group, Like, Piece},
    phrases,
};
use scn_graph::Value;

impl Group<'_, '_> {
    /// Whether the piece found its place. "three pizzas, the first with ham, the second with tuna" are parts of the three.
    pub(super) fn place(&mut self, mut piece: Piece) -> bool {
        let anchor = self.shape.anchor;
        if let Some(Target::At(nth)) = piece.target
            && let Some((whole, _)) = drafts::divided(&self.drafts, self.shape)
            && self.drafts.len() == whole + 1 + usize::from(nth)
            && piece.number.as_ref().is_none_or(|(_, article, _)| *article)
        {
            self.push_part((whole, 1), piece);
            return true;
        }
        if let Some(target) = piece.target {
            self.drafts.push(piece.draft(target));
            return true;
        }
        let makes_record = piece.has(anchor) || anchor.is_none();
        if piece.like.is_some() && !makes_record {
            return self.alike(piece);
        }
        if let Some(part) = self.part_of(&piece).filter(|_| !makes_record) {
            self.push_part(part, piece);
            return true;
        }
        let Some(last) = self.drafts.last_mut() else {
            let target =
                if makes_record || self.shape.count(&piece.fields) { Target::New } else { Target::Last };
            self.drafts.push(piece.draft(target));
            return true;
        };
        // "a mocha, make it a double": the second article counts nothing.
        if matches!(piece.number, Some((_, true, _))) && !makes_record && !piece.apart && !piece.within {
            let mut fields = piece.fields.clone();
            self.shape.forget_count(&mut fields);
            if self.shape.may_join(last.target, &last.fields, &fields) {
                piece.fields = fields;
            }
        }
        if last.copied && !makes_record && piece.number.is_none() {
            last.tell(piece.fields);
            return true;
        }
        if self.shape.may_join(last.target, &last.fields, &piece.fields) {
            last.join(piece.fields);
            if makes_record {
                last.target = Target::New;
            }
            return true;
        }
        let borrowed = !makes_record && last.target == Target::New && !self.shape.is_anchor_optional();
        let tells = piece.strong || piece.within || piece.has_marked(self.shape);
        if borrowed && !(self.shape.count(&piece.fields) && (tells || piece.counts())) {
            return false;
        }
        if borrowed && let Some(at) = anchor {
            let known = last.fields.get(at).cloned().flatten();
            if let Some(cell) = piece.fields.get_mut(at) {
                *cell = known;
            }
        }
        self.drafts.push(piece.draft(Target::New));
        true
    }

    /// "two mochas, one decaf": the draft that the piece is a part of, and how many of it are left.
    fn part_of(&self, piece: &Piece) -> Option<(usize, i64)> {
        let (whole, left) = drafts::divided(&self.drafts, self.shape)?;
        match piece.like {
            Some(Like::Rest) => return Some((whole, left)),
            Some(Like::Half) => {
                let all = drafts::amount(&self.drafts.get(whole)?.fields, self.shape)?;
                return (all % 2 == 0 && all / 2 <= left).then_some((whole, all / 2));
            }
            _ => {}
        }
        let (_, article, words) = piece.number.as_ref()?;
        let first = self.drafts.len() == whole + 1;
        // "two large margheritas and a small one" are three.
        let added = first && piece.by_and && !piece.within;
        let bare = *article && phrases::is_bare_article(self.utterance.word(words.start));
        let amount = drafts::amount(&piece.fields, self.shape)?;
        let head = self.drafts.get(whole)?;
        let fits = self.shape.agree(&head.fields, &piece.fields);
        (!added && !bare && amount <= left && fits).then_some((whole, left))
    }

    /// So many of those before, of which nothing more is understood.
    pub(super) fn divides(&self, piece: &Piece) -> bool {
        let Some((value, ..)) = &piece.number else { return false };
        let added = piece.by_and && self.drafts.last().is_some_and(|last| last.relation == Relation::Own);
        let left = drafts::divided(&self.drafts, self.shape).map(|(_, left)| left);
        let amount = i64::try_from(*value).ok().filter(|_| value.is_integer());
        !added
            && (piece.apart || piece.within)
            && amount.zip(left).is_some_and(|(amount, left)| amount <= left)
    }

    fn push_part(&mut self, (whole, left): (usize, i64), mut piece: Piece) {
        let amount = drafts::amount(&piece.fields, self.shape).unwrap_or(left);
        if let (Some(field), Some(head)) = (self.shape.counter(), self.drafts.get(whole)) {
            for (cell, known) in piece.fields.iter_mut().zip(&head.fields) {
                if cell.is_none() {
                    cell.clone_from(known);
                }
            }
            if let Some(cell) = piece.fields.get_mut(field) {
                *cell = Some(FieldValue::Value(Value::Number(amount)));
            }
        }
        self.drafts.push(Draft { relation: Relation::Part, ..piece.draft(Target::New) });
    }

    /// "the same but small" is one more record; "the rest without onions" are those of which nothing was said.
    fn alike(&mut self, piece: Piece) -> bool {
        match piece.like {
            Some(Like::Same) => {
                let Some(last) = self.drafts.iter().rev().find(|draft| draft.target == Target::New) else {
                    return false;
                };
                let mut draft = Draft { copied: true, relation: Relation::Own, ..last.clone() };
                draft.tell(piece.fields);
                self.drafts.push(draft);
                true
            }
            _ => match self.part_of(&piece) {
                Some(part) => {
                    self.push_part(part, piece);
                    true
                }
                None if piece.like == Some(Like::Half) => false,
                None => drafts::tell_rest(&mut self.drafts, &piece.fields),
            },
        }
    }
}
