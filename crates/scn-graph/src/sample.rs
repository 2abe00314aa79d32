//! A plausible value of every type: what an outside system "answers" where there is none, in the sandbox and in tests.

use crate::{Day, Decimal, Field, Graph, Key, Moment, Span, Type, Value, types::Currency};

/// Types nest this deep at most; a record that holds itself ends here.
const DEEPEST: u8 = 8;
/// 2030-01-15.
const DAY: i32 = 21_929;
/// Minutes of the day: 12:00.
const NOON: u16 = 720;
const MOST_ITEMS: u32 = 100;
const CHF: Currency = Currency(*b"CHF");

/// The sample of a type: always the same, within the bounds that the type states. A pattern is not looked at, and a
/// choice or catalog without values gives its sample as a text.
pub fn sample(graph: &Graph, ty: &Type) -> Value {
    of(graph, ty, "sample", 0)
}

fn of(graph: &Graph, ty: &Type, name: &str, depth: u8) -> Value {
    match ty {
        Type::Text { max_chars, .. } => Value::Text(text(name, *max_chars)),
        Type::Number { min, max } => Value::Number(within(1, *min, *max)),
        Type::Decimal { min, max } => Value::Decimal(within(Decimal::ONE, *min, *max)),
        Type::Money { currency } => {
            Value::Money { amount: Decimal::from(10), currency: currency.unwrap_or(CHF) }
        }
        Type::YesNo => Value::YesNo(true),
        Type::Date(_) => Value::Date(Day(DAY)),
        Type::Time(_) => Value::Time(NOON),
        Type::DateTime(_) => Value::DateTime(Moment(i64::from(DAY) * 86_400_000 + i64::from(NOON) * 60_000)),
        Type::Duration => Value::Duration(Span::seconds(1_800)),
        Type::Phone => Value::Phone("+41791234567".to_owned()),
        Type::Email => Value::Email("ada@example.com".to_owned()),
        Type::Url => Value::Url("https://example.com/".to_owned()),
        Type::Address => Value::Address("Rue du Lac 1, 1003 Lausanne".to_owned()),
        Type::Place => Value::Place { latitude: 46.52, longitude: 6.63, name: Some("Lausanne".to_owned()) },
        Type::Image => media("image/jpeg"),
        Type::Audio => media("audio/ogg"),
        Type::Video => media("video/mp4"),
        Type::Document => media("application/pdf"),
        Type::ContactCard => {
            Value::ContactCard { name: "Ada".to_owned(), phone: Some("+41791234567".to_owned()) }
        }
        Type::Choice(id) => {
            let first = graph.choice(*id).and_then(|choice| choice.values.first());
            picked(first.map(|value| value.key), |key| Value::Choice(*id, key))
        }
        Type::Row(id) => {
            let first = graph.catalog(*id).and_then(|catalog| catalog.rows.first());
            picked(first.map(|row| row.key), |key| Value::Row(*id, key))
        }
        Type::Record(id) => {
            let fields = graph.record(*id).map(|record| record.fields.as_slice()).unwrap_or_default();
            Value::Record(*id, fields.iter().map(|field| self::field(graph, field, depth)).collect())
        }
        Type::List { of: item, min, max } => {
            let count = (*min).max(1).min(max.unwrap_or(MOST_ITEMS)).min(MOST_ITEMS);
            let deeper = depth < DEEPEST;
            let items = (0..count).filter(|_| deeper).map(|_| of(graph, item, name, depth + 1));
            Value::List(items.collect())
        }
        Type::Optional(inner) => of(graph, inner, name, depth),
    }
}

/// A formula is worked out by whoever reads the record.
fn field(graph: &Graph, field: &Field, depth: u8) -> Option<Value> {
    let known = !field.formula && depth < DEEPEST;
    known.then(|| of(graph, &field.ty, &field.name, depth + 1))
}

fn text(name: &str, max_chars: Option<u32>) -> String {
    name.chars().take(max_chars.unwrap_or(u32::MAX) as usize).collect()
}

fn media(mime: &str) -> Value {
    Value::Media { id: "sample".to_owned(), mime: mime.to_owned() }
}

fn picked(key: Option<Key>, value: impl Fn(Key) -> Value) -> Value {
    key.map_or_else(|| Value::Text("sample".to_owned()), value)
}

/// Like `clamp`, with open ends; the lower end wins when they are the wrong way round.
fn within<T: Ord>(value: T, min: Option<T>, max: Option<T>) -> T {
    let value = match max {
        Some(max) => value.min(max),
        None => value,
    };
    match min {
        Some(min) => value.max(min),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Choice, ChoiceId, ChoiceValue, Language, LexiconId, Record, RecordId, Settings, TextId};

    fn graph() -> Graph {
        let mut graph = Graph::new(Settings {
            name: "shop".into(),
            title: "Shop".into(),
            version: "1".into(),
            languages: vec![Language::En],
            timezone: "Europe/Zurich".into(),
            tone: None,
            hours: Vec::new(),
            quiet: None,
            gather_ms: 0,
        });
        graph.choices.push(Choice {
            name: "size".into(),
            values: vec![ChoiceValue {
                name: "small".into(),
                key: Key::of("small"),
                label: TextId(0),
                description: None,
                only_when: None,
            }],
            lexicon: LexiconId(0),
        });
        let field = |name: &str, ty: Type, formula: bool| Field {
            name: name.into(),
            ty,
            value: None,
            formula,
            markers: Vec::new(),
        };
        graph.records.push(Record {
            name: "line".into(),
            fields: vec![
                field("number", Type::Text { max_chars: Some(3), pattern: None }, false),
                field("size", Type::Optional(Box::new(Type::Choice(ChoiceId(0)))), false),
                field("total", Type::Money { currency: None }, true),
                field(
                    "parts",
                    Type::List { of: Box::new(Type::Record(RecordId(0))), min: 2, max: None },
                    false,
                ),
            ],
            label: None,
        });
        graph
    }

    #[test]
    fn samples_keep_the_bounds_of_their_types() {
        let graph = graph();
        let number = |min, max| sample(&graph, &Type::Number { min, max });
        assert_eq!(number(Some(5), None), Value::Number(5));
        assert_eq!(number(None, Some(-2)), Value::Number(-2));
        assert_eq!(number(None, None), Value::Number(1));
        let list = Type::List { of: Box::new(Type::YesNo), min: 3, max: Some(5) };
        assert_eq!(sample(&graph, &list), Value::List(vec![Value::YesNo(true); 3]));
    }

    #[test]
    fn a_record_is_filled_but_for_its_formulas_and_may_hold_itself() {
        let Value::Record(_, fields) = sample(&graph(), &Type::Record(RecordId(0))) else {
            panic!("no record")
        };
        assert_eq!(fields[0], Some(Value::Text("num".into())));
        assert_eq!(fields[1], Some(Value::Choice(ChoiceId(0), Key::of("small"))));
        assert_eq!(fields[2], None);
        let Some(Value::List(parts)) = &fields[3] else { panic!("no list") };
        assert_eq!(parts.len(), 2);
    }
}
