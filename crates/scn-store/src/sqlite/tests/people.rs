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
fn notes_and_looks_follow_a_contact_that_is_merged_and_end_with_their_time() {
    let place = Place::new();
    let store = place.open();
    let by_phone = handed_over(&store, "+1", 100);
    let by_id = accept_one(&store, "id", who(Some("US.1"), None)).contact;
    store.note(by_phone, "anna", "calls back", None, 150).unwrap().unwrap();
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
    let line = HistoryLine {
        by: Some("anna".into()),
        seq: Some(7),
        media: Some(Media { id: "99".into(), kind: "voice".into() }),
        key: Some("k1".into()),
        ..HistoryLine::new(100, Side::Person, "hello")
    };
    store.commit(Commit { history: vec![line.clone()], ..commit(contact, 0, b"") }).unwrap();
    assert_eq!(store.history(contact, 9), Ok(vec![line]));
    assert_eq!((store.sender_of("99"), store.sender_of("7")), (Ok(Some(contact)), Ok(None)));
}

#[test]
fn what_is_released_stays_free_when_an_earlier_act_is_heard_after_it() {
    let place = Place::new();
    let store = place.open();
    let contact = handed_over(&store, "+1", 100);
    store.take_handoff(act(contact, "anna", "t"), 200).unwrap();
    assert_eq!(store.act(act(contact, "anna", "a"), 200), Ok(NEW));
    assert_eq!(store.release_handoff(contact, "anna"), Ok(NEW));
    let wrote = vec![HandoffChange::TakenBy("anna".into())];
    store.commit(Commit { handoff: wrote, ..commit(contact, 1, b"s") }).unwrap();
    assert_eq!(holder(&store, contact), None);
}
