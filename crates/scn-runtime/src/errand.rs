//! What is asked of an outside system, and what it answered, as bytes in the store. Both are JSON inside: a new version of
//! the scenario reads the answer by its own types.

use scn_engine::{CallError, Event};
use scn_graph::{Graph, Operation, OperationId, StateError, Value, decode_state, encode_state};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

/// Something to ask or to tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Errand {
    /// An operation of a connector, as the scenario with this hash declares it; `args` is an object.
    Call { graph: u64, operation: String, args: String },
    /// An event for the business's systems; `args` is an object.
    Emit { event: String, args: String },
    /// Something for Chatwoot.
    Chatwoot(crate::people::chatwoot::Told),
    /// The words of a voice note; `with` is the only transcriber that may listen to it.
    Transcribe { media: String, with: Option<String> },
}

/// What came of a call; `body` is JSON, empty when there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Reply {
    Answered { body: String },
    TimedOut,
    Failed { reason: String },
    Unreadable { reason: String },
}

impl Errand {
    pub(crate) fn call(
        graph: &Graph,
        hash: u64,
        id: OperationId,
        args: &[(String, Value)],
    ) -> Option<Errand> {
        let operation = graph.operation(id)?.name.clone();
        Some(Errand::Call { graph: hash, operation, args: object(graph, args) })
    }

    pub(crate) fn emit(graph: &Graph, event: String, args: &[(String, Value)]) -> Errand {
        Errand::Emit { event, args: object(graph, args) }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        encode_state(self)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Errand, StateError> {
        decode_state(bytes)
    }
}

impl Reply {
    pub(crate) fn encode(&self) -> Vec<u8> {
        encode_state(self)
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Reply, StateError> {
        decode_state(bytes)
    }
}

fn object(graph: &Graph, args: &[(String, Value)]) -> String {
    let args = args.iter().map(|(name, value)| (name.clone(), crate::json::to_json(graph, value)));
    Json::Object(args.collect::<Map<_, _>>()).to_string()
}

/// The operation with this name.
pub(crate) fn operation<'g>(graph: &'g Graph, name: &str) -> Option<&'g Operation> {
    graph.operations.iter().find(|operation| operation.name == name)
}

/// The answer of a call as this scenario understands it.
pub(crate) fn result(graph: &Graph, id: u32, errand: &[u8], reply: &[u8]) -> Event {
    if let Ok(Errand::Transcribe { .. }) = Errand::decode(errand) {
        let words = match Reply::decode(reply) {
            Ok(Reply::Answered { body }) => Ok(body),
            Ok(Reply::TimedOut) => Err(CallError::TimedOut),
            Ok(Reply::Failed { reason }) => Err(CallError::Failed { reason }),
            Ok(Reply::Unreadable { reason }) => Err(CallError::Unreadable { reason }),
            Err(error) => Err(unreadable(error.to_string())),
        };
        return Event::Transcribed { id, words };
    }
    let read = || -> Result<Option<Value>, CallError> {
        let Ok(Errand::Call { operation: name, .. }) = Errand::decode(errand) else {
            return Err(unreadable("the call was written by another version of this program"));
        };
        let operation = operation(graph, &name)
            .ok_or_else(|| unreadable("the scenario does not know this operation any more"))?;
        match Reply::decode(reply).map_err(|error| unreadable(error.to_string()))? {
            Reply::Answered { body } => typed(graph, operation, &body),
            Reply::TimedOut => Err(CallError::TimedOut),
            Reply::Failed { reason } => Err(CallError::Failed { reason }),
            Reply::Unreadable { reason } => Err(CallError::Unreadable { reason }),
        }
    };
    Event::CallResult { id, result: read() }
}

fn typed(graph: &Graph, operation: &Operation, body: &str) -> Result<Option<Value>, CallError> {
    let Some(ty) = &operation.result else { return Ok(None) };
    let json = match body.trim() {
        "" => Json::Null,
        body => serde_json::from_str(body).map_err(|_| unreadable("the answer is no JSON"))?,
    };
    crate::json::from_json(graph, ty, &json).map_err(|reason| unreadable(format!("the answer {reason}")))
}

fn unreadable(reason: impl Into<String>) -> CallError {
    CallError::Unreadable { reason: reason.into() }
}

/// The answer of an operation that has no system behind it, in the sandbox.
pub(crate) fn sample(graph: &Graph, operation: &Operation) -> Reply {
    let body = operation.result.as_ref().map(|ty| {
        let value = scn_graph::sample(graph, ty);
        crate::json::to_json(graph, &value).to_string()
    });
    Reply::Answered { body: body.unwrap_or_else(|| json!(null).to_string()) }
}
