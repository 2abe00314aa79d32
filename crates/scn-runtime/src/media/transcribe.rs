//! The words of a voice note, by a transcriber that the deployment names. Neither sound nor words go to a log.

use crate::config::Transcriber as Settings;
use crate::connectors::Tried;
use crate::errand::Reply;
use crate::media::FetchError;
use crate::outbox::platform::is_local;
use crate::serve::App;
use axum::body::Bytes;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, redirect::Policy};
use scn_engine::MediaKind;
use serde::Deserialize;

/// Longer answers are not read.
const LARGEST: usize = 256 * 1024;
/// Words beyond a longest message are not heard.
const MOST_CHARS: usize = scn_graph::limits::TEXT;

pub(super) struct Transcriber {
    http: Client,
    settings: Settings,
}

impl Transcriber {
    pub(super) fn new(settings: Settings) -> Result<Transcriber, reqwest::Error> {
        // A redirect would carry the voice to where nobody has declared it to go.
        let mut http = Client::builder().user_agent("scn").redirect(Policy::none());
        if is_local(settings.url.as_str()) {
            http = http.no_proxy();
        }
        let http = http.timeout(settings.timeout).build()?;
        tracing::info!(
            processor = settings.processor,
            country = settings.country,
            "voice notes are listened to"
        );
        Ok(Transcriber { http, settings })
    }

    pub(super) fn is_called(&self, name: &str) -> bool {
        self.settings.name.as_deref() == Some(name)
    }

    /// Asks for the words once.
    async fn words(&self, sound: Bytes, mime: &str) -> Tried {
        let Settings { url, model, language, key, .. } = &self.settings;
        let length = sound.len() as u64;
        let Ok(part) = Part::stream_with_length(sound, length)
            .file_name(format!("voice.{}", ending(mime)))
            .mime_str(mime)
        else {
            return failed("the voice note is of no known kind");
        };
        let mut form =
            Form::new().part("file", part).text("model", model.clone()).text("response_format", "json");
        if let Some(language) = language {
            form = form.text("language", language.clone());
        }
        let address = format!("{}/audio/transcriptions", url.as_str().trim_end_matches('/'));
        let mut request = self.http.post(address).multipart(form);
        if let Some(key) = key {
            request = request.bearer_auth(key.reveal());
        }
        match request.send().await {
            Ok(response) => read(response).await,
            Err(error) if error.is_timeout() => Tried::again(Reply::TimedOut),
            Err(_) => again("the transcriber cannot be reached"),
        }
    }
}

/// What is said in a voice note of the platform.
pub(crate) async fn transcribe(app: &App, id: &str, with: Option<&str>) -> Tried {
    let Some(transcriber) = &app.media.transcriber else { return failed("there is no transcriber") };
    if with.is_some_and(|name| !transcriber.is_called(name)) {
        return failed("the scenario lets only another transcriber listen");
    }
    let sound = match app.media.fetch(&app.config, app.clock.now(), id, MediaKind::Voice).await {
        Ok(sound) => sound,
        Err(FetchError::Later(reason)) => return again(reason),
        Err(error) => return failed(error.to_string()),
    };
    if !sound.mime.starts_with("audio/") {
        return failed("the voice note is no sound");
    }
    transcriber.words(sound.bytes.clone(), &sound.mime).await
}

async fn read(mut response: reqwest::Response) -> Tried {
    #[derive(Deserialize)]
    struct Transcript {
        text: String,
    }
    let status = response.status();
    if !status.is_success() {
        let reason = format!("the transcriber answered with status {}", status.as_u16());
        return if status.is_server_error() || status.as_u16() == 429 {
            again(reason)
        } else {
            failed(reason)
        };
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST => {
                return failed("the transcript is too long");
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) if error.is_timeout() => return Tried::again(Reply::TimedOut),
            Err(_) => return again("the line to the transcriber was cut"),
        }
    }
    match serde_json::from_slice::<Transcript>(&body) {
        Ok(Transcript { text }) => {
            let body = text.trim().chars().take(MOST_CHARS).collect();
            Tried::Reply(Reply::Answered { body })
        }
        Err(_) => failed("the transcriber did not answer with a text"),
    }
}

/// The ending by which transcribers know a format.
fn ending(mime: &str) -> &'static str {
    match mime {
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "audio/aac" => "aac",
        "audio/amr" => "amr",
        _ => "ogg",
    }
}

fn failed(reason: impl Into<String>) -> Tried {
    Tried::Reply(Reply::Failed { reason: reason.into() })
}

fn again(reason: impl Into<String>) -> Tried {
    Tried::again(Reply::Failed { reason: reason.into() })
}
