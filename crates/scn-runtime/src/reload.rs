//! Another version of the scenario while running. What cannot run is refused, and the version at work goes on.

use crate::metrics::Reload;
use crate::serve::{App, ask};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use scn_engine::Scenario;
use serde_json::json;
use std::fmt;
use std::sync::Arc;

/// Gives the scenario as it is written now, or says in words why it cannot run.
pub type Source = Box<dyn Fn() -> Result<Scenario, String> + Send + Sync>;

/// What came of a wish to run the newest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reloaded {
    /// Conversations move to it when their customer writes next.
    Loaded { hash: u64 },
    /// It is the one at work.
    Unchanged { hash: u64 },
    /// The version at work goes on.
    Refused { reason: String },
}

impl fmt::Display for Reloaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reloaded::Loaded { hash } => write!(f, "version {hash:016x} runs now"),
            Reloaded::Unchanged { hash } => write!(f, "nothing has changed: version {hash:016x} goes on"),
            Reloaded::Refused { reason } => write!(f, "the version at work goes on: {reason}"),
        }
    }
}

/// Makes a runtime take the newest version.
#[derive(Clone)]
pub struct Reloader(pub(crate) Arc<App>);

impl fmt::Debug for Reloader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reloader")
    }
}

impl Reloader {
    /// Where versions come from; only the first one that is set counts.
    pub fn read_from(&self, source: Source) {
        let _ = self.0.source.set(source);
    }

    /// Asks the source, and runs what it gives. One at a time.
    pub async fn reload(&self) -> Reloaded {
        let _turn = self.0.reloading.lock().await;
        let reloaded = newest(&self.0).await.unwrap_or_else(|reason| Reloaded::Refused { reason });
        match &reloaded {
            Reloaded::Loaded { hash } => {
                tracing::info!(hash = format!("{hash:016x}"), "another version of the scenario runs now");
                self.0.metrics.reload(Reload::Loaded);
            }
            Reloaded::Unchanged { .. } => self.0.metrics.reload(Reload::Unchanged),
            Reloaded::Refused { reason } => {
                tracing::error!(reason, "the new version of the scenario was refused; the old one goes on");
                self.0.metrics.reload(Reload::Refused);
            }
        }
        reloaded
    }
}

async fn newest(app: &Arc<App>) -> Result<Reloaded, String> {
    let asked = app.clone();
    let read =
        move || asked.source.get().map_or_else(|| Err("no source was named".to_owned()), |read| read());
    let scenario = tokio::task::spawn_blocking(read).await;
    let scenario = scenario.map_err(|_| "the new version could not be read".to_owned())??;
    let hash = scenario.hash;
    if hash == app.scenarios.current().hash {
        return Ok(Reloaded::Unchanged { hash });
    }
    let missing = app.connectors.missing(&scenario.graph, app.config.events_url.as_ref());
    if !missing.is_empty() {
        return Err(missing.join("\n"));
    }
    app.media.warnings(&scenario.graph).iter().for_each(|warning| tracing::warn!("{warning}"));
    let (bytes, now) = (scenario.graph.to_bytes(), app.clock.now());
    // Durable before the first conversation stands in it.
    ask(app, move |store| store.keep_graph(hash, bytes, now.0)).await.map_err(|error| error.to_string())?;
    app.scenarios.replace(scenario);
    Ok(Reloaded::Loaded { hash })
}

/// `POST /reload`.
pub(crate) async fn post(State(app): State<Arc<App>>) -> Response {
    let reloaded = Reloader(app).reload().await;
    let (status, hash) = match &reloaded {
        Reloaded::Loaded { hash } | Reloaded::Unchanged { hash } => (StatusCode::OK, Some(hash)),
        Reloaded::Refused { .. } => (StatusCode::UNPROCESSABLE_ENTITY, None),
    };
    match hash {
        Some(hash) => {
            let told = json!({ "hash": format!("{hash:016x}"), "said": reloaded.to_string() });
            (status, Json(told)).into_response()
        }
        None => (status, Json(json!({ "error": reloaded.to_string() }))).into_response(),
    }
}
