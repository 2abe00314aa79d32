//! Refusals in the form that Meta gives them.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A refusal of the messages endpoint.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MetaError {
    pub(super) code: u32,
    pub(super) details: String,
}

impl MetaError {
    pub(super) fn new(code: u32, details: impl Into<String>) -> MetaError {
        MetaError { code, details: details.into() }
    }

    pub(super) fn window_closed() -> MetaError {
        let details = "Message failed to send because more than 24 hours have passed since the customer last \
                       replied to this number.";
        MetaError::new(131047, details)
    }

    fn body(&self) -> Value {
        let (_, title) = status_and_title(self.code);
        let kind = if matches!(self.code, 0 | 3 | 10 | 100 | 190..=299) {
            "OAuthException"
        } else {
            "GraphMethodException"
        };
        json!({"error": {
            "message": format!("(#{}) {title}", self.code),
            "type": kind,
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": "sandbox",
        }})
    }

    /// The same error inside a `failed` status.
    pub(super) fn in_status(&self) -> Value {
        let (_, title) = status_and_title(self.code);
        json!([{"code": self.code, "title": title, "message": title, "error_data": {"details": self.details}}])
    }
}

impl IntoResponse for MetaError {
    fn into_response(self) -> Response {
        let (status, _) = status_and_title(self.code);
        (status, Json(self.body())).into_response()
    }
}

fn status_and_title(code: u32) -> (StatusCode, &'static str) {
    match code {
        0 => (StatusCode::UNAUTHORIZED, "AuthException"),
        190 => (StatusCode::UNAUTHORIZED, "Invalid OAuth access token - Cannot parse access token"),
        1 => (StatusCode::BAD_REQUEST, "API Unknown"),
        2 => (StatusCode::SERVICE_UNAVAILABLE, "API Service"),
        3 => (StatusCode::INTERNAL_SERVER_ERROR, "API Method"),
        4 => (StatusCode::BAD_REQUEST, "API Too Many Calls"),
        10 | 200..=299 | 131005 => (StatusCode::FORBIDDEN, "Permission denied"),
        33 => (StatusCode::BAD_REQUEST, "Parameter value is not valid"),
        100 => (StatusCode::BAD_REQUEST, "Invalid parameter"),
        368 => (StatusCode::FORBIDDEN, "Temporarily blocked for policies violations"),
        80007 => (StatusCode::BAD_REQUEST, "Rate limit issues"),
        130429 => (StatusCode::BAD_REQUEST, "Rate limit hit"),
        130472 => (StatusCode::BAD_REQUEST, "User's number is part of an experiment"),
        130497 => {
            (StatusCode::FORBIDDEN, "Business account is restricted from messaging users in this country")
        }
        131000 => (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong"),
        131008 => (StatusCode::BAD_REQUEST, "Required parameter is missing"),
        131009 => (StatusCode::BAD_REQUEST, "Parameter value is not valid"),
        131016 => (StatusCode::INTERNAL_SERVER_ERROR, "Service unavailable"),
        131021 => (StatusCode::BAD_REQUEST, "Recipient cannot be sender"),
        131026 => (StatusCode::BAD_REQUEST, "Message undeliverable"),
        131031 => (StatusCode::FORBIDDEN, "Account has been locked"),
        131047 => (StatusCode::BAD_REQUEST, "Re-engagement message"),
        131048 => (StatusCode::BAD_REQUEST, "Spam rate limit hit"),
        131049 => (StatusCode::BAD_REQUEST, "Meta chose not to deliver"),
        131050 => (StatusCode::BAD_REQUEST, "User has stopped marketing messages"),
        131051 => (StatusCode::BAD_REQUEST, "Unsupported message type"),
        131056 => (StatusCode::BAD_REQUEST, "(Business Account, Consumer Account) pair rate limit hit"),
        131057 => (StatusCode::INTERNAL_SERVER_ERROR, "Account in maintenance mode"),
        132000 => (StatusCode::BAD_REQUEST, "Template Param Count Mismatch"),
        131053 => (StatusCode::BAD_REQUEST, "Media upload error"),
        132001 => (StatusCode::NOT_FOUND, "Template does not exist"),
        133004 => (StatusCode::SERVICE_UNAVAILABLE, "Server temporarily unavailable"),
        _ => (StatusCode::BAD_REQUEST, "Error"),
    }
}
