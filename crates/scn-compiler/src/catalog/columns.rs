//! The type of a column, from all its cells.

use super::load::Cell;
use scn_graph::{Currency, Decimal, Type, Value, When, jiff};
use std::str::FromStr;

pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) cells: Vec<Option<Value>>,
}

/// Two rows whose cells do not go together; places count from zero.
pub(super) struct Mixed {
    pub(super) first_row: usize,
    pub(super) first: String,
    pub(super) row: usize,
    pub(super) found: String,
}

/// Everything in it as text.
pub(super) fn text<'c>(name: &str, cells: impl Iterator<Item = &'c Cell>) -> Column {
    let cells = cells.map(|cell| cell.written().map(Value::Text)).collect();
    Column { name: name.to_owned(), ty: Type::TEXT, cells }
}

/// Lists of words; in one text they stand apart by commas, semicolons or bars.
pub(super) fn words<'c>(name: &str, cells: impl Iterator<Item = &'c Cell>) -> Column {
    let split = |text: &str| -> Vec<Value> {
        let words = text.split([',', ';', '|']).map(str::trim).filter(|word| !word.is_empty());
        words.map(|word| Value::Text(word.to_owned())).collect()
    };
    let cells = cells
        .map(|cell| match cell {
            Cell::List(words) => Value::List(words.iter().cloned().map(Value::Text).collect()),
            other => Value::List(other.written().map(|text| split(&text)).unwrap_or_default()),
        })
        .map(Some)
        .collect();
    let ty = Type::List { of: Box::new(Type::TEXT), min: 0, max: None };
    Column { name: name.to_owned(), ty, cells }
}

/// One type for all cells that are not empty.
pub(super) fn infer<'c>(name: &str, cells: impl Iterator<Item = &'c Cell>) -> Result<Column, Mixed> {
    let mut column = Column { name: name.to_owned(), ty: Type::TEXT, cells: Vec::new() };
    let mut first: Option<(usize, Type)> = None;
    for (row, cell) in cells.enumerate() {
        let Some(read) = value(cell) else {
            column.cells.push(None);
            continue;
        };
        let Some((ty, value)) = read else {
            return Err(Mixed {
                first_row: row,
                first: "a map".to_owned(),
                row,
                found: "no single value".to_owned(),
            });
        };
        first = match first {
            None => Some((row, ty)),
            Some((at, before)) => match join(&before, &ty) {
                Some(joined) => Some((at, joined)),
                None => {
                    return Err(Mixed {
                        first_row: at,
                        first: words_for(&before),
                        row,
                        found: words_for(&ty),
                    });
                }
            },
        };
        column.cells.push(Some(value));
    }
    column.ty = first.map_or(Type::TEXT, |(_, ty)| ty);
    if matches!(column.ty, Type::Decimal { .. }) {
        column.cells.iter_mut().for_each(widen);
    }
    Ok(column)
}

fn widen(cell: &mut Option<Value>) {
    if let Some(Value::Number(number)) = cell {
        *cell = Some(Value::Decimal(Decimal::from(*number)));
    }
}

fn join(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        (Type::Number { .. }, Type::Decimal { .. }) | (Type::Decimal { .. }, Type::Number { .. }) => {
            Some(Type::Decimal { min: None, max: None })
        }
        (a, b) if a == b => Some(a.clone()),
        _ => None,
    }
}

/// `None`: an empty cell. Inner `None`: nothing a column can hold.
fn value(cell: &Cell) -> Option<Option<(Type, Value)>> {
    Some(match cell {
        Cell::Empty => return None,
        Cell::YesNo(value) => Some((Type::YesNo, Value::YesNo(*value))),
        Cell::Number(number) => Some((Type::NUMBER, Value::Number(*number))),
        Cell::Decimal(number) => Some((Type::Decimal { min: None, max: None }, Value::Decimal(*number))),
        Cell::Text(text) => Some(from_text(text)),
        Cell::Loose(text) => Some(from_number(text).unwrap_or_else(|| from_text(text))),
        Cell::List(words) => Some((
            Type::List { of: Box::new(Type::TEXT), min: 0, max: None },
            Value::List(words.iter().cloned().map(Value::Text).collect()),
        )),
        Cell::Nested => None,
    })
}

fn from_number(text: &str) -> Option<(Type, Value)> {
    if let Ok(number) = text.parse::<i64>() {
        return Some((Type::NUMBER, Value::Number(number)));
    }
    let number = Decimal::from_str(text).ok()?;
    Some((Type::Decimal { min: None, max: None }, Value::Decimal(number)))
}

/// Texts that are surely something else: `yes`, `12.50 CHF`, `2026-12-24`, `08:30`.
fn from_text(text: &str) -> (Type, Value) {
    let read = match text {
        "yes" | "true" => Some((Type::YesNo, Value::YesNo(true))),
        "no" | "false" => Some((Type::YesNo, Value::YesNo(false))),
        _ => money(text).or_else(|| date(text)).or_else(|| time(text)),
    };
    read.unwrap_or_else(|| (Type::TEXT, Value::Text(text.to_owned())))
}

fn money(text: &str) -> Option<(Type, Value)> {
    let (a, b) = text.trim().split_once(' ')?;
    let (amount, currency) =
        if a.starts_with(|c: char| c.is_ascii_digit() || c == '-') { (a, b) } else { (b, a) };
    let is_code = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    let currency = is_code.then(|| Currency::parse(currency)).flatten()?;
    let amount = Decimal::from_str(amount).ok()?;
    Some((Type::Money { currency: Some(currency) }, Value::Money { amount, currency }))
}

fn date(text: &str) -> Option<(Type, Value)> {
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = plain.then(|| jiff::civil::Date::from_str(text).ok()).flatten()?;
    Some((Type::Date(When::default()), Value::Date(crate::expr::day_of(date))))
}

fn time(text: &str) -> Option<(Type, Value)> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |part: &str| (part.len() <= 2).then(|| part.parse::<u16>().ok()).flatten();
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours < 24 && minutes < 60).then(|| (Type::Time(When::default()), Value::Time(hours * 60 + minutes)))
}

fn words_for(ty: &Type) -> String {
    match ty {
        Type::YesNo => "yes or no".to_owned(),
        Type::Number { .. } => "a number".to_owned(),
        Type::Decimal { .. } => "a decimal number".to_owned(),
        Type::Money { currency: Some(currency) } => format!("an amount in {}", currency.as_str()),
        Type::Date(_) => "a date".to_owned(),
        Type::Time(_) => "a time".to_owned(),
        Type::List { .. } => "a list".to_owned(),
        _ => "a text".to_owned(),
    }
}
