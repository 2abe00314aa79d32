//! Templates as Meta approves them. Source: Meta, authentication templates; template management.

use super::Checked;
use crate::codes;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Language, MessageTemplate, Piece, Template, TemplateCategory};
use scn_syntax::ast;

pub(super) fn check(checked: &Checked<'_, '_>) -> Vec<Diagnostic> {
    let declared = checked.build.names.templates.iter().copied();
    let own = declared.zip(&checked.graph().templates);
    let own = own.filter(|(declared, _)| !checked.is_standard(declared.name.span.file));
    let mut found = Vec::new();
    for (declared, template) in own {
        if template.category == TemplateCategory::Authentication {
            found.extend(declared.languages.iter().zip(&template.languages).filter_map(|(written, (_, texts))| {
                let (span, what) = not_for_codes(written, &texts.body)?;
                Some(
                    Diagnostic::new(
                        codes::E3025,
                        span,
                        wording!("WhatsApp refuses {what} in an authentication template", what),
                    )
                    .help("it holds a code and the words around it, nothing else; another category takes the rest"),
                )
            }));
        }
        found.extend(not_in_every_language(checked, declared, template));
    }
    found
}

/// The fixed shape: words of the platform's own around one code.
fn not_for_codes(written: &ast::TemplateLanguage, body: &Template) -> Option<(Span, &'static str)> {
    if let Some(header) = &written.header {
        return Some((header.span, "a header"));
    }
    if let Some(button) = written.buttons.first() {
        return Some((button.label.span, "buttons of your own"));
    }
    let holes = body.pieces.iter().filter(|piece| !matches!(piece, Piece::Literal(_))).count();
    if holes != 1 {
        return Some((written.body.span, "a body without exactly one value, the code,"));
    }
    let texts = || {
        body.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_str()),
            _ => None,
        })
    };
    if texts().any(|text| text.contains("://") || text.contains("www.")) {
        return Some((written.body.span, "an address of the web"));
    }
    texts().any(|text| text.chars().any(is_emoji)).then_some((written.body.span, "an emoji"))
}

/// Pictures, not letters: the blocks that Unicode gives them.
fn is_emoji(character: char) -> bool {
    matches!(u32::from(character), 0x2600..=0x27bf | 0x1f000..=0x1faff | 0xfe0f)
}

/// A contact who speaks a language of the scenario gets the template in another one.
fn not_in_every_language(
    checked: &Checked<'_, '_>,
    declared: &ast::Template,
    template: &MessageTemplate,
) -> Option<Diagnostic> {
    let graph = checked.graph();
    let spoken = graph.settings.languages.iter().zip(&graph.texts);
    // What is not translated completely is not spoken.
    let spoken = spoken.filter(|(_, texts)| texts.iter().all(Option::is_some)).map(|(language, _)| *language);
    let has = |language: &Language| template.languages.iter().any(|(of, _)| of == language);
    let missing = spoken.into_iter().find(|language| !has(language))?;
    let (instead, _) = template.languages.first()?;
    let wrong = wording!(
        "customers who speak `{missing}` get the template `{name}` in `{instead}`: it has no words for them",
        missing = missing.code(),
        name = declared.name.text,
        instead = instead.code()
    );
    let help = wording!("add `language {missing} \"…\"` to it", missing = missing.code());
    Some(Diagnostic::new(codes::W3060, declared.name.span, wrong).help(help))
}
