//! One request at a time for each contact, also when a status has settled a message by its first try while its second is
//! on its way: what comes next waits, or it would overtake.

use scn_store::ContactId;
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Contacts with a request on its way.
#[derive(Default)]
pub(super) struct UnderWay {
    contacts: Mutex<BTreeSet<ContactId>>,
    arrived: Notify,
}

/// Nothing else is on its way to this contact while this is there.
pub(super) struct Alone<'a> {
    under_way: &'a UnderWay,
    contact: ContactId,
}

impl UnderWay {
    pub(super) async fn alone(&self, contact: ContactId) -> Alone<'_> {
        loop {
            let arrived = self.arrived.notified();
            if self.lock().insert(contact) {
                return Alone { under_way: self, contact };
            }
            arrived.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<ContactId>> {
        self.contacts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        self.under_way.lock().remove(&self.contact);
        self.under_way.arrived.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    #[tokio::test]
    async fn the_next_one_waits_until_the_one_before_has_arrived() {
        let (under_way, mut context) = (UnderWay::default(), Context::from_waker(Waker::noop()));
        let first = under_way.alone(ContactId(1)).await;
        let _another = under_way.alone(ContactId(2)).await;
        let mut second = pin!(under_way.alone(ContactId(1)));
        assert!(second.as_mut().poll(&mut context).is_pending());
        drop(first);
        assert!(second.as_mut().poll(&mut context).is_ready());
    }
}
