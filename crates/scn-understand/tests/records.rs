//! Orders as customers write them, in four languages: text in, records out.
//!
//! `tests/fixtures/*.records` declares a record in lines with `> `, then has each case in two lines: the message, and `= `
//! what is understood.

use scn_graph::{CatalogId, ChoiceId, Language, Moment, Type, Value, jiff::tz::TimeZone, model::Lexicon};
use scn_understand::{
    Context, FieldShape, FieldValue, RecordsFound, Target, Utterance, build_lexicon, fold, records,
};

fn list_of(ty: Type) -> Type {
    Type::List { of: Box::new(ty), min: 0, max: None }
}

/// A record of a project: its fields with their names, and how items are shown.
#[derive(Default)]
struct Shapes {
    names: Vec<String>,
    types: Vec<Type>,
    /// The items of each field: all their names, the label first.
    items: Vec<Vec<Vec<String>>>,
    markers: Vec<Vec<String>>,
}

impl Shapes {
    /// The record as the lines `> name: type said after …` of a fixture declare it. `list of other` has the items of the
    /// field `other`.
    fn declared(fixture: &str) -> Shapes {
        let mut shapes = Shapes::default();
        let mut fields: Vec<String> = Vec::new();
        for line in fixture.lines().filter_map(|line| line.strip_prefix("> ")) {
            let (name, declared) = line.split_once(": ").unwrap_or_else(|| panic!("no type: {line}"));
            let (declared, markers) = declared.split_once(" said after ").unwrap_or((declared, ""));
            let markers: Vec<String> = markers.split(", ").filter(|m| !m.is_empty()).map(fold).collect();
            let (kind, rest) = declared.split_once(' ').unwrap_or((declared, ""));
            let items: Vec<Vec<String>> = match rest.strip_prefix("of ") {
                Some(other) => {
                    let at = fields.iter().position(|field| field == other);
                    shapes.items[at.unwrap_or_else(|| panic!("no field {other}"))].clone()
                }
                None if matches!(kind, "row" | "choice" | "list") => {
                    rest.split(" | ").map(|item| item.split(", ").map(str::to_owned).collect()).collect()
                }
                None => Vec::new(),
            };
            shapes.types.push(match kind {
                "number" => {
                    let (min, max) = rest.split_once("..").expect("bounds");
                    Type::Number { min: min.parse().ok(), max: max.parse().ok() }
                }
                "row" => Type::Row(CatalogId(0)),
                "choice" => Type::Choice(ChoiceId(0)),
                "list" if items.is_empty() => list_of(Type::TEXT),
                "list" => list_of(Type::Choice(ChoiceId(0))),
                "texts" => list_of(Type::Text { max_chars: Some(40), pattern: None }),
                "text" => Type::TEXT,
                "yes/no" => Type::YesNo,
                "date" => Type::Date(Default::default()),
                "time" => Type::Time(Default::default()),
                "money" => Type::Money { currency: None },
                other => panic!("no type {other}"),
            });
            // Only what a marker sends into a field is shown with its name.
            shapes.names.push(if markers.is_empty() && kind != "money" {
                String::new()
            } else {
                name.to_owned()
            });
            shapes.markers.push(markers);
            shapes.items.push(items);
            fields.push(name.to_owned());
        }
        shapes
    }

    fn lexicon(&self, field: usize) -> Option<Lexicon> {
        let items = &self.items[field];
        let phrases = items.iter().enumerate().flat_map(|(at, names)| {
            names.iter().enumerate().map(move |(nth, name)| (at as u32, name.as_str(), nth == 0))
        });
        (!items.is_empty()).then(|| build_lexicon(phrases))
    }
}

fn found(shapes: &Shapes, text: &str) -> RecordsFound {
    let lexicons: Vec<Option<Lexicon>> = (0..shapes.items.len()).map(|at| shapes.lexicon(at)).collect();
    let fields: Vec<Option<FieldShape<'_>>> = shapes
        .names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            (name.as_str() != "total").then(|| FieldShape {
                ty: &shapes.types[at],
                lexicon: lexicons[at].as_ref(),
                markers: &shapes.markers[at],
            })
        })
        .collect();
    // Tuesday, 12 August 2025, noon in Zurich.
    let context = Context {
        languages: &Language::ALL,
        now: Moment(1_754_992_800_000),
        zone: &TimeZone::get("Europe/Zurich").unwrap(),
        countries: &[],
        pattern: &|_, _| true,
    };
    records(&Utterance::new(text), &fields, &context)
}

fn show(shapes: &Shapes, found: &RecordsFound, text: &str) -> String {
    let mut shown: Vec<String> = found
        .records
        .iter()
        .map(|record| {
            let target = match record.target {
                Target::New => None,
                Target::Last => Some("last:".to_owned()),
                Target::At(at) => Some(format!("#{at}:")),
                Target::All => Some("all:".to_owned()),
            };
            let fields = record.fields.iter().enumerate().filter_map(|(at, value)| {
                let value = show_value(&shapes.items[at], value.as_ref()?);
                Some(if shapes.names[at].is_empty() {
                    value
                } else {
                    format!("{}({value})", shapes.names[at])
                })
            });
            target.into_iter().chain(fields).collect::<Vec<_>>().join(" ")
        })
        .collect();
    shown.extend(found.rest.iter().map(|rest| format!("rest \"{}\"", &text[rest.clone()])));
    if found.ends {
        shown.push("ends".to_owned());
    }
    if found.understood < 1000 {
        shown.push(format!("{} understood", found.understood));
    }
    shown.join(" | ")
}

fn show_value(items: &[Vec<String>], value: &FieldValue) -> String {
    let name = |item: &u32| items[*item as usize][0].to_lowercase();
    match value {
        FieldValue::Item(item) => name(item),
        FieldValue::Items(all) => all.iter().map(name).collect::<Vec<_>>().join(", "),
        FieldValue::Unsure(all) => format!("?({})", all.iter().map(name).collect::<Vec<_>>().join(" or ")),
        FieldValue::Misfit => "misfit".to_owned(),
        FieldValue::Value(value) => plain(value),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Number(n) => n.to_string(),
        Value::Text(text) => text.clone(),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Date(day) => format!("day {}", day.0),
        Value::Time(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        Value::List(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => format!("{other:?}"),
    }
}

fn check(fixture: &str) {
    let shapes = &Shapes::declared(fixture);
    let mut wrong = Vec::new();
    let mut lines = fixture.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '>']));
    let mut count = 0;
    while let (Some(message), Some(expected)) = (lines.next(), lines.next()) {
        let text = message.replace("\\n", "\n");
        let shown = show(shapes, &found(shapes, &text), &text);
        let expected = expected
            .strip_prefix("= ")
            .or(expected.strip_prefix('='))
            .unwrap_or_else(|| panic!("a line with `= ` has to follow {message:?}"));
        count += 1;
        if shown != expected {
            wrong.push(format!("{message}\n  is       {shown}\n  not      {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 0);
}

#[test]
fn pizza() {
    check(include_str!("fixtures/pizza.records"));
}

#[test]
fn delivery() {
    check(include_str!("fixtures/delivery.records"));
}

#[test]
fn salon() {
    check(include_str!("fixtures/salon.records"));
}

#[test]
fn guests() {
    check(include_str!("fixtures/guests.records"));
}

#[test]
fn pies() {
    check(include_str!("fixtures/pies.records"));
}

#[test]
fn coffee() {
    check(include_str!("fixtures/coffee.records"));
}

#[test]
fn burgers() {
    check(include_str!("fixtures/burgers.records"));
}

#[test]
fn bakery() {
    check(include_str!("fixtures/bakery.records"));
}

#[test]
fn florist() {
    check(include_str!("fixtures/florist.records"));
}
