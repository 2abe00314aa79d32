//! Which examples a class is told apart from: those that come near to it. What shares nothing with a class needs no
//! weights to be told apart, so that learning takes a time that grows with the examples, not with their square.

use crate::svm::Rows;

/// An example is told apart from so many classes: those whose examples are like it.
const RIVALS: usize = 24;
/// A feature of more classes than this says nothing about who is near.
const COMMON: usize = 256;

/// The mean of a class's examples, of length 1: (feature, value), and the sum that was brought to that length.
pub(crate) struct Centroid {
    pub(crate) cells: Vec<(u32, f32)>,
    pub(crate) length: f32,
}

/// By class: the examples of others that come near to it.
pub(crate) fn rivals(rows: &Rows, labels: &[u16], centroids: &[Centroid], features: usize) -> Vec<Vec<u32>> {
    let classes = centroids.len();
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); classes];
    let places = (classes > RIVALS + 1).then(|| places(centroids, features));
    let mut likeness = vec![0.0f32; classes];
    let mut nearest: Vec<u16> = Vec::new();
    for (at, label) in (0u32..).zip(labels) {
        nearest.clear();
        match &places {
            None => nearest.extend(0..classes as u16),
            Some(places) => nearest_to(rows.row(at), places, &mut likeness, &mut nearest),
        }
        for class in nearest.iter().filter(|class| *class != label) {
            if let Some(near) = near.get_mut(usize::from(*class)) {
                near.push(at);
            }
        }
    }
    near
}

/// By feature: the classes that have it, with its weight; empty for those that nearly all have.
fn places(centroids: &[Centroid], features: usize) -> Vec<Vec<(u16, f32)>> {
    let mut places: Vec<Vec<(u16, f32)>> = vec![Vec::new(); features];
    for (class, centroid) in (0u16..).zip(centroids) {
        for (feature, value) in &centroid.cells {
            if let Some(places) = places.get_mut(*feature as usize).filter(|places| places.len() <= COMMON) {
                places.push((class, *value));
            }
        }
    }
    places.iter_mut().filter(|places| places.len() > COMMON).for_each(Vec::clear);
    places
}

/// `likeness` is all zero before and after.
fn nearest_to(row: &[(u32, f32)], places: &[Vec<(u16, f32)>], likeness: &mut [f32], nearest: &mut Vec<u16>) {
    for (feature, value) in row {
        for (class, weight) in places.get(*feature as usize).into_iter().flatten() {
            if let Some(likeness) = likeness.get_mut(usize::from(*class)) {
                if *likeness == 0.0 {
                    nearest.push(*class);
                }
                *likeness += value * weight;
            }
        }
    }
    let of = |class: &u16| likeness.get(usize::from(*class)).copied().unwrap_or(0.0);
    let nearer = |a: &u16, b: &u16| of(b).total_cmp(&of(a)).then(a.cmp(b));
    // One more, since the example's own class is among them.
    let (mut rest, many) = (Vec::new(), nearest.len() > RIVALS + 1);
    if many {
        nearest.select_nth_unstable_by(RIVALS, nearer);
        rest = nearest.split_off(RIVALS + 1);
    }
    for class in nearest.iter().chain(&rest) {
        if let Some(likeness) = likeness.get_mut(usize::from(*class)) {
            *likeness = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Class `n` has feature 0 like all, and one that it shares with its neighbour.
    fn classes(count: u16) -> (Rows, Vec<u16>, Vec<Centroid>) {
        let mut rows = Rows::default();
        let row = |class: u16| vec![(0, 0.8), (1 + u32::from(class) / 2, 0.6)];
        (0..count).for_each(|class| rows.push(&row(class)));
        let centroids = (0..count).map(|class| Centroid { cells: row(class), length: 1.0 }).collect();
        (rows, (0..count).collect(), centroids)
    }

    #[test]
    fn few_are_told_from_all() {
        let (rows, labels, centroids) = classes(20);
        let near = rivals(&rows, &labels, &centroids, 11);
        assert_eq!(near[3], (0..20).filter(|at| *at != 3).collect::<Vec<u32>>());
    }

    #[test]
    fn many_are_told_from_the_nearest() {
        for count in [100, 3000] {
            let (rows, labels, centroids) = classes(count);
            let near = rivals(&rows, &labels, &centroids, 1501);
            assert!((0..u32::from(count)).all(|at| near[(at ^ 1) as usize].contains(&at)), "{count}");
            let all: usize = near.iter().map(Vec::len).sum();
            assert!(all <= usize::from(count) * RIVALS, "{count}: {all}");
        }
    }
}
