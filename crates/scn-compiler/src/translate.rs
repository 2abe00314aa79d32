//! One text in all languages of the scenario. The project's own texts are in its first language, those of standard
//! modules in theirs; all others come from the translation files.

use crate::build::Build;
use crate::codes;
use crate::i18n::{MessageEntry, Words};
use crate::locales::{self, Translated};
use crate::modules::STANDARD_LANGUAGE;
use scn_diag::{Diagnostic, FileId, Span, wording};
use scn_graph::{Language, Piece, Template, TextId};
use scn_syntax::ast;

/// How a text becomes a template: the same way in every language.
type LowerText<'l, 't> = dyn FnMut(&mut Build<'t>, &ast::Text) -> Template + 'l;

/// Words a customer may say, and where they stand.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) span: Span,
    pub(crate) language: Language,
}

enum Translation {
    Text(ast::Text),
    /// Reported.
    Wrong,
    None,
}

impl<'t> Build<'t> {
    /// A text and its translations. `needed`: a language without it is not complete.
    pub(crate) fn in_languages(
        &mut self,
        id: &str,
        text: &ast::Text,
        needed: bool,
        lower: &mut LowerText<'_, 't>,
    ) -> TextId {
        let id = self.unique_text_id(id);
        let own = lower(self, text);
        let needed = needed && has_words(&own.pieces);
        if needed {
            let files = self.files;
            self.note_message(&id, text.span, || Words::One(locales::written(files, text)));
        }
        let at = TextId(u32::try_from(self.graph.text_ids.len()).unwrap_or(u32::MAX));
        let mut row = Vec::new();
        for (place, language) in self.languages.clone().into_iter().enumerate() {
            let is_source = language == self.source_language(text.span.file);
            row.push(match self.translation(language, &id, text.span.file) {
                Translation::Text(translated) => {
                    self.translated_at.insert((at, place), translated.span);
                    Some(lower(self, &translated))
                }
                Translation::Wrong => Some(own.clone()),
                Translation::None if is_source || !needed => Some(own.clone()),
                Translation::None => {
                    *self.missing.entry(language).or_default() += 1;
                    (place == 0).then(|| own.clone())
                }
            });
        }
        self.add_row(id, row, text.span)
    }

    /// Words a customer may say, in the language they were written in and in all others.
    pub(crate) fn said_in_languages(&mut self, id: &str, texts: &[ast::Text]) -> Vec<Said> {
        let Some(first) = texts.first() else { return Vec::new() };
        let file = first.span.file;
        let language = self.source_language(file);
        let mut said: Vec<Said> = texts
            .iter()
            .filter_map(|text| self.plain(text).map(|plain| Said { text: plain, span: text.span, language }))
            .collect();
        let id = self.unique_text_id(id);
        self.text_places.insert(id.clone(), first.span);
        let words = said.iter().map(|said| said.text.clone()).collect();
        self.note_message(&id, first.span, || Words::Many(words));
        for language in self.languages.clone() {
            if language == self.source_language(file) {
                continue;
            }
            match self.locales.get(language, &id).cloned() {
                Some(Translated::Words(words, span)) => {
                    let new = words.into_iter().filter(|word| !word.trim().is_empty());
                    said.extend(new.map(|text| Said { text, span, language }));
                }
                Some(Translated::Text(file)) => self.wrong_kind(file, "a list of texts", "a single text"),
                None => *self.missing.entry(language).or_default() += 1,
            }
        }
        said
    }

    fn translation(&mut self, language: Language, id: &str, file: FileId) -> Translation {
        if language == self.source_language(file) && !self.names.modules.is_standard(file) {
            return Translation::None;
        }
        match self.locales.get(language, id) {
            None => Translation::None,
            Some(Translated::Text(file)) => {
                let parsed = locales::parse(self.files, *file, &mut self.report);
                parsed.map_or(Translation::Wrong, Translation::Text)
            }
            Some(Translated::Words(_, span)) => {
                let span = *span;
                self.report.add(wrong_kind(span, "a single text", "a list of texts"));
                Translation::Wrong
            }
        }
    }

    fn wrong_kind(&mut self, file: FileId, wanted: &str, found: &str) {
        self.report.add(wrong_kind(Span::new(file, 0, 0), wanted, found));
    }

    pub(crate) fn source_language(&self, file: FileId) -> Language {
        if self.names.modules.is_standard(file) {
            return STANDARD_LANGUAGE;
        }
        self.languages.first().copied().unwrap_or(STANDARD_LANGUAGE)
    }

    fn note_message(&mut self, id: &str, place: Span, source: impl FnOnce() -> Words) {
        if !self.names.modules.is_standard(place.file) {
            let source = source();
            self.messages.push(MessageEntry { id: id.to_owned(), source, place });
        }
    }

    /// A language is spoken only when nothing is missing in it: texts of two languages never mix in a conversation.
    /// What customers may say in it is understood all the same.
    pub(crate) fn check_languages(&mut self) {
        let names = self.names.scenario.map(|scenario| scenario.settings.as_slice()).unwrap_or_default();
        let names: Vec<&ast::Name> = names
            .iter()
            .filter_map(|setting| match setting {
                ast::Setting::Language(names) => Some(names),
                _ => None,
            })
            .flatten()
            .collect();
        for (place, language) in self.languages.clone().into_iter().enumerate().skip(1) {
            let count =
                self.missing.get(&language).copied().filter(|_| !self.locales.broken.contains(&language));
            let Some(count) = count else { continue };
            if let Some(texts) = self.graph.texts.get_mut(place) {
                texts.iter_mut().for_each(|text| *text = None);
            }
            let name = names.iter().find(|name| name.text == language.code());
            let span = name.map(|name| name.span).unwrap_or_default();
            let (are, texts) = if count == 1 { ("is", "text") } else { ("are", "texts") };
            self.report.add(
                Diagnostic::new(
                    codes::W1001,
                    span,
                    wording!(
                        "`{language}` is not spoken yet: {count} {texts} {are} not translated",
                        language = language.code(),
                        count,
                        texts,
                        are
                    ),
                )
                .help("`scn i18n status` lists them, and `scn i18n extract` prepares the file to translate"),
            );
        }
    }
}

fn wrong_kind(span: Span, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::new(
        codes::E1067,
        span,
        wording!("this entry is {found}, but the project has {wanted} here", found, wanted),
    )
    .help("give it the same form as its `source`")
}

/// Anything to translate: a number or an emoji says the same everywhere.
fn has_words(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Literal(text) => text.chars().any(char::is_alphabetic),
        Piece::Value(..) => false,
        Piece::Optional(inner) | Piece::Lines { body: inner, .. } => has_words(inner),
        Piece::Plural { forms, .. } => forms.iter().any(|(_, inner)| has_words(inner)),
    })
}
