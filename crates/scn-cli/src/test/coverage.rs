//! `scn test --coverage`: what no test passes, where it is written.

use super::Project;
use crate::load::Written;
use crate::output::{Output, Stream};
use scn_graph::{FlowKind, Graph, NodeId};
use scn_testing::{Coverage, FlowCoverage, Outcome, Way};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write;

/// One flow of the report for scripts.
#[derive(Serialize)]
pub(super) struct Covered {
    flow: String,
    kind: &'static str,
    percent: usize,
    nodes: Counts,
    ways: Counts,
    missed: Vec<Gap>,
}

#[derive(Serialize)]
struct Counts {
    passed: usize,
    all: usize,
}

/// A place that no test passes.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Gap {
    file: String,
    line: u32,
    /// Which of several ways on from there; `None` for the place itself.
    way: Option<String>,
    text: String,
}

pub(super) fn covered(project: &Project) -> Vec<Covered> {
    let flows = flows(project);
    flows
        .iter()
        .map(|flow| Covered {
            flow: name(&project.graph, flow),
            kind: kind(&project.graph, flow),
            percent: flow.percent(),
            nodes: Counts { passed: flow.nodes.0, all: flow.nodes.1 },
            ways: Counts { passed: flow.ways.0, all: flow.ways.1 },
            missed: gaps(project, flow),
        })
        .collect()
}

pub(super) fn text(project: &Project, out: &Output) -> String {
    let flows = flows(project);
    let sum = |count: fn(&FlowCoverage) -> usize| flows.iter().map(count).sum::<usize>();
    let (nodes, all_nodes) = (sum(|flow| flow.nodes.0), sum(|flow| flow.nodes.1));
    let (ways, all_ways) = (sum(|flow| flow.ways.0), sum(|flow| flow.ways.1));
    let mut page = String::new();
    for flow in flows.iter().filter(|flow| flow.percent() < 100) {
        let title = format!("{} {}", kind(&project.graph, flow), name(&project.graph, flow));
        let none = if flow.unseen() { ", no test comes here" } else { "" };
        let _ = writeln!(page, "{:>3} %  {}{none}", flow.percent(), out.paint(Stream::Out, "1", &title));
        let gaps = gaps(project, flow);
        let place = |gap: &Gap| format!("{}:{}", gap.file, gap.line);
        let width = gaps.iter().map(|gap| place(gap).chars().count()).max().unwrap_or(0);
        for gap in &gaps {
            let way = gap.way.as_ref().map(|way| format!(" → {way}")).unwrap_or_default();
            let _ = writeln!(page, "       {:width$}  {}{way}", place(gap), gap.text);
        }
    }
    let passed = (nodes + ways) * 100 / (all_nodes + all_ways).max(1);
    let _ = writeln!(
        page,
        "{passed:>3} %  of {}: {nodes} of {all_nodes} nodes, {ways} of {all_ways} ways",
        project.graph.settings.name
    );
    page
}

/// The flows of the project itself, not those of standard modules.
fn flows(project: &Project) -> Vec<FlowCoverage> {
    let outcomes: Vec<Outcome> = project.tests.iter().map(|test| test.outcome.clone()).collect();
    let flows = Coverage::of(&project.graph, &outcomes).flows(&project.graph);
    flows.into_iter().filter(|flow| !name(&project.graph, flow).starts_with("std.")).collect()
}

fn name(graph: &Graph, flow: &FlowCoverage) -> String {
    graph.flow(flow.flow).map_or_else(String::new, |flow| flow.name.clone())
}

fn kind(graph: &Graph, flow: &FlowCoverage) -> &'static str {
    match graph.flow(flow.flow).map(|flow| flow.kind) {
        Some(FlowKind::Escape) => "escape",
        Some(FlowKind::Entry) => "entry",
        _ => "tunnel",
    }
}

/// Each place once, by line; of a place that is missed its ways are not told, nor a way whose end on the same line is.
fn gaps(project: &Project, flow: &FlowCoverage) -> Vec<Gap> {
    let graph = &project.graph;
    let missed: BTreeSet<NodeId> = flow.missed.iter().copied().collect();
    let gap = |node: NodeId, way: Option<String>| {
        let Written { file, line, text } = project.loaded.written(graph, node)?;
        Some(Gap { file, line, way, text })
    };
    let place = |node: NodeId| graph.source.nodes.get(node.index());
    let told = |way: &&Way| {
        let end = missed.contains(&way.to) && place(way.to) == place(way.from);
        !missed.contains(&way.from) && !end
    };
    let places = missed.iter().filter_map(|node| gap(*node, None));
    let ways = flow.untaken.iter().filter(told).filter_map(|way| gap(way.from, Some(way.name.clone())));
    let gaps: BTreeSet<Gap> = places.chain(ways).collect();
    gaps.into_iter().collect()
}
