//! Looks into the store: when a timer is due, at the start, and now and then for what the queue has lost.

use crate::jumps::Watch;
use crate::serve::{App, ask};
use crate::{journal, lease};
use scn_graph::Moment;
use scn_store::{ContactId, Lease, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Between two looks when nothing calls for one.
pub(crate) const IDLE: Duration = Duration::from_secs(5);
/// Between two looks while a due timer is being worked on.
const BUSY: Duration = Duration::from_secs(1);
const PAGE: usize = 1000;
const DAY: i64 = 86_400_000;
/// Keys against duplicates must outlive the platform's retries, which go on for 7 days.
const KEEP_DAYS: i64 = 30;

pub(crate) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut tidied = Moment(0);
    let mut watch = Watch::new(app.clock.now());
    loop {
        watch.look(&app).await;
        // What came in a moment ago is still being gathered.
        let gather = i64::try_from(app.gather().as_millis()).unwrap_or(i64::MAX);
        let accepted_by = Moment(app.clock.now().0.saturating_sub(gather));
        if let Err(error) = look(&app, accepted_by).await {
            tracing::error!(%error, "cannot look for waiting work");
        }
        if app.clock.now().since(tidied).abs() >= DAY {
            tidied = app.clock.now();
            tidy(&app, tidied).await;
        }
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return,
            () = app.look.notified() => {}
            () = next_timer(&app) => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

/// Wakes everybody who has something to do: timers that are due, messages accepted by that moment.
pub(crate) async fn look(app: &Arc<App>, accepted_by: Moment) -> Result<(), StoreError> {
    for lease in app.leases.all() {
        match look_at(app, lease, accepted_by).await {
            Err(StoreError::Fenced) => app.leases.lose(&lease),
            looked => looked?,
        }
    }
    Ok(())
}

async fn look_at(app: &Arc<App>, lease: Lease, accepted_by: Moment) -> Result<(), StoreError> {
    let mut after = ContactId(i64::MIN);
    loop {
        let page = ask(app, move |store| store.with_arrivals(&lease, accepted_by.0, after, PAGE)).await?;
        page.iter().for_each(|contact| app.queue.wake(*contact));
        match page.last() {
            Some(last) if page.len() == PAGE => after = *last,
            _ => break,
        }
    }
    let now = app.clock.now();
    let mut after = (i64::MIN, ContactId(i64::MIN));
    loop {
        let page = ask(app, move |store| store.with_timers(&lease, now.0, after, PAGE)).await?;
        // When there is no more room, another look is asked for once there is.
        let has_room = page.iter().all(|(_, contact)| app.queue.wake_later(*contact));
        match page.last() {
            Some(last) if has_room && page.len() == PAGE => after = *last,
            _ => return Ok(()),
        }
    }
}

/// Ends when the next timer is due; never when there is none.
async fn next_timer(app: &Arc<App>) {
    match lease::earliest(app, |store, partition| store.next_timer(partition)).await {
        Ok(Some(due)) if due > app.clock.now() => app.clock.sleep_until(due).await,
        Ok(Some(_)) => tokio::time::sleep(BUSY).await,
        Ok(None) => std::future::pending().await,
        Err(_) => tokio::time::sleep(IDLE).await,
    }
}

async fn tidy(app: &Arc<App>, now: Moment) {
    let turns_from = journal::keep_from(&app.config, now.0);
    let tidied = ask(app, move |store| {
        store.forget_turns(turns_from)?;
        store.retain(now.0 - KEEP_DAYS * DAY)
    });
    if let Err(error) = tidied.await {
        tracing::error!(%error, "cannot tidy the store");
    }
}
