//! The longest text that the compiler foretells, against texts that the engine really writes.

use proptest::prelude::*;
use scn_compiler::{MemorySources, compile};
use scn_engine::{Contact, Conversation, Entered, Frame, Scenario, Stage, inspect};
use scn_graph::longest::{Lengths, Open};
use scn_graph::{Day, FlowId, Graph, Moment, NodeKind, TextId, Type, Value};
use std::sync::LazyLock;

const PROJECT: &str = r#"
scenario shop { language en }

catalog pizza from "pizza.yaml"

choice size {
  small  "Small"
  medium "Medium"
  large  "Large, for a whole family"
}

record line {
  what: pizza
  size: size
  count: number 1..12
  label "{count} × {what} ({size})"
}

on message like "hello" { enter order }

tunnel order {
  ask name: text up to 12 chars "Under which name?"
  ask seats: number 2..11 "For how many?"
  ask size: size "Which size?"
  ask what: pizza "Which pizza?"
  ask day: date "On which day?"
  ask hour: time "At what time?"
  collect lines: list 1..3 of line "What would you like?"
  set both = seats * 3
  say "{name}: {seats plural one "a seat" other "{seats} seats"}"
  say "{what.name}, {what.taste}[, {size}]"
  say "{day as long}, {day as short}, {hour}, {size as upper}, {both}"
  say "Your order:\n{for line in lines: "- {line}"}\nBye, {name}"
  say "{lines}. {what}!"
}
"#;

const PIZZAS: &str = "
- { id: a, name: Margherita, taste: mild, price: 12.00 CHF }
- { id: b, name: Regina, taste: \"ham, mushrooms and olives\", price: 14.00 CHF }
- { id: c, name: Quattro formaggi familiale, taste: rich, price: 16.50 CHF }
";

static GRAPH: LazyLock<Graph> = LazyLock::new(|| {
    let compiled = compile(&MemorySources::new([("main.scn", PROJECT), ("pizza.yaml", PIZZAS)]));
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|found| found.is_error()).collect();
    compiled.graph.unwrap_or_else(|| panic!("{errors:#?}"))
});

static SCENARIO: LazyLock<Scenario> = LazyLock::new(|| Scenario::load(GRAPH.clone()).expect("it loads"));

fn flow() -> FlowId {
    let at = GRAPH.flows.iter().position(|flow| flow.name == "order").expect("the tunnel");
    FlowId(at as u32)
}

/// What the tunnel says, with holes in it.
fn said() -> Vec<TextId> {
    let of = |node: &scn_graph::Node| match &node.kind {
        NodeKind::Say { variants, .. } if node.flow == flow() => variants.clone(),
        _ => Vec::new(),
    };
    GRAPH.nodes.iter().flat_map(of).collect()
}

fn any_of(ty: &Type) -> BoxedStrategy<Value> {
    match ty.known() {
        Type::Text { max_chars, .. } => {
            let most = max_chars.expect("every text here has a limit") as usize;
            proptest::collection::vec(proptest::char::any(), 0..=most)
                .prop_map(|chars| Value::Text(chars.into_iter().collect()))
                .boxed()
        }
        Type::Number { min, max } => (min.unwrap_or(0)..=max.unwrap_or(9)).prop_map(Value::Number).boxed(),
        Type::Date(_) => (0..40_000_i32).prop_map(|day| Value::Date(Day(day))).boxed(),
        Type::Time(_) => (0..1440_u16).prop_map(Value::Time).boxed(),
        Type::Choice(id) => {
            let (id, keys) = (*id, GRAPH.choice(*id).expect("a choice").values.iter().map(|value| value.key));
            proptest::sample::select(keys.collect::<Vec<_>>())
                .prop_map(move |key| Value::Choice(id, key))
                .boxed()
        }
        Type::Row(id) => {
            let (id, keys) = (*id, GRAPH.catalog(*id).expect("a catalog").rows.iter().map(|row| row.key));
            proptest::sample::select(keys.collect::<Vec<_>>())
                .prop_map(move |key| Value::Row(id, key))
                .boxed()
        }
        Type::Record(id) => {
            let id = *id;
            let fields: Vec<_> =
                GRAPH.record(id).expect("a record").fields.iter().map(|f| any_of(&f.ty)).collect();
            fields.prop_map(move |all| Value::Record(id, all.into_iter().map(Some).collect())).boxed()
        }
        Type::List { of, min, max } => {
            let most = max.expect("every list here has a limit") as usize;
            proptest::collection::vec(any_of(of), *min as usize..=most).prop_map(Value::List).boxed()
        }
        other => panic!("no values of {other:?}"),
    }
}

fn slots() -> impl Strategy<Value = Vec<Value>> {
    let flow = GRAPH.flow(flow()).expect("the tunnel");
    flow.slots
        .iter()
        .map(|slot| if slot.name == "both" { Just(Value::Number(0)).boxed() } else { any_of(&slot.ty) })
        .collect::<Vec<_>>()
}

fn written(text: TextId, values: Vec<Option<Value>>) -> String {
    let contact = Contact {
        name: None,
        phone: None,
        language: None,
        opted_out: false,
        memory: Vec::new(),
        consents: Vec::new(),
    };
    let mut conversation = Conversation::new(0, contact);
    conversation.stack.push(Frame {
        flow: flow(),
        node: GRAPH.flow(flow()).expect("the tunnel").start,
        slots: values,
        pending: false,
        rewalk: false,
        attempts: 0,
        stage: Stage::Asked,
        journal: Vec::new(),
        entered: Entered::Fresh,
    });
    inspect::text(&SCENARIO, &conversation, GRAPH.template(text, 0).expect("a text"), Moment(0))
}

/// What is computed follows from what was asked.
fn with_both(values: Vec<Value>) -> Vec<Option<Value>> {
    let flow = GRAPH.flow(flow()).expect("the tunnel");
    let place = |name: &str| flow.slots.iter().position(|slot| slot.name == name).expect("a slot");
    let mut values: Vec<Option<Value>> = values.into_iter().map(Some).collect();
    if let Some(Value::Number(seats)) = values[place("seats")] {
        values[place("both")] = Some(Value::Number(seats * 3));
    }
    values
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_written_is_longer(values in slots()) {
        let values = with_both(values);
        let mut lengths = Lengths::new(&GRAPH);
        for text in said() {
            let longest = lengths.text(text, Some(flow()), 0);
            prop_assert_eq!(&longest.open, &Open::No);
            let written = written(text, values.clone());
            let chars = written.chars().count();
            prop_assert!(chars <= longest.chars(), "{} is longer than {}", written, longest.text);
        }
    }

    #[test]
    fn a_type_bounds_its_values(values in slots()) {
        let mut lengths = Lengths::new(&GRAPH);
        let flow = GRAPH.flow(flow()).expect("the tunnel");
        for (slot, value) in flow.slots.iter().zip(values).filter(|(slot, _)| slot.name != "both") {
            let bound = lengths.of_type(&slot.ty, 0);
            let written = lengths.of_value(&value, 0);
            prop_assert!(written.chars() <= bound.chars(), "{} is longer than {}", written.text, bound.text);
        }
    }
}

/// The longest texts are texts that the engine writes, with these values.
#[test]
fn the_longest_text_is_one_that_can_be_said() {
    let mut lengths = Lengths::new(&GRAPH);
    let found: Vec<String> =
        said().into_iter().map(|text| lengths.text(text, Some(flow()), 0).text).collect();
    let line = "12 × Quattro formaggi familiale (Large, for a whole family)";
    assert_eq!(found[0], "xxxxxxxxxxxx: 11 seats");
    assert_eq!(found[1], "Regina, ham, mushrooms and olives, Large, for a whole family", "one row, not two");
    assert_eq!(found[2], "Wednesday, 27 September 2023, 31/12/2023, 00:00, LARGE, FOR A WHOLE FAMILY, 33");
    assert_eq!(found[3], format!("Your order:\n- {line}\n- {line}\n- {line}\nBye, xxxxxxxxxxxx"));
    assert_eq!(found[4], format!("{line}, {line}, {line}. Quattro formaggi familiale!"));
}
