use super::*;
use crate::{Misfit, Reading};
use scn_graph::{Currency, Decimal, Language, Moment, PatternId, Span, Value, When, jiff::civil::Date};

/// Tuesday, 12 August 2025, 10:00 in Zurich.
const NOW: Moment = Moment(1_754_985_600_000);

fn read_in(languages: &[Language], ty: &Type, text: &str) -> Readings {
    let pattern = |_: PatternId, text: &str| text.starts_with('A');
    let context =
        Context { languages, now: NOW, zone: &crate::table::zurich(), countries: &[], pattern: &pattern };
    let utterance = Utterance::new(text);
    let readings = read(ty, &utterance, &context);
    for Reading { raw, .. } in &readings.readings {
        assert!(text.get(raw.clone()).is_some(), "{text}: {raw:?}");
    }
    readings
}

/// The readings of the best score.
fn best(languages: &[Language], ty: &Type, text: &str) -> Vec<Value> {
    let readings = read_in(languages, ty, text).readings;
    let top = readings.first().map_or(0, |r| r.score);
    readings.into_iter().take_while(|r| r.score == top).map(|r| r.value).collect()
}

fn one(languages: &[Language], ty: &Type, text: &str) -> Option<Value> {
    let mut values = best(languages, ty, text);
    assert!(values.len() <= 1, "{text}: {values:?}");
    values.pop()
}

use Language::{De, En, Fr, It};

#[test]
fn whole_numbers() {
    let mut table = crate::table::Table::default();
    let ty = Type::NUMBER;
    for (language, cases) in [
        (
            Fr,
            "2=2|deux=2|deux pizzas=2|une douzaine=12|une demi-douzaine=6|vingt et un=21|vingt-deux=22|soixante et onze=71|soixante-dix-sept=77|quatre-vingts=80|quatre-vingt-dix-neuf=99|septante-cinq=75|huitante=80|nonante et un=91|cent=100|cent un=101|deux cents=200|neuf cent quatre-vingt-dix-neuf=999|mille deux cents=1200|j'en voudrais trois svp=3|nous serons 4=4|pour 8 personnes=8|une table pour 4=4|une=1|dix-sept=17|1'200=1200|1 200=1200|-3=-3|moins trois=-3|zéro=0|pas 2, 3=3|2x=2",
        ),
        (
            De,
            "zwei=2|zwo=2|drei Stück=3|fünf=5|fuenf=5|zwölf=12|ein Dutzend=12|ein halbes Dutzend=6|einundzwanzig=21|siebenundsiebzig=77|dreißig=30|hundert=100|hunderteins=101|zweihundertfünfzig=250|neunhundertneunundneunzig=999|tausendzweihundert=1200|wir sind zu viert, also 4=4|ich hätte gern zwei bitte=2|eine Pizza für 3 Personen=3|eins=1|1.200=1200",
        ),
        (
            It,
            "due=2|tre pizze=3|sei=6|una dozzina=12|mezza dozzina=6|ventuno=21|ventidue=22|ventotto=28|trentatré=33|novantanove=99|cento=100|centouno=101|duecentocinquanta=250|novecentonovantanove=999|duemila=2000|ne vorrei quattro per favore=4|un tavolo per 5=5|uno=1",
        ),
        (
            En,
            "two=2|three please=3|a dozen=12|half a dozen=6|twenty one=21|twenty-one=21|ninety nine=99|a hundred=100|a hundred and five=105|one hundred twenty=120|nine hundred and ninety-nine=999|two thousand=2000|1,200=1200|a table for 6=6|I'd like four of them=4|one=1",
        ),
    ] {
        for case in cases.split('|') {
            let (text, value) = case.split_once('=').unwrap();
            table.same(one(&[language], &ty, text), Some(Value::Number(value.parse().unwrap())), text);
        }
    }
    for text in ["", "abc", "beaucoup", "18:30", "24.12.2025", "2,5", "19h", "😀", "zweifel"] {
        table.same(best(&Language::ALL, &ty, text), [], text);
    }
    assert_eq!(best(&[Fr], &ty, "2 ou 3"), [Value::Number(2), Value::Number(3)]);
}

#[test]
fn numbers_within_bounds() {
    let ty = Type::Number { min: Some(1), max: Some(20) };
    assert_eq!(one(&[Fr], &ty, "2 personnes"), Some(Value::Number(2)));
    let reading = &read_in(&[Fr], &ty, "2 personnes").readings[0];
    assert!(!reading.whole);
    assert!(read_in(&[Fr], &ty, "deux svp").readings[0].whole);
    for text in ["0", "21", "-1", "vingt-cinq", "1000000"] {
        let readings = read_in(&[Fr], &ty, text);
        assert_eq!((readings.readings.len(), readings.misfit), (0, Some(Misfit::OutOfBounds)), "{text}");
    }
    assert_eq!(read_in(&[Fr], &ty, "abc"), Readings::default());
    assert_eq!(one(&[Fr], &Type::Optional(Box::new(ty)), "20"), Some(Value::Number(20)));
}

#[test]
fn decimals_and_money() {
    let mut table = crate::table::Table::default();
    let ty = Type::Decimal { min: None, max: None };
    for (language, text, value) in [
        (Fr, "2,5", "2.5"),
        (Fr, "2.5 kg", "2.5"),
        (Fr, "deux et demi", "2.5"),
        (De, "zweieinhalb", "2.5"),
        (De, "anderthalb", "1.5"),
        (De, "1.200,50", "1200.50"),
        (En, "1,200.50", "1200.50"),
        (En, "two and a half", "2.5"),
        (It, "due e mezzo", "2.5"),
        (Fr, "3", "3"),
    ] {
        table.same(one(&[language], &ty, text), Some(Value::Decimal(value.parse().unwrap())), text);
    }
    let chf = Currency(*b"CHF");
    for (text, amount, currency) in [
        ("12.50 CHF", "12.50", "CHF"),
        ("CHF 12.50", "12.50", "CHF"),
        ("12.-", "12", "CHF"),
        ("12 francs 50", "12.50", "CHF"),
        ("Fr. 20", "20", "CHF"),
        ("zwölf Franken", "12", "CHF"),
        ("20", "20", "CHF"),
        ("venti franchi", "20", "CHF"),
        ("1'250.50 CHF", "1250.50", "CHF"),
    ] {
        let expected =
            Value::Money { amount: amount.parse().unwrap(), currency: Currency::parse(currency).unwrap() };
        table.same(one(&Language::ALL, &Type::Money { currency: Some(chf) }, text), Some(expected), text);
    }
    let open = Type::Money { currency: None };
    for (text, amount, currency) in
        [("€12", "12", "EUR"), ("12 €", "12", "EUR"), ("$5", "5", "USD"), ("twelve pounds", "12", "GBP")]
    {
        let expected = Value::Money {
            amount: amount.parse::<Decimal>().unwrap(),
            currency: Currency::parse(currency).unwrap(),
        };
        table.same(one(&Language::ALL, &open, text), Some(expected), text);
    }
    assert_eq!(best(&[Fr], &open, "12"), []);
    assert_eq!(best(&[Fr], &Type::Money { currency: Some(chf) }, "12 euros"), []);
}

fn date(text: &str) -> Value {
    let date: Date = text.parse().unwrap();
    Value::Date(scn_graph::Day((date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24) as i32))
}

#[test]
fn days() {
    let mut table = crate::table::Table::default();
    let ty = Type::Date(When::default());
    for (language, cases) in [
        (
            Fr,
            "aujourd'hui=2025-08-12|demain=2025-08-13|demain svp=2025-08-13|après-demain=2025-08-14|hier=2025-08-11|mardi=2025-08-19|mercredi=2025-08-13|mardi prochain=2025-08-19|samedi=2025-08-16|le 24=2025-08-24|le 5=2025-09-05|24 décembre=2025-12-24|le 24 décembre 2026=2026-12-24|1er janvier=2026-01-01|le premier mai=2026-05-01|24.12.=2025-12-24|24.12.2025=2025-12-24|24/12=2025-12-24|24.12.25=2025-12-24|2025-12-24=2025-12-24|dans 3 jours=2025-08-15|dans deux semaines=2025-08-26|dans un mois=2025-09-12|mardi 24 décembre=2025-12-24|vendredi 15=2025-08-15|plutôt samedi=2025-08-16|le 3 août=2026-08-03|29 février=2028-02-29|pas samedi, dimanche=2025-08-17",
        ),
        (
            De,
            "heute=2025-08-12|morgen=2025-08-13|übermorgen=2025-08-14|uebermorgen=2025-08-14|am Samstag=2025-08-16|nächsten Dienstag=2025-08-19|24. Dezember=2025-12-24|am 24.12.=2025-12-24|am 24.=2025-08-24|in 3 Tagen=2025-08-15|in einer Woche=2025-08-19|vor zwei Tagen=2025-08-10|letzten Montag=2025-08-11|3. März 2026=2026-03-03|heute Abend=2025-08-12",
        ),
        (
            It,
            "oggi=2025-08-12|domani=2025-08-13|dopodomani=2025-08-14|sabato=2025-08-16|martedì prossimo=2025-08-19|il 24 dicembre=2025-12-24|il 24=2025-08-24|tra 3 giorni=2025-08-15|fra due settimane=2025-08-26|3 giorni fa=2025-08-09|stasera=2025-08-12",
        ),
        (
            En,
            "today=2025-08-12|tomorrow=2025-08-13|day after tomorrow=2025-08-14|on Saturday=2025-08-16|next Monday=2025-08-18|December 24th=2025-12-24|the 24th of December=2025-12-24|24 December 2026=2026-12-24|the 24th=2025-08-24|in 3 days=2025-08-15|in two weeks=2025-08-26|2 days ago=2025-08-10|12/25/2025=2025-12-25|tonight=2025-08-12|may 3=2026-05-03",
        ),
    ] {
        for case in cases.split('|') {
            let (text, day) = case.split_once('=').unwrap();
            table.same(one(&[language], &ty, text), Some(date(day)), text);
        }
    }
    for text in ["", "abc", "31.2.", "99", "une grande", "19h30", "hier warten"] {
        table.same(best(&[De, It], &ty, text), [], text);
    }
    // In English alone the order is not known.
    assert_eq!(best(&[En], &ty, "3/4/2026"), [date("2026-04-03"), date("2026-03-04")]);
    // "next friday" may be the one after.
    let readings = read_in(&[En], &ty, "next friday").readings;
    assert_eq!(
        readings.iter().map(|r| r.value.clone()).collect::<Vec<_>>(),
        [date("2025-08-15"), date("2025-08-22")]
    );
    let future = Type::Date(When { future: true, ..When::default() });
    assert_eq!(read_in(&[Fr], &future, "hier").misfit, Some(Misfit::OutOfBounds));
    let past = Type::Date(When { past: true, ..When::default() });
    assert_eq!(one(&[Fr], &past, "24 décembre"), Some(date("2024-12-24")));
    assert_eq!(one(&[Fr], &past, "12.3.1985"), Some(date("1985-03-12")));
    let month = Type::Date(When { within_seconds: Some(30 * 86_400), ..When::default() });
    assert_eq!(read_in(&[Fr], &month, "24 décembre").misfit, Some(Misfit::OutOfBounds));
    assert_eq!(one(&[Fr], &month, "demain"), Some(date("2025-08-13")));
}

#[test]
fn times_of_day() {
    let mut table = crate::table::Table::default();
    let ty = Type::Time(When::default());
    for (language, cases) in [
        (
            Fr,
            "19h=19:00|19h30=19:30|19 h 30=19:30|18:30=18:30|18.30=18:30|sept heures et demie=7:30|huit heures moins le quart=7:45|midi=12:00|midi et demi=12:30|minuit=0:00|8h du soir=20:00|à 8 heures=8:00|vers 20h=20:00|20=20:00|8h ce soir=20:00|8h du matin=8:00|midi et quart=12:15",
        ),
        (
            De,
            "halb acht=7:30|19 Uhr=19:00|19 Uhr 30=19:30|um acht=8:00|viertel nach sieben=7:15|viertel vor acht=7:45|dreiviertel acht=7:45|acht Uhr abends=20:00|18.30 Uhr=18:30|um 20 Uhr bitte=20:00|Mittag=12:00|zehn vor acht=7:50|gegen 18:15=18:15|halb acht abends=19:30",
        ),
        (
            It,
            "alle otto=8:00|alle 19=19:00|ore 20=20:00|sette e mezza=7:30|otto meno un quarto=7:45|mezzogiorno=12:00|le 8 di sera=20:00|alle 19:30=19:30|alle 20 per favore=20:00",
        ),
        (
            En,
            "7pm=19:00|7 pm=19:00|7:30pm=19:30|7:30 p.m.=19:30|at 7 p.m.=19:00|half past seven=7:30|quarter to eight=7:45|noon=12:00|12am=0:00|12 pm=12:00|at 18:30=18:30|8 in the evening=20:00|seven o'clock=7:00|ten past six=6:10",
        ),
    ] {
        for case in cases.split('|') {
            let (text, time) = case.split_once('=').unwrap();
            let (hour, minute) = time.split_once(':').unwrap();
            let minutes = hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap();
            table.same(one(&[language], &ty, text), Some(Value::Time(minutes)), text);
        }
    }
    for text in ["", "abc", "99", "25:00", "13pm", "une grande", "rue du Lac 7"] {
        table.same(best(&Language::ALL, &ty, text), [], text);
    }
}

#[test]
fn days_with_a_time() {
    let mut table = crate::table::Table::default();
    let ty = Type::DateTime(When { future: true, ..When::default() });
    for (languages, text, expected) in [
        ([Fr], "demain à 19h", "2025-08-13T19:00"),
        ([Fr], "demain soir à 8h", "2025-08-13T20:00"),
        ([Fr], "samedi 16 août à 18:30 svp", "2025-08-16T18:30"),
        ([Fr], "19h", "2025-08-12T19:00"),
        ([Fr], "9h", "2025-08-13T09:00"),
        ([De], "morgen um halb acht abends", "2025-08-13T19:30"),
        ([De], "am 24.12. um 18 Uhr", "2025-12-24T18:00"),
        ([It], "domani alle 19", "2025-08-13T19:00"),
        ([En], "tomorrow at 7pm", "2025-08-13T19:00"),
        ([En], "December 24th at 18:30", "2025-12-24T18:30"),
    ] {
        let moment: scn_graph::jiff::civil::DateTime = expected.parse().unwrap();
        let at = moment.to_zoned(crate::table::zurich()).unwrap().timestamp().as_millisecond();
        table.same(one(&languages, &ty, text), Some(Value::DateTime(Moment(at))), text);
    }
    assert_eq!(best(&[Fr], &ty, "demain"), []);
    assert_eq!(read_in(&[Fr], &ty, "hier à 8h").misfit, Some(Misfit::OutOfBounds));
}

#[test]
fn durations() {
    let mut table = crate::table::Table::default();
    let seconds = Span::seconds;
    for (language, text, span) in [
        (Fr, "2 heures", seconds(7200)),
        (Fr, "1h30", seconds(5400)),
        (Fr, "1 h 30", seconds(5400)),
        (Fr, "une demi-heure", seconds(1800)),
        (Fr, "une heure et demie", seconds(5400)),
        (Fr, "un quart d'heure", seconds(900)),
        (Fr, "3 jours", Span::days(3)),
        (Fr, "deux semaines", Span::days(14)),
        (Fr, "un mois", Span { months: 1, ..Span::ZERO }),
        (Fr, "2 heures et 15 minutes", seconds(8100)),
        (De, "eine halbe Stunde", seconds(1800)),
        (De, "anderthalb Stunden", seconds(5400)),
        (De, "90 min", seconds(5400)),
        (De, "90min", seconds(5400)),
        (De, "zwei Jahre", Span { months: 24, ..Span::ZERO }),
        (It, "mezz'ora", seconds(1800)),
        (It, "due ore", seconds(7200)),
        (It, "un'ora e mezza", seconds(5400)),
        (En, "half an hour", seconds(1800)),
        (En, "two and a half hours", seconds(9000)),
        (En, "an hour and a half", seconds(5400)),
        (En, "3 days", Span::days(3)),
        (En, "1 hour 30 minutes", seconds(5400)),
    ] {
        table.same(one(&[language], &Type::Duration, text), Some(Value::Duration(span)), text);
    }
    assert_eq!(best(&[Fr], &Type::Duration, "longtemps"), []);
}

#[test]
fn free_text() {
    let text = |max_chars, pattern| Type::Text { max_chars, pattern };
    assert_eq!(one(&[Fr], &Type::TEXT, "  Extra basil "), Some(Value::Text("Extra basil".into())));
    assert_eq!(best(&[Fr], &Type::TEXT, " \n "), []);
    assert_eq!(read_in(&[Fr], &text(Some(5), None), "éééééé").misfit, Some(Misfit::TooLong));
    assert_eq!(one(&[Fr], &text(Some(5), None), "ééééé"), Some(Value::Text("ééééé".into())));
    assert_eq!(read_in(&[Fr], &text(None, Some(PatternId(0))), "B12").misfit, Some(Misfit::Pattern));
    assert_eq!(one(&[Fr], &text(None, Some(PatternId(0))), "A12"), Some(Value::Text("A12".into())));
}

#[test]
fn yes_and_no() {
    assert_eq!(one(&[Fr], &Type::YesNo, "oui svp"), Some(Value::YesNo(true)));
    assert_eq!(one(&[De], &Type::YesNo, "nein danke"), Some(Value::YesNo(false)));
    assert_eq!(best(&[De], &Type::YesNo, "Pizza"), []);
}
