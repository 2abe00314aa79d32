//! A conversation moved to another version of its scenario: everything goes by name, what has no name there is dropped,
//! and the tunnel is walked anew in silence to the first question that is open.

use crate::{Conversation, Entry, Frame, Mode, Scenario};
use scn_graph::{CatalogId, ChoiceId, FlowId, Graph, MemoryId, RecordId, SlotId, TeamId, Type, Value};

/// Moves a conversation from the graph it belongs to onto another.
pub fn migrate(old: &Graph, new: &Scenario, conversation: Conversation) -> Conversation {
    let map = Map { old, new: &new.graph };
    let mut moved = Conversation::new(new.hash, conversation.contact.clone());
    moved.contact.memory =
        conversation.contact.memory.iter().filter_map(|(field, value)| map.memory(*field, value)).collect();
    moved.contact.memory.sort_by_key(|(field, _)| *field);
    moved.mode = match conversation.mode {
        Mode::Bot => Mode::Bot,
        Mode::People { team, since } => Mode::People { team: team.and_then(|team| map.team(team)), since },
    };
    moved.last_inbound = conversation.last_inbound;
    moved.seq = conversation.seq;
    moved.next_timer = conversation.next_timer;
    for frame in &conversation.stack {
        match map.frame(frame) {
            Some(frame) => moved.stack.push(frame),
            None => break,
        }
    }
    moved
}

/// The conversation itself when it belongs to this scenario (or to none yet), else a fresh one for the same contact.
pub(crate) fn adopt(scenario: &Scenario, mut conversation: Conversation) -> Conversation {
    if conversation.graph == scenario.hash {
        return conversation;
    }
    if conversation.stack.is_empty() && conversation.contact.memory.is_empty() {
        conversation.graph = scenario.hash;
        return conversation;
    }
    let mut fresh = Conversation::new(scenario.hash, conversation.contact);
    fresh.contact.memory.clear();
    fresh.seq = conversation.seq;
    fresh.last_inbound = conversation.last_inbound;
    fresh
}

struct Map<'g> {
    old: &'g Graph,
    new: &'g Graph,
}

impl Map<'_> {
    fn frame(&self, frame: &Frame) -> Option<Frame> {
        let old = self.old.flow(frame.flow)?;
        let (at, flow) = self
            .new
            .flows
            .iter()
            .enumerate()
            .find(|(_, new)| new.name == old.name && new.kind == old.kind)?;
        let mut slots: Vec<Option<Value>> = vec![None; flow.slots.len()];
        for (slot, value) in old.slots.iter().zip(&frame.slots) {
            let place = flow.slots.iter().position(|new| new.name == slot.name);
            let Some((place, value)) = place.zip(value.as_ref()) else { continue };
            let fits =
                flow.slots.get(place).is_some_and(|new| self.value(value).is_some_and(|v| fits(&v, &new.ty)));
            if let (Some(cell), true) = (slots.get_mut(place), fits) {
                *cell = self.value(value);
            }
        }
        Some(Frame {
            flow: FlowId(at as u32),
            node: flow.start,
            slots,
            pending: false,
            rewalk: true,
            attempts: frame.attempts,
            stage: crate::Stage::Asked,
            journal: frame.journal.iter().filter_map(|entry| self.entry(entry)).collect(),
            entered: self.entered(frame.entered)?,
        })
    }

    /// How a frame was entered names a node of its caller; the caller is walked anew, so only the slot must be right.
    fn entered(&self, entered: crate::Entered) -> Option<crate::Entered> {
        Some(match entered {
            crate::Entered::Call { next, result } => {
                let flow = self.old.node(next)?.flow;
                let old = self.old.flow(flow)?;
                let new = self.new.flows.iter().find(|new| new.name == old.name && new.kind == old.kind)?;
                let slot = result.and_then(|slot| old.slots.get(slot.index()));
                let result = slot
                    .and_then(|slot| new.slots.iter().position(|new| new.name == slot.name))
                    .map(|at| SlotId(at as u16));
                crate::Entered::Call { next: new.start, result }
            }
            other => other,
        })
    }

    fn entry(&self, entry: &Entry) -> Option<Entry> {
        match entry {
            Entry::Took { question, option, words } => {
                let id = &self.old.question(*question)?.id;
                let at = self.new.questions.iter().position(|question| question.id == *id)?;
                Some(Entry::Took {
                    question: scn_graph::QuestionId(at as u32),
                    option: *option,
                    words: *words,
                })
            }
            Entry::Passed(_) | Entry::Called { .. } => None,
        }
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
