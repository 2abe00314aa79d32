//! Where conversations begin, and how old the customer's last message can be there.

use super::guards::narrowed;
use super::walk::{Place, Walk};
use super::{Age, Leg, LegKind};
use scn_graph::{
    ButtonDoes, FlowId, FlowKind, Held, NodeId, NodeKind, QuestionId, SilenceTrigger, model::ListenerKind,
};
use std::collections::BTreeSet;

/// Silences that follow on silences are looked at this often.
const MOST_ROUNDS: usize = 3;

impl Walk<'_> {
    /// All ages, from every trigger on.
    pub(super) fn begin_everywhere(&mut self) {
        self.begin_with_words();
        self.begin_with_events();
        self.solve();
        self.begin_with_silence();
    }

    fn begin_flow(&mut self, flow: FlowId, age: Age, opening: bool) {
        let Some(start) = self.graph.flow(flow).map(|flow| flow.start) else { return };
        self.begin(start, age, opening, Leg { node: start, kind: LegKind::Began, age });
    }

    /// The customer writes, taps, sends.
    fn begin_with_words(&mut self) {
        let graph = self.graph;
        let triggers = &graph.triggers;
        let entries = graph.listeners.iter().filter(|listener| listener.kind == ListenerKind::Entry);
        let opened = entries.map(|listener| listener.flow).chain(graph.links.values().copied());
        let opened = opened.chain(triggers.ads.iter().map(|ad| ad.flow));
        opened.for_each(|flow| self.begin_flow(flow, Age::NOW, true));
        let flows = (0u32..).map(FlowId).zip(&graph.flows);
        let escapes = flows.filter(|(_, flow)| flow.kind == FlowKind::Escape).map(|(id, _)| id);
        let others = [triggers.order, triggers.media, triggers.reaction, triggers.unsupported];
        let others = others.into_iter().flatten().chain(triggers.returns.iter().map(|back| back.flow));
        escapes.chain(others).for_each(|flow| self.begin_flow(flow, Age::NOW, false));
        for text in graph.templates.iter().flat_map(|template| &template.languages) {
            for button in &text.1.buttons {
                if let ButtonDoes::Start(flow) = button.does {
                    self.begin_flow(flow, Age::NOW, false);
                }
            }
        }
        for node in &graph.nodes {
            if let NodeKind::Call { too_late: Some(words), .. } = node.kind {
                let leg = Leg { node: words, kind: LegKind::Began, age: Age::NOW };
                self.begin(words, Age::NOW, false, leg);
            }
        }
    }

    /// A business's system speaks at any time.
    fn begin_with_events(&mut self) {
        for trigger in &self.graph.triggers.events {
            let unless = trigger.unless.as_ref();
            let age =
                unless.map_or(Some(Age::UNBOUNDED), |unless| narrowed(unless, false, Age::UNBOUNDED, false));
            if let Some(age) = age {
                self.begin_flow(trigger.flow, age, false);
            }
        }
    }

    /// The customer leaves a question open. Each silence comes once, the shortest first: it counts from questions that
    /// were asked before it, those of shorter silences among them.
    fn begin_with_silence(&mut self) {
        let mut silences: Vec<&SilenceTrigger> = self.graph.triggers.silences.iter().collect();
        silences.sort_by_key(|silence| Age::of(silence.after));
        silences.iter().for_each(|silence| self.fall_silent(silence, false));
        // A word of the customer in what a silence began lets all of them come again.
        for _ in 0..MOST_ROUNDS {
            silences.iter().for_each(|silence| self.fall_silent(silence, true));
        }
    }

    /// The customer wrote in this run, or as it began.
    fn has_heard(&self, place: &Place) -> bool {
        let began = self.runs.get(place.run as usize).is_some_and(|run| run.entered == Age::NOW);
        place.voice.heard || place.voice.wrote || began
    }

    fn fall_silent(&mut self, silence: &SilenceTrigger, heard: bool) {
        let Some(since) = self.longest_asked(silence, heard) else { return };
        let due = since.plus(Age::of(silence.after));
        let held = self.clock.held(due);
        if held == due || silence.held == Held::Later {
            self.begin_silence(silence, held);
            self.solve();
        }
    }

    fn begin_silence(&mut self, silence: &SilenceTrigger, age: Age) {
        let Some(start) = self.graph.flow(silence.flow).map(|flow| flow.start) else { return };
        match Age::of(silence.after).is_closed() {
            true => self.begin_closed(start, age, Leg { node: start, kind: LegKind::Began, age }),
            false => self.begin_flow(silence.flow, age, false),
        }
    }

    /// The longest age at which a question is asked that this silence can follow: one that is given up before is not.
    fn longest_asked(&self, silence: &SilenceTrigger, heard: bool) -> Option<Age> {
        let inside = silence.within.map(|flow| self.entered_from(flow));
        let waits = |question: QuestionId| {
            let expire = self.graph.question(question).and_then(|question| question.expire.as_ref());
            expire.is_none_or(|(span, _)| Age::of(*span) > Age::of(silence.after))
        };
        let places = self.longest.keys().filter(|place| !heard || self.has_heard(place));
        let asked = places.filter_map(|place| {
            let flow = self.graph.node(place.node)?.flow;
            let fits = inside.as_ref().is_none_or(|inside| inside.contains(&flow));
            let (question, age) = self.asked_at(*place).filter(|_| fits)?;
            waits(question).then_some(age)
        });
        asked.max()
    }

    /// The flow, what it enters, and what can lie on top of it.
    fn entered_from(&self, flow: FlowId) -> BTreeSet<FlowId> {
        let graph = self.graph;
        let triggers = &graph.triggers;
        let on_top = triggers.events.iter().map(|event| event.flow);
        let on_top = on_top.chain(triggers.silences.iter().map(|silence| silence.flow));
        let mut open: Vec<FlowId> = on_top.chain([flow]).collect();
        let mut inside = BTreeSet::new();
        while let Some(flow) = open.pop() {
            if inside.insert(flow) {
                open.extend(self.enters(flow));
            }
        }
        inside
    }

    fn enters(&self, flow: FlowId) -> Vec<FlowId> {
        let Some(start) = self.graph.flow(flow).map(|flow| flow.start) else { return Vec::new() };
        let mut seen: BTreeSet<NodeId> = BTreeSet::new();
        let mut open = vec![start];
        let mut found = Vec::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.graph.node(id).map(|node| &node.kind) {
                Some(NodeKind::Enter { flow, next, .. }) => {
                    found.push(*flow);
                    open.push(*next);
                }
                Some(NodeKind::Question { question }) => {
                    open.extend(
                        self.graph.question(*question).map(scn_graph::Question::ways).unwrap_or_default(),
                    );
                }
                Some(kind) => open.extend(kind.targets()),
                None => {}
            }
        }
        found
    }
}
