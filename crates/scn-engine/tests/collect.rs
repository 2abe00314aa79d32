//! `collect`: records gathered from free text, over as many messages as it takes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[allow(dead_code, unreachable_pub)]
mod support;

use scn_engine::Fact;
use scn_graph::{
    Answer, Expr, Field, FlowKind, Language, NodeId, NodeKind, OperationId, Piece, SlotId, Type,
    expr::{Aggregate, Function, Op},
};
use support::{Build, Customer, field, hole, lit};

/// Pizzas, then how they leave, then the recap; a call that cannot be undone; then one more question.
fn pizzeria(max: Option<u32>) -> Customer {
    let mut build = Build::new(&[Language::Fr]);
    let menu = build.catalog(&[
        ("Margherita", 14, true),
        ("Calzone", 18, true),
        ("Coca", 4, true),
        ("Truffe", 30, false),
    ]);
    let size = build.choice("size", &["Petite", "Moyenne", "Grande"]);
    let way = build.choice("way", &["Livraison", "À emporter"]);
    let own = |at| Expr::Own(at);
    let record = build.record(
        vec![
            Field {
                value: Some(Expr::Const(scn_graph::Value::Number(1))),
                ..field("quantity", Type::Number { min: Some(1), max: Some(20) })
            },
            field("pizza", menu),
            field("size", size),
            Field {
                markers: vec!["sans".into()],
                ..field("without", Type::List { of: Box::new(Type::TEXT), min: 0, max: None })
            },
            Field {
                value: Some(Expr::Binary(
                    Op::Multiply,
                    Box::new(own(0)),
                    Box::new(Expr::Field(Box::new(own(1)), 1)),
                )),
                formula: true,
                ..field("total", Type::Money { currency: None })
            },
        ],
        vec![
            hole(own(0)),
            lit(" × "),
            hole(own(1)),
            lit(" "),
            hole(own(2)),
            Piece::Optional(vec![lit(", sans "), hole(own(3))]),
        ],
    );
    build.flow("order", FlowKind::Tunnel);
    let lines = build.slot("lines", Type::List { of: Box::new(Type::Record(record)), min: 1, max });
    let mode = build.slot("mode", way.clone());
    let note = build.slot("note", Type::YesNo);
    let more = build.text("Autre chose ?");
    let next = build.next();
    build.question(
        "lines",
        "Qu'est-ce qui vous ferait plaisir ?",
        Answer::Collect {
            slot: lines,
            record,
            many: true,
            min: 1,
            max,
            more: Some(more),
            fields: Vec::new(),
            checks: Vec::new(),
            offer: None,
            remember: None,
            next,
        },
    );
    build.ask("mode", "Livraison ou à emporter ?", mode, way);
    let sum = Expr::Aggregate(Box::new(Aggregate {
        function: Function::Sum,
        list: Expr::Slot(lines),
        item: 0,
        value: Expr::Field(Box::new(Expr::Item(0)), 4),
        condition: None,
    }));
    build.confirm(vec![
        Piece::Lines { list: Expr::Slot(lines), item: 0, body: vec![hole(Expr::Item(0))] },
        lit("\nTotal : "),
        hole(sum),
    ]);
    let after = build.next();
    let too_late = NodeId(after.0 + 2);
    build.node(NodeKind::Call {
        operation: OperationId(0),
        args: Vec::new(),
        result: None,
        next: after,
        failed: after,
        slow: None,
        too_late: Some(too_late),
        locks: vec![SlotId(0), SlotId(1)],
    });
    build.ask("note", "Content ?", note, Type::YesNo);
    build.done();
    build.say("C'est au four.");
    build.node(NodeKind::Resume);
    build.escape("hours", &["ouverts"], "De 11 h à 22 h.");
    build.graph.operations.push(scn_graph::Operation {
        name: "shop.order".into(),
        key: scn_graph::Key::of("shop.order"),
        connector: 0,
        method: scn_graph::Method::Post,
        path: "/orders".into(),
        params: Vec::new(),
        result: None,
        irreversible: true,
    });
    build.customer()
}

fn ordering() -> Customer {
    let mut customer = pizzeria(Some(4));
    assert_eq!(customer.says("commander"), ["Qu'est-ce qui vous ferait plaisir ?"]);
    customer
}

#[test]
fn what_was_understood_is_said_again_before_more() {
    let mut customer = ordering();
    assert_eq!(
        customer.says("2 grandes margheritas sans basilic"),
        ["2 × Margherita Grande, sans basilic\nAutre chose ? [C'est tout]"]
    );
    assert_eq!(
        customer.says("et un petit coca"),
        ["2 × Margherita Grande, sans basilic\n1 × Coca Petite\nAutre chose ? [C'est tout]"]
    );
    assert_eq!(customer.taps("C'est tout"), ["Livraison ou à emporter ? [Livraison|À emporter]"]);
    assert_eq!(customer.taps("C'est tout"), Vec::<String>::new(), "a second tap is nothing");
    assert_eq!(customer.count(0), 2);
}

#[test]
fn a_question_in_the_same_message_is_answered_and_the_short_form_follows() {
    let mut customer = ordering();
    assert_eq!(
        customer.says("2 grandes margheritas sans basilic, et vous êtes ouverts le dimanche ?"),
        ["De 11 h à 22 h.", "Autre chose ? [C'est tout]"]
    );
    assert_eq!(customer.count(0), 1);
    assert_eq!(customer.says("non c'est tout"), ["Livraison ou à emporter ? [Livraison|À emporter]"]);
}

#[test]
fn what_is_missing_is_asked_record_by_record() {
    let mut customer = ordering();
    assert_eq!(
        customer.says("une margherita et une calzone"),
        ["1 × Margherita : size ? [Petite|Moyenne|Grande]"]
    );
    assert_eq!(customer.taps("Grande"), ["1 × Calzone : size ? [Petite|Moyenne|Grande]"]);
    assert_eq!(
        customer.says("vous êtes ouverts ?"),
        ["De 11 h à 22 h.", "1 × Calzone : size ? [Petite|Moyenne|Grande]"]
    );
    assert_eq!(
        customer.says("petite"),
        ["1 × Margherita Grande\n1 × Calzone Petite\nAutre chose ? [C'est tout]"]
    );
}

#[test]
fn records_are_changed_by_place_and_all_at_once() {
    let mut customer = ordering();
    customer.says("une grande margherita et une petite calzone");
    assert_eq!(
        customer.says("la deuxième sans olives"),
        ["1 × Margherita Grande\n1 × Calzone Petite, sans olives\nAutre chose ? [C'est tout]"]
    );
    assert_eq!(
        customer.says("toutes en moyenne"),
        ["1 × Margherita Moyenne\n1 × Calzone Moyenne, sans olives\nAutre chose ? [C'est tout]"]
    );
}

#[test]
fn a_no_with_content_adds_and_ends() {
    let mut customer = ordering();
    customer.says("une grande margherita");
    assert_eq!(
        customer.says("non, juste un petit coca"),
        ["Livraison ou à emporter ? [Livraison|À emporter]"]
    );
    assert_eq!(customer.count(0), 2);
}

#[test]
fn the_end_is_remembered_while_a_field_is_missing() {
    let mut customer = ordering();
    customer.says("une grande margherita");
    assert_eq!(customer.says("non, juste une calzone"), ["1 × Calzone : size ? [Petite|Moyenne|Grande]"]);
    assert_eq!(customer.says("grande"), ["Livraison ou à emporter ? [Livraison|À emporter]"]);
}

#[test]
fn a_yes_asks_again_and_the_ladder_counts() {
    let mut customer = ordering();
    customer.says("une grande margherita");
    assert_eq!(customer.says("oui"), ["Qu'est-ce qui vous ferait plaisir ?"]);
    assert_eq!(customer.says("blabla"), ["Pardon ?"]);
    assert_eq!(customer.conversation.stack[0].attempts, 1);
    customer.says("vous êtes ouverts ?");
    assert_eq!(customer.conversation.stack[0].attempts, 1, "a digression uses up no attempt");
}

#[test]
fn what_is_not_offered_is_said() {
    let mut customer = ordering();
    let replies = customer.says("une grande truffe");
    assert_eq!(replies[0], "Truffe n'est plus disponible.");
    assert!(replies[1].contains("pizza ?"), "{replies:?}");
}

#[test]
fn a_full_list_goes_on() {
    let mut customer = pizzeria(Some(1));
    customer.says("commander");
    let replies = customer.says("une grande margherita et une petite calzone");
    assert_eq!(replies, ["Au plus 1.", "Livraison ou à emporter ? [Livraison|À emporter]"]);
    assert_eq!(customer.count(0), 1);
}

#[test]
fn the_opening_message_may_order_already() {
    let mut customer = pizzeria(None);
    assert_eq!(
        customer.says("commander une grande calzone"),
        ["1 × Calzone Grande\nAutre chose ? [C'est tout]"]
    );
}

#[test]
fn a_later_question_can_reopen_the_list() {
    let mut customer = ordering();
    customer.says("une grande margherita et une petite calzone");
    customer.taps("C'est tout");
    assert_eq!(
        customer.says("en fait, la deuxième sans olives"),
        ["Noté : 1 × Calzone Petite, sans olives", "Livraison ou à emporter ? [Livraison|À emporter]"]
    );
    assert_eq!(
        customer.says("en fait, ajoutez une calzone"),
        ["1 × Calzone : size ? [Petite|Moyenne|Grande]"]
    );
    assert_eq!(customer.says("grande"), ["Livraison ou à emporter ? [Livraison|À emporter]"]);
    assert_eq!(customer.count(0), 3);
}

#[test]
fn the_recap_takes_changes_of_records() {
    let mut customer = ordering();
    customer.says("une grande margherita");
    customer.taps("C'est tout");
    assert_eq!(customer.says("livraison"), ["1 × Margherita Grande\nTotal : 14 CHF [Je valide|Modifier]"]);
    assert_eq!(
        customer.says("oui mais sans basilic"),
        ["1 × Margherita Grande, sans basilic\nTotal : 14 CHF [Je valide|Modifier]"]
    );
    assert_eq!(
        customer.says("non, 3"),
        ["3 × Margherita Grande, sans basilic\nTotal : 42 CHF [Je valide|Modifier]"]
    );
    assert_eq!(customer.says("oui mais c'est ouverts quand ?")[0], "De 11 h à 22 h.");
}

#[test]
fn a_record_is_taken_off_the_list() {
    let mut customer = ordering();
    customer.says("une grande margherita et une petite calzone");
    assert_eq!(customer.says("enlevez la calzone"), ["1 × Margherita Grande\nAutre chose ? [C'est tout]"]);
    customer.says("une petite calzone");
    assert_eq!(customer.says("retirez la première"), ["1 × Calzone Petite\nAutre chose ? [C'est tout]"]);
    customer.taps("C'est tout");
    customer.says("livraison");
    assert_eq!(customer.says("enlevez la calzone").len(), 1, "the list is empty: it is asked for again");
    assert_eq!(customer.count(0), 0);
}

#[test]
fn how_many_there_are_is_corrected_by_name() {
    let mut customer = ordering();
    customer.says("une grande margherita et une petite calzone");
    customer.taps("C'est tout");
    customer.says("livraison");
    let replies = customer.says("en fait la calzone sans olives");
    assert!(replies[0].starts_with("1 × Margherita Grande\n1 × Calzone Petite, sans olives"), "{replies:?}");
    let replies = customer.says("non, 3 margheritas");
    assert!(replies[0].starts_with("3 × Margherita Grande\n1 × Calzone Petite"), "{replies:?}");
}

#[test]
fn what_was_gathered_can_be_chosen_for_a_change() {
    let mut customer = ordering();
    customer.says("une grande margherita");
    customer.taps("C'est tout");
    customer.says("livraison");
    let replies = customer.taps("Modifier");
    assert!(replies[0].starts_with("Que changer ?"), "{replies:?}");
    assert_eq!(customer.taps("1 × Margherita Grande"), ["1 × Margherita Grande\nAutre chose ? [C'est tout]"]);
    assert_eq!(customer.says("plutôt petite"), ["1 × Margherita Petite\nAutre chose ? [C'est tout]"]);
    assert_eq!(customer.says("c'est tout"), ["1 × Margherita Petite\nTotal : 14 CHF [Je valide|Modifier]"]);
}

#[test]
fn after_the_call_it_is_too_late() {
    let mut customer = ordering();
    customer.says("une grande margherita");
    customer.taps("C'est tout");
    customer.says("livraison");
    customer.says("oui");
    let id = customer
        .effects
        .iter()
        .find_map(|effect| match effect {
            scn_engine::Effect::Call { id, .. } => Some(*id),
            _ => None,
        })
        .expect("a call");
    let event = scn_engine::Event::CallResult { id, result: Ok(None) };
    assert_eq!(customer.event(event), ["Content ? [Oui|Non]"]);
    assert_eq!(customer.says("en fait, la première sans basilic"), ["C'est au four.", "Content ? [Oui|Non]"]);
    assert!(customer.facts().contains(&&Fact::TooLate { slot: "lines".into() }));
    assert_eq!(customer.taps("À emporter"), ["C'est au four.", "Content ? [Oui|Non]"]);
    assert_eq!(customer.taps("Modifier"), ["Trop tard.", "Content ? [Oui|Non]"]);
    assert_eq!(customer.says("oui"), Vec::<String>::new());
}
