//! Phone numbers, mail, web and postal addresses.

use crate::{data, figures::Figures};
use scn_graph::{Language, Moment, Type, Value, jiff::tz::TimeZone};
use scn_understand::{Context, Reading, Utterance, read};
use serde_json::Value as Json;
use std::time::{Duration, Instant};

/// Below this the engine takes nothing.
const CONFIDENT: u16 = 600;

/// Countries of the numbers in the cases of Recognizers-Text, which name none.
const MANY: [&str; 16] =
    ["US", "GB", "DE", "FR", "CH", "IT", "ES", "PT", "NL", "BE", "IN", "CN", "JP", "BR", "AU", "SE"];

struct Measured<'f> {
    figures: &'f mut Figures,
    zone: TimeZone,
    took: Vec<Duration>,
}

pub(crate) fn measure(figures: &mut Figures) {
    figures.table(
        "Phone numbers and addresses",
        "libphonenumber: a valid number gives its international form, an invalid one nothing, the country given. \
         Recognizers-Text: verified cases, right when all spans are found and no others; its phone cases name no country (16 are \
         tried) and count invented numbers. Duckling: the value. Addresses: lines written for this project.",
    );
    let mut measured = Measured { figures, zone: TimeZone::UTC, took: Vec::new() };
    measured.phones();
    for (model, ty, what) in [
        ("Sequence.EmailModel", Type::Email, "mail"),
        ("Sequence.URLModel", Type::Url, "web"),
        ("Sequence.PhoneNumberModel", Type::Phone, "phone"),
    ] {
        measured.spans(model, &ty, what);
    }
    measured.duckling();
    measured.addresses();
    let mut took = measured.took;
    took.sort_unstable();
    let slowest = took.get(took.len() * 99 / 100).copied();
    figures.cost(
        "phone, mail, web, postal address: one message, one type",
        took.iter().sum(),
        took.len(),
        slowest,
        "",
    );
}

impl Measured<'_> {
    /// The confident readings.
    fn read(&mut self, ty: &Type, countries: &[&str], text: &str) -> Vec<Reading> {
        let context = Context {
            languages: &Language::ALL,
            now: Moment(0),
            zone: &self.zone,
            countries,
            pattern: &|_, _| true,
        };
        let started = Instant::now();
        let readings = read(ty, &Utterance::new(text), &context).readings;
        self.took.push(started.elapsed());
        readings.into_iter().filter(|reading| reading.score >= CONFIDENT).collect()
    }

    fn share(&mut self, set: &str, what: &str, right: &[bool], aims: (Option<f64>, Option<f64>)) {
        let count = right.iter().filter(|right| **right).count();
        self.figures.share(set, what, (count, right.len()), aims);
    }

    fn phones(&mut self) {
        let (mut right, mut misses) = (Vec::new(), Vec::new());
        let cases = data::objects("recognizers/phone/phones.jsonl");
        // The plans are loaded with the first number, a country's patterns with its first: before the clock.
        self.read(&Type::Phone, &["CH"], "079 123 45 67");
        let first: Duration = self.took.iter().sum();
        self.figures.cost(
            "phone: the first number of a process",
            first,
            1,
            None,
            "loads the numbering plans",
        );
        for case in &cases {
            self.read(&Type::Phone, &[text(&case["region"])], text(&case["input"]));
        }
        self.took.clear();
        for case in cases {
            let (input, region) = (text(&case["input"]), text(&case["region"]));
            let found = self
                .read(&Type::Phone, &[region], input)
                .into_iter()
                .next()
                .map(|reading| written(&reading.value));
            let fits = found.as_deref() == case["e164"].as_str().filter(|_| case["valid"] == true);
            right.push(fits);
            misses.extend((!fits).then(|| format!("{region} {input:?} {}: {found:?}", case["form"])));
        }
        self.share("libphonenumber", "phone", &right, (Some(98.0), Some(99.5)));
        self.figures.misses("phone", &misses);
    }

    fn spans(&mut self, model: &str, ty: &Type, what: &str) {
        let (mut right, mut misses) = (Vec::new(), Vec::new());
        // Sixteen countries at once are no scenario: not on the clock.
        let timed = self.took.len();
        for language in ["en", "fr", "de", "it"] {
            let name = format!("recognizers/recognizers_text/{language}/{model}.jsonl");
            if !data::path(&name).exists() {
                continue;
            }
            for case in data::objects(&name).into_iter().filter(|case| case["verified"] == true) {
                let input = text(&case["input"]);
                let wanted = case["results"].as_array().into_iter().flatten();
                let mut wanted: Vec<String> =
                    wanted.map(|result| text(&result["text"]).to_lowercase()).collect();
                let readings = self.read(ty, &MANY, input);
                let mut found: Vec<String> =
                    readings.into_iter().map(|reading| input[reading.raw].to_lowercase()).collect();
                wanted.sort();
                found.sort();
                found.dedup();
                right.push(found == wanted);
                misses
                    .extend((found != wanted).then(|| format!("{input:?}: {found:?} instead of {wanted:?}")));
            }
        }
        self.took.truncate(timed);
        self.share("Recognizers-Text", what, &right, (None, None));
        self.figures.misses(what, &misses);
    }

    fn duckling(&mut self) {
        let (mut right, mut misses) = (Vec::new(), Vec::new());
        for language in ["any", "en", "fr", "de", "it"] {
            for case in data::objects(&format!("recognizers/duckling/{language}/Email.jsonl")) {
                let input = text(&case["input"]);
                let expected = case["expected"]["value"].as_str().map(str::to_lowercase);
                let found = self.read(&Type::Email, &[], input).into_iter().next();
                let found = found.map(|reading| written(&reading.value).to_lowercase());
                right.push(found == expected);
                misses.extend((found != expected).then(|| format!("{input:?}: {found:?}")));
            }
        }
        self.share("Duckling", "mail", &right, (None, None));
        self.figures.misses("mail", &misses);
    }

    fn addresses(&mut self) {
        let (mut right, mut misses) = (Vec::new(), Vec::new());
        for case in data::objects("addresses/addresses.jsonl") {
            let input = text(&case["input"]);
            let found = self
                .read(&Type::Address, &[], input)
                .into_iter()
                .next()
                .map(|reading| written(&reading.value));
            let fits = found.as_deref() == case["address"].as_str();
            right.push(fits);
            misses.extend((!fits).then(|| format!("{input:?}: {found:?} instead of {}", case["address"])));
        }
        self.share("addresses", "postal address", &right, (None, None));
        self.figures.misses("address", &misses);
    }
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_default()
}

fn written(value: &Value) -> String {
    match value {
        Value::Phone(text) | Value::Email(text) | Value::Url(text) | Value::Address(text) => text.clone(),
        other => format!("{other:?}"),
    }
}
