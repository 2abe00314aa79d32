//! The words of messages: alone, above options, below a picture.

use super::{Limits, shown};
use crate::build::literal_chars;
use crate::codes;
use scn_diag::{Diagnostic, Wording, wording};
use scn_graph::limits::{CAPTION, INTERACTIVE_TEXT, TEXT};
use scn_graph::rendering::{Offers, offers};
use scn_graph::{Attachment, FlowId, QuestionId, Render, TextId};

/// What becomes of words that are too long for what stands with them.
type Becomes = fn(usize, String) -> Wording;

impl Limits<'_, '_, '_> {
    pub(super) fn say(
        &mut self,
        flow: FlowId,
        variants: &[TextId],
        attached: Option<&Attachment>,
        language: usize,
    ) {
        let becomes: Option<(usize, Becomes)> = match attached {
            Some(Attachment::Link { label, .. }) => {
                let longest = self.lengths.text(*label, Some(flow), language);
                self.link_label(*label, &longest, language);
                Some((INTERACTIVE_TEXT, link_as_text))
            }
            Some(Attachment::Image { .. } | Attachment::Video { .. } | Attachment::Document { .. }) => {
                Some((CAPTION, words_apart))
            }
            _ => None,
        };
        for text in variants {
            self.text(*text, flow, becomes, language);
        }
    }

    pub(super) fn question_words(&mut self, id: QuestionId, language: usize) {
        let Some(question) = self.checked.graph().question(id) else { return };
        let tapped = question.render != Render::Text
            && !matches!(offers(&mut self.lengths, question, language), Offers::Nothing | Offers::TooMany(_));
        let becomes: Option<(usize, Becomes)> = tapped.then_some((INTERACTIVE_TEXT, options_as_numbers));
        let others = question.again.iter().chain(&question.help).chain(&question.retries);
        for text in [&question.prompt].into_iter().chain(others) {
            self.text(*text, question.flow, becomes, language);
        }
    }

    /// What is too long by its own words is told where the text is read.
    fn text(&mut self, text: TextId, flow: FlowId, becomes: Option<(usize, Becomes)>, language: usize) {
        let Some(template) = self.checked.graph().template(text, language) else { return };
        if template.as_literal().is_some() {
            return;
        }
        let written = literal_chars(&template.pieces);
        let longest = self.lengths.text(text, Some(flow), language);
        let chars = longest.chars();
        let place = self.place(text, language);
        if chars > TEXT && written <= TEXT {
            let message = wording!(
                "with the longest values this text has {chars} characters, but a message holds {most} on WhatsApp: `{longest}`",
                chars,
                most = TEXT,
                longest = shown(&longest.text)
            );
            let help = "the customer would not read its end: split it into several `say`, or give its lists and values a limit";
            return self.add(Diagnostic::new(codes::E3007, place, message).help(help));
        }
        let Some((_, becomes)) = becomes.filter(|(most, _)| chars > *most && written <= *most) else {
            return;
        };
        self.add(
            Diagnostic::new(codes::W3003, place, becomes(chars, shown(&longest.text)))
                .help("say the long part in a message of its own, before this one"),
        );
    }
}

fn options_as_numbers(chars: usize, longest: String) -> Wording {
    wording!(
        "with the longest values this question has {chars} characters, and above {most} its options are no buttons but numbers in the text: `{longest}`",
        chars,
        most = INTERACTIVE_TEXT,
        longest
    )
}

fn words_apart(chars: usize, longest: String) -> Wording {
    wording!(
        "with the longest values this caption has {chars} characters, and above {most} it comes as a message of its own: `{longest}`",
        chars,
        most = CAPTION,
        longest
    )
}

fn link_as_text(chars: usize, longest: String) -> Wording {
    wording!(
        "with the longest values this text has {chars} characters, and above {most} its link is no button but an address in the text: `{longest}`",
        chars,
        most = INTERACTIVE_TEXT,
        longest
    )
}
