//! Templates as the account holds them: what creates one, and how far an export of the account agrees with a project.
//! Source: Meta, WhatsApp Business Management API, message templates; template components.

mod account;
mod compare;

pub use account::{Account, AccountTemplate, NotTemplates};
pub use compare::{Comparison, Difference, Standing, compare};

use scn_graph::{
    ButtonDoes, Expr, Language, MessageTemplate, Piece, Template, TemplateCategory, TemplateTexts, Type,
};
use serde_json::{Value, json};

/// A template in one language, as the platform knows it: holes are numbers, in the order in which values are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    pub header: Option<Words>,
    /// A header that is a file or a place: `IMAGE`, `VIDEO`, `DOCUMENT`, `LOCATION`.
    pub header_file: Option<String>,
    pub body: Words,
    pub footer: Option<String>,
    pub buttons: Vec<Button>,
}

/// `Your order {{1}} is ready.`, with an example of each value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub text: String,
    pub examples: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Button {
    Reply(String),
    Url {
        label: String,
        url: Words,
    },
    /// One that scn does not write: its type.
    Other(String),
}

/// The request that creates a template in one language: `POST /<account>/message_templates`.
pub fn to_create(template: &MessageTemplate, language: Language, texts: &TemplateTexts) -> Value {
    json!({
        "name": template.name,
        "language": language.code(),
        "category": category(template.category),
        "parameter_format": "POSITIONAL",
        "components": components(template, texts),
    })
}

/// How the platform writes a category.
pub fn category(category: TemplateCategory) -> &'static str {
    match category {
        TemplateCategory::Utility => "UTILITY",
        TemplateCategory::Marketing => "MARKETING",
        TemplateCategory::Authentication => "AUTHENTICATION",
    }
}

/// The platform writes the words of a code itself; all others are the project's.
fn components(template: &MessageTemplate, texts: &TemplateTexts) -> Value {
    if template.category == TemplateCategory::Authentication {
        return json!([
            {"type": "BODY"},
            {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
        ]);
    }
    let shape = Shape::of(template, texts);
    let mut components = Vec::new();
    if let Some(header) = &shape.header {
        let mut component = json!({"type": "HEADER", "format": "TEXT", "text": header.text});
        insert(&mut component, "example", header.with_examples(|all| json!({"header_text": all})));
        components.push(component);
    }
    let mut body = json!({"type": "BODY", "text": shape.body.text});
    insert(&mut body, "example", shape.body.with_examples(|all| json!({"body_text": [all]})));
    components.push(body);
    if let Some(footer) = &shape.footer {
        components.push(json!({"type": "FOOTER", "text": footer}));
    }
    if !shape.buttons.is_empty() {
        let buttons: Vec<Value> = shape.buttons.iter().map(Button::written).collect();
        components.push(json!({"type": "BUTTONS", "buttons": buttons}));
    }
    Value::Array(components)
}

impl Button {
    fn written(&self) -> Value {
        match self {
            Button::Reply(label) => json!({"type": "QUICK_REPLY", "text": label}),
            Button::Url { label, url } => {
                let mut button = json!({"type": "URL", "text": label, "url": url.text});
                insert(&mut button, "example", url.with_examples(|all| json!(all)));
                button
            }
            Button::Other(kind) => json!({"type": kind}),
        }
    }
}

impl Words {
    fn with_examples(&self, write: impl FnOnce(&[String]) -> Value) -> Option<Value> {
        (!self.examples.is_empty()).then(|| write(&self.examples))
    }
}

fn insert(object: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
        object.insert(key.to_owned(), value);
    }
}

impl Shape {
    /// As a project declares it.
    pub fn of(template: &MessageTemplate, texts: &TemplateTexts) -> Shape {
        let words = |text: &Template| words(template, text);
        let button = |button: &scn_graph::TemplateButton| match &button.does {
            ButtonDoes::Url(url) => Button::Url { label: button.label.clone(), url: address(template, url) },
            ButtonDoes::Start(_) | ButtonDoes::Reply => Button::Reply(button.label.clone()),
        };
        Shape {
            header: texts.header.as_ref().map(words),
            header_file: None,
            body: words(&texts.body),
            footer: texts.footer.as_ref().map(|footer| words(footer).text),
            buttons: texts.buttons.iter().map(button).collect(),
        }
    }
}

/// Every hole gets a number of its own, also one that stands twice: so the values are sent.
fn words(template: &MessageTemplate, text: &Template) -> Words {
    let mut words = Words::default();
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => words.text.push_str(literal),
            hole => {
                words.examples.push(example(template, hole));
                words.text.push_str(&format!("{{{{{}}}}}", words.examples.len()));
            }
        }
    }
    words
}

/// Of an address the example is the whole of it.
fn address(template: &MessageTemplate, url: &Template) -> Words {
    let mut address = words(template, url);
    for (at, example) in address.examples.iter_mut().enumerate() {
        *example = address.text.replace(&format!("{{{{{}}}}}", at + 1), example);
    }
    address
}

/// What reviewers see in place of a value.
fn example(template: &MessageTemplate, hole: &Piece) -> String {
    let param = match hole {
        Piece::Value(Expr::Own(at), ..) => template.params.get(usize::from(*at)),
        _ => None,
    };
    let name = param.map_or("example", |param| param.name.as_str());
    match param.map(|param| param.ty.known()) {
        Some(Type::Number { .. } | Type::Decimal { .. }) => "2".to_owned(),
        Some(Type::Money { .. }) => "24.50".to_owned(),
        Some(Type::Date(_)) => "15.01.2030".to_owned(),
        Some(Type::Time(_)) => "12:00".to_owned(),
        Some(Type::DateTime(_)) => "15.01.2030 12:00".to_owned(),
        Some(Type::Phone) => "+41791234567".to_owned(),
        Some(Type::Email) => "ada@example.com".to_owned(),
        Some(Type::Url) => "https://example.com/".to_owned(),
        _ => name.replace('_', " "),
    }
}

#[cfg(test)]
mod tests;
