use super::*;
use crate::{build_lexicon, table::zurich};
use scn_graph::{CatalogId, Language, Moment, When};

/// What fills guests, day, hour, first and last name, and room.
fn filled(text: &str, asked: &[usize]) -> String {
    let rooms = build_lexicon([(0, "Garden", true), (1, "Terrace", true), (1, "outside", false)]);
    let (number, date, time) = (
        Type::Number { min: Some(1), max: Some(40) },
        Type::Date(When::default()),
        Type::Time(When::default()),
    );
    let row = Type::Row(CatalogId(0));
    let slot = |name, ty, lexicon| SlotShape { name, ty, lexicon };
    let slots = [
        slot("guests", &number, None),
        slot("day", &date, None),
        slot("hour", &time, None),
        slot("first_name", &Type::TEXT, None),
        slot("last_name", &Type::TEXT, None),
        slot("room", &row, Some(&rooms)),
    ];
    let context = Context {
        languages: &Language::ALL,
        now: Moment(1_754_992_800_000),
        zone: &zurich(),
        countries: &[],
        pattern: &|_, _| true,
    };
    let found = several(&Utterance::new(text), &slots, asked, &context);
    let shown = found.iter().map(|f| {
        let value = match &f.value {
            FieldValue::Value(Value::Number(n)) => n.to_string(),
            FieldValue::Value(Value::Time(m)) => format!("{}:{:02}", m / 60, m % 60),
            FieldValue::Value(Value::Date(day)) => format!("+{}", day.0 - 20312),
            FieldValue::Value(Value::Text(text)) => text.clone(),
            FieldValue::Item(item) => format!("#{item}"),
            other => format!("{other:?}"),
        };
        format!("{} {value}", slots[f.slot].name)
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_yes_is_taken_beside_its_name_and_an_address_where_it_is_clear() {
    let mut table = crate::table::Table::default();
    let slots = [("parking", Type::YesNo), ("terrace", Type::YesNo), ("street", Type::Address)];
    let shapes: Vec<SlotShape<'_>> =
        slots.iter().map(|(name, ty)| SlotShape { name, ty, lexicon: None }).collect();
    let context = Context {
        languages: &[Language::En, Language::Fr],
        now: Moment(1_754_992_800_000),
        zone: &zurich(),
        countries: &["CH"],
        pattern: &|_, _| true,
    };
    for (text, expected) in [
        ("parking: yes, no terrace", "parking true, terrace false"),
        ("yes to the terrace", "terrace true"),
        ("yes, the terrace is nice", ""),
        ("yes", ""),
        ("parking yes or no?", ""),
        ("deliver it to rue du Lac 4, 1000 Lausanne", "street rue du Lac 4, 1000 Lausanne"),
        ("somewhere near the lake", ""),
    ] {
        let shown = several(&Utterance::new(text), &shapes, &[], &context).into_iter().map(|found| {
            let value = match found.value {
                FieldValue::Value(Value::YesNo(yes)) => yes.to_string(),
                FieldValue::Value(Value::Address(text)) => text,
                other => format!("{other:?}"),
            };
            format!("{} {value}", shapes[found.slot].name)
        });
        table.same(shown.collect::<Vec<_>>().join(", ").as_str(), expected, text);
    }
}

#[test]
fn parts_of_a_message_fill_slots() {
    let mut table = crate::table::Table::default();
    for (text, asked, expected) in [
        ("a table for 4 tomorrow at 7pm", &[][..], "guests 4, day +1, hour 19:00"),
        ("outside for me and my wife", &[], "room #1, guests 2"),
        ("2 adults and 3 kids", &[], "guests 5"),
        ("wir sind 2 Erwachsene und ein Kind", &[], "guests 3"),
        ("nous sommes 6, demain", &[], "guests 6, day +1"),
        ("nous serons 6, demain à 20h", &[], "guests 6, day +1, hour 20:00"),
        ("wir sind 6, morgen um 20 Uhr", &[], "guests 6, day +1, hour 20:00"),
        ("siamo in 6, domani alle 20", &[], "guests 6, day +1, hour 20:00"),
        ("siamo in 5", &[], "guests 5"),
        ("me, my wife and our 2 kids", &[], "guests 4"),
        ("11 of us", &[], "guests 11"),
        ("a couple", &[0], "guests 2"),
        ("13", &[0], "guests 13"),
        ("13", &[2], "hour 13:00"),
        ("13", &[], ""),
        ("my name is Ada Brown", &[], "first_name Ada, last_name Brown"),
        ("je m'appelle Anne-Marie Dupont", &[], "first_name Anne-Marie, last_name Dupont"),
        ("mein Name ist Urs Meier, für 3 Personen", &[], "first_name Urs, last_name Meier, guests 3"),
        ("mi chiamo Carla Rossi", &[], "first_name Carla, last_name Rossi"),
        ("Ada Brown", &[3, 4], "first_name Ada, last_name Brown"),
        ("Ada Brown", &[], ""),
        ("I am looking for a table", &[], ""),
        ("last name is Brown", &[], "last_name Brown"),
    ] {
        table.same(filled(text, asked).as_str(), expected, text);
    }
}
