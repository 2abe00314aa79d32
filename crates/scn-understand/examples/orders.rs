//! Reads orders: `orders CATALOG.tsv ORDERS.txt` prints `quantity<TAB>item` for each record of each line, with `;` between.
//!
//! Catalog lines are `field<TAB>item<TAB>synonym`; field 0 is what is ordered, the others are choices. Data are not part
//! of this project.

use scn_graph::{CatalogId, ChoiceId, Language, Moment, Type, Value};
use scn_understand::{Context, FieldShape, FieldValue, Utterance, build_lexicon, records};
use std::collections::BTreeMap;

#[allow(clippy::disallowed_methods)]
fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [catalog, orders] = arguments.as_slice() else {
        eprintln!("orders CATALOG.tsv ORDERS.txt");
        std::process::exit(2);
    };
    let text = read(catalog);
    let mut fields: BTreeMap<usize, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for line in text.lines() {
        if let [field, item, synonym] = line.split('\t').collect::<Vec<_>>()[..] {
            fields.entry(field.parse().unwrap_or(0)).or_default().entry(item).or_default().push(synonym);
        }
    }
    let names: Vec<Vec<&str>> = fields.values().map(|items| items.keys().copied().collect()).collect();
    let lexicons: Vec<_> = fields
        .values()
        .map(|items| {
            let phrases = items.values().enumerate();
            build_lexicon(phrases.flat_map(|(at, all)| all.iter().map(move |name| (at as u32, *name, true))))
        })
        .collect();
    let number = Type::Number { min: Some(1), max: Some(99) };
    let types: Vec<Type> = (0..lexicons.len())
        .map(|at| if at == 0 { Type::Row(CatalogId(0)) } else { Type::Choice(ChoiceId(at as u16)) })
        .collect();
    let shapes: Vec<Option<FieldShape<'_>>> = [Some(FieldShape { ty: &number, lexicon: None, markers: &[] })]
        .into_iter()
        .chain(
            types
                .iter()
                .zip(&lexicons)
                .map(|(ty, l)| Some(FieldShape { ty, lexicon: Some(l), markers: &[] })),
        )
        .collect();
    let context =
        Context { languages: &[Language::En], now: Moment(0), utc_offset: 0, pattern: &|_, _| true };
    for line in read(orders).lines() {
        let found = records(&Utterance::new(line), &shapes, &context);
        let shown: Vec<String> = found
            .records
            .iter()
            .map(|record| {
                let values = record.fields.iter().enumerate().map(|(at, value)| match value {
                    Some(FieldValue::Value(Value::Number(n))) => n.to_string(),
                    Some(FieldValue::Item(item)) => names[at - 1][*item as usize].to_owned(),
                    Some(FieldValue::Unsure(_)) => "?".to_owned(),
                    _ => String::new(),
                });
                values.collect::<Vec<_>>().join("\t")
            })
            .collect();
        println!("{}", shown.join(";"));
    }
}
