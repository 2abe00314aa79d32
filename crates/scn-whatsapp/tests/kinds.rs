//! Every kind of message that a scenario can send is one that the platform takes.

use proptest::prelude::*;
use scn_graph::limits;
use scn_graph::{
    Attached, Key, Language, Message, MessageOption, Render, Tap, TemplateButtonValue, TemplateMessage,
};
use scn_whatsapp::{Identity, Media, body, body_with, plainer, reaction, split, template, validate};
use serde_json::{Value, json};

fn ann() -> Identity {
    Identity { user_id: None, phone: Some("+16505551234".into()), name: None }
}

fn with(attached: Attached, text: &str) -> Message {
    Message { attached: Some(attached), ..Message::text(text) }
}

fn offering(message: Message, labels: &[&str]) -> Message {
    let option = |label: &&str| MessageOption {
        tap: Tap { question: Key(7), option: Key::of(label) },
        label: (*label).into(),
        description: None,
        group: None,
    };
    Message { options: labels.iter().map(option).collect(), list_label: "Choisir".into(), ..message }
}

fn image() -> Attached {
    Attached::Image { source: "https://rosa.example/menu.jpg".into() }
}

fn link() -> Attached {
    Attached::Link { label: "Voir le menu".into(), url: "https://rosa.example/menu".into() }
}

fn place(latitude: &str) -> Attached {
    let (name, address) = (Some("Rosa".to_owned()), Some("Rue du Lac 1".to_owned()));
    Attached::Place { name, latitude: latitude.into(), longitude: "6.63".into(), address }
}

/// The part of a valid body that its kind is about.
fn sent(message: &Message) -> (String, Value) {
    let body = body(&ann(), message, "c");
    assert_eq!(validate(&body), Ok(()), "{body}");
    let kind = body["type"].as_str().unwrap().to_owned();
    (kind.clone(), body[&kind].clone())
}

#[test]
fn each_kind_has_its_own_body() {
    let source = |name: &str| format!("https://rosa.example/{name}");
    let contact = Attached::Contact { name: "Rosa".into(), phone: "+41 21 555 00 00".into() };
    let cases = [
        (with(image(), "Le menu"), "image", json!({"link": source("menu.jpg"), "caption": "Le menu"})),
        (with(Attached::Audio { source: source("a.ogg") }, ""), "audio", json!({"link": source("a.ogg")})),
        (
            with(Attached::Video { source: source("a.mp4") }, "Regarde"),
            "video",
            json!({"link": source("a.mp4"), "caption": "Regarde"}),
        ),
        (
            with(Attached::Document { source: source("bons/a.pdf?v=2") }, ""),
            "document",
            json!({"link": source("bons/a.pdf?v=2"), "filename": "a.pdf"}),
        ),
        (
            with(Attached::Sticker { source: source("a.webp") }, ""),
            "sticker",
            json!({"link": source("a.webp")}),
        ),
        (
            with(place("46.52"), ""),
            "location",
            json!({"latitude": 46.52, "longitude": 6.63, "name": "Rosa", "address": "Rue du Lac 1"}),
        ),
        (
            with(contact, ""),
            "contacts",
            json!([{"name": {"formatted_name": "Rosa", "first_name": "Rosa"},
                "phones": [{"phone": "+41 21 555 00 00", "type": "WORK"}]}]),
        ),
        (
            with(link(), "Notre menu"),
            "interactive",
            json!({"type": "cta_url", "body": {"text": "Notre menu"}, "action": {"name": "cta_url",
                "parameters": {"display_text": "Voir le menu", "url": "https://rosa.example/menu"}}}),
        ),
    ];
    for (message, kind, content) in cases {
        assert_eq!(sent(&message), (kind.to_owned(), content));
        assert_eq!(split(message.clone()), [message], "one request carries it");
    }
}

#[test]
fn an_uploaded_file_goes_by_its_id() {
    let message = with(Attached::Document { source: "bons/menu.pdf".into() }, "Le menu");
    let body = body_with(&ann(), &message, Some(Media::Id("991")), "");
    assert_eq!(validate(&body), Ok(()));
    assert_eq!(body["document"], json!({"id": "991", "caption": "Le menu", "filename": "menu.pdf"}));
}

#[test]
fn a_picture_stands_above_buttons_and_before_a_list() {
    let buttons = offering(with(image(), "Laquelle ?"), &["Margherita", "Diavola"]);
    assert_eq!(split(buttons.clone()), std::slice::from_ref(&buttons));
    let (_, content) = sent(&buttons);
    assert_eq!(content["type"], "button");
    assert_eq!(
        content["header"],
        json!({"type": "image", "image": {"link": "https://rosa.example/menu.jpg"}})
    );

    let list = offering(with(image(), "Laquelle ?"), &["A", "B", "C", "D"]);
    let parts = split(list);
    let kinds: Vec<String> = parts.iter().map(|part| sent(part).0).collect();
    assert_eq!(kinds, ["image", "interactive"]);
    assert_eq!((parts[0].text.as_str(), parts[1].options.len()), ("", 4));
    assert_eq!(split(with(image(), &"x".repeat(limits::CAPTION + 1))).len(), 2, "too long for a caption");
}

#[test]
fn what_has_no_words_of_its_own_goes_before_them() {
    for attached in [
        place("46.52"),
        Attached::Sticker { source: "https://a.example/a.webp".into() },
        Attached::Audio { source: "https://a.example/a.ogg".into() },
        Attached::Contact { name: "Rosa".into(), phone: "+4121".into() },
    ] {
        let parts = split(with(attached.clone(), "Voilà."));
        assert_eq!(parts[0].attached, Some(attached));
        assert_eq!(sent(&parts[1]), ("text".into(), json!({"body": "Voilà."})));
    }
}

#[test]
fn what_cannot_be_a_button_is_written_out() {
    let (_, content) = sent(&offering(with(link(), "Notre menu"), &["Commander", "Plus tard"]));
    assert_eq!(content["body"]["text"], "Notre menu\n\nVoir le menu https://rosa.example/menu");
    assert_eq!(content["action"]["buttons"].as_array().unwrap().len(), 2);
    let odd = Attached::Link { label: "Appeler".into(), url: "tel:+41215550000".into() };
    assert_eq!(sent(&with(odd, "Besoin d'aide ?")).1["body"], "Besoin d'aide ?\n\nAppeler tel:+41215550000");
    assert_eq!(sent(&with(place("north"), "Ici.")).0, "text", "no degrees, no place");

    let plain = plainer(&with(link(), "Notre menu")).unwrap();
    assert_eq!(sent(&plain).1["body"], "Notre menu\n\nVoir le menu https://rosa.example/menu");
    assert_eq!(plainer(&plain), None);
}

fn ready(body: &[&str]) -> TemplateMessage {
    TemplateMessage {
        name: "order_ready".into(),
        language: Language::Fr,
        header: Vec::new(),
        body: body.iter().map(|value| (*value).to_owned()).collect(),
        buttons: Vec::new(),
        preview: String::new(),
    }
}

#[test]
fn a_template_sends_what_was_filled_in() {
    let tap = Tap { question: Key::of("template"), option: Key(35) };
    let buttons = vec![
        TemplateButtonValue::Url(Some("17?lang=fr été".into())),
        TemplateButtonValue::Reply(Some(tap)),
        TemplateButtonValue::Reply(None),
    ];
    let message = TemplateMessage { header: vec!["Ann".into()], buttons, ..ready(&["a\nb\t  c", "  "]) };
    let body = template(&ann(), &message, "c");
    assert_eq!(validate(&body), Ok(()));
    let text = |words: &str| json!({"type": "text", "text": words});
    assert_eq!(
        body["template"],
        json!({"name": "order_ready", "language": {"code": "fr"}, "components": [
            {"type": "header", "parameters": [text("Ann")]},
            {"type": "body", "parameters": [text("a b c"), text("–")]},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [text("17?lang=fr%20%C3%A9t%C3%A9")]},
            {"type": "button", "sub_type": "quick_reply", "index": "1",
             "parameters": [{"type": "payload", "payload": tap.to_string()}]}]})
    );
    let bare = template(&ann(), &ready(&[]), "");
    assert_eq!(bare["template"], json!({"name": "order_ready", "language": {"code": "fr"}}));
    assert_eq!(validate(&bare), Ok(()));
}

#[test]
fn a_code_is_sent_twice() {
    let code = |code: &str| TemplateMessage {
        name: "login_code".into(),
        buttons: vec![TemplateButtonValue::Code(code.into())],
        ..ready(&[code])
    };
    let body = template(&ann(), &code("48 21-X"), "c");
    assert_eq!(validate(&body), Ok(()));
    let text = json!({"type": "text", "text": "48 21-X"});
    assert_eq!(
        body["template"]["components"],
        json!([
            {"type": "body", "parameters": [text]},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [text]}]),
        "for the words and for the button that copies it, letter for letter"
    );
    let long = template(&ann(), &code(&"1".repeat(40)), "c");
    assert_eq!(validate(&long), Ok(()));
    let button = long["template"]["components"][1]["parameters"][0]["text"].as_str().expect("the code");
    assert_eq!(button.chars().count(), 15);
}

#[test]
fn a_reaction_names_the_message() {
    let body = reaction(&ann(), "wamid.THEIRS", "👍", "c");
    assert_eq!(body["reaction"], json!({"message_id": "wamid.THEIRS", "emoji": "👍"}));
    assert_eq!(validate(&body), Ok(()));
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![4 => "\\PC{0,30}", 1 => (".{1,4}", 1_usize..1500).prop_map(|(part, times)| part.repeat(times))]
}

fn attached() -> impl Strategy<Value = Attached> {
    let source =
        "[a-z]{1,8}(/[a-zé .]{0,9})?".prop_map(|path| format!("https://a.example/{}", path.replace(' ', "")));
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    prop_oneof![
        source.clone().prop_map(|source| Attached::Image { source }),
        source.clone().prop_map(|source| Attached::Audio { source }),
        source.clone().prop_map(|source| Attached::Document { source }),
        source.clone().prop_map(|source| Attached::Sticker { source }),
        source.prop_map(|source| Attached::Video { source }),
        (words(), "-?[0-9]{1,3}(\\.[0-9]{1,5})?", "\\PC{0,6}").prop_map(
            move |(name, latitude, longitude)| {
                Attached::Place { address: some(name.clone()), name: some(name), latitude, longitude }
            }
        ),
        (words(), words()).prop_map(|(name, phone)| Attached::Contact { name, phone }),
        (words(), "(https://a\\.example/)?\\PC{0,9}").prop_map(|(label, url)| Attached::Link { label, url }),
    ]
}

fn message() -> impl Strategy<Value = Message> {
    let render =
        prop_oneof![Just(Render::Auto), Just(Render::List), Just(Render::Text), Just(Render::Buttons)];
    (words(), prop::option::of(attached()), prop::collection::vec("\\PC{0,30}", 0..12), render).prop_map(
        |(text, attached, labels, render)| {
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            Message { attached, render, ..offering(Message::text(text), &labels) }
        },
    )
}

proptest! {
    #[test]
    fn whatever_is_said_every_part_is_taken(message in message()) {
        let options = message.options.len();
        let parts = split(message);
        for part in &parts {
            let body = body(&ann(), part, "c");
            prop_assert_eq!(validate(&body), Ok(()), "{}", body);
            if let Some(plain) = plainer(part) {
                prop_assert_eq!(validate(&scn_whatsapp::body(&ann(), &plain, "c")), Ok(()));
            }
        }
        prop_assert_eq!(parts.iter().map(|part| part.options.len()).sum::<usize>(), options);
    }

    #[test]
    fn whatever_is_filled_in_the_template_is_taken(values in prop::collection::vec(words(), 0..4), end in words()) {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let message = TemplateMessage {
            header: vec![end.clone()],
            buttons: vec![TemplateButtonValue::Url(Some(end.clone()))],
            ..ready(&values)
        };
        let body = template(&ann(), &message, "c");
        prop_assert_eq!(validate(&body), Ok(()), "{}", body);
    }
}
