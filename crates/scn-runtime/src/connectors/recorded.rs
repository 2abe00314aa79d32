//! Answers from a file instead of from systems, and files made from real answers. The words are those of `connector …
//! returns` and `… fails` in tests.

use super::Tried;
use crate::errand::{self, Reply};
use scn_graph::{Graph, Operation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const HEADER: &str = "\
# Answers of connectors, recorded from the real systems. What customers said and what the systems know about them may
# stand here: keep this file to yourself, or replace what belongs to a person before you share it.
";

/// Answers to calls, as `scn serve --sandbox --recorded FILE` reads them. Copies count together.
#[derive(Clone, Debug)]
pub struct Recordings {
    entries: Arc<[Entry]>,
    /// How often each entry fitted so far.
    fitted: Arc<Mutex<Vec<u32>>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// `shop.order`
    call: String,
    /// What the arguments must be; those that are not here may be anything.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    with: Map<String, Json>,
    /// Of the calls that fit, only this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nth: Option<u32>,
    /// How long the answer takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    returns: Option<Json>,
    /// Why it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fails: Option<String>,
}

/// What a recorded call does, and after how long.
#[derive(Debug, PartialEq)]
pub(super) struct Recorded {
    pub after: Duration,
    pub tried: Tried,
}

impl Recordings {
    /// Reads a file of recordings: YAML, or JSON, which is YAML too. All mistakes that need no scenario, in words.
    pub fn read(text: &str) -> Result<Recordings, String> {
        let entries: Option<Vec<Entry>> = serde_yaml::from_str(text).map_err(|error| {
            format!("{error}; each entry is `- call: shop.order` with `returns: …` or `fails: why` below it")
        })?;
        let entries = entries.unwrap_or_default();
        for (place, entry) in entries.iter().enumerate() {
            let problem = match entry {
                Entry { returns: Some(_), fails: Some(_), .. } => "it cannot return and fail: take one out",
                Entry { nth: Some(0), .. } => "`nth` counts from 1",
                Entry { after: Some(text), .. } if crate::config::duration(text).is_none() => {
                    "`after` must be a length of time such as 3 seconds"
                }
                _ => continue,
            };
            return Err(format!("entry {} ({}): {problem}", place + 1, entry.call));
        }
        let fitted = Arc::new(Mutex::new(vec![0; entries.len()]));
        Ok(Recordings { entries: entries.into(), fitted })
    }

    /// What does not go with this scenario, in words.
    pub fn problems(&self, graph: &Graph) -> Vec<String> {
        let problem = |(place, entry): (usize, &Entry)| {
            let text = match errand::operation(graph, &entry.call) {
                None => "the scenario has no such operation".to_owned(),
                Some(operation) => entry.wrong(graph, operation)?,
            };
            Some(format!("entry {} ({}): {text}", place + 1, entry.call))
        };
        self.entries.iter().enumerate().filter_map(problem).collect()
    }

    /// For the fuzzer.
    pub(crate) fn tried(&self, call: &str, args: &Map<String, Json>) {
        self.answer(call, args);
    }

    /// Of the entries that fit, the first one whose turn it is answers.
    pub(super) fn answer(&self, call: &str, args: &Map<String, Json>) -> Recorded {
        let mut fitted = self.fitted.lock().unwrap_or_else(PoisonError::into_inner);
        let of_call = || self.entries.iter().enumerate().filter(|(_, entry)| entry.call == call);
        let mut answer = None;
        let mut times = 0;
        for (place, entry) in of_call().filter(|(_, entry)| entry.fits(args)) {
            let Some(count) = fitted.get_mut(place) else { continue };
            *count = count.saturating_add(1);
            times = times.max(*count);
            if answer.is_none() && entry.nth.is_none_or(|nth| nth == *count) {
                answer = Some(entry.recorded());
            }
        }
        answer.unwrap_or_else(|| {
            let reason = match (times, of_call().next()) {
                (0, None) => format!("no recording answers {call}"),
                (0, Some((_, entry))) => {
                    let other = entry.with.iter().find(|(name, value)| args.get(*name) != Some(*value));
                    let name = other.map_or("", |(name, _)| name.as_str());
                    format!("no recording answers this call of {call}: those there are have another `{name}`")
                }
                _ => format!("no recording answers call number {times} of {call} with these arguments"),
            };
            let tried = super::failed(format!("{reason}; add an entry to the file of recordings"));
            Recorded { after: Duration::ZERO, tried }
        })
    }
}

impl Entry {
    fn fits(&self, args: &Map<String, Json>) -> bool {
        self.with.iter().all(|(name, value)| args.get(name) == Some(value))
    }

    fn recorded(&self) -> Recorded {
        let reply = match (&self.fails, &self.returns) {
            (Some(reason), _) => Reply::Failed { reason: reason.clone() },
            (None, json) => Reply::Answered { body: json.as_ref().map(Json::to_string).unwrap_or_default() },
        };
        let after = self.after.as_deref().and_then(crate::config::duration).unwrap_or_default();
        Recorded { after, tried: Tried::Reply(reply) }
    }

    /// What does not go with the operation.
    fn wrong(&self, graph: &Graph, operation: &Operation) -> Option<String> {
        let known = |name: &String| operation.params.iter().any(|param| param.name == *name);
        if let Some(stranger) = self.with.keys().find(|name| !known(name)) {
            let names: Vec<&str> = operation.params.iter().map(|param| param.name.as_str()).collect();
            return Some(format!("it has no parameter `{stranger}`; its parameters: {}", names.join(", ")));
        }
        let (ty, None) = (operation.result.as_ref()?, &self.fails) else { return None };
        let json = self.returns.as_ref().unwrap_or(&Json::Null);
        crate::json::from_json(graph, ty, json).err().map(|reason| format!("what it returns {reason}"))
    }
}

/// Writes real answers into a new file, which [`Recordings`] reads.
#[derive(Clone, Debug)]
pub struct Recorder {
    path: PathBuf,
    /// How often each call with its arguments was recorded.
    seen: Arc<Mutex<BTreeMap<String, u32>>>,
}

impl Recorder {
    /// Makes the file, which nobody else may read; one that is there already is left alone.
    pub fn create(path: &Path) -> io::Result<Recorder> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path)?.write_all(HEADER.as_bytes())?;
        Ok(Recorder { path: path.to_owned(), seen: Arc::default() })
    }

    /// Adds what came of a call.
    pub(super) fn add(&self, call: &str, args: &str, reply: &Reply) {
        let with: Map<String, Json> = serde_json::from_str(args).unwrap_or_default();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let nth = seen.entry(format!("{call} {args}")).or_default();
        *nth += 1;
        let (returns, fails) = match reply {
            Reply::Answered { body } if body.trim().is_empty() => (None, None),
            Reply::Answered { body } => match serde_json::from_str(body) {
                Ok(json) => (Some(json), None),
                Err(_) => (None, Some("the answer was no JSON".to_owned())),
            },
            Reply::TimedOut => (None, Some("no answer in time".to_owned())),
            Reply::Failed { reason } | Reply::Unreadable { reason } => (None, Some(reason.clone())),
        };
        let entry = Entry { call: call.to_owned(), with, nth: Some(*nth), after: None, returns, fails };
        if let Err(error) = self.append(&entry) {
            tracing::error!(%error, "an answer could not be recorded");
        }
    }

    fn append(&self, entry: &Entry) -> io::Result<()> {
        let text = serde_yaml::to_string(&[entry]).map_err(io::Error::other)?;
        OpenOptions::new().append(true).open(&self.path)?.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answers(recordings: &Recordings, call: &str, args: Json) -> String {
        let recorded = recordings.answer(call, args.as_object().unwrap());
        let Tried::Reply(reply) = recorded.tried else { panic!() };
        match reply {
            Reply::Answered { body } => body,
            Reply::Failed { reason } => format!("failed: {reason}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_first_entry_that_fits_and_whose_turn_it_is_answers() {
        let text = "- {call: shop.status, with: {number: A}, nth: 2, returns: baked}\n\
                    - {call: shop.status, with: {number: A}, returns: in the oven}\n\
                    - {call: shop.status, with: {number: C}, fails: no such order}\n\
                    - {call: shop.cancel}\n";
        let file = Recordings::read(text).unwrap();
        let status = |number: &str| answers(&file, "shop.status", json!({"number": number, "more": 1}));
        assert_eq!((status("A"), status("A")), ("\"in the oven\"".into(), "\"baked\"".into()));
        assert_eq!((status("A"), status("C")), ("\"in the oven\"".into(), "failed: no such order".into()));
        assert_eq!(answers(&file, "shop.cancel", json!({})), "");
        assert_eq!(
            status("B"),
            "failed: no recording answers this call of shop.status: those there are have another `number`; add an entry to the file of recordings"
        );
        assert!(
            answers(&file, "shop.order", json!({})).starts_with("failed: no recording answers shop.order;")
        );
        let once = Recordings::read("[{\"call\": \"shop.status\", \"nth\": 1, \"returns\": 7}]").unwrap();
        assert_eq!(answers(&once, "shop.status", json!({})), "7", "JSON is read, too");
        let again = answers(&once, "shop.status", json!({}));
        assert!(again.contains("no recording answers call number 2 of shop.status"), "{again}");
    }

    #[test]
    fn mistakes_are_said_with_their_entry() {
        for (text, words) in [
            ("- {call: a.b, returns: 1, fails: x}", "entry 1 (a.b): it cannot return and fail"),
            ("- {call: a.b, nth: 0}", "`nth` counts from 1"),
            ("- {call: a.b, after: soon}", "3 seconds"),
            ("- {call: a.b, retruns: 1}", "unknown field `retruns`"),
            ("shop: 1", "- call: shop.order"),
        ] {
            let error = Recordings::read(text).unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
        let file = Recordings::read("- call: a.b\n  after: 3 seconds\n").unwrap();
        assert_eq!(file.answer("a.b", &Map::new()).after, Duration::from_secs(3));
    }

    #[test]
    fn what_is_recorded_answers_the_same_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.yaml");
        let recorder = Recorder::create(&path).unwrap();
        assert_eq!(Recorder::create(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let args = r#"{"number":"A","total":{"amount":18.5,"currency":"CHF"}}"#;
        let body = r#"{"state":"yes","lines":[1,2.5,null]}"#;
        recorder.add("shop.status", args, &Reply::Answered { body: body.into() });
        recorder.add("shop.status", args, &Reply::TimedOut);
        recorder.add("shop.cancel", "{}", &Reply::Answered { body: String::new() });
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# Answers of connectors"), "{text}");
        let file = Recordings::read(&text).unwrap();
        let args: Json = serde_json::from_str(args).unwrap();
        assert_eq!(answers(&file, "shop.status", args.clone()), body);
        assert_eq!(answers(&file, "shop.status", args), "failed: no answer in time");
        assert_eq!(answers(&file, "shop.cancel", json!({})), "");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
