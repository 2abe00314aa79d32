//! The scenario that runs, and older versions for conversations that began with them.

use scn_engine::{Conversation, Scenario, migrate};
use scn_graph::Graph;
use scn_store::{Reader, StoreError};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// All versions that conversations may need.
pub(crate) struct Scenarios {
    current: RwLock<Arc<Scenario>>,
    older: Mutex<BTreeMap<u64, Arc<Scenario>>>,
}

impl Scenarios {
    pub(crate) fn new(current: Scenario) -> Scenarios {
        Scenarios { current: RwLock::new(Arc::new(current)), older: Mutex::default() }
    }

    /// The version that new conversations begin with.
    pub(crate) fn current(&self) -> Arc<Scenario> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on this version is the current one. A turn that has begun ends with the version it began with.
    pub(crate) fn replace(&self, next: Scenario) {
        let next = Arc::new(next);
        let before = {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, next)
        };
        self.older.lock().unwrap_or_else(PoisonError::into_inner).insert(before.hash, before);
    }

    /// The version that moves this conversation on. It moves to the current one when the customer writes; until then
    /// its timers fire as they were meant.
    pub(crate) fn of(
        &self,
        conversation: &mut Conversation,
        customer_wrote: bool,
        store: &dyn Reader,
    ) -> Result<Arc<Scenario>, StoreError> {
        let current = self.current();
        if conversation.graph == current.hash {
            return Ok(current);
        }
        match self.older(conversation.graph, store)? {
            Some(older) if !customer_wrote => Ok(older),
            Some(older) => {
                *conversation = migrate(&older.graph, &current, conversation.clone());
                Ok(current)
            }
            // Nothing is left of its version: the engine begins afresh for the same contact.
            None => Ok(current),
        }
    }

    /// The version with this hash, while it is known.
    pub(crate) fn with_hash(
        &self,
        hash: u64,
        store: &dyn Reader,
    ) -> Result<Option<Arc<Scenario>>, StoreError> {
        let current = self.current();
        if hash == current.hash {
            return Ok(Some(current));
        }
        self.older(hash, store)
    }

    fn older(&self, hash: u64, store: &dyn Reader) -> Result<Option<Arc<Scenario>>, StoreError> {
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
