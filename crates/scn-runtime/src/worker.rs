//! Who is worked on. One contact is worked on by one worker at a time, different contacts side by side. The queue is
//! only a hint: what is lost from it is found again in the store.

use crate::logs::Mark;
use crate::metrics::TurnResult;
use crate::operations::timed;
use crate::outbox;
use crate::serve::App;
use crate::traces::span;
use crate::turn::{TurnError, Turned, Ways, turn};
use scn_store::{Committed, ContactId};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::{Notify, Semaphore, watch};

/// Contacts worked on at the same time. Workers mostly wait for the store's flush, which they share.
const WORKERS: usize = 64;
/// Contacts queued; more are found again by looking into the store.
const QUEUE: usize = 10_000;
/// After so many for whom somebody waits, one whose time has come.
const IN_A_ROW: usize = 8;
/// A contact that keeps changing under the worker's hands is left to the next look into the store.
const TRIES: usize = 16;

/// Contacts with something to do.
#[derive(Default)]
pub(crate) struct Queue {
    inner: Mutex<Inner>,
    filled: Notify,
}

#[derive(Default)]
struct Inner {
    /// Something came from them, or for them.
    waiting: VecDeque<ContactId>,
    /// Only their time has come. One who has something to do before is in the other row, too.
    later: VecDeque<ContactId>,
    places: HashMap<ContactId, Place>,
    /// How many were given out in a row because somebody waited for it.
    in_a_row: usize,
    overflowed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Waiting,
    Later,
    Running,
    /// Something came in while a worker was at it.
    RunningAgain,
}

impl Queue {
    /// Somebody waits for what is to be done for this contact.
    pub(crate) fn wake(&self, contact: ContactId) {
        let mut inner = self.lock();
        match inner.places.get(&contact) {
            Some(Place::Waiting | Place::RunningAgain) => return,
            Some(Place::Running) => {
                inner.places.insert(contact, Place::RunningAgain);
                return;
            }
            None | Some(Place::Later) if inner.waiting.len() >= QUEUE => {
                inner.overflowed = true;
                return;
            }
            None | Some(Place::Later) => {
                inner.places.insert(contact, Place::Waiting);
                inner.waiting.push_back(contact);
            }
        }
        drop(inner);
        self.filled.notify_one();
    }

    /// A timer of this contact is due. False when there is no room.
    pub(crate) fn wake_later(&self, contact: ContactId) -> bool {
        let mut inner = self.lock();
        match inner.places.get(&contact) {
            Some(Place::Running) => {
                inner.places.insert(contact, Place::RunningAgain);
                return true;
            }
            Some(_) => return true,
            None if inner.later.len() >= QUEUE => {
                inner.overflowed = true;
                return false;
            }
            None => {
                inner.places.insert(contact, Place::Later);
                inner.later.push_back(contact);
            }
        }
        drop(inner);
        self.filled.notify_one();
        true
    }

    async fn next(&self) -> ContactId {
        loop {
            if let Some(contact) = self.pop() {
                return contact;
            }
            self.filled.notified().await;
        }
    }

    fn pop(&self) -> Option<ContactId> {
        let mut inner = self.lock();
        let contact = inner.first()?;
        inner.places.insert(contact, Place::Running);
        Some(contact)
    }

    /// The worker is done with this contact. True when contacts were turned away and there is room again.
    fn done(&self, contact: ContactId) -> bool {
        let mut inner = self.lock();
        if inner.places.remove(&contact) == Some(Place::RunningAgain) {
            inner.places.insert(contact, Place::Waiting);
            inner.waiting.push_back(contact);
            self.filled.notify_one();
        }
        let has_room = inner.waiting.is_empty() && inner.later.len() < QUEUE / 2;
        has_room && std::mem::take(&mut inner.overflowed)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Who waits goes first; however many do, the others go on as well.
    fn first(&mut self) -> Option<ContactId> {
        self.in_a_row += 1;
        if self.in_a_row <= IN_A_ROW
            && let Some(contact) = self.waiting.pop_front()
        {
            return Some(contact);
        }
        self.in_a_row = 0;
        while let Some(contact) = self.later.pop_front() {
            if self.places.get(&contact) == Some(&Place::Later) {
                return Some(contact);
            }
        }
        self.waiting.pop_front()
    }
}

/// Gives contacts to workers until the stop, then waits for those at work.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let slots = Arc::new(Semaphore::new(WORKERS));
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        let contact = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => break,
            contact = app.queue.next() => contact,
        };
        let app = app.clone();
        let work = move |app: Arc<App>| {
            let (at_work, started) = (AtWork { app: &app, contact }, Instant::now());
            if let Err(error) = move_on(&app, contact) {
                app.metrics.turn(TurnResult::Failed, started.elapsed());
                tracing::error!(contact = %Mark(contact), %error, "a conversation could not be moved on; trying again soon");
            }
            drop(at_work);
            drop(slot);
        };
        match app.inline {
            true => drop(tokio::spawn(async move { work(app) })),
            false => drop(tokio::task::spawn_blocking(move || work(app))),
        }
    }
    let _ = slots.acquire_many(WORKERS as u32).await;
}

/// Frees the contact even when a worker panics.
struct AtWork<'a> {
    app: &'a App,
    contact: ContactId,
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        if self.app.queue.done(self.contact) {
            self.app.look.notify_one();
        }
    }
}

fn move_on(app: &Arc<App>, contact: ContactId) -> Result<(), TurnError> {
    for _ in 0..TRIES {
        let now = app.clock.now();
        let started = Instant::now();
        let Some(work) = timed(app, "take", || app.store.take(contact, now.0))? else { return Ok(()) };
        let Some(lease) = app.leases.of(work.partition) else { return Ok(()) };
        let more = work.more;
        let ways = Ways {
            gather: app.gather(),
            tells_events: app.config.events_url.is_some(),
            has_chatwoot: app.chatwoot.is_some(),
            keeps_turns: !app.config.keep_turns.is_zero(),
        };
        let (events, answers, timers) = (work.inbound.len(), work.answers.len(), work.timers.len());
        let span = span!("turn", events, answers, timers);
        app.trail.follow(&span, contact);
        let _in_span = span.enter();
        let turned = turn(&app.scenarios, app.store.as_ref(), work, now, ways, &mut |_| {})?;
        let Some(Turned { commit, read, for_people, handoffs }) = turned else { return Ok(()) };
        let (sends, timers) = (!commit.sends.is_empty(), !commit.set_timers.is_empty());
        let calls = !commit.calls.is_empty();
        match timed(app, "commit", || app.store.commit(&lease, commit))? {
            Committed::Done => {}
            Committed::Stale => {
                app.metrics.turn(TurnResult::Again, started.elapsed());
                continue;
            }
            Committed::Fenced => {
                app.leases.lose(&lease);
                return Ok(());
            }
        }
        app.metrics.turn(TurnResult::Done, started.elapsed());
        handoffs.into_iter().for_each(|what| app.metrics.handoff(what));
        if for_people {
            app.people.changed(Some(contact));
        }
        app.trail.leave(&span, contact);
        if sends {
            app.outbox.notify_one();
        }
        if calls {
            app.calls.notify_one();
        }
        if timers {
            app.look.notify_one();
        }
        if let Some(message) = read.filter(|_| app.config.read_receipts) {
            outbox::mark_read(app, message);
        }
        if !more {
            return Ok(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_contact_is_given_out_once_at_a_time() {
        let queue = Queue::default();
        let (a, b) = (ContactId(1), ContactId(2));
        queue.wake(a);
        queue.wake(a);
        queue.wake(b);
        assert_eq!(queue.next().await, a);
        queue.wake(a);
        assert_eq!(queue.next().await, b);
        assert_eq!(queue.pop(), None, "a is being worked on");
        assert!(!queue.done(a));
        assert_eq!(queue.next().await, a, "something came in meanwhile");
        assert!(!queue.done(a) && !queue.done(b));
        assert!(queue.lock().places.is_empty());
    }

    #[test]
    fn who_waits_goes_before_who_is_only_due_and_holds_nobody_up_for_good() {
        let queue = Queue::default();
        let (due, waiting) = (ContactId(1), |n: i64| ContactId(100 + n));
        queue.wake_later(due);
        queue.wake_later(waiting(0));
        (0..20).for_each(|n| queue.wake(waiting(n)));
        let order: Vec<ContactId> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order[..3], [waiting(0), waiting(1), waiting(2)], "it was due, and somebody waits now");
        assert_eq!(order.iter().position(|contact| *contact == due), Some(IN_A_ROW));
        assert_eq!(order.len(), 21, "each once");
    }

    #[test]
    fn a_full_queue_asks_for_a_look_into_the_store() {
        let queue = Queue::default();
        for id in 0..=QUEUE as i64 {
            queue.wake(ContactId(id));
        }
        let mut looks = 0;
        while let Some(contact) = queue.pop() {
            looks += usize::from(queue.done(contact));
        }
        assert_eq!(looks, 1);
    }
}
