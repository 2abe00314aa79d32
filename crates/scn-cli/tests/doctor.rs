//! `scn doctor`: what it finds at a platform that stands on this machine.

mod common;

use common::{Ran, SHOP, command, folder};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::SystemTime;

type Answers = BTreeMap<&'static str, (u16, String)>;

/// A platform that knows these answers by verb and path; gives its address.
fn platform(answers: Answers) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| answer(stream, &answers)));
    format!("http://{address}")
}

fn answer(mut stream: TcpStream, answers: &Answers) {
    let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let mut length = 0;
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let line = line.to_ascii_lowercase();
        length = line.strip_prefix("content-length: ").map_or(length, |text| text.parse().expect("a number"));
    }
    assert!(length < 10, "doctor posts next to nothing");
    let asked = first.split(['?', ' ']).take(2).collect::<Vec<_>>().join(" ");
    let (status, body) = match answers.get(asked.as_str()) {
        // The handshake gives back what it was given.
        Some((200, text)) if text == "challenge" => {
            let given = first.split(['&', '?', ' ']).find_map(|part| part.strip_prefix("hub.challenge="));
            (200, given.unwrap_or_default().to_owned())
        }
        Some((status, text)) => (*status, text.clone()),
        None => (404, "{}".to_owned()),
    };
    let date = httpdate(SystemTime::now());
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\nDate: {date}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    let _ = stream.write_all((head + &body).as_bytes());
}

fn httpdate(now: SystemTime) -> String {
    let seconds = now.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
    let now = scn_graph::jiff::Timestamp::from_second(seconds.cast_signed()).expect("a time");
    now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Everything as it should be.
fn well() -> Answers {
    let text = |value: Value| (200, value.to_string());
    Answers::from([
        (
            "GET /v25.0/100",
            text(
                json!({"display_phone_number": "+41 79 000 00 00", "verified_name": "Rosa", "quality_rating": "GREEN"}),
            ),
        ),
        (
            "GET /v25.0/debug_token",
            text(json!({"data": {"app_id": "7", "is_valid": true, "expires_at": 0,
            "scopes": ["whatsapp_business_messaging", "whatsapp_business_management"],
            "granular_scopes": [{"scope": "whatsapp_business_management", "target_ids": ["55"]}]}})),
        ),
        (
            "GET /v25.0/7/subscriptions",
            text(json!({"data": [{"object": "whatsapp_business_account",
            "callback_url": "https://bot.example/webhook",
            "fields": [{"name": "messages"}, {"name": "smb_message_echoes"}]}]})),
        ),
        (
            "GET /v25.0/55/subscribed_apps",
            text(json!({"data": [{"whatsapp_business_api_data": {"id": "7"}}]})),
        ),
        ("GET /v25.0/55/message_templates", text(json!({"data": []}))),
        ("GET /webhook", (200, "challenge".to_owned())),
        ("POST /webhook", (401, String::new())),
    ])
}

fn doctor(home: &Path, api: &str, args: &[&str]) -> Ran {
    let ran = command(home, &[&["doctor", "main.scn"], args].concat())
        .envs([
            ("SCN_PHONE_NUMBER_ID", "100"),
            ("SCN_ACCESS_TOKEN", "hidden-token"),
            ("SCN_APP_SECRET", "hidden-secret"),
            ("SCN_VERIFY_TOKEN", "hidden-word"),
            ("SCN_API_URL", api),
        ])
        .output()
        .expect("scn");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let ran = Ran { code: ran.status.code().expect("it ends"), out: text(ran.stdout), err: text(ran.stderr) };
    for secret in ["hidden-token", "hidden-secret", "hidden-word"] {
        assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{}{}", ran.out, ran.err);
    }
    ran
}

fn finds(answers: Answers, line: &str) {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let ran = doctor(home.path(), &platform(answers), &[]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(line), "{line} in\n{}", ran.out);
}

#[test]
fn where_all_is_well_nothing_is_to_be_done() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let ran = doctor(home.path(), &platform(well()), &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for line in [
        "ok       number",
        "ok       token",
        "ok       app secret",
        "ok       subscription",
        "ok       account",
        "ok       clock",
        "ok       disk",
        "ok       API version",
        "0 problems, 1 warning.",
    ] {
        assert!(ran.out.contains(line), "{line} in\n{}", ran.out);
    }
    assert!(ran.out.contains("warning  webhook"), "it was not tried: {}", ran.out);
}

#[test]
fn the_webhook_is_tried_as_the_platform_does_it() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let api = platform(well());
    let ran = doctor(home.path(), &api, &["--url", &format!("{api}/webhook"), "--format", "json"]);
    let told: Value = serde_json::from_str(&ran.out).expect("JSON");
    let finding = |what: &str| {
        let all = told["findings"].as_array().expect("findings");
        all.iter()
            .find(|finding| finding["what"] == what)
            .cloned()
            .unwrap_or_else(|| panic!("{what} in {told}"))
    };
    assert_eq!(finding("webhook")["said"], "the handshake works, without TLS");
    assert_eq!(finding("subscription")["grade"], "problem", "the platform posts elsewhere");
    assert_eq!((ran.code, told["problems"].as_u64()), (1, Some(1)));
}

#[test]
fn each_trouble_is_named() {
    let error = |code: u32, words: &str| json!({"error": {"code": code, "message": words}}).to_string();
    let with = |path, status, body: String| {
        let mut answers = well();
        answers.insert(path, (status, body));
        answers
    };
    finds(
        with("GET /v25.0/100", 401, error(190, "expired")),
        "problem  token          the platform refuses it: 190: expired",
    );
    finds(with("GET /v25.0/100", 400, error(100, "no such object")), "problem  number");
    finds(with("GET /v25.0/7/subscriptions", 400, error(1, "bad secret")), "problem  app secret");
    let nothing = json!({"data": [{"object": "whatsapp_business_account", "fields": []}]}).to_string();
    finds(with("GET /v25.0/7/subscriptions", 200, nothing), "`messages` is not subscribed: nothing comes in");
    let weak = json!({"data": {"app_id": "7", "expires_at": 0, "scopes": []}}).to_string();
    finds(with("GET /v25.0/debug_token", 200, weak), "it may not send");
    finds(
        with("GET /v25.0/55/subscribed_apps", 200, json!({"data": []}).to_string()),
        "no app gets its webhooks",
    );
}

#[test]
fn a_configuration_with_gaps_is_told_with_the_next_step() {
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let ran = common::scn(home.path(), &["doctor", "main.scn"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("problem  configuration  `phone_number_id` is missing"), "{}", ran.out);
}
