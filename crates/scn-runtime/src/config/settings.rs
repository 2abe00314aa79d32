//! Keys and their values, with everything that is wrong about them.

use super::{Secret, duration};
use scn_diag::closest;
use serde_yaml::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// One thing that is missing or wrong, with the key, the variable and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    pub key: String,
    pub text: String,
}

impl ConfigError {
    pub(super) fn unreadable(error: &std::io::Error) -> ConfigError {
        ConfigError {
            key: "scn.yaml".to_owned(),
            text: format!("scn.yaml cannot be read: {error}; check that it is a text file you may open"),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl std::error::Error for ConfigError {}

/// Something that is probably a mistake, but does not stop the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning(pub String);

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Keys of `scn.yaml` that other parts of the program read.
const ELSEWHERE: [&str; 1] = ["check"];

pub(super) struct Settings<'a> {
    file: BTreeMap<String, Value>,
    folder: &'a Path,
    environment: &'a dyn Fn(&str) -> Option<String>,
    /// Before each key of a group: `connectors.shop.`
    within: String,
    asked: Vec<String>,
    errors: Vec<ConfigError>,
    warnings: Vec<Warning>,
}

impl<'a> Settings<'a> {
    pub(super) fn new(
        yaml: &str,
        folder: &'a Path,
        environment: &'a dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<ConfigError>> {
        let file: Option<BTreeMap<String, Value>> = serde_yaml::from_str(yaml).map_err(|error| {
            let text = format!("scn.yaml cannot be read: {error}; each line is a name, a colon and a value");
            vec![ConfigError { key: "scn.yaml".to_owned(), text }]
        })?;
        let file = file.unwrap_or_default();
        Ok(Settings::of(file, folder, environment, String::new()))
    }

    fn of(
        file: BTreeMap<String, Value>,
        folder: &'a Path,
        environment: &'a dyn Fn(&str) -> Option<String>,
        within: String,
    ) -> Self {
        Settings {
            file,
            folder,
            environment,
            within,
            asked: Vec::new(),
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Named groups of values below a key, each read in the same way.
    pub(super) fn groups<T>(
        &mut self,
        key: &str,
        read: impl Fn(&mut Settings<'a>) -> T,
    ) -> BTreeMap<String, T> {
        self.asked.push(key.to_owned());
        let groups = match self.file.get(key).cloned() {
            None | Some(Value::Null) => return BTreeMap::new(),
            Some(groups) => groups,
        };
        let Ok(groups) = serde_yaml::from_value::<BTreeMap<String, Value>>(groups) else {
            self.error(key, format!("`{key}` must be a group: a name and a colon on each line below it"));
            return BTreeMap::new();
        };
        let groups = groups.into_iter().map(|(name, values)| {
            let within = format!("{key}.{name}");
            let Ok(values) = serde_yaml::from_value::<Option<BTreeMap<String, Value>>>(values) else {
                self.error(key, format!("`{within}` must be a group: `key: value` on each line below it"));
                return (name, None);
            };
            let values = values.unwrap_or_default();
            let mut group = Settings::of(values, self.folder, self.environment, format!("{within}."));
            let value = read(&mut group);
            match group.finish() {
                Ok(warnings) => self.warnings.extend(warnings),
                Err(errors) => self.errors.extend(errors),
            }
            (name, Some(value))
        });
        groups.filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Refuses a secret that stands in the file.
    pub(super) fn no_secret(&mut self, key: &str, instead: &str) {
        if self.file.contains_key(key) {
            self.asked.push(key.to_owned());
            let name = self.name(key);
            self.error(
                key,
                format!(
                    "`{name}` must not stand in scn.yaml, where others can read it: take it out, make a new one, and set it in {instead}"
                ),
            );
        }
    }

    /// The key with the group it stands in.
    fn name(&self, key: &str) -> String {
        format!("{}{key}", self.within)
    }

    fn variable(&self, key: &str) -> String {
        format!("SCN_{}", self.name(key).replace('.', "_").to_uppercase())
    }

    /// A value that has a default. After an error the default stands in, so that all errors are found.
    pub(super) fn optional<T>(
        &mut self,
        key: &str,
        default: &str,
        shape: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> T
    where
        T: Placeholder,
    {
        match self.value(key) {
            Some(text) => parse(&text).unwrap_or_else(|| self.ill_typed(key, &text, shape)),
            None => parse(default).unwrap_or_else(T::placeholder),
        }
    }

    pub(super) fn required<T: Placeholder>(
        &mut self,
        key: &str,
        shape: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> T {
        match self.value(key) {
            Some(text) => parse(&text).unwrap_or_else(|| self.ill_typed(key, &text, shape)),
            None => {
                let (name, variable) = (self.name(key), self.variable(key));
                self.error(
                    key,
                    format!("`{name}` is missing: write it into scn.yaml or set {variable}; it is {shape}"),
                );
                T::placeholder()
            }
        }
    }

    /// Like [`Settings::secret`], where it may be missing.
    pub(super) fn optional_secret(&mut self, key: &str) -> Option<Secret> {
        let named = [self.variable(key), self.variable(&format!("{key}_file"))];
        let given = named.iter().any(|name| (self.environment)(name).is_some())
            || [key.to_owned(), format!("{key}_file")].iter().any(|key| self.file.contains_key(key));
        self.asked.extend([key.to_owned(), format!("{key}_file")]);
        given.then(|| self.secret(key, "a long word of your own"))
    }

    pub(super) fn duration(&mut self, key: &str, default: &str) -> Duration {
        self.optional(key, default, duration::EXAMPLES, duration::parse)
    }

    /// From `SCN_KEY`, or from the file that `SCN_KEY_FILE` or `key_file` names.
    pub(super) fn secret(&mut self, key: &str, what: &str) -> Secret {
        let variable = self.variable(key);
        self.asked.push(key.to_owned());
        if self.file.contains_key(key) {
            self.error(
                key,
                format!(
                    "`{key}` must not stand in scn.yaml, where others can read it: take it out, make a new one, and set {variable} or name a file with `{key}_file`"
                ),
            );
            return Secret::placeholder();
        }
        let file = self.value(&format!("{key}_file"));
        let value = match ((self.environment)(&variable), file) {
            (Some(value), _) => value,
            (None, Some(file)) => match std::fs::read_to_string(self.folder.join(&file)) {
                Ok(text) => text,
                Err(error) => {
                    self.error(
                        key,
                        format!("`{key}_file` names {file}, which cannot be read: {error}; check the path"),
                    );
                    return Secret::placeholder();
                }
            },
            (None, None) => {
                self.error(
                    key,
                    format!(
                        "`{key}` is missing: set {variable}, or name a file with `{key}_file`; it is {what}"
                    ),
                );
                return Secret::placeholder();
            }
        };
        match value.trim() {
            "" => {
                self.error(key, format!("`{key}` is empty: set {variable} to {what}"));
                Secret::placeholder()
            }
            value => Secret::new(value),
        }
    }

    /// Whether a group stands in the file, or its first key among the variables.
    pub(super) fn has(&mut self, group: &str, key: &str) -> bool {
        self.asked.push(group.to_owned());
        self.file.contains_key(group) || (self.environment)(&self.variable(key)).is_some()
    }

    /// The value of `key`, or of `group.key`.
    fn written(&self, key: &str) -> Option<&Value> {
        match key.split_once('.') {
            None => self.file.get(key),
            Some((group, key)) => self.file.get(group)?.as_mapping()?.get(key),
        }
    }

    /// Every key of the file; those of a group whose keys were asked for, with its name.
    fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for (key, value) in &self.file {
            let inner = format!("{key}.");
            match value.as_mapping().filter(|_| self.asked.iter().any(|asked| asked.starts_with(&inner))) {
                Some(group) => {
                    let names = group.keys().filter_map(Value::as_str);
                    keys.extend(names.map(|name| format!("{inner}{name}")));
                }
                None => keys.push(key.clone()),
            }
        }
        keys
    }

    /// All errors, or the keys that nobody asked for.
    pub(super) fn finish(self) -> Result<Vec<Warning>, Vec<ConfigError>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let elsewhere = if self.within.is_empty() { &ELSEWHERE[..] } else { &[] };
        let known = || self.asked.iter().map(String::as_str).chain(elsewhere.iter().copied());
        let keys = self.keys();
        let unknown = keys.iter().filter(|key| !known().any(|asked| asked == key.as_str()));
        let unknown = unknown
            .map(|key| {
                let hint = closest(key, known()).map_or_else(
                    || "take it out, or see `scn help serve` for the names".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Warning(format!("scn.yaml has `{}`, which nothing reads; {hint}", self.name(key)))
            })
            .collect::<Vec<_>>();
        Ok([unknown, self.warnings].concat())
    }

    fn value(&mut self, key: &str) -> Option<String> {
        self.asked.push(key.to_owned());
        if let Some(value) = (self.environment)(&self.variable(key)) {
            return Some(value.trim().to_owned());
        }
        match self.written(key)? {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(yes) => Some(yes.to_string()),
            Value::Null => None,
            // Never printed: the shape is what is wrong.
            _ => Some("(a list or a group)".to_owned()),
        }
    }

    fn ill_typed<T: Placeholder>(&mut self, key: &str, text: &str, shape: &str) -> T {
        let (name, variable) = (self.name(key), self.variable(key));
        self.error(
            key,
            format!("`{name}` is `{text}`, but must be {shape}: correct it in scn.yaml or in {variable}"),
        );
        T::placeholder()
    }

    pub(super) fn error(&mut self, key: &str, text: String) {
        self.errors.push(ConfigError { key: key.to_owned(), text });
    }
}

/// Stands in for a value that is wrong until all errors are found; never reaches a caller.
pub(super) trait Placeholder {
    fn placeholder() -> Self;
}

impl Placeholder for String {
    fn placeholder() -> Self {
        String::new()
    }
}
impl<T> Placeholder for Option<T> {
    fn placeholder() -> Self {
        None
    }
}
impl Placeholder for bool {
    fn placeholder() -> Self {
        false
    }
}
impl Placeholder for u32 {
    fn placeholder() -> Self {
        1
    }
}
impl Placeholder for Duration {
    fn placeholder() -> Self {
        Duration::ZERO
    }
}
impl Placeholder for Secret {
    fn placeholder() -> Self {
        Secret::new("")
    }
}
impl Placeholder for std::path::PathBuf {
    fn placeholder() -> Self {
        std::path::PathBuf::new()
    }
}
impl Placeholder for std::net::SocketAddr {
    fn placeholder() -> Self {
        std::net::SocketAddr::from(([127, 0, 0, 1], 0))
    }
}
impl Placeholder for super::UnknownPolicy {
    fn placeholder() -> Self {
        super::UnknownPolicy::Resend
    }
}
