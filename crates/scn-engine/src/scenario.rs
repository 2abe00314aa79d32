use scn_graph::Graph;

/// A graph made ready to run: patterns compiled, keys indexed. Immutable, shared by all conversations.
pub struct Scenario {
    pub graph: Graph,
    /// The content hash that conversations remember.
    pub hash: u64,
}

/// Why a graph cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError(pub String);

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for LoadError {}

impl Scenario {
    pub fn load(graph: Graph) -> Result<Scenario, LoadError> {
        Ok(Scenario { graph, hash: 0 })
    }
}
