//! Expressions to values. Unknown is `None` and spreads; nothing here can fail, loop or overflow.

use crate::{Conversation, Inbound, Scenario, calendar, format::Writer, lengths};
use scn_graph::{
    Decimal, FlowId, MemoryId, Moment, Piece, PurposeId, SlotId, Value,
    expr::{Aggregate, Expr, Function, Op},
    format::masked,
};
use std::cmp::Ordering;

/// What an expression can see.
pub(crate) struct Scope<'a> {
    pub scenario: &'a Scenario,
    pub conversation: &'a Conversation,
    pub slots: &'a [Option<Value>],
    /// Fields of the record at hand, for labels and formulas.
    pub own: &'a [Option<Value>],
    pub now: Moment,
    /// The words that came in with this event.
    pub message: Option<&'a str>,
    /// The message that came in, with all that came with it.
    pub inbound: Option<&'a Inbound>,
    /// How long the conversation rested before this event, in milliseconds.
    pub paused: i64,
}

impl Scope<'_> {
    pub(crate) fn value(&self, expr: &Expr) -> Option<Value> {
        self.eval(expr, &mut Vec::new())
    }

    /// A condition holds only when it is known to.
    pub(crate) fn holds(&self, expr: &Expr) -> bool {
        self.value(expr) == Some(Value::YesNo(true))
    }

    pub(crate) fn eval(&self, expr: &Expr, items: &mut Vec<Value>) -> Option<Value> {
        match expr {
            Expr::Const(value) => Some(value.clone()),
            Expr::Slot(slot) => self.slots.get(slot.index())?.clone(),
            Expr::Item(at) => items.get(usize::from(*at)).cloned(),
            Expr::Own(at) => self.own.get(usize::from(*at))?.clone(),
            Expr::Memory(field) => self.memory(*field).cloned(),
            Expr::Consent(purpose) => self.consent(*purpose),
            Expr::Rows(catalog) => self.scenario.available_rows(*catalog).map(Value::List),
            Expr::Context(context) => self.context(*context),
            Expr::Field(of, at) => self.field(&self.eval(of, items)?, usize::from(*at)),
            Expr::Index(of, at) => match (self.eval(of, items)?, self.eval(at, items)?) {
                (Value::List(list), Value::Number(at)) => list.get(usize::try_from(at).ok()?).cloned(),
                _ => None,
            },
            Expr::Count(of) => match self.eval(of, items)? {
                Value::List(list) => Some(Value::Number(list.len() as i64)),
                _ => None,
            },
            Expr::Length(of) => match self.eval(of, items)? {
                Value::Text(text) => Some(Value::Number(text.chars().count() as i64)),
                _ => None,
            },
            Expr::Not(of) => match self.eval(of, items)? {
                Value::YesNo(yes) => Some(Value::YesNo(!yes)),
                _ => None,
            },
            Expr::Negate(of) => negate(self.eval(of, items)?),
            Expr::Binary(op, left, right) => self.binary(*op, left, right, items),
            Expr::IsKnown(of) => Some(Value::YesNo(self.eval(of, items).is_some())),
            Expr::Default(of, value) => self.eval(of, items).or_else(|| self.eval(value, items)),
            Expr::Aggregate(aggregate) => self.aggregate(aggregate, items),
            Expr::Record(record, fields) => {
                let values = fields.iter().map(|f| f.as_ref().and_then(|f| self.eval(f, items))).collect();
                Some(Value::Record(*record, self.with_formulas(*record, values)))
            }
            Expr::List(list) => {
                list.iter().map(|e| self.eval(e, items)).collect::<Option<_>>().map(Value::List)
            }
            Expr::Named(name) => self.named(name),
            Expr::Outer(flow, slot) => self.outer(*flow, *slot),
            Expr::Text(pieces) => self.written(pieces, items).map(Value::Text),
            Expr::Masked(of) => self.eval(of, items).map(|value| Value::Text(masked(&self.plain(&value)))),
        }
    }

    fn memory(&self, field: MemoryId) -> Option<&Value> {
        let memory = &self.conversation.contact.memory;
        let at = memory.binary_search_by_key(&field, |(id, _)| *id).ok()?;
        memory.get(at).map(|(_, value)| value)
    }

    fn consent(&self, purpose: PurposeId) -> Option<Value> {
        let consents = &self.conversation.contact.consents;
        let at = consents.binary_search_by_key(&purpose, |(id, _)| *id).ok()?;
        consents.get(at).map(|(_, given)| Value::YesNo(*given))
    }

    fn field(&self, of: &Value, at: usize) -> Option<Value> {
        match of {
            Value::Record(_, fields) => fields.get(at)?.clone(),
            Value::Row(catalog, key) => self.scenario.row(*catalog, *key)?.1.cells.get(at)?.clone(),
            _ => None,
        }
    }

    /// Fills defaults, and formulas from the fields above them.
    fn with_formulas(
        &self,
        record: scn_graph::RecordId,
        mut values: Vec<Option<Value>>,
    ) -> Vec<Option<Value>> {
        let Some(shape) = self.scenario.graph.record(record) else { return values };
        values.resize(shape.fields.len(), None);
        for (at, field) in shape.fields.iter().enumerate() {
            let missing = field.formula || values.get(at).is_some_and(Option::is_none);
            let Some(expr) = field.value.as_ref().filter(|_| missing) else { continue };
            let value = Scope { own: &values, ..*self }.value(expr);
            if let Some(place) = values.get_mut(at) {
                *place = value;
            }
        }
        values
    }

    /// A slot by its name, innermost frame first; for tests.
    fn named(&self, name: &str) -> Option<Value> {
        self.conversation.stack.iter().rev().find_map(|frame| {
            let flow = self.scenario.graph.flow(frame.flow)?;
            let at = flow.slots.iter().position(|slot| slot.name == name)?;
            frame.slots.get(at)?.clone()
        })
    }

    /// A slot of the tunnel around an escape.
    fn outer(&self, flow: FlowId, slot: SlotId) -> Option<Value> {
        let frame = self.conversation.stack.iter().rev().find(|frame| frame.flow == flow)?;
        frame.slots.get(slot.index())?.clone()
    }

    fn writer(&self) -> Writer<'_> {
        Writer { scope: self, language: self.scenario.language_index(self.conversation.contact.language) }
    }

    /// A text with holes as a value; unknown when a value in it is.
    fn written(&self, pieces: &[Piece], items: &mut Vec<Value>) -> Option<String> {
        self.writer().written(pieces, items)
    }

    pub(crate) fn plain(&self, value: &Value) -> String {
        self.writer().shown(value)
    }

    fn binary(&self, op: Op, left: &Expr, right: &Expr, items: &mut Vec<Value>) -> Option<Value> {
        let first = self.eval(left, items);
        match (op, &first) {
            (Op::And, Some(Value::YesNo(false))) => return Some(Value::YesNo(false)),
            (Op::Or, Some(Value::YesNo(true))) => return Some(Value::YesNo(true)),
            _ => {}
        }
        let second = self.eval(right, items);
        if op == Op::Or && second == Some(Value::YesNo(true)) {
            return second;
        }
        let (a, b) = (first?, second?);
        let yes = |yes: bool| Some(Value::YesNo(yes));
        match op {
            Op::And | Op::Or => Some(b),
            Op::Is => yes(same(&a, &b)),
            Op::IsNot => yes(!same(&a, &b)),
            Op::In => match b {
                Value::List(list) => yes(list.iter().any(|item| same(&a, item))),
                _ => None,
            },
            Op::Less => yes(compare(&a, &b)? == Ordering::Less),
            Op::LessEqual => yes(compare(&a, &b)? != Ordering::Greater),
            Op::Greater => yes(compare(&a, &b)? == Ordering::Greater),
            Op::GreaterEqual => yes(compare(&a, &b)? != Ordering::Less),
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide => self.arithmetic(op, a, b),
        }
    }

    fn arithmetic(&self, op: Op, a: Value, b: Value) -> Option<Value> {
        let zone = &self.scenario.zone;
        match (op, a, b) {
            (Op::Add, Value::Date(day), Value::Duration(span)) => {
                Some(Value::Date(calendar::plus_days(day, span, 1)))
            }
            (Op::Subtract, Value::Date(day), Value::Duration(span)) => {
                Some(Value::Date(calendar::plus_days(day, span, -1)))
            }
            (Op::Add, Value::DateTime(at), Value::Duration(span)) => {
                Some(Value::DateTime(calendar::plus(at, span, zone)))
            }
            (Op::Subtract, Value::DateTime(at), Value::Duration(span)) => {
                Some(Value::DateTime(calendar::minus(at, span, zone)))
            }
            (Op::Add, Value::Text(a), Value::Text(b)) => Some(Value::Text(a + &b)),
            (Op::Add | Op::Subtract | Op::Multiply, Value::Number(a), Value::Number(b)) => {
                let number = match op {
                    Op::Add => a.checked_add(b),
                    Op::Subtract => a.checked_sub(b),
                    _ => a.checked_mul(b),
                };
                number.map(Value::Number)
            }
            (op, a, b) => lengths::reckon(op, &a, &b).or_else(|| money_or_decimal(op, &a, &b)),
        }
    }

    fn aggregate(&self, of: &Aggregate, items: &mut Vec<Value>) -> Option<Value> {
        let Value::List(list) = self.eval(&of.list, items)? else { return None };
        let depth = items.len();
        let mut values = Vec::with_capacity(list.len());
        for item in list {
            items.truncate(usize::from(of.item).min(depth));
            items.push(item);
            let wanted =
                of.condition.as_ref().is_none_or(|c| self.eval(c, items) == Some(Value::YesNo(true)));
            if wanted {
                values.push(self.eval(&of.value, items));
            }
        }
        items.truncate(depth);
        fold(of.function, values)
    }
}

fn fold(function: Function, values: Vec<Option<Value>>) -> Option<Value> {
    let is = |value: &Option<Value>, yes: bool| *value == Some(Value::YesNo(yes));
    match function {
        Function::Count => Some(Value::Number(values.len() as i64)),
        Function::Any => Some(Value::YesNo(values.iter().any(|v| is(v, true)))),
        Function::All => Some(Value::YesNo(values.iter().all(|v| is(v, true)))),
        Function::First => values.into_iter().next()?,
        Function::Last => values.into_iter().next_back()?,
        Function::List => values.into_iter().collect::<Option<_>>().map(Value::List),
        Function::Sum => {
            let mut values = values.into_iter();
            let first = values.next().unwrap_or(Some(Value::Number(0)))?;
            values.try_fold(first, |sum, value| add(sum, value?))
        }
        Function::Min | Function::Max => {
            let wanted = if function == Function::Min { Ordering::Less } else { Ordering::Greater };
            let mut values = values.into_iter();
            let first = values.next()??;
            values.try_fold(first, |best, value| {
                let value = value?;
                Some(if compare(&value, &best)? == wanted { value } else { best })
            })
        }
    }
}

pub(crate) fn add(a: Value, b: Value) -> Option<Value> {
    match (&a, &b) {
        (Value::Number(a), Value::Number(b)) => a.checked_add(*b).map(Value::Number),
        _ => money_or_decimal(Op::Add, &a, &b),
    }
}

fn negate(value: Value) -> Option<Value> {
    Some(match value {
        Value::Number(n) => Value::Number(n.checked_neg()?),
        Value::Decimal(d) => Value::Decimal(-d),
        Value::Money { amount, currency } => Value::Money { amount: -amount, currency },
        _ => return None,
    })
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(n) => Some(Decimal::from(*n)),
        Value::Decimal(d) | Value::Money { amount: d, .. } => Some(*d),
        _ => None,
    }
}

pub(crate) fn money_or_decimal(op: Op, a: &Value, b: &Value) -> Option<Value> {
    let (x, y) = (decimal(a)?, decimal(b)?);
    let result = match op {
        Op::Add => x.checked_add(y),
        Op::Subtract => x.checked_sub(y),
        Op::Multiply => x.checked_mul(y),
        _ => x.checked_div(y),
    }?;
    let currency = match (a, b) {
        (Value::Money { currency: a, .. }, Value::Money { currency: b, .. }) => {
            if a != b {
                return None;
            }
            (op != Op::Divide).then_some(*a)
        }
        (Value::Money { currency, .. }, _) | (_, Value::Money { currency, .. }) => Some(*currency),
        _ => None,
    };
    Some(match currency {
        Some(currency) => Value::Money { amount: result, currency },
        None => Value::Decimal(result),
    })
}

/// Equality as designers mean it: `2` and `2.0` are the same, texts compare without case and accents left alone.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(_) | Value::Decimal(_), Value::Number(_) | Value::Decimal(_)) => {
            decimal(a) == decimal(b)
        }
        _ => a == b,
    }
}

fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Money { currency: x, .. }, Value::Money { currency: y, .. }) if x != y => None,
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(lengths::seconds(*a).cmp(&lengths::seconds(*b))),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => Some(decimal(a)?.cmp(&decimal(b)?)),
    }
}
