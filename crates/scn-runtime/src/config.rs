//! What belongs to a deployment: `scn.yaml`, overridden by `SCN_…` variables. Secrets come from variables or files only.

mod chatwoot;
mod connectors;
mod duration;
mod environment;
mod people;
mod settings;
mod transcriber;

pub use chatwoot::Chatwoot;
pub use connectors::{Auth, ConnectorSettings, KeyIn, OAuth2};
pub(crate) use duration::parse as duration;
pub use environment::Environment;
pub use people::{Operator, People};
pub use settings::{ConfigError, Warning};
pub use transcriber::Transcriber;

use crate::connectors::{Recorder, Recordings};
use settings::Settings;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything the runtime must be told.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    /// Numbers and health, for those who run it; `None`: nowhere.
    pub operations_listen: Option<SocketAddr>,
    /// The platform's id of the business number.
    pub phone_number_id: String,
    pub access_token: Secret,
    /// More than one while secrets are changed.
    pub app_secrets: Vec<Secret>,
    pub verify_token: Secret,
    /// Base address of the Cloud API.
    pub api_url: String,
    pub api_version: String,
    pub store: PathBuf,
    /// Where the files that are sent lie.
    pub project: PathBuf,
    /// Messages sent in a burst are waited for this long and taken together; `None`: as the scenario says.
    pub gather: Option<Duration>,
    /// How long it is kept what conversations heard, so that they can be replayed; zero: not at all.
    pub keep_turns: Duration,
    /// How long a status may still tell what became of a send with an unknown outcome.
    pub settle: Duration,
    /// What happens when no status did.
    pub unknown: UnknownPolicy,
    /// The next message to a contact waits until the one before is delivered, but no longer than this; `None`: until
    /// the platform has taken it.
    pub in_order: Option<Duration>,
    /// How long the platform may take to answer.
    pub timeout: Duration,
    /// What the number may send.
    pub messages_per_second: u32,
    /// Customers see that the bot has read what they wrote.
    pub read_receipts: bool,
    /// Sign events, those that come in and those that are told; more than one while they are changed, none to take none.
    pub events_secrets: Vec<Secret>,
    /// Where events of the scenario are told.
    pub events_url: Option<reqwest::Url>,
    /// The people who take over.
    pub people: People,
    /// That address may be on this machine or in a private network.
    pub events_private_network: bool,
    /// How connectors are entered, by name; what is not here is as usual.
    pub connectors: BTreeMap<String, ConnectorSettings>,
    /// Whatever is called may be on this machine: in the sandbox.
    pub private_calls: bool,
    /// A Chatwoot whose agents answer.
    pub chatwoot: Option<Chatwoot>,
    /// Addresses and tokens of connectors.
    pub environment: Environment,
    /// Who listens to voice notes; nobody when it is not set.
    pub transcriber: Option<Transcriber>,
    /// Connectors without an address are answered for with samples instead of keeping the start.
    pub sample_calls: bool,
    /// Answers from a file instead of from connectors.
    pub recordings: Option<Recordings>,
    /// Where answers of connectors are recorded.
    pub recorder: Option<Recorder>,
}

/// What to do about a message that may or may not have gone out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownPolicy {
    /// Better twice than never.
    Resend,
    /// Better never than twice.
    GiveUp,
}

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(value.into())
    }
    /// Several, separated by commas.
    fn several(&self) -> Vec<Secret> {
        self.0.split(',').map(str::trim).filter(|one| !one.is_empty()).map(Secret::new).collect()
    }
    /// The value itself: for requests, never for logs.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl Config {
    /// Reads `scn.yaml` of a project, if there is one, and the process's environment.
    pub fn of_project(project: &Path) -> Result<(Config, Vec<Warning>), Vec<ConfigError>> {
        Config::read(&text(project)?, project, &|name| std::env::var(name).ok())
    }

    /// Reads a configuration; `folder` is where its relative paths start. All errors at once.
    pub fn read(
        yaml: &str,
        folder: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(Config, Vec<Warning>), Vec<ConfigError>> {
        let mut settings = Settings::new(yaml, folder, environment)?;
        let config = Config {
            operations_listen: settings.optional(
                "operations_listen",
                "127.0.0.1:8091",
                "an address with a port, such as 127.0.0.1:8091, or off",
                |text| if text == "off" { Some(None) } else { text.parse().ok().map(Some) },
            ),
            listen: settings.optional(
                "listen",
                "127.0.0.1:8080",
                "an address and a port, such as 0.0.0.0:8080",
                |text| text.parse().ok(),
            ),
            phone_number_id: settings.required(
                "phone_number_id",
                "the id of the number, all digits; it stands in the app dashboard under WhatsApp > API setup",
                |text| {
                    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
                        .then(|| text.to_owned())
                },
            ),
            access_token: settings
                .secret("access_token", "the token of a system user, from the business settings"),
            app_secrets: settings
                .secret("app_secret", "the app secret, from the app dashboard under Settings > Basic")
                .several(),
            verify_token: settings.secret(
                "verify_token",
                "a word of your own, the same that you enter where the webhook is set up",
            ),
            api_url: settings.optional(
                "api_url",
                "https://graph.facebook.com",
                "an address that begins with https://",
                |text| {
                    let known = text.starts_with("https://") || text.starts_with("http://");
                    known.then(|| text.trim_end_matches('/').to_owned())
                },
            ),
            api_version: settings.optional("api_version", "v25.0", "a version such as v25.0", |text| {
                let number = text.strip_prefix('v')?;
                number
                    .split_once('.')
                    .filter(|(a, b)| a.parse::<u32>().is_ok() && b.parse::<u32>().is_ok())?;
                Some(text.to_owned())
            }),
            store: store(&mut settings, folder),
            project: folder.to_owned(),
            gather: settings.optional("gather", "", duration::EXAMPLES, |text| match text {
                "" => Some(None),
                text => duration::parse(text).map(Some),
            }),
            keep_turns: settings.optional("keep_turns", "7 days", duration::LONG_EXAMPLES, duration::long),
            settle: settings.duration("settle", "15 seconds"),
            timeout: settings.duration("timeout", "30 seconds"),
            in_order: in_order(&mut settings),
            unknown: settings.optional("unknown", "resend", "`resend` or `give_up`", |text| match text {
                "resend" => Some(UnknownPolicy::Resend),
                "give_up" => Some(UnknownPolicy::GiveUp),
                _ => None,
            }),
            messages_per_second: settings.optional(
                "messages_per_second",
                "80",
                "a whole number from 1 to 1000",
                |text| text.parse().ok().filter(|number| (1..=1000).contains(number)),
            ),
            read_receipts: settings.optional("read_receipts", "yes", "yes or no", yes_no),
            events_secrets: settings
                .optional_secret("events_secret")
                .map(|it| it.several())
                .unwrap_or_default(),
            events_url: settings.optional("events_url", "", "an address that begins with https://", |text| {
                if text.is_empty() {
                    return Some(None);
                }
                http_url(text).map(Some)
            }),
            people: People::read(&mut settings),
            events_private_network: settings.optional("events_private_network", "no", "yes or no", yes_no),
            connectors: connectors::read(&mut settings),
            private_calls: false,
            chatwoot: Chatwoot::read(&mut settings),
            environment: Environment::of_process(),
            transcriber: transcriber::read(&mut settings),
            sample_calls: false,
            recordings: None,
            recorder: None,
        };
        settings.finish().map(|warnings| (config, warnings))
    }

    /// Where the conversations of a project are kept, whatever else is set or missing.
    pub fn store_of_project(project: &Path) -> Result<PathBuf, Vec<ConfigError>> {
        let environment = |name: &str| std::env::var(name).ok();
        let text = text(project)?;
        Ok(store(&mut Settings::new(&text, project, &environment)?, project))
    }

    /// How the connectors of a project are entered, whatever else is set or missing.
    pub fn connectors_of_project(
        project: &Path,
    ) -> Result<BTreeMap<String, ConnectorSettings>, Vec<ConfigError>> {
        let environment = |name: &str| std::env::var(name).ok();
        let text = text(project)?;
        let mut settings = Settings::new(&text, project, &environment)?;
        let connectors = connectors::read(&mut settings);
        settings.finish().map(|_| connectors)
    }

    /// What needs no account: everything but the address of the emulator has a value. Secrets are those of the sandbox.
    pub fn for_sandbox(listen: SocketAddr, api_url: impl Into<String>, store: PathBuf) -> Config {
        Config {
            listen,
            operations_listen: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
            phone_number_id: "100000000000001".to_owned(),
            access_token: Secret::new("sandbox-token"),
            app_secrets: vec![Secret::new("sandbox-secret")],
            verify_token: Secret::new("sandbox-verify"),
            api_url: api_url.into(),
            api_version: "v25.0".to_owned(),
            store,
            project: PathBuf::from("."),
            gather: Some(Duration::ZERO),
            keep_turns: Duration::from_secs(7 * 86_400),
            settle: Duration::from_secs(15),
            unknown: UnknownPolicy::Resend,
            in_order: None,
            timeout: Duration::from_secs(30),
            messages_per_second: 80,
            read_receipts: true,
            events_secrets: vec![Secret::new("sandbox-events-secret")],
            events_url: None,
            people: People::nobody(SocketAddr::from(([127, 0, 0, 1], 0))),
            events_private_network: true,
            connectors: BTreeMap::new(),
            private_calls: true,
            chatwoot: None,
            environment: Environment::of_process(),
            transcriber: None,
            sample_calls: true,
            recordings: None,
            recorder: None,
        }
    }
}

fn http_url(text: &str) -> Option<reqwest::Url> {
    reqwest::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// What stands in `scn.yaml`; nothing when there is none.
fn text(project: &Path) -> Result<String, Vec<ConfigError>> {
    match std::fs::read_to_string(project.join("scn.yaml")) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(vec![ConfigError::unreadable(&error)]),
    }
}

fn in_order(settings: &mut Settings<'_>) -> Option<Duration> {
    let wait = settings.duration("in_order_wait", "5 seconds");
    let asked = settings.optional("in_order", "no", "yes or no", yes_no);
    asked.then_some(wait)
}

fn store(settings: &mut Settings<'_>, folder: &Path) -> PathBuf {
    settings.optional("store", "data/conversations.db", "the path of a file", |text| {
        (!text.is_empty()).then(|| folder.join(text))
    })
}

#[cfg(test)]
mod tests;
