use regex::{Regex, RegexBuilder};
use scn_graph::{
    CatalogId, FlowId, Graph, Key, Language, NodeId, NodeKind, PatternId, QuestionId, Row, SlotId, Type,
    Value, jiff::tz::TimeZone,
};
use std::collections::BTreeMap;

/// A graph made ready to run: patterns compiled, keys indexed. Immutable, shared by all conversations.
pub struct Scenario {
    pub graph: Graph,
    /// The content hash that conversations remember.
    pub hash: u64,
    pub(crate) zone: TimeZone,
    /// Where national phone numbers belong, likeliest first: the country of the zone, then those that speak the languages.
    pub(crate) countries: Vec<&'static str>,
    /// Something is asked for that is read by the customer's country.
    pub(crate) is_local: bool,
    patterns: Vec<Regex>,
    questions: BTreeMap<Key, QuestionId>,
    rows: Vec<BTreeMap<Key, u32>>,
    /// For each language of the settings: all texts are there, so a customer can be served in it.
    complete: Vec<bool>,
    /// `on silence` triggers by length, shortest first.
    pub(crate) silences: Vec<u16>,
    /// The hidden slots of each flow's loops.
    pub(crate) loops: BTreeMap<FlowId, Vec<SlotId>>,
    /// Listeners by the tunnel they belong to; those of the project under `None`.
    pub(crate) listeners: BTreeMap<Option<FlowId>, Vec<u32>>,
}

fn countries(graph: &Graph) -> Vec<&'static str> {
    let mut countries = Vec::from_iter(scn_understand::country_of_zone(&graph.settings.timezone));
    for language in &graph.settings.languages {
        let spoken: &[&str] = match language {
            Language::Fr => &["FR"],
            Language::De => &["DE", "AT"],
            Language::It => &["IT"],
            Language::En => &[],
        };
        countries.extend(spoken.iter().filter(|country| !countries.contains(country)).collect::<Vec<_>>());
    }
    countries
}

/// The same words are another number, amount or day elsewhere.
fn is_local(ty: &Type) -> bool {
    match ty.known() {
        Type::Phone | Type::Address | Type::Money { .. } | Type::Date(_) | Type::DateTime(_) => true,
        Type::List { of, .. } => is_local(of),
        _ => false,
    }
}

/// Why a graph cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError(pub String);

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for LoadError {}

/// A compiled pattern may take this many bytes: a bound on what a hostile pattern costs.
const PATTERN_BYTES: usize = 1 << 20;

impl Scenario {
    pub fn load(graph: Graph) -> Result<Scenario, LoadError> {
        let zone = TimeZone::get(&graph.settings.timezone)
            .map_err(|_| LoadError(format!("unknown time zone `{}`", graph.settings.timezone)))?;
        let countries = countries(&graph);
        let slots = graph.flows.iter().flat_map(|flow| &flow.slots).map(|slot| &slot.ty);
        let fields = graph.records.iter().flat_map(|record| &record.fields).map(|field| &field.ty);
        let is_local = slots.chain(fields).any(is_local);
        if is_local {
            scn_understand::warm();
        }
        let patterns = graph.patterns.iter().map(|source| compile(source)).collect::<Result<_, _>>()?;
        let questions =
            graph.questions.iter().enumerate().map(|(at, q)| (q.key, QuestionId(at as u32))).collect();
        let rows = graph
            .catalogs
            .iter()
            .map(|catalog| catalog.rows.iter().enumerate().map(|(at, row)| (row.key, at as u32)).collect())
            .collect();
        let complete = graph.texts.iter().map(|texts| texts.iter().all(Option::is_some)).collect();
        let mut listeners: BTreeMap<Option<FlowId>, Vec<u32>> = BTreeMap::new();
        for (at, listener) in graph.listeners.iter().enumerate() {
            listeners.entry(listener.scope).or_default().push(at as u32);
        }
        let hash = graph.hash();
        let (silences, loops) = (by_length(&graph), loops(&graph));
        Ok(Scenario {
            graph,
            hash,
            zone,
            countries,
            is_local,
            patterns,
            questions,
            rows,
            complete,
            silences,
            loops,
            listeners,
        })
    }

    /// A pattern fits a part of the text.
    pub fn matches(&self, pattern: PatternId, text: &str) -> bool {
        self.patterns.get(pattern.index()).is_some_and(|regex| regex.is_match(text))
    }

    /// The first part of a text that a pattern fits.
    pub(crate) fn part(&self, pattern: PatternId, text: &str) -> Option<String> {
        let found = self.patterns.get(pattern.index())?.find(text)?;
        (!found.is_empty()).then(|| found.as_str().to_owned())
    }

    pub(crate) fn question_by_key(&self, key: Key) -> Option<QuestionId> {
        self.questions.get(&key).copied()
    }

    /// The row of a key, and its place in the file.
    pub(crate) fn row(&self, catalog: CatalogId, key: Key) -> Option<(u32, &Row)> {
        let at = *self.rows.get(catalog.index())?.get(&key)?;
        Some((at, self.graph.catalog(catalog)?.rows.get(at as usize)?))
    }

    /// The rows that can be had now, as values.
    pub(crate) fn available_rows(&self, id: CatalogId) -> Option<Vec<Value>> {
        let catalog = self.graph.catalog(id)?;
        let there = |row: &&Row| {
            let cell = catalog.available.and_then(|column| row.cells.get(usize::from(column)));
            !matches!(cell, Some(Some(Value::YesNo(false))))
        };
        Some(catalog.rows.iter().filter(there).map(|row| Value::Row(id, row.key)).collect())
    }

    /// The place of a language in the string tables, when the scenario speaks it completely; else the first.
    pub(crate) fn language_index(&self, language: Option<Language>) -> usize {
        let at = self.graph.settings.languages.iter().position(|known| Some(*known) == language);
        at.filter(|at| self.complete.get(*at) == Some(&true)).unwrap_or(0)
    }

    pub(crate) fn question_at(&self, node: NodeId) -> Option<(QuestionId, &scn_graph::Question)> {
        match self.graph.node(node)?.kind {
            scn_graph::NodeKind::Question { question } => Some((question, self.graph.question(question)?)),
            _ => None,
        }
    }
}

fn by_length(graph: &Graph) -> Vec<u16> {
    let silences = &graph.triggers.silences;
    let mut order: Vec<u16> = (0..silences.len()).filter_map(|at| u16::try_from(at).ok()).collect();
    order.sort_by_key(|at| {
        silences.get(usize::from(*at)).map(|silence| {
            let days = u64::from(silence.after.months) * 30 + u64::from(silence.after.days);
            days * 86_400 + u64::from(silence.after.seconds)
        })
    });
    order
}

fn loops(graph: &Graph) -> BTreeMap<FlowId, Vec<SlotId>> {
    let mut loops: BTreeMap<FlowId, Vec<SlotId>> = BTreeMap::new();
    for node in &graph.nodes {
        if let NodeKind::For { list, done, item, .. } = node.kind {
            loops.entry(node.flow).or_default().extend([list, done, item]);
        }
    }
    loops
}

fn compile(source: &str) -> Result<Regex, LoadError> {
    RegexBuilder::new(source)
        .case_insensitive(true)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|_| LoadError(format!("the pattern /{source}/ cannot be used")))
}
