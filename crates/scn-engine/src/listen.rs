//! Escapes and entries: which listener the words mean, and how it opens.

use crate::{
    Effect, Entered, Lost, Unmatched,
    hear::{Expected, HIGH},
    machine::Machine,
};
use scn_graph::{
    FlowId, Language, NodeKind,
    model::{Listener, ListenerKind},
};
use scn_understand::{Control, Score, Utterance};
use std::cmp::Reverse;

/// A digression may open another; beyond this the innermost is replaced.
const DEEPEST_DIGRESSION: usize = 3;
/// What comes with the language is named below this.
const STANDARD: &str = "std.";
/// So many escapes and entries are kept beside words that nothing understood.
const MOST_NEAREST: usize = 3;

impl<'s> Machine<'s> {
    /// Listeners in scope that the words may mean, best first.
    pub(crate) fn listening(&self, words: &Utterance<'_>, kind: ListenerKind) -> Vec<(u32, Score)> {
        let graph = &self.scenario.graph;
        let mut scopes: Vec<Option<FlowId>> =
            self.conversation.stack.iter().rev().map(|frame| Some(frame.flow)).collect();
        scopes.push(None);
        let mut heard: Vec<(u32, Score)> = Vec::new();
        for scope in scopes {
            for at in self.scenario.listeners.get(&scope).into_iter().flatten() {
                let Some(listener) = graph.listeners.get(*at as usize) else { continue };
                let says = listener.says.iter().any(|phrase| scn_understand::says(words, phrase));
                let said = says || listener.matching.iter().any(|p| self.scenario.matches(*p, words.raw));
                if said && self.may_hear(listener, kind) {
                    heard.push((*at, 1000));
                }
            }
        }
        if heard.is_empty() {
            // A chance is one among all that the words could mean here: an entry is the rival of an escape.
            let listener = |class: u32| graph.listeners.get(class as usize);
            let here = |class| {
                listener(class).is_some_and(|listener| {
                    listener.kind != ListenerKind::Anything && self.may_hear(listener, listener.kind)
                })
            };
            heard = scn_understand::classify(&graph.intents, words, here);
            heard.retain(|(class, _)| listener(*class).is_some_and(|listener| listener.kind == kind));
            heard.sort_by_key(|(at, score)| (Reverse(*score), Reverse(self.nearness(*at))));
        }
        heard
    }

    /// How near a listener is: those of the innermost tunnel first, then those of the project, then the standard ones.
    fn nearness(&self, listener: u32) -> usize {
        let graph = &self.scenario.graph;
        let Some(listener) = graph.listeners.get(listener as usize) else { return 0 };
        let scope =
            |flow: FlowId| self.conversation.stack.iter().rposition(|frame| frame.flow == flow).unwrap_or(0);
        match listener.scope {
            Some(flow) => scope(flow) + 2,
            None => usize::from(!self.flow_name_of(listener.flow).starts_with(STANDARD)),
        }
    }

    fn flow_name_of(&self, flow: FlowId) -> &str {
        self.scenario.graph.flow(flow).map_or("", |flow| flow.name.as_str())
    }

    pub(crate) fn may_hear(&self, listener: &Listener, kind: ListenerKind) -> bool {
        let stack = &self.conversation.stack;
        let in_scope = listener.scope.is_none_or(|flow| stack.iter().any(|frame| frame.flow == flow));
        let running = self.active().iter().any(|frame| frame.flow == listener.flow);
        let at = listener.scope.and_then(|flow| stack.iter().rposition(|frame| frame.flow == flow));
        let allowed = || {
            let scope = self.scope(at.unwrap_or(usize::MAX));
            listener.only_when.as_ref().is_none_or(|condition| scope.holds(condition))
        };
        listener.kind == kind && in_scope && !running && allowed()
    }

    pub(crate) fn escapes(&self, words: &Utterance<'_>) -> Vec<(u32, Score)> {
        self.listening(words, ListenerKind::Escape)
    }

    pub(crate) fn digress(&mut self, escapes: Vec<(u32, Score)>) -> bool {
        let bar = self.scenario.graph.intents.accept;
        self.digress_from(escapes, bar)
    }

    /// Opens the best escape; two doubtful ones are offered, a single one is asked about.
    pub(crate) fn digress_from(&mut self, escapes: Vec<(u32, Score)>, bar: Score) -> bool {
        let mut escapes = escapes.into_iter();
        let Some((first, score)) = escapes.next() else { return false };
        if let Some((second, other)) = escapes.next() {
            let intents = &self.scenario.graph.intents;
            let both_certain =
                score == 1000 && other == score && self.nearness(first) == self.nearness(second);
            let doubtful = score < intents.accept && other >= intents.ask_back;
            let asked = both_certain || doubtful && !self.file_answers();
            let lost = if asked { Lost::NearlyEqual } else { Lost::AnotherFirst };
            self.considered(5, self.listener_name(second), other, lost);
            if asked {
                self.offer_which(&[first, second]);
                return true;
            }
        }
        // What a file of answers knows for certain needs no question back, and no escape that is not nearly said.
        if score < HIGH && bar == self.scenario.graph.intents.accept && self.file_answers() {
            self.considered(5, self.listener_name(first), score, Lost::AnotherFirst);
            return false;
        }
        if score < bar {
            if score >= self.scenario.graph.intents.ask_back {
                self.offer_which(&[first]);
                return true;
            }
            self.considered(5, self.listener_name(first), score, Lost::TooLow { needs: bar });
            return false;
        }
        self.open_digression(first, score);
        self.run();
        true
    }

    pub(crate) fn listener_name(&self, listener: u32) -> String {
        let flow = self.scenario.graph.listeners.get(listener as usize).map(|listener| listener.flow);
        flow.and_then(|flow| self.scenario.graph.flow(flow)).map(|flow| flow.name.clone()).unwrap_or_default()
    }

    pub(crate) fn open_digression(&mut self, listener: u32, score: Score) {
        let Some(flow) = self.scenario.graph.listeners.get(listener as usize).map(|listener| listener.flow)
        else {
            return;
        };
        let name = self.flow_name(flow);
        self.understood(5, name, score);
        self.digress_to(flow);
    }

    pub(crate) fn digress_to(&mut self, flow: FlowId) {
        let digression = |entered: Entered| entered == Entered::Digression;
        let lowest = self.lowest_of_run();
        let depth =
            self.conversation.stack.iter().skip(lowest).filter(|frame| digression(frame.entered)).count();
        if depth >= DEEPEST_DIGRESSION {
            let innermost = self.conversation.stack.iter().rposition(|frame| digression(frame.entered));
            self.conversation.stack.truncate(innermost.unwrap_or(0));
        }
        let entered = if self.conversation.stack.is_empty() { Entered::Fresh } else { Entered::Digression };
        self.push(flow, Vec::new(), entered);
    }

    /// `escape anything`: the innermost that may hear it. When it declines, `return_to` puts the question in other words.
    pub(crate) fn hear_anything(&mut self, words: &Utterance<'_>) -> bool {
        let graph = &self.scenario.graph;
        let anything = graph.listeners.iter().filter(|listener| {
            listener.kind == ListenerKind::Anything && self.may_hear(listener, ListenerKind::Anything)
        });
        let depth = |listener: &&Listener| {
            let stack = &self.conversation.stack;
            listener.scope.and_then(|flow| stack.iter().rposition(|frame| frame.flow == flow))
        };
        let Some(flow) = anything.max_by_key(depth).map(|listener| listener.flow) else { return false };
        if words.words.is_empty() {
            return false;
        }
        let name = self.flow_name(flow);
        self.understood(8, name, 0);
        self.digress_to(flow);
        self.run();
        true
    }

    /// The `escape anything` in reach begins with a file that answers the message.
    fn file_answers(&self) -> bool {
        let Some(words) = self.message.as_deref().map(Utterance::new) else { return false };
        let graph = &self.scenario.graph;
        let language = graph.settings.languages.get(self.language).copied();
        let anything = graph.listeners.iter().filter(|listener| {
            listener.kind == ListenerKind::Anything && self.may_hear(listener, ListenerKind::Anything)
        });
        let mut starts = anything.filter_map(|listener| graph.node(graph.flow(listener.flow)?.start));
        starts.any(|start| {
            let NodeKind::Answer { knowledge, .. } = &start.kind else { return false };
            let found = graph
                .knowledge_base(*knowledge)
                .map(|known| scn_understand::answers(&words, known, language));
            found.is_some_and(|found| {
                found.first().is_some_and(|(_, score)| *score >= scn_understand::needed(&found))
            })
        })
    }

    /// A flow of the project that listens to exactly these words of safety: then it answers, not the language.
    pub(crate) fn claimed(&self, words: &Utterance<'_>, control: Control) -> Option<u32> {
        let graph = &self.scenario.graph;
        let languages = &graph.settings.languages;
        let says = |phrase: &String| {
            *phrase == words.folded
                || scn_understand::says(words, phrase)
                    && scn_understand::control(&Utterance::new(phrase), languages)
                        .is_some_and(|hit| hit.whole && hit.control == control)
        };
        let exact = scn_understand::classify(&graph.intents, words, |_| true)
            .into_iter()
            .find(|(_, score)| *score == 1000)
            .map(|(class, _)| class);
        let listeners = (0u32..).zip(&graph.listeners);
        let fits = listeners.filter(|(at, listener)| {
            listener.kind != ListenerKind::Anything
                && (exact == Some(*at) || listener.says.iter().any(says))
                && self.may_hear(listener, listener.kind)
        });
        fits.max_by_key(|(_, listener)| listener.scope.is_some()).map(|(at, _)| at)
    }

    /// The customer's words without what would tell who wrote them, and what they were nearest to, for those who write
    /// the scenario.
    pub(crate) fn keep_for_review(&mut self, question: String, attempt: u8) {
        let Some(text) = self.message.as_deref().filter(|text| !text.trim().is_empty()) else { return };
        let words = Utterance::new(text);
        let mut nearest = self.escapes(&words);
        nearest.extend(self.listening(&words, ListenerKind::Entry));
        nearest.sort_by_key(|(_, score)| Reverse(*score));
        nearest.truncate(MOST_NEAREST);
        let nearest =
            nearest.into_iter().map(|(listener, score)| (self.listener_name(listener), score)).collect();
        let language = scn_understand::language(&words, &Language::ALL);
        let text = self.reading(|context| scn_understand::masked(&words, context));
        self.effects.push(Effect::Review(Unmatched { question, attempt, language, text, nearest }));
    }

    pub(crate) fn flow_name(&self, flow: FlowId) -> String {
        self.scenario.graph.flow(flow).map(|flow| flow.name.clone()).unwrap_or_default()
    }

    /// Nothing is pending: an entry opens, an escape answers, or the scenario has no word for it.
    pub(crate) fn hear_idle(&mut self, words: &Utterance<'s>, control: Option<Control>) {
        if control.is_none() && self.hear_what_to_change(words) {
            return;
        }
        let rests = self.rests_at().filter(|_| control.is_none());
        if rests.is_some_and(|at| self.hear_correction(at, words, Expected::No)) {
            return;
        }
        let entries = self.listening(words, ListenerKind::Entry);
        let accept = self.scenario.graph.intents.accept;
        let busy = !self.is_free();
        let escapes = self.escapes(words);
        let best = escapes.first().map_or(0, |(_, score)| *score);
        if let Some((listener, score)) =
            entries.first().copied().filter(|(_, score)| !busy && *score >= accept.max(best))
        {
            return self.open_entry(listener, score);
        }
        let needed = if control.is_some() { HIGH } else { accept };
        if best >= needed && self.digress(escapes) {
            return;
        }
        if let Some(control) = control {
            return self.obey(control);
        }
        let doubtful =
            entries.first().copied().filter(|(_, score)| *score >= self.scenario.graph.intents.ask_back);
        match doubtful {
            Some((listener, score)) if !busy => self.open_entry(listener, score),
            _ if busy && self.offer_switch(words) => {}
            _ => {
                self.understood(8, "", 0);
                match self.at_correct() {
                    Some(at) => self.ask_what_to_change(at),
                    None if self.hear_anything(words) => {}
                    None => self.nothing_known(words),
                }
            }
        }
    }

    /// The frame that rests in a `wait`: its answers may still be changed, or it is too late for that.
    fn rests_at(&self) -> Option<usize> {
        let at = self.top()?;
        let node = self.scenario.graph.node(self.waits_at(at)?)?;
        matches!(node.kind, NodeKind::Wait { .. } | NodeKind::WaitUntil { .. } | NodeKind::WaitFor { .. })
            .then_some(at)
    }

    pub(crate) fn open_entry(&mut self, listener: u32, score: Score) {
        let Some(flow) = self.scenario.graph.listeners.get(listener as usize).map(|listener| listener.flow)
        else {
            return;
        };
        let name = self.flow_name(flow);
        self.understood(7, name, score);
        self.start(flow);
    }

    /// A conversation from its first word; what only rests goes on below it.
    pub(crate) fn start(&mut self, flow: FlowId) {
        let entered = if self.end_active() { Entered::Fresh } else { Entered::Beside };
        self.opening = self.message.is_some();
        self.push(flow, Vec::new(), entered);
        self.run();
        self.opening = false;
    }
}
