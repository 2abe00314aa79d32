//! The tables: what was measured, beside what is aimed at.

use std::{fmt::Write, time::Duration};

pub(crate) struct Options {
    parts: Vec<String>,
    pub(crate) misses: usize,
    pub(crate) write: bool,
}

impl Options {
    pub(crate) fn read(
        arguments: impl Iterator<Item = String>,
        parts: impl Iterator<Item = &'static str>,
    ) -> Result<Options, String> {
        let known: Vec<&str> = parts.collect();
        let usage = || format!("measure [--write] [--misses N] [{}]…", known.join("|"));
        let mut options = Options { parts: Vec::new(), misses: 0, write: false };
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--write" => options.write = true,
                "--misses" => {
                    options.misses =
                        arguments.next().and_then(|count| count.parse().ok()).ok_or_else(usage)?;
                }
                part if known.contains(&part) => options.parts.push(argument),
                _ => return Err(usage()),
            }
        }
        if options.write && !options.parts.is_empty() {
            return Err("--write needs all parts".to_owned());
        }
        Ok(options)
    }

    pub(crate) fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|wanted| wanted == part)
    }
}

/// One line of a table.
struct Row {
    set: String,
    what: String,
    /// Percent.
    here: f64,
    cases: usize,
    floor: Option<f64>,
    best: Option<f64>,
}

struct Table {
    title: &'static str,
    /// What was done, in one or two sentences.
    told: &'static str,
    rows: Vec<Row>,
}

/// What a message costs, and what a model weighs.
struct Cost {
    what: String,
    each: Duration,
    slowest: Option<Duration>,
    more: String,
}

pub(crate) struct Figures {
    tables: Vec<Table>,
    costs: Vec<Cost>,
    misses: usize,
}

impl Figures {
    pub(crate) fn new(misses: usize) -> Figures {
        Figures { tables: Vec::new(), costs: Vec::new(), misses }
    }

    /// Begins a table.
    pub(crate) fn table(&mut self, title: &'static str, told: &'static str) {
        self.tables.push(Table { title, told, rows: Vec::new() });
    }

    /// `right` of `cases`, as percent. `aims` are the floor and the best in class, where there are such.
    pub(crate) fn share(
        &mut self,
        set: &str,
        what: &str,
        (right, cases): (usize, usize),
        aims: (Option<f64>, Option<f64>),
    ) {
        self.percent(set, what, 100.0 * right as f64 / cases.max(1) as f64, cases, aims);
    }

    pub(crate) fn percent(
        &mut self,
        set: &str,
        what: &str,
        here: f64,
        cases: usize,
        (floor, best): (Option<f64>, Option<f64>),
    ) {
        let row = Row { set: set.to_owned(), what: what.to_owned(), here, cases, floor, best };
        self.tables.last_mut().expect("a table was begun").rows.push(row);
    }

    /// What `count` messages took together; `slowest` is the 99th percentile, where it was taken.
    pub(crate) fn cost(
        &mut self,
        what: &str,
        all: Duration,
        count: usize,
        slowest: Option<Duration>,
        more: &str,
    ) {
        let each = all / count.max(1) as u32;
        self.costs.push(Cost { what: what.to_owned(), each, slowest, more: more.to_owned() });
    }

    /// Prints the first cases of a set that are not right.
    pub(crate) fn misses(&self, set: &str, misses: &[String]) {
        for miss in misses.iter().take(self.misses) {
            println!("{set}: {miss}");
        }
    }

    pub(crate) fn tables(&self) -> String {
        let mut text = String::new();
        for table in &self.tables {
            let _ = writeln!(text, "## {}\n\n{}\n", table.title, table.told);
            let _ = writeln!(text, "| set | measure | here | floor | best in class | cases |");
            let _ = writeln!(text, "| --- | --- | --: | --: | --: | --: |");
            let aim = |aim: Option<f64>| aim.map_or(String::new(), |aim| format!("{aim}"));
            for Row { set, what, here, cases, floor, best } in &table.rows {
                let (floor, best) = (aim(*floor), aim(*best));
                let _ = writeln!(text, "| {set} | {what} | {here:.1} % | {floor} | {best} | {cases} |");
            }
            text.push('\n');
        }
        if !self.costs.is_empty() {
            let _ = writeln!(
                text,
                "## Time and size\n\nOn a shared machine: orders of magnitude, no benchmark.\n"
            );
            let _ = writeln!(text, "| what | each | 99 of 100 below | more |");
            let _ = writeln!(text, "| --- | --: | --: | --- |");
            for Cost { what, each, slowest, more } in &self.costs {
                let slowest = slowest.map_or(String::new(), |slowest| format!("{slowest:.1?}"));
                let _ = writeln!(text, "| {what} | {each:.1?} | {slowest} | {more} |");
            }
        }
        text
    }

    /// Puts the tables behind the introduction of the page.
    pub(crate) fn write(&self) {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/understanding-figures.md");
        let page = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let introduction = page.split("\n## ").next().unwrap_or_default().trim_end();
        let page = format!("{introduction}\n\n{}\n", self.tables().trim_end());
        std::fs::write(path, page).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}
