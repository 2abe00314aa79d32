//! What people write about time, by language: each line is what is said and what is read.

use super::*;
use crate::{Misfit, read};
use scn_graph::{
    Moment, Type,
    jiff::{Timestamp, tz::TimeZone},
};

/// Tuesday, 12 August 2025, 10:00 in Zurich.
const NOW: Moment = Moment(1_754_985_600_000);

fn readings(languages: &[Language], countries: &[&str], ty: &Type, text: &str) -> Readings {
    let zone = crate::table::zurich();
    let context = Context { languages, now: NOW, zone: &zone, countries, pattern: &|_, _| true };
    let readings = read(ty, &Utterance::new(text), &context);
    for reading in &readings.readings {
        assert!(text.get(reading.raw.clone()).is_some_and(|raw| !raw.is_empty()), "{text}");
        assert!(reading.grain.is_some(), "{text}");
    }
    readings
}

fn written(value: &Value, zone: &TimeZone) -> String {
    match value {
        Value::Date(day) => calendar::civil(day.0).unwrap().to_string(),
        Value::Time(minutes) => format!("{}:{:02}", minutes / 60, minutes % 60),
        Value::DateTime(moment) => {
            let at = Timestamp::from_millisecond(moment.0).unwrap().to_zoned(zone.clone());
            at.strftime("%Y-%m-%d %H:%M").to_string()
        }
        _ => String::new(),
    }
}

/// The first reading; none when it is a guess.
fn first(languages: &[Language], ty: &Type, text: &str) -> String {
    let found = readings(languages, &[], ty, text).readings;
    let sure = found.first().filter(|reading| reading.score >= 600);
    sure.map_or(String::new(), |reading| written(&reading.value, &crate::table::zurich()))
}

fn table(ty: &Type, cases: &[(Language, &str)]) {
    let mut table = crate::table::Table::default();
    for (language, list) in cases {
        for case in list.split('|') {
            let (text, expected) = case.split_once('=').unwrap();
            table.same(first(&[*language], ty, text.trim()), expected.trim().to_owned(), text);
        }
    }
}

use Language::{De, En, Fr, It};

#[test]
fn days_in_four_languages() {
    table(
        &Type::Date(When::default()),
        &[
            (
                Fr,
                "après-demain=2025-08-14|avant-hier=2025-08-10|jeudi prochain=2025-08-14|lundi dernier=2025-08-11|lundi en huit=2025-08-25|mardi de la semaine prochaine=2025-08-19|le premier lundi de septembre=2025-09-01|le dernier jour du mois prochain=2025-09-30|deux jours après mardi=2025-08-21|la veille de Noël=2025-12-24|le lendemain de Noël=2025-12-26|Pâques 2026=2026-04-05|lundi de Pentecôte=2026-05-25|jeûne fédéral=2025-09-21|le 15 du mois prochain=2025-09-15|dans quinze jours=2025-08-27|il y a trois semaines=2025-07-22|le 3.9.=2025-09-03|vendredi 5 septembre 2025=2025-09-05|24 12 2025=2025-12-24|ce soir=2025-08-12|dimanche en quinze=2025-08-31|samedi 4 octobre à 20h=2025-10-04|à la fin du mois=",
            ),
            (
                De,
                "übernächsten Freitag=2025-08-22|nächste Woche Mittwoch=2025-08-20|Freitag in zwei Wochen=2025-08-29|am ersten Montag im September=2025-09-01|am letzten Tag des Monats=2025-08-31|zwei Tage nach Ostern 2026=2026-04-07|der Tag vor Weihnachten=2025-12-24|Heiligabend=2025-12-24|Karfreitag=2026-04-03|erster Advent=2025-11-30|am dreiundzwanzigsten=2025-08-23|am siebten vierten=2026-04-07|Di, 19.8.=2025-08-19|am Mo=2025-08-18|in 14 Tagen=2025-08-26|heute in einer Woche=2025-08-19|vor einem Monat=2025-07-12|Silvester=2025-12-31|guten Morgen=|so gegen 8=",
            ),
            (
                It,
                "dopodomani=2025-08-14|l'altro ieri=2025-08-10|giovedì prossimo=2025-08-14|domenica scorsa=2025-08-10|lunedì della prossima settimana=2025-08-18|il primo venerdì di settembre=2025-09-05|l'ultimo giorno di ottobre=2025-10-31|tra due settimane=2025-08-26|tre giorni fa=2025-08-09|Ferragosto=2025-08-15|la vigilia di Natale=2025-12-24|Pasquetta=2026-04-06|il 20 del prossimo mese=2025-09-20|il 3/9=2025-09-03|sabato 16=2025-08-16|il primo settembre=2025-09-01|due giorni dopo Natale=2025-12-27",
            ),
            (
                En,
                "the day after tomorrow=2025-08-14|two days after tomorrow=2025-08-15|a week from Friday=2025-08-22|last Monday=2025-08-11|Monday next week=2025-08-18|next week on Friday=2025-08-22|the third Monday of September=2025-09-15|first day of next month=2025-09-01|the day before Christmas=2025-12-24|three Fridays from now=2025-08-29|Friday the 12th=2025-09-12|Thanksgiving=2025-11-27|Easter 2026=2026-04-05|Good Friday=2026-04-03|Sept. 3rd=2025-09-03|the twenty-first of August=2025-08-21|4th of July 2026=2026-07-04|2025-12-24=2025-12-24|a fortnight from now=2025-08-26|2 weeks before Christmas=2025-12-11|on the 20th of next month=2025-09-20|good evening=|the sun=|next week=",
            ),
        ],
    );
}

#[test]
fn times_in_four_languages() {
    table(
        &Type::Time(When::default()),
        &[
            (
                Fr,
                "19h30=19:30|19 h 30=19:30|19H=19:00|à 19 heures=19:00|vers 8h=8:00|huit heures moins le quart=7:45|midi moins cinq=11:55|minuit et quart=0:15|sept heures dix=7:10|à trois heures et demie de l'après-midi=15:30|8 du soir=20:00|ce soir à 8h=20:00|demain matin à 9h=9:00|à 1930=19:30|sept trente=7:30|20.15=20:15|dans une demi-heure=10:30|maintenant=10:00|17:30:15=17:30|19h pile=19:00|deux trois=|12%=",
            ),
            (
                De,
                "halb acht=7:30|viertel vor acht=7:45|viertel acht=7:15|dreiviertel acht=7:45|fünf vor halb acht=7:25|zehn nach sieben=7:10|20.30 Uhr=20:30|um 8=8:00|gegen acht=8:00|acht Uhr abends=20:00|abends um acht=20:00|morgen früh um 8=8:00|heute Abend um halb neun=20:30|3 Uhr nachts=3:00|12 Uhr mittags=12:00|in einer Viertelstunde=10:15|um 0730=7:30|19 Uhr 15=19:15|24 Uhr=0:00|ein Uhr=1:00|jetzt=10:00",
            ),
            (
                It,
                "alle sette e mezza=7:30|le sette e mezza=7:30|otto meno un quarto=7:45|alle otto e venti=8:20|mezzogiorno e mezza=12:30|mezzanotte=0:00|alle 8 di sera=20:00|le 3 del pomeriggio=15:00|verso le 8=8:00|alle 19:30=19:30|ore 20=20:00|stasera alle 9=21:00|fra mezz'ora=10:30|all'una=1:00|adesso=10:00|cinque minuti alle otto=7:55",
            ),
            (
                En,
                "7pm=19:00|7 p.m.=19:00|7p=19:00|7.30pm=19:30|half past seven=7:30|half seven=7:30|quarter to eight=7:45|ten to eight=7:50|five past noon=12:05|noon=12:00|at 7ish=7:00|around 8=8:00|8 o'clock in the evening=20:00|at eight forty pm=20:40|ten thirty=10:30|0730 am=7:30|12am=0:00|8 tonight=20:00|tomorrow night at 8=20:00|in half an hour=10:30|now=10:00|13:15:30=13:15|two to four people=|13pm=|nine oh five=9:05|9h - 11h=",
            ),
        ],
    );
}

#[test]
fn moments_in_four_languages() {
    table(
        &Type::DateTime(When { future: true, ..When::default() }),
        &[
            (
                Fr,
                "demain vers 19h=2025-08-13 19:00|à 20h samedi=2025-08-16 20:00|19h30 le 24 décembre=2025-12-24 19:30|après-demain à midi=2025-08-14 12:00|dans deux heures=2025-08-12 12:00|ce soir à 8h=2025-08-12 20:00|vendredi 15 à 16h=2025-08-15 16:00|à 9h=2025-08-13 09:00|2025-12-24T18:30=2025-12-24 18:30|aujourd'hui à 8h=2025-08-12 20:00|demain=|hier à 8h=|6, demain à 20h=2025-08-13 20:00|nous serons 6, demain à 20h=2025-08-13 20:00",
            ),
            (
                De,
                "morgen um halb acht=2025-08-13 07:30|am Samstag, 16. August, um 18.30 Uhr=2025-08-16 18:30|um drei=2025-08-12 15:00|übermorgen Abend um 8=2025-08-14 20:00|in einer halben Stunde=2025-08-12 10:30|nächsten Freitag 20 Uhr=2025-08-15 20:00|24.12. 18:00=2025-12-24 18:00|Ende des Tages=2025-08-12 23:59",
            ),
            (
                It,
                "domani alle 19=2025-08-13 19:00|sabato 16 alle 20:30=2025-08-16 20:30|stasera alle 8=2025-08-12 20:00|alle 17 di domani=2025-08-13 17:00|fra un'ora=2025-08-12 11:00|domattina alle 9=2025-08-13 09:00",
            ),
            (
                En,
                "tomorrow at 7pm=2025-08-13 19:00|7pm tomorrow=2025-08-13 19:00|Friday at noon=2025-08-15 12:00|at 3=2025-08-12 15:00|at 11=2025-08-12 11:00|tonight at 8=2025-08-12 20:00|in 90 minutes=2025-08-12 11:30|December 24th, 6:30 pm=2025-12-24 18:30|9 tomorrow=2025-08-13 09:00|tonight at 2am=2025-08-13 02:00|six of us, tomorrow at 8pm=2025-08-13 20:00",
            ),
        ],
    );
}

fn all(countries: &[&str], ty: &Type, text: &str) -> Vec<(String, Score)> {
    let found = readings(&[En], countries, ty, text).readings;
    found.iter().map(|r| (written(&r.value, &crate::table::zurich()), r.score)).collect()
}

#[test]
fn unlikely_readings_are_there_and_constraints_choose() {
    let any = Type::Date(When::default());
    let past = Type::Date(When { past: true, ..When::default() });
    let future = Type::Date(When { future: true, ..When::default() });
    let days = |list: &[(&str, Score)]| list.iter().map(|(d, s)| ((*d).to_owned(), *s)).collect::<Vec<_>>();
    let mut table = crate::table::Table::default();
    for (countries, ty, text, expected) in [
        (&[][..], &any, "Friday", days(&[("2025-08-15", 1000), ("2025-08-08", 500)])),
        (&[], &past, "Friday", days(&[("2025-08-08", 1000)])),
        (&[], &any, "next Friday", days(&[("2025-08-15", 1000), ("2025-08-22", 600)])),
        (&[], &any, "May 3", days(&[("2026-05-03", 1000), ("2025-05-03", 500)])),
        (&[], &past, "May 3", days(&[("2025-05-03", 1000)])),
        (&["US"], &future, "3/4/2026", days(&[("2026-03-04", 1000), ("2026-04-03", 500)])),
        (&["GB"], &future, "3/4/2026", days(&[("2026-04-03", 1000), ("2026-03-04", 500)])),
        (&["GB"], &future, "8/9/2025", days(&[("2025-09-08", 1000)])),
        (&[], &any, "next week", days(&[("2025-08-18", 500)])),
    ] {
        table.same(all(countries, ty, text), expected, text);
    }
    let time = Type::Time(When::default());
    table.same(all(&[], &time, "8"), days(&[("8:00", 700), ("20:00", 300)]), "8");
    table.same(all(&[], &time, "at 8"), days(&[("8:00", 1000), ("20:00", 550)]), "at 8");
    assert_eq!(readings(&[En], &[], &future, "yesterday").misfit, Some(Misfit::OutOfBounds));
    assert!(readings(&[En], &[], &past, "yesterday").misfit.is_none());
    // The ends of a range are guesses.
    assert!(all(&[], &time, "between 5pm and 7pm").iter().all(|(_, score)| *score < 600));
}

#[test]
fn says_how_exactly_it_was_said() {
    let grain = |ty: &Type, text: &str| readings(&[En], &[], ty, text).readings[0].grain.unwrap();
    let (date, time) = (Type::Date(When::default()), Type::Time(When::default()));
    assert_eq!(grain(&time, "7pm"), Grain::Hour);
    assert_eq!(grain(&time, "7:00pm"), Grain::Minute);
    assert_eq!(grain(&time, "7:00:30 pm"), Grain::Second);
    assert_eq!(grain(&date, "tomorrow"), Grain::Day);
    assert_eq!(grain(&date, "next week"), Grain::Week);
    assert_eq!(grain(&date, "next month"), Grain::Month);
    assert_eq!(grain(&date, "next year"), Grain::Year);
}

#[test]
fn clocks_that_change() {
    // The night to 30 March 2025 has no half past two in Zurich; on 26 October it comes twice, the first counts.
    let moment = |day: &str, hour| {
        let day: scn_graph::jiff::civil::Date = day.parse().unwrap();
        let days =
            (day.duration_since(scn_graph::jiff::civil::Date::constant(1970, 1, 1)).as_hours() / 24) as i32;
        let at = calendar::moment(days, hour, &crate::table::zurich()).unwrap();
        Timestamp::from_millisecond(at.0).unwrap().to_string()
    };
    assert_eq!(moment("2025-03-30", 9_000), "2025-03-30T01:30:00Z");
    assert_eq!(moment("2025-10-26", 9_000), "2025-10-26T00:30:00Z");
}

#[test]
fn hostile_messages_are_read() {
    let pieces = [
        "zwei ",
        "two days after ",
        "ein und zwanzig ",
        "1.",
        "1:",
        "12/",
        "le ",
        "Montag nächste Woche ",
        "a1",
        "½",
        "the first week of ",
        "99999999999999999999 ",
        "in 9999 years ",
        "12:30:15 ",
        "o'clock ",
        "31.2.2025 ",
        "minuit moins ",
        "e mezza ",
    ];
    for piece in pieces {
        for count in [1, 2, 3, 7, 256] {
            for ty in [
                Type::Date(When::default()),
                Type::Time(When::default()),
                Type::DateTime(When { past: true, within_seconds: Some(u32::MAX), ..When::default() }),
            ] {
                let read = readings(&Language::ALL, &["US"], &ty, &piece.repeat(count));
                assert!(read.readings.len() <= 256 * MOST);
            }
        }
    }
}
