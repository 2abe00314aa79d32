//! Expressions and texts in words a designer wrote, for pictures.

use crate::expr::{Context, Expr, Function, Op};
use crate::{Flow, Graph, Piece, Span, Template, Value};

/// A text with its holes named: `Combien de {pizza} ?`
pub(crate) fn template(graph: &Graph, flow: Option<&Flow>, template: &Template) -> String {
    pieces(graph, flow, &template.pieces)
}

fn pieces(graph: &Graph, flow: Option<&Flow>, list: &[Piece]) -> String {
    let one = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Value(of, _) => format!("{{{}}}", expr(graph, flow, of)),
        Piece::Optional(inner) => format!("[{}]", pieces(graph, flow, inner)),
        Piece::Plural { forms, .. } => {
            forms.last().map(|(_, inner)| pieces(graph, flow, inner)).unwrap_or_default()
        }
        Piece::Lines { body, .. } => format!("{}\n…", pieces(graph, flow, body)),
    };
    list.iter().map(one).collect()
}

pub(crate) fn expr(graph: &Graph, flow: Option<&Flow>, of: &Expr) -> String {
    let say = |of: &Expr| expr(graph, flow, of);
    let unnamed = || "…".to_owned();
    match of {
        Expr::Const(of) => value(graph, of),
        Expr::Slot(slot) => {
            let name = flow.and_then(|f| f.slots.get(slot.index()));
            name.map_or_else(unnamed, |slot| slot_name(&slot.name).to_owned())
        }
        Expr::Item(_) => "item".to_owned(),
        Expr::Own(_) => unnamed(),
        Expr::Memory(field) => {
            graph.memory_field(*field).map_or_else(unnamed, |field| format!("contact.{}", field.name))
        }
        Expr::Consent(purpose) => {
            graph.purpose(*purpose).map_or_else(unnamed, |purpose| format!("consent.{}", purpose.name))
        }
        Expr::Rows(catalog) => graph.catalog(*catalog).map_or_else(unnamed, |catalog| catalog.name.clone()),
        Expr::Context(of) => context(*of).to_owned(),
        Expr::Field(of, at) => format!("{}{}", say(of), field(graph, flow, of, *at)),
        Expr::Index(of, at) => format!("{}[{}]", say(of), say(at)),
        Expr::Count(of) => format!("{}.count", say(of)),
        Expr::Length(of) => format!("{}.length", say(of)),
        Expr::Not(of) => match &**of {
            Expr::IsKnown(inner) => format!("{} is unknown", say(inner)),
            _ => format!("not {}", say(of)),
        },
        Expr::Negate(of) => format!("-{}", say(of)),
        Expr::Binary(op, left, right) => {
            let part = |of: &Expr| if binds(of) < rank(*op) { format!("({})", say(of)) } else { say(of) };
            format!("{} {} {}", part(left), operator(*op), part(right))
        }
        Expr::IsKnown(of) => format!("{} is known", say(of)),
        Expr::Default(of, value) => format!("{} default {}", say(of), say(value)),
        Expr::Aggregate(of) => format!("{}({})", function(of.function), say(&of.list)),
        Expr::Record(record, _) => {
            graph.record(*record).map_or_else(unnamed, |record| format!("{}(…)", record.name))
        }
        Expr::List(items) => format!("[{}]", items.iter().map(say).collect::<Vec<_>>().join(", ")),
        Expr::Named(name) => name.clone(),
        Expr::Outer(around, slot) => graph
            .flow(*around)
            .and_then(|flow| flow.slots.get(slot.index()))
            .map_or_else(unnamed, |slot| slot.name.clone()),
        Expr::Text(parts) => format!("\"{}\"", pieces(graph, flow, parts)),
        Expr::Masked(of) => format!("masked({})", say(of)),
    }
}

/// A slot as the designer calls it: what a `for` goes through is kept as `for.NAME.item`.
fn slot_name(name: &str) -> &str {
    name.strip_prefix("for.").and_then(|rest| rest.split('.').next()).unwrap_or(name)
}

/// `.price` of a catalog row or a record in a slot.
fn field(graph: &Graph, flow: Option<&Flow>, of: &Expr, at: u16) -> String {
    let ty = match of {
        Expr::Slot(slot) => flow.and_then(|flow| flow.slots.get(slot.index())).map(|slot| slot.ty.known()),
        Expr::Memory(field) => graph.memory_field(*field).map(|field| field.ty.known()),
        _ => None,
    };
    let fields = match ty {
        Some(crate::Type::Row(id)) => graph.catalog(*id).map(|catalog| &catalog.columns),
        Some(crate::Type::Record(id)) => graph.record(*id).map(|record| &record.fields),
        _ => None,
    };
    fields
        .and_then(|fields| fields.get(usize::from(at)))
        .map(|field| format!(".{}", field.name))
        .unwrap_or_default()
}

pub(crate) fn value(graph: &Graph, of: &Value) -> String {
    match of {
        Value::Text(text) => format!("\"{text}\""),
        Value::Number(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Money { amount, currency } => format!("{amount} {}", currency.as_str()),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Time(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        Value::Duration(span) => duration(*span),
        Value::Phone(text) | Value::Email(text) | Value::Url(text) | Value::Address(text) => text.clone(),
        Value::Choice(id, key) => {
            let choice =
                graph.choice(*id).and_then(|choice| choice.values.iter().find(|value| value.key == *key));
            choice.map_or_else(|| "…".to_owned(), |value| value.name.clone())
        }
        Value::Row(id, key) => {
            let row = graph.catalog(*id).and_then(|catalog| catalog.rows.iter().find(|row| row.key == *key));
            row.map_or_else(|| "…".to_owned(), |row| row.name.clone())
        }
        _ => "…".to_owned(),
    }
}

/// `3 days 2 hours`
pub(crate) fn duration(span: Span) -> String {
    let parts = [
        (span.months, "month"),
        (span.days, "day"),
        (span.seconds / 3600, "hour"),
        (span.seconds / 60 % 60, "minute"),
        (span.seconds % 60, "second"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    parts
        .map(|(count, unit)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" }))
        .collect::<Vec<_>>()
        .join(" ")
}

fn context(of: Context) -> &'static str {
    match of {
        Context::ContactName => "contact.name",
        Context::ContactPhone => "contact.phone",
        Context::ContactLanguage => "contact.language",
        Context::Now => "now",
        Context::Today => "today",
        Context::WindowIsOpen => "window is open",
        Context::HoursIsOpen => "hours is open",
        Context::TeamIsOpen(_) => "the team is open",
        Context::PausedFor => "conversation.paused_for",
        Context::MessageText => "message.text",
        Context::Offered => "offered",
        Context::ContactData => "contact.data",
        Context::MessageItems => "message.items",
        Context::MessageTotal => "message.total",
        Context::MessageSource => "message.source",
        Context::MessageHeadline => "message.headline",
        Context::MessageEmoji => "message.emoji",
        Context::MessageCaption => "message.caption",
    }
}

/// How tightly an operator binds; what binds less inside another one stands in brackets.
fn rank(op: Op) -> u8 {
    match op {
        Op::Or => 1,
        Op::And => 2,
        Op::Is | Op::IsNot | Op::In | Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual => 3,
        Op::Add | Op::Subtract => 4,
        Op::Multiply | Op::Divide => 5,
    }
}

fn binds(of: &Expr) -> u8 {
    match of {
        Expr::Binary(op, _, _) => rank(*op),
        _ => u8::MAX,
    }
}

fn operator(op: Op) -> &'static str {
    match op {
        Op::Add => "+",
        Op::Subtract => "-",
        Op::Multiply => "×",
        Op::Divide => "/",
        Op::Less => "<",
        Op::LessEqual => "≤",
        Op::Greater => ">",
        Op::GreaterEqual => "≥",
        Op::Is => "is",
        Op::IsNot => "is not",
        Op::And => "and",
        Op::Or => "or",
        Op::In => "in",
    }
}

fn function(of: Function) -> &'static str {
    match of {
        Function::Sum => "sum",
        Function::Min => "min",
        Function::Max => "max",
        Function::Count => "count",
        Function::Any => "any",
        Function::All => "all",
        Function::First => "first",
        Function::Last => "last",
        Function::List => "each of ",
    }
}

#[cfg(test)]
mod tests {
    use super::slot_name;

    #[test]
    fn a_slot_is_called_as_the_designer_wrote_it() {
        assert_eq!(slot_name("size"), "size");
        assert_eq!(slot_name("for.row.item"), "row");
        assert_eq!(slot_name("for.row.2.item"), "row");
    }
}
