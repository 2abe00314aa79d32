//! Values and test lines as a designer would write them.

use scn_compiler::LineKind;
use scn_graph::{Graph, Key, Span, Value, jiff};

/// A value in the words of the language; `None` for those that cannot be written, such as pictures.
pub fn source(graph: &Graph, value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text)
        | Value::Phone(text)
        | Value::Email(text)
        | Value::Url(text)
        | Value::Address(text) => quoted(text),
        Value::Number(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Money { amount, currency } => format!("{amount:.2} {}", currency.as_str()),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Date(day) => date(day.0)?.to_string(),
        Value::Time(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        Value::DateTime(moment) => {
            let at = jiff::Timestamp::from_millisecond(moment.0).ok()?;
            at.in_tz(&graph.settings.timezone).ok()?.strftime("%Y-%m-%d %H:%M").to_string()
        }
        Value::Duration(span) => length(*span),
        Value::Choice(id, key) => {
            let value = graph.choice(*id)?.values.iter().find(|value| value.key == *key)?;
            value.name.clone()
        }
        Value::Row(id, key) => row(graph.catalog(*id)?, *key)?,
        Value::Record(id, values) => {
            let record = graph.record(*id)?;
            let fields = record.fields.iter().zip(values).filter(|(field, _)| !field.formula);
            let known = fields.filter_map(|(field, value)| Some((field, value.as_ref()?)));
            let fields: Option<Vec<String>> = known
                .map(|(field, value)| Some(format!("{}: {}", field.name, source(graph, value)?)))
                .collect();
            format!("{}({})", record.name, fields?.join(", "))
        }
        Value::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| source(graph, item)).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Place { .. } | Value::Media { .. } | Value::ContactCard { .. } => return None,
    })
}

/// The line of a test that says this; `None` for those that nobody records.
pub(crate) fn test_line(graph: &Graph, line: &LineKind) -> Option<String> {
    Some(match line {
        LineKind::Bot(template) => format!("bot {}", quoted(template.as_literal()?)),
        LineKind::BotShowsButtons(labels) => {
            let labels: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
            format!("bot shows buttons {}", labels.join(", "))
        }
        LineKind::BotSendsTemplate(id) => {
            format!("bot sends template {}", graph.message_template(*id)?.name)
        }
        LineKind::BotSends { what, text } => {
            let text = text.as_ref().map(|text| format!(" {}", quoted(text))).unwrap_or_default();
            format!("bot sends {what}{text}")
        }
        LineKind::BotSilent => "bot silent".to_owned(),
        _ => return None,
    })
}

/// `3 days 2 hours`
pub(crate) fn length(span: Span) -> String {
    let seconds = span.seconds;
    let parts = [
        (span.months, "month"),
        (span.days, "day"),
        (seconds / 3600, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> =
        parts.map(|(count, unit)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" })).collect();
    if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") }
}

fn date(day: i32) -> Option<jiff::civil::Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(day).ok()?).ok()
}

fn row(catalog: &scn_graph::Catalog, key: Key) -> Option<String> {
    catalog.rows.iter().find(|row| row.key == key).map(|row| row.name.clone())
}

/// A text between quotation marks, with what means something in a text taken literally.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '{' | '[' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
