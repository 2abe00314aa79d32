//! The scenario that runs, and older versions for conversations that began with them.

use scn_engine::{Conversation, Scenario};
use scn_graph::{Graph, MemoryId, Value};
use scn_store::{Store, StoreError};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// All versions that conversations may need.
pub(crate) struct Scenarios {
    pub current: Arc<Scenario>,
    older: Mutex<BTreeMap<u64, Arc<Scenario>>>,
}

impl Scenarios {
    pub(crate) fn new(current: Scenario) -> Scenarios {
        Scenarios { current: Arc::new(current), older: Mutex::default() }
    }

    /// The version that moves this conversation on. One in the middle of something goes on with the version it began
    /// with; an idle one comes along to the current version, with what is remembered of the contact.
    pub(crate) fn of(
        &self,
        conversation: &mut Conversation,
        store: &dyn Store,
    ) -> Result<Arc<Scenario>, StoreError> {
        if conversation.graph == self.current.hash {
            return Ok(self.current.clone());
        }
        let older = self.older(conversation.graph, store)?;
        match older {
            Some(older) if !conversation.stack.is_empty() => Ok(older),
            older => {
                move_to(&self.current, older.as_deref(), conversation);
                Ok(self.current.clone())
            }
        }
    }

    fn older(&self, hash: u64, store: &dyn Store) -> Result<Option<Arc<Scenario>>, StoreError> {
        let mut older = self.older.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scenario) = older.get(&hash) {
            return Ok(Some(scenario.clone()));
        }
        let Some(bytes) = store.graph(hash)? else { return Ok(None) };
        let loaded = Graph::from_bytes(&bytes)
            .map_err(|error| error.to_string())
            .and_then(|graph| Scenario::load(graph).map_err(|error| error.to_string()));
        match loaded {
            Ok(scenario) => Ok(Some(older.entry(hash).or_insert(Arc::new(scenario)).clone())),
            Err(error) => {
                tracing::error!(%error, hash, "an older version of the scenario cannot be loaded");
                Ok(None)
            }
        }
    }
}

/// Ids mean nothing in another graph: what is remembered goes over by name, the rest begins anew.
fn move_to(new: &Scenario, old: Option<&Scenario>, conversation: &mut Conversation) {
    let memory = std::mem::take(&mut conversation.contact.memory);
    if let Some(old) = old {
        let mut moved: Vec<(MemoryId, Value)> =
            memory.into_iter().filter_map(|(id, value)| remembered(&old.graph, &new.graph, id, value)).collect();
        moved.sort_by_key(|(id, _)| *id);
        conversation.contact.memory = moved;
    }
    conversation.stack.clear();
    conversation.timers.clear();
    conversation.graph = new.hash;
}

fn remembered(old: &Graph, new: &Graph, id: MemoryId, value: Value) -> Option<(MemoryId, Value)> {
    let field = old.memory_field(id)?;
    let at = new.memory.iter().position(|other| other.key == field.key)?;
    Some((MemoryId(u16::try_from(at).ok()?), value_in(old, new, value)?))
}

/// The same value in the new graph: tables are found by name, rows and values keep their key.
fn value_in(old: &Graph, new: &Graph, value: Value) -> Option<Value> {
    fn place<T>(table: &[T], same: impl Fn(&T) -> bool) -> Option<u16> {
        u16::try_from(table.iter().position(same)?).ok()
    }
    Some(match value {
        Value::Choice(id, key) => {
            let name = &old.choice(id)?.name;
            Value::Choice(scn_graph::ChoiceId(place(&new.choices, |other| &other.name == name)?), key)
        }
        Value::Row(id, key) => {
            let name = &old.catalog(id)?.name;
            Value::Row(scn_graph::CatalogId(place(&new.catalogs, |other| &other.name == name)?), key)
        }
        // Fields of a record may have changed places: asked again rather than mistaken.
        Value::Record(..) => return None,
        Value::List(items) => {
            Value::List(items.into_iter().map(|item| value_in(old, new, item)).collect::<Option<_>>()?)
        }
        plain => plain,
    })
}
