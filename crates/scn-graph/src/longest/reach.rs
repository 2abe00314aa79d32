//! Which values an expression can have.

use super::{Around, Lengths, Longest, Own, masked, writes::Write};
use crate::expr::{Aggregate, Context, Function, Op};
use crate::{
    CatalogId, Currency, Expr, FlowId, Language, PluralCategory, RecordId, Row, SlotId, Style, Type, Value,
    format, types::When,
};

/// What can come out of an expression.
#[derive(Clone, Debug)]
pub(super) enum Reach {
    /// Exactly this.
    Is(Value),
    /// Anything of this type.
    Of(Type),
    /// A cell of this column.
    Column(CatalogId, u16),
    /// A text put together.
    Text(Longest),
    Either(Vec<Reach>),
    /// A list of so many of one kind.
    Many(Box<Reach>, Option<u32>),
    /// A list of exactly these.
    Each(Vec<Reach>),
}

/// Which numbers bring a plural form.
pub(super) enum Number {
    None,
    Any,
    Only(i64),
}

impl Reach {
    pub(super) fn nothing() -> Reach {
        Reach::Either(Vec::new())
    }

    fn number(min: Option<i64>, max: Option<i64>) -> Reach {
        Reach::Of(Type::Number { min, max })
    }

    /// What a list holds, and how many at most.
    pub(super) fn items(self) -> (Reach, Option<u32>) {
        match self {
            Reach::Is(Value::List(list)) => {
                let most = u32::try_from(list.len()).ok();
                (Reach::Either(list.into_iter().map(Reach::Is).collect()), most)
            }
            Reach::Of(ty) => match ty.known() {
                Type::List { of, max, .. } => (Reach::Of((**of).clone()), *max),
                _ => (Reach::nothing(), Some(0)),
            },
            Reach::Many(of, most) => (*of, most),
            Reach::Each(all) => {
                let most = u32::try_from(all.len()).ok();
                (Reach::Either(all), most)
            }
            Reach::Either(all) => {
                let parts: Vec<_> = all.into_iter().map(Reach::items).collect();
                let most = parts.iter().try_fold(0, |most, (_, part)| part.map(|part| most.max(part)));
                (Reach::Either(parts.into_iter().map(|(of, _)| of).collect()), most)
            }
            Reach::Is(_) | Reach::Column(..) | Reach::Text(_) => (Reach::nothing(), Some(0)),
        }
    }

    /// The bounds of a whole number.
    fn bounds(&self) -> Option<(Option<i64>, Option<i64>)> {
        match self {
            Reach::Is(Value::Number(n)) => Some((Some(*n), Some(*n))),
            Reach::Of(ty) => match ty.known() {
                Type::Number { min, max } => Some((*min, *max)),
                _ => None,
            },
            Reach::Either(all) => {
                let mut all = all.iter().map(Reach::bounds);
                let first = all.next()??;
                all.try_fold(first, |(min, max), next| {
                    let (a, b) = next?;
                    Some((min.zip(a).map(|(x, y)| x.min(y)), max.zip(b).map(|(x, y)| x.max(y))))
                })
            }
            _ => None,
        }
    }

    /// Which number of these brings a form; `zero` when there are words for nothing at all.
    pub(super) fn number_for(&self, form: PluralCategory, zero: bool, language: Language) -> Number {
        let Some((min, max)) = self.bounds() else { return Number::Any };
        let can = |n: i64| min.is_none_or(|min| min <= n) && max.is_none_or(|max| n <= max);
        let fits = |n: &i64| {
            let own = if *n == 0 && zero {
                PluralCategory::Zero
            } else {
                format::category(&Value::Number(*n), language)
            };
            can(*n) && own == form
        };
        match form {
            PluralCategory::Zero | PluralCategory::One | PluralCategory::Many => {
                [1, 0, -1, 1_000_000].into_iter().find(fits).map_or(Number::None, Number::Only)
            }
            // the largest bounded number is the longest one
            _ => match (min, max) {
                (Some(min), Some(max)) if min == max => {
                    if fits(&min) {
                        Number::Only(min)
                    } else {
                        Number::None
                    }
                }
                (Some(min), Some(max)) => {
                    let ends = [2, min.saturating_add(1), min, max.saturating_sub(1), max];
                    let longest = |n: &i64| n.to_string().len();
                    ends.into_iter().filter(fits).max_by_key(longest).map_or(Number::None, Number::Only)
                }
                _ => Number::Any,
            },
        }
    }
}

impl<'g> Lengths<'g> {
    pub(super) fn reach(&mut self, expr: &Expr, around: &Around<'g>) -> Reach {
        if let Some((_, value)) = around.known.iter().rev().find(|(known, _)| known == expr) {
            return Reach::Is(value.clone());
        }
        let yes_no = || Reach::Of(Type::YesNo);
        match expr {
            Expr::Const(value) => Reach::Is(value.clone()),
            Expr::Slot(slot) => {
                around.flow.map_or_else(Reach::nothing, |flow| self.slot(flow, *slot, around))
            }
            Expr::Outer(flow, slot) => self.slot(*flow, *slot, around),
            Expr::Item(at) => around.items.get(usize::from(*at)).cloned().unwrap_or_else(Reach::nothing),
            Expr::Own(at) => self.own(usize::from(*at), around),
            Expr::Memory(field) => self
                .graph
                .memory_field(*field)
                .map_or_else(Reach::nothing, |field| Reach::Of(field.ty.clone())),
            Expr::Rows(catalog) => self.rows(*catalog),
            Expr::Context(context) => self.context(*context, around),
            Expr::Field(of, at) => {
                let of = self.reach(of, around);
                self.field(of, *at)
            }
            Expr::Index(of, _) => self.reach(of, around).items().0,
            Expr::Count(of) => {
                let (_, most) = self.reach(of, around).items();
                Reach::number(Some(0), most.map(i64::from))
            }
            Expr::Length(_) => Reach::number(Some(0), None),
            Expr::Consent(_) | Expr::Not(_) | Expr::IsKnown(_) => yes_no(),
            Expr::Negate(of) => match self.reach(of, around) {
                Reach::Is(Value::Number(n)) => Reach::Is(Value::Number(n.saturating_neg())),
                other => match other.bounds() {
                    Some((min, max)) => {
                        Reach::number(max.map(i64::saturating_neg), min.map(i64::saturating_neg))
                    }
                    None => other,
                },
            },
            Expr::Binary(op, left, right) => self.binary(*op, left, right, around),
            Expr::Default(of, value) => {
                Reach::Either(vec![self.reach(of, around), self.reach(value, around)])
            }
            Expr::Aggregate(of) => self.aggregate(of, around),
            Expr::Record(record, _) => Reach::Of(Type::Record(*record)),
            Expr::List(all) => Reach::Each(all.iter().map(|one| self.reach(one, around)).collect()),
            Expr::Named(_) => Reach::nothing(),
            Expr::Text(pieces) => Reach::Text(self.pieces(pieces, around)),
            Expr::Masked(of) => {
                let reach = self.reach(of, around);
                let plain = self.spell(&reach, Style::Plain, around);
                Reach::Text(masked(plain))
            }
        }
    }

    /// What is set has the values that it is set to; everything else what its type allows.
    fn slot(&mut self, flow: FlowId, slot: SlotId, around: &Around<'g>) -> Reach {
        let ty =
            self.graph.flow(flow).and_then(|flow| flow.slots.get(slot.index())).map(|slot| slot.ty.clone());
        let by_type = ty.map_or_else(Reach::nothing, Reach::Of);
        let Some(writes) = self.writes.get(flow, slot).filter(|_| !self.open_slots.contains(&(flow, slot)))
        else {
            return by_type;
        };
        self.open_slots.push((flow, slot));
        let inside = Around { flow: Some(flow), language: around.language, ..Around::default() };
        let all = writes.iter().map(|write| match write {
            Write::Value(value) => self.reach(value, &inside),
            Write::ItemOf(list) => self.reach(list, &inside).items().0,
        });
        let all: Vec<Reach> = all.collect();
        self.open_slots.pop();
        // rows of a list are rows of their type: a row read twice is the same one
        if matches!(&by_type, Reach::Of(ty) if matches!(ty.known(), Type::Row(_))) {
            by_type
        } else {
            Reach::Either(all)
        }
    }

    fn own(&self, at: usize, around: &Around<'g>) -> Reach {
        let found = match &around.own {
            Some(Own::Fields(record)) => self.record_field(*record, at),
            Some(Own::Params(params)) => params.get(at).map(|param| Reach::Of(param.ty.clone())),
            Some(Own::Values(values)) => values.get(at).cloned().flatten().map(Reach::Is),
            None => None,
        };
        found.unwrap_or_else(Reach::nothing)
    }

    fn record_field(&self, record: RecordId, at: usize) -> Option<Reach> {
        let field = self.graph.record(record)?.fields.get(at)?;
        Some(Reach::Of(field.ty.clone()))
    }

    /// The rows that are available.
    fn rows(&self, id: CatalogId) -> Reach {
        let Some(catalog) = self.graph.catalog(id) else { return Reach::nothing() };
        let rows = catalog.rows.iter().filter(|row| catalog.is_available(row));
        Reach::Each(rows.map(|row| Reach::Is(Value::Row(id, row.key))).collect())
    }

    pub(super) fn row(&self, id: CatalogId, key: crate::Key) -> Option<&'g Row> {
        self.graph.catalog(id)?.rows.get(*self.rows.get(&(id, key))?)
    }

    fn field(&self, of: Reach, at: u16) -> Reach {
        let place = usize::from(at);
        match of {
            Reach::Is(Value::Row(catalog, key)) => {
                let cell = self.row(catalog, key).and_then(|row| row.cells.get(place)?.clone());
                cell.map_or_else(Reach::nothing, Reach::Is)
            }
            Reach::Is(Value::Record(_, fields)) => {
                fields.get(place).cloned().flatten().map_or_else(Reach::nothing, Reach::Is)
            }
            Reach::Of(ty) => match ty.known() {
                Type::Row(catalog) => Reach::Column(*catalog, at),
                Type::Record(record) => self.record_field(*record, place).unwrap_or_else(Reach::nothing),
                _ => Reach::nothing(),
            },
            Reach::Either(all) => Reach::Either(all.into_iter().map(|one| self.field(one, at)).collect()),
            _ => Reach::nothing(),
        }
    }

    fn context(&mut self, context: Context, around: &Around<'g>) -> Reach {
        Reach::Of(match context {
            Context::Offered => {
                return match around.offered {
                    Some(offered) => self.reach(offered, &Around { offered: None, ..around.clone() }),
                    None => Reach::nothing(),
                };
            }
            // as long as WhatsApp lets people choose them: no designer can bound these
            Context::ContactName | Context::ContactLanguage | Context::MessageSource => {
                return Reach::Text(Longest::usual("…"));
            }
            Context::MessageText
            | Context::MessageHeadline
            | Context::MessageCaption
            | Context::ContactData => Type::TEXT,
            Context::MessageEmoji => return Reach::Text(Longest::usual("👍")),
            Context::ContactPhone => Type::Phone,
            Context::Now => Type::DateTime(When::default()),
            Context::Today => Type::Date(When::default()),
            Context::WindowIsOpen | Context::HoursIsOpen | Context::TeamIsOpen(_) => Type::YesNo,
            Context::PausedFor => Type::Duration,
            Context::MessageItems => {
                let Some(item) = self.graph.cart_item else { return Reach::nothing() };
                Type::List { of: Box::new(Type::Record(item)), min: 0, max: None }
            }
            Context::MessageTotal => Type::Money { currency: None },
        })
    }

    fn binary(&mut self, op: Op, left: &Expr, right: &Expr, around: &Around<'g>) -> Reach {
        if !matches!(op, Op::Add | Op::Subtract | Op::Multiply | Op::Divide) {
            return Reach::Of(Type::YesNo);
        }
        let (a, b) = (self.reach(left, around), self.reach(right, around));
        match (a.bounds(), b.bounds()) {
            (Some(a), Some(b)) if op != Op::Divide => reckon(op, a, b),
            (Some(_), Some(_)) => Reach::Of(Type::Decimal { min: None, max: None }),
            _ => self.reckoned(op, a, b, around),
        }
    }

    /// The kind of value that comes out, without its bounds.
    fn reckoned(&mut self, op: Op, a: Reach, b: Reach, around: &Around<'g>) -> Reach {
        let (left, right) = (self.kind(&a), self.kind(&b));
        Reach::Of(match (left, right) {
            (Some(Type::Text { .. }), _) | (_, Some(Type::Text { .. })) => {
                let mut text = self.spell(&a, Style::Plain, around);
                text.push(&self.spell(&b, Style::Plain, around));
                return Reach::Text(text);
            }
            (Some(Type::Money { .. }), Some(Type::Money { .. })) if op == Op::Divide => {
                Type::Decimal { min: None, max: None }
            }
            (Some(Type::Money { currency }), _) | (_, Some(Type::Money { currency })) => {
                Type::Money { currency }
            }
            (Some(Type::Date(_)), Some(Type::Date(_)))
            | (Some(Type::DateTime(_)), Some(Type::DateTime(_))) => Type::Duration,
            (Some(when @ (Type::Date(_) | Type::Time(_) | Type::DateTime(_))), _) => when,
            (Some(Type::Duration), _) | (_, Some(Type::Duration)) => Type::Duration,
            _ => Type::Decimal { min: None, max: None },
        })
    }

    fn kind(&self, of: &Reach) -> Option<Type> {
        Some(match of {
            Reach::Of(ty) => ty.known().clone(),
            Reach::Is(value) => kind(value)?,
            Reach::Text(_) => Type::TEXT,
            Reach::Column(catalog, at) => {
                let columns = &self.graph.catalog(*catalog)?.columns;
                columns.get(usize::from(*at))?.ty.known().clone()
            }
            Reach::Either(all) => return all.iter().find_map(|one| self.kind(one)),
            Reach::Many(..) | Reach::Each(_) => return None,
        })
    }

    fn aggregate(&mut self, of: &Aggregate, around: &Around<'g>) -> Reach {
        let (item, most) = self.reach(&of.list, around).items();
        let mut inner = around.clone();
        inner.items.truncate(usize::from(of.item));
        inner.items.push(item);
        match of.function {
            Function::Count => Reach::number(Some(0), most.map(i64::from)),
            Function::Any | Function::All => Reach::Of(Type::YesNo),
            Function::First | Function::Last | Function::Min | Function::Max => self.reach(&of.value, &inner),
            Function::List => Reach::Many(Box::new(self.reach(&of.value, &inner)), most),
            Function::Sum => {
                let value = self.reach(&of.value, &inner);
                match (value.bounds(), most) {
                    (Some((Some(min), Some(max))), Some(most)) => {
                        let all = |n: i64| n.saturating_mul(i64::from(most));
                        Reach::number(Some(all(min.min(0))), Some(all(max.max(0))))
                    }
                    (Some(_), _) => Reach::number(None, None),
                    (None, _) => self.kind(&value).map_or_else(Reach::nothing, Reach::Of),
                }
            }
        }
    }
}

type Bounds = (Option<i64>, Option<i64>);

fn reckon(op: Op, (a, b): Bounds, (c, d): Bounds) -> Reach {
    let both = |x: Option<i64>, y: Option<i64>, f: fn(i64, i64) -> i64| x.zip(y).map(|(x, y)| f(x, y));
    match op {
        Op::Add => Reach::number(both(a, c, i64::saturating_add), both(b, d, i64::saturating_add)),
        Op::Subtract => Reach::number(both(a, d, i64::saturating_sub), both(b, c, i64::saturating_sub)),
        _ => {
            let corners = [(a, c), (a, d), (b, c), (b, d)].map(|(x, y)| both(x, y, i64::saturating_mul));
            let all: Option<Vec<i64>> = corners.into_iter().collect();
            let end = |pick: fn(std::vec::IntoIter<i64>) -> Option<i64>| {
                all.clone().map(Vec::into_iter).and_then(pick)
            };
            Reach::number(end(Iterator::min), end(Iterator::max))
        }
    }
}

fn kind(value: &Value) -> Option<Type> {
    Some(match value {
        Value::Text(_) => Type::TEXT,
        Value::Number(n) => Type::Number { min: Some(*n), max: Some(*n) },
        Value::Decimal(_) => Type::Decimal { min: None, max: None },
        Value::Money { currency, .. } => Type::Money { currency: Some::<Currency>(*currency) },
        Value::Date(_) => Type::Date(When::default()),
        Value::Time(_) => Type::Time(When::default()),
        Value::DateTime(_) => Type::DateTime(When::default()),
        Value::Duration(_) => Type::Duration,
        _ => return None,
    })
}
