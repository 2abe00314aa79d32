//! The disk of the harness: what is flushed survives a loss of power, and what is not does not.

use crate::books;
use crate::episode::{End, Plan, Run};
use crate::plug::Spot;
use crate::world::{PATIENCE, Weather, message};
use scn_store::SqliteStore;
use scn_tests::program;

/// Whether a customer whose message was answered 200 is known when the power is back.
async fn is_known_after(end: End) -> bool {
    let plan = Plan { seed: 1, kills: 1, weather: Weather::Statuses, end };
    let mut run = Run::begin(&program(), plan).await;
    assert!(run.served.start(&run.world, PATIENCE).await, "{}", run.served.said());
    let phone = "41790000001";
    let body = message(phone, "Ada", "wamid.1", "hello");
    assert!(run.world.deliver(body, Spot::WebhookAnswered).await, "it is answered");
    run.world.plug.pull();
    run.served.platter.as_ref().expect("a disk").is_all_there_is();
    let store = SqliteStore::read_only(run.served.store());
    store.is_ok_and(|store| books::contact(&store, phone).is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_on_the_platter_unless_the_disk_lies() {
    assert!(is_known_after(End::Power).await);
    assert!(
        !is_known_after(End::PowerAndLies).await,
        "a disk that forgets what it was told to keep is noticed"
    );
}
