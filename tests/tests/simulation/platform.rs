//! The platform, with its own clock and its own books.

use crate::ledger::{State, row_of};
use crate::plan::{DAY, HOUR, MINUTE, SECOND};
use crate::world::{Event, NOON, Shared, World};
pub(crate) use scn_runtime::Reply;
use scn_runtime::{Asking, Lost, Platform, Upload};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::oneshot;

pub(crate) const NUMBER: &str = "100000000000001";

/// One code of each class of the table, and one that is in no table.
const CODES: &[(u16, u32)] = &[
    (400, 131_000),
    (400, 131_016),
    (429, 130_429),
    (400, 131_056),
    (400, 131_026),
    (400, 131_050),
    (400, 131_047),
    (400, 131_049),
    (404, 132_001),
    (400, 100),
    (401, 190),
    (400, 131_042),
    (400, 131_048),
    (400, 999_999),
    (500, 2),
    (503, 131_016),
];

/// What the platform knows.
#[derive(Default)]
pub(crate) struct Books {
    requests: BTreeMap<u64, Request>,
    next_request: u64,
    next_wamid: u64,
    /// When each customer wrote last.
    pub wrote: BTreeMap<String, i64>,
    /// What each customer saw, in order: rows and words.
    pub seen: BTreeMap<String, Vec<(i64, String)>>,
    /// How often each row was taken, and whether it was ever refused.
    pub taken: BTreeMap<i64, u32>,
    pub refused: BTreeMap<i64, u32>,
    /// How often a request for each row set out.
    pub tried: BTreeMap<i64, u32>,
    pub again: u32,
    pub wrong: Vec<String>,
}

struct Request {
    row: i64,
    callback: String,
    to: String,
    text: String,
    is_template: bool,
    began: i64,
    fate: Fate,
    answer: oneshot::Sender<Result<Reply, Lost>>,
}

/// Drawn when a request sets out.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Good,
    /// It gets there, its answer does not get back.
    Unanswered,
    /// It gets there, and something on the way says 502.
    Gateway,
    Refused(u16, u32),
}

impl Platform for Shared {
    fn messages<'a>(&'a self, body: &'a Value) -> Asking<'a> {
        Box::pin(async move {
            let answer = self.lock().sets_out(body);
            self.tell();
            match answer {
                // Whoever is dead hears nothing.
                None => std::future::pending().await,
                Some(answer) => match answer.await {
                    Ok(answer) => answer,
                    Err(_) => std::future::pending().await,
                },
            }
        })
    }

    fn upload(&self, _: Upload) -> Asking<'_> {
        Box::pin(async { Err(Lost::Unsent("nothing is uploaded in this world".to_owned())) })
    }
}

impl World {
    /// A request leaves the process; its answer comes through the channel.
    fn sets_out(&mut self, body: &Value) -> Option<oneshot::Receiver<Result<Reply, Lost>>> {
        if self.dead {
            return None;
        }
        let (answer, heard) = oneshot::channel();
        let there = self.dice.between(5, 400);
        if body["status"] == "read" {
            let result = Ok(ok(&json!({"success": true})));
            self.plan_event(there, Event::Answers { answer, result });
            return Some(heard);
        }
        let callback = body["biz_opaque_callback_data"].as_str().unwrap_or_default().to_owned();
        let row = row_of(&callback).unwrap_or_default();
        *self.books.tried.entry(row).or_default() += 1;
        // Known (seed 179): the outcome of a try that a status has ended already is taken for that of the next one.
        if self.plan.nodes == 1
            && self.ledger.rows.get(&row).is_none_or(|row| row.state != State::Sending && !row.failed_later)
        {
            let state = self.ledger.rows.get(&row).map(|row| row.state);
            self.books.wrong.push(format!("row {row} was sent while {state:?}"));
        }
        if self.dice.happens(self.plan.unsent) || self.outage() == Some(None) {
            self.trouble(format!("row {row}: no connection"));
            let result = Err(Lost::Unsent("no connection".to_owned()));
            self.plan_event(there, Event::Answers { answer, result });
            return Some(heard);
        }
        if self.dice.happens(self.plan.swallowed) {
            self.trouble(format!("row {row}: the request is lost on its way"));
            let result = Err(Lost::Unknown("no answer in time".to_owned()));
            self.plan_event(30 * SECOND, Event::Answers { answer, result });
            return Some(heard);
        }
        let fate = self.fate();
        let request = Request {
            row,
            callback,
            to: body["to"].as_str().or(body["recipient"].as_str()).unwrap_or_default().to_owned(),
            text: words(body),
            is_template: body["type"] == "template",
            began: self.now(),
            fate,
            answer,
        };
        self.books.next_request += 1;
        let number = self.books.next_request;
        self.books.requests.insert(number, request);
        self.plan_event(there, Event::Arrives { request: number });
        Some(heard)
    }

    fn fate(&mut self) -> Fate {
        if let Some(Some(code)) = self.outage() {
            return Fate::Refused(if code == 190 { 401 } else { 400 }, code);
        }
        if self.dice.happens(self.plan.refused) {
            let (http, code) = self.dice.one_of(CODES);
            return Fate::Refused(http, code);
        }
        if self.dice.happens(self.plan.unanswered) {
            return Fate::Unanswered;
        }
        if self.dice.happens(self.plan.gateway) {
            return Fate::Gateway;
        }
        Fate::Good
    }

    fn outage(&self) -> Option<Option<u32>> {
        let at = self.now() - NOON;
        self.plan.outages.iter().find(|outage| (outage.from..outage.to).contains(&at)).map(|it| it.code)
    }

    /// A request is there: it is taken or refused, and answered.
    pub(crate) fn arrives(&mut self, number: u64) {
        let Some(request) = self.books.requests.remove(&number) else { return };
        let row = request.row;
        let back = self.dice.between(5, 600);
        if let Fate::Refused(http, code) = request.fate {
            return self.refuses(request, http, code, back);
        }
        if !request.is_template && self.window_is_closed(&request) {
            return self.refuses(request, 400, 131_047, back);
        }
        let wamid = self.takes(&request);
        let (back, result) = match request.fate {
            Fate::Unanswered => {
                self.trouble(format!("row {row}: the answer is lost"));
                (30 * SECOND, Err(Lost::Unknown("no answer in time".to_owned())))
            }
            Fate::Gateway => {
                self.trouble(format!("row {row}: a gateway answers 502"));
                (back, Ok(Reply { http: 502, body: b"<html>".to_vec(), retry_after: None }))
            }
            _ => (back, Ok(ok(&json!({"messaging_product": "whatsapp", "messages": [{"id": wamid}]})))),
        };
        self.plan_event(back, Event::Answers { answer: request.answer, result });
    }

    fn window_is_closed(&mut self, request: &Request) -> bool {
        let open_until = self.books.wrote.get(&request.to).map_or(i64::MIN, |at| at + DAY);
        let is_closed = self.now() >= open_until;
        // Its own clock is right, and the request did not take long: it should have known.
        if is_closed && self.believed() == self.now() && request.began >= open_until {
            self.books.wrong.push(format!("row {} was sent after the window had closed", request.row));
        }
        is_closed
    }

    fn refuses(&mut self, request: Request, http: u16, code: u32, back: i64) {
        self.trouble(format!("row {}: refused with {http} {code}", request.row));
        *self.books.refused.entry(request.row).or_default() += 1;
        let retry_after =
            self.dice.happens(200).then(|| Duration::from_secs(self.dice.between(1, 90).unsigned_abs()));
        let body = json!({"error": {"message": "no", "code": code}}).to_string().into_bytes();
        let result = Ok(Reply { http, body, retry_after });
        self.plan_event(back, Event::Answers { answer: request.answer, result });
    }

    /// The customer sees it, unless the platform finds out later that they cannot.
    fn takes(&mut self, request: &Request) -> String {
        let row = request.row;
        *self.books.taken.entry(row).or_default() += 1;
        self.books.next_wamid += 1;
        let wamid = format!("wamid.OUT{}", self.books.next_wamid);
        let fails = self.dice.happens(self.plan.fails_later);
        self.statuses(request, &wamid, fails);
        if fails {
            self.note(format!("row {row} is taken, and will fail"));
            return wamid;
        }
        self.note(format!("{} sees “{}” (row {row})", request.to, request.text));
        let is_unknown = |row: &i64| self.ledger.rows.get(row).is_some_and(|row| row.was_unknown);
        let unsure = is_unknown(&row);
        // One whose fate is unknown counts as not sent after a while, also where another one goes out again.
        let failed = self.ledger.rows.get(&row).is_some_and(|row| row.failed_later);
        let may_be_later = |other: &i64| failed && is_unknown(other);
        let seen = self.books.seen.entry(request.to.clone()).or_default();
        if seen.iter().any(|(other, _)| *other == row) {
            self.books.again += 1;
            if !unsure || self.plan.gives_up {
                self.books.wrong.push(format!("{} saw row {row} again", request.to));
            }
        } else if let Some((later, _)) = seen.iter().find(|(other, _)| *other > row && !may_be_later(other)) {
            self.books.wrong.push(format!("{} saw row {row} after row {later}", request.to));
        }
        seen.push((row, request.text.clone()));
        wamid
    }

    fn statuses(&mut self, request: &Request, wamid: &str, fails: bool) {
        let (row, to) = (request.row, request.to.trim_start_matches('+'));
        let code = self.dice.one_of(&[131_026, 131_000, 131_049, 131_047, 131_056]);
        let mut at = 0;
        let stages: &[&str] = if fails { &["sent", "failed"] } else { &["sent", "delivered", "read"] };
        for stage in stages {
            at += self.dice.between(50, 3 * SECOND);
            if self.dice.happens(self.plan.status_lost) {
                continue;
            }
            let copies = if self.dice.happens(self.plan.status_twice) { 2 } else { 1 };
            for _ in 0..copies {
                let late = match self.dice.happens(self.plan.status_late) {
                    true => self.dice.one_of(&[20 * SECOND, 2 * MINUTE, HOUR]),
                    false => 0,
                };
                let after = at + self.dice.between(0, late);
                let errors = match *stage {
                    "failed" => json!([{"code": code, "title": "it failed"}]),
                    _ => json!([]),
                };
                let status = json!({"id": wamid, "status": stage, "recipient_id": to,
                    "timestamp": ((self.now() + at) / SECOND).to_string(), "errors": errors,
                    "biz_opaque_callback_data": request.callback});
                let body = webhook("statuses", &status);
                let what = format!("{stage} of row {row}");
                self.plan_event(after, Event::Webhook { what, body, tries: 0 });
            }
        }
    }

    /// A customer writes; the platform tells.
    pub(crate) fn says(&mut self, customer: usize, text: &str) {
        let (now, to) = (self.now(), format!("+4179000000{customer}"));
        self.note(format!("{to} writes “{text}”"));
        self.books.wrote.insert(to.clone(), now);
        let id = format!("wamid.IN.{text}");
        let message = json!({"from": to.trim_start_matches('+'), "id": id, "timestamp": (now / SECOND).to_string(),
            "type": "text", "text": {"body": text}});
        let body = webhook("messages", &message);
        let copies = if self.dice.happens(self.plan.webhook_twice) { 2 } else { 1 };
        for _ in 0..copies {
            let most = match self.dice.happens(self.plan.webhook_late) {
                true => self.dice.one_of(&[3 * SECOND, 30 * SECOND, 10 * MINUTE]),
                false => 300,
            };
            let after = self.dice.between(20, most);
            self.plan_event(after, Event::Webhook { what: id.clone(), body: body.clone(), tries: 0 });
        }
    }
}

fn webhook(list: &str, element: &Value) -> String {
    let value =
        json!({"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, list: [element]});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]})
        .to_string()
}

fn ok(body: &Value) -> Reply {
    Reply { http: 200, body: body.to_string().into_bytes(), retry_after: None }
}

fn words(body: &Value) -> String {
    let text = body.pointer("/text/body").or_else(|| body.pointer("/interactive/body/text"));
    match text.and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => body.pointer("/template/name").and_then(Value::as_str).unwrap_or("?").to_owned(),
    }
}
