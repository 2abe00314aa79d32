//! Platform JSON to events and messages
