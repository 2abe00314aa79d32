//! Orders as customers write them, in four languages: text in, records out.
//!
//! `tests/fixtures/*.records` has one case in two lines: the message, and `= ` what is understood.

use scn_graph::{CatalogId, ChoiceId, Language, Moment, Type, Value, jiff::tz::TimeZone, model::Lexicon};
use scn_understand::{
    Context, FieldShape, FieldValue, RecordsFound, Target, Utterance, build_lexicon, records,
};

const MENU: &[&[&str]] = &[
    &["Margherita"],
    &["Calzone"],
    &["Diavola"],
    &["Quattro Formaggi", "4 fromages", "vier Käse"],
    &["Prosciutto", "jambon"],
    &["Coca Cola", "Coca"],
    &["Thé froid maison", "ice tea"],
    &["Thé froid pêche"],
    &["Tiramisu"],
    &["Jambon et champignons"],
];
const SIZES: &[&[&str]] = &[
    &["Petite", "S", "26 cm", "klein", "piccola", "small"],
    &["Moyenne", "M", "33 cm", "normale", "mittel", "media", "medium"],
    &["Grande", "L", "40 cm", "familiale", "gross", "large"],
];

fn lexicon(items: &[&[&'static str]]) -> Lexicon {
    build_lexicon(items.iter().enumerate().flat_map(|(at, names)| {
        names.iter().enumerate().map(move |(nth, name)| (at as u32, *name, nth == 0))
    }))
}

fn list_of(ty: Type) -> Type {
    Type::List { of: Box::new(ty), min: 0, max: None }
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A record of a project: its fields with their names, and how items are shown.
struct Shapes {
    names: Vec<&'static str>,
    types: Vec<Type>,
    lexicons: Vec<Option<&'static [&'static [&'static str]]>>,
    markers: Vec<Vec<String>>,
}

fn pizza() -> Shapes {
    Shapes {
        names: vec!["", "", "", "without", "extra", "total"],
        types: vec![
            Type::Number { min: Some(1), max: Some(20) },
            Type::Row(CatalogId(0)),
            Type::Choice(ChoiceId(0)),
            list_of(Type::Text { max_chars: Some(40), pattern: None }),
            list_of(Type::Text { max_chars: Some(40), pattern: None }),
            Type::Money { currency: None },
        ],
        lexicons: vec![None, Some(MENU), Some(SIZES), None, None, None],
        markers: vec![
            vec![],
            vec![],
            vec![],
            strings(&["sans", "pas de", "ohne", "senza", "without", "no"]),
            strings(&["extra", "supplement", "mit extra", "con", "with"]),
            vec![],
        ],
    }
}

const SALON: &[&[&str]] =
    &[&["Coupe", "Haarschnitt", "haircut"], &["Couleur", "Färben", "colour"], &["Barbe", "Bart", "beard"]];
const PEOPLE: &[&[&str]] = &[&["Léa"], &["Marco"]];

fn salon() -> Shapes {
    Shapes {
        names: vec!["", "with", "on", ""],
        types: vec![
            Type::Row(CatalogId(0)),
            Type::Row(CatalogId(1)),
            Type::Date(Default::default()),
            Type::Time(Default::default()),
        ],
        lexicons: vec![Some(SALON), Some(PEOPLE), None, None],
        markers: vec![vec![], strings(&["avec", "bei", "con", "with"]), vec![], vec![]],
    }
}

fn guests() -> Shapes {
    Shapes {
        names: vec!["", "age"],
        types: vec![Type::TEXT, Type::Number { min: Some(0), max: Some(120) }],
        lexicons: vec![None, None],
        markers: vec![vec![], vec![]],
    }
}

fn found(shapes: &Shapes, text: &str) -> RecordsFound {
    let lexicons: Vec<Option<Lexicon>> = shapes.lexicons.iter().map(|items| items.map(lexicon)).collect();
    let fields: Vec<Option<FieldShape<'_>>> = shapes
        .names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            (*name != "total").then(|| FieldShape {
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
                let value = show_value(shapes.lexicons[at], value.as_ref()?);
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

fn show_value(items: Option<&[&[&str]]>, value: &FieldValue) -> String {
    let name = |item: &u32| items.map_or("?", |items| items[*item as usize][0]).to_lowercase();
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
        Value::Date(day) => format!("day {}", day.0),
        Value::Time(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        Value::List(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => format!("{other:?}"),
    }
}

fn check(shapes: &Shapes, fixture: &str) {
    let mut wrong = Vec::new();
    let mut lines = fixture.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
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
fn pizzas() {
    check(&pizza(), include_str!("fixtures/pizza.records"));
}

#[test]
fn appointments() {
    check(&salon(), include_str!("fixtures/salon.records"));
}

#[test]
fn names_and_ages() {
    check(&guests(), include_str!("fixtures/guests.records"));
}
