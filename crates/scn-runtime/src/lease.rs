//! The right to work: taken at the start, held by renewing it, given back at the stop. When another process takes it,
//! this one stops working, says so, and takes up the work again once nobody holds it.

use crate::chance::Chance;
use crate::outbox::later;
use crate::serve::{App, ask};
use crate::timers::IDLE;
use scn_graph::Moment;
use scn_store::{Lease, Millis, Partition, Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// A process that is gone is replaced after this time.
const TERM: Duration = Duration::from_secs(30);
/// Several renewals may fail before the term is over.
const RENEW: Duration = Duration::from_secs(8);

/// What this process may work on.
pub(crate) struct Leases {
    /// Of this run alone: a run before this one is another node.
    node: String,
    held: Mutex<BTreeMap<Partition, Lease>>,
    /// Where something may have been given out without our knowing: it would never come back by itself.
    unsure: Mutex<BTreeSet<Partition>>,
    /// Why the store cannot be written to, as far as is known: reading alone would not show it.
    trouble: Mutex<Option<StoreError>>,
}

impl Leases {
    pub(crate) fn new(chance: &Chance) -> Leases {
        Leases {
            node: format!("{:x}", chance.next().to_bits()),
            held: Mutex::default(),
            unsure: Mutex::default(),
            trouble: Mutex::default(),
        }
    }

    /// Why nothing can be kept at present.
    pub(crate) fn trouble(&self) -> Option<StoreError> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What came of writing to the store.
    pub(crate) fn wrote(&self, trouble: Option<StoreError>) {
        let mut known = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_some() && trouble.is_none() {
            tracing::info!("the store can be written to again");
        }
        *known = trouble;
    }

    /// The lease of a partition, while this process holds it.
    pub(crate) fn of(&self, partition: Partition) -> Option<Lease> {
        self.lock().get(&partition).copied()
    }

    pub(crate) fn all(&self) -> Vec<Lease> {
        self.lock().values().copied().collect()
    }

    /// Another process has this partition now.
    pub(crate) fn lose(&self, lease: &Lease) {
        let mut held = self.lock();
        if held.get(&lease.partition).is_some_and(|ours| ours.fence == lease.fence) {
            held.remove(&lease.partition);
            tracing::error!(
                partition = lease.partition.0,
                "another process has taken over the work: this one only takes in messages now; see that only one serves this number"
            );
        }
    }

    fn hold(&self, lease: Lease) {
        self.lock().insert(lease.partition, lease);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Partition, Lease>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes what nobody holds, and finds out what its last holder left behind.
pub(crate) async fn take(app: &Arc<App>) -> Result<(), StoreError> {
    let now = app.clock.now();
    let (node, until) = (app.leases.node.clone(), later(now, TERM));
    let settle_until = later(now, app.config.settle);
    let (leases, unknown, set_back) = ask(app, move |store| {
        let leases = store.lease(&node, usize::MAX, now.0, until)?;
        let mut set_back = false;
        for lease in &leases {
            set_back |= store.set_back(lease, now.0)?;
        }
        let unknown = leases.iter().map(|lease| store.recover(lease, settle_until));
        let unknown: usize = unknown.sum::<Result<usize, StoreError>>()?;
        Ok((leases, unknown, set_back))
    })
    .await?;
    leases.into_iter().for_each(|lease| app.leases.hold(lease));
    if set_back {
        tracing::error!(
            "the clock of this machine says less than when the store was last written: look whether it is right; timers keep their moment, everything else goes on now"
        );
    }
    if unknown > 0 {
        tracing::warn!(
            unknown,
            "messages were being sent when the last run ended; waiting for their statuses"
        );
    }
    Ok(())
}

/// Keeps the leases until the stop.
pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(RENEW) => {}
        }
        let renewed = renew(&app).await;
        if let Err(error) = &renewed {
            tracing::error!(%error, "cannot renew the right to work; trying again");
        }
        app.leases.wrote(renewed.err());
    }
}

async fn renew(app: &Arc<App>) -> Result<(), StoreError> {
    let leases = app.leases.all();
    if leases.is_empty() {
        return take_again(app).await;
    }
    let (asked, until) = (leases.clone(), later(app.clock.now(), TERM));
    let renewed = ask(app, move |store| store.renew(&asked, until)).await?;
    let is_held = |lease: &&Lease| renewed.iter().any(|held| held.partition == lease.partition);
    leases.iter().filter(|lease| !is_held(lease)).for_each(|lease| app.leases.lose(lease));
    renewed.into_iter().for_each(|lease| app.leases.hold(lease));
    Ok(())
}

async fn take_again(app: &Arc<App>) -> Result<(), StoreError> {
    take(app).await?;
    if !app.leases.all().is_empty() {
        tracing::info!("working again");
        app.look.notify_one();
        app.outbox.notify_one();
        app.calls.notify_one();
    }
    Ok(())
}

/// Gives everything back, when nothing is in flight any more.
pub(crate) async fn release(app: &Arc<App>) {
    let leases = app.leases.all();
    if let Err(error) = ask(app, move |store| store.release(&leases)).await {
        tracing::warn!(%error, "could not give the work back; another process gets it in half a minute");
    }
}

/// What the partitions that are held have to give, at most so many in all, each with its lease.
pub(crate) async fn from_each<T: Send + 'static>(
    app: &Arc<App>,
    most: usize,
    give: impl Fn(&dyn Store, &Lease, usize) -> Result<Vec<T>, StoreError> + Send + 'static,
) -> Result<Vec<(Lease, T)>, StoreError> {
    let asked = app.clone();
    ask(app, move |store| {
        let mut given = Vec::new();
        for lease in asked.leases.all() {
            if given.len() == most {
                break;
            }
            match asked.recover_then(store, &lease, || give(store, &lease, most - given.len())) {
                Ok(more) => given.extend(more.into_iter().map(|one| (lease, one))),
                Err(StoreError::Fenced) => asked.leases.lose(&lease),
                // What was claimed already has to be carried out.
                Err(_) if !given.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(given)
    })
    .await
}

impl App {
    /// Claims. When the answer is lost, what was claimed is taken back before the next claim.
    fn recover_then<T>(
        &self,
        store: &dyn Store,
        lease: &Lease,
        claim: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let unsure = || self.leases.unsure.lock().unwrap_or_else(PoisonError::into_inner);
        let is_unsure = unsure().contains(&lease.partition);
        if is_unsure {
            store.recover(lease, later(self.clock.now(), self.config.settle))?;
            unsure().remove(&lease.partition);
        }
        let claimed = claim();
        if matches!(claimed, Err(StoreError::Unanswered { .. })) {
            unsure().insert(lease.partition);
        }
        claimed
    }
}

/// Rests until a moment, but not for long: the answer to a commit may have been lost, another process may have settled
/// something, or the clock may have been set.
pub(crate) async fn rest_until(app: &App, moment: Option<Moment>) {
    let resting = async {
        match moment {
            Some(moment) => app.clock.sleep_until(moment).await,
            None => std::future::pending().await,
        }
    };
    let _ = tokio::time::timeout(IDLE, resting).await;
}

/// The earliest of what the partitions that are held wait for.
pub(crate) async fn earliest(
    app: &Arc<App>,
    next: impl Fn(&dyn Store, Partition) -> Result<Option<Millis>, StoreError> + Send + 'static,
) -> Result<Option<Moment>, StoreError> {
    let leases = app.leases.all();
    ask(app, move |store| {
        let mut earliest: Option<Millis> = None;
        for lease in leases {
            let at = next(store, lease.partition)?;
            earliest = [earliest, at].into_iter().flatten().min();
        }
        Ok(earliest.map(Moment))
    })
    .await
}
