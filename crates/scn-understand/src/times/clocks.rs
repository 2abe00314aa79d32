//! Times of the day as they are said: "19h30", "halb acht", "ten to eight", "le sette e mezza".

use super::text::{Found, Text};
use crate::{api::Grain, words::times::Atom};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// "8": may be any number.
    Bare,
    /// "sept trente": may be two numbers.
    Spoken,
    /// "18.30": may be an amount or a date.
    Dotted,
    Sure,
}

/// A time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// Of the day; 1440 is midnight at its end.
    pub(super) minutes: i32,
    pub(super) seconds: i32,
    /// Morning or evening was not said.
    pub(super) open: bool,
    /// Written "3:30": the whole day's clock in most languages.
    pub(super) digital: bool,
    pub(super) grain: Grain,
    pub(super) strength: Strength,
}

impl Clock {
    fn at(hour: i32, minutes: i32, grain: Grain, strength: Strength) -> Clock {
        let all = hour * 60 + minutes;
        let all = if (0..=1440).contains(&all) { all } else { all.rem_euclid(1440) };
        Clock { minutes: all, seconds: 0, open: (1..=12).contains(&hour), digital: false, grain, strength }
    }

    fn shifted(self, by: i32) -> Clock {
        let minutes = (self.minutes + by).rem_euclid(1440);
        Clock { minutes, grain: Grain::Minute, strength: Strength::Sure, ..self }
    }

    /// "pm" or "am" is said: twelve is noon or midnight.
    fn half(self, pm: bool) -> Option<Clock> {
        let twelve = self.minutes % 720 + if pm { 720 } else { 0 };
        // "15:15 pm" repeats what is known.
        let known = self.minutes > 780 && pm;
        let minutes = if known { self.minutes } else { twelve };
        (known || self.minutes < 780).then_some(Clock {
            minutes,
            open: false,
            strength: Strength::Sure,
            ..self
        })
    }
}

impl Text<'_> {
    /// A time of the day that begins at a token.
    pub(super) fn clock(&self, at: usize) -> Found<Clock> {
        // "2025-12-24T18:30".
        if let Some(found) = self.digital(at + 1).filter(|_| self.token(at) == "t" && !self.begins(at)) {
            return Some(found);
        }
        if self.joined(at) || !self.begins(at) {
            return None;
        }
        let (clock, end) = self
            .minutes_to_or_past(at)
            .or_else(|| self.half_to(at))
            .or_else(|| self.noon(at))
            .or_else(|| self.hour_and_minutes(at))?;
        let (clock, end) = self.behind(clock, end)?;
        let amount = self.gap(end).trim_start().starts_with(['%', '€', '$', '£', '°']);
        (self.begins(end) && !self.joined(end) && !amount).then_some((clock, end))
    }

    fn announced(&self, at: usize) -> bool {
        self.follows(at, &[Atom::At, Atom::About])
    }

    fn fraction_of_hour(&self, at: usize) -> Found<i32> {
        let article = self.any_number(at).filter(|(number, _)| number.article).map_or(at, |(_, end)| end);
        let named = |at: usize| {
            self.get(at, |atom| match atom {
                Atom::Half => Some(30),
                Atom::Quarter => Some(15),
                Atom::ThreeQuarters => Some(45),
                _ => None,
            })
        };
        named(at).or_else(|| named(article))
    }

    /// "ten to eight", "Viertel nach sieben", "cinque minuti alle 14", "fünf vor halb acht".
    fn minutes_to_or_past(&self, at: usize) -> Found<Clock> {
        let (minutes, end, said) = match self.fraction_of_hour(at) {
            Some((minutes, end)) => (minutes, end, true),
            None => {
                let (minutes, end) = self.any_number(at).map(|(number, end)| (number.value, end))?;
                match self.past(end, Atom::Unit(Grain::Minute, 1)) {
                    Some(end) => (minutes, end, true),
                    None => (minutes, end, false),
                }
            }
        };
        // "from 5 to 7" is a range, and "5 to 7" as good as one.
        let range = self.is(end, Atom::Till) && (minutes % 5 != 0 || self.follows(at, &[Atom::From]));
        if !(1..60).contains(&minutes) || !self.goes_on(end) || range && !said {
            return None;
        }
        let (sign, end) = self.get(end, |atom| match atom {
            Atom::Past => Some(1),
            Atom::After if said => Some(1),
            Atom::To => Some(-1),
            Atom::Before if said => Some(-1),
            _ => None,
        })?;
        let hour = self.skip(end, &[Atom::The], 1);
        let target = |at: usize| {
            self.half_to(at).or_else(|| self.noon(at)).or_else(|| self.hour(at, true)).or_else(|| {
                let digital = self.hour_and_minutes(at)?;
                digital.0.digital.then_some(digital)
            })
        };
        let (clock, end) = target(end).or_else(|| target(hour))?;
        let end = self.past(end, Atom::OClock).unwrap_or(end);
        let open = clock.open;
        Some((Clock { open, ..clock.shifted(sign * minutes) }, end))
    }

    /// "halb acht", "dreiviertel acht", "viertel acht", "half seven".
    fn half_to(&self, at: usize) -> Found<Clock> {
        let (by, end) = self
            .get(at, |atom| match atom {
                Atom::HalfTo => Some(-30),
                Atom::QuarterTo => Some(-15),
                Atom::QuarterIn => Some(-45),
                _ => None,
            })
            .or_else(|| self.past(at, Atom::Half).map(|end| (30, end)))?;
        let (clock, end) = self.hour(end, true).filter(|_| self.gap(end).trim().is_empty())?;
        let end = self.past(end, Atom::OClock).unwrap_or(end);
        Some((clock.shifted(by), end))
    }

    /// "noon", "midi et demi", "minuit moins cinq".
    fn noon(&self, at: usize) -> Found<Clock> {
        let (minutes, end) = self.get(at, |atom| match atom {
            Atom::Clock(minutes) => Some(minutes),
            _ => None,
        })?;
        let clock = Clock {
            minutes,
            seconds: 0,
            open: false,
            digital: false,
            grain: Grain::Hour,
            strength: Strength::Sure,
        };
        Some(match self.more_minutes(end, true) {
            Some((by, end)) => (clock.shifted(by), end),
            None => (clock, end),
        })
    }

    /// The full hour alone.
    fn hour(&self, at: usize, sure: bool) -> Found<Clock> {
        let (number, end) = self.any_number(at)?;
        let o_clock = self.is(end, Atom::OClock) && self.goes_on(end);
        let part = |atom| match atom {
            Atom::Part(_) => Some(()),
            _ => None,
        };
        let said = sure || self.announced(at) || self.get(end, part).is_some();
        let named = matches!(self.token(at), "one" | "una" | "uno") && said;
        let counts = !number.article || o_clock || named;
        let fits = (0..=24).contains(&number.value) && number.digits <= 2 && counts;
        let strength = if self.announced(at) { Strength::Sure } else { Strength::Bare };
        fits.then(|| (Clock::at(number.value, 0, Grain::Hour, strength), end))
    }

    fn hour_and_minutes(&self, at: usize) -> Found<Clock> {
        if let Some(found) = self.digital(at).or_else(|| self.four_digits(at)) {
            return Some(found);
        }
        let (clock, end) = self.hour(at, false)?;
        if let Some(behind) = self.past(end, Atom::OClock).filter(|_| self.goes_on(end)) {
            // "trois heures" may also be a length; a clock is what is asked for here.
            let clock = Clock { strength: Strength::Sure, ..clock };
            return Some(match self.more_minutes(behind, true) {
                Some((by, end)) => (clock.shifted(by), end),
                None => (clock, behind),
            });
        }
        if let Some((by, behind)) = self.more_minutes(end, false) {
            let spoken = self.number(end).is_some();
            let strength = if spoken { clock.strength.max(Strength::Spoken) } else { Strength::Sure };
            return Some((Clock { strength, ..clock.shifted(by) }, behind));
        }
        let unit = |atom| match atom {
            Atom::Unit(..) | Atom::Month(_) => Some(()),
            _ => None,
        };
        let glued = self.get(end, |atom| match atom {
            Atom::Am | Atom::Pm | Atom::Ish => Some(()),
            _ => None,
        });
        let is_other = self.get(end, unit).is_some() && glued.is_none() && self.gap(end).trim().is_empty();
        (!is_other).then_some((clock, end))
    }

    /// "19:30", "7.30", "17:30:15".
    fn digital(&self, at: usize) -> Found<Clock> {
        let (hour, middle) = self.digits(at, 1..=2).filter(|(hour, _)| (0..=24).contains(hour))?;
        let minutes = |at: usize| self.digits(at, 2..=2).filter(|(minutes, _)| (0..60).contains(minutes));
        let (more, end) = minutes(middle).filter(|_| self.begins(middle))?;
        let sign = self.gap(middle);
        let strength = match sign {
            ":" => Strength::Sure,
            "." if !self.announced(at) => Strength::Dotted,
            "." => Strength::Sure,
            " " if self.announced(at) => Strength::Sure,
            _ => return None,
        };
        let clock = Clock::at(hour, more, Grain::Minute, strength);
        // "08:15" writes the whole day's clock.
        let open = clock.open && !self.token(at).starts_with('0');
        let clock = Clock { digital: true, open, ..clock };
        Some(match minutes(end).filter(|_| sign == ":" && self.gap(end) == ":") {
            Some((seconds, end)) => (Clock { seconds, grain: Grain::Second, ..clock }, end),
            None => (clock, end),
        })
    }

    /// "0730", "1030" where a time is announced.
    fn four_digits(&self, at: usize) -> Found<Clock> {
        let (all, end) = self.digits(at, 3..=4)?;
        let behind = self.get(end, |atom| match atom {
            Atom::OClock | Atom::Am | Atom::Pm | Atom::Ish => Some(()),
            _ => None,
        });
        let (hour, minutes) = (all / 100, all % 100);
        let fits = hour < 24 && minutes < 60 && (behind.is_some() || self.announced(at));
        let clock = Clock::at(hour, minutes, Grain::Minute, Strength::Sure);
        let open = clock.open && !self.token(at).starts_with('0');
        fits.then_some((Clock { open, ..clock }, end))
    }

    /// What is said behind the hour: "30", "et demie", "moins le quart", "e quaranta".
    fn more_minutes(&self, at: usize, sure: bool) -> Found<i32> {
        if !self.goes_on(at) || !matches!(self.gap(at).trim(), "" | "-") {
            return None;
        }
        if let Some(behind) = self.past(at, Atom::Minus) {
            let behind = self.skip(behind, &[Atom::The], 1);
            let (minutes, end) = self.fraction_of_hour(behind).or_else(|| self.number(behind))?;
            let end = self.past(end, Atom::Unit(Grain::Minute, 1)).unwrap_or(end);
            return (minutes < 60).then_some((-minutes, end));
        }
        let and = self.past(at, Atom::And);
        let start = and.unwrap_or(at);
        if let Some((minutes, end)) = self.fraction_of_hour(start).filter(|_| sure || and.is_some()) {
            let end = self.past(end, Atom::Unit(Grain::Minute, 1)).unwrap_or(end);
            return Some((minutes, end));
        }
        // "nine oh five".
        let oh = matches!(self.token(start), "o" | "oh") || self.number(start) == Some((0, start + 1));
        if let Some((minutes, end)) =
            self.number(start + 1).filter(|_| oh && self.digits(start, 1..=4).is_none())
            && (1..10).contains(&minutes)
        {
            return Some((minutes, end));
        }
        let (number, end) = self.any_number(start)?;
        // "19h - 21h" is a range.
        if self.gap(at).contains('-') && number.digits > 0 {
            return None;
        }
        let zero = number.value == 0 && number.digits == 2 && and.is_none() && sure;
        let minutes = ((1..60).contains(&number.value) || zero) && !number.article;
        let unit = self.past(end, Atom::Unit(Grain::Minute, 1));
        let words = number.digits == 0;
        // "trois heures 15", "sept trente", "tre e 20", but not "8 4" or "8 5 personnes".
        let fits = match and {
            Some(_) => {
                unit.is_some()
                    || number.value >= 10
                    || words && (sure || self.announced(at.saturating_sub(1)))
            }
            None if sure => unit.is_some() || number.digits == 2 || words,
            None => {
                words
                    && number.value >= 10
                    && self.any_number(at.wrapping_sub(1)).is_none_or(|(hour, _)| hour.digits == 0)
            }
        };
        let other = self.get(end, |atom| match atom {
            Atom::Unit(grain, _) if grain != Grain::Minute => Some(()),
            Atom::OClock if !sure => Some(()),
            Atom::Month(_) => Some(()),
            _ => None,
        });
        let ends = self.begins(end)
            || self.get(end, |atom| matches!(atom, Atom::Am | Atom::Pm).then_some(())).is_some();
        (minutes && fits && ends && other.is_none()).then_some((number.value, unit.unwrap_or(end)))
    }

    /// "Uhr", "pm", "ish" behind a time.
    fn behind(&self, clock: Clock, end: usize) -> Found<Clock> {
        let (mut clock, mut end) = (clock, end);
        for _ in 0..3 {
            if !self.goes_on(end) || self.gap(end).contains(',') {
                break;
            }
            if let Some(behind) = self.past(end, Atom::Ish) {
                end = behind;
                clock.strength = Strength::Sure;
            } else if let Some((pm, behind)) = self.half_said(end) {
                clock = clock.half(pm)?;
                end = behind;
            } else if let Some(behind) = self.past(end, Atom::OClock) {
                clock.strength = Strength::Sure;
                end = behind;
                if let Some((by, behind)) =
                    self.more_minutes(end, true).filter(|_| clock.grain == Grain::Hour)
                {
                    clock = clock.shifted(by);
                    end = behind;
                }
            } else {
                break;
            }
        }
        Some((clock, end))
    }

    /// "pm", "p.m.", and a single letter only when it is glued: "7p".
    fn half_said(&self, at: usize) -> Found<bool> {
        let (pm, end) = self.get(at, |atom| match atom {
            Atom::Pm => Some(true),
            Atom::Am => Some(false),
            _ => None,
        })?;
        let letter = self.token(at).len() == 1 && end == at + 1;
        (!letter || !self.begins(at)).then_some((pm, end))
    }
}
