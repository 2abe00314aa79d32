//! From reserved places to the final tables: aliases gone, nodes numbered without gaps, names checked for collisions.

use crate::build::Build;
use crate::codes;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{Answer, Key, NodeId, SourceMap};
use std::collections::BTreeMap;

impl Build<'_> {
    pub(crate) fn seal(&mut self) {
        let numbers = self.numbers();
        let moved = |id: &mut NodeId| {
            if let Some(number) = numbers.get(id) {
                *id = *number;
            }
        };
        let places = std::mem::take(&mut self.node_places);
        for (node, place) in std::mem::take(&mut self.nodes).into_iter().zip(places) {
            let Some(mut node) = node else { continue };
            node.kind.targets_mut().into_iter().for_each(moved);
            self.graph.nodes.push(node);
            self.node_places.push(place);
        }
        for question in &mut self.graph.questions {
            moved(&mut question.node);
            moved(&mut question.otherwise);
            question.expire.iter_mut().for_each(|(_, target)| moved(target));
            question.answer.targets_mut().into_iter().for_each(moved);
        }
        self.graph.flows.iter_mut().for_each(|flow| moved(&mut flow.start));
        self.graph.steps.iter_mut().for_each(|step| moved(&mut step.start));
    }

    /// The final number of every reserved place; an alias has that of what it stands for.
    fn numbers(&self) -> BTreeMap<NodeId, NodeId> {
        let mut own: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            if node.is_some() {
                let number = NodeId(u32::try_from(own.len()).unwrap_or(u32::MAX));
                own.insert(NodeId(u32::try_from(at).unwrap_or(u32::MAX)), number);
            }
        }
        let mut numbers = own.clone();
        for alias in self.aliases.keys() {
            let mut at = *alias;
            // aliases lead forward only; the limit is for statements that could not be read
            for _ in 0..=self.aliases.len() {
                match self.aliases.get(&at) {
                    Some(next) => at = *next,
                    None => break,
                }
            }
            if let Some(number) = own.get(&at) {
                numbers.insert(*alias, *number);
            }
        }
        numbers
    }

    pub(crate) fn map_source(&mut self) {
        let files = self.files.iter().map(|(_, file)| file.path.clone());
        let files = files.take(self.locales.real_files).collect();
        let line = |place: &Span| {
            let line = self.files.get(place.file).map_or(0, |file| file.line_column(place.start).line);
            (u16::try_from(place.file.0).unwrap_or(u16::MAX), line)
        };
        self.graph.source = SourceMap { files, nodes: self.node_places.iter().map(line).collect() };
    }

    /// Stable ids are kept as 32 bits: two that fall together could not be told apart on a phone.
    pub(crate) fn check_keys(&mut self) {
        let questions: Vec<(String, Span)> = self
            .graph
            .questions
            .iter()
            .map(|question| {
                (
                    question.id.clone(),
                    self.node_places.get(question.node.index()).copied().unwrap_or_default(),
                )
            })
            .collect();
        self.check_table("question", questions);
        let first = self.first_place();
        let flows = self.graph.flows.iter().map(|flow| (flow.name.clone(), first)).collect();
        self.check_table("flow", flows);
        let first_of = |name: &String| (name.clone(), first);
        let operations = self.graph.operations.iter().map(|of| first_of(&of.name)).collect();
        self.check_table("operation", operations);
        let events = self.graph.events.iter().map(|event| first_of(&event.name)).collect();
        self.check_table("event", events);
        for slots in self.slots.clone() {
            let names = slots.into_iter().map(|slot| (slot.name, slot.span)).collect();
            self.check_table("slot", names);
        }
        for (label, options) in self.menu_labels() {
            self.check_table(&label, options);
        }
    }

    fn menu_labels(&self) -> Vec<(String, Vec<(String, Span)>)> {
        let menus = self.graph.questions.iter().filter_map(|question| match &question.answer {
            Answer::Menu { options, .. } => Some(options),
            _ => None,
        });
        menus
            .map(|options| {
                let labels = options.iter().filter_map(|option| {
                    self.literal(option.label).map(|label| (label, self.place_of(option.label)))
                });
                ("option".to_owned(), labels.collect())
            })
            .collect()
    }

    fn check_table(&mut self, what: &str, names: Vec<(String, Span)>) {
        let mut seen: BTreeMap<Key, String> = BTreeMap::new();
        for (name, place) in names {
            let first = seen.entry(Key::of(&name)).or_insert_with(|| name.clone());
            if *first != name {
                let message = wording!(
                    "the {what} `{name}` cannot be told apart from `{first}` by its number",
                    what,
                    name,
                    first = first.as_str()
                );
                self.report.add(
                    Diagnostic::new(codes::E1039, place, message)
                        .help("rename one of them; any other name will do"),
                );
            }
        }
    }
}
