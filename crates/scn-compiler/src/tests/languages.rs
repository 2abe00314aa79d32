//! Texts in several languages, and the files they are kept in.

use super::shown;
use crate::i18n::{Locale, Words, extract, merge, status};
use crate::{Compiled, MemorySources, compile, messages};

const SHOP: &str = r#"scenario shop { language fr, en }
choice size {
  small "Petite" also "S", "26 cm"
  large "Grande"
}
on message like "je voudrais commander" { enter order }
tunnel order {
  ask size: size "Quelle taille ?"
  say "Une {size}[ pour {contact.name}]. Merci !"
}
"#;

const ENGLISH: &str = r#"choice.size.small.label: { source: "Petite", text: "Small" }
choice.size.small.also: { source: ["S", "26 cm"], text: ["S", "10 inches"] }
choice.size.large.label: { source: "Grande", text: "Large" }
order.size.prompt: { source: "Quelle taille ?", text: "Which size?" }
order.say: { source: "Une {size}[ pour {contact.name}]. Merci !", text: "One {size}[ for {contact.name}]. Thank you!" }
on_message_1.like: { source: ["je voudrais commander"], text: ["I would like to order"] }
"#;

fn shop(english: &str) -> Compiled {
    compile(&MemorySources::new([("main.scn", SHOP), ("locales/en.yaml", english)]))
}

#[test]
fn every_text_has_its_id() {
    let compiled = shop("");
    let found = messages(&compiled);
    let ids: Vec<&str> = found.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "choice.size.small.label",
            "choice.size.small.also",
            "choice.size.large.label",
            "order.size.prompt",
            "order.say",
            "on_message_1.like",
        ]
    );
    assert_eq!(found[1].source, Words::Many(vec!["S".to_owned(), "26 cm".to_owned()]));
    assert_eq!(found[4].source, Words::One("Une {size}[ pour {contact.name}]. Merci !".to_owned()));
}

#[test]
fn a_complete_language_is_spoken() {
    let compiled = shop(ENGLISH);
    assert_eq!(shown(&compiled), "");
    let graph = compiled.graph.expect("a graph");
    assert!(graph.texts[1].iter().all(Option::is_some));
    let prompt = graph.text_ids.iter().position(|id| id == "order.size.prompt").expect("a prompt");
    assert_eq!(graph.texts[1][prompt].as_ref().and_then(|text| text.as_literal()), Some("Which size?"));
    let pick = |words: &str| {
        let utterance = scn_understand::Utterance::new(words);
        let lexicon = graph.lexicon(graph.choices[0].lexicon).expect("a lexicon");
        format!("{:?}", scn_understand::pick(lexicon, &utterance, None))
    };
    assert_eq!(pick("small").contains("item: 0"), pick("petite").contains("item: 0"));
    assert_ne!(pick("10 inches"), pick("nothing of that kind"));
}

#[test]
fn an_incomplete_language_is_one_warning_and_is_not_spoken() {
    let compiled = shop("order.size.prompt: { source: \"Quelle taille ?\", text: \"Which size?\" }\n");
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!((only.code.code(), compiled.files.slice(only.span)), ("W1001", "en"));
    assert!(only.message.to_string().contains("5 texts"), "{}", only.message);
    let graph = compiled.graph.expect("a graph");
    assert!(graph.texts[1].iter().all(Option::is_none));
}

#[test]
fn what_is_wrong_in_a_translation_is_told_at_its_place() {
    let compiled = shop(&ENGLISH.replace("One {size}", "One {taille}"));
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!((only.code.code(), compiled.files.slice(only.span)), ("E1001", "taille"));
    assert_eq!(compiled.files.get(only.span.file).map(|file| file.path.as_str()), Some("locales/en.yaml"));
    // a text that does not stand in the file word for word: the entry is underlined
    let escaped = ENGLISH.replace("One {size}", "One\\n{taille}");
    let compiled = shop(&escaped);
    let [only] = &compiled.diagnostics[..] else { panic!("{}", shown(&compiled)) };
    assert_eq!((only.code.code(), compiled.files.slice(only.span)), ("E1001", "order.say"));
    // a hole that is never closed spoils no other text
    let compiled = shop(&ENGLISH.replace("One {size}", "One {size"));
    let path = |d: &scn_diag::Diagnostic| compiled.files.get(d.span.file).map(|file| file.path.clone());
    assert!(!compiled.diagnostics.is_empty());
    for diagnostic in &compiled.diagnostics {
        assert_eq!(path(diagnostic).as_deref(), Some("locales/en.yaml"), "{}", shown(&compiled));
    }
    assert!(compiled.graph.is_none());
}

#[test]
fn a_label_must_fit_in_every_language() {
    let long = ENGLISH.replace("\"Large\"", "\"A very large one, forty centimetres\"");
    let compiled = shop(&long);
    let codes: Vec<&str> = compiled.diagnostics.iter().map(|d| d.code.code()).collect();
    assert_eq!(codes, ["E3001"], "{}", shown(&compiled));
    assert_eq!(compiled.files.slice(compiled.diagnostics[0].span), "A very large one, forty centimetres");
}

#[test]
fn translation_files_are_kept_up_to_date() {
    let compiled = shop("");
    let all = messages(&compiled);
    let before = Locale::parse(ENGLISH).expect("a locale");
    assert!(status(&all, &before).is_complete());
    let old =
        ENGLISH.replace("Quelle taille ?", "Quelle grandeur ?").replace("text: \"Large\"", "text: \"\"")
            + "gone.say: { source: \"Parti\", text: \"Gone\" }\n";
    let old = Locale::parse(&old).expect("a locale");
    let counted = status(&all, &old);
    assert_eq!(counted.missing, ["choice.size.large.label"]);
    assert_eq!(counted.outdated, ["order.size.prompt"]);
    assert_eq!(counted.orphans, ["gone.say"]);
    let new = extract(&all, &old);
    assert_eq!(
        new.locale.get("order.size.prompt").and_then(|entry| entry.now.clone()),
        Some(Words::One("Quelle taille ?".to_owned()))
    );
    assert_eq!(Locale::parse(&new.locale.to_yaml()).as_ref(), Ok(&new.locale));
    let merged = merge(&new.locale, &before);
    assert_eq!(merged.taken, ["choice.size.large.label", "order.size.prompt"]);
    assert!(status(&all, &merged.locale).is_complete());
}

#[test]
fn what_is_offered_to_customers_has_a_name_in_their_language() {
    let titled = SHOP.replace("on message like", "## Une commande\non message like");
    let compiled =
        compile(&MemorySources::new([("main.scn", titled.as_str()), ("locales/en.yaml", ENGLISH)]));
    let graph = compiled.graph.expect("a graph");
    let name = graph.spoken.values().next().copied().expect("the entry has a name");
    let named = |language| graph.template(name, language).and_then(scn_graph::Template::as_literal);
    assert_eq!((named(0), named(1)), (Some("Une commande"), Some("I would like to order")));
}
