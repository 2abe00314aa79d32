//! Days and lengths of time in the words of each language.

use crate::calendar;
use scn_graph::{Day, Language, Span, Style};

const MONTHS: [[&str; 12]; 4] = [
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

const WEEKDAYS: [[&str; 7]; 4] = [
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
];

/// `24 décembre 2026`; long with the weekday, short in digits.
pub(crate) fn date(day: Day, style: Style, language: Language) -> String {
    let date = calendar::date(day);
    let (d, m, y) = (date.day(), date.month(), date.year());
    if matches!(style, Style::Short | Style::Digits) {
        return match language {
            Language::De => format!("{d:02}.{m:02}.{y}"),
            _ => format!("{d:02}/{m:02}/{y}"),
        };
    }
    let of = |table: &[&'static str], at: usize| table.get(at).copied().unwrap_or_default();
    let tongue = language as usize;
    let month = MONTHS.get(tongue).map_or("", |months| of(months, m as usize - 1));
    let weekday = date.weekday().to_monday_zero_offset() as usize;
    let weekday = WEEKDAYS.get(tongue).map_or("", |weekdays| of(weekdays, weekday));
    let first = if d == 1 && language == Language::Fr { "er" } else { "" };
    let plain = match language {
        Language::De => format!("{d}. {month} {y}"),
        _ => format!("{d}{first} {month} {y}"),
    };
    match (style, language) {
        (Style::Long, Language::De | Language::En) => format!("{weekday}, {plain}"),
        (Style::Long, _) => format!("{weekday} {plain}"),
        _ => plain,
    }
}

/// The largest two units: `3 jours`, `1 heure 30 minutes`.
pub(crate) fn duration(span: Span, language: Language) -> String {
    const WORDS: [[(&str, &str); 5]; 4] = [
        [
            ("mois", "mois"),
            ("jour", "jours"),
            ("heure", "heures"),
            ("minute", "minutes"),
            ("seconde", "secondes"),
        ],
        [
            ("Monat", "Monate"),
            ("Tag", "Tage"),
            ("Stunde", "Stunden"),
            ("Minute", "Minuten"),
            ("Sekunde", "Sekunden"),
        ],
        [
            ("mese", "mesi"),
            ("giorno", "giorni"),
            ("ora", "ore"),
            ("minuto", "minuti"),
            ("secondo", "secondi"),
        ],
        [
            ("month", "months"),
            ("day", "days"),
            ("hour", "hours"),
            ("minute", "minutes"),
            ("second", "seconds"),
        ],
    ];
    let seconds = span.seconds;
    let days = span.days.saturating_add(seconds / 86_400);
    let amounts = [span.months, days, seconds % 86_400 / 3600, seconds % 3600 / 60, seconds % 60];
    let words = WORDS.get(language as usize).copied().unwrap_or_default();
    let parts: Vec<String> = amounts
        .iter()
        .zip(words)
        .filter(|(amount, _)| **amount > 0)
        .take(2)
        .map(|(amount, (one, many))| format!("{amount} {}", if *amount == 1 { one } else { many }))
        .collect();
    if parts.is_empty() {
        format!("0 {}", words.last().map_or("", |(_, many)| many))
    } else {
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_people_write_them() {
        let day = calendar::day_of(scn_graph::jiff::civil::Date::constant(2026, 12, 24));
        assert_eq!(date(day, Style::Plain, Language::Fr), "24 décembre 2026");
        assert_eq!(date(day, Style::Long, Language::De), "Donnerstag, 24. Dezember 2026");
        assert_eq!(date(day, Style::Short, Language::It), "24/12/2026");
    }

    #[test]
    fn durations_show_two_units() {
        assert_eq!(duration(Span::days(3), Language::Fr), "3 jours");
        assert_eq!(duration(Span::seconds(5400), Language::En), "1 hour 30 minutes");
        assert_eq!(duration(Span::ZERO, Language::De), "0 Sekunden");
    }
}
