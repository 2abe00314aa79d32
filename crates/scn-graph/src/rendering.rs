//! How options are shown to the customer: the one rule, for whoever sends a message and whoever foretells it.

use crate::limits::{BUTTON_TITLE, BUTTONS, INTERACTIVE_TEXT, LIST_ROWS};
use crate::longest::{Lengths, Longest};
use crate::{
    Answer, CatalogId, ChoiceId, Phrase, Question, QuestionId, RecordId, Render, TextId, Type, Value,
};

/// What a message with options becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    Buttons,
    List,
}

/// An option, as far as its shape depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The label as one line, in code points.
    pub chars: usize,
    /// There is a line below it.
    pub described: bool,
}

/// Up to three short labels are buttons, up to ten a list, and everything else is text. `text` is the length of the
/// words above; 0 when there are none.
pub fn shape(render: Render, text: usize, options: &[Shown]) -> Shape {
    let tappable = !options.is_empty() && (1..=INTERACTIVE_TEXT).contains(&text) && render != Render::Text;
    let short = |option: &Shown| option.chars <= BUTTON_TITLE && !option.described;
    let few = tappable && options.len() <= BUTTONS;
    match render {
        Render::Buttons if few => Shape::Buttons,
        Render::Auto if few && options.iter().all(short) => Shape::Buttons,
        _ if tappable && options.len() <= LIST_ROWS => Shape::List,
        _ => Shape::Text,
    }
}

/// Something that a question offers to tap.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    pub from: Source,
    pub label: Longest,
    /// Its text where it is one of the scenario's.
    pub description: Option<(Option<TextId>, Longest)>,
    pub group: Option<Longest>,
    /// Offered only under a condition.
    pub sometimes: bool,
}

/// Where an option comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Text(TextId),
    /// A row, by its place in the catalog.
    Row(CatalogId, usize),
}

/// What a question offers.
#[derive(Clone, Debug, PartialEq)]
pub enum Offers {
    /// The customer writes, or sends something.
    Nothing,
    These(Vec<Offered>),
    /// So many rows that none is shown.
    TooMany(usize),
    /// Known only while the conversation runs: so many at most, and the longest of them.
    Found(Option<u32>, Longest),
}

/// Why a question is shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    NothingToTap,
    /// `as buttons`, `as list`, `as text`
    Written,
    FewAndShort,
    /// A label is too long for a button.
    LongLabel,
    /// A button has no room for the line below a label.
    Described,
    TooManyForButtons,
    TooManyForAList,
    /// The words above leave no room for options.
    LongText,
    /// How many there are is known only while the conversation runs.
    AsFound,
}

/// How a question is shown in a language.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendering {
    pub shape: Shape,
    pub why: Why,
    /// `None` when it is known only while the conversation runs.
    pub options: Option<usize>,
    /// The longest label, with the longest values.
    pub label: Longest,
    /// The question, with the longest values.
    pub text: Longest,
}

/// How a question is shown in the language at this place of the settings, with the longest values.
pub fn rendering(lengths: &mut Lengths<'_>, id: QuestionId, language: usize) -> Option<Rendering> {
    let question = lengths.graph().question(id)?;
    let text = lengths.text(question.prompt, Some(question.flow), language);
    let found =
        |shape, why, options, label| Some(Rendering { shape, why, options, label, text: text.clone() });
    let offered = match offers(lengths, question, language) {
        Offers::Nothing => return found(Shape::Text, Why::NothingToTap, Some(0), Longest::default()),
        Offers::TooMany(count) => {
            return found(Shape::Text, Why::TooManyForAList, Some(count), Longest::default());
        }
        Offers::Found(most, label) => {
            let shown = Shown { chars: label.chars(), described: false };
            let count = most.map_or(LIST_ROWS, |most| most as usize).min(LIST_ROWS);
            return found(
                shape(question.render, text.chars(), &vec![shown; count]),
                Why::AsFound,
                None,
                label,
            );
        }
        Offers::These(offered) => offered,
    };
    let shown = shown(&offered);
    let label = offered.iter().fold(Longest::default(), |longest, option| {
        if option.label.chars() > longest.chars() { option.label.clone() } else { longest }
    });
    let shape = shape(question.render, text.chars(), &shown);
    found(shape, why(question.render, shape, text.chars(), &shown), Some(offered.len()), label)
}

/// What the rule looks at.
pub fn shown(offered: &[Offered]) -> Vec<Shown> {
    let one =
        |option: &Offered| Shown { chars: option.label.chars(), described: option.description.is_some() };
    offered.iter().map(one).collect()
}

fn why(render: Render, shape: Shape, text: usize, options: &[Shown]) -> Why {
    match (render, shape) {
        (Render::Text, _) | (Render::Buttons, Shape::Buttons) | (Render::List, Shape::List) => Why::Written,
        (_, Shape::Text) if options.len() > LIST_ROWS => Why::TooManyForAList,
        (_, Shape::Text) if text > INTERACTIVE_TEXT => Why::LongText,
        (_, Shape::Text) => Why::NothingToTap,
        (_, Shape::Buttons) => Why::FewAndShort,
        _ if options.len() > BUTTONS => Why::TooManyForButtons,
        _ if options.iter().any(|option| option.chars > BUTTON_TITLE) => Why::LongLabel,
        _ => Why::Described,
    }
}

/// What a question offers to tap, with the longest values.
pub fn offers(lengths: &mut Lengths<'_>, question: &Question, language: usize) -> Offers {
    let flow = question.flow;
    let labels = |lengths: &mut Lengths<'_>, labels: Vec<TextId>| {
        let one = |label| plain(Source::Text(label), lengths.text(label, Some(flow), language));
        Offers::These(labels.into_iter().map(one).collect())
    };
    match &question.answer {
        Answer::Menu { options, .. } => labels(lengths, options.iter().map(|option| option.label).collect()),
        Answer::Confirm { yes, no, .. } | Answer::Consent { yes, no, .. } => {
            labels(lengths, vec![yes.label, no.label])
        }
        Answer::Slot { among: Some(among), .. } => {
            let (most, label) = lengths.of_list(among, flow, language);
            Offers::Found(most, label)
        }
        Answer::Slot { ty, .. } => of_type(lengths, ty, language),
        Answer::Collect { .. } => Offers::Nothing,
    }
}

/// What is offered where a field of a record is asked for.
pub fn offers_of_field(lengths: &mut Lengths<'_>, record: RecordId, field: u16, language: usize) -> Offers {
    let fields = lengths.graph().record(record).map(|record| record.fields.as_slice());
    match fields.and_then(|fields| fields.get(usize::from(field))) {
        Some(field) => of_type(lengths, &field.ty, language),
        None => Offers::Nothing,
    }
}

fn of_type(lengths: &mut Lengths<'_>, ty: &Type, language: usize) -> Offers {
    match ty.known() {
        Type::YesNo => {
            let ids = [Phrase::Yes, Phrase::No].map(|phrase| lengths.graph().phrases.get(&phrase).copied());
            let one = |id| plain(Source::Text(id), lengths.text(id, None, language));
            Offers::These(ids.into_iter().flatten().map(one).collect())
        }
        Type::Choice(id) => Offers::These(of_choice(lengths, *id, language)),
        Type::Row(id) => of_rows(lengths, *id, language),
        Type::List { of, .. } => of_type(lengths, of, language),
        _ => Offers::Nothing,
    }
}

fn of_choice(lengths: &mut Lengths<'_>, id: ChoiceId, language: usize) -> Vec<Offered> {
    let values = lengths.graph().choice(id).map(|choice| choice.values.as_slice()).unwrap_or_default();
    let one = |value: &crate::ChoiceValue| Offered {
        description: value.description.map(|text| (Some(text), lengths.text(text, None, language))),
        sometimes: value.only_when.is_some(),
        ..plain(Source::Text(value.label), lengths.text(value.label, None, language))
    };
    values.iter().map(one).collect()
}

fn of_rows(lengths: &mut Lengths<'_>, id: CatalogId, language: usize) -> Offers {
    let Some(catalog) = lengths.graph().catalog(id) else { return Offers::Nothing };
    let available = || catalog.rows.iter().enumerate().filter(|(_, row)| catalog.is_available(row));
    let count = available().count();
    if count > LIST_ROWS {
        return Offers::TooMany(count);
    }
    let mut cell = |row: &crate::Row, column: u16| {
        let value: &Value = row.cells.get(usize::from(column))?.as_ref()?;
        Some(lengths.of_value(value, language))
    };
    let mut all = Vec::new();
    for (at, row) in available() {
        let label = cell(row, catalog.label).unwrap_or_else(|| Longest::of(row.name.clone()));
        all.push(Offered {
            description: catalog.description.and_then(|column| cell(row, column)).map(|text| (None, text)),
            group: catalog.group.and_then(|column| cell(row, column)),
            ..plain(Source::Row(id, at), label)
        });
    }
    Offers::These(all)
}

fn plain(from: Source, label: Longest) -> Offered {
    Offered { from, label, description: None, group: None, sometimes: false }
}

impl Shape {
    /// As pictures and tables call it.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Text => "text",
            Shape::Buttons => "buttons",
            Shape::List => "list",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_follows_what_fits() {
        let options = |count: usize, chars: usize| vec![Shown { chars, described: false }; count];
        assert_eq!(shape(Render::Auto, 10, &options(3, 20)), Shape::Buttons);
        assert_eq!(shape(Render::Auto, 10, &options(3, 21)), Shape::List);
        assert_eq!(shape(Render::Auto, 10, &options(4, 5)), Shape::List);
        assert_eq!(shape(Render::Auto, 10, &options(11, 5)), Shape::Text);
        assert_eq!(shape(Render::Buttons, 10, &options(4, 5)), Shape::List);
        assert_eq!(shape(Render::Buttons, 10, &options(2, 40)), Shape::Buttons);
        assert_eq!(shape(Render::Text, 10, &options(2, 5)), Shape::Text);
        assert_eq!(shape(Render::List, 10, &options(2, 5)), Shape::List);
        assert_eq!(shape(Render::Auto, 1025, &options(2, 5)), Shape::Text);
        assert_eq!(shape(Render::Auto, 0, &options(2, 5)), Shape::Text);
        let described = [Shown { chars: 5, described: true }];
        assert_eq!(shape(Render::Auto, 10, &described), Shape::List);
    }
}
