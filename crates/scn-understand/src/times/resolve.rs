//! Which days an expression may mean, seen from today: the likeliest first, each with what it costs in score.

use super::{
    calendar,
    days::{Day, Nth, Year, Ymd},
};
use crate::{
    api::{Grain, Score},
    words::times::Edge,
};

/// One day that may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meant {
    pub(super) day: i32,
    pub(super) grain: Grain,
    pub(super) cost: Score,
}

/// The reading that is possible but unlikely: the past one, the other order of day and month.
const UNLIKELY: Score = 450;
/// The other convention for "next Friday".
const OTHER: Score = 350;

/// Whether "3/4" has the day first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

pub(super) struct Calendar {
    pub(super) today: i32,
    pub(super) order: Order,
}

impl Calendar {
    pub(super) fn days(&self, day: &Day) -> Vec<Meant> {
        let mut all = self.all(day, 2);
        all.sort_by_key(|meant| meant.cost);
        let mut seen: Vec<Meant> = Vec::with_capacity(all.len());
        for meant in all {
            if !seen.iter().any(|other| other.day == meant.day) {
                seen.push(meant);
            }
        }
        seen
    }

    fn all(&self, day: &Day, depth: usize) -> Vec<Meant> {
        let one =
            |day: Option<i32>, grain| day.map(|day| Meant { day, grain, cost: 0 }).into_iter().collect();
        let today = self.today;
        match day {
            Day::Relative(days) => one(today.checked_add(*days), Grain::Day),
            Day::Date(ymd) => self.date(*ymd, 0),
            Day::Either(day_first, month_first) => {
                let (first, second, cost) = match self.order {
                    Order::DayFirst => (day_first, month_first, UNLIKELY),
                    Order::MonthFirst => (month_first, day_first, UNLIKELY),
                    Order::Unknown => (day_first, month_first, 0),
                };
                let mut all = self.date(*first, 0);
                all.extend(self.date(*second, cost));
                all
            }
            Day::OfMonth(of, None) => self.around(1, 13, |first| {
                let month = first?;
                calendar::day(calendar::year_of(month), calendar::month_of(month), *of)
            }),
            Day::OfMonth(of, Some(months)) => {
                let month = calendar::start(Grain::Month, today)
                    .and_then(|first| calendar::shift(Grain::Month, first, *months));
                let day = month.and_then(|month| {
                    calendar::day(calendar::year_of(month), calendar::month_of(month), *of)
                });
                one(day, Grain::Day)
            }
            Day::Weekday { weekday, step } => self.weekday(*weekday, *step),
            Day::Further { weekday, days } => one(Some(self.coming(*weekday, 0) + days), Grain::Day),
            Day::WeekdayIn { weekday, weeks } => {
                let week = today - calendar::weekday(today);
                one(weeks.checked_mul(7).and_then(|days| week.checked_add(days + weekday)), Grain::Day)
            }
            Day::WeekdayAndDate { weekday, date } => {
                // The last one, when it is nearer and its weekday is right: "Sunday, February 10" said on the 12th.
                let mut all = if depth == 0 { Vec::new() } else { self.all(date, depth - 1) };
                let right = |meant: &Meant| calendar::weekday(meant.day) == *weekday;
                let away = |meant: &Meant| meant.day.abs_diff(today);
                if let [next, last] = all.as_mut_slice()
                    && right(last)
                    && !right(next)
                    && away(last) < away(next)
                {
                    (next.cost, last.cost) = (last.cost, next.cost);
                }
                all
            }
            Day::DatedWeekday { weekday, day } => {
                let mut all = self.around(1, 60, |first| {
                    let month = first?;
                    let day = calendar::day(calendar::year_of(month), calendar::month_of(month), *day)?;
                    (calendar::weekday(day) == *weekday).then_some(day)
                });
                // One of this month is meant, be it over.
                let this = |meant: &Meant| {
                    calendar::start(Grain::Month, meant.day) == calendar::start(Grain::Month, today)
                };
                if let [next, last] = all.as_mut_slice()
                    && this(last)
                    && !this(next)
                {
                    (next.cost, last.cost) = (last.cost, next.cost);
                }
                all
            }
            Day::Nth { nth, what, of } => self.nth(*nth, *what, of.as_deref()),
            Day::Count { weekday, count } => {
                let from = if *count > 0 { self.coming(*weekday, 1) } else { self.last(*weekday) };
                let more = if *count > 0 { count - 1 } else { count + 1 };
                one(Some(from + more * 7), Grain::Day)
            }
            Day::Away(length, base) => {
                let bases = match base {
                    None => vec![Meant { day: today, grain: Grain::Day, cost: 0 }],
                    Some(base) if depth > 0 => self.all(base, depth - 1),
                    Some(_) => Vec::new(),
                };
                let moved = |meant: Meant| {
                    let day = calendar::add_months(meant.day, length.months)?.checked_add(length.days)?;
                    Some(Meant { day, grain: Grain::Day, ..meant })
                };
                bases.into_iter().filter_map(moved).collect()
            }
            Day::Holiday { holiday, year, step } => {
                let holiday = |year| calendar::holiday(*holiday, year);
                match (year, step) {
                    (Some(year), _) => self.in_year(*year, holiday),
                    (None, Some(-1)) => self
                        .in_years(holiday)
                        .into_iter()
                        .filter(|m| m.day < today)
                        .map(|m| Meant { cost: 0, ..m })
                        .collect(),
                    _ => self.in_years(holiday),
                }
            }
            Day::Period(grain, step) => {
                let first =
                    calendar::start(*grain, today).and_then(|first| calendar::shift(*grain, first, *step));
                one(first, *grain)
            }
            Day::Month { month, year, step } => self.month(*month, *year, *step),
            Day::Quarter(nth, year) => {
                let year = year.map_or(calendar::year_of(today), |year| self.year(year));
                one(calendar::day(year, nth * 3 - 2, 1), Grain::Quarter)
            }
            Day::Year(year) => one(calendar::day(*year, 1, 1), Grain::Year),
            Day::Weekend(step) => one(Some(today - calendar::weekday(today) + 5 + 7 * step), Grain::Day)
                .into_iter()
                .map(|meant: Meant| Meant { grain: Grain::Week, ..meant })
                .collect(),
            Day::WeekOf(base) => {
                let week = |meant: Meant| Meant { day: meant.day, grain: Grain::Week, ..meant };
                if depth == 0 {
                    Vec::new()
                } else {
                    self.all(base, depth - 1).into_iter().map(week).collect()
                }
            }
            Day::Edge(edge, of) => {
                if depth == 0 {
                    return Vec::new();
                }
                let at = |meant: Meant| {
                    let end = calendar::shift(meant.grain, meant.day, 1)?;
                    let day = match edge {
                        Edge::Start => meant.day,
                        Edge::Middle => meant.day + (end - meant.day) / 2,
                        Edge::End => end - 1,
                    };
                    Some(Meant { day, ..meant })
                };
                self.all(of, depth - 1).into_iter().filter_map(at).collect()
            }
        }
    }

    fn year(&self, year: Year) -> i32 {
        match year {
            Year::Is(year) => year,
            Year::Short(year) if year < 50 => 2000 + year,
            Year::Short(year) => 1900 + year,
            Year::Step(step) => calendar::year_of(self.today) + step,
        }
    }

    fn in_year(&self, year: Year, day: impl Fn(i32) -> Option<i32>) -> Vec<Meant> {
        let likely = self.year(year);
        let mut years = vec![(likely, 0)];
        if let Year::Short(_) = year {
            years.push((if likely < 2000 { likely + 100 } else { likely - 100 }, UNLIKELY));
        }
        let meant = |(year, cost)| Some(Meant { day: day(year)?, grain: Grain::Day, cost });
        years.into_iter().filter_map(meant).collect()
    }

    fn date(&self, ymd: Ymd, cost: Score) -> Vec<Meant> {
        let day = |year| calendar::day(year, ymd.month, ymd.day);
        let all = match ymd.year {
            Some(year) => self.in_year(year, day),
            None => self.in_years(day),
        };
        all.into_iter().map(|meant| Meant { cost: meant.cost + cost, ..meant }).collect()
    }

    /// What comes once a year: the next, and the last.
    fn in_years(&self, day: impl Fn(i32) -> Option<i32>) -> Vec<Meant> {
        let year = calendar::year_of(self.today);
        self.next_and_last(8, |ahead| day(year + ahead))
    }

    /// What comes once in so many months.
    fn around(&self, months: i32, most: i32, day: impl Fn(Option<i32>) -> Option<i32>) -> Vec<Meant> {
        let first = calendar::start(Grain::Month, self.today);
        self.next_and_last(most, |ahead| {
            day(first.and_then(|first| calendar::shift(Grain::Month, first, ahead * months)))
        })
    }

    fn next_and_last(&self, most: i32, day: impl Fn(i32) -> Option<i32>) -> Vec<Meant> {
        let next = (0..=most).find_map(|ahead| day(ahead).filter(|day| *day >= self.today));
        let last = (0..=most).find_map(|back| day(-back).filter(|day| *day < self.today));
        let meant = |day: Option<i32>, cost| day.map(|day| Meant { day, grain: Grain::Day, cost });
        [meant(next, 0), meant(last, UNLIKELY)].into_iter().flatten().collect()
    }

    /// The first such weekday, so many days from today or later.
    fn coming(&self, weekday: i32, from: i32) -> i32 {
        let start = self.today + from;
        start + (weekday - calendar::weekday(start)).rem_euclid(7)
    }

    /// The last such weekday before today.
    fn last(&self, weekday: i32) -> i32 {
        self.coming(weekday, 0) - 7
    }

    /// "Friday" is the coming one; "next Friday" may be the one of next week.
    fn weekday(&self, weekday: i32, step: Option<i32>) -> Vec<Meant> {
        let (next, last) = (self.coming(weekday, 1), self.last(weekday));
        let this_week = weekday > calendar::weekday(self.today);
        let days: &[(i32, Score)] = match step {
            None if next == self.today + 7 => &[(next, 0), (last, UNLIKELY), (self.today, UNLIKELY + 1)],
            None => &[(next, 0), (last, UNLIKELY)],
            Some(0) if weekday == calendar::weekday(self.today) => &[(self.today, 0), (next, OTHER)],
            Some(0) if this_week => &[(next, 0)],
            Some(0) => &[(next, 0), (last, UNLIKELY)],
            Some(step) if step < 0 => {
                let week_before = last >= self.today - calendar::weekday(self.today);
                if week_before { &[(last, 0), (last - 7, OTHER)] } else { &[(last, 0)] }
            }
            Some(1) if this_week => &[(next, 0), (next + 7, OTHER)],
            Some(1) => &[(next, 0)],
            Some(_) => &[(next + 7, 0)],
        };
        days.iter().map(|(day, cost)| Meant { day: *day, grain: Grain::Day, cost: *cost }).collect()
    }

    fn month(&self, month: i32, year: Option<Year>, step: Option<i32>) -> Vec<Meant> {
        let this = calendar::month_of(self.today);
        let first = |year| calendar::day(year, month, 1);
        let now = calendar::year_of(self.today);
        let all = match (year, step) {
            (Some(year), _) => self.in_year(year, first),
            (None, Some(-1)) => self.in_year(Year::Is(if month < this { now } else { now - 1 }), first),
            (None, Some(1)) => self.in_year(Year::Is(if month > this { now } else { now + 1 }), first),
            // The month that has begun is this one.
            _ if month == this => self.in_year(Year::Is(now), first),
            _ => self.in_years(first),
        };
        all.into_iter().map(|meant| Meant { grain: Grain::Month, ..meant }).collect()
    }

    fn nth(&self, nth: i32, what: Nth, of: Option<&Day>) -> Vec<Meant> {
        let this = Day::Period(Grain::Month, 0);
        let stretches = match of {
            Some(of) => self.all(of, 0),
            None => self.all(&this, 0),
        };
        // "the first Friday of July" in July may still be this year's.
        let open = matches!(of, Some(Day::Month { year: None, step: None, .. }));
        if let (true, Some(Day::Month { month, .. })) = (open, of) {
            return self
                .in_years(|year| nth_in(nth, what, calendar::day(year, *month, 1)?, Grain::Month))
                .into_iter()
                .map(|meant| Meant { grain: grain_of(what), ..meant })
                .collect();
        }
        let meant = |stretch: Meant| {
            Some(Meant {
                day: nth_in(nth, what, stretch.day, stretch.grain)?,
                grain: grain_of(what),
                ..stretch
            })
        };
        stretches.into_iter().filter_map(meant).collect()
    }
}

fn grain_of(what: Nth) -> Grain {
    if what == Nth::Week { Grain::Week } else { Grain::Day }
}

/// The nth weekday, day or week of a stretch; a week belongs to the month of its Thursday.
fn nth_in(nth: i32, what: Nth, first: i32, grain: Grain) -> Option<i32> {
    let end = calendar::shift(grain, first, 1)?;
    let found = match what {
        Nth::Weekday(weekday) => calendar::nth_weekday(first, end, weekday, nth)?,
        Nth::Day if nth > 0 => first + nth - 1,
        Nth::Day => end + nth,
        Nth::Week => {
            // Weeks are those that lie in it with their Thursday.
            let begun = calendar::nth_weekday(first, end, 0, nth)?;
            return Some(begun);
        }
    };
    (first..end).contains(&found).then_some(found)
}
