//! A conversation moved to another version of its scenario: everything goes by name, what has no name there is dropped,
//! and the tunnel is walked anew in silence to the first question that is open.

use crate::{
    Asked, Conversation, Entered, Entry, Frame, HeldEvent, Meant, Mode, Offer, RunningCall, Scenario, Stage,
    Timer, TimerKind,
};
use scn_graph::{
    CatalogId, ChoiceId, EventId, Flow, FlowId, Graph, MemoryId, NodeId, NodeKind, PurposeId, QuestionId,
    RecordId, SlotId, TeamId, Type, Value,
};

/// Moves a conversation from the graph it belongs to onto another. It says nothing and sets no timer: a wait or a call
/// that is there in both goes on, a question is found again by walking there when the customer writes.
pub fn migrate(old: &Graph, new: &Scenario, conversation: Conversation) -> Conversation {
    let map = Map { old, new: &new.graph };
    let mut moved = Conversation { graph: new.hash, ..conversation };
    let contact = &mut moved.contact;
    contact.memory = contact.memory.iter().filter_map(|(field, value)| map.memory(*field, value)).collect();
    contact.memory.sort_by_key(|(field, _)| *field);
    contact.consents = contact
        .consents
        .iter()
        .filter_map(|(purpose, given)| Some((map.purpose(*purpose)?, *given)))
        .collect();
    contact.consents.sort_by_key(|(purpose, _)| *purpose);
    if let Mode::People { team, .. } = &mut moved.mode {
        *team = team.and_then(|team| map.team(team));
    }
    // A frame that is gone takes those on top of it along: the one below is walked anew.
    moved.stack = moved.stack.iter().map_while(|frame| map.frame(frame)).collect();
    moved.offer = moved.offer.as_ref().and_then(|offer| map.offer(offer));
    moved.asked = moved.asked.iter().filter_map(|asked| map.asked(asked)).collect();
    moved.calls = moved.calls.iter().filter_map(|call| map.call(call, &moved.stack)).collect();
    moved.held = moved.held.iter().filter_map(|held| map.held(held)).collect();
    moved.timers = moved.timers.iter().filter_map(|timer| map.timer(timer, &moved)).collect();
    moved
}

/// The conversation itself when it belongs to this scenario (or to none yet), else a fresh one for the same contact.
pub(crate) fn adopt(scenario: &Scenario, mut conversation: Conversation) -> Conversation {
    if conversation.graph == scenario.hash {
        return conversation;
    }
    let contact = &conversation.contact;
    let nothing_known = contact.memory.is_empty() && contact.consents.is_empty();
    if conversation.stack.is_empty() && conversation.held.is_empty() && nothing_known {
        conversation.graph = scenario.hash;
        return conversation;
    }
    let mut fresh = Conversation::new(scenario.hash, conversation.contact);
    fresh.contact.memory.clear();
    fresh.contact.consents.clear();
    fresh.seq = conversation.seq;
    fresh.next_timer = conversation.next_timer;
    fresh.next_call = conversation.next_call;
    fresh.last_inbound = conversation.last_inbound;
    fresh
}

struct Map<'g> {
    old: &'g Graph,
    new: &'g Graph,
}

impl<'g> Map<'g> {
    fn flow(&self, flow: FlowId) -> Option<(FlowId, &'g Flow)> {
        let old = self.old.flow(flow)?;
        let same = |new: &Flow| new.name == old.name && new.kind == old.kind;
        let at = self.new.flows.iter().position(same)?;
        Some((FlowId(at as u32), self.new.flows.get(at)?))
    }

    /// The slots of a flow in the places of the new one, those that still fit.
    fn slots(&self, flow: FlowId, values: &[Option<Value>]) -> Option<Vec<Option<Value>>> {
        let (old, (_, new)) = (self.old.flow(flow)?, self.flow(flow)?);
        let value = |name: &str, ty: &Type| {
            let at = old.slots.iter().position(|slot| slot.name == name)?;
            self.value(values.get(at)?.as_ref()?).filter(|value| fits(value, ty))
        };
        Some(new.slots.iter().map(|slot| value(&slot.name, &slot.ty)).collect())
    }

    fn frame(&self, frame: &Frame) -> Option<Frame> {
        let (flow, shape) = self.flow(frame.flow)?;
        let node = self.node(frame.node);
        let waits = frame.pending && self.old.node(frame.node).is_some_and(|node| node.kind.pauses());
        let stays = waits && node.is_some();
        Some(Frame {
            flow,
            node: node.unwrap_or(shape.start),
            slots: self.slots(frame.flow, &frame.slots)?,
            pending: stays,
            rewalk: !stays,
            attempts: frame.attempts,
            stage: Stage::Asked,
            journal: frame.journal.iter().filter_map(|entry| self.entry(entry)).collect(),
            entered: self.entered(frame.entered)?,
        })
    }

    /// How a frame was entered names a node of its caller, which is walked anew: only the slot must be right.
    fn entered(&self, entered: Entered) -> Option<Entered> {
        let Entered::Call { next, result } = entered else { return Some(entered) };
        let flow = self.old.node(next)?.flow;
        let (old, (_, new)) = (self.old.flow(flow)?, self.flow(flow)?);
        let result = result.and_then(|slot| {
            let name = &old.slots.get(slot.index())?.name;
            new.slots.iter().position(|new| new.name == *name).map(|at| SlotId(at as u16))
        });
        Some(Entered::Call { next: self.node(next).unwrap_or(new.start), result })
    }

    fn question(&self, question: QuestionId) -> Option<QuestionId> {
        let id = &self.old.question(question)?.id;
        self.new.questions.iter().position(|new| new.id == *id).map(|at| QuestionId(at as u32))
    }

    fn asked(&self, asked: &Asked) -> Option<Asked> {
        Some(Asked { question: self.question(asked.question)?, ..*asked })
    }

    /// The node that does the same in the same flow: a question by its id, the rest by what it does and how many like
    /// it come before.
    fn node(&self, node: NodeId) -> Option<NodeId> {
        let kind = &self.old.node(node)?.kind;
        if let NodeKind::Question { question } = kind {
            return self.new.question(self.question(*question)?).map(|question| question.node);
        }
        let flow = self.old.node(node)?.flow;
        let does = does(self.old, kind);
        let alike = |graph: &Graph, flow: FlowId| -> Vec<NodeId> {
            let nodes = graph.nodes.iter().enumerate();
            let here =
                nodes.filter(|(_, other)| other.flow == flow && self::does(graph, &other.kind) == does);
            here.map(|(at, _)| NodeId(at as u32)).collect()
        };
        let place = alike(self.old, flow).iter().position(|other| *other == node)?;
        alike(self.new, self.flow(flow)?.0).get(place).copied()
    }

    fn entry(&self, entry: &Entry) -> Option<Entry> {
        Some(match *entry {
            Entry::Took { question, option, words } => {
                Entry::Took { question: self.question(question)?, option, words }
            }
            Entry::Passed(node) => Entry::Passed(self.node(node)?),
            Entry::Called { node, args, failed } => Entry::Called { node: self.node(node)?, args, failed },
        })
    }

    fn offer(&self, offer: &Offer) -> Option<Offer> {
        let flow = |flow: &FlowId| self.flow(*flow).map(|(flow, _)| flow);
        Some(match offer {
            Offer::Which(flows) => Offer::Which(flows.iter().map(flow).collect::<Option<_>>()?),
            Offer::Switch(other) => Offer::Switch(flow(other)?),
            Offer::AnswerOr { words, other } => {
                let other = match other {
                    Meant::Escape(escape) => Meant::Escape(flow(escape)?),
                    right => *right,
                };
                Offer::AnswerOr { words: words.clone(), other }
            }
            // The places of slots are another version's: the customer says it again.
            Offer::Change { .. } => return None,
        })
    }

    /// A call that nobody waits for any more is forgotten: its outcome then means nothing.
    fn call(&self, call: &RunningCall, stack: &[Frame]) -> Option<RunningCall> {
        let node = self.node(call.node)?;
        let frame = stack.get(usize::from(call.frame)).filter(|frame| frame.pending && frame.node == node)?;
        // What was known before has the places of the old version.
        let before = call.before.as_ref().map(|_| frame.slots.clone());
        Some(RunningCall { node, before, ..call.clone() })
    }

    fn held(&self, held: &HeldEvent) -> Option<HeldEvent> {
        let name = &self.old.event(held.event)?.name;
        let event = EventId(self.new.events.iter().position(|new| new.name == *name)? as u16);
        let (flow, shape) = self.flow(held.flow)?;
        let mut params = self.slots(held.flow, &held.params)?;
        params.truncate(usize::from(shape.params));
        Some(HeldEvent { event, flow, params, ..held.clone() })
    }

    /// Reminders and the like begin anew when the customer writes. A wait whose node is gone still wakes its frame.
    fn timer(&self, timer: &Timer, moved: &Conversation) -> Option<Timer> {
        let frame = moved.stack.get(usize::from(timer.frame));
        match timer.kind {
            TimerKind::Wait => Some(Timer { node: frame?.node, ..*timer }),
            TimerKind::Slow => Some(Timer { node: frame.filter(|frame| frame.pending)?.node, ..*timer }),
            TimerKind::Event => moved.held.iter().any(|held| held.timer == Some(timer.id)).then_some(*timer),
            TimerKind::Unanswered => Some(Timer { node: self.node(timer.node)?, ..*timer }),
            TimerKind::Remind(_) | TimerKind::Expire | TimerKind::Silence(_) => None,
        }
    }

    fn purpose(&self, purpose: PurposeId) -> Option<PurposeId> {
        let name = &self.old.purpose(purpose)?.name;
        self.new.purposes.iter().position(|new| new.name == *name).map(|at| PurposeId(at as u16))
    }

    fn memory(&self, field: MemoryId, value: &Value) -> Option<(MemoryId, Value)> {
        let name = &self.old.memory_field(field)?.name;
        let (at, new) = self.new.memory.iter().enumerate().find(|(_, new)| new.name == *name)?;
        let value = self.value(value).filter(|value| fits(value, &new.ty))?;
        Some((MemoryId(at as u16), value))
    }

    fn team(&self, team: TeamId) -> Option<TeamId> {
        let name = &self.old.team(team)?.name;
        self.new.teams.iter().position(|new| new.name == *name).map(|at| TeamId(at as u16))
    }

    /// The same value in the ids of the new graph; `None` when its type is gone.
    fn value(&self, value: &Value) -> Option<Value> {
        Some(match value {
            Value::Choice(id, key) => {
                let name = &self.old.choice(*id)?.name;
                let at = self.new.choices.iter().position(|new| new.name == *name)?;
                let known = self.new.choices.get(at)?.values.iter().any(|value| value.key == *key);
                known.then_some(Value::Choice(ChoiceId(at as u16), *key))?
            }
            Value::Row(id, key) => {
                let name = &self.old.catalog(*id)?.name;
                let at = self.new.catalogs.iter().position(|new| new.name == *name)?;
                let known = self.new.catalogs.get(at)?.rows.iter().any(|row| row.key == *key);
                known.then_some(Value::Row(CatalogId(at as u16), *key))?
            }
            Value::Record(id, fields) => {
                let old = self.old.record(*id)?;
                let at = self.new.records.iter().position(|new| new.name == old.name)?;
                let shape = self.new.records.get(at)?;
                let field = |name: &str| {
                    let place = old.fields.iter().position(|field| field.name == name)?;
                    self.value(fields.get(place)?.as_ref()?)
                };
                let fields = shape.fields.iter().map(|new| field(&new.name)).collect();
                Value::Record(RecordId(at as u16), fields)
            }
            Value::List(list) => {
                Value::List(list.iter().map(|item| self.value(item)).collect::<Option<_>>()?)
            }
            plain => plain.clone(),
        })
    }
}

/// What a node does, by names that mean the same in every version.
fn does(graph: &Graph, kind: &NodeKind) -> (std::mem::Discriminant<NodeKind>, String) {
    let name = match kind {
        NodeKind::Call { operation, .. } => graph.operation(*operation).map(|of| of.name.clone()),
        NodeKind::WaitFor { event, .. } => graph.event(*event).map(|of| of.name.clone()),
        NodeKind::Enter { flow, .. } => graph.flow(*flow).map(|of| of.name.clone()),
        NodeKind::SendTemplate { send, .. } => {
            graph.message_template(send.template).map(|of| of.name.clone())
        }
        NodeKind::Emit { event, .. } => Some(event.clone()),
        _ => None,
    };
    (std::mem::discriminant(kind), name.unwrap_or_default())
}

/// Roughly the right type: enough never to show a number where a day is meant.
fn fits(value: &Value, ty: &Type) -> bool {
    match (value, ty.known()) {
        (Value::Text(_), Type::Text { .. })
        | (Value::Number(_), Type::Number { .. })
        | (Value::Decimal(_), Type::Decimal { .. })
        | (Value::Money { .. }, Type::Money { .. })
        | (Value::YesNo(_), Type::YesNo)
        | (Value::Date(_), Type::Date(_))
        | (Value::Time(_), Type::Time(_))
        | (Value::DateTime(_), Type::DateTime(_))
        | (Value::Duration(_), Type::Duration)
        | (Value::Phone(_), Type::Phone)
        | (Value::Email(_), Type::Email)
        | (Value::Url(_), Type::Url)
        | (Value::Address(_), Type::Address)
        | (Value::Place { .. }, Type::Place)
        | (Value::Media { .. }, Type::Image | Type::Audio | Type::Video | Type::Document)
        | (Value::ContactCard { .. }, Type::ContactCard) => true,
        (Value::Choice(a, _), Type::Choice(b)) => a == b,
        (Value::Row(a, _), Type::Row(b)) => a == b,
        (Value::Record(a, _), Type::Record(b)) => a == b,
        (Value::List(list), Type::List { of, .. }) => list.iter().all(|item| fits(item, of)),
        _ => false,
    }
}
