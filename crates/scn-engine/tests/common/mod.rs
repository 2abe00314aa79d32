//! Small graphs by hand, and a world around one conversation: a clock, timers, and what was said.
#![allow(dead_code)]

use scn_engine::{
    CallError, Contact, Content, Conversation, Effect, Event, Fact, Inbound, Scenario, Trace, step,
};
use scn_graph::jiff::Zoned;
use scn_graph::*;
use std::collections::BTreeSet;

pub(crate) const ZONE: &str = "Europe/Zurich";

/// A graph under construction. Nodes are added from the last to the first, as each names the next.
pub(crate) struct Build {
    pub(crate) graph: Graph,
}

impl Build {
    pub(crate) fn new() -> Build {
        let settings = Settings {
            name: "test".into(),
            title: "Test".into(),
            version: "1".into(),
            languages: vec![Language::En],
            timezone: ZONE.into(),
            tone: None,
            hours: Vec::new(),
            quiet: Some(ClockRange { from: 21 * 60 + 30, to: 8 * 60 + 30 }),
            gather_ms: 0,
        };
        let mut build = Build { graph: Graph::new(settings) };
        for (phrase, text) in [
            (Phrase::NotChangedYet, "Not changed yet."),
            (Phrase::Stopped, "Stopped."),
            (Phrase::HandedOver, "A person takes over."),
            (Phrase::CannotReadThis, "I cannot read this."),
            (Phrase::NoEntry, "I do not understand."),
            (Phrase::TooLate, "Too late."),
            (Phrase::SwitchOffer, "Go to {}?"),
        ] {
            let id = build.text(text);
            build.graph.phrases.insert(phrase, id);
        }
        build.graph.bound = 200;
        build
    }

    pub(crate) fn text(&mut self, text: &str) -> TextId {
        self.template(Template::literal(text))
    }

    pub(crate) fn template(&mut self, template: Template) -> TextId {
        let id = TextId(self.graph.text_ids.len() as u32);
        self.graph.text_ids.push(format!("t{}", id.0));
        self.graph.texts.iter_mut().for_each(|texts| texts.push(Some(template.clone())));
        id
    }

    /// The text, then the value of an expression.
    pub(crate) fn with_value(&mut self, text: &str, expr: Expr) -> TextId {
        let pieces = vec![Piece::Literal(text.into()), Piece::Value(expr, Style::Plain)];
        self.template(Template { pieces })
    }

    pub(crate) fn flow(&mut self, name: &str, kind: FlowKind, params: u16, slots: &[(&str, Type)]) -> FlowId {
        let slots: Vec<Slot> = slots
            .iter()
            .map(|(name, ty)| Slot {
                name: (*name).into(),
                key: Key::of(name),
                ty: ty.clone(),
                question: None,
            })
            .collect();
        self.graph.flows.push(Flow {
            name: name.into(),
            key: Key::of(name),
            title: name.into(),
            kind,
            params,
            dependents: vec![Vec::new(); slots.len()],
            slots,
            result: None,
            start: NodeId(0),
            early: Vec::new(),
        });
        FlowId(self.graph.flows.len() as u32 - 1)
    }

    /// Opened by its link, `GO`.
    pub(crate) fn tunnel(&mut self, name: &str, slots: &[(&str, Type)]) -> FlowId {
        let flow = self.flow(name, FlowKind::Tunnel, 0, slots);
        self.graph.links.insert("go".into(), flow);
        flow
    }

    pub(crate) fn node(&mut self, flow: FlowId, kind: NodeKind) -> NodeId {
        let id = NodeId(self.graph.nodes.len() as u32);
        self.graph.nodes.push(Node { flow, kind, step: None, implicit: false });
        self.graph.flows[flow.index()].start = id;
        id
    }

    pub(crate) fn done(&mut self, flow: FlowId) -> NodeId {
        self.node(flow, NodeKind::Done { result: None })
    }

    pub(crate) fn say(&mut self, flow: FlowId, text: &str, next: NodeId) -> NodeId {
        let text = self.text(text);
        self.say_text(flow, text, next)
    }

    pub(crate) fn say_text(&mut self, flow: FlowId, text: TextId, next: NodeId) -> NodeId {
        self.node(flow, NodeKind::Say { variants: vec![text], attached: None, or_send: None, next })
    }

    fn question(&mut self, flow: FlowId, id: &str, prompt: &str, answer: Answer) -> QuestionId {
        let prompt = self.text(prompt);
        let question = QuestionId(self.graph.questions.len() as u32);
        let node = self.node(flow, NodeKind::Question { question });
        self.graph.questions.push(Question {
            id: id.into(),
            key: Key::of(id),
            flow,
            node,
            prompt,
            again: None,
            help: None,
            retries: vec![prompt; 3],
            otherwise: node,
            answer,
            render: Render::Auto,
            reminders: Vec::new(),
            expire: None,
            hears: None,
        });
        question
    }

    pub(crate) fn ask(&mut self, flow: FlowId, slot: u16, prompt: &str, next: NodeId) -> QuestionId {
        let shape = &self.graph.flows[flow.index()].slots[usize::from(slot)];
        let (id, ty) = (format!("{}.{}", self.graph.flows[flow.index()].name, shape.name), shape.ty.clone());
        let answer = Answer::Slot {
            slot: SlotId(slot),
            ty,
            default: None,
            checks: Vec::new(),
            remember: None,
            always: false,
            offer: None,
            among: None,
            next,
        };
        let question = self.question(flow, &id, prompt, answer);
        self.graph.flows[flow.index()].slots[usize::from(slot)].question = Some(question);
        question
    }

    pub(crate) fn confirm(&mut self, flow: FlowId, prompt: &str, yes: NodeId, no: NodeId) -> QuestionId {
        let mut option =
            |label: &str, target| MenuOption { key: Key::of(label), label: self.text(label), target };
        let (yes, no) = (option("Yes", yes), option("No", no));
        let lexicon = LexiconId(self.graph.lexicons.len() as u32);
        self.graph.lexicons.push(Default::default());
        self.question(flow, "confirm", prompt, Answer::Confirm { yes, no, lexicon })
    }

    pub(crate) fn start_of(&self, question: QuestionId) -> NodeId {
        self.graph.questions[question.index()].node
    }

    pub(crate) fn remind(&mut self, question: QuestionId, after: Span, text: &str) {
        let text = self.text(text);
        self.graph.questions[question.index()].reminders.push(Remind { after, text, or_send: None });
    }

    pub(crate) fn operation(&mut self, name: &str, result: Option<Type>, irreversible: bool) -> OperationId {
        self.graph.operations.push(Operation {
            name: name.into(),
            key: Key::of(name),
            connector: 0,
            method: if irreversible { Method::Post } else { Method::Get },
            path: "/".into(),
            params: vec![Param { name: "n".into(), ty: Type::NUMBER }],
            result,
            irreversible,
        });
        OperationId(self.graph.operations.len() as u16 - 1)
    }

    pub(crate) fn event(&mut self, name: &str) -> EventId {
        let record = RecordId(self.graph.records.len() as u16);
        self.graph.records.push(Record {
            name: name.into(),
            fields: vec![Field {
                name: "number".into(),
                ty: Type::TEXT,
                value: None,
                formula: false,
                markers: Vec::new(),
            }],
            label: None,
        });
        self.graph.events.push(BusinessEvent {
            name: name.into(),
            key: Key::of(name),
            params: vec![Param { name: "number".into(), ty: Type::TEXT }],
            record,
        });
        EventId(self.graph.events.len() as u16 - 1)
    }

    /// `on event NAME(number) { say "Shipped: {number}" }`
    pub(crate) fn on_event(&mut self, event: EventId) -> &mut EventTrigger {
        let flow = self.flow("on_event_1", FlowKind::Entry, 1, &[("number", Type::TEXT)]);
        let done = self.done(flow);
        let text = self.with_value("Shipped: ", Expr::Slot(SlotId(0)));
        self.say_text(flow, text, done);
        self.graph.triggers.events.push(EventTrigger {
            event,
            flow,
            params: vec![0],
            after: None,
            unless: None,
            held: Held::Later,
            interrupts: false,
        });
        self.graph.triggers.events.last_mut().unwrap()
    }

    pub(crate) fn template_message(&mut self, category: TemplateCategory) -> TemplateId {
        let body = vec![
            Piece::Literal("Still ".into()),
            Piece::Value(Expr::Own(0), Style::Plain),
            Piece::Literal("?".into()),
        ];
        let texts = TemplateTexts {
            header: None,
            body: Template { pieces: body },
            footer: Some(Template::literal("Test")),
            buttons: Vec::new(),
        };
        self.graph.templates.push(MessageTemplate {
            name: "still_there".into(),
            category,
            params: vec![Param { name: "what".into(), ty: Type::TEXT }],
            languages: vec![(Language::Fr, texts)],
        });
        TemplateId(self.graph.templates.len() as u16 - 1)
    }

    pub(crate) fn world(self) -> World {
        World::new(self.graph)
    }
}

pub(crate) fn text(text: &str) -> Expr {
    Expr::Const(Value::Text(text.into()))
}

pub(crate) fn at(text: &str) -> Moment {
    let zoned: Zoned = format!("{text}[{ZONE}]").parse().unwrap();
    Moment(zoned.timestamp().as_millisecond())
}

pub(crate) const HOUR: u32 = 3600;

/// One conversation and what surrounds it.
pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) conversation: Conversation,
    pub(crate) now: Moment,
    pub(crate) timers: BTreeSet<(Moment, u32)>,
    pub(crate) log: Vec<String>,
    pub(crate) trace: Vec<Trace>,
}

impl World {
    /// Monday 2 March 2026, noon.
    pub(crate) fn new(graph: Graph) -> World {
        let scenario = Scenario::load(graph).unwrap();
        let conversation = Conversation::new(scenario.hash, Contact::default());
        World {
            scenario,
            conversation,
            now: at("2026-03-02T12:00"),
            timers: BTreeSet::new(),
            log: Vec::new(),
            trace: Vec::new(),
        }
    }

    pub(crate) fn event(&mut self, event: &Event) -> Vec<Effect> {
        // What is stored is what is read back.
        let stored = Conversation::decode(&self.conversation.encode()).unwrap();
        assert_eq!(stored, self.conversation);
        let step = step(&self.scenario, stored, event, self.now);
        self.conversation = step.conversation;
        self.trace = step.trace;
        for effect in &step.effects {
            match effect {
                Effect::SetTimer { id, due } => {
                    self.timers.insert((*due, *id));
                }
                Effect::CancelTimer { id } => self.timers.retain(|(_, timer)| timer != id),
                _ => {}
            }
            self.log.extend(line(effect));
        }
        let known: BTreeSet<u32> = self.conversation.timers.iter().map(|timer| timer.id).collect();
        let set: BTreeSet<u32> = self.timers.iter().map(|(_, id)| *id).collect();
        assert_eq!(known, set, "the conversation and its host know the same timers");
        step.effects
    }

    pub(crate) fn client(&mut self, words: &str) {
        self.content(Content::Text(words.into()));
    }

    pub(crate) fn content(&mut self, content: Content) {
        self.event(&Event::Inbound(Inbound::new(self.now, content)));
    }

    pub(crate) fn returns(&mut self, id: u32, value: Option<Value>) {
        self.event(&Event::CallResult { id, result: Ok(value) });
    }

    pub(crate) fn fails(&mut self, id: u32) {
        self.event(&Event::CallResult { id, result: Err(CallError::TimedOut) });
    }

    pub(crate) fn shipped(&mut self, number: &str) {
        let params = vec![("number".to_owned(), Value::Text(number.into()))];
        self.event(&Event::Business { event: EventId(0), params });
    }

    /// Time goes on; each timer fires when it is due.
    pub(crate) fn pass(&mut self, seconds: u32) {
        self.until(self.now.plus_seconds(i64::from(seconds)));
    }

    pub(crate) fn until(&mut self, moment: Moment) {
        while let Some((due, id)) = self.timers.first().copied().filter(|(due, _)| *due <= moment) {
            self.timers.remove(&(due, id));
            self.now = self.now.max(due);
            self.event(&Event::Timer { id });
        }
        self.now = moment;
    }

    /// Nothing runs for a while; then all that is due fires at once.
    pub(crate) fn down_until(&mut self, moment: Moment) {
        self.now = moment;
        while let Some((due, id)) = self.timers.first().copied().filter(|(due, _)| *due <= moment) {
            self.timers.remove(&(due, id));
            self.event(&Event::Timer { id });
        }
    }

    /// What happened since the last look.
    pub(crate) fn seen(&mut self) -> Vec<String> {
        std::mem::take(&mut self.log)
    }
}

fn line(effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::Send { message, .. } => match &message.attached {
            Some(attached) => format!("{} {attached:?}", message.text),
            None => message.canonical(),
        },
        Effect::SendTemplate { message, .. } => {
            let copied = message.buttons.iter().filter_map(|button| match button {
                TemplateButtonValue::Code(code) => Some(format!(" [copies {code}]")),
                _ => None,
            });
            let copied: String = copied.collect();
            format!("template: {}{copied}", message.preview.replace('\n', " / "))
        }
        Effect::Call { id, args, .. } => format!("call {id} {args:?}"),
        Effect::Transcribe { id, media, with: None } => format!("listen {id} {media}"),
        Effect::Transcribe { id, media, with: Some(with) } => format!("listen {id} {media} with {with}"),
        Effect::Emit { event, args } => format!("emit {event} {args:?}"),
        Effect::React { emoji, .. } => format!("react {emoji}"),
        Effect::Consent { given, .. } => format!("consent {given}"),
        Effect::Erase => "erase".into(),
        Effect::OptedOut => "opted out".into(),
        Effect::OptedIn => "opted in".into(),
        Effect::Record(Fact::Held { what, until: Some(_) }) => format!("held: {what}"),
        Effect::Record(Fact::Held { what, until: None }) => format!("dropped: {what}"),
        Effect::Record(Fact::Withheld { reason }) => format!("withheld: {reason}"),
        Effect::Record(Fact::CallFailed { .. }) => "call failed".into(),
        Effect::Record(Fact::Stopped { reason }) => format!("stopped: {reason}"),
        _ => return None,
    })
}
