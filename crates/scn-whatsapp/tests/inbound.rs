//! Every fixture is extracted as its manifest says: items in order, and of each exactly the named things.
#![allow(clippy::disallowed_methods, reason = "tests read the fixtures")]

use scn_engine::MediaKind;
use scn_graph::Moment;
use scn_whatsapp::webhook::{Choice, Content, Media, PlatformError};
use scn_whatsapp::{Item, Message, Status, What, parse};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn manifest() -> Map<String, Value> {
    let text = fs::read_to_string(folder().join("inbound.manifest.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(folder().join("inbound").join(name)).unwrap()
}

/// An item in the manifest's words. What is not there has no key.
fn described(item: &Item) -> Value {
    let mut out = Map::new();
    put(&mut out, "field", Some(&item.field));
    put(&mut out, "phone_number_id", item.phone_number_id.as_ref());
    let what = match &item.what {
        What::Message(message) => {
            describe_message(message, &mut out);
            "message"
        }
        What::Echo(message) => {
            put(&mut out, "id", message.id.as_ref());
            put(&mut out, "type", Some(&message.kind));
            "echo"
        }
        What::Status(status) => {
            describe_status(status, &mut out);
            "status"
        }
        What::Call(call) => {
            put(&mut out, "id", call.id.as_ref());
            put(&mut out, "event", call.event.as_ref());
            "call"
        }
        What::Preference(preference) => {
            put(&mut out, "wa_id", preference.wa_id.as_ref());
            put(&mut out, "value", preference.value.as_ref());
            "user_preference"
        }
        What::AccountError(errors) => {
            put_codes(&mut out, errors);
            "account_error"
        }
        What::Other { event } => {
            put(&mut out, "event", event.as_ref());
            "other"
        }
    };
    out.insert("what".into(), json!(what));
    Value::Object(out)
}

fn describe_message(message: &Message, out: &mut Map<String, Value>) {
    put(out, "id", message.id.as_ref());
    put(out, "type", Some(&message.kind));
    put(out, "subtype", message.subkind.as_ref());
    put(out, "from", message.from.as_ref());
    put(out, "from_user_id", message.from_user_id.as_ref());
    put(out, "timestamp", message.timestamp.as_ref());
    put(out, "group_id", message.group_id.as_ref());
    put(out, "reply_to", message.reply_to.as_ref());
    put(out, "ad_id", message.referral.as_ref().and_then(|referral| referral.source_id.as_ref()));
    put_codes(out, &message.errors);
    match &message.content {
        Content::Text(text) => put(out, "text", Some(text)),
        Content::Media(Media { id, mime, .. }) => {
            put(out, "media_id", id.as_ref());
            put(out, "mime_type", mime.as_ref());
        }
        Content::Choice(Choice { id, title }) => {
            put(out, "selection_id", id.as_ref());
            put(out, "selection_title", title.as_ref());
        }
        Content::Form { response, .. } => put(out, "response_json", response.as_ref()),
        Content::Reaction { emoji, .. } => put(out, "emoji", emoji.as_ref()),
        _ => {}
    }
}

fn describe_status(status: &Status, out: &mut Map<String, Value>) {
    put(out, "id", status.id.as_ref());
    put(out, "status", Some(&status.status));
    put(out, "recipient_id", status.recipient_id.as_ref());
    put(out, "recipient_user_id", status.recipient_user_id.as_ref());
    put(out, "biz_opaque_callback_data", status.callback.as_ref());
    put_codes(out, &status.errors);
}

fn put(out: &mut Map<String, Value>, key: &str, value: Option<&String>) {
    if let Some(value) = value {
        out.insert(key.to_owned(), json!(value));
    }
}

fn put_codes(out: &mut Map<String, Value>, errors: &[PlatformError]) {
    let codes: Vec<u32> = errors.iter().filter_map(|error| error.code).collect();
    if !codes.is_empty() {
        out.insert("error_codes".into(), json!(codes));
    }
}

#[test]
fn every_fixture_is_extracted_as_its_manifest_says() {
    let manifest = manifest();
    let files = fs::read_dir(folder().join("inbound")).unwrap();
    let on_disk =
        files.filter(|file| file.as_ref().unwrap().path().extension() == Some("json".as_ref())).count();
    assert_eq!((manifest.len(), on_disk), (142, 142));

    let mut wrong = Vec::new();
    for (name, expected) in &manifest {
        let found: Vec<Value> = parse(&fixture(name)).unwrap().iter().map(described).collect();
        if json!(found) != *expected {
            wrong.push(format!("{name}\n  expected {expected}\n  found    {}", json!(found)));
        }
    }
    assert!(wrong.is_empty(), "{} of 142 differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A message of which we know the kind also has its content, not only its name.
#[test]
fn no_known_kind_is_read_as_unknown() {
    for name in manifest().keys() {
        for item in parse(&fixture(name)).unwrap() {
            if let What::Message(message) = &item.what {
                assert_ne!(message.content, Content::Unknown, "{name}");
                assert!(message.contact.key().is_some(), "{name}");
                assert!(message.sent_at().is_some_and(|sent| sent > Moment(0)), "{name}");
            }
        }
    }
}

fn message(name: &str) -> Message {
    match parse(&fixture(name)).unwrap().remove(0).what {
        What::Message(message) => *message,
        other => panic!("{name}: {other:?}"),
    }
}

/// What the manifest does not name, and the runtime needs.
#[test]
fn more_than_the_manifest_names_is_read() {
    for name in manifest().keys().filter(|name| name.starts_with("text")) {
        assert_eq!(message(name).forwarded, name.starts_with("text_forwarded"), "{name}");
    }
    let system = message("synthetic_system_user_changed_number_with_previous_ids.json");
    let Content::System(change) = &system.content else { panic!("{system:?}") };
    assert_eq!(change.wa_id.as_deref(), Some("15550100202"));
    assert_eq!(change.previous_user_id.as_deref(), Some("US.10000000000000000101"));
    assert!(!system.opens_window(), "a notice of the platform");

    let order = message("order__pywa_order.json");
    let Content::Order { items, .. } = &order.content else { panic!("{order:?}") };
    assert_eq!((items[0].product_id.as_deref(), items[0].quantity), (Some("HAMBURGER"), Some(3)));
    assert_eq!(items[0].price.as_deref(), Some("30"));
    assert!(order.opens_window());

    let text = message("text_bsuid__vercel_text_message_with_business_scoped_user_ids.json");
    assert_eq!(text.contact.key(), Some("US.13491208655302741918"));
    assert_eq!(text.contact.phone.as_deref(), Some("+15551234567"));
    let cards = message("synthetic_contacts_shared_on_request_vcard.json");
    let Content::Contacts { origin, cards } = &cards.content else { panic!("{cards:?}") };
    assert_eq!(
        (origin.as_deref(), cards[0].phones.as_slice()),
        (Some("contact_request"), &["+15550100101".to_owned()][..])
    );
    let welcome = message("synthetic_request_welcome.json");
    assert!(welcome.opens_window() && welcome.content == Content::Welcome);
}

#[test]
fn media_are_what_their_files_are_called() {
    let kinds = [
        ("image__", MediaKind::Image),
        ("video__", MediaKind::Video),
        ("audio__", MediaKind::Audio),
        ("audio_voice__", MediaKind::Voice),
        ("document__", MediaKind::Document),
        ("sticker__", MediaKind::Sticker),
    ];
    for (prefix, kind) in kinds {
        let manifest = manifest();
        let names: Vec<_> = manifest.keys().filter(|name| name.starts_with(prefix)).collect();
        assert!(!names.is_empty(), "{prefix}");
        for name in names {
            let Content::Media(media) = message(name).content else { panic!("{name}") };
            assert_eq!(media.kind, kind, "{name}");
        }
    }
    let Content::Media(image) = message("image__meta_image_message.json").content else { panic!("an image") };
    assert_eq!(image.caption.as_deref(), Some("Taj Mahal"));
    assert_eq!(image.sha256.as_deref(), Some("SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI="));
}

#[test]
fn a_call_is_with_the_customer_whoever_dialled() {
    let call = |name: &str| match parse(&fixture(name)).unwrap().remove(0).what {
        What::Call(call) => call,
        other => panic!("{name}: {other:?}"),
    };
    let ours = call("calls_terminate__pywa_call_terminate.json");
    assert_eq!(ours.direction.as_deref(), Some("BUSINESS_INITIATED"));
    assert_eq!(ours.contact.phone.as_deref(), Some("+16315553601"), "whom we called");
    let theirs = call("calls_call_recording_available__pius_calls.json");
    assert_eq!(theirs.contact.phone.as_deref(), Some("+16505551234"));
}

#[test]
fn the_same_file_has_the_same_keys_and_different_things_have_different_ones() {
    for name in manifest().keys() {
        let keys = |bytes: &[u8]| parse(bytes).unwrap().iter().map(Item::dedupe_key).collect::<Vec<_>>();
        let first = keys(&fixture(name));
        assert_eq!(first, keys(&fixture(name)), "{name}");
        let mut apart = first.clone();
        apart.sort();
        apart.dedup();
        // One sample repeats its placeholder id in two messages.
        assert_eq!(apart.len(), if name.starts_with("batch__netflie") { 1 } else { first.len() }, "{name}");
    }
}

#[test]
fn a_file_cut_anywhere_is_not_json_and_does_no_harm() {
    for name in manifest().keys() {
        let bytes = fixture(name);
        let text = bytes.trim_ascii_end();
        for end in (0..text.len()).step_by(7) {
            let error = parse(&text[..end]).unwrap_err();
            assert!(!error.to_string().is_empty(), "{name} at {end}");
        }
    }
}

/// What a fixture says to the engine.
fn heard(name: &str) -> scn_engine::Inbound {
    let items = parse(&fixture(name)).unwrap();
    match items[0].event(Moment(1_700_000_000_000)).unwrap().1 {
        scn_engine::Event::Inbound(inbound) => inbound,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn carts_cards_ads_and_taps_reach_the_engine() {
    use scn_engine::Content as Heard;
    let Heard::Order { items, text } = heard("order__veecore_order_message.json").content else {
        panic!("cart")
    };
    let price =
        scn_graph::Value::Money { amount: 308.into(), currency: scn_graph::Currency::parse("USD").unwrap() };
    assert_eq!((items[0].quantity, items[0].price.as_ref()), (50, Some(&price)));
    assert_eq!(text.as_deref(), Some("text-message-sent-along-with-the-order"));

    let name = "synthetic_contacts_shared_on_request_vcard.json";
    assert!(
        matches!(heard(name).content, Heard::ContactCard { phone: Some(phone), .. } if phone == "+15550100101")
    );
    let ad = heard("text_referral__pywa_referral.json").referral.unwrap();
    assert_eq!((ad.source.as_deref(), ad.headline.as_deref()), (Some("ADID"), Some("AD_TITLE")));
    let reply = heard("button__pywa_button_quick_reply.json").content;
    assert_eq!(
        reply,
        Heard::Tap { tap: None, title: "title".into() },
        "a payload of others leaves the words"
    );
}
