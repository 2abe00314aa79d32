//! Types and their constraints as written, and what a condition makes known.

use super::shown;
use crate::compile_text;

const HEAD: &str =
    "scenario s { language en; timezone Europe/Zurich }\non message like \"hello\" { enter t }\n";

/// Code and underlined text of what is wrong.
fn faults(rest: &str) -> Vec<String> {
    let compiled = compile_text(&format!("{HEAD}{rest}"));
    let brief = |d: &scn_diag::Diagnostic| format!("{} {}", d.code, compiled.files.slice(d.span));
    compiled.diagnostics.iter().map(brief).collect()
}

fn asked(ty: &str) -> Vec<String> {
    faults(&format!("tunnel t {{ ask x: {ty} \"X?\" }}\n"))
}

#[test]
fn constraints_that_cannot_be_meant() {
    assert_eq!(asked("one of [1, 2] 1..2"), ["E1035 1..2"]);
    assert_eq!(asked("date in past in future"), ["E1035 in future"]);
    assert_eq!(asked("date in future within 30 days"), [""; 0]);
    assert_eq!(asked("number 5..1"), ["E1034 5..1"]);
    assert_eq!(asked("number 1.5..2.5"), ["E1034 1.5..2.5"]);
    assert_eq!(asked("decimal 1.5..2.5"), [""; 0]);
}

#[test]
fn a_fraction_in_a_whole_number_is_not_mended_by_swapping() {
    let compiled = compile_text(&format!("{HEAD}tunnel t {{ ask x: number 1.5..2.5 \"X?\" }}\n"));
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert!(only.fixes.is_empty());
    assert!(
        only.help.as_ref().map(ToString::to_string).as_deref().is_some_and(|help| help.contains("decimal"))
    );
}

#[test]
fn the_words_of_other_tools_are_mended() {
    for (written, ours) in [("string", "text"), ("Boolean", "yes_no"), ("int", "number"), ("dat", "date")] {
        let compiled = compile_text(&format!("{HEAD}tunnel t {{ ask x: {written} \"X?\" }}\n"));
        let [only] = &compiled.diagnostics[..] else { panic!("{written}: {}", shown(&compiled)) };
        assert_eq!(only.fixes[0].edits[0].text, ours);
    }
}

const TUNNEL: &str = "tunnel t { ask a: text? \"A?\"; ask b: number \"B?\"; ESCAPE\n ask c: text \"C?\"; say \"{b} {c}[ {a}]\" }\n";

fn escape(escape: &str) -> Vec<String> {
    faults(&TUNNEL.replace("ESCAPE", escape))
}

#[test]
fn the_condition_of_a_tunnels_escape_reads_its_slots() {
    assert_eq!(escape("escape e { says \"why\"; only when b is known and b > 3; say \"Many.\" }"), [""; 0]);
    assert_eq!(escape("escape e { says \"why\"; only when b > 3; say \"Many.\" }"), ["E1019 b"]);
    assert_eq!(escape("escape e { says \"why\"; only when z is known; say \"Many.\" }"), ["E1001 z"]);
    let given = "tunnel t { enter u(3) }\ntunnel u(n: number) { escape e { says \"why\"; only when n > 2; say \"{n}\" }\n ask c: text \"C?\"; say \"{c}\" }\n";
    assert_eq!(faults(given), [""; 0]);
}

#[test]
fn what_the_condition_tells_is_known_inside() {
    assert_eq!(
        escape("escape e { says \"why\"; only when a is known and b is known; say \"{a} {b}\" }"),
        [""; 0]
    );
    assert_eq!(
        escape("escape e { says \"why\"; only when a is known or b is known; say \"{a}\" }"),
        ["E1019 a"]
    );
    assert_eq!(escape("escape e { says \"why\"; only when a is known; say \"{b}\" }"), ["E1019 b"]);
}

#[test]
fn styles_and_plural_forms_that_mean_something() {
    let said = |text: &str| {
        faults(&format!(
            "tunnel t {{ ask n: number \"N?\"; ask d: date \"D?\"; set days = [d]; say \"{text}\" }}\n"
        ))
    };
    assert_eq!(said("{d as long} {days as short} {n as upper} {now as time} {now as date}"), [""; 0]);
    assert_eq!(said("{n as time}"), ["E1036 time"]);
    assert_eq!(said("{d as time} {n as long}"), ["E1036 time", "E1036 long"]);
    assert_eq!(said("{n plural zero \"none\" one \"one\" many \"m\" other \"{n}\"}"), [""; 0]);
    assert_eq!(said("{n plural one \"one\" few \"a few\" other \"{n}\"}"), ["E1036 few"]);
}

#[test]
fn the_else_of_a_match_also_takes_what_is_unknown() {
    let matched = |branches: &str| {
        faults(&format!(
            "choice c {{ a \"A\"; b \"B\" }}\ntunnel t {{ ask k: c? \"K?\"; match k {{ {branches} }} }}\n"
        ))
    };
    assert_eq!(matched("a { say \"{k}\" } else { say \"No.\" }"), [""; 0]);
    assert_eq!(matched("a { say \"x\" } else { say \"{k}\" }"), ["E1019 k"]);
    assert_eq!(matched("a { say \"x\" } b { say \"y\" }"), ["E1019 k"]);
}

#[test]
fn a_misspelt_type_is_one_error() {
    let text = "scenario t { language en }\nchoice mode { here \"Here\"; away \"Away\" }\non message like \"hello\" {\n  ask mode: mdoe \"Where?\"\n  when mode is away { say \"Bye.\" }\n}\n";
    let compiled = crate::compile_text(text);
    let codes: Vec<&str> = compiled.diagnostics.iter().map(|found| found.code.code()).collect();
    assert_eq!(codes, ["E1002"]);
}
