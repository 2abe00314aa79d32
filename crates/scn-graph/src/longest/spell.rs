//! Values as they are written out, as long as they get.

use super::{Around, Lengths, Longest, Open, Own, cased, reach::Reach, repeated};
use crate::{CatalogId, ChoiceId, Day, Decimal, Key, Phrase, RecordId, Style, Type, Value, format};

/// A day in every month, for each day of the week: one of these is written longest. 2023 has four digits, and the
/// tenth to the sixteenth two.
const DAYS_TRIED: i32 = 365;
const NEW_YEAR_2023: i32 = 19_358;

/// Digits of a phone number at most. Source: ITU-T E.164.
const PHONE: &str = "+000000000000000";

impl<'g> Lengths<'g> {
    pub(super) fn spell(&mut self, reach: &Reach, style: Style, around: &Around<'g>) -> Longest {
        match reach {
            Reach::Is(value) => self.value(value, style, around),
            Reach::Of(ty) => self.ty(ty.known(), style, around),
            Reach::Column(catalog, column) => self.column(*catalog, *column, style, around),
            Reach::Text(text) => Longest { text: cased(text.text.clone(), style), open: text.open.clone() },
            Reach::Either(all) => {
                all.iter().fold(Longest::default(), |longest, one| longest.or(self.spell(one, style, around)))
            }
            Reach::Many(of, most) => repeated(&self.spell(of, style, around), ", ", *most),
            Reach::Each(all) => {
                let mut out = Longest::default();
                for (at, one) in all.iter().enumerate() {
                    if at > 0 {
                        out.text.push_str(", ");
                    }
                    let one = self.spell(one, style, around);
                    out.push(&one);
                }
                out
            }
        }
    }

    fn value(&mut self, value: &Value, style: Style, around: &Around<'g>) -> Longest {
        let language = self.language(around.language);
        let text = match value {
            Value::Text(t) | Value::Phone(t) | Value::Email(t) | Value::Url(t) | Value::Address(t) => {
                t.clone()
            }
            Value::Number(n) => n.to_string(),
            Value::Decimal(d) => format::decimal(*d, language),
            Value::Money { amount, currency } => format::money(*amount, *currency, language),
            Value::YesNo(yes) => {
                self.phrase(if *yes { Phrase::Yes } else { Phrase::No }, around.language).text
            }
            Value::Date(day) => format::date(*day, style, language),
            Value::Time(minutes) => format::time(*minutes),
            Value::DateTime(_) => return self.ty(&Type::DateTime(crate::When::default()), style, around),
            Value::Duration(span) => format::duration(*span, language),
            Value::Place { name, latitude, longitude } => match name {
                Some(name) => name.clone(),
                None => format!("{latitude:.5}, {longitude:.5}"),
            },
            Value::Media { mime, .. } => format::media(mime, language).to_owned(),
            Value::ContactCard { name, phone } => match phone {
                Some(phone) => format!("{name}, {phone}"),
                None => name.clone(),
            },
            Value::Choice(id, key) => return self.choice(*id, Some(*key), style, around),
            Value::Row(id, key) => {
                let label = self.graph.catalog(*id).map(|catalog| usize::from(catalog.label));
                let cell =
                    self.row(*id, *key).zip(label).and_then(|(row, label)| row.cells.get(label)?.as_ref());
                return cell.map(|cell| self.value(cell, only_case(style), around)).unwrap_or_default();
            }
            Value::Record(id, fields) => {
                let own = Own::Values(fields.clone());
                return self.record(*id, own, style, around);
            }
            Value::List(list) => {
                let all = list.iter().cloned().map(Reach::Is).collect();
                return self.spell(&Reach::Each(all), style, around);
            }
        };
        Longest::of(cased(text, style))
    }

    fn ty(&mut self, ty: &Type, style: Style, around: &Around<'g>) -> Longest {
        let language = self.language(around.language);
        let found = match ty {
            Type::Text { max_chars: Some(most), .. } => {
                Longest::of("x".repeat((*most as usize).min(super::ENOUGH)))
            }
            Type::Text { pattern: Some(_), .. } => Longest::usual("…"),
            Type::Text { .. } => Longest { text: "…".to_owned(), open: Open::Words(String::new()) },
            Type::Number { min, max } => number(*min, *max),
            Type::Decimal { .. } => Longest::usual("9.50"),
            Type::Money { currency } => {
                let currency = currency.or_else(|| crate::Currency::parse("CHF"));
                let text = currency.map(|currency| format::money(Decimal::new(1000, 2), currency, language));
                Longest::usual(text.unwrap_or_default())
            }
            Type::YesNo => {
                self.phrase(Phrase::Yes, around.language).or(self.phrase(Phrase::No, around.language))
            }
            Type::Date(_) => Longest::of(self.day(style, around.language)),
            Type::Time(_) => Longest::of(format::time(0)),
            Type::DateTime(_) => Longest::of(match style {
                Style::Time => format::time(0),
                Style::Date => self.day(Style::Plain, around.language),
                _ => format!("{}, {}", self.day(style, around.language), format::time(0)),
            }),
            Type::Duration => {
                let span = crate::Span { months: 0, days: 0, seconds: 23 * 3600 + 59 * 60 };
                Longest::usual(format::duration(span, language))
            }
            Type::Phone => Longest::usual(PHONE),
            Type::Email | Type::Url | Type::Address | Type::Place | Type::ContactCard => Longest::usual("…"),
            Type::Image => Longest::of(format::media("image", language)),
            Type::Audio => Longest::of(format::media("audio", language)),
            Type::Video => Longest::of(format::media("video", language)),
            Type::Document => Longest::of(format::media("", language)),
            Type::Choice(id) => return self.choice(*id, None, style, around),
            Type::Row(id) => {
                let Some(label) = self.graph.catalog(*id).map(|catalog| catalog.label) else {
                    return Longest::default();
                };
                return self.column(*id, label, only_case(style), around);
            }
            Type::Record(id) => return self.record(*id, Own::Fields(*id), style, around),
            Type::List { of, max, .. } => return repeated(&self.ty(of.known(), style, around), ", ", *max),
            Type::Optional(inner) => return self.ty(inner, style, around),
        };
        Longest { text: cased(found.text, style), open: found.open }
    }

    fn choice(&mut self, id: ChoiceId, only: Option<Key>, style: Style, around: &Around<'g>) -> Longest {
        let Some(choice) = self.graph.choice(id) else { return Longest::default() };
        let values = choice.values.iter().filter(|value| only.is_none_or(|key| value.key == key));
        let found = values.fold(Longest::default(), |longest, value| {
            longest.or(self.text(value.label, around.flow, around.language))
        });
        Longest { text: cased(found.text, style), open: found.open }
    }

    fn record(&mut self, id: RecordId, own: Own<'g>, style: Style, around: &Around<'g>) -> Longest {
        let Some(shape) = self.graph.record(id) else { return Longest::default() };
        let inner = Around { own: Some(own.clone()), items: Vec::new(), known: Vec::new(), ..around.clone() };
        let found = match shape.label {
            Some(label) => self.text_in(label, &inner),
            None => {
                let fields: Vec<Longest> = match own {
                    Own::Values(values) => {
                        values.iter().flatten().map(|value| self.value(value, Style::Plain, &inner)).collect()
                    }
                    _ if self.open_records.contains(&id) => vec![Longest::usual("…")],
                    _ => {
                        self.open_records.push(id);
                        let fields = &shape.fields;
                        let all = fields.iter().map(|field| self.ty(field.ty.known(), Style::Plain, &inner));
                        let all = all.collect();
                        self.open_records.pop();
                        all
                    }
                };
                fields.iter().enumerate().fold(Longest::default(), |mut out, (at, field)| {
                    out.text.push_str(if at > 0 { ", " } else { "" });
                    out.push(field);
                    out
                })
            }
        };
        Longest { text: cased(found.text, style), open: found.open }
    }

    pub(super) fn column(&mut self, id: CatalogId, at: u16, style: Style, around: &Around<'g>) -> Longest {
        let asked = (id, at, around.language, style as u8);
        if let Some(found) = self.columns.get(&asked) {
            return found.clone();
        }
        let Some(catalog) = self.graph.catalog(id) else { return Longest::default() };
        let plain = Around { language: around.language, ..Around::default() };
        let cells = catalog.rows.iter().filter_map(|row| row.cells.get(usize::from(at))?.as_ref());
        let found =
            cells.fold(Longest::default(), |longest, cell| longest.or(self.value(cell, style, &plain)));
        self.columns.insert(asked, found.clone());
        found
    }

    /// The day that is written longest.
    fn day(&mut self, style: Style, language: usize) -> String {
        let tongue = self.language(language);
        let write = || {
            let days = (0..DAYS_TRIED).map(|day| format::date(Day(NEW_YEAR_2023 + day), style, tongue));
            days.max_by_key(|text| text.chars().count()).unwrap_or_default()
        };
        self.days.entry((style as u8, language)).or_insert_with(write).clone()
    }
}

/// The end that is written longer; a number without an end is usually a small one.
fn number(min: Option<i64>, max: Option<i64>) -> Longest {
    let written = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    match (min, max) {
        (Some(_), Some(_)) => Longest::of(written(min)).or(Longest::of(written(max))),
        _ => Longest::usual("10").or(Longest::usual(written(min.or(max)))),
    }
}

/// A row is written as its label: only capitals reach into it.
fn only_case(style: Style) -> Style {
    if matches!(style, Style::Upper | Style::Lower) { style } else { Style::Plain }
}
