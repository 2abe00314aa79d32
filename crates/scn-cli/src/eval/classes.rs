//! What a line may be labelled with: the escapes and entries of a project, by name.

use crate::names;
use scn_graph::{FlowId, Graph, NodeKind, model::Listener, model::ListenerKind};
use scn_understand::{Score, Utterance, classify, says};
use std::collections::{BTreeMap, BTreeSet};

/// How out of scope is written.
pub(super) const OUTSIDE: &str = "out_of_scope";
/// How `scn review` leaves the place of a label.
const UNLABELLED: &str = "?";
const ALSO_OUTSIDE: [&str; 2] = ["oos", "out-of-scope"];

/// What opens one thing. Several entries of one tunnel are one.
pub(super) struct Class {
    pub(super) name: String,
    /// The tunnel it listens in; `None` for the whole project.
    scope: Option<FlowId>,
}

pub(super) struct Classes<'g> {
    graph: &'g Graph,
    scenario: &'g scn_engine::Scenario,
    pub(super) list: Vec<Class>,
    /// By listener; `escape anything` has no examples and no class.
    of_listener: Vec<Option<usize>>,
    /// Every way to write a name, folded.
    written: BTreeMap<String, BTreeSet<usize>>,
    /// Only what is in reach there.
    within: Option<FlowId>,
}

impl<'g> Classes<'g> {
    pub(super) fn of(scenario: &'g scn_engine::Scenario, within: Option<FlowId>) -> Classes<'g> {
        let graph = &scenario.graph;
        let (list, of_listener, written) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut classes = Classes { graph, scenario, list, of_listener, written, within };
        for listener in &graph.listeners {
            let class = classes.add(listener);
            classes.of_listener.push(class);
        }
        classes
    }

    fn add(&mut self, listener: &Listener) -> Option<usize> {
        let flow = self.graph.flow(listener.flow)?;
        let elsewhere = listener.scope.is_some() && self.within.is_some() && listener.scope != self.within;
        if listener.kind == ListenerKind::Anything || elsewhere {
            return None;
        }
        let entered = entered(self.graph, listener).filter(|_| listener.kind == ListenerKind::Entry);
        let name = entered.map_or(&flow.name, |tunnel| &tunnel.name);
        let class = self.list.iter().position(|class| class.name == *name).unwrap_or_else(|| {
            self.list.push(Class { name: name.clone(), scope: listener.scope });
            self.list.len() - 1
        });
        let short = flow.name.rsplit('.').next().unwrap_or_default();
        let titles = entered.map(|tunnel| tunnel.title.as_str());
        for written in [name.as_str(), &flow.name, short, &flow.title].into_iter().chain(titles) {
            self.written.entry(folded(written)).or_default().insert(class);
        }
        Some(class)
    }

    pub(super) fn name(&self, class: usize) -> &str {
        self.list.get(class).map_or("?", |class| class.name.as_str())
    }

    /// What a label means: nothing for out of scope; the error says what there is.
    pub(super) fn named(&self, label: &str) -> Result<Option<usize>, String> {
        if label == OUTSIDE || ALSO_OUTSIDE.contains(&label) {
            return Ok(None);
        }
        if let Some(class) = self.list.iter().position(|class| class.name == label) {
            return Ok(Some(class));
        }
        let found: Vec<usize> = self.written.get(&folded(label)).into_iter().flatten().copied().collect();
        match found.as_slice() {
            _ if label == UNLABELLED => {
                Err("it has no label yet; write one in the place of the `?`".to_owned())
            }
            [one] => Ok(Some(*one)),
            [] => {
                let names = || self.list.iter().map(|class| class.name.as_str()).chain([OUTSIDE]);
                Err(format!("no escape or entry is called `{label}`; {}", names::nearest(label, names)))
            }
            several => {
                let names: Vec<&str> = several.iter().map(|class| self.name(*class)).collect();
                Err(format!("`{label}` may be {}; write one of these", names.join(" or ")))
            }
        }
    }

    /// Is this label asked about where a line of these labels is heard? A line out of scope is heard everywhere; others
    /// where what they mean listens.
    pub(super) fn in_reach(&self, listener: u32, labels: &[usize]) -> bool {
        let Some(Some(class)) = self.of_listener.get(listener as usize) else { return false };
        let scope = |class: usize| self.list.get(class).and_then(|class| class.scope);
        labels.is_empty()
            || scope(*class).is_none()
            || labels.iter().any(|label| scope(*label) == scope(*class))
    }

    /// What the words may mean, best first, each label once: as the engine hears them.
    pub(super) fn heard(&self, words: &Utterance<'_>, labels: &[usize]) -> Vec<(usize, Score)> {
        let certain = self.certain(words, labels);
        let found = match certain.is_empty() {
            true => classify(&self.graph.intents, words, |listener| self.in_reach(listener, labels)),
            false => certain,
        };
        self.by_class(found)
    }

    /// Those whose `says` or `matching` fits.
    pub(super) fn certain(&self, words: &Utterance<'_>, labels: &[usize]) -> Vec<(u32, Score)> {
        let fits = |listener: &Listener| {
            listener.says.iter().any(|phrase| says(words, phrase))
                || listener.matching.iter().any(|pattern| self.scenario.matches(*pattern, words.raw))
        };
        let found = (0u32..).zip(&self.graph.listeners).filter(|(_, listener)| fits(listener));
        found.map(|(at, _)| at).filter(|at| self.in_reach(*at, labels)).map(|at| (at, 1000)).collect()
    }

    /// The listeners of one label are one.
    pub(super) fn by_class(&self, found: Vec<(u32, Score)>) -> Vec<(usize, Score)> {
        let mut heard: Vec<(usize, Score)> = Vec::with_capacity(found.len());
        for (listener, score) in found {
            let Some(Some(class)) = self.of_listener.get(listener as usize) else { continue };
            if heard.iter().all(|(known, _)| known != class) {
                heard.push((*class, score));
            }
        }
        heard
    }

    pub(super) fn of_listener(&self, listener: u32) -> Option<usize> {
        self.of_listener.get(listener as usize).copied().flatten()
    }

    /// Could one customer mean either of two listeners at one place?
    pub(super) fn meet(&self, one: u32, other: u32) -> bool {
        let scope = |at: u32| self.graph.listeners.get(at as usize).and_then(|listener| listener.scope);
        self.of_listener(other).is_some() && (scope(other).is_none() || scope(one) == scope(other))
    }
}

/// The tunnel that an entry goes straight into.
fn entered<'g>(graph: &'g Graph, listener: &Listener) -> Option<&'g scn_graph::Flow> {
    let mut node = graph.flow(listener.flow)?.start;
    for _ in 0..graph.nodes.len() {
        node = match &graph.node(node)?.kind {
            NodeKind::Enter { flow, .. } => return graph.flow(*flow),
            NodeKind::Say { next, .. } | NodeKind::Set { next, .. } => *next,
            _ => return None,
        };
    }
    None
}

/// A name that is a word of the language has `_` behind it.
fn folded(name: &str) -> String {
    let name = name.trim_end_matches('_');
    name.chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '_' })
        .flat_map(char::to_lowercase)
        .collect()
}
