//! `scn i18n`

mod common;

use common::{SHOP, folder, scn};
use std::fs;

fn shop() -> String {
    SHOP.replace("language en", "language en, fr")
}

#[test]
fn texts_are_written_out_translated_and_watched() {
    let project = folder(&[("main.scn", shop().as_bytes())]);
    let path = project.path().join("locales/fr.yaml");
    let extracted = scn(project.path(), &["i18n", "extract"]);
    assert_eq!((extracted.code, extracted.err.as_str()), (0, ""));
    assert!(
        extracted.out.starts_with("locales/fr.yaml: ") && extracted.out.contains(" new\n"),
        "{}",
        extracted.out
    );
    let file = fs::read_to_string(&path).unwrap();
    assert!(file.contains("source: Which size?"), "{file}");
    let status = scn(project.path(), &["i18n", "status", "--check"]);
    assert_eq!(status.code, 1);
    assert!(status.out.contains("missing: order.size.prompt"), "{}", status.out);

    // Somebody translates, with a remark of their own.
    let number = std::cell::Cell::new(0);
    let translated = file.lines().map(|line| match line.trim() {
        "text: ''" => {
            number.set(number.get() + 1);
            format!("  text: traduit {}", number.get())
        }
        _ => line.to_owned(),
    });
    let translated = format!("# By Ada.\n\n{}\n", translated.collect::<Vec<_>>().join("\n"));
    fs::write(&path, translated.replace("order.size.prompt:", "# short, please\norder.size.prompt:"))
        .unwrap();
    let again = scn(project.path(), &["i18n", "extract"]);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    assert!(again.out.contains("nothing new"), "{}", again.out);
    let kept = fs::read_to_string(&path).unwrap();
    assert!(
        kept.starts_with("# By Ada.\n\n") && kept.contains("# short, please\norder.size.prompt:"),
        "{kept}"
    );

    // The source changes, and one text goes away.
    let changed =
        shop().replace("Which size?", "What size?").replace("  say \"From 8 to 18.\"\n", "  resume\n");
    fs::write(project.path().join("main.scn"), changed).unwrap();
    let again = scn(project.path(), &["i18n", "extract"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.out.contains("1 outdated, 1 left over"), "{}", again.out);
    let status = scn(project.path(), &["i18n", "status", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&status.out).expect("JSON");
    let french = &report["languages"][0];
    assert_eq!((status.code, french["language"].as_str()), (0, Some("fr")));
    assert_eq!(french["outdated"], serde_json::json!(["order.size.prompt"]));
    assert_eq!(french["orphans"].as_array().map(Vec::len), Some(1), "{french}");
    assert_eq!(french["complete"], false);
}

#[test]
fn translations_come_back_from_elsewhere() {
    let project = folder(&[
        ("main.scn", shop().as_bytes()),
        ("back/fr.yaml", b"order.size.prompt: { source: Which size?, text: Quelle taille ? }\nno.such.id: { source: a, text: b }\n"),
    ]);
    let merged = scn(project.path(), &["i18n", "merge", "back/fr.yaml"]);
    assert_eq!((merged.code, merged.err.as_str()), (0, ""), "{}", merged.out);
    assert_eq!(
        merged.out,
        "locales/fr.yaml: 1 translations taken\n  not a text of this project: no.such.id\n"
    );
    let file = fs::read_to_string(project.path().join("locales/fr.yaml")).unwrap();
    assert!(file.contains("text: Quelle taille ?"), "{file}");
    let german = scn(project.path(), &["i18n", "merge", "back/fr.yaml", "--language", "de"]);
    assert_eq!(german.code, 2);
    assert!(german.err.contains("translated into (fr)"), "{}", german.err);
    fs::write(project.path().join("back/fr.yaml"), "- no\n- such\n").unwrap();
    let broken = scn(project.path(), &["i18n", "merge", "back/fr.yaml"]);
    assert_eq!(broken.code, 1);
    assert!(broken.err.contains("back/fr.yaml cannot be read as translations"), "{}", broken.err);
}

/// Nothing is written, so nothing is said to be.
#[test]
fn a_broken_project_is_not_extracted() {
    let broken = shop().replace("Which size?", "Which size for {nobody}?");
    let project = folder(&[("main.scn", broken.as_bytes())]);
    let ran = scn(project.path(), &["i18n", "extract"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(ran.err.contains("nobody"), "{}", ran.err);
    assert!(!project.path().join("locales").exists());
}

#[test]
fn one_language_has_nothing_to_translate() {
    let project = folder(&[("main.scn", SHOP.as_bytes())]);
    let status = scn(project.path(), &["i18n", "status", "--check"]);
    assert_eq!(status.code, 0);
    assert!(status.out.contains("one language"), "{}", status.out);
    assert!(!project.path().join("locales").exists());
}
