//! Message templates with their values in them: WhatsApp checks the filled-in text too.

use super::{Limits, shown};
use crate::build::literal_chars;
use crate::codes;
use scn_diag::{Diagnostic, wording};
use scn_graph::limits::{TEMPLATE_BODY, TEMPLATE_HEADER};
use scn_graph::{Param, Template};
use scn_syntax::ast;

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
            if let (Some(header), Some(place)) = (&texts.header, &source.header) {
                self.part(
                    header,
                    &template.params,
                    (place, language),
                    "the header of a template",
                    TEMPLATE_HEADER,
                );
            }
            let place = (&source.body, language);
            self.part(&texts.body, &template.params, place, "the body of a template", TEMPLATE_BODY);
        }
    }

    fn part(
        &mut self,
        part: &'b Template,
        params: &'b [Param],
        (written, language): (&ast::Text, usize),
        what: &'static str,
        most: usize,
    ) {
        let longest = self.lengths.of_template(part, params, language);
        let chars = longest.chars();
        if chars <= most || literal_chars(&part.pieces) > most {
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
