//! Brings webhooks to the program under test: signed, each chat in its order, and again until they are taken. On
//! request also late, twice, in another order, in batches, or only when a script says so.

use super::Sandbox;
use super::chat::Status;
use super::envelope;
use super::journal::Exchange;
use super::world::{ChatKey, World};
use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// More than these wait for nobody: the rest is lost, and the log says so.
const MOST_WAITING: usize = 200_000;
/// The platform gives up after a week.
const TRIED_FOR_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Attempts at the same time.
pub(super) const AT_ONCE: usize = 256;

/// One change on its way.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    /// What stands in one lane keeps its order.
    pub(super) lane: Option<ChatKey>,
    /// Place of the number it is about; none for the account.
    pub(super) number: Option<usize>,
    pub(super) field: &'static str,
    pub(super) value: Value,
    /// The customer's message inside, whose second tick comes with the 200.
    pub(super) message: Option<String>,
}

/// How webhooks travel, as it is written in `POST /api/webhooks`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Mode {
    /// Nothing travels until `POST /api/release`.
    pub(super) hold: bool,
    /// So often a webhook comes twice, at the same time.
    pub(super) duplicate: f64,
    /// So often a webhook leaves its place and comes up to half a second later, or as late as `delay_ms` says.
    pub(super) shuffle: f64,
    /// So often a webhook never comes.
    pub(super) lose: f64,
    /// The least and the most a webhook waits before its first attempt.
    pub(super) delay_ms: [u64; 2],
    /// So many travel together, whosever they are, or as many as come within `batch_ms`.
    pub(super) batch: usize,
    pub(super) batch_ms: u64,
    /// The first pause before another attempt; each is twice as long as the one before, up to the second.
    pub(super) retry_ms: [u64; 2],
}

impl Default for Mode {
    fn default() -> Mode {
        Mode {
            hold: false,
            duplicate: 0.0,
            shuffle: 0.0,
            lose: 0.0,
            delay_ms: [0, 0],
            batch: 1,
            batch_ms: 100,
            retry_ms: [100, 5_000],
        }
    }
}

impl Mode {
    pub(super) fn problem(&self) -> Option<&'static str> {
        let chances = [self.duplicate, self.shuffle, self.lose];
        if chances.iter().any(|chance| !(0.0..=1.0).contains(chance)) {
            return Some("duplicate, shuffle and lose are chances between 0 and 1");
        }
        if !(1..=1_000).contains(&self.batch) {
            return Some("batch must be between 1 and 1000: the platform joins no more");
        }
        let [least, most] = self.delay_ms;
        let [first, last] = self.retry_ms;
        if least > most || first > last || first == 0 || most.max(last).max(self.batch_ms) > 3_600_000 {
            return Some("delay_ms and retry_ms are [least, most], an hour at most");
        }
        None
    }
}

/// What goes in one request.
#[derive(Clone, Debug)]
struct Letter {
    number: u64,
    parcels: Vec<Parcel>,
    delay_ms: u64,
    copies: usize,
    alone: bool,
}

#[derive(Debug, Default)]
pub(super) struct Post {
    pub(super) mode: Mode,
    held: VecDeque<Letter>,
    batch: Vec<Parcel>,
    /// A lane is there as long as somebody carries its letters.
    lanes: HashMap<Option<ChatKey>, VecDeque<Letter>>,
    waiting: usize,
    letters: u64,
}

impl Post {
    /// What is held back, with what `POST /api/release` calls it.
    pub(super) fn held(&self) -> Vec<(u64, &Parcel)> {
        self.held.iter().filter_map(|letter| Some((letter.number, letter.parcels.first()?))).collect()
    }

    /// Letters that somebody carries already are carried on.
    pub(super) fn keep_under_way(&mut self, before: &mut Post) {
        self.lanes = std::mem::take(&mut before.lanes);
        self.waiting = before.waiting;
        self.letters = before.letters;
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting + self.held.len() + self.batch.len()
    }
}

/// A client for this machine only: a proxy of the environment must not see webhooks.
pub(super) fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20));
    client.pool_max_idle_per_host(AT_ONCE).tcp_nodelay(true).build()
}

impl Sandbox {
    /// Takes it to be delivered.
    pub(super) fn post(self: &Arc<Self>, world: &mut World, parcel: Parcel) {
        if world.post.waiting() >= MOST_WAITING {
            return self.lost(world, &[parcel], "lost: too many wait");
        }
        if world.post.mode.batch <= 1 {
            return self.letter(world, vec![parcel]);
        }
        world.post.batch.push(parcel);
        if world.post.batch.len() >= world.post.mode.batch {
            self.send_batch(world);
        } else if world.post.batch.len() == 1 {
            let (sandbox, pause) = (self.clone(), world.post.mode.batch_ms);
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(pause)).await;
                sandbox.change(|world| sandbox.send_batch(world));
            });
        }
    }

    fn send_batch(self: &Arc<Self>, world: &mut World) {
        let parcels = std::mem::take(&mut world.post.batch);
        if !parcels.is_empty() {
            self.letter(world, parcels);
        }
    }

    fn letter(self: &Arc<Self>, world: &mut World, parcels: Vec<Parcel>) {
        let mode = world.post.mode.clone();
        if world.chance.happens(mode.lose) {
            return self.lost(world, &parcels, "lost on purpose");
        }
        let [least, most] = mode.delay_ms;
        let alone = world.chance.happens(mode.shuffle);
        let delay_ms = match alone {
            true => world.chance.between(least, most.max(500)),
            false => world.chance.between(least, most),
        };
        world.post.letters += 1;
        let number = world.post.letters;
        let copies = if world.chance.happens(mode.duplicate) { 2 } else { 1 };
        let letter = Letter { number, parcels, delay_ms, copies, alone };
        match mode.hold {
            true => world.post.held.push_back(letter),
            false => self.carry(world, letter),
        }
    }

    /// Lets go what was held back: these, in this order, or all.
    pub(super) fn release(self: &Arc<Self>, world: &mut World, numbers: Option<Vec<u64>>) -> usize {
        let letters: Vec<Letter> = match numbers {
            None => world.post.held.drain(..).collect(),
            Some(numbers) => {
                let held = &mut world.post.held;
                let mut take = |number: u64| {
                    let place = held.iter().position(|letter| letter.number == number)?;
                    held.remove(place)
                };
                numbers.into_iter().filter_map(&mut take).collect()
            }
        };
        let count = letters.len();
        for letter in letters {
            self.carry(world, letter);
        }
        count
    }

    /// Again, at once, whatever the mode says.
    pub(super) fn post_again(self: &Arc<Self>, world: &mut World, parcel: Parcel) {
        world.post.letters += 1;
        let number = world.post.letters;
        let parcels = vec![Parcel { message: None, ..parcel }];
        self.carry(world, Letter { number, parcels, delay_ms: 0, copies: 1, alone: false });
    }

    fn carry(self: &Arc<Self>, world: &mut World, letter: Letter) {
        world.post.waiting += 1;
        if letter.alone {
            tokio::spawn(self.clone().deliver_alone(letter));
            return;
        }
        let lane = match letter.parcels.as_slice() {
            [only] => only.lane.clone(),
            _ => None,
        };
        if let Some(letters) = world.post.lanes.get_mut(&lane) {
            return letters.push_back(letter);
        }
        world.post.lanes.insert(lane.clone(), VecDeque::from([letter]));
        tokio::spawn(self.clone().carry_lane(lane));
    }

    async fn deliver_alone(self: Arc<Self>, letter: Letter) {
        tokio::select! {
            () = self.deliver(letter) => {}
            () = self.until_closed() => {}
        }
    }

    async fn carry_lane(self: Arc<Self>, lane: Option<ChatKey>) {
        let work = async {
            while let Some(letter) = self.quietly(|world| next_in(world, &lane)) {
                self.deliver(letter).await;
            }
        };
        tokio::select! {
            () = work => {}
            () = self.until_closed() => {}
        }
    }

    async fn deliver(&self, letter: Letter) {
        if letter.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(letter.delay_ms)).await;
        }
        let since = self.now();
        let body = Bytes::from(envelope::of(&self.config, &letter.parcels, since).to_string());
        match letter.copies {
            1 => self.until_taken(&body, since).await,
            _ => drop(tokio::join!(self.until_taken(&body, since), self.until_taken(&body, since))),
        }
        self.change(|world| {
            world.post.waiting = world.post.waiting.saturating_sub(1);
            for message in letter.parcels.iter().filter_map(|parcel| parcel.message.as_ref()) {
                if let Some(entry) = world.entry_mut(message) {
                    entry.status = entry.status.max(Status::Delivered);
                }
            }
        });
    }

    async fn until_taken(&self, body: &Bytes, since: i64) {
        let [mut pause, longest] = self.look(|world| world.post.mode.retry_ms);
        let mut attempt = 1;
        while let Err(reason) = self.attempt(body, attempt).await {
            tracing::debug!(reason, pause, "webhook not taken, trying again");
            self.the_bot_answers(false);
            if self.now() - since > TRIED_FOR_MS {
                return;
            }
            tokio::time::sleep(Duration::from_millis(pause)).await;
            pause = (pause * 2).min(longest);
            attempt += 1;
        }
        self.the_bot_answers(true);
    }

    async fn attempt(&self, body: &Bytes, attempt: u32) -> Result<(), String> {
        let Ok(_turn) = self.deliveries.acquire().await else { return Ok(()) };
        let url = self.look(|world| world.webhook_url.clone()).unwrap_or(self.config.webhook_url.clone());
        let request = self.http.post(&url).header("content-type", "application/json");
        let request =
            request.header("x-hub-signature-256", scn_whatsapp::sign(body, &self.config.app_secret));
        let (status, answer) = match request.body(body.clone()).send().await {
            Ok(answer) => (answer.status().as_u16(), answer.bytes().await.unwrap_or_default()),
            Err(error) => (0, Bytes::from(error.to_string())),
        };
        let (at, body, answer) = (self.now(), body.clone(), answer.slice(..answer.len().min(4_096)));
        self.quietly(|world| {
            world.journal.add(Exchange {
                kind: "webhook",
                at,
                method: "POST",
                path: url,
                body,
                status,
                answer,
                attempt,
                note: "",
            });
        });
        match status {
            200 => Ok(()),
            other => Err(format!("answered {other}")),
        }
    }

    fn lost(&self, world: &mut World, parcels: &[Parcel], note: &'static str) {
        let at = self.now();
        let body = Bytes::from(envelope::of(&self.config, parcels, at).to_string());
        world.journal.add(Exchange {
            kind: "webhook",
            at,
            method: "POST",
            body,
            note,
            ..Exchange::default()
        });
    }

    fn the_bot_answers(&self, answers: bool) {
        if self.look(|world| world.bot_answers) != answers {
            self.change(|world| world.bot_answers = answers);
        }
    }
}

fn next_in(world: &mut World, lane: &Option<ChatKey>) -> Option<Letter> {
    let next = world.post.lanes.get_mut(lane)?.pop_front();
    if next.is_none() {
        world.post.lanes.remove(lane);
    }
    next
}
