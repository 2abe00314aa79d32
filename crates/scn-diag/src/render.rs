//! Diagnostics as text: for a terminal, for machines.
