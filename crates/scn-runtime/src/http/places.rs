//! Places for connections. When all are taken, the connection that has been waited for the longest gives way: an idle one,
//! or one that is slow with its request. It is one of the address that holds the most places, so that nobody can fill the
//! house alone, and whoever is being served stays.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::task::AbortHandle;
use tokio::time::Instant;

#[derive(Clone, Debug)]
pub(super) struct Places {
    most: usize,
    seats: Arc<Mutex<Seats>>,
}

#[derive(Debug, Default)]
struct Seats {
    next: u64,
    taken: BTreeMap<u64, Seat>,
    /// How many each address has.
    held: BTreeMap<IpAddr, usize>,
}

#[derive(Debug)]
struct Seat {
    address: IpAddr,
    /// Since when the other side is waited for; `None`: it waits for us.
    waits: Option<Instant>,
    end: Option<AbortHandle>,
}

/// A place that is taken. The last copy gives it back.
#[derive(Clone, Debug)]
pub(super) struct Place(Arc<Held>);

#[derive(Debug)]
struct Held {
    number: u64,
    places: Places,
}

impl Places {
    pub(super) fn new(most: usize) -> Places {
        Places { most, seats: Arc::default() }
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place; `None` while everybody there is being served.
    pub(super) fn take(&self, peer: IpAddr) -> Option<Place> {
        let mut seats = self.seats();
        while seats.taken.len() >= self.most {
            seats.give_way()?;
        }
        let (number, address) = (seats.next, household(peer));
        seats.next += 1;
        *seats.held.entry(address).or_default() += 1;
        seats.taken.insert(number, Seat { address, waits: Some(Instant::now()), end: None });
        drop(seats);
        Some(Place(Arc::new(Held { number, places: self.clone() })))
    }
}

impl Seats {
    fn give_way(&mut self) -> Option<()> {
        let waiting = self.taken.iter().filter_map(|(number, seat)| {
            let since = seat.waits?;
            Some((std::cmp::Reverse(self.held.get(&seat.address)), since, *number))
        });
        let (_, _, number) = waiting.min()?;
        if let Some(end) = self.leave(number).and_then(|seat| seat.end) {
            end.abort();
        }
        Some(())
    }

    fn leave(&mut self, number: u64) -> Option<Seat> {
        let seat = self.taken.remove(&number)?;
        if let Some(held) = self.held.get_mut(&seat.address) {
            *held -= 1;
            if *held == 0 {
                self.held.remove(&seat.address);
            }
        }
        Some(seat)
    }
}

impl Place {
    /// What ends the connection when it has to give way.
    pub(super) fn can_be_ended(&self, end: AbortHandle) {
        match self.0.places.seats().taken.get_mut(&self.0.number) {
            Some(seat) => seat.end = Some(end),
            None => end.abort(),
        }
    }

    /// From now on the other side is waited for.
    pub(super) fn waits(&self) {
        self.set(Some(Instant::now()));
    }

    /// All that is needed is here.
    pub(super) fn is_served(&self) {
        self.set(None);
    }

    fn set(&self, waits: Option<Instant>) {
        if let Some(seat) = self.0.places.seats().taken.get_mut(&self.0.number) {
            seat.waits = waits;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.places.seats().leave(self.number);
    }
}

/// Who has one address of version 6 has billions of the same network.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::task::JoinHandle;

    fn seated(places: &Places, peer: &str) -> (Place, JoinHandle<()>) {
        let place = places.take(peer.parse().unwrap()).unwrap();
        let task = tokio::spawn(std::future::pending());
        place.can_be_ended(task.abort_handle());
        (place, task)
    }

    async fn ended(task: JoinHandle<()>) -> bool {
        tokio::time::timeout(Duration::from_secs(1), task).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn who_was_waited_for_the_longest_gives_way_first_of_the_address_with_the_most() {
        let places = Places::new(3);
        let (_long, alone) = seated(&places, "10.0.0.1");
        tokio::time::advance(Duration::from_secs(5)).await;
        let (served, first) = seated(&places, "10.0.0.2");
        let (_second, second) = seated(&places, "10.0.0.2");
        served.is_served();
        let (_new, new) = seated(&places, "10.0.0.3");
        assert!(ended(second).await, "the other one of its address is being served");
        assert!(!ended(alone).await && !ended(first).await && !ended(new).await);
    }

    #[tokio::test]
    async fn nobody_who_is_served_gives_way_and_who_leaves_makes_room() {
        let places = Places::new(1);
        let (place, _task) = seated(&places, "10.0.0.1");
        place.is_served();
        let other = "10.0.0.2".parse().unwrap();
        assert!(places.take(other).is_none());
        place.waits();
        assert!(places.take(other).is_some(), "its answer is out: it is only idle");
        assert_eq!(places.seats().taken.len(), 0, "and that one left at once");
    }

    #[test]
    fn addresses_of_one_network_are_one_household() {
        let of = |text: &str| household(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::5"), of("2001:db8:0:1:ffff::9"));
        assert_ne!(of("2001:db8:0:1::5"), of("2001:db8:0:2::5"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
        assert_ne!(of("10.0.0.2"), of("10.0.0.1"));
    }
}
