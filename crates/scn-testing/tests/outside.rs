//! Tests that speak of more than words: systems outside, events, templates, carts, pictures, reactions.

use scn_compiler::{Compiled, TestCase, compile_text};
use scn_engine::{Effect, Scenario};
use scn_graph::Graph;
use scn_testing::{Coverage, Look, Outcome, Simulation, bless, draw, run, sample, source, start_of_tests};
use std::sync::Arc;

const SHOP: &str = r#"
scenario shop { title "Shop"; language en; timezone Europe/Zurich }
purpose orders { basis contract }
choice size { small "Small" also "S"; large "Large" also "L" }
record receipt { number: text, total: money, ready_at: time }

connector shop {
  base env SHOP_URL
  processor "Shop Ltd" in CH
  receives contact for orders
  post order(size: size) -> receipt at "/orders"
  post note(text: text) at "/notes"
  event shipped(number: text)
}

template shipped utility (number: text) { language en "Your order {number} is on its way."; button "Where is it?" }

on message like "I would like to order", "order please" { enter order }
on message like "show me everything", "everything please" { enter everything }
on event shop.shipped(number) { send shipped(number) }
on order { react "🛒"; say "A cart[ of {message.total}]." }
on ad source "summer" { say "Welcome, summer guest." }
on reaction { say "Thank you for {message.emoji}." }

tunnel order {
  ask size: size "Which size?"
  call shop.order(size) as receipt {
    slow after 3 seconds { say "One moment…" }
    failed { say "The shop does not answer."; leave }
  }
  emit ordered(number: receipt.number)
  say "Number {receipt.number}, {receipt.total}."
  done
}

tunnel everything {
  say image "https://example.com/menu.jpg" caption "The menu"
  say sticker "https://example.com/wave.webp"
  say link "See it" to "https://example.com/see" text "Here it is."
  say place "The shop" at 46.52, -6.63 address "Main street 1"
  say contact "Ada" phone "+41790000001"
  done
}
"#;

fn compiled(test: &str) -> (Graph, Vec<TestCase>, String) {
    compiled_with(SHOP, test)
}

fn compiled_with(shop: &str, test: &str) -> (Graph, Vec<TestCase>, String) {
    let text = format!("{shop}\ntest \"t\" {{\n{test}\n}}\n");
    let Compiled { files, diagnostics, graph, tests, .. } = compile_text(&text);
    let errors: Vec<_> = diagnostics.into_iter().filter(|it| it.is_error()).collect();
    assert_eq!(scn_diag::render::text(&files, &errors, scn_diag::render::Look::PLAIN), "");
    (graph.expect("a graph"), tests, text)
}

fn play(test: &str) -> Outcome {
    let (graph, tests, _) = compiled(test);
    run(&Arc::new(Scenario::load(graph).expect("a scenario")), &tests[0])
}

/// Why it failed; `None` when it passed.
fn why(test: &str) -> Option<String> {
    let outcome = play(test);
    println!("{}", draw(&outcome, Look { colours: false, width: 80 }));
    outcome.failure.map(|failure| failure.message)
}

const RECEIPT: &str = r#"receipt(number: "7", total: 12.50 CHF, ready_at: 12:30)"#;

#[test]
fn a_call_is_answered_as_the_test_says() {
    let order = "client \"order please\"\nclient \"L\"\n";
    assert_eq!(
        why(&format!(
            r#"
            connector shop.order returns {RECEIPT}
            connector shop.order is called never
            {order}
            bot "Number 7, 12.50 CHF."
            bot emits ordered
            connector shop.order is called once
            expect receipt.number is "7""#
        )),
        None
    );
    assert_eq!(why(&format!("connector shop.order fails\n{order}bot \"The shop does not answer.\"")), None);
    assert_eq!(
        why(&format!("connector shop.order fails\n{order}connector shop.order is called twice")).as_deref(),
        Some("shop.order was called once, not twice")
    );
}

#[test]
fn a_call_that_nobody_answers_says_which_line_is_missing() {
    let message = why("client \"order please\"\nclient \"L\"").expect("a failure");
    let line = message.split('`').nth(1).expect("the line to add");
    assert!(line.starts_with("connector shop.order returns receipt(number: \"number\", "), "{message}");
    assert_eq!(
        why(&format!("{line}\nclient \"order please\"\nclient \"L\"\nbot contains \"Number number\"")),
        None
    );
}

#[test]
fn a_slow_system_answers_after_the_words_for_it() {
    assert_eq!(
        why(&format!(
            r#"
            connector shop.order returns {RECEIPT}
            connector shop.order is slow
            client "order please"
            client "L"
            bot silent
            after 4 seconds
            bot "One moment…"
            after 1 second
            bot "Number 7, 12.50 CHF.""#
        )),
        None
    );
}

#[test]
fn events_carts_ads_and_reactions_come_in() {
    assert_eq!(
        why(r#"
        client sends order 2 "margherita" 18.50 CHF, 1 "coca" 3 CHF
        bot reacts "🛒"
        bot "A cart of 40.00 CHF."
        client reacts "👍"
        bot "Thank you for 👍."
        event shop.shipped(number: "7")
        bot sends template shipped
        client comes from ad "summer" "Hello"
        bot "Welcome, summer guest.""#),
        None
    );
}

#[test]
fn what_is_attached_is_seen() {
    assert_eq!(
        why(r#"
        client "everything please"
        bot "The menu"
        bot sends image "menu.jpg"
        bot sends sticker
        bot sends link "See"
        bot sends place "Main street"
        bot sends contact "+41790000001""#),
        None
    );
    let wrong = |line: &str| why(&format!("client \"everything please\"\n{line}")).unwrap_or_default();
    assert_eq!(wrong("bot sends video"), "the bot said something else");
    assert_eq!(wrong("bot sends image \"card.jpg\""), "the bot said something else");
    assert_eq!(wrong("bot reacts \"👍\""), "the bot did not react with 👍");
    assert_eq!(wrong("bot emits ordered"), "the bot did not emit ordered");
    let order = "client sends order 1 \"x\"\nbot reacts \"👍\"";
    assert_eq!(why(order).as_deref(), Some("the bot did not react with 👍, but 🛒"));
}

#[test]
fn a_failing_chat_shows_what_the_customer_sees() {
    let shown = |test: &str| draw(&play(test), Look { colours: false, width: 72 });
    let everything = shown(
        "client \"everything please\"\nbot \"The menu\"\nbot sends sticker\nbot sends link\nbot sends place\nbot sends image \"ada.jpg\"",
    );
    let template = shown("event shop.shipped(number: \"7\")\nbot \"On its way\"");
    let order = shown(&format!(
        "connector shop.order returns {RECEIPT}\nclient sends order 2 \"margherita\" 18.50 CHF\nclient \"order please\"\nclient \"L\"\nbot sends template shipped"
    ));
    insta::assert_snapshot!([everything, template, order].join("\n----\n"));
}

#[test]
fn what_leaves_is_kept_in_order() {
    let outcome = play("client sends order 1 \"x\"\nevent shop.shipped(number: \"7\")");
    let kinds: Vec<&str> = outcome
        .sent
        .iter()
        .map(|effect| match effect {
            Effect::Send { .. } => "message",
            Effect::SendTemplate { .. } => "template",
            Effect::React { .. } => "reaction",
            _ => "?",
        })
        .collect();
    assert_eq!(kinds, ["reaction", "message", "template"]);
}

#[test]
fn all_kinds_can_be_recorded() {
    let (graph, tests, text) =
        compiled("client \"everything please\"\nbot \"x\"\nevent shop.shipped(number: \"7\")\nbot silent");
    let scenario = Arc::new(Scenario::load(graph).expect("a scenario"));
    let fix = bless(&scenario, &tests[0], &text).expect("something to record");
    let mut edits = fix.edits;
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let lines: Vec<&str> =
        edits.iter().flat_map(|edit| edit.text.lines()).filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines,
        [
            "bot \"The menu\"",
            "bot sends sticker \"https://example.com/wave.webp\"",
            "bot \"Here it is.\"",
            "bot sends place \"The shop\"",
            "bot sends contact \"Ada\"",
            "bot sends template shipped",
        ]
    );
}

#[test]
fn coverage_tells_the_ways_of_a_call() {
    let (graph, tests, _) =
        compiled(&format!("connector shop.order returns {RECEIPT}\nclient \"order please\"\nclient \"L\""));
    let scenario = Arc::new(Scenario::load(graph.clone()).expect("a scenario"));
    let coverage = Coverage::of(&graph, &[run(&scenario, &tests[0])]);
    let flows = coverage.flows(&graph);
    let order = flows.iter().find(|flow| graph.flow(flow.flow).is_some_and(|it| it.name == "order")).unwrap();
    assert_eq!(order.ways, (1, 2));
    assert_eq!(order.untaken.iter().map(|way| way.name.as_str()).collect::<Vec<_>>(), ["failed"]);
    assert!(!order.unseen() && order.percent() < 100);
}

#[test]
fn a_simulation_for_people_answers_with_samples() {
    let (graph, ..) = compiled("client \"x\"");
    let start = start_of_tests(&graph);
    let result = graph.operations[0].result.clone().expect("a result");
    let shown = source(&graph, &sample(&graph, &result)).expect("words");
    assert!(shown.starts_with("receipt(number: \"number\", total: 10.00 CHF, ready_at: 12:00"), "{shown}");
    let mut phone = Simulation::new(Arc::new(Scenario::load(graph).expect("a scenario")), start);
    phone.write("order please");
    let turn = phone.write("L");
    let said: Vec<&str> = turn.messages().map(|message| message.text.as_str()).collect();
    assert_eq!(said, ["Number number, 10 CHF."]);
    assert_eq!(turn.undeclared, None);
}

/// A shop that is quiet at night and writes on its own account.
fn at_night() -> String {
    let quiet = SHOP.replace("timezone Europe/Zurich }", "timezone Europe/Zurich; quiet 21:00-08:00 }");
    quiet.replace(
        "  ask size: size \"Which size?\"\n",
        "  allow E3101 because \"what the night does to it is what is tried here\"\n  ask size: size {\n    say \"Which size?\"\n    remind after 2 hours \"Still there?\"\n    remind after 20 hours \"Shall I go on?\"\n    expire after 23 hours { say \"Until next time.\"; leave }\n  }\n",
    )
}

#[test]
fn what_is_held_comes_when_it_may_and_in_order() {
    let (graph, tests, _) = compiled_with(
        &at_night(),
        r#"
        at 2026-03-02 20:30
        client "order please"
        bot "Which size?"
        after 2 hours
        bot silent
        event shop.shipped(number: "7")
        bot silent
        at 2026-03-03 08:00
        bot "Still there?"
        after 11 minutes
        bot sends template shipped
        bot "Which size?"
        at 2026-03-03 19:29
        human "I take over."
        event shop.shipped(number: "8")
        after 1 hour
        bot silent
        human gives back
        bot sends template shipped
        bot "Which size?""#,
    );
    let scenario = Arc::new(Scenario::load(graph).expect("a scenario"));
    let outcome = run(&scenario, &tests[0]);
    let shown = draw(&outcome, Look { colours: false, width: 80 });
    assert_eq!(outcome.failure.map(|failure| failure.message), None, "{shown}");
}
