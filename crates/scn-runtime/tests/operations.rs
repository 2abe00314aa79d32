//! What those who run it see: numbers, health, and nothing about a person.

mod common;
mod outside;
use common::*;
use outside::Does;
use scn_engine::Scenario;
use serde_json::{Value, json};

/// The value of a line of the numbers.
fn number(page: &str, line: &str) -> Option<f64> {
    let found = page.lines().find(|found| found.rsplit_once(' ').is_some_and(|(name, _)| name == line))?;
    found.rsplit_once(' ')?.1.parse().ok()
}

fn shows(bot: &Bot<'_>, line: &str, value: f64) {
    eventually(&format!("{line} is {value}"), || number(&bot.page("/metrics").1, line) == Some(value));
}

#[test]
fn what_comes_in_is_worked_on_and_goes_out_is_counted() {
    let world = World::new();
    world.platform.will([Reply::Refuse(429, 130429)]);
    let bot = world.start();
    let webhook = bot.customer_says("A", "one");
    assert_eq!(bot.deliver(&webhook), 200, "the same once more");
    assert_eq!(bot.post(b"{}".to_vec(), Some("sha256=00".into())), 401);
    shows(&bot, r#"scn_sends_total{result="retry"}"#, 1.0);
    shows(&bot, r#"scn_waiting{what="outbox"}"#, 1.0);
    shows(&bot, r#"scn_platform_refusals_total{reaction="wait_number"}"#, 1.0);
    shows(&bot, "scn_sending_held", 1.0);
    world.clock.advance(HOUR);
    shows(&bot, r#"scn_sends_total{result="sent"}"#, 1.0);
    shows(&bot, r#"scn_waiting{what="outbox"}"#, 0.0);
    for (line, value) in [
        (r#"scn_webhooks_total{result="stored"}"#, 2.0),
        (r#"scn_webhooks_total{result="wrong_signature"}"#, 1.0),
        (r#"scn_messages_received_total{result="new"}"#, 1.0),
        (r#"scn_messages_received_total{result="seen_before"}"#, 1.0),
        (r#"scn_turns_total{result="done"}"#, 1.0),
        (r#"scn_kept{what="conversations"}"#, 1.0),
        (r#"scn_store_operation_seconds_count{operation="commit"}"#, 1.0),
        ("scn_send_seconds_count", 2.0),
        ("scn_sending_held", 0.0),
    ] {
        assert_eq!(number(&bot.page("/metrics").1, line), Some(value), "{line}");
    }
    bot.stop();
}

#[test]
fn calls_are_counted_by_their_system() {
    let world = World::new();
    let (shop, url) = outside::shop(&world);
    shop.will([Does::Answers(404, json!("no such order"))]);
    let bot = world.start_with(outside::config(&world, &url), Scenario::load(outside::graph()).unwrap());
    bot.customer_says("A", "order");
    shows(&bot, r#"scn_calls_total{connector="shop",result="failed"}"#, 1.0);
    shows(&bot, r#"scn_call_seconds_count{connector="shop"}"#, 1.0);
    bot.stop();
}

#[test]
fn what_is_late_shows_for_how_long() {
    let world = World::new();
    world.platform.will([Reply::Refuse(401, 190)]);
    let bot = world.start();
    bot.customer_says("A", "one");
    shows(&bot, "scn_sending_held", 1.0);
    let late = number(&bot.page("/metrics").1, r#"scn_late_seconds{what="outbox"}"#);
    assert_eq!(late, Some(0.0), "it waits, but not longer than it should");
    bot.stop();
}

#[test]
fn numbers_say_nothing_about_a_person_and_are_not_for_the_world() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "my name is Ada");
    bot.settle();
    let (status, page) = bot.page("/metrics");
    assert_eq!(status, 200);
    for personal in ["4179", "Ada", "wamid"] {
        assert!(!page.contains(personal), "{personal} in\n{page}");
    }
    assert!(page.ends_with("# EOF\n"), "it is whole");
    assert_eq!(bot.get("/metrics").0, 404);
    let (status, ready) = bot.get("/health/ready");
    assert_eq!((status, ready.as_str()), (200, r#"{"status":"ready"}"#));
    let ready: Value = serde_json::from_str(&bot.page("/health/ready").1).unwrap();
    assert_eq!(ready["conversations"], 1);
    bot.stop();
}
