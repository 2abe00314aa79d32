//! Binary forms: the compiled file `.scnc` and the small states that engines keep. postcard inside, a header around.

use crate::Graph;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;

const MAGIC: &[u8; 4] = b"scnc";
/// Raised with every new kind of node; what older ones wrote is read as it is.
const FORMAT: u8 = 2;
/// Of what has kept its layout since the beginning: messages and errands on their way.
const STATE_FORMAT: u8 = 1;

/// Why a compiled file cannot be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphError {
    NotCompiled,
    /// Written by a newer `scn`.
    Newer {
        format: u8,
    },
    /// Cut off or altered: the checksum does not match.
    Damaged,
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GraphError::NotCompiled => f.write_str("this is no compiled scenario; `scn build` makes one"),
            GraphError::Newer { format } => {
                write!(f, "this compiled scenario has format {format}, newer than this `scn` ({FORMAT})")
            }
            GraphError::Damaged => {
                f.write_str("this compiled scenario is damaged; build it again with `scn build`")
            }
        }
    }
}
impl std::error::Error for GraphError {}

impl Graph {
    /// The bytes of a `.scnc` file: magic, format, checksum, graph.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = postcard::to_stdvec(self).unwrap_or_default();
        let mut bytes = Vec::with_capacity(body.len() + 13);
        bytes.extend_from_slice(MAGIC);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&checksum(&body).to_le_bytes());
        bytes.extend_from_slice(&body);
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Graph, GraphError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(GraphError::NotCompiled)?;
        let (format, rest) = rest.split_first().ok_or(GraphError::Damaged)?;
        if *format > FORMAT {
            return Err(GraphError::Newer { format: *format });
        }
        let (sum, body) = rest.split_first_chunk::<8>().ok_or(GraphError::Damaged)?;
        if u64::from_le_bytes(*sum) != checksum(body) {
            return Err(GraphError::Damaged);
        }
        postcard::from_bytes(body).map_err(|_| GraphError::Damaged)
    }

    /// Identifies the content: the same source gives the same hash on every machine.
    pub fn hash(&self) -> u64 {
        checksum(&postcard::to_stdvec(self).unwrap_or_default())
    }
}

/// FNV-1a over 64 bits: finds damage, is no protection against forgery.
pub fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The stored state cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateError {
    Newer,
    /// Of a format that is not read any more.
    Older,
    Damaged,
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StateError::Newer => "the stored conversation was written by a newer version",
            StateError::Older => "the stored conversation was written by a version too old to be read",
            StateError::Damaged => "the stored conversation is damaged",
        })
    }
}
impl std::error::Error for StateError {}

/// A state as stored: a format byte, then its fields.
pub fn encode_state<T: Serialize>(state: &T) -> Vec<u8> {
    encode_as(STATE_FORMAT, state)
}

pub fn decode_state<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StateError> {
    decode_as(STATE_FORMAT, bytes)
}

/// A state with a format of its own, raised whenever its layout changes.
pub fn encode_as<T: Serialize>(format: u8, state: &T) -> Vec<u8> {
    postcard::to_extend(state, vec![format]).unwrap_or_default()
}

pub fn decode_as<T: DeserializeOwned>(format: u8, bytes: &[u8]) -> Result<T, StateError> {
    match bytes.split_first() {
        Some((found, body)) if *found == format => {
            postcard::from_bytes(body).map_err(|_| StateError::Damaged)
        }
        Some((found, _)) if *found > format => Err(StateError::Newer),
        Some((1.., _)) => Err(StateError::Older),
        _ => Err(StateError::Damaged),
    }
}
