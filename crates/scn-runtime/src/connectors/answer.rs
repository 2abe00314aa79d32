//! What an answer means. It may be wrong, huge, endless or slow: reading it takes bounded time and memory.

use super::{Tried, failed};
use crate::errand::Reply;
use reqwest::header::{CONTENT_ENCODING, HeaderMap, RETRY_AFTER};
use reqwest::{RequestBuilder, Response};
use scn_graph::Moment;
use scn_graph::jiff::fmt::rfc2822;
use std::time::Duration;

/// Longer answers are not read.
const LARGEST: usize = 1024 * 1024;

/// What came of a request, and the status when there was one.
pub(super) struct Heard {
    pub tried: Tried,
    pub status: Option<u16>,
}

/// Sends a request and reads the answer, if one is `wanted`. Reasons hold no address: a parameter in it may be about a
/// person.
pub(super) async fn outcome(request: RequestBuilder, wanted: bool, now: Moment) -> Heard {
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) => return Heard { tried: unheard(&error), status: None },
    };
    let status = response.status();
    let tried = if !status.is_success() {
        refused(status.as_u16(), response.headers(), now)
    } else if !wanted {
        Tried::Reply(Reply::Answered { body: String::new() })
    } else {
        read(response).await
    };
    Heard { tried, status: Some(status.as_u16()) }
}

fn refused(status: u16, headers: &HeaderMap, now: Moment) -> Tried {
    let reply = Reply::Failed { reason: format!("it answered with status {status}") };
    match status {
        429 | 500.. => Tried::Again { reply, untouched: status == 429, after: pause(headers, now) },
        _ => Tried::Reply(reply),
    }
}

/// What `Retry-After` asks for: a number of seconds or a moment.
fn pause(headers: &HeaderMap, now: Moment) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = rfc2822::parse(text).ok()?.timestamp().as_millisecond();
    Some(Duration::from_millis(u64::try_from(moment.saturating_sub(now.0)).unwrap_or_default()))
}

async fn read(mut response: Response) -> Tried {
    let unreadable = |reason: &str| Tried::Reply(Reply::Unreadable { reason: reason.to_owned() });
    let packed = response.headers().get(CONTENT_ENCODING).is_some_and(|how| how.as_bytes() != b"identity");
    if packed {
        return unreadable("the answer is compressed, which nobody asked for");
    }
    if response.content_length().is_some_and(|length| length > LARGEST as u64) {
        return unreadable("the answer is longer than 1 MB");
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST => {
                return unreadable("the answer is longer than 1 MB");
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return unheard(&error),
        }
    }
    match String::from_utf8(body) {
        Ok(body) => Tried::Reply(Reply::Answered { body }),
        Err(_) => unreadable("the answer is no text"),
    }
}

fn unheard(error: &reqwest::Error) -> Tried {
    if let Some(forbidden) = super::egress::forbidden(error) {
        return failed(forbidden.to_string());
    }
    let reply = match error.is_timeout() {
        true => Reply::TimedOut,
        false => Reply::Failed { reason: "it could not be reached".to_owned() },
    };
    Tried::Again { reply, untouched: error.is_connect() || error.is_builder(), after: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_a_number_of_seconds_or_a_moment() {
        let now = Moment(784_111_777_000);
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            pause(&headers, now).map(|pause| pause.as_secs())
        };
        assert_eq!((read("120"), read("0")), (Some(120), Some(0)));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:47 GMT"), Some(10));
        assert_eq!(read("Sun, 06 Nov 1994 08:40:00 GMT"), Some(0), "in the past");
        assert_eq!((read("soon"), read("-5"), read("1.5")), (None, None, None));
    }
}
