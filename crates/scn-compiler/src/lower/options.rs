//! What fits on a button and in a row of a list. Source: Meta, Cloud API reference, interactive object.

use super::Lower;
use crate::codes;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Render, TextId};

pub(super) const MOST_BUTTONS: usize = 3;
pub(super) const BUTTON: usize = 20;
const MOST_ROWS: usize = 10;
pub(super) const ROW: usize = 24;
const DESCRIPTION: usize = 72;

/// An option as the customer sees it.
pub(super) struct Label {
    span: Span,
    chars: usize,
    /// The words, when they have no holes.
    words: Option<String>,
    description: Option<(Span, usize)>,
}

impl Lower<'_, '_> {
    pub(super) fn label(&self, label: TextId, description: Option<TextId>) -> Label {
        let (span, chars, words) = self.b.longest(label);
        let description = description.map(|text| {
            let (span, chars, _) = self.b.longest(text);
            (span, chars)
        });
        Label { span, chars, words, description }
    }

    /// Up to 3 short labels are buttons, up to 10 a list, more are text; `as` overrides.
    pub(super) fn check_labels(&mut self, labels: &[Label], render: Render) {
        self.check_duplicates(labels);
        let short = labels.len() <= MOST_BUTTONS && labels.iter().all(|label| label.chars <= BUTTON);
        match render {
            Render::Text => {}
            Render::Buttons => self.check_buttons(labels),
            Render::Auto if short || labels.len() > MOST_ROWS => {}
            Render::Auto if labels.len() <= MOST_BUTTONS && labels.iter().any(|label| label.chars > ROW) => {
                self.check_buttons(labels);
            }
            Render::Auto | Render::List => self.check_list(labels),
        }
    }

    fn check_duplicates(&mut self, labels: &[Label]) {
        for (at, label) in labels.iter().enumerate() {
            let same =
                labels.iter().take(at).find(|other| other.words.is_some() && other.words == label.words);
            if let (Some(first), Some(words)) = (same, &label.words) {
                self.b.report.add(
                    Diagnostic::new(
                        codes::E3006,
                        label.span,
                        wording!("two options are called `{words}`", words),
                    )
                    .label(first.span, "the first one is here")
                    .help("the customer could not tell them apart, and WhatsApp refuses it: change one"),
                );
            }
        }
    }

    fn check_buttons(&mut self, labels: &[Label]) {
        if let Some(fourth) = labels.get(MOST_BUTTONS) {
            self.b.report.add(too_many_buttons(fourth.span, labels.len()));
        }
        for label in labels.iter().filter(|label| label.chars > BUTTON) {
            self.too_long(label, codes::E3001, "a button", BUTTON);
        }
    }

    fn check_list(&mut self, labels: &[Label]) {
        if let Some(last) = labels.get(MOST_ROWS) {
            self.b.report.add(too_many_rows(last.span, labels.len()));
        }
        for label in labels {
            if label.chars > ROW {
                self.too_long(label, codes::E3003, "a row of a list", ROW);
            }
            if let Some((span, chars)) = label.description.filter(|(_, chars)| *chars > DESCRIPTION) {
                self.b.report.add(
                    Diagnostic::new(
                        codes::E3004,
                        span,
                        wording!(
                            "this description has {chars} characters, but WhatsApp shows {most}",
                            chars,
                            most = DESCRIPTION
                        ),
                    )
                    .help("shorten it; longer words belong into the question or an answer to `help`"),
                );
            }
        }
    }

    fn too_long(&mut self, label: &Label, code: scn_diag::Code, what: &str, most: usize) {
        let mut diagnostic = Diagnostic::new(
            code,
            label.span,
            wording!(
                "this label has {label} characters, but {what} holds {most}",
                label = label.chars,
                what,
                most
            ),
        );
        if let Some(words) = &label.words {
            let fits = cut(words, most);
            diagnostic = diagnostic
                .help(wording!(
                    "what fits is `{fits}`; find shorter words, or write `as text` on the question",
                    fits
                ))
                .fix(wording!("cut it to `{fits}`", fits), false, label.span, format!("\"{fits}\""));
        }
        self.b.report.add(diagnostic);
    }
}

pub(super) fn too_many_buttons(span: Span, count: usize) -> Diagnostic {
    Diagnostic::new(
        codes::E3002,
        span,
        wording!("there are {count} options, but a message holds {most} buttons", count, most = MOST_BUTTONS),
    )
    .help("write `as list`, or leave the way they are shown to WhatsApp's limits")
}

pub(super) fn too_many_rows(span: Span, count: usize) -> Diagnostic {
    Diagnostic::new(
        codes::E3005,
        span,
        wording!(
            "there are {count} options, but a list holds {most_rows} rows",
            count,
            most_rows = MOST_ROWS
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
