//! `answer from FILE`: questions with answers (YAML), or the sections of a page (Markdown), ready to be searched.

use crate::build::Build;
use crate::codes;
use crate::text::MESSAGE;
use scn_diag::{Diagnostic, wording};
use scn_graph::model::{Knowledge, Passage};
use scn_graph::{KnowledgeId, Language};
use scn_syntax::ast;
use serde_yaml::{Mapping, Value as Yaml};

impl Build<'_> {
    /// What a file knows; read once, however often it is named. `None` when it cannot be read, which is then said.
    pub(crate) fn knowledge(&mut self, from: &ast::Text) -> Option<KnowledgeId> {
        let path = from.plain().unwrap_or_default();
        let known = self.graph.knowledge.iter().position(|known| known.name == path);
        let at = match known {
            Some(at) => at,
            None => {
                let (path, bytes) = self.data_file(from)?;
                let passages = match passages(&path, &bytes) {
                    Ok(passages) => passages,
                    Err(reason) => {
                        self.report.add(
                            Diagnostic::new(codes::E1064, from.span, wording!("`{path}` cannot be read: {reason}", path, reason))
                                .help("write a YAML list of `question:` and `answer:`, or a Markdown page with a heading over each answer"),
                        );
                        return None;
                    }
                };
                let index = scn_understand::index(&passages);
                self.graph.knowledge.push(Knowledge { name: path, passages, index });
                self.graph.knowledge.len() - 1
            }
        };
        u16::try_from(at).ok().map(KnowledgeId)
    }
}

/// The error is a reason in words.
fn passages(path: &str, bytes: &[u8]) -> Result<Vec<Passage>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let text = text.trim_start_matches('\u{feff}');
    let passages = match path.rsplit('.').next().unwrap_or_default() {
        "yaml" | "yml" => list(serde_yaml::from_str(text).map_err(|error| error.to_string())?)?,
        "json" => list(serde_json::from_str(text).map_err(|error| error.to_string())?)?,
        "md" | "markdown" => sections(text),
        other => return Err(format!("files of the kind `.{other}` are not known")),
    };
    if passages.is_empty() {
        return Err("it answers nothing".to_owned());
    }
    let long = passages.iter().find(|passage| passage.answer.chars().count() > MESSAGE);
    if let Some(long) = long {
        let of = long.questions.first().map_or("", String::as_str);
        return Err(format!(
            "the answer to `{of}` is longer than a message, which holds {MESSAGE} characters"
        ));
    }
    Ok(passages)
}

fn list(tree: Yaml) -> Result<Vec<Passage>, String> {
    let Yaml::Sequence(items) = tree else { return Err("it is no list of questions and answers".to_owned()) };
    let numbered = items.into_iter().enumerate();
    numbered
        .map(|(at, item)| match item {
            Yaml::Mapping(item) => passage(&item).map_err(|reason| format!("entry {} {reason}", at + 1)),
            _ => Err(format!("entry {} is no `question:` with an `answer:`", at + 1)),
        })
        .collect()
}

fn passage(item: &Mapping) -> Result<Passage, String> {
    let mut questions: Vec<String> = Vec::new();
    for key in ["question", "questions"] {
        match item.get(key) {
            None => {}
            Some(Yaml::String(text)) => questions.push(text.trim().to_owned()),
            Some(Yaml::Sequence(texts)) => {
                questions.extend(texts.iter().filter_map(Yaml::as_str).map(|text| text.trim().to_owned()));
            }
            Some(_) => return Err(format!("has no text under `{key}`")),
        }
    }
    questions.retain(|question| !question.is_empty());
    if questions.is_empty() {
        return Err("has no `question`".to_owned());
    }
    let answer = item.get("answer").and_then(Yaml::as_str).map(str::trim).unwrap_or_default();
    if answer.is_empty() {
        return Err("has no `answer`".to_owned());
    }
    let language = match item.get("language").and_then(Yaml::as_str) {
        None => None,
        Some(code) => Some(
            Language::parse(code).ok_or_else(|| format!("has the language `{code}`, which is not known"))?,
        ),
    };
    Ok(Passage { questions, answer: answer.to_owned(), language })
}

/// Each heading with the text below it, up to the next heading.
fn sections(text: &str) -> Vec<Passage> {
    let mut sections: Vec<(String, Vec<String>)> = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        let heading = line.trim_start_matches('#');
        match (in_code || heading.len() == line.len() || !heading.starts_with(' '), sections.last_mut()) {
            (false, _) => {
                sections.push((heading.trim().trim_end_matches('#').trim().to_owned(), Vec::new()));
            }
            (true, Some((_, lines))) => lines.push(spoken(line)),
            (true, None) => {}
        }
    }
    let passages = sections.into_iter().map(|(heading, lines)| Passage {
        questions: vec![heading],
        answer: lines.join("\n").trim().to_owned(),
        language: None,
    });
    passages.filter(|passage| !passage.answer.is_empty()).collect()
}

/// Markdown as WhatsApp shows it: one star for bold, links written out, a dot before the items of a list.
fn spoken(line: &str) -> String {
    let blanks = line.len() - line.trim_start().len();
    let (indent, rest) = line.split_at_checked(blanks).unwrap_or(("", line));
    let rest = match rest.strip_prefix("- ").or_else(|| rest.strip_prefix("* ")) {
        Some(item) => format!("{indent}• {item}"),
        None => line.to_owned(),
    };
    links(&rest).replace("**", "*").replace("__", "_")
}

/// `[here](https://…)` to `here (https://…)`.
fn links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let link = after.split_once("](").and_then(|(label, tail)| {
            let (url, tail) = tail.split_once(')')?;
            (!label.contains('[')).then_some((label, url, tail))
        });
        match link {
            Some((label, url, tail)) => {
                out.push_str(&format!("{label} ({url})"));
                rest = tail;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
