//! Traces: what a collector gets.

mod common;

use common::{SHOP, command, folder};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A collector that keeps what it is sent.
fn collector() -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let got = Arc::new(Mutex::new(Vec::new()));
    let kept = got.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
            let mut head = String::new();
            while reader.read_line(&mut head).expect("a line") > 2 {}
            assert!(head.starts_with("POST /v1/traces "), "{head}");
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok()
            });
            let mut body = vec![0; length.expect("a length")];
            reader.read_exact(&mut body).expect("a body");
            kept.lock().expect("kept").extend(body);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    (url, got)
}

/// The trace of each span, in the protobuf: a field of 16 bytes, then the span's own id of 8.
fn traces(bytes: &[u8]) -> Vec<&[u8]> {
    let begins = |at: &[u8]| at[..2] == [0x0a, 0x10] && at[18..20] == [0x12, 0x08];
    bytes.windows(20).filter(|at| begins(at)).map(|at| &at[2..18]).collect()
}

#[test]
fn the_way_of_a_message_is_one_trace_without_the_person() {
    let (collector, got) = collector();
    let home = folder(&[("main.scn", SHOP.as_bytes())]);
    let mut child = command(home.path(), &["serve", "--port", "0", "--store", "c.db"])
        .envs([
            ("SCN_PHONE_NUMBER_ID", "100"),
            ("SCN_ACCESS_TOKEN", "token"),
            ("SCN_APP_SECRET", "secret"),
            ("SCN_VERIFY_TOKEN", "verify"),
            ("SCN_API_URL", "http://127.0.0.1:9"),
            ("SCN_OPERATIONS_LISTEN", "off"),
            ("SCN_LOG", "off"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.as_str()),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .expect("scn");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let address = lines.find_map(|line| {
        Some(
            line.trim()
                .strip_prefix("webhook")?
                .trim()
                .strip_prefix("http://")?
                .split('/')
                .next()?
                .to_owned(),
        )
    });
    let body = r#"{"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
        "messaging_product": "whatsapp", "metadata": {"phone_number_id": "100"},
        "contacts": [{"wa_id": "41790000001", "profile": {"name": "Ada"}}],
        "messages": [{"from": "41790000001", "id": "wamid.A", "timestamp": "1790000000", "type": "text",
                      "text": {"body": "order please"}}]}}]}]}"#;
    let signature = scn_whatsapp::sign(body.as_bytes(), "secret");
    let mut webhook = TcpStream::connect(address.expect("it listens")).expect("connected");
    let head = format!(
        "POST /webhook HTTP/1.0\r\nX-Hub-Signature-256: {signature}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    webhook.write_all((head + body).as_bytes()).expect("posted");
    let mut answer = String::new();
    webhook.read_to_string(&mut answer).expect("answered");
    assert!(answer.contains("200 OK"), "{answer}");

    let has = |word: &str| got.lock().unwrap().windows(word.len()).any(|part| part == word.as_bytes());
    let all = || ["webhook", "turn", "send"].into_iter().all(has);
    for _ in 0..200 {
        if all() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    let _ = child.wait();
    assert!(all(), "{}", String::from_utf8_lossy(&got.lock().unwrap()));
    for personal in ["4179", "Ada", "order please", "wamid"] {
        assert!(!has(personal), "{personal}");
    }
    let got = got.lock().unwrap();
    let found = traces(&got);
    let first = found.first().expect("a span");
    assert!(found.len() >= 3 && found.iter().all(|trace| trace == first), "one trace: {found:?}");
}
