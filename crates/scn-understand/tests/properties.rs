//! What must hold for all inputs: nothing panics, ranges lie in the message, hostile messages stay small.

use proptest::prelude::*;
use scn_graph::{
    CatalogId, Currency, Language, Moment, Type, Value, When,
    jiff::tz::{Offset, TimeZone},
};
use scn_understand::{
    Class, Context, FieldShape, FieldValue, RecordsFound, Utterance, build_lexicon, classify, control,
    correction, fold, language, pick, read, records, says, train, yes_no,
};

fn types() -> Vec<Type> {
    let when = When { future: true, ..When::default() };
    vec![
        Type::TEXT,
        Type::NUMBER,
        Type::Number { min: Some(1), max: Some(20) },
        Type::Decimal { min: None, max: None },
        Type::Money { currency: Currency::parse("CHF") },
        Type::Money { currency: None },
        Type::YesNo,
        Type::Date(When::default()),
        Type::Date(When { past: true, ..When::default() }),
        Type::Date(when),
        Type::Time(when),
        Type::DateTime(when),
        Type::Duration,
        Type::Phone,
        Type::Email,
        Type::Url,
        Type::Address,
        Type::Place,
        Type::Optional(Box::new(Type::NUMBER)),
    ]
}

/// Everything at once; every range must cut the message at characters.
fn understand(text: &str, now: i64, offset: i32) {
    let utterance = Utterance::new(text);
    assert!(utterance.words.len() <= 256);
    assert!(utterance.folded.len() <= 4 * text.len() + 4);
    for word in &utterance.words {
        assert!(text.get(word.raw.clone()).is_some_and(|w| !w.is_empty()), "{word:?}");
        assert!(utterance.folded.get(word.folded.clone()).is_some_and(|w| !w.is_empty()), "{word:?}");
    }
    let zone = &TimeZone::fixed(Offset::from_seconds(offset).unwrap());
    let context =
        Context { languages: &Language::ALL, now: Moment(now), zone, countries: &[], pattern: &|_, _| true };
    for ty in types() {
        for reading in read(&ty, &utterance, &context).readings {
            assert!(text.get(reading.raw.clone()).is_some(), "{ty:?}: {:?}", reading.raw);
            assert!(reading.score <= 1000);
        }
    }
    let lexicon = build_lexicon([
        (0, "Quattro Formaggi", true),
        (1, "Grande", true),
        (1, text, false),
        (2, "👍 d'accord", true),
    ]);
    for shown in [None, Some(&[2, 1, 0][..])] {
        for found in pick(&lexicon, &utterance, shown) {
            assert!(found.item <= 2 && found.score <= 1000);
            assert!(text.get(found.raw.clone()).is_some(), "{:?}", found.raw);
        }
    }
    gather(text, &utterance, &context);
    let model = train(&[
        Class { name: text, examples: vec!["vous livrez le dimanche", text] },
        Class { name: "order", examples: vec!["where is my order"] },
    ]);
    assert!(classify(&model, &utterance, |_| true).iter().all(|(class, score)| *class < 2 && *score <= 1000));
    let rest = correction(&utterance, &Language::ALL);
    assert!(rest.is_none_or(|range| text.get(range).is_some()));
    let answer = yes_no(&utterance, &Language::ALL);
    assert!(answer.is_none_or(|reading| text.get(reading.raw).is_some()));
    let _ = (control(&utterance, &[]), language(&utterance, &Language::ALL), says(&utterance, "stop"));
    assert_eq!(fold(&fold(text)), fold(text), "folding is done once");
}

/// Records hold what their fields allow, and the same message gives the same records.
fn gather(text: &str, utterance: &Utterance<'_>, context: &Context<'_>) {
    let lexicon =
        build_lexicon([(0, "Quattro Formaggi", true), (1, "Grande", true), (2, "la deuxième", false)]);
    let list =
        Type::List { of: Box::new(Type::Text { max_chars: Some(20), pattern: None }), min: 0, max: None };
    let types = [
        Type::Number { min: Some(1), max: Some(20) },
        Type::Row(CatalogId(0)),
        list,
        Type::Date(When::default()),
        Type::TEXT,
    ];
    let markers: Vec<String> = ["sans", "pas de", "non"].map(str::to_owned).to_vec();
    let fields: Vec<Option<FieldShape<'_>>> = types
        .iter()
        .enumerate()
        .map(|(at, ty)| {
            let lexicon = (at == 1).then_some(&lexicon);
            Some(FieldShape { ty, lexicon, markers: if at == 2 { &markers } else { &[] } })
        })
        .chain([None])
        .collect();
    let found = records(utterance, &fields, context);
    assert!(found.records.len() <= 33 && found.understood <= 1000);
    for record in &found.records {
        assert_eq!(record.fields.len(), fields.len());
        assert!(record.fields.iter().any(Option::is_some) && record.fields[5].is_none(), "{record:?}");
        match &record.fields[0] {
            None | Some(FieldValue::Misfit | FieldValue::Value(Value::Number(1..=20))) => {}
            other => panic!("{other:?}"),
        }
        assert!(matches!(record.fields[1], None | Some(FieldValue::Item(0..=2) | FieldValue::Unsure(_))));
    }
    assert!(found.rest.iter().all(|range| text.get(range.clone()).is_some()));
    let again: RecordsFound = records(&Utterance::new(text), &fields, context);
    assert_eq!(found, again);
}

/// Texts made of what the recognisers look for.
fn conversation() -> impl Strategy<Value = String> {
    let pieces = vec![
        "oui",
        "non",
        "pas",
        "nein",
        "actually",
        "en fait",
        "2",
        "24.12.",
        "24/12/2025",
        "31",
        "19h30",
        "7pm",
        "halb",
        "acht",
        "vingt",
        "et",
        "un",
        "einundzwanzig",
        "demain",
        "next",
        "friday",
        "le",
        "am",
        "in",
        "3 Tagen",
        "CHF",
        "12.50",
        "francs",
        "heures",
        "et demie",
        "+41 79",
        "123 45 67",
        "a@b.ch",
        "www.x.ch",
        "grande",
        "sans",
        "pas de",
        "c'est tout",
        "toutes",
        "\n",
        "quatro formagi",
        "la deuxième",
        "stop",
        "?",
        ",",
        "👍🏽",
        "é",
        "ß",
        "\u{301}",
        "\u{200d}",
        "moins",
        "cent",
        "mille",
        "dozen",
        "ago",
        "vor",
        "e mezza",
        "999999999999999999",
        "-",
        ".",
        "'",
    ];
    prop::collection::vec(
        (prop::sample::select(pieces), prop::sample::select(vec![" ", "", ", ", "."])),
        0..14,
    )
    .prop_map(|parts| parts.into_iter().map(|(piece, gap)| format!("{piece}{gap}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text(text in "\\PC{0,60}", now in -100_000_000_000_000i64..100_000_000_000_000, offset in -50_000i32..50_000) {
        understand(&text, now, offset);
    }

    #[test]
    fn any_conversation(text in conversation()) {
        understand(&text, 1_754_985_600_000, 7200);
    }
}

#[test]
fn hostile_texts() {
    for piece in [
        "\u{301}",
        "\u{200b}",
        "a\u{301}",
        "аa",
        "2 ",
        "non ",
        "24.12.",
        "un ",
        "cent mille ",
        "a@",
        "+",
        "0",
        "👨‍👩‍👧",
        "ﷺ",
        "🇨",
        "?",
        "e mezza ",
        "\0",
    ] {
        let text = piece.repeat(65_536 / piece.len());
        let utterance = Utterance::new(&text);
        assert!(utterance.words.len() <= 256 && utterance.folded.len() <= 100_000, "{piece:?}");
        understand(&text, 0, 0);
    }
}

#[test]
fn moments_at_the_ends_of_time() {
    for now in [i64::MIN, i64::MAX, 0] {
        understand("demain dans 900 ans, next friday le 31, 29.2. à 19h", now, 93_599);
    }
}
