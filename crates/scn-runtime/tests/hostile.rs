//! Strangers at the public port, with real sockets: the good traffic does not notice, and the memory stays bounded.

mod common;
use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_ENCODING, LOCATION, RETRY_AFTER};
use axum::routing::post;
use common::*;
use futures_util::stream;
use scn_store::{Counts, Reader, SendRecord, SendState};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// One attack at a time, or the figures say nothing.
static ALONE: Mutex<()> = Mutex::new(());
/// Good requests of which the slowest hundredth is looked at.
const GOOD: usize = 100;
/// How much slower it may be meanwhile: machines are shared, and the attackers live on this one too.
const SLOWER: u32 = 20;
const SLOW: Duration = Duration::from_millis(500);
/// An attack has this long to get under way: it takes its time on a machine with other work.
const PATIENCE: Duration = Duration::from_secs(15);
/// More than the house holds.
const FULL: usize = 1_100;
const MEGABYTE: usize = 1024 * 1024;

fn post_of(path: &str, body: &[u8], signature: &str, more: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: bot\r\nX-Hub-Signature-256: {signature}\r\nContent-Length: {length}\r\n{more}\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// A webhook of the platform over a connection of its own; gives the status.
fn good(address: SocketAddr, number: usize) -> u16 {
    let webhook = text_webhook(&format!("4179{number:07}"), &format!("G{number}"), "one", NOON);
    let body = webhook.to_string().into_bytes();
    let request = post_of("/webhook", &body, &scn_whatsapp::sign(&body, SECRET), "Connection: close\r\n");
    let mut answer = Vec::new();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(&request).unwrap();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer)
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or_default()
}

/// The slowest of a hundred, when the one slowest is left out.
fn slowest(address: SocketAddr, next: &mut usize) -> Duration {
    let mut times: Vec<Duration> = (0..GOOD)
        .map(|_| {
            *next += 1;
            let start = Instant::now();
            assert_eq!(good(address, *next), 200);
            start.elapsed()
        })
        .collect();
    times.sort();
    times[GOOD - 2]
}

/// Memory of this process, bot and attackers together.
fn memory() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or_default() * 4096
}

/// How many connections this process may have, at both of their ends.
fn most(wanted: usize) -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = limits.lines().find(|line| line.starts_with("Max open files"));
    let soft = files.and_then(|line| line.split_whitespace().nth(3)?.parse().ok()).unwrap_or(1024_usize);
    wanted.min((soft.saturating_sub(300)) / 2)
}

struct Attack {
    address: SocketAddr,
    over: AtomicBool,
    done: AtomicUsize,
}

impl Attack {
    fn goes_on(&self) -> bool {
        !self.over.load(Ordering::Relaxed)
    }

    fn connect(&self) -> Option<TcpStream> {
        let stream = TcpStream::connect_timeout(&self.address, Duration::from_secs(5)).ok()?;
        stream.set_write_timeout(Some(Duration::from_millis(200))).ok()?;
        stream.set_read_timeout(Some(Duration::from_millis(200))).ok()?;
        self.done.fetch_add(1, Ordering::Relaxed);
        Some(stream)
    }

    /// Many connections that begin in the same way and then trickle.
    fn hold(&self, connections: usize, begin: &[u8], trickle: &[u8]) {
        let mut held: Vec<TcpStream> = Vec::new();
        while self.goes_on() {
            held.retain_mut(|stream| trickle.is_empty() || stream.write_all(trickle).is_ok());
            while held.len() < connections && self.goes_on() {
                let Some(mut stream) = self.connect() else { break };
                let _ = stream.write_all(begin);
                held.push(stream);
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The same request, again and again, over connections that stay; `per_second` of them.
    fn repeat(&self, request: &[u8], per_second: u32) {
        let mut stream = self.connect();
        let (start, mut sent) = (Instant::now(), 0);
        let mut answer = [0; 4096];
        while self.goes_on() {
            let Some(open) = &mut stream else {
                stream = self.connect();
                continue;
            };
            let fine =
                open.write_all(request).is_ok() && open.read(&mut answer).is_ok_and(|length| length > 0);
            if !fine {
                stream = None;
                continue;
            }
            sent += 1;
            self.done.fetch_add(1, Ordering::Relaxed);
            thread::sleep((Duration::from_secs(1) * sent / per_second).saturating_sub(start.elapsed()));
        }
    }
}

/// Runs the attack beside good traffic, once `enough` of it is under way; gives how much was done of it in a second.
fn beside(what: &str, enough: usize, attack: impl Fn(&Attack) + Send + Sync) -> usize {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let world = World::new();
    let bot = world.start();
    let address: SocketAddr = bot.url.trim_start_matches("http://").parse().unwrap();
    let mut next = 0;
    slowest(address, &mut next);
    let before = slowest(address, &mut next);
    let started_with = memory();
    let state = Attack { address, over: AtomicBool::new(false), done: AtomicUsize::new(0) };
    let mut per_second = 0;
    thread::scope(|scope| {
        scope.spawn(|| attack(&state));
        let since = Instant::now();
        while state.done.load(Ordering::Relaxed) < enough && since.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(50));
        }
        let (start, done) = (Instant::now(), state.done.load(Ordering::Relaxed));
        let meanwhile = slowest(address, &mut next);
        let seconds = start.elapsed().as_secs_f64();
        per_second = ((state.done.load(Ordering::Relaxed) - done) as f64 / seconds) as usize;
        let grown = memory().saturating_sub(started_with) / MEGABYTE;
        let all = state.done.load(Ordering::Relaxed);
        state.over.store(true, Ordering::Relaxed);
        println!(
            "{what}: p99 {before:?} before, {meanwhile:?} meanwhile; {all} in all, {per_second}/s; {grown} MB more"
        );
        assert!(
            meanwhile < (before * SLOWER).max(SLOW),
            "{what}: {before:?} before, {meanwhile:?} meanwhile"
        );
        assert!(grown < 256, "{what}: {grown} MB more");
    });
    eventually("all of the good ones are answered", || bot.store.counts().unwrap().inbound_waiting == 0);
    assert_eq!(bot.store.counts().unwrap().contacts, next as u64, "and nothing of the bad ones is kept");
    bot.stop();
    per_second
}

#[test]
fn ten_thousand_idle_connections() {
    beside("idle", most(10_000), |attack| attack.hold(most(10_000), b"", b""));
}

#[test]
fn slow_heads() {
    beside("slow heads", most(FULL), |attack| {
        attack.hold(most(1_500), b"POST /webhook HTTP/1.1\r\nX-A: ", b"a")
    });
}

#[test]
fn slow_bodies() {
    let begin = b"POST /webhook HTTP/1.1\r\nHost: bot\r\nContent-Length: 1000000\r\n\r\n{";
    beside("slow bodies", most(FULL), |attack| attack.hold(most(1_500), begin, b" "));
}

#[test]
fn endless_bodies() {
    let begin = b"POST /webhook HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = [b"40000\r\n", vec![b' '; 0x40000].as_slice(), b"\r\n"].concat();
    beside("endless bodies", 40, |attack| attack.hold(40, begin, &chunk));
}

#[test]
fn a_thousand_wrong_signatures_in_a_second() {
    let body = text_webhook("41790000001", "A", "one", NOON).to_string().into_bytes();
    let request = post_of("/webhook", &body, &scn_whatsapp::sign(&body, "guessed"), "");
    let rate = beside("wrong signatures", 300, |attack| {
        thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| attack.repeat(&request, 300)))));
    });
    assert!(cfg!(debug_assertions) || rate >= 1_000, "{rate} in a second");
}

#[test]
fn answers_that_nobody_reads() {
    let many = "GET /health/live HTTP/1.1\r\nHost: bot\r\n\r\n".repeat(500);
    beside("unread answers", 10, |attack| attack.hold(10, many.as_bytes(), b""));
}

#[test]
fn packed_bodies_are_refused_and_never_unpacked() {
    let world = World::new();
    let bot = world.start();
    // What ten megabytes of nothing look like when they are packed matters to nobody here.
    let packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0];
    let signature = scn_whatsapp::sign(&packed, SECRET);
    for path in ["/webhook", "/events/shop.shipped"] {
        for how in ["gzip", "deflate", "br", "zstd", "identity, gzip"] {
            let headers = [("Content-Encoding", how), ("X-Hub-Signature-256", signature.as_str())];
            let (status, answer) = bot.post_to(path, packed.clone(), &headers);
            assert_eq!(
                (status, answer["error"].as_str()),
                (415, Some("the body is compressed")),
                "{path} {how}"
            );
        }
    }
    assert_eq!(bot.store.counts(), Ok(Counts::default()));
    let webhook = text_webhook("41790000001", "A", "one", NOON).to_string().into_bytes();
    let signature = scn_whatsapp::sign(&webhook, SECRET);
    let headers = [("Content-Encoding", "identity"), ("X-Hub-Signature-256", signature.as_str())];
    assert_eq!(bot.post_to("/webhook", webhook, &headers).0, 200);
    bot.stop();
}

#[test]
fn a_body_that_breaks_off_leaves_no_trace() {
    let world = World::new();
    let bot = world.start();
    let address: SocketAddr = bot.url.trim_start_matches("http://").parse().unwrap();
    let body = text_webhook("41790000001", "A", "one", NOON).to_string().into_bytes();
    let whole = post_of("/webhook", &body, &scn_whatsapp::sign(&body, SECRET), "");
    for length in [whole.len() - 1, whole.len() - body.len(), 20] {
        TcpStream::connect(address).unwrap().write_all(&whole[..length]).unwrap();
    }
    assert_eq!(good(address, 1), 200);
    assert_eq!(bot.store.counts().unwrap().contacts, 1);
    bot.stop();
}

/// A platform with this answer to everything; counts the messages.
fn platform_that_answers(
    world: &World,
    answer: impl Fn() -> axum::http::Response<Body> + Clone + Send + Sync + 'static,
) -> (String, std::sync::Arc<AtomicUsize>) {
    let asked = std::sync::Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let router = Router::new().route(
        "/v25.0/100000000000001/messages",
        post(async move |request: String| {
            counted.fetch_add(usize::from(!request.contains("\"read\"")), Ordering::Relaxed);
            answer()
        }),
    );
    (world.host(router), asked)
}

#[test]
fn a_platform_that_answers_without_end_is_not_listened_to() {
    let world = World::new();
    let endless = || {
        let zeros = stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b' '; MEGABYTE]));
        axum::http::Response::new(Body::from_stream(zeros))
    };
    let (url, asked) = platform_that_answers(&world, endless);
    let mut config = world.config();
    config.api_url = url;
    let bot = world.start_with(config, scenario());
    let before = memory();
    bot.customer_says("A", "one");
    eventually("whether it was sent is unknown", || bot.store.counts().unwrap().outbox_unknown == 1);
    assert!(asked.load(Ordering::Relaxed) >= 1);
    assert!(memory().saturating_sub(before) < 128 * MEGABYTE);
    bot.stop();
}

#[test]
fn a_platform_that_sends_us_elsewhere_is_not_followed() {
    let world = World::new();
    let (elsewhere, followed) = platform_that_answers(&world, || axum::http::Response::new(Body::empty()));
    let there = format!("{elsewhere}/v25.0/100000000000001/messages");
    let (url, asked) = platform_that_answers(&world, move || {
        let redirect = axum::http::Response::builder().status(307).header(LOCATION, &there);
        redirect.body(Body::empty()).unwrap()
    });
    let mut config = world.config();
    config.api_url = url;
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "one");
    eventually("it was tried", || asked.load(Ordering::Relaxed) >= 1);
    eventually("it is over or waits", || bot.sends().iter().all(|send| send.state != SendState::Sending));
    assert_eq!(followed.load(Ordering::Relaxed), 0);
    bot.stop();
}

#[test]
fn a_pause_without_end_is_no_reason_to_stop() {
    let world = World::new();
    let refusal = || {
        let text = r#"{"error": {"message": "no", "code": 131056}}"#;
        axum::http::Response::builder()
            .status(429)
            .header(RETRY_AFTER, u64::MAX.to_string())
            .header(CONTENT_ENCODING, "identity")
            .body(Body::from(text))
            .unwrap()
    };
    let (url, asked) = platform_that_answers(&world, refusal);
    let mut config = world.config();
    config.api_url = url;
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "one");
    eventually("asked", || asked.load(Ordering::Relaxed) == 1);
    let put_back = |send: &SendRecord| (send.attempts, send.state) == (1, SendState::Waiting);
    eventually("put back", || bot.sends().iter().any(put_back));
    world.clock.advance(HOUR * 2);
    eventually("asked again after an hour or so", || asked.load(Ordering::Relaxed) == 2);
    bot.stop();
}

#[test]
fn keys_against_duplicates_say_nothing_about_a_person() {
    let world = World::new();
    let bot = world.start();
    bot.customer_says("HBgLNDE3OTAwMDAwMDEVAgASGBQzQQ", "one");
    bot.settle();
    bot.customer_says("HBgLNDE3OTAwMDAwMDEVAgASGBQzQQ", "one");
    bot.settle();
    assert_eq!(world.platform.texts(), ["you said one"], "they do what they are for");
    bot.stop();
    let store = rusqlite::Connection::open(world.store_path()).unwrap();
    let key: String = store.query_row("SELECT key FROM inbound", [], |row| row.get(0)).unwrap();
    assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
}
