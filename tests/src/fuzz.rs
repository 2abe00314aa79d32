//! What must hold for every text, one target for each recogniser: `tests/fuzz` drives them with a fuzzer, the suite
//! `fuzz` with random conversations and hostile texts.

use crate::busy;
use scn_graph::{
    CatalogId, ChoiceId, Currency, Language, Moment, Type, Value, When,
    jiff::tz::TimeZone,
    model::{IntentModel, Knowledge, Lexicon, Passage},
};
use scn_understand::{Class, Context, FieldShape, Reading, Utterance};
use std::sync::LazyLock;

/// A name, and what is done with a text; it panics when something does not hold.
pub type Target = (&'static str, fn(&str));

/// Every recogniser, and everything else that reads a customer's words.
pub const TARGETS: &[Target] = &[
    ("fold", |text| assert!(scn_understand::fold(text).len() <= 4 * text.len() + 4)),
    ("text", |text| values(&Type::TEXT, text)),
    ("number", |text| values(&Type::Number { min: Some(-20), max: Some(5_000) }, text)),
    ("decimal", |text| values(&Type::Decimal { min: None, max: None }, text)),
    ("money", |text| {
        values(&Type::Money { currency: None }, text);
        values(&Type::Money { currency: Currency::parse("CHF") }, text);
    }),
    ("yes_no", |text| values(&Type::YesNo, text)),
    ("date", |text| {
        values(&Type::Date(When::default()), text);
        values(&Type::Date(When { past: true, ..When::default() }), text);
    }),
    ("time", |text| values(&Type::Time(When::default()), text)),
    ("datetime", |text| values(&Type::DateTime(When { future: true, ..When::default() }), text)),
    ("duration", |text| values(&Type::Duration, text)),
    ("phone", |text| values(&Type::Phone, text)),
    ("email", |text| values(&Type::Email, text)),
    ("url", |text| values(&Type::Url, text)),
    ("address", |text| values(&Type::Address, text)),
    ("ordinal", ordinal),
    ("offered", offered),
    ("choice", choice),
    ("records", records),
    ("correction", correction),
    ("control", control),
    ("wish", wish),
    ("language", language),
    ("intent", intent),
    ("answer", answer),
    ("masked", |text| {
        reading(|context| scn_understand::masked(&Utterance::new(text), context));
    }),
];

/// The same with much to look in: a catalog of 10,000 rows, orders from one of 1,000.
pub const LARGE: &[Target] = &[("catalog", catalog), ("records of a catalog", records_of_a_catalog)];

/// Tuesday, 12 August 2025, 10:00 in Zurich.
const NOW: Moment = Moment(1_754_985_600_000);

fn reading<R>(read: impl FnOnce(&Context<'_>) -> R) -> R {
    static ZURICH: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Zurich").expect("a zone"));
    let (languages, countries) = (&Language::ALL, &["CH", "FR"]);
    read(&Context { languages, now: NOW, zone: &ZURICH, countries, pattern: &|_, _| true })
}

fn values(ty: &Type, text: &str) {
    let utterance = Utterance::new(text);
    let read = || reading(|context| scn_understand::read(ty, &utterance, context)).readings;
    let readings = read();
    for reading in &readings {
        checked(ty, text, reading);
    }
    assert!(
        readings.is_sorted_by_key(|reading| std::cmp::Reverse(reading.score)),
        "best first: {readings:?}"
    );
    assert_eq!(readings, read(), "the same words, the same readings");
}

fn checked(ty: &Type, text: &str, reading: &Reading) {
    assert!(reading.score <= 1000, "{reading:?}");
    assert!(text.get(reading.raw.clone()).is_some(), "{reading:?}");
    match (&reading.value, ty) {
        (Value::Number(number), Type::Number { min, max }) => {
            assert!(min.is_none_or(|min| min <= *number) && max.is_none_or(|max| *number <= max));
        }
        (Value::Time(minutes), _) => assert!(*minutes < 1440),
        (Value::Date(day), Type::Date(When { past: true, .. })) => assert!(day.0 <= 20_312, "{day:?}"),
        (Value::DateTime(at), Type::DateTime(_)) => assert!(at.0 >= NOW.0, "{at:?}"),
        (Value::Phone(number), _) => {
            let digits = number.strip_prefix('+').expect("a plus stands first");
            assert!(digits.bytes().all(|byte| byte.is_ascii_digit()) && (4..=17).contains(&digits.len()));
        }
        (Value::Text(said) | Value::Email(said) | Value::Url(said) | Value::Address(said), _) => {
            assert!(!said.trim().is_empty());
        }
        (Value::Money { currency, .. }, Type::Money { currency: Some(asked) }) => assert_eq!(currency, asked),
        _ => {}
    }
}

fn ordinal(text: &str) {
    let utterance = Utterance::new(text);
    for count in [0, 1, 2, 10] {
        assert!(scn_understand::place_named(&utterance, count).is_none_or(|place| place < count));
        scn_understand::wants_all(&utterance, count);
    }
}

fn offered(text: &str) {
    let offered = [(scn_graph::Day(20_314), Some(540)), (scn_graph::Day(20_315), None)];
    let utterance = Utterance::new(text);
    let places = reading(|context| scn_understand::offered_times(&utterance, context, &offered));
    assert!(places.iter().all(|place| (*place as usize) < offered.len()));
}

const MENU: [&str; 6] =
    ["Margherita", "Quattro Formaggi", "Thé froid pêche", "Jambon et champignons", "Coca 5 dl", "🍕 du chef"];

fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        scn_understand::build_lexicon(MENU.iter().enumerate().map(|(at, name)| (at as u32, *name, true)))
    });
    &LEXICON
}

fn choice(text: &str) {
    let utterance = Utterance::new(text);
    for shown in [None, Some(&[2, 1, 0][..])] {
        let found = scn_understand::pick(lexicon(), &utterance, shown);
        for found in &found {
            assert!((found.item as usize) < MENU.len() && found.score <= 1000);
            assert!(text.get(found.raw.clone()).is_some(), "{found:?}");
        }
        assert_eq!(found, scn_understand::pick(lexicon(), &utterance, shown));
    }
    let own = scn_understand::build_lexicon([(0, text, true), (1, "Grande", true)]);
    scn_understand::pick(&own, &utterance, None);
}

fn rows(every: usize) -> Lexicon {
    let names = busy::row_names();
    let names = names.iter().step_by(every).enumerate();
    scn_understand::build_lexicon(names.map(|(at, name)| (at as u32, name.as_str(), true)))
}

fn catalog(text: &str) {
    static ROWS: LazyLock<Lexicon> = LazyLock::new(|| rows(1));
    let found = scn_understand::pick(&ROWS, &Utterance::new(text), None);
    assert!(found.iter().all(|found| found.item < 10_000 && found.score <= 1000));
}

fn records_of_a_catalog(text: &str) {
    static ROWS: LazyLock<Lexicon> = LazyLock::new(|| rows(10));
    records_from(&ROWS, text);
}

fn records(text: &str) {
    records_from(lexicon(), text);
}

fn records_from(lexicon: &Lexicon, text: &str) {
    let utterance = Utterance::new(text);
    let markers = ["sans".to_owned(), "without".to_owned()];
    let lexicon = Some(lexicon);
    let (number, row, choice) = (Type::NUMBER, Type::Row(CatalogId(0)), Type::Choice(ChoiceId(0)));
    let list = Type::List { of: Box::new(choice), min: 0, max: Some(4) };
    let fields = [
        Some(FieldShape { ty: &number, lexicon: None, markers: &[] }),
        Some(FieldShape { ty: &row, lexicon, markers: &[] }),
        Some(FieldShape { ty: &list, lexicon, markers: &markers }),
        Some(FieldShape { ty: &Type::TEXT, lexicon: None, markers: &markers }),
        None,
    ];
    let found = reading(|context| scn_understand::records(&utterance, &fields, context));
    assert!(found.understood <= 1000 && found.records.len() <= 256);
    assert!(found.records.iter().all(|record| record.fields.len() == fields.len()));
    assert!(found.rest.iter().all(|rest| text.get(rest.clone()).is_some()));
}

fn correction(text: &str) {
    let rest = scn_understand::correction(&Utterance::new(text), &Language::ALL);
    assert!(rest.is_none_or(|rest| text.get(rest).is_some()));
}

fn control(text: &str) {
    let hit = scn_understand::control(&Utterance::new(text), &Language::ALL);
    assert!(hit.is_none_or(|hit| hit.score <= 1000));
}

fn wish(text: &str) {
    let utterance = Utterance::new(text);
    scn_understand::wished_language(&utterance);
    scn_understand::adds(&utterance);
    scn_understand::removes(&utterance);
}

fn language(text: &str) {
    let two = [Language::Fr, Language::De];
    let said = scn_understand::language(&Utterance::new(text), &two);
    assert!(said.is_none_or(|language| two.contains(&language)));
}

fn intent(text: &str) {
    static MODEL: LazyLock<IntentModel> = LazyLock::new(|| {
        let class = |name, examples: [&'static str; 2]| Class { name, examples: examples.to_vec() };
        scn_understand::train(&[
            class("", ["Vous livrez le dimanche ?", "livraison le week-end"]),
            class("order", ["wo ist meine Bestellung", "wann kommt die Pizza"]),
            class("allergies", ["do you have gluten free pizza", "sono allergico alle noci"]),
        ])
    });
    let found = scn_understand::classify(&MODEL, &Utterance::new(text), |class| class != 1);
    assert!(found.iter().all(|(class, score)| [0, 2].contains(class) && *score <= 1000));
    assert!(found.is_sorted_by_key(|(_, score)| std::cmp::Reverse(*score)));
}

fn answer(text: &str) {
    static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
        let passage = |question: &str| Passage { questions: vec![question.to_owned()], ..Passage::default() };
        let passages = vec![passage("Avez-vous une terrasse ?"), passage("Gibt es Parkplätze?")];
        Knowledge { name: String::new(), index: scn_understand::index(&passages), passages }
    });
    let found = scn_understand::answer(&Utterance::new(text), &KNOWLEDGE, None);
    assert!(found.is_none_or(|(at, score)| at < 2 && score <= 1000));
}
