//! Days, times of the day, days with a time.

use crate::{data, figures::Figures};
use scn_graph::{
    Language, Moment, Span, Type, Value, When,
    jiff::{
        Timestamp,
        civil::{Date, DateTime},
        tz::{Offset, TimeZone},
    },
};
use scn_understand::{Context, Grain, Reading, Utterance, read};
use serde_json::Value as Json;
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

const LANGUAGES: [(&str, Language); 4] =
    [("en", Language::En), ("fr", Language::Fr), ("de", Language::De), ("it", Language::It)];

pub(crate) fn measure(figures: &mut Figures) {
    let mut clock = Clock::default();
    figures.table(
        "Days and times",
        "Recognizers-Text: verified cases whose results are all dates, times, datetimes (or durations); a case counts when \
         the spans are right and the best readings have exactly the values. A time of the day has no seconds here: cases \
         with seconds are lost. Duckling and Rustling: single days and times; the first reading must have value and grain.",
    );
    for (folder, language) in LANGUAGES {
        recognizers(figures, folder, language, &["US"], &mut clock);
        if folder == "en" {
            recognizers(figures, "en-dmy", language, &["GB"], &mut clock);
        }
    }
    for set in ["duckling", "rustling"] {
        for (folder, language) in LANGUAGES {
            corpus(figures, set, folder, language, &["US"], &mut clock);
            if set == "duckling" && folder == "en" {
                corpus(figures, set, "en-us", language, &["US"], &mut clock);
                corpus(figures, set, "en-gb", language, &["GB"], &mut clock);
            }
        }
    }
    figures.cost("a message read for a day, a time and both", clock.all, clock.count, None, "");
    for piece in ["zwei und ", "two days after ", "1:", "am Montag um halb "] {
        let mut hostile = Clock::default();
        let zone = TimeZone::UTC;
        let reader = Reader { language: Language::De, countries: &[], now: Moment(0), zone };
        for _ in 0..20 {
            reader.all(&piece.repeat(256), &mut hostile);
        }
        figures.cost(&format!("the same for {piece:?} 256 times"), hostile.all, hostile.count, None, "");
    }
}

#[derive(Default)]
struct Clock {
    all: Duration,
    count: usize,
}

struct Reader<'a> {
    language: Language,
    countries: &'a [&'a str],
    zone: TimeZone,
    now: Moment,
}

impl Reader<'_> {
    fn readings(&self, ty: &Type, text: &str) -> Vec<Reading> {
        let context = Context {
            languages: &[self.language],
            now: self.now,
            zone: &self.zone,
            countries: self.countries,
            pattern: &|_, _| true,
        };
        read(ty, &Utterance::new(text), &context).readings
    }

    /// Readings of the three types, of which the longest stretch of text wins.
    fn all(&self, text: &str, clock: &mut Clock) -> [Vec<Reading>; 3] {
        let begun = Instant::now();
        let types =
            [Type::DateTime(When::default()), Type::Date(When::default()), Type::Time(When::default())];
        let all = types.map(|ty| self.readings(&ty, text));
        clock.all += begun.elapsed();
        clock.count += 1;
        all
    }

    fn written(&self, value: &Value) -> String {
        match value {
            Value::Date(day) => Date::constant(1970, 1, 1)
                .checked_add(scn_graph::jiff::Span::new().days(day.0))
                .map_or(String::new(), |date| date.to_string()),
            Value::Time(minutes) => format!("{:02}:{:02}:00", minutes / 60, minutes % 60),
            Value::DateTime(moment) => {
                let at =
                    Timestamp::from_millisecond(moment.0).unwrap_or_default().to_zoned(self.zone.clone());
                at.strftime("%Y-%m-%d %H:%M:%S").to_string()
            }
            Value::Duration(Span { months, days, seconds }) => {
                let months = u64::from(*months);
                let days = months / 12 * 365 + months % 12 * 30 + u64::from(*days);
                (days * 86_400 + u64::from(*seconds)).to_string()
            }
            _ => String::new(),
        }
    }
}

fn moment(text: &str, zone: &TimeZone) -> Moment {
    let at: DateTime =
        text.get(..19).unwrap_or(text).parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    Moment(at.to_zoned(zone.clone()).map_or(0, |at| at.timestamp().as_millisecond()))
}

// Recognizers-Text.

struct Wanted {
    ty: String,
    span: std::ops::Range<usize>,
    values: BTreeSet<String>,
}

fn recognizers(
    figures: &mut Figures,
    folder: &str,
    language: Language,
    countries: &[&str],
    clock: &mut Clock,
) {
    let (mut right, mut cases, mut spans) = (0, 0, 0);
    let mut misses = Vec::new();
    for model in ["DateParser", "TimeParser", "DateTimeParser", "DateTimeModel"] {
        let name = format!("recognizers/recognizers_text/{folder}/DateTime.{model}.jsonl");
        if !data::path(&name).exists() {
            continue;
        }
        for case in data::objects(&name) {
            let Some(wanted) = wanted(&case) else { continue };
            let zone = TimeZone::UTC;
            let now = moment(case["ref"].as_str().unwrap_or("2016-11-07T00:00:00"), &zone);
            let reader = Reader { language, countries, zone, now };
            let text = case["input"].as_str().unwrap_or_default();
            let (values, span, told) = judge(&reader, text, &wanted, clock);
            cases += 1;
            right += usize::from(values && span);
            spans += usize::from(span);
            if !(values && span) {
                misses.push(format!("{text:?} {} {told}", case["ref"].as_str().unwrap_or("-")));
            }
        }
    }
    let set = format!("Recognizers-Text {folder}");
    figures.misses(&set, &misses);
    figures.share(&set, "values and spans", (right, cases), (Some(60.0), Some(85.0)));
    figures.share(&set, "spans", (spans, cases), (None, None));
}

/// The results of a case, when it is one of days and times alone.
fn wanted(case: &Json) -> Option<Vec<Wanted>> {
    if case["verified"] != Json::Bool(true) {
        return None;
    }
    let results = case["results"].as_array()?;
    results.iter().map(one_wanted).collect()
}

fn one_wanted(result: &Json) -> Option<Wanted> {
    let ty = result["type"].as_str()?.trim_start_matches("datetimeV2.").to_owned();
    if !matches!(ty.as_str(), "date" | "time" | "datetime" | "duration") {
        return None;
    }
    let at = |key: &str| result[key].as_u64().map(|at| at as usize);
    let resolution = &result["resolution"];
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    let values = if let Some(values) = resolution["values"].as_array() {
        values.iter().map(|value| text(&value["value"])).collect()
    } else {
        let sides = ["FutureResolution", "PastResolution"].map(|side| &resolution[side]);
        let all = sides.iter().filter_map(|side| side.as_object()).flat_map(|side| side.values());
        all.map(text).collect()
    };
    Some(Wanted { ty, span: at("start")?..at("end")?, values })
}

/// Whether values and spans are right, and what was read.
fn judge(reader: &Reader<'_>, text: &str, wanted: &[Wanted], clock: &mut Clock) -> (bool, bool, String) {
    let [moments, dates, times] = reader.all(text, clock);
    let durations = reader.readings(&Type::Duration, text);
    let chars =
        |raw: &std::ops::Range<usize>| text[..raw.start].chars().count()..text[..raw.end].chars().count();
    let mut told = String::new();
    let (mut values, mut spans) = (true, true);
    for want in wanted {
        let readings = match want.ty.as_str() {
            "datetime" => &moments,
            "date" => &dates,
            "time" => &times,
            _ => &durations,
        };
        let here: Vec<&Reading> = readings.iter().filter(|r| chars(&r.raw) == want.span).collect();
        let found: BTreeSet<String> =
            here.iter().map(|r| reader.written(&r.value)).take(want.values.len()).collect();
        let shown: Vec<_> =
            readings.iter().map(|r| (chars(&r.raw), reader.written(&r.value), r.score)).collect();
        told += &format!("{} {:?} {:?} but {shown:?}", want.ty, want.span, want.values);
        let dead = want.values.iter().any(|value| value.starts_with("0001") || value == "not resolved");
        spans &= !here.is_empty() || dead;
        values &= found == want.values || dead && here.is_empty();
    }
    // Nothing sure outside what is wanted.
    let outside = |r: &&Reading| {
        let raw = chars(&r.raw);
        r.score >= 850 && !wanted.iter().any(|want| want.span.start < raw.end && raw.start < want.span.end)
    };
    let more: Vec<_> = [&moments, &dates, &times].into_iter().flatten().filter(outside).collect();
    if !more.is_empty() {
        told += &format!(
            " and {:?}",
            more.iter().map(|r| (chars(&r.raw), reader.written(&r.value))).collect::<Vec<_>>()
        );
    }
    let spans = spans && more.is_empty();
    (values, spans, told)
}

// Duckling and Rustling.

fn corpus(
    figures: &mut Figures,
    set: &str,
    folder: &str,
    language: Language,
    countries: &[&str],
    clock: &mut Clock,
) {
    let (mut right, mut cases) = (0, 0);
    let mut misses = Vec::new();
    let zone = TimeZone::fixed(Offset::constant(-2));
    let now = moment("2013-02-12T04:30:00", &zone);
    let reader = Reader { language, countries, zone, now };
    for case in data::objects(&format!("recognizers/{set}/{folder}/Time.jsonl")) {
        let expected = &case["expected"];
        let grain = match expected["grain"].as_str() {
            Some("second") => Grain::Second,
            Some("minute") => Grain::Minute,
            Some("hour") => Grain::Hour,
            Some("day") => Grain::Day,
            _ => continue,
        };
        let Some(at) = expected["at"][0].as_str().filter(|_| expected["kind"] == "datetime") else {
            continue;
        };
        let text = case["input"].as_str().unwrap_or_default();
        let [moments, dates, _] = reader.all(text, clock);
        let (readings, at) = if grain == Grain::Day {
            (dates, at.get(..10).unwrap_or_default().to_owned())
        } else {
            (moments, at.replace('T', " "))
        };
        let first = readings.first();
        let fits = first.is_some_and(|r| reader.written(&r.value) == at && r.grain == Some(grain));
        cases += 1;
        right += usize::from(fits);
        if !fits {
            let read: Vec<_> =
                readings.iter().map(|r| (reader.written(&r.value), r.grain, r.score)).collect();
            misses.push(format!("{text:?} {at} {grain:?} but {read:?}"));
        }
    }
    let name = format!("{} {folder}", if set == "duckling" { "Duckling" } else { "Rustling" });
    figures.misses(&name, &misses);
    figures.share(&name, "first reading, value and grain", (right, cases), (Some(70.0), Some(85.0)));
}
