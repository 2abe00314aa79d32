//! What statements become.

use super::{compile, compile_text, dump::dump, shown};
use crate::{LineKind, MemorySources};
use scn_graph::{Expr, Graph, SlotId, Type, Value};

const HEAD: &str =
    "scenario shop { language en; timezone Europe/Zurich }\non message like \"hello\" { enter order }\n";

fn graph(rest: &str) -> Graph {
    let compiled = compile_text(&format!("{HEAD}{rest}"));
    assert_eq!(shown(&compiled), "");
    compiled.graph.expect("a graph")
}

#[test]
fn statements_become_nodes() {
    let graph = graph(
        r#"
choice size { small "Small"; large "Large" }
team kitchen "The kitchen"
tunnel order {
  say "Hello!"
  step size {
    ask size: size "Which size?" { otherwise { set size = small } }
  }
  match size {
    small { say "A small one." }
    large { }
  }
  choose "Delivery or pickup?" {
    "Delivery" { enter delivery(size) as minutes; say "In {minutes} minutes." }
    "Pickup" { }
  }
  when size is large { wait 2 days } else { go size }
  confirm "All right?" { yes "Yes" }
  handoff to kitchen because "an order"
  escape sizes { like "how big are they?"; say "26 or 33 cm." }
}
tunnel delivery(size: size) -> number {
  when size is large { done 40 }
  done 20
}
"#,
    );
    insta::assert_snapshot!(dump(&graph));
}

#[test]
fn stable_ids_follow_steps_and_roles() {
    let graph = graph(
        r#"
tunnel order {
  say "One."
  say "Two."
  step address {
    ask street: text "Street?" { retry "Really?"; retry "Please."; help "The street." }
    confirm "Right?" { no "Change" { correct } }
  }
}
"#,
    );
    let own = |id: &&String| id.starts_with("order");
    let ids: Vec<&str> = graph.text_ids.iter().filter(own).map(String::as_str).collect();
    assert_eq!(
        ids,
        [
            "order.say",
            "order.say.2",
            "order.address.street.prompt",
            "order.address.street.help",
            "order.address.street.retry",
            "order.address.street.retry.2",
            "order.address.confirm.prompt",
            "order.address.confirm.no",
            "order.address.confirm.retry.2",
        ]
    );
}

#[test]
fn a_changed_answer_clears_what_depends_on_it() {
    let graph = graph(
        r#"
choice size { small "Small"; large "Large" only when guests > 2 }
tunnel order {
  ask guests: number "How many are you?"
  ask size: size "Which size?"
  set places = guests + 1
  when places > 4 { ask note: text "A big table: any wish?" }
  ask name: text "Your name?"
}
"#,
    );
    let order = &graph.flows[0];
    let name = |slot: &SlotId| order.slots[slot.index()].name.as_str();
    let of = |slot: usize| order.dependents[slot].iter().map(name).collect::<Vec<_>>();
    assert_eq!(of(0), ["size", "places", "note"]);
    assert_eq!(of(2), ["note"]);
    assert_eq!(of(4), [""; 0]);
    let early: Vec<&str> =
        order.early.iter().map(|id| graph.question(*id).expect("one").id.as_str()).collect();
    assert_eq!(
        early,
        ["order.guests", "order.size"],
        "open questions and those inside a condition are not early"
    );
}

#[test]
fn phrases_come_in_every_language() {
    let main = format!("{HEAD}tunnel order {{ say \"Hello!\" }}").replace("language en", "language en, fr");
    let locale = "order.say: { source: \"Hello!\", text: \"Bonjour !\" }\n\
        on_message_1.like: { source: [hello], text: [bonjour] }\n";
    let compiled = compile(&MemorySources::new([("main.scn", main.as_str()), ("locales/fr.yaml", locale)]));
    assert_eq!(shown(&compiled), "");
    let graph = compiled.graph.expect("a graph");
    for (phrase, text) in &graph.phrases {
        let [en, fr] = [0, 1].map(|language| graph.texts[language][text.index()].clone().expect("words"));
        let alike = format!("{phrase:?}") == "No";
        assert!(en != fr || alike, "{phrase:?} {en:?}");
    }
}

fn catalog(path: &str, text: &str, rest: &str) -> Graph {
    let main = format!("{HEAD}catalog menu from \"{path}\" {rest}\ntunnel order {{ say \"Hello!\" }}\n");
    let compiled = compile(&MemorySources::new([("main.scn", main.as_str()), (path, text)]));
    assert_eq!(shown(&compiled), "");
    compiled.graph.expect("a graph")
}

#[test]
fn catalogs_from_yaml_json_and_csv_are_the_same() {
    let yaml = catalog(
        "menu.yaml",
        "tonno: {name: Tonno, price: 14.50 CHF, available: no, synonyms: [thon]}\nregina: {name: Regina, price: 13 CHF, available: yes, synonyms: [reine, queen]}\n",
        "",
    );
    let json = catalog(
        "menu.json",
        r#"{"tonno": {"name": "Tonno", "price": "14.50 CHF", "available": false, "synonyms": "thon"},
            "regina": {"name": "Regina", "price": "13 CHF", "available": true, "synonyms": ["reine", "queen"]}}"#,
        "",
    );
    let csv = catalog(
        "menu.csv",
        "\u{feff}name;price;available;synonyms\nTonno;14.50 CHF;no;thon\nRegina;13 CHF;yes;reine, queen\n",
        "",
    );
    assert_eq!(yaml.catalogs, json.catalogs);
    assert_eq!(yaml.catalogs, csv.catalogs);
    let menu = &yaml.catalogs[0];
    let types: Vec<&Type> = menu.columns.iter().map(|column| &column.ty).collect();
    assert!(matches!(
        types[..],
        [Type::Text { .. }, Type::Money { currency: Some(_) }, Type::YesNo, Type::List { .. }]
    ));
    assert_eq!(menu.available, Some(2));
    assert_eq!(menu.rows[0].name, "tonno");
    let said = scn_understand::Utterance::new("the queen");
    let found = scn_understand::pick(&yaml.lexicons[menu.lexicon.index()], &said, None);
    assert_eq!(found.first().map(|found| found.item), Some(1));
}

#[test]
fn empty_cells_make_a_column_optional() {
    let graph = catalog("menu.csv", "id,name,deposit\n1,Tonno,\n2,Regina,2.50\n", "key id label name");
    let deposit = &graph.catalogs[0].columns[2];
    assert!(
        matches!(&deposit.ty, Type::Optional(of) if matches!(**of, Type::Decimal { .. })),
        "{:?}",
        deposit.ty
    );
}

#[test]
fn modules_name_what_other_files_declare() {
    let files = [
        (
            "main.scn",
            "use parts.table as t\nscenario shop { language en }\non message like \"hi\" { enter t.book }",
        ),
        ("parts/table.scn", "tunnel book { say \"Booked.\" }"),
    ];
    assert_eq!(shown(&compile(&MemorySources::new(files))), "");
}

#[test]
fn test_blocks_are_data() {
    let compiled = compile_text(&format!(
        "{HEAD}{}",
        r#"
purpose orders { basis contract }
memory { first_name: text for orders keep 1 years }
tunnel order { ask guests: number "How many?" ; say "{guests} it is." }
test "two guests" {
  given memory { first_name = "Léa" }
  at 2026-12-24 18:00
  client "hello"
  bot "How many?"
  client "2"
  bot "{guests} it is."
  expect guests is 2
}
"#
    ));
    assert_eq!(shown(&compiled), "");
    let lines: Vec<&LineKind> = compiled.tests[0].lines.iter().map(|line| &line.kind).collect();
    assert!(matches!(lines[0], LineKind::GivenMemory(given) if given[0].1 == Value::Text("Léa".into())));
    // 18:00 in Zurich in winter is 17:00 UTC
    assert!(matches!(lines[1], LineKind::At(moment) if moment.0 == 1_798_131_600_000));
    assert!(matches!(lines[5], LineKind::Bot(text) if format!("{text:?}").contains("Named(\"guests\")")));
    assert!(matches!(lines[6], LineKind::Expect(Expr::Binary(..))));
}
