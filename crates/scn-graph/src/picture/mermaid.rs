//! The graph as Mermaid text, for pages that draw it themselves (GitHub, wikis).

use super::boxes::{self, Arrow, Kind, Shape};
use crate::{Flow, FlowKind, Graph};
use std::fmt::Write;

/// One flowchart with a frame per flow.
pub fn mermaid(graph: &Graph) -> String {
    mermaid_of(graph, &[])
}

/// The flows with these names; all when there are none.
pub fn mermaid_of(graph: &Graph, names: &[String]) -> String {
    let mut out = String::from("flowchart TD\n");
    for (at, flow) in graph.flows.iter().enumerate().filter(|(_, flow)| super::is_shown(flow, names)) {
        frame(graph, flow, at, &mut out);
    }
    for (kind, style) in [
        ("say", "fill:#e3f6e5,stroke:#b5dfba"),
        ("question", "fill:#fff,stroke:#3f7fd9,stroke-width:2px"),
        ("fork", "fill:#fff6dd,stroke:#e8cf84"),
        ("quiet", "fill:#f3f5f7,stroke:#d5dbe1,color:#6b7785"),
        ("wait", "fill:#f7f2e8,stroke:#d9c9a5,color:#6b5320"),
        ("call", "fill:#e3f2f5,stroke:#8fc3cf,color:#1d5c6b"),
        ("template", "fill:#f4faf5,stroke:#7fbf8a,stroke-dasharray:4"),
        ("fixed", "stroke:#c0392b,stroke-width:3px"),
        ("enter", "fill:#efe7fb,stroke:#b79be6"),
        ("handoff", "fill:#fde8dc,stroke:#f0b48f"),
        ("finish", "fill:#3e4c59,color:#fff"),
    ] {
        let _ = writeln!(out, "  classDef {kind} {style}");
    }
    out
}

fn frame(graph: &Graph, flow: &Flow, at: usize, out: &mut String) {
    let drawing = boxes::of_flow(graph, flow);
    let word = match flow.kind {
        FlowKind::Entry => "begins with",
        FlowKind::Tunnel => "tunnel",
        FlowKind::Escape => "at any time",
    };
    let _ = writeln!(out, "  subgraph flow{at}[\"{}\"]", quoted(&format!("{word}: {}", boxes::title(flow))));
    for (place, shape) in drawing.shapes.iter().enumerate() {
        let _ = writeln!(out, "    f{at}n{place}{}", node(shape));
    }
    for Arrow { from, to, label, faint } in &drawing.arrows {
        let line = if *faint { "-.->" } else { "-->" };
        let label = if label.is_empty() { String::new() } else { format!("|\"{}\"|", quoted(label)) };
        let _ = writeln!(out, "    f{at}n{from} {line}{label} f{at}n{to}");
    }
    let _ = writeln!(out, "  end");
}

fn node(shape: &Shape) -> String {
    let mut lines = shape.lines.clone();
    for chips in [&shape.chips, &shape.reminders].into_iter().filter(|chips| !chips.is_empty()) {
        lines.push(chips.iter().map(|chip| format!("[{chip}]")).collect::<Vec<_>>().join(" "));
    }
    lines.extend(shape.note.iter().chain(&shape.fixed).cloned());
    let text = lines.iter().map(|line| quoted(line)).collect::<Vec<_>>().join("<br>");
    let (open, close, class) = match shape.kind {
        Kind::Say => ("(", ")", "say"),
        Kind::Question => ("[", "]", "question"),
        Kind::Fork => ("{", "}", "fork"),
        Kind::Quiet | Kind::Jump => ("[", "]", "quiet"),
        Kind::Wait => ("([", "])", "wait"),
        Kind::Call => ("[[", "]]", "call"),
        Kind::Template => ("(", ")", "template"),
        Kind::Enter => ("[[", "]]", "enter"),
        Kind::Handoff => ("[/", "/]", "handoff"),
        Kind::End => ("([", "])", "finish"),
    };
    let class = if shape.fixed.is_some() { "fixed" } else { class };
    format!("{open}\"{text}\"{close}:::{class}")
}

/// Text between Mermaid's quotes: its own marks as entities.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '`' => out.push_str("#96;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
