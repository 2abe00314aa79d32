//! A project from its beginning to its end: new, check, fmt, test, build, graph, chat.

mod common;

use common::{SHOP, command, folder, scn, with_input};
use std::fs;

#[test]
fn a_new_project_works_in_every_language() {
    let home = folder(&[]);
    for lang in ["fr", "de", "it", "en"] {
        let name = format!("bistro-{lang}");
        let made = scn(home.path(), &["new", &name, "--lang", lang]);
        assert_eq!((made.code, made.err.as_str()), (0, ""), "{}", made.out);
        assert!(made.out.contains(&format!("scn serve {name} --sandbox")), "{}", made.out);
        let checked = scn(home.path(), &["check", &name, "--deny", "warnings"]);
        assert_eq!((checked.code, checked.out.as_str(), checked.err.as_str()), (0, "", ""), "{lang}");
        let tested = scn(home.path(), &["test", &name]);
        assert_eq!((tested.code, tested.out.as_str()), (0, "2 passed, 0 failed\n"), "{lang}: {}", tested.err);
        let formatted = scn(home.path(), &["fmt", &name, "--check"]);
        assert_eq!((formatted.code, formatted.out.as_str()), (0, ""), "{lang}: {}", formatted.err);
    }
    let again = scn(home.path(), &["new", "bistro-fr"]);
    assert_eq!(again.code, 3);
    assert_eq!(again.err, "scn: bistro-fr exists already; choose another name\n");
    assert_eq!(scn(home.path(), &["new", "..."]).code, 2);
}

#[test]
fn a_misspelt_slot_is_underlined_with_a_suggestion() {
    let project = folder(&[("main.scn", SHOP.replace("× {size}", "× {siez}").as_bytes())]);
    let checked = scn(project.path(), &["check"]);
    assert_eq!(checked.code, 1);
    insta::assert_snapshot!(checked.out);
    assert_eq!(checked.err, "");
    let json = scn(project.path(), &["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!((json.code, &report["version"], &report["errors"]), (1, &1.into(), &1.into()));
    let first = &report["diagnostics"][0];
    assert_eq!((first["file"].as_str(), first["line"].as_u64()), (Some("main.scn"), Some(20)));
    for field in
        ["code", "name", "severity", "column", "end_line", "end_column", "message", "labels", "fixes"]
    {
        assert!(!first[field].is_null(), "{field} is missing in {first}");
    }
    for command in [&["test"][..], &["build"], &["graph"], &["chat"], &["serve", "--sandbox"]] {
        let refused = scn(project.path(), command);
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{command:?}");
        assert!(refused.err.contains("siez"), "{command:?}: {}", refused.err);
    }
}

#[test]
fn paths_are_shown_from_where_the_command_was_started() {
    let home = folder(&[("shops/one/main.scn", SHOP.replace("done", "dnoe").as_bytes())]);
    let checked = scn(home.path(), &["check", "shops/one"]);
    assert!(checked.out.starts_with("shops/one/main.scn:"), "{}", checked.out);
    let one_file = scn(home.path(), &["check", "./shops/one/main.scn"]);
    assert!(one_file.out.starts_with("shops/one/main.scn:"), "{}", one_file.out);
}

#[test]
fn excerpts_fit_the_width_that_is_set() {
    let long =
        SHOP.replace("× {size}", "× {siez}, and many more words than fit on a line of a narrow window");
    let project = folder(&[("main.scn", long.as_bytes())]);
    let widest = |columns: &str| {
        let ran = command(project.path(), &["check"]).env("COLUMNS", columns).output().unwrap();
        let out = String::from_utf8(ran.stdout).unwrap();
        let excerpt = out.lines().find(|line| line.contains("siez") && line.contains(" | "));
        excerpt.expect("the line is shown").chars().count()
    };
    assert!(widest("50") <= 50, "{}", widest("50"));
    assert!(widest("80") > 60, "{}", widest("80"));
    assert_eq!(widest("nonsense"), widest("80"));
}

#[test]
fn a_compiled_scenario_is_the_same_everywhere_and_can_be_used() {
    let (one, other) = (folder(&[("main.scn", SHOP.as_bytes())]), folder(&[("main.scn", SHOP.as_bytes())]));
    let built = scn(one.path(), &["build"]);
    assert_eq!(built.code, 0, "{}", built.err);
    assert!(built.out.starts_with("shop.scnc: "), "{}", built.out);
    assert_eq!(scn(other.path(), &["build", "-o", "x.scnc"]).code, 0);
    let bytes = fs::read(one.path().join("shop.scnc")).unwrap();
    assert_eq!(bytes, fs::read(other.path().join("x.scnc")).unwrap());
    let source = scn(one.path(), &["graph"]);
    let compiled = scn(one.path(), &["graph", "shop.scnc"]);
    assert_eq!((compiled.code, compiled.out), (0, source.out));
    fs::write(one.path().join("half.scnc"), &bytes[..bytes.len() / 2]).unwrap();
    let half = scn(one.path(), &["graph", "half.scnc"]);
    assert_eq!(half.code, 3);
    assert!(half.err.contains("damaged"), "{}", half.err);
}

#[test]
fn the_graph_is_drawn_by_the_ending_of_the_file() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    assert_eq!(scn(project.path(), &["graph", "-o", "shop.svg"]).code, 0);
    let svg = fs::read_to_string(project.path().join("shop.svg")).unwrap();
    for words in ["<svg", ">The order<", ">Which size?<", ">Large<", ">From 8 to 18.<"] {
        assert!(svg.contains(words), "{words} is missing");
    }
    let mermaid = scn(project.path(), &["graph"]).out;
    assert!(mermaid.starts_with("flowchart TD\n") && mermaid.contains("Which size?"), "{mermaid}");
}

#[test]
fn a_chat_through_a_pipe_is_nothing_but_the_chat() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    let typed = "order please\nwhen are you open?\n2\n/after 3 days\n/restart\n/state\n3\n/wyh\n/why\n/quit\nnever read\n";
    let chat = with_input(project.path(), &["chat", "--at", "2026-03-02 12:00"], typed.as_bytes());
    assert_eq!((chat.code, chat.err.as_str()), (0, ""));
    // The size of the stored state depends on the hash of the graph by a byte.
    let out: Vec<&str> = chat.out.lines().filter(|line| !line.contains("  stored ")).collect();
    insta::assert_snapshot!(out.join("\n"));
    let bad = scn(project.path(), &["chat", "--at", "tomorrow"]);
    assert_eq!(bad.code, 2);
    assert!(bad.err.contains("2026-03-02 12:00"), "{}", bad.err);
}

const TESTS: &str = r#"
test "all is well" {
  client "order please"
  bot    "Which size?"
  bot    shows buttons "Small", "Large"
  client taps "Large"
  client "3"
  bot    "3 × Large, thank you."
  expect quantity is 3
}

test "another text" {
  client "order please"
  bot    "Which size?"
  client "L"
  bot    "How much?"
}

test "too much said" {
  client "order please"
  bot    "Which size?"
  client "when are you open?"
  bot    "From 8 to 18."
  client "L"
}

test "a button that is not there" {
  client "order please"
  client taps "Medium"
}

test "other buttons" {
  client "order please"
  bot    "Which size?"
  bot    shows buttons "Small"
}

test "an expectation" {
  client "order please"
  client "large"
  restart
  after  3 days
  client "4"
  expect size is large and quantity is 5
}
"#;

#[test]
fn a_failed_test_is_shown_as_a_chat() {
    let project = folder(&[("main.scn", SHOP.as_bytes()), ("tests.scn", TESTS.as_bytes())]);
    let tested = scn(project.path(), &["test"]);
    assert_eq!((tested.code, tested.err.as_str()), (1, ""));
    insta::assert_snapshot!(tested.out);
    let one = scn(project.path(), &["test", "--filter", "ALL IS"]);
    assert_eq!((one.code, one.out.as_str()), (0, "1 passed, 0 failed\n"));
    let none = scn(project.path(), &["test", "--filter", "xyz"]);
    assert_eq!((none.code, none.out.as_str()), (1, "no test has \"xyz\" in its title\n"));
    let json = scn(project.path(), &["test", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!((json.code, &report["passed"], &report["failed"]), (1, &1.into(), &5.into()));
    let failure = &report["tests"][1]["failure"];
    assert_eq!((failure["file"].as_str(), failure["line"].as_u64()), (Some("tests.scn"), Some(16)));
    let marks: Vec<_> =
        report["tests"][1]["chat"].as_array().unwrap().iter().map(|line| &line["mark"]).collect();
    assert_eq!(
        marks,
        [&().into(), &().into(), &().into(), &"expected".into(), &"actual".into()] as [&serde_json::Value; 5]
    );
}
