//! What went over the wire, for assertions: `GET /api/log`.

use axum::body::Bytes;
use serde_json::{Value, json};
use std::collections::VecDeque;

/// So many exchanges are kept, and not more bytes than these.
const MOST: usize = 5_000;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A request to the Cloud API, or an attempt to deliver a webhook.
#[derive(Clone, Debug, Default)]
pub(super) struct Exchange {
    /// `request` or `webhook`.
    pub(super) kind: &'static str,
    pub(super) at: i64,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) body: Bytes,
    /// 0: there was no answer.
    pub(super) status: u16,
    pub(super) answer: Bytes,
    /// Of a webhook: the first is 1.
    pub(super) attempt: u32,
    /// What the sandbox did on purpose.
    pub(super) note: &'static str,
}

#[derive(Debug, Default)]
pub(super) struct Journal {
    kept: VecDeque<Exchange>,
    bytes: usize,
    /// Number of the first that is kept.
    first: u64,
}

impl Journal {
    pub(super) fn add(&mut self, exchange: Exchange) {
        self.bytes += size(&exchange);
        self.kept.push_back(exchange);
        while self.kept.len() > MOST || (self.bytes > MOST_BYTES && self.kept.len() > 1) {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= size(&oldest);
            self.first += 1;
        }
    }

    /// Numbers are not given twice.
    pub(super) fn number_on_from(&mut self, before: &Journal) {
        self.first = before.first + before.kept.len() as u64;
    }

    pub(super) fn clear(&mut self) {
        self.first += self.kept.len() as u64;
        self.kept.clear();
        self.bytes = 0;
    }

    /// Those after number `since` (numbers start at 1), of this kind; `next` is what to ask for afterwards.
    pub(super) fn read(&self, since: u64, limit: usize, kind: Option<&str>) -> Value {
        let skip = usize::try_from(since.saturating_sub(self.first)).unwrap_or(usize::MAX);
        let mut next = since.max(self.first).min(self.first + self.kept.len() as u64);
        let mut exchanges = Vec::new();
        for (place, exchange) in self.kept.iter().enumerate().skip(skip) {
            if exchanges.len() >= limit {
                break;
            }
            next = self.first + place as u64 + 1;
            if kind.is_none_or(|kind| kind == exchange.kind) {
                exchanges.push(in_json(next, exchange));
            }
        }
        json!({"exchanges": exchanges, "next": next, "forgotten": self.first})
    }
}

fn size(exchange: &Exchange) -> usize {
    exchange.body.len() + exchange.answer.len() + exchange.path.len()
}

fn in_json(number: u64, exchange: &Exchange) -> Value {
    let mut json = json!({
        "n": number, "kind": exchange.kind, "at": exchange.at, "method": exchange.method, "path": exchange.path,
        "body": content(&exchange.body), "status": exchange.status, "answer": content(&exchange.answer),
    });
    if exchange.attempt > 0 {
        json["attempt"] = json!(exchange.attempt);
    }
    if !exchange.note.is_empty() {
        json["note"] = json!(exchange.note);
    }
    json
}

/// JSON as it is; other texts as texts; nothing as null.
fn content(bytes: &Bytes) -> Value {
    match bytes.is_empty() {
        true => Value::Null,
        false => serde_json::from_slice(bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_exchanges_are_forgotten_and_numbers_go_on() {
        let mut journal = Journal::default();
        for number in 0..MOST + 10 {
            let kind = if number % 2 == 0 { "request" } else { "webhook" };
            journal.add(Exchange { kind, body: Bytes::from_static(b"{\"a\":1}"), ..Exchange::default() });
        }
        let all = journal.read(0, usize::MAX, None);
        assert_eq!(all["forgotten"], 10);
        assert_eq!(all["exchanges"].as_array().unwrap().len(), MOST);
        assert_eq!(all["exchanges"][0]["n"], 11);
        assert_eq!(all["exchanges"][0]["body"]["a"], 1);
        let few = journal.read(20, 3, Some("webhook"));
        let numbers: Vec<u64> =
            few["exchanges"].as_array().unwrap().iter().map(|one| one["n"].as_u64().unwrap()).collect();
        assert_eq!(numbers, [22, 24, 26]);
        assert_eq!(few["next"], 26);
        assert_eq!(journal.read(u64::MAX, 3, None)["exchanges"], json!([]));
    }

    #[test]
    fn large_bodies_do_not_fill_the_memory() {
        let mut journal = Journal::default();
        for _ in 0..20 {
            journal.add(Exchange { body: Bytes::from(vec![b'x'; 3 * 1024 * 1024]), ..Exchange::default() });
        }
        assert!(journal.bytes <= MOST_BYTES);
    }
}
