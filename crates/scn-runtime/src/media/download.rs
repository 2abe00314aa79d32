//! A file that a customer sent: looked up at the platform, fetched within minutes from the address it names, and held
//! against what the platform said about it.

use super::kinds::{UNKNOWN, Verdict, bare, most, verdict};
use crate::Config;
use crate::outbox::platform::is_local;
use axum::body::Bytes;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::{Client, Url, redirect::Policy};
use scn_engine::MediaKind;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Large files on slow lines.
const PATIENCE: Duration = Duration::from_secs(120);
/// Files in memory at the same time: each may have 100 MB.
const AT_ONCE: usize = 4;
/// What the platform tells about a file; longer answers are not read.
const LARGEST_LOOK: usize = 64 * 1024;

/// Where the platform keeps what customers send. The token goes nowhere else.
/// Source: Meta, "Media", download; and the hosts seen in webhooks.
const HOSTS: [&str; 2] = ["lookaside.fbsbx.com", "graph.facebook.com"];
const DOMAIN: &str = ".whatsapp.net";

/// A customer's file.
#[derive(PartialEq, Eq)]
pub(crate) struct Fetched {
    pub bytes: Bytes,
    /// What the platform said and the bytes are; [`UNKNOWN`] when they are something else.
    pub mime: String,
}

/// What customers send stands in no log.
impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes of {}", self.bytes.len(), self.mime)
    }
}

/// Why there is no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FetchError {
    /// The platform does not have it (any more): it keeps files for days only.
    Gone,
    TooLarge {
        most: usize,
    },
    /// It lies where the platform's token must not go.
    Elsewhere,
    /// What arrived is not what was sent.
    Altered,
    /// The platform refused for a reason of ours: the token.
    Refused {
        http: u16,
    },
    /// It may go better next time.
    Later(&'static str),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FetchError::Gone => {
                f.write_str("WhatsApp does not have this file any more: it keeps files for 7 days; ask the customer to send it again")
            }
            FetchError::TooLarge { most } => {
                write!(f, "the file is larger than {} MB; ask the customer for a smaller one", most / 1_048_576)
            }
            FetchError::Elsewhere => {
                f.write_str("the file lies at an address that is not WhatsApp's and was not fetched; ask the customer to send it again")
            }
            FetchError::Altered => f.write_str("the file did not arrive as it was sent; try again"),
            FetchError::Refused { http } => {
                write!(f, "WhatsApp refuses the file (HTTP {http}); check `access_token` and its permissions")
            }
            FetchError::Later(reason) => write!(f, "the file cannot be fetched now: {reason}; try again"),
        }
    }
}
impl std::error::Error for FetchError {}

pub(super) struct Downloads {
    http: Client,
    at_once: Semaphore,
}

/// What the platform says about a file.
/// For the fuzzer: what the platform says about a file, and the file.
pub(crate) fn reads(bytes: &[u8]) {
    let says = serde_json::from_slice::<Known>(bytes).map(|known| known.mime_type).unwrap_or_default();
    super::kinds::verdict(&says, bytes);
}

#[derive(Deserialize)]
struct Known {
    url: String,
    #[serde(default)]
    mime_type: String,
    sha256: Option<String>,
    file_size: Option<u64>,
}

/// A try to fetch from the address.
enum Tried {
    Bytes(Vec<u8>),
    /// The address is over: a new one is asked for.
    Over,
}

/// What fetches files.
pub(crate) fn client(config: &Config) -> Result<Client, reqwest::Error> {
    // A redirect would carry the token to where it must not go.
    let mut http = Client::builder().user_agent("scn").redirect(Policy::none()).timeout(PATIENCE);
    if is_local(&config.api_url) {
        http = http.no_proxy();
    }
    http.build()
}

impl Downloads {
    pub(super) fn new(http: Client) -> Downloads {
        Downloads { http, at_once: Semaphore::new(AT_ONCE) }
    }

    pub(super) async fn fetch(
        &self,
        config: &Config,
        id: &str,
        kind: MediaKind,
    ) -> Result<Fetched, FetchError> {
        let _place = self.at_once.acquire().await.map_err(|_| FetchError::Later("the program stops"))?;
        let most = most(kind);
        let mut known = self.look_up(config, id).await?;
        let mut tried = self.bytes(config, &known, most).await?;
        if matches!(tried, Tried::Over) {
            known = self.look_up(config, id).await?;
            tried = self.bytes(config, &known, most).await?;
        }
        let Tried::Bytes(bytes) = tried else { return Err(FetchError::Gone) };
        if known.sha256.is_some_and(|sum| !is_sum_of(&sum, &bytes)) {
            return Err(FetchError::Altered);
        }
        let mime = match verdict(&known.mime_type, &bytes) {
            Verdict::Fits if !known.mime_type.is_empty() => bare(&known.mime_type).to_owned(),
            _ => UNKNOWN.to_owned(),
        };
        Ok(Fetched { bytes: bytes.into(), mime })
    }

    async fn look_up(&self, config: &Config, id: &str) -> Result<Known, FetchError> {
        // The id comes from outside and becomes a part of an address.
        if id.is_empty()
            || id.len() > 128
            || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        {
            return Err(FetchError::Gone);
        }
        let url = format!("{}/{}/{id}", config.api_url, config.api_version);
        let request = self.http.get(url).bearer_auth(config.access_token.reveal()).timeout(config.timeout);
        let mut response =
            request.send().await.map_err(|_| FetchError::Later("WhatsApp cannot be reached"))?;
        match response.status().as_u16() {
            200..=299 => {}
            // An id that is over is refused as a bad request.
            400 | 404 | 410 => return Err(FetchError::Gone),
            http @ (401 | 403) => return Err(FetchError::Refused { http }),
            _ => return Err(FetchError::Later("WhatsApp does not answer as it should")),
        }
        let body = read(&mut response, LARGEST_LOOK).await?;
        serde_json::from_slice(&body).map_err(|_| FetchError::Later("WhatsApp does not answer as it should"))
    }

    async fn bytes(&self, config: &Config, known: &Known, most: usize) -> Result<Tried, FetchError> {
        if known.file_size.is_some_and(|size| size > most as u64) {
            return Err(FetchError::TooLarge { most });
        }
        let url = Url::parse(&known.url).ok().filter(|url| is_of_platform(url, &config.api_url));
        let url = url.ok_or(FetchError::Elsewhere)?;
        let request = self.http.get(url).bearer_auth(config.access_token.reveal());
        let mut response = request.send().await.map_err(|_| FetchError::Later("it cannot be reached"))?;
        match response.status().as_u16() {
            200 => read(&mut response, most).await.map(Tried::Bytes),
            401 | 403 | 404 | 410 => Ok(Tried::Over),
            300..=399 => Err(FetchError::Elsewhere),
            _ => Err(FetchError::Later("WhatsApp does not answer as it should")),
        }
    }
}

/// Not more than `most` bytes, whatever the answer says about its length.
async fn read(response: &mut reqwest::Response, most: usize) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| FetchError::Later("the line was cut"))? {
        if bytes.len() + chunk.len() > most {
            return Err(FetchError::TooLarge { most });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Over TLS at the platform's hosts, or where this deployment's platform is.
fn is_of_platform(url: &Url, api_url: &str) -> bool {
    let host = url.host_str().unwrap_or_default();
    let known = HOSTS.contains(&host) || host.ends_with(DOMAIN);
    let standard = url.scheme() == "https" && url.port().is_none() && known;
    standard || Url::parse(api_url).is_ok_and(|api| api.origin() == url.origin())
}

/// The platform writes it in hexadecimal digits or in base64, depending on where.
fn is_sum_of(sum: &str, bytes: &[u8]) -> bool {
    let digest = Sha256::digest(bytes);
    sum.eq_ignore_ascii_case(&super::upload::hex(&digest)) || sum == BASE64_STANDARD.encode(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_to_the_platform_only() {
        let graph = "https://graph.facebook.com";
        let goes = |url: &str, api: &str| is_of_platform(&Url::parse(url).unwrap(), api);
        for url in [
            "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
            "https://mmg.whatsapp.net/v/1",
            "https://graph.facebook.com/v25.0/1",
        ] {
            assert!(goes(url, graph), "{url}");
        }
        for url in [
            "http://lookaside.fbsbx.com/1",
            "https://lookaside.fbsbx.com.example/1",
            "https://whatsapp.net.example/1",
            "https://evilwhatsapp.net/1",
            "https://user@evil.example/lookaside.fbsbx.com",
            "https://lookaside.fbsbx.com:8443/1",
            "https://169.254.169.254/latest",
            "file:///etc/passwd",
        ] {
            assert!(!goes(url, graph), "{url}");
        }
        assert!(goes("http://127.0.0.1:9000/file", "http://127.0.0.1:9000"));
        assert!(!goes("http://127.0.0.1:9001/file", "http://127.0.0.1:9000"));
    }

    #[test]
    fn sums_are_read_in_both_writings() {
        let hex = "2CF24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        assert!(is_sum_of(hex, b"hello"));
        assert!(is_sum_of("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", b"hello"));
        assert!(!is_sum_of(hex, b"hallo"));
    }
}
