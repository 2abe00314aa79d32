//! Requests to outside systems: where they go, what they carry, what their answers mean.

mod access;
mod address;
mod answer;
pub(crate) mod egress;
mod lane;
mod oauth2;
mod recorded;

use crate::clock::Clock;
use crate::config::{Auth, Config, ConnectorSettings, Environment};
use crate::errand::Reply;
use crate::outbox::later;
pub(crate) use access::canonical;
use access::{Access, Outgoing};
use address::address;
use answer::outcome;
use egress::Egress;
use lane::{Busy, Lanes};
use oauth2::Tokens;
pub use recorded::{Recorder, Recordings};
use reqwest::{Method as Verb, Url};
use scn_graph::{Base, Connector, Graph, Method, Moment, Operation};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long the address of events may take.
const TELLING: Duration = Duration::from_secs(30);
/// The name of the lane of events, also in the metrics.
const EVENTS: &str = "events_url";
/// Events told at the same time.
const EVENT_PLACES: u32 = 32;

/// The ways out, and what is remembered about each system.
pub(crate) struct Connectors {
    egress: Egress,
    lanes: Lanes,
    tokens: Tokens,
    settings: BTreeMap<String, ConnectorSettings>,
    environment: Environment,
    /// Systems that are not there are answered for.
    samples: bool,
    /// Answers instead of systems.
    recordings: Option<Recordings>,
    recorder: Option<Recorder>,
    events_private_network: bool,
    clock: Arc<dyn Clock>,
}

/// A try to call.
#[derive(Debug, PartialEq)]
pub(crate) enum Tried {
    Reply(Reply),
    /// It may go better next time.
    Again {
        reply: Reply,
        /// The system has surely not done it.
        untouched: bool,
        /// It asked for this pause.
        after: Option<Duration>,
    },
    /// There was no place for it, or the system is left alone: nothing was sent.
    Held {
        reason: String,
        until: Moment,
    },
}

impl Tried {
    /// Nobody knows whether it was done.
    pub(crate) fn again(reply: Reply) -> Tried {
        Tried::Again { reply, untouched: false, after: None }
    }
}

impl Connectors {
    pub(crate) fn new(config: &Config, clock: Arc<dyn Clock>) -> Result<Connectors, reqwest::Error> {
        let egress = Egress::new(config.private_calls, egress::system())?;
        Ok(Connectors::through(egress, config, clock))
    }

    pub(crate) fn through(egress: Egress, config: &Config, clock: Arc<dyn Clock>) -> Connectors {
        Connectors {
            egress,
            lanes: Lanes::default(),
            tokens: Tokens::default(),
            settings: config.connectors.clone(),
            environment: config.environment.clone(),
            samples: config.sample_calls,
            recordings: config.recordings.clone(),
            recorder: config.recorder.clone(),
            events_private_network: config.events_private_network,
            clock,
        }
    }

    /// What keeps the scenario from making its calls, in words; nothing where samples answer.
    pub(crate) fn missing(&self, graph: &Graph, events_url: Option<&Url>) -> Vec<String> {
        let used = |place: &usize| graph.operations.iter().any(|it| usize::from(it.connector) == *place);
        let used = graph.connectors.iter().enumerate().filter(|(place, _)| used(place));
        let missing = used.filter_map(|(_, connector)| self.ready(connector).err());
        let missing = missing.filter(|_| !self.samples && self.recordings.is_none());
        let recordings = self.recordings.iter().flat_map(|recordings| recordings.problems(graph));
        let recordings = recordings.map(|problem| format!("the recordings cannot be used: {problem}"));
        let events = events_url.and_then(|url| self.egress.to(url, self.events_private_network).err());
        let events = events.map(|forbidden| match forbidden {
            egress::Forbidden::Nowhere => format!("`events_url` cannot be used: {forbidden}"),
            _ => "`events_url` is in a private network or begins with http://: use https://, or set `events_private_network: yes` when it is in yours".to_owned(),
        });
        missing.chain(recordings).chain(events).collect()
    }

    /// Settings for connectors that the scenario does not have.
    pub(crate) fn strangers(&self, graph: &Graph) -> Vec<&str> {
        let known = |name: &String| graph.connectors.iter().any(|connector| connector.name == *name);
        self.settings.keys().filter(|name| !known(name)).map(String::as_str).collect()
    }

    fn ready(&self, connector: &Connector) -> Result<(), String> {
        let access = self.access(connector)?;
        let (name, inside) = (&connector.name, access.private_network);
        let token_url = match &access.lock {
            Some((Auth::OAuth2(settings), _)) => settings.token_url.as_ref(),
            _ => None,
        };
        self.egress
            .to(&access.base, inside)
            .map_err(|why| format!("the connector `{name}` cannot be used: {why}"))?;
        let found = token_url.map(|url| self.egress.to(url, inside)).transpose();
        found
            .map(|_| ())
            .map_err(|why| format!("the `token_url` of the connector `{name}` cannot be used: {why}"))
    }

    fn access(&self, connector: &Connector) -> Result<Access, String> {
        let name = &connector.name;
        let settings = self.settings.get(name).cloned().unwrap_or_default();
        let (base, from) = match &connector.base {
            Base::Url(url) => (url.clone(), "base".to_owned()),
            Base::Env(variable) => {
                let value = self.environment.get(variable).ok_or_else(|| {
                    format!("the connector `{name}` has no address: set {variable}, or try with --sandbox")
                })?;
                (value, variable.clone())
            }
        };
        let base =
            Url::parse(&base).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let base = base.ok_or_else(|| {
            format!("the connector `{name}` needs an address that begins with https://: correct {from}")
        })?;
        let secret = connector.auth.as_ref().map(|variable| {
            self.environment.secret(variable).ok_or_else(|| {
                format!("the connector `{name}` has no token: set {variable}, or try with --sandbox")
            })
        });
        let lock = match (settings.auth, secret.transpose()?) {
            (Auth::Bearer, None) => None,
            (_, None) => {
                return Err(format!(
                    "scn.yaml says how the connector `{name}` is entered, but the scenario names no secret for it: add `auth env NAME` to the connector"
                ));
            }
            (auth, Some(secret)) => Some((auth, secret)),
        };
        Ok(Access { name: name.clone(), base, lock, private_network: settings.private_network })
    }

    /// The systems that were called so far, and whether they are left alone just now.
    pub(crate) fn left_alone(&self) -> Vec<(String, bool)> {
        self.lanes.left_alone()
    }

    /// Makes a call once.
    pub(crate) async fn call(&self, graph: &Graph, operation: &Operation, args: &str, key: &str) -> Tried {
        if let Some(recordings) = &self.recordings {
            let recorded =
                recordings.answer(&operation.name, &serde_json::from_str(args).unwrap_or_default());
            self.clock.sleep_until(Moment(later(self.clock.now(), recorded.after))).await;
            return recorded.tried;
        }
        let Some(connector) = graph.connectors.get(usize::from(operation.connector)) else {
            return failed("the scenario has no such connector");
        };
        let access = match self.access(connector) {
            Ok(access) => access,
            Err(_) if self.samples => return Tried::Reply(crate::errand::sample(graph, operation)),
            Err(reason) => return failed(reason),
        };
        let out = match outgoing(&access, operation, args, key) {
            Ok(out) => out,
            Err(reason) => return failed(reason),
        };
        let places = self
            .settings
            .get(&access.name)
            .map_or_else(|| ConnectorSettings::default().places, |it| it.places);
        let within = Duration::from_millis(connector.timeout_ms.into());
        let request = self.send(&access, out, operation.result.is_some(), within);
        self.in_lane(&access.name, places, within, request).await
    }

    /// Writes down what came of a call in the end, where that is asked for.
    pub(crate) fn record(&self, operation: &str, args: &str, reply: &Reply) {
        self.recorder.iter().for_each(|recorder| recorder.add(operation, args, reply));
    }

    /// Tells an event to the business's own address.
    pub(crate) async fn tell(&self, url: &Url, body: Vec<u8>, signature: Option<String>, key: &str) -> Tried {
        let client = match self.egress.to(url, self.events_private_network) {
            Ok(client) => client,
            Err(forbidden) => return failed(forbidden.to_string()),
        };
        let mut out =
            Outgoing { method: Verb::POST, url: url.clone(), headers: Vec::new(), body: Some(body) };
        out.header("Idempotency-Key", key);
        if let Some(signature) = signature {
            out.header(crate::events::SIGNATURE, signature);
        }
        let request = async { outcome(out.build(client, TELLING), false, self.clock.now()).await.tried };
        self.in_lane(EVENTS, EVENT_PLACES, TELLING, request).await
    }

    /// A request in its turn: beside a few others to the same system, and only while that system is well. Waiting for
    /// a place is part of its time.
    async fn in_lane(
        &self,
        name: &str,
        places: u32,
        within: Duration,
        request: impl Future<Output = Tried>,
    ) -> Tried {
        let (lane, end) = (self.lanes.of(name, places), Instant::now() + within);
        let turn = match lane.enter(end, self.clock.as_ref()).await {
            Ok(turn) => turn,
            Err(Busy { reason, until }) => return Tried::Held { reason: reason.to_owned(), until },
        };
        let late = Tried::again(Reply::TimedOut);
        let tried = timeout_at(end, request).await.unwrap_or(late);
        turn.over(!matches!(tried, Tried::Again { .. }), self.clock.now());
        tried
    }

    /// A token that was taken back is fetched anew, once.
    async fn send(&self, access: &Access, out: Outgoing, wanted: bool, within: Duration) -> Tried {
        let client = match self.egress.to(&access.base, access.private_network) {
            Ok(client) => client,
            Err(forbidden) => return failed(forbidden.to_string()),
        };
        let keys = match &access.lock {
            Some((Auth::OAuth2(settings), _)) => settings.token_url.as_ref(),
            _ => None,
        };
        let keys = match keys.map(|url| self.egress.to(url, access.private_network)).transpose() {
            Ok(client) => client,
            Err(forbidden) => return failed(format!("no token could be fetched: {forbidden}")),
        };
        for last in [keys.is_none(), true] {
            let (mut out, now) = (out.clone(), self.clock.now());
            if let Err(tried) = access.enter(&mut out, &self.tokens, keys.unwrap_or(client), now).await {
                return tried;
            }
            let token =
                out.headers.last().and_then(|(_, value)| value.strip_prefix("Bearer ").map(str::to_owned));
            let heard = outcome(out.build(client, within), wanted, now).await;
            match token {
                Some(token) if heard.status == Some(401) && !last => {
                    self.tokens.refused(&access.name, &token).await;
                }
                _ => return heard.tried,
            }
        }
        failed("it could not be entered")
    }
}

fn outgoing(access: &Access, operation: &Operation, args: &str, key: &str) -> Result<Outgoing, String> {
    let args = serde_json::from_str(args).unwrap_or_default();
    let (url, body) = address(&access.base, operation, args)?;
    let method = match operation.method {
        Method::Get => Verb::GET,
        Method::Post => Verb::POST,
        Method::Put => Verb::PUT,
        Method::Delete => Verb::DELETE,
    };
    let body = body.map(|body| body.to_string().into_bytes());
    let mut out = Outgoing { method, url, headers: Vec::new(), body };
    out.header("Idempotency-Key", key);
    out.header("Accept", "application/json");
    Ok(out)
}

fn failed(reason: impl Into<String>) -> Tried {
    Tried::Reply(Reply::Failed { reason: reason.into() })
}

/// Nothing was done, and the next try may go better.
fn again(reason: impl Into<String>) -> Tried {
    Tried::Again { reply: Reply::Failed { reason: reason.into() }, untouched: true, after: None }
}
