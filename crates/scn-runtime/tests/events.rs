//! The endpoint for the business's systems.

mod common;
mod outside;
use common::*;
use outside::{EVENTS_SECRET, config, graph, shop};
use scn_engine::Scenario;
use scn_store::Reader;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn scenario() -> Scenario {
    Scenario::load(graph()).unwrap()
}

fn tell(bot: &Bot<'_>, event: &str, key: &str, body: &Value) -> (u16, Value) {
    let bytes = body.to_string().into_bytes();
    let signature = scn_whatsapp::sign(&bytes, EVENTS_SECRET);
    let headers = [("X-Hub-Signature-256", signature.as_str()), ("Idempotency-Key", key)];
    bot.post_to(&format!("/events/{event}"), bytes, &headers)
}

fn shipped(contact: &str) -> Value {
    json!({"contact": contact, "number": "A-17"})
}

#[test]
fn an_event_starts_its_flow_even_for_somebody_who_never_wrote_and_once_per_key() {
    let world = World::new();
    let (_, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), scenario());
    let new = json!({"accepted": true, "seen_before": false});
    let again = json!({"accepted": true, "seen_before": true});
    assert_eq!(tell(&bot, "shop.shipped", "17", &shipped("+41 79 000 00 01")), (202, new.clone()));
    assert_eq!(tell(&bot, "shop.shipped", "17", &shipped("+41790000001")), (202, again));
    eventually("the template is sent", || !world.platform.requests().is_empty());
    bot.settle();
    let request = &world.platform.requests()[0];
    assert_eq!(request["to"], "+41790000001");
    assert_eq!(request["template"]["components"][0]["parameters"][0]["text"], "A-17");
    assert_eq!(world.platform.requests().len(), 1, "nobody has opened the window for the words after it");
    let lines = bot.store.history(bot.customer().unwrap(), 9).unwrap();
    assert_eq!(lines[0].text, "event: shop.shipped");
    let by_id = json!({"contact": "CH.1234567890", "number": "A-18", "place": null});
    assert_eq!(tell(&bot, "shop.shipped", "18", &by_id), (202, new));
    eventually("sent by user id", || {
        world.platform.requests().iter().any(|request| request["recipient"] == "CH.1234567890")
    });
    bot.stop();
}

#[test]
fn what_was_taken_survives_a_crash() {
    let world = World::new();
    let (_, url) = shop(&world);
    let mut nowhere = config(&world, &url);
    nowhere.api_url = "http://127.0.0.1:1".into();
    let bot = world.start_with(nowhere, scenario());
    assert_eq!(tell(&bot, "shop.shipped", "17", &shipped("+41790000001")).0, 202);
    bot.crash();
    world.clock.advance(outside::PAUSE);
    let bot = world.start_with(config(&world, &url), scenario());
    eventually("sent", || world.platform.requests().len() == 1);
    bot.stop();
}

#[test]
fn what_is_wrong_is_said_and_leaves_no_trace() {
    let world = World::new();
    let (_, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), scenario());
    let good = shipped("+41790000001");
    for (event, key, body, status, words) in [
        ("shop.lost", "1", good.clone(), 404, "it knows: shop.shipped"),
        ("shop.shipped", "", good.clone(), 400, "Idempotency-Key"),
        ("shop.shipped", "1", json!({"number": "A-17"}), 400, "contact must be a phone number"),
        ("shop.shipped", "1", shipped("079 000 00 01"), 400, "+41791234567"),
        ("shop.shipped", "1", json!({"contact": "+41790000001"}), 400, "`number` is missing"),
        (
            "shop.shipped",
            "1",
            json!({"contact": "+41790000001", "number": "A", "place": "far"}),
            400,
            "`place` must be a whole number",
        ),
        (
            "shop.shipped",
            "1",
            json!({"contact": "+41790000001", "number": "A", "weight": 1}),
            400,
            "`weight` is no parameter of shop.shipped; its parameters: number, place",
        ),
        ("shop.shipped", "1", json!(["+41790000001"]), 400, "must be a JSON object"),
    ] {
        let (found, answer) = tell(&bot, event, key, &body);
        assert_eq!(found, status, "{body}: {answer}");
        assert!(answer["error"].as_str().unwrap().contains(words), "{words}: {answer}");
    }
    let wrong = scn_whatsapp::sign(b"another body", EVENTS_SECRET);
    for headers in
        [vec![("Idempotency-Key", "1")], vec![("Idempotency-Key", "1"), ("X-Hub-Signature-256", &wrong)]]
    {
        let (status, answer) = bot.post_to("/events/shop.shipped", good.to_string().into_bytes(), &headers);
        assert_eq!(status, 401, "{answer}");
    }
    assert_eq!(bot.store.counts().unwrap().contacts, 0);
    bot.stop();
}

#[test]
fn a_long_event_is_refused() {
    let world = World::new();
    let (_, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), scenario());
    let long = json!({"contact": "+41790000001", "number": "x".repeat(65_536)});
    let (status, answer) = tell(&bot, "shop.shipped", "1", &long);
    assert_eq!((status, &answer["error"]), (413, &json!("an event has at most 64 KB")));
    bot.stop();
}

#[test]
fn without_a_secret_no_event_is_taken() {
    let world = World::new();
    let (_, url) = shop(&world);
    let mut config = config(&world, &url);
    config.events_secrets.clear();
    let bot = world.start_with(config, scenario());
    let (status, answer) = tell(&bot, "shop.shipped", "17", &shipped("+41790000001"));
    assert_eq!((status, &answer["error"]), (401, &json!("no events are taken here: set SCN_EVENTS_SECRET")));
    bot.stop();
}

/// The signature over a whole request, as the book tells how to make it.
fn signed_whole(at: i64, event: &str, key: &str, body: &[u8]) -> String {
    let digest: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    let text = format!("{at}\nPOST\n/events/{event}\n{digest}\n{key}");
    scn_whatsapp::sign(text.as_bytes(), EVENTS_SECRET)
}

#[test]
fn a_request_that_is_signed_whole_cannot_be_told_again_as_something_else() {
    let world = World::new();
    let (_, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), scenario());
    let body = shipped("+41790000001").to_string().into_bytes();
    let now = NOON / 1000;
    let signature = signed_whole(now, "shop.shipped", "17", &body);
    let send = |event: &str, key: &str, at: i64, signature: &str| {
        let at = at.to_string();
        let headers = [("Idempotency-Key", key), ("X-Timestamp", &at), ("X-Signature", signature)];
        bot.post_to(&format!("/events/{event}"), body.clone(), &headers)
    };
    assert_eq!(
        send("shop.shipped", "17", now, &signature).1,
        json!({"accepted": true, "seen_before": false})
    );
    assert_eq!(send("shop.shipped", "17", now, &signature).1, json!({"accepted": true, "seen_before": true}));
    let stale = signed_whole(now - 301, "shop.shipped", "18", &body);
    let early = signed_whole(now + 301, "shop.shipped", "18", &body);
    let of_the_body = scn_whatsapp::sign(&body, EVENTS_SECRET);
    for (what, event, key, at, signature) in [
        ("another key", "shop.shipped", "18", now, &signature),
        ("another event", "shop.lost", "17", now, &signature),
        ("another time", "shop.shipped", "17", now + 1, &signature),
        ("too old", "shop.shipped", "18", now - 301, &stale),
        ("too early", "shop.shipped", "18", now + 301, &early),
        ("of the body alone", "shop.shipped", "18", now, &of_the_body),
    ] {
        let (status, answer) = send(event, key, at, signature);
        assert_eq!(status, 401, "{what}: {answer}");
        assert!(answer["error"].as_str().unwrap().contains("five lines"), "{what}: {answer}");
    }
    let headers = [("Idempotency-Key", "18"), ("X-Hub-Signature-256", signature.as_str())];
    assert_eq!(bot.post_to("/events/shop.shipped", body.clone(), &headers).0, 401, "nor for the body alone");
    bot.settle();
    assert_eq!(world.platform.requests().len(), 1);
    bot.stop();
}
