//! Tests of tests: what passes, what fails, and what is said then.

use scn_compiler::{Compiled, compile_text};
use scn_engine::Scenario;
use scn_testing::{Coverage, Look, Mark, Outcome, Who, draw, run};
use std::sync::Arc;

const SHOP: &str = r#"
scenario shop { title "Shop"; language en; timezone Europe/Zurich; hours mon-fri 08:00-18:00 }
choice size { small "Small" also "S"; large "Large" also "L" }
purpose orders { basis contract }
memory { usual: size for orders keep 12 months }
team counter "The counter" { hours mon-fri 08:00-18:00; away "The counter answers from 8." }

on message like "I would like to order", "order please" { enter order }
on message like "remind me please" { enter reminder }

tunnel order {
  ask size: size "Which size?[ Last time: {contact.usual}.]"
  ask quantity: number 1..20 "How many?"
  set twice = quantity * 2
  say "{quantity} × {size}, thank you."
  done
}

tunnel reminder {
  wait 2 hours
  say "Here I am."
  wait 3 hours
  say "Here I am again, at {now as time}."
  done
}

escape complaint {
  like "I want to complain", "this is a complaint"
  handoff to counter because "a complaint"
}
"#;

fn play(test: &str) -> Outcome {
    let Compiled { files, diagnostics, graph, tests, .. } =
        compile_text(&format!("{SHOP}\ntest \"t\" {{\n{test}\n}}\n"));
    assert_eq!(scn_diag::render::text(&files, &diagnostics, scn_diag::render::Look::PLAIN), "");
    let scenario = Arc::new(Scenario::load(graph.expect("a graph")).expect("a scenario"));
    run(&scenario, &tests[0])
}

/// Why it failed; `None` when it passed.
fn why(test: &str) -> Option<String> {
    play(test).failure.map(|failure| failure.message)
}

#[test]
fn an_order_passes() {
    assert_eq!(
        why(r#"
        client "order please"
        bot "Which size?"
        bot shows buttons "Small", "Large"
        client taps "Large"
        bot "How many?"
        restart
        after 3 days
        bot silent
        client "4"
        bot "4 × Large, thank you."
        expect size is large and quantity is 4"#),
        None
    );
}

#[test]
fn slots_can_be_read_after_their_tunnel_is_over() {
    assert_eq!(
        why("client \"order please\"\nclient \"S\"\nclient \"3\"\nexpect twice is 6 and size is small"),
        None
    );
}

#[test]
fn a_turn_that_is_looked_at_is_looked_at_whole() {
    let both = "client \"order please\"\nbot \"Which size?\"\nclient \"no idea\"\n";
    assert_eq!(why(both), None, "the last turn is not looked at");
    let said = "client \"order please\"\nbot silent";
    assert_eq!(why(said).as_deref(), Some("the bot should be silent, but it said this"));
    let unread = "client \"order please\"\nrestart\nbot \"Which size?\"";
    assert_eq!(why(unread), None, "a restart does not hide what was said before");
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let wrong = |lines: &str| why(&format!("client \"order please\"\n{lines}")).unwrap_or_default();
    assert_eq!(wrong("bot \"Which one?\""), "the bot said something else");
    assert_eq!(wrong("bot \"Which size?\"\nbot \"How many?\""), "the bot said nothing more");
    assert_eq!(wrong("bot contains \"colour\""), "the bot said something else");
    assert_eq!(wrong("bot matching /^size/"), "the bot said something else");
    assert_eq!(wrong("bot shows buttons \"Small\""), "the bot shows other buttons");
    assert_eq!(wrong("client \"S\"\nbot shows buttons \"Small\""), "the bot shows no buttons here");
    assert_eq!(
        wrong("client taps \"Medium\""),
        "there is no button \"Medium\"; the latest ones are \"Small\", \"Large\""
    );
    assert_eq!(wrong("client \"S\"\nexpect size is large"), "`size` is Small, not Large");
    assert_eq!(wrong("client \"S\"\nclient \"3\"\nexpect quantity > 5"), "`quantity` is 3, against 5");
    assert_eq!(wrong("expect size is known"), "`size` is not known");
    assert!(wrong("at 2020-01-01 10:00").starts_with("the clock cannot go back"));
    assert_eq!(
        why("client taps \"Small\"").as_deref(),
        Some("there is no button \"Small\": the bot has offered none so far")
    );
}

#[test]
fn memory_is_there_before() {
    assert_eq!(
        why("given memory { usual = large }\nclient \"order please\"\nbot \"Which size? Last time: Large.\""),
        None
    );
}

#[test]
fn an_earlier_button_can_still_be_tapped() {
    assert_eq!(
        why(r#"
        client "order please"
        client taps "Small"
        bot "How many?"
        client taps "Large"
        bot contains "How many?"
        expect size is large"#),
        None
    );
}

#[test]
fn what_is_due_happens_at_its_time_and_in_order() {
    assert_eq!(
        why(r#"
        at 2026-03-02 09:00
        client "remind me please"
        after 1 hour
        bot silent
        after 10 hours
        bot "Here I am."
        bot contains "14:00"
        bot silent"#),
        None
    );
}

#[test]
fn people_take_over_and_give_back() {
    assert_eq!(
        why(r#"
        client "I want to complain"
        human "Hello, this is Ana."
        client "order please"
        bot silent
        human gives back
        client "order please"
        bot "Which size?""#),
        None
    );
}

#[test]
fn the_failing_line_is_where_the_failure_is() {
    let outcome = play("client \"order please\"\nbot \"Which size?\"\nclient \"S\"\nbot \"How much?\"");
    let failure = outcome.failure.clone().unwrap();
    assert_eq!(failure.place.len() as usize, "bot \"How much?\"".len());
    let marks: Vec<_> = outcome.chat.iter().map(|line| (line.who, line.mark)).collect();
    let fine = |who| (who, Mark::Fine);
    let rest = [(Who::Bot, Mark::Expected), (Who::Bot, Mark::Actual)];
    assert_eq!(marks[..3], [fine(Who::Client), fine(Who::Bot), fine(Who::Client)]);
    assert_eq!(marks[3..], rest);
}

#[test]
fn a_chat_is_drawn_narrow_and_wide() {
    let outcome = play(
        "client \"order please, and I would like it delivered to the old mill behind the church\"\nrestart\nbot \"Which size would you like?\"",
    );
    insta::assert_snapshot!(draw(&outcome, Look { colours: false, width: 46 }));
    let coloured = draw(&outcome, Look { colours: true, width: 80 });
    assert!(coloured.contains("\u{1b}[31m") && coloured.contains("\u{1b}[32m"), "{coloured:?}");
}

#[test]
fn coverage_knows_what_no_test_went_through() {
    let source = format!("{SHOP}\ntest \"t\" {{ client \"order please\" }}\n");
    let compiled = compile_text(&source);
    let graph = compiled.graph.unwrap();
    let scenario = Arc::new(Scenario::load(graph.clone()).unwrap());
    let outcome = run(&scenario, &compiled.tests[0]);
    let coverage = Coverage::of(&graph, &[outcome]);
    assert!(!coverage.visited.is_empty() && !coverage.missed.is_empty());
    assert!(coverage.visited.is_disjoint(&coverage.missed));
    let nothing = Coverage::of(&graph, &[]);
    assert_eq!(nothing.missed.len(), coverage.visited.len() + coverage.missed.len());
}

#[test]
fn nobody_answers_a_handoff_in_time() {
    let scenario = r#"
scenario shop { language en }
on message like "my pizza is cold" { enter complaint }
on message like "what are your opening hours" { say "From 8 to 18." }
tunnel complaint {
  say "One moment."
  handoff because "cold pizza" {
    otherwise after 15 minutes { say "Nobody is free: we call you." }
  }
  done
}
test "nobody comes" {
  client "my pizza is cold"
  bot "One moment."
  client "hello?"
  bot silent
  client "what are your opening hours"
  bot silent
  after 14 minutes
  bot silent
  after 1 minute
  bot "Nobody is free: we call you."
  bot "From 8 to 18."
}
test "somebody comes" {
  client "my pizza is cold"
  bot "One moment."
  client "what are your opening hours"
  after 14 minutes
  human "From 8 to 18, and a new pizza is on its way."
  after 2 hours
  bot silent
  human gives back
  bot silent
}
"#;
    let Compiled { files, diagnostics, graph, tests, .. } = compile_text(scenario);
    assert_eq!(scn_diag::render::text(&files, &diagnostics, scn_diag::render::Look::PLAIN), "");
    let scenario = Arc::new(Scenario::load(graph.expect("a graph")).expect("a scenario"));
    for test in &tests {
        assert_eq!(run(&scenario, test).failure.map(|failure| failure.message), None);
    }
}
