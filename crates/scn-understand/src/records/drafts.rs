//! Records being put together, and what they take from one another.

use super::{FieldValue, Target, shape::Shape};
use scn_graph::Value;

/// A record being put together.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) target: Target,
    pub(super) fields: Vec<Option<FieldValue>>,
    pub(super) relation: Relation,
    pub(super) unclear: bool,
    /// It is "the same" as the one before: what is said of it replaces what it has.
    pub(super) copied: bool,
}

/// What a draft is to the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Own,
    /// Some of those that were named before: "two mochas, one decaf".
    Part,
}

impl Draft {
    /// Takes what was said besides; the fields are known to fit.
    pub(super) fn join(&mut self, fields: Vec<Option<FieldValue>>) {
        for (cell, value) in self.fields.iter_mut().zip(fields) {
            if let Some(value) = value {
                *cell = match join(cell.take(), value) {
                    Ok(joined) => Some(joined),
                    Err((before, _)) => Some(before),
                };
            }
        }
    }

    /// Takes what is said of it in the end: lists grow, all else is replaced.
    pub(super) fn tell(&mut self, fields: Vec<Option<FieldValue>>) {
        for (cell, value) in self.fields.iter_mut().zip(fields) {
            if let Some(value) = value {
                *cell = Some(join(cell.take(), value).unwrap_or_else(|(_, value)| value));
            }
        }
    }
}

/// How many a draft is.
pub(super) fn amount(fields: &[Option<FieldValue>], shape: &Shape<'_>) -> Option<i64> {
    match fields.get(shape.counter()?)? {
        Some(FieldValue::Value(Value::Number(n))) => Some(*n),
        _ => None,
    }
}

/// The draft that is being divided into parts, and how many of it are left.
pub(super) fn divided(drafts: &[Draft], shape: &Shape<'_>) -> Option<(usize, i64)> {
    let whole = drafts.iter().rposition(|draft| draft.relation == Relation::Own)?;
    let head = drafts.get(whole).filter(|head| head.target == Target::New)?;
    let parts: i64 = drafts.iter().skip(whole + 1).filter_map(|part| amount(&part.fields, shape)).sum();
    let left = amount(&head.fields, shape)?.checked_sub(parts)?;
    (left > 0 && amount(&head.fields, shape)? > 1).then_some((whole, left))
}

/// "une grande et deux petites margheritas": the first has what the next one names.
pub(super) fn lend_back(drafts: &mut Vec<Draft>, shape: &Shape<'_>) {
    let Some(anchor) = shape.anchor else { return };
    let named = |draft: &Draft| draft.fields.get(anchor).is_some_and(Option::is_some);
    // "I work a double shift, so I'd like an espresso": the shift is none.
    if drafts.iter().any(named) {
        drafts.retain(|draft| named(draft) || !draft.unclear || draft.target != Target::New);
    }
    let mut known: Option<Vec<Option<FieldValue>>> = None;
    for draft in drafts.iter_mut().rev().filter(|draft| draft.target == Target::New) {
        // "one hawaiian in large and a can of sprite": the hawaiian is no sprite.
        let like = |named: &Vec<Option<FieldValue>>| {
            draft.fields.iter().zip(named).all(|(own, named)| own.is_none() || named.is_some())
        };
        if draft.fields.get(anchor).is_some_and(Option::is_some) {
            known = Some(draft.fields.clone());
        } else if let Some(named) = known.as_ref().filter(|named| like(named))
            && let Some(cell) = draft.fields.get_mut(anchor)
        {
            *cell = named.get(anchor).cloned().flatten();
        }
    }
}

/// "trois margheritas, deux grandes et une petite" are three in all; of "deux, dont une sans olives" one is left.
pub(super) fn share_out(drafts: &mut Vec<Draft>, shape: &Shape<'_>) {
    let Some(count) = shape.counter() else { return };
    let mut at = 0;
    while at < drafts.len() {
        let parts = drafts.iter().skip(at + 1).take_while(|draft| draft.relation == Relation::Part);
        let sum: i64 = parts.filter_map(|part| amount(&part.fields, shape)).sum();
        match drafts.get_mut(at) {
            Some(head) if sum > 0 && head.relation == Relation::Own => {
                let left = amount(&head.fields, shape).unwrap_or(0) - sum;
                if left == 0 {
                    drafts.remove(at);
                } else if let Some(cell) = head.fields.get_mut(count) {
                    *cell = Some(FieldValue::Value(Value::Number(left)));
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// "a margherita and a calzone, both with extra cheese": what is said of all goes to those named before, else after.
pub(super) fn tell_all(drafts: &mut Vec<Draft>) {
    while let Some(at) = drafts.iter().position(|draft| draft.target == Target::All) {
        let is_new = |draft: &Draft| draft.target == Target::New;
        let before = drafts.iter().take(at).any(is_new);
        if !before && !drafts.iter().any(is_new) {
            return;
        }
        let all = drafts.remove(at);
        let (from, to) = if before { (0, at) } else { (at, drafts.len()) };
        for draft in drafts.iter_mut().take(to).skip(from).filter(|draft| is_new(draft)) {
            draft.tell(all.fields.clone());
        }
    }
}

/// What is said of the rest goes to the records of which nothing like it was said.
pub(super) fn tell_rest(drafts: &mut [Draft], fields: &[Option<FieldValue>]) -> bool {
    let free = |draft: &&mut Draft| {
        draft.target == Target::New
            && draft.fields.iter().zip(fields).all(|(known, said)| known.is_none() || said.is_none())
    };
    let mut found = false;
    for draft in drafts.iter_mut().filter(free) {
        draft.tell(fields.to_vec());
        found = true;
    }
    found
}

/// Two values of one field; lists grow, all else cannot have two.
pub(super) fn join(
    before: Option<FieldValue>,
    value: FieldValue,
) -> Result<FieldValue, (FieldValue, FieldValue)> {
    match (before, value) {
        (None, value) => Ok(value),
        (Some(FieldValue::Items(mut all)), FieldValue::Items(more)) => {
            for item in more {
                if !all.contains(&item) {
                    all.push(item);
                }
            }
            Ok(FieldValue::Items(all))
        }
        (Some(FieldValue::Value(Value::List(mut all))), FieldValue::Value(Value::List(more))) => {
            all.extend(more);
            Ok(FieldValue::Value(Value::List(all)))
        }
        (Some(FieldValue::Item(before)), FieldValue::Item(value)) if before == value => {
            Ok(FieldValue::Item(value))
        }
        (Some(before), value) => Err((before, value)),
    }
}
