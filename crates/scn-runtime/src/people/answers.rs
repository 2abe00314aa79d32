//! How requests are read and refused: in words, with the next step.

use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use scn_store::StoreError;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// No request is larger.
const LARGEST: usize = 64 * 1024;

/// What is wrong, and what to do.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub status: StatusCode,
    body: Value,
    retry_after: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, error: &str, next: &str) -> Refusal {
        Refusal { status, body: json!({ "error": error, "next": next }), retry_after: None }
    }

    /// With who has the conversation.
    pub(crate) fn taken_by(mut self, who: Option<&str>) -> Refusal {
        self.body["taken_by"] = json!(who);
        self
    }

    pub(crate) fn after(mut self, seconds: u64) -> Refusal {
        self.retry_after = Some(seconds);
        self
    }

    pub(crate) fn no_contact() -> Refusal {
        Refusal::new(
            StatusCode::NOT_FOUND,
            "there is no such contact (any more)",
            "go back to the queue: two contacts may have turned out to be one person",
        )
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        tracing::error!(%error, "an operator could not be served");
        let text = "the store cannot answer now";
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, text, "try again in a moment").after(1)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// A JSON body of a known shape, in time, and not too large.
pub(crate) struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "the body is not sent as JSON",
                "send it with the header Content-Type: application/json",
            ));
        }
        let bytes = read(request.into_body()).await?;
        serde_json::from_slice(&bytes).map(Asked).map_err(|error| {
            let what = format!("the body is not what is expected: {error}");
            Refusal::new(StatusCode::BAD_REQUEST, &what, "see /openapi.json for its shape")
        })
    }
}

async fn read(body: Body) -> Result<Vec<u8>, Refusal> {
    let read = crate::http::body::read(body, LARGEST).await;
    read.map(|whole| whole.bytes).map_err(|status| match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refusal::new(status, "the body is larger than 64 KiB", "send less at once")
        }
        StatusCode::REQUEST_TIMEOUT => {
            Refusal::new(status, "the body did not arrive within 20 seconds", "send it again")
        }
        _ => Refusal::new(status, "the body broke off", "send it again"),
    })
}
