//! Amounts of money.

use crate::{
    api::{Context, Reading, Readings, Score, Utterance},
    numbers::{self, Number},
    words::money::{self, Money},
};
use scn_graph::{Currency, Decimal, Language, Value};
use std::ops::Range;

const WHOLE: Score = 1000;
const WITH_CURRENCY: Score = 950;
const WITHOUT: Score = 800;
/// "$1,200" as one dollar and a fifth.
const UNLIKELY: Score = 500;

/// Reads an amount. Without a currency in the message it is the expected one; another one than expected is none.
pub(crate) fn read(utterance: &Utterance<'_>, context: &Context<'_>, expected: Option<Currency>) -> Readings {
    let till = Till { utterance, context, expected };
    let numbers = numbers::values(utterance, context.languages);
    let mut readings = Vec::new();
    // What amounts have taken so far: words, bytes.
    let mut taken = (0, 0);
    for (at, number) in numbers.iter().enumerate() {
        if number.words.start < taken.0 {
            continue;
        }
        let Some(mut amount) = till.amount(number, taken) else {
            if let Some(currency) =
                expected.filter(|_| !(number.glued || number.article && numbers.len() > 1))
            {
                till.add(&mut readings, number, Amount { currency, ..Amount::bare(number) }, WITHOUT);
            }
            continue;
        };
        if !amount.small {
            till.cents(&mut amount, numbers.get(at + 1));
        }
        taken = (amount.words.end, amount.raw.end);
        if expected.is_none_or(|expected| expected == amount.currency) {
            till.add(&mut readings, number, amount, WITH_CURRENCY);
        }
    }
    readings.sort_by_key(|r| std::cmp::Reverse(r.score));
    Readings { readings, misfit: None }
}

/// A number with its currency.
struct Amount {
    value: Decimal,
    currency: Currency,
    /// Said in cents.
    small: bool,
    words: Range<usize>,
    raw: Range<usize>,
}

impl Amount {
    /// "1.200" is never an amount with three decimals.
    fn bare(number: &Number) -> Amount {
        Amount {
            value: number.other.map_or(number.value, |other| number.value.max(other)),
            currency: Currency(*b"XXX"),
            small: false,
            words: number.words.clone(),
            raw: number.raw.clone(),
        }
    }
}

struct Till<'t, 'u, 'r> {
    utterance: &'t Utterance<'u>,
    context: &'t Context<'r>,
    expected: Option<Currency>,
}

impl Till<'_, '_, '_> {
    fn add(&self, readings: &mut Vec<Reading>, number: &Number, amount: Amount, score: Score) {
        if numbers::is_denied(self.utterance, amount.words.clone()) {
            return;
        }
        let whole = self.utterance.only_filler_outside(amount.words.clone());
        let Amount { value, currency, raw, .. } = amount;
        let reading = |amount, score| Reading {
            value: Value::Money { amount, currency },
            score,
            raw: raw.clone(),
            whole,
            grain: None,
        };
        readings.push(reading(value, if whole { WHOLE } else { score }));
        if let Some(other) = number.other {
            readings.push(reading(number.value.min(other), UNLIKELY));
        }
    }

    /// A number with a currency next to it.
    fn amount(&self, number: &Number, taken: (usize, usize)) -> Option<Amount> {
        let bare = || Amount::bare(number);
        self.sign_before(bare(), taken)
            .or_else(|| self.glued(bare()).filter(|_| number.glued))
            .or_else(|| self.sign_behind(bare()).filter(|_| !number.article))
            .or_else(|| self.named_behind(bare()))
            .or_else(|| self.named_before(number, bare(), taken))
            .or_else(|| self.dash_behind(bare()))
    }

    /// "$12", "US$ 12".
    fn sign_before(&self, mut amount: Amount, taken: (usize, usize)) -> Option<Amount> {
        let start = amount.words.start;
        let gap = self.utterance.gap_before(start);
        let (at, sign) = gap.char_indices().rev().find(|(_, c)| money::sign(*c).is_some())?;
        let between = gap.get(at + sign.len_utf8()..)?;
        if !between.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '−' | '+')) {
            return None;
        }
        let raw = self.utterance.words.get(start)?.raw.start - gap.len() + at;
        if raw < taken.1 {
            return None;
        }
        let before = start
            .checked_sub(1)
            .filter(|before| *before >= taken.0)
            .filter(|_| at == 0 || gap.get(..at) == Some(" "));
        let country = before.and_then(|before| self.short_country(before, at == 0));
        amount.currency = self.resolve(money::sign(sign)?, country.map(|(_, country)| country))?;
        amount.raw.start = raw;
        if let (Some((code, _)), Some(before)) = (country, before) {
            amount.currency = code.unwrap_or(amount.currency);
            amount.words.start = before;
            amount.raw.start = self.utterance.words.get(before)?.raw.start;
        }
        Some(amount)
    }

    /// "US", "C", "MXN" before a dollar sign: a code, the country.
    fn short_country(&self, at: usize, joined: bool) -> Option<(Option<Currency>, &'static str)> {
        let word = self.utterance.word(at);
        if let Some(code) = money::code(word) {
            return Some((Some(code), ""));
        }
        let country = match word {
            "us" => "US",
            "c" | "ca" | "can" => "CA",
            "a" | "au" if joined => "AU",
            "nz" => "NZ",
            "hk" => "HK",
            "s" | "sg" if joined => "SG",
            "nt" => "TW",
            word if joined => money::country(word)?,
            _ => return None,
        };
        Some((None, country))
    }

    /// "50chf", "USD115", "43c".
    fn glued(&self, mut amount: Amount) -> Option<Amount> {
        let is_digit = |c: char| c.is_ascii_digit();
        let first = self.utterance.word(amount.words.start);
        let before = first.split(is_digit).next().unwrap_or_default();
        let last = self.utterance.word(amount.words.end - 1);
        let behind = last.rsplit(is_digit).next().unwrap_or_default();
        if let Some(found) = money::named(before, "") {
            amount.currency = self.resolve(found, None)?;
            return Some(amount);
        }
        if let Some((sign, end)) = self.sign_at(amount.words.end)
            && let Some(country) = money::country(behind)
        {
            amount.currency = self.resolve(sign, Some(country))?;
            amount.raw.end = end;
            return Some(amount);
        }
        if let Some(currency) = money::small(behind) {
            return self.in_cents(amount, currency);
        }
        let unit = money::named(behind, "").or_else(|| money::named(behind.strip_prefix('k')?, ""))?;
        amount.currency = self.resolve(unit, None)?;
        Some(amount)
    }

    /// A sign right behind a word: with the place where it ends.
    fn sign_at(&self, at: usize) -> Option<(Money, usize)> {
        let gap = self.utterance.gap_before(at);
        let sign = gap.trim_start().chars().next()?;
        // "1 $10": the sign belongs to what follows.
        let next = gap.ends_with(sign) && gap.starts_with(char::is_whitespace);
        if next && self.utterance.word(at).starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let start = self.utterance.words.get(at.checked_sub(1)?)?.raw.end;
        let end = start + gap.len() - gap.trim_start().len() + sign.len_utf8();
        money::sign(sign).map(|money| (money, end))
    }

    /// "12 €", "75 millions de $".
    fn sign_behind(&self, mut amount: Amount) -> Option<Amount> {
        if self.utterance.gap_before(amount.words.end).trim_start().starts_with('¢') {
            let cent =
                self.utterance.gap_before(amount.words.end).find('¢').map_or(0, |at| at + '¢'.len_utf8());
            amount.raw.end += cent;
            return self.in_cents(amount, None);
        }
        let links = usize::from(self.is_link(amount.words.end));
        let (sign, end) = (0..=links).find_map(|link| {
            let (sign, end) = self.sign_at(amount.words.end + link)?;
            amount.words.end += link;
            Some((sign, end))
        })?;
        amount.currency = self.resolve(sign, None)?;
        amount.raw.end = end;
        self.code_behind(&mut amount, sign);
        Some(amount)
    }

    /// "10 $ CAD", "10 $ US": whose dollars they are.
    fn code_behind(&self, amount: &mut Amount, sign: Money) {
        let at = amount.words.end;
        let (Money::Family(codes), Some(word)) = (sign, self.utterance.words.get(at)) else { return };
        let country = match self.utterance.word(at) {
            "us" => "US",
            "ca" | "can" => "CA",
            code if code.len() == 3 => code,
            _ => return,
        };
        if let Some(currency) = money::of_country(codes, &country.to_ascii_uppercase()) {
            amount.currency = currency;
            amount.words.end = at + 1;
            amount.raw.end = word.raw.end;
        }
    }

    fn is_link(&self, at: usize) -> bool {
        matches!(self.utterance.word(at), "de" | "d" | "di" | "of")
    }

    fn raw_word(&self, at: usize) -> &str {
        let word = self.utterance.words.get(at);
        word.and_then(|word| self.utterance.raw.get(word.raw.clone())).unwrap_or_default()
    }

    /// "12 francs", "10 US dollars", "dollari di Hong Kong", "50 centimes".
    fn named_behind(&self, mut amount: Amount) -> Option<Amount> {
        let mut at = amount.words.end;
        if self.utterance.begins_clause(at) {
            return None;
        }
        at += usize::from(self.is_link(at));
        if let Some(currency) = money::small(self.utterance.word(at)) {
            amount.words.end = at + 1;
            amount.raw.end = self.utterance.words.get(at)?.raw.end;
            return self.in_cents(amount, currency);
        }
        let name =
            (at..at + 3).find(|at| money::named(self.utterance.word(*at), self.raw_word(*at)).is_some())?;
        let before = (at..name).all(|at| money::country(self.utterance.word(at)).is_some());
        let mut country =
            if name == at { None } else { money::country(self.utterance.word(at)).filter(|_| before) };
        if name > at && country.is_none() {
            return None;
        }
        let mut end = name + 1;
        let behind = end + usize::from(self.is_link(end));
        let named = money::named(self.utterance.word(name), self.raw_word(name))?;
        if country.is_none()
            && let Money::Family(codes) = named
            && let Some(found) =
                money::country(self.utterance.word(behind)).filter(|c| money::of_country(codes, c).is_some())
            && !self.utterance.begins_clause(behind)
        {
            country = Some(found);
            end = behind
                + 1
                + usize::from(matches!(self.utterance.word(behind + 1), "kong" | "states" | "unis"));
        } else if matches!(self.utterance.word(end), "sterling" | "sterline" | "sterlina") {
            end += 1;
        }
        amount.currency = self.resolve(named, country)?;
        amount.words.end = end;
        amount.raw.end = self.utterance.words.get(end - 1)?.raw.end;
        Some(amount)
    }

    /// "CHF 12", "Fr. 12.50".
    fn named_before(&self, number: &Number, mut amount: Amount, taken: (usize, usize)) -> Option<Amount> {
        let before = amount.words.start.checked_sub(1).filter(|before| *before >= taken.0)?;
        let word = self.utterance.word(before);
        let named = money::named(word, self.raw_word(before))?;
        // "the dollars thousand of times", "ALL 5"
        if !(word.len() <= 3 || number.digits) || money::is_word(word) && self.expected.is_none() {
            return None;
        }
        if !matches!(self.utterance.gap_before(amount.words.start).trim(), "" | "." | ":" | "-" | "−") {
            return None;
        }
        amount.currency = self.resolve(named, None)?;
        amount.words.start = before;
        // "Swiss francs 20"
        if let (Money::Family(codes), Some(first)) =
            (named, before.checked_sub(1).filter(|first| *first >= taken.0))
            && let Some(currency) = money::country(self.utterance.word(first))
                .and_then(|country| money::of_country(codes, country))
        {
            amount.currency = currency;
            amount.words.start = first;
        }
        amount.raw.start = self.utterance.words.get(amount.words.start)?.raw.start;
        if let Some(dashed) = self.dash(amount.words.end) {
            amount.raw.end = dashed;
        }
        Some(amount)
    }

    /// "12.-", "12,–": a price, in the currency of the country.
    fn dash_behind(&self, mut amount: Amount) -> Option<Amount> {
        let end = self.dash(amount.words.end)?;
        let comma = self.utterance.gap_before(amount.words.end).starts_with(',');
        let usual = if comma { "EUR" } else { "CHF" };
        amount.currency = self.expected.or_else(|| self.local()).or_else(|| Currency::parse(usual))?;
        amount.raw.end = end;
        Some(amount)
    }

    /// Where ".-" behind a word ends.
    fn dash(&self, at: usize) -> Option<usize> {
        let gap = self.utterance.gap_before(at);
        let rest = gap.strip_prefix(['.', ','])?;
        let dashes: usize =
            rest.chars().take_while(|c| matches!(c, '-' | '–' | '—' | '−')).map(char::len_utf8).sum();
        let start = self.utterance.words.get(at.checked_sub(1)?)?.raw.end;
        (dashes > 0).then_some(start + 1 + dashes)
    }

    fn in_cents(&self, mut amount: Amount, currency: Option<Currency>) -> Option<Amount> {
        let english = self.context.languages.first() == Some(&Language::En);
        let usual = if english { "USD" } else { "EUR" };
        amount.currency =
            currency.or(self.expected).or_else(|| self.local()).or_else(|| Currency::parse(usual))?;
        amount.value = amount.value.checked_div(Decimal::ONE_HUNDRED)?;
        amount.small = true;
        Some(amount)
    }

    fn local(&self) -> Option<Currency> {
        self.context.countries.iter().find_map(|country| money::of(country))
    }

    /// The currency a name or sign means: of the country said, the expected one, the one of the country, the most likely.
    fn resolve(&self, named: Money, country: Option<&str>) -> Option<Currency> {
        let codes = match named {
            Money::Code(code) => return Some(code),
            Money::Family(codes) => codes,
        };
        let said = country
            .filter(|country| !country.is_empty())
            .and_then(|country| money::of_country(codes, country));
        let expected =
            self.expected.filter(|expected| codes.split(' ').any(|code| code == expected.as_str()));
        let local = || self.context.countries.iter().find_map(|country| money::of_country(codes, country));
        said.or(expected).or_else(local).or_else(|| money::first(codes))
    }

    /// "12 francs 50", "3 dollars and 20 cents".
    fn cents(&self, amount: &mut Amount, next: Option<&Number>) {
        let Some(next) = next else { return };
        let and = next.words.start == amount.words.end + 1
            && numbers::is_and(self.utterance.word(amount.words.end));
        let fits = next.value.is_integer() && next.value < Decimal::ONE_HUNDRED && next.value > Decimal::ZERO;
        if next.words.start != amount.words.end && !and || !fits || !amount.value.is_integer() {
            return;
        }
        let own = self.amount(next, (amount.words.end, amount.raw.end));
        let cents = match own {
            Some(own) if own.small && next.value < Decimal::ONE_HUNDRED => own,
            Some(_) => return,
            None => {
                let abbreviated = self.utterance.word(amount.words.end - 1).len() <= 3;
                let apart = self
                    .utterance
                    .gap_before(next.words.start)
                    .contains(|c| c == ',' || c == '.' && !abbreviated);
                let ends = self.utterance.begins_clause(next.words.end)
                    || next.words.end >= self.utterance.words.len();
                if apart || next.glued || next.value < Decimal::TEN || and && !ends {
                    return;
                }
                Amount { value: next.value / Decimal::ONE_HUNDRED, ..Amount::bare(next) }
            }
        };
        amount.value += cents.value;
        amount.words.end = cents.words.end;
        amount.raw.end = cents.raw.end;
    }
}
