//! Texts with holes to templates.

use crate::build::{Build, literal_chars};
use crate::codes;
use crate::expr::{Scope, Want};
use crate::report::did_you_mean;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Piece, PluralCategory, Style, Template, TextId, Type};
use scn_syntax::ast;

pub(crate) use scn_graph::limits::{INTERACTIVE_TEXT as MESSAGE_WITH_OPTIONS, TEXT as MESSAGE};

const STYLES: [(&str, Style); 7] = [
    ("short", Style::Short),
    ("long", Style::Long),
    ("time", Style::Time),
    ("date", Style::Date),
    ("upper", Style::Upper),
    ("lower", Style::Lower),
    ("digits", Style::Digits),
];

/// Those that the languages we speak count with; `zero` is for nothing at all.
const PLURALS: [(&str, PluralCategory); 4] = [
    ("zero", PluralCategory::Zero),
    ("one", PluralCategory::One),
    ("many", PluralCategory::Many),
    ("other", PluralCategory::Other),
];

/// Looks at a text in one language.
pub(crate) type Check<'c> = &'c dyn Fn(&mut Build<'_>, &ast::Text);

impl Build<'_> {
    /// A text that a customer reads, in the string table, in every language.
    pub(crate) fn text(&mut self, scope: &Scope, id: &str, text: &ast::Text, most: usize) -> TextId {
        self.in_languages(id, text, true, &mut |build, text| {
            let template = build.template(scope, text);
            build.check_not_empty(text.span, text.plain().is_some_and(|words| words.trim().is_empty()));
            build.check_length(text, &template, most);
            template
        })
    }

    /// A text that is the same in every language unless a translation says otherwise: addresses, files, emoji.
    pub(crate) fn neutral_text(
        &mut self,
        scope: &Scope,
        id: &str,
        text: &ast::Text,
        check: Check<'_>,
    ) -> TextId {
        self.in_languages(id, text, false, &mut |build, text| {
            check(build, text);
            build.check_not_empty(text.span, text.plain().is_some_and(|words| words.trim().is_empty()));
            build.template(scope, text)
        })
    }

    fn check_length(&mut self, text: &ast::Text, template: &Template, most: usize) {
        let chars = literal_chars(&template.pieces);
        if chars > most {
            let kind = if most == MESSAGE_WITH_OPTIONS { "a message with options" } else { "a message" };
            self.report.add(
                Diagnostic::new(
                    codes::E3007,
                    text.span,
                    wording!(
                        "this text has {chars} characters, but {kind} holds {most} on WhatsApp",
                        chars,
                        kind,
                        most
                    ),
                )
                .help("split it into several `say`"),
            );
        }
    }

    pub(crate) fn template(&mut self, scope: &Scope, text: &ast::Text) -> Template {
        Template { pieces: self.pieces(scope, &text.pieces) }
    }

    fn pieces(&mut self, scope: &Scope, pieces: &[ast::Piece]) -> Vec<Piece> {
        pieces.iter().filter_map(|piece| self.piece(scope, piece)).collect()
    }

    fn piece(&mut self, scope: &Scope, piece: &ast::Piece) -> Option<Piece> {
        match piece {
            ast::Piece::Literal(text, _) => Some(Piece::Literal(text.clone())),
            ast::Piece::Value { expr, style } => {
                let value = self.value(scope, expr, Want::ANY);
                let style = style.as_ref().map_or(Style::Plain, |name| self.style(name, value.ty.as_ref()));
                value.ty.map(|_| Piece::Value(value.expr, style))
            }
            ast::Piece::Optional(inner, _) => {
                let lenient = Scope { lenient: true, ..scope.clone() };
                Some(Piece::Optional(self.pieces(&lenient, inner)))
            }
            ast::Piece::Plural { count, forms } => {
                self.check_has_other(count.span, forms);
                let count = self.typed(scope, count, Some(&Type::NUMBER));
                let forms = forms
                    .iter()
                    .filter_map(|(name, text)| {
                        let pieces = self.pieces(scope, &text.pieces);
                        self.plural(name).map(|category| (category, pieces))
                    })
                    .collect();
                Some(Piece::Plural { count: count.expr, forms })
            }
            ast::Piece::For { variable, list, text } => {
                let found = self.value(scope, list, Want::ANY);
                let item = u16::try_from(scope.items.len()).unwrap_or(u16::MAX);
                let ty = self.items_of(list, &found.ty).map(|(ty, _)| ty);
                let mut inner = scope.clone();
                inner.items.push((variable.text.clone(), ty));
                let body = self.pieces(&inner, &text.pieces);
                Some(Piece::Lines { list: found.expr, item, body })
            }
            ast::Piece::Error(_) => None,
        }
    }

    /// Every language has `other`: for numbers without a form of their own.
    fn check_has_other(&mut self, span: Span, forms: &[(ast::Name, ast::Text)]) {
        if !forms.iter().any(|(name, _)| name.text == "other") {
            self.report.add(
                Diagnostic::new(codes::E2003, span, "nothing says what stands here for all other numbers")
                    .help("add it: `{n plural one \"a pizza\" other \"{n} pizzas\"}`"),
            );
        }
    }

    fn style(&mut self, name: &ast::Name, ty: Option<&Type>) -> Style {
        let Some((_, style)) = STYLES.iter().find(|(word, _)| *word == name.text) else {
            self.unknown_word(name, "style", STYLES.iter().map(|(word, _)| *word));
            return Style::Plain;
        };
        if let Some(ty) = ty.filter(|ty| !is_written(ty, *style)) {
            let words = self.words(ty.known());
            self.report.add(
                Diagnostic::new(codes::E1036, name.span, wording!("`{name}` says nothing about {words}", name = name.text, words))
                    .help("leave it out; `short`, `long`, `date` and `time` are for dates and times, `upper` and `lower` for all values"),
            );
        }
        *style
    }

    fn plural(&mut self, name: &ast::Name) -> Option<PluralCategory> {
        let found = PLURALS.iter().find(|(word, _)| *word == name.text);
        if found.is_none() {
            self.unknown_word(name, "plural form", PLURALS.iter().map(|(word, _)| *word));
        }
        found.map(|(_, category)| *category)
    }

    fn unknown_word(&mut self, name: &ast::Name, what: &str, known: impl IntoIterator<Item = &'static str>) {
        let diagnostic = Diagnostic::new(
            codes::E1036,
            name.span,
            wording!("there is no {what} `{name}`", what, name = name.text),
        );
        self.report.add(did_you_mean(diagnostic, name.span, &name.text, known));
    }

    pub(crate) fn place_of(&self, id: TextId) -> Span {
        let name = self.graph.text_ids.get(id.index());
        name.and_then(|name| self.text_places.get(name)).copied().unwrap_or_default()
    }
}

/// Whether values of this type look different in this style.
fn is_written(ty: &Type, style: Style) -> bool {
    match (ty.known(), style) {
        (_, Style::Plain | Style::Upper | Style::Lower) => true,
        (Type::List { of, .. }, _) => is_written(of, style),
        (Type::Date(_), style) => style != Style::Time,
        (Type::Time(_), style) => style != Style::Date,
        (Type::DateTime(_), _) => true,
        _ => false,
    }
}
