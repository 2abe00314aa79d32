//! Who listens to voice notes: an address that speaks like OpenAI's, and whose it is.

use super::settings::Settings;
use super::{Secret, http_url};
use reqwest::Url;
use std::time::Duration;

/// A voice tells who somebody is: whoever hears it is named with the country where they do.
#[derive(Clone, Debug)]
pub struct Transcriber {
    /// What `hear with NAME` asks for.
    pub name: Option<String>,
    /// Base address; `/audio/transcriptions` follows.
    pub url: Url,
    pub model: String,
    /// `fr`: what customers mostly speak.
    pub language: Option<String>,
    pub timeout: Duration,
    pub key: Option<Secret>,
    /// The company that listens.
    pub processor: String,
    /// Where it does, by two letters.
    pub country: String,
}

/// `None` when no transcriber is set: nobody listens.
pub(super) fn read(settings: &mut Settings<'_>) -> Option<Transcriber> {
    let key = settings.optional_secret("transcriber_key");
    if !settings.has("transcriber", "transcriber.url") {
        return None;
    }
    let letters = |text: &str, count: usize| {
        (text.len() == count && text.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| text.to_owned())
    };
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let url = settings
        .required("transcriber.url", "an address that begins with https://", |text| http_url(text).map(Some));
    let transcriber = Transcriber {
        name: settings.optional("transcriber.name", "", "a name", |text| Some(some(text))),
        url: url.or_else(|| Url::parse("https://invalid.example").ok())?,
        model: settings.required("transcriber.model", "a name, such as whisper-1", some),
        language: settings.optional("transcriber.language", "", "two letters, such as fr", |text| {
            if text.is_empty() {
                Some(None)
            } else {
                letters(text, 2).map(|it| Some(it.to_ascii_lowercase()))
            }
        }),
        timeout: settings.duration("transcriber.timeout", "30 seconds"),
        key,
        processor: settings.required("transcriber.processor", "the company that listens to the voices", some),
        country: settings.required(
            "transcriber.country",
            "where it does, by two letters such as CH",
            |text| letters(text, 2).map(|it| it.to_ascii_uppercase()),
        ),
    };
    Some(transcriber)
}
