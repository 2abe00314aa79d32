//! Translations as people keep them: one file per language, `locales/en.yaml`, keyed by the stable ids of the texts.
//! What `scn i18n` does is here; the compiler reads the same files in `locales.rs`.

use crate::Compiled;
use scn_diag::Span;
use scn_graph::Language;
use serde_yaml::{Mapping, Value as Yaml};
use std::collections::{BTreeMap, BTreeSet};

/// What a customer reads, or words a customer may say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    One(String),
    /// `also`, `like`, `says`, `said after`
    Many(Vec<String>),
}

/// A text of the project that can be translated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageEntry {
    /// `order.size.prompt`
    pub id: String,
    pub source: Words,
    pub place: Span,
}

/// Every text of the project that can be translated, in the order of the compiler's passes. What standard modules say
/// is not in it: they bring their own translations.
pub fn messages(compiled: &Compiled) -> Vec<MessageEntry> {
    compiled.messages.clone()
}

/// Where the translations into a language are kept, relative to the project.
pub fn path(language: Language) -> String {
    format!("locales/{}.yaml", language.code())
}

/// One translation file, in its own order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Locale {
    pub entries: Vec<(String, Translation)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// What it was translated from.
    pub source: Words,
    /// `None`: not translated yet.
    pub text: Option<Words>,
    /// Where the source has changed since: what it says now.
    pub now: Option<Words>,
}

impl Locale {
    /// The error is a reason in words.
    pub fn parse(text: &str) -> Result<Locale, String> {
        let tree: Yaml = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        let entries = match tree {
            Yaml::Null => Mapping::new(),
            Yaml::Mapping(entries) => entries,
            _ => return Err("it is no list of `id: { source: …, text: … }`".to_owned()),
        };
        let entries = entries.into_iter().map(|(id, entry)| {
            let Yaml::String(id) = id else { return Err("an id in it is no text".to_owned()) };
            let Yaml::Mapping(entry) = entry else {
                return Err(format!("`{id}` is not of the form `{{ source: …, text: … }}`"));
            };
            let part = |name: &str| words(&id, entry.get(name));
            let source = part("source")?.unwrap_or(Words::One(String::new()));
            let translation = Translation { source, text: part("text")?, now: part("now")? };
            Ok((id, translation))
        });
        Ok(Locale { entries: entries.collect::<Result<_, String>>()? })
    }

    /// The file's text.
    pub fn to_yaml(&self) -> String {
        let mut out = Mapping::new();
        for (id, entry) in &self.entries {
            let mut parts = Mapping::new();
            parts.insert("source".into(), yaml(&entry.source));
            parts.extend(entry.now.as_ref().map(|now| (Yaml::from("now"), yaml(now))));
            let empty = match entry.source {
                Words::One(_) => Yaml::from(""),
                Words::Many(_) => Yaml::Null,
            };
            parts.insert("text".into(), entry.text.as_ref().map_or(empty, yaml));
            out.insert(Yaml::from(id.as_str()), Yaml::Mapping(parts));
        }
        serde_yaml::to_string(&out).unwrap_or_default()
    }

    pub fn get(&self, id: &str) -> Option<&Translation> {
        self.entries.iter().find(|(known, _)| known == id).map(|(_, entry)| entry)
    }

    fn by_id(&self) -> BTreeMap<&str, &Translation> {
        self.entries.iter().map(|(id, entry)| (id.as_str(), entry)).collect()
    }
}

/// `None` where there is nothing, or an empty text.
fn words(id: &str, value: Option<&Yaml>) -> Result<Option<Words>, String> {
    let plain = |value: &Yaml| match value {
        Yaml::String(text) => Some(text.clone()),
        Yaml::Number(number) => Some(number.to_string()),
        Yaml::Bool(value) => Some(value.to_string()),
        _ => None,
    };
    match value {
        None | Some(Yaml::Null) => Ok(None),
        Some(Yaml::Sequence(items)) => items
            .iter()
            .map(plain)
            .collect::<Option<Vec<_>>>()
            .map(|words| Some(Words::Many(words)))
            .ok_or_else(|| format!("a word of `{id}` is no text")),
        Some(value) => match plain(value) {
            Some(text) if text.trim().is_empty() => Ok(None),
            Some(text) => Ok(Some(Words::One(text))),
            None => Err(format!("`{id}` is neither a text nor a list of texts")),
        },
    }
}

fn yaml(words: &Words) -> Yaml {
    match words {
        Words::One(text) => Yaml::from(text.as_str()),
        Words::Many(words) => words.iter().map(|word| Yaml::from(word.as_str())).collect(),
    }
}

/// A translation file brought up to the project, and what changed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Extracted {
    pub locale: Locale,
    /// Ids that were not in the file.
    pub added: Vec<String>,
    /// Ids whose source says something else now.
    pub outdated: Vec<String>,
    /// Ids that no text of the project has any more; kept at the end of the file.
    pub orphans: Vec<String>,
}

/// Keeps every translation, adds what is new, marks what is outdated.
pub fn extract(messages: &[MessageEntry], before: &Locale) -> Extracted {
    let known = before.by_id();
    let mut out = Extracted::default();
    for message in messages {
        let entry = match known.get(message.id.as_str()) {
            None => {
                out.added.push(message.id.clone());
                Translation { source: message.source.clone(), text: None, now: None }
            }
            Some(entry) if entry.text.is_none() || entry.source == message.source => {
                Translation { source: message.source.clone(), text: entry.text.clone(), now: None }
            }
            Some(entry) => {
                out.outdated.push(message.id.clone());
                Translation { now: Some(message.source.clone()), ..(*entry).clone() }
            }
        };
        out.locale.entries.push((message.id.clone(), entry));
    }
    let ids: BTreeSet<&str> = messages.iter().map(|message| message.id.as_str()).collect();
    for (id, entry) in before.entries.iter().filter(|(id, _)| !ids.contains(id.as_str())) {
        out.orphans.push(id.clone());
        out.locale.entries.push((id.clone(), entry.clone()));
    }
    out
}

/// A translation file with what another one brought.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Merged {
    pub locale: Locale,
    pub taken: Vec<String>,
    /// Ids of the other file that this one does not have.
    pub unknown: Vec<String>,
}

/// Takes every translation of `from`; run [`extract`] first, so that all ids are there.
pub fn merge(into: &Locale, from: &Locale) -> Merged {
    let news = from.by_id();
    let mut out = Merged::default();
    for (id, entry) in &into.entries {
        let entry = match news.get(id.as_str()) {
            Some(new) if new.text.is_some() && (new.text != entry.text || new.source != entry.source) => {
                out.taken.push(id.clone());
                let now = entry.now.clone().unwrap_or_else(|| entry.source.clone());
                Translation {
                    now: (now != new.source).then_some(now),
                    source: new.source.clone(),
                    text: new.text.clone(),
                }
            }
            _ => entry.clone(),
        };
        out.locale.entries.push((id.clone(), entry));
    }
    let known = into.by_id();
    let unknown = from.entries.iter().filter(|(id, _)| !known.contains_key(id.as_str()));
    out.unknown = unknown.map(|(id, _)| id.clone()).collect();
    out
}

/// How far a language is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Status {
    pub total: usize,
    pub missing: Vec<String>,
    pub outdated: Vec<String>,
    pub orphans: Vec<String>,
}

impl Status {
    /// Nothing is missing or outdated.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.outdated.is_empty()
    }
}

pub fn status(messages: &[MessageEntry], locale: &Locale) -> Status {
    let known = locale.by_id();
    let mut out = Status { total: messages.len(), ..Status::default() };
    for message in messages {
        match known.get(message.id.as_str()) {
            Some(entry) if entry.text.is_some() => {
                if entry.source != message.source {
                    out.outdated.push(message.id.clone());
                }
            }
            _ => out.missing.push(message.id.clone()),
        }
    }
    out.orphans = extract(messages, locale).orphans;
    out
}
