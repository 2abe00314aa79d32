//! A number in the words of one language.

use super::{
    Mode, Number, Step,
    digits::{self, Digits},
    grammar::Sum,
    is_article, plain,
};
use crate::{
    api::Utterance,
    ordinals,
    words::{
        money,
        numbers::{Atom, atom, atoms},
    },
};
use scn_graph::{Decimal, Language};

/// No number has more words.
const MAX_LENGTH: usize = 32;

/// A message while a number of one language is read from it.
pub(super) struct Line<'u, 'r> {
    pub(super) utterance: &'u Utterance<'r>,
    pub(super) language: Language,
    pub(super) mode: Mode,
}

impl Line<'_, '_> {
    pub(super) fn number(&self, sum: Sum, start: usize, at: usize) -> Option<Step> {
        let (value, end, sum) = self.composed(sum, start, at)?;
        let mut number = plain(self.utterance, value, start..end, false);
        number.loose = sum.last() == Some(Atom::Pair);
        number.article = end == start + 1 && is_article(self.utterance.word(start));
        if self.mode == Mode::Plain || end == at && start != at {
            return Some(Step::Number(number));
        }
        // "twenty fifth": a place, no number; "twenty second" may be an amount of time.
        let hundredth = |atoms: &[Atom]| number.article && !matches!(atoms.first(), Some(Atom::N(_)));
        if let Some((atoms, false, _, end)) = self.ends_as_ordinal(sum, end)
            && start == at
            && atoms.as_slice() != [Atom::N(2)]
            && !hundredth(&atoms)
        {
            return Some(Step::Other(end));
        }
        if self.mode == Mode::Values
            && value.is_integer()
            && let Some(ordinal) = self.denominator(end)
            && let Some(part) = digits::divided(value, Decimal::from(ordinal.value))
        {
            // "un troisième" is rather one more.
            let loose = number.article && self.utterance.word(start) != "one";
            number = Number { loose, ..plain(self.utterance, part, start..ordinal.words.end, false) };
        }
        Some(Step::Number(number))
    }

    /// "fifths", "cinquièmes"; halves have words of their own, and "centesimi" are money.
    fn denominator(&self, at: usize) -> Option<ordinals::Ordinal> {
        let ordinal = ordinals::at(self.utterance, at, self.language).filter(|ordinal| ordinal.value > 2);
        ordinal.filter(|_| money::small(self.utterance.word(at)).is_none())
    }

    /// The number goes on with an ordinal: its last pieces, whether it is a plural, the value, the end.
    pub(super) fn ends_as_ordinal(
        &self,
        mut sum: Sum,
        mut at: usize,
    ) -> Option<(Vec<Atom>, bool, Decimal, usize)> {
        if self.atom(at) == Some(Atom::And) && sum.take(Atom::And, self.language) {
            at += 1;
        }
        let (atoms, plural) = ordinals::one_word(self.language, self.utterance.word(at))?;
        let fits =
            !self.utterance.begins_clause(at) && atoms.iter().all(|atom| sum.take(*atom, self.language));
        Some((atoms, plural, sum.value().filter(|_| fits)?, at + 1))
    }

    /// The longest number from `at` on: its value, its end, what was added.
    pub(super) fn composed(
        &self,
        mut sum: Sum,
        start: usize,
        mut at: usize,
    ) -> Option<(Decimal, usize, Sum)> {
        let mut good: Option<(Decimal, usize, Sum)> = None;
        while at < start + MAX_LENGTH && (at == start || !self.utterance.begins_clause(at)) {
            let Some(end) = self.step(&mut sum, at) else { break };
            at = end;
            // "vent'anni"
            let elided = matches!(sum.last(), Some(Atom::Elided(_)))
                && self.utterance.gap_before(at).starts_with(['\'', '’']);
            if sum.can_end(self.mode == Mode::Values) || elided {
                good = Some((sum.value()?, at, sum));
            }
            at += self.links(&sum, at);
        }
        good
    }

    /// Takes the next word or words, and tells where they end.
    fn step(&self, sum: &mut Sum, at: usize) -> Option<usize> {
        let word = self.utterance.word(at);
        if sum.last() == Some(Atom::And)
            && let Some((part, len)) = self.fraction(at)
        {
            let multiplied = matches!(self.atom(at + len), Some(Atom::Scale(_)));
            if !(multiplied && sum.begin_fraction(part)) {
                sum.add_fraction(part)?;
            }
            return Some(at + len);
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() <= 6;
            let value = if digits { word.parse::<u32>().ok()? } else { return None };
            // A sign behind it would make it a decimal, a time or a date.
            let alone = !self.utterance.gap_before(at + 1).starts_with(['.', ',', ':', '/', '\''])
                || !self.utterance.word(at + 1).starts_with(|c: char| c.is_ascii_digit());
            return (alone && sum.add_digits(Decimal::from(value))).then_some(at + 1);
        }
        // "two million a year"
        if sum.last().is_some()
            && sum.last() != Some(Atom::And)
            && matches!(word, "a" | "an" | "eine" | "einen" | "einem" | "einer")
        {
            return None;
        }
        match self.atom(at) {
            Some(Atom::Point) => return self.decimals(sum, at + 1),
            Some(piece) => return sum.take(piece, self.language).then_some(at + 1),
            None => {}
        }
        let pieces = atoms(self.language, word)?;
        if !pieces.iter().all(|piece| sum.take(*piece, self.language)) {
            return None;
        }
        Some(at + 1)
    }

    pub(super) fn atom(&self, at: usize) -> Option<Atom> {
        atom(self.language, self.utterance.word(at))
    }

    /// Words between a fraction and what it is of: "half a dozen", "two thirds of a million".
    fn links(&self, sum: &Sum, at: usize) -> usize {
        if !matches!(sum.last(), Some(Atom::Half | Atom::Part(_))) {
            return 0;
        }
        let is_link = |at: &usize| {
            matches!(
                self.utterance.word(*at),
                "a" | "an" | "of" | "d" | "de" | "un" | "une" | "di" | "einer" | "eines" | "one"
            )
        };
        let len = (at..at + 2).take_while(is_link).count();
        if matches!(self.atom(at + len), Some(Atom::Scale(_) | Atom::Group(_))) { len } else { 0 }
    }

    /// "a half", "demi", "three quarters", "un quinto".
    pub(super) fn fraction(&self, at: usize) -> Option<(Decimal, usize)> {
        if self.mode == Mode::Values
            && let Some(Digits::Number(found)) =
                digits::slashed(self.utterance, at).filter(|_| self.utterance.gap_before(at + 1) == "/")
        {
            return Some((found.value, found.end - at));
        }
        let half = Decimal::new(5, 1);
        let (first, second) = (self.atom(at)?, self.atom(at + 1));
        match (self.mode, first, second) {
            (Mode::Plain, ..) => None,
            (_, Atom::Half, _) => Some((half, 1)),
            (_, Atom::N(1), Some(Atom::Half)) => Some((half, 2)),
            (Mode::Counts, ..) => None,
            (_, Atom::Part(n), _) => Some((digits::divided(Decimal::ONE, Decimal::from(n))?, 1)),
            (_, Atom::N(count), Some(Atom::Part(n))) => {
                Some((digits::divided(Decimal::from(count), Decimal::from(n))?, 2))
            }
            (_, Atom::N(count @ 1..=12), _) => {
                let ordinal = self.denominator(at + 1)?;
                let part = digits::divided(Decimal::from(count), Decimal::from(ordinal.value))?;
                Some((part, ordinal.words.end - at))
            }
            _ => None,
        }
    }

    /// "soixante-quinze", without what would multiply it.
    fn below_hundred(&self, start: usize) -> Option<(Decimal, usize)> {
        let (mut sum, mut at, mut good) = (Sum::new(), start, None);
        while at < start + 6 && (at == start || !self.utterance.begins_clause(at)) {
            let pieces = atoms(self.language, self.utterance.word(at)).unwrap_or_default();
            let small = |piece: &Atom| matches!(piece, Atom::N(_) | Atom::Elided(20..=90) | Atom::And);
            if pieces.is_empty()
                || !pieces.iter().all(|piece| small(piece) && sum.take(*piece, self.language))
            {
                break;
            }
            at += 1;
            good = if sum.can_end(false) { Some((sum.value()?, at)) } else { good };
        }
        good
    }

    /// What stands behind "virgule": "zero five", "soixante-quinze", "25".
    fn decimals(&self, sum: &mut Sum, start: usize) -> Option<usize> {
        let mut text = String::from("0.");
        let mut at = start;
        let mut good = false;
        while self.mode != Mode::Plain && text.len() < 16 && !self.utterance.begins_clause(at) {
            let word = self.utterance.word(at);
            if !word.is_empty() && word.len() <= 9 && word.bytes().all(|byte| byte.is_ascii_digit()) {
                text.push_str(word);
                at += 1;
            } else if self.atom(at) == Some(Atom::N(0)) {
                text.push('0');
                at += 1;
            } else {
                let Some((value, end)) = self.below_hundred(at) else { break };
                text.push_str(&value.to_string());
                at = end;
            }
            good = true;
        }
        let part = good.then(|| text.parse::<Decimal>().ok())??;
        sum.add_decimals(part)?;
        Some(at)
    }
}
