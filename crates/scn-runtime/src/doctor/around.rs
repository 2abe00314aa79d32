//! The machine, the webhook as the world sees it, and the connected systems.

use super::Finding;
use crate::Config;
use crate::connectors::Connectors;
use crate::outbox::platform::is_local;
use reqwest::{Client, Url, redirect::Policy};
use scn_graph::{Base, Graph};
use std::path::Path;
use std::time::Duration;

/// Less than this fills sooner than somebody looks.
const LITTLE_BYTES: u64 = 1024 * 1024 * 1024;
const CHALLENGE: &str = "1158201444";

/// A file can be written where the store lies, and there is room.
pub(super) fn store(store: &Path) -> Vec<Finding> {
    let folder = store.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let shown = folder.display();
    if !folder.exists() {
        let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("."));
        let mut found = vec![Finding::ok("store", format!("{shown} will be made at the first start"))];
        found.extend(space(there));
        return found;
    }
    let probe = folder.join(format!(".scn-doctor-{}", std::process::id()));
    let written = std::fs::write(&probe, b"scn").and_then(|()| std::fs::remove_file(&probe));
    let mut found = vec![match written {
        Ok(()) => Finding::ok("store", format!("{shown} can be written to")),
        Err(error) => Finding::problem(
            "store",
            format!("{shown} cannot be written to: {error}"),
            "give the user of scn this folder, or set `store`",
        ),
    }];
    found.extend(space(folder));
    found
}

#[cfg(unix)]
fn space(folder: &Path) -> Option<Finding> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let said = format!("{:.1} GB free", free as f64 / 1e9);
    Some(match free < LITTLE_BYTES {
        true => {
            Finding::warning("disk", said, "make room: a full disk stops the bot, though nothing is lost")
        }
        false => Finding::ok("disk", said),
    })
}

#[cfg(not(unix))]
fn space(_: &Path) -> Option<Finding> {
    None
}

/// The handshake as the platform does it, and whether a post without a signature is refused.
pub(super) async fn webhook(config: &Config, url: &str) -> Finding {
    let what = "webhook";
    let (Ok(mut address), Ok(http)) = (Url::parse(url), client(url)) else {
        return Finding::problem(
            what,
            format!("{url} is no address"),
            "write it like https://bot.example/webhook",
        );
    };
    address.query_pairs_mut().extend_pairs([
        ("hub.mode", "subscribe"),
        ("hub.challenge", CHALLENGE),
        ("hub.verify_token", config.verify_token.reveal()),
    ]);
    let unreachable = |error: reqwest::Error| {
        Finding::problem(
            what,
            format!("{url} cannot be reached: {}", error.without_url()),
            "check that scn serve runs, the name, the certificate, and that the proxy passes /webhook on",
        )
    };
    let answer = match http.get(address).send().await {
        Ok(answer) => answer,
        Err(error) => return unreachable(error),
    };
    let status = answer.status().as_u16();
    match (status, answer.text().await) {
        (200, Ok(text)) if text == CHALLENGE => {}
        (403, _) => {
            return Finding::problem(
                what,
                "it refuses the verify token",
                "the running process has another SCN_VERIFY_TOKEN: restart it",
            );
        }
        _ => {
            return Finding::problem(
                what,
                format!("{url} answers with status {status}, but not as scn does"),
                "check that the proxy passes /webhook on to `listen`",
            );
        }
    }
    match http.post(url).body("{}").send().await.map(|answer| answer.status().as_u16()) {
        Ok(401) if url.starts_with("https://") => {
            Finding::ok(what, "the handshake works, and a wrong signature is refused")
        }
        Ok(401) => Finding::warning(what, "the handshake works, without TLS", "the platform wants https://"),
        Ok(status) => Finding::problem(
            what,
            format!("a post without a signature is answered with status {status}"),
            "something before scn answers in its place",
        ),
        Err(error) => unreachable(error),
    }
}

/// Every system that the scenario calls answers something; nothing is asked of it.
pub(super) async fn connectors(config: &Config, graph: &Graph) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Ok(connectors) = Connectors::new(config, std::sync::Arc::new(crate::SystemClock::start())) {
        let missing = connectors.missing(graph, config.events_url.as_ref());
        let next = "set it in the environment of scn serve";
        found.extend(missing.into_iter().map(|said| Finding::problem("connector", said, next)));
    }
    for (place, connector) in graph.connectors.iter().enumerate() {
        let used = graph.operations.iter().any(|operation| usize::from(operation.connector) == place);
        let base = match &connector.base {
            Base::Url(url) => Some(url.clone()),
            Base::Env(variable) => config.environment.get(variable),
        };
        if let Some(url) = base.filter(|_| used) {
            found.push(reach(&connector.name, &url).await);
        }
    }
    found
}

/// `HEAD /` of the host: name, network and certificate are tried, and no system changes anything for it.
async fn reach(name: &str, base: &str) -> Finding {
    let what = format!("connector {name}");
    let address = Url::parse(base).and_then(|url| url.join("/"));
    let (Ok(address), Ok(http)) = (address, client(base)) else {
        return Finding::problem(what, "its address cannot be read", "it begins with https://");
    };
    match http.head(address).send().await {
        Ok(answer) if answer.status().is_server_error() => Finding::warning(
            what,
            format!("it answers with status {}", answer.status().as_u16()),
            "ask those who run it",
        ),
        Ok(_) if base.starts_with("https://") || is_local(base) => Finding::ok(what, "it answers"),
        Ok(_) => Finding::warning(
            what,
            "it answers, without TLS",
            "customers' data is readable on the way: use https://",
        ),
        Err(error) => Finding::problem(
            what,
            format!("it cannot be reached: {}", error.without_url()),
            "check the address, the network and the certificate",
        ),
    }
}

fn client(url: &str) -> Result<Client, reqwest::Error> {
    let client =
        Client::builder().timeout(Duration::from_secs(15)).user_agent("scn").redirect(Policy::none());
    if is_local(url) { client.no_proxy().build() } else { client.build() }
}
