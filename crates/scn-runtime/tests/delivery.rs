//! What reaches the customer: once, in order, within the window, whatever happens on the way.

mod common;
use common::*;
use scn_graph::Moment;
use scn_runtime::{Clock, UnknownPolicy};
use scn_store::{Partition, Reader, SendState, Stage, Store};
use std::time::Duration;

#[test]
fn what_was_accepted_before_a_crash_is_answered_once_after_it() {
    let world = World::new();
    let mut config = world.config();
    // The clock stands still, so the wait for more messages never ends: the crash comes before the step.
    config.gather = Some(Duration::from_secs(10));
    let bot = world.start_with(config, scenario());
    let webhook = bot.customer_says("A", "one");
    assert_eq!(bot.store.counts().unwrap().inbound_waiting, 1);
    bot.crash();

    let bot = world.start();
    assert_eq!(bot.deliver(&webhook), 200, "the platform may send it again too");
    eventually("answered", || !world.platform.requests().is_empty());
    bot.settle();
    bot.crash();
    let bot = world.start();
    bot.settle();
    assert_eq!(world.platform.texts(), ["you said one"]);
    bot.stop();
}

#[test]
fn what_was_committed_before_a_crash_is_sent_once_after_it() {
    let world = World::new();
    let mut config = world.config();
    config.api_url = "http://127.0.0.1:1".into(); // nobody is there
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "one");
    eventually("tried", || bot.page("/metrics").1.contains(r#"scn_sends_total{result="held"}"#));
    assert_eq!((bot.sends()[0].attempts, bot.sends()[0].state), (0, SendState::Waiting), "that was no try");
    bot.crash();

    world.clock.advance(Duration::from_secs(60));
    let bot = world.start();
    eventually("sent", || bot.sends()[0].state == SendState::Sent);
    bot.settle();
    assert_eq!(world.platform.texts(), ["you said one"]);
    bot.stop();
}

#[test]
fn a_crash_during_the_request_is_settled_by_the_status() {
    let world = World::new();
    world.platform.will([Reply::Hang]);
    let bot = world.start();
    bot.customer_says("A", "one");
    eventually("the platform has it", || world.platform.requests().len() == 1);
    let callback = world.platform.requests()[0]["biz_opaque_callback_data"].as_str().unwrap().to_owned();
    bot.crash();

    let bot = world.start();
    assert_eq!(bot.sends()[0].state, SendState::Unknown);
    assert_eq!(bot.deliver(&status_webhook("wamid.OUT1", "sent", &callback)), 200);
    world.clock.advance(Duration::from_secs(600));
    bot.customer_says("B", "two");
    eventually("the next one is sent", || world.platform.requests().len() == 2);
    assert_eq!(world.platform.texts(), ["you said one", "you said two"]);
    assert_eq!((bot.sends()[0].state, bot.sends()[0].stage), (SendState::Sent, Some(Stage::Sent)));
    bot.stop();
}

#[test]
fn an_answer_that_never_comes_is_sent_again_when_no_status_tells() {
    let world = World::new();
    let mut config = world.config();
    config.timeout = Duration::from_millis(100);
    world.platform.will([Reply::Hang]);
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "one");
    eventually("unknown", || bot.sends().first().is_some_and(|send| send.state == SendState::Unknown));
    assert_eq!(world.platform.requests().len(), 1);
    world.clock.advance(Duration::from_secs(61));
    eventually("sent again", || bot.sends()[0].state == SendState::Sent);
    assert_eq!(world.platform.requests().len(), 2);
    bot.stop();
}

#[test]
fn giving_up_is_a_choice() {
    let world = World::new();
    let mut config = world.config();
    config.timeout = Duration::from_millis(100);
    config.unknown = UnknownPolicy::GiveUp;
    world.platform.will([Reply::Hang]);
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "one");
    eventually("unknown", || bot.sends().first().is_some_and(|send| send.state == SendState::Unknown));
    world.clock.advance(Duration::from_secs(61));
    eventually("given up", || bot.sends()[0].state == SendState::Failed);
    assert_eq!(world.platform.requests().len(), 1);
    bot.stop();
}

#[test]
fn nothing_goes_out_after_the_window_has_closed() {
    let world = World::new();
    world.platform.will([Reply::Refuse(401, 190)]);
    let bot = world.start();
    bot.customer_says("A", "one");
    eventually("held", || {
        !world.platform.requests().is_empty() && bot.sends()[0].state == SendState::Waiting
    });
    assert_eq!(bot.sends()[0].attempts, 0, "nothing is wrong with the message itself");
    assert!(bot.page("/health/ready").1.contains(r#""sending":"held""#));
    world.clock.advance(25 * HOUR);
    eventually("withheld", || bot.sends()[0].state == SendState::Withheld);
    assert_eq!(world.platform.requests().len(), 1, "only the one that was refused");
    bot.stop();
}

#[test]
fn trouble_of_the_platform_is_tried_again_after_a_pause() {
    let world = World::new();
    world.platform.will([
        Reply::Refuse(500, 131_000),
        Reply::Raw(502, "<html>", None),
        Reply::Refuse(400, 131_056),
    ]);
    let bot = world.start();
    bot.customer_says("A", "one");
    bot.customer_says("B", "two");
    for tries in 1..=3 {
        eventually("tried", || {
            let sends = bot.sends();
            world.platform.requests().len() == tries
                && sends.len() == 2
                && sends[0].state != SendState::Sending
        });
        assert_eq!(bot.sends()[1].attempts, 0, "the second message waits for the first");
        world.clock.advance(Duration::from_secs(100));
    }
    eventually("both sent", || bot.sends().iter().all(|send| send.state == SendState::Sent));
    assert_eq!(world.platform.texts()[3..], ["you said one", "you said two"]);
    bot.stop();
}

#[test]
fn retry_after_is_respected() {
    let world = World::new();
    world.platform.will([Reply::Raw(429, "slow down", Some(500))]);
    let bot = world.start();
    bot.customer_says("A", "one");
    eventually("tried", || {
        bot.sends().first().is_some_and(|send| send.attempts == 1 && send.state == SendState::Waiting)
    });
    world.clock.advance(Duration::from_secs(499));
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(world.platform.requests().len(), 1);
    world.clock.advance(Duration::from_secs(130));
    eventually("sent", || bot.sends()[0].state == SendState::Sent);
    bot.stop();
}

#[test]
fn a_refusal_for_good_is_not_tried_again_and_holds_up_nobody() {
    let world = World::new();
    world.platform.will([Reply::Refuse(400, 131_047)]);
    let bot = world.start();
    bot.customer_says("A", "one");
    bot.customer_says("B", "two");
    eventually("the second is sent", || bot.sends().get(1).is_some_and(|send| send.state == SendState::Sent));
    let first = &bot.sends()[0];
    assert_eq!((first.state, first.attempts), (SendState::Withheld, 1));
    assert_eq!(first.reason.as_deref(), Some("131047: because"));
    world.clock.advance(HOUR);
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(world.platform.requests().len(), 2);
    bot.stop();
}

#[test]
fn a_slow_contact_holds_up_nobody_else() {
    let world = World::new();
    world.platform.will([Reply::Refuse(400, 131_056)]);
    let bot = world.start();
    bot.customer_says("A", "one");
    eventually("tried", || world.platform.requests().len() == 1);
    assert_eq!(bot.deliver(&text_webhook("41790000002", "B", "two", NOON)), 200);
    eventually("the other is served", || world.platform.requests().len() == 2);
    assert_eq!(world.platform.requests()[1]["to"], "+41790000002");
    bot.stop();
}

#[test]
fn who_gets_too_much_waits_and_the_wait_is_counted() {
    let world = World::new();
    world.platform.will([Reply::Refuse(401, 190)]);
    let bot = world.start();
    (0..46).for_each(|n| drop(bot.customer_says(&n.to_string(), "one")));
    eventually("all are held", || bot.sends().len() == 46 && world.platform.requests().len() == 1);
    world.clock.advance(Duration::from_secs(61));
    eventually("45 are out", || world.platform.requests().len() == 46);
    world.clock.advance(Duration::from_millis(5_999));
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(world.platform.requests().len(), 46);
    world.clock.advance(Duration::from_millis(1));
    eventually("the last is out", || bot.sends().iter().all(|send| send.state == SendState::Sent));
    assert!(bot.page("/metrics").1.contains("scn_pace_waits_total 1\n"), "{}", bot.page("/metrics").1);
    bot.stop();
}

#[test]
fn statuses_are_folded_in() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "one");
    eventually("sent", || bot.sends().first().is_some_and(|send| send.state == SendState::Sent));
    for status in ["read", "delivered", "sent", "sent"] {
        assert_eq!(bot.deliver(&status_webhook("wamid.OUT1", status, "")), 200);
    }
    assert_eq!(bot.sends()[0].stage, Some(Stage::Read));
    bot.stop();
}

#[test]
fn timers_fire_once_and_late_rather_than_never() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "later");
    eventually("answered", || world.platform.texts() == ["wait"]);
    bot.settle();
    world.clock.advance(HOUR - Duration::from_secs(1));
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(world.platform.requests().len(), 1);
    bot.crash();

    // Due while nobody was there.
    world.clock.advance(3 * HOUR);
    let bot = world.start();
    eventually("fired", || world.platform.texts() == ["wait", "back"]);
    bot.settle();
    bot.stop();
    let bot = world.start();
    assert_eq!(bot.store.counts().unwrap().timers, 0);
    bot.stop();
    assert_eq!(world.platform.requests().len(), 2);
}

#[test]
fn a_timer_fires_when_its_time_has_come() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "later");
    eventually("answered", || world.platform.texts() == ["wait"]);
    eventually("the timer is set", || bot.store.next_timer(Partition(0)) == Ok(Some(NOON + 3_600_000)));
    world.clock.advance(HOUR);
    eventually("fired", || world.platform.texts() == ["wait", "back"]);
    bot.stop();
}

#[test]
fn a_conversation_moves_to_a_new_version_at_its_next_message() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "later");
    eventually("answered", || world.platform.texts() == ["wait"]);
    bot.settle();
    bot.stop();
    let bot = world.start_with(world.config(), scenario_saying("now you said"));
    world.clock.advance(HOUR);
    eventually("the old timer still fires", || world.platform.texts() == ["wait", "back"]);
    bot.customer_says("B", "one");
    eventually("answered by the new version", || {
        world.platform.texts().last().unwrap() == "now you said one"
    });
    bot.stop();
}

#[test]
fn a_burst_is_waited_for() {
    // As the scenario says, unless the configuration says something else.
    for (configured, millis) in [(None, 1_500), (Some(Duration::from_secs(4)), 4_000)] {
        let world = World::new();
        let mut config = world.config();
        config.gather = configured;
        let bot = world.start_with(config, scenario());
        bot.customer_says("A", "one");
        world.clock.advance(Duration::from_millis(millis - 1));
        std::thread::sleep(Duration::from_millis(50));
        assert!(world.platform.requests().is_empty());
        world.clock.advance(Duration::from_millis(1));
        eventually("answered", || world.platform.texts() == ["you said one"]);
        assert_eq!(world.clock.now(), Moment(NOON + millis as i64));
        bot.stop();
    }
}

#[test]
fn customers_see_that_they_were_read() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "one");
    eventually("read", || world.platform.marked_read() == ["wamid.A"]);
    bot.stop();
}

#[test]
fn a_person_of_the_business_silences_the_bot() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "one");
    eventually("answered", || world.platform.texts() == ["you said one"]);
    let mut echo = envelope(
        "message_echoes",
        serde_json::json!({"from": "1", "to": "41790000001", "id": "wamid.E", "timestamp": "1767614400",
            "type": "text", "text": {"body": "I take over"}}),
    );
    echo["entry"][0]["changes"][0]["field"] = "smb_message_echoes".into();
    assert_eq!(bot.deliver(&echo), 200);
    bot.settle();
    bot.customer_says("B", "two");
    bot.settle();
    let lines = bot.store.history(bot.customer().unwrap(), 10).unwrap();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["one", "you said one", "I take over", "two"]);
    assert_eq!(world.platform.marked_read(), ["wamid.A"], "a person has not read the second yet");
    bot.stop();
}

#[test]
fn history_shows_both_sides() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "one");
    bot.settle();
    let lines = bot.store.history(bot.customer().unwrap(), 10).unwrap();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["one", "you said one"]);
    bot.stop();
}
