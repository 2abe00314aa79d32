//! Whatever comes over the wire: no panic, no element lost to its neighbour, no long work for nothing.
#![allow(clippy::disallowed_methods, reason = "tests measure time")]

use proptest::prelude::*;
use scn_engine::{CartItem, Content, Event, MediaKind};
use scn_graph::{Currency, Key, Moment, Tap, Value as Known};
use scn_whatsapp::{Item, Reaction, What, answer, handshake, parse, validate, verify};
use serde_json::{Map, Value, json};
use std::time::Instant;

const NOW: Moment = Moment(1_790_000_100_000);

fn envelope(value: &Value) -> Vec<u8> {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]})
        .to_string()
        .into_bytes()
}

fn items(value: &Value) -> Vec<Item> {
    parse(&envelope(value)).unwrap()
}

/// What the engine gets from one message.
fn event(message: Value) -> Option<Event> {
    let mut message = message;
    let defaults = json!({"id": "wamid.A", "from": "16505551234", "timestamp": "1790000000"});
    for (key, value) in defaults.as_object().unwrap() {
        message.as_object_mut().unwrap().entry(key).or_insert(value.clone());
    }
    let item = items(&json!({"messages": [message]})).remove(0);
    item.event(NOW).map(|(_, event)| event)
}

fn content(message: Value) -> Option<Content> {
    match event(message)? {
        Event::Inbound(inbound) => Some(inbound.content),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_bad_element_does_not_lose_its_neighbours() {
    let good =
        json!({"id": "wamid.A", "from": "1", "timestamp": "1", "type": "text", "text": {"body": "hi"}});
    let bad = [
        json!(null),
        json!(7),
        json!([]),
        json!({}),
        json!({"type": 3, "text": []}),
        json!({"type": "text"}),
    ];
    let messages: Vec<Value> = bad.iter().flat_map(|bad| [bad.clone(), good.clone()]).collect();
    let found =
        items(&json!({"messages": messages, "statuses": [null, {"id": "wamid.B", "status": "sent"}]}));
    assert_eq!(found.len(), messages.len() + 2);
    let texts = found.iter().filter(|item| match &item.what {
        What::Message(message) => message.content == scn_whatsapp::webhook::Content::Text("hi".into()),
        _ => false,
    });
    assert_eq!(texts.count(), bad.len());
}

#[test]
fn what_is_unknown_is_kept_as_it_came() {
    let strange = json!({"id": "wamid.A", "from": "1", "type": "hologram", "hologram": {"depth": 3}});
    let item = items(&json!({"messages": [strange]})).remove(0);
    assert_eq!(item.raw, strange);
    let What::Message(message) = item.what else { panic!("a message") };
    assert_eq!(
        (message.kind.as_str(), &message.content),
        ("hologram", &scn_whatsapp::webhook::Content::Unknown)
    );
    assert_eq!(content(strange), Some(Content::Unsupported), "the customer gets an answer");

    let value = json!({"event": "MOON_LANDING", "crew": 3});
    let item = items(&value).remove(0);
    assert_eq!((item.what, item.raw), (What::Other { event: Some("MOON_LANDING".into()) }, value));
}

#[test]
fn what_is_not_ours_gives_nothing() {
    for body in [
        "{}",
        "[]",
        "1",
        "null",
        "\"x\"",
        r#"{"object":"page","entry":[{"changes":[{}]}]}"#,
        r#"{"entry":7}"#,
    ] {
        assert_eq!(parse(body.as_bytes()), Ok(Vec::new()), "{body}");
    }
    for body in ["", "{", "{\"entry\":[", "\u{feff}{}", "hello", "{\"a\":\"\\u12\"}"] {
        assert!(parse(body.as_bytes()).is_err(), "{body}");
    }
    assert!(parse(b"{\"a\":\"\xff\"}").is_err());
}

#[test]
fn half_a_character_costs_one_letter_not_the_webhook() {
    let body = String::from_utf8(envelope(
        &json!({"messages": [{"id": "a", "type": "text", "text": {"body": "hi HALF"}}]}),
    ));
    let body = body.unwrap().replace("HALF", "\\ud83d");
    let What::Message(message) = parse(body.as_bytes()).unwrap().remove(0).what else { panic!("a message") };
    assert_eq!(message.content, scn_whatsapp::webhook::Content::Text("hi \u{fffd}".into()));
}

#[test]
fn deep_nesting_is_refused_quickly() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(1_000_000), close.repeat(1_000_000));
        let start = Instant::now();
        assert!(parse(deep.as_bytes()).is_err());
        assert!(start.elapsed().as_millis() < 2000);
    }
}

#[test]
fn messages_become_what_the_engine_knows() {
    let tap = Some(Tap { question: Key(35), option: Key(1) });
    let choice = |id: &str, kind: &str| json!({"type": "interactive", "interactive": {"type": kind, kind: {"id": id, "title": "Yes"}}});
    assert_eq!(content(json!({"type": "text", "text": {"body": "hi"}})), Some(Content::Text("hi".into())));
    assert_eq!(content(choice("z.1", "button_reply")), Some(Content::Tap { tap, title: "Yes".into() }));
    assert_eq!(content(choice("z.1", "list_reply")), Some(Content::Tap { tap, title: "Yes".into() }));
    assert_eq!(
        content(choice("not ours", "list_reply")),
        Some(Content::Tap { tap: None, title: "Yes".into() })
    );
    assert_eq!(
        content(json!({"type": "button", "button": {"payload": "z.1", "text": "Yes"}})),
        Some(Content::Tap { tap, title: "Yes".into() })
    );
    assert_eq!(
        content(json!({"type": "audio", "audio": {"id": 12, "mime_type": "audio/ogg", "voice": true}})),
        Some(Content::Media {
            kind: MediaKind::Voice,
            id: "12".into(),
            mime: "audio/ogg".into(),
            caption: None
        })
    );
    assert_eq!(
        content(json!({"location": {"latitude": "47.4", "longitude": 8.5, "name": ""}})),
        Some(Content::Place { latitude: 47.4, longitude: 8.5, name: None }),
        "no type, a number as text, an empty name"
    );
    assert_eq!(
        content(json!({"type": "contacts", "contacts": [{"phones": [{"phone": "+1"}]}]})),
        Some(Content::ContactCard { name: "+1".into(), phone: Some("+1".into()) }),
        "a card without a name goes by its number"
    );
    let francs = |amount: &str| Known::Money {
        amount: amount.parse().unwrap(),
        currency: Currency::parse("CHF").unwrap(),
    };
    let cart = json!({"type": "order", "order": {"text": "vite", "product_items": [
        {"product_retailer_id": "margherita", "quantity": 2, "item_price": 18.5, "currency": "CHF"},
        {"product_retailer_id": "coca", "quantity": "1", "item_price": "4,50", "currency": "chf"},
        {"product_retailer_id": "eau", "item_price": 3}]}});
    let item = |product: &str, quantity, price| CartItem { product: product.into(), quantity, price };
    assert_eq!(
        content(cart),
        Some(Content::Order {
            items: vec![
                item("margherita", 2, Some(francs("18.5"))),
                item("coca", 1, Some(francs("4.50"))),
                item("eau", 1, None),
            ],
            text: Some("vite".into())
        }),
        "numbers as numbers or as text, with a point or a comma; no currency, no price"
    );
    assert_eq!(
        content(json!({"type": "reaction", "reaction": {"message_id": "x", "emoji": ""}})),
        Some(Content::Reaction { emoji: None })
    );
    for strange in [
        json!({"type": "unsupported", "errors": [{"code": 131_051}]}),
        json!({"type": "order", "order": {}}),
        json!({"type": "interactive"}),
        json!({"type": "text", "text": "hi"}),
        json!({"text": {"body": "two"}, "image": {"id": "contents"}}),
        json!({}),
    ] {
        assert_eq!(content(strange.clone()), Some(Content::Unsupported), "{strange}");
    }
}

#[test]
fn what_is_nobody_s_turn_is_no_event() {
    for silent in [
        json!({"type": "system", "system": {"type": "user_changed_number", "wa_id": "2"}}),
        json!({"type": "edit", "edit": {"message": {"type": "text", "text": {"body": "x"}}}}),
        json!({"type": "revoke", "revoke": {"original_message_id": "x"}}),
        json!({"type": "request_welcome"}),
        json!({"type": "text", "text": {"body": "to all"}, "group_id": "G"}),
    ] {
        assert_eq!(event(silent.clone()), None, "{silent}");
    }
    let text = json!({"id": "a", "from": "1", "timestamp": "1", "type": "text", "text": {"body": "x"}});
    let standby =
        json!({"entry": [{"changes": [{"field": "standby", "value": {"standby": {"messages": [text]}}}]}]});
    let found = parse(standby.to_string().as_bytes()).unwrap();
    assert!(matches!(found[0].what, What::Message(_)) && found[0].event(NOW).is_none());
}

#[test]
fn people_of_the_business_and_opt_outs_are_events_too() {
    let value = json!({"message_echoes": [{"from": "1", "to": "16505551234", "id": "e", "type": "text", "text": {"body": "I am Ada"}}],
        "user_preferences": [{"wa_id": "16505551234", "value": "stop"}, {"wa_id": "16505551234", "value": "resume"}]});
    let found = items(&value);
    let events: Vec<_> = found.iter().map(|item| item.event(NOW)).collect();
    let (who, echo) = events[0].clone().unwrap();
    assert_eq!(
        (who.phone.as_deref(), echo),
        (Some("+16505551234"), Event::HumanMessage { text: "I am Ada".into() })
    );
    assert_eq!(events[1].clone().unwrap().1, Event::OptOut);
    assert!(events[2].is_none());
    let nobody = items(&json!({"messages": [{"id": "a", "type": "text", "text": {"body": "x"}}]}));
    assert_eq!(nobody[0].event(NOW).and_then(|(who, _)| who.key()), None, "there is no one to answer");
}

#[test]
fn the_window_moves_with_the_message_and_never_into_the_future() {
    let sent = |timestamp: Value| match event(
        json!({"type": "text", "text": {"body": "x"}, "timestamp": timestamp, "context": {"id": "wamid.Q"}}),
    ) {
        Some(Event::Inbound(inbound)) => (inbound.sent_at, inbound.quoted),
        other => panic!("{other:?}"),
    };
    let quoted = Some("wamid.Q".to_owned());
    assert_eq!(sent(json!("1790000000")), (Moment(1_790_000_000_000), quoted.clone()));
    assert_eq!(sent(json!(1_790_000_000)), (Moment(1_790_000_000_000), quoted.clone()));
    for strange in
        [json!("1890000000"), json!("soon"), json!(null), json!(1e300), json!("9223372036854775807")]
    {
        assert_eq!(sent(strange.clone()), (NOW, quoted.clone()), "{strange}");
    }
}

#[test]
fn errors_of_the_account_stand_alone_or_next_to_what_came_with_them() {
    let errors =
        json!([{"code": "130429", "title": "Rate limit hit", "error_data": {"details": "too fast"}}, 7]);
    let alone = items(&json!({"errors": errors})).remove(0);
    let What::AccountError(found) = &alone.what else { panic!("an account error") };
    assert_eq!((found.len(), found[0].code, found[0].reaction()), (1, Some(130_429), Reaction::WaitNumber));
    let beside = items(&json!({"errors": errors, "messages": [{"id": "a", "type": "interactive"}]}));
    assert_eq!((beside.len(), beside[0].nearby_errors[0].code), (1, Some(130_429)));
}

#[test]
fn statuses_fold_by_rank() {
    let statuses: Vec<Value> = ["sent", "failed", "delivered", "read", "played", "RINGING"]
        .iter()
        .map(|status| json!({"id": "a", "status": status}))
        .collect();
    let found = items(&json!({"statuses": statuses}));
    let ranks: Vec<_> = found
        .iter()
        .map(|item| match &item.what {
            What::Status(status) => status.rank(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ranks, [Some(1), Some(2), Some(3), Some(4), Some(5), None]);
}

/// JSON made of the platform's own words, in the wrong places.
fn soup() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "messages",
        "statuses",
        "message_echoes",
        "calls",
        "user_preferences",
        "standby",
        "contacts",
        "metadata",
        "type",
        "text",
        "body",
        "interactive",
        "button_reply",
        "id",
        "title",
        "edit",
        "message",
        "from",
        "wa_id",
        "timestamp",
        "errors",
        "code",
        "context",
        "image",
        "location",
        "latitude",
        "event",
        "phone_number_id",
        "profile",
        "name",
        "error",
        "system",
        "status",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(7, 80, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            3 => prop::collection::vec((word.clone(), inner), 0..6).prop_map(|pairs| {
                Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "\\PC*") {
        let _ = parse(&bytes);
        let _ = answer(200, &bytes);
        let _ = handshake(&text, &text);
        prop_assert!(!verify(Some(&text), &bytes, &["secret"]));
    }

    #[test]
    fn any_json(value in soup()) {
        for item in items(&value) {
            prop_assert!(!item.dedupe_key().is_empty());
            let _ = item.event(NOW);
        }
        let _ = parse(value.to_string().as_bytes());
        let _ = validate(&value);
        let _ = answer(400, value.to_string().as_bytes());
    }

    #[test]
    fn any_element_next_to_a_good_one(bad in soup()) {
        let good = json!({"id": "wamid.GOOD", "from": "1", "timestamp": "1", "type": "text", "text": {"body": "hi"}});
        let found = items(&json!({"messages": [bad, good]}));
        prop_assert_eq!(found.len(), 2);
        prop_assert_eq!(found[1].dedupe_key(), "messages::wamid.GOOD");
    }
}
