//! The scn command
