//! What a scenario does besides talking: templates, reactions, files, events told, consents, erasure.

mod common;
mod outside;
use common::*;
use outside::{Does, EVENTS_SECRET, PAUSE, config, graph, shop};
use scn_engine::Scenario;
use scn_store::{Reader, SendState, Side};
use serde_json::json;

fn scenario() -> Scenario {
    Scenario::load(graph()).unwrap()
}

#[test]
fn a_template_goes_out_and_a_reaction_finds_the_last_message() {
    let world = World::new();
    let (_, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), scenario());
    bot.customer_says("A", "ready");
    eventually("sent", || world.platform.requests().len() == 2);
    assert_eq!(
        world.platform.requests()[0]["template"],
        json!({"name": "on_its_way", "language": {"code": "en"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "A-17"}]}]})
    );
    bot.customer_says("B", "thumb");
    eventually("sent", || world.platform.requests().len() == 4);
    assert_eq!(world.platform.requests()[2]["reaction"], json!({"message_id": "wamid.B", "emoji": "👍"}));
    bot.settle();
    let lines = bot.store.history(bot.customer().unwrap(), 9).unwrap();
    let said: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(said, ["ready", "Order A-17 is on its way.", "sent", "thumb", "👍", "done"]);
    bot.stop();
}

#[test]
fn a_file_of_the_project_is_uploaded_once_and_sent_by_its_id() {
    let world = World::new();
    let (_, url) = shop(&world);
    let project = tempfile::tempdir().unwrap();
    std::fs::create_dir(project.path().join("img")).unwrap();
    std::fs::write(project.path().join("img/menu.png"), b"\x89PNG\r\n\x1a\n a picture").unwrap();
    let mut config = config(&world, &url);
    config.project = project.path().to_owned();
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "photo");
    eventually("sent", || world.platform.requests().len() == 2);
    bot.customer_says("B", "photo");
    eventually("sent", || world.platform.requests().len() == 4);
    let images: Vec<_> = world.platform.requests().iter().filter_map(|it| it.get("image").cloned()).collect();
    assert_eq!(images, vec![json!({"id": "media-1", "caption": "our menu"}); 2]);
    let uploads = world.platform.uploads();
    assert_eq!(uploads.len(), 1);
    for part in ["name=\"messaging_product\"", "image/png", "filename=\"menu.png\"", " a picture"] {
        assert!(uploads[0].contains(part), "{part}: {}", uploads[0]);
    }

    bot.customer_says("C", "broken");
    eventually("the rest goes on", || world.platform.requests().len() == 5);
    bot.settle();
    let sends = bot.sends();
    let failed: Vec<_> = sends.iter().filter(|send| send.state == SendState::Failed).collect();
    assert_eq!(failed.len(), 1);
    assert!(failed[0].reason.as_ref().unwrap().starts_with("../menu.png"), "{failed:?}");
    bot.stop();
}

#[test]
fn an_upload_is_known_after_a_restart_renewed_before_it_is_over_and_done_again_when_it_is_refused() {
    let world = World::new();
    let (_, url) = shop(&world);
    let project = tempfile::tempdir().unwrap();
    std::fs::create_dir(project.path().join("img")).unwrap();
    std::fs::write(project.path().join("img/menu.png"), b"\x89PNG\r\n\x1a\n a picture").unwrap();
    let mut config = config(&world, &url);
    config.project = project.path().to_owned();
    let sent = |id: &str| {
        let media = |request: &serde_json::Value| request["image"]["id"].as_str().map(str::to_owned);
        world.platform.requests().iter().filter_map(media).filter(|sent| sent == id).count()
    };
    let bot = world.start_with(config.clone(), scenario());
    bot.customer_says("A", "photo");
    eventually("sent", || sent("media-1") == 1);
    bot.settle();
    bot.stop();

    let bot = world.start_with(config.clone(), scenario());
    bot.customer_says("B", "photo");
    eventually("sent by the id of before", || sent("media-1") == 2);
    bot.settle();
    world.platform.will([Reply::Refuse(400, 131_053)]);
    bot.customer_says("C", "photo");
    eventually("refused, then sent anew", || sent("media-1") == 3 && sent("media-2") == 1);
    bot.settle();
    world.clock.advance(29 * 24 * HOUR);
    bot.customer_says("D", "photo");
    eventually("uploaded before the platform forgets it", || sent("media-3") == 1);
    bot.settle();
    let sends = bot.sends();
    let with_photo = sends.iter().rev().nth(1).and_then(|send| send.wamid.clone()).unwrap();
    assert_eq!(bot.deliver(&failed_webhook(&with_photo, 131_053)), 200);
    bot.customer_says("E", "photo");
    eventually("uploaded anew after a broken one was told of later", || sent("media-4") == 1);
    assert_eq!(world.platform.uploads().len(), 4);
    bot.stop();
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_not_sent() {
    let world = World::new();
    let (_, url) = shop(&world);
    let project = tempfile::tempdir().unwrap();
    std::fs::create_dir(project.path().join("img")).unwrap();
    std::fs::write(project.path().join("img/menu.png"), b"\xff\xd8\xff\xe0 a photo").unwrap();
    let mut config = config(&world, &url);
    config.project = project.path().to_owned();
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "photo");
    eventually("the rest goes on", || world.platform.requests().len() == 1);
    bot.settle();
    let sends = bot.sends();
    let reason = sends[0].reason.as_deref().unwrap_or_default();
    assert!(reason.contains("image/png") && reason.contains("image/jpeg"), "{reason}");
    assert!(world.platform.uploads().is_empty());
    bot.stop();
}

#[test]
fn an_event_is_told_signed_and_until_it_is_taken() {
    let world = World::new();
    let (shop, url) = shop(&world);
    let mut config = config(&world, &url);
    config.events_url = Some(format!("{url}/hooks").parse().unwrap());
    let bot = world.start_with(config, scenario());
    shop.will([Does::Answers(500, json!("not now"))]);
    bot.customer_says("A", "tell");
    shop.asked_times(1);
    eventually("told again", || {
        world.clock.advance(PAUSE);
        shop.asked().len() == 2
    });
    let asked = shop.asked();
    assert_eq!(asked[0].key(), asked[1].key());
    assert_eq!(
        asked[1].body,
        json!({"event": "ordered", "contact": {"phone": "+41790000001", "id": null}, "args": {"number": "A-17"}})
    );
    let signature = asked[1].headers["x-hub-signature-256"].to_str().ok();
    assert!(scn_whatsapp::verify(signature, &asked[1].bytes, &[EVENTS_SECRET]));
    eventually("taken", || bot.store.counts().unwrap().calls == 0);
    bot.stop();
}

#[test]
fn an_event_without_an_address_is_a_note() {
    let world = World::new();
    let (shop, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), scenario());
    bot.customer_says("A", "tell");
    eventually("answered", || world.platform.texts() == ["told"]);
    let lines = bot.store.history(bot.customer().unwrap(), 9).unwrap();
    assert!(lines.iter().any(|line| line.side == Side::Note && line.text == "event told: ordered"));
    assert!(shop.asked().is_empty());
    bot.stop();
}

#[test]
fn a_consent_is_proven_and_an_erasure_leaves_nothing_but_proofs() {
    let world = World::new();
    let (_, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), scenario());
    bot.customer_says("A", "withdraw");
    eventually("answered", || world.platform.texts() == ["withdrawn"]);
    bot.customer_says("B", "forget");
    eventually("answered", || world.platform.texts() == ["withdrawn", "forgotten"]);
    bot.settle();
    let contact = bot.customer().unwrap();
    let proofs = bot.store.proofs(contact).unwrap();
    let proven: Vec<(&str, bool)> = proofs.iter().map(|proof| (proof.what.as_str(), proof.given)).collect();
    assert_eq!(proven, [("consent marketing", false), ("erased", true)]);
    assert_eq!((proofs[0].at, proofs[0].graph), (NOON, scenario().hash));
    let texts: Vec<String> = bot.store.history(contact, 9).unwrap().into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["forgotten"]);
    assert_eq!(bot.sends().len(), 1, "only the last words were still to be sent");
    bot.customer_says("C", "thumb");
    eventually("the conversation begins anew", || world.platform.requests().len() == 4);
    bot.stop();
}
