//! What the webhook answers, and what it stores.

mod common;
use common::*;
use scn_store::{Counts, Reader};
use serde_json::{Value, json};

#[test]
fn the_handshake_is_answered_with_the_challenge() {
    let world = World::new();
    let bot = world.start();
    let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token";
    assert_eq!(bot.get(&format!("/webhook?{query}=sandbox-verify")), (200, "1158201444".into()));
    assert_eq!(bot.get(&format!("/webhook?{query}=guessed")).0, 403);
    assert_eq!(bot.get("/webhook").0, 403);
    bot.stop();
}

#[test]
fn a_message_is_answered_and_a_wrong_signature_leaves_no_trace() {
    let world = World::new();
    let bot = world.start();
    let body = text_webhook("41790000001", "A", "one", NOON).to_string().into_bytes();
    let wrong = [None, Some("sha256=00".to_owned()), Some(scn_whatsapp::sign(&body, "another secret"))];
    for signature in wrong {
        assert_eq!(bot.post(body.clone(), signature), 401);
    }
    assert_eq!(bot.store.counts(), Ok(Counts::default()));

    assert_eq!(bot.post(body.clone(), Some(scn_whatsapp::sign(&body, SECRET))), 200);
    eventually("answered", || world.platform.texts() == ["you said one"]);
    let request = &world.platform.requests()[0];
    assert_eq!(request["to"], "+41790000001");
    assert!(request["biz_opaque_callback_data"].as_str().unwrap().starts_with("scn-"));
    bot.stop();
}

#[test]
fn the_same_webhook_is_answered_once_however_often_it_comes() {
    let world = World::new();
    let bot = world.start();
    let webhook = bot.customer_says("A", "one");
    assert_eq!(bot.deliver(&webhook), 200);
    bot.settle();
    assert_eq!(bot.deliver(&webhook), 200);
    bot.customer_says("B", "two");
    eventually("both answered", || world.platform.requests().len() == 2);
    bot.settle();
    assert_eq!(world.platform.texts(), ["you said one", "you said two"]);
    bot.stop();
}

#[test]
fn messages_of_one_contact_are_answered_in_order() {
    let world = World::new();
    let bot = world.start();
    for round in 0..10 {
        for word in ["one", "two", "three"] {
            bot.customer_says(&format!("{round}-{word}"), word);
        }
    }
    eventually("all answered", || world.platform.requests().len() == 30);
    let expected = ["you said one", "you said two", "you said three"].repeat(10);
    assert_eq!(world.platform.texts(), expected);
    bot.stop();
}

#[test]
fn several_messages_in_one_webhook_go_by_the_time_they_were_sent() {
    let world = World::new();
    let bot = world.start();
    let message = |id: &str, words: &str, at: i64| {
        text_webhook("41790000001", id, words, at)["entry"][0]["changes"][0]["value"]["messages"][0].clone()
    };
    let mut webhook = text_webhook("41790000001", "A", "one", NOON);
    let list = [
        message("C", "three", NOON - 1_000),
        message("A", "one", NOON - 9_000),
        message("B", "two", NOON - 5_000),
    ];
    webhook["entry"][0]["changes"][0]["value"]["messages"] = Value::from(list.to_vec());
    assert_eq!(bot.deliver(&webhook), 200);
    eventually("all answered", || {
        world.platform.texts() == ["you said one", "you said two", "you said three"]
    });
    bot.stop();
}

#[test]
fn what_cannot_be_read_is_taken_and_kept_aside() {
    let world = World::new();
    let bot = world.start();
    let whole = text_webhook("41790000001", "A", "one", NOON).to_string();
    let bodies = [&whole.as_bytes()[..whole.len() / 2], b"", b"\xff\xfe", "[".repeat(10_000).as_bytes()]
        .map(<[u8]>::to_vec);
    for body in bodies {
        let signature = scn_whatsapp::sign(&body, SECRET);
        assert_eq!(bot.post(body, Some(signature)), 200);
    }
    let counts = bot.store.counts().unwrap();
    assert_eq!((counts.unreadable, counts.inbound_waiting), (4, 0));
    bot.customer_says("A", "one");
    eventually("still alive", || world.platform.texts() == ["you said one"]);
    bot.stop();
}

#[test]
fn a_body_of_ten_megabytes_is_refused() {
    let world = World::new();
    let bot = world.start();
    let body = vec![b' '; 10_000_000];
    let signature = scn_whatsapp::sign(&body, SECRET);
    assert_eq!(bot.post(body, Some(signature)), 413);
    assert_eq!(bot.store.counts(), Ok(Counts::default()));
    bot.stop();
}

#[test]
fn messages_to_another_number_and_other_objects_are_passed_over() {
    let world = World::new();
    let bot = world.start();
    let mut webhook = text_webhook("41790000001", "A", "one", NOON);
    webhook["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = json!("999");
    assert_eq!(bot.deliver(&webhook), 200);
    assert_eq!(bot.deliver(&json!({"object": "page", "entry": []})), 200);
    assert_eq!(bot.store.counts(), Ok(Counts::default()));
    let (status, page) = bot.page("/health/ready");
    let page: Value = serde_json::from_str(&page).unwrap();
    assert_eq!((status, &page["status"], &page["webhooks_foreign"]), (200, &json!("ready"), &json!(1)));
    assert_eq!(bot.get("/health/live").0, 200);
    bot.stop();
}

#[test]
fn a_store_that_fails_makes_the_platform_come_again() {
    let world = World::new();
    let bot = world.start();
    // Another program holds the file for longer than the store waits for it.
    let other = rusqlite_lock(&world);
    let webhook = text_webhook("41790000001", "A", "one", NOON);
    assert_eq!(bot.deliver(&webhook), 503);
    drop(other);
    assert_eq!(bot.deliver(&webhook), 200);
    eventually("answered", || world.platform.texts() == ["you said one"]);
    bot.stop();
}

fn rusqlite_lock(world: &World) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(world.store_path()).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    connection
}

#[test]
fn every_recorded_webhook_is_answered_200() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../scn-whatsapp/tests/fixtures/inbound");
    let world = World::new();
    let bot = world.start();
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let mut webhook: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        address_to_us(&mut webhook);
        assert_eq!(bot.deliver(&webhook), 200, "{}", file.display());
        count += 1;
    }
    assert!(count > 140, "{count} files");
    bot.settle();
    let counts = bot.store.counts().unwrap();
    assert_eq!(counts.unreadable, 0);
    assert!(counts.contacts > 10 && counts.conversations == counts.contacts, "{counts:?}");
    bot.stop();
}

/// The recorded webhooks were sent to many numbers.
fn address_to_us(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                if key == "phone_number_id" {
                    *field = json!(NUMBER);
                }
                address_to_us(field);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(address_to_us),
        _ => {}
    }
}
