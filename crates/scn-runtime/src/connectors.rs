//! Requests to outside systems: where they go, what they carry, what their answers mean.

use crate::config::{Environment, Secret};
use crate::errand::Reply;
use crate::outbox::platform::is_local;
use reqwest::{Client, Method as Verb, Url, redirect::Policy};
use scn_graph::{Base, Connector, Graph, Method, Operation};
use serde_json::{Map, Value as Json};
use std::time::Duration;

/// Longer answers are not read.
const LARGEST: usize = 1024 * 1024;

/// The two ways out: systems on this machine are not looked for behind a proxy.
pub(crate) struct Connectors {
    far: Client,
    near: Client,
    environment: Environment,
    /// Systems that are not there are answered for.
    samples: bool,
}

/// Where a connector is, and how it is entered.
#[derive(Debug)]
struct Access {
    base: Url,
    token: Option<Secret>,
}

/// A try to call.
#[derive(Debug, PartialEq)]
pub(crate) enum Tried {
    Reply(Reply),
    /// It may go better next time.
    Again(Reply),
}

impl Connectors {
    pub(crate) fn new(environment: Environment, samples: bool) -> Result<Connectors, reqwest::Error> {
        // A redirect would carry the customer's data to where nobody has declared it to go.
        let client = || Client::builder().user_agent("scn").redirect(Policy::none());
        Ok(Connectors { far: client().build()?, near: client().no_proxy().build()?, environment, samples })
    }

    /// What is missing for the scenario to make its calls; nothing where samples answer.
    pub(crate) fn missing(&self, graph: &Graph) -> Vec<String> {
        let used = |place: &usize| graph.operations.iter().any(|it| usize::from(it.connector) == *place);
        let used = graph.connectors.iter().enumerate().filter(|(place, _)| used(place));
        let missing = used.filter_map(|(_, connector)| self.access(connector).err());
        missing.filter(|_| !self.samples).collect()
    }

    fn access(&self, connector: &Connector) -> Result<Access, String> {
        let name = &connector.name;
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
        let token = match &connector.auth {
            None => None,
            Some(variable) => Some(self.environment.secret(variable).ok_or_else(|| {
                format!("the connector `{name}` has no token: set {variable}, or try with --sandbox")
            })?),
        };
        Ok(Access { base, token })
    }

    /// Makes a call once.
    pub(crate) async fn call(&self, graph: &Graph, operation: &Operation, args: &str, key: &str) -> Tried {
        let Some(connector) = graph.connectors.get(usize::from(operation.connector)) else {
            return failed("the scenario has no such connector");
        };
        let access = match self.access(connector) {
            Ok(access) => access,
            Err(_) if self.samples => return Tried::Reply(crate::errand::sample(graph, operation)),
            Err(reason) => return failed(reason),
        };
        let args = serde_json::from_str(args).unwrap_or_default();
        let (url, body) = match address(&access.base, operation, args) {
            Ok(request) => request,
            Err(reason) => return failed(reason),
        };
        let verb = match operation.method {
            Method::Get => Verb::GET,
            Method::Post => Verb::POST,
            Method::Put => Verb::PUT,
            Method::Delete => Verb::DELETE,
        };
        let client = self.client(&url);
        let mut request =
            client.request(verb, url).timeout(Duration::from_millis(connector.timeout_ms.into()));
        request = request.header("Idempotency-Key", key).header("Accept", "application/json");
        if let Some(token) = &access.token {
            request = request.bearer_auth(token.reveal());
        }
        if let Some(body) = &body {
            request = request.json(body);
        }
        outcome(request).await
    }

    /// Tells an event to the business's own address.
    pub(crate) async fn tell(&self, url: &Url, body: Vec<u8>, signature: Option<String>, key: &str) -> Tried {
        let mut request = self.client(url).post(url.clone()).timeout(Duration::from_secs(30));
        request = request.header("Idempotency-Key", key).header("Content-Type", "application/json");
        if let Some(signature) = signature {
            request = request.header(crate::events::SIGNATURE, signature);
        }
        outcome(request.body(body)).await
    }

    fn client(&self, url: &Url) -> &Client {
        if is_local(url.as_str()) { &self.near } else { &self.far }
    }
}

fn failed(reason: impl Into<String>) -> Tried {
    Tried::Reply(Reply::Failed { reason: reason.into() })
}

/// Sends it and reads the answer. Reasons hold no address: a parameter in it may be about a person.
async fn outcome(request: reqwest::RequestBuilder) -> Tried {
    let mut response = match request.send().await {
        Ok(response) => response,
        Err(error) => return unheard(&error),
    };
    let status = response.status();
    if !status.is_success() {
        let reply = Reply::Failed { reason: format!("it answered with status {}", status.as_u16()) };
        return if status.is_server_error() { Tried::Again(reply) } else { Tried::Reply(reply) };
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST => {
                let reason = "the answer is longer than 1 MB".to_owned();
                return Tried::Reply(Reply::Unreadable { reason });
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return unheard(&error),
        }
    }
    Tried::Reply(match String::from_utf8(body) {
        Ok(body) => Reply::Answered { body },
        Err(_) => Reply::Unreadable { reason: "the answer is no text".to_owned() },
    })
}

fn unheard(error: &reqwest::Error) -> Tried {
    Tried::Again(match error.is_timeout() {
        true => Reply::TimedOut,
        false => Reply::Failed { reason: "it could not be reached".to_owned() },
    })
}

/// The address with its parameters, and the body with those that do not stand in it.
fn address(
    base: &Url,
    operation: &Operation,
    args: Map<String, Json>,
) -> Result<(Url, Option<Json>), String> {
    let mut url = base.clone();
    let (path, fixed) = operation.path.split_once('?').unwrap_or((&operation.path, ""));
    let parts = path.split('/').filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(|part| filled(part, &args)).collect::<Result<_, _>>()?;
    let in_path = |name: &String| path.contains(&format!("{{{name}}}"));
    let rest: Map<String, Json> = args.into_iter().filter(|(name, _)| !in_path(name)).collect();
    url.path_segments_mut().map_err(|()| "its address takes no path")?.pop_if_empty().extend(parts);
    if !fixed.is_empty() {
        url.set_query(Some(fixed));
    }
    if operation.method == Method::Get {
        if !rest.is_empty() {
            let mut query = url.query_pairs_mut();
            for (name, value) in &rest {
                for value in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
                    query.append_pair(name, &plain(value));
                }
            }
        }
        return Ok((url, None));
    }
    let body = (operation.method != Method::Delete || !rest.is_empty()).then_some(Json::Object(rest));
    Ok((url, body))
}

/// One part of a path with its parameters; each value stays within its part, whatever it holds.
fn filled(part: &str, args: &Map<String, Json>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = part;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, hole)| Some((before, hole.split_once('}')?)))
    {
        let value = args.get(name).map(plain).filter(|value| !value.is_empty());
        out.push_str(before);
        out.push_str(&value.ok_or_else(|| format!("`{name}` in its path is unknown"))?);
        rest = after;
    }
    out.push_str(rest);
    match out.as_str() {
        "." | ".." => Err("a parameter cannot stand in its path".to_owned()),
        _ => Ok(out),
    }
}

/// A value as a part of an address.
fn plain(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_graph::{Key, Param, Type};
    use serde_json::json;

    fn operation(method: Method, path: &str, params: &[&str]) -> Operation {
        let param = |name: &&str| Param { name: (*name).to_owned(), ty: Type::TEXT };
        Operation {
            name: "shop.it".into(),
            key: Key(1),
            connector: 0,
            method,
            path: path.into(),
            params: params.iter().map(param).collect(),
            result: None,
            irreversible: false,
        }
    }

    fn request(base: &str, operation: &Operation, args: Json) -> Result<(String, Option<Json>), String> {
        let args = args.as_object().unwrap().clone();
        address(&Url::parse(base).unwrap(), operation, args).map(|(url, body)| (url.to_string(), body))
    }

    #[test]
    fn parameters_go_into_the_path_the_query_or_the_body() {
        let get = operation(Method::Get, "/orders/{number}", &["number", "since", "states"]);
        assert_eq!(
            request(
                "https://shop.example/api/",
                &get,
                json!({"number": "a/b?c", "since": "1 é", "states": ["x", "y"]})
            ),
            Ok(("https://shop.example/api/orders/a%2Fb%3Fc?since=1+%C3%A9&states=x&states=y".into(), None))
        );
        let post = operation(Method::Post, "orders/{number}/lines?v=2", &["number", "lines"]);
        assert_eq!(
            request("https://shop.example", &post, json!({"number": 7, "lines": [1]})),
            Ok(("https://shop.example/orders/7/lines?v=2".into(), Some(json!({"lines": [1]}))))
        );
        let delete = operation(Method::Delete, "/orders/{number}", &["number"]);
        assert_eq!(
            request("https://shop.example", &delete, json!({"number": "7"})),
            Ok(("https://shop.example/orders/7".into(), None))
        );
    }

    #[test]
    fn a_value_cannot_leave_its_place_in_the_path() {
        let get = operation(Method::Get, "/orders/{number}/{part}", &["number", "part"]);
        for value in ["..", ".", ""] {
            assert!(
                request("https://a.example", &get, json!({"number": value, "part": "x"})).is_err(),
                "{value}"
            );
        }
        let sly =
            request("https://a.example", &get, json!({"number": "../admin", "part": "%2e%2e"})).unwrap().0;
        assert_eq!(sly, "https://a.example/orders/..%2Fadmin/%252e%252e");
        let twice = request("https://a.example", &get, json!({"number": "{part}", "part": "x"})).unwrap().0;
        assert_eq!(twice, "https://a.example/orders/%7Bpart%7D/x");
    }
}
