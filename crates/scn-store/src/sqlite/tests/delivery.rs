//! The platform's pair rate, and that a restart changes nothing about it.

use super::*;

/// Claims one at this time and says that the platform took it.
fn send_one(store: &Opened, now: Millis) -> Outgoing {
    let claimed = store.claim(now, 10).unwrap().remove(0);
    let wamid = format!("wamid.{}", claimed.seq);
    store.mark(claimed.given(), Outcome::Sent { wamid }, now).unwrap();
    claimed
}

#[test]
fn a_contact_gets_45_at_once_and_then_one_in_6_seconds() {
    let place = Place::new();
    let store = place.open();
    with_sends(&store, "+1", 50);
    let mut at = 1_000;
    let mut out = Vec::new();
    while let Some(next) = store.next_send().unwrap() {
        at = next.max(at);
        send_one(&store, at);
        out.push(at - 1_000);
    }
    assert_eq!((out.len(), out.iter().filter(|at| **at == 0).count()), (50, 45));
    assert_eq!(out[45..], [6_000, 12_000, 18_000, 24_000, 30_000]);
}

#[test]
fn the_pace_outlives_a_restart_and_holds_up_nobody_else() {
    let place = Place::new();
    let store = place.open();
    let contact = with_sends(&store, "+1", 46);
    (0..45).for_each(|_| drop(send_one(&store, 1_000)));
    drop(store);
    let store = place.open();
    assert_eq!(store.claim(6_999, 10), Ok(vec![]), "46 of 46 waits");
    let other = with_sends(&store, "+2", 1);
    assert_eq!(store.claim(2_000, 10).unwrap()[0].contact, other);
    assert_eq!(store.claim(7_000, 10).unwrap()[0].contact, contact);
}
