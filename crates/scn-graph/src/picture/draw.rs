//! Strokes and words.

use super::boxes::{Kind, ROOM, Shape, TEXT};
use super::layout::{Cell, Plan, What, chip_rows, chips};
use super::svg::{PAD, Panel};
use super::{CHIP, LINE, SMALL};
use crate::{FlowId, Graph};
use std::fmt::Write;

const INK: &str = "#1f2933";
const SOFT: &str = "#6b7785";
const RULE: &str = "#9aa5b1";
/// What can no longer be changed.
const STOP: &str = "#c0392b";

/// Collects the picture, one element per line.
#[derive(Default)]
pub(super) struct Pen {
    out: String,
}

macro_rules! stroke {
    ($pen:expr, $($what:tt)*) => {{
        let _ = writeln!($pen.out, $($what)*);
    }};
}

impl Pen {
    pub(super) fn finish(self, title: &str, w: f32, h: f32) -> String {
        let title = escape(title);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w:.0}\" height=\"{h:.0}\" viewBox=\"0 0 {w:.0} {h:.0}\" \
             font-family=\"system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif\" font-size=\"{TEXT}\" fill=\"{INK}\">\n\
             <title>{title}</title>\n\
             <defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
             orient=\"auto\"><path d=\"M0 0.5 L7.5 4 L0 7.5 z\" fill=\"{RULE}\"/></marker></defs>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#eef1f4\"/>\n\
             <text x=\"28\" y=\"48\" font-size=\"26\" font-weight=\"700\">{title}</text>\n\
             {}</svg>\n",
            self.out
        )
    }

    pub(super) fn heading(&mut self, x: f32, y: f32, text: &str) {
        stroke!(
            self,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-weight=\"600\" fill=\"{SOFT}\">{}</text>",
            escape(text)
        );
    }

    pub(super) fn panel(&mut self, graph: &Graph, panel: &Panel, x: f32, y: f32, width: f32) {
        stroke!(
            self,
            "<g id=\"{}\"><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"14\" fill=\"#fff\" stroke=\"#d5dbe1\"/>",
            anchor(graph, panel.flow),
            panel.h
        );
        let left = x + PAD;
        stroke!(
            self,
            "<text x=\"{left:.1}\" y=\"{:.1}\" font-size=\"15\" font-weight=\"700\">{}</text>",
            y + PAD + 10.0,
            escape(&panel.title)
        );
        let mut top = y + PAD + 30.0;
        for words in &panel.examples {
            stroke!(
                self,
                "<text x=\"{left:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\" font-style=\"italic\" fill=\"{SOFT}\">{}</text>",
                top,
                escape(words)
            );
            top += 16.0;
        }
        if !panel.examples.is_empty() {
            top += 6.0;
        }
        self.plan(graph, &panel.plan, x + (width - panel.plan.w) / 2.0, top);
        stroke!(self, "</g>");
    }

    fn plan(&mut self, graph: &Graph, plan: &Plan, x: f32, y: f32) {
        for stretch in &plan.stretches {
            let (Some(from), Some(to)) = (plan.cells.get(stretch.from), plan.cells.get(stretch.to)) else {
                continue;
            };
            let (x1, y1) = (x + from.x, y + from.y + from.h / 2.0);
            let (x2, y2) = (x + to.x, y + to.y - to.h / 2.0 - if stretch.head { 1.0 } else { 0.0 });
            let bend = ((y2 - y1) / 2.0).max(8.0);
            stroke!(
                self,
                "<path d=\"M{x1:.1} {y1:.1} C{x1:.1} {:.1} {x2:.1} {:.1} {x2:.1} {y2:.1}\" fill=\"none\" stroke=\"{RULE}\" stroke-width=\"1.4\"{}{}/>",
                y1 + bend,
                y2 - bend,
                if stretch.faint { " stroke-dasharray=\"4 4\"" } else { "" },
                if stretch.head { " marker-end=\"url(#head)\"" } else { "" },
            );
        }
        for cell in &plan.cells {
            match &cell.what {
                What::Shape(shape) => self.shape(graph, cell, shape, x, y),
                What::Label { text, faint } => self.label(cell, text, *faint, x, y),
                What::Bend { faint } => self.straight(cell, *faint, x, y),
            }
        }
    }

    fn straight(&mut self, cell: &Cell, faint: bool, x: f32, y: f32) {
        stroke!(
            self,
            "<path d=\"M{:.1} {:.1} v{:.1}\" stroke=\"{RULE}\" stroke-width=\"1.4\"{}/>",
            x + cell.x,
            y + cell.y - cell.h / 2.0,
            cell.h,
            if faint { " stroke-dasharray=\"4 4\"" } else { "" },
        );
    }

    fn label(&mut self, cell: &Cell, text: &str, faint: bool, x: f32, y: f32) {
        self.straight(cell, faint, x, y);
        let (fill, ink) = if faint { ("#fff", SOFT) } else { ("#e7f0fe", "#1a4f9c") };
        self.rect(x + cell.x, y + cell.y, cell.w, CHIP, CHIP / 2.0, fill, fill);
        self.middle(x + cell.x, y + cell.y + 4.0, SMALL, ink, text);
    }

    fn shape(&mut self, graph: &Graph, cell: &Cell, shape: &Shape, x: f32, y: f32) {
        let (cx, mut cy, mut h) = (x + cell.x, y + cell.y, cell.h);
        if let Some(step) = &shape.step {
            stroke!(
                self,
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\" fill=\"{SOFT}\">{}</text>",
                cx - cell.w / 2.0 + 2.0,
                cy - h / 2.0 + 11.0,
                escape(step)
            );
            cy += 8.0;
            h -= 16.0;
        }
        let (fill, stroke, radius) = match shape.kind {
            Kind::Say => ("#e3f6e5", "#b5dfba", 10.0),
            Kind::Question => ("#fff", "#3f7fd9", 10.0),
            Kind::Fork => ("#fff6dd", "#e8cf84", 4.0),
            Kind::Quiet => ("#f3f5f7", "#f3f5f7", 4.0),
            Kind::Wait => ("#f7f2e8", "#d9c9a5", h / 2.0),
            Kind::Call => ("#e3f2f5", "#8fc3cf", 4.0),
            Kind::Template => ("#f4faf5", "#7fbf8a", 10.0),
            Kind::Enter => ("#efe7fb", "#b79be6", h / 2.0),
            Kind::Handoff => ("#fde8dc", "#f0b48f", 10.0),
            Kind::End => ("#3e4c59", "#3e4c59", h / 2.0),
            Kind::Jump => ("#fff", "#c3ccd5", h / 2.0),
        };
        let link = shape.link.map(|flow| anchor(graph, flow));
        if let Some(link) = &link {
            stroke!(self, "<a href=\"#{link}\">");
        }
        self.rect(cx, cy, cell.w, h, radius, fill, stroke);
        if shape.kind == Kind::Question {
            stroke!(
                self,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"5\" height=\"{:.1}\" rx=\"2.5\" fill=\"#3f7fd9\"/>",
                cx - cell.w / 2.0 + 5.0,
                cy - h / 2.0 + 6.0,
                h - 12.0
            );
        }
        if shape.fixed.is_some() {
            stroke!(
                self,
                "<path d=\"M{:.1} {:.1} h{:.1}\" stroke=\"{STOP}\" stroke-width=\"3\" stroke-linecap=\"round\"/>",
                cx - cell.w / 2.0 + 2.0,
                cy + h / 2.0,
                cell.w - 4.0
            );
        }
        self.words(shape, cx, cy, cell.w, h);
        if link.is_some() {
            stroke!(self, "</a>");
        }
    }

    fn words(&mut self, shape: &Shape, cx: f32, cy: f32, w: f32, h: f32) {
        let room = (w - 28.0).max(ROOM);
        let (_, chips_h) = chips(&shape.chips, room);
        let (_, reminders_h) = chips(&shape.reminders, room);
        let small_h = shape.note.iter().chain(&shape.fixed).count() as f32 * LINE;
        let text_h = shape.lines.len() as f32 * LINE;
        let left = cx - w / 2.0 + 16.0;
        let mut base = cy - h / 2.0 + (h - text_h - chips_h - reminders_h - small_h) / 2.0 + LINE * 0.72;
        let ink = match shape.kind {
            Kind::End => "#fff",
            Kind::Quiet | Kind::Jump => SOFT,
            Kind::Enter => "#5b32a3",
            Kind::Wait => "#6b5320",
            Kind::Call => "#1d5c6b",
            _ => INK,
        };
        for line in &shape.lines {
            if matches!(shape.kind, Kind::Say | Kind::Question | Kind::Template) {
                stroke!(self, "<text x=\"{left:.1}\" y=\"{base:.1}\">{}</text>", escape(line));
            } else {
                self.middle(cx, base, TEXT, ink, line);
            }
            base += LINE;
        }
        let mut top = base - LINE * 0.72 + 5.0;
        self.chips(chip_rows(&shape.chips, room), left, &mut top, ["#fff", "#a9c6f2", "#1a4f9c"]);
        self.chips(chip_rows(&shape.reminders, room), left, &mut top, ["#fff6dd", "#e8cf84", "#7a5b00"]);
        let colours = [SOFT, STOP];
        for (line, colour) in [&shape.note, &shape.fixed].into_iter().zip(colours) {
            let Some(line) = line else { continue };
            stroke!(
                self,
                "<text x=\"{left:.1}\" y=\"{:.1}\" font-size=\"{SMALL}\" fill=\"{colour}\">{}</text>",
                top + 9.0,
                escape(line)
            );
            top += LINE;
        }
    }

    /// Rows of chips, downwards from `top`: their fill, edge and ink.
    fn chips(
        &mut self,
        rows: Vec<Vec<(String, f32)>>,
        left: f32,
        top: &mut f32,
        [fill, edge, ink]: [&str; 3],
    ) {
        for row in rows {
            let mut x = left;
            for (label, width) in row {
                self.rect(x + width / 2.0, *top + CHIP / 2.0, width, CHIP, CHIP / 2.0, fill, edge);
                self.middle(x + width / 2.0, *top + CHIP / 2.0 + 4.0, SMALL, ink, &label);
                x += width + 6.0;
            }
            *top += CHIP + 5.0;
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn rect(&mut self, cx: f32, cy: f32, w: f32, h: f32, radius: f32, fill: &str, stroke: &str) {
        stroke!(
            self,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"{radius:.1}\" fill=\"{fill}\" stroke=\"{stroke}\"/>",
            cx - w / 2.0,
            cy - h / 2.0
        );
    }

    fn middle(&mut self, x: f32, y: f32, size: f32, ink: &str, text: &str) {
        stroke!(
            self,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"middle\" fill=\"{ink}\">{}</text>",
            escape(text)
        );
    }
}

/// Names may hold letters that an id must not: the place in the table is enough.
fn anchor(graph: &Graph, flow: FlowId) -> String {
    let known = graph.flow(flow).is_some();
    if known { format!("flow-{}", flow.0) } else { String::new() }
}

/// Text in XML; characters that XML 1.0 has no place for are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
