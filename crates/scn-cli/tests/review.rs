//! `scn review`: what customers wrote in vain.

mod common;

use common::{folder, scn};
use scn_store::{Arrival, Commit, Identity, SqliteStore, Store, Unmatched};
use std::path::Path;

/// A store in which one customer was not understood twice.
fn served(path: &Path) {
    let store = SqliteStore::open(path).expect("a store");
    let from = Identity { number: "1".into(), user_id: None, phone: Some("+41790000000".into()), name: None };
    let arrival = Arrival { from, key: "a".into(), payload: Vec::new(), sent_at: 0 };
    let contact = store.accept(vec![arrival], 0).expect("accepted")[0].contact;
    let message = |at, question: &str, language: &str, text: &str, nearest| Unmatched {
        at,
        question: question.into(),
        language: language.into(),
        text: text.into(),
        nearest,
    };
    let unmatched = vec![
        message(1_754_985_600_000, "order.size", "fr", "vous avez\ndes frites ?", vec![("menu".into(), 310)]),
        message(1_754_985_660_000, "", "", "hm [phone]", Vec::new()),
    ];
    let lease = store.lease("test", 1, 0, 1).expect("a lease")[0];
    store.commit(&lease, Commit { unmatched, ..Commit::new(contact, 0, 0) }).expect("committed");
}

#[test]
fn what_was_written_in_vain_is_listed_and_can_be_labelled() {
    let home = folder(&[]);
    served(&home.path().join("c.db"));
    let text = scn(home.path(), &["review", "--store", "c.db"]);
    assert_eq!(
        (text.code, text.out.as_str()),
        (
            0,
            "2025-08-12T08:00Z  order.size  (fr)\n  vous avez des frites ?\n  nearest: menu 31 %\n\n\
             2025-08-12T08:01Z  no question was open  (?)\n  hm [phone]\n\n"
        ),
        "{}",
        text.err
    );
    let tsv = scn(home.path(), &["review", "--store", "c.db", "--format", "tsv", "--limit", "1"]);
    assert_eq!(tsv.out, "label\ttext\tlanguage\n?\thm [phone]\t\n");
    let json = scn(home.path(), &["review", "--store", "c.db", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(told[0]["nearest"][0], serde_json::json!({ "label": "menu", "score": 310 }));
}

#[test]
fn where_nothing_ran_yet_that_is_said() {
    let home = folder(&[("shop/scn.yaml", b"store: kept.db\n")]);
    let ran = scn(home.path(), &["review", "shop"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert_eq!(
        ran.err,
        "scn: there are no conversations in shop/kept.db yet; `scn serve` keeps them there once it runs, and --store FILE names another place\n"
    );
    drop(SqliteStore::open(home.path().join("empty.db")).expect("a store"));
    let ran = scn(home.path(), &["review", "--store", "empty.db"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "nothing to review: all that customers wrote was understood\n")
    );
}
