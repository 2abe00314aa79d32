//! The journal of turns.

use super::*;

pub(super) const CHECKS: Checks = &[
    ("a turn is kept with what it heard, and begins where the one before ended", kept),
    ("without a journal nothing is left of a message but its key", not_kept),
    ("a journal begins anew where a turn is missing", broken),
    ("the old part of a journal goes whole, and the rest begins from its own state", forgotten),
    ("an erasure takes the journal", erased),
    ("of two contacts who are one person the journal of the conversation that goes on stays", merged),
];

const DAY: Millis = 86_400_000;

fn turn(heard: &[u8]) -> NewTurn {
    NewTurn { graph: u64::MAX, heard: heard.to_vec(), after: u64::MAX - 1 }
}

/// One message comes in and is heard.
fn moves(node: &Node<'_>, phone: &str, key: &str, expected: u64, now: Millis) -> ContactId {
    let contact = node.accept(key, phone_only(phone));
    let processed = node.work(contact, now).inbound.iter().map(|waiting| waiting.id).collect();
    let state = format!("state {}", expected + 1);
    let turn = Some(turn(key.as_bytes()));
    let done = node.commit(Commit { processed, turn, now, ..commit(contact, expected, state.as_bytes()) });
    assert_eq!(done, Committed::Done);
    contact
}

fn payloads(turns: &[Turn]) -> Vec<&[u8]> {
    turns.iter().flat_map(|turn| &turn.inbound).map(|waiting| waiting.payload.as_slice()).collect()
}

fn kept(store: &dyn Store) {
    let node = Node::of(store);
    let contact = moves(&node, "+1", "a", 0, 100);
    moves(&node, "+1", "b", 1, 200);
    moves(&node, "+2", "other", 0, 300);
    let turns = store.turns(contact).unwrap();
    assert_eq!(payloads(&turns), [b"a", b"b"]);
    assert_eq!(turns.iter().map(|turn| (turn.version, turn.at)).collect::<Vec<_>>(), [(1, 100), (2, 200)]);
    assert_eq!((&turns[0].began, &turns[1].began), (&Began::From(None), &Began::After));
    assert_eq!(
        (turns[1].graph, turns[1].after, turns[1].heard.as_slice()),
        (u64::MAX, u64::MAX - 1, &b"b"[..])
    );
    assert_eq!(store.export(contact).unwrap().unwrap().turns, turns);
    assert!(node.work(contact, 300).inbound.is_empty(), "what was heard does not wait");
}

fn not_kept(store: &dyn Store) {
    let node = Node::of(store);
    let contact = moves(&node, "+1", "a", 0, 100);
    node.accept("b", phone_only("+1"));
    let processed = node.work(contact, 200).inbound.iter().map(|waiting| waiting.id).collect();
    assert_eq!(node.commit(Commit { processed, ..commit(contact, 1, b"state 2") }), Committed::Done);
    assert_eq!(payloads(&store.turns(contact).unwrap()), [b"a"]);
}

fn broken(store: &dyn Store) {
    let node = Node::of(store);
    let contact = moves(&node, "+1", "a", 0, 100);
    assert_eq!(node.commit(commit(contact, 1, b"unheard")), Committed::Done);
    moves(&node, "+1", "b", 2, 200);
    let began: Vec<Began> = store.turns(contact).unwrap().into_iter().map(|turn| turn.began).collect();
    assert_eq!(began, [Began::From(None), Began::From(Some(b"unheard".to_vec()))]);
}

fn forgotten(store: &dyn Store) {
    let node = Node::of(store);
    let contact = moves(&node, "+1", "a", 0, 0);
    moves(&node, "+1", "b", 1, DAY / 2);
    moves(&node, "+1", "c", 2, 2 * DAY);
    let rests = moves(&node, "+2", "rests", 0, 0);
    store.forget_turns(1).unwrap();
    let turns = store.turns(contact).unwrap();
    assert_eq!(payloads(&turns), [b"c"]);
    assert_eq!(turns[0].began, Began::From(Some(b"state 2".to_vec())));
    assert_eq!(store.turns(rests), Ok(Vec::new()));
    moves(&node, "+1", "d", 3, 2 * DAY + 1);
    assert_eq!(payloads(&store.turns(contact).unwrap()), [b"c", b"d"]);
    store.forget_turns(3 * DAY).unwrap();
    assert_eq!(store.turns(contact), Ok(Vec::new()));
    assert!(!store.accept(vec![arrival("a", phone_only("+1"), 10)], 10).unwrap()[0].new, "keys stay");
}

fn erased(store: &dyn Store) {
    let node = Node::of(store);
    let contact = moves(&node, "+1", "a", 0, 100);
    let erases = Commit { erase: true, turn: Some(turn(b"erase me")), ..commit(contact, 1, b"fresh") };
    assert_eq!(node.commit(erases), Committed::Done);
    assert_eq!(store.turns(contact), Ok(Vec::new()), "not even the wish itself");
    moves(&node, "+1", "b", 2, 200);
    assert_eq!(store.erase(contact, 300), Ok(true));
    let new = store.find(&phone_only("+1")).unwrap().unwrap();
    assert_eq!((store.turns(contact), store.turns(new)), (Ok(Vec::new()), Ok(Vec::new())));
}

fn merged(store: &dyn Store) {
    let node = Node::of(store);
    let goes_on = moves(&node, "+1", "a", 0, 200);
    let user = node.accept("b", who(Some("U.1"), None));
    let ends = Commit { turn: Some(turn(b"b")), now: 100, ..commit(user, 0, b"older") };
    assert_eq!(node.commit(ends), Committed::Done);
    let both = node.accept("c", who(Some("U.1"), Some("+1")));
    let turns = store.turns(both).unwrap();
    assert_eq!(payloads(&turns), [b"a"]);
    let gone = if both == goes_on { user } else { goes_on };
    assert_eq!(store.turns(gone), Ok(Vec::new()));
    let version = node.work(both, 300).version;
    assert_eq!(
        node.commit(Commit { turn: Some(turn(b"")), ..commit(both, version, b"next") }),
        Committed::Done
    );
    let began = store.turns(both).unwrap().pop().map(|turn| turn.began);
    assert_eq!(began, Some(Began::From(Some(b"state 1".to_vec()))), "a merge is no turn");
}
