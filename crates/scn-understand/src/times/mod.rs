//! Days, times of the day and moments, in words and digits, seen from now.
//!
//! Three layers: what the languages say is in tables (`words::times`) and becomes atoms over the message (`text`); rules
//! that know no language compose them (`spans`, `days`, `clocks`, `join`); and what was said is resolved to all days and
//! times that it may mean (`resolve`), of which the constraints of the type choose (here).

mod calendar;
mod clocks;
mod days;
mod join;
mod resolve;
mod spans;
mod stretches;
#[cfg(test)]
mod tests;
mod text;
mod weekdays;

use crate::{
    api::{Context, Grain, Misfit, Reading, Readings, Score, Utterance},
    clause,
    words::times::{Edge, Part},
};
use clocks::{Clock, Strength};
use days::Day;
use join::{Expression, Wanted};

use resolve::{Calendar, Meant, Order};
use scn_graph::{Day as DayValue, Language, Value, When};
use spans::Length;
use std::ops::Range;
use text::Text;

/// Said clearly, but with something beside it.
const CLEAR: Score = 950;
/// A bare hour: "8".
const BARE: Score = 700;
/// A length in hours or minutes, at the question for a day.
const NEARLY: Score = 550;
/// A week, a month, a range: no single day or time.
const VAGUE: Score = 500;
/// What it costs to be the half of the day that was not said.
const OTHER_HALF: Score = 400;

/// How many readings one thing said may have.
const MOST: usize = 8;

/// All that a message says about time, with what is needed to resolve it.
struct Scan<'u> {
    utterance: &'u Utterance<'u>,
    context: &'u Context<'u>,
    text: Text<'u>,
    expressions: Vec<Expression>,
    calendar: Calendar,
    /// The second of today.
    second: i32,
    /// The first and the last word of weight.
    heavy: Option<(usize, usize)>,
}

/// A value that an expression may have.
struct Candidate {
    value: Value,
    grain: Grain,
    cost: Score,
    /// Days from today and seconds from now, for the constraints.
    fits: bool,
}

impl<'u> Scan<'u> {
    fn new(utterance: &'u Utterance<'u>, context: &'u Context<'u>, wanted: Wanted) -> Scan<'u> {
        let text = Text::new(utterance, context.languages);
        let (today, second) = calendar::local(context.now, context.zone);
        let mut expressions = text.expressions(wanted);
        let heavy = |at: &usize| !utterance.is_filler(*at) && !text.leads(*at);
        let mut words = 0..utterance.words.len();
        let first = words.find(heavy);
        let heavy = first.map(|first| (first, words.rfind(heavy).unwrap_or(first)));
        expressions.retain(|found| !clause::is_negated(utterance, text.words(&found.tokens)));
        Scan {
            utterance,
            context,
            text,
            expressions,
            calendar: Calendar { today, order: order(context) },
            second,
            heavy,
        }
    }

    fn raw(&self, tokens: &Range<usize>) -> Range<usize> {
        let mut raw = self.utterance.raw_range(self.text.words(tokens));
        // The stop of "p.m." belongs to it.
        let end = tokens.end;
        let letters = end > 1 && (end - 2..end).all(|at| self.text.token(at).len() == 1);
        let stop = self.text.gap(end).starts_with('.');
        let meridiem = letters && self.text.gap(end - 1).starts_with('.') && self.text.token(end - 1) == "m";
        // So does the one of the German "15." and "24.12.".
        let german = self.context.languages.first() == Some(&Language::De);
        let ordinal =
            german && self.text.digits(end - usize::from(end > 0), 1..=2).is_some() && self.ends_in_day(end);
        raw.end += usize::from(stop && (meridiem || ordinal));
        raw
    }

    /// A day without its year ends before a token.
    fn ends_in_day(&self, end: usize) -> bool {
        self.expressions.iter().filter_map(|found| found.day.as_ref()).any(|(_, tokens)| tokens.end == end)
    }

    /// Nothing of weight stands outside: fillers, and words that lead up to a time.
    fn only_light_outside(&self, tokens: &Range<usize>) -> bool {
        let inside = self.text.words(tokens);
        let within = |(first, last): (usize, usize)| inside.contains(&first) && inside.contains(&last);
        self.heavy.is_none_or(within)
    }

    /// Readings of one thing said: those that fit, the best of them with the score of what was said.
    fn push(
        &self,
        result: &mut Readings,
        tokens: &Range<usize>,
        whole: bool,
        base: Score,
        mut all: Vec<Candidate>,
    ) {
        if all.iter().any(|candidate| !candidate.fits) {
            result.misfit = Some(Misfit::OutOfBounds);
        }
        all.retain(|candidate| candidate.fits);
        all.sort_by_key(|candidate| candidate.cost);
        all.truncate(MOST);
        let least = all.first().map_or(0, |candidate| candidate.cost);
        let raw = self.raw(tokens);
        for candidate in all {
            let cost = candidate.cost - least;
            let top = if whole && base == CLEAR { 1000 } else { base };
            let score = if cost == 0 { top } else { base.saturating_sub(cost) };
            result.readings.push(Reading {
                value: candidate.value,
                score: score.max(1),
                raw: raw.clone(),
                whole,
                grain: Some(candidate.grain),
            });
        }
    }

    fn date_candidates(&self, days: Vec<Meant>, when: When) -> Vec<Candidate> {
        let reach = when.within_seconds.map_or(i32::MAX, |seconds| (seconds / 86_400) as i32);
        let candidate = |meant: Meant| {
            let ahead = meant.day.saturating_sub(self.calendar.today);
            let fits =
                !(when.future && ahead < 0 || when.past && ahead > 0 || ahead.saturating_abs() > reach);
            Candidate { value: Value::Date(DayValue(meant.day)), grain: meant.grain, cost: meant.cost, fits }
        };
        days.into_iter().map(candidate).collect()
    }

    /// The day and the second that lie so far away.
    fn away(&self, length: Length) -> Option<(i32, i32)> {
        let second = self.second.saturating_add(length.seconds);
        let day = calendar::add_months(self.calendar.today, length.months)?.checked_add(length.days)?;
        Some((day.checked_add(second.div_euclid(86_400))?, second.rem_euclid(86_400)))
    }
}

/// Reads a day that fits the constraints.
pub(crate) fn date(utterance: &Utterance<'_>, context: &Context<'_>, when: When) -> Readings {
    let scan = Scan::new(utterance, context, Wanted::Day);
    let mut result = Readings::default();
    for found in &scan.expressions {
        if let Some((day, tokens)) = &found.day {
            let days = scan.calendar.days(day);
            let coarse = days.iter().all(|meant| meant.grain > Grain::Day) || matches!(day, Day::Edge(..));
            let base = if coarse || found.bound { VAGUE } else { CLEAR };
            let part = found
                .part
                .as_ref()
                .map_or(tokens.clone(), |(_, part)| tokens.start.min(part.start)..tokens.end.max(part.end));
            let light = if found.clock.is_none() { &part } else { tokens };
            let whole = scan.only_light_outside(light);
            scan.push(&mut result, tokens, whole, base, scan.date_candidates(days, when));
        } else if let Some(length) = found.away {
            let Some((day, _)) = scan.away(length) else { continue };
            let base = if length.seconds == 0 { CLEAR } else { NEARLY };
            let days = vec![Meant { day, grain: Grain::Day, cost: 0 }];
            let whole = scan.only_light_outside(&found.tokens);
            scan.push(&mut result, &found.tokens, whole, base, scan.date_candidates(days, when));
        }
    }
    finish(result)
}

/// Reads a time of the day.
pub(crate) fn time(utterance: &Utterance<'_>, context: &Context<'_>) -> Readings {
    let scan = Scan::new(utterance, context, Wanted::Time);
    let mut result = Readings::default();
    for found in &scan.expressions {
        let whole = scan.only_light_outside(&found.tokens);
        if let (Some(clock), Some(tokens)) = (found.clock(), found.time_tokens()) {
            let base = match clock.strength {
                _ if found.bound => VAGUE,
                Strength::Sure | Strength::Dotted => CLEAR,
                Strength::Spoken if whole || found.day.is_some() => CLEAR,
                Strength::Spoken => BARE,
                Strength::Bare if whole || found.day.is_some() => BARE,
                Strength::Bare => continue,
            };
            let candidate = |(minutes, cost)| Candidate {
                value: Value::Time(i32::rem_euclid(minutes, 1440) as u16),
                grain: clock.grain,
                cost,
                fits: true,
            };
            scan.push(&mut result, &tokens, whole, base, halves(&clock).into_iter().map(candidate).collect());
        } else if let (Some(minutes), Some((_, tokens)), None) = (found.begins(), &found.part, &found.day) {
            let value = Value::Time(minutes as u16);
            let all = vec![Candidate { value, grain: Grain::Hour, cost: 0, fits: true }];
            scan.push(&mut result, tokens, whole, VAGUE, all);
        } else if let Some(length) = found.away {
            let Some((_, second)) = scan.away(length) else { continue };
            let value = Value::Time((second / 60) as u16);
            let all = vec![Candidate { value, grain: Grain::Minute, cost: 0, fits: true }];
            scan.push(&mut result, &found.tokens, whole, CLEAR, all);
        }
    }
    finish(result)
}

/// Reads a day with a time. A time alone is the next one.
pub(crate) fn moment(utterance: &Utterance<'_>, context: &Context<'_>, when: When) -> Readings {
    let scan = Scan::new(utterance, context, Wanted::Both);
    let mut result = Readings::default();
    for found in &scan.expressions {
        let whole = scan.only_light_outside(&found.tokens);
        let (base, all) = if let Some(length) = found.away {
            let Some((day, second)) = scan.away(length) else { continue };
            // Hours from now are meant to the minute, minutes to the second.
            let grain = if length.grain == Grain::Hour { Grain::Minute } else { Grain::Second };
            (CLEAR, scan.moments(vec![(day, second, grain, 0)], when))
        } else if let Some(clock) = found.clock() {
            let base = match clock.strength {
                _ if found.bound => VAGUE,
                Strength::Sure => CLEAR,
                Strength::Dotted | Strength::Spoken if found.day.is_some() => CLEAR,
                Strength::Bare if found.day.is_some() => BARE,
                Strength::Dotted | Strength::Spoken if whole => BARE,
                _ => continue,
            };
            (base, scan.moments(scan.days_with_times(found, &clock), when))
        } else if let Some((Day::Edge(Edge::End, of), _)) = &found.day {
            let days = scan.calendar.days(of).into_iter().filter(|meant| meant.grain == Grain::Day);
            let last = |meant: Meant| (meant.day, 86_399, Grain::Second, meant.cost);
            (BARE, scan.moments(days.map(last).collect(), when))
        } else {
            continue;
        };
        scan.push(&mut result, &found.tokens, whole, base, all);
    }
    finish(result)
}

impl Scan<'_> {
    fn moments(&self, all: Vec<(i32, i32, Grain, Score)>, when: When) -> Vec<Candidate> {
        let reach = when.within_seconds.map_or(i64::MAX, |seconds| i64::from(seconds) * 1000);
        let candidate = |(day, second, grain, cost)| {
            let moment = calendar::moment(day, second, self.context.zone)?;
            let ahead = moment.since(self.context.now);
            let fits =
                !(when.future && ahead < 0 || when.past && ahead > 0 || ahead.saturating_abs() > reach);
            Some(Candidate { value: Value::DateTime(moment), grain, cost, fits })
        };
        all.into_iter().filter_map(candidate).collect()
    }

    /// Every day that is meant with every half of the day that may be.
    fn days_with_times(&self, found: &Expression, clock: &Clock) -> Vec<(i32, i32, Grain, Score)> {
        let today = self.calendar.today;
        let second = |minutes: i32| minutes * 60 + clock.seconds;
        let mut all = Vec::new();
        let halves = halves(clock);
        let Some((day, _)) = &found.day else {
            // Of twelve hours' clocks the nearest half is meant, of the whole day's the one said.
            let nearest = clock.open && self.twelve_hours(clock);
            for (minutes, cost) in halves {
                let ahead = second(minutes) > self.second || minutes >= 1440;
                let day = if ahead { today } else { today + 1 };
                let cost = match (nearest, ahead) {
                    (true, true) => cost / 100,
                    (true, false) => OTHER_HALF + cost / 100,
                    (false, _) => cost,
                };
                all.push((day, second(minutes), clock.grain, cost));
                all.push((day - 1, second(minutes), clock.grain, cost + OTHER_HALF));
            }
            return all;
        };
        let night = matches!(found.part, Some((Part::Night, _)));
        for meant in self.calendar.days(day).into_iter().filter(|meant| meant.grain <= Grain::Day) {
            for (minutes, cost) in &halves {
                // "tonight at two" is after midnight, unless that is what it is now.
                let late =
                    night && (1..300).contains(minutes) && meant.day == today && self.second > 5 * 3600;
                let day = if late { meant.day + 1 } else { meant.day };
                // "today at 3" said at five is this afternoon.
                let over = *cost == 0 && halves.len() > 1 && day == today && second(*minutes) < self.second;
                let cost = if over { OTHER_HALF + 1 } else { *cost };
                all.push((day, second(*minutes), clock.grain, meant.cost + cost));
            }
        }
        all
    }

    /// English says twelve hours, German does when it is spoken; French and Italian say the hour of the day.
    fn twelve_hours(&self, clock: &Clock) -> bool {
        match self.context.languages.first() {
            Some(Language::En) => true,
            Some(Language::De) => !clock.digital,
            _ => false,
        }
    }
}

/// The minutes as said, and the other half of the day where that is open.
fn halves(clock: &Clock) -> Vec<(i32, Score)> {
    let other = if clock.minutes < 720 { clock.minutes + 720 } else { clock.minutes - 720 };
    let mut all = vec![(clock.minutes, 0)];
    if clock.open && clock.minutes < 1440 {
        all.push((other, OTHER_HALF));
    }
    all
}

fn finish(mut result: Readings) -> Readings {
    result.readings.sort_by_key(|reading| std::cmp::Reverse(reading.score));
    if !result.readings.is_empty() {
        result.misfit = None;
    }
    result
}

fn order(context: &Context<'_>) -> Order {
    let english = context.languages.iter().all(|language| *language == Language::En);
    match context.countries.first() {
        _ if context.languages.is_empty() || context.languages.first() != Some(&Language::En) => {
            Order::DayFirst
        }
        Some(&"US" | &"PH") => Order::MonthFirst,
        None if english => Order::Unknown,
        _ => Order::DayFirst,
    }
}

/// A day that a message names.
pub(crate) struct DayNamed {
    pub(crate) days: Vec<i32>,
    /// Only a weekday was said.
    pub(crate) weekday: Option<i32>,
    pub(crate) words: Range<usize>,
}

/// What a message says about the times on offer: days, minutes of the day, morning or afternoon.
pub(crate) struct Named {
    pub(crate) days: Vec<DayNamed>,
    pub(crate) minutes: Vec<u16>,
    pub(crate) morning: bool,
    pub(crate) afternoon: bool,
}

/// Everything that may choose among times on offer.
pub(crate) fn named(utterance: &Utterance<'_>, context: &Context<'_>) -> Named {
    let scan = Scan::new(utterance, context, Wanted::Both);
    let mut named = Named { days: Vec::new(), minutes: Vec::new(), morning: false, afternoon: false };
    for found in &scan.expressions {
        if let Some((day, tokens)) = &found.day {
            let meant = scan.calendar.days(day);
            let weekday = match day {
                Day::Weekday { weekday, .. } => Some(*weekday),
                _ => None,
            };
            let days =
                meant.iter().filter(|meant| meant.grain <= Grain::Day).map(|meant| meant.day).collect();
            named.days.push(DayNamed { days, weekday, words: scan.text.words(tokens) });
        }
        let light = scan.only_light_outside(&found.tokens);
        if let Some(clock) =
            found.clock().filter(|clock| clock.strength > Strength::Bare || light || found.day.is_some())
        {
            named.minutes.extend(halves(&clock).iter().map(|(minutes, _)| minutes.rem_euclid(1440) as u16));
        } else if let Some((part, _)) = found.part {
            named.morning |= part == Part::Morning;
            named.afternoon |= matches!(part, Part::Afternoon | Part::Evening | Part::Night | Part::Noon);
        }
    }
    named
}
