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
    Template {
        #[serde(flatten)]
        frame: Frame,
        name: String,
        /// Those that say something; the id is what a tap carries.
        buttons: Vec<Choice>,
        /// Those that open an address: it is the id.
        links: Vec<Choice>,
    },
    /// A type that the phone names, with its words: a picture, a place, a contact.
    Other {
        name: String,
        text: String,
        /// The file's name or address.
        #[serde(skip_serializing_if = "String::is_empty")]
        source: String,
        /// The id of a file whose bytes are here.
        #[serde(skip_serializing_if = "String::is_empty")]
        media: String,
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
    pub(super) header: String,
    pub(super) text: String,
    pub(super) footer: String,
    /// A picture, a video or a document above the words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) source: String,
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
            "template" => Content::other("template", template_in_words(request)),
            kind => Content::of_message(kind, request.get(kind).unwrap_or(&Value::Null)),
        }
    }

    pub(super) fn other(name: &str, text: impl Into<String>) -> Content {
        Content::Other {
            name: name.to_owned(),
            text: text.into(),
            source: String::new(),
            media: String::new(),
        }
    }

    /// A file, a place, a contact.
    pub(super) fn of_message(kind: &str, part: &Value) -> Content {
        let lines = |lines: &[String]| {
            let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
            lines.join("\n")
        };
        match kind {
            "location" => {
                let number = |key: &str| part.get(key).map(Value::to_string).unwrap_or_default();
                let degrees = format!("{}, {}", number("latitude"), number("longitude"));
                Content::other(kind, lines(&[string(part, "/name"), string(part, "/address"), degrees]))
            }
            "contacts" => {
                let name = string(part, "/0/name/formatted_name");
                Content::other(kind, lines(&[name, string(part, "/0/phones/0/phone")]))
            }
            _ => {
                let text = string(part, "/caption");
                Content::Other {
                    name: kind.to_owned(),
                    text,
                    source: source(part),
                    media: string(part, "/id"),
                }
            }
        }
    }

    /// Files go by name where they were uploaded.
    pub(super) fn name_files(&mut self, name_of: impl Fn(&str) -> Option<String>) {
        let source = match self {
            Content::Other { source, .. } => source,
            Content::Buttons { frame, .. } | Content::Link { frame, .. } => &mut frame.source,
            _ => return,
        };
        if let Some(name) = name_of(source) {
            *source = name;
        }
    }

    /// The button or row with this id, and in which webhook a tap on it comes.
    pub(super) fn option(&self, id: &str) -> Option<(&Choice, &'static str)> {
        let (mut choices, kind): (Box<dyn Iterator<Item = &Choice> + '_>, _) = match self {
            Content::Buttons { buttons, .. } => (Box::new(buttons.iter()), "button_reply"),
            Content::Template { buttons, .. } => (Box::new(buttons.iter()), "button"),
            Content::List { sections, .. } => {
                (Box::new(sections.iter().flat_map(|section| &section.rows)), "list_reply")
            }
            _ => return None,
        };
        choices.find(|choice| choice.id == id).map(|choice| (choice, kind))
    }
}

/// What a file goes by: its name, its address or its id.
fn source(file: &Value) -> String {
    let known = ["/filename", "/link", "/id"].iter().map(|key| string(file, key));
    known.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

fn of_interactive(interactive: &Value) -> Content {
    let frame = Frame {
        header: string(interactive, "/header/text"),
        text: string(interactive, "/body/text"),
        footer: string(interactive, "/footer/text"),
        source: interactive
            .pointer(&format!("/header/{}", string(interactive, "/header/type")))
            .map(source)
            .unwrap_or_default(),
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
        other => Content::other(other, frame.text),
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

pub(super) fn items<'a>(json: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
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
        let (row, kind) = content.option("m").expect("the row is there");
        assert_eq!(kind, "list_reply");
        assert_eq!(row.description.as_deref(), Some("tomato"));
        assert_eq!(content.option("d").map(|(row, _)| row.title.as_str()), Some("Diavola"));
        assert_eq!(content.option("x"), None);
    }

    #[test]
    fn a_template_shows_its_name_and_what_was_filled_in() {
        let content = Content::of_request(&json!({"type": "template", "template": {"name": "ready",
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "Ann"}]}]}}));
        assert_eq!(content, Content::other("template", "ready: Ann"));
    }

    #[test]
    fn files_places_and_contacts_show_what_they_are() {
        let of = |kind: &str, part: Value| Content::of_request(&json!({"type": kind, kind: part}));
        let mut file = of("document", json!({"id": "7", "caption": "Menu"}));
        file.name_files(|id| (id == "7").then(|| "menu.pdf".to_owned()));
        let named = Content::Other {
            name: "document".into(),
            text: "Menu".into(),
            source: "menu.pdf".into(),
            media: "7".into(),
        };
        assert_eq!(file, named);
        let place = of("location", json!({"latitude": 46.52, "longitude": 6.63, "name": "Rosa"}));
        assert_eq!(place, Content::other("location", "Rosa\n46.52, 6.63"));
        let card = json!([{"name": {"formatted_name": "Rosa"}, "phones": [{"phone": "+41"}]}]);
        assert_eq!(of("contacts", card), Content::other("contacts", "Rosa\n+41"));
    }
}
