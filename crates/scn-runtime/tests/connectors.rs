//! Systems that are hostile, stuck, down or locked: the call ends in the conversation, in bounded time, for that system
//! alone.

mod common;
mod outside;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use common::*;
use futures_util::stream;
use outside::{Asked, Does, config, graph, shop};
use scn_engine::Scenario;
use scn_runtime::{Auth, ConnectorSettings, KeyIn, OAuth2, StartError};
use scn_store::Store;
use serde_json::json;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn scenario() -> Scenario {
    Scenario::load(graph()).unwrap()
}

/// The graph with longer patience, so that time-outs need not be waited for.
fn patient(timeout_ms: u32, retries: u8) -> Scenario {
    let mut graph = graph();
    graph.connectors[0].timeout_ms = timeout_ms;
    graph.connectors[0].retries = retries;
    Scenario::load(graph).unwrap()
}

fn settings(auth: Auth) -> BTreeMap<String, ConnectorSettings> {
    BTreeMap::from([("shop".to_owned(), ConnectorSettings { auth, ..ConnectorSettings::default() })])
}

/// What a hostile system answers, by the number of the request.
async fn hostile(State(count): State<Arc<AtomicUsize>>) -> Response {
    let json = |text: String| ([("content-type", "application/json")], text).into_response();
    match count.fetch_add(1, Ordering::SeqCst) {
        0 => json("{\"number\": 1}".to_owned()),
        1 => json("1e999999".to_owned()),
        2 => json("[".repeat(500_000)),
        3 => json(format!("\"{}\"", "x".repeat(10_000_000))),
        4 => {
            Body::from_stream(stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b' '; 8192]))))
                .into_response()
        }
        5 => Body::from_stream(stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
        }))
        .into_response(),
        6 => ([("content-type", "text/html")], "<html>Please log in</html>").into_response(),
        7 => ([("content-encoding", "gzip")], &[0x1f, 0x8b, 8, 0, 0][..]).into_response(),
        8 => (&b"\"\xff\xfe\""[..]).into_response(),
        9 => (StatusCode::FOUND, [("location", "http://127.0.0.1:1/elsewhere")]).into_response(),
        10 => json("\"A-17\" and more".to_owned()),
        11 => json(String::new()),
        12 => json("{\"a\":".repeat(100_000)),
        _ => json("\"\\ud800\"".to_owned()),
    }
}

#[test]
fn hostile_answers_are_failures_in_bounded_time() {
    let world = World::new();
    let url = world.host(Router::new().fallback(hostile).with_state(Arc::new(AtomicUsize::new(0))));
    let bot = world.start_with(config(&world, &url), scenario());
    let begun = Instant::now();
    for number in 1..=14 {
        bot.customer_says(&format!("A{number}"), "order");
        eventually("failed", || world.platform.texts().len() == number);
    }
    assert_eq!(world.platform.texts(), vec!["order failed"; 14]);
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    bot.stop();
}

#[test]
fn a_stuck_system_holds_up_no_other_whatever_is_asked_of_it() {
    let world = World::new();
    let ((stuck, stuck_url), (well, well_url)) = (shop(&world), shop(&world));
    let mut graph = graph();
    graph.connectors[0].timeout_ms = 60_000;
    graph.connectors.push(scn_graph::Connector {
        name: "depot".into(),
        base: scn_graph::Base::Url(well_url),
        timeout_ms: 5_000,
        ..graph.connectors[0].clone()
    });
    graph.operations[1].connector = 1;
    stuck.will((0..400).map(|_| Does::Hangs));
    let bot = world.start_with(config(&world, &stuck_url), Scenario::load(graph).unwrap());
    for number in 0..300 {
        let from = format!("41780{number:06}");
        assert_eq!(bot.deliver(&text_webhook(&from, &format!("S{number}"), "order", bot.now())), 200);
    }
    stuck.asked_times(32);
    bot.customer_says("A", "status");
    eventually("answered", || world.platform.texts().contains(&"status: A-17".to_owned()));
    // 32 are under way, 256 wait, and the rest is told at once that nothing can be done.
    eventually("told", || {
        world.platform.texts().iter().filter(|text| *text == "order failed").count() == 300 - 32 - 256
    });
    assert_eq!((stuck.asked().len(), well.asked().len()), (32, 1));
}

#[test]
fn a_system_that_is_down_is_left_alone_and_asked_again_later() {
    let world = World::new();
    let (shop, url) = shop(&world);
    let bot = world.start_with(config(&world, &url), patient(5_000, 0));
    let down = || Does::Answers(500, json!("broken"));
    shop.will((0..6).map(|_| down()));
    let order = |number: usize, words: &str| {
        bot.customer_says(&format!("A{number}"), "order");
        eventually("said", || world.platform.texts().len() == number);
        assert_eq!(world.platform.texts().last().unwrap(), words);
    };
    (1..=5).for_each(|number| order(number, "order failed"));
    order(6, "order failed");
    assert_eq!(shop.asked().len(), 5, "the sixth was not made");
    world.clock.advance(Duration::from_secs(11));
    order(7, "order failed");
    order(8, "order failed");
    assert_eq!(shop.asked().len(), 6, "one found out that it is still down");
    world.clock.advance(Duration::from_secs(21));
    order(9, "order: A-17");
    order(10, "order: A-17");
    bot.stop();
}

#[test]
fn a_system_that_asks_for_a_pause_gets_it_unless_that_takes_too_long() {
    let world = World::new();
    let asked = Arc::new(AtomicUsize::new(0));
    let answers = |State(asked): State<Arc<AtomicUsize>>| async move {
        match asked.fetch_add(1, Ordering::SeqCst) {
            0 => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "20")], "").into_response(),
            1 => (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "3600")], "").into_response(),
            _ => axum::Json("A-17").into_response(),
        }
    };
    let url = world.host(Router::new().fallback(answers).with_state(asked.clone()));
    let bot = world.start_with(config(&world, &url), patient(5_000, 2));
    // Refused for being too many, it was surely not done: that is tried again even when it cannot be undone.
    bot.customer_says("A", "order");
    eventually("asked", || asked.load(Ordering::SeqCst) == 1);
    eventually("written down", || {
        bot.store.next_call(scn_store::Partition(0)).unwrap().is_some_and(|at| at >= bot.now() + 20_000)
    });
    world.clock.advance(Duration::from_secs(21));
    eventually("given up", || world.platform.texts() == ["order failed"]);
    assert_eq!(asked.load(Ordering::SeqCst), 2, "nobody waits for an hour");
    bot.stop();
}

#[test]
fn an_api_key_goes_where_the_other_side_wants_it() {
    for (auth, check) in [
        (Auth::ApiKey(KeyIn::Header("X-Shop-Key".into())), header as fn(&Asked)),
        (Auth::ApiKey(KeyIn::Query("key".into())), query),
    ] {
        let world = World::new();
        let (shop, url) = shop(&world);
        let mut config = config(&world, &url);
        config.connectors = settings(auth);
        let bot = world.start_with(config, scenario());
        bot.customer_says("A", "order");
        eventually("answered", || world.platform.texts() == ["order: A-17"]);
        check(&shop.asked()[0]);
        assert!(!shop.asked()[0].headers.contains_key("authorization"));
        bot.stop();
    }
    fn header(asked: &Asked) {
        assert_eq!(asked.headers["x-shop-key"], "let-me-in");
    }
    fn query(asked: &Asked) {
        assert_eq!(asked.path, "/orders?key=let-me-in");
    }
}

#[test]
fn a_signature_can_be_made_again_by_the_other_side() {
    let world = World::new();
    let (shop, url) = shop(&world);
    let mut config = config(&world, &url);
    let (signature_header, timestamp_header) = ("X-Sig".to_owned(), "X-At".to_owned());
    config.connectors = settings(Auth::Hmac { signature_header, timestamp_header });
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "order");
    eventually("answered", || world.platform.texts() == ["order: A-17"]);
    let asked = shop.asked().remove(0);
    assert_eq!(asked.headers["x-at"], (NOON / 1000).to_string().as_str());
    let digest: String = <sha2::Sha256 as sha2::Digest>::digest(&asked.bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let text = format!("{}\nPOST\n/orders\n{digest}", NOON / 1000);
    assert_eq!(asked.headers["x-sig"], scn_whatsapp::sign(text.as_bytes(), "let-me-in").as_str());
    bot.stop();
}

/// Gives out tokens `t1`, `t2`…; only the newest opens the shop.
#[derive(Default)]
struct Keys {
    forms: Mutex<Vec<(String, String)>>,
    taken_back: AtomicUsize,
    refused: AtomicUsize,
}

async fn token(State(keys): State<Arc<Keys>>, headers: HeaderMap, body: String) -> Response {
    let authorization = headers["authorization"].to_str().unwrap().to_owned();
    let mut forms = keys.forms.lock().unwrap();
    forms.push((authorization, body));
    axum::Json(
        json!({"access_token": format!("t{}", forms.len()), "token_type": "Bearer", "expires_in": 3600}),
    )
    .into_response()
}

async fn locked(State(keys): State<Arc<Keys>>, headers: HeaderMap, _uri: Uri) -> Response {
    let newest = keys.forms.lock().unwrap().len();
    let good = headers["authorization"] == format!("Bearer t{newest}").as_str()
        && newest > keys.taken_back.load(Ordering::SeqCst);
    if good {
        return axum::Json("A-17").into_response();
    }
    keys.refused.fetch_add(1, Ordering::SeqCst);
    StatusCode::UNAUTHORIZED.into_response()
}

#[test]
fn a_token_is_fetched_once_kept_until_shortly_before_its_end_and_fetched_anew_when_taken_back() {
    let world = World::new();
    let keys = Arc::new(Keys::default());
    let router = Router::new().route("/token", axum::routing::post(token)).fallback(locked);
    let url = world.host(router.with_state(keys.clone()));
    let mut config = config(&world, &url);
    config.connectors = settings(Auth::OAuth2(OAuth2 {
        token_url: Some(format!("{url}/token").parse().unwrap()),
        client_id: "bot".into(),
        scope: Some("orders read".into()),
        audience: None,
        in_body: false,
    }));
    let bot = world.start_with(config, patient(10_000, 0));
    let forms = || keys.forms.lock().unwrap().clone();
    let orders = |ids: std::ops::Range<usize>, answered: usize| {
        for number in ids {
            let from = format!("41780{number:06}");
            assert_eq!(bot.deliver(&text_webhook(&from, &format!("T{number}"), "order", bot.now())), 200);
        }
        eventually("answered", || world.platform.texts().len() == answered);
        assert!(
            world.platform.texts().iter().all(|text| text == "order: A-17"),
            "{:?}",
            world.platform.texts()
        );
    };
    orders(0..20, 20);
    let form = "grant_type=client_credentials&scope=orders+read".to_owned();
    // bot:let-me-in
    assert_eq!(forms(), [("Basic Ym90OmxldC1tZS1pbg==".to_owned(), form)], "twenty calls at once, one token");
    world.clock.advance(Duration::from_secs(3539));
    orders(20..21, 21);
    assert_eq!(forms().len(), 1);
    world.clock.advance(Duration::from_secs(2));
    orders(21..22, 22);
    assert_eq!(forms().len(), 2, "its last minute is not waited for");
    keys.taken_back.store(2, Ordering::SeqCst);
    orders(22..23, 23);
    assert_eq!(
        (forms().len(), keys.refused.load(Ordering::SeqCst)),
        (3, 1),
        "refused once, then with a new one"
    );
    keys.taken_back.store(99, Ordering::SeqCst);
    bot.customer_says("Z", "order");
    eventually("failed", || world.platform.texts().last().unwrap() == "order failed");
    assert_eq!((forms().len(), keys.refused.load(Ordering::SeqCst)), (4, 3), "no more than one refresh");
    bot.stop();
}

#[test]
fn a_live_bot_does_not_start_with_a_system_on_the_inside_unless_that_is_said() {
    let world = World::new();
    let (shop, url) = shop(&world);
    let mut config = config(&world, &url);
    config.private_calls = false;
    config.events_private_network = false;
    config.events_url = Some(url.parse().unwrap());
    let StartError::Connectors(texts) = world.cannot_start(config.clone(), scenario()) else { panic!() };
    assert_eq!(
        texts,
        [
            "the connector `shop` cannot be used: its address leads into a private network, which `private_network: yes` in scn.yaml would allow",
            "`events_url` is in a private network or begins with http://: use https://, or set `events_private_network: yes` when it is in yours",
        ]
    );
    config.events_private_network = true;
    config.connectors = settings(Auth::Bearer);
    config.connectors.get_mut("shop").unwrap().private_network = true;
    let bot = world.start_with(config, scenario());
    bot.customer_says("A", "order");
    eventually("answered", || world.platform.texts() == ["order: A-17"]);
    assert_eq!(shop.asked().len(), 1);
    bot.stop();
}

#[test]
fn a_way_to_sign_in_without_a_secret_is_said_at_the_start() {
    let world = World::new();
    let (_, url) = shop(&world);
    let mut config = config(&world, &url);
    config.connectors = settings(Auth::ApiKey(KeyIn::Header("X-Api-Key".into())));
    let mut graph = graph();
    graph.connectors[0].auth = None;
    let error = world.cannot_start(config, Scenario::load(graph).unwrap()).to_string();
    assert!(error.contains("add `auth env NAME` to the connector"), "{error}");
}
