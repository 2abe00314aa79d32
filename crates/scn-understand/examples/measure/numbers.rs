//! Numbers, money, lengths of time, places and yes or no, on the cases of three public recogniser suites.

use crate::{data, figures::Figures};
use scn_graph::{Currency, Decimal, Language, Moment, PatternId, Span, Type, Value, jiff::tz::TimeZone};
use scn_understand::{Context, Place, Reading, Utterance, places, read};
use serde_json::Value as Json;
use std::{
    ops::Range,
    time::{Duration, Instant},
};

/// Below this the engine takes nothing.
const CONFIDENT: u16 = 600;
const LANGUAGES: [(Language, &str); 4] =
    [(Language::En, "en"), (Language::Fr, "fr"), (Language::De, "de"), (Language::It, "it")];

/// What is said of one message: the part of the text, and a value to compare.
#[derive(Debug)]
struct Said {
    text: String,
    /// In bytes.
    range: Range<usize>,
    value: Meaning,
}

#[derive(Debug, Clone, PartialEq)]
enum Meaning {
    Number(f64),
    Money(f64, Currency),
    /// Seconds.
    Span(u64),
    Place(Place),
    Yes(bool),
}

pub(crate) fn measure(figures: &mut Figures) {
    figures.table(
        "Numbers, money, lengths of time, places, yes and no",
        "Recognizers-Text: verified cases; a case is right when every result is there with its value and (numbers, money, \
         durations) its span, and no other one that is confident; \"the next one\", which depends on what was shown, is left out. Duckling and Rustling: the value of the message, and nothing where there is none.",
    );
    let mut clock = (Duration::ZERO, 0);
    microsoft(figures, &mut clock);
    for suite in ["duckling", "rustling"] {
        corpora(figures, suite, &mut clock);
    }
    figures.cost(
        "numbers, money, durations, places, yes/no: one message, one type",
        clock.0,
        clock.1,
        None,
        "",
    );
}

fn microsoft(figures: &mut Figures, clock: &mut (Duration, usize)) {
    for (model, what) in [
        ("Number.NumberModel", "number"),
        ("NumberWithUnit.CurrencyModel", "money"),
        ("DateTime.DurationParser", "duration"),
        ("Number.OrdinalModel", "place"),
        ("Choice.BooleanModel", "yes or no"),
    ] {
        for (language, code) in LANGUAGES {
            let name = format!("recognizers/recognizers_text/{code}/{model}.jsonl");
            let (mut right, mut values, mut cases, mut misses) = (0, 0, 0, Vec::new());
            for case in data::objects(&name) {
                let applies = case["verified"] == true && (what != "place" || is_place(&case));
                if !applies {
                    continue;
                }
                let input = case["input"].as_str().unwrap_or_default();
                let start = Instant::now();
                let said = said(what, input, language);
                *clock = (clock.0 + start.elapsed(), clock.1 + 1);
                let wanted = case["results"].as_array().cloned().unwrap_or_default();
                let (value, span) = judge(what, input, &wanted, &said);
                cases += 1;
                values += usize::from(value);
                right += usize::from(value && span);
                if !(value && span) {
                    let wanted: Vec<String> =
                        wanted.iter().map(|w| format!("{}={}", w["text"], w["resolution"])).collect();
                    misses.push(format!("{input:?} wanted {wanted:?} said {said:?}"));
                }
            }
            let floor = match (what, code) {
                ("number" | "money", "en" | "fr") => Some(90.0),
                ("number" | "money", _) => Some(85.0),
                _ => None,
            };
            let best = floor.map(|_| 97.0);
            figures.misses(&format!("Recognizers-Text {code} {what}"), &misses);
            figures.share(&format!("Recognizers-Text {code}"), what, (right, cases), (floor, best));
            if values != right {
                figures.share(
                    &format!("Recognizers-Text {code}"),
                    &format!("{what}, value only"),
                    (values, cases),
                    (None, None),
                );
            }
        }
    }
}

/// "the next one" depends on what was shown before: no place.
fn is_place(case: &Json) -> bool {
    let relative = |result: &Json| result["resolution"]["relativeTo"] == "current";
    !case["results"].as_array().is_some_and(|results| results.iter().any(relative))
}

/// Every confident result of a message.
fn said(what: &str, input: &str, language: Language) -> Vec<Said> {
    let utterance = Utterance::new(input);
    if what == "place" {
        let found = places(&utterance, &[language]).into_iter();
        return found
            .map(|(place, range)| Said {
                text: input.get(range.clone()).unwrap_or_default().to_owned(),
                range,
                value: Meaning::Place(place),
            })
            .collect();
    }
    let ty = match what {
        "number" => Type::Decimal { min: None, max: None },
        "money" => Type::Money { currency: None },
        "duration" => Type::Duration,
        _ => Type::YesNo,
    };
    let mut found: Vec<Said> = Vec::new();
    let mut readings = readings(&ty, &utterance, language);
    readings.sort_by_key(|reading| (reading.raw.start, std::cmp::Reverse(reading.score)));
    for reading in readings.into_iter().filter(|reading| reading.score >= CONFIDENT) {
        // Of two readings of the same words the better one.
        if found.last().is_some_and(|last| last.range.end > reading.raw.start) {
            continue;
        }
        let Some(value) = meaning(&reading.value) else { continue };
        let text = input.get(reading.raw.clone()).unwrap_or_default().to_owned();
        found.push(Said { text, range: reading.raw, value });
    }
    found
}

fn readings(ty: &Type, utterance: &Utterance<'_>, language: Language) -> Vec<Reading> {
    let pattern = |_: PatternId, _: &str| true;
    let context = Context {
        languages: &[language],
        now: Moment(1_360_650_600_000),
        zone: &TimeZone::UTC,
        countries: &[],
        pattern: &pattern,
    };
    read(ty, utterance, &context).readings
}

fn meaning(value: &Value) -> Option<Meaning> {
    let number = |value: &Decimal| value.to_string().parse::<f64>().ok();
    Some(match value {
        Value::Decimal(value) => Meaning::Number(number(value)?),
        Value::Number(value) => Meaning::Number(*value as f64),
        Value::Money { amount, currency } => Meaning::Money(number(amount)?, *currency),
        Value::Duration(span) => Meaning::Span(seconds(*span)),
        Value::YesNo(yes) => Meaning::Yes(*yes),
        _ => return None,
    })
}

/// A month has 30 days and a year 365, as in the suites.
fn seconds(span: Span) -> u64 {
    let (years, months) = (u64::from(span.months / 12), u64::from(span.months % 12));
    (years * 365 + months * 30 + u64::from(span.days)) * 86_400 + u64::from(span.seconds)
}

/// Whether the values and whether the spans are right.
fn judge(what: &str, input: &str, wanted: &[Json], said: &[Said]) -> (bool, bool) {
    if wanted.len() != said.len() {
        return (false, false);
    }
    let pairs = || wanted.iter().zip(said);
    let value = pairs().all(|(wanted, said)| wanted_value(what, &wanted["resolution"], &said.value));
    // Of places and answers the suite takes the first word only, or one article more than we do.
    let judged = !matches!(what, "place" | "yes or no");
    let span = !judged
        || pairs().all(|(wanted, said)| {
            let start = input.get(..said.range.start).map(|before| before.chars().count() as u64);
            let same_start = wanted["start"].as_u64().is_none_or(|wanted| Some(wanted) == start);
            let text = wanted["text"].as_str().unwrap_or_default().to_lowercase();
            same_start && text.trim() == said.text.to_lowercase()
        });
    (value, span)
}

/// The resolution of Recognizers-Text means the same.
fn wanted_value(what: &str, resolution: &Json, said: &Meaning) -> bool {
    let value = &resolution["value"];
    match (what, said) {
        ("number", Meaning::Number(said)) => number(value).is_some_and(|wanted| near(wanted, *said)),
        ("money", Meaning::Money(amount, currency)) => {
            let unit = resolution["unit"].as_str().unwrap_or_default().to_lowercase();
            let small = ["cent", "centimes", "pence", "penny", "rappen"].contains(&unit.as_str());
            let amount = if small { amount * 100.0 } else { *amount };
            let code = resolution["isoCurrency"].as_str();
            number(value).is_some_and(|wanted| near(wanted, amount))
                && code.is_none_or(|code| code == currency.as_str() || code.starts_with('_'))
        }
        ("duration", Meaning::Span(seconds)) => {
            let wanted = number(&resolution["FutureResolution"]["duration"]).or_else(|| number(value));
            wanted.is_some_and(|wanted| (wanted - *seconds as f64).abs() < 1.0)
        }
        ("place", Meaning::Place(place)) => {
            let value = value.as_str().unwrap_or_default();
            match place {
                Place::First(nth) => {
                    number(&resolution["value"]).is_some_and(|wanted| near(wanted, *nth as f64))
                }
                Place::Last => value == "end+0",
                Place::BeforeLast(before) => value == format!("end-{before}"),
            }
        }
        (_, Meaning::Yes(yes)) => value.as_bool() == Some(*yes),
        _ => false,
    }
}

/// "0,5" and "0.5" and 0.5.
fn number(value: &Json) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.replace(',', ".").parse().ok())
}

fn near(one: f64, two: f64) -> bool {
    (one - two).abs() <= 1e-9 * one.abs().max(two.abs()).max(1e-12)
}

fn corpora(figures: &mut Figures, suite: &str, clock: &mut (Duration, usize)) {
    for (file, what) in
        [("Numeral", "number"), ("AmountOfMoney", "money"), ("Duration", "duration"), ("Ordinal", "place")]
    {
        for (language, code) in LANGUAGES {
            let name = format!("recognizers/{suite}/{code}/{file}.jsonl");
            if !data::path(&name).exists() {
                continue;
            }
            let (mut right, mut cases, mut misses) = (0, 0, Vec::new());
            for case in data::objects(&name).iter().filter(|case| counts(&case["expected"])) {
                let input = case["input"].as_str().unwrap_or_default();
                let start = Instant::now();
                let ok = answers(what, input, language, &case["expected"]);
                *clock = (clock.0 + start.elapsed(), clock.1 + 1);
                cases += 1;
                right += usize::from(ok);
                if !ok {
                    misses.push(format!(
                        "{input:?} wanted {} said {:?}",
                        case["expected"],
                        said(what, input, language)
                    ));
                }
            }
            let aims = if what == "number" { (Some(85.0), Some(95.0)) } else { (None, None) };
            let set = format!("{}{} {code}", suite[..1].to_uppercase(), &suite[1..]);
            figures.misses(&format!("{set} {what}"), &misses);
            figures.share(&set, what, (right, cases), aims);
        }
    }
}

/// Ranges ("at least 10 euros", "from 10 to 20") are no values here.
fn counts(expected: &Json) -> bool {
    !expected.is_null() && !matches!(expected["kind"].as_str(), Some("between" | "under" | "above"))
}

fn answers(what: &str, input: &str, language: Language, expected: &Json) -> bool {
    let nothing = expected["kind"] == "nothing";
    // Without a unit it is money only where a currency is expected.
    if what == "money" && expected["unit"] == "Unnamed" {
        let ty = Type::Money { currency: Some(Currency(*b"USD")) };
        let readings = readings(&ty, &Utterance::new(input), language);
        let best = readings.first().and_then(|reading| meaning(&reading.value));
        return matches!(best, Some(Meaning::Money(amount, _)) if number(&expected["value"]).is_some_and(|w| near(w, amount)));
    }
    let said = said(what, input, language);
    let Some(first) = said.first() else { return nothing };
    !nothing && expected_value(expected, &first.value)
}

fn expected_value(expected: &Json, said: &Meaning) -> bool {
    let wanted = number(&expected["value"]);
    match said {
        Meaning::Number(said) => wanted.is_some_and(|wanted| near(wanted, *said)),
        Meaning::Place(Place::First(nth)) => wanted.is_some_and(|wanted| near(wanted, *nth as f64)),
        Meaning::Money(amount, currency) => {
            let unit = expected["unit"].as_str().unwrap_or_default();
            let amount = if unit.eq_ignore_ascii_case("cent") { amount * 100.0 } else { *amount };
            // The suites leave open whose dollar, pound or crown it is.
            let same = Currency::parse(unit).is_none_or(|unit| unit == *currency);
            wanted.is_some_and(|wanted| near(wanted, amount)) && same
        }
        Meaning::Span(seconds) => wanted_seconds(expected).is_some_and(|wanted| wanted == *seconds),
        _ => false,
    }
}

fn wanted_seconds(expected: &Json) -> Option<u64> {
    const UNITS: [(&str, u64); 8] = [
        ("year", 365 * 86_400),
        ("month", 30 * 86_400),
        ("week", 7 * 86_400),
        ("day", 86_400),
        ("hour", 3600),
        ("minute", 60),
        ("second", 1),
        ("quarter", 90 * 86_400),
    ];
    if let Some(fields) = expected["fields_y_m_w_d_h_min_s"].as_array() {
        return Some(
            fields.iter().zip(UNITS).filter_map(|(field, (_, unit))| Some(field.as_u64()? * unit)).sum(),
        );
    }
    let (_, unit) = UNITS.into_iter().find(|(name, _)| expected["unit"] == *name)?;
    let value = expected["value"].as_u64()?;
    // Years and months as years and months, as our lengths keep them.
    if unit == 30 * 86_400 { Some(value / 12 * 365 * 86_400 + value % 12 * unit) } else { Some(value * unit) }
}
