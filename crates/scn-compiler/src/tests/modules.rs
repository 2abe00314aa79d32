//! Standard modules and their names.

use super::shown;
use crate::{MemorySources, compile, compile_standard, compile_text, standard_modules};

#[test]
fn every_standard_module_is_sound_by_itself_in_all_languages() {
    for name in standard_modules() {
        let compiled = compile_standard(name).expect("a module");
        assert_eq!(shown(&compiled), "", "std.{name}");
        let graph = compiled.graph.expect("a graph");
        for (language, texts) in graph.settings.languages.iter().zip(&graph.texts) {
            assert!(texts.iter().all(Option::is_some), "std.{name} in {}", language.code());
        }
    }
    assert!(compile_standard("nothing").is_none());
}

#[test]
fn a_module_keeps_its_names_to_itself() {
    let compiled = compile_text(
        "scenario shop { language en }\nuse std.language as languages\n\
         on message like \"hello\" { enter languages.tell(); enter std.language.tell(); enter tell() }\n\
         tunnel tell { say \"My own.\" }\n",
    );
    let names: Vec<&str> =
        compiled.graph.iter().flat_map(|graph| &graph.flows).map(|flow| flow.name.as_str()).collect();
    assert!(
        names.contains(&"tell") && names.contains(&"std.language.tell"),
        "{names:?}\n{}",
        shown(&compiled)
    );
    let ids = &compiled.graph.as_ref().expect("a graph").text_ids;
    assert!(ids.iter().any(|id| id.starts_with("std.language.tell.")), "{ids:?}");
    assert!(ids.iter().any(|id| id == "tell.say"), "{ids:?}");
    // a module's own texts are not the project's to translate
    let messages = crate::messages(&compiled);
    assert!(messages.iter().all(|message| !message.id.starts_with("std.")), "{messages:?}");
}

#[test]
fn a_module_that_is_not_used_is_not_there() {
    let without = compile_text(
        "scenario shop { language en }\non message like \"hello\" { enter std.language.tell() }\n",
    );
    assert_eq!(without.diagnostics.len(), 1, "{}", shown(&without));
    assert_eq!(without.diagnostics[0].code.code(), "E1003");
    let plain = compile_text(
        "scenario shop { language en }\nuse std.language\non message like \"hello\" { enter tell() }\n",
    );
    assert_eq!(plain.diagnostics.first().map(|d| d.code.code()), Some("E1003"), "{}", shown(&plain));
}

#[test]
fn a_type_of_a_module_that_is_not_used_says_what_to_add() {
    let compiled = compile_text(
        "scenario shop { language en }\non message like \"hello\" { leave }\nrecord parcel { to: address.postal }\n",
    );
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!(only.code.code(), "E1002");
    assert_eq!(
        only.help.as_ref().map(ToString::to_string).as_deref(),
        Some("add `use std.address` at the top of this file")
    );
}

#[test]
fn an_unknown_module_says_which_exist() {
    let compiled =
        compile_text("scenario shop { language en }\nuse std.weather\non message like \"hello\" { leave }\n");
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!(only.code.code(), "E1013");
    let help = only.help.as_ref().map(ToString::to_string).unwrap_or_default();
    assert!(standard_modules().all(|name| help.contains(&format!("`std.{name}`"))), "{help}");
}

#[test]
fn a_module_speaks_the_first_language_of_the_project() {
    let compiled = compile(&MemorySources::new([(
        "main.scn",
        "scenario laden { language de }\nuse std.human\non message like \"hallo\" { say \"Guten Tag\" }\n",
    )]));
    assert_eq!(shown(&compiled), "");
    let graph = compiled.graph.expect("a graph");
    let english: Vec<&String> = graph
        .text_ids
        .iter()
        .zip(&graph.texts[0])
        .filter(|(id, text)| {
            id.starts_with("std.")
                && text.as_ref().and_then(|t| t.as_literal()).is_some_and(|t| t.contains(" the "))
        })
        .map(|(id, _)| id)
        .collect();
    assert!(english.is_empty(), "{english:?}");
}

#[test]
fn a_standard_module_needs_its_std() {
    let compiled =
        compile_text("scenario shop { language en }\nuse human\non message like \"hello\" { leave }\n");
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!(only.fixes[0].edits[0].text, "std.human");
}
