//! The way to the platform: one request and its answer, nothing judged and nothing tried again.

use crate::Config;
use crate::config::Secret;
use crate::http::{self, body::Broken};
use reqwest::redirect::Policy;
use serde_json::Value;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// Large files on slow lines.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(120);

/// The platform's answers are a few hundred bytes.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// An answer under way.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Result<Reply, Lost>> + Send + 'a>>;

/// What the platform takes from us. `CloudApi` speaks with the real one (or with an emulator over HTTP); a simulation
/// brings its own.
pub trait Platform: Send + Sync {
    /// Posts to the number's `messages`: something to send, or a read mark.
    fn messages<'a>(&'a self, body: &'a Value) -> Asking<'a>;

    /// Uploads a file to the number's `media`; the answer holds its id.
    fn upload(&self, file: Upload) -> Asking<'_>;
}

/// What came back, whatever it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub http: u16,
    pub body: Vec<u8>,
    /// How long the platform wants to be left alone.
    pub retry_after: Option<Duration>,
}

/// No answer came back. The reasons hold no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The platform never got the request.
    Unsent(String),
    /// Whether it got it is unknown.
    Unknown(String),
}

/// A file for the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub name: String,
    pub mime: &'static str,
    pub bytes: Vec<u8>,
}

/// The Cloud API over HTTP.
pub(crate) struct CloudApi {
    http: reqwest::Client,
    /// The address of the business number.
    number: String,
    token: Secret,
}

impl CloudApi {
    pub(crate) fn new(config: &Config) -> Result<CloudApi, reqwest::Error> {
        // A redirect would carry what customers read, and perhaps the token, to where it must not go.
        let mut http =
            reqwest::Client::builder().timeout(config.timeout).user_agent("scn").redirect(Policy::none());
        if is_local(&config.api_url) {
            http = http.no_proxy();
        }
        Ok(CloudApi {
            http: http.build()?,
            number: format!("{}/{}/{}", config.api_url, config.api_version, config.phone_number_id),
            token: config.access_token.clone(),
        })
    }

    fn post(&self, place: &str) -> reqwest::RequestBuilder {
        self.http.post(format!("{}/{place}", self.number)).bearer_auth(self.token.reveal())
    }
}

impl Platform for CloudApi {
    fn messages<'a>(&'a self, body: &'a Value) -> Asking<'a> {
        Box::pin(answered(self.post("messages").json(body)))
    }

    fn upload(&self, Upload { name, mime, bytes }: Upload) -> Asking<'_> {
        Box::pin(async move {
            let part = reqwest::multipart::Part::bytes(bytes).file_name(name).mime_str(mime);
            let part = part.map_err(|error| Lost::Unsent(error.to_string()))?;
            let form = reqwest::multipart::Form::new()
                .text("messaging_product", "whatsapp")
                .text("type", mime)
                .part("file", part);
            answered(self.post("media").timeout(UPLOAD_PATIENCE).multipart(form)).await
        })
    }
}

async fn answered(request: reqwest::RequestBuilder) -> Result<Reply, Lost> {
    let response = request.send().await.map_err(lost)?;
    let http = response.status().as_u16();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
    let body = http::body::answer(response, LARGEST_ANSWER).await.map_err(|broken| match broken {
        Broken::TooLong => Lost::Unknown("the answer is longer than 1 MB".to_owned()),
        Broken::Off(error) => lost(error),
    })?;
    Ok(Reply { http, body, retry_after })
}

fn lost(error: reqwest::Error) -> Lost {
    let unsent = error.is_connect() || error.is_builder();
    let reason = error.without_url().to_string();
    if unsent { Lost::Unsent(reason) } else { Lost::Unknown(reason) }
}

/// On this machine, where a proxy would not find it.
pub(crate) fn is_local(url: &str) -> bool {
    ["//127.0.0.1", "//localhost", "//[::1]"].iter().any(|local| url.contains(local))
}
