//! `scn eval --records`: the records that a slot collects, against those that should be.

mod compare;
mod fields;
mod gold;
mod report;

use super::Args;
use crate::exit::{Exit, Failure};
use crate::json::Shown;
use crate::output::Output;
use crate::{load, moments, names};
use compare::{Compared, compare};
use fields::{Fields, Row};
use gold::Line;
use scn_engine::{Probed, Scenario, probe};
use scn_graph::{FlowId, Moment, RecordId, SlotId, Type, Value};
use std::time::Instant;

/// A line, and what came of it.
struct Tried {
    line: Line,
    /// As the engine has it.
    value: Option<Value>,
    read: Vec<Row>,
    compared: Compared,
    micros: f64,
}

pub(super) fn run(args: &Args, out: &Output) -> Result<Exit, Failure> {
    let (graph, _) = load::must_run(&args.project, out)?;
    let written = args.slot.as_deref().unwrap_or_default();
    let (tunnel, slot) = names::slot(&graph, written).map_err(Failure::usage)?;
    let scenario = load::scenario(graph)?;
    let graph = &scenario.graph;
    let ty = graph.flow(tunnel).and_then(|flow| flow.slots.get(slot.index())).map(|slot| &slot.ty);
    let record = ty.and_then(record_of).ok_or_else(|| {
        Failure::usage(format!("`{written}` holds no records; name the slot of a `collect`"))
    })?;
    let zone = moments::zone(&graph.settings.timezone).map(|(zone, _)| zone);
    let zone = zone.ok_or_else(|| Failure::usage("the time zone of the project is not known"))?;
    let now = match args.now.as_deref() {
        None => moments::clock(),
        Some(text) => moments::moment(text, &zone).ok_or_else(|| {
            Failure::usage(format!("`{text}` is no moment; write it like 2025-08-12T10:00"))
        })?,
    };
    let shown = Shown { graph, zone: &zone };
    let fields = Fields::of(&scenario, record, &shown, now)
        .ok_or_else(|| Failure::usage(format!("`{written}` holds no records")))?;
    let (lines, unknown) = gold::read(&args.labelled, &fields)?;
    let tried: Vec<Tried> =
        lines.into_iter().map(|line| hear(&scenario, (tunnel, slot), line, &fields, now)).collect();
    let report = report::Report::of(&fields, &tried, unknown);
    match args.json {
        true => out.print(&report.json(args.lines.then_some((tried.as_slice(), &fields, &shown))))?,
        false => out.print(&report.text())?,
    }
    Ok(Exit::Fine)
}

/// The record of a slot of one or of many.
fn record_of(ty: &Type) -> Option<RecordId> {
    match ty.known() {
        Type::Record(id) => Some(*id),
        Type::List { of, .. } => record_of(of),
        _ => None,
    }
}

fn hear(
    scenario: &Scenario,
    (tunnel, slot): (FlowId, SlotId),
    line: Line,
    fields: &Fields<'_>,
    now: Moment,
) -> Tried {
    let start = Instant::now();
    let heard = probe(scenario, Probed::Slot { tunnel, slot, known: &[] }, &line.text, now);
    let micros = start.elapsed().as_secs_f64() * 1e6;
    let value = heard.filled.into_iter().find(|(filled, _)| *filled == slot).map(|(_, value)| value);
    let read = fields.rows(value.as_ref());
    let compared = compare(&line.records, &read);
    Tried { line, value, read, compared, micros }
}
