//! Translations on their way into the graph: `locales/xx.yaml` of the project and of the standard modules. Each
//! translation is read as a text of its own, in the scope of the original; what is wrong in it is told at its place
//! in the file.

use crate::codes;
use crate::i18n::{self, Locale, Words};
use crate::modules::standard_locale;
use crate::read::Trees;
use crate::report::Report;
use crate::sources::Sources;
use scn_diag::{Diagnostic, Edit, FileId, Files, Span, wording};
use scn_graph::Language;
use scn_syntax::ast::{self, Declaration, Setting, StatementKind};
use std::collections::{BTreeMap, BTreeSet};

/// A translation is read as the text of a statement; this stands before it.
const BEFORE: &str = "tunnel t {\nsay \"\"\"\n";
const AFTER: &str = "\n\"\"\"\n}\n";

/// All translations, by language and id.
#[derive(Default)]
pub(crate) struct Locales {
    languages: BTreeMap<Language, BTreeMap<String, Translated>>,
    /// Translations as files of their own, and where they stand in truth.
    places: BTreeMap<FileId, Place>,
    /// Languages with a file that cannot be read: nothing is said about what they lack.
    pub(crate) broken: BTreeSet<Language>,
    /// The translations that come with the language.
    standard: BTreeSet<FileId>,
    /// How many files are real.
    pub(crate) real_files: usize,
}

#[derive(Clone)]
pub(crate) enum Translated {
    /// Not parsed yet: most translations never are wrong, and orphans never matter.
    Text(FileId),
    Words(Vec<String>, Span),
}

struct Place {
    entry: Span,
    /// Where the text begins in the file, when it stands there word for word.
    exact: Option<u32>,
    length: u32,
}

/// Reads the translations of every language that the scenario names.
pub(crate) fn read(trees: &mut Trees, sources: &dyn Sources, report: &mut Report) -> Locales {
    let mut locales = Locales::default();
    let mut found: Vec<(Language, FileId, Locale)> = Vec::new();
    for (place, language) in languages(&trees.trees).into_iter().enumerate() {
        // the project's own texts are in the first language already
        if place == 0 && trees.modules.is_empty() {
            continue;
        }
        let standard = standard_locale(language).filter(|_| !trees.modules.is_empty());
        let standard = standard.map(|text| (format!("std/{}", i18n::path(language)), text.to_owned()));
        let has_standard = standard.is_some();
        let own = own_file(trees, sources, language).unwrap_or_else(|wrong| {
            report.add(*wrong);
            locales.broken.insert(language);
            None
        });
        // the project's own words win over those of a module
        for (at, (path, text)) in standard.into_iter().chain(own).enumerate() {
            let file = trees.files.add(path.clone(), text.as_str());
            if has_standard && at == 0 {
                locales.standard.insert(file);
            }
            match Locale::parse(&text) {
                Ok(locale) => found.push((language, file, locale)),
                Err(reason) => {
                    report.add(unreadable(file, &path, &reason));
                    locales.broken.insert(language);
                }
            }
        }
    }
    locales.real_files = trees.files.iter().count();
    for (language, file, locale) in found {
        locales.add(&mut trees.files, language, file, locale);
    }
    locales
}

fn own_file(
    trees: &mut Trees,
    sources: &dyn Sources,
    language: Language,
) -> Result<Option<(String, String)>, Box<Diagnostic>> {
    let path = i18n::path(language);
    let reason = match sources.read(&path).map(String::from_utf8) {
        Ok(Ok(text)) => return Ok(Some((path, text))),
        Ok(Err(_)) => "it is not UTF-8".to_owned(),
        Err(error) if error.missing => return Ok(None),
        Err(error) => error.reason,
    };
    let file = trees.files.add(path.clone(), "");
    Err(Box::new(unreadable(file, &path, &reason)))
}

fn unreadable(file: FileId, path: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(codes::E1066, Span::new(file, 0, 0), wording!("`{path}` cannot be read: {reason}", path, reason))
        .help("a translation file is YAML, one entry per text: `order.size.prompt: { source: \"…\", text: \"…\" }`; `scn i18n extract` writes it")
}

fn languages(trees: &[ast::File]) -> Vec<Language> {
    let scenario =
        trees.iter().flat_map(|tree| &tree.declarations).find_map(|declaration| match declaration {
            Declaration::Scenario(scenario) => Some(scenario),
            _ => None,
        });
    let names =
        scenario.into_iter().flat_map(|scenario| &scenario.settings).filter_map(|setting| match setting {
            Setting::Language(names) => Some(names),
            _ => None,
        });
    names.flatten().filter_map(|name| Language::parse(&name.text)).collect()
}

impl Locales {
    fn add(&mut self, files: &mut Files, language: Language, file: FileId, locale: Locale) {
        let text = files.get(file).map(|file| file.text.clone()).unwrap_or_default();
        let entries = entries(&text);
        let table = self.languages.entry(language).or_default();
        for (id, entry) in locale.entries {
            let (start, end) = entries.get(id.as_str()).copied().unwrap_or_default();
            let key = u32::try_from(start + id.len()).unwrap_or(u32::MAX);
            let span = Span::new(file, u32::try_from(start).unwrap_or(u32::MAX), key);
            match entry.text {
                None => {}
                Some(Words::Many(words)) => {
                    table.insert(id, Translated::Words(words, span));
                }
                Some(Words::One(body)) => {
                    let raw = text.get(start..end).unwrap_or_default();
                    // a `|` block of YAML ends with a line end that nobody means
                    let body = body.trim_end_matches('\n');
                    // the last one: the source may be the same words
                    let exact = raw.rfind(body).and_then(|at| u32::try_from(start + at).ok());
                    let body = body.replace("\"\"\"", "\\\"\\\"\\\"");
                    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
                    let own = files.add(id.as_str(), format!("{BEFORE}{body}{AFTER}"));
                    self.places.insert(own, Place { entry: span, exact, length });
                    table.insert(id, Translated::Text(own));
                }
            }
        }
    }

    pub(crate) fn get(&self, language: Language, id: &str) -> Option<&Translated> {
        self.languages.get(&language)?.get(id)
    }

    /// Diagnostics of translations, told at their places in the translation files.
    pub(crate) fn relocate(&self, diagnostic: &mut Diagnostic) {
        for label in &mut diagnostic.labels {
            label.span = self.real(label.span);
        }
        if self.places.contains_key(&diagnostic.span.file) {
            let inside = |edit: &Edit| self.place_of(edit.span).is_some_and(|(_, inside)| inside);
            diagnostic.fixes.retain(|fix| fix.edits.iter().all(inside));
            let edits = diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|edit| edit.span = self.real(edit.span));
            diagnostic.span = self.real(diagnostic.span);
        }
    }

    /// Where the text was written that is translated at this place; the place itself outside of translations.
    pub(crate) fn home(&self, files: &Files, text_places: &BTreeMap<String, Span>, place: Span) -> Span {
        let Some(file) = files.get(place.file) else { return place };
        let id = match self.places.contains_key(&place.file) {
            true => file.path.as_str(),
            // an entry is named by its id, in files that are no scenarios
            false => file.slice(place),
        };
        let known = text_places.get(id).filter(|_| !file.path.ends_with(".scn"));
        known.copied().unwrap_or(place)
    }

    /// A translation of a standard module.
    pub(crate) fn is_standard(&self, file: FileId) -> bool {
        let file = self.places.get(&file).map_or(file, |place| place.entry.file);
        self.standard.contains(&file)
    }

    fn real(&self, span: Span) -> Span {
        self.place_of(span).map_or(span, |(real, _)| real)
    }

    /// The place in the translation file, and whether it is exactly that.
    fn place_of(&self, span: Span) -> Option<(Span, bool)> {
        let place = self.places.get(&span.file)?;
        let Some(at) = place.exact else { return Some((place.entry, false)) };
        let before = u32::try_from(BEFORE.len()).unwrap_or(u32::MAX);
        let within = |offset: u32| offset.saturating_sub(before).min(place.length);
        let exact = span.start >= before && span.end <= before.saturating_add(place.length);
        Some((Span::new(place.entry.file, at + within(span.start), at + within(span.end)), exact))
    }
}

/// Where each entry of a translation file begins and ends. Ids stand at the beginning of their lines.
fn entries(text: &str) -> BTreeMap<&str, (usize, usize)> {
    let mut found: Vec<(&str, usize)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let quoted = line.starts_with(['"', '\'']);
        let key = line.trim_start_matches(['"', '\'']);
        let end = key.find([':', '"', '\'']).filter(|_| !line.starts_with([' ', '#', '-', '\t']));
        if let Some(id) = end.and_then(|end| key.get(..end)) {
            found.push((id, at + usize::from(quoted)));
        }
        at += line.len();
    }
    let ends = found.iter().skip(1).map(|(_, start)| *start).chain([text.len()]);
    found.iter().zip(ends).map(|((id, start), end)| (*id, (*start, end))).collect()
}

/// The text of a translation's own file, and what is wrong with it.
pub(crate) fn parse(files: &Files, file: FileId, report: &mut Report) -> Option<ast::Text> {
    let parsed = scn_syntax::parse(file, &files.get(file)?.text);
    let wrong = !parsed.diagnostics.is_empty();
    parsed.diagnostics.into_iter().for_each(|diagnostic| report.add(diagnostic));
    let [Declaration::Tunnel(tunnel)] = parsed.tree.declarations.as_slice() else { return None };
    let [statement] = tunnel.body.statements.as_slice() else { return None };
    match &statement.kind {
        StatementKind::Say(say) if !wrong => match &say.message {
            ast::SayMessage::Text(texts) => texts.first().cloned(),
            _ => None,
        },
        _ => None,
    }
}

/// A text as translators see it: what stands between its quotation marks, line ends as such.
pub(crate) fn written(files: &Files, text: &ast::Text) -> String {
    pieces(files, &text.pieces)
}

fn pieces(files: &Files, list: &[ast::Piece]) -> String {
    list.iter().map(|piece| one(files, piece)).collect()
}

fn one(files: &Files, piece: &ast::Piece) -> String {
    match piece {
        ast::Piece::Literal(text, _) => {
            let mut out = String::with_capacity(text.len());
            for letter in text.chars() {
                if matches!(letter, '{' | '}' | '[' | ']' | '\\') {
                    out.push('\\');
                }
                out.push(letter);
            }
            out
        }
        ast::Piece::Value { expr, style } => {
            let style = style.as_ref().map(|style| format!(" as {}", style.text)).unwrap_or_default();
            format!("{{{}{style}}}", files.slice(expr.span))
        }
        ast::Piece::Optional(inner, _) => format!("[{}]", pieces(files, inner)),
        ast::Piece::Plural { count, forms } => {
            let forms = forms.iter().map(|(name, text)| format!(" {} {}", name.text, files.slice(text.span)));
            format!("{{{} plural{}}}", files.slice(count.span), forms.collect::<String>())
        }
        ast::Piece::For { variable, list, text } => {
            format!("{{for {} in {}: {}}}", variable.text, files.slice(list.span), files.slice(text.span))
        }
        ast::Piece::Error(span) => files.slice(*span).to_owned(),
    }
}
