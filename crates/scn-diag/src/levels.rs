//! What a project makes of the diagnostics that it may switch.

use crate::{Code, Diagnostic, Severity};
use std::collections::BTreeMap;
use std::str::FromStr;

/// How loud a diagnostic is in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Off,
    Warning,
    Error,
}

impl FromStr for Level {
    type Err = ();
    fn from_str(word: &str) -> Result<Level, ()> {
        match word {
            "off" => Ok(Level::Off),
            "warning" => Ok(Level::Warning),
            "error" => Ok(Level::Error),
            _ => Err(()),
        }
    }
}

/// The levels that differ from the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<Code, Level>);

impl Levels {
    /// Nothing changes for a code that is fixed.
    pub fn set(&mut self, code: Code, level: Level) {
        if !code.0.fixed {
            self.0.insert(code, level);
        }
    }

    /// The diagnostic as loud as the project wants it; `None` when it is off.
    pub fn apply(&self, mut diagnostic: Diagnostic) -> Option<Diagnostic> {
        match self.0.get(&diagnostic.code) {
            Some(Level::Off) => return None,
            Some(Level::Warning) => diagnostic.severity = Severity::Warning,
            Some(Level::Error) => diagnostic.severity = Severity::Error,
            None => {}
        }
        Some(diagnostic)
    }
}
