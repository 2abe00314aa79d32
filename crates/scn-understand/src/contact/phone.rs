//! Phone numbers. Runs of digits are found in one pass; the numbering plans of all countries (libphonenumber's) judge
//! what could be one.

mod around;
mod runs;

use crate::{
    api::{Context, Reading, Readings, Score, Utterance},
    words::contact::{OTHER_NUMBER, PHONE},
    zones,
};
use around::{extension, is_amount, is_date, is_figure, is_glued, spelled};
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, PhoneNumberUtil, Region};
use runs::{Group, Run, runs};
use scn_graph::{Language, Value};
use std::{ops::Range, sync::LazyLock};

/// Read from the library's metadata when the first number comes.
static PLANS: LazyLock<Option<PhoneNumberUtil>> = LazyLock::new(|| PhoneNumberUtil::new().ok());

/// Fewest and most digits of a number in a longer message, with prefixes.
const FEWEST: usize = 7;
const MOST: usize = 17;
/// Fewest digits of a number that is the whole message.
const FEWEST_ALONE: usize = 5;
/// How often the numbering plans are asked for one message.
const MOST_TRIES: usize = 48;
/// How many words before a number can announce it.
const ANNOUNCED_WITHIN: usize = 5;

const CERTAIN: Score = 1000;
const CLEAR: Score = 950;
const LIKELY: Score = 900;
const PLAUSIBLE: Score = 700;
/// What a number announced as something else may reach.
const SOMETHING_ELSE: Score = 400;
/// A country that is less likely.
const NEXT_COUNTRY: Score = 200;

/// Reads the numbering plans now, so that no customer waits for it.
pub fn warm() {
    LazyLock::force(&PLANS);
}

/// The country (ISO 3166, two capital letters) of a number in international form, with or without its plus.
pub fn country_of_phone(number: &str) -> Option<&'static str> {
    let plans = PLANS.as_ref()?;
    let number = plans.parse(format!("+{}", number.trim_start_matches('+')), None).ok()?;
    let region = plans.get_region_for_number(&number)?;
    let region = region.as_region_str();
    zones::countries().find(|country| *country == region.as_str())
}

/// Phone numbers in international form.
pub(crate) fn read(utterance: &Utterance<'_>, context: &Context<'_>) -> Readings {
    let text = super::head(utterance.raw);
    let mut search = Search { utterance, text, regions: regions(context), tries: 0, readings: Vec::new() };
    for run in runs(text) {
        search.run(&run);
    }
    let mut readings = search.readings;
    readings.sort_by_key(|reading| std::cmp::Reverse(reading.score));
    Readings { readings, misfit: None }
}

/// The countries of the context; where none are known, those that speak the languages.
fn regions(context: &Context<'_>) -> Vec<Region> {
    let spoken = |language: &Language| match language {
        Language::Fr => ["FR", "CH", "BE"],
        Language::De => ["DE", "CH", "AT"],
        Language::It => ["IT", "CH", "SM"],
        Language::En => ["GB", "US", "IE"],
    };
    let by_language = || context.languages.iter().flat_map(spoken).collect();
    let codes: Vec<&str> =
        if context.countries.is_empty() { by_language() } else { context.countries.to_vec() };
    let mut regions: Vec<Region> = Vec::new();
    for region in codes.into_iter().filter_map(|code| Region::from_code(code).ok()) {
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    regions
}

struct Search<'a> {
    utterance: &'a Utterance<'a>,
    text: &'a str,
    regions: Vec<Region>,
    tries: usize,
    readings: Vec<Reading>,
}

/// Groups of a run that may be a number.
struct Candidate<'a> {
    groups: &'a [Group],
    plus: bool,
    digits: String,
    raw: Range<usize>,
}

impl Search<'_> {
    /// The whole run, or else the numbers in it.
    fn run(&mut self, run: &Run) {
        if self.part(run, 0..run.groups.len()) || run.groups.len() == 1 {
            return;
        }
        let digits: usize = run.groups.iter().map(|group| group.digits.len()).sum();
        if run.plus && digits <= MOST || is_figure(&run.groups, self.text) {
            return;
        }
        let begins = |at: usize| {
            at == 0 && run.plus || run.groups.get(at).is_some_and(|group| group.digits.starts_with('0'))
        };
        let dated = run.groups.get(..3).is_some_and(|first| is_date(first, self.text));
        if dated && self.part(run, 3..run.groups.len()) {
            return;
        }
        let before_date = run.groups.len().saturating_sub(3);
        let dated = run.groups.get(before_date..).is_some_and(|last| is_date(last, self.text));
        if dated && self.part(run, 0..before_date) {
            return;
        }
        // Only a prefix tells where a number starts among others.
        let mut at = 0;
        while at < run.groups.len() && self.tries < MOST_TRIES {
            let ends = (at + 1..=run.groups.len().min(at + 8)).rev();
            let end = if begins(at) { ends.into_iter().find(|end| self.part(run, at..*end)) } else { None };
            at = end.unwrap_or(at + 1);
        }
    }

    fn part(&mut self, run: &Run, groups: Range<usize>) -> bool {
        let before = self.readings.len();
        if let Some(candidate) = self.candidate(run, groups) {
            self.judge(&candidate);
        }
        self.readings.len() > before
    }

    fn candidate<'r>(&self, run: &'r Run, range: Range<usize>) -> Option<Candidate<'r>> {
        let groups = run.groups.get(range.clone())?;
        let (first, last) = (groups.first()?, groups.last()?);
        let leads = range.start == 0;
        // An opening bracket belongs to the number when it is closed inside.
        let closed = self.text.get(first.raw.start..last.raw.end)?.contains([')', ']']);
        let start = if leads && (run.plus || closed) { run.start } else { first.raw.start };
        let opened = self.text.get(start..).is_some_and(|text| text.starts_with(['(', '[']));
        let start = if opened && !closed { start + 1 } else { start };
        let mut digits: String = groups.iter().map(|group| group.digits.as_str()).collect();
        let mut end = last.raw.end;
        if let Some((letters, after)) = spelled(&digits, self.text.get(end..)?) {
            digits.push_str(&letters);
            end += after;
        } else {
            end += extension(self.text.get(end..)?);
        }
        let plus = run.plus && leads;
        let fits = (FEWEST_ALONE..=MOST).contains(&digits.len());
        let other = !plus
            && (is_date(groups, self.text)
                || is_figure(groups, self.text)
                || is_amount(self.text.get(end..)?));
        (fits && !other && !is_glued(self.text.get(end..)?)).then_some(Candidate {
            groups,
            plus,
            digits,
            raw: start..end,
        })
    }

    fn judge(&mut self, candidate: &Candidate<'_>) {
        let Some(plans) = PLANS.as_ref() else { return };
        // Where 00 leads abroad, the plan of the country says so.
        let international = candidate.plus || candidate.digits.starts_with("00");
        let numbers = if candidate.plus {
            self.international(plans, &candidate.digits)
        } else {
            self.national(plans, candidate)
        };
        if numbers.is_empty() {
            return;
        }
        let whole = super::whole_but(self.utterance, &candidate.raw);
        if candidate.digits.len() < FEWEST && !whole {
            return;
        }
        let near = self.announced(candidate.raw.start);
        for (number, score) in numbers {
            let score = match near {
                _ if whole => score,
                Some(PHONE) => score.min(CLEAR),
                Some(_) => score.min(SOMETHING_ELSE),
                None if international => score.min(CLEAR),
                None if score == CERTAIN => self.unannounced(candidate),
                None => score.min(PLAUSIBLE),
            };
            let value = Value::Phone(plans.format(&number, PhoneNumberFormat::E164).into_owned());
            self.readings.push(super::reading(value, score, candidate.raw.clone(), whole));
        }
    }

    /// A national number in a longer message: surer when it is written in groups or with its prefix.
    fn unannounced(&self, candidate: &Candidate<'_>) -> Score {
        let prefixed = candidate.digits.starts_with('0');
        match candidate.groups.len() {
            3.. if prefixed => CLEAR,
            3.. => LIKELY,
            _ if prefixed => LIKELY,
            _ => PLAUSIBLE,
        }
    }

    fn international(&mut self, plans: &PhoneNumberUtil, digits: &str) -> Vec<(PhoneNumber, Score)> {
        self.tries += 1;
        if self.tries > MOST_TRIES || digits.starts_with('0') {
            return Vec::new();
        }
        let number =
            plans.parse(format!("+{digits}"), None).ok().filter(|number| plans.is_valid_number(number));
        number.map(|number| (number, CERTAIN)).into_iter().collect()
    }

    /// All countries in which it is a number: the one whose way of grouping it has first, then the likeliest.
    fn national(&mut self, plans: &PhoneNumberUtil, candidate: &Candidate<'_>) -> Vec<(PhoneNumber, Score)> {
        let mut found: Vec<(PhoneNumber, Score, bool)> = Vec::new();
        for region in self.regions.clone() {
            self.tries += 1;
            if self.tries > MOST_TRIES {
                break;
            }
            let Ok(number) = plans.parse(&candidate.digits, Some(region)) else { continue };
            if !plans.is_valid_number(&number) || found.iter().any(|(known, ..)| *known == number) {
                continue;
            }
            let written = plans.format(&number, PhoneNumberFormat::National);
            let score = if lacks_prefix(&written, &candidate.digits) { LIKELY } else { CERTAIN };
            let grouped =
                candidate.groups.len() > 1 && groups_of(&written).eq(groups_of(self.text_of(candidate)));
            found.push((number, score, grouped));
        }
        found.sort_by_key(|(_, score, grouped)| (std::cmp::Reverse(*score), !grouped));
        let less = |at: usize| NEXT_COUNTRY.saturating_mul(at.min(3) as Score);
        let found = found.into_iter().enumerate();
        let mut numbers: Vec<_> =
            found.map(|(at, (number, score, _))| (number, score.saturating_sub(less(at)))).collect();
        if numbers.is_empty() {
            numbers = self.without_plus(plans, candidate);
        }
        numbers
    }

    /// "41 79 123 45 67": the code of a country that is meant, without its plus.
    fn without_plus(
        &mut self,
        plans: &PhoneNumberUtil,
        candidate: &Candidate<'_>,
    ) -> Vec<(PhoneNumber, Score)> {
        let code = |region: &Region| plans.get_country_code_for_region(*region).map(|code| code.to_string());
        let bare = self.regions.iter().filter_map(code).any(|code| candidate.digits.starts_with(&code));
        if !bare || candidate.digits.len() < 10 {
            return Vec::new();
        }
        let numbers = self.international(plans, &candidate.digits);
        numbers
            .into_iter()
            .filter(|(_, score)| *score == CERTAIN)
            .map(|(number, _)| (number, LIKELY))
            .collect()
    }

    fn text_of(&self, candidate: &Candidate<'_>) -> &str {
        self.text.get(candidate.raw.clone()).unwrap_or_default()
    }

    /// The table of the nearest word before the number that says what the number is.
    fn announced(&self, start: usize) -> Option<&'static [&'static str]> {
        let before = self.utterance.words.iter().take_while(|word| word.raw.end <= start).count();
        (before.saturating_sub(ANNOUNCED_WITHIN)..before).rev().find_map(|at| {
            let word = self.utterance.word(at);
            [PHONE, OTHER_NUMBER].into_iter().find(|table| table.contains(&word))
        })
    }
}

fn groups_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty())
}

/// Written without the 0 that belongs before it in its country; `written` is its national form.
fn lacks_prefix(written: &str, digits: &str) -> bool {
    groups_of(written).next().is_some_and(|first| first.starts_with('0')) && !digits.starts_with('0')
}
