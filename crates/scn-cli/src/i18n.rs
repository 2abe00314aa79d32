mod comments;
mod report;

use crate::exit::{Exit, Failure};
use crate::output::{Output, Stream};
use crate::project::Project;
use crate::{files, load};
use clap::Subcommand;
use scn_compiler::i18n::{self, Locale};
use scn_compiler::{Compiled, MessageEntry, messages};
use scn_diag::{Diagnostic, render};
use scn_graph::Language;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  scn i18n extract bistro             locales/en.yaml and so on get every text there is to translate
  scn i18n merge back/en.yaml bistro  takes the translations that somebody sent back
  scn i18n status bistro              a table: how far each language is
  scn i18n status --check             for continuous integration

Exit codes:
  0  done; with status --check: every language is complete
  1  the project has errors, or a translation is missing or outdated and --check asks
  2  the command line cannot be understood
  3  a file cannot be read or written";

/// Keep the translations of a project: locales/xx.yaml for every language but the first
///
/// Texts are written in the first language of the scenario. The others stand in one file each, by the stable id of the
/// text, beside what they were translated from.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    #[command(subcommand)]
    does: Does,
}

#[derive(Debug, Subcommand)]
enum Does {
    Extract(Extract),
    Merge(Merge),
    Status(Status),
}

const AFTER_EXTRACT: &str = "\
Examples:
  scn i18n extract
  scn i18n extract bistro

Exit codes:
  0  the files are up to date
  1  the project has errors
  2  the command line cannot be understood
  3  a file cannot be read or written";

/// Write every text there is to translate into the files of the languages
///
/// Translations and comments stay. New texts are added with an empty translation, translations of a text that has
/// changed are marked with what it says now, and those of texts that are gone are kept at the end and named.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_EXTRACT)]
struct Extract {
    /// The project: a folder, or one .scn file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// Tell what was done as one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER_MERGE: &str = "\
Examples:
  scn i18n merge back/en.yaml bistro
  scn i18n merge from-the-agency.yaml bistro --language de

Exit codes:
  0  the translations were taken
  1  the project has errors
  2  the command line cannot be understood, or the project does not speak the language
  3  a file cannot be read or written";

/// Take the translations from another file of the same form
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_MERGE)]
struct Merge {
    /// The file with the translations
    file: PathBuf,
    /// The project: a folder, or one .scn file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// The language of the file; from its name (en.yaml) when not given
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Tell what was done as one JSON object
    #[arg(long)]
    json: bool,
}

const AFTER_STATUS: &str = "\
Examples:
  scn i18n status bistro
  scn i18n status --check --json

Exit codes:
  0  told; with --check: every language is complete
  1  the project has errors, or a translation is missing or outdated and --check asks
  2  the command line cannot be understood
  3  a file cannot be read";

/// Tell how far each language is: missing, outdated and left-over translations
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_STATUS)]
struct Status {
    /// The project: a folder, or one .scn file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// End with 1 when something is missing or outdated
    #[arg(long)]
    check: bool,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    match &args.does {
        Does::Extract(args) => extract(args, out),
        Does::Merge(args) => merge(args, out),
        Does::Status(args) => status(args, out),
    }
}

/// A project and its texts. Errors in it are told but stop nothing: what can be read can be translated.
struct Texts {
    project: Project,
    messages: Vec<MessageEntry>,
    /// All but the first.
    languages: Vec<Language>,
    broken: bool,
}

impl Texts {
    fn of(path: &Path, out: &Output) -> Result<Texts, Failure> {
        let project = Project::open(path)?;
        let compiled = load::compiled(&project, &project)?;
        let shown = load::shown_files(&project, &compiled.files);
        let Compiled { diagnostics, languages, .. } = &compiled;
        let errors: Vec<_> = diagnostics.iter().filter(|it| it.is_error()).cloned().collect();
        // A mistake in a translation hides no text of the project.
        let in_scenario =
            |it: &Diagnostic| compiled.files.get(it.span.file).is_none_or(|file| file.path.ends_with(".scn"));
        out.note(&render::text(&shown, &errors, out.look(Stream::Err)));
        Ok(Texts {
            messages: messages(&compiled),
            languages: languages.iter().copied().skip(1).collect(),
            broken: errors.iter().any(in_scenario),
            project,
        })
    }

    fn file(&self, language: Language) -> LocaleFile {
        let path = i18n::path(language);
        LocaleFile { path: self.project.root().join(&path), shown: self.project.shown(&path) }
    }

    fn exit(&self) -> Exit {
        if self.broken { Exit::Problems } else { Exit::Fine }
    }
}

/// `locales/en.yaml`
struct LocaleFile {
    path: PathBuf,
    shown: String,
}

impl LocaleFile {
    /// Its text; empty when it is not there yet.
    fn read(&self) -> Result<String, Failure> {
        match std::fs::metadata(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            _ => files::read(&self.path, &self.shown),
        }
    }

    fn parse(&self, text: &str) -> Result<Locale, Failure> {
        parse(text, &self.shown)
    }

    /// Writes it when it changed; comments stay where they were.
    fn write(&self, before: &str, locale: &Locale) -> Result<(), Failure> {
        let text = comments::kept(before, &locale.to_yaml());
        if text == before {
            return Ok(());
        }
        let unwritable = |error: std::io::Error| Failure::file("write", &self.path, &error);
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(unwritable)?;
        }
        if self.path.exists() {
            files::replace(&self.path, &text)
        } else {
            std::fs::write(&self.path, text).map_err(unwritable)
        }
    }
}

fn parse(text: &str, shown: &str) -> Result<Locale, Failure> {
    Locale::parse(text).map_err(|reason| {
        Failure::new(Exit::Problems, format!("{shown} cannot be read as translations: {reason}"))
    })
}

fn extract(args: &Extract, out: &Output) -> Result<Exit, Failure> {
    let texts = Texts::of(&args.project, out)?;
    // Half of a broken project is no reason to call the other half left over.
    if texts.broken {
        return Ok(Exit::Problems);
    }
    let mut done = Vec::new();
    for language in &texts.languages {
        let file = texts.file(*language);
        let before = file.read()?;
        let extracted = i18n::extract(&texts.messages, &file.parse(&before)?);
        file.write(&before, &extracted.locale)?;
        done.push((*language, file.shown, extracted));
    }
    out.print(&match args.json {
        true => report::extracted_json(&done),
        false => report::extracted(&done),
    })?;
    Ok(Exit::Fine)
}

fn merge(args: &Merge, out: &Output) -> Result<Exit, Failure> {
    let texts = Texts::of(&args.project, out)?;
    let language = language(args, &texts.languages)?;
    let from =
        parse(&files::read(&args.file, &args.file.display().to_string())?, &args.file.display().to_string())?;
    if texts.broken {
        return Ok(Exit::Problems);
    }
    let file = texts.file(language);
    let before = file.read()?;
    let here = i18n::extract(&texts.messages, &file.parse(&before)?).locale;
    let merged = i18n::merge(&here, &from);
    file.write(&before, &merged.locale)?;
    out.print(&match args.json {
        true => report::merged_json(language, &file.shown, &merged),
        false => report::merged(&file.shown, &merged),
    })?;
    Ok(Exit::Fine)
}

/// As told, else by the name of the file; it must be one that the project is translated into.
fn language(args: &Merge, languages: &[Language]) -> Result<Language, Failure> {
    let by_name = || args.file.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
    let code = args.language.clone().or_else(by_name).unwrap_or_default();
    let found = Language::parse(&code).filter(|language| languages.contains(language));
    found.ok_or_else(|| {
        let known: Vec<&str> = languages.iter().map(|language| language.code()).collect();
        let known = if known.is_empty() { "no language".to_owned() } else { known.join(", ") };
        Failure::usage(format!(
            "`{code}` is no language that this project is translated into ({known}); say which with --language"
        ))
    })
}

fn status(args: &Status, out: &Output) -> Result<Exit, Failure> {
    let texts = Texts::of(&args.project, out)?;
    let mut rows = Vec::new();
    for language in &texts.languages {
        let file = texts.file(*language);
        let status = i18n::status(&texts.messages, &file.parse(&file.read()?)?);
        rows.push((*language, file.shown, status));
    }
    let complete = rows.iter().all(|(_, _, status)| status.is_complete());
    out.print(&match args.json {
        true => report::status_json(&rows),
        false => report::status(&rows, texts.messages.len()),
    })?;
    Ok(if args.check && !complete { Exit::Problems } else { texts.exit() })
}
