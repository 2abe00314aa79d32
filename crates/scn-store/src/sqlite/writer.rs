//! One thread writes. It takes everything that waits into one transaction, so that many callers share one flush.

use crate::StoreError;
use rusqlite::Connection;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Callers beyond this many wait: a store that cannot keep up is felt at the webhook.
const QUEUE: usize = 1024;
/// Operations in one transaction; more would make the first caller wait for long.
const GROUP: usize = 512;

/// Work for the writer thread. It may be run again when the transaction it was part of failed.
trait Job: Send {
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()>;
    fn answer(self: Box<Self>, outcome: Result<(), StoreError>);
}

struct Operation<T, F> {
    work: F,
    result: Option<T>,
    reply: SyncSender<Result<T, StoreError>>,
}

impl<T: Send, F: FnMut(&Connection) -> rusqlite::Result<T> + Send> Job for Operation<T, F> {
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.result = Some((self.work)(connection)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Operation { result, reply, .. } = *self;
        // A caller that has gone away needs no answer.
        let _ = reply.send(outcome.and_then(|()| result.ok_or(StoreError::Stopped)));
    }
}

/// The handle of the writer thread. Dropping it writes what waits, then ends the thread.
pub(crate) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(connection: Connection) -> std::io::Result<Writer> {
        let (queue, waiting) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("scn-store-writer".to_owned())
            .spawn(move || write_until_closed(&connection, &waiting))?;
        Ok(Writer { queue: Some(queue), thread: Some(thread) })
    }

    /// Runs the work on the writer thread; returns when it is durable.
    pub(crate) fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (reply, answer) = sync_channel(1);
        let queue = self.queue.as_ref().ok_or(StoreError::Stopped)?;
        queue.send(Box::new(Operation { work, result: None, reply })).map_err(|_| StoreError::Stopped)?;
        answer.recv().map_err(|_| StoreError::Stopped)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write_until_closed(connection: &Connection, waiting: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP - 1));
        match transaction(connection, &mut group) {
            Ok(()) => group.into_iter().for_each(|job| job.answer(Ok(()))),
            // One of them may be the reason: each gets its own transaction, so that it fails alone.
            Err(_) if group.len() > 1 => group.into_iter().for_each(|job| alone(connection, job)),
            Err(error) => group.into_iter().for_each(|job| job.answer(Err(error.clone()))),
        }
    }
}

fn alone(connection: &Connection, job: Box<dyn Job>) {
    let mut group = vec![job];
    let outcome = transaction(connection, &mut group);
    group.into_iter().for_each(|job| job.answer(outcome.clone()));
}

fn transaction(connection: &Connection, group: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let run = || -> rusqlite::Result<()> {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for job in group {
            job.run(connection)?;
        }
        connection.execute_batch("COMMIT")
    };
    run().map_err(|error| {
        // SQLite may have rolled back by itself.
        if !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
        StoreError::from(error)
    })
}
