//! The tree of an OpenAPI file, with its references.

use super::text;
use scn_graph::Method;
use serde_yaml::Value as Yaml;
use std::collections::BTreeMap;

pub(super) struct Document {
    tree: Yaml,
}

/// An operation as it stands in the file.
pub(super) struct Found<'d> {
    word: &'static str,
    method: Option<Method>,
    pub(super) path: &'d str,
    /// The path's own parameters, then the operation's.
    pub(super) parameters: Vec<&'d Yaml>,
    pub(super) body: &'d Yaml,
}

/// References may lead to references; a file that goes on longer leads nowhere.
const MOST_STEPS: usize = 16;
const METHODS: [(&str, Option<Method>); 8] = [
    ("get", Some(Method::Get)),
    ("post", Some(Method::Post)),
    ("put", Some(Method::Put)),
    ("delete", Some(Method::Delete)),
    ("patch", None),
    ("head", None),
    ("options", None),
    ("trace", None),
];

impl Found<'_> {
    /// Connectors make four kinds of calls.
    pub(super) fn method(&self) -> Result<Method, String> {
        self.method.ok_or_else(|| {
            format!("it is a `{}`, and connectors make only `get`, `post`, `put` and `delete`", self.word)
        })
    }
}

impl Document {
    /// The error is a reason in words.
    pub(super) fn parse(path: &str, bytes: &[u8]) -> Result<Document, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let text = text.trim_start_matches('\u{feff}');
        let tree: Yaml = match path.rsplit('.').next().unwrap_or_default() {
            "json" => serde_json::from_str(text).map_err(|error| error.to_string())?,
            _ => serde_yaml::from_str(text).map_err(|error| error.to_string())?,
        };
        match tree.get("openapi").and_then(Yaml::as_str) {
            Some(version) if version.starts_with("3.") => Ok(Document { tree }),
            Some(version) => Err(format!("it is OpenAPI {version}, and this version reads 3.0 and 3.1")),
            None => Err("it is no OpenAPI 3 description".to_owned()),
        }
    }

    pub(super) fn base(&self) -> Option<String> {
        let url = text(self.tree.get("servers")?.as_sequence()?.first()?, "url")?;
        url.starts_with("http").then(|| url.trim_end_matches('/').to_owned())
    }

    /// Every operation that has an `operationId`, by it.
    pub(super) fn operations(&self) -> BTreeMap<&str, Found<'_>> {
        let paths = self.tree.get("paths").and_then(Yaml::as_mapping).into_iter().flatten();
        let mut found = BTreeMap::new();
        for (path, item) in paths.filter_map(|(path, item)| Some((path.as_str()?, item))) {
            for (word, method) in METHODS {
                let Some(body) = item.get(word) else { continue };
                let Some(id) = text(body, "operationId") else { continue };
                let lists = [item, body].map(|of| of.get("parameters").and_then(Yaml::as_sequence));
                let parameters = lists.into_iter().flatten().flatten().collect();
                found.insert(id, Found { word, method, path, parameters, body });
            }
        }
        found
    }

    /// What a value is once its `$ref`s are followed, and the name of the last one.
    pub(super) fn follow<'d>(&'d self, mut value: &'d Yaml) -> Result<(&'d Yaml, Option<&'d str>), String> {
        let mut name = None;
        for _ in 0..MOST_STEPS {
            let Some(reference) = text(value, "$ref") else { return Ok((value, name)) };
            let Some(pointer) = reference.strip_prefix("#/") else {
                return Err(format!("`{reference}` is in another file"));
            };
            let mut at = &self.tree;
            for step in pointer.split('/') {
                let step = step.replace("~1", "/").replace("~0", "~");
                at = at.get(step.as_str()).ok_or_else(|| format!("`{reference}` leads nowhere"))?;
            }
            name = pointer.rsplit('/').next();
            value = at;
        }
        Err("its references lead in a circle".to_owned())
    }
}
