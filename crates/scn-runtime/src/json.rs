//! Values as outside systems read and write them. One form per type, told in `docs/runtime.md`:
//! money is `{"amount": 18.5, "currency": "CHF"}`, choices and rows go by name, records by the names of their fields,
//! dates and times as ISO 8601 writes them. Reading is a little more lenient than writing.

use scn_graph::jiff::{self, Timestamp, civil, tz::TimeZone};
use scn_graph::{Currency, Day, Decimal, Field, Graph, Moment, RecordId, Span, Type, Value};
use serde_json::{Map, Number, Value as Json, json};
use std::str::FromStr;

/// A value as JSON.
pub(crate) fn to_json(graph: &Graph, value: &Value) -> Json {
    match value {
        Value::Text(text)
        | Value::Phone(text)
        | Value::Email(text)
        | Value::Url(text)
        | Value::Address(text) => json!(text),
        Value::Number(number) => json!(number),
        Value::Decimal(decimal) => number(decimal),
        Value::Money { amount, currency } => json!({"amount": number(amount), "currency": currency.as_str()}),
        Value::YesNo(yes) => json!(yes),
        Value::Date(day) => date(*day).map_or(Json::Null, |date| json!(date.to_string())),
        Value::Time(minutes) => json!(format!("{:02}:{:02}", minutes / 60, minutes % 60)),
        Value::DateTime(moment) => {
            Timestamp::from_millisecond(moment.0).map_or(Json::Null, |moment| json!(moment.to_string()))
        }
        Value::Duration(span) => json!(format!("P{}M{}DT{}S", span.months, span.days, span.seconds)),
        Value::Place { latitude, longitude, name } => {
            with(json!({"latitude": latitude, "longitude": longitude}), "name", name.as_deref())
        }
        Value::Media { id, mime } => json!({"id": id, "mime": mime}),
        Value::ContactCard { name, phone } => with(json!({"name": name}), "phone", phone.as_deref()),
        Value::Choice(id, key) => {
            let values = graph.choice(*id).map(|choice| choice.values.as_slice()).unwrap_or_default();
            values.iter().find(|value| value.key == *key).map_or(Json::Null, |value| json!(value.name))
        }
        Value::Row(id, key) => {
            let rows = graph.catalog(*id).map(|catalog| catalog.rows.as_slice()).unwrap_or_default();
            rows.iter().find(|row| row.key == *key).map_or(Json::Null, |row| json!(row.name))
        }
        Value::Record(id, values) => {
            let known = fields(graph, *id).iter().zip(values);
            let known = known
                .filter_map(|(field, value)| Some((field.name.clone(), to_json(graph, value.as_ref()?))));
            Json::Object(known.collect::<Map<_, _>>())
        }
        Value::List(items) => items.iter().map(|item| to_json(graph, item)).collect(),
    }
}

/// JSON as a value of this type; `None` for `null` where the type allows it to be unknown. The error says where and
/// what was expected, never what was there: that may be about a person.
pub(crate) fn from_json(graph: &Graph, ty: &Type, json: &Json) -> Result<Option<Value>, String> {
    match (ty, json) {
        (Type::Optional(_), Json::Null) => Ok(None),
        (ty, json) => read(graph, ty.known(), json).map(Some),
    }
}

fn read(graph: &Graph, ty: &Type, json: &Json) -> Result<Value, String> {
    let text = json.as_str().map(str::trim);
    match ty {
        Type::Text { max_chars, .. } => {
            let text = scalar(json).ok_or("must be a text")?;
            match max_chars {
                Some(max) if text.chars().count() > *max as usize => {
                    Err(format!("is longer than {max} characters"))
                }
                _ => Ok(Value::Text(text)),
            }
        }
        Type::Number { min, max } => {
            let whole = json.as_i64().or_else(|| text?.parse().ok());
            let fits =
                |number: &i64| min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max);
            whole.filter(fits).map(Value::Number).ok_or_else(|| between("a whole number", min, max))
        }
        Type::Decimal { min, max } => {
            let fits = |number: &Decimal| {
                min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max)
            };
            decimal(json).filter(fits).map(Value::Decimal).ok_or_else(|| between("a number", min, max))
        }
        Type::Money { currency } => money(json, *currency)
            .ok_or_else(|| r#"must be money such as {"amount": 18.5, "currency": "CHF"}"#.to_owned()),
        Type::YesNo => json.as_bool().map(Value::YesNo).ok_or_else(|| "must be true or false".to_owned()),
        Type::Date(_) => {
            text.and_then(day).map(Value::Date).ok_or_else(|| "must be a date such as 2026-01-31".to_owned())
        }
        Type::Time(_) => {
            let time = text.and_then(|text| civil::Time::from_str(text).ok());
            let minutes = time
                .and_then(|time| u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).ok());
            minutes.map(Value::Time).ok_or_else(|| "must be a time such as 18:30".to_owned())
        }
        Type::DateTime(_) => text
            .and_then(|text| moment(text, &graph.settings.timezone))
            .map(Value::DateTime)
            .ok_or_else(|| "must be a moment such as 2026-01-31T18:30:00+01:00".to_owned()),
        Type::Duration => span(json)
            .map(Value::Duration)
            .ok_or_else(|| "must be a length of time such as PT30M, or a number of seconds".to_owned()),
        Type::Phone => text
            .and_then(phone)
            .map(Value::Phone)
            .ok_or_else(|| "must be a phone number such as +41791234567".to_owned()),
        Type::Email => text
            .filter(|text| {
                text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
            })
            .map(|text| Value::Email(text.to_owned()))
            .ok_or_else(|| "must be an e-mail address".to_owned()),
        Type::Url => text
            .filter(|text| text.starts_with("https://") || text.starts_with("http://"))
            .map(|text| Value::Url(text.to_owned()))
            .ok_or_else(|| "must be an address that starts with https://".to_owned()),
        Type::Address => scalar(json).map(Value::Address).ok_or_else(|| "must be a text".to_owned()),
        Type::Place => {
            let number = |key: &str| json.get(key)?.as_f64();
            let (latitude, longitude) = number("latitude")
                .zip(number("longitude"))
                .ok_or(r#"must be a place such as {"latitude": 46.52, "longitude": 6.63}"#)?;
            Ok(Value::Place { latitude, longitude, name: words(json, "name") })
        }
        Type::Image | Type::Audio | Type::Video | Type::Document => words(json, "id")
            .map(|id| Value::Media { id, mime: words(json, "mime").unwrap_or_default() })
            .ok_or_else(|| {
                r#"must be a file of the platform such as {"id": "1", "mime": "image/jpeg"}"#.to_owned()
            }),
        Type::ContactCard => words(json, "name")
            .map(|name| Value::ContactCard { name, phone: words(json, "phone") })
            .ok_or_else(|| {
                r#"must be a contact such as {"name": "Ada", "phone": "+41791234567"}"#.to_owned()
            }),
        Type::Choice(id) => {
            let values = graph.choice(*id).map(|choice| choice.values.as_slice()).unwrap_or_default();
            let name = scalar(json);
            let value = values.iter().find(|value| name.as_deref() == Some(value.name.as_str()));
            value.map(|value| Value::Choice(*id, value.key)).ok_or_else(|| {
                let names: Vec<&str> = values.iter().map(|value| value.name.as_str()).collect();
                format!("must be one of {}", names.join(", "))
            })
        }
        Type::Row(id) => {
            let (name, catalog) = (scalar(json), graph.catalog(*id));
            let rows = catalog.map(|catalog| catalog.rows.as_slice()).unwrap_or_default();
            let row = rows.iter().find(|row| name.as_deref() == Some(row.name.as_str()));
            row.map(|row| Value::Row(*id, row.key)).ok_or_else(|| {
                format!(
                    "must be the name of a row of {}",
                    catalog.map_or("a catalog", |catalog| &catalog.name)
                )
            })
        }
        Type::Record(id) => record(graph, *id, json),
        Type::List { of, min, max } => list(graph, of, (*min, *max), json),
        Type::Optional(inner) => read(graph, inner, json),
    }
}

/// A field may be left out when it can be unknown or is worked out by itself.
fn record(graph: &Graph, id: RecordId, json: &Json) -> Result<Value, String> {
    let object = json.as_object().ok_or("must be an object")?;
    let values = fields(graph, id).iter().map(|field| match object.get(&field.name).unwrap_or(&Json::Null) {
        Json::Null if field.value.is_some() || matches!(field.ty, Type::Optional(_)) => Ok(None),
        Json::Null => Err(format!("`{}` is missing", field.name)),
        json => from_json(graph, &field.ty, json).map_err(|reason| format!("`{}` {reason}", field.name)),
    });
    Ok(Value::Record(id, values.collect::<Result<_, _>>()?))
}

fn list(graph: &Graph, of: &Type, (min, max): (u32, Option<u32>), json: &Json) -> Result<Value, String> {
    let items = json.as_array().ok_or("must be a list")?;
    if items.len() < min as usize || max.is_some_and(|max| items.len() > max as usize) {
        return Err(between("a list with a number of items", &Some(min), &max));
    }
    let read = |(place, item): (usize, &Json)| {
        read(graph, of, item).map_err(|reason| format!("item {} {reason}", place + 1))
    };
    Ok(Value::List(items.iter().enumerate().map(read).collect::<Result<_, _>>()?))
}

fn fields(graph: &Graph, id: RecordId) -> &[Field] {
    graph.record(id).map(|record| record.fields.as_slice()).unwrap_or_default()
}

fn between<T: ToString>(what: &str, min: &Option<T>, max: &Option<T>) -> String {
    let from = min.as_ref().map(|min| format!(" from {}", min.to_string())).unwrap_or_default();
    let to = max.as_ref().map(|max| format!(" up to {}", max.to_string())).unwrap_or_default();
    format!("must be {what}{from}{to}")
}

/// A JSON number where it says exactly the same, else a text: a binary fraction must not change an amount.
fn number(decimal: &Decimal) -> Json {
    let plain = decimal.normalize();
    let number = plain.to_string().parse::<f64>().ok().and_then(|float| {
        if float.fract() == 0.0 && float.abs() < 1e15 {
            return Some(Number::from(float as i64));
        }
        Number::from_f64(float)
    });
    number
        .filter(|number| Decimal::from_str(&number.to_string()) == Ok(plain))
        .map_or_else(|| json!(decimal.to_string()), Json::Number)
}

fn decimal(json: &Json) -> Option<Decimal> {
    match json {
        Json::Number(number) => {
            let text = number.to_string();
            Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
        }
        Json::String(text) => Decimal::from_str(text.trim()).ok(),
        _ => None,
    }
}

/// An object, or a bare amount where the type names the currency, or a text such as `18.50 CHF`.
fn money(json: &Json, expected: Option<Currency>) -> Option<Value> {
    let (amount, currency) = match json {
        Json::Object(object) => {
            let currency = object.get("currency").and_then(Json::as_str).map(str::trim);
            (decimal(object.get("amount")?)?, currency.map(Currency::parse).unwrap_or(expected)?)
        }
        Json::String(text) => match text.trim().rsplit_once(' ') {
            Some((amount, currency)) => (Decimal::from_str(amount.trim()).ok()?, Currency::parse(currency)?),
            None => (decimal(json)?, expected?),
        },
        _ => (decimal(json)?, expected?),
    };
    expected.is_none_or(|expected| expected == currency).then_some(Value::Money { amount, currency })
}

fn date(day: Day) -> Option<civil::Date> {
    civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(day.0).ok()?).ok()
}

fn day(text: &str) -> Option<Day> {
    let date = civil::Date::from_str(text).ok()?;
    let days = civil::date(1970, 1, 1).until((jiff::Unit::Day, date)).ok()?.get_days();
    Some(Day(days))
}

/// Without an offset it is meant in the scenario's time zone.
fn moment(text: &str, zone: &str) -> Option<Moment> {
    if let Ok(moment) = Timestamp::from_str(text) {
        return Some(Moment(moment.as_millisecond()));
    }
    let local = civil::DateTime::from_str(text).ok()?;
    let zoned = local.to_zoned(TimeZone::get(zone).ok()?).ok()?;
    Some(Moment(zoned.timestamp().as_millisecond()))
}

fn span(json: &Json) -> Option<Span> {
    if let Some(seconds) = json.as_u64() {
        return u32::try_from(seconds).ok().map(Span::seconds);
    }
    let span = jiff::Span::from_str(json.as_str()?.trim()).ok()?;
    let positive = |number: i64| u64::try_from(number).ok();
    let months = positive(span.get_months().into())? + 12 * positive(span.get_years().into())?;
    let days = positive(span.get_days().into())? + 7 * positive(span.get_weeks().into())?;
    let hours = positive(span.get_hours().into())?;
    let seconds = positive(span.get_seconds())? + 60 * positive(span.get_minutes())? + 3600 * hours;
    Some(Span {
        months: months.try_into().ok()?,
        days: days.try_into().ok()?,
        seconds: seconds.try_into().ok()?,
    })
}

/// Digits with a leading plus, whatever stands between them.
pub(crate) fn phone(text: &str) -> Option<String> {
    let bare: String =
        text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}')).collect();
    let digits = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"))?;
    let plausible = (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plausible.then(|| format!("+{digits}"))
}

/// A number as the platform writes it: digits alone.
pub(crate) fn phone_of_digits(digits: &str) -> Option<String> {
    phone(&format!("+{}", digits.trim_start_matches('+')))
}

/// A text, or a number written out.
fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn words(json: &Json, key: &str) -> Option<String> {
    json.get(key).and_then(scalar).filter(|text| !text.trim().is_empty())
}

fn with(mut object: Json, key: &str, text: Option<&str>) -> Json {
    if let Some(text) = text {
        object[key] = json!(text);
    }
    object
}

#[cfg(test)]
mod tests;
