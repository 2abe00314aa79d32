//! Bodies that others send, read whole: in time, and within a bound for each and for all together.

use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// A body must have arrived within this time.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bodies up to this are read to their end before they are refused, so that the sender hears the answer.
const READ_AT_MOST: usize = 64 * 1024 * 1024;
/// Nearly all bodies are smaller. A larger one needs one of a few places: many of them at once would fill the memory
/// before any signature is checked.
const SMALL: usize = 64 * 1024;
static LARGE: Semaphore = Semaphore::const_new(16);

/// A body that is here.
pub(crate) struct Whole {
    pub bytes: Vec<u8>,
    /// Held while the bytes are.
    _place: Option<SemaphorePermit<'static>>,
}

/// The whole body of a request. Refused with 408 when it is slow, 413 when it is too long, 400 when it breaks off.
pub(crate) async fn read(body: Body, largest: usize) -> Result<Whole, StatusCode> {
    let read = read_to_end(body, largest);
    tokio::time::timeout(PATIENCE, read).await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
}

async fn read_to_end(mut body: Body, largest: usize) -> Result<Whole, StatusCode> {
    let mut whole = Whole { bytes: Vec::new(), _place: None };
    let mut length = 0;
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
        let Some(frame) = frame else { break };
        let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else { continue };
        length += data.len();
        if length > READ_AT_MOST {
            break;
        }
        if length > largest {
            whole = Whole { bytes: Vec::new(), _place: None };
            continue;
        }
        if length > SMALL && whole._place.is_none() {
            whole._place = LARGE.acquire().await.ok();
        }
        whole.bytes.extend_from_slice(&data);
    }
    if length > largest { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(whole) }
}

/// Why there is no answer of another system.
#[derive(Debug)]
pub(crate) enum Broken {
    TooLong,
    Off(reqwest::Error),
}

/// The whole answer of another system, up to this length.
pub(crate) async fn answer(mut response: reqwest::Response, largest: usize) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Broken::Off)? {
        if bytes.len() + chunk.len() > largest {
            return Err(Broken::TooLong);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
