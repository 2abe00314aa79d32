//! Another version of the scenario while the bot runs.

mod common;
mod outside;
use common::*;
use scn_engine::Scenario;
use scn_runtime::Reloaded;
use serde_json::{Value, json};

fn hash_at_work(bot: &Bot<'_>) -> String {
    let ready: Value = serde_json::from_str(&bot.page("/health/ready").1).unwrap();
    ready["scenario"]["hash"].as_str().unwrap().to_owned()
}

#[test]
fn a_conversation_goes_on_with_the_new_version_when_its_customer_writes() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "one");
    eventually("answered", || world.platform.texts() == ["you said one"]);
    let next = scenario_saying("now you say").hash;
    let reloaded = bot.reload(Box::new(|| Ok(scenario_saying("now you say"))));
    assert_eq!(reloaded, Reloaded::Loaded { hash: next });
    assert_eq!(hash_at_work(&bot), format!("{next:016x}"));
    bot.customer_says("B", "two");
    eventually("answered", || world.platform.texts() == ["you said one", "now you say two"]);
    let again = bot.send_to(&format!("{}/reload", bot.operations), Vec::new(), &[]);
    let said = format!("nothing has changed: version {next:016x} goes on");
    assert_eq!(again, (200, json!({"hash": format!("{next:016x}"), "said": said})));
    bot.stop();
}

#[test]
fn what_waits_for_its_time_ends_in_the_version_it_began_with_also_after_a_restart() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("A", "later");
    eventually("it waits", || world.platform.texts() == ["wait"]);
    bot.settle();
    let without_it = || Ok(outside_of_later());
    assert!(matches!(bot.reload(Box::new(without_it)), Reloaded::Loaded { .. }));
    bot.crash();
    let bot = world.start_with(world.config(), outside_of_later());
    world.clock.advance(HOUR);
    eventually("it came back", || world.platform.texts() == ["wait", "back"]);
    bot.stop();
}

/// A version that knows nothing of "later".
fn outside_of_later() -> Scenario {
    let mut graph = empty_graph();
    let start = scn_graph::NodeId(graph.nodes.len() as u32);
    let one = flow(&mut graph, "one", start);
    let words = text(&mut graph, "one only");
    node(&mut graph, one, say(words, scn_graph::NodeId(start.0 + 1)));
    node(&mut graph, one, scn_graph::NodeKind::Done { result: None });
    Scenario::load(graph).unwrap()
}

#[test]
fn a_version_that_cannot_run_changes_nothing() {
    let world = World::new();
    let bot = world.start();
    let before = hash_at_work(&bot);
    let refused = bot.reload(Box::new(|| Err("2 errors; `scn check` shows them".to_owned())));
    let reason = "2 errors; `scn check` shows them".to_owned();
    assert_eq!(refused, Reloaded::Refused { reason });
    let posted = bot.send_to(&format!("{}/reload", bot.operations), Vec::new(), &[]);
    let said = "the version at work goes on: 2 errors; `scn check` shows them";
    assert_eq!(posted, (422, json!({ "error": said })));
    assert_eq!(hash_at_work(&bot), before);
    assert!(bot.page("/metrics").1.contains(r#"scn_reloads_total{result="refused"} 2"#));
    bot.customer_says("A", "one");
    eventually("answered", || world.platform.texts() == ["you said one"]);
    bot.stop();
}

#[test]
fn a_version_whose_systems_have_no_address_is_refused() {
    let world = World::new();
    let mut config = world.config();
    config.sample_calls = false;
    let bot = world.start_with(config, scenario());
    let reloaded = bot.reload(Box::new(|| Ok(Scenario::load(outside::graph()).unwrap())));
    let Reloaded::Refused { reason } = reloaded else { panic!("{reloaded}") };
    assert!(reason.contains("set SHOP_URL"), "{reason}");
    bot.stop();
}
