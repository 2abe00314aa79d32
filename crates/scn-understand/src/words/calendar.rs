//! Months, days, parts of the day, units of time: in all four languages at once, for they hardly collide.

/// January is 1.
pub(crate) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "janvier" | "januar" | "janner" | "jaenner" | "gennaio" | "january" | "jan" | "janv" | "gen" => 1,
        "fevrier" | "februar" | "febbraio" | "february" | "feb" | "fev" | "fevr" | "febb" => 2,
        "mars" | "marz" | "maerz" | "marzo" | "march" | "mar" => 3,
        "avril" | "april" | "aprile" | "apr" | "avr" => 4,
        "mai" | "maggio" | "may" | "mag" => 5,
        "juin" | "juni" | "giugno" | "june" | "jun" | "giu" => 6,
        "juillet" | "juli" | "luglio" | "july" | "jul" | "juil" | "lug" => 7,
        "aout" | "august" | "agosto" | "aug" | "ago" => 8,
        "septembre" | "september" | "settembre" | "sept" | "sep" | "set" | "sett" => 9,
        "octobre" | "oktober" | "ottobre" | "october" | "oct" | "okt" | "ott" => 10,
        "novembre" | "november" | "nov" => 11,
        "decembre" | "dezember" | "dicembre" | "december" | "dec" | "dez" | "dic" => 12,
        _ => return None,
    })
}

/// Monday is 0.
pub(crate) fn weekday(word: &str) -> Option<i32> {
    Some(match word {
        "lundi" | "montag" | "lunedi" | "monday" => 0,
        "mardi" | "dienstag" | "martedi" | "tuesday" | "tue" | "tues" => 1,
        "mercredi" | "mittwoch" | "mercoledi" | "wednesday" | "wed" => 2,
        "jeudi" | "donnerstag" | "giovedi" | "thursday" | "thu" | "thur" | "thurs" => 3,
        "vendredi" | "freitag" | "venerdi" | "friday" | "fri" => 4,
        "samedi" | "samstag" | "sonnabend" | "sabato" | "saturday" | "sat" => 5,
        "dimanche" | "sonntag" | "domenica" | "sunday" => 6,
        _ => return None,
    })
}

/// Days from today.
pub(crate) fn relative(phrase: &str) -> Option<i32> {
    Some(match phrase {
        "aujourd hui" | "auj" | "ajd" | "heute" | "oggi" | "today" | "ce soir" | "cet apres midi"
        | "ce matin" | "ce midi" | "heute abend" | "heute morgen" | "heute nachmittag" | "heute mittag"
        | "heute fruh" | "stasera" | "questa sera" | "stamattina" | "oggi pomeriggio" | "tonight"
        | "this evening" | "this afternoon" | "this morning" => 0,
        "demain" | "dmain" | "demain soir" | "demain matin" | "morgen" | "morgen abend" | "morgen fruh"
        | "domani" | "domani sera" | "domani mattina" | "tomorrow" | "tomorow" | "tommorow" | "tmrw"
        | "tomorrow morning" | "tomorrow evening" => 1,
        "apres demain"
        | "ubermorgen"
        | "uebermorgen"
        | "dopodomani"
        | "dopo domani"
        | "day after tomorrow"
        | "the day after tomorrow" => 2,
        "hier" | "gestern" | "ieri" | "yesterday" => -1,
        "avant hier"
        | "vorgestern"
        | "l altro ieri"
        | "altro ieri"
        | "day before yesterday"
        | "the day before yesterday" => -2,
        _ => return None,
    })
}

/// Lengths of time with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds(u32),
    Days(u32),
    Months(u32),
}

pub(crate) fn unit(word: &str) -> Option<Unit> {
    use Unit::*;
    Some(match word {
        "seconde" | "secondes" | "sec" | "sekunde" | "sekunden" | "sek" | "secondo" | "secondi"
        | "second" | "seconds" => Seconds(1),
        "minute" | "minutes" | "min" | "mn" | "mins" | "minuten" | "minuto" | "minuti" => Seconds(60),
        "heure" | "heures" | "h" | "stunde" | "stunden" | "std" | "ora" | "ore" | "hour" | "hours"
        | "hrs" | "hr" => Seconds(3600),
        "jour" | "jours" | "tag" | "tage" | "tagen" | "giorno" | "giorni" | "day" | "days" => Days(1),
        "semaine" | "semaines" | "woche" | "wochen" | "settimana" | "settimane" | "week" | "weeks" => Days(7),
        "mois" | "monat" | "monate" | "monaten" | "mese" | "mesi" | "month" | "months" => Months(1),
        "an" | "ans" | "annee" | "annees" | "jahr" | "jahre" | "jahren" | "anno" | "anni" | "year"
        | "years" => Months(12),
        _ => return None,
    })
}
