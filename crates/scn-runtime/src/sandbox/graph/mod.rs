//! The Cloud API, as the program under test speaks it.

mod account;
mod files;
mod messages;
mod templates;

use super::Sandbox;
use super::failures::{Failure, How};
use super::journal::Exchange;
use super::line::Line;
use super::meta_error::MetaError;
use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use std::sync::Arc;

/// The platform's largest file, and what stands around it in the request.
const LARGEST: usize = 101 * 1024 * 1024;

pub(super) fn routes() -> Router<Arc<Sandbox>> {
    let upload = post(files::upload).layer(DefaultBodyLimit::max(LARGEST));
    let object = get(account::look).post(account::change).delete(account::delete);
    let edge = get(account::list).post(account::add).delete(account::take_away);
    Router::new()
        .route("/{version}/{id}/messages", post(messages::messages))
        .route("/{version}/{id}/media", upload)
        .route("/lookaside/{id}", get(files::download))
        .route("/{version}/{id}", object)
        .route("/{version}/{id}/{edge}", edge)
}

/// One request, for the log.
struct Call {
    method: &'static str,
    path: String,
    body: Bytes,
}

impl Call {
    fn new(method: &'static str, path: String, body: Bytes) -> Call {
        Call { method, path, body }
    }
}

type Result<T> = std::result::Result<T, MetaError>;

impl Sandbox {
    /// The token first: to others nothing is said.
    fn allow(&self, version: &str, headers: &HeaderMap) -> Result<()> {
        self.allow_with(&self.config.access_token, version, headers)
    }

    fn allow_with(&self, known: &str, version: &str, headers: &HeaderMap) -> Result<()> {
        let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if token.strip_prefix("Bearer ") != Some(known) {
            return Err(MetaError::new(190, "The access token could not be decrypted"));
        }
        match version.strip_prefix('v').is_some_and(|rest| rest.parse::<f32>().is_ok()) {
            true => Ok(()),
            false => Err(MetaError::new(2500, format!("Unknown path components: /{version}"))),
        }
    }

    /// The place of a number of the business.
    fn number(&self, id: &str) -> Result<usize> {
        let place = self.config.numbers.iter().position(|number| number.id == id);
        place.ok_or_else(|| MetaError::no_object("post", id))
    }

    /// Answers, or fails as it was ordered; either stands in the log.
    async fn finish(
        &self,
        call: Call,
        line: &Line,
        answer: Result<Value>,
        failure: Option<Failure>,
    ) -> Response {
        let how = failure.as_ref().map(|failure| failure.how);
        let answered = match (how, answer) {
            (Some(How::Hang | How::Drop), _) => Answer::none(),
            (Some(How::LoseAnswer), Ok(_)) => Answer::empty(StatusCode::GATEWAY_TIMEOUT),
            (Some(How::Http), _) => Answer::http(failure.as_ref()),
            (_, Ok(json)) => Answer::json(StatusCode::OK, &json, None),
            (_, Err(error)) => Answer::json(error.status(), &error.body(), error.retry_after),
        };
        let note = how.map_or("", |_| "failed on purpose");
        self.write_down(call, &answered, note);
        match how {
            Some(How::Hang) => self.hang().await,
            Some(How::Drop) => line.cut(),
            _ => {}
        }
        answered.into_response()
    }

    fn write_down(&self, call: Call, answer: &Answer, note: &'static str) {
        let at = self.now();
        let exchange = Exchange {
            kind: "request",
            at,
            method: call.method,
            path: call.path,
            body: call.body,
            status: answer.status,
            answer: answer.body.clone(),
            attempt: 0,
            note,
        };
        self.quietly(|world| world.journal.add(exchange));
    }
}

struct Answer {
    status: u16,
    body: Bytes,
    retry_after: Option<u64>,
}

impl Answer {
    fn none() -> Answer {
        Answer { status: 0, body: Bytes::new(), retry_after: None }
    }

    fn empty(status: StatusCode) -> Answer {
        Answer { status: status.as_u16(), ..Answer::none() }
    }

    fn http(failure: Option<&Failure>) -> Answer {
        let status = failure.and_then(|failure| failure.status).unwrap_or(500);
        let body = Bytes::from_static(b"<html><body>This page is not working right now.</body></html>");
        Answer { status, body, retry_after: failure.and_then(|failure| failure.retry_after) }
    }

    fn json(status: StatusCode, json: &Value, retry_after: Option<u64>) -> Answer {
        Answer { status: status.as_u16(), body: Bytes::from(json.to_string()), retry_after }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        let kind = if self.body.starts_with(b"<") { "text/html" } else { "application/json" };
        let mut response = (status, [(CONTENT_TYPE, kind)], self.body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

fn parsed(body: &Bytes) -> Result<Value> {
    let request: Value = serde_json::from_slice(body)
        .map_err(|error| MetaError::new(100, format!("The body is not valid JSON: {error}")))?;
    match request.is_object() {
        true => Ok(request),
        false => Err(MetaError::new(100, "The body must be a JSON object")),
    }
}
