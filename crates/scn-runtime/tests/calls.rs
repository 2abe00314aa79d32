//! Calls to outside systems: made once in effect, answered in the conversation, in nobody's way.

mod common;
mod outside;
use common::*;
use outside::{Does, PAUSE, config, graph, shop};
use scn_engine::Scenario;
use scn_runtime::{Environment, StartError};
use scn_store::Reader;
use serde_json::json;

fn scenario() -> Scenario {
    Scenario::load(graph()).unwrap()
}

#[test]
fn a_call_carries_token_key_and_arguments_and_its_answer_is_said() {
    let world = World::new();
    let (shop, url) = shop(&world);
    let bot = world.start_with(config(&world, &format!("{url}/api")), scenario());
    bot.customer_says("A", "order");
    eventually("answered", || world.platform.texts() == ["order: A-17"]);
    let asked = shop.asked().remove(0);
    assert_eq!((asked.verb.as_str(), asked.path.as_str()), ("POST", "/api/orders"));
    assert_eq!(asked.headers["authorization"], "Bearer let-me-in");
    assert_eq!(asked.body, json!({"lines": [{"amount": 18.5, "currency": "CHF"}]}));

    bot.customer_says("B", "status");
    eventually("answered", || world.platform.texts().len() == 2);
    let second = shop.asked().remove(1);
    assert_eq!((second.verb.as_str(), second.path.as_str()), ("GET", "/api/orders/A%2F17"));
    assert_ne!(asked.key(), second.key());
    assert_eq!(bot.store.counts().unwrap().calls, 0);
    bot.stop();
}

#[test]
fn a_crash_while_calling_repeats_the_call_under_the_same_key_and_says_its_answer_once() {
    let world = World::new();
    let (shop, url) = shop(&world);
    shop.will([Does::Hangs]);
    let mut slow = graph();
    slow.connectors[0].timeout_ms = 60_000;
    let bot = world.start_with(config(&world, &url), Scenario::load(slow.clone()).unwrap());
    bot.customer_says("A", "order");
    shop.asked_times(1);
    bot.crash();

    let bot = world.start_with(config(&world, &url), Scenario::load(slow).unwrap());
    eventually("answered", || world.platform.texts() == ["order: A-17"]);
    let asked = shop.asked();
    assert_eq!((asked.len(), asked[0].key()), (2, asked[1].key()));
    bot.crash();
    let bot = world.start_with(config(&world, &url), scenario());
    bot.settle();
    assert_eq!((shop.asked().len(), world.platform.texts().len()), (2, 1));
    bot.stop();
}

#[test]
fn only_what_can_be_repeated_is_tried_again() {
    let world = World::new();
    let (shop, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), scenario());
    let down = || Does::Answers(503, json!("try later"));
    shop.will([down(), Does::Hangs, Does::Answers(200, json!("ready"))]);
    bot.customer_says("A", "status");
    for tries in 2..=3 {
        shop.asked_times(tries - 1);
        eventually("the next try is due", || {
            world.clock.advance(PAUSE);
            shop.asked().len() >= tries
        });
    }
    eventually("answered", || world.platform.texts() == ["status: ready"]);
    let keys: Vec<String> = shop.asked().iter().map(|asked| asked.key().to_owned()).collect();
    assert!(keys.iter().all(|key| *key == keys[0]));

    shop.will([down()]);
    bot.customer_says("B", "order");
    eventually("given up at once", || world.platform.texts().last().unwrap() == "order failed");
    shop.will([down(), down(), down()]);
    bot.customer_says("C", "status");
    eventually("given up after two more", || {
        world.clock.advance(PAUSE);
        world.platform.texts().last().unwrap() == "status failed"
    });
    assert_eq!(shop.asked().len(), 3 + 1 + 3);
    bot.stop();
}

#[test]
fn an_answer_of_another_type_a_refusal_and_silence_are_failures() {
    let world = World::new();
    let (shop, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), scenario());
    let long = "x".repeat(2_000_000);
    let bad = [
        Does::Answers(200, json!({"number": 1})),
        Does::Answers(200, json!("more than twenty letters")),
        Does::Raw("<html>"),
        Does::Answers(200, json!(long)),
        Does::Answers(404, json!("no such order")),
        Does::Answers(302, json!("elsewhere")),
        Does::Hangs,
    ];
    let count = bad.len();
    shop.will(bad);
    for number in 1..=count {
        bot.customer_says(&format!("A{number}"), "order");
        eventually("failed", || world.platform.texts().len() == number);
    }
    assert!(world.platform.texts().iter().all(|text| text == "order failed"));
    assert_eq!(shop.asked().len(), count);
    bot.stop();
}

#[test]
fn a_slow_system_holds_up_nobody_else() {
    let world = World::new();
    let (shop, url) = shop(&world);
    let mut slow = graph();
    slow.connectors[0].timeout_ms = 60_000;
    shop.will((0..20).map(|_| Does::Hangs));
    let bot = world.start_with(config(&world, &url), Scenario::load(slow).unwrap());
    for number in 0..20 {
        let from = format!("417900001{number:02}");
        assert_eq!(bot.deliver(&text_webhook(&from, &format!("S{number}"), "order", bot.now())), 200);
    }
    shop.asked_times(20);
    bot.customer_says("A", "order");
    eventually("answered", || world.platform.texts() == ["order: A-17"]);
}

#[test]
fn without_an_address_or_a_token_it_does_not_start_but_in_the_sandbox() {
    let world = World::new();
    let mut config = config(&world, "http://127.0.0.1:9");
    config.environment = Environment::of([("SHOP_URL", "http://127.0.0.1:9")]);
    let error = world.cannot_start(config.clone(), scenario());
    let StartError::Connectors(missing) = error else { panic!("{error}") };
    assert_eq!(missing, ["the connector `shop` has no token: set SHOP_TOKEN, or try with --sandbox"]);
    config.environment = Environment::of([("SHOP_TOKEN", "x"), ("SHOP_URL", "shop.example")]);
    let error = world.cannot_start(config.clone(), scenario()).to_string();
    assert_eq!(error, "the connector `shop` needs an address that begins with https://: correct SHOP_URL");

    config.sample_calls = true;
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "order");
    eventually("a sample answers", || world.platform.texts() == ["order: sample"]);
    bot.stop();
}
