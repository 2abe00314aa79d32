//! Tokens by client credentials (RFC 6749, section 4.4): fetched once, kept until shortly before they end.
//! A plain form is all there is to it, so no library is used.

use super::{Tried, again, failed};
use crate::config::{OAuth2, Secret};
use reqwest::{Client, Url};
use scn_graph::Moment;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A token is used until this long before its end, or for nine tenths of its life when that is short.
const MARGIN: i64 = 60_000;
/// The life of a token that does not say how long it lives.
const USUAL: i64 = 300;
/// Longer answers are no tokens.
const LARGEST: usize = 64 * 1024;

/// The tokens of all connectors, by name.
#[derive(Default)]
pub(super) struct Tokens(Mutex<BTreeMap<String, Arc<Cell>>>);

/// Locked while a token is fetched, so that only one is.
type Cell = tokio::sync::Mutex<Option<Token>>;

struct Token {
    secret: Secret,
    until: Moment,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    #[serde(default)]
    token_type: Option<String>,
    #[serde(default)]
    expires_in: Option<serde_json::Value>,
}

impl Tokens {
    /// The token of a connector, fetched when there is none that lasts.
    pub(super) async fn get(
        &self,
        connector: &str,
        settings: &OAuth2,
        secret: &Secret,
        client: &Client,
        now: Moment,
    ) -> Result<Secret, Tried> {
        let cell = self.cell(connector);
        let mut kept = cell.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| token.until > now) {
            return Ok(token.secret.clone());
        }
        let token = fetch(settings, secret, client, now).await?;
        Ok(kept.insert(token).secret.clone())
    }

    /// This token was refused: the next one is fetched anew, unless somebody did so already.
    pub(super) async fn refused(&self, connector: &str, refused: &str) {
        let cell = self.cell(connector);
        let mut kept = cell.lock().await;
        if kept.as_ref().is_some_and(|token| token.secret.reveal() == refused) {
            *kept = None;
        }
    }

    fn cell(&self, connector: &str) -> Arc<Cell> {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cells.entry(connector.to_owned()).or_default().clone()
    }
}

async fn fetch(settings: &OAuth2, secret: &Secret, client: &Client, now: Moment) -> Result<Token, Tried> {
    let Some(url) = &settings.token_url else { return Err(failed("no `token_url` is set for it")) };
    let mut form = vec![("grant_type", "client_credentials")];
    form.extend(settings.scope.as_deref().map(|scope| ("scope", scope)));
    form.extend(settings.audience.as_deref().map(|audience| ("audience", audience)));
    let mut request = client.post(url.clone()).header("Accept", "application/json");
    if settings.in_body {
        form.extend([("client_id", settings.client_id.as_str()), ("client_secret", secret.reveal())]);
    } else {
        request = request.basic_auth(encoded(&settings.client_id), Some(encoded(secret.reveal())));
    }
    let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(query(&form));
    let mut response = request.send().await.map_err(|error| match super::egress::forbidden(&error) {
        Some(forbidden) => failed(format!("no token could be fetched: {forbidden}")),
        None => again("no token could be fetched: its `token_url` could not be reached"),
    })?;
    let status = response.status();
    if !status.is_success() {
        let reason = format!("no token was given: its `token_url` answered with status {}", status.as_u16());
        return Err(if status.is_server_error() || status.as_u16() == 429 {
            again(reason)
        } else {
            failed(reason)
        });
    }
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            break;
        }
    }
    let answer: Option<Answer> = serde_json::from_slice(&body).ok();
    let bearer = |answer: &Answer| {
        answer.token_type.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"))
            && !answer.access_token.is_empty()
    };
    let answer = answer.filter(bearer).ok_or_else(|| failed("its `token_url` answered with no token"))?;
    let life = answer.expires_in.as_ref().and_then(seconds).unwrap_or(USUAL).clamp(0, 366 * 86_400) * 1000;
    let until = Moment(now.0.saturating_add((life - MARGIN).max(life / 10 * 9)));
    Ok(Token { secret: Secret::new(answer.access_token), until })
}

/// Some write the number as a text.
fn seconds(json: &serde_json::Value) -> Option<i64> {
    json.as_i64().or_else(|| json.as_str()?.trim().parse().ok())
}

/// As forms are written.
fn query(pairs: &[(&str, &str)]) -> String {
    // An address writes its query in the same way.
    let Ok(mut url) = Url::parse("form:/") else { return String::new() };
    url.query_pairs_mut().extend_pairs(pairs);
    url.query().unwrap_or_default().to_owned()
}

/// RFC 6749 wants id and secret written like a value of a form before they go into the header.
fn encoded(value: &str) -> String {
    query(&[("", value)]).trim_start_matches('=').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_written_as_browsers_do() {
        assert_eq!(query(&[("scope", "a b"), ("x", "é&=")]), "scope=a+b&x=%C3%A9%26%3D");
        assert_eq!((encoded("a:b c"), encoded("=")), ("a%3Ab+c".to_owned(), "%3D".to_owned()));
    }
}
