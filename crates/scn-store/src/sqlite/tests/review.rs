//! Messages that nothing understood.

use super::*;

fn message(at: Millis, text: &str) -> Unmatched {
    let nearest = vec![("opening hours".to_owned(), 310), ("delivery".to_owned(), 40)];
    Unmatched { at, question: "order.size".into(), language: "fr".into(), text: text.into(), nearest }
}

fn with_messages(store: &Opened, phone: &str, messages: &[Unmatched]) -> ContactId {
    let contact = accept_one(store, phone, who(None, Some(phone))).contact;
    store.commit(Commit { unmatched: messages.to_vec(), ..commit(contact, 0, b"s") }).unwrap();
    contact
}

#[test]
fn they_come_back_in_order_and_the_latest_first_to_stay() {
    let place = Place::new();
    let store = place.open();
    let messages = [message(1, "les\nchips"), message(2, "hm"), message(3, "?")];
    with_messages(&store, "+1", &messages);
    assert_eq!(store.unmatched(9).unwrap(), messages);
    assert_eq!(store.unmatched(2).unwrap(), messages[1..]);
    assert_eq!(
        SqliteStore::read_only(place.path()).unwrap().unmatched(9).unwrap(),
        messages,
        "while the owner has it open"
    );
    store.retain(3).unwrap();
    assert_eq!(store.unmatched(9).unwrap(), messages[2..]);
}

#[test]
fn they_go_with_the_contact() {
    let place = Place::new();
    let store = place.open();
    with_messages(&store, "+2", &[message(1, "of another")]);
    let contact = with_messages(&store, "+1", &[message(1, "my name is on it")]);
    store.commit(Commit { erase: true, ..commit(contact, 1, b"") }).unwrap();
    assert_eq!(store.unmatched(9).unwrap(), [message(1, "of another")]);
}

#[test]
fn a_store_that_is_not_there_is_not_made() {
    let place = Place::new();
    assert!(matches!(SqliteStore::read_only(place.path()), Err(StoreError::CannotOpen { .. })));
    assert!(!place.path().exists());
}
