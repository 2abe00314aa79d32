//! What we send is what the platform takes, and the sandbox is as strict as the platform.

use proptest::prelude::*;
use scn_graph::limits;
use scn_graph::{Key, Message, MessageOption, Render, Tap};
use scn_whatsapp::{Identity, body, mark_read, validate};
use serde_json::{Value, json};

fn ann() -> Identity {
    Identity { user_id: Some("US.1349".into()), phone: Some("+16505551234".into()), name: Some("Ann".into()) }
}

fn options(labels: &[&str]) -> Vec<MessageOption> {
    let option = |(index, label): (usize, &&str)| MessageOption {
        tap: Tap { question: Key(7), option: Key(u32::try_from(index).unwrap()) },
        label: (*label).to_owned(),
        description: None,
        group: None,
    };
    labels.iter().enumerate().map(option).collect()
}

fn asked(text: &str, labels: &[&str]) -> Message {
    Message {
        text: text.into(),
        options: options(labels),
        render: Render::Auto,
        list_label: "Choisir".into(),
        attached: None,
    }
}

fn shape(message: &Message) -> String {
    let body = body(&ann(), message, "s1");
    assert_eq!(validate(&body), Ok(()), "{body}");
    match body["interactive"]["type"].as_str() {
        Some(kind) => kind.to_owned(),
        None => body["type"].as_str().unwrap().to_owned(),
    }
}

#[test]
fn the_verdicts_on_all_self_test_bodies_are_as_expected() {
    let lines = include_str!("fixtures/outbound_selftest.jsonl");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let verdict = validate(&case["body"]);
        let got = if verdict.is_ok() { "pass" } else { "fail" };
        if case["expect"] != got {
            wrong.push(format!("{} {got}: {verdict:?}", case["name"]));
        }
        count += 1;
    }
    assert_eq!(count, 186);
    assert!(wrong.is_empty(), "{} of 186 differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn problems_name_the_place_the_code_and_the_reason() {
    let titles = [("yes", "Yes"), ("no", "a title that is much too long")];
    let buttons: Vec<Value> = titles
        .iter()
        .map(|(id, title)| json!({"type": "reply", "reply": {"id": id, "title": title}}))
        .collect();
    let body = json!({"messaging_product": "whatsapp", "to": "+1650", "type": "interactive",
        "interactive": {"type": "button", "body": {"text": "Sure?"}, "action": {"buttons": buttons}}});
    let problems = validate(&body).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        problems[0].to_string(),
        "(#131009) interactive/action/buttons/1/reply/title: longer than 20 characters"
    );

    let code = |body: &Value| validate(body).unwrap_err()[0].code;
    assert_eq!(
        code(&json!({"messaging_product": "whatsapp", "to": "+1", "type": "text", "text": {}})),
        131_008
    );
    assert_eq!(
        code(
            &json!({"messaging_product": "whatsapp", "to": "+1", "type": "text", "text": {"body": "x", "size": 1}})
        ),
        100
    );
    assert_eq!(code(&json!(["x"])), 100);
}

/// Rules beyond the schema that no self-test body breaks.
#[test]
fn several_sections_need_titles_and_links_need_a_host() {
    let send = |interactive: Value| json!({"messaging_product": "whatsapp", "to": "+1", "type": "interactive", "interactive": interactive});
    let products = |second: Value| {
        send(
            json!({"type": "product_list", "header": {"type": "text", "text": "Shop"}, "body": {"text": "All"},
            "action": {"catalog_id": "1", "sections": [
                {"title": "A", "product_items": [{"product_retailer_id": "a"}]}, second]}}),
        )
    };
    let items = json!([{"product_retailer_id": "b"}]);
    assert_eq!(validate(&products(json!({"title": "B", "product_items": items}))), Ok(()));
    assert!(validate(&products(json!({"product_items": items}))).is_err());
    assert!(validate(&products(json!({"title": "  ", "product_items": items}))).is_err());

    let link = |url: &str| {
        send(json!({"type": "cta_url", "body": {"text": "See"},
            "action": {"name": "cta_url", "parameters": {"display_text": "Go", "url": url}}}))
    };
    assert_eq!(validate(&link("HTTPS://example.com?c=1")), Ok(()));
    for bad in ["https://", "http:/a", "ftp://a", "https://a b", "é"] {
        let problems = validate(&link(bad)).unwrap_err();
        assert_eq!(problems[0].path, "interactive/action/parameters/url", "{bad}");
    }
}

#[test]
fn a_text_is_a_text() {
    let body = body(&ann(), &Message::text("Bonjour."), "pizzeria/42");
    assert_eq!(
        body,
        json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+16505551234",
            "type": "text", "text": {"body": "Bonjour."}, "biz_opaque_callback_data": "pizzeria/42"})
    );
}

#[test]
fn people_without_a_number_are_addressed_by_their_id() {
    let to = Identity { phone: None, ..ann() };
    let body = body(&to, &Message::text("Hi"), "");
    assert_eq!((&body["recipient"], body.get("to")), (&json!("US.1349"), None));
    assert_eq!(validate(&body), Ok(()));
    let nobody = body_of_nobody();
    assert!(validate(&nobody).is_err(), "a body without an addressee is refused, not sent to a stranger");
}

fn body_of_nobody() -> Value {
    body(&Identity::default(), &Message::text("Hi"), "")
}

#[test]
fn the_shape_follows_what_fits() {
    let many: Vec<String> = (1..=11).map(|number| format!("Option {number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(shape(&asked("Sure?", &["Oui", "Non"])), "button");
    assert_eq!(shape(&asked("Which?", &["A", "B", "C", "D"])), "list");
    assert_eq!(shape(&asked("Which?", &["a label of 21 letters", "B"])), "list");
    assert_eq!(shape(&asked("Which?", &many[..10])), "list");
    assert_eq!(shape(&asked("Which?", &many)), "text");
    assert_eq!(shape(&asked(&"x".repeat(1024), &["A"])), "button");
    assert_eq!(shape(&asked(&"x".repeat(1025), &["A"])), "text");

    let mut described = asked("Which?", &["A", "B"]);
    described.options[0].description = Some("the first".into());
    assert_eq!(shape(&described), "list", "buttons show no description");
    let mut grouped = asked("Which?", &["A", "B"]);
    grouped.options[0].group = Some("Pizze".into());
    assert_eq!(shape(&grouped), "button", "three options need no sections");
    let forced = |render: Render, labels: &[&str]| shape(&Message { render, ..asked("Which?", labels) });
    assert_eq!(forced(Render::List, &["A"]), "list");
    assert_eq!(forced(Render::Text, &["A"]), "text");
    assert_eq!(forced(Render::Buttons, &["a label of 21 letters"]), "button");
    assert_eq!(forced(Render::Buttons, &["A", "B", "C", "D"]), "list");
    assert_eq!(forced(Render::List, &many), "text");
}

#[test]
fn a_list_has_a_section_for_each_group_and_tells_cut_labels_in_full() {
    let mut message =
        asked("Which?", &["Margherita", "Tiramisu", "Quattro stagioni con tutto dentro", "Water"]);
    for (option, group) in message.options.iter_mut().zip([Some("Pizze"), Some("Dolci"), Some("Pizze"), None])
    {
        option.group = group.map(str::to_owned);
    }
    let body = body(&ann(), &message, "");
    assert_eq!(validate(&body), Ok(()));
    assert_eq!(
        body["interactive"]["action"],
        json!({"button": "Choisir", "sections": [
            {"title": "Pizze", "rows": [
                {"id": "7.0", "title": "Margherita"},
                {"id": "7.2", "title": "Quattro stagioni con tu…", "description": "Quattro stagioni con tutto dentro"}]},
            {"title": "Dolci", "rows": [{"id": "7.1", "title": "Tiramisu"}]},
            {"title": "☰", "rows": [{"id": "7.3", "title": "Water"}]}]})
    );
}

#[test]
fn a_numbered_text_keeps_its_options_whatever_its_length() {
    let message = Message { render: Render::Text, ..asked("Which?", &["A", "B"]) };
    assert_eq!(body(&ann(), &message, "")["text"]["body"], "Which?\n\n1. A\n2. B");
    let long = Message { text: "x".repeat(5000), ..message };
    let text = body(&ann(), &long, "")["text"]["body"].as_str().unwrap().to_owned();
    assert_eq!(text.chars().count(), limits::TEXT);
    assert!(text.ends_with("x…\n\n1. A\n2. B"));

    let many: Vec<String> = (0..600).map(|number| format!("Option {number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let text =
        body(&ann(), &asked("Which of these?", &many), "")["text"]["body"].as_str().unwrap().to_owned();
    assert_eq!(text.chars().count(), limits::TEXT);
    assert!(text.starts_with("Which of these?\n\n1. Option 0\n") && text.ends_with('…'));
}

#[test]
fn reading_is_marked_with_or_without_dots() {
    assert_eq!(
        mark_read("wamid.X", false),
        json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.X"})
    );
    for typing in [false, true] {
        assert_eq!(validate(&mark_read("wamid.X", typing)), Ok(()));
    }
    assert_eq!(mark_read("wamid.X", true)["typing_indicator"], json!({"type": "text"}));
}

/// Words of every script, blanks, joiners and controls; often short, sometimes beyond every limit.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "\\PC{0,30}",
        2 => "[ \t\n\u{200d}\u{301}👨👩a]{0,40}",
        1 => (".{1,4}", 1_usize..2000).prop_map(|(part, times)| part.repeat(times)),
    ]
}

fn option() -> impl Strategy<Value = MessageOption> {
    let tap = (0_u32..20, any::<u32>())
        .prop_map(|(option, question)| Tap { question: Key(question), option: Key(option) });
    (tap, words(), prop::option::of(words()), prop::option::of(words()))
        .prop_map(|(tap, label, description, group)| MessageOption { tap, label, description, group })
}

fn message() -> impl Strategy<Value = Message> {
    let render =
        prop_oneof![Just(Render::Auto), Just(Render::Buttons), Just(Render::List), Just(Render::Text)];
    (words(), prop::collection::vec(option(), 0..14), render, words()).prop_map(
        |(text, options, render, list_label)| Message { text, options, render, list_label, attached: None },
    )
}

proptest! {
    #[test]
    fn whatever_the_message_the_platform_takes_it(message in message(), callback in words()) {
        let body = body(&ann(), &message, &callback);
        prop_assert_eq!(validate(&body), Ok(()), "{}", body);
    }

    #[test]
    fn every_option_comes_back_as_the_tap_it_was(message in message()) {
        let body = body(&ann(), &message, "");
        let action = &body["interactive"]["action"];
        let rows = action["sections"].as_array().into_iter().flatten().flat_map(|section| section["rows"].as_array().unwrap());
        let replies = action["buttons"].as_array().into_iter().flatten().map(|button| &button["reply"]);
        for shown in rows.chain(replies) {
            let tap: Tap = shown["id"].as_str().unwrap().parse().unwrap();
            prop_assert!(message.options.iter().any(|option| option.tap == tap));
        }
    }
}
