//! Another process takes over the work.

mod common;

use common::{World, eventually};
use scn_store::{Reader, Store};

#[test]
fn a_process_that_lost_its_lease_takes_in_messages_but_works_no_more() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("before", "one");
    bot.settle();
    let sent = bot.sends().len();
    assert!(sent > 0);

    // Its lease has run out, and somebody takes it.
    let later = bot.now() + 3_600_000;
    let theirs = bot.store.lease("another", 1, later, later + 3_600_000).unwrap();
    assert_eq!(theirs.len(), 1);
    bot.customer_says("after", "two");
    eventually("it says so", || bot.get("/health/ready").0 == 503);
    assert_eq!(bot.store.counts().unwrap().inbound_waiting, 1, "accepted, and left to the other");
    assert_eq!(bot.sends().len(), sent);
    bot.stop();
}
