//! Records being put together, and what they take from one another.

use super::{
    FieldValue, Target,
    shape::{Role, Shape},
};
use scn_graph::Value;

/// A record being put together.
pub(super) struct Draft {
    pub(super) target: Target,
    pub(super) fields: Vec<Option<FieldValue>>,
    /// What is ordered was taken from the record before: "deux grandes margheritas et une petite".
    pub(super) borrowed: bool,
    pub(super) within: bool,
    pub(super) unclear: bool,
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
}

/// "une grande et deux petites margheritas": the first has what the next one names.
pub(super) fn lend_back(drafts: &mut Vec<Draft>, shape: &Shape<'_>) {
    let Some(anchor) = shape.anchor else { return };
    let named = |draft: &Draft| draft.fields.get(anchor).is_some_and(Option::is_some);
    // "I work a double shift, so I'd like an espresso": the shift is none.
    if drafts.iter().any(named) {
        drafts.retain(|draft| named(draft) || !draft.unclear || draft.target != Target::New);
    }
    let mut known: Option<FieldValue> = None;
    for draft in drafts.iter_mut().rev().filter(|draft| draft.target == Target::New) {
        let Some(cell) = draft.fields.get_mut(anchor) else { continue };
        match cell {
            Some(value) => known = Some(value.clone()),
            None => *cell = known.clone(),
        }
    }
}

/// "trois margheritas, deux grandes et une petite" are three in all; of "deux, dont une sans olives" one is left.
pub(super) fn share_out(drafts: &mut Vec<Draft>, shape: &Shape<'_>) {
    let Some(count) = shape.with(Role::Count).next() else { return };
    let amount = |draft: &Draft| match draft.fields.get(count) {
        Some(Some(FieldValue::Value(Value::Number(n)))) => Some(*n),
        _ => None,
    };
    let mut at = 0;
    while at < drafts.len() {
        let parts = drafts.iter().skip(at + 1).take_while(|draft| draft.borrowed);
        let (several, within) = (parts.clone().count() > 1, parts.clone().any(|part| part.within));
        let sum: Option<i64> = parts.map(amount).sum();
        if let (Some(whole), Some(sum)) = (drafts.get(at).and_then(amount), sum) {
            let bare = drafts.get(at).is_some_and(|draft| draft.fields.iter().flatten().count() == 2);
            if several && bare && sum == whole {
                drafts.remove(at);
            } else if within
                && sum > 0
                && sum < whole
                && let Some(cell) = drafts.get_mut(at).and_then(|draft| draft.fields.get_mut(count))
            {
                *cell = Some(FieldValue::Value(Value::Number(whole - sum)));
            }
        }
        at += 1;
    }
}

/// Two values of one field; lists grow, all else cannot have two.
pub(super) fn join(
    before: Option<FieldValue>,
    value: FieldValue,
) -> Result<FieldValue, (FieldValue, FieldValue)> {
    match (before, value) {
        (None, value) => Ok(value),
        (Some(FieldValue::Items(mut all)), FieldValue::Items(more)) => {
            all.extend(more);
            Ok(FieldValue::Items(all))
        }
        (Some(FieldValue::Value(Value::List(mut all))), FieldValue::Value(Value::List(more))) => {
            all.extend(more);
            Ok(FieldValue::Value(Value::List(all)))
        }
        (Some(before), value) => Err((before, value)),
    }
}
