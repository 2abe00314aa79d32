use super::*;
use scn_graph::{Catalog, CatalogId, Choice, ChoiceId, ChoiceValue, Key, Language, LexiconId, Record, Row};
use scn_graph::{Settings, TextId, When, sample};

const CHF: Option<Currency> = Some(Currency(*b"CHF"));

fn graph() -> Graph {
    let mut graph = Graph::new(Settings {
        name: "shop".into(),
        title: "Shop".into(),
        version: "1".into(),
        languages: vec![Language::Fr],
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
    graph.catalogs.push(Catalog {
        name: "menu".into(),
        columns: Vec::new(),
        label: 0,
        description: None,
        available: None,
        group: None,
        rows: vec![Row { name: "margherita".into(), key: Key::of("margherita"), cells: Vec::new() }],
        lexicon: LexiconId(0),
    });
    let field = |name: &str, ty: Type| Field {
        name: name.into(),
        ty,
        value: None,
        formula: false,
        markers: Vec::new(),
    };
    graph.records.push(Record {
        name: "line".into(),
        fields: vec![
            field("pizza", Type::Row(CatalogId(0))),
            field("size", Type::Choice(ChoiceId(0))),
            field("quantity", Type::Number { min: Some(1), max: Some(20) }),
            field("note", Type::Optional(Box::new(Type::TEXT))),
            Field {
                value: Some(scn_graph::Expr::Const(Value::Number(0))),
                formula: true,
                ..field("price", Type::Money { currency: CHF })
            },
        ],
        label: None,
    });
    graph
}

fn line() -> Type {
    Type::Record(RecordId(0))
}

fn some(ty: &Type, json: Json) -> Result<Value, String> {
    from_json(&graph(), ty, &json).map(|value| value.expect("a value"))
}

#[test]
fn every_type_goes_out_and_comes_back_the_same() {
    let graph = graph();
    let when = When::default();
    let types = [
        Type::TEXT,
        Type::NUMBER,
        Type::Decimal { min: None, max: None },
        Type::Money { currency: None },
        Type::YesNo,
        Type::Date(when),
        Type::Time(when),
        Type::DateTime(when),
        Type::Duration,
        Type::Phone,
        Type::Email,
        Type::Url,
        Type::Address,
        Type::Place,
        Type::Image,
        Type::Document,
        Type::ContactCard,
        Type::Choice(ChoiceId(0)),
        Type::Row(CatalogId(0)),
        line(),
        Type::List { of: Box::new(line()), min: 2, max: Some(8) },
        Type::Optional(Box::new(Type::Phone)),
    ];
    for ty in types {
        let value = sample(&graph, &ty);
        let json = to_json(&graph, &value);
        assert_eq!(from_json(&graph, &ty, &json), Ok(Some(value)), "{ty:?} as {json}");
    }
}

#[test]
fn the_forms_are_these() {
    let graph = graph();
    let json = |value: Value| to_json(&graph, &value);
    let amount = |text: &str| Value::Money { amount: text.parse().unwrap(), currency: CHF.unwrap() };
    assert_eq!(json(amount("18.50")), json!({"amount": 18.5, "currency": "CHF"}));
    assert_eq!(json(amount("20.00")).to_string(), r#"{"amount":20,"currency":"CHF"}"#);
    assert_eq!(
        json(amount("12345678901234567.89"))["amount"],
        json!("12345678901234567.89"),
        "too long for a number"
    );
    assert_eq!(json(Value::Date(Day(20_458))), json!("2026-01-05"));
    assert_eq!(json(Value::Time(1_110)), json!("18:30"));
    assert_eq!(json(Value::DateTime(Moment(1_767_614_400_000))), json!("2026-01-05T12:00:00Z"));
    let values = vec![
        Some(Value::Row(CatalogId(0), Key::of("margherita"))),
        Some(Value::Choice(ChoiceId(0), Key::of("small"))),
        Some(Value::Number(2)),
        None,
        None,
    ];
    let order = Value::List(vec![Value::Record(RecordId(0), values)]);
    assert_eq!(json(order), json!([{"pizza": "margherita", "size": "small", "quantity": 2}]));
}

#[test]
fn reading_is_lenient_where_nothing_is_lost() {
    let francs = |text: &str| Value::Money { amount: text.parse().unwrap(), currency: CHF.unwrap() };
    let money = Type::Money { currency: CHF };
    for json in [json!(18.5), json!("18.50"), json!("18.50 CHF"), json!({"amount": "18.5"})] {
        assert_eq!(some(&money, json.clone()), Ok(francs("18.5")), "{json}");
    }
    assert_eq!(
        some(&Type::Money { currency: None }, json!({"amount": 1, "currency": "chf"})),
        Ok(francs("1"))
    );
    assert_eq!(some(&Type::TEXT, json!(4711)), Ok(Value::Text("4711".into())), "a number of an order");
    assert_eq!(some(&Type::Phone, json!("0041 79 123 45 67")), Ok(Value::Phone("+41791234567".into())));
    let noon = Value::DateTime(Moment(1_767_614_400_000));
    for text in ["2026-01-05T12:00:00Z", "2026-01-05T13:00:00+01:00", "2026-01-05T13:00"] {
        assert_eq!(some(&Type::DateTime(When::default()), json!(text)), Ok(noon.clone()), "{text}");
    }
    assert_eq!(some(&Type::Duration, json!("PT1H30M")), Ok(Value::Duration(Span::seconds(5_400))));
    assert_eq!(some(&Type::Duration, json!(90)), Ok(Value::Duration(Span::seconds(90))));
    assert_eq!(from_json(&graph(), &Type::Optional(Box::new(Type::Phone)), &Json::Null), Ok(None));
}

#[test]
fn what_does_not_fit_is_said_with_its_place_and_without_its_content() {
    let lines = Type::List { of: Box::new(line()), min: 1, max: Some(2) };
    let good = json!({"pizza": "margherita", "size": "small", "quantity": 2});
    let cases = [
        (
            json!([good, {"pizza": "margherita", "size": "huge", "quantity": 2}]),
            "item 2 `size` must be one of small",
        ),
        (
            json!([{"pizza": "calzone", "size": "small", "quantity": 2}]),
            "item 1 `pizza` must be the name of a row of menu",
        ),
        (json!([{"pizza": "margherita", "quantity": 2}]), "item 1 `size` is missing"),
        (
            json!([{"pizza": "margherita", "size": "small", "quantity": 99}]),
            "item 1 `quantity` must be a whole number from 1 up to 20",
        ),
        (json!([]), "must be a list with a number of items from 1 up to 2"),
        (json!({"secret": "Ada"}), "must be a list"),
    ];
    for (json, reason) in cases {
        assert_eq!(some(&lines, json.clone()), Err(reason.into()), "{json}");
    }
    assert!(some(&Type::Money { currency: CHF }, json!("18.50 EUR")).is_err(), "another currency");
    assert!(some(&Type::Money { currency: None }, json!(18.5)).is_err(), "no currency");
    assert!(some(&Type::TEXT, Json::Null).is_err());
    assert!(some(&Type::Text { max_chars: Some(3), pattern: None }, json!("long")).is_err());
}
