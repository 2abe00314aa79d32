//! Numbers, dates, texts… as written to values.

use super::{Scope, Typed, Want};
use crate::build::Build;
use crate::codes;
use scn_diag::{Diagnostic, Span as Place};
use scn_graph::{Currency, Day, Decimal, Expr, Moment, Span, Type, Value, When, jiff};
use scn_syntax::ast::{self, DurationUnit, ExprKind};
use std::str::FromStr;

impl Build<'_> {
    pub(super) fn written_value(&mut self, scope: &Scope, e: &ast::Expr, want: Want<'_>) -> Typed {
        let value = match &e.kind {
            ExprKind::Number(written) => return self.number(e.span, written, want),
            ExprKind::Money { amount, currency } => return self.money(e.span, amount, currency),
            ExprKind::Duration(duration) => (Value::Duration(span_of(*duration)), Type::Duration),
            ExprKind::Time(minutes) if *minutes < 24 * 60 => {
                (Value::Time(*minutes), Type::Time(When::default()))
            }
            ExprKind::Date { year, month, day } => match date(*year, *month, *day) {
                Some(date) => (Value::Date(day_of(date)), Type::Date(When::default())),
                None => return self.bad_literal(e.span, "there is no such day"),
            },
            ExprKind::DateTime { year, month, day, minutes } => {
                match date(*year, *month, *day).and_then(|date| self.moment(date, *minutes)) {
                    Some(moment) => (Value::DateTime(moment), Type::DateTime(When::default())),
                    None => return self.bad_literal(e.span, "there is no such moment"),
                }
            }
            ExprKind::YesNo(value) => (Value::YesNo(*value), Type::YesNo),
            ExprKind::Text(text) => match text.plain() {
                Some(plain) => kept_as_words(plain, want),
                None => return Typed::new(Expr::Text(self.template(scope, text).pieces), Type::TEXT),
            },
            _ => return self.bad_literal(e.span, "this is no time of day"),
        };
        Typed::new(Expr::Const(value.0), value.1)
    }

    fn number(&mut self, span: Place, written: &str, want: Want<'_>) -> Typed {
        let decimal_wanted = matches!(want.ty, Some(Type::Decimal { .. }));
        if !decimal_wanted && let Ok(number) = written.parse::<i64>() {
            return Typed::new(Expr::Const(Value::Number(number)), Type::NUMBER);
        }
        match Decimal::from_str(written) {
            Ok(number) => {
                Typed::new(Expr::Const(Value::Decimal(number)), Type::Decimal { min: None, max: None })
            }
            Err(_) => self.bad_literal(span, "this number is too long"),
        }
    }

    fn money(&mut self, span: Place, amount: &str, currency: &str) -> Typed {
        match (Decimal::from_str(amount), Currency::parse(currency)) {
            (Ok(amount), Some(currency)) => Typed::new(
                Expr::Const(Value::Money { amount, currency }),
                Type::Money { currency: Some(currency) },
            ),
            _ => self.bad_literal(span, "this is no amount of money"),
        }
    }

    fn bad_literal(&mut self, span: Place, wrong: &'static str) -> Typed {
        self.report.add(
            Diagnostic::new(codes::E1041, span, wrong)
                .help("dates are written `2026-12-24`, times `08:30`, amounts `12.50 CHF`"),
        );
        Typed::error()
    }

    /// A moment on the scenario's clock.
    fn moment(&self, date: jiff::civil::Date, minutes: u16) -> Option<Moment> {
        let time =
            jiff::civil::Time::new(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0);
        let zone = jiff::tz::TimeZone::get(&self.graph.settings.timezone);
        let zoned = date.to_datetime(time.ok()?).to_zoned(zone.unwrap_or(jiff::tz::TimeZone::UTC)).ok()?;
        Some(Moment(zoned.timestamp().as_millisecond()))
    }
}

fn date(year: i16, month: u8, day: u8) -> Option<jiff::civil::Date> {
    jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Days since 1970-01-01.
pub(crate) fn day_of(date: jiff::civil::Date) -> Day {
    let days = (date - jiff::civil::date(1970, 1, 1)).get_days();
    Day(days)
}

pub(crate) fn span_of(duration: ast::Duration) -> Span {
    let times = |unit: u32| duration.amount.saturating_mul(unit);
    match duration.unit {
        DurationUnit::Seconds => Span::seconds(duration.amount),
        DurationUnit::Minutes => Span::seconds(times(60)),
        DurationUnit::Hours => Span::seconds(times(3600)),
        DurationUnit::Days => Span::days(duration.amount),
        DurationUnit::Weeks => Span::days(times(7)),
        DurationUnit::Months => Span { months: duration.amount, ..Span::ZERO },
        DurationUnit::Years => Span { months: times(12), ..Span::ZERO },
    }
}

/// The value of an expression made of literals only.
pub(crate) fn constant(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Const(value) => Some(value.clone()),
        Expr::List(items) => items.iter().map(constant).collect::<Option<Vec<_>>>().map(Value::List),
        Expr::Negate(inner) => match constant(inner)? {
            Value::Number(number) => number.checked_neg().map(Value::Number),
            Value::Decimal(number) => Some(Value::Decimal(-number)),
            Value::Money { amount, currency } => Some(Value::Money { amount: -amount, currency }),
            _ => None,
        },
        Expr::Record(id, fields) => {
            let values = fields.iter().map(|field| match field {
                None => Some(None),
                Some(expr) => constant(expr).map(Some),
            });
            values.collect::<Option<Vec<_>>>().map(|values| Value::Record(*id, values))
        }
        _ => None,
    }
}

/// Words stand for whatever is kept as words: a web address where one is wanted.
fn kept_as_words(words: String, want: Want<'_>) -> (Value, Type) {
    match want.ty {
        Some(Type::Phone) => (Value::Phone(words), Type::Phone),
        Some(Type::Email) => (Value::Email(words), Type::Email),
        Some(Type::Url) => (Value::Url(words), Type::Url),
        Some(Type::Address) => (Value::Address(words), Type::Address),
        _ => (Value::Text(words), Type::TEXT),
    }
}
