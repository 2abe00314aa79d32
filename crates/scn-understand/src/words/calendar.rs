//! Units of time, in all four languages at once, for they hardly collide.

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
