//! Everything that reads bytes of others, one target for each: the suite `fuzz` runs them on bytes that are nearly right and
//! on hostile ones, `tests/fuzz` with a fuzzer. A target panics when something does not hold.

use crate::errand::{self, Errand, Reply};
use crate::inbound::{self, Delivery};
use crate::outbound::Outbound;
use crate::people::{self, acts};
use crate::{Config, Recordings, events};
use scn_engine::{Contact, Conversation, Effect, Event, Scenario, step};
use scn_graph::{Graph, Moment};
use scn_whatsapp::{Answer, reactions};
use serde_json::{Map, Value as Json};
use std::path::Path;

/// One border.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub name: &'static str,
    /// Something right, to begin with.
    pub sample: &'static str,
    /// Reads, with a scenario where one is needed.
    pub run: fn(&Scenario, &[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "webhook", sample: WEBHOOK, run: webhook },
    Target { name: "status", sample: STATUS, run: webhook },
    Target { name: "kept", sample: r#"{"operator":"anna","does":{"says":"Hello"}}"#, run: kept },
    Target { name: "event", sample: EVENT, run: event },
    Target { name: "operator", sample: r#"{"token":"anna-has-a-long-token","text":"Hello"}"#, run: operator },
    Target { name: "chatwoot", sample: CHATWOOT, run: |_, bytes| people::chatwoot::reads(bytes) },
    Target { name: "platform_answer", sample: ACCEPTED, run: platform_answer },
    Target { name: "platform_refusal", sample: REFUSED, run: platform_answer },
    Target { name: "media_answer", sample: MEDIA, run: |_, bytes| crate::media::reads(bytes) },
    Target {
        name: "connector_answer",
        sample: r#"{"amount": 18.5, "currency": "CHF"}"#,
        run: connector_answer,
    },
    Target { name: "configuration", sample: CONFIGURATION, run: configuration },
    Target { name: "recordings", sample: RECORDINGS, run: recordings },
    Target { name: "stored", sample: "\u{2}\u{1}\u{0}\u{5}hello", run: stored },
];

const WEBHOOK: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"1","phone_number_id":"100"},"contacts":[{"wa_id":"41790000001","user_id":"CH.1","profile":{"name":"Ada"}}],"messages":[{"from":"41790000001","id":"wamid.A","timestamp":"1767614400","type":"text","text":{"body":"two margherita"},"context":{"id":"wamid.0"}},{"from":"41790000001","id":"wamid.B","timestamp":"1767614401","type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"scn:1:2","title":"Yes"}}},{"from":"41790000001","id":"wamid.C","timestamp":"1767614402","type":"image","image":{"id":"1","mime_type":"image/jpeg","sha256":"","caption":"x"}},{"from":"41790000001","id":"wamid.D","timestamp":"1767614403","type":"location","location":{"latitude":46.5,"longitude":6.6}},{"from":"41790000001","id":"wamid.E","timestamp":"1767614404","type":"system","system":{"type":"user_changed_number","wa_id":"41790000002","body":"x"}}]}}]}]}"#;
const STATUS: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"100"},"statuses":[{"id":"wamid.A","status":"failed","timestamp":"1767614400","recipient_id":"41790000001","biz_opaque_callback_data":"scn-1","errors":[{"code":131047,"title":"x","error_data":{"details":"y"}}]}]}}]}]}"#;
const EVENT: &str = r#"{"contact":"+41790000001","number":"A-17","day":"2026-01-31"}"#;
const CHATWOOT: &str = r#"{"event":"message_created","id":7,"content":"Hello","message_type":"outgoing","private":false,"attachments":[],"conversation":{"contact_inbox":{"source_id":"scn-100-1"},"inbox_id":1}}"#;
const ACCEPTED: &str = r#"{"messaging_product":"whatsapp","contacts":[{"input":"41790000001","wa_id":"41790000001","user_id":"CH.1"}],"messages":[{"id":"wamid.A","message_status":"accepted"}]}"#;
const REFUSED: &str = r#"{"error":{"message":"no","type":"OAuthException","code":131047,"error_subcode":2494055,"error_data":{"messaging_product":"whatsapp","details":"x"},"fbtrace_id":"A"}}"#;
const MEDIA: &str = r#"{"url":"https://lookaside.fbsbx.com/1","mime_type":"image/jpeg","sha256":"00","file_size":303833,"id":"1","messaging_product":"whatsapp"}"#;
const CONFIGURATION: &str = "phone_number_id: 100\nlisten: 127.0.0.1:8080\nsend_timeout: 20 seconds\nconnectors:\n  shop:\n    auth: hmac\n    private_network: yes\ntranscriber:\n  url: https://x.example\n";
const RECORDINGS: &str = "- call: shop.status\n  with: { number: \"17\" }\n  nth: 2\n  after: 3 seconds\n  returns: [baked, &a 1, *a]\n";

/// The moment at which everything comes in.
const NOW: Moment = Moment(1_767_614_400_000);
/// Items of one webhook that a conversation is moved on with: each takes its time in a build without optimisation.
const MOVED: usize = 3;

fn webhook(scenario: &Scenario, bytes: &[u8]) {
    let Ok(Delivery { arrivals, statuses, .. }) = inbound::read(bytes, "100", NOW) else { return };
    for arrival in &arrivals {
        assert!(arrival.from.user_id.is_some() || arrival.from.phone.is_some(), "{arrival:?}");
        assert_eq!(arrival.key.len(), 32, "whatever the platform's id is");
        kept(scenario, &arrival.payload);
    }
    let heard = arrivals.iter().filter_map(|arrival| inbound::heard(&scenario.graph, &arrival.payload, NOW));
    heard.take(MOVED).for_each(|heard| turn(scenario, &heard.event));
    for (status, error) in statuses {
        assert!(status.reason.is_none_or(|reason| !reason.is_empty()));
        reactions::judge(error.and_then(|error| error.code), None);
    }
}

fn kept(scenario: &Scenario, bytes: &[u8]) {
    let heard = inbound::heard(&scenario.graph, bytes, NOW);
    if let Some(heard) = &heard {
        inbound::words(&heard.event);
        heard.can_be_reacted_to();
    }
    if bytes.starts_with(acts::KEPT) {
        assert_eq!(heard.is_some(), acts::heard(bytes).is_some());
    }
}

/// One turn of a new conversation; what it says and what it remembers can be kept and read again.
fn turn(scenario: &Scenario, event: &Event) {
    let conversation = Conversation::new(scenario.hash, Contact::default());
    let after = step(scenario, conversation, event, NOW);
    assert!(Conversation::decode(&after.conversation.encode()).is_ok(), "{event:?}");
    for effect in after.effects {
        if let Effect::Send { message, .. } = effect {
            let sent = Outbound::Message(message);
            assert_eq!(Outbound::decode(&sent.encode()), Ok(sent));
        }
    }
}

fn event(scenario: &Scenario, bytes: &[u8]) {
    let graph = &scenario.graph;
    for event in &graph.events {
        if let Some(payload) = events::reads(graph, &event.name, bytes) {
            assert!(payload.starts_with(events::KEPT));
            let heard = inbound::heard(graph, &payload, NOW);
            turn(scenario, &heard.expect("what was taken can be heard").event);
        }
    }
}

fn operator(_: &Scenario, bytes: &[u8]) {
    people::reads(bytes);
}

fn platform_answer(_: &Scenario, bytes: &[u8]) {
    for http in [200, 400, 429, 500] {
        if let Answer::Failed(failure) = scn_whatsapp::answer(http, bytes) {
            failure.reaction();
        }
    }
}

/// As the answer of every operation, and as the words of a voice note.
fn connector_answer(scenario: &Scenario, bytes: &[u8]) {
    let body = String::from_utf8_lossy(bytes).into_owned();
    let reply = Reply::Answered { body }.encode();
    for operation in &scenario.graph.operations {
        let call = Errand::Call { graph: 0, operation: operation.name.clone(), args: "{}".to_owned() };
        turn(scenario, &errand::result(&scenario.graph, 1, &call.encode(), &reply));
    }
    let listen = Errand::Transcribe { media: "1".to_owned(), with: None };
    turn(scenario, &errand::result(&scenario.graph, 1, &listen.encode(), &reply));
}

fn configuration(_: &Scenario, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let is_secret = |name: &str| name.ends_with("_TOKEN") || name.ends_with("_SECRET");
    let secret = |name: &str| is_secret(name).then(|| "a-secret-of-the-environment".to_owned());
    if let Err(errors) = Config::read(text, Path::new("."), &secret) {
        assert!(!errors.is_empty());
        assert!(errors.iter().all(|error| !error.to_string().contains("a-secret-of")), "{errors:?}");
    }
}

fn recordings(scenario: &Scenario, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(recordings) = Recordings::read(text) {
        recordings.problems(&scenario.graph);
        recordings.tried("shop.status", &Map::from_iter([("number".to_owned(), Json::from("17"))]));
    }
}

/// What lies in the store: a damaged file is told, nothing breaks.
fn stored(scenario: &Scenario, bytes: &[u8]) {
    let _ = Outbound::decode(bytes);
    let _ = Errand::decode(bytes);
    let _ = Reply::decode(bytes);
    let _ = Graph::from_bytes(bytes);
    errand::result(&scenario.graph, 1, bytes, bytes);
    if let Ok(conversation) = Conversation::decode(bytes) {
        step(scenario, conversation, &Event::HumanTook, NOW);
    }
}
