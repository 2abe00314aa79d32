//! Who has a conversation: the queue, and operators who want the same thing.

use super::*;

fn act(contact: ContactId, by: &str, key: &str) -> Act {
    Act { contact, by: by.into(), key: key.into(), payload: key.as_bytes().to_vec(), until: 1_000_000 }
}

fn opened(because: &str) -> HandoffChange {
    let summary = vec![("size".to_owned(), "large".to_owned()), ("street".to_owned(), "Rue\n1".to_owned())];
    let what = NewHandoff {
        team: Some("kitchen".into()),
        because: because.into(),
        summary,
        otherwise_at: Some(900),
    };
    HandoffChange::Opened(what)
}

/// A contact whose conversation people have since `at`.
fn handed_over(store: &Opened, phone: &str, at: Millis) -> ContactId {
    let contact = accept_one(store, phone, who(None, Some(phone))).contact;
    let line = HistoryLine::new(at, Side::Customer, format!("words of {phone}"));
    let handoff = vec![opened("cold pizza")];
    let commit = Commit { handoff, history: vec![line], now: at, ..commit(contact, 0, b"people") };
    store.commit(commit).unwrap();
    contact
}

fn holder(store: &Opened, contact: ContactId) -> Option<String> {
    store.handoff(contact).unwrap().and_then(|handoff| handoff.taken_by)
}

const NEW: Acted = Acted::Done { new: true };

#[test]
fn the_queue_shows_what_people_must_know_the_longest_waiting_first() {
    let place = Place::new();
    let store = place.open();
    let late = handed_over(&store, "+2", 200);
    let early = handed_over(&store, "+1", 100);
    let queue = store.handoffs(Which::All, 9).unwrap();
    assert_eq!(queue.iter().map(|handoff| handoff.contact).collect::<Vec<_>>(), [early, late]);
    let HandoffChange::Opened(what) = opened("cold pizza") else { unreachable!() };
    assert_eq!((&queue[0].what, queue[0].opened_at), (&what, 100));
    assert_eq!(queue[0].last, Some(HistoryLine::new(100, Side::Customer, "words of +1")));
    assert_eq!(queue[0].who.name.as_deref(), Some("Ada"));

    assert_eq!(store.take_handoff(act(early, "anna", "t"), 300), Ok(NEW));
    let of = |waiting| {
        let queue = store.handoffs(waiting, 9).unwrap();
        queue.into_iter().map(|handoff| handoff.contact).collect::<Vec<_>>()
    };
    assert_eq!((of(Which::Waiting), of(Which::Taken)), (vec![late], vec![early]));
    assert_eq!(store.handoff(early).unwrap().unwrap().what.otherwise_at, None, "a person is there");
}

#[test]
fn of_many_operators_who_ask_at_once_one_gets_it() {
    let place = Place::new();
    let store = place.open();
    let contact = handed_over(&store, "+1", 100);
    let answers: Vec<Acted> = std::thread::scope(|scope| {
        let operators: Vec<_> = (0..8)
            .map(|number| {
                let act = act(contact, &format!("operator{number}"), &format!("take{number}"));
                let store = &store.store;
                scope.spawn(move || store.take_handoff(act, 200).unwrap())
            })
            .collect();
        operators.into_iter().map(|operator| operator.join().unwrap()).collect()
    });
    let holder = holder(&store, contact).unwrap();
    let refused = Acted::NotTheirs(Some(holder.clone()));
    assert_eq!(answers.iter().filter(|answer| **answer == NEW).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == refused).count(), 7);
    let accepted = store.take(contact, 1).unwrap().unwrap().inbound;
    assert_eq!(accepted.len(), 2, "the customer's message, and the one operator who got it");
}

#[test]
fn only_who_has_it_acts_once_per_key_and_in_time() {
    let place = Place::new();
    let store = place.open();
    let contact = handed_over(&store, "+1", 100);
    assert_eq!(store.act(act(contact, "anna", "a"), 200), Ok(Acted::NotTheirs(None)));
    store.take_handoff(act(contact, "anna", "t"), 200).unwrap();
    assert_eq!(store.act(act(contact, "ben", "b"), 200), Ok(Acted::NotTheirs(Some("anna".into()))));
    assert_eq!(store.act(act(contact, "anna", "a"), 200), Ok(NEW));
    assert_eq!(store.act(act(contact, "anna", "late"), 1_000_000), Ok(Acted::TooLate));
    assert_eq!(store.act(act(contact, "anna", "a"), 2_000_000), Ok(Acted::Done { new: false }));
    assert_eq!(store.act(act(ContactId(99), "anna", "x"), 200), Ok(Acted::NoContact));

    assert_eq!(store.release_handoff(contact, "ben"), Ok(Acted::NotTheirs(Some("anna".into()))));
    assert_eq!(store.release_handoff(contact, "anna"), Ok(NEW));
    assert_eq!(holder(&store, contact), None);
    assert_eq!(store.take_handoff(act(contact, "ben", "t2"), 300), Ok(NEW));
}

#[test]
fn taking_what_the_bot_has_opens_a_handoff_that_outlives_a_handoff_of_the_bot() {
    let place = Place::new();
    let store = place.open();
    let contact = accept_one(&store, "m", who(None, Some("+1"))).contact;
    assert_eq!(store.take_handoff(act(contact, "anna", "t"), 200), Ok(NEW));
    // A turn that was under way meanwhile hands over too.
    store.commit(Commit { handoff: vec![opened("asked")], ..commit(contact, 0, b"s") }).unwrap();
    assert_eq!(holder(&store, contact).as_deref(), Some("anna"));
    // And one that gave it back: the act is still to be heard, and says who has it.
    store.commit(Commit { handoff: vec![HandoffChange::Closed], ..commit(contact, 1, b"s") }).unwrap();
    let taken = vec![HandoffChange::TakenBy("anna".into())];
    store.commit(Commit { handoff: taken, ..commit(contact, 2, b"s") }).unwrap();
    assert_eq!(holder(&store, contact).as_deref(), Some("anna"));
}

#[test]
fn what_the_phone_answered_an_operator_may_take_over() {
    let place = Place::new();
    let store = place.open();
    let contact = handed_over(&store, "+1", 100);
    let phone = vec![HandoffChange::TakenBy(THE_PHONE.into())];
    store.commit(Commit { handoff: phone.clone(), ..commit(contact, 1, b"s") }).unwrap();
    assert_eq!(holder(&store, contact).as_deref(), Some(THE_PHONE));
    assert_eq!(store.take_handoff(act(contact, "anna", "t"), 200), Ok(NEW));
    store.commit(Commit { handoff: phone, ..commit(contact, 2, b"s") }).unwrap();
    assert_eq!(holder(&store, contact).as_deref(), Some("anna"), "the phone takes it from nobody");
}

#[test]
fn an_erasure_takes_the_notes_and_what_was_known() {
    let place = Place::new();
    let store = place.open();
    let contact = handed_over(&store, "+1", 100);
    store.note(contact, "anna", "lives next door", 150).unwrap().unwrap();
    store.look(Some(contact), "anna", 150, 100).unwrap();
    store.commit(Commit { erase: true, ..commit(contact, 1, b"") }).unwrap();
    assert_eq!(store.notes(contact), Ok(vec![]));
    let what = store.handoff(contact).unwrap().unwrap().what;
    assert_eq!((what.because.as_str(), what.summary), ("", vec![]));
    assert_eq!(store.looks(contact).unwrap().len(), 1, "who looked stays on record");
}

#[test]
fn notes_and_looks_follow_a_contact_that_is_merged_and_end_with_their_time() {
    let place = Place::new();
    let store = place.open();
    let by_phone = handed_over(&store, "+1", 100);
    let by_id = accept_one(&store, "id", who(Some("US.1"), None)).contact;
    store.note(by_phone, "anna", "calls back", 150).unwrap().unwrap();
    store.look(Some(by_phone), "anna", 150, 100).unwrap();
    store.look(Some(by_phone), "anna", 249, 100).unwrap();
    store.look(Some(by_phone), "anna", 250, 100).unwrap();
    let one = accept_one(&store, "both", who(Some("US.1"), Some("+1"))).contact;
    assert_eq!(one, by_id);
    assert_eq!(store.notes(one).unwrap()[0].text, "calls back");
    let looks: Vec<Millis> = store.looks(one).unwrap().iter().map(|look| look.at).collect();
    assert_eq!(looks, [150, 250], "not each reload of a page");
    assert_eq!(store.handoff(one).unwrap().unwrap().what.because, "cold pizza");

    store.retain(200).unwrap();
    assert_eq!(store.looks(one).unwrap().len(), 1);
    assert_eq!(store.notes(one).unwrap().len(), 1, "people still have it");
    store.commit(Commit { handoff: vec![HandoffChange::Closed], ..commit(one, 2, b"") }).unwrap();
    store.retain(200).unwrap();
    assert_eq!(store.notes(one), Ok(vec![]));
}

#[test]
fn history_knows_who_wrote_and_which_message_carried_it() {
    let place = Place::new();
    let store = place.open();
    let contact = accept_one(&store, "m", who(None, Some("+1"))).contact;
    let line =
        HistoryLine { by: Some("anna".into()), seq: Some(7), ..HistoryLine::new(100, Side::Person, "hello") };
    store.commit(Commit { history: vec![line.clone()], ..commit(contact, 0, b"") }).unwrap();
    assert_eq!(store.history(contact, 9), Ok(vec![line]));
}
