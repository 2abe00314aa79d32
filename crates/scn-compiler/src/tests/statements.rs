//! What the statements that reach outside a flow become, and what is wrong with them.

use super::{compile, compile_text, dump::dump, shown};
use scn_graph::{Graph, NodeKind, dependencies_text};

const HEAD: &str = r#"scenario shop { language en; timezone Europe/Zurich }
on message like "hello" { enter order }
purpose news { basis consent }
purpose orders { basis contract }
memory { street: address for orders keep 1 years; plates: list of plate for orders keep 1 years }
record plate { count: number 1..20 = 1; dish: text; without: text? said after "without"; twice: number = count * 2; label "{count} × {dish}" }
record receipt { number: text; ready: time }
connector kitchen {
  base env KITCHEN_URL
  get menu() -> list of text at "/menu"
  get price(plates: list of plate, to: address?) -> money at "/price"
  post order(plates: list of plate, to: address?) -> receipt at "/orders"
  event ready(number: text)
}
template order_ready utility (number: text) { language en "Order {number} is ready." }
team staff "The staff"
"#;

fn graph(rest: &str) -> Graph {
    let compiled = compile_text(&format!("{HEAD}{rest}"));
    assert_eq!(shown(&compiled), "");
    compiled.graph.expect("a graph")
}

/// Code and underlined text of what is wrong with statements in a tunnel.
fn faults(statements: &str) -> Vec<String> {
    let compiled = compile_text(&format!("{HEAD}tunnel order {{\n{statements}\n}}\n"));
    let brief = |d: &scn_diag::Diagnostic| format!("{} {}", d.code, compiled.files.slice(d.span));
    compiled.diagnostics.iter().map(brief).collect()
}

#[test]
fn everything_that_leaves_a_tunnel() {
    let graph = graph(
        r#"
tunnel order {
  collect plates: list 1..8 of plate {
    say "What would you like?"
    more "Anything else?"
    ask dish "{count} of what?"
    remind after 2 hours "Still hungry?" else send order_ready("…")
    expire after 1 days { leave }
  }
  ask street: address "Where to?" { offer "Again to {offered}?"; remember }
  for plate in plates {
    when plate.count > 2 { say "Many: {plate.dish}." } else { say "{plate}" }
  }
  consent news "May we write to you?" { yes "Please" no "Better not" }
  call kitchen.price(plates, street) as price { failed { set price = 10 CHF } slow after 3 seconds { say "One moment."; say "Nearly there." } }
  confirm "{price}?" { no "Change" { correct } }
  call kitchen.order(plates, to: street) as receipt { failed { handoff because "no order" } too_late { say "It is being cooked." } }
  emit ordered(number: receipt.number, price)
  react "👍"
  say image "https://rosa.example/plate.jpg" caption "Number {receipt.number}"
  say place "Rosa" at 46.52, -6.63
  say contact "Rosa" phone "+41 21 555 00 11"
  say link "Follow" to "https://rosa.example/{receipt.number}" text "Where is it?"
  wait up to 2 hours for kitchen.ready as ready { late { send order_ready(number: receipt.number); leave } }
  say "Ready: {ready.number}." else send order_ready(ready.number)
  when consent.news default no { opt in } else { opt out }
  forget consent.news
  forget everything
  say "Goodbye."
}
"#,
    );
    insta::assert_snapshot!(dump(&graph));
    insta::assert_snapshot!(dependencies_text(&graph));
}

#[test]
fn a_call_locks_what_flowed_into_it() {
    let graph = graph(
        r#"
tunnel order {
  ask urgent: yes_no "Urgent?"
  ask name: text "Your name?"
  ask dish: text "What?"
  when urgent { set count = 2 } else { set count = 1 }
  enter pay(dish, count)
  ask note: text "Anything to add?"
}
tunnel pay(dish: text, count: number) {
  ask tip: number "A tip?"
  call kitchen.order([plate(dish: dish, count: count)]) { failed { handoff } }
}
"#,
    );
    insta::assert_snapshot!(dependencies_text(&graph));
    let call = graph.nodes.iter().find_map(|node| match &node.kind {
        NodeKind::Call { locks, .. } => Some(locks.len()),
        _ => None,
    });
    assert_eq!(call, Some(2), "both parameters, not the tip");
}

#[test]
fn a_ladder_is_inherited_part_by_part() {
    let graph = graph(
        r#"
ladder { retry "Sorry?"; help "A word will do."; otherwise { say "Too bad."; handoff } }
tunnel order {
  ladder { retry "Pardon?", "Once more, please?" }
  ask dish: text "What?"
  ask size: text "Which size?" { help "Small or large."; retry "Which one?" }
  enter plain
}
tunnel plain { ask a: text "A?" }
"#,
    );
    let words =
        |id: scn_graph::TextId| graph.template(id, 0).and_then(scn_graph::Template::as_literal).unwrap_or("");
    let of = |id: &str| {
        let question = graph.questions.iter().find(|question| question.id == id).expect("a question");
        let retries: Vec<&str> = question.retries.iter().map(|id| words(*id)).collect();
        let first = match &graph.node(question.otherwise).expect("a node").kind {
            NodeKind::Say { variants, .. } => words(variants[0]),
            _ => "",
        };
        (retries.join("|"), question.help.map(words), first)
    };
    let project = (Some("A word will do."), "Too bad.");
    assert_eq!(of("order.dish"), ("Pardon?|Once more, please?".into(), project.0, project.1));
    assert_eq!(of("order.size"), ("Which one?".into(), Some("Small or large."), project.1));
    assert_eq!(of("plain.a"), ("Sorry?".into(), project.0, project.1));
    let ladder: Vec<&String> = graph.text_ids.iter().filter(|id| id.contains("ladder")).collect();
    assert_eq!(
        ladder,
        ["ladder.help", "order.ladder.retry", "order.ladder.retry.2", "ladder.say", "ladder.retry"]
    );
}

#[test]
fn what_a_failed_call_leaves_unknown() {
    let call = |failed: &str| {
        format!("call kitchen.menu() as menu {{ failed {{ {failed} }} }}\nsay \"{{menu.count}}\"")
    };
    for closed in ["handoff", "leave", "set menu = [\"pizza\"]", "when now < now { leave } else { handoff }"]
    {
        assert_eq!(faults(&call(closed)), [""; 0], "{closed}");
    }
    assert_eq!(faults(&call("say \"Oh.\"")), ["E1019 menu"]);
    assert_eq!(faults(&call("when now < now { handoff }")), ["E1019 menu"]);
    assert_eq!(faults("call kitchen.menu() as menu\nsay \"{menu.count}\""), ["E2020 kitchen.menu"]);
    let late =
        |late: &str| format!("wait up to 2 days for kitchen.ready as ready{late}\nsay \"{{ready.number}}\"");
    assert_eq!(faults(&late("")), ["E1019 ready"]);
    assert_eq!(faults(&late(" { late { leave } }")), [""; 0]);
}

#[test]
fn arguments_are_checked() {
    let plates = "set plates = [plate(dish: \"soup\")]\n";
    let order =
        |args: &str| faults(&format!("{plates}call kitchen.order({args}) {{ failed {{ handoff }} }}"));
    assert_eq!(order("plates"), [""; 0]);
    assert_eq!(order("to: contact.street, plates: plates"), [""; 0]);
    assert_eq!(order(""), ["E1022 call kitchen.order() { failed { handoff } }"]);
    assert_eq!(order("plates, contact.street, 3"), ["E1022 3"]);
    assert_eq!(order("plates, plates: plates"), ["E1022 plates: plates"]);
    assert_eq!(order("3"), ["E1016 3"]);
    assert_eq!(faults("send order_ready(contact.name)"), ["E1019 contact.name"]);
    assert_eq!(faults("send order_redy(number: \"7\")"), ["E1046 order_redy"]);
    assert_eq!(faults("emit paid(3 + 4)"), ["E1022 3 + 4"]);
}

#[test]
fn loops_know_their_item_and_nothing_waits_in_them() {
    let run = |body: &str| faults(&format!("for dish in [\"soup\", \"rice\"] {{ {body} }}"));
    assert_eq!(run("say \"{dish}: {dish.length}\""), [""; 0]);
    assert_eq!(run("set last = dish"), [""; 0]);
    assert_eq!(run("wait 2 days"), ["E2022 wait 2 days"]);
    assert_eq!(run("when dish is \"soup\" { handoff }"), ["E2022 handoff"]);
    assert_eq!(faults("for dish in [\"soup\"] { say \"{dish}\" }\nsay \"{dish}\""), ["E1001 dish"]);
    assert_eq!(faults("for dish in [\"soup\"] { set last = dish }\nsay \"{last}\""), ["E1019 last"]);
    assert_eq!(faults("set dish = 3\nfor dish in [\"soup\"] { say \"{dish}\" }"), ["E1008 dish"]);
    assert_eq!(faults("for dish in 3 { say \"x\" }"), ["E1016 3"]);
    assert_eq!(
        faults("step again { for dish in [\"soup\"] { go again } }"),
        ["E2005 go again"],
        "leaving a loop for a place before it is a circle"
    );
}

#[test]
fn the_bound_counts_rounds() {
    let bound = |body: &str| graph(&format!("tunnel order {{ {body} }}")).most_messages;
    let once = bound("say \"a\"");
    let many = bound("for a in [1, 2, 3, 4, 5] { for b in [1, 2] { say \"{a} {b}\" } }\nsay \"a\"");
    assert!(many >= once + 10, "{many}");
    let any = bound(
        "for a in kitchen_list() { say \"a\" }"
            .replace("kitchen_list()", "contact.plates default []")
            .as_str(),
    );
    assert!(any >= 1000, "{any}");
}

#[test]
fn a_slot_filled_twice_has_the_wider_type() {
    let filled = |first: &str| {
        faults(&format!(
            "{first}collect plates: list 1..8 of plate {{ say \"What?\" }}\nset one = first(plates)\nsay \"{{one}}\""
        ))
    };
    assert_eq!(filled(""), [""; 0], "there is at least one");
    assert_eq!(filled("when contact.plates is known { set plates = contact.plates }\n"), ["E1019 one"]);
}

#[test]
fn lists_and_choices_made_while_running() {
    assert_eq!(faults("ask slot: one of [\"Mon\", \"Tue\"] \"When?\"\nsay \"{slot}\""), [""; 0]);
    assert_eq!(
        faults("when contact.plates is known { ask p: one of contact.plates \"Which?\"; say \"{p.dish}\" }"),
        [""; 0]
    );
    assert_eq!(faults("ask slot: one of 3 \"When?\""), ["E1016 3"]);
    assert_eq!(faults("ask words: list of text \"Which?\"\nsay \"{words.count}\""), [""; 0]);
    assert_eq!(faults("ask p: list of plate \"Which?\""), ["E1051 list of plate"]);
    assert_eq!(faults("ask photo: image \"A picture?\"\nask where: place \"Where?\""), [""; 0]);
}

#[test]
fn expressions_of_every_kind() {
    let say = |expr: &str| {
        faults(&format!("set n = 3\nset words = [\"a\", \"bc\"]\nset at = 2026-12-24\nsay \"{{{expr}}}\""))
    };
    for sound in [
        "max(n, 5)",
        "min([4, n])",
        "sum(w.length for w in words if w.length > 1)",
        "first(words)",
        "last(w.length for w in words)",
        "count(w for w in words)",
        "any(w is \\\"a\\\" for w in words)",
        "at + 3 days",
        "at - 2026-12-01",
        "now + 2 hours",
        "n in [1, 2, 3]",
        "masked(contact.phone)",
        "masked(n)",
        "[w for w in words]",
        "words[0]",
        "conversation.paused_for",
        "contact.data",
        "message.text",
        "n * 2.5",
        "not (n > 3 or n is 2)",
    ] {
        let escaped = sound.replace("\\\"", "\"");
        assert_eq!(
            faults(&format!(
                "set n = 3\nset words = [\"a\", \"bc\"]\nset at = 2026-12-24\nset x = {escaped}"
            )),
            [""; 0],
            "{sound}"
        );
    }
    assert_eq!(say("n plural one \"a\" other \"{n} b\""), [""; 0]);
    assert_eq!(say("n plural one \"a\""), ["E2003 n"]);
    assert_eq!(say("consent.news"), ["E1019 consent.news"]);
    assert_eq!(say("consent.nws default no"), ["E1033 nws"]);
    assert_eq!(say("message.emoji"), ["E1019 message.emoji"]);
    assert_eq!(say("message.items"), ["E1006 items"]);
    assert_eq!(say("masked(yes)"), ["E1016 yes"]);
    assert_eq!(say("contact.name default contact.language default \"you\""), [""; 0]);
    assert_eq!(
        say("contact.name default contact.street"),
        ["E1016 contact.street"],
        "the value to use instead has the same type"
    );
    let unsure = say("contact.street default contact.street");
    assert_eq!(unsure, ["E1019 contact.street default contact.street"], "both may be unknown");
}

#[test]
fn modifiers_stand_where_they_make_sense() {
    assert_eq!(faults("choose \"A?\" { \"Yes\" { } } "), [""; 0]);
    assert_eq!(
        faults("ask a: text \"A?\" { id \"my.a\" }\nask b: text \"B?\" { id \"my.a\" }"),
        ["E1008 \"my.a\""]
    );
    assert_eq!(
        faults("ask a: text \"A?\" { offer contact.plates \"{offered}?\" }"),
        ["E1016 contact.plates"]
    );
    assert_eq!(faults("ask a: text \"A?\" { expire after 2 days { say \"Hm.\" } }"), ["E2011 say \"Hm.\""]);
    assert_eq!(faults("collect p: plate { say \"What?\"; more \"More?\" }"), ["E1037 \"More?\""]);
    assert_eq!(faults("collect p: plate { say \"What?\"; ask twice \"Twice?\" }"), ["E1037 twice"]);
    assert_eq!(faults("collect p: plate { say \"What?\"; ask count \"How many {dish}?\" }"), ["E1019 dish"]);
    assert_eq!(
        faults("collect p: plate { say \"What?\"; default plate(dish: \"x\") }"),
        ["E1037 plate(dish: \"x\")"]
    );
}

/// The design's own example, as a designer would write it.
#[test]
fn the_example_of_the_language() {
    let main = include_str!("language.scn").replace("language fr, en", "language fr");
    let files = [("main.scn", main.as_str()), ("data/menu.yaml", MENU)];
    let compiled = compile(&crate::MemorySources::new(files));
    assert_eq!(shown(&compiled), "");
    let graph = compiled.graph.expect("a graph");
    let table = dependencies_text(&graph);
    insta::assert_snapshot!(table.split("\n\n").next().unwrap_or_default());
}

const MENU: &str = "margherita: { name: Margherita, price: 14.50 CHF, synonyms: [margarita] }\ncalzone: { name: Calzone, price: 17 CHF }\n";
