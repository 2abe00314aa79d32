//! One test, line by line.

use crate::bubble::Said;
use crate::connectors::Answer;
use crate::names::Names;
use crate::outcome::{Blessing, ChatLine, Failure, Mark, Outcome, Who};
use crate::said::Queue;
use crate::simulation::{Simulation, Turn, start_of_tests};
use crate::source::{length, source};
use scn_compiler::{ConnectorDoes, Line, LineKind, TestCase};
use scn_engine::{CartItem, Effect, Fact, Scenario, Trace};
use scn_graph::{EventId, FlowId, MemoryId, Moment, NodeId, OperationId, Span, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Plays a test on the engine; always the same outcome for the same scenario and test.
pub fn run(scenario: &Arc<Scenario>, test: &TestCase) -> Outcome {
    let mut runner = Runner::new(scenario);
    let mut failure = None;
    for (at, line) in test.lines.iter().enumerate() {
        runner.at = at;
        if let Err(message) = runner.line(line) {
            failure = Some((line.place, message));
            break;
        }
    }
    if failure.is_none() {
        let last = test.lines.last().map_or(test.place, |line| line.place);
        runner.at = test.lines.len();
        failure = runner.nothing_unsaid().err().map(|message| (last, message));
    }
    let blessing = runner.blessing.take();
    Outcome {
        title: test.title.clone(),
        place: test.place,
        failure: failure.map(|(place, message)| Failure { place, message, blessing }),
        chat: runner.chat,
        visited: runner.visited,
        taken: runner.taken,
        sent: runner.sent,
    }
}

pub(crate) struct Runner {
    pub(crate) phone: Simulation,
    pub(crate) names: Names,
    pub(crate) chat: Vec<ChatLine>,
    /// What the bot did and no line has spoken of yet.
    pub(crate) queue: Queue,
    /// The message that the last `bot` line spoke of.
    pub(crate) read: Option<Said>,
    /// Emoji and events of this turn that no line has spoken of yet.
    pub(crate) reactions: Vec<String>,
    pub(crate) emitted: Vec<String>,
    /// The test looks at what the bot says in this turn; then it must look at all of it.
    pub(crate) looking: bool,
    /// The line at hand, and the last one that spoke of the bot.
    pub(crate) at: usize,
    pub(crate) spoke: usize,
    pub(crate) blessing: Option<Blessing>,
    begun: bool,
    visited: BTreeSet<NodeId>,
    taken: BTreeSet<(NodeId, NodeId)>,
    last_of_flow: BTreeMap<FlowId, NodeId>,
    sent: Vec<Effect>,
}

pub(crate) type Checked = Result<(), String>;

impl Runner {
    fn new(scenario: &Arc<Scenario>) -> Runner {
        let start = start_of_tests(&scenario.graph);
        Runner {
            phone: Simulation::new(scenario.clone(), start).declared_answers_only(),
            names: Names::default(),
            chat: Vec::new(),
            queue: Queue::default(),
            read: None,
            reactions: Vec::new(),
            emitted: Vec::new(),
            looking: false,
            at: 0,
            spoke: 0,
            blessing: None,
            begun: false,
            visited: BTreeSet::new(),
            taken: BTreeSet::new(),
            last_of_flow: BTreeMap::new(),
            sent: Vec::new(),
        }
    }

    fn line(&mut self, line: &Line) -> Checked {
        match &line.kind {
            LineKind::Client(text) => self.does(ChatLine::new(Who::Client, text), |phone| phone.write(text)),
            LineKind::ClientTaps(label) => self.taps(label),
            LineKind::ClientSends { what, text } => self.sends(what, text.as_deref()),
            LineKind::ClientSendsOrder(items) => self.orders(items),
            LineKind::ClientReacts(emoji) => {
                self.does(ChatLine::new(Who::Client, format!("(reacts) {emoji}")), |phone| phone.react(emoji))
            }
            LineKind::ClientFromAd { source, text } => {
                let words = text.as_ref().map(|text| format!("\n{text}")).unwrap_or_default();
                let line = ChatLine::new(Who::Client, format!("(from the ad {source}){words}"));
                self.does(line, |phone| phone.from_ad(source, text.as_deref()))
            }
            LineKind::Event { event, params } => self.event(*event, params),
            LineKind::Connector { operation, does } => self.connector(*operation, does),
            LineKind::After(span) => self.after(*span),
            LineKind::At(moment) => self.at(*moment),
            LineKind::GivenMemory(fields) => {
                self.remember(fields);
                Ok(())
            }
            LineKind::Human(text) => self.does(ChatLine::new(Who::Human, text), |phone| phone.human(text)),
            LineKind::HumanGivesBack => {
                let note = ChatLine::new(Who::Note, "the conversation is given back to the bot");
                self.does(note, Simulation::human_gives_back)
            }
            LineKind::Restart => {
                self.draw_unread();
                self.chat.push(ChatLine::new(Who::Note, "the process starts again"));
                self.phone.restart()
            }
            LineKind::Expect(expr) => self.expect(expr),
            of_the_bot => self.of_the_bot(of_the_bot),
        }
    }

    // ---- what the test does

    /// A line of the chat, and what it does to the conversation.
    fn does(&mut self, line: ChatLine, act: impl FnOnce(&mut Simulation) -> Turn) -> Checked {
        self.turn_begins()?;
        self.chat.push(line);
        let turn = act(&mut self.phone);
        self.happened(turn)
    }

    fn taps(&mut self, label: &str) -> Checked {
        self.turn_begins()?;
        let tapped = ChatLine::new(Who::Client, "").with_buttons(vec![label.to_owned()]);
        match self.phone.tap_label(label) {
            Ok(turn) => {
                self.chat.push(tapped);
                self.happened(turn)
            }
            Err(none) => {
                self.chat.push(tapped.marked(Mark::Expected));
                let offered: Vec<String> = none.offered.iter().map(|label| format!("\"{label}\"")).collect();
                Err(match offered.is_empty() {
                    true => format!("there is no button \"{label}\": the bot has offered none so far"),
                    false => {
                        format!("there is no button \"{label}\"; the latest ones are {}", offered.join(", "))
                    }
                })
            }
        }
    }

    fn sends(&mut self, what: &str, text: Option<&str>) -> Checked {
        self.turn_begins()?;
        let caption = text.map(|text| format!(" {text}")).unwrap_or_default();
        self.chat.push(ChatLine::new(Who::Client, format!("({what}){caption}")));
        let turn = self.phone.send(what, text).ok_or_else(|| format!("a customer cannot send \"{what}\""))?;
        self.happened(turn)
    }

    fn orders(&mut self, items: &[(String, u32, Option<Value>)]) -> Checked {
        let graph = &self.phone.scenario().graph;
        let rows = items.iter().map(|(product, quantity, price)| {
            let price = price.as_ref().and_then(|price| source(graph, price));
            format!("{quantity} × {product}{}", price.map(|price| format!(", {price}")).unwrap_or_default())
        });
        let text = ["(cart)".to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join("\n");
        let item = |(product, quantity, price): &(String, u32, Option<Value>)| CartItem {
            product: product.clone(),
            quantity: *quantity,
            price: price.clone(),
        };
        self.does(ChatLine::new(Who::Client, text), |phone| phone.order(items.iter().map(item).collect()))
    }

    fn event(&mut self, event: EventId, params: &[(String, Value)]) -> Checked {
        let graph = &self.phone.scenario().graph;
        let name = graph.event(event).map_or("?", |event| event.name.as_str());
        let params_shown: Vec<String> = params
            .iter()
            .filter_map(|(name, value)| Some(format!("{name}: {}", source(graph, value)?)))
            .collect();
        let note = ChatLine::new(Who::Note, format!("event {name}({})", params_shown.join(", ")));
        self.does(note, |phone| phone.business(event, params.to_vec()))
    }

    fn connector(&mut self, operation: OperationId, does: &ConnectorDoes) -> Checked {
        match does {
            ConnectorDoes::Returns(value) => self.phone.answer(operation, Answer::Returns(value.clone())),
            ConnectorDoes::Fails => self.phone.answer(operation, Answer::Fails),
            ConnectorDoes::IsSlow => self.phone.slow_down(operation),
            ConnectorDoes::IsCalled(times) => {
                let called = self.phone.calls(operation);
                if called != *times {
                    let name = self.operation(operation);
                    return Err(format!("{name} was called {}, not {}", often(called), often(*times)));
                }
            }
        }
        Ok(())
    }

    fn operation(&self, id: OperationId) -> String {
        self.phone.scenario().graph.operation(id).map_or_else(|| "?".to_owned(), |it| it.name.clone())
    }

    fn after(&mut self, span: Span) -> Checked {
        self.turn_begins()?;
        self.chat.push(ChatLine::new(Who::Note, format!("{} later", length(span))));
        let turns = self.phone.pass(span);
        turns.into_iter().try_for_each(|turn| self.happened(turn))
    }

    fn at(&mut self, moment: Moment) -> Checked {
        self.turn_begins()?;
        if !self.begun {
            self.phone.set_clock(moment);
        } else if moment < self.phone.now() {
            return Err(format!("the clock cannot go back: it is {} already", self.phone.local_time()));
        }
        let turns = self.phone.pass_until(moment);
        self.chat.push(ChatLine::new(Who::Note, self.phone.local_time()));
        turns.into_iter().try_for_each(|turn| self.happened(turn))
    }

    fn remember(&mut self, fields: &[(MemoryId, Value)]) {
        let memory = &mut self.phone.contact_mut().memory;
        for (field, value) in fields {
            match memory.binary_search_by_key(field, |(id, _)| *id) {
                Ok(at) => memory[at].1 = value.clone(),
                Err(at) => memory.insert(at, (*field, value.clone())),
            }
        }
    }

    // ---- what came of it

    fn happened(&mut self, turn: Turn) -> Checked {
        self.begun = true;
        for trace in &turn.trace {
            match trace {
                Trace::Visited(node) => self.visit(*node),
                Trace::Left { flow, slots } => self.names.keep(self.phone.scenario(), *flow, slots),
                _ => {}
            }
        }
        self.names.observe(self.phone.scenario(), self.phone.conversation());
        turn.effects.into_iter().try_for_each(|effect| self.effect(effect))?;
        turn.undeclared.map_or(Ok(()), |operation| Err(self.undeclared(operation)))
    }

    fn visit(&mut self, node: NodeId) {
        self.visited.insert(node);
        let Some(flow) = self.phone.scenario().graph.node(node).map(|node| node.flow) else { return };
        if let Some(before) = self.last_of_flow.insert(flow, node) {
            self.taken.insert((before, node));
        }
    }

    fn effect(&mut self, effect: Effect) -> Checked {
        match &effect {
            Effect::Send { message, .. } => self.says(Said::Message(message.clone())),
            Effect::SendTemplate { message, .. } => self.says(Said::Template(message.clone())),
            Effect::React { emoji, .. } => {
                self.reactions.push(emoji.clone());
                self.notes(format!("the bot reacts {emoji}"));
            }
            Effect::Emit { event, .. } => {
                self.emitted.push(event.clone());
                self.notes(format!("emits {event}"));
            }
            Effect::Transcribe { .. } => self.notes("listens to the voice note".to_owned()),
            Effect::Call { operation, .. } => self.notes(format!("calls {}", self.operation(*operation))),
            Effect::OpenHandoff { team, .. } => {
                let team = team.and_then(|team| self.phone.scenario().graph.team(team));
                self.notes(format!("given to {}", team.map_or("a person", |team| team.name.as_str())));
            }
            Effect::Record(Fact::Withheld { reason }) => self.notes(format!("not sent: {reason}")),
            Effect::Record(Fact::Stopped { reason }) => return Err(format!("the engine stopped: {reason}")),
            _ => {}
        }
        if matches!(effect, Effect::Send { .. } | Effect::SendTemplate { .. } | Effect::React { .. }) {
            self.sent.push(effect);
        }
        Ok(())
    }

    fn says(&mut self, said: Said) {
        let line = said.line(&self.phone.scenario().graph);
        self.queue.push(line, Some(said));
    }

    fn notes(&mut self, text: String) {
        self.queue.push(ChatLine::new(Who::Note, text), None);
    }

    /// Names the line that is missing.
    fn undeclared(&mut self, operation: OperationId) -> String {
        self.draw_unread();
        let graph = &self.phone.scenario().graph;
        let name = self.operation(operation);
        let result = graph.operation(operation).and_then(|operation| operation.result.as_ref());
        let value =
            result.map(|ty| source(graph, &scn_graph::sample(graph, ty)).unwrap_or_else(|| "…".to_owned()));
        let value = value.map(|value| format!(" {value}")).unwrap_or_default();
        format!(
            "the bot calls {name}, and no line says what it answers; add `connector {name} returns{value}` above"
        )
    }
}

/// `never`, `once`, `3 times`
fn often(times: u32) -> String {
    match times {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}
