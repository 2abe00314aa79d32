//! The way of a message as spans for OpenTelemetry: webhook, turn, send, call, under one trace. Nothing in them is about
//! a person. The way from one span to the next is kept in this process: after a restart a trace begins anew.

use tracing::Span;

/// The target of all spans: logs leave it out, the exporter takes nothing else.
macro_rules! span {
    ($name:literal $(, $($field:tt)*)?) => {
        tracing::trace_span!(target: "scn_runtime::traces", $name $(, $($field)*)?)
    };
}
pub(crate) use span;

#[cfg(feature = "traces")]
mod on {
    use super::Span;
    use opentelemetry::Context;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_otlp::SpanExporter;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use scn_store::ContactId;
    use std::collections::BTreeMap;
    use std::sync::{Mutex, PoisonError};
    use tracing::Subscriber;
    use tracing::level_filters::LevelFilter;
    use tracing_opentelemetry::OpenTelemetrySpanExt;
    use tracing_subscriber::Layer;
    use tracing_subscriber::filter::Targets;
    use tracing_subscriber::registry::LookupSpan;

    /// Contacts whose last span is known; more are rarely under way.
    const MOST: usize = 10_000;

    /// The span that each contact came from last.
    #[derive(Default)]
    pub(crate) struct Trail(Mutex<BTreeMap<ContactId, Context>>);

    impl Trail {
        /// The span goes on where the contact's last one was.
        pub(crate) fn follow(&self, span: &Span, contact: ContactId) {
            if span.is_disabled() {
                return;
            }
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&contact).cloned();
            if let Some(known) = known {
                // A span that is not traced has no parent to be set.
                let _ = span.set_parent(known);
            }
        }

        /// What comes next for the contact comes from this span.
        pub(crate) fn leave(&self, span: &Span, contact: ContactId) {
            if span.is_disabled() {
                return;
            }
            let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if last.len() >= MOST {
                last.clear();
            }
            last.insert(contact, span.context());
        }
    }

    /// Sends what is left when it goes.
    pub struct Exporting(SdkTracerProvider);

    impl Drop for Exporting {
        fn drop(&mut self) {
            if let Err(error) = self.0.shutdown() {
                tracing::debug!(%error, "the last traces were not sent");
            }
        }
    }

    /// The layer that sends spans, when `OTEL_EXPORTER_OTLP_ENDPOINT` (or `…_TRACES_ENDPOINT`) says where to. All else is
    /// set as OpenTelemetry says, by `OTEL_…`.
    pub fn exporter<S>() -> Option<Result<(impl Layer<S> + Send + Sync, Exporting), String>>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !set("OTEL_EXPORTER_OTLP_ENDPOINT") && !set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
            return None;
        }
        let exporter = SpanExporter::builder().with_http().build();
        Some(exporter.map_err(|error| error.to_string()).map(|exporter| {
            let name = std::env::var("OTEL_SERVICE_NAME").unwrap_or_else(|_| "scn".to_owned());
            let resource = opentelemetry_sdk::Resource::builder().with_service_name(name).build();
            let provider =
                SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build();
            let layer = tracing_opentelemetry::layer()
                .with_tracer(provider.tracer("scn"))
                .with_location(false)
                .with_threads(false)
                .with_filter(Targets::new().with_target("scn_runtime::traces", LevelFilter::TRACE));
            (layer, Exporting(provider))
        }))
    }
}

#[cfg(not(feature = "traces"))]
mod on {
    use super::Span;
    use scn_store::ContactId;

    /// Nothing is traced.
    #[derive(Default)]
    pub(crate) struct Trail;

    impl Trail {
        pub(crate) fn follow(&self, _: &Span, _: ContactId) {}
        pub(crate) fn leave(&self, _: &Span, _: ContactId) {}
    }
}

pub(crate) use on::Trail;
#[cfg(feature = "traces")]
pub use on::{Exporting, exporter};
