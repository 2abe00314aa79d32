//! Diagnostics that a page cannot show, and what is known where.

use super::{compile, compile_text, shown};
use crate::{MemorySources, SourceError, Sources};

const HEAD: &str = "scenario shop { language en }\non message like \"hello\" { enter order }\npurpose orders { basis contract }\nmemory { street: text for orders keep 1 years }\n";

/// The diagnostics of statements in a tunnel: code and underlined text.
fn faults(statements: &str) -> Vec<String> {
    let compiled = compile_text(&format!("{HEAD}tunnel order {{\n{statements}\n}}\n"));
    let brief = |d: &scn_diag::Diagnostic| format!("{} {}", d.code, compiled.files.slice(d.span));
    compiled.diagnostics.iter().map(brief).collect()
}

#[test]
fn an_empty_project() {
    let compiled = compile(&MemorySources::default());
    insta::assert_snapshot!(shown(&compiled), @r"
    E1010 ``
      this project is empty: it has no `.scn` file
      help: start one with `scn new`, or write a file that begins with `scenario NAME { … }`
    ");
}

#[test]
fn a_file_that_is_not_utf8() {
    let compiled =
        compile(&MemorySources::new([("main.scn", b"scenario shop {\n  title \"Caf\xe9\"\n}\n".to_vec())]));
    let [first] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!(first.code.code(), "E1014");
    assert_eq!(first.message, "this file is not UTF-8: byte 29 in line 2 is 0xE9");
    assert_eq!(compiled.files.slice(first.span), "\u{fffd}");
    assert!(compiled.graph.is_none());
}

#[test]
fn a_slot_is_known_only_where_every_way_asks_it() {
    let some_ways = "ask a: yes_no \"A?\"\nwhen a { ask b: text \"B?\" }\nsay \"{b}\"";
    assert_eq!(faults(some_ways), ["E1019 b"]);
    let all_ways =
        "ask a: yes_no \"A?\"\nwhen a { ask b: text \"B?\" } else { set b = \"none\" }\nsay \"{b}\"";
    assert_eq!(faults(all_ways), [""; 0]);
    let left = "ask a: yes_no \"A?\"\nwhen a { ask b: text \"B?\" } else { leave }\nsay \"{b}\"";
    assert_eq!(faults(left), [""; 0]);
}

#[test]
fn a_step_knows_what_every_way_into_it_knows() {
    let jumped = "ask a: yes_no \"A?\"\nwhen a { go later }\nask b: text \"B?\"\nstep later { say \"{b}\" }";
    assert_eq!(faults(jumped), ["E1019 b"]);
    // going back asks the step's own slots again, so what follows the step still knows them
    let back =
        "step first { ask b: text \"B?\" }\nconfirm \"{b}?\" { no \"Change\" { go first } }\nsay \"{b}\"";
    assert_eq!(faults(back), [""; 0]);
}

#[test]
fn conditions_narrow() {
    assert_eq!(faults("say \"{contact.street}\""), ["E1019 contact.street"]);
    assert_eq!(faults("when contact.street is known { say \"{contact.street}\" }"), [""; 0]);
    assert_eq!(faults("when contact.street is unknown { leave }\nsay \"{contact.street}\""), [""; 0]);
    assert_eq!(faults("when contact.street is known and contact.street is \"x\" { say \"Hm.\" }"), [""; 0]);
    assert_eq!(faults("say \"{contact.street default \"?\"}\""), [""; 0]);
    assert_eq!(
        faults("when contact.street is known { forget street; say \"{contact.street}\" }"),
        ["E1019 contact.street"]
    );
}

#[test]
fn one_mistake_is_reported_once() {
    assert_eq!(faults("ask a: numbr \"A?\"\nset b = a + 1\nwhen b > 2 { say \"{b}\" }"), ["E1002 numbr"]);
    assert_eq!(faults("set a = nothing_like_it\nsay \"{a}\"\nset c = a * 2"), ["E1001 nothing_like_it"]);
    assert_eq!(faults("enter nowhere as x\nsay \"{x}\""), ["E1003 nowhere"]);
    assert_eq!(faults("match sise { small { say \"S\" }; large { say \"L\" } }"), ["E1001 sise"]);
}

#[test]
fn several_mistakes_in_one_run() {
    let text = "ask a: number \"A?\"\nsay \"{aa}\"\nset b = a + \"x\"\ngo nowhere";
    assert_eq!(faults(text), ["E1001 aa", "E1017 +", "E2001 nowhere"]);
}

#[test]
fn an_escape_reads_the_slots_of_its_tunnel_where_they_are_known() {
    let escape =
        |says: &str| format!("ask size: text \"Size?\"\nescape which {{ like \"which one?\"; {says} }}");
    assert_eq!(faults(&escape("say \"{size}\"")), ["E1019 size"]);
    assert_eq!(faults(&escape("say \"{size default \"?\"}\"")), [""; 0]);
    assert_eq!(faults(&escape("say \"Hm[: {size}].\"")), [""; 0]);
    assert_eq!(faults(&escape("when size is known { say \"{size}\" }")), [""; 0]);
    assert_eq!(faults(&escape("set size = \"XL\"")), ["E1053 size"]);
}

#[test]
fn a_loop_through_a_tunnel_that_never_waits() {
    let compiled = compile_text(&format!(
        "{HEAD}tunnel order {{ step again {{ enter greet }}\ngo again }}\ntunnel greet {{ say \"Hello!\" }}"
    ));
    assert!(shown(&compiled).starts_with("E2005 `go again`"), "{}", shown(&compiled));
    let waits = compile_text(&format!(
        "{HEAD}tunnel order {{ step again {{ enter greet }}\ngo again }}\ntunnel greet {{ ask a: text \"Hello?\" }}"
    ));
    assert_eq!(shown(&waits), "");
}

#[test]
fn a_missing_catalog_column_names_those_there_are() {
    let main = format!(
        "{HEAD}catalog menu from \"menu.csv\"\ntunnel order {{ ask dish: menu \"Which?\"\nsay \"{{dish.price}}\" }}"
    );
    let compiled =
        compile(&MemorySources::new([("main.scn", main.as_str()), ("menu.csv", "dish,price\nTonno,12\n")]));
    insta::assert_snapshot!(shown(&compiled), @r#"
    E1030 `"menu.csv"`
      `menu.csv` has no column `label`, `name` or `title`: nothing says what the customer reads
      help: name a column with `label FIELD`; the columns are: `dish` and `price`
    "#);
}

#[test]
fn a_row_without_a_label() {
    let main = format!(
        "{HEAD}catalog menu from \"menu.yaml\"\ntunnel order {{ ask dish: menu \"Which?\"\nsay \"{{dish}}\" }}"
    );
    let menu = "- {id: tonno, name: Tonno}\n- {id: regina, price: 14.00 CHF}\n";
    let compiled = compile(&MemorySources::new([("main.scn", main.as_str()), ("menu.yaml", menu)]));
    insta::assert_snapshot!(shown(&compiled), @r#"
    E1030 `"menu.yaml"`
      row 2 of `menu.yaml` has no `name`: nothing says what the customer reads
      help: give every row a `name`
    "#);
}

/// A project whose catalogs are all there, but cannot be read.
struct Locked(MemorySources);

impl Sources for Locked {
    fn list(&self) -> Result<Vec<String>, SourceError> {
        self.0.list()
    }
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError> {
        let locked = SourceError {
            path: path.to_owned(),
            reason: "you have no permission".to_owned(),
            missing: false,
        };
        if path.ends_with(".scn") { self.0.read(path) } else { Err(locked) }
    }
}

#[test]
fn a_catalog_that_may_not_be_read_is_not_called_missing() {
    let main = format!(
        "{HEAD}catalog menu from \"menu.yaml\"\ntunnel order {{ ask dish: menu \"Which?\"\nsay \"{{dish}}\" }}"
    );
    let compiled = compile(&Locked(MemorySources::new([("main.scn", main.as_str())])));
    insta::assert_snapshot!(shown(&compiled), @r#"
    E1015 `"menu.yaml"`
      `menu.yaml` cannot be read: you have no permission
    "#);
}

#[test]
fn what_could_not_be_read_is_not_missed() {
    let compiled = compile_text(
        "scenario shop { language en }\non message like \"hi\" { enter order }\ntunel order { say \"Hello!\" }\n",
    );
    let all: Vec<&str> = compiled.diagnostics.iter().map(|diagnostic| &diagnostic.code.code()[..2]).collect();
    assert_eq!(all, ["E0"], "{}", shown(&compiled));
}
