//! The file that a customer sent, for operators: shown when that is safe, else offered for saving.

use super::answers::Refusal;
use super::desk;
use super::login::Who;
use crate::media::{FetchError, Fetched};
use crate::serve::{App, ask};
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use scn_engine::MediaKind;
use serde::Deserialize;
use std::sync::Arc;

/// What a browser can show without running anything that is in it. Not SVG, not HTML, not PDF.
const SHOWN: [&str; 8] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "audio/ogg",
    "audio/mpeg",
    "audio/mp4",
    "audio/aac",
    "audio/amr",
];

#[derive(Deserialize)]
pub(super) struct Wanted {
    /// What the customer sent it as: it says how large it may be.
    #[serde(default)]
    kind: Kind,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Image,
    Audio,
    Voice,
    Video,
    #[default]
    Document,
    Sticker,
}

impl From<Kind> for MediaKind {
    fn from(kind: Kind) -> MediaKind {
        match kind {
            Kind::Image => MediaKind::Image,
            Kind::Audio => MediaKind::Audio,
            Kind::Voice => MediaKind::Voice,
            Kind::Video => MediaKind::Video,
            Kind::Document => MediaKind::Document,
            Kind::Sticker => MediaKind::Sticker,
        }
    }
}

/// `GET /api/media/{id}`
pub(super) async fn file(
    Who(by): Who,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    wanted: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(wanted) = wanted.map_err(|_| {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            "this is no kind of file",
            "ask for image, audio, voice, video, document or sticker",
        )
    })?;
    // Whose it is says who was looked at; what no conversation tells of is nobody's.
    let asked = id.clone();
    let sender = ask(&app, move |store| store.sender_of(&asked)).await?.ok_or_else(|| {
        Refusal::new(
            StatusCode::NOT_FOUND,
            "no conversation here tells of this file (any more)",
            "open the conversation again",
        )
    })?;
    desk::looked(&app, Some(sender), &by).await?;
    let file = app.media.fetch(&app.config, app.clock.now(), &id, wanted.kind.into()).await?;
    Ok(offered(&file))
}

fn offered(file: &Fetched) -> Response {
    let disposition = if SHOWN.contains(&file.mime.as_str()) { "inline" } else { "attachment" };
    let mut headers = HeaderMap::new();
    // Whatever the bytes are, nothing in them runs or loads anything.
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.bytes.len()));
    let mime = HeaderValue::from_str(&file.mime);
    headers.insert(CONTENT_TYPE, mime.unwrap_or(HeaderValue::from_static(crate::media::UNKNOWN)));
    (headers, Body::from(file.bytes.clone())).into_response()
}

impl From<FetchError> for Refusal {
    fn from(error: FetchError) -> Refusal {
        let status = match &error {
            FetchError::Gone => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_GATEWAY,
        };
        let text = error.to_string();
        let (error, next) = text.split_once("; ").unwrap_or((&text, "ask the customer to send it again"));
        Refusal::new(status, error, next)
    }
}
