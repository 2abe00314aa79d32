//! What stands on buttons and in the rows of lists.

use super::{Limits, shown};
use crate::codes;
use scn_diag::{Code, Diagnostic, Span, wording};
use scn_graph::limits::{
    BUTTON_TITLE, BUTTONS, LIST_ROW_DESCRIPTION, LIST_ROW_TITLE, LIST_ROWS, LIST_SECTION_TITLE,
};
use scn_graph::longest::{Longest, Open};
use scn_graph::rendering::{
    Offered, Offers, Shape, Shown, Source, offers, offers_of_field, shape, shown as as_shown,
};
use scn_graph::{Answer, CatalogId, Piece, QuestionId, Render, TextId};

/// Where a label stands, and what fits there.
#[derive(Clone, Copy)]
struct Fits {
    code: Code,
    what: &'static str,
    most: usize,
}

const BUTTON: Fits = Fits { code: codes::E3001, what: "a button", most: BUTTON_TITLE };
const ROW: Fits = Fits { code: codes::E3003, what: "a row of a list", most: LIST_ROW_TITLE };

impl Limits<'_, '_, '_> {
    pub(super) fn question_labels(&mut self, id: QuestionId, language: usize) {
        let Some(question) = self.checked.graph().question(id) else { return };
        let place = self.checked.question_place(id);
        let text = self.lengths.text(question.prompt, Some(question.flow), language).chars();
        let found = offers(&mut self.lengths, question, language);
        self.offers(place, found, question.render, text, language);
        if let Answer::Collect { record, fields, .. } = &question.answer {
            for (field, asked) in fields {
                let text = self.lengths.text_of_record(*asked, *record, question.flow, language).chars();
                let found = offers_of_field(&mut self.lengths, *record, *field, language);
                self.offers(place, found, question.render, text, language);
            }
        }
    }

    fn offers(&mut self, place: Span, found: Offers, render: Render, text: usize, language: usize) {
        match found {
            Offers::Nothing | Offers::Found(..) => {}
            Offers::TooMany(count) => match render {
                Render::Buttons => self.add(too_many_buttons(place, count)),
                Render::List => self.add(too_many_rows(place, count)),
                Render::Auto | Render::Text => {}
            },
            Offers::These(offered) => self.labels(place, &offered, render, text, language),
        }
    }

    fn labels(&mut self, place: Span, offered: &[Offered], render: Render, text: usize, language: usize) {
        let options = as_shown(offered);
        self.same_labels(place, offered, shape(render, text, &options), language);
        self.too_many(place, offered, render, language);
        let Some(fits) = what_fits(render, text, &options) else { return };
        match offered.first().map(|option| option.from) {
            // few rows with long labels are a list: only `as buttons` puts them on buttons
            Some(Source::Row(catalog, _)) => {
                let on_buttons = shape(render, text, &options) == Shape::Buttons;
                self.rows(place, catalog, offered, if on_buttons { BUTTON.most } else { ROW.most });
            }
            _ => {
                for option in offered {
                    self.label(option, fits, language);
                }
            }
        }
    }

    fn too_many(&mut self, place: Span, offered: &[Offered], render: Render, language: usize) {
        let at = |limits: &Self, most: usize| {
            let extra = offered.get(most)?;
            Some(match extra.from {
                Source::Text(label) => limits.place(label, language),
                Source::Row(..) => place,
            })
        };
        match render {
            Render::Buttons => {
                if let Some(place) = at(self, BUTTONS) {
                    self.add(too_many_buttons(place, offered.len()));
                }
            }
            Render::List => {
                if let Some(place) = at(self, LIST_ROWS) {
                    self.add(too_many_rows(place, offered.len()));
                }
            }
            Render::Auto | Render::Text => {}
        }
    }

    /// Two that are not both offered under conditions stand side by side at some time.
    fn same_labels(&mut self, place: Span, offered: &[Offered], shape: Shape, language: usize) {
        let mut seen: Vec<(Vec<Piece>, &Offered)> = Vec::new();
        for option in offered {
            let Some(words) = self.words_of(option, language) else { continue };
            let same = |(other, first): &&(Vec<Piece>, &Offered)| {
                *other == words && !(first.sometimes && option.sometimes)
            };
            let found = seen.iter().find(same).and_then(|(_, first)| match (first.from, option.from) {
                (Source::Text(first), Source::Text(label)) => Some(self.same_options(first, label, language)),
                // in a text each one stands with its description
                _ if shape == Shape::Text && first.description != option.description => None,
                (_, Source::Row(catalog, _)) => self.same_rows(place, catalog, &option.label.text),
                (Source::Row(..), Source::Text(_)) => None,
            });
            match found {
                Some(diagnostic) => self.add(diagnostic),
                None => seen.push((words, option)),
            }
        }
    }

    /// What two options are compared by: labels with the same words and the same values in them are the same.
    fn words_of(&self, option: &Offered, language: usize) -> Option<Vec<Piece>> {
        let Source::Text(label) = option.from else {
            return Some(vec![Piece::Literal(folded(&option.label.text))]);
        };
        let template = self.checked.graph().template(label, language)?;
        if let Some(words) = template.as_literal() {
            return Some(vec![Piece::Literal(folded(words))]);
        }
        let fold = |piece: &Piece| match piece {
            Piece::Literal(words) => Piece::Literal(words.to_lowercase()),
            other => other.clone(),
        };
        Some(template.pieces.iter().map(fold).collect())
    }

    fn same_options(&self, first: TextId, label: TextId, language: usize) -> Diagnostic {
        let place = self.place(label, language);
        let words = match self.literal(label, language) {
            Some(words) => words.to_owned(),
            None => self.checked.build.files.slice(place).trim_matches('"').to_owned(),
        };
        Diagnostic::new(codes::E3006, place, wording!("two options are called `{words}`", words))
            .label(self.place(first, language), "the first one is here")
            .help("the customer could not tell them apart, and WhatsApp refuses it: change one")
    }

    fn same_rows(&self, place: Span, catalog: CatalogId, label: &str) -> Option<Diagnostic> {
        let name = &self.checked.graph().catalog(catalog)?.name;
        let message = wording!("two rows of `{name}` are called `{label}`", name, label);
        Some(Diagnostic::new(codes::E3006, place, message).help(wording!(
            "the customer would read `{label}` and `{label} 2`: give each row a label of its own in the catalog",
            label
        )))
    }

    fn label(&mut self, option: &Offered, fits: Fits, language: usize) {
        let Source::Text(label) = option.from else { return };
        self.fits(label, &option.label, fits, language);
        let Some((Some(text), description)) = &option.description else { return };
        let chars = description.chars();
        let place = self.place(*text, language);
        if chars > LIST_ROW_DESCRIPTION {
            let message = match self.literal(*text, language) {
                Some(_) => wording!(
                    "this description has {chars} characters, but WhatsApp shows {most}",
                    chars,
                    most = LIST_ROW_DESCRIPTION
                ),
                None => wording!(
                    "with the longest values this description has {chars} characters, but WhatsApp shows {most}: `{longest}`",
                    chars,
                    most = LIST_ROW_DESCRIPTION,
                    longest = shown(&description.text)
                ),
            };
            self.add(
                Diagnostic::new(codes::E3004, place, message)
                    .help("shorten it; longer words belong into the question or an answer to `help`"),
            );
        } else if let Open::Words(value) = &description.open {
            self.add(no_limit(place, value, "a description", LIST_ROW_DESCRIPTION));
        }
    }

    /// The label on the button that opens an address.
    pub(super) fn link_label(&mut self, label: TextId, longest: &Longest, language: usize) {
        self.fits(label, longest, BUTTON, language);
    }

    fn fits(&mut self, label: TextId, longest: &Longest, fits: Fits, language: usize) {
        let place = self.place(label, language);
        let Fits { code, what, most } = fits;
        let chars = longest.chars();
        if chars <= most {
            if let Open::Words(value) = &longest.open {
                self.add(no_limit(place, value, what, most));
            }
            return;
        }
        let diagnostic = match self.literal(label, language).map(|words| cut(words, most)) {
            Some(fits) => {
                let message = wording!(
                    "this label has {label} characters, but {what} holds {most}",
                    label = chars,
                    what,
                    most
                );
                Diagnostic::new(code, place, message)
                    .help(wording!(
                        "what fits is `{fits}`; find shorter words, or write `as text` on the question",
                        fits
                    ))
                    .fix(wording!("cut it to `{fits}`", fits), false, place, format!("\"{fits}\""))
            }
            None => {
                let message = wording!(
                    "with the longest values this label has {chars} characters, but {what} holds {most}: `{longest}`",
                    chars,
                    what,
                    most,
                    longest = shown(&longest.text)
                );
                Diagnostic::new(code, place, message).help(wording!(
                    "the customer would read `{cut} …`: shorten the words or the values, or write `as text` on the question",
                    cut = cut(&longest.text, most.saturating_sub(2))
                ))
            }
        };
        self.add(diagnostic);
    }

    /// Rows come from a file: what does not fit there is told once per question.
    fn rows(&mut self, place: Span, catalog: CatalogId, offered: &[Offered], most: usize) {
        let Some(name) = self.checked.graph().catalog(catalog).map(|catalog| &catalog.name) else { return };
        if let Some(label) = alike(offered, most) {
            let message =
                wording!("two rows of `{name}` read the same when they are cut: `{label}…`", name, label);
            let help = "customers cannot tell them apart: put what differs first, or write `as text` here";
            return self.add(Diagnostic::new(codes::W3004, place, message).help(help));
        }
        let Some((text, what, most)) = longest_part(offered, most) else { return };
        let message = wording!(
            "{what} of `{name}` is cut: `{text}` has {chars} characters, and WhatsApp shows {most}",
            what,
            name,
            text = shown(text),
            chars = text.chars().count(),
            most
        );
        self.add(
            Diagnostic::new(codes::W3001, place, message)
                .help("shorten it in the catalog, or write `as text` here"),
        );
    }
}

/// The first part of a row that is too long, what it is, and what WhatsApp shows of it.
fn longest_part(offered: &[Offered], most: usize) -> Option<(&str, &'static str, usize)> {
    offered.iter().find_map(|option| {
        let description = option.description.as_ref().map(|(_, text)| text);
        let parts = [
            (Some(&option.label), "the label of a row", most),
            (description, "the description of a row", LIST_ROW_DESCRIPTION),
            (option.group.as_ref(), "the title of a group", LIST_SECTION_TITLE),
        ];
        parts.into_iter().find_map(|(text, what, most)| {
            let text = text.filter(|text| text.chars() > most)?;
            Some((text.text.as_str(), what, most))
        })
    })
}

/// What two labels have in common when one of them is cut, so that they read the same.
fn alike(offered: &[Offered], most: usize) -> Option<String> {
    let kept = |option: &Offered| option.label.text.chars().take(most.saturating_sub(1)).collect::<String>();
    let mut seen: Vec<String> = Vec::new();
    for option in offered.iter().filter(|option| option.label.chars() > most) {
        let kept = kept(option);
        if seen.contains(&folded(&kept)) {
            return Some(kept.trim_end().to_owned());
        }
        seen.push(folded(&kept));
    }
    None
}

/// Up to 3 short labels are buttons, up to 10 a list, more are text. Where `as` says otherwise, or three labels are
/// nearly short enough for buttons, that is what they are held to.
fn what_fits(render: Render, text: usize, options: &[Shown]) -> Option<Fits> {
    let few = options.len() <= BUTTONS;
    match (render, shape(render, text, options)) {
        (_, Shape::Text) => None,
        (Render::Buttons, _) => Some(BUTTON),
        (Render::Auto, Shape::Buttons) => Some(BUTTON),
        (Render::Auto, Shape::List)
            if few
                && options.iter().any(|o| o.chars > LIST_ROW_TITLE)
                && !options.iter().any(|o| o.described) =>
        {
            Some(BUTTON)
        }
        _ => Some(ROW),
    }
}

/// A label as WhatsApp compares it.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn no_limit(place: Span, value: &str, what: &str, most: usize) -> Diagnostic {
    let message = wording!(
        "nothing says how long `{value}` can be, but {what} holds {most} characters",
        value,
        what,
        most
    );
    Diagnostic::new(codes::W3002, place, message).help(wording!(
        "a longer one is cut: ask for it with `text up to {most} chars`, or say it in the question instead",
        most
    ))
}

fn too_many_buttons(span: Span, count: usize) -> Diagnostic {
    Diagnostic::new(
        codes::E3002,
        span,
        wording!("there are {count} options, but a message holds {most} buttons", count, most = BUTTONS),
    )
    .help("write `as list`, or leave the way they are shown to WhatsApp's limits")
}

fn too_many_rows(span: Span, count: usize) -> Diagnostic {
    Diagnostic::new(
        codes::E3005,
        span,
        wording!(
            "there are {count} options, but a list holds {most_rows} rows",
            count,
            most_rows = LIST_ROWS
        ),
    )
    .help("write `as text`, or ask in two steps")
}

/// The words that fit, cut between two words where that leaves something.
fn cut(words: &str, most: usize) -> String {
    let cut: String = words.chars().take(most).collect();
    let next_is_blank = words.chars().nth(most).is_none_or(char::is_whitespace);
    let whole = if next_is_blank {
        cut.as_str()
    } else {
        cut.rsplit_once(' ').map_or(cut.as_str(), |(first, _)| first)
    };
    whole.trim_end().to_owned()
}
