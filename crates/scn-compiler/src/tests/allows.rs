//! `allow`: what it drops, where it holds, and what is said about it.

use super::shown;
use crate::allows::collect;
use crate::report::Report;
use crate::{Compiled, MemorySources, Options, compile, compile_text, compile_with};
use scn_diag::{Diagnostic, Files, Level, Levels, Span, W0001, W2001};

/// Two unreachable statements, with lines before each, before the declaration and in the scenario.
fn shop(scenario: &str, declaration: &str, first: &str, second: &str) -> String {
    format!(
        "scenario shop {{\n  language en\n{scenario}}}\n\n{declaration}on message like \"hello\" {{ enter order }}\n\n{declaration}tunnel order {{\n  ask fine: yes_no \"Fine?\"\n  when fine {{\n    done\n{first}    say \"One!\"\n  }}\n  done\n{second}  say \"Two!\"\n}}\n"
    )
}

fn codes(compiled: &Compiled) -> Vec<String> {
    compiled
        .diagnostics
        .iter()
        .map(|it| {
            let line = compiled.files.get(it.span.file).unwrap().line_column(it.span.start).line;
            format!("{}:{line}", it.code)
        })
        .collect()
}

const WHY: &str = "allow W2001 because \"later\"\n";

#[test]
fn in_a_block_it_holds_for_the_next_entry() {
    assert_eq!(codes(&compile_text(&shop("", "", "", ""))), ["W2001:11", "W2001:14"]);
    assert_eq!(codes(&compile_text(&shop("", "", WHY, ""))), ["W2001:15"]);
    assert_eq!(codes(&compile_text(&shop("", "", "", WHY))), ["W2001:11"]);
    assert_eq!(codes(&compile_text(&shop("", "", WHY, WHY))), [""; 0]);
    let by_name = "allow unreachable because \"later\"\n";
    assert_eq!(codes(&compile_text(&shop("", "", by_name, by_name))), [""; 0]);
}

#[test]
fn before_a_declaration_it_holds_for_that_and_in_the_scenario_for_all() {
    let text = shop("", "", "", "").replace("tunnel order", &format!("{WHY}tunnel order"));
    assert_eq!(codes(&compile_text(&text)), [""; 0]);
    let text = shop("", "", "", "").replace("on message", &format!("{WHY}on message"));
    assert_eq!(codes(&compile_text(&text)), ["W0001:5", "W2001:12", "W2001:15"]);
    assert_eq!(codes(&compile_text(&shop(WHY, "", "", ""))), [""; 0]);
    let files = |first: &str| {
        let (scenario, rest) = first.split_once("\non message").unwrap();
        compile(&MemorySources::new([("a.scn", scenario.to_owned()), ("b.scn", format!("on message{rest}"))]))
    };
    assert_eq!(codes(&files(&shop(WHY, "", "", ""))), [""; 0]);
}

#[test]
fn the_narrowest_one_is_the_one_that_counts() {
    assert_eq!(codes(&compile_text(&shop(WHY, "", WHY, ""))), [""; 0]);
    // both statements have one of their own: that of the scenario is idle
    assert_eq!(codes(&compile_text(&shop(WHY, "", WHY, WHY))), ["W0001:3"]);
}

#[test]
fn what_nothing_needs_is_said_unless_not_everything_was_looked_at() {
    let idle = "scenario shop { language en }\n\non message like \"hello\" {\n  allow W2001 because \"later\"\n  allow W2002 because \"later\"\n  say \"Hello!\"\n  allow W2001 because \"later\"\n}\n";
    let compiled = compile_text(idle);
    assert_eq!(codes(&compiled), ["W0001:4", "W0001:5", "W0001:7"]);
    let said = shown(&compiled);
    assert!(
        said.contains("W2001 does not occur in what follows") && said.contains("nothing follows this"),
        "{said}"
    );
    let broken = compile_text(&idle.replace("Hello!", "{nobody}"));
    assert!(codes(&broken).iter().all(|code| !code.starts_with("W0001")), "{:?}", codes(&broken));
}

#[test]
fn levels_come_after_and_do_not_make_it_idle() {
    let mut levels = Levels::default();
    levels.set(W2001, Level::Off);
    levels.set(W0001, Level::Error);
    let options = Options { levels, ..Options::default() };
    let text = shop("", "", WHY, "");
    let compiled = compile_with(&MemorySources::new([("main.scn", text)]), &options);
    assert_eq!(codes(&compiled), [""; 0]);
}

#[test]
fn a_code_that_is_none_or_fixed_and_a_missing_reason_are_told() {
    let with = |line: &str| shown(&compile_text(&shop("", "", line, WHY)));
    let unknown = with("allow W201 because \"later\"\n");
    assert!(
        unknown.contains("E0030 `W201`") && unknown.contains("fix (safe): write `W2001` → W2001"),
        "{unknown}"
    );
    assert!(with("allow unreachabel because \"x\"\n").contains("write `unreachable`"));
    let fixed = with("allow E1001 because \"later\"\n");
    assert!(fixed.contains("E0031 `E1001`") && fixed.contains("E1001 cannot be allowed"), "{fixed}");
    let silent = with("allow W2001\n");
    assert!(silent.contains("W0002") && !silent.contains("W2001 `say"), "{silent}");
}

#[test]
fn a_translation_counts_where_the_text_was_written() {
    let text = shop("", "", WHY, "");
    let mut files = Files::new();
    let file = files.add("main.scn", text.as_str());
    let translations = files.add("locales/fr.yaml", "tunnel_order.say: { text: \"Un !\" }\n");
    let tree = scn_syntax::parse(file, &text).tree;
    let allows = collect(&[tree], &files, &mut Report::default());
    let written = u32::try_from(text.find("\"One!\"").unwrap()).unwrap();
    let home = |place: Span| match place.file == translations {
        true => Span::new(file, written, written + 6),
        false => place,
    };
    let found = vec![Diagnostic::new(W2001, Span::new(translations, 0, 16), "about the translation")];
    assert_eq!(allows.apply(found.clone(), &files, true, home), []);
    let elsewhere = allows.apply(found, &files, true, |place| place);
    assert_eq!(elsewhere.iter().map(|it| it.code).collect::<Vec<_>>(), [W2001, W0001]);
}
