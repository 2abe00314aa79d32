//! Values of conversations as JSON, for `scn understand` and `scn eval`.

use jiff::tz::TimeZone;
use scn_graph::{Choice, Day, Decimal, Graph, Key, Moment, Row, Span, Template, Type, Value, jiff};
use serde_json::{Map, Value as Json, json};

/// What values are shown with.
pub(crate) struct Shown<'a> {
    pub(crate) graph: &'a Graph,
    /// Moments are written with the offset they have here.
    pub(crate) zone: &'a TimeZone,
}

impl Shown<'_> {
    pub(crate) fn value(&self, value: &Value) -> Json {
        match value {
            Value::Text(text)
            | Value::Phone(text)
            | Value::Email(text)
            | Value::Url(text)
            | Value::Address(text) => json!(text),
            Value::Number(number) => json!(number),
            Value::Decimal(number) => decimal(*number),
            Value::Money { amount, currency } => {
                json!({ "amount": amount_text(*amount), "currency": currency.as_str() })
            }
            Value::YesNo(yes) => json!(yes),
            Value::Date(day) => json!(date(*day)),
            Value::Time(minutes) => json!(format!("{:02}:{:02}", minutes / 60, minutes % 60)),
            Value::DateTime(at) => json!(moment(*at, self.zone)),
            Value::Duration(span) => json!(duration(*span)),
            Value::Place { latitude, longitude, name } => {
                json!({ "latitude": latitude, "longitude": longitude, "name": name })
            }
            Value::Media { id, mime } => json!({ "id": id, "mime": mime }),
            Value::ContactCard { name, phone } => json!({ "name": name, "phone": phone }),
            Value::Choice(id, key) => self.named(self.graph.choice(*id).and_then(|choice| {
                let value = choice.values.iter().find(|value| value.key == *key)?;
                Some((value.name.clone(), choice_labels(self.graph, choice, *key).into_iter().next()?))
            })),
            Value::Row(id, key) => self.named(self.graph.catalog(*id).and_then(|catalog| {
                let row = catalog.rows.iter().find(|row| row.key == *key)?;
                Some((row.name.clone(), row_label(catalog.label, row)))
            })),
            Value::Record(id, fields) => {
                let shape = self.graph.record(*id).map(|record| record.fields.as_slice()).unwrap_or_default();
                let known =
                    shape.iter().zip(fields).filter_map(|(field, value)| Some((field, value.as_ref()?)));
                Json::Object(known.map(|(field, value)| (field.name.clone(), self.value(value))).collect())
            }
            Value::List(list) => Json::Array(list.iter().map(|value| self.value(value)).collect()),
        }
    }

    fn named(&self, named: Option<(String, String)>) -> Json {
        named.map_or(Json::Null, |(key, label)| json!({ "key": key, "label": label }))
    }

    /// What slots hold, by their names; those of the compiler's own are left out.
    pub(crate) fn slots<'v>(
        &self,
        flow: &scn_graph::Flow,
        known: impl Iterator<Item = &'v (scn_graph::SlotId, Value)>,
    ) -> Json {
        let named = known.filter_map(|(slot, value)| {
            let name = &flow.slots.get(slot.index())?.name;
            (!name.contains('.')).then(|| (name.clone(), self.value(value)))
        });
        Json::Object(named.collect::<Map<String, Json>>())
    }
}

/// The words of a value, one per language; the scenario's own language first.
pub(crate) fn choice_labels(graph: &Graph, choice: &Choice, key: Key) -> Vec<String> {
    let Some(value) = choice.values.iter().find(|value| value.key == key) else { return Vec::new() };
    let texts = graph.texts.iter().filter_map(|texts| texts.get(value.label.index())?.as_ref());
    let mut labels: Vec<String> = texts.filter_map(Template::as_literal).map(str::to_owned).collect();
    if labels.is_empty() {
        labels.push(value.name.clone());
    }
    labels
}

/// The cell that shows a row.
pub(crate) fn row_label(label: u16, row: &Row) -> String {
    match row.cells.get(usize::from(label)) {
        Some(Some(Value::Text(text))) => text.clone(),
        Some(Some(Value::Number(number))) => number.to_string(),
        _ => row.name.clone(),
    }
}

/// A type as a .scn file writes it, without its constraints.
pub(crate) fn type_name(graph: &Graph, ty: &Type) -> String {
    let named = |name: Option<&String>| name.cloned().unwrap_or_default();
    let plain = match ty.known() {
        Type::Text { .. } => "text",
        Type::Number { .. } => "number",
        Type::Decimal { .. } => "decimal",
        Type::Money { .. } => "money",
        Type::YesNo => "yes_no",
        Type::Date(_) => "date",
        Type::Time(_) => "time",
        Type::DateTime(_) => "datetime",
        Type::Duration => "duration",
        Type::Phone => "phone",
        Type::Email => "email",
        Type::Url => "url",
        Type::Address => "address",
        Type::Place => "place",
        Type::Image => "image",
        Type::Audio => "audio",
        Type::Video => "video",
        Type::Document => "document",
        Type::ContactCard => "contact_card",
        Type::Choice(id) => return named(graph.choice(*id).map(|choice| &choice.name)),
        Type::Row(id) => return named(graph.catalog(*id).map(|catalog| &catalog.name)),
        Type::Record(id) => return named(graph.record(*id).map(|record| &record.name)),
        Type::List { of, .. } => return format!("list of {}", type_name(graph, of)),
        Type::Optional(inner) => return type_name(graph, inner),
    };
    plain.to_owned()
}

fn decimal(number: Decimal) -> Json {
    let text = number.normalize().to_string();
    serde_json::from_str(&text).unwrap_or(Json::String(text))
}

/// At least two digits behind the point, as amounts are written.
fn amount_text(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}

pub(crate) fn date(day: Day) -> String {
    let first = jiff::civil::date(1970, 1, 1);
    let date = first.checked_add(jiff::Span::new().days(i64::from(day.0)));
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// RFC 3339, with the offset.
fn moment(at: Moment, zone: &TimeZone) -> String {
    let Ok(timestamp) = jiff::Timestamp::from_millisecond(at.0) else { return String::new() };
    timestamp.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// ISO 8601: `P2W`, `PT1H30M`, `P1Y6M`.
fn duration(span: Span) -> String {
    if span.days > 0 && span.days.is_multiple_of(7) && span.months == 0 && span.seconds == 0 {
        return format!("P{}W", span.days / 7);
    }
    let parts = |parts: [(u32, char); 3]| -> String {
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect()
    };
    let calendar = parts([(span.months / 12, 'Y'), (span.months % 12, 'M'), (span.days, 'D')]);
    let seconds = span.seconds;
    let clock = parts([(seconds / 3600, 'H'), (seconds / 60 % 60, 'M'), (seconds % 60, 'S')]);
    match (calendar.is_empty(), clock.is_empty()) {
        (true, true) => "PT0S".to_owned(),
        (_, true) => format!("P{calendar}"),
        _ => format!("P{calendar}T{clock}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_as_iso_8601_writes_them() {
        let span = |months, days, seconds| duration(Span { months, days, seconds });
        assert_eq!(span(0, 14, 0), "P2W");
        assert_eq!(span(0, 0, 5400), "PT1H30M");
        assert_eq!(span(18, 0, 0), "P1Y6M");
        assert_eq!(span(0, 7, 60), "P7DT1M");
        assert_eq!(span(0, 0, 0), "PT0S");
    }

    #[test]
    fn amounts_keep_their_cents() {
        assert_eq!(amount_text(Decimal::new(125, 1)), "12.50");
        assert_eq!(amount_text(Decimal::new(12, 0)), "12.00");
        assert_eq!(amount_text(Decimal::new(12345, 4)), "1.2345");
        assert_eq!(decimal(Decimal::new(250, 2)), json!(2.5));
    }

    #[test]
    fn moments_have_the_offset_of_the_zone() {
        let zone = TimeZone::get("Europe/Zurich").unwrap();
        assert_eq!(moment(Moment(1_754_985_600_000), &zone), "2025-08-12T10:00:00+02:00");
        assert_eq!(date(Day(59)), "1970-03-01");
    }
}
