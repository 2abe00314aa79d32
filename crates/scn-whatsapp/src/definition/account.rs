//! An export of the account's templates: the answer of `GET /<account>/message_templates`, or several of them.

use super::{Button, Shape, Words};
use serde_json::Value;

/// The templates of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub templates: Vec<AccountTemplate>,
    /// Pages that the export names and does not hold.
    pub incomplete: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountTemplate {
    pub name: String,
    pub language: String,
    /// `APPROVED`, `PENDING`, `REJECTED`, `PAUSED` …; empty when the export does not say.
    pub status: String,
    /// Why it was refused, when it was.
    pub reason: Option<String>,
    /// `UTILITY` …; empty when the export does not say.
    pub category: String,
    /// Its values have names, which is not how scn sends them.
    pub named: bool,
    /// `None` when the export leaves the components out.
    pub shape: Option<Shape>,
}

/// Not an export of templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTemplates;

impl Account {
    /// Reads one page, or a list of pages or of templates. What is unknown in it is passed over.
    pub fn parse(text: &str) -> Result<Account, NotTemplates> {
        let json: Value = serde_json::from_str(text).map_err(|_| NotTemplates)?;
        let mut account = Account::default();
        account.read(&json)?;
        Ok(account)
    }

    fn read(&mut self, json: &Value) -> Result<(), NotTemplates> {
        if let Some(list) = json.as_array() {
            return list.iter().try_for_each(|item| self.read(item));
        }
        if let Some(data) = json.get("data").and_then(Value::as_array) {
            self.incomplete = json.pointer("/paging/next").is_some();
            return data.iter().try_for_each(|item| self.read(item));
        }
        let text = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (name, language) = (text("name"), text("language"));
        if name.is_empty() || language.is_empty() {
            return Err(NotTemplates);
        }
        let reason = Some(text("rejected_reason")).filter(|reason| !reason.is_empty() && reason != "NONE");
        let components = json.get("components").and_then(Value::as_array);
        self.templates.push(AccountTemplate {
            name,
            language,
            status: text("status"),
            reason,
            category: text("category"),
            named: text("parameter_format").eq_ignore_ascii_case("named"),
            shape: components.map(|components| shape(components)),
        });
        Ok(())
    }
}

fn shape(components: &[Value]) -> Shape {
    let mut shape = Shape::default();
    for component in components {
        let text = |key: &str| component.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        match text("type").to_ascii_uppercase().as_str() {
            "HEADER" => match text("format").to_ascii_uppercase().as_str() {
                "" | "TEXT" => shape.header = Some(words(&text("text"))),
                file => shape.header_file = Some(file.to_owned()),
            },
            "BODY" => shape.body = words(&text("text")),
            "FOOTER" => shape.footer = Some(text("text")),
            "BUTTONS" => {
                let buttons = component.get("buttons").and_then(Value::as_array).into_iter().flatten();
                shape.buttons = buttons.map(button).collect();
            }
            _ => {}
        }
    }
    shape
}

fn button(json: &Value) -> Button {
    let text = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    match text("type").to_ascii_uppercase().as_str() {
        "QUICK_REPLY" => Button::Reply(text("text")),
        "URL" => Button::Url { label: text("text"), url: words(&text("url")) },
        other => Button::Other(other.to_owned()),
    }
}

/// Holes by number, whatever they are called; what the reviewers were shown is not compared.
fn words(text: &str) -> Words {
    let mut words = Words::default();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((hole, after)) = behind.split_once("}}") else { break };
        words.examples.push(hole.trim().to_owned());
        words.text.push_str(before);
        words.text.push_str(&format!("{{{{{}}}}}", words.examples.len()));
        rest = after;
    }
    words.text.push_str(rest);
    words
}
