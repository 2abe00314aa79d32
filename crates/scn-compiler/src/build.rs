//! The graph while it grows, and what every pass needs beside it.

use crate::flow::slots::Slots;
use crate::i18n::MessageEntry;
use crate::locales::Locales;
use crate::lookup::Signature;
use crate::names::Names;
use crate::report::Report;
use crate::session::Learnt;
use crate::sources::Sources;
use crate::worded::AllWords;
use scn_diag::{Files, Span};
use scn_graph::{
    CatalogId, ChoiceId, Expr, FlowId, Graph, Language, LexiconId, Node, NodeId, PatternId, Piece, RecordId,
    Settings, Template, TextId, Type, Value, model,
};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The type of an expression; `None` when it is unknown because of something already reported.
pub(crate) type Ty = Option<Type>;

/// A slot of a flow as the compiler sees it.
#[derive(Clone, Debug)]
pub(crate) struct SlotInfo {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    /// Where it is made: the first `ask`, `set` or `enter … as`, or the parameter.
    pub(crate) span: Span,
    pub(crate) param: bool,
}

/// What callers of a tunnel see.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) flow: FlowId,
    pub(crate) name: String,
    /// Name, type, place.
    pub(crate) params: Vec<(String, Ty, Span)>,
    /// Outer `None`: the tunnel gives nothing back.
    pub(crate) result: Option<Ty>,
}

pub(crate) struct Build<'t> {
    pub(crate) report: Report,
    pub(crate) files: &'t Files,
    /// For what is read besides scenarios: catalogs, descriptions of systems, answers.
    pub(crate) sources: &'t dyn Sources,
    pub(crate) names: Rc<Names<'t>>,
    pub(crate) graph: Graph,
    pub(crate) learnt: Learnt,
    /// Nodes by reserved place; empty ones are aliases.
    pub(crate) nodes: Vec<Option<Node>>,
    pub(crate) aliases: BTreeMap<NodeId, NodeId>,
    /// Where each node was written.
    pub(crate) node_places: Vec<Span>,
    /// Where each text was written, by its id.
    pub(crate) text_places: BTreeMap<String, Span>,
    pub(crate) locales: Locales,
    /// Where a text was translated, by its place among the languages.
    pub(crate) translated_at: BTreeMap<(TextId, usize), Span>,
    /// Per language: how many texts it lacks.
    pub(crate) missing: BTreeMap<Language, u32>,
    /// One per tunnel, in the order of `names.tunnels`.
    pub(crate) heads: Vec<Head>,
    /// Per flow.
    pub(crate) slots: Vec<Slots>,
    /// What operations, events and templates take, by their ids.
    pub(crate) operations: Vec<Signature>,
    pub(crate) events: Vec<Signature>,
    pub(crate) templates: Vec<Signature>,
    /// As the scenario names them, the first one first.
    pub(crate) languages: Vec<Language>,
    /// Every text that can be translated, in the order of the passes.
    pub(crate) messages: Vec<MessageEntry>,
    /// Types that come from an OpenAPI file: `bank.card`.
    pub(crate) outside_types: BTreeMap<String, Type>,
    /// Words that name the values of each choice and the rows of each catalog, besides the labels.
    pub(crate) choice_values: Vec<Vec<String>>,
    pub(crate) words: AllWords,
}

impl<'t> Build<'t> {
    pub(crate) fn new(
        files: &'t Files,
        sources: &'t dyn Sources,
        names: Rc<Names<'t>>,
        locales: Locales,
        report: Report,
    ) -> Self {
        Build {
            report,
            files,
            sources,
            names,
            graph: empty_graph(),
            learnt: Learnt::default(),
            nodes: Vec::new(),
            aliases: BTreeMap::new(),
            node_places: Vec::new(),
            text_places: BTreeMap::new(),
            locales,
            translated_at: BTreeMap::new(),
            missing: BTreeMap::new(),
            heads: Vec::new(),
            slots: Vec::new(),
            operations: Vec::new(),
            events: Vec::new(),
            templates: Vec::new(),
            languages: vec![Language::En],
            messages: Vec::new(),
            outside_types: BTreeMap::new(),
            choice_values: Vec::new(),
            words: AllWords::default(),
        }
    }

    /// Adds a text of the compiler's own, which is the same in every language.
    pub(crate) fn add_text(&mut self, id: &str, template: Template, place: Span) -> TextId {
        let row = vec![Some(template); self.graph.texts.len()];
        let id = self.unique_text_id(id);
        self.add_row(id, row, place)
    }

    /// A text under its stable id, one template per language.
    pub(crate) fn add_row(&mut self, id: String, row: Vec<Option<Template>>, place: Span) -> TextId {
        let at = TextId(u32::try_from(self.graph.text_ids.len()).unwrap_or(u32::MAX));
        self.text_places.insert(id.clone(), place);
        self.graph.text_ids.push(id);
        for (texts, template) in self.graph.texts.iter_mut().zip(row) {
            texts.push(template);
        }
        at
    }

    /// The id itself; a second text of the same id gets a number.
    pub(crate) fn unique_text_id(&self, id: &str) -> String {
        let taken = |id: &str| self.text_places.contains_key(id);
        if !taken(id) {
            return id.to_owned();
        }
        (2u32..).map(|n| format!("{id}.{n}")).find(|id| !taken(id)).unwrap_or_else(|| id.to_owned())
    }

    pub(crate) fn first_language(&self, id: TextId) -> Option<&Template> {
        self.graph.template(id, 0)
    }

    /// The text of a label, when it has no holes.
    pub(crate) fn literal(&self, id: TextId) -> Option<String> {
        self.first_language(id).and_then(Template::as_literal).map(str::to_owned)
    }

    pub(crate) fn add_lexicon(&mut self, lexicon: model::Lexicon) -> LexiconId {
        self.graph.lexicons.push(lexicon);
        LexiconId(u32::try_from(self.graph.lexicons.len()).unwrap_or(u32::MAX).saturating_sub(1))
    }

    pub(crate) fn add_pattern(&mut self, source: &str) -> PatternId {
        let at = self.graph.patterns.iter().position(|known| known == source).unwrap_or_else(|| {
            self.graph.patterns.push(source.to_owned());
            self.graph.patterns.len() - 1
        });
        PatternId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// A place for a node that is filled later, or made an alias.
    pub(crate) fn reserve(&mut self, place: Span) -> NodeId {
        self.nodes.push(None);
        self.node_places.push(place);
        NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX).saturating_sub(1))
    }

    /// Tables are filled in the order of the names; while they are, the name as declared stands in.
    pub(crate) fn choice_name(&self, id: ChoiceId) -> String {
        let built = self.graph.choices.get(id.index()).map(|choice| choice.name.clone());
        let declared = || self.names.choices.get(id.index()).map(|choice| self.names.full_name(&choice.name));
        built.or_else(declared).unwrap_or_default()
    }

    pub(crate) fn record_name(&self, id: RecordId) -> String {
        let built = self.graph.records.get(id.index()).map(|record| record.name.clone());
        let declared = || self.names.records.get(id.index()).map(|record| self.names.full_name(&record.name));
        built.or_else(declared).unwrap_or_default()
    }

    pub(crate) fn catalog_name(&self, id: CatalogId) -> String {
        self.names.catalogs.get(id.index()).map(|catalog| catalog.name.text.clone()).unwrap_or_default()
    }

    pub(crate) fn first_place(&self) -> Span {
        self.names.scenario.map(|scenario| scenario.name.span).unwrap_or_default()
    }
}

/// The characters a text surely has: its literal parts, optional pieces left out.
pub(crate) fn literal_chars(pieces: &[Piece]) -> usize {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) => text.chars().count(),
            Piece::Plural { forms, .. } => {
                forms.iter().map(|(_, pieces)| literal_chars(pieces)).min().unwrap_or(0)
            }
            Piece::Value(..) | Piece::Optional(_) | Piece::Lines { .. } => 0,
        })
        .sum()
}

/// What stands for an expression that could not be understood; it never reaches a graph.
pub(crate) fn nothing() -> Expr {
    Expr::Const(Value::YesNo(false))
}

/// Source: the language reference, "Bursts": one and a half seconds.
const DEFAULT_GATHER_MS: u32 = 1500;

fn empty_graph() -> Graph {
    Graph::new(Settings {
        gather_ms: DEFAULT_GATHER_MS,
        name: String::new(),
        title: String::new(),
        version: "1".to_owned(),
        languages: vec![Language::En],
        timezone: "Europe/Zurich".to_owned(),
        tone: None,
        hours: Vec::new(),
        quiet: None,
    })
}
