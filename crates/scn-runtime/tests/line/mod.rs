//! A whole runtime on one thread and a virtual clock, with a platform in memory that takes, refuses, hangs and tells
//! statuses as it is told: hours pass in milliseconds.

use crate::common::{NOON, NUMBER, SECRET, envelope};
use scn_engine::Scenario;
use scn_graph::Moment;
use scn_runtime::{Asking, Bench, Clock, Config, Lost, Parts, Platform, Reply, TokioClock, Upload};
use scn_store::{ContactId, Identity, Reader, SendRecord, SendState, SqliteStore};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the platform does with a request.
pub(crate) enum Does {
    Refuses(u16, u32),
    /// An answer that says nothing.
    Answers(u16),
    /// It never gets it.
    Unsent,
    /// It takes it, and the answer is lost.
    Lost,
    /// It takes it after a while.
    Slowly(Duration),
    /// It takes it, and knows the person under these names.
    Knows(&'static str, Option<&'static str>),
}

/// A message that the platform was asked to deliver.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Milliseconds after the start.
    pub(crate) at: i64,
    pub(crate) to: String,
    pub(crate) body: Value,
    pub(crate) wamid: String,
}

pub(crate) struct Desk {
    clock: TokioClock,
    asked: Mutex<Vec<Asked>>,
    does: Mutex<VecDeque<Does>>,
    uploads: Mutex<usize>,
}

impl Platform for Desk {
    fn messages<'a>(&'a self, body: &'a Value) -> Asking<'a> {
        Box::pin(async move {
            if body["status"] == "read" {
                return Ok(answer(200, &json!({"success": true})));
            }
            let does = self.does.lock().unwrap().pop_front();
            if let Some(Does::Unsent) = does {
                return Err(Lost::Unsent("no line".into()));
            }
            let wamid = {
                let mut asked = self.asked.lock().unwrap();
                let wamid = format!("wamid.{}", asked.len());
                let to = body["to"].as_str().or(body["recipient"].as_str()).unwrap_or_default().to_owned();
                let at = self.clock.now().0 - NOON;
                asked.push(Asked { at, to, body: body.clone(), wamid: wamid.clone() });
                wamid
            };
            let taken = json!({"messages": [{"id": wamid}]});
            match does {
                Some(Does::Refuses(http, code)) => {
                    Ok(answer(http, &json!({"error": {"code": code, "message": "no"}})))
                }
                Some(Does::Answers(http)) => Ok(answer(http, &Value::Null)),
                Some(Does::Lost) => Err(Lost::Unknown("no answer".into())),
                Some(Does::Slowly(time)) => {
                    tokio::time::sleep(time).await;
                    Ok(answer(200, &taken))
                }
                Some(Does::Knows(wa_id, user_id)) => {
                    let mut taken = taken;
                    taken["contacts"] = json!([{"wa_id": wa_id, "user_id": user_id}]);
                    Ok(answer(200, &taken))
                }
                _ => Ok(answer(200, &taken)),
            }
        })
    }

    /// Files take their time.
    fn upload(&self, _: Upload) -> Asking<'_> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(5)).await;
            let mut uploads = self.uploads.lock().unwrap();
            *uploads += 1;
            Ok(answer(200, &json!({"id": format!("media-{uploads}")})))
        })
    }
}

fn answer(http: u16, body: &Value) -> Reply {
    Reply { http, body: body.to_string().into_bytes(), retry_after: None }
}

/// Who writes, by whatever the platform tells.
pub(crate) const ADA: Who = Who { phone: Some("41790000001"), user: None };
pub(crate) const BEN: Who = Who { phone: Some("41790000002"), user: None };

#[derive(Clone, Copy)]
pub(crate) struct Who {
    pub(crate) phone: Option<&'static str>,
    pub(crate) user: Option<&'static str>,
}

/// A runtime at work.
pub(crate) struct Line {
    bench: Bench,
    pub(crate) store: Arc<SqliteStore>,
    desk: Arc<Desk>,
    clock: TokioClock,
    said: Mutex<usize>,
}

/// Runs it all, until the story is over.
pub(crate) fn tell<F: Future<Output = ()>>(
    scenario: Scenario,
    change: impl FnOnce(&mut Config),
    story: impl FnOnce(Arc<Line>) -> F,
) {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let clock = TokioClock::starting_at(Moment(NOON));
        let (asked, does, uploads) = (Mutex::default(), Mutex::default(), Mutex::default());
        let desk = Arc::new(Desk { clock, asked, does, uploads });
        let file = folder.path().join("bot.db");
        let mut config = Config::for_sandbox("127.0.0.1:0".parse().unwrap(), "http://nowhere", file);
        config.messages_per_second = 1000;
        config.project = folder.path().to_owned();
        change(&mut config);
        let store = Arc::new(SqliteStore::open(&config.store).unwrap());
        let parts =
            Parts { config, scenario, store: store.clone(), clock: Arc::new(clock), platform: desk.clone() };
        let bench = Bench::start(parts, 7).await.unwrap();
        story(Arc::new(Line { bench, store, desk, clock, said: Mutex::default() })).await;
    });
}

impl Line {
    /// What happens to the next requests; afterwards everything is taken.
    pub(crate) fn will(&self, does: impl IntoIterator<Item = Does>) {
        self.desk.does.lock().unwrap().extend(does);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.desk.asked.lock().unwrap().clone()
    }

    /// The words of all requests so far.
    pub(crate) fn words(&self) -> Vec<String> {
        let words = |asked: &Asked| asked.body["text"]["body"].as_str().unwrap_or("(more)").to_owned();
        self.asked().iter().map(words).collect()
    }

    pub(crate) async fn deliver(&self, webhook: &Value) {
        let body = webhook.to_string().into_bytes();
        let signature = scn_whatsapp::sign(&body, SECRET);
        assert_eq!(self.bench.webhook(Some(&signature), body).await, 200);
    }

    /// A text, now.
    pub(crate) async fn says(&self, who: Who, words: &str) {
        self.said_at(who, words, self.clock.now().0).await;
    }

    /// A text that was written at that time and arrives now.
    pub(crate) async fn said_at(&self, who: Who, words: &str, at: i64) {
        let id = {
            let mut said = self.said.lock().unwrap();
            *said += 1;
            format!("wamid.IN{said}")
        };
        let message = json!({"id": id, "timestamp": (at / 1000).to_string(), "type": "text", "text": {"body": words},
            "from": who.phone, "from_user_id": who.user});
        self.deliver(&envelope("messages", message)).await;
        self.passes(Duration::from_millis(10)).await;
    }

    /// A notice of the platform about a person.
    pub(crate) async fn notices(&self, from: Who, system: Value) {
        let message = json!({"id": format!("wamid.S{system}"), "timestamp": (self.clock.now().0 / 1000).to_string(),
            "type": "system", "system": system, "from": from.phone, "from_user_id": from.user});
        self.deliver(&envelope("messages", message)).await;
    }

    /// The platform tells about the request with this number, the first is 0.
    pub(crate) async fn status(&self, number: usize, status: &str, code: Option<u32>) {
        let asked = self.asked()[number].clone();
        let errors = code.map(|code| json!([{"code": code, "title": "no"}]));
        let element = json!({"id": asked.wamid, "status": status, "timestamp": (self.clock.now().0 / 1000).to_string(),
            "recipient_id": asked.to.trim_start_matches('+'), "errors": errors,
            "biz_opaque_callback_data": asked.body["biz_opaque_callback_data"]});
        self.deliver(&envelope("statuses", element)).await;
        self.passes(Duration::from_millis(10)).await;
    }

    pub(crate) async fn arrives(&self, number: usize) {
        self.status(number, "delivered", None).await;
    }

    pub(crate) async fn fails(&self, number: usize, code: u32) {
        self.status(number, "failed", Some(code)).await;
    }

    pub(crate) async fn passes(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    pub(crate) async fn seconds_pass(&self, seconds: u64) {
        self.passes(Duration::from_secs(seconds)).await;
    }

    pub(crate) fn contact(&self, who: Who) -> ContactId {
        let phone = who.phone.map(|digits| format!("+{digits}"));
        let user_id = who.user.map(str::to_owned);
        self.store.find(&Identity { number: NUMBER.into(), user_id, phone, name: None }).unwrap().unwrap()
    }

    pub(crate) fn sends(&self, who: Who) -> Vec<SendRecord> {
        self.store.sends(self.contact(who)).unwrap()
    }

    pub(crate) fn states(&self, who: Who) -> Vec<SendState> {
        self.sends(who).iter().map(|send| send.state).collect()
    }

    pub(crate) fn history(&self, who: Who) -> Vec<String> {
        let lines = self.store.history(self.contact(who), 99).unwrap();
        lines.into_iter().map(|line| line.text).collect()
    }

    pub(crate) fn contacts(&self) -> u64 {
        self.store.counts().unwrap().contacts
    }
}
