//! The newest version of the project, for a runtime that goes on running.

use crate::check::watch::{self, Seen};
use crate::exit::Failure;
use crate::load;
use scn_diag::Diagnostic;
use scn_engine::Scenario;
use scn_runtime::Serving;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Notify;

/// Takes another version when the process gets the signal to (SIGHUP), when it is asked by `POST /reload`, and with
/// `watching` whenever a file has changed.
/// `told` hears of each before it is taken.
pub(super) fn follow(
    serving: &Serving,
    project: &Path,
    watching: bool,
    told: impl Fn(&Scenario) + Send + Sync + 'static,
) -> Result<(), Failure> {
    let reloader = serving.reloader();
    let path = project.to_owned();
    reloader.read_from(Box::new(move || newest(&path).inspect(|scenario| told(scenario))));
    let changed = Arc::new(Notify::new());
    if watching {
        let (path, changed) = (project.to_owned(), changed.clone());
        std::thread::spawn(move || tell_changes(&path, &changed));
    }
    #[cfg(unix)]
    let mut asked = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::hangup()).map_err(|error| Failure::environment(error.to_string()))?
    };
    tokio::spawn(async move {
        loop {
            #[cfg(unix)]
            tokio::select! {
                _ = asked.recv() => {}
                () = changed.notified() => {}
            }
            #[cfg(not(unix))]
            changed.notified().await;
            reloader.reload().await;
        }
    });
    Ok(())
}

fn newest(project: &Path) -> Result<Scenario, String> {
    let compiled = load::compiled_file(project).map_err(|failure| failure.message)?;
    let graph = match compiled {
        Some(graph) => graph,
        None => {
            let loaded = load::load(project).map_err(|failure| failure.message)?;
            let errors = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
            loaded.graph.filter(|_| errors == 0).ok_or_else(|| {
                let first = loaded.diagnostics.iter().find(|diagnostic| diagnostic.is_error());
                let first = first.map_or(String::new(), |error: &Diagnostic| error.message.to_string());
                format!("the project has {errors} errors, first: {first}; `scn check` shows where")
            })?
        }
    };
    Scenario::load(graph).map_err(|error| error.to_string())
}

/// Ends with the process.
fn tell_changes(project: &Path, changed: &Notify) {
    let mut seen = look(project);
    loop {
        std::thread::sleep(watch::LOOK_EVERY);
        let now = look(project);
        if now == seen {
            continue;
        }
        seen = at_rest(project, now);
        changed.notify_one();
    }
}

/// An editor writes in several steps: until nothing has changed for a moment.
fn at_rest(project: &Path, mut last: Seen) -> Seen {
    loop {
        std::thread::sleep(watch::LOOK_EVERY);
        let now = look(project);
        if now == last {
            return now;
        }
        last = now;
    }
}

/// What is compiled is one file; to a project belongs more.
fn look(project: &Path) -> Seen {
    if project.extension().is_none_or(|extension| extension != "scnc") {
        return watch::look(project, &BTreeSet::new());
    }
    let state = std::fs::metadata(project).ok().and_then(|meta| Some((meta.modified().ok()?, meta.len())));
    Seen::from([(String::new(), state)])
}
