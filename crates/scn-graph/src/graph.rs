use crate::{
    model::{IntentModel, Knowledge, Lexicon, Listener},
    *,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A compiled scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    pub settings: Settings,
    pub flows: Vec<Flow>,
    pub nodes: Vec<Node>,
    pub questions: Vec<Question>,
    pub steps: Vec<Step>,
    /// Per language of `settings.languages`, in that order; a text missing in a later language falls back to the first.
    pub texts: Vec<Vec<Option<Template>>>,
    /// Stable ids of the texts, `order.size.prompt`.
    pub text_ids: Vec<String>,
    pub phrases: BTreeMap<Phrase, TextId>,
    pub choices: Vec<Choice>,
    pub catalogs: Vec<Catalog>,
    pub records: Vec<Record>,
    pub memory: Vec<MemoryField>,
    pub teams: Vec<Team>,
    pub purposes: Vec<Purpose>,
    pub connectors: Vec<Connector>,
    pub operations: Vec<Operation>,
    pub events: Vec<BusinessEvent>,
    pub templates: Vec<MessageTemplate>,
    pub knowledge: Vec<Knowledge>,
    /// The built-in record of `message.items`: product, quantity, price; where `on order` is used.
    pub cart_item: Option<RecordId>,
    pub lexicons: Vec<Lexicon>,
    pub patterns: Vec<String>,
    pub listeners: Vec<Listener>,
    pub intents: IntentModel,
    /// `on link "CODE"`: the folded code to its flow.
    pub links: BTreeMap<String, FlowId>,
    pub triggers: Triggers,
    /// How customers read the name of what listens, when it is offered to them: one text per language.
    pub spoken: BTreeMap<FlowId, TextId>,
    /// The greatest number of nodes that one event can visit.
    pub bound: u32,
    /// The greatest number of messages that one event can cause.
    pub most_messages: u32,
    /// Where each node was written: file path and line, for traces and pictures.
    pub source: SourceMap,
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct SourceMap {
    pub files: Vec<String>,
    /// Per node: (file, line).
    pub nodes: Vec<(u16, u32)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub name: String,
    pub title: String,
    pub version: String,
    pub languages: Vec<Language>,
    /// IANA name.
    pub timezone: String,
    pub tone: Option<String>,
    pub hours: Vec<Opening>,
    pub quiet: Option<ClockRange>,
    /// Messages that arrive within this time of each other are taken together.
    pub gather_ms: u32,
}

/// Open on these weekdays (0 is Monday) between these minutes of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub weekday: u8,
    pub clock: ClockRange,
}

/// Minutes of the day; `to` at or before `from` means the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRange {
    pub from: u16,
    pub to: u16,
}

/// A tunnel, an escape or an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// `order`, `opening_hours`, `on_message_1`
    pub name: String,
    pub key: Key,
    /// The `##` comment, else the name: shown to people.
    pub title: String,
    pub kind: FlowKind,
    /// The first `params` slots are its parameters.
    pub params: u16,
    pub slots: Vec<Slot>,
    pub result: Option<Type>,
    pub start: NodeId,
    /// For each slot, the slots whose question, condition or value depends on it: cleared when it is corrected.
    pub dependents: Vec<Vec<SlotId>>,
    /// What the opening message is offered to: questions with closed types, in order.
    pub early: Vec<QuestionId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FlowKind {
    Tunnel,
    Escape,
    Entry,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    pub name: String,
    pub key: Key,
    pub ty: Type,
    /// The question that asks for it; `None` for parameters and `set`.
    pub question: Option<QuestionId>,
}

/// `step NAME { … }`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub flow: FlowId,
    pub name: String,
    pub start: NodeId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemoryField {
    pub name: String,
    pub key: Key,
    pub ty: Type,
    pub category: String,
    pub purposes: Vec<String>,
    pub keep: Option<Span>,
    pub needs_consent: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Team {
    pub name: String,
    pub label: Option<TextId>,
    pub hours: Vec<Opening>,
    pub away: Option<TextId>,
}

macro_rules! look_up {
    ($($name:ident: $table:ident[$id:ty] -> $item:ty;)*) => {
        impl Graph {
            $(pub fn $name(&self, id: $id) -> Option<&$item> {
                self.$table.get(id.index())
            })*
        }
    };
}

look_up! {
    node: nodes[NodeId] -> Node;
    flow: flows[FlowId] -> Flow;
    question: questions[QuestionId] -> Question;
    choice: choices[ChoiceId] -> Choice;
    catalog: catalogs[CatalogId] -> Catalog;
    record: records[RecordId] -> Record;
    memory_field: memory[MemoryId] -> MemoryField;
    team: teams[TeamId] -> Team;
    purpose: purposes[PurposeId] -> Purpose;
    operation: operations[OperationId] -> Operation;
    event: events[EventId] -> BusinessEvent;
    message_template: templates[TemplateId] -> MessageTemplate;
    knowledge_base: knowledge[KnowledgeId] -> Knowledge;
    lexicon: lexicons[LexiconId] -> Lexicon;
    pattern: patterns[PatternId] -> String;
}

impl Graph {
    /// The names that values of a type are known by: those of a choice or a catalog, also in a list.
    pub fn lexicon_of(&self, ty: &Type) -> Option<LexiconId> {
        match ty.known() {
            Type::Choice(id) => self.choice(*id).map(|choice| choice.lexicon),
            Type::Row(id) => self.catalog(*id).map(|catalog| catalog.lexicon),
            Type::List { of, .. } => self.lexicon_of(of),
            _ => None,
        }
    }

    /// The value that the n-th item of a type's lexicon stands for.
    pub fn item_of(&self, ty: &Type, item: u32) -> Option<Value> {
        match ty.known() {
            Type::Choice(id) => Some(Value::Choice(*id, self.choice(*id)?.values.get(item as usize)?.key)),
            Type::Row(id) => Some(Value::Row(*id, self.catalog(*id)?.rows.get(item as usize)?.key)),
            _ => None,
        }
    }

    /// A scenario that says nothing yet: its settings, and an empty string table per language.
    pub fn new(settings: Settings) -> Graph {
        Graph {
            texts: vec![Vec::new(); settings.languages.len()],
            settings,
            flows: Vec::new(),
            nodes: Vec::new(),
            questions: Vec::new(),
            steps: Vec::new(),
            text_ids: Vec::new(),
            phrases: BTreeMap::new(),
            choices: Vec::new(),
            catalogs: Vec::new(),
            records: Vec::new(),
            memory: Vec::new(),
            teams: Vec::new(),
            purposes: Vec::new(),
            connectors: Vec::new(),
            operations: Vec::new(),
            events: Vec::new(),
            templates: Vec::new(),
            knowledge: Vec::new(),
            cart_item: None,
            lexicons: Vec::new(),
            patterns: Vec::new(),
            listeners: Vec::new(),
            intents: IntentModel::default(),
            links: BTreeMap::new(),
            triggers: Triggers::default(),
            spoken: BTreeMap::new(),
            bound: 0,
            most_messages: 0,
            source: SourceMap::default(),
        }
    }

    /// A text in the language at this place of `settings.languages`, else in the first.
    pub fn template(&self, id: TextId, language: usize) -> Option<&Template> {
        let of = |at: usize| self.texts.get(at)?.get(id.index())?.as_ref();
        of(language).or_else(|| of(0))
    }
}
