//! Ids are places in the tables of one [`crate::Graph`]. They mean nothing in another graph: what must survive a new
//! version goes by name (`Question::id`, slot names) or by [`Key`].

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($int:ty);)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub $int);
        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }
        })*
    };
}

ids! {
    /// A node of the graph.
    NodeId(u32);
    /// A tunnel, an escape, or an entry: whatever has a start node and slots.
    FlowId(u32);
    /// A slot of a flow.
    SlotId(u16);
    /// A text of the string tables.
    TextId(u32);
    ChoiceId(u16);
    CatalogId(u16);
    RecordId(u16);
    MemoryId(u16);
    TeamId(u16);
    PurposeId(u16);
    /// An operation of a connector.
    OperationId(u16);
    /// An event that a connector sends.
    EventId(u16);
    /// A WhatsApp message template.
    TemplateId(u16);
    /// What `answer from` searches.
    KnowledgeId(u16);
    /// A question (`ask`, `choose`, `confirm`): its words, answers and ladder.
    QuestionId(u32);
    /// What can be picked by words: the values of a choice, the rows of a catalog, the options of a menu.
    LexiconId(u32);
    /// A regular expression of the scenario.
    PatternId(u32);
    /// A phrase the language brings along, in the scenario's languages.
    PhraseId(u16);
}

/// A name that survives new versions, as 32 bits: the hash of a stable id such as `order.size` or of a value's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(pub u32);

impl Key {
    /// FNV-1a; the compiler refuses two names of one table with the same key.
    pub fn of(name: &str) -> Key {
        Key(name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
    }
}
