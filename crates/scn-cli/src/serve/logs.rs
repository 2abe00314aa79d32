//! Logs on standard error, and traces where they are wanted.

use crate::output::{Output, Stream};
use scn_runtime::traces::{Exporting, exporter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

/// People read lines, machines read JSON. What is given back sends traces until it is dropped.
pub(super) fn start(sandbox: bool, out: &Output) -> Option<Exporting> {
    let usual = if sandbox { "warn,scn_runtime::reload=info" } else { "info" };
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
