//! Boxes in layers from top to bottom: every arrow goes down, boxes stand where their arrows are short and few cross.

use super::boxes::TEXT;
use super::boxes::{Arrow, Drawing, Kind, Shape};
use super::measure;
use super::{CHIP, LINE, SMALL};

/// A box with its place (the centre) and size.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) w: f32,
    pub(super) h: f32,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Shape(Shape),
    /// The words on an arrow.
    Label {
        text: String,
        faint: bool,
    },
    /// A layer that a long arrow passes, straight down beside the boxes.
    Bend {
        faint: bool,
    },
}

/// A stretch of an arrow between two cells of neighbouring layers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) faint: bool,
    /// Ends at a box: has a head.
    pub(super) head: bool,
}

#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) cells: Vec<Cell>,
    pub(super) stretches: Vec<Stretch>,
    pub(super) w: f32,
    pub(super) h: f32,
}

/// An arrow over more layers than this is replaced by a sign that names its target.
const LONGEST: usize = 14;
const GAP_X: f32 = 26.0;
const GAP_Y: f32 = 24.0;
const SWEEPS: usize = 12;

pub(super) fn plan(drawing: Drawing) -> Plan {
    let Drawing { mut shapes, arrows } = drawing;
    if shapes.is_empty() {
        return Plan::default();
    }
    let arrows = without_long_ways(&mut shapes, arrows);
    let ranks = ranks(shapes.len(), &arrows);
    let mut plan = Plan { cells: shapes.into_iter().map(cell).collect(), ..Plan::default() };
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); ranks.iter().max().map_or(1, |last| last + 1)];
    for (at, rank) in ranks.iter().enumerate() {
        push(&mut layers, *rank, at);
    }
    for arrow in &arrows {
        thread(&mut plan, &mut layers, &ranks, arrow);
    }
    order(&plan, &mut layers);
    set_rows(&mut plan, &layers);
    set_columns(&mut plan, &layers);
    plan
}

fn push(layers: &mut [Vec<usize>], rank: usize, cell: usize) {
    if let Some(layer) = layers.get_mut(rank) {
        layer.push(cell);
    }
}

/// Ways back up, and ways over many layers, end at a sign instead.
fn without_long_ways(shapes: &mut Vec<Shape>, arrows: Vec<Arrow>) -> Vec<Arrow> {
    let up = ways_up(shapes.len(), &arrows);
    let down: Vec<Arrow> =
        arrows.iter().zip(&up).filter(|(_, up)| !**up).map(|(arrow, _)| arrow.clone()).collect();
    let ranks = ranks(shapes.len(), &down);
    let rank = |at: usize| ranks.get(at).copied().unwrap_or(0);
    let mut kept = Vec::new();
    for (mut arrow, up) in arrows.into_iter().zip(up) {
        let long = rank(arrow.to).saturating_sub(rank(arrow.from)) > LONGEST;
        if up || long {
            let name =
                shapes.get(arrow.to).and_then(|target| target.lines.first()).cloned().unwrap_or_default();
            let sign = if up { "↑" } else { "↓" };
            shapes.push(Shape {
                kind: Kind::Jump,
                lines: vec![format!("{sign} {}", measure::cut(&name, TEXT, 150.0))],
                chips: Vec::new(),
                reminders: Vec::new(),
                fixed: None,
                step: None,
                note: None,
                link: None,
            });
            arrow.to = shapes.len() - 1;
        }
        kept.push(arrow);
    }
    kept
}

/// Which arrows close a circle, seen from the start.
fn ways_up(count: usize, arrows: &[Arrow]) -> Vec<bool> {
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    for (at, arrow) in arrows.iter().enumerate() {
        if let Some(list) = out.get_mut(arrow.from) {
            list.push((at, arrow.to));
        }
    }
    let mut up = vec![false; arrows.len()];
    // 0: not seen, 1: on the way, 2: done
    let mut state = vec![0u8; count];
    let mut stack: Vec<(usize, usize)> = vec![(0, 0)];
    set(&mut state, 0, 1);
    while let Some((node, next)) = stack.pop() {
        match out.get(node).and_then(|list| list.get(next)) {
            None => set(&mut state, node, 2),
            Some((arrow, to)) => {
                stack.push((node, next + 1));
                match state.get(*to) {
                    Some(0) => {
                        set(&mut state, *to, 1);
                        stack.push((*to, 0));
                    }
                    Some(1) => set(&mut up, *arrow, true),
                    _ => {}
                }
            }
        }
    }
    up
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

/// The layer of each box: below everything that leads to it, one more where words stand on the arrow.
fn ranks(count: usize, arrows: &[Arrow]) -> Vec<usize> {
    let mut into = vec![0usize; count];
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    for arrow in arrows {
        if let (Some(into), Some(out)) = (into.get_mut(arrow.to), out.get_mut(arrow.from)) {
            *into += 1;
            out.push((arrow.to, if arrow.label.is_empty() { 1 } else { 2 }));
        }
    }
    let mut ready: Vec<usize> = (0..count).filter(|at| into.get(*at) == Some(&0)).collect();
    let mut ranks = vec![0usize; count];
    while let Some(at) = ready.pop() {
        let rank = ranks.get(at).copied().unwrap_or(0);
        for (to, length) in out.get(at).cloned().unwrap_or_default() {
            if let (Some(target), Some(left)) = (ranks.get_mut(to), into.get_mut(to)) {
                *target = (*target).max(rank + length);
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.push(to);
                }
            }
        }
    }
    ranks
}

/// Lays an arrow through the layers it passes; its words stand in the first of them.
fn thread(plan: &mut Plan, layers: &mut [Vec<usize>], ranks: &[usize], arrow: &Arrow) {
    let rank = |at: usize| ranks.get(at).copied().unwrap_or(0);
    let mut from = arrow.from;
    for layer in rank(arrow.from) + 1..rank(arrow.to) {
        let label = layer == rank(arrow.from) + 1 && !arrow.label.is_empty();
        let cell = match label {
            true => label_cell(&arrow.label, arrow.faint),
            false => Cell { x: 0.0, y: 0.0, w: 4.0, h: 0.0, what: What::Bend { faint: arrow.faint } },
        };
        plan.cells.push(cell);
        let at = plan.cells.len() - 1;
        push(layers, layer, at);
        plan.stretches.push(Stretch { from, to: at, faint: arrow.faint, head: false });
        from = at;
    }
    plan.stretches.push(Stretch { from, to: arrow.to, faint: arrow.faint, head: true });
}

fn label_cell(text: &str, faint: bool) -> Cell {
    let text = measure::cut(text, SMALL, 170.0);
    let w = measure::width(&text, SMALL) + 16.0;
    Cell { x: 0.0, y: 0.0, w, h: CHIP, what: What::Label { text, faint } }
}

fn cell(shape: Shape) -> Cell {
    let widest = shape.lines.iter().map(|line| measure::width(line, TEXT)).fold(0.0, f32::max);
    let room = widest.max(super::boxes::ROOM);
    let (chips_w, chips_h) = chips(&shape.chips, room);
    let (reminders_w, reminders_h) = chips(&shape.reminders, room);
    let pill = !matches!(shape.kind, Kind::Say | Kind::Question | Kind::Handoff | Kind::Template);
    let small = shape.note.iter().chain(&shape.fixed);
    let small_w = small.clone().map(|line| measure::width(line, SMALL)).fold(0.0, f32::max);
    let small_h = small.count() as f32 * LINE;
    let inside = widest.max(chips_w).max(reminders_w).max(small_w);
    let w = (inside + 28.0).max(if pill { 56.0 } else { 120.0 });
    let text_h = shape.lines.len() as f32 * LINE;
    let h = text_h + if pill { 12.0 } else { 18.0 } + chips_h + reminders_h + small_h;
    let step = if shape.step.is_some() { 16.0 } else { 0.0 };
    Cell { x: 0.0, y: 0.0, w, h: h + step, what: What::Shape(shape) }
}

/// Width and height of the rows of chips in this room.
pub(super) fn chips(labels: &[String], room: f32) -> (f32, f32) {
    let rows = chip_rows(labels, room);
    let widest = rows.iter().map(|row| row.iter().map(|(_, w)| w + 6.0).sum::<f32>()).fold(0.0, f32::max);
    (widest, if rows.is_empty() { 0.0 } else { rows.len() as f32 * (CHIP + 5.0) + 3.0 })
}

/// Chips with their widths, row by row.
pub(super) fn chip_rows(labels: &[String], room: f32) -> Vec<Vec<(String, f32)>> {
    let mut rows: Vec<Vec<(String, f32)>> = Vec::new();
    let mut used = f32::MAX;
    for label in labels {
        let w = measure::width(label, SMALL) + 16.0;
        if used + w + 6.0 > room {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += w + 6.0;
        if let Some(row) = rows.last_mut() {
            row.push((label.clone(), w));
        }
    }
    rows
}

/// The order within each layer: near the middle of what it is joined with, again and again.
fn order(plan: &Plan, layers: &mut [Vec<usize>]) {
    let (above, below) = neighbours(plan);
    let mut position = vec![0.0f32; plan.cells.len()];
    let remember = |layer: &[usize], position: &mut [f32]| {
        for (at, cell) in layer.iter().enumerate() {
            set(position, *cell, at as f32 - layer.len() as f32 / 2.0);
        }
    };
    layers.iter().for_each(|layer| remember(layer, &mut position));
    for sweep in 0..SWEEPS {
        let joined = if sweep % 2 == 0 { &above } else { &below };
        let mut places: Vec<usize> = (0..layers.len()).collect();
        if sweep % 2 == 1 {
            places.reverse();
        }
        for place in places {
            let Some(layer) = layers.get_mut(place) else { continue };
            let mut keyed: Vec<(f32, usize)> = layer
                .iter()
                .map(|cell| {
                    (
                        mean(joined, *cell, &position).unwrap_or(position.get(*cell).copied().unwrap_or(0.0)),
                        *cell,
                    )
                })
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            *layer = keyed.into_iter().map(|(_, cell)| cell).collect();
            remember(layer, &mut position);
        }
    }
}

/// Per cell the cells it is joined with, and how much that counts: the usual ways are kept straight.
type Joined = Vec<Vec<(usize, f32)>>;

const FAINT: f32 = 0.1;

fn neighbours(plan: &Plan) -> (Joined, Joined) {
    let mut above: Joined = vec![Vec::new(); plan.cells.len()];
    let mut below = above.clone();
    for stretch in &plan.stretches {
        let weight = if stretch.faint { FAINT } else { 1.0 };
        if let Some(list) = above.get_mut(stretch.to) {
            list.push((stretch.from, weight));
        }
        if let Some(list) = below.get_mut(stretch.from) {
            list.push((stretch.to, weight));
        }
    }
    (above, below)
}

fn mean(joined: &Joined, cell: usize, position: &[f32]) -> Option<f32> {
    let list = joined.get(cell).filter(|list| !list.is_empty())?;
    let (sum, weight) = list.iter().fold((0.0, 0.0), |(sum, all), (other, weight)| {
        (sum + position.get(*other).copied().unwrap_or(0.0) * weight, all + weight)
    });
    Some(sum / weight)
}

fn set_rows(plan: &mut Plan, layers: &[Vec<usize>]) {
    let mut y = 0.0;
    for layer in layers {
        let height =
            layer.iter().filter_map(|cell| plan.cells.get(*cell)).map(|cell| cell.h).fold(0.0, f32::max);
        for at in layer {
            if let Some(cell) = plan.cells.get_mut(*at) {
                cell.y = y + height / 2.0;
                // An arrow goes straight through a layer: it never runs behind a taller box beside it.
                if matches!(cell.what, What::Bend { .. } | What::Label { .. }) {
                    cell.h = height;
                }
            }
        }
        y += height + GAP_Y;
    }
    plan.h = (y - GAP_Y).max(0.0);
}

/// Places across: each layer as near as it can be to the layers it is joined with.
fn set_columns(plan: &mut Plan, layers: &[Vec<usize>]) {
    let (above, below) = neighbours(plan);
    let widths: Vec<f32> = plan.cells.iter().map(|cell| cell.w).collect();
    let mut xs = vec![0.0f32; plan.cells.len()];
    let x = |xs: &[f32], cell: usize| xs.get(cell).copied().unwrap_or(0.0);
    for sweep in 0..SWEEPS * 2 {
        let down = sweep % 2 == 0;
        let joined = if down { &above } else { &below };
        let places: Vec<usize> =
            if down { (0..layers.len()).collect() } else { (0..layers.len()).rev().collect() };
        for layer in places.into_iter().filter_map(|place| layers.get(place)) {
            let wanted: Vec<f32> =
                layer.iter().map(|cell| mean(joined, *cell, &xs).unwrap_or(x(&xs, *cell))).collect();
            let widths: Vec<f32> = layer.iter().filter_map(|cell| widths.get(*cell).copied()).collect();
            for (cell, x) in layer.iter().zip(apart(&wanted, &widths)) {
                set(&mut xs, *cell, x);
            }
        }
    }
    let left = xs.iter().zip(&widths).map(|(x, w)| x - w / 2.0).fold(f32::MAX, f32::min);
    let right = xs.iter().zip(&widths).map(|(x, w)| x + w / 2.0).fold(f32::MIN, f32::max);
    plan.cells.iter_mut().zip(&xs).for_each(|(cell, x)| cell.x = x - left);
    plan.w = right - left;
}

/// The places nearest to the wanted ones (least squares) that keep the order and the distances: pool adjacent violators.
fn apart(wanted: &[f32], widths: &[f32]) -> Vec<f32> {
    let mut offsets = Vec::with_capacity(wanted.len());
    let mut offset = 0.0;
    let mut before: Option<f32> = None;
    for width in widths {
        if let Some(before) = before {
            offset += before / 2.0 + width / 2.0 + GAP_X;
        }
        offsets.push(offset);
        before = Some(*width);
    }
    // Blocks of (sum, count): within a block all stand as close as they may.
    let mut blocks: Vec<(f32, usize)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        let mut block = (wanted - offset, 1);
        while let Some(last) = blocks.last().copied() {
            if last.0 / last.1 as f32 <= block.0 / block.1 as f32 {
                break;
            }
            blocks.pop();
            block = (block.0 + last.0, block.1 + last.1);
        }
        blocks.push(block);
    }
    let starts = blocks.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f32, *count));
    starts.zip(&offsets).map(|(start, offset)| start + offset).collect()
}
