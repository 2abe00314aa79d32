//! What is known at a place of a flow. There is one such set for each statement, so it is kept small: a bit per name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Names of slots, and paths such as `contact.address` after `is known`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Shared by all sets that come from one another.
    places: Rc<RefCell<BTreeMap<String, usize>>>,
    bits: Vec<u64>,
}

impl Known {
    pub(crate) fn contains(&self, path: &str) -> bool {
        let place = self.places.borrow().get(path).copied();
        place.is_some_and(|at| self.bits.get(at / 64).is_some_and(|word| word & bit(at) != 0))
    }

    pub(crate) fn insert(&mut self, path: &str) {
        let known = self.places.borrow().get(path).copied();
        let at = known.unwrap_or_else(|| {
            let mut places = self.places.borrow_mut();
            let next = places.len();
            places.insert(path.to_owned(), next);
            next
        });
        if self.bits.len() <= at / 64 {
            self.bits.resize(at / 64 + 1, 0);
        }
        self.bits.get_mut(at / 64).into_iter().for_each(|word| *word |= bit(at));
    }

    pub(crate) fn remove(&mut self, path: &str) {
        let place = self.places.borrow().get(path).copied();
        if let Some(at) = place {
            self.clear(at);
        }
    }

    /// After a change of `name`, nothing below it is known any more.
    pub(crate) fn remove_below(&mut self, name: &str) {
        let prefix = format!("{name}.");
        let below: Vec<usize> = self
            .places
            .borrow()
            .range(prefix.clone()..)
            .take_while(|(path, _)| path.starts_with(&prefix))
            .map(|(_, at)| *at)
            .collect();
        below.into_iter().for_each(|at| self.clear(at));
    }

    /// A set of the same flow in which nothing is known.
    pub(crate) fn nothing(&self) -> Known {
        Known { places: self.places.clone(), bits: Vec::new() }
    }

    /// What both know. Both belong to the same flow.
    pub(crate) fn both(mut self, other: &Known) -> Known {
        self.bits.truncate(other.bits.len());
        self.bits.iter_mut().zip(&other.bits).for_each(|(word, other)| *word &= other);
        self
    }

    fn clear(&mut self, at: usize) {
        self.bits.get_mut(at / 64).into_iter().for_each(|word| *word &= !bit(at));
    }
}

fn bit(at: usize) -> u64 {
    1 << (at % 64)
}

impl PartialEq for Known {
    fn eq(&self, other: &Known) -> bool {
        let most = self.bits.len().max(other.bits.len());
        let word = |bits: &[u64], at: usize| bits.get(at).copied().unwrap_or(0);
        (0..most).all(|at| word(&self.bits, at) == word(&other.bits, at))
    }
}

#[cfg(test)]
mod tests {
    use super::Known;

    #[test]
    fn sets_of_names() {
        let mut a = Known::default();
        for at in 0..200 {
            a.insert(&format!("n{at}"));
        }
        let mut b = a.nothing();
        b.insert("n3");
        b.insert("contact.address");
        b.insert("contact.address.street");
        assert!(a.contains("n199") && !a.contains("contact.address"));
        let both = a.clone().both(&b);
        assert!(both.contains("n3") && !both.contains("n4") && !both.contains("contact.address"));
        b.remove_below("contact.address");
        assert!(b.contains("contact.address") && !b.contains("contact.address.street"));
        b.remove("contact.address");
        assert_eq!(b, both);
    }
}
