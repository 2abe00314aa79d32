//! Calls to outside systems: their outcome, what is said meanwhile, and corrections.

mod common;

use common::{Build, World, at};
use scn_engine::{Conversation, Event, Inbound, migrate};
use scn_graph::*;

fn slot(at: u16) -> Expr {
    Expr::Slot(SlotId(at))
}

/// `ask n; call shop.order(n) as receipt { failed { say } slow after 3 seconds { say } }; say; ask more; confirm`
fn ordering(irreversible: bool) -> Build {
    let mut build = Build::new();
    let operation = build.operation("shop.order", Some(Type::TEXT), irreversible);
    let flow = build.tunnel("order", &[("n", Type::NUMBER), ("receipt", Type::TEXT), ("more", Type::YesNo)]);
    let done = build.done(flow);
    let bye = build.say(flow, "Bye.", done);
    let confirm = build.confirm(flow, "All right?", bye, bye);
    let confirm = build.start_of(confirm);
    let more = build.ask(flow, 2, "Anything else?", confirm);
    let more = build.start_of(more);
    let receipt = build.with_value("Receipt ", slot(1));
    let say = build.say_text(flow, receipt, more);
    let failed = build.say(flow, "It failed.", more);
    let slow = build.text("One moment.");
    let call = build.node(
        flow,
        NodeKind::Call {
            operation,
            args: vec![Some(slot(0))],
            result: Some(SlotId(1)),
            next: say,
            failed,
            slow: Some((Span::seconds(3), vec![slow])),
            too_late: None,
            locks: if irreversible { vec![SlotId(0)] } else { Vec::new() },
        },
    );
    build.ask(flow, 0, "How many?", call);
    build.graph.flows[0].dependents[0] = vec![SlotId(1)];
    build
}

fn receipt(text: &str) -> Option<Value> {
    Some(Value::Text(text.into()))
}

fn called(irreversible: bool) -> World {
    let mut world = ordering(irreversible).world();
    world.client("go");
    world.client("2");
    assert_eq!(world.seen(), ["How many?", "call 0 [(\"n\", Number(2))]"]);
    world
}

#[test]
fn a_result_goes_on_and_a_second_one_means_nothing() {
    let mut world = called(true);
    world.returns(0, receipt("A1"));
    assert_eq!(world.seen(), ["Receipt A1", "Anything else? [|]"]);
    assert!(world.timers.is_empty(), "the slow timer is gone");
    world.returns(0, receipt("B2"));
    world.returns(7, receipt("C3"));
    world.fails(0);
    assert_eq!(world.seen(), Vec::<String>::new());
}

#[test]
fn a_failure_has_its_own_way_and_an_empty_answer_is_one() {
    for empty in [true, false] {
        let mut world = called(true);
        if empty {
            world.returns(0, None)
        } else {
            world.fails(0)
        }
        assert_eq!(world.seen(), ["call failed", "It failed.", "Anything else? [|]"]);
    }
}

#[test]
fn a_call_that_lacks_what_it_needs_fails_without_being_made() {
    let mut build = ordering(true);
    for node in &mut build.graph.nodes {
        if let NodeKind::Call { args, .. } = &mut node.kind {
            *args = vec![Some(Expr::Context(expr::Context::ContactPhone))];
        }
    }
    let mut world = build.world();
    world.conversation.contact.phone = None;
    world.client("go");
    world.client("2");
    assert_eq!(world.seen(), ["How many?", "call failed", "It failed.", "Anything else? [|]"]);
    assert!(world.conversation.calls.is_empty());
}

#[test]
fn a_slow_call_says_so_once() {
    let mut world = called(true);
    world.pass(3);
    assert_eq!(world.seen(), ["One moment."]);
    world.pass(600);
    world.returns(0, receipt("A1"));
    assert_eq!(world.seen(), ["Receipt A1", "Anything else? [|]"]);
}

#[test]
fn what_is_written_meanwhile_answers_the_next_question_but_confirms_nothing() {
    let mut world = called(true);
    world.client("yes");
    world.client("yes");
    assert_eq!(world.seen(), Vec::<String>::new());
    world.returns(0, receipt("A1"));
    assert_eq!(world.seen(), ["Receipt A1", "Anything else? [|]", "All right? [Yes|No]"]);
    assert!(world.conversation.queued.is_empty());
}

#[test]
fn at_most_eight_messages_wait() {
    let mut world = called(true);
    for at in 0..20 {
        world.client(&format!("word {at}"));
    }
    assert_eq!(world.conversation.queued.len(), 8);
    assert_eq!(world.conversation.queued[0].text, "word 12");
}

#[test]
fn a_stop_is_a_stop_while_a_call_runs() {
    let mut world = called(true);
    world.client("STOP");
    assert_eq!(world.seen(), ["opted out", "Stopped."]);
    world.returns(0, receipt("A1"));
    assert_eq!(world.seen(), Vec::<String>::new());
    assert!(world.conversation.calls.is_empty() && world.conversation.stack.is_empty());
}

fn corrected(world: &mut World) {
    world.returns(0, receipt("A1"));
    world.seen();
    world.client("actually 5");
}

#[test]
fn a_correction_calls_again_and_only_then_counts() {
    let mut world = called(false);
    corrected(&mut world);
    assert_eq!(world.seen(), ["call 1 [(\"n\", Number(5))]"]);
    world.returns(1, receipt("A5"));
    assert_eq!(world.seen(), ["Anything else? [|]"]);
    let slots = &world.conversation.stack[0].slots;
    assert_eq!((slots[0].clone(), slots[1].clone()), (Some(Value::Number(5)), receipt("A5")));
}

#[test]
fn a_correction_whose_call_fails_changes_nothing() {
    let mut world = called(false);
    corrected(&mut world);
    world.seen();
    world.fails(1);
    assert_eq!(world.seen(), ["call failed", "Not changed yet.", "Anything else? [|]"]);
    let slots = &world.conversation.stack[0].slots;
    assert_eq!((slots[0].clone(), slots[1].clone()), (Some(Value::Number(2)), receipt("A1")));
}

#[test]
fn what_cannot_be_undone_is_not_corrected() {
    let mut world = called(true);
    corrected(&mut world);
    assert_eq!(world.seen(), ["Too late.", "Anything else? [|]"]);
    assert_eq!(world.conversation.stack[0].slots[0], Some(Value::Number(2)));
}

#[test]
fn an_event_behind_a_call_waits_for_it_without_a_timer() {
    let mut build = ordering(true);
    let event = build.event("shop.shipped");
    build.on_event(event);
    let mut world = build.world();
    world.client("go");
    world.client("2");
    world.seen();
    world.shipped("7");
    world.pass(3);
    assert_eq!(world.seen(), ["One moment."]);
    assert!(world.timers.is_empty());
    world.returns(0, receipt("A1"));
    world.seen();
    world.pass(600);
    assert_eq!(world.seen(), ["Shipped: 7", "Anything else? [|]"]);
}

#[test]
fn people_take_over_and_the_result_is_kept() {
    let mut world = called(true);
    world.client("human");
    world.seen();
    world.returns(0, receipt("A1"));
    assert_eq!(world.seen(), Vec::<String>::new());
    world.event(&Event::HumanGaveBack);
    assert_eq!(world.seen(), ["Receipt A1", "Anything else? [|]"]);
}

#[test]
fn a_result_at_night_of_an_old_call_waits_for_the_morning() {
    let mut world = called(true);
    world.until(at("2026-03-02T23:00"));
    world.seen();
    world.returns(0, receipt("A1"));
    assert_eq!(world.seen(), ["held: order"]);
    world.until(at("2026-03-03T08:30"));
    assert_eq!(world.seen(), ["Receipt A1", "Anything else? [|]"]);
}

// ------------------------------------------------------------ another version

/// The same scenario after a change: every place in every table is another one.
fn changed(world: World, new: Graph) -> World {
    let old = world.scenario.graph.clone();
    let mut moved = World { scenario: scn_engine::Scenario::load(new).unwrap(), ..world };
    moved.conversation = migrate(&old, &moved.scenario, moved.conversation.clone());
    let kept: Vec<u32> = moved.conversation.timers.iter().map(|timer| timer.id).collect();
    moved.timers.retain(|(_, id)| kept.contains(id));
    moved
}

fn shifted(irreversible: bool) -> Graph {
    let mut build = Build::new();
    build.operation("shop.other", None, false);
    let other = build.flow("other", FlowKind::Tunnel, 0, &[]);
    let done = build.done(other);
    build.say(other, "Other.", done);
    let mut graph = ordering(irreversible).graph;
    let (nodes, flows, texts) =
        (build.graph.nodes.len() as u32, build.graph.flows.len() as u32, build.graph.text_ids.len());
    // The old texts stay in front; the new flow and operation are put before the old ones.
    for node in &mut graph.nodes {
        node.flow.0 += flows;
        node.kind.targets_mut().into_iter().for_each(|target| target.0 += nodes);
        if let NodeKind::Call { operation, .. } = &mut node.kind {
            operation.0 += 1;
        }
    }
    for question in &mut graph.questions {
        question.node.0 += nodes;
        question.otherwise.0 += nodes;
        question.flow.0 += flows;
        question.answer.targets_mut().into_iter().for_each(|target| target.0 += nodes);
    }
    for flow in &mut graph.flows {
        flow.start.0 += nodes;
    }
    graph.links.values_mut().for_each(|flow| flow.0 += flows);
    assert!(texts <= graph.text_ids.len());
    graph.nodes.splice(0..0, build.graph.nodes);
    graph.flows.splice(0..0, build.graph.flows);
    graph.operations.splice(0..0, build.graph.operations);
    graph
}

#[test]
fn a_running_call_goes_on_in_another_version() {
    let mut world = changed(called(true), shifted(true));
    assert_eq!(world.conversation.calls.len(), 1);
    world.returns(0, receipt("A1"));
    assert_eq!(world.seen(), ["Receipt A1", "Anything else? [|]"]);
}

#[test]
fn a_call_that_was_made_is_not_made_again_in_another_version() {
    let mut world = called(true);
    world.returns(0, receipt("A1"));
    world.seen();
    let mut world = changed(world, shifted(true));
    world.client("yes");
    assert_eq!(world.seen(), ["All right? [Yes|No]"]);
}

#[test]
fn a_call_that_is_gone_is_forgotten_and_the_customer_is_heard() {
    let mut build = Build::new();
    let flow = build.tunnel("order", &[("n", Type::NUMBER), ("more", Type::YesNo)]);
    let done = build.done(flow);
    let bye = build.say(flow, "Bye.", done);
    let more = build.ask(flow, 1, "Anything else?", bye);
    let more = build.start_of(more);
    build.ask(flow, 0, "How many?", more);
    let mut world = changed(called(true), build.graph);
    world.returns(0, receipt("A1"));
    assert_eq!(world.seen(), Vec::<String>::new());
    world.client("no");
    assert_eq!(world.seen(), ["Bye."]);
}

#[test]
fn a_wait_goes_on_in_another_version_and_one_that_is_gone_still_wakes() {
    let waiting = |wait: bool| {
        let mut build = Build::new();
        let flow = build.tunnel("order", &[]);
        let done = build.done(flow);
        let say = build.say(flow, if wait { "Ready." } else { "Ready now." }, done);
        if wait {
            build.node(flow, NodeKind::Wait { span: Span::seconds(3600), next: say });
        }
        build
    };
    for wait in [true, false] {
        let mut world = waiting(true).world();
        world.client("go");
        let mut new = waiting(wait).graph;
        new.settings.version = "2".into();
        let mut world = changed(world, new);
        world.pass(3600);
        assert_eq!(world.seen(), [if wait { "Ready." } else { "Ready now." }]);
    }
}

#[test]
fn a_conversation_of_an_unknown_version_begins_afresh() {
    let mut world = called(true);
    world.conversation.graph = 1;
    world.timers.clear();
    world.event(&Event::Inbound(Inbound::new(world.now, scn_engine::Content::Text("go".into()))));
    assert_eq!(world.seen(), ["How many?"]);
    assert_ne!(world.conversation, Conversation::new(0, Default::default()));
}
