//! What WhatsApp takes, field by field, in every language.

use super::shown;
use crate::{Compiled, MemorySources, compile};

/// A project with one tunnel; what lints of other kinds say does not matter here.
fn project(head: &str, tunnel: &str, files: &[(&str, &str)]) -> Compiled {
    let text = format!(
        "scenario shop {{ {head} on message like \"hello\" {{ enter order }}\ntunnel order {{\n{tunnel}\n}}\n"
    );
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let mut all: Vec<(String, Vec<u8>)> = files.collect();
    all.push(("main.scn".to_owned(), text.into_bytes()));
    let mut compiled = compile(&MemorySources::new(all));
    let ours = |code: &str| code.starts_with('E') || code.starts_with("W3");
    compiled.diagnostics.retain(|found| ours(found.code.code()));
    compiled
}

/// Codes and the files they are told of.
fn found(compiled: &Compiled) -> Vec<(&'static str, &str, &str)> {
    let one = |found: &scn_diag::Diagnostic| {
        let path = compiled.files.get(found.span.file).map(|file| file.path.as_str()).unwrap_or_default();
        (found.code.code(), path, compiled.files.slice(found.span))
    };
    compiled.diagnostics.iter().map(one).collect()
}

const ENGLISH: &str = "language en }";

#[test]
fn labels_that_are_the_same_in_one_language_only() {
    let tunnel = "choose \"How?\" {\n\"Lift\" { say \"Up.\" }\n\"Elevator\" { say \"Down.\" }\n}";
    let texts = crate::messages(&project("language en, fr }", tunnel, &[]));
    let words = |id: &str| match id {
        id if id.ends_with("prompt") => "\"Comment ?\"",
        id if id.ends_with("like") => "[\"bonjour\"]",
        id if id.contains(".option.") => "\"Ascenseur\"",
        _ => "\"Bien.\"",
    };
    let locale: String = texts
        .iter()
        .map(|text| format!("{}: {{ source: x, text: {} }}\n", text.id, words(&text.id)))
        .collect();
    assert_eq!(locale.matches("Ascenseur").count(), 2, "{locale}");
    let compiled = project("language en, fr }", tunnel, &[("locales/fr.yaml", &locale)]);
    assert_eq!(found(&compiled), [("E3006", "locales/fr.yaml", "Ascenseur")], "{}", shown(&compiled));
    let [first] = &compiled.diagnostics[0].labels[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!(compiled.files.slice(first.span), "Ascenseur");
    assert_ne!(first.span, compiled.diagnostics[0].span);
}

#[test]
fn labels_with_the_same_values_in_them() {
    let menu = |second: &str| {
        format!(
            "ask name: text up to 9 chars \"Name?\"\nask other: text up to 9 chars \"Other?\"\nchoose \"For whom?\" {{\n\"For {{name}}\" {{ say \"a\" }}\n\"{second}\" {{ say \"b\" }}\n}}"
        )
    };
    let same = project(ENGLISH, &menu("for {name}"), &[]);
    assert_eq!(found(&same), [("E3006", "main.scn", "\"for {name}\"")], "{}", shown(&same));
    assert!(same.diagnostics[0].message.to_string().contains("`for {name}`"), "{}", shown(&same));
    for other in ["For {other}", "For {name}!", "Not for {name}"] {
        let compiled = project(ENGLISH, &menu(other), &[]);
        assert_eq!(found(&compiled), [], "{}", shown(&compiled));
    }
}

#[test]
fn options_that_are_never_offered_together() {
    let choice = |last: &str| {
        format!(
            "{ENGLISH}\nchoice table {{\n  inside \"A table\" only when covers > 4\n  outside \"a  TABLE\"{last}\n  other \"None\"\n}}\n"
        )
    };
    let tunnel = "ask covers: number 1..9 \"How many?\"\nask table: table \"Which one?\"";
    let apart = project(&choice(" only when covers <= 4"), tunnel, &[]);
    assert_eq!(found(&apart), [], "{}", shown(&apart));
    let together = project(&choice(""), tunnel, &[]);
    assert_eq!(found(&together)[0].0, "E3006", "{}", shown(&together));
}

#[test]
fn rows_that_show_the_same_label() {
    let rows = |second: &str| format!("- {{ id: a, name: Margherita }}\n- {{ id: b, name: {second} }}\n");
    let head = format!("{ENGLISH}\ncatalog pizza from \"pizza.yaml\"\n");
    let check =
        |second: &str| project(&head, "ask what: pizza \"Which pizza?\"", &[("pizza.yaml", &rows(second))]);
    assert_eq!(found(&check("Regina")), []);
    let same = check("margherita");
    assert_eq!(found(&same).len(), 1, "{}", shown(&same));
    assert_eq!(found(&same)[0].0, "E3006", "{}", shown(&same));
    assert!(shown(&same).contains("two rows of `pizza` are called"), "{}", shown(&same));
}

#[test]
fn what_is_sent_besides_words_is_looked_at_in_every_language() {
    let tunnel = "react \"👍\"\nsay image \"a.png\"\nsay contact \"Rosa\" phone \"+41 21 555 00 11\"\nsay link \"Open\" to \"https://shop.example\"";
    let compiled = project(ENGLISH, tunnel, &[("a.png", "x")]);
    assert_eq!(found(&compiled), [], "{}", shown(&compiled));
    let ids = compiled.graph.expect("a graph").text_ids;
    let id = |ending: &str| ids.iter().find(|id| id.ends_with(ending)).expect("a text").clone();
    let translated = [
        (id(".react"), "👍👍"),
        (id(".image"), "b.png"),
        (id(".phone"), "021 555 00 11"),
        (id(".url"), "https://localhost/menu"),
    ];
    let locale: String =
        translated.iter().map(|(id, text)| format!("{id}: {{ source: x, text: \"{text}\" }}\n")).collect();
    let compiled = project("language en, fr }", tunnel, &[("a.png", "x"), ("locales/fr.yaml", &locale)]);
    let wrong: Vec<_> = found(&compiled).into_iter().filter(|found| found.0 != "W1001").collect();
    let told = |code: &'static str, text: &'static str| (code, "locales/fr.yaml", text);
    assert_eq!(
        wrong,
        [
            told("E1041", "👍👍"),
            told("E1055", "b.png"),
            told("E1041", "021 555 00 11"),
            told("E1041", "https://localhost/menu"),
        ],
        "{}",
        shown(&compiled)
    );
}

#[test]
fn what_a_catalog_brings_is_sent_too() {
    let head = format!("{ENGLISH}\ncatalog pizza from \"pizza.yaml\"\n");
    let tunnel = "ask what: pizza \"Which pizza?\"\nsay image \"{what.picture}\"\nsay link \"Open\" to \"{what.page}\"\nsay contact \"Rosa\" phone \"{what.phone}\"";
    let check = |picture: &str, page: &str, phone: &str| {
        let row = |id: &str, picture: &str, page: &str, phone: &str| {
            format!(
                "- {{ id: {id}, name: {id}, picture: \"{picture}\", page: \"{page}\", phone: \"{phone}\" }}\n"
            )
        };
        let good = row("good", "a.png", "https://shop.example/a", "+41 21 555 00 11");
        let rows = good + &row("other", picture, page, phone);
        let compiled = project(&head, tunnel, &[("pizza.yaml", &rows), ("a.png", "x"), ("c.txt", "x")]);
        let codes: Vec<&str> = found(&compiled).iter().map(|found| found.0).collect();
        (codes.join(" "), shown(&compiled))
    };
    let (page, phone) = ("https://shop.example/b", "+41 21 555 00 12");
    for (picture, page, phone, wanted) in [
        ("https://shop.example/b.png", page, phone, ""),
        ("b.png", page, phone, "E1055"),
        ("c.txt", page, phone, "E3009"),
        ("http://shop.example/b.png", page, phone, "E1041"),
        ("a.png", "shop.example/b", phone, "E1041"),
        ("a.png", page, "021 555 00 12", "E1041"),
    ] {
        let (codes, told) = check(picture, page, phone);
        assert_eq!(codes, wanted, "{told}");
        assert!(!told.contains("fix ("), "it stands in the catalog: {told}");
    }
}

#[test]
fn values_of_templates_fit() {
    let check = |declared: &str| {
        let head = format!("{ENGLISH}\ntemplate t {declared}\n");
        let compiled = project(&head, "send t(\"1\")", &[]);
        let codes: Vec<&str> = found(&compiled).iter().map(|found| found.0).collect();
        (codes.join(" "), shown(&compiled))
    };
    for (declared, wanted) in [
        ("authentication (code: text up to 15 chars) { language en \"Code {code}.\" }", ""),
        ("authentication (code: text up to 16 chars) { language en \"Code {code}.\" }", "E3023"),
        ("authentication (code: text) { language en \"Code {code}.\" }", "W3002"),
        ("utility (n: text up to 50 chars) { language en \"Ready.\"\nheader \"For {n}\" }", ""),
        ("utility (n: text up to 60 chars) { language en \"Ready.\"\nheader \"For {n}\" }", "E3023"),
        ("utility (n: text) { language en \"Ready.\"\nheader \"For {n}\" }", "W3002"),
        ("utility (n: text) { language en \"Ready, {n}.\" }", ""),
        (
            "utility (n: text up to 1900 chars) { language en \"Ready.\"\nbutton \"See\" to \"https://a.example/{n}\" }",
            "",
        ),
        (
            "utility (n: text up to 2000 chars) { language en \"Ready.\"\nbutton \"See\" to \"https://a.example/{n}\" }",
            "E3023",
        ),
    ] {
        let (codes, told) = check(declared);
        assert_eq!(codes, wanted, "{declared}\n{told}");
    }
}
