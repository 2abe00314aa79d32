//! Agents of a Chatwoot answer customers: against a stand-in that behaves as its documented API, over real HTTP.

mod common;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::{Json, Router};
use common::*;
use scn_engine::Scenario;
use scn_graph::*;
use scn_runtime::{Chatwoot, Config, Secret};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const TOKEN: &str = "an-agents-token";
const HOOK: &str = "the-secret-of-the-inbox";
const INBOX: u64 = 5;

// ------------------------------------------------------------ the stand-in

#[derive(Default)]
struct Desk {
    contacts: Vec<Value>,
    conversations: Vec<Value>,
    messages: Vec<Value>,
    /// What goes wrong with the next requests that write.
    troubles: Vec<Trouble>,
}

#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    /// Nothing is done.
    Down,
    /// It is done, but the answer says otherwise.
    AnswerLost,
}

type Shared = Arc<Mutex<Desk>>;

async fn serve(
    State(desk): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    assert_eq!(headers["api_access_token"], TOKEN);
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let path = uri.path().strip_prefix("/api/v1/accounts/1/").expect("the account is in the path").to_owned();
    let mut desk = desk.lock().unwrap();
    let writes = method == Method::POST && path != "contacts/filter";
    let trouble = (writes && !desk.troubles.is_empty()).then(|| desk.troubles.remove(0));
    if trouble == Some(Trouble::Down) {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({})));
    }
    let (status, answer) = desk.answer(&method, &path, &body);
    match trouble {
        Some(_) => (StatusCode::GATEWAY_TIMEOUT, Json(json!({}))),
        None => (status, Json(answer)),
    }
}

impl Desk {
    fn answer(&mut self, method: &Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let parts: Vec<&str> = path.split('/').collect();
        let answer = match (method.as_str(), parts.as_slice()) {
            ("POST", ["contacts", "filter"]) => {
                let wanted = &body["payload"][0];
                assert_eq!(
                    (&wanted["attribute_key"], &wanted["filter_operator"]),
                    (&json!("identifier"), &json!("equal_to"))
                );
                let found = self.contacts.iter().filter(|one| one["identifier"] == wanted["values"][0]);
                json!({"payload": found.collect::<Vec<_>>()})
            }
            ("POST", ["contacts"]) => {
                let taken = |name: &str| {
                    body.get(name).is_some_and(|value| self.contacts.iter().any(|one| one[name] == *value))
                };
                if taken("identifier") || taken("phone_number") {
                    return (StatusCode::UNPROCESSABLE_ENTITY, json!({"message": "has already been taken"}));
                }
                let mut contact = body.clone();
                contact["id"] = json!(100 + self.contacts.len());
                self.contacts.push(contact.clone());
                json!({"payload": {"contact": contact}})
            }
            ("GET", ["contacts", id, "conversations"]) => {
                let id: u64 = id.parse().unwrap();
                json!({"payload": self.conversations.iter().filter(|one| one["contact_id"] == id).collect::<Vec<_>>()})
            }
            ("POST", ["conversations"]) => {
                assert_eq!(body["inbox_id"], INBOX);
                let mut conversation = body.clone();
                conversation["id"] = json!(1 + self.conversations.len());
                self.conversations.push(conversation.clone());
                conversation
            }
            ("GET", ["conversations", id, "messages"]) => {
                let id: u64 = id.parse().unwrap();
                json!({"payload": self.messages.iter().filter(|one| one["conversation"] == id).collect::<Vec<_>>()})
            }
            ("POST", ["conversations", id, "messages"]) => {
                let mut message = body.clone();
                message["conversation"] = json!(id.parse::<u64>().unwrap());
                self.messages.push(message.clone());
                message
            }
            ("POST", ["conversations", id, "toggle_status"]) => {
                let id: u64 = id.parse().unwrap();
                let conversation = self.conversations.iter_mut().find(|one| one["id"] == id).unwrap();
                conversation["status"] = body["status"].clone();
                json!({"payload": {"success": true}})
            }
            other => panic!("Chatwoot has no {other:?}"),
        };
        (StatusCode::OK, answer)
    }
}

/// A Chatwoot and a bot that is connected to it.
struct Stage {
    world: World,
    desk: Shared,
    config: Config,
}

impl Stage {
    fn new() -> Stage {
        let world = World::new();
        let desk = Shared::default();
        let url = world.host(Router::new().fallback(serve).with_state(desk.clone()));
        let mut config = world.config();
        config.chatwoot = Some(Chatwoot {
            url: url.parse().unwrap(),
            account: 1,
            inbox: INBOX as u32,
            token: Secret::new(TOKEN),
            webhook_secrets: vec![Secret::new(HOOK)],
        });
        Stage { world, desk, config }
    }

    fn start(&self) -> Bot<'_> {
        self.world.start_with(self.config.clone(), scenario())
    }

    fn trouble(&self, troubles: &[Trouble]) {
        self.desk.lock().unwrap().troubles.extend(troubles);
    }

    /// What agents see: the private notes in brackets.
    fn seen(&self) -> Vec<String> {
        let shown = |one: &Value| {
            let text = one["content"].as_str().unwrap();
            assert_eq!(
                one["message_type"] == "outgoing",
                one["private"] == true,
                "what is not private is the customer's"
            );
            if one["private"] == true { format!("[{text}]") } else { text.to_owned() }
        };
        self.desk.lock().unwrap().messages.iter().map(shown).collect()
    }

    fn sees(&self, wanted: &[&str]) {
        eventually(&format!("agents see {wanted:?}"), || {
            // Tries again go by the bot's clock.
            self.world.clock.advance(Duration::from_secs(1));
            self.seen().len() >= wanted.len()
        });
        assert_eq!(self.seen(), wanted);
    }

    fn source(&self) -> String {
        self.desk.lock().unwrap().conversations[0]["source_id"].as_str().unwrap().to_owned()
    }

    fn agent_writes(&self, bot: &Bot<'_>, id: u64, text: &str) -> (u16, Value) {
        hook(
            bot,
            &json!({"event": "message_created", "id": id, "content": text, "message_type": "outgoing",
            "private": false, "sender": {"name": "Lea", "type": "user"}, "inbox": {"id": INBOX},
            "conversation": {"id": 1, "inbox_id": INBOX, "contact_inbox": {"source_id": self.source()}}, "account": {"id": 1}}),
        )
    }

    fn agent_resolves(&self, bot: &Bot<'_>) -> (u16, Value) {
        hook(
            bot,
            &json!({"event": "conversation_status_changed", "id": 1, "inbox_id": INBOX, "status": "resolved",
            "contact_inbox": {"source_id": self.source()}}),
        )
    }
}

/// Posts a webhook as Chatwoot does.
fn hook(bot: &Bot<'_>, told: &Value) -> (u16, Value) {
    hook_with(bot, told, HOOK, bot.now() / 1000)
}

fn hook_with(bot: &Bot<'_>, told: &Value, secret: &str, at: i64) -> (u16, Value) {
    let body = told.to_string();
    let signature = scn_whatsapp::sign(format!("{at}.{body}").as_bytes(), secret);
    let headers = [("x-chatwoot-timestamp", at.to_string()), ("x-chatwoot-signature", signature)];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    bot.post_to("/chatwoot", body.into_bytes(), &headers)
}

/// `help` hands over to people; when they give back, the bot asks whether all is well.
fn scenario() -> Scenario {
    let mut graph = empty_graph();
    graph.settings.gather_ms = 0;
    let start = NodeId(graph.nodes.len() as u32);
    let at = |by: u32| NodeId(start.0 + by);
    let help = flow(&mut graph, "help", start);
    let (cold, back) = (text(&mut graph, "cold pizza"), text(&mut graph, "All well?"));
    node(&mut graph, help, NodeKind::Handoff { team: None, because: Some(cold), next: at(1) });
    node(&mut graph, help, say(back, at(2)));
    node(&mut graph, help, NodeKind::Done { result: None });
    Scenario::load(graph).unwrap()
}

const BEGINNING: &str = "[**cold pizza**\n\n👤 help\n– handoff: cold pizza]";

// ------------------------------------------------------------ what happens

#[test]
fn a_conversation_goes_to_chatwoot_is_answered_there_and_comes_back() {
    let stage = Stage::new();
    let bot = stage.start();
    bot.customer_says("A", "help");
    stage.sees(&[BEGINNING]);
    bot.customer_says("B", "it is ice cold");
    stage.sees(&[BEGINNING, "it is ice cold"]);

    assert_eq!(stage.agent_writes(&bot, 71, "A new one is in the oven.").0, 200);
    eventually("the customer reads it", || {
        stage.world.platform.texts().contains(&"A new one is in the oven.".to_owned())
    });
    bot.customer_says("C", "thank you");
    stage.sees(&[BEGINNING, "it is ice cold", "thank you"]);

    assert_eq!(stage.agent_resolves(&bot).0, 200);
    eventually("the bot goes on", || {
        stage.world.platform.texts().last().is_some_and(|text| text == "All well?")
    });
    bot.customer_says("D", "yes");
    bot.settle();
    let desk = stage.desk.lock().unwrap();
    assert_eq!((desk.contacts.len(), desk.conversations.len()), (1, 1));
    assert_eq!(desk.contacts[0]["phone_number"], "+41790000001");
    assert!(!desk.messages.iter().any(|one| one["content"] == "yes"), "what the bot answers is not told");
}

#[test]
fn what_chatwoot_did_not_get_comes_later_in_order_and_once() {
    let stage = Stage::new();
    let bot = stage.start();
    stage.trouble(&[
        Trouble::Down,
        Trouble::AnswerLost,
        Trouble::AnswerLost,
        Trouble::AnswerLost,
        Trouble::Down,
    ]);
    bot.customer_says("A", "help");
    bot.settle();
    stage.world.clock.advance(Duration::from_secs(1));
    bot.customer_says("B", "one");
    bot.customer_says("C", "two");
    stage.sees(&[BEGINNING, "one", "two"]);
    let desk = stage.desk.lock().unwrap();
    assert_eq!((desk.contacts.len(), desk.conversations.len()), (1, 1));
}

#[test]
fn a_restart_loses_nothing_of_what_chatwoot_must_know() {
    let stage = Stage::new();
    let bot = stage.start();
    stage.trouble(&[Trouble::Down; 3]);
    bot.customer_says("A", "help");
    bot.settle();
    bot.crash();
    stage.world.clock.advance(Duration::from_secs(1));
    let bot = stage.start();
    bot.customer_says("B", "hello?");
    stage.sees(&[BEGINNING, "hello?"]);
}

#[test]
fn what_an_agent_wrote_goes_out_once_however_often_it_is_told() {
    let stage = Stage::new();
    let bot = stage.start();
    bot.customer_says("A", "help");
    stage.sees(&[BEGINNING]);
    for _ in 0..3 {
        assert_eq!(stage.agent_writes(&bot, 71, "Right away.").0, 200);
    }
    assert_eq!(stage.agent_writes(&bot, 72, "Done.").0, 200);
    eventually("both are there", || stage.world.platform.texts().last().is_some_and(|text| text == "Done."));
    bot.settle();
    assert_eq!(stage.world.platform.texts(), ["Right away.", "Done."]);
    assert_eq!(stage.seen(), [BEGINNING], "it is not told back");
}

#[test]
fn notes_and_the_customers_own_words_are_not_sent_to_the_customer() {
    let stage = Stage::new();
    let bot = stage.start();
    bot.customer_says("A", "help");
    stage.sees(&[BEGINNING]);
    let of = |kind: Value, private: bool, inbox: u64| {
        json!({"event": "message_created", "id": 9, "content": "psst", "message_type": kind, "private": private,
            "conversation": {"inbox_id": inbox, "contact_inbox": {"source_id": stage.source()}}})
    };
    for told in [
        of(json!("outgoing"), true, INBOX),
        of(json!("incoming"), false, INBOX),
        of(json!("template"), false, INBOX),
        of(json!("outgoing"), false, INBOX + 1),
        json!({"event": "conversation_updated"}),
    ] {
        assert_eq!(hook(&bot, &told).0, 200, "{told}");
    }
    bot.settle();
    assert_eq!(stage.world.platform.texts(), [""; 0]);
}

#[test]
fn a_webhook_of_somebody_else_is_refused() {
    let stage = Stage::new();
    let bot = stage.start();
    bot.customer_says("A", "help");
    stage.sees(&[BEGINNING]);
    let told = json!({"event": "message_created", "id": 9, "content": "pay here", "message_type": "outgoing",
        "conversation": {"inbox_id": INBOX, "contact_inbox": {"source_id": stage.source()}}});
    let now = bot.now() / 1000;
    assert_eq!(hook_with(&bot, &told, "a guess", now).0, 401);
    assert_eq!(hook_with(&bot, &told, HOOK, now - 3600).0, 401, "what was recorded an hour ago");
    assert_eq!(bot.post_to("/chatwoot", told.to_string().into_bytes(), &[]).0, 401);
    bot.settle();
    assert_eq!(stage.world.platform.texts(), [""; 0]);
}

#[test]
fn what_cannot_be_sent_is_refused_so_that_the_agent_sees_it() {
    let stage = Stage::new();
    let bot = stage.start();
    bot.customer_says("A", "help");
    stage.sees(&[BEGINNING]);
    let file = json!({"event": "message_created", "id": 9, "content": null, "message_type": "outgoing",
        "attachments": [{"file_type": "image"}],
        "conversation": {"inbox_id": INBOX, "contact_inbox": {"source_id": stage.source()}}});
    let (status, body) = hook(&bot, &file);
    assert_eq!(
        (status, body["error"].as_str()),
        (422, Some("only text can be sent to the customer from here"))
    );
    stage.world.clock.advance(25 * HOUR);
    let (status, body) = stage.agent_writes(&bot, 10, "still there?");
    assert_eq!(status, 422, "{body}");
    assert!(body["error"].as_str().unwrap().contains("24 hours"), "{body}");
}

#[test]
fn the_phone_number_may_belong_to_somebody_in_chatwoot_already() {
    let stage = Stage::new();
    stage
        .desk
        .lock()
        .unwrap()
        .contacts
        .push(json!({"id": 7, "identifier": "shop-3", "phone_number": "+41790000001"}));
    let bot = stage.start();
    bot.customer_says("A", "help");
    stage.sees(&[BEGINNING]);
}
