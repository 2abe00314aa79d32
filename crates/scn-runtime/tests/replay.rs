//! What conversations heard is kept for a while, and heard again it leads to the same.

mod common;
mod outside;
use common::*;
use outside::Does;
use scn_engine::{Event, Scenario};
use scn_runtime::replay::{End, Outcome, Replay, replay};
use scn_store::{Commit, NewTurn, Reader, Store};
use serde_json::json;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

fn replayed(bot: &Bot<'_>) -> Replay {
    replay(bot.store.as_ref(), bot.customer().unwrap()).unwrap().unwrap()
}

fn answers(replay: &Replay) -> Vec<&str> {
    replay
        .turns
        .iter()
        .flat_map(|turn| &turn.steps)
        .flat_map(|step| &step.answers)
        .map(String::as_str)
        .collect()
}

#[test]
fn messages_timers_and_answers_of_calls_are_heard_again() {
    let world = World::new();
    let (shop, url) = outside::shop(&world);
    shop.will([Does::Answers(404, json!("no such order")), Does::Answers(200, json!("A-18"))]);
    let bot = world.start_with(outside::config(&world, &url), Scenario::load(outside::graph()).unwrap());
    for (id, texts) in [("A", 1), ("B", 2)] {
        bot.customer_says(id, "order");
        eventually("it is answered", || world.platform.texts().len() == texts);
        bot.settle();
    }
    let replay = replayed(&bot);
    assert_eq!(replay.end, End::Equal);
    let came_back = |event: &Event| match event {
        Event::CallResult { result, .. } => Some(result.is_ok()),
        _ => None,
    };
    let events = replay.turns.iter().flat_map(|turn| &turn.steps).map(|step| &step.event);
    assert_eq!(events.filter_map(came_back).collect::<Vec<_>>(), [false, true]);
    assert_eq!(answers(&replay), world.platform.texts());
    bot.stop();
}

#[test]
fn a_timer_fires_in_the_replay_as_it_did_and_each_version_hears_its_own_part() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "later");
    eventually("it waits", || world.platform.texts().len() == 1);
    bot.settle();
    world.clock.advance(HOUR);
    eventually("it is back", || world.platform.texts().len() == 2);
    bot.settle();
    bot.reload(Box::new(|| Ok(scenario_saying("you really said"))));
    bot.customer_says("B", "one");
    eventually("it answers", || world.platform.texts().len() == 3);
    bot.settle();
    let replay = replayed(&bot);
    assert_eq!(replay.end, End::Equal);
    assert_eq!(answers(&replay), ["wait", "back", "you really said one"]);
    assert!(matches!(replay.turns[1].steps[0].event, Event::Timer { .. }));
    assert_ne!(replay.turns[1].graph, replay.turns[2].graph);
    assert!(!replay.turns[2].steps[0].trace.is_empty(), "it tells why");
    bot.stop();
}

#[test]
fn a_state_that_nobody_could_have_come_to_is_found() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "one");
    bot.settle();
    let contact = bot.customer().unwrap();
    let work = bot.store.take(contact, NOON).unwrap().unwrap();
    let config = world.config();
    bot.stop();

    let store = scn_store::SqliteStore::open(&config.store).unwrap();
    let lease = store.lease("by hand", 1, NOON, NOON + 1_000).unwrap()[0];
    let mut state = scn_engine::Conversation::decode(&work.state.unwrap()).unwrap();
    state.seq += 1;
    let by_hand = Commit { state: state.encode(), ..Commit::new(contact, work.version, NOON) };
    store.commit(&lease, by_hand).unwrap();
    let replay = replay(&store, contact).unwrap().unwrap();
    assert_eq!((replay.end, &replay.turns[0].outcome), (End::MovedOn, &Outcome::Same));

    let heard = store.turns(contact).unwrap().remove(0).heard;
    let turn = Some(NewTurn { graph: replay.turns[0].graph, heard, after: 7 });
    store.commit(&lease, Commit { turn, ..Commit::new(contact, work.version + 1, NOON) }).unwrap();
    let replay = scn_runtime::replay::replay(&store, contact).unwrap().unwrap();
    assert_eq!((replay.end, &replay.turns[1].outcome), (End::Differs, &Outcome::Differs));
}

#[test]
fn nothing_is_kept_longer_than_the_configuration_says() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "one");
    bot.settle();
    assert_eq!(replayed(&bot).turns.len(), 1);
    bot.stop();
    world.clock.advance(8 * DAY);
    // A start tidies up.
    let bot = world.start();
    eventually("it is gone", || replayed(&bot).turns.is_empty());
    bot.customer_says("B", "two");
    bot.settle();
    let replay = replayed(&bot);
    assert_eq!((replay.end, answers(&replay)), (End::Equal, vec!["you said two"]));
    bot.stop();

    let mut config = world.config();
    config.keep_turns = Duration::ZERO;
    let bot = world.start_with(config, scenario());
    eventually("what was kept before is gone, too", || replayed(&bot).turns.is_empty());
    bot.customer_says("C", "three");
    bot.settle();
    assert!(replayed(&bot).turns.is_empty());
    assert_eq!(bot.store.export(bot.customer().unwrap()).unwrap().unwrap().turns, []);
    bot.stop();
}
