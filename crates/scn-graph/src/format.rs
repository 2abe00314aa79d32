//! Values in the words of each language: how the engine writes them, and so how long they can be.

use crate::{Currency, Day, Language, PluralCategory, Span, Style, Value};
use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;

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
pub fn date(day: Day, style: Style, language: Language) -> String {
    let date = calendar_date(day);
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
pub fn duration(span: Span, language: Language) -> String {
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

fn calendar_date(day: Day) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(i64::from(day.0).days()).unwrap_or(epoch)
}

/// `2.5`, `2,5`
pub fn decimal(number: Decimal, language: Language) -> String {
    let text = number.normalize().to_string();
    if language == Language::En { text } else { text.replace('.', ",") }
}

/// `29.00 CHF`, `7,50 EUR`, `33 EUR`: two decimals unless every amount it came from was whole.
pub fn money(amount: Decimal, currency: Currency, language: Language) -> String {
    let digits = if amount.scale() == 0 { amount.to_string() } else { format!("{:.2}", amount.round_dp(2)) };
    let comma = currency.as_str() == "EUR" && language != Language::En;
    let digits = if comma { digits.replace('.', ",") } else { digits };
    format!("{digits} {}", currency.as_str())
}

/// What was sent, in one word: people need no media types.
pub fn media(mime: &str, language: Language) -> &'static str {
    const WORDS: [[&str; 4]; 4] = [
        ["image", "message vocal", "vidéo", "document"],
        ["Bild", "Sprachnachricht", "Video", "Dokument"],
        ["immagine", "messaggio vocale", "video", "documento"],
        ["image", "voice message", "video", "document"],
    ];
    let place = match mime.split('/').next() {
        Some("image") => 0,
        Some("audio") => 1,
        Some("video") => 2,
        _ => 3,
    };
    WORDS.get(language as usize).and_then(|words| words.get(place)).copied().unwrap_or_default()
}

/// `18:30`
pub fn time(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// CLDR cardinal rules of the languages we speak. French counts 0 and 1.5 as one; whole millions are many in French and
/// Italian ("un million de pizzas").
pub fn category(count: &Value, language: Language) -> PluralCategory {
    let number = match count {
        Value::Number(n) => Decimal::from(*n),
        Value::Decimal(d) => *d,
        _ => return PluralCategory::Other,
    };
    let one = match language {
        Language::Fr => number.abs() < Decimal::TWO,
        Language::De | Language::It | Language::En => number == Decimal::ONE,
    };
    let millions = !number.is_zero() && (number % Decimal::from(1_000_000)).is_zero();
    match language {
        _ if one => PluralCategory::One,
        Language::Fr | Language::It if millions => PluralCategory::Many,
        _ => PluralCategory::Other,
    }
}

/// The ends stay, so that their owner knows the value again: `+41•••••42`, `r•••@example.com`.
pub fn masked(text: &str) -> String {
    let (name, domain) = match text.split_once('@') {
        Some((name, domain)) => (name, format!("@{domain}")),
        None => (text, String::new()),
    };
    let chars: Vec<char> = name.chars().collect();
    let kept = if domain.is_empty() { (chars.len() / 4).min(3) } else { 1 };
    let last = if domain.is_empty() { kept.min(2) } else { 0 };
    let hidden = chars.len().saturating_sub(kept + last);
    let middle =
        chars.iter().enumerate().map(|(at, char)| if at < kept || at >= kept + hidden { *char } else { '•' });
    middle.chain(domain.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_shows_cents_where_there_are_some() {
        let currency = |code: &str| Currency::parse(code).unwrap();
        assert_eq!(money("33".parse().unwrap(), currency("EUR"), Language::En), "33 EUR");
        assert_eq!(money("29.00".parse().unwrap(), currency("CHF"), Language::Fr), "29.00 CHF");
        assert_eq!(money("7.5".parse().unwrap(), currency("EUR"), Language::It), "7,50 EUR");
    }

    #[test]
    fn a_picture_is_called_what_it_is() {
        assert_eq!(media("image/jpeg", Language::De), "Bild");
        assert_eq!(media("audio/ogg; codecs=opus", Language::Fr), "message vocal");
        assert_eq!(media("", Language::En), "document");
    }

    #[test]
    fn dates_read_as_people_write_them() {
        let day = Day(20_811);
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
