//! How pieces become a number: the same rules for all languages, but for a few words about tens and "and".

use crate::words::numbers::Atom;
use scn_graph::{Decimal, Language};

/// A number while its pieces come in.
#[derive(Clone, Copy)]
pub(super) struct Sum {
    /// What was multiplied by a thousand and more.
    total: Decimal,
    /// What stands behind the last thousand.
    current: Decimal,
    last: Option<Atom>,
    /// What stood before the last "and".
    joined: Option<Atom>,
    /// The smallest thousand, million… so far; the next one must be smaller.
    lowest: u64,
}

impl Sum {
    pub(super) fn new() -> Sum {
        Sum { total: Decimal::ZERO, current: Decimal::ZERO, last: None, joined: None, lowest: u64::MAX }
    }

    /// Goes on from digits.
    pub(super) fn from_digits(value: Decimal) -> Sum {
        // Digits end what words could add: "20 five" are two numbers.
        Sum { current: value, last: Some(Atom::N(0)), ..Sum::new() }
    }

    pub(super) fn value(&self) -> Option<Decimal> {
        Some(self.total.checked_add(self.current)?.normalize())
    }

    pub(super) fn last(&self) -> Option<Atom> {
        self.last
    }

    /// A number may end here; a fraction alone only where one is wanted.
    pub(super) fn can_end(&self, fractions: bool) -> bool {
        match self.last {
            Some(Atom::Half | Atom::Part(_)) => fractions || self.total > Decimal::ZERO,
            Some(Atom::And | Atom::Point | Atom::Elided(_)) | None => false,
            _ => true,
        }
    }

    /// Adds the next piece, if a number can go on with it.
    pub(super) fn take(&mut self, atom: Atom, language: Language) -> bool {
        self.taken(atom, language).is_some()
    }

    fn taken(&mut self, atom: Atom, language: Language) -> Option<()> {
        let starts = self.last.is_none();
        match atom {
            Atom::N(n) => self.add(n, language)?,
            Atom::Elided(100) => self.hundred(language)?,
            Atom::Elided(n) => self.add(n, language)?,
            Atom::Hundred => self.hundred(language)?,
            Atom::Scale(by) => self.scale(by)?,
            Atom::Abbreviated(by) if !starts => self.scale(by)?,
            Atom::Group(n) => self.group(n)?,
            Atom::Pair if starts || self.current == Decimal::ONE => self.current = Decimal::TWO,
            Atom::And if !starts && !matches!(self.last, Some(Atom::And | Atom::Pair)) => {
                self.joined = self.last
            }
            Atom::Half => self.part(2)?,
            Atom::Part(n) => self.part(n)?,
            Atom::AndHalf => self.add_fraction(Decimal::new(5, 1))?,
            Atom::OneAndHalf if starts => self.current = Decimal::new(15, 1),
            _ => return None,
        }
        self.last = Some(atom);
        Some(())
    }

    /// "… and a half": of what was said last, when that was millions or dozens.
    pub(super) fn add_fraction(&mut self, part: Decimal) -> Option<()> {
        let said = if self.last == Some(Atom::And) { self.joined } else { self.last };
        let unit = match said {
            Some(Atom::Group(n)) => Decimal::from(n),
            _ if self.current == Decimal::ZERO && (1_000_000..u64::MAX).contains(&self.lowest) => {
                Decimal::from(self.lowest)
            }
            _ => Decimal::ONE,
        };
        self.current = self.current.checked_add(part.checked_mul(unit)?)?;
        self.last = Some(Atom::AndHalf);
        Some(())
    }

    /// "two hundred point five"
    pub(super) fn add_decimals(&mut self, part: Decimal) -> Option<()> {
        let counted = matches!(self.last, Some(Atom::N(_) | Atom::Hundred | Atom::Scale(_)));
        if !counted || !self.current.is_integer() {
            return None;
        }
        self.current = self.current.checked_add(part)?;
        self.last = Some(Atom::AndHalf);
        Some(())
    }

    /// "one billion and a half million": the fraction begins the next part.
    pub(super) fn begin_fraction(&mut self, part: Decimal) -> bool {
        let begins = self.current == Decimal::ZERO;
        if begins {
            self.current = part;
            self.last = Some(Atom::AndHalf);
        }
        begins
    }

    /// Adds digits behind "hundred", "thousand", "million" ("3 million 200").
    pub(super) fn add_digits(&mut self, value: Decimal) -> bool {
        let behind = matches!(self.last, Some(Atom::Hundred | Atom::Scale(_))) || self.joins_large();
        let room = if self.current > Decimal::ZERO { 100 } else { self.lowest };
        let free = self.current == Decimal::ZERO || self.low() == Some(0);
        let fits = behind
            && free
            && room != u64::MAX
            && value.is_integer()
            && value > Decimal::ZERO
            && value < Decimal::from(room);
        if fits {
            self.current += value;
            self.last = Some(Atom::N(0));
        }
        fits
    }

    /// "hundred and", "mille et".
    fn joins_large(&self) -> bool {
        self.last == Some(Atom::And) && matches!(self.joined, Some(Atom::Hundred | Atom::Scale(_)))
    }

    /// The last two digits.
    fn low(&self) -> Option<u16> {
        let low = self.current.checked_rem(Decimal::ONE_HUNDRED)?;
        if low.is_integer() { u16::try_from(low).ok() } else { None }
    }

    fn hundred(&mut self, language: Language) -> Option<()> {
        // "34 cents", "cinquante cents" are money.
        let digits = self.last == Some(Atom::N(0));
        if language == Language::Fr && (digits || self.current > Decimal::from(19)) {
            return None;
        }
        let before = matches!(self.last, Some(Atom::And | Atom::Hundred | Atom::Elided(_) | Atom::Group(_)));
        let zero = self.current == Decimal::ZERO && matches!(self.last, Some(Atom::N(_)));
        if before && !(self.last == Some(Atom::And) && self.current == Decimal::ZERO)
            || zero
            || self.current >= Decimal::ONE_HUNDRED
        {
            return None;
        }
        self.current = self.current.max(Decimal::ONE) * Decimal::ONE_HUNDRED;
        Some(())
    }

    fn scale(&mut self, by: u64) -> Option<()> {
        let zero = self.current == Decimal::ZERO;
        // "mille milliards", "three lakh crore"
        if matches!(self.last, Some(Atom::Scale(_)))
            && zero
            && by > self.lowest
            && self.total < Decimal::from(by)
        {
            self.total = self.total.checked_mul(Decimal::from(by))?;
            self.lowest = by;
            return Some(());
        }
        let alone = zero && self.last.is_some();
        if by >= self.lowest
            || alone && !matches!(self.last, Some(Atom::And))
            || matches!(self.last, Some(Atom::Pair))
        {
            return None;
        }
        let count = if zero { Decimal::ONE } else { self.current };
        self.total = self.total.checked_add(count.checked_mul(Decimal::from(by))?)?;
        self.current = Decimal::ZERO;
        self.lowest = by;
        Some(())
    }

    fn group(&mut self, n: u16) -> Option<()> {
        if self.total > Decimal::ZERO || matches!(self.last, Some(Atom::Group(_) | Atom::And | Atom::Pair)) {
            return None;
        }
        let count = if self.last.is_none() { Decimal::ONE } else { self.current };
        self.current = count.checked_mul(Decimal::from(n))?;
        Some(())
    }

    fn part(&mut self, n: u16) -> Option<()> {
        let counted = matches!(self.last, None | Some(Atom::N(_) | Atom::Hundred));
        if !counted || self.total > Decimal::ZERO || !self.current.is_integer() {
            return None;
        }
        let count = if self.last.is_none() { Decimal::ONE } else { self.current };
        self.current = super::digits::divided(count, Decimal::from(n))?;
        Some(())
    }

    fn add(&mut self, n: u16, language: Language) -> Option<()> {
        let Some(last) = self.last else {
            self.current = Decimal::from(n);
            return Some(());
        };
        let low = self.low()?;
        let tens = low >= 20 && low.is_multiple_of(10);
        let french = language == Language::Fr;
        let unit = (1..=9).contains(&n);
        let fits = match last {
            Atom::And if low == 0 => n > 0 && self.joins_large(),
            Atom::And if self.joined == Some(Atom::N(0)) => false,
            Atom::And => match language {
                Language::Fr => tens && (n == 1 || n == 11 && low == 60),
                Language::De => (1..=9).contains(&low) && n >= 20,
                Language::It => false,
                Language::En => tens && unit,
            },
            Atom::Hundred | Atom::Scale(_) | Atom::Elided(100) => n > 0,
            Atom::N(4) if french && low == 4 && n == 20 => {
                self.current += Decimal::from(76);
                return Some(());
            }
            Atom::N(10) if french && n >= 7 && unit => true,
            Atom::N(last) if french && last > 0 && (low == 60 || low == 80) && (10..=19).contains(&n) => true,
            Atom::N(last) => last > 0 && tens && unit && language != Language::De,
            Atom::Elided(_) => matches!(n, 1 | 8),
            _ => false,
        };
        self.current += Decimal::from(n);
        fits.then_some(())
    }
}
