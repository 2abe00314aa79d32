//! What customers do arrives as the platform sends it: every place of every message stands in a recorded webhook too.

mod recorder;

use recorder::{ADA, Stage, shape, stage};
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Shape = BTreeMap<String, &'static str>;

/// The recorded webhooks: what may stand in a change of a field, and in a message of a type.
struct Recorded {
    changes: BTreeMap<String, Vec<Shape>>,
    messages: BTreeMap<String, Vec<Shape>>,
    statuses: Vec<Shape>,
}

fn recorded() -> Recorded {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../scn-whatsapp/tests/fixtures/inbound");
    let mut all = Recorded { changes: BTreeMap::new(), messages: BTreeMap::new(), statuses: Vec::new() };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_none_or(|end| end != "json") {
            continue;
        }
        let webhook: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let entries = list(&webhook["entry"]);
        for change in entries.iter().flat_map(|entry| list(&entry["changes"])) {
            let field = change["field"].as_str().unwrap().to_owned();
            all.changes.entry(field).or_default().push(shape(&change["value"]));
            for message in list(&change["value"]["messages"]) {
                let kind = message["type"].as_str().unwrap_or_default().to_owned();
                all.messages.entry(kind).or_default().push(shape(&message));
            }
            all.statuses.extend(list(&change["value"]["statuses"]).iter().map(shape));
        }
    }
    assert!(all.messages.len() > 15 && all.statuses.len() > 15);
    all
}

/// Every place of `ours` stands in one of the recorded ones with the same type; places that all of them have are there.
fn fits(what: &str, ours: &Value, recorded: &[&Shape]) {
    assert!(!recorded.is_empty(), "{what} was never recorded");
    let shape = shape(ours);
    for (place, kind) in &shape {
        let known = recorded.iter().any(|one| one.get(place) == Some(kind));
        assert!(known, "{what}: {place} ({kind}) stands in no recorded webhook: {ours}");
    }
    for place in recorded[0].keys() {
        // Nobody has to write words under a file.
        if recorded.iter().all(|one| one.contains_key(place)) && !place.ends_with("/caption") {
            assert!(shape.contains_key(place), "{what}: {place} is missing in {ours}");
        }
    }
}

impl Recorded {
    /// Context, ads and groups go with any type of message.
    fn message(&self, message: &Value) {
        let kind = message["type"].as_str().unwrap();
        let mut bare = message.clone();
        let anywhere = ["context", "referral", "group_id", "from", "from_user_id", "from_parent_user_id"];
        for key in anywhere {
            bare.as_object_mut().unwrap().remove(key);
        }
        let of_kind: Vec<Shape> = self
            .messages
            .get(kind)
            .map(|all| all.iter().map(without(&anywhere)).collect())
            .unwrap_or_default();
        fits(kind, &bare, &of_kind.iter().collect::<Vec<_>>());
        let all: Vec<&Shape> = self.messages.values().flatten().collect();
        let common = message.as_object().unwrap().iter().filter(|(key, _)| anywhere.contains(&key.as_str()));
        for (place, kind) in
            shape(&common.map(|(key, value)| (key.clone(), value.clone())).collect::<Value>())
        {
            assert!(
                all.iter().any(|one| one.get(&place) == Some(&kind)),
                "{place} ({kind}) in no recorded message"
            );
        }
    }
}

fn without<'a>(keys: &'a [&str]) -> impl Fn(&Shape) -> Shape + 'a {
    move |shape| {
        let stays = |place: &str| {
            !keys.iter().any(|key| place == format!("/{key}") || place.starts_with(&format!("/{key}/")))
        };
        shape.iter().filter(|(place, _)| stays(place)).map(|(place, kind)| (place.clone(), *kind)).collect()
    }
}

async fn question(stage: &Stage) -> Value {
    let button = json!({"type": "reply", "reply": {"id": "yes", "title": "Yes"}});
    let (status, answer) = stage
        .says(
            json!({"to": ADA, "type": "interactive", "interactive": {"type": "button", "body": {"text": "?"},
            "action": {"buttons": [button]}}}),
        )
        .await;
    assert_eq!(status, 200, "{answer}");
    answer["messages"][0]["id"].clone()
}

#[tokio::test]
async fn each_kind_of_message_arrives_in_its_recorded_form() {
    let (stage, recorded) = (stage().await, recorded());
    let hello = stage.writes(ADA).await;
    let asked = question(&stage).await;
    let row = json!({"id": "r", "title": "Row", "description": "a row"});
    let (_, list) = stage
        .says(json!({"to": ADA, "type": "interactive", "interactive": {"type": "list", "body": {"text": "?"},
            "action": {"button": "Choose", "sections": [{"title": "S", "rows": [row]}]}}}))
        .await;
    let item = json!({"product": "hat", "quantity": 2, "price": 18.5, "currency": "CHF"});
    let kinds = [
        json!({"kind": "text", "text": "hello 🍕"}),
        json!({"kind": "text", "text": "this one", "quoted": asked}),
        json!({"kind": "text", "text": "look", "forwarded": true}),
        json!({"kind": "text", "text": "how much?", "quoted": asked, "product": {"catalog_id": "1", "product_retailer_id": "hat"}}),
        json!({"kind": "text", "text": "from an ad", "referral": true}),
        json!({"kind": "text", "text": "who brings the cake?", "group": "Y2FwaV9ncm91cDox"}),
        json!({"kind": "image", "caption": "my street"}),
        json!({"kind": "video"}),
        json!({"kind": "voice"}),
        json!({"kind": "audio", "filename": "song.mp3", "mime": "audio/mpeg"}),
        json!({"kind": "document", "filename": "cv.pdf"}),
        json!({"kind": "sticker"}),
        json!({"kind": "location", "latitude": 46.52, "longitude": 6.63, "name": "Lausanne", "address": "Rue 1"}),
        json!({"kind": "contacts", "name": "Ada Exemple", "phone": "+41 79 123 45 67"}),
        json!({"kind": "contacts", "name": "Ada", "phone": "+41791234567", "origin": "contact_request"}),
        json!({"kind": "tap", "message": asked, "option": "yes"}),
        json!({"kind": "tap", "message": list["messages"][0]["id"], "option": "r"}),
        json!({"kind": "form", "message": asked, "answer": {"flow_token": "t", "rating": "4"}}),
        json!({"kind": "order", "items": [item], "text": "quickly"}),
        json!({"kind": "reaction", "message": asked, "emoji": "👍"}),
        json!({"kind": "reaction", "message": asked, "emoji": ""}),
        json!({"kind": "reaction", "message": asked}),
        json!({"kind": "edit", "message": hello, "text": "hello again"}),
        json!({"kind": "revoke", "message": hello}),
        json!({"kind": "unsupported"}),
        json!({"kind": "unsupported", "what": "media_placeholder", "code": 131_060}),
        json!({"kind": "welcome"}),
    ];
    for mut sent in kinds {
        sent["customer"] = json!(ADA);
        let id = stage.api("/api/message", sent.clone()).await["message"].clone();
        let message = stage.arrival(&id).await;
        match message["type"] == "edit" {
            // Recorded only of a picture.
            true => assert_eq!(
                message["edit"],
                json!({"original_message_id": hello,
                    "message": {"context": {"id": "M0"}, "type": "text", "text": {"body": "hello again"}}})
            ),
            false => recorded.message(&message),
        }
    }
}

#[tokio::test]
async fn taps_on_templates_come_as_buttons_with_the_payload() {
    let (stage, recorded) = (stage().await, recorded());
    stage.writes(ADA).await;
    let components = json!([{"type": "BODY", "text": "Do you come tomorrow?"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Yes"}]}]);
    let path = format!("{}/message_templates", stage.config.account);
    let template = json!({"name": "come", "language": "en", "category": "UTILITY", "components": components});
    assert_eq!(stage.graph("POST", &path, Some(template)).await.0, 200);
    stage.api("/api/templates", json!({"name": "come", "state": "APPROVED"})).await;
    let payload = json!([{"type": "button", "sub_type": "quick_reply", "index": "0",
        "parameters": [{"type": "payload", "payload": "P-1"}]}]);
    let (status, sent) = stage
        .says(json!({"to": ADA, "type": "template",
            "template": {"name": "come", "language": {"code": "en"}, "components": payload}}))
        .await;
    assert_eq!(status, 200, "{sent}");
    let tap = json!({"customer": ADA, "message": sent["messages"][0]["id"], "option": "P-1"});
    let id = stage.api("/api/tap", tap).await["message"].clone();
    let message = stage.arrival(&id).await;
    assert_eq!(message["button"], json!({"payload": "P-1", "text": "Yes"}));
    recorded.message(&message);
}

#[tokio::test]
async fn people_without_a_number_are_known_by_their_id() {
    let (stage, recorded) = (stage().await, recorded());
    let hidden =
        json!({"hidden": true, "name": "Nina", "username": "nina.test", "parent_user_id": "FR.ENT.118157"});
    let customer = stage.api("/api/customers", hidden).await["customer"].clone();
    let id = stage.api("/api/send", json!({"customer": customer, "text": "hi"})).await["message"].clone();
    let message = stage.arrival(&id).await;
    recorded.message(&message);
    assert_eq!((&message["from"], &message["from_user_id"]), (&Value::Null, &customer));
    assert_eq!(message["from_parent_user_id"], "FR.ENT.118157");
    let contact = &stage.changes("messages")[0]["contacts"][0];
    assert_eq!(contact["profile"], json!({"name": "Nina", "username": "nina.test"}));
    assert!(contact.get("wa_id").is_none());
    let (status, answer) =
        stage.says(json!({"recipient": customer, "type": "text", "text": {"body": "hello"}})).await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer["contacts"][0].get("wa_id").is_none());
    stage.statuses(&answer, 2).await;
    for status in stage.all("statuses") {
        assert_eq!((&status["recipient_id"], &status["recipient_user_id"]), (&Value::Null, &customer));
        assert_eq!(status["recipient_parent_user_id"], "FR.ENT.118157");
    }
}

#[tokio::test]
async fn a_customer_changes_the_number_and_is_still_the_same_person_here() {
    let (stage, recorded) = (stage().await, recorded());
    stage.writes(ADA).await;
    for change in
        [json!({"phone": "33639980099"}), json!({"user_id": "FR.NEW1"}), json!({"new_device": true})]
    {
        let mut change = change;
        change["customer"] = json!(ADA);
        let id = stage.api("/api/identity", change).await["message"].clone();
        recorded.message(&stage.arrival(&id).await);
    }
    let id = stage.api("/api/send", json!({"customer": ADA, "text": "new number"})).await["message"].clone();
    let message = stage.arrival(&id).await;
    assert_eq!((&message["from"], &message["from_user_id"]), (&json!("33639980099"), &json!("FR.NEW1")));
    assert_eq!(stage.sends("33639980099", "to the new one").await.0, 200);
}

#[tokio::test]
async fn staff_other_handlers_and_wishes_come_in_fields_of_their_own() {
    let (stage, recorded) = (stage().await, recorded());
    stage.writes(ADA).await;
    let id =
        stage.api("/api/staff", json!({"customer": ADA, "text": "I take over"})).await["message"].clone();
    stage.api("/api/staff", json!({"customer": ADA, "text": "", "revoke": id})).await;
    stage.api("/api/staff", json!({"customer": ADA, "text": "agent", "standby": true})).await;
    stage.api("/api/send", json!({"customer": ADA, "text": "to the agent", "standby": true})).await;
    stage.api("/api/preference", json!({"customer": ADA, "value": "stop"})).await;
    stage.api("/api/preference", json!({"customer": ADA, "value": "resume"})).await;
    for (field, count) in [("smb_message_echoes", 2), ("standby", 2), ("user_preferences", 2)] {
        let values =
            recorder::eventually(field, || Some(stage.changes(field)).filter(|values| values.len() == count))
                .await;
        let shapes: Vec<&Shape> = recorded.changes[field].iter().collect();
        for value in values {
            for (place, kind) in shape(&value) {
                let known = shapes.iter().any(|one| one.get(&place) == Some(&kind));
                assert!(known, "{field}: {place} ({kind}) was never recorded");
            }
        }
    }
}

#[tokio::test]
async fn statuses_have_the_recorded_form_with_prices_and_errors() {
    let (stage, recorded) = (stage().await, recorded());
    stage.writes(ADA).await;
    stage
        .api("/api/statuses", json!({"order": ["sent", "delivered", "read", "played"], "conversation": true}))
        .await;
    let (_, answer) = stage.sends(ADA, "one").await;
    assert_eq!(stage.statuses(&answer, 4).await, ["sent", "delivered", "read", "played"]);
    stage.api("/api/statuses", json!({})).await;
    stage.api("/api/fail", json!({"code": 131_049, "how": "later"})).await;
    let (_, answer) = stage.sends(ADA, "two").await;
    assert_eq!(stage.statuses(&answer, 2).await, ["sent", "failed"]);
    let shapes: Vec<&Shape> = recorded.statuses.iter().collect();
    for status in stage.all("statuses") {
        for (place, kind) in shape(&status) {
            let known = shapes.iter().any(|one| one.get(&place) == Some(&kind));
            assert!(known, "{place} ({kind}) stands in no recorded status: {status}");
        }
    }
    assert_eq!(stage.all("statuses").last().unwrap()["errors"][0]["code"], 131_049);
}

#[tokio::test]
async fn any_other_webhook_can_be_posted_by_hand() {
    let stage = stage().await;
    let value = json!({"event": "ACCOUNT_RESTRICTION",
        "restriction_info": [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1_790_000_000}]});
    stage.api("/api/webhook", json!({"field": "account_update", "value": value})).await;
    let seen = recorder::eventually("the change", || stage.changes("account_update").pop()).await;
    assert_eq!(seen, value);
    assert!(stage.webhooks()[0]["entry"][0]["time"].is_number());
    assert_eq!(stage.try_api("/api/webhook", json!({"field": "nonsense", "value": {}})).await.0, 400);
}

#[tokio::test]
async fn files_of_customers_are_fetched_with_the_token_within_five_minutes() {
    let stage = stage().await;
    stage.writes(ADA).await;
    let sent = json!({"customer": ADA, "kind": "document", "filename": "cv.txt", "mime": "text/plain", "data": "YWJj"});
    let id = stage.api("/api/media", sent).await["message"].clone();
    let part = stage.arrival(&id).await["document"].clone();
    assert_eq!(part["sha256"], "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    let media = part["id"].as_str().unwrap().to_owned();
    let (_, file) = stage.graph("GET", &media, None).await;
    assert_eq!((&file["mime_type"], &file["file_size"]), (&json!("text/plain"), &json!(3)));
    assert_eq!(file["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let url = file["url"].as_str().unwrap().to_owned();
    let get = async |token: &str| stage.http.get(&url).bearer_auth(token).send().await.unwrap();
    assert_eq!(get("stolen").await.status(), 401);
    assert_eq!(get(recorder::TOKEN).await.bytes().await.unwrap().as_ref(), b"abc");
    stage.api("/api/clock", json!({"advance_seconds": 301})).await;
    assert_eq!(get(recorder::TOKEN).await.status(), 404, "the address is too old");
    let (_, again) = stage.graph("GET", &media, None).await;
    assert_ne!(again["url"], file["url"]);
    assert_eq!(stage.graph("DELETE", &media, None).await.1, json!({"success": true}));
    assert_eq!(stage.graph("GET", &media, None).await.0, 400);
}
