//! The fields of a record, seen by what can fill them.

use super::{FieldShape, FieldValue, Target};
use scn_graph::{Decimal, Type, Value};

/// How a field gets its value from a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A number without a marker: how many.
    Count,
    /// A choice or a row.
    Item,
    /// A list of choices or rows.
    Items,
    /// Any words.
    Text,
    /// Only what stands behind a marker.
    Marked,
    /// A date, a phone number…: read from the words as they are.
    Typed,
    /// A formula, a picture, a record: nothing that words fill.
    None,
}

pub(super) struct Shape<'a> {
    pub(super) fields: &'a [Option<FieldShape<'a>>],
    roles: Vec<Role>,
    /// The field that makes a record: what is ordered.
    pub(super) anchor: Option<usize>,
}

impl<'a> Shape<'a> {
    pub(super) fn new(fields: &'a [Option<FieldShape<'a>>]) -> Self {
        let roles: Vec<Role> = fields.iter().map(role).collect();
        let first = |is: &dyn Fn(usize) -> bool| (0..fields.len()).find(|at| is(*at));
        let role_is = |at: usize, wanted: Role| roles.get(at) == Some(&wanted);
        let is_row = |at: usize| role_is(at, Role::Item) && matches!(ty(fields, at), Some(Type::Row(_)));
        let anchor = first(&is_row)
            .or_else(|| first(&|at| role_is(at, Role::Item)))
            .or_else(|| first(&|at| role_is(at, Role::Text)))
            .or_else(|| first(&|at| role_is(at, Role::Typed)));
        Shape { fields, roles, anchor }
    }

    pub(super) fn field(&self, at: usize) -> Option<&'a FieldShape<'a>> {
        self.fields.get(at)?.as_ref()
    }

    pub(super) fn role(&self, at: usize) -> Role {
        self.roles.get(at).copied().unwrap_or(Role::None)
    }

    pub(super) fn with(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        self.roles.iter().enumerate().filter(move |(_, has)| **has == role).map(|(at, _)| at)
    }

    /// The field that says how many.
    pub(super) fn counter(&self) -> Option<usize> {
        self.with(Role::Count).next()
    }

    /// Nothing of the one contradicts the other, how many they are aside.
    pub(super) fn agree(&self, whole: &[Option<FieldValue>], part: &[Option<FieldValue>]) -> bool {
        let both = whole.iter().zip(part).enumerate();
        both.filter(|(at, _)| self.role(*at) != Role::Count)
            .all(|(_, (whole, part))| joins(whole.as_ref(), part.as_ref()))
    }

    /// A record without it is complete.
    pub(super) fn is_anchor_optional(&self) -> bool {
        let field = self.anchor.and_then(|at| self.field(at));
        field.is_some_and(|field| matches!(field.ty, Type::Optional(_)))
    }

    pub(super) fn is_anchor_text(&self) -> bool {
        self.anchor.is_some_and(|at| self.role(at) == Role::Text)
    }

    /// An amount is known.
    pub(super) fn count(&self, fields: &[Option<FieldValue>]) -> bool {
        self.with(Role::Count).any(|at| fields.get(at).is_some_and(Option::is_some))
    }

    pub(super) fn forget_count(&self, fields: &mut [Option<FieldValue>]) {
        for at in self.with(Role::Count) {
            if let Some(cell) = fields.get_mut(at) {
                *cell = None;
            }
        }
    }

    /// "en grande, une margherita" is one record; so is "une margherita, grande".
    pub(super) fn may_join(
        &self,
        target: Target,
        last: &[Option<FieldValue>],
        piece: &[Option<FieldValue>],
    ) -> bool {
        let anchored = |fields: &[Option<FieldValue>]| {
            self.anchor.and_then(|at| fields.get(at)).is_some_and(Option::is_some)
        };
        let may = if anchored(piece) || self.anchor.is_none() {
            !anchored(last) && matches!(target, Target::New | Target::Last)
        } else {
            !self.count(piece) || target == Target::New
        };
        let two_counts = self.count(piece) && self.count(last);
        may && !two_counts
            && last.iter().zip(piece).all(|(before, value)| joins(before.as_ref(), value.as_ref()))
    }

    /// A number as the value of a field, or why not.
    pub(super) fn number(&self, field: usize, number: Decimal) -> FieldValue {
        let value = match ty(self.fields, field) {
            Some(Type::Number { min, max }) => {
                let whole = number.is_integer().then(|| i64::try_from(number).ok()).flatten();
                whole
                    .filter(|n| min.is_none_or(|min| *n >= min) && max.is_none_or(|max| *n <= max))
                    .map(Value::Number)
            }
            Some(Type::Decimal { min, max }) => (min.is_none_or(|min| number >= min)
                && max.is_none_or(|max| number <= max))
            .then_some(Value::Decimal(number)),
            _ => None,
        };
        value.map_or(FieldValue::Misfit, FieldValue::Value)
    }
}

fn ty<'a>(fields: &'a [Option<FieldShape<'a>>], at: usize) -> Option<&'a Type> {
    fields.get(at)?.as_ref().map(|field| field.ty.known())
}

/// The type of the items of a list, or the type itself.
pub(super) fn single(ty: &Type) -> &Type {
    match ty.known() {
        Type::List { of, .. } => of.known(),
        other => other,
    }
}

fn role(field: &Option<FieldShape<'_>>) -> Role {
    let Some(field) = field else { return Role::None };
    let ty = field.ty.known();
    if !field.markers.is_empty() {
        return Role::Marked;
    }
    match (ty, field.lexicon) {
        (Type::List { .. }, Some(_)) => Role::Items,
        (_, Some(_)) => Role::Item,
        (Type::Number { .. } | Type::Decimal { .. }, None) => Role::Count,
        (Type::Text { .. }, None) => Role::Text,
        (
            Type::Date(_)
            | Type::Time(_)
            | Type::DateTime(_)
            | Type::Duration
            | Type::Phone
            | Type::Email
            | Type::Url
            | Type::Money { .. },
            None,
        ) => Role::Typed,
        _ => Role::None,
    }
}

fn joins(before: Option<&FieldValue>, value: Option<&FieldValue>) -> bool {
    use FieldValue::{Item, Items, Value as V};
    match (before, value) {
        (None, _) | (_, None) | (Some(Items(_)), Some(Items(_))) => true,
        (Some(Item(a)), Some(Item(b))) => a == b,
        (Some(V(a)), Some(V(b))) => matches!((a, b), (Value::List(_), Value::List(_))),
        _ => false,
    }
}
