//! Records against records, in any order.

use super::fields::Row;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Read, and rightly.
    pub(super) right: usize,
    pub(super) read: usize,
    pub(super) expected: usize,
}

#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) exact: bool,
    pub(super) missing: usize,
    pub(super) extra: usize,
    pub(super) fields: BTreeMap<String, Count>,
}

impl Compared {
    /// Values that are missing or too many.
    pub(super) fn wrong(&self) -> usize {
        self.fields.values().map(|count| count.expected + count.read - 2 * count.right).sum()
    }
}

/// Each expected record goes with the one it has most in common with.
pub(super) fn compare(expected: &[Row], read: &[Row]) -> Compared {
    let mut likeness: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (at, row) in expected.iter().enumerate() {
        for (other, found) in read.iter().enumerate() {
            let wrong = if row == found { 0 } else { 1 };
            likeness.push((wrong, common(row, found), at, other));
        }
    }
    likeness.sort_by_key(|(wrong, common, at, other)| (*wrong, std::cmp::Reverse(*common), *at, *other));
    let (mut own, mut theirs) = (vec![None; expected.len()], vec![false; read.len()]);
    for (_, common, at, other) in likeness {
        let free = own.get(at).is_some_and(Option::is_none) && theirs.get(other) == Some(&false);
        if let (true, true, Some(place), Some(taken)) =
            (free, common > 0, own.get_mut(at), theirs.get_mut(other))
        {
            *place = Some(other);
            *taken = true;
        }
    }
    let mut compared = Compared {
        missing: own.iter().filter(|place| place.is_none()).count(),
        extra: theirs.iter().filter(|taken| !**taken).count(),
        ..Compared::default()
    };
    for (row, place) in expected.iter().zip(&own) {
        let found = place.and_then(|other| read.get(other));
        compared.count(row, |count| &mut count.expected);
        for (name, values) in row {
            let right = found.and_then(|found| found.get(name)).map_or(0, |found| shared(values, found));
            compared.fields.entry(name.clone()).or_default().right += right;
        }
    }
    read.iter().for_each(|row| compared.count(row, |count| &mut count.read));
    compared.exact = compared.missing == 0 && compared.extra == 0 && compared.wrong() == 0;
    compared
}

impl Compared {
    fn count(&mut self, row: &Row, which: impl Fn(&mut Count) -> &mut usize) {
        for (name, values) in row {
            *which(self.fields.entry(name.clone()).or_default()) += values.len();
        }
    }
}

fn common(one: &Row, other: &Row) -> usize {
    one.iter().map(|(name, values)| other.get(name).map_or(0, |found| shared(values, found))).sum()
}

/// Values that both have, each as often as both have it.
fn shared(one: &[String], other: &[String]) -> usize {
    let mut left: Vec<&String> = other.iter().collect();
    let take =
        |value: &&String| left.iter().position(|it| it == value).map(|at| left.swap_remove(at)).is_some();
    let mut take = take;
    one.iter().filter(|value| take(value)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[(&str, &[&str])]) -> Row {
        let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        fields.iter().map(|(name, list)| ((*name).to_owned(), values(list))).collect()
    }

    #[test]
    fn the_order_counts_for_nothing() {
        let (large, small) =
            (row(&[("size", &["l"]), ("n", &["2"])]), row(&[("size", &["s"]), ("n", &["1"])]));
        let compared = compare(&[large.clone(), small.clone()], &[small, large]);
        assert!(compared.exact && compared.wrong() == 0);
    }

    #[test]
    fn what_is_missing_and_what_is_too_much() {
        let one = row(&[("pizza", &["regina"]), ("without", &["olives", "onions"])]);
        let read = row(&[("pizza", &["regina"]), ("without", &["olives", "ham"])]);
        let compared = compare(std::slice::from_ref(&one), &[read, row(&[("pizza", &["calzone"])])]);
        assert!(!compared.exact);
        assert_eq!((compared.missing, compared.extra, compared.wrong()), (0, 1, 3));
        assert_eq!(compared.fields["without"], Count { right: 1, read: 2, expected: 2 });
        assert_eq!(compared.fields["pizza"], Count { right: 1, read: 2, expected: 1 });
        let nothing = compare(&[one], &[]);
        assert_eq!((nothing.missing, nothing.extra, nothing.exact), (1, 0, false));
        assert!(compare(&[], &[]).exact);
    }
}
