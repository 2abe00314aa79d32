//! Tables of numbers, money and lengths of time, as people write them.

use crate::{Context, Misfit, Reading, Readings, Utterance, read, table::Table};
use Language::{De, En, Fr, It};
use scn_graph::{Currency, Decimal, Language, Moment, PatternId, Span, Type, Value};

fn read_in(languages: &[Language], countries: &[&str], ty: &Type, text: &str) -> Readings {
    let pattern = |_: PatternId, _: &str| true;
    let zone = crate::table::zurich();
    let context = Context { languages, now: Moment(0), zone: &zone, countries, pattern: &pattern };
    read(ty, &Utterance::new(text), &context)
}

const DECIMAL: Type = Type::Decimal { min: None, max: None };

/// The values of all readings an engine would take, in the order of the message.
fn decimals(language: Language, text: &str) -> Vec<Decimal> {
    let mut readings = read_in(&[language], &[], &DECIMAL, text).readings;
    readings.retain(|reading| reading.score >= 600);
    readings.sort_by_key(|reading| reading.raw.start);
    readings.dedup_by(|b, a| b.raw.start < a.raw.end);
    readings
        .into_iter()
        .map(|reading| match reading.value {
            Value::Decimal(value) => value,
            other => panic!("{text}: {other:?}"),
        })
        .collect()
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Cases `text=value value…`, between bars.
fn same(language: Language, cases: &str) {
    let mut table = Table::default();
    for case in cases.split('|') {
        let (text, values) = case.split_once('=').unwrap();
        let expected: Vec<Decimal> = values.split_whitespace().map(number).collect();
        table.same(decimals(language, text), expected, text);
    }
}

#[test]
fn french_numbers() {
    same(
        Fr,
        "1 250,75=1250.75|1\u{202f}250=1250|1.250.000=1250000|3,5=3.5|,5 l=0.5|-7=-7|moins sept=-7|au moins 7=7|plus de 20=20|pas 2, 3=3|\
         soixante-seize=76|septante-six=76|quatre-vingt-seize=96|nonante-six=96|huitante-huit=88|quatre vingts=80|\
         cent trois=103|deux cent mille=200000|mille neuf cent quatre-vingt-quatre=1984|trois millions=3000000|\
         2 millions=2000000|2,5 millions=2500000|trois millions et demi=3500000|un demi-million=500000|\
         1,2 milliard=1200000000|mille milliards=1000000000000|4k=4000|1,5k=1500|trois quarts=0.75|deux tiers=0.666666666666667|\
         un demi=0.5|deux et demi=2.5|trois et quart=3.25|une demi-douzaine=6|trois douzaines=36|une quinzaine=15|\
         deux virgule zéro cinq=2.05|douze virgule cinq=12.5|½=0.5|2½=2.5|2 ½=2.5|3/4=0.75|1 1/2=1.5|\
         vingtdeux=22|deux ou trois=2 3|entre 10 et 15=10 15|un=1|la vingt-cinquième=|sept cinquièmes=1.4|\
         une paire=2|aucun=0|il y en a cent=100|40 000 ou 50 000=40000 50000|12 et demi=12.5",
    );
}

#[test]
fn german_numbers() {
    same(
        De,
        "1.250,75=1250.75|1'250=1250|1’250.50=1250.50|3,5=3.5|minus vier=-4|−4=-4|fünfundvierzig=45|fuenfundvierzig=45|\
         fünf und vierzig=45|siebenhundertdreiundachtzigtausendvierhundertzwölf=783412|hunderteins=101|\
         eintausendundeins=1001|achtzehnhundert=1800|eine Million=1000000|zwei Millionen dreihunderttausend=2300000|\
         2,5 Mio.=2500000|3 Mrd=3000000000|5 Tausend=5000|anderthalb=1.5|zweieinhalb=2.5|dreieinhalb Millionen=3500000|\
         eine halbe Million=500000|ein halbes Dutzend=6|zwei Dutzend=24|drei Viertel=0.75|dreiviertel=0.75|zwei Drittel=0.666666666666667|\
         null Komma fünf=0.5|zwei Komma drei=2.3|dreissig=30|dreißig=30|zwo=2|ein paar=2|keine=0|zwei oder drei=2 3|\
         der einundzwanzigste=|einundzwanzig=21|10k=10000|fünf Achtel=0.625",
    );
}

#[test]
fn italian_numbers() {
    same(
        It,
        "1.250,75=1250.75|3,5=3.5|meno quattro=-4|più o meno quattro=4|ventuno=21|ventotto=28|centottantadue=182|\
         millenovecentottantaquattro=1984|duemilaventicinque=2025|trecentomila=300000|due milioni=2000000|\
         due milioni e mezzo=2500000|mezzo milione=500000|un miliardo=1000000000|mezza dozzina=6|due dozzine=24|\
         due e mezzo=2.5|tre quarti=0.75|due terzi=0.666666666666667|un quinto=0.2|tre virgola due=3.2|zero virgola cinque=0.5|\
         cento e uno=101|trentatré=33|un paio=2|nessuno=0|due o tre=2 3|vent'anni=20|una decina=10|10mila=10000",
    );
}

#[test]
fn english_numbers() {
    same(
        En,
        "1,250.75=1250.75|1,250,000=1250000|12,34,567=1234567|3.5=3.5|.5=0.5|minus four=-4|negative four=-4|- 4=-4|\
         forty-five=45|fortyfive=45|one hundred and three=103|a hundred=100|eighteen hundred=1800|nineteen hundred and eighty-four=1984|\
         two million three hundred thousand=2300000|2.5 million=2500000|1.5M=1500000|3k=3000|two and a half=2.5|2 1/2=2.5|\
         two and three quarters=2.75|half a million=500000|half a dozen=6|two dozen=24|three quarters=0.75|five eighths=0.625|\
         a third=0.333333333333333|one over eight=0.125|two point five million=2500000|nought point two five=0.25|a couple=2|none=0|\
         two or three=2 3|22,24,26=22 24 26|three lakh=300000|the twenty-fifth=|1e6=1000000|3 hundred and 21=321|\
         two thirds of a million=666666.666666667|ＴＷＥＬＶＥ=12|１２=12",
    );
}

#[test]
fn two_ways_to_read_digits() {
    let read = |languages: &[Language], text: &str| -> Vec<(Decimal, bool)> {
        let readings = read_in(languages, &[], &DECIMAL, text).readings;
        let value = |reading: Reading| match reading.value {
            Value::Decimal(value) => (value, reading.score >= 850),
            other => panic!("{other:?}"),
        };
        readings.into_iter().map(value).collect()
    };
    assert_eq!(read(&[En, De], "1,200"), [(number("1200"), true), (number("1.200"), false)]);
    assert_eq!(read(&[De, En], "1,200"), [(number("1.200"), true), (number("1200"), false)]);
    assert_eq!(read(&[De], "1.200"), [(number("1200"), true), (number("1.200"), false)]);
    // The type chooses.
    let few = Type::Decimal { min: None, max: Some(number("20")) };
    assert_eq!(read_in(&[En], &[], &few, "1,200").readings.len(), 1);
    let whole = read_in(&[Fr], &[], &Type::NUMBER, "1,200").readings;
    assert_eq!(whole.first().map(|r| (&r.value, r.score)), Some((&Value::Number(1200), 900)));
    let seats = Type::Number { min: Some(1), max: Some(20) };
    for text in ["1,200", "deux cents", "0", "moins trois", "aucun"] {
        assert_eq!(read_in(&[Fr], &[], &seats, text).misfit, Some(Misfit::OutOfBounds), "{text}");
    }
}

#[test]
fn what_is_no_number() {
    let mut table = Table::default();
    for (language, text) in [
        (Fr, "le cinquième"),
        (Fr, "19h30"),
        (Fr, "29km"),
        (Fr, "le 3ème"),
        (De, "am 24.12.2025"),
        (De, "um 18:30"),
        (De, "der Achte"),
        (En, "180ml"),
        (En, "on 5/17/2018"),
        (En, "often"),
        (It, "mila123x456"),
        (It, "alle 18:30"),
    ] {
        table.same(read_in(&[language], &[], &Type::NUMBER, text).readings.len(), 0, text);
    }
}

#[test]
fn where_numbers_stand() {
    let mut table = Table::default();
    for (language, text, part) in [
        (Fr, "il en faut une demi-douzaine svp", "une demi-douzaine"),
        (Fr, "c'est -3 degrés", "-3"),
        (De, "etwa minus drei Grad", "minus drei"),
        (En, "we are two and a half people", "two and a half"),
        (It, "ne vorrei ventidue circa", "ventidue"),
        (En, "about 1,200 or so", "1,200"),
    ] {
        let readings = read_in(&[language], &[], &DECIMAL, text).readings;
        let found = readings.first().map(|reading| &text[reading.raw.clone()]);
        table.same(found, Some(part), text);
    }
}

fn money(languages: &[Language], countries: &[&str], expected: Option<&str>, text: &str) -> Vec<String> {
    let ty = Type::Money { currency: expected.and_then(Currency::parse) };
    let mut readings = read_in(languages, countries, &ty, text).readings;
    readings.retain(|reading| reading.score >= 600);
    readings.sort_by_key(|reading| reading.raw.start);
    let told = |reading: Reading| match reading.value {
        Value::Money { amount, currency } => format!("{} {}", amount.normalize(), currency.as_str()),
        other => panic!("{text}: {other:?}"),
    };
    readings.into_iter().map(told).collect()
}

#[test]
fn amounts_of_money() {
    let mut table = Table::default();
    for (language, cases) in [
        (
            Fr,
            "5 francs 50=5.5 CHF|Fr. 12.50=12.5 CHF|CHF 12.–=12 CHF|12.-=12 CHF|12,- =12 EUR|50 centimes=0.5 EUR|\
             3 euros et 20 centimes=3.2 EUR|10k €=10000 EUR|1 200,50 €=1200.5 EUR|douze dollars canadiens=12 CAD|\
             75 millions de dollars=75000000 USD|vingt livres sterling=20 GBP|un euro=1 EUR|-5 €=-5 EUR|12fr=12 CHF|\
             entre 10 € et 20 €=10 EUR,20 EUR|cinquante cents=0.5 EUR",
        ),
        (
            De,
            "zwei Euro fünfzig=2.5 EUR|zwölf Schweizer Franken=12 CHF|12 CHF 50=12.5 CHF|50 Rappen=0.5 CHF|Fr. 1'250.-=1250 CHF|\
             1.200 €=1200 EUR|3 US-Dollar=3 USD|hundert schwedische Kronen=100 SEK|50chf=50 CHF|zwanzig Stutz=20 CHF|\
             dreizehn Euro und fünf Cent=13.05 EUR",
        ),
        (
            It,
            "cinque euro e trenta=5.3 EUR|venti franchi svizzeri=20 CHF|50 centesimi=0.5 EUR|dieci dollari di Hong Kong=10 HKD|\
             venti lire sterline=20 GBP|1.200,50 euro=1200.5 EUR",
        ),
        (
            En,
            "$1,200.50=1200.5 USD|US$ 12=12 USD|C$5=5 CAD|3 dollars and 20 cents=3.2 USD|twenty quid=20 GBP|50p=0.5 GBP|\
             GBP3.01=3.01 GBP|10 Swiss francs=10 CHF|a dollar=1 USD|$4 million=4000000 USD|CHF 20 or 30 EUR=20 CHF,30 EUR|\
             thirty yen=30 JPY|10¢=0.1 USD|all 5 of them=|5=",
        ),
    ] {
        for case in cases.split('|') {
            let (text, expected) = case.split_once('=').unwrap();
            let expected: Vec<&str> = expected.split(',').filter(|amount| !amount.is_empty()).collect();
            table.same(money(&[language], &[], None, text), expected, text);
        }
    }
}

#[test]
fn the_scenario_tells_whose_money() {
    let mut table = Table::default();
    for (expected, countries, text, amount) in [
        (Some("CAD"), &[][..], "12 dollars", vec!["12 CAD"]),
        (None, &["AU"][..], "12 dollars", vec!["12 AUD"]),
        (None, &["CH"][..], "50 centimes", vec!["0.5 CHF"]),
        (Some("CHF"), &[][..], "5 Rp", vec!["0.05 CHF"]),
        (Some("CHF"), &[][..], "20", vec!["20 CHF"]),
        (Some("CHF"), &[][..], "1.200", vec!["1200 CHF"]),
        (Some("CHF"), &[][..], "20 €", vec![]),
        (Some("EUR"), &[][..], "12,-", vec!["12 EUR"]),
    ] {
        table.same(money(&[Fr, De], countries, expected, text), amount, text);
    }
}

#[test]
fn lengths_of_time() {
    let mut table = Table::default();
    let (hours, minutes) = (|n: u32| Span::seconds(n * 3600), |n: u32| Span::seconds(n * 60));
    let months = |months: u32| Span { months, ..Span::ZERO };
    for (language, text, spans) in [
        (Fr, "trois quarts d'heure", vec![minutes(45)]),
        (Fr, "une heure et quart", vec![minutes(75)]),
        (Fr, "quinze jours", vec![Span::days(15)]),
        (Fr, "une quinzaine de jours", vec![Span::days(15)]),
        (Fr, "1h30min", vec![minutes(90)]),
        (Fr, "toute la semaine", vec![Span::days(7)]),
        (Fr, "trois nuits", vec![Span::days(3)]),
        (Fr, "un an et demi", vec![months(18)]),
        (Fr, "un jour et demi", vec![Span { days: 1, seconds: 43_200, months: 0 }]),
        (Fr, "2 heures ou 3 heures", vec![hours(2), hours(3)]),
        (De, "eine Viertelstunde", vec![minutes(15)]),
        (De, "eine Dreiviertelstunde", vec![minutes(45)]),
        (De, "zwei Stunden und 15 Minuten", vec![minutes(135)]),
        (De, "zweieinhalb Stunden", vec![minutes(150)]),
        (De, "ein halbes Jahr", vec![months(6)]),
        (De, "ein paar Tage", vec![Span::days(2)]),
        (It, "un quarto d'ora", vec![minutes(15)]),
        (It, "tre quarti d'ora", vec![minutes(45)]),
        (It, "una settimana e tre giorni", vec![Span::days(10)]),
        (En, "a fortnight", vec![Span::days(14)]),
        (En, "1 hour and fifteen", vec![minutes(75)]),
        (En, "half an hour", vec![minutes(30)]),
        (En, "a quarter of an hour", vec![minutes(15)]),
        (En, "1 day, 3 hours and 4 minutes", vec![Span { days: 1, seconds: 11_040, months: 0 }]),
        (En, "2'", vec![minutes(2)]),
        (En, "3/4h", vec![minutes(45)]),
        (En, "for months", vec![]),
        (En, "I second that", vec![]),
    ] {
        let readings = read_in(&[language], &[], &Type::Duration, text).readings;
        let found: Vec<Value> = readings.into_iter().map(|reading| reading.value).collect();
        let expected: Vec<Value> = spans.into_iter().map(Value::Duration).collect();
        table.same(found, expected, text);
    }
}
