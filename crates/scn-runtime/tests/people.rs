//! People take over, over real HTTP: operators, their queue, and what customers get of it.

mod common;
use common::*;
use scn_engine::Scenario;
use scn_graph::*;
use scn_runtime::{Config, Operator, Secret};
use scn_store::{PeopleReader, Reader};
use serde_json::{Value, json};
use std::time::Duration;

const ANNA: &str = "anna-anna-anna-anna";
const BEN: &str = "ben-ben-ben-ben-ben";
const MINUTE: Duration = Duration::from_secs(60);

/// `order` asks for a number; `help` hands over to the kitchen, and after 15 minutes without anybody says so.
fn scenario() -> Scenario {
    let mut graph = empty_graph();
    graph.settings.gather_ms = 0;
    graph.teams.push(Team { name: "kitchen".into(), label: None, hours: Vec::new(), away: None });
    let order = flow(&mut graph, "order", NodeId(0));
    ask(&mut graph, order, "plates", "How many plates?");
    let thanks = text(&mut graph, "Thanks.");
    node(&mut graph, order, say(thanks, NodeId(2)));
    node(&mut graph, order, NodeKind::Done { result: None });

    let start = NodeId(graph.nodes.len() as u32);
    let at = |by: u32| NodeId(start.0 + by);
    let help = flow(&mut graph, "help", start);
    let (cold, nobody, back) = (
        text(&mut graph, "cold pizza"),
        text(&mut graph, "Nobody is free: we call you."),
        text(&mut graph, "All well?"),
    );
    let patience = NodeKind::Unanswered { after: Span::seconds(900), otherwise: at(3), next: at(1) };
    node(&mut graph, help, patience);
    let team = Some(TeamId(0));
    node(&mut graph, help, NodeKind::Handoff { team, because: Some(cold), next: at(2) });
    node(&mut graph, help, say(back, at(4)));
    node(&mut graph, help, say(nobody, at(4)));
    node(&mut graph, help, NodeKind::Done { result: None });
    Scenario::load(graph).unwrap()
}

fn ask(graph: &mut Graph, flow: FlowId, name: &str, prompt: &str) {
    let ty = Type::Number { min: Some(1), max: Some(20) };
    let (node_id, id) = (NodeId(graph.nodes.len() as u32), QuestionId(graph.questions.len() as u32));
    let slots = &mut graph.flows[flow.index()];
    let slot = SlotId(slots.slots.len() as u16);
    slots.slots.push(Slot { name: name.into(), key: Key::of(name), ty: ty.clone(), question: Some(id) });
    slots.dependents.push(Vec::new());
    let (prompt, retry) = (text(graph, prompt), text(graph, "a number, please"));
    let next = NodeId(node_id.0 + 1);
    let answer = Answer::Slot {
        slot,
        ty,
        default: None,
        checks: Vec::new(),
        remember: None,
        always: false,
        offer: None,
        among: None,
        next,
    };
    graph.questions.push(Question {
        id: format!("order.{name}"),
        key: Key::of(name),
        flow,
        node: node_id,
        prompt,
        again: None,
        help: None,
        retries: vec![retry, retry, retry],
        otherwise: node_id,
        answer,
        render: Render::Auto,
        reminders: Vec::new(),
        expire: None,
        hears: None,
    });
    node(graph, flow, NodeKind::Question { question: id });
}

fn config(world: &World) -> Config {
    let mut config = world.config();
    let operator = |name: &str, token: &str| Operator { name: name.into(), token: Secret::new(token) };
    config.people.operators = vec![operator("anna", ANNA), operator("ben", BEN)];
    config
}

/// An answer of the API.
struct Answer_ {
    status: u16,
    headers: Vec<(String, String)>,
    body: Value,
}

/// An operator's program.
struct Desk<'b, 'w> {
    bot: &'b Bot<'w>,
    token: &'static str,
}

impl Desk<'_, '_> {
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer_ {
        let mut all = vec![("authorization", format!("Bearer {}", self.token))];
        all.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
        request(self.bot, method, path, &all, body)
    }
    fn get(&self, path: &str) -> Value {
        let answer = self.send("GET", path, &[], None);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }
    fn post(&self, path: &str, body: Option<Value>) -> (u16, Value) {
        let answer = self.send("POST", path, &[], body);
        (answer.status, answer.body)
    }
    fn of(&self, contact: &str, what: &str) -> (u16, Value) {
        self.post(&format!("/api/conversations/{contact}/{what}"), None)
    }
    fn says(&self, contact: &str, key: &str, text: &str) -> (u16, Value) {
        let path = format!("/api/conversations/{contact}/messages");
        let answer = self.send("POST", &path, &[("idempotency-key", key)], Some(json!({ "text": text })));
        (answer.status, answer.body)
    }
    fn queue(&self) -> Vec<Value> {
        self.get("/api/handoffs")["handoffs"].as_array().unwrap().clone()
    }
    fn conversation(&self, contact: &str) -> Value {
        self.get(&format!("/api/conversations/{contact}"))
    }
}

fn request(
    bot: &Bot<'_>,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: Option<Value>,
) -> Answer_ {
    let (status, headers, text) = bot.ask_people(method, path, headers, body.map(|body| body.to_string()));
    Answer_ { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}

fn anna<'b, 'w>(bot: &'b Bot<'w>) -> Desk<'b, 'w> {
    Desk { bot, token: ANNA }
}

fn ben<'b, 'w>(bot: &'b Bot<'w>) -> Desk<'b, 'w> {
    Desk { bot, token: BEN }
}

fn says(bot: &Bot<'_>, from: &str, id: &str, words: &str) {
    assert_eq!(bot.deliver(&text_webhook(from, id, words, bot.now())), 200);
    bot.settle();
}

/// The customer asked for help; gives the contact's id.
fn handed_over(bot: &Bot<'_>) -> String {
    says(bot, "41790000001", "A", "help");
    eventually("it is in the queue", || anna(bot).queue().len() == 1);
    anna(bot).queue()[0]["contact"].as_str().unwrap().to_owned()
}

fn echo(bot: &Bot<'_>, id: &str, words: &str) {
    let timestamp = (bot.now() / 1000).to_string();
    let element = json!({"from": "15550000000", "to": "41790000001", "id": id, "timestamp": timestamp,
        "type": "text", "text": {"body": words}});
    let webhook = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
        "field": "smb_message_echoes", "value": {"messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550000000", "phone_number_id": NUMBER},
        "message_echoes": [element]}}]}]});
    assert_eq!(bot.deliver(&webhook), 200);
    bot.settle();
}

// ------------------------------------------------------------ the queue

#[test]
fn the_queue_shows_who_waits_the_longest_first_with_their_last_words() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    says(&bot, "41790000002", "A", "help");
    world.clock.advance(MINUTE);
    says(&bot, "41790000001", "B", "help");
    says(&bot, "41790000001", "C", "hello?");
    eventually("both are there", || anna(&bot).queue().len() == 2);
    let queue = anna(&bot).queue();
    let because = |place: usize| (queue[place]["because"].clone(), queue[place]["team"].clone());
    assert_eq!(because(0), (json!("cold pizza"), json!("kitchen")));
    assert_eq!(
        (queue[0]["last_words"].clone(), queue[1]["last_words"].clone()),
        (json!("help"), json!("hello?"))
    );
    assert_eq!(queue[0]["since"], NOON);
    assert_eq!(queue[0]["otherwise_at"], NOON + 15 * 60_000);
    assert_eq!(queue[0]["window_until"], NOON + 24 * 3_600_000);

    let first = queue[0]["contact"].as_str().unwrap().to_owned();
    assert_eq!(anna(&bot).of(&first, "take"), (200, json!({"taken_by": "anna"})));
    let of = |state: &str| {
        ben(&bot).get(&format!("/api/handoffs?state={state}"))["handoffs"].as_array().unwrap().len()
    };
    assert_eq!((of("waiting"), of("taken"), of("all")), (1, 1, 2));
    assert_eq!(ben(&bot).send("GET", "/api/handoffs?state=lost", &[], None).status, 400);
    assert_eq!(anna(&bot).of(&first, "release").0, 204);
    assert_eq!((of("waiting"), of("taken")), (2, 0));
}

#[test]
fn of_two_operators_who_want_the_same_conversation_one_gets_it() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let contact = handed_over(&bot);
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| anna(&bot).of(&contact, "take"));
        let other = scope.spawn(|| ben(&bot).of(&contact, "take"));
        (one.join().unwrap(), other.join().unwrap())
    });
    let mut statuses = [one.0, other.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(one.1["taken_by"], other.1["taken_by"], "both know who has it");
    let (loser, winner) = if one.0 == 409 { (anna(&bot), "ben") } else { (ben(&bot), "anna") };
    let (status, body) = loser.says(&contact, "k", "hello");
    assert_eq!((status, body["taken_by"].as_str()), (409, Some(winner)));
    assert_eq!(loser.of(&contact, "release").0, 409);
    assert_eq!(loser.of(&contact, "give-back").0, 409);
}

// ------------------------------------------------------------ answers

#[test]
fn an_answer_posted_twice_goes_out_once_and_its_state_is_shown() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let contact = handed_over(&bot);
    let anna = anna(&bot);
    assert_eq!(anna.says(&contact, "k", "This is Ada.").0, 409, "not before it is taken");
    assert_eq!(anna.of(&contact, "take").0, 200);
    assert_eq!(anna.says(&contact, "k", "This is Ada."), (202, json!({"seen_before": false})));
    assert_eq!(anna.says(&contact, "k", "This is Ada."), (202, json!({"seen_before": true})));
    bot.settle();
    eventually("it went out", || world.platform.texts().last().is_some_and(|text| text == "This is Ada."));
    assert_eq!(world.platform.texts().iter().filter(|text| *text == "This is Ada.").count(), 1);
    let last = || anna.conversation(&contact)["history"].as_array().unwrap().last().unwrap().clone();
    eventually("it is sent", || last()["state"] == "sent");
    assert_eq!(
        (&last()["side"], &last()["by"], &last()["text"]),
        (&json!("person"), &json!("anna"), &json!("This is Ada."))
    );
    assert_eq!(last()["key"], "k", "the page knows its own answer by it");
    let wamid = bot.sends().last().unwrap().wamid.clone().unwrap();
    assert_eq!(bot.deliver(&status_webhook(&wamid, "read", "")), 200);
    eventually("the customer has read it", || last()["state"] == "read");
    says(&bot, "41790000001", "B", "order");
    assert_eq!(world.platform.texts().last().unwrap(), "This is Ada.", "the bot is silent");
}

#[test]
fn an_answer_is_refused_in_words_when_the_window_is_closed_or_nothing_is_written() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let contact = handed_over(&bot);
    let anna = anna(&bot);
    anna.of(&contact, "take");
    assert_eq!(anna.says(&contact, "a", "  ").0, 422);
    assert_eq!(anna.says(&contact, "a", &"x".repeat(4097)).0, 422);
    let path = format!("/api/conversations/{contact}/messages");
    assert_eq!(anna.post(&path, Some(json!({"text": "no key"}))).0, 400);
    assert_eq!(anna.says(&contact, "before", "hello").0, 202);
    bot.settle();
    world.clock.advance(24 * HOUR);
    let (status, body) = anna.says(&contact, "late", "hello");
    assert_eq!(status, 422);
    assert!(body["error"].as_str().unwrap().contains("24 hours"), "{body}");
    assert!(body["next"].as_str().is_some(), "{body}");
    assert_eq!(anna.says(&contact, "before", "hello"), (202, json!({"seen_before": true})));
}

#[test]
fn given_back_the_bot_asks_its_pending_question_again() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    says(&bot, "41790000001", "A", "order");
    let contact = bot.customer().unwrap().0.to_string();
    let anna = anna(&bot);
    assert_eq!(anna.conversation(&contact)["mode"], "bot");
    assert_eq!(anna.of(&contact, "take").0, 200, "also what the bot has");
    eventually("people have it", || anna.conversation(&contact)["mode"] == "people");
    assert_eq!(anna.queue().len(), 1);
    bot.settle();
    says(&bot, "41790000001", "B", "3");
    assert_eq!(world.platform.texts(), ["How many plates?"]);
    assert_eq!(anna.of(&contact, "give-back").0, 202);
    eventually("it is asked again", || world.platform.texts().len() == 2);
    assert_eq!(world.platform.texts()[1], "How many plates?");
    eventually("the queue is empty", || anna.queue().is_empty());
    says(&bot, "41790000001", "C", "3");
    eventually("the bot goes on", || world.platform.texts().last().unwrap() == "Thanks.");
}

// ------------------------------------------------------------ nobody answers, somebody answers elsewhere

#[test]
fn nobody_takes_it_within_15_minutes_and_the_bot_goes_on() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    handed_over(&bot);
    world.clock.advance(14 * MINUTE);
    bot.settle();
    assert_eq!(anna(&bot).queue().len(), 1);
    world.clock.advance(MINUTE);
    eventually("the bot speaks", || world.platform.texts() == ["Nobody is free: we call you."]);
    eventually("the queue is empty", || anna(&bot).queue().is_empty());
}

#[test]
fn somebody_takes_it_in_time_and_the_bot_stays_silent() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let contact = handed_over(&bot);
    let said = world.platform.texts().len();
    world.clock.advance(14 * MINUTE);
    assert_eq!(anna(&bot).of(&contact, "take").0, 200);
    bot.settle();
    world.clock.advance(HOUR);
    bot.settle();
    assert_eq!(world.platform.texts().len(), said);
    assert_eq!(bot.store.counts().unwrap().timers, 0);
    let queue = anna(&bot).queue();
    assert_eq!((&queue[0]["taken_by"], &queue[0]["otherwise_at"]), (&json!("anna"), &Value::Null));
    anna(&bot).of(&contact, "give-back");
    eventually("the path goes on", || world.platform.texts() == ["All well?"]);
}

#[test]
fn an_answer_from_the_phone_app_silences_the_bot_and_marks_the_queue() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    says(&bot, "41790000001", "A", "order");
    echo(&bot, "wamid.E1", "It is Ada, I call you.");
    eventually("people have it", || anna(&bot).queue().len() == 1);
    let queue = anna(&bot).queue();
    assert_eq!(queue[0]["taken_by"], "the phone");
    says(&bot, "41790000001", "B", "3");
    assert_eq!(world.platform.texts(), ["How many plates?"]);
    let contact = queue[0]["contact"].as_str().unwrap();
    let history = anna(&bot).conversation(contact)["history"].clone();
    assert_eq!(history[2]["by"], "the phone", "{history}");
    assert_eq!(anna(&bot).of(contact, "take").0, 200, "an operator may take over");
}

#[test]
fn stop_is_heard_while_people_have_the_conversation() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let contact = handed_over(&bot);
    anna(&bot).of(&contact, "take");
    says(&bot, "41790000001", "B", "stop");
    let noted = |text: &str| {
        let history = anna(&bot).conversation(&contact)["history"].clone();
        history.as_array().unwrap().iter().any(|line| line["text"] == text)
    };
    eventually("it is noted", || noted("opted out"));
    assert_eq!(anna(&bot).queue().len(), 1, "people still have it");
}

// ------------------------------------------------------------ notes, looks, changes

#[test]
fn notes_are_for_colleagues_and_looks_are_written_down() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let contact = handed_over(&bot);
    let said = world.platform.texts();
    let path = format!("/api/conversations/{contact}/notes");
    let (status, note) = ben(&bot).post(&path, Some(json!({"text": "called twice"})));
    assert_eq!((status, &note["by"], &note["at"]), (201, &json!("ben"), &json!(NOON)));
    let keyed = |desk: &Desk<'_, '_>, key: &str| {
        let answer = desk.send("POST", &path, &[("idempotency-key", key)], Some(json!({"text": "again"})));
        (answer.status, answer.body["id"].as_i64())
    };
    let (first, again) = (keyed(&ben(&bot), "k"), keyed(&ben(&bot), "k"));
    assert_eq!((first.0, first), (201, again), "sent again it is written once");
    assert_ne!(keyed(&anna(&bot), "k").1, first.1, "the same word of somebody else is another note");
    assert_eq!(keyed(&ben(&bot), "").0, 400);
    assert_eq!(anna(&bot).conversation(&contact)["notes"][0], note);
    assert_eq!(world.platform.texts(), said);
    let looks = bot.store.looks(bot.customer().unwrap()).unwrap();
    assert_eq!(looks.iter().map(|look| (look.by.as_str(), look.at)).collect::<Vec<_>>(), [("anna", NOON)]);
    assert_eq!(ben(&bot).post("/api/conversations/999/notes", Some(json!({"text": "x"}))).0, 404);
    assert_eq!(ben(&bot).send("GET", "/api/conversations/x", &[], None).status, 404);
}

#[test]
fn a_page_that_listens_hears_of_every_change() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let mut stream = bot.listen_to_people("/api/events", ANNA);
    let contact = handed_over(&bot);
    let heard = bot.next_event(&mut stream);
    assert!(heard.contains("event: change"), "{heard}");
    assert!(heard.contains(&format!("{{\"contact\":\"{contact}\"}}")), "{heard}");
    bot.stop();
}

// ------------------------------------------------------------ who may

#[test]
fn a_session_in_a_cookie_counts_only_from_our_own_page_until_it_is_ended() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let contact = handed_over(&bot);
    let login = request(&bot, "POST", "/api/login", &[], Some(json!({ "token": ANNA })));
    assert_eq!((login.status, &login.body), (200, &json!({"name": "anna"})));
    let cookie = login.headers.iter().find(|(name, _)| name == "set-cookie").unwrap().1.clone();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains(ANNA) && !cookie.contains("Secure"), "{cookie}");
    let cookie = ("cookie", cookie.split(';').next().unwrap().to_owned());
    let me = request(&bot, "GET", "/api/me", std::slice::from_ref(&cookie), None);
    assert_eq!((me.status, &me.body["name"]), (200, &json!("anna")));
    let take = format!("/api/conversations/{contact}/take");
    let from = |origin: &str| {
        let headers = [cookie.clone(), ("origin", origin.to_owned())];
        request(&bot, "POST", &take, &headers, None).status
    };
    assert_eq!(
        request(&bot, "POST", &take, std::slice::from_ref(&cookie), None).status,
        403,
        "it must say where from"
    );
    assert_eq!(from("https://elsewhere.example"), 403);
    assert_eq!(from(&bot.people), 200);
    let out = [cookie.clone(), ("origin", bot.people.clone())];
    assert_eq!(request(&bot, "POST", "/api/logout", &out, None).status, 204);
    assert_eq!(
        request(&bot, "GET", "/api/me", std::slice::from_ref(&cookie), None).status,
        401,
        "also where it was kept"
    );
    let altered = ("cookie", format!("{}0", cookie.1));
    assert_eq!(request(&bot, "GET", "/api/me", &[altered], None).status, 401);
}

#[test]
fn a_session_ends_after_half_a_day() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let login = request(&bot, "POST", "/api/login", &[], Some(json!({ "token": BEN })));
    let cookie = login.headers.iter().find(|(name, _)| name == "set-cookie").unwrap().1.clone();
    let cookie = [("cookie", cookie.split(';').next().unwrap().to_owned())];
    world.clock.advance(12 * HOUR - MINUTE);
    assert_eq!(request(&bot, "GET", "/api/me", &cookie, None).status, 200);
    world.clock.advance(MINUTE);
    assert_eq!(request(&bot, "GET", "/api/me", &cookie, None).status, 401);
}

#[test]
fn wrong_tokens_are_refused_and_after_five_of_them_a_minute_passes() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let login = |token: &str| request(&bot, "POST", "/api/login", &[], Some(json!({ "token": token })));
    for _ in 0..5 {
        let refused = login("anna-anna-anna-ann");
        assert_eq!(refused.status, 401);
        assert!(refused.body["error"].is_string() && refused.body["next"].is_string(), "{}", refused.body);
    }
    let refused = login(ANNA);
    assert_eq!(refused.status, 429);
    assert!(refused.headers.contains(&("retry-after".to_owned(), "60".to_owned())));
    world.clock.advance(MINUTE);
    assert_eq!(login(ANNA).status, 200);
}

#[test]
fn nobody_sees_anything_without_a_login_and_bodies_have_limits() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    for path in ["/api/handoffs", "/api/me", "/api/events", "/api/conversations/1"] {
        assert_eq!(request(&bot, "GET", path, &[], None).status, 401, "{path}");
    }
    let large = json!({ "token": "x".repeat(70_000) });
    assert_eq!(request(&bot, "POST", "/api/login", &[], Some(large)).status, 413);
    let plain =
        bot.ask_people("POST", "/api/login", &[("content-type", "text/plain".to_owned())], Some("{}".into()));
    assert_eq!(plain.0, 415);
    assert_eq!(request(&bot, "POST", "/api/login", &[], Some(json!({"tokn": ANNA}))).status, 400);
    let answer = request(&bot, "GET", "/api/nothing", &[], None);
    assert_eq!((answer.status, answer.body["error"].is_string()), (404, true));
    for (name, value) in
        [("x-content-type-options", "nosniff"), ("cache-control", "no-store"), ("x-frame-options", "DENY")]
    {
        assert!(answer.headers.contains(&(name.to_owned(), value.to_owned())), "{:?}", answer.headers);
    }
}

#[test]
fn without_operators_nothing_listens() {
    let world = World::new();
    let bot = world.start_with(world.config(), scenario());
    assert_eq!(bot.people, "");
}

// ------------------------------------------------------------ the description

#[test]
fn every_address_is_described_and_every_described_address_is_there() {
    let world = World::new();
    let bot = world.start_with(config(&world), scenario());
    let described = request(&bot, "GET", "/openapi.json", &[], None).body;
    let mut all = Vec::new();
    for (path, item) in described["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            all.push(format!("{} {path}", method.to_uppercase()));
            let answer = request(&bot, &method.to_uppercase(), &path.replace("{contact}", "1"), &[], None);
            let status = answer.status.to_string();
            assert!(
                answer.status != 404 && answer.status != 405,
                "{method} {path} is described, but not there"
            );
            assert!(
                operation["responses"].get(&status).is_some(),
                "{method} {path} answers {status}: not described"
            );
        }
    }
    let source = include_str!("../src/people/mod.rs");
    let routes: Vec<&str> =
        source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(routes.len() > 10, "{routes:?}");
    for route in routes {
        assert!(described["paths"].get(route).is_some(), "{route} is there, but not described");
    }
}
