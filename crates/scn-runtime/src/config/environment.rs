//! Where addresses and tokens of connectors are found.

use super::Secret;
use std::collections::BTreeMap;
use std::fmt;

/// The variables of the process, or a fixed set of them. Values are never printed.
#[derive(Clone)]
pub struct Environment(Option<BTreeMap<String, String>>);

impl Environment {
    pub fn of_process() -> Environment {
        Environment(None)
    }

    /// These variables and no others.
    pub fn of<N: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (N, V)>) -> Environment {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Environment(Some(variables.collect()))
    }

    /// The value of a variable, unless it is blank.
    pub fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            Some(variables) => variables.get(name).cloned(),
            None => std::env::var(name).ok(),
        };
        value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// From the variable, or from the file that the variable with `_FILE` names.
    pub fn secret(&self, name: &str) -> Option<Secret> {
        let from_file = || std::fs::read_to_string(self.get(&format!("{name}_FILE"))?).ok();
        let value = self.get(name).or_else(from_file)?;
        Some(value.trim()).filter(|value| !value.is_empty()).map(Secret::new)
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(environment)")
    }
}
