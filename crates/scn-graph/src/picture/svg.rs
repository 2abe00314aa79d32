//! The graph as a picture that any browser shows: entries on the left, tunnels in the middle, and the questions that may
//! come at any time on the right. Needs no other program and no font of its own.

use super::draw::Pen;
use super::layout::Plan;
use super::{SMALL, boxes, layout, measure};
use crate::{Flow, FlowId, FlowKind, Graph, words};

const MARGIN: f32 = 28.0;
pub(super) const PAD: f32 = 22.0;
/// Titles are drawn at 15; bold letters are wider than `measure` knows.
const BOLD: f32 = 17.0;
/// Panels of one column are stacked up to this height.
const TALL: f32 = 1400.0;

/// A flow in its frame.
pub(super) struct Panel {
    pub(super) flow: FlowId,
    pub(super) title: String,
    /// What customers say to come here.
    pub(super) examples: Vec<String>,
    pub(super) plan: Plan,
    pub(super) w: f32,
    pub(super) h: f32,
}

/// Panels under one heading, in columns.
struct Group {
    heading: &'static str,
    columns: Vec<Vec<Panel>>,
}

/// The picture of a scenario.
pub fn svg(graph: &Graph) -> String {
    svg_of(graph, &[])
}

/// The picture of the flows with these names; of all when there are none.
pub fn svg_of(graph: &Graph, names: &[String]) -> String {
    let groups = [
        ("How a conversation begins", FlowKind::Entry),
        ("Tunnels", FlowKind::Tunnel),
        ("Questions at any time, then back to where it was", FlowKind::Escape),
    ];
    let groups: Vec<Group> = groups
        .into_iter()
        .map(|(heading, kind)| Group { heading, columns: columns(panels(graph, kind, names)) })
        .filter(|group| !group.columns.is_empty())
        .collect();
    page(graph, &groups)
}

fn panels(graph: &Graph, kind: FlowKind, names: &[String]) -> Vec<Panel> {
    let shown = |flow: &Flow| flow.kind == kind && super::is_shown(flow, names);
    let flows = graph.flows.iter().enumerate().filter(|(_, flow)| shown(flow));
    flows.map(|(at, flow)| panel(graph, FlowId(at as u32), flow)).collect()
}

fn panel(graph: &Graph, id: FlowId, flow: &Flow) -> Panel {
    let plan = layout::plan(boxes::of_flow(graph, flow));
    let title = boxes::title(flow);
    let room = plan.w.max(measure::width(&title, BOLD).clamp(220.0, 380.0));
    let title = measure::cut(&title, BOLD, room);
    let examples: Vec<String> =
        examples(graph, id).iter().map(|words| measure::cut(words, SMALL, room)).collect();
    let head = 30.0 + examples.len() as f32 * 16.0 + if examples.is_empty() { 0.0 } else { 6.0 };
    Panel { flow: id, title, examples, w: room + PAD * 2.0, h: head + plan.h + PAD * 2.0, plan }
}

/// Up to three sentences, words, codes or events that open this flow.
fn examples(graph: &Graph, flow: FlowId) -> Vec<String> {
    let listeners = graph.listeners.iter().filter(|listener| listener.flow == flow);
    let said = listeners.flat_map(|listener| &listener.shown).map(|words| format!("“{words}”"));
    let links = graph.links.iter().filter(|(_, of)| **of == flow).map(|(code, _)| format!("link {code}"));
    said.chain(links).chain(triggers(graph, flow)).take(3).collect()
}

/// What opens this flow besides words.
fn triggers(graph: &Graph, flow: FlowId) -> Vec<String> {
    let of = &graph.triggers;
    let long = |span| words::duration(span);
    let ads = of.ads.iter().filter(|ad| ad.flow == flow).map(|ad| match &ad.source {
        Some(source) => format!("from the ad {source}"),
        None => "from an ad".to_owned(),
    });
    let events = of.events.iter().filter(|event| event.flow == flow).map(|event| {
        let name = graph.event(event.event).map_or("…", |event| event.name.as_str());
        let after = event.after.map(|span| format!(", {} later", long(span))).unwrap_or_default();
        format!("event {name}{after}")
    });
    let silences = of.silences.iter().filter(|silence| silence.flow == flow).map(|silence| {
        let within = silence.within.and_then(|id| graph.flow(id)).map(|flow| format!(" in {}", flow.title));
        format!("silence for {}{}", long(silence.after), within.unwrap_or_default())
    });
    let returns = of.returns.iter().filter(|back| back.flow == flow);
    let returns = returns.map(|back| format!("back after {}", long(back.after)));
    let single = [
        (of.order, "a cart"),
        (of.media, "a picture, a voice note…"),
        (of.reaction, "a reaction"),
        (of.unsupported, "what cannot be read"),
    ];
    let single = single.into_iter().filter(|(of, _)| *of == Some(flow)).map(|(_, what)| what.to_owned());
    ads.chain(events).chain(silences).chain(returns).chain(single).collect()
}

/// Small panels share a column, large ones have their own.
fn columns(panels: Vec<Panel>) -> Vec<Vec<Panel>> {
    let tallest = panels.iter().map(|panel| panel.h).fold(TALL, f32::max);
    let mut columns: Vec<Vec<Panel>> = Vec::new();
    let mut used = f32::MAX;
    for panel in panels {
        if used + panel.h > tallest {
            columns.push(Vec::new());
            used = 0.0;
        }
        used += panel.h + MARGIN;
        if let Some(column) = columns.last_mut() {
            column.push(panel);
        }
    }
    columns
}

fn page(graph: &Graph, groups: &[Group]) -> String {
    let mut pen = Pen::default();
    let mut x = MARGIN;
    let mut bottom: f32 = 160.0;
    let mut right: f32 = 480.0;
    for group in groups {
        let heading = x;
        pen.heading(x, 84.0, group.heading);
        for column in &group.columns {
            let width = column.iter().map(|panel| panel.w).fold(0.0, f32::max);
            let mut y = 100.0;
            for panel in column {
                pen.panel(graph, panel, x, y, width);
                y += panel.h + MARGIN;
            }
            bottom = bottom.max(y);
            x += width + MARGIN;
        }
        x += MARGIN;
        right = right.max(x).max(heading + measure::width(group.heading, boxes::TEXT) * 1.05 + MARGIN);
    }
    let title = if graph.settings.title.is_empty() { &graph.settings.name } else { &graph.settings.title };
    pen.finish(title, right, bottom)
}
