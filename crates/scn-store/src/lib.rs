//! The storage trait and the embedded store
