//! Reckoning with lengths of time and times of day.

use scn_graph::{Span, Value, expr::Op};

const DAY: u64 = 86_400;
const MINUTES_OF_A_DAY: i64 = 24 * 60;

/// `08:30 + 2 hours`, `due - today`, `2 hours * 3`. What would be less than nothing is nothing.
pub(crate) fn reckon(op: Op, a: &Value, b: &Value) -> Option<Value> {
    Some(match (op, a, b) {
        (Op::Add, Value::Time(at), Value::Duration(span)) => later(*at, *span, 1),
        (Op::Subtract, Value::Time(at), Value::Duration(span)) => later(*at, *span, -1),
        (Op::Subtract, Value::Date(a), Value::Date(b)) => {
            Value::Duration(Span::days(u32::try_from(a.0.saturating_sub(b.0)).unwrap_or(0)))
        }
        (Op::Subtract, Value::DateTime(a), Value::DateTime(b)) => {
            Value::Duration(span(u64::try_from(a.since(*b) / 1000).unwrap_or(0)))
        }
        (Op::Add, Value::Duration(a), Value::Duration(b)) => Value::Duration(Span {
            months: a.months.saturating_add(b.months),
            days: a.days.saturating_add(b.days),
            seconds: a.seconds.saturating_add(b.seconds),
        }),
        (Op::Subtract, Value::Duration(a), Value::Duration(b)) => {
            Value::Duration(span(seconds(*a).saturating_sub(seconds(*b))))
        }
        (Op::Multiply, Value::Duration(of), Value::Number(times))
        | (Op::Multiply, Value::Number(times), Value::Duration(of)) => {
            let times = u32::try_from((*times).max(0)).unwrap_or(u32::MAX);
            Value::Duration(Span {
                months: of.months.saturating_mul(times),
                days: of.days.saturating_mul(times),
                seconds: of.seconds.saturating_mul(times),
            })
        }
        _ => return None,
    })
}

/// By usual length: a month is 30 days.
pub(crate) fn seconds(span: Span) -> u64 {
    (u64::from(span.months) * 30 + u64::from(span.days)) * DAY + u64::from(span.seconds)
}

fn span(seconds: u64) -> Span {
    let part = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Span { months: 0, days: part(seconds / DAY), seconds: part(seconds % DAY) }
}

/// Round the clock.
fn later(at: u16, by: Span, sign: i64) -> Value {
    let minutes = i64::from(at) + sign * i64::from(by.seconds / 60);
    Value::Time(u16::try_from(minutes.rem_euclid(MINUTES_OF_A_DAY)).unwrap_or(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_graph::{Day, Moment};

    #[test]
    fn lengths_of_time() {
        let hours = |n: u32| Value::Duration(Span::seconds(n * 3600));
        let days = |n: u32| Value::Duration(Span::days(n));
        let of = |op, a: &Value, b: &Value| reckon(op, a, b);
        assert_eq!(of(Op::Add, &Value::Time(23 * 60), &hours(2)), Some(Value::Time(60)));
        assert_eq!(of(Op::Subtract, &Value::Time(60), &hours(2)), Some(Value::Time(23 * 60)));
        assert_eq!(of(Op::Subtract, &Value::Date(Day(10)), &Value::Date(Day(7))), Some(days(3)));
        assert_eq!(of(Op::Subtract, &Value::Date(Day(7)), &Value::Date(Day(10))), Some(days(0)));
        let moments = (Value::DateTime(Moment(90_000_000)), Value::DateTime(Moment(0)));
        let day_and_hour = Value::Duration(Span { months: 0, days: 1, seconds: 3600 });
        assert_eq!(of(Op::Subtract, &moments.0, &moments.1), Some(day_and_hour));
        assert_eq!(of(Op::Add, &days(1), &days(2)), Some(days(3)));
        assert_eq!(of(Op::Subtract, &days(2), &hours(24)), Some(days(1)));
        assert_eq!(of(Op::Multiply, &Value::Number(3), &days(2)), Some(days(6)));
        assert_eq!(of(Op::Divide, &days(2), &Value::Number(2)), None);
    }
}
