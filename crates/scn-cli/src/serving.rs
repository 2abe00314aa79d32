//! What every command that keeps running shares: the port, the signal that ends it, the logs.

use crate::exit::Failure;
use crate::output::{Output, Stream};
use scn_runtime::traces::{Exporting, exporter};
use std::fmt::Display;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

/// Runs until it is done.
pub(crate) fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::environment(format!("cannot start: {error}")))?;
    runtime.block_on(work)
}

/// The port that was asked for, else the usual one, else any that is free.
pub(crate) async fn page_listener(port: Option<u16>, usual: u16) -> Result<TcpListener, Failure> {
    let wanted = port.unwrap_or(usual);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).await;
    match (listener, port) {
        (Ok(listener), _) => Ok(listener),
        (Err(error), Some(port)) => Err(no_port(port, &error)),
        (Err(_), None) => {
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| no_port(0, &error))
        }
    }
}

pub(crate) fn no_port(port: u16, error: &std::io::Error) -> Failure {
    Failure::environment(format!(
        "cannot listen on port {port}: {}; choose another with --port",
        crate::exit::in_words(error)
    ))
}

pub(crate) fn address(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener.local_addr().map_err(environment)
}

pub(crate) fn environment(error: impl Display) -> Failure {
    Failure::environment(error.to_string())
}

/// Becomes true at Ctrl-C or when the system asks the process to end.
pub(crate) fn stop_signal() -> Result<watch::Receiver<bool>, Failure> {
    let (stop, stopped) = watch::channel(false);
    #[cfg(unix)]
    let mut asked = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).map_err(environment)?
    };
    tokio::spawn(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = asked.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
        stop.send_replace(true);
    });
    Ok(stopped)
}

pub(crate) async fn stopped(mut stop: watch::Receiver<bool>) {
    // The sender is only gone when everything ends.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Logs on standard error: people read lines, machines read JSON. Traces where they are wanted: what is given back
/// sends them until it is dropped.
#[must_use]
pub(crate) fn start_logs(usual: &str, out: &Output) -> Option<Exporting> {
    let filter = EnvFilter::try_from_env("SCN_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match out.is_terminal(Stream::Err) {
        true => lines.with_ansi(out.colours(Stream::Err)).boxed(),
        false => lines.json().boxed(),
    };
    let (traces, exporting) = match exporter::<Registry>() {
        None => (None, None),
        Some(Ok((traces, exporting))) => (Some(traces), Some(exporting)),
        Some(Err(reason)) => {
            out.note(&format!("traces cannot be sent: {reason}\n"));
            (None, None)
        }
    };
    let all = tracing_subscriber::registry().with(traces).with(lines.with_filter(filter));
    if let Err(error) = all.try_init() {
        out.note(&format!("logs cannot be written: {error}\n"));
    }
    exporting
}
