//! Whether a template message fits the template, and what the customer sees of it.

use super::creation::holes;
use super::{State, Template, Templates};
use crate::sandbox::content::{Choice, Content, Frame, items, string};
use crate::sandbox::meta_error::MetaError;
use serde_json::Value;

/// A template with its values filled in.
#[derive(Debug)]
pub(in crate::sandbox) struct Filled {
    pub(in crate::sandbox) content: Content,
    pub(in crate::sandbox) category: String,
}

/// What the platform writes itself.
const CODE_BODY: &str = "{{1}} is your verification code.";

impl Templates {
    /// A request of the messages endpoint against what was approved. `None`: any template is taken.
    pub(in crate::sandbox) fn fill(&self, request: &Value, any: bool) -> Result<Option<Filled>, MetaError> {
        let (name, language) =
            (string(request, "/template/name"), string(request, "/template/language/code"));
        let Some(template) = self.find(&name, &language) else {
            return match any {
                true => Ok(None),
                false => Err(missing(&name, &language)),
            };
        };
        match template.state {
            State::Approved | State::Flagged => {}
            State::Paused => {
                return Err(MetaError::new(132_015, "Template is paused due to low quality"));
            }
            State::Disabled => {
                return Err(MetaError::new(132_016, "Template is disabled for good due to low quality"));
            }
            _ => return Err(missing(&name, &language)),
        }
        let content = content(template, request)?;
        Ok(Some(Filled { content, category: template.category.to_ascii_lowercase() }))
    }
}

fn missing(name: &str, language: &str) -> MetaError {
    MetaError::new(132_001, format!("template name ({name}) does not exist in {language}"))
}

fn content(template: &Template, request: &Value) -> Result<Content, MetaError> {
    let component = |kind: &str| {
        items(&template.components, "").find(|it| string(it, "/type").eq_ignore_ascii_case(kind)).cloned()
    };
    let mut frame = Frame::default();
    match component("HEADER") {
        Some(header) if matches!(string(&header, "/format").to_ascii_uppercase().as_str(), "" | "TEXT") => {
            frame.header = filled("header", &string(&header, "/text"), &given(request, "header", None))?;
        }
        Some(header) => file_header(&string(&header, "/format").to_ascii_lowercase(), request)?,
        None => nothing_given("header", &given(request, "header", None))?,
    }
    let code = template.category == "AUTHENTICATION";
    let body = component("BODY").map(|body| string(&body, "/text")).filter(|text| !text.is_empty());
    let body = body.unwrap_or_else(|| if code { CODE_BODY.to_owned() } else { String::new() });
    frame.text = filled("body", &body, &given(request, "body", None))?;
    let alone = items(&template.components, "").count() == 1;
    if frame.text.chars().count() > if alone { 32_768 } else { 1_024 } {
        return Err(MetaError::new(132_005, "Translated text too long"));
    }
    frame.footer = component("FOOTER").map(|footer| string(&footer, "/text")).unwrap_or_default();
    let buttons = component("BUTTONS");
    let (buttons, links) = choices(buttons.as_ref(), request)?;
    Ok(Content::Template { frame, name: template.name.clone(), buttons, links })
}

fn choices(component: Option<&Value>, request: &Value) -> Result<(Vec<Choice>, Vec<Choice>), MetaError> {
    let (mut replies, mut links) = (Vec::new(), Vec::new());
    let all = component.into_iter().flat_map(|component| items(component, "/buttons"));
    for (place, button) in all.enumerate() {
        let label = string(button, "/text");
        let given = given(request, "button", Some(place));
        let choice = |id: String, title: &str| Choice { id, title: title.to_owned(), description: None };
        match string(button, "/type").to_ascii_uppercase().as_str() {
            "QUICK_REPLY" => {
                let payload = given.first().map_or(label.as_str(), |(_, payload)| payload.as_str());
                replies.push(choice(payload.to_owned(), &label));
            }
            "URL" => links.push(choice(filled("button", &string(button, "/url"), &given)?, &label)),
            "OTP" | "COPY_CODE" => match given.as_slice() {
                [(_, _)] => {}
                _ => return Err(count("button", given.len(), 1)),
            },
            _ => {}
        }
    }
    Ok((replies, links))
}

/// The values of a part of the request, with their names when they have some.
fn given(request: &Value, kind: &str, place: Option<usize>) -> Vec<(String, String)> {
    let place = place.map(|place| place.to_string());
    items(request, "/template/components")
        .filter(|part| string(part, "/type").eq_ignore_ascii_case(kind))
        .filter(|part| place.is_none() || part.get("index").map(plain) == place)
        .flat_map(|part| items(part, "/parameters"))
        .map(|it| (string(it, "/parameter_name"), words(it)))
        .collect()
}

fn words(parameter: &Value) -> String {
    let paths =
        ["/text", "/payload", "/coupon_code", "/currency/fallback_value", "/date_time/fallback_value"];
    paths.iter().map(|path| string(parameter, path)).collect()
}

fn plain(json: &Value) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}

fn count(part: &str, given: usize, wanted: usize) -> MetaError {
    let details =
        format!("{part}: number of parameters ({given}) does not match the expected number ({wanted})");
    MetaError::new(132_000, details)
}

fn nothing_given(part: &str, given: &[(String, String)]) -> Result<(), MetaError> {
    if given.is_empty() { Ok(()) } else { Err(count(part, given.len(), 0)) }
}

fn file_header(format: &str, request: &Value) -> Result<(), MetaError> {
    let parameters = items(request, "/template/components")
        .filter(|part| string(part, "/type").eq_ignore_ascii_case("header"))
        .flat_map(|part| items(part, "/parameters"));
    let kinds: Vec<String> = parameters.map(|parameter| string(parameter, "/type")).collect();
    match kinds.as_slice() {
        [kind] if kind.eq_ignore_ascii_case(format) => Ok(()),
        [kind] => Err(MetaError::new(
            132_012,
            format!("header: Format mismatch, expected {format}, received {kind}"),
        )),
        kinds => Err(count("header", kinds.len(), 1)),
    }
}

fn filled(part: &str, text: &str, given: &[(String, String)]) -> Result<String, MetaError> {
    let mut holes = holes(text);
    let numbered = holes.iter().all(|hole| hole.parse::<usize>().is_ok());
    if !numbered {
        holes.sort();
        holes.dedup();
    }
    if holes.len() != given.len() {
        return Err(count(part, given.len(), holes.len()));
    }
    let value = |place: usize, hole: &str| match numbered {
        true => given.get(place).map(|(_, value)| value),
        false => given.iter().find(|(name, _)| name == hole).map(|(_, value)| value),
    };
    let mut out = text.to_owned();
    for (place, hole) in holes.iter().enumerate() {
        let Some(value) = value(place, hole) else {
            let details = format!("{part}: Parameter name is missing or empty: {hole}");
            return Err(MetaError::new(100, details));
        };
        out = out.replacen(&format!("{{{{{hole}}}}}"), value, if numbered { 1 } else { usize::MAX });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::known::Known;
    use serde_json::json;

    fn store() -> Templates {
        let mut store = Templates::new(&Known::default(), 0);
        let components = json!([
            {"type": "HEADER", "format": "TEXT", "text": "Rosa"},
            {"type": "BODY", "text": "Votre commande {{1}} est là.", "example": {"body_text": [["17"]]}},
            {"type": "FOOTER", "text": "À bientôt"},
            {"type": "BUTTONS", "buttons": [
                {"type": "URL", "text": "Suivre", "url": "https://rosa.example/orders/{{1}}",
                    "example": ["https://rosa.example/orders/1"]},
                {"type": "QUICK_REPLY", "text": "Merci"}]}]);
        let request =
            json!({"name": "ready", "language": "fr", "category": "UTILITY", "components": components});
        store.create(&request, 0).unwrap();
        let named = json!({"name": "named", "language": "fr", "category": "MARKETING", "parameter_format": "NAMED",
            "components": [{"type": "BODY", "text": "Bonjour {{first_name}}, à bientôt {{first_name}} !",
                "example": {"body_text_named_params": [{"param_name": "first_name", "example": "Ada"}, 1]}}]});
        store.create(&named, 0).unwrap();
        store.whats_due(i64::MAX);
        store
    }

    fn request(name: &str, language: &str, body: &[&str]) -> Value {
        let text = |words: &&str| json!({"type": "text", "text": words});
        let parameters: Vec<Value> = body.iter().map(text).collect();
        json!({"type": "template", "template": {"name": name, "language": {"code": language}, "components": [
            {"type": "body", "parameters": parameters},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [text(&"17")]}]}})
    }

    #[test]
    fn a_template_is_shown_as_it_was_written() {
        let filled = store().fill(&request("ready", "fr", &["17"]), false).unwrap().unwrap();
        assert_eq!(filled.category, "utility");
        assert_eq!(
            serde_json::to_value(filled.content).unwrap(),
            json!({"kind": "template", "name": "ready", "header": "Rosa", "text": "Votre commande 17 est là.",
                "footer": "À bientôt", "buttons": [{"id": "Merci", "title": "Merci"}],
                "links": [{"id": "https://rosa.example/orders/17", "title": "Suivre"}]})
        );
    }

    #[test]
    fn values_may_have_names() {
        let mut request = request("named", "fr", &["Ada"]);
        request["template"]["components"].as_array_mut().unwrap().truncate(1);
        assert_eq!(store().fill(&request, false).unwrap_err().code, 100);
        request["template"]["components"][0]["parameters"][0]["parameter_name"] = json!("first_name");
        let filled = store().fill(&request, false).unwrap().unwrap();
        assert_eq!(serde_json::to_value(filled.content).unwrap()["text"], "Bonjour Ada, à bientôt Ada !");
    }

    #[test]
    fn what_the_platform_would_not_know_is_refused() {
        let mut store = store();
        let code = |store: &Templates, request: Value| store.fill(&request, false).unwrap_err().code;
        assert_eq!(code(&store, request("readdy", "fr", &["17"])), 132_001);
        assert_eq!(code(&store, request("ready", "de", &["17"])), 132_001);
        assert_eq!(code(&store, request("ready", "fr", &[])), 132_000);
        assert!(store.fill(&request("readdy", "fr", &[]), true).unwrap().is_none());
        let id = store.find("ready", "fr").unwrap().id;
        store.decide(id, State::Paused, "NONE", 0);
        assert_eq!(code(&store, request("ready", "fr", &["17"])), 132_015);
        store.decide(id, State::Disabled, "NONE", 0);
        assert_eq!(code(&store, request("ready", "fr", &["17"])), 132_016);
    }
}
