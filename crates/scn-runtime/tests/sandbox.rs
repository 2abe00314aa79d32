//! The sandbox over real HTTP, with a small bot in the place of the runtime.

mod echo_bot;

use echo_bot::{Stage, TOKEN, eventually, stage};
use scn_runtime::clock::MovableClock;
use scn_runtime::sandbox::{BusinessNumber, SandboxConfig, start};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

const CUSTOMER: &str = "33639980001";

/// Says something as the customer and waits for the bot's answer to it.
async fn ask(stage: &Stage, path: &str, body: Value) -> Value {
    let (status, sent) = stage.page(path, body).await;
    assert_eq!(status, 200, "{sent}");
    answer_to(stage, &sent["message"]).await
}

async fn answer_to(stage: &Stage, message: &Value) -> Value {
    eventually("an answer of the bot", async || {
        entries(&stage.state().await).into_iter().find(|e| e["quoted"] == *message)
    })
    .await
}

fn entries(state: &Value) -> Vec<Value> {
    state["chat"]["entries"].as_array().unwrap().clone()
}

fn statuses(stage: &Stage, message: &Value) -> Vec<Value> {
    let all = stage.webhooks();
    let of_message =
        all.iter().map(|webhook| webhook["entry"][0]["changes"][0]["value"]["statuses"][0].clone());
    of_message.filter(|status| status["id"] == *message).collect()
}

fn text_to_customer(text: &str) -> Value {
    json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": format!("+{CUSTOMER}"), "type": "text", "text": {"body": text}})
}

/// Opens the chat and, by a first word that the bot does not answer, the window.
async fn open_window(stage: &Stage) -> Value {
    stage.state().await;
    let (status, sent) = stage.page("/api/send", json!({"customer": CUSTOMER, "text": "silence"})).await;
    assert_eq!(status, 200);
    sent["message"].clone()
}

#[tokio::test]
async fn a_text_goes_there_and_back_and_its_statuses_carry_the_callback_data() {
    let stage = stage().await;
    stage.state().await;
    let answer = ask(&stage, "/api/send", json!({"customer": CUSTOMER, "text": "Grüezi 🍕"})).await;
    assert_eq!(answer["content"], json!({"kind": "text", "text": "You said: Grüezi 🍕"}));
    assert_eq!(answer["from"], "business");

    let webhook = stage.webhooks()[0].clone();
    assert_eq!(webhook["object"], "whatsapp_business_account");
    let value = &webhook["entry"][0]["changes"][0]["value"];
    assert_eq!(value["messages"][0]["from"], CUSTOMER);
    assert_eq!(value["contacts"][0]["wa_id"], CUSTOMER);
    assert_eq!(value["contacts"][0]["user_id"], value["messages"][0]["from_user_id"]);
    assert!(value["messages"][0]["timestamp"].is_string());
    let mine = entries(&stage.state().await)[0].clone();
    assert_eq!(mine["status"], "read", "the bot marked it as read");

    eventually("delivered", async || (statuses(&stage, &answer["id"]).len() == 2).then_some(())).await;
    stage.page("/api/read", json!({"customer": CUSTOMER})).await;
    let all =
        eventually("read", async || Some(statuses(&stage, &answer["id"])).filter(|all| all.len() == 3)).await;
    let names: Vec<&str> = all.iter().map(|status| status["status"].as_str().unwrap()).collect();
    assert_eq!(names, ["sent", "delivered", "read"]);
    assert!(all.iter().all(|status| status["biz_opaque_callback_data"] == "echo-1"));
}

#[tokio::test]
async fn buttons_and_rows_come_back_as_taps_on_their_message() {
    let stage = stage().await;
    stage.state().await;
    for (word, option, kind, said) in [
        ("buttons", "1.2", "button_reply", "You chose *Change something* (\"1.2\")"),
        ("list", "2.1", "list_reply", "You chose *Margherita* (\"2.1\")"),
    ] {
        let question = ask(&stage, "/api/send", json!({"customer": CUSTOMER, "text": word})).await;
        let tap = json!({"customer": CUSTOMER, "message": question["id"], "option": option});
        let answer = ask(&stage, "/api/tap", tap).await;
        assert_eq!(answer["content"]["text"], said);
        let all = stage.webhooks();
        let reply = all.iter().find_map(|webhook| {
            Some(&webhook["entry"][0]["changes"][0]["value"]["messages"][0])
                .filter(|m| m["interactive"]["type"] == kind)
        });
        assert_eq!(reply.unwrap()["context"]["id"], question["id"]);
        assert_eq!(reply.unwrap()["interactive"][kind]["id"], option);
        let wrong = json!({"customer": CUSTOMER, "message": question["id"], "option": "9.9"});
        let (status, problem) = stage.page("/api/tap", wrong).await;
        assert_eq!(status, 404);
        assert!(problem["error"].as_str().unwrap().contains("no option 9.9"), "{problem}");
    }
}

#[tokio::test]
async fn what_meta_refuses_is_refused_in_its_words_and_shown_on_the_phone() {
    let stage = stage().await;
    open_window(&stage).await;
    let mut request = text_to_customer("");
    request["type"] = json!("interactive");
    request.as_object_mut().unwrap().remove("text");
    let button = |id: &str, title: &str| json!({"type": "reply", "reply": {"id": id, "title": title}});
    request["interactive"] = json!({"type": "button", "body": {"text": "?"},
        "action": {"buttons": [button("a", "a title with 25 letters ..")]}});
    let (status, answer) = stage.business(TOKEN, &request).await;
    assert_eq!(status, 400);
    let code = answer["error"]["code"].as_u64().unwrap();
    assert!([100, 131009].contains(&code), "{answer}");
    assert!(answer["error"]["error_data"]["details"].is_string());
    let remark = entries(&stage.state().await).pop().unwrap();
    assert_eq!((&remark["from"], &remark["content"]["code"]), (&json!("sandbox"), &json!(code)));

    let (status, answer) = stage.business(TOKEN, &json!({"messaging_product": "telegram"})).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(100)));
}

#[tokio::test]
async fn a_wrong_token_gets_401_and_reaches_nobody() {
    let stage = stage().await;
    open_window(&stage).await;
    let (status, answer) = stage.business("stolen", &text_to_customer("hello")).await;
    assert_eq!((status, &answer["error"]["code"]), (401, &json!(190)));
    assert_eq!(answer["error"]["type"], "OAuthException");
    assert_eq!(entries(&stage.state().await).len(), 1, "only what the customer wrote");
}

#[tokio::test]
async fn after_25_hours_only_templates_arrive_until_the_customer_writes_again() {
    let stage = stage().await;
    open_window(&stage).await;
    assert_eq!(stage.business(TOKEN, &text_to_customer("in time")).await.0, 200);
    let (status, _) = stage.page("/api/clock", json!({"advance_seconds": 25 * 3600})).await;
    assert_eq!(status, 200);
    let (status, answer) = stage.business(TOKEN, &text_to_customer("too late")).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(131047)));
    let mut template = text_to_customer("");
    template.as_object_mut().unwrap().remove("text");
    template["type"] = json!("template");
    template["template"] = json!({"name": "order_ready", "language": {"code": "fr"}});
    assert_eq!(stage.business(TOKEN, &template).await.0, 200);
    open_window(&stage).await;
    assert_eq!(stage.business(TOKEN, &text_to_customer("in time again")).await.0, 200);
}

#[tokio::test]
async fn webhooks_are_repeated_until_taken_and_delivered_twice_on_request() {
    let stage = stage().await;
    stage.refuse_webhooks(2);
    let message = open_window(&stage).await;
    let seen = |stage: &Stage| {
        let all = stage.webhooks();
        all.iter().filter(|w| w["entry"][0]["changes"][0]["value"]["messages"][0]["id"] == message).count()
    };
    eventually("the third attempt", async || (seen(&stage) == 1).then_some(())).await;
    eventually("two ticks", async || {
        (entries(&stage.state().await)[0]["status"] == "delivered").then_some(())
    })
    .await;
    assert_eq!(stage.page("/api/redeliver", json!({"message": message})).await.0, 200);
    eventually("the same once more", async || (seen(&stage) == 2).then_some(())).await;
    assert_eq!(stage.page("/api/redeliver", json!({"message": "wamid.unknown"})).await.0, 404);
}

#[tokio::test]
async fn failures_come_as_they_were_asked_for() {
    let stage = stage().await;
    open_window(&stage).await;
    assert_eq!(stage.page("/api/fail", json!({"code": 131056, "times": 2})).await.0, 200);
    for _ in 0..2 {
        let (status, answer) = stage.business(TOKEN, &text_to_customer("hello")).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(131056)));
    }
    stage.page("/api/fail", json!({"code": 131026, "how": "later"})).await;
    let (status, answer) = stage.business(TOKEN, &text_to_customer("hello")).await;
    assert_eq!(status, 200);
    let id = answer["messages"][0]["id"].clone();
    let failed = eventually("a failed status", async || {
        statuses(&stage, &id).into_iter().find(|status| status["status"] == "failed")
    })
    .await;
    assert_eq!(failed["errors"][0]["code"], 131026);

    stage.page("/api/fail", json!({"code": 0, "how": "lose_answer"})).await;
    let (status, answer) = stage.business(TOKEN, &text_to_customer("swallowed")).await;
    assert_eq!((status, answer), (504, Value::Null));
    assert_eq!(entries(&stage.state().await).pop().unwrap()["content"]["text"], "swallowed");
}

#[tokio::test]
async fn mistakes_of_the_page_are_told_in_words() {
    let stage = stage().await;
    stage.state().await;
    for (path, body, status) in [
        ("/api/send", json!({"customer": CUSTOMER, "text": "  "}), 400),
        ("/api/send", json!({"customer": "33639989999", "text": "hello"}), 404),
        ("/api/send", json!({"customer": CUSTOMER, "text": "hello", "quoted": "wamid.unknown"}), 404),
        ("/api/send", json!({"text": "hello"}), 422),
        ("/api/clock", json!({"advance_seconds": 0}), 400),
        ("/api/clock", json!({"advance_seconds": -5}), 422),
        ("/api/fail", json!({"code": 1, "how": "magic"}), 422),
        ("/api/read", json!({"customer": "1"}), 404),
    ] {
        let (got, answer) = stage.page(path, body.clone()).await;
        assert_eq!(got, status, "{path} {body}: {answer}");
        assert!(answer["error"].as_str().is_some_and(|text| text.len() > 10), "{path} {body}: {answer}");
    }
    assert_eq!(entries(&stage.state().await).len(), 0);
}

#[tokio::test]
async fn it_stops_although_a_page_listens_and_a_bot_does_not_answer() {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let config = SandboxConfig {
        webhook_url: "http://127.0.0.1:9/nobody".into(),
        app_secret: "secret".into(),
        access_token: TOKEN.into(),
        numbers: vec![BusinessNumber::nth(0, "Nobody")],
        any_template: true,
        ..SandboxConfig::default()
    };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async move { stopped.await.unwrap() };
    let running = start(socket, config, Arc::new(MovableClock::running()), shutdown).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut events = http.get(format!("http://{address}/api/events")).send().await.unwrap();
    events.chunk().await.unwrap();
    http.get(format!("http://{address}/api/state")).send().await.unwrap();
    let body = json!({"customer": CUSTOMER, "text": "is anybody there?"});
    assert_eq!(
        http.post(format!("http://{address}/api/send")).json(&body).send().await.unwrap().status(),
        200
    );
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), running.stopped()).await.expect("it stops");
}

#[tokio::test]
async fn the_page_hears_of_changes_and_of_new_customers() {
    let stage = stage().await;
    let mut events = stage.http.get(format!("http://{}/api/events", stage.addr)).send().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let first = events.chunk().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("event: change"));
    let (_, new) = stage.page("/api/customers", json!({})).await;
    let second = events.chunk().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&second).contains("event: change"));
    let (_, other) = stage.page("/api/customers", json!({})).await;
    assert_ne!(new["customer"], other["customer"]);
    assert_eq!(stage.state().await["customers"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn files_are_checked_as_the_platform_checks_them() {
    let stage = stage().await;
    open_window(&stage).await;
    let upload = async |token: &str, name: &str, mime: &str, size: usize| {
        let part =
            reqwest::multipart::Part::bytes(vec![7; size]).file_name(name.to_owned()).mime_str(mime).unwrap();
        let form = reqwest::multipart::Form::new()
            .text("messaging_product", "whatsapp")
            .text("type", mime.to_owned())
            .part("file", part);
        let url = format!("http://{}/v25.0/106540352242922/media", stage.addr);
        let answer = stage.http.post(url).bearer_auth(token).multipart(form).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    assert_eq!(upload("stolen", "menu.png", "image/png", 9).await.1["error"]["code"], 190);
    assert_eq!(upload(TOKEN, "menu.gif", "image/gif", 9).await.1["error"]["code"], 100);
    assert_eq!(upload(TOKEN, "menu.png", "image/png", 5 * 1024 * 1024 + 1).await.1["error"]["code"], 131_053);
    let (status, file) = upload(TOKEN, "menu.png", "image/png", 3 * 1024 * 1024).await;
    assert_eq!(status, 200, "{file}");

    let send = |kind: &str, id: &Value| {
        let mut message = text_to_customer("");
        message.as_object_mut().unwrap().remove("text");
        message["type"] = json!(kind);
        message[kind] = json!({"id": id});
        message
    };
    assert_eq!(stage.business(TOKEN, &send("image", &json!("12"))).await.1["error"]["code"], 100);
    assert_eq!(stage.business(TOKEN, &send("video", &file["id"])).await.1["error"]["code"], 131_053);
    assert_eq!(stage.business(TOKEN, &send("image", &file["id"])).await.0, 200);
    let shown = entries(&stage.state().await).pop().unwrap();
    assert_eq!(
        shown["content"],
        json!({"kind": "other", "name": "image", "text": "", "source": "menu.png", "media": file["id"]})
    );
}
