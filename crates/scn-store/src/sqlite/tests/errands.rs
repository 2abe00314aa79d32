//! Calls, proofs and erasure.

use super::*;

fn call(call: u32) -> NewCall {
    NewCall { call: Some(call), payload: format!("call {call}").into_bytes() }
}

fn told(what: &str) -> NewCall {
    NewCall { call: None, payload: what.as_bytes().to_vec() }
}

/// A contact whose conversation makes these calls.
fn with_calls(store: &Opened, phone: &str, calls: Vec<NewCall>) -> ContactId {
    let contact = accept_one(store, phone, who(None, Some(phone))).contact;
    assert_eq!(store.commit(Commit { calls, ..commit(contact, 0, b"s") }), Ok(Committed::Done));
    contact
}

fn payloads(calling: &[Calling]) -> Vec<&str> {
    calling.iter().map(|call| std::str::from_utf8(&call.payload).unwrap()).collect()
}

#[test]
fn a_call_is_claimed_once_and_answered_in_the_next_commit() {
    let place = Place::new();
    let store = place.open();
    let contact = with_calls(&store, "+1", vec![call(7)]);
    assert_eq!((store.next_call(), store.counts().unwrap().calls), (Ok(Some(100)), 1));
    assert_eq!(store.claim_calls(99, 10), Ok(vec![]));
    let claimed = store.claim_calls(100, 10).unwrap();
    assert_eq!((claimed[0].contact, claimed[0].call, claimed[0].attempts), (contact, Some(7), 0));
    assert_eq!(claimed[0].who.phone.as_deref(), Some("+1"));
    assert_eq!((store.claim_calls(100, 10), store.next_call()), (Ok(vec![]), Ok(None)));

    store.mark_call(claimed[0].id, CallOutcome::Answer { result: b"yes".to_vec() }).unwrap();
    assert!(store.with_arrivals(100, ContactId(0), 9).unwrap().contains(&contact));
    let work = store.take(contact, 100).unwrap().unwrap();
    assert_eq!((work.answers[0].call, work.answers[0].result.as_slice()), (7, b"yes" as &[u8]));
    let processed = work.inbound.iter().map(|inbound| inbound.id).collect();
    let answered = vec![work.answers[0].id];
    store.commit(Commit { answered, processed, ..commit(contact, 1, b"t") }).unwrap();
    assert!(store.take(contact, 100).unwrap().unwrap().answers.is_empty());
    assert_eq!(store.with_arrivals(100, ContactId(0), 9), Ok(vec![]));
}

#[test]
fn a_crash_gives_the_call_out_again_under_the_same_key() {
    let place = Place::new();
    let store = place.open();
    with_calls(&store, "+1", vec![call(0)]);
    let first = store.claim_calls(100, 10).unwrap().remove(0);
    drop(store);
    let store = place.open();
    assert_eq!(store.claim_calls(100, 10), Ok(vec![]), "nobody knows yet that it is nobody's");
    store.recover(0).unwrap();
    let again = store.claim_calls(100, 10).unwrap().remove(0);
    assert_eq!((again.key, again.attempts), (first.key, 1));
    store.mark_call(again.id, CallOutcome::Retry { at: 500 }).unwrap();
    assert_eq!((store.claim_calls(499, 10), store.next_call()), (Ok(vec![]), Ok(Some(500))));
    assert_eq!(store.claim_calls(500, 10).unwrap()[0].attempts, 2);
    store.mark_call(again.id, CallOutcome::Held { until: 900 }).unwrap();
    assert_eq!(store.claim_calls(899, 10), Ok(vec![]));
    assert_eq!(store.claim_calls(900, 10).unwrap()[0].attempts, 2, "what was not tried does not count");
}

#[test]
fn what_is_told_goes_in_order_and_holds_up_no_call() {
    let place = Place::new();
    let store = place.open();
    with_calls(&store, "+1", vec![told("first"), told("second"), call(1)]);
    let claimed = store.claim_calls(100, 10).unwrap();
    assert_eq!(payloads(&claimed), ["first", "call 1"]);
    store.mark_call(claimed[0].id, CallOutcome::Done).unwrap();
    assert_eq!(payloads(&store.claim_calls(100, 10).unwrap()), ["second"]);
}

#[test]
fn the_last_message_is_known_until_another_comes() {
    let place = Place::new();
    let store = place.open();
    let contact = with_sends(&store, "+1", 0);
    let last = || store.take(contact, 0).unwrap().unwrap().last_message;
    store.commit(Commit { last_message: Some("w1".into()), ..commit(contact, 1, b"s") }).unwrap();
    store.commit(commit(contact, 2, b"s")).unwrap();
    assert_eq!(last().as_deref(), Some("w1"));
}

#[test]
fn after_an_erasure_only_the_proof_and_the_way_to_answer_remain() {
    let place = Place::new();
    let store = place.open();
    let contact = with_calls(&store, "+1", vec![call(0), told("x")]);
    let proof = |what: &str| Proof { at: 100, what: what.into(), given: true, graph: u64::MAX };
    let line = |text: &str| HistoryLine::new(1, Side::Customer, text);
    let full = Commit {
        sends: vec![send(0), send(1)],
        set_timers: vec![(1, 500)],
        history: vec![line("I live in Lausanne")],
        proofs: vec![proof("consent marketing")],
        last_message: Some("w1".into()),
        ..commit(contact, 1, b"knows much")
    };
    store.commit(full).unwrap();
    let sending = store.claim(100, 1).unwrap().remove(0);
    let calling = store.claim_calls(100, 1).unwrap().remove(0);

    let erasing = Commit {
        erase: true,
        sends: vec![send(2)],
        history: vec![HistoryLine { side: Side::Bot, ..line("all is erased") }],
        proofs: vec![proof("erased")],
        ..commit(contact, 2, b"")
    };
    store.commit(erasing).unwrap();
    // What was under way comes back to nothing.
    store.mark(sending.given(), Outcome::Sent { wamid: "w".into() }, 100).unwrap();
    store.mark_call(calling.id, CallOutcome::Answer { result: b"late".to_vec() }).unwrap();

    let work = store.take(contact, 1_000).unwrap().unwrap();
    assert_eq!((work.who.phone.as_deref(), work.who.name), (Some("+1"), None));
    assert_eq!((work.answers, work.timers, work.last_message), (vec![], vec![], None));
    let texts: Vec<String> = store.history(contact, 9).unwrap().into_iter().map(|line| line.text).collect();
    assert_eq!(texts, ["all is erased"]);
    assert_eq!(store.sends(contact).unwrap().iter().map(|send| send.seq).collect::<Vec<_>>(), [2]);
    let proofs: Vec<Proof> = store.proofs(contact).unwrap();
    assert_eq!(proofs, [proof("consent marketing"), proof("erased")]);
    assert_eq!(
        payloads(&store.claim_calls(100, 9).unwrap()),
        ["x"],
        "an order that was placed is still told"
    );
}

#[test]
fn a_merge_keeps_the_calls_of_the_conversation_that_goes_on_and_all_proofs() {
    let place = Place::new();
    let store = place.open();
    let proofs = |what: &str| vec![Proof { at: 1, what: what.into(), given: true, graph: 1 }];
    let by_phone = accept_one(&store, "a", who(None, Some("+1"))).contact;
    let by_user = accept_one(&store, "b", who(Some("US.1"), None)).contact;
    let newer =
        Commit { now: 200, calls: vec![call(1)], proofs: proofs("a"), ..commit(by_phone, 0, b"newer") };
    let older =
        Commit { now: 100, calls: vec![call(2)], proofs: proofs("b"), ..commit(by_user, 0, b"older") };
    store.commit(newer).unwrap();
    store.commit(older).unwrap();
    let both = accept_one(&store, "c", who(Some("US.1"), Some("+1"))).contact;
    assert_eq!(payloads(&store.claim_calls(200, 9).unwrap()), ["call 1"]);
    assert_eq!(store.proofs(both).unwrap().len(), 2);
}

/// A file as the first version of the tables left it.
#[test]
fn an_older_file_is_brought_up_to_date() {
    let place = Place::new();
    let mut connection = Connection::open(place.path()).unwrap();
    schema::bring_from(&mut connection, 0, 1).unwrap();
    connection
        .execute_batch(
            "INSERT INTO contacts (number, phone) VALUES ('100', '+1');
             INSERT INTO inbound (contact, key, payload, sent_at, accepted_at) VALUES (1, 'a', x'61', 1, 1);",
        )
        .unwrap();
    drop(connection);
    let store = place.open();
    let contact = store.find(&who(None, Some("+1"))).unwrap().unwrap();
    store.commit(Commit { calls: vec![call(1)], ..commit(contact, 0, b"s") }).unwrap();
    assert_eq!(store.take(contact, 10).unwrap().unwrap().inbound.len(), 1, "what waited still waits");
    assert_eq!(store.claim_calls(100, 9).unwrap().len(), 1);
}
