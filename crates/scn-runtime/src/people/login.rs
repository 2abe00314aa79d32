//! Who is asking: a token with each request, or once for a session in a cookie.

use super::answers::{Asked, Refusal};
use crate::config::{Operator, People, Secret};
use crate::http::Peer;
use crate::serve::App;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use scn_graph::Moment;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const NAME: &str = "scn_operator";
/// A working day and a bit.
const SESSION_SECONDS: i64 = 12 * 3600;
/// Wrong tokens from one address within a minute, before it has to wait.
const TRIES: u32 = 5;
const MINUTE: i64 = 60_000;
/// Addresses remembered; an attacker with more of them still has to guess 16 characters.
const MOST_ADDRESSES: usize = 1000;

/// What is remembered of logins; a restart forgets it, sessions go on.
#[derive(Default)]
pub(super) struct Guard {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Wrong tokens by address, and since when they are counted.
    wrong: BTreeMap<IpAddr, (u32, Moment)>,
    /// Sessions that were ended before their time, until then.
    ended: BTreeMap<String, Moment>,
    /// Makes no two sessions alike.
    sessions: u64,
}

impl Guard {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self, peer: IpAddr, now: Moment) -> Result<(), Refusal> {
        match self.lock().wrong.get(&peer) {
            Some((count, since)) if *count >= TRIES && now.since(*since) < MINUTE => Err(Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too many wrong tokens came from your address",
                "wait a minute, then try again with the token from `operators`",
            )
            .after(60)),
            _ => Ok(()),
        }
    }

    fn wrong(&self, peer: IpAddr, now: Moment) {
        let wrong = &mut self.lock().wrong;
        if wrong.len() >= MOST_ADDRESSES {
            wrong.retain(|_, (_, since)| now.since(*since) < MINUTE);
        }
        if wrong.len() >= MOST_ADDRESSES {
            wrong.pop_first();
        }
        let entry = wrong.entry(peer).or_insert((0, now));
        if now.since(entry.1) >= MINUTE {
            *entry = (0, now);
        }
        entry.0 += 1;
    }

    fn session(&self) -> u64 {
        let mut inner = self.lock();
        inner.sessions += 1;
        inner.sessions
    }

    fn end(&self, session: &Session, now: Moment) {
        let mut inner = self.lock();
        inner.ended.retain(|_, until| *until > now);
        inner.ended.insert(session.signature.clone(), session.until);
    }

    fn has_ended(&self, session: &Session) -> bool {
        self.lock().ended.contains_key(&session.signature)
    }
}

/// The operator who asks.
#[derive(Clone, Debug)]
pub(crate) struct Who(pub String);

impl FromRequestParts<Arc<App>> for Who {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Who, Refusal> {
        if let Some(token) = bearer(&parts.headers) {
            let Some(Peer(peer)) = parts.extensions.get().copied() else { return Err(nobody()) };
            return by_token(app, token, peer);
        }
        let session = session(&app.config.people, &parts.headers, app.clock.now()).ok_or_else(nobody)?;
        if app.people.guard.has_ended(&session) {
            return Err(nobody());
        }
        if parts.method != Method::GET {
            from_here(&app.config.people, &parts.headers, true)?;
        }
        Ok(Who(session.name))
    }
}

fn nobody() -> Refusal {
    Refusal::new(
        StatusCode::UNAUTHORIZED,
        "you are not logged in, or your session is over",
        "log in with your token",
    )
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn by_token(app: &App, token: &str, peer: IpAddr) -> Result<Who, Refusal> {
    let now = app.clock.now();
    app.people.guard.check(peer, now)?;
    // All are compared, whichever it is.
    let found =
        app.config.people.operators.iter().fold(None, |found, operator| match same(token, operator) {
            true => Some(operator.name.clone()),
            false => found,
        });
    found.map(Who).ok_or_else(|| {
        app.people.guard.wrong(peer, now);
        tracing::warn!("an operator came with a wrong token");
        Refusal::new(
            StatusCode::UNAUTHORIZED,
            "this token belongs to no operator",
            "use the token that stands behind your name in `operators`",
        )
    })
}

/// In constant time, whatever the lengths: what is compared is made with both.
fn same(given: &str, operator: &Operator) -> bool {
    let made = scn_whatsapp::sign(b"scn operator token", given);
    scn_whatsapp::verify(Some(&made), b"scn operator token", &[operator.token.reveal()])
}

/// A session that an operator's token signed.
struct Session {
    name: String,
    until: Moment,
    signature: String,
}

/// `name in hex.until.number.signature`: it needs no store, survives a restart, and ends when the token is changed.
fn issue(operator: &Operator, until: Moment, number: u64) -> String {
    let name = operator.name.bytes().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let said = format!("{name}.{}.{number}", until.0);
    let signature = scn_whatsapp::sign(format!("scn session {said}").as_bytes(), operator.token.reveal());
    format!("{said}.{}", signature.trim_start_matches("sha256="))
}

fn session(people: &People, headers: &HeaderMap, now: Moment) -> Option<Session> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let value = cookies.flat_map(|line| line.split(';')).find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == NAME).then_some(value)
    })?;
    let (said, signature) = value.rsplit_once('.')?;
    let until = Moment(said.split('.').nth(1)?.parse().ok()?);
    let signed = format!("sha256={signature}");
    let said = format!("scn session {said}");
    let own = |operator: &&Operator| {
        scn_whatsapp::verify(Some(&signed), said.as_bytes(), &[operator.token.reveal()])
    };
    let operator = people.operators.iter().find(own)?;
    (now < until).then(|| Session { name: operator.name.clone(), until, signature: signed.clone() })
}

/// For the fuzzer: headers of somebody who holds no token let nobody in.
pub(super) fn reads(bytes: &[u8]) {
    let Ok(value) = axum::http::HeaderValue::from_bytes(bytes) else { return };
    let headers =
        HeaderMap::from_iter([(COOKIE, value.clone()), (AUTHORIZATION, value.clone()), (ORIGIN, value)]);
    bearer(&headers);
    let token = Secret::new("anna-has-a-long-token");
    let people = People {
        operators: vec![Operator { name: "anna".to_owned(), token }],
        listen: ([127, 0, 0, 1], 0).into(),
        url: None,
    };
    assert!(session(&people, &headers, Moment(0)).is_none());
    assert!(from_here(&people, &headers, true).is_err(), "there is no host");
}

/// A cookie travels with every request of the browser: only those of our own page count.
fn from_here(people: &People, headers: &HeaderMap, must_say: bool) -> Result<(), Refusal> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let here = match (text(ORIGIN), &people.url) {
        (None, _) => !must_say,
        (Some(origin), Some(url)) => origin == url.origin().ascii_serialization(),
        (Some(origin), None) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(HOST)
        }
    };
    if here {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::FORBIDDEN,
        "this request came from a page of another address",
        "use the operators' page itself; behind a proxy set `people_url` to the address that browsers open",
    ))
}

#[derive(Deserialize)]
pub(super) struct Login {
    token: String,
}

pub(super) async fn login(
    State(app): State<Arc<App>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    Asked(Login { token }): Asked<Login>,
) -> Result<Response, Refusal> {
    from_here(&app.config.people, &headers, false)?;
    let Who(name) = by_token(&app, token.trim(), peer)?;
    let people = &app.config.people;
    let operator = people.operators.iter().find(|operator| operator.name == name).ok_or_else(nobody)?;
    let until = app.clock.now().plus_seconds(SESSION_SECONDS);
    let value = issue(operator, until, app.people.guard.session());
    let cookie = cookie(people, &value, SESSION_SECONDS);
    tracing::info!(operator = name, "logged in");
    Ok(([(SET_COOKIE, cookie)], Json(json!({ "name": name }))).into_response())
}

fn cookie(people: &People, value: &str, seconds: i64) -> String {
    let secure = if people.url.as_ref().is_some_and(|url| url.scheme() == "https") { "; Secure" } else { "" };
    format!("{NAME}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

pub(super) async fn logout(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    from_here(&app.config.people, &headers, false)?;
    let now = app.clock.now();
    if let Some(session) = session(&app.config.people, &headers, now) {
        app.people.guard.end(&session, now);
    }
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie(&app.config.people, "", 0))]).into_response())
}

pub(super) async fn me(State(app): State<Arc<App>>, Who(name): Who) -> Json<serde_json::Value> {
    Json(json!({ "name": name, "title": app.scenarios.current().graph.settings.title }))
}
