//! Looks at everything a runtime needs, before customers find out. Changes nothing, neither here nor at the platform.

mod around;
mod platform;
mod versions;

use crate::{Clock, Config};
use scn_graph::Graph;
use scn_whatsapp::definition::Account;
use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    Ok,
    /// It runs; somebody should look.
    Warning,
    /// Customers would notice.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub grade: Grade,
    /// What was looked at, in one or two words.
    pub what: String,
    pub said: String,
    /// The next step, when there is one.
    pub next: Option<String>,
}

impl Finding {
    pub fn ok(what: impl Into<String>, said: impl Into<String>) -> Finding {
        Finding { grade: Grade::Ok, what: what.into(), said: said.into(), next: None }
    }
    pub fn warning(what: impl Into<String>, said: impl Into<String>, next: impl Into<String>) -> Finding {
        Finding { grade: Grade::Warning, what: what.into(), said: said.into(), next: Some(next.into()) }
    }
    pub fn problem(what: impl Into<String>, said: impl Into<String>, next: impl Into<String>) -> Finding {
        Finding { grade: Grade::Problem, ..Finding::warning(what, said, next) }
    }
}

/// What was found out, and the templates of the account where they could be read.
#[derive(Debug, Default)]
pub struct Examined {
    pub findings: Vec<Finding>,
    pub templates: Option<Account>,
}

/// Looks at the machine, the platform, the connected systems and, with the address that the world knows, the webhook.
pub async fn examine(
    config: &Config,
    graph: &Graph,
    public_url: Option<&str>,
    clock: &dyn Clock,
) -> Examined {
    let mut examined = Examined::default();
    examined.findings.extend(around::store(&config.store));
    examined.findings.push(versions::finding(&config.api_version, clock.now()));
    platform::examine(config, public_url, clock, &mut examined).await;
    match public_url {
        Some(url) => examined.findings.push(around::webhook(config, url).await),
        None => examined.findings.push(Finding::warning(
            "webhook",
            "whether the platform reaches it was not tried",
            "give its public address: --url https://bot.example/webhook",
        )),
    }
    examined.findings.extend(around::connectors(config, graph).await);
    examined
}
