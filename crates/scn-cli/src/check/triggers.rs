//! `scn check --explain-triggers`: who is asked what a customer's words mean, in which order.

use scn_diag::{self as codes, Code};
use scn_graph::model::{Listener, ListenerKind};
use scn_graph::{FlowId, Graph, PatternId};

/// What is told of words that two things want.
pub(super) const CONFLICTS: [Code; 8] = [
    codes::E2013,
    codes::E2070,
    codes::W2030,
    codes::W2031,
    codes::W2032,
    codes::W2033,
    codes::W2034,
    codes::W2035,
];

/// The order as a numbered list; the first that fits decides.
pub(super) fn text(graph: &Graph) -> String {
    let title = |flow: FlowId| graph.flow(flow).map(|flow| flow.title.as_str()).unwrap_or_default();
    let languages: Vec<&str> = graph.settings.languages.iter().map(|language| language.code()).collect();
    let mut out = format!(
        "What a customer's words mean ({}). It is asked in this order; the first that fits decides.\n",
        languages.join(", ")
    );
    let mut number = 0;
    let mut part = |name: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            number += 1;
            out.push_str(&format!("\n{number}. {name}\n"));
            lines.iter().for_each(|line| out.push_str(&format!("   {line}\n")));
        }
    };
    part("Links, and the ad the customer comes from", outside(graph, &title));
    part("The language itself", own("stop, a person, delete my data; the name of another language"));
    part(
        "The answer to the pending question",
        own("a question that any words answer lets cancel, back, help … and sure escapes go first"),
    );
    let tunnels = (0u32..).zip(&graph.flows).map(|(at, _)| FlowId(at));
    for tunnel in tunnels {
        let inner = listeners(graph, ListenerKind::Escape, Some(tunnel));
        part(&format!("Escapes of `{}`, while it runs", title(tunnel)), inner);
    }
    part("Escapes of the project", listeners(graph, ListenerKind::Escape, None));
    part("The language itself", own("cancel, back, repeat, help, restart, skip, thanks"));
    part(
        "Entries; in the middle of another conversation they are offered. With nothing pending they are asked before \
         the escapes",
        listeners(graph, ListenerKind::Entry, None),
    );
    part("What nothing else understood", anything(graph));
    out
}

fn own(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

fn outside<'g>(graph: &'g Graph, title: &dyn Fn(FlowId) -> &'g str) -> Vec<String> {
    let links = graph.links.iter().map(|(code, flow)| format!("link `{code}` → {}", title(*flow)));
    let ads = graph.triggers.ads.iter().map(|ad| {
        let source = ad.source.as_ref().map_or("any ad".to_owned(), |source| format!("ad `{source}`"));
        format!("{source} → {}", title(ad.flow))
    });
    links.chain(ads).collect()
}

/// `says` and `matching` of all of them come before any example, and the first in the list before the others.
fn listeners(graph: &Graph, kind: ListenerKind, scope: Option<FlowId>) -> Vec<String> {
    let here = |listener: &&Listener| listener.kind == kind && listener.scope == scope;
    graph.listeners.iter().filter(here).map(|listener| line(graph, listener)).collect()
}

fn anything(graph: &Graph) -> Vec<String> {
    let takes = |listener: &&Listener| listener.kind == ListenerKind::Anything;
    graph.listeners.iter().filter(takes).map(|listener| line(graph, listener)).collect()
}

fn line(graph: &Graph, listener: &Listener) -> String {
    let mut parts = Vec::new();
    if !listener.says.is_empty() {
        parts.push(format!("says {}", quoted(&listener.says)));
    }
    let pattern = |id: &PatternId| graph.pattern(*id).map(|source| format!("/{source}/"));
    let patterns: Vec<String> = listener.matching.iter().filter_map(pattern).collect();
    if !patterns.is_empty() {
        parts.push(format!("matching {}", patterns.join(", ")));
    }
    let is_said = |text: &String| listener.says.contains(&scn_understand::fold(text));
    let like: Vec<String> = listener.shown.iter().filter(|text| !is_said(text)).cloned().collect();
    if !like.is_empty() {
        parts.push(format!("like {} …", quoted(&like)));
    }
    if listener.only_when.is_some() {
        parts.push("only when its condition holds".to_owned());
    }
    let title = graph.flow(listener.flow).map(|flow| flow.title.as_str()).unwrap_or_default();
    format!("{title}: {}", parts.join("; "))
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(", ")
}
