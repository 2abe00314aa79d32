//! `scn conversations` and `scn backup`: looking into a store that another process works with.

mod common;

use common::{SHOP, folder, scn};
use scn_engine::{Contact, Content, Conversation, Event, Inbound, Scenario, step};
use scn_graph::{Graph, Moment, checksum, encode_as};
use scn_store::{
    Arrival, Commit, ContactId, HistoryLine, Identity, NewSend, NewTurn, Outcome, Side, SqliteStore, Store,
};
use serde_json::{Value, json};
use std::path::Path;

const NOON: i64 = 1_754_985_600_000;

/// A shop in which Ada is asked for a size, and Bob wrote and was not heard yet. The store stays in use.
fn shop(home: &Path) -> SqliteStore {
    let built = scn(home, &["build", "main.scn", "-o", "shop.scnc"]);
    assert_eq!(built.code, 0, "{}", built.err);
    let graph = Graph::from_bytes(&std::fs::read(home.join("shop.scnc")).expect("built")).expect("a graph");
    let bytes = graph.to_bytes();
    let scenario = Scenario::load(graph).expect("it runs");
    let store = SqliteStore::open(home.join("c.db")).expect("a store");
    store.keep_graph(scenario.hash, bytes, NOON).expect("kept");
    let lease = store.lease("test", 1, NOON, NOON + 60_000).expect("leased")[0];
    let ada = written(&store, "+41791234567", "Ada");
    let hello = Event::Inbound(Inbound::new(Moment(NOON), Content::Text("order please".into())));
    let start = Conversation::new(scenario.hash, Contact::default());
    let stepped = step(&scenario, start, &hello, Moment(NOON));
    let waiting = store.take(ada, NOON).expect("taken").expect("Ada").inbound;
    let line = |side, text: &str| HistoryLine::new(NOON, side, text);
    let turn = Some(NewTurn {
        graph: scenario.hash,
        heard: nothing_else(),
        after: checksum(&stepped.conversation.encode()),
    });
    let commit = Commit {
        turn,
        state: stepped.conversation.encode(),
        processed: waiting.iter().map(|waiting| waiting.id).collect(),
        sends: vec![NewSend { seq: 1, message: Vec::new(), window_until: NOON + 60_000 }],
        history: vec![line(Side::Customer, "order please"), line(Side::Bot, "Which size?")],
        ..Commit::new(ada, 0, NOON)
    };
    store.commit(&lease, commit).expect("committed");
    let rules = scn_store::SendRules { pair_pause: 6_000, pair_burst: 45, in_order: None, settle: 15_000 };
    let claimed = store.claim(&lease, NOON, 1, &rules).expect("claimed").remove(0);
    let reason = "131026: the number has no WhatsApp".to_owned();
    store.mark(&lease, claimed.given(), Outcome::Failed { reason }, NOON).expect("marked");
    written(&store, "+41790000000", "Bob");
    store
}

/// What a turn heard besides messages: neither name nor number, no answers, no timers.
fn nothing_else() -> Vec<u8> {
    type Answer = (u32, Vec<u8>, Vec<u8>);
    let (answers, timers): (Vec<Answer>, Vec<u32>) = (Vec::new(), Vec::new());
    encode_as(1, &(None::<String>, None::<String>, 0_u64, answers, timers))
}

fn written(store: &SqliteStore, phone: &str, name: &str) -> ContactId {
    let from =
        Identity { number: "1".into(), user_id: None, phone: Some(phone.into()), name: Some(name.into()) };
    let message = json!({"from": &phone[1..], "id": "wamid.1", "timestamp": (NOON / 1000).to_string(),
        "type": "text", "text": {"body": "order please"}});
    let webhook = json!({"entry": [{"id": "1", "changes": [{"field": "messages",
        "value": {"metadata": {"phone_number_id": "1"}, "messages": [message]}}]}]});
    let payload = webhook.to_string().into_bytes();
    let arrival = Arrival { from, key: phone.into(), payload, sent_at: NOON };
    store.accept(vec![arrival], NOON).expect("accepted")[0].contact
}

fn json(home: &Path, args: &[&str]) -> Value {
    let ran = scn(home, &[&["conversations"], args, &["--store", "c.db"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

#[test]
fn the_list_tells_where_everybody_stands_and_hides_their_numbers() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let _in_use = shop(home.path());
    let text = scn(home.path(), &["conversations", "list", "--store", "c.db"]);
    assert_eq!(
        (text.code, text.out.as_str()),
        (
            0,
            "ID  WHO       WHERE                 LAST WROTE         WAITS FOR\n\
             2   +41 … 00  not answered yet      -                  1 to answer\n\
             1   +41 … 67  waits for order.size  2025-08-12T08:00Z\n"
        ),
        "{}",
        text.err
    );
    let ids = |args: &[&str]| -> Vec<i64> {
        let rows = json(home.path(), &[&["list", "--json"], args].concat());
        rows.as_array().expect("a list").iter().filter_map(|row| row["contact"].as_i64()).collect()
    };
    assert_eq!(ids(&["--waiting"]), [2]);
    assert_eq!(ids(&["--failed"]), [1]);
    assert_eq!(ids(&["--tunnel", "order"]), [1]);
    assert_eq!(ids(&["--tunnel", "hours"]), [0_i64; 0]);
    assert_eq!(ids(&["--people"]), [0_i64; 0]);
    assert_eq!(ids(&["--limit", "1"]), [2]);
    let rows = json(home.path(), &["list", "--json", "--show-numbers"]);
    assert_eq!(rows[1]["who"], "+41791234567 Ada");
}

#[test]
fn one_conversation_is_shown_by_its_number_or_its_telephone_number() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let _in_use = shop(home.path());
    let shown = scn(home.path(), &["conversations", "show", "+41 79 123 45 67", "--store", "c.db"]);
    for line in [
        "where      waits for order.size",
        "mode       the bot answers",
        "sent       1: failed",
        "131026: the number has no WhatsApp",
        "2025-08-12T08:00Z  customer  order please",
        "2025-08-12T08:00Z  bot       Which size?",
    ] {
        assert!(shown.out.contains(line), "{line} in\n{}{}", shown.out, shown.err);
    }
    assert!(!shown.out.contains("+41791234567") && !shown.out.contains("Ada"));
    assert_eq!(json(home.path(), &["show", "1", "--json"])["where"], "waits for order.size");
    let nobody = scn(home.path(), &["conversations", "show", "77", "--store", "c.db"]);
    assert_eq!(nobody.code, 1, "{}", nobody.err);
}

#[test]
fn a_conversation_is_heard_again_and_tells_why() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let in_use = shop(home.path());
    let ran = scn(home.path(), &["conversations", "replay", "+41791234567", "--store", "c.db"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for line in [
        "customer: order please\n",
        "  began order\n",
        "  went through main.scn:",
        "bot: Which size?",
        "the conversation comes out as it is kept\n",
    ] {
        assert!(ran.out.contains(line), "{line} in\n{}", ran.out);
    }
    let replay = json(home.path(), &["replay", "1", "--json"]);
    assert_eq!((&replay["equal"], &replay["turns"][0]["outcome"]), (&true.into(), &"same".into()));
    let kept = json(home.path(), &["export", "1"]);
    assert_eq!(kept["journal"][0]["messages"][0]["entry"][0]["id"], "1");

    let nothing = scn(home.path(), &["conversations", "replay", "2", "--store", "c.db"]);
    assert_eq!(nothing.code, 3, "{}", nothing.out);
    assert!(nothing.err.contains("keep_turns"), "{}", nothing.err);

    let lease = in_use.lease("test", 1, NOON, NOON + 60_000).expect("leased")[0];
    let turn = Some(NewTurn { graph: 7, heard: nothing_else(), after: 7 });
    let gone = Commit { state: vec![1], turn, ..Commit::new(ContactId(1), 1, NOON) };
    in_use.commit(&lease, gone).expect("committed");
    let differs = scn(home.path(), &["conversations", "replay", "1", "--store", "c.db"]);
    assert_eq!(differs.code, 1, "{}", differs.out);
    assert!(differs.out.contains("its version of the scenario is not kept"), "{}", differs.out);
}

#[test]
fn a_customer_gets_what_is_kept_and_can_have_it_erased() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let in_use = shop(home.path());
    let kept = json(home.path(), &["export", "+41791234567"]);
    assert_eq!((&kept["name"], &kept["phone"]), (&"Ada".into(), &"+41791234567".into()));
    assert_eq!(kept["history"][0]["text"], "order please");
    let erase = |args: &[&str]| {
        scn(home.path(), &[&["conversations", "erase", "+41791234567", "--store", "c.db"], args].concat())
    };
    assert_eq!(erase(&[]).code, 2);
    assert_eq!(erase(&["--yes"]).code, 3, "another process works with it");
    drop(in_use);
    assert_eq!(erase(&["--yes"]).code, 0);
    let left = json(home.path(), &["export", "+41791234567"]);
    assert_eq!(left["history"], Value::Array(Vec::new()));
    assert_eq!(left["proofs"][0]["what"], "erased");
}

#[test]
fn a_backup_is_taken_while_the_store_is_in_use() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let _in_use = shop(home.path());
    let copied = scn(home.path(), &["backup", "c.db", "copy.db"]);
    assert_eq!(copied.code, 0, "{}", copied.err);
    assert!(copied.out.starts_with("copy.db is written and checked"), "{}", copied.out);
    let listed = scn(home.path(), &["conversations", "list", "--store", "copy.db"]);
    assert!(listed.out.contains("waits for order.size"), "{}", listed.out);
    let again = scn(home.path(), &["backup", "c.db", "copy.db"]);
    assert_eq!(again.code, 3, "it overwrites nothing: {}", again.out);
}
