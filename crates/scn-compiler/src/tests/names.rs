//! Names that mean something already, and names seen from outside the project.

use super::{compile_text, shown};
use crate::{Compiled, LineKind};

const HEAD: &str = "scenario s { language en; timezone Europe/Zurich }\n";

fn compiled(rest: &str) -> Compiled {
    compile_text(&format!("{HEAD}{rest}"))
}

#[test]
fn a_template_of_a_module_has_a_name_that_whatsapp_takes() {
    let compiled = compiled(
        "use std.appointment as visit\n\
         on message like \"hello\" { enter visit.remind(2026-12-01 09:00) }\n\
         test \"a\" { client \"hello\"; bot sends template visit.reminder }\n\
         test \"b\" { client \"hello\"; bot sends template std_appointment_reminder }\n",
    );
    assert_eq!(shown(&compiled), "");
    let graph = compiled.graph.expect("a graph");
    let names: Vec<&str> = graph.templates.iter().map(|template| template.name.as_str()).collect();
    assert_eq!(names, ["std_appointment_reminder"]);
    for test in &compiled.tests {
        assert!(
            matches!(test.lines.last().map(|line| &line.kind), Some(LineKind::BotSendsTemplate(id)) if id.0 == 0)
        );
    }
}

#[test]
fn a_memory_field_with_a_built_in_name_says_so() {
    let purpose = "purpose service { basis contract }\non message like \"hello\" { leave }\n";
    for (name, better) in [("name", "full_name"), ("phone", "second_phone"), ("language", "spoken_language")]
    {
        let compiled = compiled(&format!("{purpose}memory {{ {name}: text for service keep 3 months }}\n"));
        let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
        assert_eq!(only.code.code(), "E1008");
        assert!(
            only.message.to_string().contains(&format!("`contact.{name}` is built in")),
            "{}",
            only.message
        );
        assert!(
            only.help.as_ref().map(ToString::to_string).as_deref().is_some_and(|help| help.contains(better)),
            "{:?}",
            only.help
        );
    }
}

#[test]
fn remembering_under_a_built_in_name_says_so() {
    let compiled = compiled("on message like \"hello\" { remember name = \"Ada\" }\n");
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!(only.code.code(), "E1005");
    assert!(only.message.to_string().contains("`contact.name` is built in"), "{}", only.message);
    assert!(
        only.help.as_ref().map(ToString::to_string).as_deref().is_some_and(|help| help.contains("full_name")),
        "{:?}",
        only.help
    );
}

#[test]
fn consent_has_its_own_purpose_unless_the_project_declares_it() {
    let ask = "use std.consent\non message like \"hello\" { enter consent.ask(\"our news\") as yes_or_no; when yes_or_no { say \"Yes.\" } }\n";
    for own in ["", "purpose marketing { basis consent }\n"] {
        let compiled = compiled(&format!("{own}{ask}"));
        assert_eq!(shown(&compiled), "");
        let purposes = &compiled.graph.as_ref().expect("a graph").purposes;
        assert_eq!(purposes.iter().map(|purpose| purpose.name.as_str()).collect::<Vec<_>>(), ["marketing"]);
    }
}

#[test]
fn a_team_is_open_by_its_own_hours() {
    let entry = "on message like \"hello\" { when kitchen is open { say \"Yes.\" } else { say \"No.\" } }\n";
    let with = compiled(&format!("team kitchen \"Kitchen\" {{ hours mon-fri 09:00-18:00 }}\n{entry}"));
    assert_eq!(shown(&with), "");
    let without = compiled(&format!("team kitchen \"Kitchen\"\n{entry}"));
    let [only] = &without.diagnostics[..] else { panic!("{}", shown(&without)) };
    assert_eq!(only.code.code(), "E1025");
    let slot = compiled(
        "team kitchen \"Kitchen\" { hours mon-fri 09:00-18:00 }\nchoice state { open \"Open\"; closed \"Closed\" }\n\
         on message like \"hello\" { ask kitchen: state \"Open or closed?\"; when kitchen is not open { say \"No.\" } }\n",
    );
    assert_eq!(shown(&slot), "");
}

#[test]
fn a_purpose_of_another_basis_is_told_where_the_project_declares_it() {
    let compiled = compiled(
        "purpose marketing { basis contract }\nuse std.consent\n\
         on message like \"hello\" { enter consent.ask(\"our news\") as welcome; when welcome { say \"Yes.\" } }\n",
    );
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!((only.code.code(), compiled.files.slice(only.span)), ("E1054", "marketing"));
    assert!(
        only.message.to_string().starts_with("`std.consent` asks for consent to `marketing`"),
        "{}",
        only.message
    );
}
