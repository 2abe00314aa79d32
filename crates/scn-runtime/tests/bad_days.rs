//! Bad days: what the operator sees, what becomes of messages, and that everything goes on by itself afterwards.

mod common;
mod filesystem;
mod outside;
use common::*;
use filesystem::Small;
use outside::Does;
use scn_engine::Scenario;
use scn_store::{Reader, SendRecord, SendState, SqliteStore, StoreError};
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);
const MINUTE: Duration = Duration::from_secs(60);

fn number(bot: &Bot<'_>, line: &str) -> Option<f64> {
    let page = bot.page("/metrics").1;
    let found = page.lines().find(|found| found.rsplit_once(' ').is_some_and(|(name, _)| name == line))?;
    found.rsplit_once(' ')?.1.parse().ok()
}

fn shows(bot: &Bot<'_>, line: &str, value: f64) {
    eventually(&format!("{line} is {value}"), || number(bot, line) == Some(value));
}

fn from(customer: u32, id: &str, words: &str, at: i64) -> Value {
    text_webhook(&format!("4179000000{customer}"), id, words, at)
}

// ------------------------------------------------------------ the store

#[test]
fn a_disk_that_is_full() {
    let Some(disk) = Small::disk(4) else { return };
    let world = World::new();
    let mut config = world.config();
    config.store = disk.path().join("bot.db");
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "one");
    bot.settle();

    disk.fill();
    let mut refused = None;
    for at in 0..64 {
        let webhook = text_webhook("41790000001", &format!("F{at}"), "two", bot.now());
        if bot.deliver(&webhook) == 503 {
            refused = Some(webhook);
            break;
        }
    }
    let refused = refused.expect("no room is left");
    let (status, page) = bot.page("/health/ready");
    assert_eq!((status, page.contains("the disk is full: make room")), (503, true), "{page}");
    assert_eq!(bot.get("/health/ready").0, 503, "and without words, for the world");
    assert!(number(&bot, r#"scn_webhooks_total{result="store_failed"}"#) > Some(0.0));

    disk.make_room();
    assert_eq!(bot.deliver(&refused), 200, "the platform comes again");
    eventually("well again, by itself", || bot.page("/health/ready").0 == 200);
    bot.settle();
    let taken = number(&bot, r#"scn_messages_received_total{result="new"}"#).unwrap() as usize;
    eventually("all that was taken is answered", || bot.store.counts().unwrap().inbound_waiting == 0);
    bot.settle();
    let contact = bot.customer().unwrap();
    let heard = bot.store.history(contact, 1000).unwrap();
    let words =
        heard.iter().filter(|line| line.text.contains("two")).map(|line| line.text.matches("two").count());
    assert!(taken > 1 && words.sum::<usize>() >= taken - 1, "none is lost: {taken}");
    assert!(
        bot.sends().iter().all(|send| send.state == SendState::Sent && send.attempts == 1),
        "none is repeated"
    );
    bot.stop();
}

#[test]
fn a_store_that_another_process_has() {
    let world = World::new();
    let bot = world.start();
    let second = SqliteStore::open(world.store_path()).err().expect("one process at a time");
    let words = second.to_string();
    assert!(matches!(second, StoreError::Locked { .. }));
    assert!(words.contains("used by another process: stop the other one"), "{words}");
    bot.customer_says("A", "one");
    bot.settle();
    assert_eq!(world.platform.texts(), ["you said one"], "the first one is not disturbed");
    bot.stop();
}

#[test]
fn a_store_that_a_tool_has_locked() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "one");
    bot.settle();
    let tool = rusqlite::Connection::open(world.store_path()).unwrap();
    tool.execute_batch("BEGIN IMMEDIATE").unwrap();
    let webhook = text_webhook("41790000001", "B", "two", bot.now());
    assert_eq!(bot.deliver(&webhook), 503);
    let (status, page) = bot.page("/health/ready");
    assert_eq!((status, page.contains("another program is writing to the store")), (503, true), "{page}");

    tool.execute_batch("ROLLBACK").unwrap();
    assert_eq!(bot.deliver(&webhook), 200, "the platform comes again");
    eventually("well again, by itself", || bot.page("/health/ready").0 == 200);
    bot.settle();
    assert_eq!(world.platform.texts(), ["you said one", "you said two"]);
    bot.stop();
}

#[test]
fn a_store_that_is_damaged_or_something_else() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "one");
    bot.settle();
    bot.stop();
    let path = world.store_path();
    assert!(!path.with_extension("db-wal").exists(), "after the end everything is in the one file");
    let well = std::fs::read(&path).unwrap();
    let why = || SqliteStore::open(&path).err().expect("it cannot be served").to_string();

    let mut damaged = well.clone();
    damaged[4096..].iter_mut().for_each(|byte| *byte = 0x5a);
    std::fs::write(&path, &damaged).unwrap();
    assert!(why().contains("the store is damaged") && why().contains("restore the last backup"), "{}", why());

    std::fs::write(&path, &well[..well.len() / 2]).unwrap();
    assert!(why().contains("the store is damaged"), "half of it: {}", why());

    std::fs::write(&path, "Dear diary").unwrap();
    assert!(why().contains("a file of another program"), "{}", why());

    std::fs::write(&path, &well).unwrap();
    let bot = world.start();
    bot.customer_says("B", "two");
    bot.settle();
    assert_eq!(world.platform.texts(), ["you said one", "you said two"], "the backup goes on");
    bot.stop();
}

#[test]
fn a_folder_that_may_only_be_read() {
    let Some(disk) = Small::disk(4) else { return };
    let path = disk.path().join("bot.db");
    drop(SqliteStore::open(&path).unwrap());
    disk.allow_reading_only();
    let why = SqliteStore::open(&path).err().expect("it cannot be served").to_string();
    assert!(why.contains("may be written to"), "{why}");
    let why = SqliteStore::open(disk.path().join("new.db")).err().expect("nor a new one").to_string();
    assert!(why.contains("may be written to"), "{why}");
}

// ------------------------------------------------------------ the platform

/// A token that was revoked (190), a payment that is missing (131042): nothing goes out, for nobody.
fn everything_is_refused(http: u16, code: u32) {
    let world = World::new();
    world.platform.will(vec![Reply::Refuse(http, code); 3]);
    let bot = world.start();
    assert_eq!(bot.deliver(&from(1, "A", "one", NOON)), 200);
    shows(&bot, "scn_sending_held", 1.0);
    assert_eq!(bot.deliver(&from(2, "B", "two", NOON)), 200, "messages are taken in as ever");
    shows(&bot, r#"scn_waiting{what="outbox"}"#, 2.0);
    assert_eq!(world.platform.requests().len(), 1, "the second is not even tried");
    assert!(bot.page("/health/ready").1.contains(r#""sending":"held""#));
    assert!(number(&bot, r#"scn_platform_refusals_total{reaction="stop_all"}"#) > Some(0.0));

    // Tried now and then, until somebody has put it right.
    for _ in 0..12 {
        world.clock.advance(10 * MINUTE);
        std::thread::sleep(Duration::from_millis(20));
    }
    shows(&bot, r#"scn_waiting{what="outbox"}"#, 0.0);
    shows(&bot, "scn_sending_held", 0.0);
    let mut texts = world.platform.texts().split_off(3);
    texts.sort();
    assert_eq!(texts, ["you said one", "you said two"], "once each");
    bot.stop();
}

#[test]
fn a_token_that_is_revoked() {
    everything_is_refused(401, 190);
}

#[test]
fn a_payment_that_is_missing() {
    everything_is_refused(400, 131_042);
}

#[test]
fn a_number_that_is_blocked() {
    everything_is_refused(403, 131_031);
}

#[test]
fn what_failed_later_and_is_told_again_holds_nothing_up_again() {
    const REFUSED: &str = r#"scn_platform_refusals_total{reaction="stop_all"}"#;
    let world = World::new();
    let bot = world.start();
    assert_eq!(bot.deliver(&from(1, "A", "one", NOON)), 200);
    bot.settle();
    let first = bot.sends()[0].wamid.clone().expect("taken");
    let failed = failed_webhook(&first, 131_042);
    assert_eq!(bot.deliver(&failed), 200);
    shows(&bot, REFUSED, 1.0);
    shows(&bot, "scn_sending_held", 1.0);
    world.clock.advance(30 * MINUTE);
    shows(&bot, "scn_sending_held", 0.0);

    assert_eq!(bot.deliver(&failed), 200, "the platform repeats itself");
    shows(&bot, r#"scn_statuses_received_total"#, 2.0);
    assert_eq!((number(&bot, REFUSED), number(&bot, "scn_sending_held")), (Some(1.0), Some(0.0)));
    bot.stop();
}

#[test]
fn a_platform_that_is_down_for_hours() {
    let world = World::new();
    let mut config = world.config();
    config.settle = Duration::from_secs(60);
    let bot = world.start_with(config, scenario());
    world.platform.will(vec![Reply::Raw(503, "down", None); 40]);
    for (customer, words) in [(1, "one"), (2, "two"), (3, "three")] {
        assert_eq!(bot.deliver(&from(customer, words, words, NOON)), 200);
    }
    for _ in 0..6 * 6 {
        world.clock.advance(10 * MINUTE);
        std::thread::sleep(Duration::from_millis(15));
    }
    eventually("the platform was tried for six hours", || world.platform.requests().len() > 40);
    for _ in 0..12 {
        world.clock.advance(10 * MINUTE);
        std::thread::sleep(Duration::from_millis(15));
    }
    bot.settle();
    let counts = bot.store.counts().unwrap();
    assert_eq!((counts.outbox_failed, counts.outbox_withheld), (0, 0), "nobody's answer is given up");
    let mut texts = world.platform.texts().split_off(40);
    texts.sort();
    assert_eq!(texts, ["you said one", "you said three", "you said two"], "once each");
    bot.stop();
}

#[test]
fn a_platform_that_cannot_be_reached_for_hours() {
    let world = World::new();
    let mut nowhere = world.config();
    nowhere.api_url = "http://127.0.0.1:1".into();
    let bot = world.start_with(nowhere, scenario());
    bot.customer_says("A", "one");
    for _ in 0..6 * 6 {
        world.clock.advance(10 * MINUTE);
        std::thread::sleep(Duration::from_millis(15));
    }
    assert_eq!(bot.sends()[0].state, SendState::Waiting, "after six hours");
    assert!(number(&bot, r#"scn_late_seconds{what="outbox"}"#).is_some());
    bot.stop();
    let bot = world.start();
    world.clock.advance(10 * MINUTE);
    bot.settle();
    assert_eq!(world.platform.texts(), ["you said one"]);
    bot.stop();
}

#[test]
fn a_system_of_ours_that_is_down_for_hours() {
    let world = World::new();
    let (shop, url) = outside::shop(&world);
    let bot = world.start_with(outside::config(&world, &url), Scenario::load(outside::graph()).unwrap());
    shop.will((0..5).map(|_| Does::Answers(500, json!("down"))));
    for customer in 1..=6 {
        assert_eq!(bot.deliver(&from(customer, &customer.to_string(), "order", NOON)), 200);
        let told = || world.platform.texts() == vec!["order failed"; customer as usize];
        eventually("nobody is kept waiting", told);
    }
    shows(&bot, r#"scn_breaker_open{connector="shop"}"#, 1.0);
    assert_eq!(shop.asked().len(), 5, "then it is left alone");

    world.clock.advance(5 * MINUTE);
    assert_eq!(bot.deliver(&from(1, "G", "order", bot.now())), 200);
    eventually("it works again", || {
        world.platform.texts().iter().any(|text| text.starts_with("order: A-17"))
    });
    shows(&bot, r#"scn_breaker_open{connector="shop"}"#, 0.0);
    bot.stop();
}

// ------------------------------------------------------------ the clock

#[test]
fn a_clock_that_is_set_back_a_day_while_a_message_waits() {
    let world = World::new();
    world.platform.will([Reply::Refuse(400, 131_056), Reply::Refuse(401, 190)]);
    let bot = world.start();
    bot.customer_says("A", "one");
    let waits = |send: &SendRecord| (send.attempts, send.state) == (1, SendState::Waiting);
    eventually("it waits for its next try", || bot.sends().first().is_some_and(waits));
    assert_eq!(bot.deliver(&from(2, "B", "two", NOON)), 200);
    shows(&bot, "scn_sending_held", 1.0);
    world.clock.set_back(DAY);
    shows(&bot, r#"scn_clock_jumps_total{direction="back"}"#, 1.0);
    shows(&bot, "scn_sending_held", 0.0);
    world.clock.advance(2 * MINUTE);
    bot.settle();
    let mut texts = world.platform.texts().split_off(2);
    texts.sort();
    assert_eq!(texts, ["you said one", "you said two"], "not a day later, and once each");
    bot.stop();
}

#[test]
fn a_clock_that_is_set_back_a_day_while_nothing_runs() {
    let world = World::new();
    let mut nowhere = world.config();
    nowhere.api_url = "http://127.0.0.1:1".into();
    nowhere.gather = Some(Duration::ZERO);
    let bot = world.start_with(nowhere.clone(), scenario());
    bot.customer_says("A", "one");
    let held = r#"scn_sends_total{result="held"}"#;
    eventually("tried", || number(&bot, held) >= Some(1.0));
    nowhere.gather = None;
    bot.customer_says("B", "two");
    bot.crash();

    world.clock.set_back(DAY);
    let bot = world.start();
    bot.customer_says("C", "three");
    world.clock.advance(2 * MINUTE);
    eventually("all is answered", || world.platform.texts().len() == 3);
    bot.settle();
    assert_eq!(world.platform.texts(), ["you said one", "you said two", "you said three"], "in order");
    let contact = bot.customer().unwrap();
    let said =
        |line: &scn_store::HistoryLine| (line.side == scn_store::Side::Customer).then(|| line.text.clone());
    let heard: Vec<String> = bot.store.history(contact, 99).unwrap().iter().filter_map(said).collect();
    assert_eq!(heard, ["one", "two", "three"], "the history keeps its order");
    bot.stop();
}

#[test]
fn timers_are_not_early_after_the_clock_was_set_back() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "later");
    bot.settle();
    world.clock.set_back(DAY);
    shows(&bot, r#"scn_clock_jumps_total{direction="back"}"#, 1.0);
    world.clock.advance(HOUR);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(world.platform.texts(), ["wait"], "it was promised for one o'clock of today");
    world.clock.advance(DAY);
    eventually("then it comes", || world.platform.texts() == ["wait", "back"]);
    bot.stop();
}

#[test]
fn a_clock_that_leaps_forward_a_day_and_is_corrected() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "later");
    bot.settle();
    world.clock.advance(DAY + HOUR);
    shows(&bot, r#"scn_clock_jumps_total{direction="forward"}"#, 1.0);
    eventually("the wait is over", || bot.store.counts().unwrap().timers == 0);
    bot.settle();
    assert_eq!(
        world.platform.texts(),
        ["wait"],
        "by that clock the window is closed: nothing is sent that would be refused"
    );
    world.clock.set_back(DAY);
    bot.customer_says("B", "one");
    eventually("it goes on", || world.platform.texts() == ["wait", "you said one"]);
    bot.stop();
}
