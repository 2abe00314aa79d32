//! What the sandbox knows of the project: its templates, as if the platform had approved them, and the events that its
//! outside systems tell.

use super::content::{Choice, Content, Frame, items, string};
use super::meta_error::MetaError;
use scn_graph::{ButtonDoes, Graph, Piece, Template};
use serde_json::{Map, Value, json};

/// Templates and events of a project.
#[derive(Clone, Debug, Default)]
pub struct Known {
    templates: Vec<KnownTemplate>,
    events: Vec<(String, Value)>,
}

#[derive(Clone, Debug)]
struct KnownTemplate {
    name: String,
    language: &'static str,
    header: Words,
    body: Words,
    footer: String,
    buttons: Vec<(String, Option<Words>)>,
}

/// A text in pieces; `None` is filled in.
type Words = Vec<Option<String>>;

impl Known {
    pub fn of(graph: &Graph) -> Known {
        let templates = graph.templates.iter().flat_map(|template| {
            template.languages.iter().map(|(language, texts)| KnownTemplate {
                name: template.name.clone(),
                language: language.code(),
                header: texts.header.as_ref().map(words).unwrap_or_default(),
                body: words(&texts.body),
                footer: texts.footer.as_ref().and_then(Template::as_literal).unwrap_or_default().to_owned(),
                buttons: texts
                    .buttons
                    .iter()
                    .map(|button| match &button.does {
                        ButtonDoes::Url(url) => (button.label.clone(), Some(words(url))),
                        ButtonDoes::Start(_) | ButtonDoes::Reply => (button.label.clone(), None),
                    })
                    .collect(),
            })
        });
        let events = graph.events.iter().map(|event| {
            let sample = |param: &scn_graph::Param| {
                let value = scn_graph::sample(graph, &param.ty);
                (param.name.clone(), crate::json::to_json(graph, &value))
            };
            (event.name.clone(), Value::Object(event.params.iter().map(sample).collect::<Map<_, _>>()))
        });
        Known { templates: templates.collect(), events: events.collect() }
    }

    /// Names of the events, with parameters to start from.
    pub(super) fn events(&self) -> Value {
        self.events.iter().map(|(name, params)| json!({"name": name, "params": params})).collect()
    }

    pub(super) fn event(&self, name: &str) -> Option<&Value> {
        self.events.iter().find(|(known, _)| known == name).map(|(_, params)| params)
    }

    /// The template of a request as the customer sees it, refused as the platform refuses it. A project without
    /// templates leaves all of this open.
    pub(super) fn template(&self, request: &Value) -> Result<Option<Content>, MetaError> {
        if self.templates.is_empty() {
            return Ok(None);
        }
        let (name, code) = (string(request, "/template/name"), string(request, "/template/language/code"));
        let template =
            self.templates.iter().find(|it| it.name == name && it.language == code).ok_or_else(|| {
                MetaError::new(132001, format!("template name ({name}) does not exist in {code}"))
            })?;
        let given = |kind: &str, place: Option<usize>| -> Vec<String> {
            let place = place.map(|place| place.to_string());
            items(request, "/template/components")
                .filter(|part| string(part, "/type") == kind)
                .filter(|part| place.is_none() || part.get("index").map(plain) == place)
                .flat_map(|part| items(part, "/parameters"))
                .map(|it| [string(it, "/text"), string(it, "/payload")].concat())
                .collect()
        };
        let frame = Frame {
            header: filled("header", &template.header, &given("header", None))?,
            text: filled("body", &template.body, &given("body", None))?,
            footer: template.footer.clone(),
            ..Frame::default()
        };
        let (mut buttons, mut links) = (Vec::new(), Vec::new());
        for (place, (label, url)) in template.buttons.iter().enumerate() {
            let given = given("button", Some(place));
            let choice = |id: String| Choice { id, title: label.clone(), description: None };
            match url {
                Some(url) => links.push(choice(filled("button", url, &given)?)),
                None => buttons.push(choice(given.first().unwrap_or(label).clone())),
            }
        }
        Ok(Some(Content::Template { frame, name, buttons, links }))
    }
}

fn plain(json: &Value) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}

fn words(template: &Template) -> Words {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => Some(text.clone()),
        _ => None,
    };
    template.pieces.iter().map(piece).collect()
}

fn filled(part: &str, words: &Words, values: &[String]) -> Result<String, MetaError> {
    let holes = words.iter().filter(|piece| piece.is_none()).count();
    if holes != values.len() {
        let details = format!(
            "{part}: number of parameters ({}) does not match the expected number ({holes})",
            values.len()
        );
        return Err(MetaError::new(132000, details));
    }
    let mut values = values.iter();
    let piece = |piece: &Option<String>| piece.clone().or_else(|| values.next().cloned()).unwrap_or_default();
    Ok(words.iter().map(piece).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scn_graph::expr::Expr;
    use scn_graph::{
        Language, MessageTemplate, Settings, Style, TemplateButton, TemplateCategory, TemplateTexts,
    };

    fn known() -> Known {
        let mut graph = Graph::new(Settings {
            name: "shop".into(),
            title: "Shop".into(),
            version: "1".into(),
            languages: vec![Language::Fr],
            timezone: "UTC".into(),
            tone: None,
            hours: Vec::new(),
            quiet: None,
            gather_ms: 0,
        });
        let hole = || Piece::Value(Expr::Own(0), Style::Plain);
        let with_hole = |before: &str| Template { pieces: vec![Piece::Literal(before.into()), hole()] };
        let url = ButtonDoes::Url(with_hole("https://rosa.example/orders/"));
        let texts = TemplateTexts {
            header: Some(Template::literal("Rosa")),
            body: with_hole("Votre commande "),
            footer: Some(Template::literal("À bientôt")),
            buttons: vec![
                TemplateButton { label: "Suivre".into(), does: url },
                TemplateButton { label: "Merci".into(), does: ButtonDoes::Reply },
            ],
        };
        graph.templates.push(MessageTemplate {
            name: "ready".into(),
            category: TemplateCategory::Utility,
            params: Vec::new(),
            languages: vec![(Language::Fr, texts)],
        });
        Known::of(&graph)
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
        let content = known().template(&request("ready", "fr", &["17"])).unwrap().unwrap();
        assert_eq!(
            serde_json::to_value(content).unwrap(),
            json!({"kind": "template", "name": "ready", "header": "Rosa", "text": "Votre commande 17",
                "footer": "À bientôt", "buttons": [{"id": "Merci", "title": "Merci"}],
                "links": [{"id": "https://rosa.example/orders/17", "title": "Suivre"}]})
        );
    }

    #[test]
    fn what_the_platform_would_not_know_is_refused() {
        let code = |request: Value| known().template(&request).unwrap_err().code;
        assert_eq!(code(request("readdy", "fr", &["17"])), 132_001);
        assert_eq!(code(request("ready", "de", &["17"])), 132_001);
        assert_eq!(code(request("ready", "fr", &[])), 132_000);
        assert_eq!(Known::default().template(&request("any", "fr", &[])), Ok(None));
    }
}
