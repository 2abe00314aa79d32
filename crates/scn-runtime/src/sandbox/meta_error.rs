//! Refusals in the form that Meta gives them.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// A refusal of the Cloud API.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MetaError {
    pub(super) code: u32,
    /// Of template creation.
    pub(super) subcode: Option<u32>,
    pub(super) details: String,
    /// Seconds for the header Retry-After.
    pub(super) retry_after: Option<u64>,
}

const HREF: &str =
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes";

impl MetaError {
    pub(super) fn new(code: u32, details: impl Into<String>) -> MetaError {
        MetaError { code, subcode: None, details: details.into(), retry_after: None }
    }

    pub(super) fn sub(code: u32, subcode: u32, details: impl Into<String>) -> MetaError {
        MetaError { subcode: Some(subcode), ..MetaError::new(code, details) }
    }

    pub(super) fn window_closed() -> MetaError {
        let details = "Message failed to send because more than 24 hours have passed since the customer last \
                       replied to this number.";
        MetaError::new(131_047, details)
    }

    /// Nothing has this id, or not for this token.
    pub(super) fn no_object(method: &str, id: &str) -> MetaError {
        let method = method.to_lowercase();
        let details = format!(
            "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
             permissions, or does not support this operation"
        );
        MetaError::sub(100, 33, details)
    }

    pub(super) fn body(&self) -> Value {
        let title = title(self.code);
        let kind = match self.code {
            0 | 3 | 10 | 100 | 190..=299 | 100_000.. => "OAuthException",
            _ => "GraphMethodException",
        };
        let mut error = json!({
            "message": format!("(#{}) {title}", self.code),
            "type": kind,
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
            error["error_user_msg"] = json!(self.details);
        }
        error["fbtrace_id"] = json!("sandbox");
        json!({ "error": error })
    }

    /// The same error inside a `failed` status.
    pub(super) fn in_status(&self) -> Value {
        let title = title(self.code);
        json!([{"code": self.code, "title": title, "message": title, "error_data": {"details": self.details},
            "href": HREF}])
    }

    pub(super) fn status(&self) -> StatusCode {
        let known = scn_whatsapp::limits::error(self.code).and_then(|row| row.http);
        known.and_then(|http| StatusCode::from_u16(http).ok()).unwrap_or(StatusCode::BAD_REQUEST)
    }
}

fn title(code: u32) -> &'static str {
    match code {
        0 => "AuthException",
        1 => "API Unknown",
        2 => "API Service",
        3 => "API Method",
        4 => "API Too Many Calls",
        10 | 200..=299 | 131_005 => "Permission denied",
        33 | 131_009 => "Parameter value is not valid",
        100 => "Invalid parameter",
        190 => "Invalid OAuth access token - Cannot parse access token",
        368 => "Temporarily blocked for policies violations",
        80_007 => "Rate limit issues",
        130_429 => "Rate limit hit",
        130_472 => "User's number is part of an experiment",
        130_497 => "Business account is restricted from messaging users in this country",
        131_000 => "Something went wrong",
        131_008 => "Required parameter is missing",
        131_016 => "Service unavailable",
        131_021 => "Recipient cannot be sender",
        131_026 => "Message undeliverable",
        131_030 => "Recipient phone number not in allowed list",
        131_031 => "Account has been locked",
        131_037 => "Display name approval needed",
        131_041 => "Group is not available",
        131_042 => "Business eligibility payment issue",
        131_045 => "Incorrect certificate",
        131_047 => "Re-engagement message",
        131_048 => "Spam rate limit hit",
        131_049 => "Meta chose not to deliver",
        131_050 => "User has stopped marketing messages",
        131_051 => "Unsupported message type",
        131_052 => "Media download error",
        131_053 => "Media upload error",
        131_056 => "(Business Account, Consumer Account) pair rate limit hit",
        131_057 => "Account in maintenance mode",
        132_000 => "Template Param Count Mismatch",
        132_001 => "Template does not exist",
        132_005 => "Template Hydrated Text Too Long",
        132_007 => "Template Format Character Policy Violated",
        132_012 => "Template Parameter Format Mismatch",
        132_015 => "Template is Paused",
        132_016 => "Template is Disabled",
        132_068 => "Flow is in blocked state",
        132_069 => "Flow is in throttled state",
        133_004 => "Server temporarily unavailable",
        133_010 => "Phone number not registered",
        _ => "Error",
    }
}
