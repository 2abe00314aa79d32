//! The door, with real sockets. The clock of tokio is paused: it jumps to the next moment at which something is due.

use super::*;
use axum::routing::{get, post};
use futures_util::stream;
use std::convert::Infallible;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;

struct House {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

async fn house(connections: usize) -> House {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let endless = || async {
        let ticks = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            Some((Ok::<_, Infallible>("tick\n"), ()))
        });
        Body::from_stream(ticks)
    };
    let router = Router::new()
        .route("/short", get(|| async { "hello" }))
        .route("/echo", post(echo))
        .route("/long", get(|| async { "x".repeat(64 * 1024 * 1024) }))
        .route("/endless", get(endless));
    let (stop, stopped) = watch::channel(false);
    let serving = tokio::spawn(serve(listener, router, connections, stopped));
    House { address, stop, serving }
}

async fn echo(request: Request) -> Response {
    match body::read(request.into_body(), 1000).await {
        Ok(whole) => whole.bytes.into_response(),
        Err(status) => status.into_response(),
    }
}

impl House {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn say(&self, words: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(words.as_bytes()).await.unwrap();
        stream
    }

    async fn stop(self) {
        self.stop.send_replace(true);
        self.serving.await.unwrap();
    }
}

const SHORT: &str = "GET /short HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// Everything until the other side hangs up.
async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    // A connection that was reset has said what it had to say.
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn a_full_house_of_people_who_say_nothing_lets_the_next_one_in() {
    let house = house(8).await;
    let mut silent = Vec::new();
    for _ in 0..4 {
        silent.push(house.connect().await);
        silent.push(house.say("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nslow").await);
    }
    for _ in 0..5 {
        let answer = rest(house.say(SHORT).await).await;
        assert!(answer.ends_with("\r\n\r\nhello"), "{answer}");
    }
    let first = silent.remove(0);
    assert_eq!(rest(first).await, "", "who was waited for the longest had to go");
    drop(silent);
    house.stop().await;
}

#[tokio::test]
async fn who_is_being_served_stays() {
    let house = house(2).await;
    let mut served = house.say("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut head = [0; 15];
    served.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    for _ in 0..5 {
        assert!(rest(house.say(SHORT).await).await.ends_with("hello"));
        house.connect().await;
    }
    let mut more = vec![0; 1000];
    assert!(served.read(&mut more).await.unwrap() > 0, "its stream goes on");
    house.stop.send_replace(true);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_and_a_connection_without_use_end() {
    let house = house(8).await;
    let started = tokio::time::Instant::now();
    let half = house.say("GET /short HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    assert!(["", "408"].contains(&status(&rest(half).await)));
    let idle = house.say("GET /short HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(rest(idle).await.ends_with("hello"), "answered, and later closed");
    let took = started.elapsed();
    assert!((HEAD..HEAD * 3).contains(&took), "{took:?}");
    house.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_ends() {
    let house = house(8).await;
    let answer =
        rest(house.say("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nslow").await).await;
    assert_eq!(status(&answer), "408");
    house.stop().await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_take_the_answer_is_left() {
    let house = house(8).await;
    let stream = house.say("GET /long HTTP/1.1\r\nHost: x\r\n\r\n").await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let length = rest(stream).await.len();
    assert!(length < 64 * 1024 * 1024, "{length}: nobody waited for the rest to be taken");
    house.stop().await;
}

#[tokio::test]
async fn what_is_no_request_is_refused_at_once() {
    let house = house(8).await;
    let many: String = (0..5000).map(|number| format!("X-{number}: a\r\n")).collect();
    let chunked = "Transfer-Encoding: chunked\r\n";
    for (what, request, expected) in [
        ("HTTP/0.9", "GET /short\r\n".to_owned(), vec!["400", ""]),
        ("TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\r\n\r\n".to_owned(), vec!["400", ""]),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), vec!["400", "505", ""]),
        ("thousands of headers", format!("GET /short HTTP/1.1\r\nHost: x\r\n{many}\r\n"), vec!["431"]),
        ("a long header", format!("GET /short HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(100_000)), vec!["431"]),
        ("a long address", format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(100_000)), vec!["431", "414"]),
        ("two lengths", "POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab".to_owned(), vec!["400"]),
        ("a length that is none", "POST /echo HTTP/1.1\r\nContent-Length: -1\r\n\r\nab".to_owned(), vec!["400"]),
        ("chunks that are none", format!("POST /echo HTTP/1.1\r\n{chunked}\r\nzz\r\n"), vec!["400"]),
        ("a long chunk", format!("POST /echo HTTP/1.1\r\n{chunked}\r\nffffffffffffffffff\r\n"), vec!["400"]),
        ("a packed body", "POST /echo HTTP/1.1\r\nContent-Encoding: gzip\r\nConnection: close\r\nContent-Length: 1\r\n\r\na".to_owned(), vec!["415"]),
        ("a body that is too long", format!("POST /echo HTTP/1.1\r\nConnection: close\r\nContent-Length: 1001\r\n\r\n{}", "x".repeat(1001)), vec!["413"]),
    ] {
        let mut stream = house.connect().await;
        // It may hang up before it has heard everything.
        let _ = stream.write_all(request.as_bytes()).await;
        let answer = tokio::time::timeout(Duration::from_secs(20), rest(stream)).await;
        let answer = answer.unwrap_or_else(|_| panic!("{what}: no end"));
        assert!(expected.contains(&status(&answer)), "{what}: {answer}");
        assert!(rest(house.say(SHORT).await).await.ends_with("hello"), "{what}");
    }
    house.stop().await;
}

#[tokio::test]
async fn requests_in_a_row_are_answered_in_their_order_and_no_body_becomes_a_request() {
    let house = house(8).await;
    let echo = |text: &str| {
        format!("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{text}", text.len())
    };
    let inner = "GET /long HTTP/1.1\r\n\r\n";
    let stream = house.say(&format!("{}{}{SHORT}", echo("one"), echo(inner))).await;
    let answers = rest(stream).await;
    let bodies: Vec<&str> = answers.split("HTTP/1.1 200 OK").skip(1).collect();
    assert_eq!(bodies.len(), 3, "{answers}");
    assert!(bodies[0].ends_with("one") && bodies[1].ends_with(inner) && bodies[2].ends_with("hello"));
    house.stop().await;
}
