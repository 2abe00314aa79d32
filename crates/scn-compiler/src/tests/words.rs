//! Words that two things want: who gets them, in words a designer knows; and what is fine as it is.

use super::shown;
use crate::compile_text;

fn said(text: &str) -> String {
    shown(&compile_text(text))
}

fn project(body: &str) -> String {
    format!(
        "scenario shop {{ language en }}\n\non message like \"I would like to order\" {{ enter order }}\n{body}"
    )
}

const ORDER: &str = "tunnel order { say \"Noted.\" }\n";

#[test]
fn the_first_in_the_file_takes_what_both_say() {
    let escapes = |first: &str, second: &str| {
        let one = format!("escape a {{ {first}; say \"A\" }}\n");
        said(&project(&format!("{ORDER}{one}escape b {{ {second}; say \"B\" }}\n")))
    };
    assert!(escapes("says \"price\"", "says \"lower price\"").starts_with("W2034 `\"lower price\"`"));
    // The narrower one stands first: both are heard.
    assert_eq!(escapes("says \"lower price\"", "says \"price\""), "");
    assert_eq!(escapes("says \"price\"; only when window is open", "says \"lower price\""), "");
    assert_eq!(escapes("says \"ice\"", "says \"price\""), "", "whole words only");
    assert!(escapes("matching /order [0-9]+/", "like \"where is order 12\"").starts_with("W2034"));
    assert!(escapes("matching /[0-9]{4}/", "matching /[0-9]{4}/").starts_with("W2034 `/[0-9]{4}/`"));
    assert_eq!(escapes("matching /[0-9]{4}/", "matching /[0-9]{6}/"), "");
}

#[test]
fn an_entry_and_an_escape_may_say_the_same() {
    let text = project(&format!(
        "{ORDER}on message says \"menu\" {{ enter order }}\nescape card {{ says \"menu\"; say \"Pizza.\" }}\n"
    ));
    assert_eq!(said(&text), "");
}

#[test]
fn an_entry_that_takes_everything_leaves_nothing_to_the_others() {
    let text = "scenario shop { language en }\non message matching /./ { say \"Hello.\" }\n\
                on message like \"where is my parcel\", \"I wait for my parcel\" { say \"On its way.\" }\n";
    let found = said(text);
    assert_eq!(found.matches("W2034").count(), 1, "one report for each that loses: {found}");
    assert!(found.contains("where is my parcel"), "{found}");
}

#[test]
fn links_and_languages_come_first() {
    let link = "on link \"parcel\" { say \"From the leaflet.\" }\n";
    let escape = "escape parcel { says \"parcel\"; say \"On its way.\" }\n";
    assert!(said(&project(&format!("{ORDER}{link}{escape}"))).contains("it is the code of a link"));
    let language = "escape tongue { like \"English please\"; say \"Yes.\" }\n";
    assert!(said(&project(&format!("{ORDER}{language}"))).contains("it asks for another language"));
}

#[test]
fn a_right_is_honoured() {
    let escape = |word: &str, does: &str| {
        said(&project(&format!("{ORDER}escape mine {{ says \"{word}\"; say \"Yes.\"; {does} }}\n")))
    };
    assert!(escape("stop", "").starts_with("E2070 `\"stop\"`"));
    assert_eq!(escape("stop", "opt out"), "");
    assert_eq!(escape("bus stop", ""), "");
    assert!(escape("delete my data", "").starts_with("E2070"));
    assert_eq!(escape("delete my data", "handoff"), "");
    assert!(escape("a human", "").starts_with("E2070"));
    let entered = "tunnel away { opt out; say \"Fine.\" }\nescape mine { says \"stop\"; enter away }\n";
    assert_eq!(said(&project(&format!("{ORDER}{entered}"))), "");
    let link = "on link \"STOP\" { say \"Welcome to our shop at the stop.\" }\n";
    assert!(said(&project(&format!("{ORDER}{link}"))).starts_with("E2070"));
}

#[test]
fn a_typed_answer_is_an_answer() {
    let menu = |label: &str, does: &str| {
        let options = format!("\"Go on\" {{ say \"Good.\" }}; \"{label}\" {{ say \"Well.\"; {does} }}");
        said(&project(&format!("tunnel order {{ choose \"Well?\" {{ {options} }} }}\n")))
    };
    assert!(menu("Stop", "leave").starts_with("W2030 `\"Stop\"`"));
    // Who wants a person gets one, typed or tapped.
    assert_eq!(menu("Human", "handoff"), "");
    assert!(menu("Human", "say \"We are few.\"").starts_with("W2030"));
    assert_eq!(menu("Cancel", "leave"), "", "an answer comes before the words of the language");
    assert_eq!(menu("Back", "leave"), "");
}

#[test]
fn a_link_to_the_same_tunnel_is_no_conflict() {
    let menu = |enters: &str| {
        project(&format!(
            "{ORDER}tunnel book {{ say \"Booked.\" }}\non link \"BOOK\" {{ enter book }}\n\
             on message like \"hello\" {{ choose \"Well?\" {{ \"Book\" {{ enter {enters} }}; \"Order\" {{ enter order }} }} }}\n"
        ))
    };
    assert_eq!(said(&menu("book")), "");
    assert!(said(&menu("order")).starts_with("W2030 `\"Book\"`"));
}

#[test]
fn two_answers_of_one_name() {
    let choice = |values: &str| {
        said(&project(&format!(
            "choice size {{\n{values}\n}}\ntunnel order {{ ask size: size \"Which size?\"; say \"One {{size}}.\" }}\n"
        )))
    };
    assert!(choice("small \"Small\"\nlarge \"Large\" also \"small\"").starts_with("W2031"));
    assert_eq!(choice("small \"Small\" also \"small\", \"tiny\"\nlarge \"Large\""), "", "of one answer");
    let guarded = "small \"Small\"\nlarge \"Large\" also \"small\" only when window is open";
    assert_eq!(choice(guarded), "", "perhaps never together");
    assert!(choice("two \"Second row\"\none \"First row\"").starts_with("W2032 `\"Second row\"`"));
    assert_eq!(choice("one \"First row\"\ntwo \"Second row\""), "");
    assert_eq!(choice("two \"2 pizzas\"\none \"1 pizza\""), "", "a number in a label is the label's");
}

#[test]
fn what_is_said_of_the_matcher_is_what_it_does() {
    let found = said(include_str!("words_matcher.scn"));
    assert_eq!(found.matches("W2033").count(), 1, "{found}");
    let graph = compile_text(include_str!("words_matcher.scn")).graph.expect("a graph");
    let heard = |text: &str| {
        scn_understand::classify(&graph.intents, &scn_understand::Utterance::new(text), |_| true)
    };
    assert_eq!(heard("do you deliver on a sunday").first(), Some(&(0, 1000)), "word for word it is its own");
    let varied = heard("do you deliver on a sunday, please");
    let (class, score) = varied.first().copied().expect("a class");
    assert!(class == 1 && score >= graph.intents.accept, "{varied:?}");
    assert!(found.contains(&format!("(score {score}, against {})", varied[1].1)), "{found}");
}
