//! "jeudi à 10 h", "the afternoon one": which of the times on offer a message names, without saying all of it.

use crate::{
    api::{Context, Utterance},
    ordinals,
    times::{self, DayNamed, Named},
};
use scn_graph::Day;
use std::ops::Range;

const NOON: u16 = 12 * 60;

const EARLY: [&str; 17] = [
    "the earlier",
    "earlier one",
    "the earliest",
    "earliest one",
    "le plus tôt",
    "la plus tôt",
    "au plus tôt",
    "der frühere",
    "den früheren",
    "die frühere",
    "das frühere",
    "der früheste",
    "den frühesten",
    "am frühesten",
    "il più presto",
    "quello prima",
    "quello più presto",
];
const LATE: [&str; 16] = [
    "the later",
    "later one",
    "the latest",
    "latest one",
    "le plus tard",
    "la plus tard",
    "au plus tard",
    "der spätere",
    "den späteren",
    "die spätere",
    "das spätere",
    "der späteste",
    "den spätesten",
    "am spätesten",
    "il più tardi",
    "quello più tardi",
];

/// The places of the times that fit all that is said: the day, the weekday, the hour, the part of the day. None when the
/// message says none of these; several when it does not tell them apart.
///
/// `offered` are local days, with minutes of the day where they have a time.
pub fn offered_times(
    utterance: &Utterance<'_>,
    context: &Context<'_>,
    offered: &[(Day, Option<u16>)],
) -> Vec<u32> {
    let named = times::named(utterance, context);
    let days = days(utterance, &named, offered);
    let hours = hours(&named, offered);
    let end = end(utterance);
    if days.is_none() && hours.is_none() && end.is_none() {
        return Vec::new();
    }
    let fits = |set: &Option<Vec<bool>>, at: usize| set.as_ref().is_none_or(|set| set.get(at) == Some(&true));
    let fit = (0u32..).zip(offered).filter(|(at, _)| fits(&days, *at as usize) && fits(&hours, *at as usize));
    let fit: Vec<(u32, (Day, Option<u16>))> = fit.map(|(at, time)| (at, *time)).collect();
    let times = fit.iter().map(|(_, time)| *time);
    let wanted = match end {
        Some(End::Early) => times.min(),
        Some(End::Late) => times.max(),
        None => None,
    };
    fit.into_iter()
        .filter(|(_, time)| wanted.is_none_or(|wanted| wanted == *time))
        .map(|(at, _)| at)
        .collect()
}

#[derive(Clone, Copy)]
enum End {
    Early,
    Late,
}

/// "The later one", "le plus tôt": not a bare "later", which puts the question off.
fn end(utterance: &Utterance<'_>) -> Option<End> {
    let says = |phrases: &[&str]| {
        let found = |phrase: &&str| crate::says(utterance, &crate::fold(phrase));
        phrases.iter().any(found)
    };
    match (says(&EARLY), says(&LATE)) {
        (true, false) => Some(End::Early),
        (false, true) => Some(End::Late),
        _ => None,
    }
}

/// Which lie on a day that is named; none when no day is.
fn days(utterance: &Utterance<'_>, named: &Named, offered: &[(Day, Option<u16>)]) -> Option<Vec<bool>> {
    // "The first one" is a place among those on offer, not the first of the month.
    let is_place = |words: &Range<usize>| {
        words.clone().all(|at| ordinals::place(utterance.word(at)).is_some() || utterance.is_filler(at))
    };
    let found: Vec<&DayNamed> = named.days.iter().filter(|found| !is_place(&found.words)).collect();
    if found.is_empty() {
        return None;
    }
    // The likeliest day that is on offer: "le 14" may be this month's or the last one's.
    let on_offer = |found: &&DayNamed| {
        found.days.iter().copied().find(|day| offered.iter().any(|(offered, _)| offered.0 == *day))
    };
    let exact: Vec<i32> = found.iter().filter_map(on_offer).collect();
    if !exact.is_empty() {
        return Some(offered.iter().map(|(day, _)| exact.contains(&day.0)).collect());
    }
    // "jeudi" is the Thursday on offer, be it not the next one.
    let same_weekday = |day: i32| found.iter().any(|found| found.weekday == Some((day + 3).rem_euclid(7)));
    Some(offered.iter().map(|(day, _)| same_weekday(day.0)).collect())
}

/// Which begin at an hour, or in a part of the day, that is named; none when neither is.
fn hours(named: &Named, offered: &[(Day, Option<u16>)]) -> Option<Vec<bool>> {
    let fits = |minutes: u16| {
        if named.minutes.is_empty() {
            named.morning && minutes < NOON || named.afternoon && minutes >= NOON
        } else {
            named.minutes.contains(&minutes)
        }
    };
    (!named.minutes.is_empty() || named.morning || named.afternoon)
        .then(|| offered.iter().map(|(_, minutes)| minutes.is_some_and(fits)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_graph::{Language, Moment};

    /// Tuesday, 12 August 2025.
    const TODAY: i32 = 20_312;

    /// On offer: Thursday 14 at 9:00 and 14:00, Friday 15 at 9:00, Thursday 28 at 16:30, Friday 29 all day.
    fn named(text: &str) -> Vec<u32> {
        let context = Context {
            languages: &Language::ALL,
            now: Moment(1_754_992_800_000),
            zone: &crate::table::zurich(),
            countries: &[],
            pattern: &|_, _| true,
        };
        let offered = [(2, Some(540)), (2, Some(840)), (3, Some(540)), (16, Some(990)), (17, None)];
        let offered = offered.map(|(ahead, minutes)| (Day(TODAY + ahead), minutes));
        offered_times(&Utterance::new(text), &context, &offered)
    }

    #[test]
    fn day_hour_and_part_of_the_day() {
        let mut table = crate::table::Table::default();
        for (text, expected) in [
            ("jeudi à 9h", &[0][..]),
            ("le 14 août à 14h", &[1]),
            ("14. August 14 Uhr", &[1]),
            ("giovedì alle 14", &[1]),
            ("Friday morning", &[2]),
            ("vendredi", &[2]),
            ("le 28 août", &[3]),
            ("16h30 svp", &[3]),
            ("le 29 août", &[4]),
            ("jeudi", &[0, 1]),
            ("9 Uhr", &[0, 2]),
            ("in the afternoon", &[1, 3]),
            ("am Nachmittag", &[1, 3]),
            ("Thursday at 2", &[1]),
            ("jeudi à 11h", &[]),
            ("um neun", &[0, 2]),
            ("le matin à 9h", &[0, 2]),
            ("14 August, the later one", &[1]),
            ("le plus tard svp", &[4]),
            ("den früheren am Donnerstag", &[0]),
            ("quello più tardi", &[4]),
            ("later", &[]),
            ("samedi", &[]),
            ("demain", &[]),
            ("pas jeudi", &[]),
            ("aucun ne me va", &[]),
            ("la deuxième", &[]),
            ("the first one", &[]),
            ("la prima", &[]),
            ("", &[]),
        ] {
            table.same(named(text), expected.to_vec(), text);
        }
    }
}
