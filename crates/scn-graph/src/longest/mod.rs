//! The longest text that a text with holes can become, from the types of what stands in the holes. It comes as that
//! text itself, so that a designer can read what does not fit.
//!
//! Every text found here can really be said, as far as types tell: a row's name and price come from the same row, a
//! plural form goes with its number. What has no greatest length (`text` without `up to`) counts as "…", and the text
//! says that it is open. Letters that grow in capitals (`ß`) are counted as written.

mod reach;
mod rows;
mod spell;
mod writes;

use crate::{
    Expr, FlowId, Graph, Language, Phrase, Piece, PluralCategory, RecordId, TextId, Type, Value, format,
};
use reach::Reach;
use std::collections::BTreeMap;
use writes::Writes;

/// Longer than every limit of the platform: nobody needs to know how much longer.
const ENOUGH: usize = 8192;

/// The longest text that was found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Longest {
    pub text: String,
    pub open: Open,
}

/// Whether there are longer ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Open {
    /// There is no longer one.
    #[default]
    No,
    /// Values of this type have no greatest length, but an usual one: numbers, money, phone numbers.
    Usual,
    /// Words of a customer or a system, as long as they like; the name of the value as the designer wrote it.
    Words(String),
}

impl Longest {
    /// In code points, as the platform counts.
    pub fn chars(&self) -> usize {
        self.text.chars().count()
    }

    pub(crate) fn of(text: impl Into<String>) -> Longest {
        Longest { text: text.into(), open: Open::No }
    }

    fn usual(text: impl Into<String>) -> Longest {
        Longest { text: text.into(), open: Open::Usual }
    }

    fn push(&mut self, more: &Longest) {
        self.text.push_str(&more.text);
        if more.open > self.open {
            self.open = more.open.clone();
        }
    }

    /// The longer one of two; open when one of them is.
    fn or(self, other: Longest) -> Longest {
        let open = self.open.clone().max(other.open.clone());
        let text = if other.chars() > self.chars() { other.text } else { self.text };
        Longest { text, open }
    }
}

/// What stands around a text.
#[derive(Clone, Default)]
struct Around<'g> {
    flow: Option<FlowId>,
    language: usize,
    /// What `Expr::Own` reads.
    own: Option<Own<'g>>,
    /// What `Expr::Item` reads, the outermost first.
    items: Vec<Reach>,
    /// What is offered, in the words of an `offer`.
    offered: Option<&'g Expr>,
    /// Values that are looked at one by one.
    known: Vec<(Expr, Value)>,
}

#[derive(Clone)]
enum Own<'g> {
    Fields(RecordId),
    /// The parameters of a template, by their declared types.
    Params(&'g [crate::Param]),
    Values(Vec<Option<Value>>),
}

/// Which text of which flow in which language: the same question again has the same answer.
type Asked = (TextId, Option<FlowId>, usize);
/// A column, its language, and whether it is for `Style::Upper` and the like.
type Column = (crate::CatalogId, u16, usize, u8);

/// Answers about the texts of one graph; remembers what it found, so that all texts together take linear time.
pub struct Lengths<'g> {
    graph: &'g Graph,
    writes: Writes<'g>,
    texts: BTreeMap<Asked, Longest>,
    columns: BTreeMap<Column, Longest>,
    days: BTreeMap<(u8, usize), String>,
    /// Texts and slots that are being looked at: one that contains itself has no end.
    open_texts: Vec<TextId>,
    open_slots: Vec<(FlowId, crate::SlotId)>,
    open_records: Vec<RecordId>,
    /// Something that contains itself was met: what is found meanwhile is not kept.
    endless: bool,
    rows: BTreeMap<(crate::CatalogId, crate::Key), usize>,
}

impl<'g> Lengths<'g> {
    pub fn new(graph: &'g Graph) -> Lengths<'g> {
        Lengths {
            graph,
            writes: Writes::of(graph),
            texts: BTreeMap::new(),
            columns: BTreeMap::new(),
            days: BTreeMap::new(),
            open_texts: Vec::new(),
            open_slots: Vec::new(),
            open_records: Vec::new(),
            endless: false,
            rows: rows_by_key(graph),
        }
    }

    pub fn graph(&self) -> &'g Graph {
        self.graph
    }

    /// A text said in a flow, in the language at this place of the settings.
    pub fn text(&mut self, id: TextId, flow: Option<FlowId>, language: usize) -> Longest {
        self.text_in(id, &Around { flow, language, ..Around::default() })
    }

    /// A text that reads the fields of a record: how a missing one is asked.
    pub fn text_of_record(&mut self, id: TextId, record: RecordId, flow: FlowId, language: usize) -> Longest {
        let own = Some(Own::Fields(record));
        self.text_in(id, &Around { flow: Some(flow), language, own, ..Around::default() })
    }

    /// The words of an `offer`.
    pub fn offer(&mut self, id: TextId, offered: &'g Expr, flow: FlowId, language: usize) -> Longest {
        let around = Around { flow: Some(flow), language, offered: Some(offered), ..Around::default() };
        self.text_in(id, &around)
    }

    /// A part of a message template with the values it can get.
    pub fn of_template(&mut self, part: &'g [Piece], params: &'g [crate::Param], language: usize) -> Longest {
        let own = Some(Own::Params(params));
        self.pieces(part, &Around { language, own, ..Around::default() })
    }

    /// What a text becomes that is nothing but one column of a catalog: for each row that is offered, its value.
    pub fn of_column(&mut self, id: TextId, flow: FlowId, language: usize) -> Vec<String> {
        let Some([Piece::Value(expr, style)]) =
            self.graph.template(id, language).map(|it| it.pieces.as_slice())
        else {
            return Vec::new();
        };
        let around = Around { flow: Some(flow), language, ..Around::default() };
        let Reach::Column(catalog, column) = self.reach(expr, &around) else { return Vec::new() };
        let Some(catalog) = self.graph.catalog(catalog) else { return Vec::new() };
        let offered = catalog.rows.iter().filter(|row| catalog.is_available(row));
        let cells = offered.filter_map(|row| row.cells.get(usize::from(column))?.as_ref());
        cells.map(|value| self.spell(&Reach::Is(value.clone()), *style, &around).text).collect()
    }

    /// A value of this type, as it is written out.
    pub fn of_type(&mut self, ty: &Type, language: usize) -> Longest {
        let around = Around { language, ..Around::default() };
        self.spell(&Reach::Of(ty.clone()), crate::Style::Plain, &around)
    }

    /// One value, as it is written out.
    pub fn of_value(&mut self, value: &Value, language: usize) -> Longest {
        let around = Around { language, ..Around::default() };
        self.spell(&Reach::Is(value.clone()), crate::Style::Plain, &around)
    }

    /// How many items a list has at most, and the longest of them.
    pub fn of_list(&mut self, list: &Expr, flow: FlowId, language: usize) -> (Option<u32>, Longest) {
        let around = Around { flow: Some(flow), language, ..Around::default() };
        let (of, most) = self.reach(list, &around).items();
        let longest = self.spell(&of, crate::Style::Plain, &around);
        (most, self.named(longest, list, &around))
    }

    /// A sentence of the language itself.
    pub fn phrase(&mut self, phrase: Phrase, language: usize) -> Longest {
        let id = self.graph.phrases.get(&phrase).copied();
        id.map(|id| self.text(id, None, language)).unwrap_or_default()
    }

    fn text_in(&mut self, id: TextId, around: &Around<'g>) -> Longest {
        let Some(template) = self.graph.template(id, around.language) else { return Longest::default() };
        if let Some(text) = template.as_literal() {
            return Longest::of(text);
        }
        let plain = around.own.is_none() && around.known.is_empty() && around.items.is_empty();
        let asked = (plain && around.offered.is_none()).then_some((id, around.flow, around.language));
        if let Some(found) = asked.and_then(|asked| self.texts.get(&asked)) {
            return found.clone();
        }
        if self.open_texts.contains(&id) {
            self.endless = true;
            return Longest::usual("…");
        }
        self.open_texts.push(id);
        let found = self.pieces(&template.pieces, around);
        self.open_texts.pop();
        self.endless &= !self.open_texts.is_empty();
        if let Some(asked) = asked.filter(|_| !self.endless) {
            self.texts.insert(asked, found.clone());
        }
        found
    }

    /// Pieces that read the same row twice are written with one row after the other.
    fn pieces(&mut self, pieces: &[Piece], around: &Around<'g>) -> Longest {
        match self.row_read_twice(pieces, around) {
            Some((row, catalog)) => self.with_each_row(pieces, &row, catalog, around),
            None => self.written(pieces, around),
        }
    }

    fn written(&mut self, pieces: &[Piece], around: &Around<'g>) -> Longest {
        let mut out = Longest::default();
        for piece in pieces {
            if out.text.len() > ENOUGH {
                break;
            }
            let more = match piece {
                Piece::Literal(text) => Longest::of(text.as_str()),
                Piece::Value(expr, style) => {
                    let reach = self.reach(expr, around);
                    let found = self.spell(&reach, *style, around);
                    self.named(found, expr, around)
                }
                Piece::Optional(inner) => self.pieces(inner, around),
                Piece::Plural { count, forms } => self.plural(count, forms, around),
                Piece::Lines { list, item, body } => self.lines(list, *item, body, around),
            };
            out.push(&more);
        }
        out
    }

    /// Open words bear the name of the value that they come from.
    fn named(&self, found: Longest, expr: &Expr, around: &Around<'g>) -> Longest {
        match found.open {
            Open::Words(name) if name.is_empty() => {
                let flow = around.flow.and_then(|flow| self.graph.flow(flow));
                let open = Open::Words(crate::words::expr(self.graph, flow, expr));
                Longest { open, ..found }
            }
            _ => found,
        }
    }

    /// The longest form that the number can bring, with that number in it.
    fn plural(
        &mut self,
        count: &Expr,
        forms: &[(PluralCategory, Vec<Piece>)],
        around: &Around<'g>,
    ) -> Longest {
        let reach = self.reach(count, around);
        let language = self.language(around.language);
        let has_zero = forms.iter().any(|(category, _)| *category == PluralCategory::Zero);
        let mut longest = Longest::default();
        for (category, pieces) in forms {
            let found = match reach.number_for(*category, has_zero, language) {
                reach::Number::None => continue,
                reach::Number::Any => self.pieces(pieces, around),
                reach::Number::Only(number) => {
                    let mut inner = around.clone();
                    inner.known.push((count.clone(), Value::Number(number)));
                    self.pieces(pieces, &inner)
                }
            };
            longest = longest.or(found);
        }
        longest
    }

    fn lines(&mut self, list: &Expr, item: u16, body: &[Piece], around: &Around<'g>) -> Longest {
        let with = |item_reach: Reach| {
            let mut inner = around.clone();
            inner.items.truncate(usize::from(item));
            inner.items.push(item_reach);
            inner
        };
        match self.reach(list, around) {
            Reach::Each(of) => {
                let mut out = Longest::default();
                for (at, one) in of.into_iter().enumerate() {
                    if out.text.len() > ENOUGH {
                        break;
                    }
                    if at > 0 {
                        out.text.push('\n');
                    }
                    let line = self.pieces(body, &with(one));
                    out.push(&line);
                }
                out
            }
            list => {
                let (of, most) = list.items();
                let line = self.pieces(body, &with(of));
                repeated(&line, "\n", most)
            }
        }
    }

    fn language(&self, at: usize) -> Language {
        self.graph.settings.languages.get(at).copied().unwrap_or(Language::En)
    }
}

fn rows_by_key(graph: &Graph) -> BTreeMap<(crate::CatalogId, crate::Key), usize> {
    let catalogs = graph.catalogs.iter().enumerate();
    let rows = catalogs.flat_map(|(id, catalog)| {
        let id = crate::CatalogId(u16::try_from(id).unwrap_or(u16::MAX));
        catalog.rows.iter().enumerate().map(move |(at, row)| ((id, row.key), at))
    });
    rows.collect()
}

/// One after the other, as often as there can be; a list without an end is open.
fn repeated(one: &Longest, between: &str, most: Option<u32>) -> Longest {
    let mut out = Longest::default();
    for at in 0..most.unwrap_or(1) {
        if out.text.len() > ENOUGH {
            break;
        }
        if at > 0 {
            out.text.push_str(between);
        }
        out.push(one);
    }
    if most.is_none() {
        out.open = out.open.max(Open::Usual);
    }
    out
}

/// In capitals or small letters, where the style says so.
fn cased(text: String, style: crate::Style) -> String {
    match style {
        crate::Style::Upper => text.to_uppercase(),
        crate::Style::Lower => text.to_lowercase(),
        _ => text,
    }
}

/// `•` for what a masked value hides; its length stays.
fn masked(of: Longest) -> Longest {
    Longest { text: format::masked(&of.text), open: of.open }
}
