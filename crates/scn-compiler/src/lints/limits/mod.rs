//! Every field of every message against what WhatsApp takes, in every language, with the longest values.
//!
//! A label or text that is too long with values that its types allow is an error, and the error shows that text. Where
//! nothing says how long a value can be, a label that would be cut is a warning; numbers, money and the like are
//! taken as long as they usually are. Runs on projects that have other errors too: what is missing there only makes
//! texts shorter.

mod files;
mod labels;
mod templates;
mod words;

use super::Checked;
use scn_diag::{Diagnostic, Span};
use scn_graph::longest::Lengths;
use scn_graph::{NodeKind, QuestionId, TextId};

pub(crate) fn check(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let mut limits = Limits { checked, lengths: Lengths::new(checked.graph()), found: Vec::new() };
    let graph = checked.graph();
    for language in limits.spoken() {
        for (at, _) in graph.questions.iter().enumerate() {
            let id = QuestionId(u32::try_from(at).unwrap_or(u32::MAX));
            limits.question_labels(id, language);
            limits.question_words(id, language);
        }
        for node in &graph.nodes {
            if let NodeKind::Say { variants, attached, .. } = &node.kind {
                limits.say(node.flow, variants, attached.as_ref(), language);
                if let Some(attached) = attached {
                    limits.attached(node.flow, attached, language);
                }
            }
        }
        limits.templates(language);
    }
    limits.found
}

struct Limits<'c, 'b, 't> {
    checked: &'c Checked<'b, 't>,
    lengths: Lengths<'b>,
    found: Vec<Diagnostic>,
}

impl Limits<'_, '_, '_> {
    /// The languages that customers are spoken to in: one that lacks a text is not.
    fn spoken(&self) -> Vec<usize> {
        let spoken =
            |(at, texts): (usize, &Vec<_>)| (at == 0 || texts.iter().any(Option::is_some)).then_some(at);
        self.checked.graph().texts.iter().enumerate().filter_map(spoken).collect()
    }

    /// Nothing is said about our own files.
    fn add(&mut self, diagnostic: Diagnostic) {
        if !self.checked.is_standard(diagnostic.span.file) {
            self.found.push(diagnostic);
        }
    }

    fn place(&self, text: TextId, language: usize) -> Span {
        self.checked.text_place(text, language)
    }

    /// The words themselves when there are no holes.
    fn literal(&self, text: TextId, language: usize) -> Option<&str> {
        self.checked.graph().template(text, language)?.as_literal()
    }
}

/// Characters of a witness that are shown whole.
const SHOWN: usize = 70;

/// A text in one line of a diagnostic, without its middle when it is long.
fn shown(text: &str) -> String {
    let line: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if line.len() <= SHOWN {
        return line.into_iter().collect();
    }
    let half = SHOWN / 2 - 2;
    let (first, last) = (line.iter().take(half), line.iter().skip(line.len() - half));
    format!("{} … {}", first.collect::<String>(), last.collect::<String>())
}
