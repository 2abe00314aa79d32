//! The plug that is pulled: at a moment in time, or when something certain has just happened.

use std::process::Child;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::sleep;

/// Where a kill can be aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spot {
    /// A webhook of a customer was answered.
    WebhookAnswered,
    /// A webhook with a status was answered.
    StatusAnswered,
    /// A business event or an act of an operator was answered.
    ActAnswered,
    /// The platform is asked to send a message, and has not taken it yet.
    SendAsked,
    /// It has taken the message, and not answered.
    SendTaken,
    SendAnswered,
    /// The shop is called, and has not done anything yet.
    CallAsked,
    /// It has done what it was asked for, and not answered.
    CallDone,
    CallAnswered,
}

pub(crate) const SPOTS: [Spot; 9] = [
    Spot::WebhookAnswered,
    Spot::StatusAnswered,
    Spot::ActAnswered,
    Spot::SendAsked,
    Spot::SendTaken,
    Spot::SendAnswered,
    Spot::CallAsked,
    Spot::CallDone,
    Spot::CallAnswered,
];

#[derive(Clone, Copy, Debug)]
struct Aim {
    spot: Spot,
    /// So many times it still passes by.
    misses: u64,
    after: Duration,
}

/// The process, and what may end it.
#[derive(Default)]
pub(crate) struct Plug {
    process: Mutex<Option<Child>>,
    aim: Mutex<Option<Aim>>,
    pulled: Notify,
}

impl Plug {
    pub(crate) fn put_in(&self, process: Child) {
        *lock(&self.process) = Some(process);
    }

    pub(crate) fn aim(&self, spot: Spot, misses: u64, after: Duration) {
        *lock(&self.aim) = Some(Aim { spot, misses, after });
    }

    /// Something happens at this spot: when it is the one that was aimed at, the process ends here.
    pub(crate) async fn passes(&self, spot: Spot) {
        if let Some(after) = self.hit(spot) {
            if !after.is_zero() {
                sleep(after).await;
            }
            self.pull();
        }
    }

    fn hit(&self, spot: Spot) -> Option<Duration> {
        let mut aim = lock(&self.aim);
        let aimed = aim.as_mut().filter(|aim| aim.spot == spot)?;
        match aimed.misses.checked_sub(1) {
            Some(left) => {
                aimed.misses = left;
                None
            }
            None => aim.take().map(|aim| aim.after),
        }
    }

    /// SIGKILL: nothing of the process runs after this.
    pub(crate) fn pull(&self) {
        *lock(&self.aim) = None;
        if let Some(mut process) = lock(&self.process).take() {
            process.kill().expect("it can be killed");
            process.wait().expect("it ends");
            self.pulled.notify_one();
        }
    }

    /// Waits until it was pulled, and pulls it when that takes too long. True when it was by its aim.
    pub(crate) async fn pulled_within(&self, longest: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.pulled.notified() => true,
            () = sleep(longest) => {
                self.pull();
                self.pulled.notified().await;
                false
            }
        }
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
