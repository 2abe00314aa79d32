//! The emulator as the platform behaves, and as it can be ordered to behave.

mod recorder;

use recorder::{ADA, BEN, TOKEN, answer_of, eventually, stage, stage_with};
use serde_json::{Value, json};
use std::time::Duration;

fn code(answer: &(u16, Value)) -> (u16, u64) {
    (answer.0, answer.1["error"]["code"].as_u64().unwrap_or_default())
}

#[tokio::test]
async fn every_way_to_fail_can_be_ordered() {
    let stage = stage().await;
    stage.writes(ADA).await;
    let fail = async |order: Value| stage.api("/api/fail", order).await;

    fail(json!({"code": 130_429, "retry_after": 7})).await;
    let url = format!("http://{}/v25.0/{}/messages", stage.addr, stage.config.numbers[0].id);
    let text = json!({"messaging_product": "whatsapp", "to": ADA, "type": "text", "text": {"body": "a"}});
    let refused = stage.http.post(&url).bearer_auth(TOKEN).json(&text).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (400, "7"));

    for status in [500, 502, 503, 429] {
        fail(json!({"how": "http", "status": status, "retry_after": 2})).await;
        let broken = stage.http.post(&url).bearer_auth(TOKEN).json(&text).send().await.unwrap();
        assert_eq!(broken.status().as_u16(), status);
        assert_eq!(broken.headers()["retry-after"], "2");
        assert!(broken.json::<Value>().await.is_err(), "a page, no JSON");
    }

    fail(json!({"how": "drop", "accepted": true})).await;
    assert_eq!(stage.sends(ADA, "dropped").await.0, 0, "the connection broke");
    fail(json!({"how": "hang", "accepted": false})).await;
    let patience = Duration::from_millis(200);
    let hung = stage.http.post(&url).bearer_auth(TOKEN).json(&text).timeout(patience).send().await;
    assert!(hung.unwrap_err().is_timeout());
    fail(json!({"how": "lose_answer"})).await;
    assert_eq!(stage.sends(ADA, "lost").await, (504, Value::Null));

    let shown = stage.read(&format!("/api/state?customer={ADA}")).await["chat"]["entries"].clone();
    let business = shown.as_array().unwrap().iter().filter(|entry| entry["from"] == "business");
    let texts: Vec<&Value> = business.map(|entry| &entry["content"]["text"]).collect();
    assert_eq!(texts, ["dropped", "lost"], "what was taken is on the phone");
    assert_eq!(stage.sends(ADA, "well").await.0, 200, "all orders are used up");
}

#[tokio::test]
async fn every_code_of_the_table_comes_with_its_status() {
    let stage = stage_with(|config| config.limits = false).await;
    stage.writes(ADA).await;
    for wanted in [
        0, 1, 2, 3, 4, 10, 33, 100, 190, 368, 80_007, 130_429, 130_472, 130_497, 131_000, 131_005, 131_008,
        131_009, 131_016, 131_021, 131_026, 131_030, 131_031, 131_037, 131_042, 131_045, 131_047, 131_048,
        131_049, 131_050, 131_051, 131_053, 131_056, 131_057, 131_062, 131_063, 132_000, 132_001, 132_005,
        132_007, 132_012, 132_015, 132_016, 132_068, 132_069, 133_004, 133_010, 137_000, 999_999,
    ] {
        stage.api("/api/fail", json!({"code": wanted})).await;
        let answer = stage.sends(ADA, "x").await;
        assert_eq!(code(&answer).1, u64::from(wanted as u32));
        let row = scn_whatsapp::limits::error(wanted as u32).and_then(|row| row.http);
        assert_eq!(answer.0, row.unwrap_or(400), "{wanted}");
        assert!(answer.1["error"]["message"].as_str().unwrap().starts_with(&format!("(#{wanted})")));
    }
}

#[tokio::test]
async fn failures_are_for_one_customer_or_by_chance_and_can_be_taken_back() {
    let stage = stage_with(|config| config.limits = false).await;
    stage.writes(ADA).await;
    stage.writes(BEN).await;
    stage.api("/api/fail", json!({"code": 131_026, "customer": BEN, "times": 2})).await;
    assert_eq!(stage.sends(ADA, "a").await.0, 200);
    assert_eq!(code(&stage.sends(BEN, "b").await), (400, 131_026));
    stage.http.delete(format!("http://{}/api/fail", stage.addr)).send().await.unwrap();
    assert_eq!(stage.sends(BEN, "b").await.0, 200);

    let rolls = async |seed: u64| {
        let stage = stage_with(|config| (config.limits, config.seed) = (false, seed)).await;
        stage.writes(ADA).await;
        stage.api("/api/fail", json!({"code": 131_000, "probability": 0.4})).await;
        let mut all = Vec::new();
        for _ in 0..40 {
            all.push(stage.sends(ADA, "a").await.0 == 200);
        }
        all
    };
    let first = rolls(7).await;
    assert!(first.contains(&true) && first.contains(&false));
    assert_eq!(first, rolls(7).await, "the same seed, the same failures");
    assert_ne!(first, rolls(8).await);
}

#[tokio::test]
async fn the_platform_limits_how_fast_a_business_writes() {
    let stage = stage_with(|config| config.throughput = 60).await;
    stage.writes(ADA).await;
    stage.writes(BEN).await;
    for _ in 0..45 {
        assert_eq!(stage.sends(ADA, "a").await.0, 200);
    }
    assert_eq!(code(&stage.sends(ADA, "a").await), (400, 131_056));
    for _ in 0..13 {
        assert_eq!(stage.sends(BEN, "b").await.0, 200, "the others are not concerned");
    }
    // With the two that customers wrote, and without the one that was refused, these are sixty.
    assert_eq!(code(&stage.sends(BEN, "b").await), (400, 130_429));
    stage.api("/api/clock", json!({"advance_seconds": 6})).await;
    assert_eq!(stage.sends(ADA, "a").await.0, 200);
    assert_eq!(code(&stage.sends(ADA, "a").await), (400, 131_056), "one in six seconds");
}

#[tokio::test]
async fn statuses_come_in_any_order_as_often_as_ordered() {
    let stage = stage().await;
    stage.writes(ADA).await;
    for (order, times) in [(vec!["delivered", "sent", "sent"], 1), (vec!["read"], 1)] {
        stage.api("/api/statuses", json!({"order": order, "times": times})).await;
        let (_, answer) = stage.sends(ADA, "a").await;
        assert_eq!(stage.statuses(&answer, order.len()).await, order);
    }
    stage.api("/api/statuses", json!({"order": [], "times": 1})).await;
    let (_, without) = stage.sends(ADA, "a").await;
    let (_, usual) = stage.sends(ADA, "b").await;
    assert_eq!(stage.statuses(&usual, 2).await, ["sent", "delivered"], "afterwards all is as usual");
    assert_eq!(stage.statuses(&without, 0).await, Vec::<String>::new());
    let priced: Vec<Value> =
        stage.all("statuses").iter().map(|status| status["pricing"]["category"].clone()).collect();
    assert!(priced.iter().all(|category| category == "service"), "{priced:?}");
}

#[tokio::test]
async fn webhooks_are_held_and_let_go_in_the_order_of_a_script() {
    let stage = stage().await;
    stage.writes(ADA).await;
    eventually("the first", || (stage.all("messages").len() == 1).then_some(())).await;
    stage.api("/api/webhooks", json!({"hold": true})).await;
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        ids.push(stage.api("/api/send", json!({"customer": ADA, "text": text})).await["message"].clone());
    }
    let held = stage.read("/api/webhooks").await["held"].clone();
    let number = |place: usize| held[place]["webhook"].clone();
    assert_eq!(held[1]["value"]["messages"][0]["id"], ids[1]);
    let order = json!({"webhooks": [number(2), number(0)]});
    assert_eq!(stage.api("/api/release", order).await["released"], 2);
    eventually("two", || (stage.all("messages").len() == 3).then_some(())).await;
    assert_eq!(stage.api("/api/release", json!({})).await["released"], 1);
    let all = eventually("all", || Some(stage.all("messages")).filter(|all| all.len() == 4)).await;
    let texts: Vec<&str> = all.iter().map(|it| it["text"]["body"].as_str().unwrap()).collect();
    assert_eq!(texts, ["hello", "three", "one", "two"]);
}

#[tokio::test]
async fn webhooks_travel_together_twice_or_never() {
    let stage = stage().await;
    stage.writes(ADA).await;
    stage.writes(BEN).await;
    eventually("both", || (stage.webhooks().len() == 2).then_some(())).await;
    stage.api("/api/webhooks", json!({"batch": 4, "batch_ms": 5000})).await;
    let second = &stage.config.numbers[1].id;
    stage.read(&format!("/api/state?customer={ADA}&number={second}")).await;
    for (customer, number) in [(ADA, 0), (BEN, 0), (ADA, 1), (BEN, 0)] {
        let number = &stage.config.numbers[number].id;
        stage.api("/api/send", json!({"customer": customer, "number": number, "text": "x"})).await;
    }
    let batch = eventually("the batch", || stage.webhooks().get(2).cloned()).await;
    assert_eq!(batch["entry"].as_array().unwrap().len(), 2, "one for each number");
    let value = &batch["entry"][0]["changes"][0]["value"];
    assert_eq!(
        (value["messages"].as_array().unwrap().len(), value["contacts"].as_array().unwrap().len()),
        (3, 2)
    );
    assert_eq!(batch["entry"][1]["changes"][0]["value"]["metadata"]["phone_number_id"], *second);
    assert_eq!(scn_whatsapp::parse(batch.to_string().as_bytes()).unwrap().len(), 4);

    stage.api("/api/webhooks", json!({"duplicate": 1.0})).await;
    stage.api("/api/send", json!({"customer": ADA, "text": "twice"})).await;
    eventually("two more", || (stage.webhooks().len() == 5).then_some(())).await;
    stage.api("/api/webhooks", json!({"lose": 1.0})).await;
    stage.api("/api/send", json!({"customer": ADA, "text": "never"})).await;
    let log = stage.read("/api/log?kind=webhook").await;
    assert_eq!(log["exchanges"].as_array().unwrap().last().unwrap()["note"], "lost on purpose");
    assert_eq!(stage.try_api("/api/webhooks", json!({"lose": 2})).await.0, 400);
}

#[tokio::test]
async fn attempts_go_on_until_the_webhook_is_taken() {
    let stage = stage().await;
    stage.api("/api/webhooks", json!({"retry_ms": [5, 20]})).await;
    stage.refuse(3);
    stage.writes(ADA).await;
    eventually("taken", || (stage.webhooks().len() == 1).then_some(())).await;
    let mut attempts = Vec::new();
    while attempts.len() < 4 {
        let log = stage.read("/api/log?kind=webhook").await;
        let all = log["exchanges"].as_array().unwrap().iter();
        attempts = all.map(|one| (one["attempt"].clone(), one["status"].clone())).collect();
    }
    let of = |attempt: u32, status: u32| (json!(attempt), json!(status));
    assert_eq!(attempts, [of(1, 503), of(2, 503), of(3, 503), of(4, 200)]);
}

#[tokio::test]
async fn templates_are_created_listed_reviewed_paused_and_deleted() {
    let stage = stage().await;
    let path = format!("{}/message_templates", stage.config.account);
    let body = json!([{"type": "BODY", "text": "Your order {{1}} is ready now.", "example": {"body_text": [["17"]]}}]);
    let template =
        |name: &str| json!({"name": name, "language": "en", "category": "UTILITY", "components": body});
    for name in ["a", "b", "c"] {
        let (status, made) = stage.graph("POST", &path, Some(template(name))).await;
        assert_eq!((status, &made["status"]), (200, &json!("PENDING")), "{made}");
    }
    let refused = stage.graph("POST", &path, Some(template("Not a name"))).await;
    assert_eq!(code(&refused), (400, 100));
    let send = json!({"to": ADA, "type": "template", "template": {"name": "a", "language": {"code": "en"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "17"}]}]}});
    assert_eq!(code(&stage.says(send.clone()).await), (404, 132_001), "not reviewed yet");

    stage.api("/api/clock", json!({"advance_seconds": 6})).await;
    let events = eventually("the review", || {
        Some(stage.changes("message_template_status_update")).filter(|all| all.len() == 3)
    })
    .await;
    assert!(events.iter().all(|event| event["event"] == "APPROVED"));
    let (status, sent) = stage.says(send.clone()).await;
    assert_eq!((status, &sent["messages"][0]["message_status"]), (200, &json!("accepted")));
    stage.statuses(&sent, 1).await;
    assert_eq!(stage.all("statuses")[0]["pricing"]["category"], "utility");

    let (_, first) = stage.graph("GET", &format!("{path}?limit=2&fields=name,status"), None).await;
    assert_eq!(first["data"][0], json!({"name": "a", "status": "APPROVED", "id": first["data"][0]["id"]}));
    let next = first["paging"]["next"].as_str().unwrap();
    let rest = answer_of(stage.http.get(next).bearer_auth(TOKEN)).await.1;
    assert_eq!((&rest["data"][0]["name"], &rest["paging"]["next"]), (&json!("c"), &Value::Null));

    stage.api("/api/templates", json!({"name": "a", "state": "PAUSED"})).await;
    assert_eq!(code(&stage.says(send.clone()).await), (400, 132_015));
    stage.api("/api/clock", json!({"advance_seconds": 3 * 3600})).await;
    assert_eq!(stage.says(send.clone()).await.0, 200, "the pause is over");
    stage.api("/api/templates", json!({"name": "a", "state": "DISABLED"})).await;
    assert_eq!(code(&stage.says(send.clone()).await), (400, 132_016));
    assert_eq!(stage.graph("DELETE", &format!("{path}?name=a"), None).await.0, 200);
    assert_eq!(code(&stage.says(send).await), (404, 132_001));
}

#[tokio::test]
async fn what_a_health_check_asks_is_answered() {
    let stage = stage().await;
    let number = stage.config.numbers[0].id.clone();
    let account = stage.config.account.clone();
    let (_, info) = stage.graph("GET", &format!("{number}?fields=quality_rating,throughput"), None).await;
    assert_eq!(info, json!({"quality_rating": "GREEN", "throughput": {"level": "STANDARD"}, "id": number}));
    let (_, numbers) = stage.graph("GET", &format!("{account}/phone_numbers"), None).await;
    assert_eq!(numbers["data"].as_array().unwrap().len(), 2);
    let (_, token) = stage.graph("GET", &format!("debug_token?input_token={TOKEN}"), None).await;
    assert_eq!(token["data"]["is_valid"], true);
    let (_, other) = stage.graph("GET", "debug_token?input_token=other", None).await;
    assert_eq!(other["data"]["is_valid"], false);
    let apps = format!("{account}/subscribed_apps");
    assert_eq!(stage.graph("DELETE", &apps, None).await.0, 200);
    assert_eq!(stage.graph("GET", &apps, None).await.1, json!({"data": []}));
    assert_eq!(stage.graph("POST", &apps, None).await.0, 200);
    let url = format!("http://{}/v25.0/{number}", stage.addr);
    assert_eq!(code(&answer_of(stage.http.get(url).bearer_auth("stolen")).await), (401, 190));
    assert_eq!(code(&stage.graph("GET", "77", None).await), (400, 100));
    assert_eq!(stage.api("/api/handshake", json!({"verify_token": "right"})).await["verified"], true);
    assert_eq!(stage.api("/api/handshake", json!({"verify_token": "wrong"})).await["verified"], false);
}

#[tokio::test]
async fn groups_take_texts_and_their_statuses_name_the_participants() {
    let stage = stage().await;
    for customer in [ADA, BEN] {
        stage.read(&format!("/api/state?customer={customer}")).await;
        stage
            .api("/api/send", json!({"customer": customer, "text": "hi", "group": "Y2FwaV9ncm91cDox"}))
            .await;
    }
    let to = |kind: &str, part: Value| json!({"recipient_type": "group", "to": "Y2FwaV9ncm91cDox", "type": kind, kind: part});
    let (status, answer) = stage.says(to("text", json!({"body": "hello all"}))).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(stage.statuses(&answer, 3).await, ["sent", "delivered", "delivered"]);
    let all = stage.all("statuses");
    let of_one: Vec<&Value> = all.iter().map(|status| &status["recipient_participant_id"]).collect();
    assert_eq!(of_one, [&Value::Null, &json!(ADA), &json!(BEN)]);
    assert!(all.iter().all(|status| status["recipient_type"] == "group"));
    let question = json!({"type": "button", "body": {"text": "?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Yes"}}]}});
    assert_ne!(stage.says(to("interactive", question)).await.0, 200, "no buttons in groups");
}

#[tokio::test]
async fn request_bodies_are_judged_as_the_platform_judges_them() {
    let stage = stage_with(|config| (config.limits, config.any_template) = (false, true)).await;
    stage.writes("16505551234").await;
    let tests =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../scn-whatsapp/tests/fixtures/outbound_selftest.jsonl");
    let (mut good, mut bad) = (0, 0);
    for line in std::fs::read_to_string(tests).unwrap().lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let body = case["body"].clone();
        let valid = case["expect"] == "pass";
        let url = format!("{}/messages", stage.config.numbers[0].id);
        let (status, answer) = stage.graph("POST", &url, Some(body)).await;
        let code = answer["error"]["code"].as_u64().unwrap_or_default();
        if valid {
            // What only the platform knows: files, groups, messages, and whose window is open.
            let details = answer["error"]["error_data"]["details"].as_str().unwrap_or_default();
            let known = ["media attachment", "group", "no message", "recipient", "24 hours"];
            assert!(status == 200 || known.iter().any(|it| details.contains(it)), "{case}: {answer}");
            good += 1;
        } else {
            assert!(
                status >= 400 && [100, 131_008, 131_009, 131_026, 131_041].contains(&code),
                "{case}: {status} {answer}"
            );
            bad += 1;
        }
    }
    assert!(good > 50 && bad > 90, "{good} {bad}");
}

#[tokio::test]
async fn the_log_the_export_and_the_reset_serve_assertions() {
    let stage = stage().await;
    stage.writes(ADA).await;
    stage.sends(ADA, "one").await;
    stage.sends(ADA, "").await;
    let log = stage.read("/api/log?kind=request").await;
    let all = log["exchanges"].as_array().unwrap();
    assert_eq!((&all[0]["body"]["text"]["body"], &all[0]["status"]), (&json!("one"), &json!(200)));
    assert_eq!((&all[1]["status"], &all[1]["answer"]["error"]["code"]), (&json!(400), &json!(131_009)));
    let after = stage.read(&format!("/api/log?kind=request&since={}", all[0]["n"])).await;
    assert_eq!(after["exchanges"].as_array().unwrap().len(), 1);

    let export = stage.read("/api/export").await;
    assert_eq!(export["chats"][0]["entries"].as_array().unwrap().len(), 3);
    assert_eq!(export["customers"][0]["phone"], ADA);
    let before = stage.writes(ADA).await;
    stage.api("/api/fail", json!({"code": 1, "times": 9})).await;
    stage.api("/api/reset", json!({})).await;
    let export = stage.read("/api/export").await;
    assert_eq!((&export["chats"], &export["failures"]), (&json!([]), &json!([])));
    assert_ne!(stage.writes(ADA).await, before, "no id is given twice");
    assert_eq!(stage.sends(ADA, "again").await.0, 200);
}

#[tokio::test]
async fn hostile_requests_get_an_error_and_nothing_else() {
    let stage = stage().await;
    let number = stage.config.numbers[0].id.clone();
    let url = format!("http://{}/v25.0/{number}/messages", stage.addr);
    let long = "x".repeat(3 << 20);
    let deep = "[".repeat(100_000);
    for body in ["", "{", "null", "[]", "7", "\"text\"", &deep, &long, "{\"messaging_product\": 7}", "\u{0}"]
    {
        let (status, _) = answer_of(stage.http.post(&url).bearer_auth(TOKEN).body(body.to_owned())).await;
        assert!((400..500).contains(&status), "{status} for {:.20}", body);
    }
    for path in
        ["/api/message", "/api/fail", "/api/statuses", "/api/webhooks", "/api/customers", "/api/webhook"]
    {
        for body in [json!(7), json!([]), json!({"customer": 7, "times": -1, "phone": "x", "field": 1})] {
            let (status, answer) = stage.try_api(path, body.clone()).await;
            assert!((400..500).contains(&status), "{path} {body}: {status}");
            assert!(answer["error"].is_string(), "{path} {body}: {answer}");
        }
    }
    let (status, answer) = stage.graph("GET", "nonsense/edge/of", None).await;
    assert!(status == 404 || status == 405, "{status} {answer}");
    stage.writes(ADA).await;
    assert_eq!(stage.sends(ADA, "still there").await.0, 200);
}

#[tokio::test]
async fn a_quiet_world_keeps_no_chats_and_takes_messages_all_the_same() {
    let stage = stage_with(|config| (config.quiet_world, config.limits) = (true, false)).await;
    let id = stage.writes(ADA).await;
    let (_, answer) = stage.sends(ADA, "one").await;
    assert_eq!(stage.statuses(&answer, 2).await, ["sent", "delivered"]);
    let read = json!({"status": "read", "message_id": id});
    assert_eq!(stage.says(read).await.1, json!({"success": true}));
    let state = stage.read(&format!("/api/state?customer={ADA}")).await;
    assert_eq!(state["chat"]["entries"], json!([]));
}

#[tokio::test]
async fn about_the_app_one_asks_with_its_secret() {
    let stage = stage().await;
    let url = format!("http://{}/v25.0/900000000000/subscriptions", stage.addr);
    let asked = async |token: &str| stage.http.get(&url).bearer_auth(token).send().await.unwrap();
    let told: Value = asked(&format!("900000000000|{}", stage.config.app_secret)).await.json().await.unwrap();
    assert_eq!(told["data"][0]["callback_url"], stage.config.webhook_url);
    for wrong in [TOKEN, "900000000000|another secret"] {
        assert_eq!(asked(wrong).await.status().as_u16(), 401);
    }
}
