//! What the store and the platform know about a customer, and whether that is what an uninterrupted run says.

use crate::world::{NUMBER, Taken, Weather, World};
use scn_store::{ContactId, Identity, Reader, SendRecord, SendState, Side, SqliteReader, SqliteStore};
use std::collections::BTreeMap;
use std::path::Path;

/// Everything about one customer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    pub(crate) taken: Vec<Taken>,
    pub(crate) sends: Vec<SendRecord>,
    pub(crate) history: Vec<(Side, String)>,
    /// Idempotency keys of orders.
    pub(crate) orders: usize,
}

impl Book {
    pub(crate) fn of(phone: &str, world: &World, store: &SqliteReader) -> Book {
        let contact = contact(store, phone).expect("a known contact");
        let lines = store.history(contact, 10_000).expect("the store can be read");
        // What an operator asks for twice, because the answer was lost, is noted twice; what was given up is noted, too.
        let differs = |text: &str| {
            text.starts_with("ada took")
                || text.starts_with("ada gave")
                || text.starts_with("not delivered: ")
        };
        let history = lines.into_iter().map(|line| (line.side, line.text));
        let history = history.filter(|(side, text)| *side != Side::Note || !differs(text));
        Book {
            taken: world.taken(phone),
            sends: store.sends(contact).expect("the store can be read"),
            history: history.collect(),
            orders: world.orders(phone).len(),
        }
    }

    pub(crate) fn texts(&self) -> Vec<&str> {
        self.taken.iter().map(|it| it.text.as_str()).collect()
    }
}

/// The contact with this phone number.
pub(crate) fn contact(store: &SqliteReader, phone: &str) -> Option<ContactId> {
    let who = Identity { number: NUMBER.to_owned(), phone: Some(format!("+{phone}")), ..Identity::default() };
    store.find(&who).ok()?
}

/// How many messages of a contact were seen, or are given up.
pub(crate) fn seen_or_given_up(store: &Path, phone: &str, world: &World) -> usize {
    let sends = || {
        let store = SqliteStore::read_only(store).ok()?;
        store.sends(contact(&store, phone)?).ok()
    };
    let taken = world.taken(phone);
    let over = |send: &SendRecord| send.state == SendState::Failed || was_taken(send, &taken);
    sends().unwrap_or_default().iter().filter(|send| over(send)).count()
}

fn was_taken(send: &SendRecord, taken: &[Taken]) -> bool {
    let end = format!("-{}", send.id.0);
    taken.iter().any(|it| it.callback.ends_with(&end))
}

/// What is wrong with what a customer saw, and what is unknown by design.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) lost: u64,
    pub(crate) repeated: u64,
    pub(crate) out_of_order: u64,
    /// Sent a second time, because nobody could tell what became of the first.
    pub(crate) sent_again: u64,
    /// Never seen, because the configuration says so.
    pub(crate) given_up: u64,
    /// What does not fit, in words.
    pub(crate) faults: Vec<String>,
}

/// Compares a run with kills to one without.
pub(crate) fn judge(book: &Book, reference: &Book, weather: Weather) -> Verdict {
    let mut verdict = Verdict::default();
    let shown = once_each(&book.taken, &mut verdict);
    let mut expected = reference.texts();
    if weather == Weather::GiveUp {
        let given_up = |send: &SendRecord| send.state == SendState::Failed && !was_taken(send, &book.taken);
        let mut places = book.sends.iter().map(|send| !given_up(send));
        let before = expected.len();
        expected.retain(|_| places.next().unwrap_or(true));
        verdict.given_up = (before - expected.len()) as u64;
    }
    compare(&shown, &expected, &mut verdict);
    let stuck = |send: &&SendRecord| {
        send.state != SendState::Sent && !(weather == Weather::GiveUp && send.state == SendState::Failed)
    };
    for send in book.sends.iter().filter(stuck) {
        verdict.faults.push(format!("message {} is {:?}: {:?}", send.seq, send.state, send.reason));
    }
    if book.sends.len() != reference.sends.len() {
        verdict.faults.push(format!(
            "{} messages in the outbox, not {}",
            book.sends.len(),
            reference.sends.len()
        ));
    }
    if book.history != reference.history {
        verdict.faults.push("the history differs".to_owned());
    }
    if book.orders != reference.orders {
        verdict.faults.push(format!("{} orders in the shop, not {}", book.orders, reference.orders));
    }
    verdict
}

/// What was sent again, right behind itself and by a later life of the process, is one message.
fn once_each<'a>(taken: &'a [Taken], verdict: &mut Verdict) -> Vec<&'a str> {
    let mut shown: Vec<&Taken> = Vec::new();
    for it in taken {
        let before = shown.iter().position(|other| other.callback == it.callback);
        match before {
            None => shown.push(it),
            Some(place) if place + 1 == shown.len() && shown[place].life < it.life => {
                verdict.sent_again += 1;
                shown[place] = it;
            }
            Some(_) => verdict.repeated += 1,
        }
    }
    shown.into_iter().map(|it| it.text.as_str()).collect()
}

fn compare(shown: &[&str], expected: &[&str], verdict: &mut Verdict) {
    if shown == expected {
        return;
    }
    let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
    shown.iter().for_each(|text| *balance.entry(text).or_default() += 1);
    expected.iter().for_each(|text| *balance.entry(text).or_default() -= 1);
    let (more, less): (Vec<i64>, Vec<i64>) = balance.into_values().filter(|n| *n != 0).partition(|n| *n > 0);
    verdict.lost += less.iter().sum::<i64>().unsigned_abs();
    verdict.repeated += more.iter().sum::<i64>().unsigned_abs();
    if more.is_empty() && less.is_empty() {
        verdict.out_of_order += 1;
    }
    verdict.faults.push("the customer did not see what an uninterrupted run shows".to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(taken: &[(&str, &str, u64)]) -> Book {
        let taken = taken.iter().map(|(text, callback, life)| Taken {
            text: (*text).to_owned(),
            callback: (*callback).to_owned(),
            life: *life,
        });
        Book { taken: taken.collect(), ..Book::default() }
    }

    fn verdict(taken: &[(&str, &str, u64)]) -> (u64, u64, u64, u64) {
        let reference = book(&[("a", "1", 1), ("b", "2", 1), ("c", "3", 1)]);
        let it = judge(&book(taken), &reference, Weather::Statuses);
        (it.lost, it.repeated, it.out_of_order, it.sent_again)
    }

    #[test]
    fn each_fault_is_told_from_the_others() {
        assert_eq!(verdict(&[("a", "1", 1), ("b", "2", 2), ("c", "3", 2)]), (0, 0, 0, 0), "as it should be");
        assert_eq!(verdict(&[("a", "1", 1), ("c", "3", 1)]), (1, 0, 0, 0), "one is missing");
        assert_eq!(
            verdict(&[("a", "1", 1), ("c", "3", 1), ("b", "2", 1)]),
            (0, 0, 1, 0),
            "two changed places"
        );
        let committed_twice = [("a", "1", 1), ("b", "2", 1), ("b", "9", 1), ("c", "3", 1)];
        assert_eq!(verdict(&committed_twice), (0, 1, 0, 0), "two messages of the outbox say the same");
        let sent_twice = [("a", "1", 1), ("b", "2", 1), ("b", "2", 1), ("c", "3", 1)];
        assert_eq!(
            verdict(&sent_twice),
            (0, 1, 0, 0),
            "nothing was killed in between: no doubt, no second time"
        );
        let unknown = [("a", "1", 1), ("b", "2", 1), ("b", "2", 2), ("c", "3", 2)];
        assert_eq!(verdict(&unknown), (0, 0, 0, 1), "a kill swallowed the answer");
        let overtaken = [("a", "1", 1), ("b", "2", 1), ("c", "3", 2), ("b", "2", 2)];
        assert_eq!(verdict(&overtaken), (0, 1, 0, 0), "the next one had gone out: it was no doubt any more");
    }
}
