//! What is proved of ways through the graph: who is trapped, who hears nothing, what never happens.

use super::shown;
use crate::{Ladder, Waiting, compile_text, traps};

const HEAD: &str = "scenario shop { language en }\non message like \"hello\" { enter order }\n";

/// Code and the first line of what is underlined, of the lints about ways only.
fn found(text: &str) -> Vec<String> {
    let compiled = compile_text(text);
    assert!(compiled.graph.is_some(), "{}", shown(&compiled));
    let ours = |d: &&scn_diag::Diagnostic| {
        let number: u32 = d.code.code()[1..].parse().expect("a number");
        (2040..2070).contains(&number) || (2001..2030).contains(&number) && d.code.code().starts_with('W')
    };
    let underlined =
        |d: &scn_diag::Diagnostic| compiled.files.slice(d.span).lines().next().unwrap_or("").to_owned();
    let lines = compiled.diagnostics.iter().filter(ours);
    lines.map(|d| format!("{} {}", d.code, underlined(d)).trim_end().to_owned()).collect()
}

fn in_order(statements: &str) -> Vec<String> {
    found(&format!("{HEAD}tunnel order {{\n{statements}\n}}\n"))
}

#[test]
fn a_menu_needs_an_option_that_ends() {
    let menu = |last: &str| {
        in_order(&format!(
            "step menu {{ choose \"What?\" {{ \"Hours\" {{ say \"9 to 18.\"; go menu }}\n{last}\n otherwise {{ go menu }} }} }}"
        ))
    };
    let trapped = menu("\"Place\" { say \"Here.\"; go menu }");
    assert_eq!(trapped, ["E2040 choose \"What?\" { \"Hours\" { say \"9 to 18.\"; go menu }"]);
    // an option that ends is a way out, but whoever is not understood never finds it
    assert_eq!(menu("\"That is all\" { say \"Goodbye!\"; done }"), ["E2041 go menu"]);
}

#[test]
fn the_ladder_of_the_language_is_a_way_out() {
    assert_eq!(
        in_order("step menu { choose \"What?\" { \"Hours\" { say \"9 to 18.\"; go menu } } }"),
        [""; 0]
    );
}

#[test]
fn a_tunnel_entered_again_and_again_traps() {
    let text = |ends: &str| {
        found(&format!(
            "{HEAD}tunnel order {{ step again {{ enter part }}\ngo again }}\ntunnel part {{ ask a: text \"A?\" {{ otherwise {{ done }} }}\nsay \"{{a}}\"\n{ends} }}"
        ))
    };
    // `part` comes to its end each time, and each time begins anew
    assert_eq!(text("when a is \"x\" { leave }").iter().filter(|of| of.starts_with("E2040")).count(), 0);
}

#[test]
fn who_is_not_understood_gets_to_a_person_or_an_end() {
    let ask = |otherwise: &str| {
        in_order(&format!(
            "step size {{ ask n: number 1..5 \"How many?\" {{ otherwise {{ {otherwise} }} }} }}\nsay \"{{n}}\""
        ))
    };
    assert_eq!(ask("go size"), ["E2041 go size"]);
    assert_eq!(ask("say \"Once more.\"; go size"), ["E2041 say \"Once more.\""]);
    assert_eq!(ask("handoff"), [""; 0]);
    assert_eq!(ask("set n = 1"), [""; 0]);
    assert_eq!(ask("say \"Goodbye.\"; leave"), [""; 0]);
    // a question before has the ladder of the language, which offers a person
    let before = "step first { ask a: yes_no \"A?\" }\nask n: number 1..5 \"How many?\" { otherwise { go first } }\nsay \"{a} {n}\"";
    assert_eq!(in_order(before), [""; 0]);
}

#[test]
fn one_ladder_is_said_once() {
    let text = "scenario shop { language en }\nladder { otherwise { enter aside } }\non message like \"hello\" { enter order }\ntunnel order { ask a: text \"A?\"\nask b: number 1..5 \"B?\"\nsay \"{a} {b}\" }\ntunnel aside { say \"Let me ask again.\" }";
    assert_eq!(found(text), ["E2041 enter aside"]);
}

#[test]
fn a_question_that_is_answered_does_not_stop_a_circle() {
    let circle = |inside: &str, outside: &str| {
        in_order(&format!(
            "step start {{ say \"Up to 5.\"\n{inside} }}\n{outside}\nwhen n > 5 {{ go start }}\nsay \"{{n}}\""
        ))
    };
    assert_eq!(circle("", "ask n: number \"How many?\""), ["E2042 go start"]);
    assert_eq!(circle("ask n: number \"How many?\"", ""), [""; 0]);
    assert_eq!(circle("", "ask n: number \"How many?\" { always }"), [""; 0]);
    // a menu is asked anew each time
    assert_eq!(
        circle("", "ask n: number \"How many?\"\nchoose \"Sure?\" { \"Yes\" {}; \"No\" {} }"),
        [""; 0]
    );
    // `set` may take the value away
    assert_eq!(circle("", "ask n: number \"How many?\"\nwhen n > 9 { set n = 0 }"), [""; 0]);
}

#[test]
fn a_call_for_good_reads_nothing_that_moves() {
    let text = |args: &str, after: &str| {
        found(&format!(
            "{HEAD}connector bank {{ base env URL\npost pay(n: number, at: datetime?) -> number at \"/p\" }}\ntunnel order {{\nask n: number 1..9 \"How many?\"\nconfirm \"{{n}}?\"\ncall bank.pay({args}) {{ failed {{ handoff }} }}\n{after}\nsay \"Thanks.\"\n}}"
        ))
    };
    let later = "ask gift: yes_no \"A gift?\"\nask card: yes_no \"A card?\"";
    assert_eq!(text("n, now", later), ["E2043 call bank.pay(n, now) { failed { handoff } }"]);
    assert_eq!(text("n", later), [""; 0]);
    // nothing waits after it, so nothing is changed after it
    assert_eq!(text("n, now", ""), [""; 0]);
}

#[test]
fn what_nothing_opens() {
    let text = |more: &str| {
        found(&format!("{HEAD}tunnel order {{ say \"Hello!\" }}\ntunnel gift {{ say \"A gift.\" }}\n{more}"))
    };
    assert_eq!(text(""), ["W2003 gift"]);
    assert_eq!(text("escape presents { like \"a present please\"; enter gift }"), [""; 0]);
    assert_eq!(text("tunnel wrap { enter gift }"), ["W2003 gift", "W2003 wrap"]);
    assert_eq!(text("template ready utility { language en \"Ready.\"; button \"Gift\" to gift }"), [""; 0]);
}

#[test]
fn nothing_stands_behind_what_never_comes_back() {
    let text = |end: &str| {
        found(&format!(
            "{HEAD}tunnel order {{ enter bye\nsay \"Still here.\" }}\ntunnel bye {{ say \"Goodbye.\"\n{end} }}"
        ))
    };
    assert_eq!(text("leave"), ["W2001 say \"Still here.\""]);
    assert_eq!(text("done"), [""; 0]);
    // seen on the tree already: said once
    assert_eq!(in_order("say \"A.\"\ndone\nsay \"B.\""), ["W2001 say \"B.\""]);
}

#[test]
fn the_customer_hears_nothing() {
    assert_eq!(
        found("scenario shop { language en }\non message like \"hello\" { emit hello() }"),
        ["W2004 on message like \"hello\" { emit hello() }"]
    );
    let yes = "choose \"News?\" { \"Yes\" { say \"Fine.\" }; \"No\" { leave } }";
    assert_eq!(in_order(yes), ["W2004 \"No\""]);
    let branch = "ask n: number 1..9 \"How many?\"\nwhen n > 5 { leave }\nsay \"{n}.\"";
    assert_eq!(in_order(branch), ["W2004 leave"]);
    // said before, or not the customer's turn
    assert_eq!(in_order("ask n: number 1..9 \"How many?\"\nsay \"{n}.\"\nwhen n > 5 { leave }"), [""; 0]);
    assert_eq!(
        in_order("ask n: number 1..9 \"How many?\" { expire after 2 hours { leave } }\nsay \"{n}.\""),
        [""; 0]
    );
    assert_eq!(
        in_order("ask n: number 1..9 \"How many?\"\nwait 2 hours\nwhen n > 5 { leave }\nsay \"{n}.\""),
        [""; 0]
    );
    // the question is asked again
    assert_eq!(
        in_order(
            "ask n: number 1..9 \"How many?\"\nsay \"{n}.\"\nescape ping { like \"a ping please\"; emit ping() }"
        ),
        [""; 0]
    );
}

#[test]
fn conditions_that_cannot_be() {
    let when = |condition: &str| {
        in_order(&format!(
            "ask n: number 1..5 \"How many?\"\nask free: number \"Free?\"\nwhen {condition} {{ say \"So.\" }}\nsay \"{{n}} {{free}}\""
        ))
    };
    assert_eq!(when("n > 5"), ["W2005 n > 5"]);
    assert_eq!(when("n >= 5"), [""; 0]);
    assert_eq!(when("not (n < 6)"), ["W2005 not (n < 6)"]);
    assert_eq!(when("n > 5 and free > 1"), ["W2005 n > 5 and free > 1"]);
    assert_eq!(when("n > 5 or free > 1"), [""; 0]);
    assert_eq!(when("free > 1000"), [""; 0]);
    let cases = "ask n: number 1..5 \"How many?\"\nmatch n { 1 { say \"One.\" }; 7 { say \"Seven.\" }; else { say \"Many.\" } }";
    assert_eq!(in_order(cases), ["W2005 7"]);
    let refused = "ask n: number 1..5 \"How many?\" { check n > 5 else \"More.\" }\nsay \"{n}\"";
    assert_eq!(in_order(refused).len(), 1);
    // something else fills it too
    assert_eq!(
        in_order("ask n: number 1..5 \"How many?\"\nset n = n + 5\nwhen n > 5 { say \"So.\" }\nsay \"{n}\""),
        [""; 0]
    );
}

#[test]
fn many_messages_at_once() {
    let says = |count: usize| in_order(&("say \"a\"\n".repeat(count) + "say \"b\""));
    assert_eq!(says(4), [""; 0]);
    assert_eq!(says(5), ["W2006 say \"b\""]);
    let around =
        "say \"1\"\nenter part\nsay \"2\"\nsay \"3\"\n}\ntunnel part {\nsay \"a\"\nsay \"b\"\nsay \"c\"";
    assert_eq!(in_order(around), ["W2006 say \"3\""]);
    // a customer sees what comes before a call and what comes after it at once
    let call = "connector bank { base env URL\nget rate() -> number at \"/r\" }\ntunnel order { say \"1\"\nsay \"2\"\nsay \"3\"\ncall bank.rate() as rate { failed { handoff } }\nsay \"4\"\nsay \"5\"\nsay \"{rate}\" }";
    assert_eq!(found(&format!("{HEAD}{call}")), ["W2006 say \"{rate}\""]);
}

#[test]
fn digressions_come_back() {
    let itself = "ask n: number 1..5 \"How many?\"\nsay \"{n}\"\nescape more { like \"something else please\"; enter order }";
    assert_eq!(in_order(itself), ["W2007 enter order"]);
    let lost = |end: &str| {
        found(&format!(
            "{HEAD}tunnel order {{ ask n: number 1..5 \"How many?\"\nsay \"{{n}}\" }}\nescape hours {{ like \"when are you open?\"; enter times }}\ntunnel times {{ say \"9 to 18.\"\n{end} }}"
        ))
    };
    assert_eq!(lost("leave"), ["W2008 enter times"]);
    assert_eq!(lost("done"), [""; 0]);
}

#[test]
fn only_so_many_tunnels_inside_each_other() {
    let chain = |count: usize| {
        let inner: String = (1..count).map(|n| format!("tunnel t{n} {{ enter t{} }}\n", n + 1)).collect();
        found(&format!(
            "scenario shop {{ language en }}\non message like \"hello\" {{ enter t1 }}\n{inner}tunnel t{count} {{ say \"Hello!\" }}"
        ))
    };
    assert_eq!(chain(15), [""; 0]);
    assert_eq!(chain(16), ["E2044 on message like \"hello\" { enter t1 }"]);
}

#[test]
fn ladders_that_enter_tunnels_do_not_go_round() {
    let own = compile_text(&format!(
        "{HEAD}tunnel order {{ ladder {{ otherwise {{ enter order }} }}\nask a: text \"A?\"\nsay \"{{a}}\" }}"
    ));
    assert!(shown(&own).starts_with("E2006"), "{}", shown(&own));
    // the tunnel of a ladder, and what that tunnel's own ladder enters, have the language's ladder
    let two = "scenario shop { language en }\nladder { otherwise { enter help } }\non message like \"hello\" { enter order }\ntunnel order { ask a: text \"A?\"\nsay \"{a}\" }\ntunnel help { ladder { otherwise { enter more } }\nask b: yes_no \"A person?\"\nwhen b { handoff } }\ntunnel more { ask c: yes_no \"Really?\"\nwhen c { handoff } }";
    assert_eq!(found(two), [""; 0]);
}

#[test]
fn what_a_customer_can_do_where() {
    let text = format!(
        "{HEAD}connector bank {{ base env URL\npost pay(n: number) -> number at \"/p\" }}\ntunnel order {{\nask n: number 1..9 \"How many?\"\nask gift: yes_no \"A gift?\" {{ help \"Yes or no.\"; retry \"Yes or no?\"; otherwise {{ set gift = no }} }}\nconfirm \"{{n}}?\"\ncall bank.pay(n) {{ failed {{ handoff }} }}\nask again: yes_no \"Again?\"\nsay \"{{gift}} {{again}}\"\n}}\nescape hours {{ like \"when are you open?\"; say \"9 to 18.\" }}"
    );
    let compiled = compile_text(&text);
    let points = traps(compiled.graph.as_ref().expect("a graph"));
    let brief: Vec<String> = points
        .iter()
        .map(|point| {
            format!(
                "{} cancel {} back {} change {:?} fixed {:?} ask {:?} {:?}",
                point.question.as_deref().unwrap_or("-"),
                point.cancel,
                point.back,
                point.change,
                point.fixed,
                point.ask,
                point.ladder
            )
        })
        .collect();
    assert_eq!(brief[0], "order.n cancel true back false change [] fixed [] ask [\"hours\"] Person(4)");
    assert_eq!(
        brief[1],
        "order.gift cancel true back true change [\"n\"] fixed [] ask [\"hours\"] Person(6)"
    );
    assert_eq!(points[3].kind, Waiting::Call);
    assert!(!points[3].cancel && points[3].person && points[3].stop);
    assert_eq!(points[4].fixed, ["n"]);
    assert_eq!(points[4].change, ["gift"]);
    assert!(matches!(points[4].ladder, Ladder::Person(_)));
}

/// The diagnostics that come before lints, as codes and underlined text.
fn wrong(statements: &str) -> Vec<String> {
    let rest = "connector shop { base env URL\nget stock() -> number at \"/s\"\nevent sold(n: number) }\nchoice size { small \"Small\"; large \"Large\" }\n";
    let compiled = super::compile_text(&format!("{HEAD}{rest}tunnel order {{\n{statements}\n}}\n"));
    compiled.diagnostics.iter().map(|d| format!("{} {}", d.code, compiled.files.slice(d.span))).collect()
}

#[test]
fn a_slot_is_known_on_every_way_or_on_none() {
    let skips =
        |before: &str| wrong(&format!("{before}\nask b: text \"B?\"\nstep later {{ say \"{{b}}\" }}"));
    let ways = [
        "ask a: yes_no \"A?\" { otherwise { go later } }",
        "ask a: yes_no \"A?\" { expire after 2 hours { go later } }",
        "choose \"A?\" { \"On\" {}; \"Later\" { go later } }",
        "confirm \"A?\" { no \"Later\" { go later } }",
        "call shop.stock() as a { failed { go later } }",
        "wait up to 2 hours for shop.sold as a { late { go later } }",
        "ask a: size \"A?\"\nmatch a { small { go later }; large {} }",
        "ask a: number \"A?\"\nmatch a { 1 {}; else { go later } }",
        "ask a: number \"A?\"\nfor x in [1, 2] { when x > a { go later } }",
    ];
    for way in ways {
        assert_eq!(skips(way), ["E1019 b"], "{way}");
    }
    let ladder = "ladder { otherwise { go later } }\nask b: text \"B?\"\nstep later { say \"{b}\" }";
    assert_eq!(wrong(ladder), ["E1019 b"]);
    // back to before the question, which is then asked on the way
    assert_eq!(
        wrong(
            "step first { say \"A.\" }\nask b: text \"B?\"\nchoose \"{b}?\" { \"Yes\" {}; \"No\" { go first } }\nsay \"{b}\""
        ),
        [""; 0]
    );
}

#[test]
fn a_match_covers_what_there_is() {
    let of =
        |ask: &str, cases: &str| wrong(&format!("ask a: {ask} \"A?\"\nmatch a {{ {cases} }}\nsay \"So.\""));
    assert_eq!(of("yes_no", "yes { say \"Y.\" }"), ["E2002 a"]);
    assert_eq!(of("yes_no", "yes { say \"Y.\" }; no { say \"N.\" }"), [""; 0]);
    assert_eq!(of("size", "small { say \"S.\" }"), ["E2002 a"]);
    assert_eq!(of("number 1..2", "1 { say \"1.\" }; 3 { say \"3.\" }"), ["E2003 a"]);
    // what may be left out is a case of its own
    assert_eq!(of("yes_no?", "yes { say \"Y.\" }; no { say \"N.\" }"), ["E1019 a"]);
    assert_eq!(of("yes_no?", "yes { say \"Y.\" }; else { say \"N.\" }"), [""; 0]);
}
