//! What goes out how fast, and what fails after the platform took it.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("a contact gets as many at once as the rules allow, then one at a time; others go on", paced),
    ("a message that had to wait for its turn says so", told_of_pace),
    ("a clock that was set back makes nobody wait for long", clock_set_back),
    ("what failed later is tried again with its content, and each failure is judged once", again),
    ("a failure that is faster than the answer counts, and so does what arrived after all", faster),
    ("a try that a status has judged while it was under way changes nothing any more", judged_under_way),
    ("nothing is sent again behind a later one that arrived", behind),
    ("while the fate of a later one is open, what failed waits for it", open_fate),
    ("while a later one is on its way, what failed waits for it", on_its_way),
    ("what may have gone out later is settled before what failed goes out again", unknown_later),
    ("a plainer form is asked for once", plainer),
    ("after a closed window a message is withheld, not tried again", withheld),
    ("a status that comes between claim and send tells that nothing is to be sent", is_open),
    ("in strict order the next waits for delivered, but no longer than the rules say", strict),
];

/// Two at once, then one in a second.
const RULES: SendRules = SendRules { pair_pause: 1_000, pair_burst: 2, in_order: None, settle: 15_000 };

impl Node<'_> {
    fn claim_by(&self, rules: &SendRules, now: Millis) -> Vec<Outgoing> {
        let claim = |lease| self.store.claim(lease, now, 100, rules).unwrap();
        self.leases.iter().flat_map(claim).collect()
    }

    fn next_send(&self, rules: &SendRules) -> Option<Millis> {
        self.earliest(|partition| self.store.next_send(partition, rules))
    }

    /// Claims the only message there is to claim and says that the platform took it, under `w` and its number.
    fn send_one(&self, now: Millis) -> Outgoing {
        let claimed = self.claim(now);
        assert_eq!(claimed.len(), 1, "one message at {now}");
        self.took(&claimed[0], &format!("w{}", claimed[0].seq), now);
        claimed.into_iter().next().unwrap()
    }

    fn took(&self, send: &Outgoing, wamid: &str, now: Millis) {
        self.store.mark(&self.lease(send.contact), send.given(), sent(wamid), now).unwrap();
    }

    fn fails(&self, send: &Outgoing, wamid: &str, then: Then, now: Millis) {
        let reason = Some("131000: trouble".to_owned());
        let failed = Status { reason, then, ..status(Some(&send.callback), wamid, Stage::Failed) };
        self.store.settle(vec![failed], now).unwrap();
    }

    fn arrives(&self, send: &Outgoing, wamid: &str, now: Millis) {
        let told = status(Some(&send.callback), wamid, Stage::Delivered);
        self.store.settle(vec![told], now).unwrap();
    }

    fn states(&self, contact: ContactId) -> Vec<SendState> {
        self.store.sends(contact).unwrap().iter().map(|send| send.state).collect()
    }
}

fn at_once() -> Then {
    Then::Again(vec![0; 9])
}

fn paced(store: &dyn Store) {
    let node = Node::of(store);
    let (eager, other) = (node.with_sends("+1", 5), node.with_sends("+2", 1));
    let mut out = Vec::new();
    let mut now = 10_000;
    while let Some(next) = node.next_send(&RULES) {
        now = next.max(now);
        for claimed in node.claim_by(&RULES, now) {
            node.took(&claimed, &format!("w{:?}", claimed.id), now);
            out.push((claimed.contact, now - 10_000));
        }
    }
    let of = |contact| out.iter().filter(|(to, _)| *to == contact).map(|(_, at)| *at).collect::<Vec<_>>();
    assert_eq!((of(eager), of(other)), (vec![0, 0, 1_000, 2_000, 3_000], vec![0]));
    node.commit(Commit { sends: vec![send(9)], ..commit(eager, 1, b"s") });
    assert_eq!(node.claim_by(&RULES, 13_500), [], "what comes later waits, too");
    assert_eq!(node.claim_by(&RULES, 14_000).len(), 1);
}

fn told_of_pace(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 3);
    let send_at = |at| {
        let claimed = node.claim_by(&RULES, at).remove(0);
        node.took(&claimed, &format!("w{}", claimed.seq), at);
        claimed.paced
    };
    assert_eq!([10_000, 10_000, 11_000].map(send_at), [false, false, true]);
    let later = Commit { now: 11_500, sends: vec![send(9)], ..commit(contact, 1, b"s") };
    node.commit(later);
    assert!(send_at(12_000), "nothing waited when it was said");
    node.commit(Commit { now: 60_000, sends: vec![send(10)], ..commit(contact, 2, b"s") });
    assert!(!send_at(60_000), "after a pause there is room again");
}

fn clock_set_back(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 3);
    (0..2).for_each(|_| {
        let claimed = node.claim_by(&RULES, 90_000_000).remove(0);
        node.took(&claimed, &format!("w{}", claimed.seq), 90_000_000);
    });
    let a_day_before = 90_000_000 - 86_400_000;
    node.commit(Commit { now: a_day_before, sends: vec![send(9)], ..commit(contact, 1, b"s") });
    let other = node.with_sends("+2", 1);
    let claimed = node.claim_by(&RULES, a_day_before + 60_000);
    assert!(claimed.iter().any(|send| send.contact == other), "others least of all");
}

fn again(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    let first = node.send_one(200);
    let pauses = Then::Again(vec![1_000, 5_000]);
    node.fails(&first, "w0", pauses.clone(), 300);
    node.fails(&first, "w0", pauses.clone(), 310);
    store.settle(vec![status(None, "w0", Stage::Sent)], 320).unwrap();
    assert_eq!((node.claim(1_299), node.next_send(&RULES)), (vec![], Some(1_300)));
    let second = node.claim(1_300).remove(0);
    assert_eq!((&second.message, second.attempts), (&first.message, 1));
    node.took(&second, "again", 1_300);
    node.fails(&first, "w0", pauses.clone(), 1_400);
    assert_eq!(node.states(contact), [SendState::Sent], "of the first try, told late");
    node.fails(&second, "again", Then::Again(vec![1_000]), 1_500);
    assert_eq!(node.states(contact), [SendState::Failed], "no pause is left");
    let last = store.history(contact, 9).unwrap().pop().unwrap();
    assert_eq!((last.side, last.text.as_str()), (Side::Note, "not delivered: 131000: trouble"));
}

fn faster(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    let first = node.claim(200).remove(0);
    node.fails(&first, "w0", Then::Again(vec![1_000]), 210);
    node.took(&first, "w0", 220);
    assert_eq!((node.states(contact), store.is_open(first.id)), (vec![SendState::Waiting], Ok(true)));
    node.arrives(&first, "w0", 230);
    assert_eq!((node.states(contact), store.is_open(first.id)), (vec![SendState::Sent], Ok(false)));
}

fn judged_under_way(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 2);
    let first = node.claim(100).remove(0);
    store.settle(vec![status(Some(&first.callback), "w0", Stage::Sent)], 110).unwrap();
    let second = node.claim(110).remove(0);
    node.fails(&first, "w0", at_once(), 120);
    // Its answer never came: that is told when the waiting for it is over.
    store.mark(&node.lease(contact), first.given(), Outcome::Unknown { until: 200 }, 130).unwrap();
    node.took(&second, "w1", 140);
    node.arrives(&second, "w1", 150);
    assert!(node.claim(9_000).is_empty(), "it would be read behind the second");
    assert_eq!(node.states(contact), [SendState::Failed, SendState::Sent]);
}

fn behind(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 3);
    let (first, second) = (node.send_one(200), node.send_one(210));
    node.arrives(&second, "w1", 300);
    node.fails(&first, "w0", at_once(), 310);
    assert_eq!(node.states(contact)[..2], [SendState::Failed, SendState::Sent]);
    assert_eq!(node.send_one(320).seq, 2, "the next one goes on");
}

fn open_fate(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 3);
    let (first, second) = (node.send_one(200), node.send_one(210));
    node.fails(&first, "w0", at_once(), 300);
    assert_eq!(node.claim(400), [], "nor does the third go out before the first");
    assert_eq!(node.next_send(&RULES), Some(15_210));
    node.fails(&second, "w1", at_once(), 500);
    let again: Vec<u32> = (0..3)
        .map(|n| {
            let claimed = node.claim(15_210).remove(0);
            node.took(&claimed, &format!("again{n}"), 15_210);
            claimed.seq
        })
        .collect();
    assert_eq!(again, [0, 1, 2], "all in order");

    let silent = node.with_sends("+2", 2);
    let first = node.send_one(20_000);
    node.send_one(20_010);
    node.fails(&first, "w0", at_once(), 20_020);
    assert_eq!((node.claim(20_030), node.claim(35_010)), (vec![], vec![]));
    assert_eq!(node.states(silent), [SendState::Failed, SendState::Sent], "nothing was told in time");
    assert_eq!(node.states(contact), [SendState::Sent; 3]);
}

fn on_its_way(store: &dyn Store) {
    let node = Node::of(store);
    node.with_sends("+1", 2);
    let first = node.send_one(200);
    let second = node.claim(210).remove(0);
    node.fails(&first, "w0", at_once(), 300);
    assert_eq!((node.claim(400), node.next_send(&RULES)), (vec![], None));
    node.mark(&second, Outcome::Retry { at: 500 });
    assert_eq!(node.claim(500)[0].id, first.id, "the second was refused: the first goes before it");
}

fn unknown_later(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 2);
    let first = node.send_one(200);
    let second = node.claim(210).remove(0);
    node.mark(&second, Outcome::Unknown { until: 9_000 });
    node.fails(&first, "w0", at_once(), 300);
    assert_eq!((node.claim(400), node.next_send(&RULES)), (vec![], Some(9_000)));
    let again = node.claim(9_000).remove(0);
    assert_eq!(again.id, first.id, "no status told of the second");
    node.took(&again, "again", 9_000);
    assert_eq!(node.send_one(9_000).id, second.id);
    assert_eq!(node.states(contact), [SendState::Sent; 2]);

    let contact = node.with_sends("+2", 2);
    let first = node.send_one(20_000);
    let second = node.claim(20_010).remove(0);
    node.mark(&second, Outcome::Unknown { until: 29_000 });
    node.fails(&first, "w0", at_once(), 20_020);
    assert_eq!(node.claim(20_030), []);
    node.arrives(&second, "w1", 20_040);
    assert_eq!(node.claim(29_000), []);
    assert_eq!(node.states(contact), [SendState::Failed, SendState::Sent], "it had gone out");
}

fn plainer(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    let first = node.send_one(200);
    assert!(!first.plainer);
    node.fails(&first, "w0", Then::Plainer, 300);
    let second = node.claim(300).remove(0);
    assert_eq!((second.plainer, second.id), (true, first.id));
    node.took(&second, "w1", 310);
    node.fails(&second, "w1", Then::Plainer, 320);
    assert_eq!(node.states(contact), [SendState::Failed]);
}

fn withheld(store: &dyn Store) {
    let node = Node::of(store);
    let contact = node.with_sends("+1", 1);
    let first = node.send_one(200);
    node.fails(&first, "w0", Then::Withhold, 300);
    assert_eq!((node.states(contact), node.claim(9_000)), (vec![SendState::Withheld], vec![]));
}

fn is_open(store: &dyn Store) {
    let node = Node::of(store);
    node.with_sends("+1", 1);
    let first = node.claim(100).remove(0);
    node.mark(&first, Outcome::Unknown { until: 200 });
    let again = node.claim(200).remove(0);
    assert_eq!(store.is_open(again.id), Ok(true));
    store.settle(vec![status(Some(&again.callback), "w0", Stage::Sent)], 210).unwrap();
    assert_eq!(store.is_open(again.id), Ok(false));
}

fn strict(store: &dyn Store) {
    let node = Node::of(store);
    let rules = SendRules { in_order: Some(5_000), ..SendRules::default() };
    node.with_sends("+1", 3);
    let first = node.claim_by(&rules, 200).remove(0);
    node.took(&first, "w0", 200);
    assert_eq!((node.claim_by(&rules, 300), node.next_send(&rules)), (vec![], Some(5_200)));
    node.arrives(&first, "w0", 400);
    let second = node.claim_by(&rules, 400).remove(0);
    node.took(&second, "w1", 400);
    assert_eq!(node.claim_by(&rules, 5_399), []);
    assert_eq!(node.claim_by(&rules, 5_400)[0].seq, 2);
}
