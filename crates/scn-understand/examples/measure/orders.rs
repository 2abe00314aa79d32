//! Orders in one message: coffee from a catalog alone, no training. Scored as published: the added items, in any order.

use crate::{data, figures::Figures};
use scn_graph::{
    CatalogId, ChoiceId, Language, Moment, Type, Value as Said, jiff::tz::TimeZone, model::Lexicon,
};
use scn_understand::{
    Context, FieldShape, FieldValue, RecordFound, Target, Utterance, build_lexicon, records,
};
use serde_json::Value;
use std::{collections::BTreeMap, time::Instant};

const FOLDER: &str = "orders/taskmaster4_coffee";

/// An ordered item as it is compared: name, quantity, attributes, add-ons.
type Order = (String, i64, Vec<(String, String)>, Vec<String>);

/// The record of the catalog: how many, what, each attribute, and the add-ons.
struct Record {
    types: Vec<Type>,
    lexicons: Vec<Option<Lexicon>>,
    /// Of each field its name, and its values.
    names: Vec<(String, Vec<String>)>,
}

pub(crate) fn measure(figures: &mut Figures) {
    figures.table(
        "Orders",
        "A record made from the catalog alone: how many, which item, one field for each attribute, a list of add-ons. Right is a \
         message whose items are all found with all they have, and nothing more. Messages that order nothing are left out. Compared \
         as published: without hyphens, add-ons without the word for their kind (\"syrup\", also as the data misspell it), and not \
         where it is drunk. About one in ten has a wrong answer in the data.",
    );
    let record = Record::new();
    let (mut exact, mut items, mut cases) = ([0, 0], [0, 0], [0, 0]);
    let (mut misses, mut times) = (Vec::new(), Vec::new());
    for dialog in data::objects(&format!("{FOLDER}/dialogs.jsonl")) {
        for turn in dialog["turns"].as_array().into_iter().flatten().filter(|turn| turn["speaker"] == "user")
        {
            let gold: Vec<Order> = added(turn);
            if gold.is_empty() {
                continue;
            }
            let text = turn["text"].as_str().unwrap_or_default();
            let start = Instant::now();
            let found = record.read(text);
            times.push(start.elapsed());
            let half = times.len() % 2;
            cases[half] += 1;
            exact[half] += usize::from(found == gold);
            items[half] += usize::from(short(&found) == short(&gold));
            if found != gold {
                misses.push((half, format!("{text}\n  is   {found:?}\n  gold {gold:?}")));
            }
        }
    }
    let both = |parts: [usize; 2]| parts[0] + parts[1];
    let set = "Taskmaster-4 coffee";
    figures.share(set, "all of the order", (both(exact), both(cases)), (Some(78.0), Some(86.0)));
    figures.share(set, "items and their number", (both(items), both(cases)), (Some(88.0), Some(94.0)));
    // Only every other message is looked at while the rules are made.
    figures.share(set, "all of the order, half not looked at", (exact[0], cases[0]), (None, None));
    let seen: Vec<String> = misses.into_iter().filter(|(half, _)| *half == 1).map(|(_, miss)| miss).collect();
    figures.misses(set, &seen);
    times.sort_unstable();
    let slowest = times.get(times.len() * 99 / 100).copied();
    figures.cost("an order of coffee", times.iter().sum(), times.len(), slowest, "");
}

fn short(orders: &[Order]) -> Vec<(String, i64)> {
    let mut short: Vec<_> = orders.iter().map(|(name, count, ..)| (name.clone(), *count)).collect();
    short.sort();
    short
}

/// Letters and digits only: ids were typed by hand.
fn plain(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '%').collect()
}

/// An add-on without the word that says what kind it is.
fn addon(text: &str) -> String {
    let mut text = plain(text);
    for kind in ["sweetener", "sweetner", "sweetened", "sauce", "syrup"] {
        text = text.replace(kind, "");
    }
    text
}

fn added(turn: &Value) -> Vec<Order> {
    let pairs = |value: &Value| -> Vec<(String, String)> {
        let pairs = value.as_object().into_iter().flatten();
        pairs.map(|(name, value)| (plain(name), plain(value.as_str().unwrap_or_default()))).collect()
    };
    let mut orders: Vec<Order> = Vec::new();
    for act in turn["acts"].as_array().into_iter().flatten().filter(|act| act["call"] == "add_order_item") {
        let count: String =
            act["quantity"].as_str().unwrap_or("1").chars().filter(char::is_ascii_digit).collect();
        let mut attributes = pairs(&act["attributes"]);
        attributes.sort();
        let addons = pairs(&act["addons"]).into_iter().filter(|(_, option)| option != "no");
        let mut addons: Vec<String> = addons.map(|(name, _)| addon(&name)).collect();
        addons.sort();
        orders.push((
            plain(act["item"].as_str().unwrap_or_default()),
            count.parse().unwrap_or(1),
            attributes,
            addons,
        ));
    }
    orders.sort();
    orders
}

/// Names of a group of the catalog under one id each.
fn values(group: &Value, id: fn(&str) -> String) -> BTreeMap<String, Vec<String>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, names) in group.as_object().into_iter().flatten() {
        let known = values.entry(id(key)).or_default();
        known.push(key.replace('-', " "));
        known.extend(names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    }
    values
}

fn lexicon(values: &BTreeMap<String, Vec<String>>) -> Lexicon {
    let phrases = values.values().enumerate();
    build_lexicon(phrases.flat_map(|(at, names)| {
        names.iter().enumerate().map(move |(nth, name)| (at as u32, name.as_str(), nth == 0))
    }))
}

impl Record {
    fn new() -> Record {
        let catalog: Value = serde_json::from_str(&data::text(&format!("{FOLDER}/catalog.json"))).unwrap();
        let mut record = Record {
            types: vec![Type::Number { min: Some(1), max: Some(20) }],
            lexicons: vec![None],
            names: vec![("quantity".to_owned(), Vec::new())],
        };
        record.field("item", Type::Row(CatalogId(0)), &values(&catalog["items"], plain));
        for (name, group) in catalog["attributes"].as_object().into_iter().flatten() {
            let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for value in group.as_array().into_iter().flatten().filter_map(Value::as_str) {
                all.entry(plain(value)).or_default().push(value.to_owned());
            }
            record.field(name, Type::Optional(Box::new(Type::Choice(ChoiceId(0)))), &all);
        }
        let many = Type::List { of: Box::new(Type::Choice(ChoiceId(1))), min: 0, max: None };
        record.field("addons", many, &values(&catalog["addons"], addon));
        record
    }

    fn field(&mut self, name: &str, ty: Type, values: &BTreeMap<String, Vec<String>>) {
        self.types.push(ty);
        self.lexicons.push(Some(lexicon(values)));
        self.names.push((plain(name), values.keys().cloned().collect()));
    }

    fn read(&self, text: &str) -> Vec<Order> {
        let shapes: Vec<Option<FieldShape<'_>>> = self
            .types
            .iter()
            .zip(&self.lexicons)
            .map(|(ty, lexicon)| Some(FieldShape { ty, lexicon: lexicon.as_ref(), markers: &[] }))
            .collect();
        let context = Context {
            languages: &[Language::En],
            now: Moment(1_600_000_000_000),
            zone: &TimeZone::UTC,
            countries: &[],
            pattern: &|_, _| true,
        };
        let found = records(&Utterance::new(text), &shapes, &context);
        let new = found.records.iter().filter(|record| matches!(record.target, Target::New | Target::At(_)));
        let mut orders: Vec<Order> = new.map(|record| self.order(record)).collect();
        orders.sort();
        orders
    }

    fn order(&self, record: &RecordFound) -> Order {
        let mut order: Order = (String::new(), 1, Vec::new(), Vec::new());
        for (value, (name, values)) in record.fields.iter().zip(&self.names) {
            let value_of = |item: &u32| values.get(*item as usize).cloned().unwrap_or_default();
            match value {
                Some(FieldValue::Value(Said::Number(count))) => order.1 = *count,
                Some(FieldValue::Item(item)) if name == "item" => order.0 = value_of(item),
                // No order of the data says where it is drunk.
                Some(FieldValue::Item(_)) if name == "ordertype" => {}
                Some(FieldValue::Item(item)) => order.2.push((name.clone(), value_of(item))),
                Some(FieldValue::Items(items)) => order.3.extend(items.iter().map(value_of)),
                _ => {}
            }
        }
        order.2.sort();
        order.3.sort();
        order.3.dedup();
        order
    }
}
