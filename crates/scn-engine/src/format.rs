//! Values as a customer reads them, in their language.

use crate::{calendar, eval::Scope};
use scn_graph::format::{category, date, decimal, duration, media, money, time};
use scn_graph::{Expr, Language, Phrase, Piece, PluralCategory, Style, Template, TextId, Value};

/// A text holds at most this many characters before the platform's own limit cuts it: a bound on hostile values.
const LONGEST: usize = 8192;

pub(crate) struct Writer<'a> {
    pub scope: &'a Scope<'a>,
    /// Place of the language in the string tables.
    pub language: usize,
}

impl Writer<'_> {
    pub(crate) fn text(&self, id: TextId) -> String {
        let graph = &self.scope.scenario.graph;
        match graph.template(id, self.language) {
            Some(template) => self.template(template),
            None => String::new(),
        }
    }

    pub(crate) fn phrase(&self, phrase: Phrase) -> String {
        self.scope.scenario.graph.phrases.get(&phrase).map(|id| self.text(*id)).unwrap_or_default()
    }

    pub(crate) fn template(&self, template: &Template) -> String {
        if let Some(text) = template.as_literal() {
            return text.to_owned();
        }
        let mut out = String::new();
        self.pieces(&template.pieces, &mut Vec::new(), &mut out);
        out
    }

    /// The pieces as one text; `None` when a value among them is unknown.
    pub(crate) fn written(&self, pieces: &[Piece], items: &mut Vec<Value>) -> Option<String> {
        let mut out = String::new();
        self.pieces(pieces, items, &mut out).then_some(out)
    }

    /// Writes the pieces; false when a value among them was unknown.
    fn pieces(&self, pieces: &[Piece], items: &mut Vec<Value>, out: &mut String) -> bool {
        let mut all_known = true;
        for piece in pieces {
            if out.len() > LONGEST {
                break;
            }
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Value(expr, style) => match self.scope.eval(expr, items) {
                    Some(value) => self.value(&value, *style, out),
                    None => all_known = false,
                },
                Piece::Optional(inner) => {
                    let before = out.len();
                    if self.lists_nothing(inner, items) || !self.pieces(inner, items, out) {
                        out.truncate(before);
                    }
                }
                Piece::Plural { count, forms } => all_known &= self.plural(count, forms, items, out),
                Piece::Lines { list, item, body } => self.lines(list, *item, body, items, out),
            }
        }
        all_known
    }

    /// ", sans {without}" says nothing when the list is empty.
    fn lists_nothing(&self, pieces: &[Piece], items: &mut Vec<Value>) -> bool {
        pieces.iter().any(|piece| match piece {
            Piece::Value(expr, _) => {
                matches!(self.scope.eval(expr, items), Some(Value::List(list)) if list.is_empty())
            }
            _ => false,
        })
    }

    fn plural(
        &self,
        count: &Expr,
        forms: &[(PluralCategory, Vec<Piece>)],
        items: &mut Vec<Value>,
        out: &mut String,
    ) -> bool {
        let Some(value) = self.scope.eval(count, items) else { return false };
        let category = category(&value, self.language());
        let of = |wanted| forms.iter().find(|(category, _)| *category == wanted);
        let nothing = is_nothing(&value).then(|| of(PluralCategory::Zero)).flatten();
        match nothing.or_else(|| of(category)).or_else(|| of(PluralCategory::Other)) {
            Some((_, pieces)) => self.pieces(pieces, items, out),
            None => true,
        }
    }

    /// One line per item. An empty list takes its whole line away.
    fn lines(&self, list: &Expr, item: u16, body: &[Piece], items: &mut Vec<Value>, out: &mut String) {
        let list = match self.scope.eval(list, items) {
            Some(Value::List(list)) => list,
            _ => Vec::new(),
        };
        if list.is_empty() && out.ends_with('\n') {
            out.pop();
        }
        let depth = items.len();
        for (at, value) in list.into_iter().enumerate() {
            if at > 0 {
                out.push('\n');
            }
            items.truncate(usize::from(item).min(depth));
            items.push(value);
            self.pieces(body, items, out);
        }
        items.truncate(depth);
    }

    pub(crate) fn language(&self) -> Language {
        let languages = &self.scope.scenario.graph.settings.languages;
        languages.get(self.language).copied().unwrap_or(Language::En)
    }

    pub(crate) fn shown(&self, value: &Value) -> String {
        let mut out = String::new();
        self.value(value, Style::Plain, &mut out);
        out
    }

    fn value(&self, value: &Value, style: Style, out: &mut String) {
        let start = out.len();
        self.plain(value, style, out);
        let cased = match style {
            Style::Upper => out.get(start..).map(str::to_uppercase),
            Style::Lower => out.get(start..).map(str::to_lowercase),
            _ => None,
        };
        if let Some(cased) = cased {
            out.truncate(start);
            out.push_str(&cased);
        }
    }

    fn plain(&self, value: &Value, style: Style, out: &mut String) {
        let language = self.language();
        match value {
            Value::Text(t) | Value::Phone(t) | Value::Email(t) | Value::Url(t) | Value::Address(t) => {
                out.push_str(t)
            }
            Value::Number(n) => out.push_str(&n.to_string()),
            Value::Decimal(d) => out.push_str(&decimal(*d, language)),
            Value::Money { amount, currency } => out.push_str(&money(*amount, *currency, language)),
            Value::YesNo(yes) => out.push_str(&self.phrase(if *yes { Phrase::Yes } else { Phrase::No })),
            Value::Date(day) => out.push_str(&date(*day, style, language)),
            Value::Time(minutes) => out.push_str(&time(*minutes)),
            Value::DateTime(moment) => {
                let at = calendar::zoned(*moment, &self.scope.scenario.zone);
                let clock = time((i32::from(at.hour()) * 60 + i32::from(at.minute())) as u16);
                match style {
                    Style::Time => out.push_str(&clock),
                    Style::Date => out.push_str(&date(calendar::day_of(at.date()), Style::Plain, language)),
                    _ => {
                        out.push_str(&date(calendar::day_of(at.date()), style, language));
                        out.push_str(", ");
                        out.push_str(&clock);
                    }
                }
            }
            Value::Duration(span) => out.push_str(&duration(*span, language)),
            Value::Place { name, latitude, longitude } => match name {
                Some(name) => out.push_str(name),
                None => out.push_str(&format!("{latitude:.5}, {longitude:.5}")),
            },
            Value::Media { mime, .. } => out.push_str(media(mime, language)),
            Value::ContactCard { name, phone } => match phone {
                Some(phone) => out.push_str(&format!("{name}, {phone}")),
                None => out.push_str(name),
            },
            Value::Choice(choice, key) => {
                let graph = &self.scope.scenario.graph;
                let value = graph.choice(*choice).and_then(|c| c.values.iter().find(|v| v.key == *key));
                out.push_str(&value.map(|v| self.text(v.label)).unwrap_or_default());
            }
            Value::Row(catalog, key) => self.row(*catalog, *key, out),
            Value::Record(record, fields) => self.record(*record, fields, out),
            Value::List(list) => {
                for (at, item) in list.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    self.plain(item, style, out);
                }
            }
        }
    }

    fn row(&self, catalog: scn_graph::CatalogId, key: scn_graph::Key, out: &mut String) {
        let graph = &self.scope.scenario.graph;
        let Some((shape, (_, row))) = graph.catalog(catalog).zip(self.scope.scenario.row(catalog, key))
        else {
            return;
        };
        if let Some(Some(label)) = row.cells.get(usize::from(shape.label)) {
            self.plain(label, Style::Plain, out);
        }
    }

    fn record(&self, record: scn_graph::RecordId, fields: &[Option<Value>], out: &mut String) {
        let shape = self.scope.scenario.graph.record(record);
        match shape.and_then(|shape| shape.label) {
            Some(label) => {
                let scope = Scope { own: fields, ..*self.scope };
                out.push_str(&Writer { scope: &scope, language: self.language }.text(label));
            }
            None => {
                let known: Vec<String> = fields.iter().flatten().map(|value| self.shown(value)).collect();
                out.push_str(&known.join(", "));
            }
        }
    }
}

/// Nothing at all has words of its own where the designer gave them, whatever the language counts it as.
fn is_nothing(count: &Value) -> bool {
    matches!(count, Value::Number(0)) || matches!(count, Value::Decimal(d) if d.is_zero())
}
