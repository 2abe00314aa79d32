//! What nobody signed.

use crate::dice::Dice;
use crate::episode::{End, Plan, Run};
use crate::world::{PATIENCE, Weather, message};
use scn_tests::program;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_signature_leaves_no_trace() {
    let plan = Plan { seed: 1, kills: 0, weather: Weather::Statuses, end: End::Kill };
    let mut run = Run::begin(&program(), plan).await;
    assert!(run.served.start(&run.world, PATIENCE).await, "{}", run.served.said());
    let url = run.world.url("/webhook");
    let body = message("41790000000", "Ada", "wamid.forged", "I would like to order");
    let forged = scn_whatsapp::sign(body.as_bytes(), &format!("{}", Dice::of(1, 1).next()));
    let client = reqwest::Client::new();
    let answer = client.post(&url).header("x-hub-signature-256", forged).body(body.clone()).send().await;
    assert_eq!(answer.expect("an answer").status(), 401);
    let unsigned = client.post(&url).body(body).send().await.expect("an answer");
    assert_eq!(unsigned.status(), 401);
    run.world.plug.pull();
    let store = run.served.store();
    let bytes = std::fs::read(&store).expect("a store");
    let log = std::fs::read(store.with_extension("db-wal")).unwrap_or_default();
    let traces = [b"wamid.forged".as_slice(), b"41790000000"];
    for file in [bytes, log] {
        assert!(traces.iter().all(|trace| !file.windows(trace.len()).any(|part| part == *trace)));
    }
}
