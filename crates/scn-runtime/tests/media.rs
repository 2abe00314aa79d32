//! Voice notes end to end over real HTTP: a platform that keeps files, a transcriber that listens, a bot in between.

mod common;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use common::*;
use scn_engine::Scenario;
use scn_graph::*;
use scn_runtime::{Config, Operator, Secret, Transcriber};
use scn_store::{PeopleReader, Reader, Side};
use serde_json::{Value as Json, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const OGG: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01";
const OGG_SUM: &str = "3f7ab1f5";

/// What the places outside do with the next requests; afterwards all goes well.
#[derive(Default)]
struct Outside {
    /// Status of downloads.
    downloads: Mutex<VecDeque<u16>>,
    transcripts: Mutex<VecDeque<(u16, String)>>,
    seen: Mutex<Vec<String>>,
    listened: Mutex<Vec<String>>,
    /// What a look-up says instead.
    says: Mutex<Json>,
    file: Mutex<Vec<u8>>,
    address: Mutex<String>,
}

impl Outside {
    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
    fn listened(&self) -> Vec<String> {
        self.listened.lock().unwrap().clone()
    }
    fn next_downloads(&self, statuses: &[u16]) {
        self.downloads.lock().unwrap().extend(statuses);
    }
    fn next_transcripts(&self, transcripts: &[(u16, &str)]) {
        let transcripts = transcripts.iter().map(|(status, text)| (*status, (*text).to_owned()));
        self.transcripts.lock().unwrap().extend(transcripts);
    }
}

async fn look_up(
    State(outside): State<Arc<Outside>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    assert_eq!(headers["authorization"], "Bearer sandbox-token");
    outside.seen.lock().unwrap().push(format!("look {id}"));
    let address = outside.address.lock().unwrap().clone();
    let mut known = json!({"messaging_product": "whatsapp", "id": id, "mime_type": "audio/ogg; codecs=opus",
        "url": format!("{address}/files/{id}")});
    if let Some(says) = outside.says.lock().unwrap().as_object() {
        for (key, value) in says {
            known[key] = value.clone();
        }
    }
    axum::Json(known).into_response()
}

async fn download(
    State(outside): State<Arc<Outside>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    assert_eq!(headers["authorization"], "Bearer sandbox-token");
    outside.seen.lock().unwrap().push(format!("file {id}"));
    let status = outside.downloads.lock().unwrap().pop_front().unwrap_or(200);
    let file = outside.file.lock().unwrap().clone();
    match status {
        200 => file.into_response(),
        302 => (StatusCode::FOUND, [("location", "http://127.0.0.1:1/elsewhere")]).into_response(),
        status => StatusCode::from_u16(status).unwrap().into_response(),
    }
}

async fn listen(State(outside): State<Arc<Outside>>, headers: HeaderMap, body: Bytes) -> Response {
    assert_eq!(headers["authorization"], "Bearer transcriber-key");
    outside.listened.lock().unwrap().push(String::from_utf8_lossy(&body).into_owned());
    let next = outside.transcripts.lock().unwrap().pop_front();
    let (status, text) = next.unwrap_or((200, "two".to_owned()));
    (StatusCode::from_u16(status).unwrap(), axum::Json(json!({"text": text}))).into_response()
}

/// The world whose platform keeps files, and a configuration with a transcriber.
fn world() -> (World, Arc<Outside>, Config) {
    let world = World::new();
    let outside = Arc::new(Outside::default());
    *outside.file.lock().unwrap() = OGG.to_vec();
    let proxy = world.platform.clone();
    let router = Router::new()
        .route("/v25.0/{id}", get(look_up))
        .route("/files/{id}", get(download))
        .route("/v1/audio/transcriptions", post(listen))
        .with_state(outside.clone())
        .merge(platform(&proxy));
    let address = world.host(router);
    outside.address.lock().unwrap().clone_from(&address);
    let mut config = world.config();
    config.api_url.clone_from(&address);
    config.transcriber = Some(Transcriber {
        name: Some("scribe".to_owned()),
        url: format!("{address}/v1").parse().unwrap(),
        model: "whisper-1".to_owned(),
        language: Some("en".to_owned()),
        timeout: Duration::from_millis(500),
        key: Some(Secret::new("transcriber-key")),
        processor: "Listeners Ltd".to_owned(),
        country: "CH".to_owned(),
    });
    (world, outside, config)
}

/// `order`: how many, heard by this transcriber; then "thanks".
fn scenario(hears: Option<Hears>) -> Scenario {
    let mut graph = empty_graph();
    graph.settings.gather_ms = 0;
    let start = NodeId(0);
    let order = flow(&mut graph, "order", start);
    graph.flows[0].slots.push(Slot {
        name: "n".into(),
        key: Key::of("n"),
        ty: Type::Number { min: None, max: None },
        question: Some(QuestionId(0)),
    });
    graph.flows[0].dependents.push(Vec::new());
    let (prompt, thanks) = (text(&mut graph, "How many?"), text(&mut graph, "thanks"));
    let cannot = text(&mut graph, "Please write it.");
    graph.phrases.insert(Phrase::CannotReadThis, cannot);
    graph.questions.push(Question {
        id: "order.n".into(),
        key: Key::of("order.n"),
        flow: order,
        node: start,
        prompt,
        again: None,
        help: None,
        retries: vec![prompt],
        otherwise: start,
        answer: Answer::Slot {
            slot: SlotId(0),
            ty: Type::Number { min: None, max: None },
            default: None,
            checks: Vec::new(),
            remember: None,
            always: false,
            offer: None,
            among: None,
            next: NodeId(1),
        },
        render: Render::Auto,
        reminders: Vec::new(),
        expire: None,
        hears,
    });
    node(&mut graph, order, NodeKind::Question { question: QuestionId(0) });
    node(&mut graph, order, say(thanks, NodeId(2)));
    node(&mut graph, order, NodeKind::Done { result: None });
    Scenario::load(graph).unwrap()
}

fn hearing() -> Scenario {
    scenario(Some(Hears { with: None }))
}

fn speaks(bot: &Bot<'_>, id: &str) {
    let audio = json!({"id": id, "mime_type": "audio/ogg; codecs=opus", "sha256": "x", "voice": true});
    let timestamp = (bot.now() / 1000).to_string();
    let message = json!({"from": "41790000001", "id": format!("wamid.{id}"), "timestamp": timestamp,
        "type": "audio", "audio": audio});
    assert_eq!(bot.deliver(&envelope("messages", message)), 200);
}

/// The customer is asked, and answers aloud.
fn asked<'w>(world: &'w World, config: Config, scenario: Scenario) -> Bot<'w> {
    let bot = world.start_with(config, scenario);
    bot.customer_says("A", "order");
    eventually("asked", || world.platform.texts() == ["How many?"]);
    bot
}

fn says_next(world: &World, words: &str) {
    eventually(words, || world.platform.texts().len() == 2);
    assert!(world.platform.texts()[1].starts_with(words), "{:?}", world.platform.texts());
}

#[test]
fn what_a_customer_says_aloud_is_an_answer() {
    let (world, outside, config) = world();
    let bot = asked(&world, config, hearing());
    speaks(&bot, "VOICE-1");
    says_next(&world, "thanks");
    assert_eq!(outside.seen(), ["look VOICE-1", "file VOICE-1"]);
    let listened = outside.listened();
    assert_eq!(listened.len(), 1);
    for part in [
        "name=\"model\"",
        "whisper-1",
        "name=\"language\"",
        "\r\nen\r\n",
        "filename=\"voice.ogg\"",
        "audio/ogg",
        "OpusHead",
        "json",
    ] {
        assert!(listened[0].contains(part), "{part}: {}", listened[0]);
    }
    bot.settle();
    let lines = bot.store.history(bot.customer().unwrap(), 9).unwrap();
    let said: Vec<&str> =
        lines.iter().filter(|it| it.side == Side::Customer).map(|it| it.text.as_str()).collect();
    assert_eq!(said, ["order", "[voice]", "[voice] two"]);
    bot.stop();
}

#[test]
fn an_address_that_is_over_is_asked_for_again() {
    let (world, outside, config) = world();
    let bot = asked(&world, config, hearing());
    outside.next_downloads(&[404]);
    speaks(&bot, "V");
    says_next(&world, "thanks");
    assert_eq!(outside.seen(), ["look V", "file V", "look V", "file V"]);
    bot.stop();
}

#[test]
fn what_must_not_be_listened_to_is_asked_for_in_writing() {
    let big = vec![0; scn_graph::limits::AUDIO_BYTES + 1];
    type Case<'a> = (&'a str, Json, Option<&'a [u8]>, &'a [u16]);
    let cases: [Case; 7] = [
        ("another host", json!({"url": "http://169.254.169.254/latest"}), None, &[]),
        ("another port of this machine", json!({"url": "http://127.0.0.1:1/x"}), None, &[]),
        ("altered", json!({"sha256": OGG_SUM}), None, &[]),
        ("no sound", json!({}), Some(b"%PDF-1.7 not a sound"), &[]),
        ("larger than it says", json!({"file_size": 10}), Some(&big), &[]),
        ("gone", json!({}), None, &[404, 401]),
        ("sent elsewhere", json!({}), None, &[302]),
    ];
    for (name, says, file, downloads) in cases {
        let (world, outside, config) = world();
        let bot = asked(&world, config, hearing());
        *outside.says.lock().unwrap() = says;
        if let Some(file) = file {
            *outside.file.lock().unwrap() = file.to_vec();
        }
        outside.next_downloads(downloads);
        speaks(&bot, "V");
        says_next(&world, "Please write it.");
        assert!(outside.listened().is_empty(), "{name}");
        bot.customer_says("B", "2");
        eventually(name, || world.platform.texts().len() == 3);
        assert_eq!(world.platform.texts()[2], "thanks", "{name}: the question has stayed");
        bot.stop();
    }
}

#[test]
fn a_transcriber_that_stumbles_is_asked_again_and_one_that_fails_is_not() {
    let (world, outside, config) = world();
    let bot = asked(&world, config, hearing());
    outside.next_transcripts(&[(503, ""), (200, "two")]);
    speaks(&bot, "V");
    eventually("heard", || {
        world.clock.advance(Duration::from_secs(1));
        world.platform.texts().len() == 2
    });
    assert_eq!(world.platform.texts()[1], "thanks");
    assert_eq!((outside.listened().len(), outside.seen().len()), (2, 2), "the file is still in memory");
    bot.stop();

    let (world, outside, config) = self::world();
    let bot = asked(&world, config, hearing());
    outside.next_transcripts(&[(400, "")]);
    speaks(&bot, "V");
    says_next(&world, "Please write it.");
    assert_eq!(outside.listened().len(), 1);
    bot.stop();
}

#[test]
fn nobody_listens_unless_both_the_scenario_and_the_deployment_say_so() {
    let named = |name: &str| Some(Hears { with: Some(name.to_owned()) });
    for (hears, transcriber, answer) in [
        (None, true, "Please write it."),
        (named("another"), true, "Please write it."),
        (named("scribe"), false, "Please write it."),
        (named("scribe"), true, "thanks"),
    ] {
        let (world, outside, mut config) = world();
        if !transcriber {
            config.transcriber = None;
        }
        let bot = asked(&world, config, scenario(hears));
        speaks(&bot, "V");
        says_next(&world, answer);
        assert_eq!(outside.listened().len(), usize::from(answer == "thanks"));
        bot.stop();
    }
}

#[test]
fn a_voice_note_survives_a_crash() {
    let (world, outside, config) = world();
    let bot = asked(&world, config.clone(), hearing());
    outside.next_downloads(&[503; 1]);
    speaks(&bot, "V");
    eventually("it is being fetched", || outside.seen().len() >= 2);
    bot.crash();
    world.clock.advance(Duration::from_secs(60));
    let bot = world.start_with(config, hearing());
    says_next(&world, "thanks");
    bot.stop();
}

#[test]
fn operators_see_what_is_safe_and_save_the_rest() {
    let (world, outside, mut config) = world();
    let token = "0123456789abcdef";
    config.people.listen = "127.0.0.1:0".parse().unwrap();
    config.people.operators = vec![Operator { name: "anna".to_owned(), token: Secret::new(token) }];
    let bot = world.start_with(config, hearing());
    assert_eq!(bot.people_get("/api/media/V?kind=voice", token).0, 404, "nobody sent it");
    ["V", "LIE", "OLD"].iter().for_each(|id| speaks(&bot, id));
    bot.settle();
    let contact = bot.customer().unwrap();
    let (_, _, body) = bot.people_get(&format!("/api/conversations/{}", contact.0), token);
    let shown: Json = serde_json::from_slice(&body).unwrap();
    assert_eq!(shown["history"][0]["media"], json!({"id": "V", "kind": "voice"}));
    assert_eq!(outside.seen(), [""; 0], "nothing is fetched before somebody looks");
    world.clock.advance(Duration::from_secs(3_600));
    let (status, headers, body) = bot.people_get("/api/media/V?kind=voice", token);
    assert_eq!((status, body.as_slice()), (200, OGG));
    assert_eq!(
        (&headers["content-type"], &headers["content-disposition"]),
        (&"audio/ogg".parse().unwrap(), &"inline".parse().unwrap())
    );
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["content-security-policy"], "sandbox; default-src 'none'");
    bot.people_get("/api/media/V?kind=voice", token);
    assert_eq!(outside.seen(), ["look V", "file V"], "it is in memory for a while");
    let looks: Vec<i64> = bot.store.looks(contact).unwrap().iter().map(|look| look.at).collect();
    assert_eq!(looks, [NOON, NOON + 3_600_000], "at the conversation, and at the file");

    *outside.file.lock().unwrap() = b"<html><script>alert(1)</script></html>".to_vec();
    *outside.says.lock().unwrap() = json!({"mime_type": "image/png"});
    let (status, headers, _) = bot.people_get("/api/media/LIE?kind=image", token);
    assert_eq!(status, 200);
    assert_eq!(
        (&headers["content-type"], &headers["content-disposition"]),
        (&"application/octet-stream".parse().unwrap(), &"attachment".parse().unwrap())
    );

    outside.next_downloads(&[404, 404]);
    let (status, _, body) = bot.people_get("/api/media/OLD?kind=image", token);
    let body: Json = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, body["next"].as_str()), (404, Some("ask the customer to send it again")), "{body}");
    assert_eq!(bot.people_get("/api/media/V?kind=anything", token).0, 400);
    assert_eq!(bot.people_get("/api/media/..%2Fme?kind=image", token).0, 404);
    assert_eq!(bot.people_get("/api/media/V?kind=voice", "not the right token").0, 401);
    assert!(!outside.seen().iter().any(|seen| seen.contains("me")));
    bot.stop();
}
