//! Message templates with their values in them: WhatsApp checks the filled-in text too.

use super::{Limits, shown};
use crate::build::literal_chars;
use crate::codes;
use scn_diag::{Diagnostic, wording};
use scn_graph::limits::{OTP_CODE, TEMPLATE_BODY, TEMPLATE_HEADER, TEMPLATE_URL};
use scn_graph::longest::Open;
use scn_graph::{ButtonDoes, Param, Piece, Template, TemplateCategory};
use scn_syntax::ast::{self, ButtonTarget};

/// What fits where.
struct Fits {
    what: &'static str,
    most: usize,
    /// Words without a greatest length are worth a warning: a name may well be longer.
    open: bool,
}

const HEADER: Fits = Fits { what: "the header of a template", most: TEMPLATE_HEADER, open: true };
const BODY: Fits = Fits { what: "the body of a template", most: TEMPLATE_BODY, open: false };
const ADDRESS: Fits = Fits { what: "the address of a button", most: TEMPLATE_URL, open: false };
const CODE: Fits = Fits { what: "the code of an authentication template", most: OTP_CODE, open: true };

impl<'b> Limits<'_, 'b, '_> {
    pub(super) fn templates(&mut self, language: usize) {
        let graph = self.checked.graph();
        let Some(spoken) = graph.settings.languages.get(language) else { return };
        let names = self.checked.build.names.clone();
        for (template, written) in graph.templates.iter().zip(&names.templates) {
            let Some((_, texts)) = template.languages.iter().find(|(known, _)| known == spoken) else {
                continue;
            };
            let source = written.languages.iter().find(|it| it.language.text == spoken.code());
            let Some(source) = source else { continue };
            let params = &template.params;
            if let (Some(header), Some(place)) = (&texts.header, &source.header) {
                self.pieces(&header.pieces, params, (place, language), HEADER);
            }
            let body = (&source.body, language);
            if template.category == TemplateCategory::Authentication {
                self.code(&texts.body, params, body);
            }
            self.pieces(&texts.body.pieces, params, body, BODY);
            for (button, written) in texts.buttons.iter().zip(&source.buttons) {
                if let (ButtonDoes::Url(url), Some(ButtonTarget::Url(text))) = (&button.does, &written.target)
                {
                    self.pieces(&url.pieces, params, (text, language), ADDRESS);
                }
            }
        }
    }

    /// The one value of the body, which a button copies.
    fn code(&mut self, body: &'b Template, params: &'b [Param], written: (&ast::Text, usize)) {
        let mut holes = body.pieces.iter().filter(|piece| !matches!(piece, Piece::Literal(_)));
        if let (Some(code), None) = (holes.next(), holes.next()) {
            self.pieces(std::slice::from_ref(code), params, written, CODE);
        }
    }

    fn pieces(
        &mut self,
        pieces: &'b [Piece],
        params: &'b [Param],
        (written, language): (&ast::Text, usize),
        Fits { what, most, open }: Fits,
    ) {
        let longest = self.lengths.of_template(pieces, params, language);
        let chars = longest.chars();
        if literal_chars(pieces) > most {
            return;
        }
        if chars <= most {
            if let (Open::Words(value), true) = (&longest.open, open) {
                let room = most.saturating_sub(literal_chars(pieces));
                let message = wording!(
                    "nothing says how long `{value}` can be, but {what} holds {most} characters",
                    value,
                    what,
                    most
                );
                self.add(Diagnostic::new(codes::W3002, written.span, message).help(wording!(
                    "the customer would not get the end of a longer one: give the parameter the type `text up to {room} chars`",
                    room
                )));
            }
            return;
        }
        let message = wording!(
            "with the longest values this text has {chars} characters, but {what} holds {most}: `{longest}`",
            chars,
            what,
            most,
            longest = shown(&longest.text)
        );
        self.add(
            Diagnostic::new(codes::E3023, written.span, message)
                .help("WhatsApp refuses it then: shorten the words, or give the parameters a smaller limit"),
        );
    }
}
