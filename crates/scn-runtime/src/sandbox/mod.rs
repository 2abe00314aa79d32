//! The full production path without an account.
