//! WhatsApp message templates, held to Meta's rules. Source: Meta, template components and template management.

use crate::build::{Build, literal_chars};
use crate::codes;
use crate::connectors::{known_params, plain_field};
use crate::expr::{Place, Scope};
use crate::lookup::Signature;
use crate::report::did_you_mean;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::limits;
use scn_graph::{
    ButtonDoes, Field, FlowId, Language, MessageTemplate, Piece, Template, TemplateButton, TemplateCategory,
    TemplateTexts, Type,
};
use scn_syntax::ast::{self, ButtonTarget};
use std::rc::Rc;

const CATEGORIES: [(&str, TemplateCategory); 3] = [
    ("utility", TemplateCategory::Utility),
    ("marketing", TemplateCategory::Marketing),
    ("authentication", TemplateCategory::Authentication),
];

/// `std_appointment_reminder`: WhatsApp knows no modules, and no dots.
pub(crate) fn whatsapp_name(name: &str) -> String {
    name.replace('.', "_")
}

impl Build<'_> {
    pub(crate) fn read_templates(&mut self) {
        for template in self.names.clone().templates.iter().copied() {
            let (params, sound) = self.params(&template.params);
            let name = self.names.full_name(&template.name);
            self.check_template_name(&template.name);
            let category = self.template_category(template);
            let known = known_params(&params);
            let fields: Rc<Vec<Field>> =
                Rc::new(known.iter().map(|param| plain_field(&param.name, param.ty.clone())).collect());
            let languages = self.template_languages(template, &fields);
            self.graph.templates.push(MessageTemplate {
                name: whatsapp_name(&name),
                category,
                params: known,
                languages,
            });
            self.templates.push(Signature { name, params, result: None, sound });
        }
    }

    fn check_template_name(&mut self, name: &ast::Name) {
        let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        let wrong = if !name.text.chars().all(allowed) {
            wording!(
                "WhatsApp refuses the template name `{name}`: it may hold only a-z, 0-9 and `_`",
                name = name.text
            )
        } else if name.text.len() > limits::TEMPLATE_NAME {
            wording!(
                "this template name has {name} characters, but WhatsApp allows {most}",
                name = name.text.len(),
                most = limits::TEMPLATE_NAME
            )
        } else {
            return;
        };
        let diagnostic = Diagnostic::new(codes::E3021, name.span, wrong);
        let fold = scn_understand::fold(&name.text);
        let better: String =
            fold.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
        self.report.add(diagnostic.help(wording!("call it for instance `{better}`", better)));
    }

    fn template_category(&mut self, template: &ast::Template) -> TemplateCategory {
        let Some(word) = &template.category else {
            self.incomplete(
                template.name.span,
                &template.name.text,
                "has no category",
                "say what it is for behind its name: `utility`, `marketing` or `authentication`",
            );
            return TemplateCategory::Utility;
        };
        let found = CATEGORIES.iter().find(|(known, _)| *known == word.text);
        if found.is_none() {
            let message = wording!("there is no category `{word}` of templates", word = word.text);
            let diagnostic = Diagnostic::new(codes::E1065, word.span, message);
            let known = CATEGORIES.iter().map(|(word, _)| *word);
            self.report.add(did_you_mean(diagnostic, word.span, &word.text, known));
        }
        found.map_or(TemplateCategory::Utility, |(_, category)| *category)
    }

    fn incomplete(&mut self, span: Span, name: &str, lacks: &str, help: &'static str) {
        let message = wording!("the template `{name}` {lacks}", name, lacks);
        self.report.add(Diagnostic::new(codes::E1065, span, message).help(help));
    }

    fn template_languages(
        &mut self,
        template: &ast::Template,
        fields: &Rc<Vec<Field>>,
    ) -> Vec<(Language, TemplateTexts)> {
        if template.languages.is_empty() {
            let name = &template.name;
            self.incomplete(
                name.span,
                &name.text,
                "has no words",
                "add a language: `language en \"Your order {number} is ready.\"`",
            );
        }
        let mut languages: Vec<(Language, TemplateTexts)> = Vec::new();
        for written in &template.languages {
            let Some(language) = self.known_language(&written.language) else { continue };
            if languages.iter().any(|(known, _)| *known == language) {
                let word = &written.language;
                self.report.add(
                    Diagnostic::new(
                        codes::E1008,
                        word.span,
                        wording!("`{word}` is given twice", word = word.text),
                    )
                    .help("one template says one thing in a language: keep one of them"),
                );
                continue;
            }
            languages.push((language, self.template_texts(written, fields)));
        }
        languages
    }

    fn template_texts(&mut self, written: &ast::TemplateLanguage, fields: &Rc<Vec<Field>>) -> TemplateTexts {
        let body = self.template_text(&written.body, fields, "the body of a template", limits::TEMPLATE_BODY);
        self.check_edges(&written.body);
        let header = written.header.as_ref().map(|text| {
            self.at_most_one_hole(text, "a header");
            self.template_text(text, fields, "the header of a template", limits::TEMPLATE_HEADER)
        });
        let footer = written.footer.as_ref().map(|text| {
            let plain = self.plain(text).unwrap_or_default();
            self.check_template_length(
                text,
                plain.chars().count(),
                "the footer of a template",
                limits::TEMPLATE_FOOTER,
            );
            Template::literal(plain)
        });
        let buttons: Vec<TemplateButton> =
            written.buttons.iter().map(|button| self.template_button(button, fields)).collect();
        self.check_buttons_of(written, &buttons);
        TemplateTexts { header, body, footer, buttons }
    }

    /// A text whose holes are parameters of the template, and nothing else.
    fn template_text(
        &mut self,
        text: &ast::Text,
        fields: &Rc<Vec<Field>>,
        what: &str,
        most: usize,
    ) -> Template {
        for piece in &text.pieces {
            let (wrong, span) = match piece {
                ast::Piece::Literal(..) | ast::Piece::Error(_) => continue,
                ast::Piece::Value { expr, .. } if matches!(expr.kind, ast::ExprKind::Name(_)) => continue,
                ast::Piece::Value { expr, .. } => {
                    ("a hole of a template is the name of one of its parameters", expr.span)
                }
                ast::Piece::Optional(_, span) => ("a template has no optional pieces `[ ]`", *span),
                ast::Piece::Plural { count, .. } => ("a template has no plural forms", count.span),
                ast::Piece::For { list, .. } => ("a template has no lists", list.span),
            };
            self.report.add(
                Diagnostic::new(codes::E3022, span, wrong)
                    .help("compute it before, and give it to the template as a parameter"),
            );
        }
        self.check_not_empty(text.span, text.plain().is_some_and(|words| words.trim().is_empty()));
        let scope = Scope::new(Place::Record(fields.clone()));
        let template = self.template(&scope, text);
        self.check_template_length(text, literal_chars(&template.pieces), what, most);
        template
    }

    fn check_template_length(&mut self, text: &ast::Text, chars: usize, what: &str, most: usize) {
        if chars > most {
            self.report.add(
                Diagnostic::new(
                    codes::E3023,
                    text.span,
                    wording!("this text has {chars} characters, but {what} holds {most}", chars, what, most),
                )
                .help("shorten it"),
            );
        }
    }

    /// No hole first, none last, no two side by side.
    fn check_edges(&mut self, text: &ast::Text) {
        let holes = |piece: &ast::Piece| match piece {
            ast::Piece::Value { expr, .. } => Some(expr.span),
            _ => None,
        };
        let blank =
            |piece: &&ast::Piece| matches!(piece, ast::Piece::Literal(words, _) if words.trim().is_empty());
        let pieces: Vec<&ast::Piece> = text.pieces.iter().filter(|piece| !blank(piece)).collect();
        let edge = pieces.first().and_then(|piece| holes(piece)).map(|span| ("begins", span));
        let edge = edge.or_else(|| pieces.last().and_then(|piece| holes(piece)).map(|span| ("ends", span)));
        if let Some((word, span)) = edge {
            self.report.add(
                Diagnostic::new(
                    codes::E3022,
                    span,
                    wording!("WhatsApp refuses a template that {word} with a hole", word),
                )
                .help("put words around it; a full stop behind the last one is enough"),
            );
        }
        for pair in pieces.windows(2) {
            let [first, second] = pair else { continue };
            if let (Some(_), Some(span)) = (holes(first), holes(second)) {
                self.report.add(
                    Diagnostic::new(
                        codes::E3022,
                        span,
                        "WhatsApp refuses two holes side by side in a template",
                    )
                    .help("put words between them"),
                );
            }
        }
    }

    fn at_most_one_hole(&mut self, text: &ast::Text, what: &str) {
        let mut holes = text.pieces.iter().filter(|piece| matches!(piece, ast::Piece::Value { .. }));
        if let (Some(_), Some(ast::Piece::Value { expr, .. })) = (holes.next(), holes.next()) {
            self.report.add(
                Diagnostic::new(
                    codes::E3022,
                    expr.span,
                    wording!("{what} of a template holds one hole at most", what),
                )
                .help("move the second one to the body"),
            );
        }
    }

    fn template_button(&mut self, button: &ast::TemplateButton, fields: &Rc<Vec<Field>>) -> TemplateButton {
        let label = self.plain(&button.label).unwrap_or_default();
        self.check_not_empty(button.label.span, label.trim().is_empty());
        self.check_template_length(
            &button.label,
            label.chars().count(),
            "a button of a template",
            limits::TEMPLATE_BUTTON_LABEL,
        );
        let does = match &button.target {
            None => ButtonDoes::Reply,
            Some(ButtonTarget::Tunnel(name)) => {
                self.started(name).map_or(ButtonDoes::Reply, ButtonDoes::Start)
            }
            Some(ButtonTarget::Url(url)) => {
                let address =
                    self.template_text(url, fields, "the address of a button", limits::TEMPLATE_URL);
                self.check_button_address(url, &address);
                ButtonDoes::Url(address)
            }
        };
        TemplateButton { label, does }
    }

    fn check_button_address(&mut self, text: &ast::Text, address: &Template) {
        self.at_most_one_hole(text, "the address of a button");
        let last = address.pieces.len().saturating_sub(1);
        let early = address.pieces.iter().position(|piece| matches!(piece, Piece::Value(..)));
        if early.is_some_and(|at| at != last) {
            self.report.add(
                Diagnostic::new(codes::E3022, text.span, "the hole of an address stands at its end")
                    .help("write it last: `\"https://shop.example/orders/{number}\"`"),
            );
        }
        let begins = |words: &str| words.starts_with("https://") || words.starts_with("http://");
        if !matches!(address.pieces.first(), Some(Piece::Literal(words)) if begins(words)) {
            self.report.add(
                Diagnostic::new(codes::E3024, text.span, "the address of a button begins with `https://`")
                    .help("write the whole address; only its end may be a hole"),
            );
        }
    }

    fn started(&mut self, name: &ast::QualifiedName) -> Option<FlowId> {
        let Some(head) = self.tunnel_head(name) else {
            self.no_such_tunnel(name);
            return None;
        };
        let needed = head.params.iter().find(|(_, ty, _)| !matches!(ty, Some(Type::Optional(_)) | None));
        if let Some((param, ..)) = needed {
            self.report.add(
                Diagnostic::new(
                    codes::E3024,
                    name.span,
                    wording!(
                        "a button cannot start `{head}`: nobody gives it `{param}`",
                        head = head.name,
                        param
                    ),
                )
                .help("start a tunnel without parameters, which asks for it"),
            );
        }
        Some(head.flow)
    }

    fn check_buttons_of(&mut self, written: &ast::TemplateLanguage, buttons: &[TemplateButton]) {
        if let Some(extra) = written.buttons.get(limits::TEMPLATE_BUTTONS) {
            let message = wording!(
                "there are {buttons} buttons, but a template holds {most}",
                buttons = buttons.len(),
                most = limits::TEMPLATE_BUTTONS
            );
            self.report.add(Diagnostic::new(codes::E3024, extra.span, message).help("leave the others out"));
        }
        let is_url = |button: &TemplateButton| matches!(button.does, ButtonDoes::Url(_));
        let urls = buttons.iter().zip(&written.buttons).filter(|(button, _)| is_url(button));
        if let Some((_, extra)) = urls.clone().nth(limits::TEMPLATE_URL_BUTTONS) {
            let message = wording!(
                "a template holds {most_urls} buttons that open an address",
                most_urls = limits::TEMPLATE_URL_BUTTONS
            );
            self.report.add(Diagnostic::new(codes::E3024, extra.span, message).help("leave the others out"));
        }
        let turns = buttons.windows(2).filter(|pair| match pair {
            [a, b] => is_url(a) != is_url(b),
            _ => false,
        });
        if let (true, Some(last)) = (turns.count() > 1, written.buttons.last()) {
            self.report.add(
                Diagnostic::new(
                    codes::E3024,
                    last.span,
                    "buttons that open an address stand together in a template",
                )
                .help("put the ones with `to \"https://…\"` behind all others"),
            );
        }
        for (at, button) in written.buttons.iter().enumerate() {
            let words = button.label.plain();
            let first =
                written.buttons.iter().take(at).find(|other| words.is_some() && other.label.plain() == words);
            if let Some(first) = first {
                self.report.add(
                    Diagnostic::new(
                        codes::E3006,
                        button.label.span,
                        wording!(
                            "two buttons are called `{label}`",
                            label = button.label.plain().unwrap_or_default()
                        ),
                    )
                    .label(first.label.span, "the first one is here")
                    .help("the customer could not tell them apart, and WhatsApp refuses it: change one"),
                );
            }
        }
    }
}
