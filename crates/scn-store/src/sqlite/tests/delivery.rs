//! Pace, order, and messages that fail after the platform took them.

use super::*;

/// A store and the folder it lies in.
struct Kept {
    store: Opened,
    place: Place,
}

impl std::ops::Deref for Kept {
    type Target = Opened;
    fn deref(&self) -> &Opened {
        &self.store
    }
}

fn kept() -> Kept {
    let place = Place::new();
    Kept { store: place.open(), place }
}

/// A contact with so many messages to get, committed at 100.
fn with(count: u32) -> (Kept, ContactId) {
    let kept = kept();
    let contact = with_sends(&kept, "+1", count);
    (kept, contact)
}

fn from(phone: &str, key: &str) -> Vec<Arrival> {
    vec![arrival(key, who(None, Some(phone)), 0)]
}

/// Claims one at this time and says that the platform took it as `wamid.SEQ`.
fn send_one(store: &Kept, now: Millis) -> Outgoing {
    let claimed = store.claim(now, 10).unwrap().remove(0);
    let wamid = format!("wamid.{}", claimed.seq);
    store.mark(claimed.id, Outcome::Sent { wamid }, now).unwrap();
    claimed
}

fn failed(send: &Outgoing, then: Then) -> Status {
    Status {
        callback: Some(send.callback.clone()),
        wamid: format!("wamid.{}", send.seq),
        stage: Stage::Failed,
        reason: Some("131000: trouble".into()),
        then,
    }
}

fn told(send: &Outgoing, stage: Stage) -> Status {
    status(Some(&send.callback), &format!("wamid.{}", send.seq), stage)
}

fn states(store: &Kept, contact: ContactId) -> Vec<SendState> {
    store.sends(contact).unwrap().iter().map(|send| send.state).collect()
}

#[test]
fn a_contact_gets_45_at_once_and_then_one_in_6_seconds() {
    let (store, _) = with(50);
    let mut at = 1_000;
    let mut out = Vec::new();
    while out.len() < 50 {
        match store.claim(at, 10).unwrap().first() {
            Some(claimed) => {
                store.mark(claimed.id, Outcome::Sent { wamid: format!("w{}", claimed.seq) }, at).unwrap();
                out.push(at);
            }
            None => at = store.next_send().unwrap().expect("something waits"),
        }
    }
    assert_eq!(out.iter().filter(|at| **at == 1_000).count(), 45);
    let later: Vec<Millis> = out[45..].iter().map(|at| at - 1_000).collect();
    assert_eq!(later, [6_000, 12_000, 18_000, 24_000, 30_000]);
}

#[test]
fn the_pace_outlives_a_restart_and_holds_up_nobody_else() {
    let (store, contact) = with(46);
    (0..45).for_each(|_| drop(send_one(&store, 1_000)));
    let Kept { store, place } = store;
    drop(store);
    let store = Kept { store: place.open(), place };
    assert_eq!(store.claim(6_999, 10), Ok(vec![]), "46 of 46 waits");
    let other = with_sends(&store, "+2", 1);
    assert_eq!(store.claim(2_000, 10).unwrap()[0].contact, other);
    assert_eq!(store.claim(7_000, 10).unwrap()[0].contact, contact);
}

#[test]
fn who_has_to_wait_is_told_once() {
    let (store, _) = with(46);
    let paced: Vec<Option<Millis>> = (0..46)
        .map(|_| send_one(&store, store.next_send().unwrap().unwrap().max(1_000)).paced_until)
        .collect();
    assert_eq!(paced.iter().flatten().collect::<Vec<_>>(), [&7_000]);
}

#[test]
fn a_clock_set_back_a_day_makes_nobody_wait_for_a_day() {
    let (store, contact) = with(1);
    send_one(&store, 90_000_000);
    let version = 1;
    store.commit(Commit { sends: vec![send(2)], ..Commit::new(contact, version, 3_600_000) }).unwrap();
    assert!(store.next_send().unwrap().unwrap() <= 3_660_000);
}

#[test]
fn what_failed_later_goes_out_again_and_is_judged_once() {
    let (store, contact) = with(1);
    let first = send_one(&store, 200);
    let again = failed(&first, Then::Again(vec![1_000, 5_000]));
    assert_eq!(store.settle(vec![again.clone()], 300), Ok(1));
    assert_eq!(store.settle(vec![again.clone(), told(&first, Stage::Sent)], 310), Ok(2), "again, and late");
    assert_eq!(store.claim(1_299, 10), Ok(vec![]));
    let second = store.claim(1_300, 10).unwrap().remove(0);
    assert_eq!((second.message.clone(), second.attempts), (first.message, 1), "its content was kept");
    store.mark(second.id, Outcome::Sent { wamid: "w2".into() }, 1_300).unwrap();
    store.settle(vec![again], 1_400).unwrap();
    assert_eq!(states(&store, contact), [SendState::Sent], "the failure of the first try is old news");
    let of_second = Status { wamid: "w2".into(), ..failed(&second, Then::Again(vec![1_000])) };
    store.settle(vec![of_second], 1_500).unwrap();
    assert_eq!(states(&store, contact), [SendState::Failed], "no pause is left");
    let history = store.history(contact, 9).unwrap();
    assert_eq!(history.last().unwrap().text, "not delivered: 131000: trouble");
}

#[test]
fn nothing_is_sent_again_behind_a_later_one_that_arrived() {
    let (store, contact) = with(3);
    let (first, second) = (send_one(&store, 200), send_one(&store, 210));
    store.settle(vec![told(&second, Stage::Delivered)], 300).unwrap();
    store.settle(vec![failed(&first, Then::Again(vec![0]))], 310).unwrap();
    assert_eq!(states(&store, contact)[..2], [SendState::Failed, SendState::Sent]);
    let reason = store.sends(contact).unwrap()[0].reason.clone().unwrap();
    assert_eq!(reason, "131000: trouble; not tried again, because a later message was there already");
    assert_eq!(send_one(&store, 320).seq, 2, "the next one goes on");
}

#[test]
fn while_a_later_one_is_under_way_it_waits_for_its_fate() {
    let (store, _) = with(3);
    let (first, second) = (send_one(&store, 200), send_one(&store, 210));
    store.settle(vec![failed(&first, Then::Again(vec![0]))], 300).unwrap();
    assert_eq!(store.claim(400, 10), Ok(vec![]), "nor does the third go out before the first");
    assert_eq!(store.next_send(), Ok(Some(15_210)));
    // It failed, too: both go out again, in order.
    store.settle(vec![failed(&second, Then::Again(vec![0]))], 500).unwrap();
    let again: Vec<u32> = (0..3).map(|_| send_again(&store, 15_210)).collect();
    assert_eq!(again, [0, 1, 2]);

    let (store, contact) = with(2);
    let first = send_one(&store, 200);
    send_one(&store, 210);
    store.settle(vec![failed(&first, Then::Again(vec![0]))], 300).unwrap();
    assert_eq!(store.claim(400, 10), Ok(vec![]));
    assert_eq!(store.claim(15_210, 10), Ok(vec![]));
    assert_eq!(states(&store, contact), [SendState::Failed, SendState::Sent], "nothing was told in time");
}

/// Claims one and says that the platform took it under a new id.
fn send_again(store: &Kept, now: Millis) -> u32 {
    let claimed = store.claim(now, 10).unwrap().remove(0);
    let wamid = format!("again.{}", claimed.seq);
    store.mark(claimed.id, Outcome::Sent { wamid }, now).unwrap();
    claimed.seq
}

#[test]
fn a_failure_that_is_faster_than_the_answer_counts() {
    let (store, contact) = with(1);
    let first = store.claim(200, 10).unwrap().remove(0);
    store.settle(vec![failed(&first, Then::Again(vec![1_000]))], 210).unwrap();
    store.mark(first.id, Outcome::Sent { wamid: "wamid.0".into() }, 220).unwrap();
    assert_eq!(states(&store, contact), [SendState::Waiting]);
    assert!(store.is_open(first.id).unwrap());
    store.settle(vec![told(&first, Stage::Delivered)], 230).unwrap();
    assert_eq!(states(&store, contact), [SendState::Sent], "it arrived after all");
    assert!(!store.is_open(first.id).unwrap());
}

#[test]
fn a_plainer_form_is_tried_once_and_a_closed_window_withholds() {
    let (store, contact) = with(2);
    let first = send_one(&store, 200);
    assert!(!first.plainer);
    store.settle(vec![failed(&first, Then::Plainer)], 300).unwrap();
    let second = store.claim(300, 10).unwrap().remove(0);
    assert!(second.plainer && second.id == first.id);
    store.mark(second.id, Outcome::Sent { wamid: "w2".into() }, 310).unwrap();
    store.settle(vec![Status { wamid: "w2".into(), ..failed(&second, Then::Plainer) }], 320).unwrap();
    let third = send_one(&store, 330);
    store.settle(vec![failed(&third, Then::Withhold)], 340).unwrap();
    assert_eq!(states(&store, contact), [SendState::Failed, SendState::Withheld]);
}

#[test]
fn in_strict_order_the_next_waits_for_delivered_or_the_cap() {
    let (store, _) = with(3);
    let rules = SendRules { in_order: Some(5_000), ..RULES };
    let claim = |now| store.store.store.claim(&store.lease, now, 10, &rules).unwrap().pop();
    let next = || store.store.store.next_send(store.lease.partition, &rules).unwrap();
    let first = claim(200).unwrap();
    store.mark(first.id, Outcome::Sent { wamid: "wamid.0".into() }, 200).unwrap();
    assert_eq!((claim(300), next()), (None, Some(5_200)));
    store.settle(vec![told(&first, Stage::Delivered)], 400).unwrap();
    let second = claim(400).unwrap();
    store.mark(second.id, Outcome::Sent { wamid: "wamid.1".into() }, 400).unwrap();
    assert_eq!(claim(5_399), None);
    assert_eq!(claim(5_400).unwrap().seq, 2, "no status told anything for 5 seconds");
}

#[test]
fn a_number_that_the_platform_calls_otherwise_leads_to_the_same_person() {
    let store = kept();
    let contact = store.accept(from("+5215512345678", "a"), 0).unwrap()[0].contact;
    let platform = Identity { phone: Some("+525512345678".into()), ..Identity::default() };
    store.reached(contact, platform).unwrap();
    for (number, key) in [("+5215512345678", "b"), ("+525512345678", "c")] {
        assert_eq!(store.accept(from(number, key), 0).unwrap()[0].contact, contact);
    }
    let who = store.take(contact, 0).unwrap().unwrap().who;
    assert_eq!(who.phone.as_deref(), Some("+525512345678"), "where messages go");
}

#[test]
fn a_changed_number_takes_the_conversation_along_and_leaves_nothing_to_its_next_owner() {
    let store = kept();
    let contact = store.accept(from("+1", "a"), 0).unwrap()[0].contact;
    let moved = Moved { from: who(None, Some("+1")), to: who(None, Some("+2")) };
    assert_eq!(store.moved(moved.clone(), 5), Ok(Some(contact)));
    assert_eq!(store.moved(moved, 6), Ok(None), "told twice");
    assert_eq!(store.accept(from("+2", "c"), 0).unwrap()[0].contact, contact);
    assert_ne!(store.accept(from("+1", "d"), 0).unwrap()[0].contact, contact);
}
