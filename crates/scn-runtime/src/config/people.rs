//! Who may answer customers, and where they do it.

use super::Secret;
use super::settings::Settings;
use std::net::SocketAddr;

/// Shorter tokens could be guessed.
const SHORTEST_TOKEN: usize = 16;

/// The operators' page and API. Without operators it is off.
#[derive(Clone, Debug)]
pub struct People {
    pub listen: SocketAddr,
    /// How browsers reach it, when that is not the address it listens on.
    pub url: Option<reqwest::Url>,
    pub operators: Vec<Operator>,
}

/// Somebody who answers customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    pub name: String,
    pub token: Secret,
}

impl People {
    pub(super) fn nobody(listen: SocketAddr) -> People {
        People { listen, url: None, operators: Vec::new() }
    }

    /// On a free port of this machine, for trying out: the operators that `SCN_OPERATORS` names, or one.
    pub fn for_sandbox() -> People {
        let own = std::env::var("SCN_OPERATORS").ok().and_then(|text| {
            let mut errors = Vec::new();
            let operators = operators(&mut |text| errors.push(text), &text);
            (errors.is_empty() && !operators.is_empty()).then_some(operators)
        });
        let one = || {
            let token = Secret::new("sandbox-operator");
            vec![Operator { name: "operator".to_owned(), token }]
        };
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        People { operators: own.unwrap_or_else(one), ..People::nobody(listen) }
    }

    pub(super) fn read(settings: &mut Settings<'_>) -> People {
        let listen = settings.optional(
            "people_listen",
            "127.0.0.1:8090",
            "an address and a port, such as 127.0.0.1:8090",
            |text| text.parse().ok(),
        );
        let url = settings.optional(
            "people_url",
            "",
            "the address that operators open in their browser, such as https://desk.example.com",
            |text| match text {
                "" => Some(None),
                text => {
                    let url = reqwest::Url::parse(text).ok()?;
                    matches!(url.scheme(), "http" | "https").then_some(Some(url))
                }
            },
        );
        let secret = settings.optional_secret("operators");
        let operators = secret
            .map(|secret| operators(&mut |text| settings.error("operators", text), secret.reveal()))
            .unwrap_or_default();
        People { listen, url, operators }
    }
}

/// `anna:TOKEN, ben:TOKEN`, or one on each line.
fn operators(problem: &mut dyn FnMut(String), text: &str) -> Vec<Operator> {
    let mut operators: Vec<Operator> = Vec::new();
    for entry in text.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty()) {
        let (name, token) = entry.split_once(':').unwrap_or_default();
        let (name, token) = (name.trim(), token.trim());
        // What follows never repeats an entry: it may be a token.
        let wrong = if name.is_empty() || token.is_empty() {
            Some("`operators` is written NAME:TOKEN, several separated by commas, such as anna:TOKEN, ben:TOKEN; an entry has no name or no token".to_owned())
        } else if !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
            Some(
                "a name in `operators` may have letters, digits, - and _ only: choose another one".to_owned(),
            )
        } else if token.len() < SHORTEST_TOKEN || token.chars().any(|c| !c.is_ascii_graphic()) {
            Some(format!(
                "the token of {name} in `operators` must have at least {SHORTEST_TOKEN} characters, letters and digits without blanks: make one with `openssl rand -hex 16`"
            ))
        } else if operators.iter().any(|other| other.name == name || other.token.reveal() == token) {
            Some(format!(
                "{name} stands in `operators` with a name or a token that another one has: each needs their own"
            ))
        } else {
            None
        };
        match wrong {
            Some(text) => problem(text),
            None => operators.push(Operator { name: name.to_owned(), token: Secret::new(token) }),
        }
    }
    operators
}
