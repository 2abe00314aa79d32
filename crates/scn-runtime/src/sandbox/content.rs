//! What a bubble on the phone shows, read from a checked request of the messages endpoint.

use serde::Serialize;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Content {
    Text {
        text: String,
    },
    Buttons {
        #[serde(flatten)]
        frame: Frame,
        buttons: Vec<Choice>,
    },
    List {
        #[serde(flatten)]
        frame: Frame,
        label: String,
        sections: Vec<Section>,
    },
    Link {
        #[serde(flatten)]
        frame: Frame,
        label: String,
        url: String,
    },
    /// A type that the phone only names: a picture, a place, a template.
    Other {
        name: String,
        text: String,
    },
    /// A remark of the sandbox: a request that it refused.
    Refused {
        code: u32,
        text: String,
    },
}

/// The parts around the choices of an interactive message.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Frame {
    header: String,
    text: String,
    footer: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Choice {
    pub(super) id: String,
    pub(super) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Section {
    title: String,
    rows: Vec<Choice>,
}

impl Content {
    pub(super) fn text(text: impl Into<String>) -> Content {
        Content::Text { text: text.into() }
    }

    /// Reads a request of the messages endpoint.
    pub(super) fn of_request(request: &Value) -> Content {
        match string(request, "/type").as_str() {
            "text" | "" => Content::text(string(request, "/text/body")),
            "interactive" => of_interactive(request.get("interactive").unwrap_or(&Value::Null)),
            "template" => Content::Other { name: "template".into(), text: template_in_words(request) },
            kind => {
                let caption = ["caption", "name", "filename", "link", "id"]
                    .iter()
                    .map(|key| string(request, &format!("/{kind}/{key}")))
                    .find(|text| !text.is_empty());
                Content::Other { name: kind.into(), text: caption.unwrap_or_default() }
            }
        }
    }

    /// The button or row with this id, and whether it is a row of a list.
    pub(super) fn option(&self, id: &str) -> Option<(&Choice, bool)> {
        match self {
            Content::Buttons { buttons, .. } => {
                buttons.iter().find(|choice| choice.id == id).map(|choice| (choice, false))
            }
            Content::List { sections, .. } => sections
                .iter()
                .flat_map(|section| &section.rows)
                .find(|choice| choice.id == id)
                .map(|choice| (choice, true)),
            _ => None,
        }
    }
}

fn of_interactive(interactive: &Value) -> Content {
    let frame = Frame {
        header: string(interactive, "/header/text"),
        text: string(interactive, "/body/text"),
        footer: string(interactive, "/footer/text"),
    };
    match string(interactive, "/type").as_str() {
        "button" => Content::Buttons {
            frame,
            buttons: items(interactive, "/action/buttons")
                .filter_map(|button| button.get("reply"))
                .map(choice)
                .collect(),
        },
        "list" => Content::List {
            frame,
            label: string(interactive, "/action/button"),
            sections: items(interactive, "/action/sections")
                .map(|section| Section {
                    title: string(section, "/title"),
                    rows: items(section, "/rows").map(choice).collect(),
                })
                .collect(),
        },
        "cta_url" => Content::Link {
            frame,
            label: string(interactive, "/action/parameters/display_text"),
            url: string(interactive, "/action/parameters/url"),
        },
        other => Content::Other { name: other.into(), text: frame.text },
    }
}

fn choice(json: &Value) -> Choice {
    let description = string(json, "/description");
    Choice {
        id: string(json, "/id"),
        title: string(json, "/title"),
        description: (!description.is_empty()).then_some(description),
    }
}

/// Meta knows a template's words, the sandbox does not: it shows the name and what was filled in.
fn template_in_words(request: &Value) -> String {
    let parameters: Vec<String> = items(request, "/template/components")
        .flat_map(|component| items(component, "/parameters"))
        .map(|parameter| string(parameter, "/text"))
        .filter(|text| !text.is_empty())
        .collect();
    let name = string(request, "/template/name");
    if parameters.is_empty() { name } else { format!("{name}: {}", parameters.join(", ")) }
}

fn items<'a>(json: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    json.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

pub(super) fn string(json: &Value, pointer: &str) -> String {
    json.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_keeps_its_sections_and_its_rows_can_be_tapped() {
        let content = Content::of_request(&json!({"type": "interactive", "interactive": {"type": "list",
            "body": {"text": "Which?"}, "action": {"button": "Choose", "sections": [
                {"title": "Classic", "rows": [{"id": "m", "title": "Margherita", "description": "tomato"}]},
                {"title": "Special", "rows": [{"id": "d", "title": "Diavola"}]}]}}}));
        let (row, is_row) = content.option("m").expect("the row is there");
        assert!(is_row);
        assert_eq!(row.description.as_deref(), Some("tomato"));
        assert_eq!(content.option("d").map(|(row, _)| row.title.as_str()), Some("Diavola"));
        assert_eq!(content.option("x"), None);
    }

    #[test]
    fn a_template_shows_its_name_and_what_was_filled_in() {
        let content = Content::of_request(&json!({"type": "template", "template": {"name": "ready",
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "Ann"}]}]}}));
        assert_eq!(content, Content::Other { name: "template".into(), text: "ready: Ann".into() });
    }
}
