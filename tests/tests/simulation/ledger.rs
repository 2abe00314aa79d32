//! What must be true of the store, kept beside it: a model that knows nothing of tables.

use crate::plan::{DAY, MINUTE, SECOND};
use scn_store::{
    Commit, Given, HistoryLine, Outcome, Outgoing, SendRecord, SendState, Side, Stage, Status, Work,
};
use std::collections::{BTreeMap, BTreeSet};

/// A worker looks into the store this often; a little more is late.
const LATE: i64 = 7 * SECOND;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Waiting { at: i64 },
    Sending,
    Unknown { until: i64 },
    Sent,
    Failed,
    Withheld,
}

impl State {
    pub(crate) fn is_open(self) -> bool {
        matches!(self, State::Waiting { .. } | State::Sending | State::Unknown { .. })
    }
}

/// A message that was committed.
#[derive(Debug)]
pub(crate) struct Row {
    pub contact: i64,
    pub state: State,
    pub window_until: i64,
    /// Once nobody knew whether it had gone out.
    pub was_unknown: bool,
    /// A status said that it failed.
    pub failed_later: bool,
    /// The tries that did, by the platform's id.
    failed: BTreeSet<String>,
    /// The try that is under way.
    pub round: Option<u32>,
}

/// A message of a customer that was accepted.
#[derive(Clone, Debug)]
struct Accepted {
    key: String,
    sent_at: i64,
    at: i64,
}

pub(crate) enum Line {
    Customer(String),
    Bot(String),
}

impl Line {
    fn of(line: &HistoryLine) -> Option<Line> {
        match line.side {
            Side::Customer => Some(Line::Customer(line.text.clone())),
            Side::Bot if line.seq.is_some() => Some(Line::Bot(line.text.clone())),
            _ => None,
        }
    }

    pub(crate) fn bot(&self) -> Option<&str> {
        match self {
            Line::Bot(text) => Some(text),
            Line::Customer(_) => None,
        }
    }
}

#[derive(Default)]
pub(crate) struct Ledger {
    pub rows: BTreeMap<i64, Row>,
    /// What each customer and the bot said, in the order of the commits.
    pub said: BTreeMap<i64, Vec<Line>>,
    pub accepted: BTreeMap<String, i64>,
    waiting: BTreeMap<i64, Vec<Accepted>>,
    /// The keys of the rows that were given out.
    keys: BTreeMap<i64, String>,
    processed: BTreeSet<String>,
    timers: BTreeMap<(i64, u32), i64>,
    /// Timers that were due, less what was said because of them.
    rung: BTreeMap<i64, i64>,
    /// Processed so late that the window may have closed.
    pub stale: BTreeSet<String>,
    /// The latest moment at which something went wrong.
    pub trouble: i64,
    pub wrong: Vec<String>,
}

impl Ledger {
    pub(crate) fn accept(&mut self, contact: i64, key: &str, sent_at: i64, now: i64) {
        if self.accepted.insert(key.to_owned(), contact).is_some() {
            self.wrong.push(format!("{key} was accepted twice"));
        }
        let waiting = self.waiting.entry(contact).or_default();
        let place = waiting.partition_point(|other| other.sent_at <= sent_at);
        waiting.insert(place, Accepted { key: key.to_owned(), sent_at, at: now });
    }

    /// `work` is what the store says waits for a contact; `key_of` reads the key of a message from its payload.
    pub(crate) fn take(&mut self, work: &Work, key_of: impl Fn(&[u8]) -> Option<String>) {
        let mut given = Vec::new();
        for waiting in &work.inbound {
            if let Some(key) = key_of(&waiting.payload) {
                self.keys.insert(waiting.id.0, key.clone());
                given.push(key);
            }
        }
        let waiting = self.waiting.get(&work.contact.0).map_or(&[][..], Vec::as_slice);
        let expected: Vec<&String> = waiting.iter().map(|waiting| &waiting.key).take(given.len()).collect();
        if given.iter().collect::<Vec<_>>() != expected || (given.len() < waiting.len() && !work.more) {
            self.wrong.push(format!("{given:?} were given out where {expected:?} wait, in this order"));
        }
    }

    /// A commit that was done. `ids` are the rows of the outbox it made; `now` is what the process believes.
    pub(crate) fn commit(&mut self, commit: &Commit, ids: &[i64], now: i64, true_now: i64) {
        let contact = commit.contact.0;
        for id in &commit.processed {
            let Some(key) = self.keys.get(&id.0).cloned() else { continue };
            if key.starts_with("the opt-out") {
                self.said.entry(contact).or_default().push(Line::Customer("stop".to_owned()));
            }
            if !self.processed.insert(key.clone()) {
                self.wrong.push(format!("{key} was processed twice"));
            }
            let waiting = self.waiting.entry(contact).or_default();
            if let Some(place) = waiting.iter().position(|waiting| waiting.key == key) {
                let accepted = waiting.remove(place);
                if true_now - accepted.sent_at > DAY - MINUTE {
                    self.stale.insert(key.clone());
                }
                let late = true_now - accepted.at.max(self.trouble);
                if late > LATE {
                    self.wrong.push(format!("{key} waited {late} ms while nothing was wrong"));
                }
            }
        }
        if commit.sends.len() != ids.len() {
            self.wrong.push(format!(
                "{} messages committed, {} in the outbox",
                commit.sends.len(),
                ids.len()
            ));
        }
        for (send, id) in commit.sends.iter().zip(ids) {
            let row = Row {
                contact,
                state: State::Waiting { at: commit.now },
                window_until: send.window_until,
                was_unknown: false,
                failed_later: false,
                failed: BTreeSet::new(),
                round: None,
            };
            self.rows.insert(*id, row);
        }
        let said: Vec<Line> = commit.history.iter().filter_map(Line::of).collect();
        self.timers(commit, &said, now, true_now);
        self.said.entry(contact).or_default().extend(said);
    }

    fn timers(&mut self, commit: &Commit, said: &[Line], now: i64, true_now: i64) {
        let contact = commit.contact.0;
        for id in &commit.cleared_timers {
            let Some(due) = self.timers.remove(&(contact, *id)) else { continue };
            if due <= now {
                *self.rung.entry(contact).or_default() += 1;
            }
            let late = (now - due).min(true_now - self.trouble);
            if due <= now && late > LATE && commit.processed.is_empty() {
                self.wrong.push(format!("a timer rang {late} ms late while nothing was wrong"));
            }
        }
        for (id, due) in &commit.set_timers {
            self.timers.insert((contact, *id), *due);
        }
        // What a timer brings may wait until a call is over.
        let rung = self.rung.entry(contact).or_default();
        for text in said.iter().filter_map(Line::bot) {
            if text.starts_with("ring ") || text.starts_with("Here is ") {
                *rung -= 1;
            }
        }
        if *rung < 0 {
            self.wrong.push(format!("contact {contact} heard of a timer that was not due"));
        }
    }

    pub(crate) fn claim(&mut self, given: &[Outgoing], now: i64) {
        for send in given {
            let Some(row) = self.rows.get(&send.id.0) else {
                self.wrong.push(format!("row {} was given out and never committed", send.id.0));
                continue;
            };
            let may = match row.state {
                State::Waiting { at } => at <= now,
                State::Unknown { until } => until <= now,
                _ => false,
            };
            if !may {
                self.wrong.push(format!("row {} was given out while {:?} at {now}", send.id.0, row.state));
            }
            let contact = row.contact;
            let earlier = self.rows.range(..send.id.0);
            if let Some((id, _)) = earlier
                .filter(|(_, row)| row.contact == contact)
                .find(|(_, row)| row.state.is_open() && !row.failed_later)
            {
                self.wrong.push(format!("row {} overtook row {id}", send.id.0));
            }
            if let Some(row) = self.rows.get_mut(&send.id.0) {
                row.state = State::Sending;
                row.round = Some(send.round);
            }
        }
    }

    /// What came of a try counts while it is the latest, and no status has said more; that it is there, always.
    pub(crate) fn mark(&mut self, given: Given, outcome: &Outcome, now: i64) {
        let id = given.id.0;
        let is_sent = matches!(outcome, Outcome::Sent { .. });
        let counts = |row: &&mut Row| row.state.is_open() && (is_sent || row.round == Some(given.round));
        let Some(row) = self.rows.get_mut(&id).filter(counts) else { return };
        row.state = match outcome {
            Outcome::Sent { wamid } if row.failed.contains(wamid) => row.state,
            Outcome::Sent { .. } => State::Sent,
            Outcome::Failed { .. } => State::Failed,
            Outcome::Withheld { reason } => {
                if now < row.window_until && !reason.starts_with("131047") {
                    self.wrong.push(format!("row {id} was withheld ({reason}) in its window"));
                }
                State::Withheld
            }
            Outcome::Retry { at } | Outcome::Held { until: at } => State::Waiting { at: *at },
            Outcome::Unknown { until } => {
                row.was_unknown = true;
                State::Unknown { until: *until }
            }
        };
    }

    pub(crate) fn recover(&mut self, settle_until: i64) {
        for row in self.rows.values_mut().filter(|row| row.state == State::Sending) {
            row.was_unknown = true;
            row.state = State::Unknown { until: settle_until };
        }
    }

    /// What waits counts by the clock as it is now: it may be tried from here on.
    pub(crate) fn set_back(&mut self, now: i64) {
        for row in self.rows.values_mut() {
            match &mut row.state {
                State::Waiting { at } | State::Unknown { until: at } => *at = now.min(*at),
                _ => {}
            }
        }
    }

    /// What the platform told. Gives the contacts whose messages failed after they were taken: what is done about them
    /// follows the table of errors, and is [told][Ledger::judged] by the store.
    pub(crate) fn settle(&mut self, statuses: &[Status]) -> Vec<i64> {
        let mut failed = Vec::new();
        for status in statuses {
            let Some(row) = status.callback.as_deref().and_then(row_of) else { continue };
            let Some(row) = self.rows.get_mut(&row) else { continue };
            match status.stage {
                Stage::Failed => {
                    row.failed_later = true;
                    row.failed.insert(status.wamid.clone());
                    failed.push(row.contact);
                }
                Stage::Accepted | Stage::Sent if row.failed_later => {}
                _ => row.state = State::Sent,
            }
        }
        failed
    }

    pub(crate) fn judged(&mut self, sends: &[SendRecord]) {
        for send in sends {
            let Some(row) = self.rows.get_mut(&send.id.0).filter(|row| row.failed_later) else { continue };
            row.state = match send.state {
                SendState::Waiting => State::Waiting { at: i64::MIN },
                SendState::Sending => State::Sending,
                SendState::Unknown => State::Unknown { until: i64::MIN },
                SendState::Sent => State::Sent,
                SendState::Failed => State::Failed,
                SendState::Withheld => State::Withheld,
            };
            if send.state != SendState::Sending {
                row.round = None;
            }
        }
    }

    /// Accepted, and not processed yet.
    pub(crate) fn unprocessed(&self) -> Vec<&String> {
        self.waiting.values().flatten().map(|waiting| &waiting.key).collect()
    }
}

/// The row that a callback names: its last part.
pub(crate) fn row_of(callback: &str) -> Option<i64> {
    callback.rsplit('-').next()?.parse().ok()
}
