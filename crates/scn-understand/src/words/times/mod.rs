//! What the languages say about time, as atoms: the grammar of `times` works on these and knows no language.
//!
//! A phrase may stand for several atoms ("morgen" is tomorrow and morning); the grammar asks for the one it needs.

mod de;
mod en;
mod fr;
mod holidays;
mod it;

use super::{Languages, bit, spelt_out};
use crate::{api::Grain, fold::fold};
use scn_graph::Language;
use std::{collections::BTreeMap, sync::LazyLock};

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
}

/// The beginning, the middle, the end of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    Start,
    Middle,
    End,
}

/// A feast, by the rule that gives its day in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holiday {
    /// Month and day.
    Fixed(i8, i8),
    /// Days from Easter Sunday.
    Easter(i32),
    /// Month, weekday, which of them (-1 is the last), days from it.
    Nth(i8, i32, i32, i32),
    /// Days from the fourth Sunday in Advent.
    Advent(i32),
    /// The last Sunday of May, or the first of June when that is Pentecost.
    FrenchMothers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    Month(i8),
    /// "vierter" as a month: "am siebten vierten".
    MonthNumber(i8),
    /// Monday is 0.
    Weekday(i32),
    /// A length of time: so many of a grain.
    Unit(Grain, i32),
    /// A length with a name: seconds.
    Seconds(i32),
    Weekend,
    /// Days from today.
    Day(i32),
    Part(Part),
    /// "tonight", "stamattina": a day and a part of it.
    PartOf(i32, Part),
    Now,
    /// "noon": minutes of the day.
    Clock(i32),
    /// "last" -1, "this" 0, "next" 1, "the one after next" 2: before or behind its noun.
    Step(i32),
    /// "lundi en huit": days after the coming one.
    Further(i32),
    Ordinal(i32),
    /// "th", "er", "ème", glued to digits.
    Suffix,
    Holiday(Holiday),
    Edge(Edge),
    /// "in", "dans", "fra": a length ahead.
    In,
    /// "il y a", "vor": a length back.
    Back,
    /// "ago", "fa", "her": a length back, said behind it.
    Ago,
    /// "later", "from now": a length ahead, said behind it.
    Later,
    /// "before", "avant", "vor", "prima di".
    Before,
    /// "after", "from", "nach", "dopo".
    After,
    /// Announces a clock: "at", "um", "alle".
    At,
    /// Announces a day of the month: "on", "le", "am".
    On,
    /// Joins, but announces nothing: "for", "pour".
    For,
    The,
    Of,
    /// "around", "gegen", "verso".
    About,
    /// "around 8", said behind: "ish", "pile", "précises".
    Ish,
    OClock,
    Pm,
    Am,
    And,
    Minus,
    /// Thirty minutes, a half.
    Half,
    Quarter,
    ThreeQuarters,
    /// "past", "nach": minutes after the hour.
    Past,
    /// "to", "vor": minutes before the hour.
    To,
    /// "halb acht" is half an hour before eight.
    HalfTo,
    /// "dreiviertel acht".
    QuarterTo,
    /// "viertel acht" is a quarter past seven.
    QuarterIn,
    /// "good morning": no time at all.
    Greeting,
    Few,
    Couple,
    /// "in the year".
    Year,
    /// "before", "until", "since": a bound, not a time.
    Bound,
    /// "from", "between": begins a range.
    From,
    /// "to", "bis", "-": goes on to the end of a range.
    Till,
}

/// An atom at a place of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Phrase {
    pub(crate) atom: Atom,
    pub(crate) languages: Languages,
    /// Further tokens in `BOOK.rest`.
    rest: (u32, u16),
}

impl Phrase {
    /// Tokens of the phrase.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.rest.1) + 1
    }

    /// The tokens behind the first.
    pub(crate) fn rest(&self) -> &'static [String] {
        let start = self.rest.0 as usize;
        BOOK.rest.get(start..start + usize::from(self.rest.1)).unwrap_or_default()
    }
}

type Table = &'static [(Atom, &'static str)];

#[derive(Default)]
struct Book {
    /// By first token, the longest first.
    phrases: BTreeMap<String, Vec<Phrase>>,
    rest: Vec<String>,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let mut book = Book::default();
    for (language, tables) in [
        (Language::Fr, [fr::WORDS, holidays::FR]),
        (Language::De, [de::WORDS, holidays::DE]),
        (Language::It, [it::WORDS, holidays::IT]),
        (Language::En, [en::WORDS, holidays::EN]),
    ] {
        for (atom, list) in tables.into_iter().flatten() {
            for written in list.split('|') {
                book.add(*atom, &fold(written), bit(language));
                if written.contains(['ä', 'ö', 'ü']) {
                    book.add(*atom, &fold(&spelt_out(written)), bit(language));
                }
            }
        }
        if language == Language::De {
            book.add_german_ordinals();
        }
    }
    for phrases in book.phrases.values_mut() {
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.1));
    }
    book
});

/// The phrases that begin with a token, the longest first.
pub(crate) fn phrases(first: &str) -> &'static [Phrase] {
    BOOK.phrases.get(first).map(Vec::as_slice).unwrap_or_default()
}

impl Book {
    fn add(&mut self, atom: Atom, folded: &str, languages: Languages) {
        let mut tokens = folded.split(' ').flat_map(pieces);
        let Some(first) = tokens.next().filter(|first| !first.is_empty()) else { return };
        let start = self.rest.len() as u32;
        self.rest.extend(tokens.map(str::to_owned));
        let rest = (start, (self.rest.len() as u32 - start) as u16);
        let known = self.phrases.entry(first.to_owned()).or_default();
        let same_rest = |a: (u32, u16)| {
            let of =
                |(start, len): (u32, u16)| self.rest.get(start as usize..start as usize + usize::from(len));
            of(a) == of(rest)
        };
        match known.iter_mut().find(|phrase| phrase.atom == atom && same_rest(phrase.rest)) {
            Some(phrase) => phrase.languages |= languages,
            None => known.push(Phrase { atom, languages, rest }),
        }
    }

    /// "erster", "dreiundzwanzigste": all days of a month with all endings.
    fn add_german_ordinals(&mut self) {
        let units = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"];
        let mut stems: Vec<(i32, String)> = (1..).zip(de::ORDINALS.iter().map(|o| (*o).to_owned())).collect();
        for (tens, name) in [(20, "zwanzigst"), (30, "dreißigst")] {
            stems.push((tens, name.to_owned()));
            stems.extend((tens + 1..).zip(units.map(|unit| format!("{unit}und{name}"))));
        }
        for (nth, stem) in stems.into_iter().filter(|(nth, _)| *nth <= 31) {
            for end in ["e", "en", "er", "es", "em"] {
                let written = format!("{stem}{end}");
                self.add(Atom::Ordinal(nth), &fold(&written), bit(Language::De));
                self.add(Atom::Ordinal(nth), &fold(&spelt_out(&written)), bit(Language::De));
                if nth <= 12 {
                    self.add(Atom::MonthNumber(nth as i8), &fold(&written), bit(Language::De));
                }
            }
        }
    }
}

/// A folded word cut where digits and letters meet: "19h30" is "19", "h", "30".
pub(crate) fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let digit = rest.chars().next()?.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at_checked(end)?;
        rest = behind;
        Some(piece)
    })
}
