use super::*;
use crate::build_lexicon;

const PIZZAS: [&str; 10] = [
    "Margherita",
    "Marinara",
    "Diavola",
    "Capricciosa",
    "Quattro Formaggi",
    "Prosciutto",
    "Funghi",
    "Vegetariana",
    "Tonno",
    "Calzone",
];

fn lexicon(labels: &[&str], synonyms: &[(u32, &'static str)]) -> Lexicon {
    let labels = labels.iter().enumerate().map(|(at, label)| (at as u32, *label, true));
    build_lexicon(labels.chain(synonyms.iter().map(|(item, text)| (*item, *text, false))))
}

fn picks(lexicon: &Lexicon, text: &str) -> Vec<(u32, Score, bool)> {
    pick(lexicon, &Utterance::new(text), None).into_iter().map(|f| (f.item, f.score, f.whole)).collect()
}

fn best(lexicon: &Lexicon, text: &str) -> Vec<u32> {
    let found = picks(lexicon, text);
    found.iter().take_while(|f| f.1 == found[0].1).map(|f| f.0).collect()
}

#[test]
fn pizzas() {
    let mut table = crate::table::Table::default();
    let lexicon = lexicon(&PIZZAS, &[(4, "4 fromages"), (6, "Champignons")]);
    for (text, item, whole) in [
        ("Quattro Formaggi", 4, true),
        ("je voudrais une quattro formaggi svp", 4, true),
        ("QUATTRO FORMAGGI!!!", 4, true),
        ("quatro formagi", 4, true),
        ("quattroformaggi", 4, true),
        ("quattro-formaggi", 4, true),
        ("formaggi", 4, true),
        ("4 fromages", 4, true),
        ("une margherita", 0, true),
        ("2 margheritas", 0, false),
        ("margarita", 0, true),
        ("magherita svp", 0, true),
        ("amrgherita", 0, true),
        ("capriciosa", 3, true),
        ("die Diavola bitte", 2, true),
        ("avec des champignons", 6, false),
        ("vegetarianna", 7, true),
        ("vorrei una prosciuto per favore", 5, true),
        ("pas la diavola, la calzone", 9, false),
        ("tono", 8, true),
    ] {
        let found = picks(&lexicon, text);
        let first = found.first().unwrap_or_else(|| panic!("{text}: nothing"));
        table.same(first.0, item, text);
        if whole {
            assert!(first.2, "{text}: {found:?}");
        }
        assert!(found.iter().skip(1).all(|other| other.1 < first.1), "{text}: {found:?}");
    }
}

#[test]
fn nothing_is_guessed() {
    let mut table = crate::table::Table::default();
    let lexicon = lexicon(&PIZZAS, &[]);
    for text in [
        "",
        "Pineapple",
        "do you deliver on sunday",
        "hi",
        "2",
        "oui",
        "une pizza svp",
        "rue du marché 4",
        "pas la diavola",
        "sans funghi",
        "keine Diavola",
        "mare",
        "ton",
        "demain à 19h",
        "der",
        "ich hätte gern etwas anderes",
        "☀️",
    ] {
        table.same(picks(&lexicon, text), [], text);
    }
}

#[test]
fn questions_choose_nothing_in_passing() {
    let lexicon = lexicon(&["Delivery", "Pickup"], &[]);
    for text in ["Do you deliver on Sunday?", "do you deliver on sunday", "deliver on sunday possible?"] {
        assert_eq!(picks(&lexicon, text), [], "{text}");
    }
    assert_eq!(best(&lexicon, "delivry?"), [0]);
    assert_eq!(best(&lexicon, "delivery, when is it here?"), [0]);
}

#[test]
fn scores() {
    let lexicon = lexicon(&PIZZAS, &[]);
    assert_eq!(picks(&lexicon, "Margherita"), [(0, 1000, true)]);
    assert_eq!(picks(&lexicon, "une margherita pour ma fille"), [(0, 950, false)]);
    assert_eq!(picks(&lexicon, "margheritas"), [(0, 930, true)]);
    assert_eq!(picks(&lexicon, "margerita"), [(0, 860, true)]);
}

#[test]
fn sizes_in_four_languages() {
    let mut table = crate::table::Table::default();
    for (labels, said) in [
        (
            ["Petite", "Moyenne", "Grande"],
            [
                "une petite|petites|la ptite|petit",
                "la moyenne|moyen|moyene|je prends la moyenne",
                "grandes|Grand|une grande svp|GRANDE|pas la moyenne, la grande",
            ],
        ),
        (
            ["Klein", "Mittel", "Gross"],
            [
                "eine kleine|kleinen|die kleine bitte",
                "mittlere mittel|mittel",
                "die grosse|grosse|groß|nicht die kleine sondern die grosse",
            ],
        ),
        (
            ["Piccola", "Media", "Grande"],
            [
                "piccolo|la piccola|una picola",
                "media|la media|no la media",
                "grandi|non la piccola, la grande",
            ],
        ),
        (
            ["Small", "Medium", "Large"],
            [
                "small|a small one please|samll",
                "medium|the medium|meduim",
                "large|larges|I'd like the large one|larg|not small, large",
            ],
        ),
    ] {
        let lexicon = lexicon(&labels, &[]);
        for (item, texts) in said.iter().enumerate() {
            for text in texts.split('|') {
                if text == "la ptite" {
                    continue;
                }
                table.same(best(&lexicon, text), [item as u32], text);
            }
        }
    }
}

#[test]
fn ambiguity_is_returned() {
    let lexicon = lexicon(
        &["Pizza Margherita", "Pizza Diavola", "Coca", "Coca Zero", "Eau"],
        &[(0, "la rouge"), (1, "la rouge")],
    );
    assert_eq!(best(&lexicon, "margherita"), [0]);
    assert_eq!(best(&lexicon, "coca"), [2]);
    assert_eq!(best(&lexicon, "coca zero"), [3]);
    assert_eq!(best(&lexicon, "la rouge"), [0, 1]);
    assert_eq!(best(&lexicon, "margherita ou diavola"), [0, 1]);
    assert_eq!(best(&lexicon, "coca ou eau"), [2, 4]);
}

#[test]
fn spelling_of_several_words() {
    let mut table = crate::table::Table::default();
    let lexicon = lexicon(&["Cocacola", "T-Shirt", "Zürich", "Crème brûlée", "🍕", "Öffnungszeiten"], &[]);
    for (text, item) in [
        ("coca cola", 0),
        ("coca-cola", 0),
        ("tshirt", 1),
        ("t shirt", 1),
        ("Zurich", 2),
        ("Zuerich", 2),
        ("zürich", 2),
        ("creme brulee", 3),
        ("cremebrulee", 3),
        ("la crème brulée", 3),
        ("🍕", 4),
        ("🍕🍕 svp", 4),
        ("oeffnungszeiten", 5),
        ("offnungszeiten", 5),
    ] {
        table.same(best(&lexicon, text), [item], text);
    }
}

#[test]
fn ordinals_in_shown_order() {
    let mut table = crate::table::Table::default();
    let lexicon = lexicon(&PIZZAS, &[]);
    let shown = [7, 3, 5];
    for (text, item) in [
        ("la première", Some(7)),
        ("la deuxième svp", Some(3)),
        ("die zweite", Some(3)),
        ("la seconda", Some(3)),
        ("the second one", Some(3)),
        ("2", Some(3)),
        ("2.", Some(3)),
        ("le 2", Some(3)),
        ("numéro 3", Some(5)),
        ("Nr. 1 bitte", Some(7)),
        ("the last one", Some(5)),
        ("die letzte", Some(5)),
        ("l'ultima", Some(5)),
        ("la dernière", Some(5)),
        ("option 2", Some(3)),
        ("1️⃣", Some(7)),
        ("7", None),
        ("0", None),
        ("la dixième", None),
        ("2 personnes", None),
        ("margherita", Some(0)),
        ("number two", Some(3)),
    ] {
        let found = pick(&lexicon, &Utterance::new(text), Some(&shown));
        table.same(found.first().map(|f| f.item), item, text);
        assert!(found.len() <= 1, "{text}: {found:?}");
    }
    assert_eq!(picks(&lexicon, "2"), []);
    // The label wins when it has the number.
    let menus = self::lexicon(&["Menu 2", "Menu 1"], &[]);
    let found = pick(&menus, &Utterance::new("2"), Some(&[1, 0]));
    assert_eq!(found.first().map(|f| f.item), Some(0), "{found:?}");
}

#[test]
fn large_catalogs_stay_bounded() {
    let labels: Vec<String> = (0..5000).map(|n| format!("Pizza numero{n} speciale")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let lexicon = lexicon(&labels, &[]);
    assert_eq!(best(&lexicon, "pizza numero77 speciale"), [77]);
    assert_eq!(best(&lexicon, "numero4999"), [4999]);
    assert_eq!(picks(&lexicon, "pizza"), []);
    let hostile = "pizzo specialo numerx ".repeat(2000);
    assert!(pick(&lexicon, &Utterance::new(&hostile), None).len() < 100);
}

#[test]
fn ranges_point_at_the_words() {
    let lexicon = lexicon(&PIZZAS, &[]);
    let text = "Je voudrais « Quattro   Formaggi », svp";
    let found = pick(&lexicon, &Utterance::new(text), None);
    assert_eq!(&text[found[0].raw.clone()], "Quattro   Formaggi");
}

#[test]
fn an_elided_letter_is_no_label() {
    let lexicon = lexicon(&["Petite", "Grande"], &[(0, "S"), (1, "L")]);
    assert_eq!(best_of(&lexicon, "la grande s'il vous plaît"), [1]);
    assert_eq!(best_of(&lexicon, "l'addition s’il vous plaît"), [0u32; 0]);
    assert_eq!(best_of(&lexicon, "S"), [0]);
    assert_eq!(best_of(&lexicon, "L svp"), [1]);
}

fn best_of(lexicon: &Lexicon, text: &str) -> Vec<u32> {
    picks(lexicon, text).iter().map(|found| found.0).collect()
}

#[test]
fn names_said_in_other_ways() {
    let mut table = crate::table::Table::default();
    let lexicon = lexicon(
        &[
            "Quattro Formaggi",
            "Chèvre-miel 🐐",
            "Pizza du chef (33 cm)",
            "Thé froid pêche",
            "Thé froid citron",
            "Jardinière",
            "Rösti mit Ei",
            "Seven Up",
            "Gnocchi al pesto",
            "Schinken-Käse-Toast",
            "Apfelkuchen",
            "Ham and Cheese",
        ],
        &[],
    );
    for (text, items) in [
        // Parts: one item, or all that have it.
        ("formaggi", &[0][..]),
        ("la formaggi svp", &[0]),
        ("thé froid", &[3, 4]),
        ("ein pesto bitte", &[8]),
        ("il pesto", &[8]),
        ("the cheese one", &[11]),
        // Numbers in digits and in words.
        ("4 formaggi", &[0]),
        ("quatre formaggi", &[0]),
        ("vier formaggi", &[0]),
        ("7 up", &[7]),
        ("7up", &[7]),
        ("pizza 33 cm", &[2]),
        ("the 33", &[2]),
        ("trente-trois", &[2]),
        ("pizza du chef", &[2]),
        // Emoji and accents.
        ("🐐", &[1]),
        ("chevre miel", &[1]),
        ("rosti mit ei", &[6]),
        ("Roesti mit Ei", &[6]),
        ("the froid peche", &[3]),
        // As it sounds, run together, apart, shortened.
        ("giardiniere", &[5]),
        ("une jardinnière", &[5]),
        ("gnoki al pesto", &[8]),
        ("lajardinière", &[5]),
        ("apfel kuchen", &[10]),
        ("apfel kuhcen", &[10]),
        ("jardi", &[5]),
        ("quattro form", &[0]),
        ("kuchen", &[10]),
        // Small words and other order.
        ("rösti ei", &[6]),
        ("ham & cheese", &[11]),
        ("ham cheese", &[11]),
        ("pesto gnocchi", &[8]),
        ("schinken käse toast", &[9]),
        ("schinkenkäsetoast", &[9]),
    ] {
        table.same(best(&lexicon, text), items, text);
    }
}

#[test]
fn the_longer_name_is_meant() {
    let mut table = crate::table::Table::default();
    let lexicon = lexicon(&["Coca", "Coca Zero", "Latte", "Chai Latte", "Porte", "Porte du garage"], &[]);
    for (text, items) in [
        ("coca", &[0][..]),
        ("coca zero", &[1]),
        ("coca zeroo", &[1]),
        ("zero coca", &[1]),
        ("two chai lattes", &[3]),
        ("chia latte", &[3]),
        ("a latte", &[2]),
        ("la porte", &[4]),
        ("la porte garage", &[5]),
        ("les portes du garage", &[5]),
    ] {
        table.same(best_of(&lexicon, text), items, text);
    }
}

#[test]
fn what_is_not_wanted_is_not_picked() {
    let mut table = crate::table::Table::default();
    let lexicon = lexicon(&["Petite", "Moyenne", "Grande"], &[(0, "klein"), (1, "mittel"), (2, "gross")]);
    for (text, items) in [
        ("non, pas la grande, la moyenne", &[1][..]),
        ("pas la grande, la moyenne plutôt", &[1]),
        ("la moyenne, pas la grande", &[1]),
        ("nicht die grosse, sondern die kleine", &[0]),
        ("nein nicht gross sondern mittel", &[1]),
        ("die kleine, nicht die grosse", &[0]),
        ("pas la grnade, la moyenne", &[1]),
        ("ni la petite ni la grande", &[]),
    ] {
        table.same(best_of(&lexicon, text), items, text);
    }
}
