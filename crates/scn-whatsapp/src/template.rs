//! Request bodies of templates. Only what was filled in is sent; the fixed words are the platform's.

use crate::Identity;
use crate::label::cut;
use crate::outbound::addressed;
use scn_graph::limits;
use scn_graph::{TemplateButtonValue, TemplateMessage};
use serde_json::{Value, json};

/// The body that sends a template to a person.
pub fn template(to: &Identity, template: &TemplateMessage, callback: &str) -> Value {
    let mut components = Vec::new();
    for (kind, values, max) in [
        ("header", &template.header, limits::TEMPLATE_HEADER_VALUE),
        ("body", &template.body, limits::TEMPLATE_BODY_VALUE),
    ] {
        if !values.is_empty() {
            let parameters: Vec<Value> = values.iter().map(|value| text(&parameter(value, max))).collect();
            components.push(json!({"type": kind, "parameters": parameters}));
        }
    }
    let buttons = template.buttons.iter().enumerate();
    components.extend(buttons.filter_map(|(index, value)| button(index, value)));
    let mut content = json!({"name": template.name, "language": {"code": template.language.code()}});
    if let (false, Some(content)) = (components.is_empty(), content.as_object_mut()) {
        content.insert("components".into(), Value::Array(components));
    }
    addressed(to, "template", content, callback)
}

fn text(words: &str) -> Value {
    json!({"type": "text", "text": words})
}

/// A button without a value of ours needs no component: a tap on it says its label.
fn button(index: usize, value: &TemplateButtonValue) -> Option<Value> {
    let (kind, parameter) = match value {
        TemplateButtonValue::Url(Some(end)) => ("url", text(&address_end(end))),
        // a copied code is an address to the platform
        TemplateButtonValue::Code(code) => ("url", text(&parameter(code, limits::OTP_CODE))),
        TemplateButtonValue::Reply(Some(tap)) => {
            ("quick_reply", json!({"type": "payload", "payload": tap.to_string()}))
        }
        TemplateButtonValue::Url(None) | TemplateButtonValue::Reply(None) => return None,
    };
    Some(json!({"type": "button", "sub_type": kind, "index": index.to_string(), "parameters": [parameter]}))
}

/// One line without runs of spaces, and never blank: the platform refuses the whole message otherwise.
fn parameter(value: &str, max: usize) -> String {
    let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { "–".to_owned() } else { cut(&words, max) }
}

/// What may not stand in an address is percent-encoded; what is encoded already stays. What is too long ends with the
/// last whole character that fits: a template with a longer address is refused as a whole.
fn address_end(end: &str) -> String {
    let mut out = String::new();
    for character in end.trim().chars() {
        if out.len() + 3 * character.len_utf8() > limits::TEMPLATE_URL {
            break;
        }
        if character.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(character) {
            out.push(character);
        } else {
            let mut bytes = [0; 4];
            out.extend(character.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    if out.is_empty() { "-".to_owned() } else { out }
}
