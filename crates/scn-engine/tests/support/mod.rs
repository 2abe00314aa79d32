//! A small scenario put together by hand, and a customer who talks to it.

use scn_engine::{Content, Conversation, Effect, Event, Fact, Inbound, Scenario, step};
use scn_graph::{
    Answer, Catalog, Choice, ChoiceValue, Currency, Expr, Field, Flow, FlowId, FlowKind, Graph, Key,
    Language, LexiconId, MemoryField, MemoryId, MenuOption, Message, Moment, Node, NodeId, NodeKind, Phrase,
    Piece, Question, QuestionId, Record, Render, Row, Settings, Slot, SlotId, Style, Tap, Template, TextId,
    Type, Value,
    model::{Listener, ListenerKind},
};

pub struct Build {
    pub graph: Graph,
    flow: FlowId,
}

impl Build {
    pub fn new(languages: &[Language]) -> Build {
        let mut build = Build {
            graph: Graph::new(Settings {
                name: "shop".into(),
                title: "Shop".into(),
                version: "1".into(),
                languages: languages.to_vec(),
                timezone: "Europe/Zurich".into(),
                tone: None,
                hours: Vec::new(),
                quiet: None,
                gather_ms: 0,
            }),
            flow: FlowId(0),
        };
        build.graph.bound = 200;
        build.graph.intents.accept = 600;
        build.graph.intents.ask_back = 400;
        for (phrase, text) in [
            (Phrase::Yes, "Oui"),
            (Phrase::No, "Non"),
            (Phrase::NoMore, "C'est tout"),
            (Phrase::AskField, "{} : {field} ?"),
            (Phrase::ListFull, "Au plus {max}."),
            (Phrase::ListTooShort, "Au moins {min}."),
            (Phrase::WhichItem, "Pour lequel ?"),
            (Phrase::WhichOne, "Lequel ?"),
            (Phrase::TooLate, "Trop tard."),
            (Phrase::NotUnderstood, "Pardon ?"),
            (Phrase::NoLongerAvailable, "{} n'est plus disponible."),
            (Phrase::OptionExpired, "Expiré."),
            (Phrase::Noted, "Noté : {}"),
            (Phrase::WhatToChange, "Que changer ?"),
            (Phrase::NoEntry, "Rien."),
            (Phrase::CannotReadThis, "Illisible."),
            (Phrase::LanguagesSpoken, "Langues : {}"),
            (Phrase::HandedOver, "Une personne arrive."),
            (Phrase::Stopped, "Stoppé."),
        ] {
            let text = build.text(text);
            build.graph.phrases.insert(phrase, text);
        }
        build
    }

    pub fn text(&mut self, text: &str) -> TextId {
        self.pieces(vec![Piece::Literal(text.to_owned())])
    }

    /// The same words in every language, with `en: ` before all but the first.
    pub fn pieces(&mut self, pieces: Vec<Piece>) -> TextId {
        let id = TextId(self.graph.text_ids.len() as u32);
        self.graph.text_ids.push(format!("text.{}", id.0));
        for (at, texts) in self.graph.texts.iter_mut().enumerate() {
            let mut pieces = pieces.clone();
            if at > 0 {
                pieces.insert(0, Piece::Literal("en: ".into()));
            }
            texts.push(Some(Template { pieces }));
        }
        id
    }

    pub fn lexicon(&mut self, phrases: &[(u32, &str)]) -> LexiconId {
        let lexicon =
            scn_understand::build_lexicon(phrases.iter().map(|(item, phrase)| (*item, *phrase, true)));
        self.graph.lexicons.push(lexicon);
        LexiconId(self.graph.lexicons.len() as u32 - 1)
    }

    pub fn choice(&mut self, name: &str, labels: &[&str]) -> Type {
        let phrases: Vec<(u32, &str)> = (0u32..).zip(labels.iter().copied()).collect();
        let lexicon = self.lexicon(&phrases);
        let values = labels
            .iter()
            .map(|label| ChoiceValue {
                name: label.to_lowercase(),
                key: Key::of(label),
                label: self.text(label),
                description: None,
                only_when: None,
            })
            .collect();
        self.graph.choices.push(Choice { name: name.into(), values, lexicon });
        Type::Choice(scn_graph::ChoiceId(self.graph.choices.len() as u16 - 1))
    }

    /// Rows with a name, a price and whether there are any.
    pub fn catalog(&mut self, rows: &[(&str, i64, bool)]) -> Type {
        let phrases: Vec<(u32, &str)> = (0u32..).zip(rows.iter().map(|row| row.0)).collect();
        let lexicon = self.lexicon(&phrases);
        let column = |name: &str, ty: Type| field(name, ty);
        let currency = Currency::parse("CHF").unwrap();
        self.graph.catalogs.push(Catalog {
            name: "menu".into(),
            columns: vec![
                column("name", Type::TEXT),
                column("price", Type::Money { currency: Some(currency) }),
                column("available", Type::YesNo),
            ],
            label: 0,
            description: None,
            available: Some(2),
            group: None,
            rows: rows
                .iter()
                .map(|(name, price, available)| Row {
                    name: (*name).into(),
                    key: Key::of(name),
                    cells: vec![
                        Some(Value::Text((*name).into())),
                        Some(Value::Money { amount: (*price).into(), currency }),
                        Some(Value::YesNo(*available)),
                    ],
                })
                .collect(),
            lexicon,
        });
        Type::Row(scn_graph::CatalogId(0))
    }

    pub fn record(&mut self, fields: Vec<Field>, label: Vec<Piece>) -> scn_graph::RecordId {
        let label = self.pieces(label);
        self.graph.records.push(Record { name: "line".into(), fields, label: Some(label) });
        scn_graph::RecordId(self.graph.records.len() as u16 - 1)
    }

    pub fn memory(&mut self, name: &str, ty: Type) -> MemoryId {
        self.graph.memory.push(MemoryField {
            name: name.into(),
            key: Key::of(name),
            ty,
            category: "other".into(),
            purposes: Vec::new(),
            keep: None,
            needs_consent: false,
        });
        MemoryId(self.graph.memory.len() as u16 - 1)
    }

    // ------------------------------------------------------------ flows

    /// Everything after it belongs to this flow; its start is the next node.
    pub fn flow(&mut self, name: &str, kind: FlowKind) -> FlowId {
        self.graph.flows.push(Flow {
            name: name.into(),
            key: Key::of(name),
            title: name.into(),
            kind,
            params: 0,
            slots: Vec::new(),
            result: None,
            start: NodeId(self.graph.nodes.len() as u32),
            dependents: Vec::new(),
            early: Vec::new(),
        });
        self.flow = FlowId(self.graph.flows.len() as u32 - 1);
        self.flow
    }

    pub fn slot(&mut self, name: &str, ty: Type) -> SlotId {
        let flow = &mut self.graph.flows[self.flow.index()];
        flow.slots.push(Slot { name: name.into(), key: Key::of(name), ty, question: None });
        flow.dependents.push(Vec::new());
        SlotId(flow.slots.len() as u16 - 1)
    }

    /// The node after the one that is added next.
    pub fn next(&self) -> NodeId {
        NodeId(self.graph.nodes.len() as u32 + 1)
    }

    pub fn node(&mut self, kind: NodeKind) -> NodeId {
        self.graph.nodes.push(Node { flow: self.flow, kind, step: None, implicit: false });
        NodeId(self.graph.nodes.len() as u32 - 1)
    }

    pub fn say(&mut self, text: &str) -> NodeId {
        let text = self.text(text);
        let next = self.next();
        self.node(NodeKind::Say { variants: vec![text], attached: None, or_send: None, next })
    }

    pub fn question(&mut self, name: &str, prompt: &str, answer: Answer) -> QuestionId {
        let prompt = self.text(prompt);
        self.question_with(name, prompt, answer)
    }

    pub fn question_with(&mut self, name: &str, prompt: TextId, answer: Answer) -> QuestionId {
        let id = QuestionId(self.graph.questions.len() as u32);
        let node = self.node(NodeKind::Question { question: id });
        let flow = &mut self.graph.flows[self.flow.index()];
        if let Answer::Slot { slot, .. } | Answer::Collect { slot, .. } = &answer {
            flow.slots[slot.index()].question = Some(id);
        }
        let retry = self.graph.phrases[&Phrase::NotUnderstood];
        self.graph.questions.push(Question {
            id: format!("order.{name}"),
            key: Key::of(name),
            flow: self.flow,
            node,
            prompt,
            again: None,
            help: None,
            retries: vec![retry, retry],
            otherwise: node,
            answer,
            render: Render::Auto,
            reminders: Vec::new(),
            expire: None,
            hears: None,
        });
        id
    }

    pub fn ask(&mut self, name: &str, prompt: &str, slot: SlotId, ty: Type) -> QuestionId {
        let next = self.next();
        self.question(name, prompt, slot_answer(slot, ty, next))
    }

    pub fn option(&mut self, label: &str, target: NodeId) -> MenuOption {
        MenuOption { key: Key::of(label), label: self.text(label), target }
    }

    /// A recap; no leads to `correct`.
    pub fn confirm(&mut self, prompt: Vec<Piece>) -> QuestionId {
        let prompt = self.pieces(prompt);
        let after = NodeId(self.graph.nodes.len() as u32 + 2);
        let correct = NodeId(self.graph.nodes.len() as u32 + 1);
        let (yes, no) = (self.option("Je valide", after), self.option("Modifier", correct));
        let lexicon = self.lexicon(&[(0, "Je valide"), (1, "Modifier")]);
        let id = self.question_with("confirm", prompt, Answer::Confirm { yes, no, lexicon });
        self.node(NodeKind::Correct);
        id
    }

    pub fn done(&mut self) {
        self.node(NodeKind::Done { result: None });
    }

    /// An escape that says one thing when it hears one of these words.
    pub fn escape(&mut self, name: &str, says: &[&str], answer: &str) -> FlowId {
        let flow = self.flow(name, FlowKind::Escape);
        self.say(answer);
        self.node(NodeKind::Resume);
        self.listen(flow, ListenerKind::Escape, says);
        flow
    }

    pub fn listen(&mut self, flow: FlowId, kind: ListenerKind, says: &[&str]) {
        self.graph.listeners.push(Listener {
            flow,
            scope: None,
            kind,
            shown: Vec::new(),
            says: says.iter().map(|says| scn_understand::fold(says)).collect(),
            matching: Vec::new(),
            only_when: None,
        });
    }

    /// A customer; the words "commander" open the first flow.
    pub fn customer(mut self) -> Customer {
        self.listen(FlowId(0), ListenerKind::Entry, &["commander"]);
        let scenario = Scenario::load(self.graph).expect("it loads");
        let conversation = Conversation::new(scenario.hash, Default::default());
        Customer {
            scenario,
            conversation,
            now: Moment(1_700_000_000_000),
            effects: Vec::new(),
            shown: Vec::new(),
        }
    }
}

pub fn field(name: &str, ty: Type) -> Field {
    Field { name: name.into(), ty, value: None, formula: false, markers: Vec::new() }
}

pub fn slot_answer(slot: SlotId, ty: Type, next: NodeId) -> Answer {
    Answer::Slot {
        slot,
        ty,
        default: None,
        checks: Vec::new(),
        remember: None,
        always: false,
        offer: None,
        among: None,
        next,
    }
}

pub fn lit(text: &str) -> Piece {
    Piece::Literal(text.into())
}

pub fn hole(expr: Expr) -> Piece {
    Piece::Value(expr, Style::Plain)
}

pub struct Customer {
    pub scenario: Scenario,
    pub conversation: Conversation,
    pub now: Moment,
    pub effects: Vec<Effect>,
    /// The buttons shown so far, newest last.
    shown: Vec<(String, Tap)>,
}

impl Customer {
    pub fn event(&mut self, event: Event) -> Vec<String> {
        self.now = self.now.plus_seconds(5);
        let step = step(&self.scenario, self.conversation.clone(), &event, self.now);
        self.conversation =
            Conversation::decode(&step.conversation.encode()).expect("it reads what it wrote");
        assert_eq!(self.conversation, step.conversation);
        self.effects = step.effects;
        let sent: Vec<&Message> = self
            .effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Send { message, .. } => Some(message),
                _ => None,
            })
            .collect();
        self.shown.extend(sent.iter().flat_map(|m| &m.options).map(|o| (o.label.clone(), o.tap)));
        sent.into_iter().map(Message::canonical).collect()
    }

    pub fn content(&mut self, content: Content) -> Vec<String> {
        self.event(Event::Inbound(Inbound::new(self.now.plus_seconds(5), content)))
    }

    pub fn says(&mut self, text: &str) -> Vec<String> {
        self.content(Content::Text(text.into()))
    }

    pub fn taps(&mut self, label: &str) -> Vec<String> {
        let tap = self.shown.iter().rev().find(|(shown, _)| shown == label).expect("a button of that name").1;
        self.content(Content::Tap { tap: Some(tap), title: label.into() })
    }

    pub fn slot(&self, at: usize) -> Option<Value> {
        self.conversation.stack.last()?.slots.get(at)?.clone()
    }

    /// The value of a slot as a list's length.
    pub fn count(&self, at: usize) -> usize {
        match self.slot(at) {
            Some(Value::List(list)) => list.len(),
            Some(_) => 1,
            None => 0,
        }
    }

    pub fn facts(&self) -> Vec<&Fact> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Record(fact) => Some(fact),
                _ => None,
            })
            .collect()
    }
}
