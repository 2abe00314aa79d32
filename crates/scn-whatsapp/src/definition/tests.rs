use super::*;
use scn_graph::{Param, Style, TemplateButton};

/// `order_ready utility (number: text, day: date)` in two languages.
fn order_ready() -> MessageTemplate {
    let hole = |at| Piece::Value(Expr::Own(at), Style::Plain);
    let literal = |text: &str| Piece::Literal(text.to_owned());
    let english = TemplateTexts {
        header: Some(Template { pieces: vec![literal("Order "), hole(0)] }),
        body: Template {
            pieces: vec![
                literal("Your order "),
                hole(0),
                literal(" is ready on "),
                hole(1),
                literal(". Say "),
                hole(0),
                literal(" at the desk."),
            ],
        },
        footer: Some(Template::literal("Pizzeria Rosa")),
        buttons: vec![
            TemplateButton { label: "Order again".into(), does: ButtonDoes::Reply },
            TemplateButton {
                label: "Follow it".into(),
                does: ButtonDoes::Url(Template {
                    pieces: vec![literal("https://example.com/orders/"), hole(0)],
                }),
            },
        ],
    };
    let french = TemplateTexts {
        header: None,
        body: Template { pieces: vec![literal("Votre commande "), hole(0), literal(" est prête.")] },
        footer: None,
        buttons: Vec::new(),
    };
    MessageTemplate {
        name: "order_ready".into(),
        category: TemplateCategory::Utility,
        params: vec![
            Param { name: "number".into(), ty: Type::TEXT },
            Param { name: "day".into(), ty: Type::Duration },
        ],
        languages: vec![(Language::En, english), (Language::Fr, french)],
    }
}

/// A page in the shape of Meta's documentation.
const EXPORT: &str = include_str!("../../tests/data/message_templates.json");

fn account(change: impl Fn(&mut Value)) -> Account {
    let mut json: Value = serde_json::from_str(EXPORT).expect("JSON");
    change(&mut json);
    Account::parse(&json.to_string()).expect("an export")
}

fn compared(change: impl Fn(&mut Value)) -> Vec<Comparison> {
    compare(&[order_ready()], &account(change))
}

#[test]
fn a_request_that_creates_it() {
    let template = order_ready();
    let (language, texts) = &template.languages[0];
    assert_eq!(
        to_create(&template, *language, texts),
        json!({
            "name": "order_ready",
            "language": "en",
            "category": "UTILITY",
            "parameter_format": "POSITIONAL",
            "components": [
                {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}", "example": {"header_text": ["number"]}},
                {
                    "type": "BODY",
                    "text": "Your order {{1}} is ready on {{2}}. Say {{3}} at the desk.",
                    "example": {"body_text": [["number", "day", "number"]]},
                },
                {"type": "FOOTER", "text": "Pizzeria Rosa"},
                {"type": "BUTTONS", "buttons": [
                    {"type": "QUICK_REPLY", "text": "Order again"},
                    {
                        "type": "URL",
                        "text": "Follow it",
                        "url": "https://example.com/orders/{{1}}",
                        "example": ["https://example.com/orders/number"],
                    },
                ]},
            ],
        })
    );
}

#[test]
fn a_code_has_the_words_of_the_platform() {
    let template = MessageTemplate { category: TemplateCategory::Authentication, ..order_ready() };
    let (language, texts) = &template.languages[1];
    let written = to_create(&template, *language, texts);
    assert_eq!(written["category"], "AUTHENTICATION");
    assert_eq!(written["components"][0], json!({"type": "BODY"}));
    assert_eq!(written["components"][1]["buttons"][0]["otp_type"], "COPY_CODE");
}

#[test]
fn what_is_created_is_what_is_compared() {
    let template = order_ready();
    let created = template.languages.iter().map(|(language, texts)| {
        let mut created = to_create(&template, *language, texts);
        insert(&mut created, "status", Some(json!("APPROVED")));
        created
    });
    let page = json!({"data": created.collect::<Vec<_>>()});
    let account = Account::parse(&page.to_string()).expect("an export");
    for found in compare(&[template], &account) {
        assert_eq!((found.standing, found.differences), (Standing::Approved, Vec::new()));
    }
}

#[test]
fn the_export_agrees() {
    let found = compared(|_| {});
    let standings: Vec<(&str, &str, bool)> =
        found.iter().map(|found| (found.name.as_str(), found.language.as_str(), found.fails())).collect();
    assert_eq!(
        standings,
        [("order_ready", "en", false), ("order_ready", "fr", true), ("summer_sale", "en_US", false)]
    );
    assert_eq!(found[0].differences, []);
    assert_eq!(
        found[1].standing,
        Standing::NotApproved { status: "REJECTED".into(), reason: Some("INVALID_FORMAT".into()) }
    );
    assert_eq!(found[2].standing, Standing::Extra);
    assert!(!account(|_| {}).incomplete);
    assert!(account(|json| json["paging"]["next"] = json!("https://graph.example/next")).incomplete);
}

#[test]
fn what_differs_and_what_fails() {
    let first = |change: &dyn Fn(&mut Value)| {
        let found = compared(|json| change(&mut json["data"][0]));
        let parts: Vec<(&str, bool)> = found[0].differences.iter().map(|d| (d.part, d.fails)).collect();
        parts
    };
    assert_eq!(first(&|it| it["category"] = json!("MARKETING")), [("category", false)]);
    assert_eq!(first(&|it| it["components"][2]["text"] = json!("Rosa")), [("footer", false)]);
    let fewer = "Your order {{1}} is ready.";
    assert_eq!(first(&|it| it["components"][1]["text"] = json!(fewer)), [("body", true)]);
    let other = "The order {{1}} is ready on {{2}}. Say {{3}} at the desk.";
    assert_eq!(first(&|it| it["components"][1]["text"] = json!(other)), [("body", false)]);
    assert_eq!(
        first(&|it| it["components"][0] = json!({"type": "HEADER", "format": "IMAGE"})),
        [("header", true)]
    );
    assert_eq!(
        first(&|it| it["components"][3]["buttons"][1]["url"] = json!("https://example.com/orders")),
        [("buttons", true)]
    );
    assert_eq!(first(&|it| it["components"][3]["buttons"][0]["text"] = json!("Again")), [("buttons", false)]);
    // Holes with names hold the same words, but are sent in another way.
    let named = "Your order {{number}} is ready on {{day}}. Say {{again}} at the desk.";
    let named = |it: &mut Value| {
        it["components"][1]["text"] = json!(named);
        it["parameter_format"] = json!("NAMED");
    };
    assert_eq!(first(&named), [("values", true)]);
    assert_eq!(first(&|it| it["components"] = Value::Null), []);
}

#[test]
fn missing_in_this_language() {
    let found = compared(|json| json["data"][0]["language"] = json!("en_US"));
    assert_eq!(found[0].standing, Standing::Missing { there: vec!["en_US".into(), "fr".into()] });
    assert!(found[0].fails());
    let none = compared(|json| json["data"] = json!([]));
    assert_eq!(none[0].standing, Standing::Missing { there: Vec::new() });
}

#[test]
fn several_pages_and_what_is_no_export() {
    let pages = format!("[{EXPORT}, {EXPORT}]");
    assert_eq!(Account::parse(&pages).map(|account| account.templates.len()), Ok(6));
    for wrong in ["", "{}", "[1]", "\"x\"", "{\"data\": [{\"id\": \"1\"}]}", "{\"error\": {\"code\": 190}}"] {
        assert_eq!(Account::parse(wrong), Err(NotTemplates), "{wrong}");
    }
}
