//! Which examples a listener is told apart from: all of them, or where there are very many, those that are nearest.

use crate::svm::Row;

/// Listeners times examples up to which each listener learns from all: 150 listeners with 10 examples each are below.
const ALL: usize = 250_000;
/// Beyond, it learns from so many that share rare features with its own …
const NEAR: usize = 128;
/// … and from so many of all kinds, so that it knows what most messages are like.
const SPREAD: usize = 64;
/// A feature of more examples than this tells nothing about who is near.
const RARE: usize = 256;

pub(crate) struct Neighbours<'r> {
    rows: &'r [Row],
    /// Each learns from all.
    all: bool,
    /// Where each rare feature occurs, with its value; empty where every example is near.
    places: Vec<Vec<(u32, f32)>>,
    /// By example: how near it is to the class at hand. All zero in between.
    nearness: Vec<f32>,
}

impl<'r> Neighbours<'r> {
    pub(crate) fn new(rows: &'r [Row], features: usize, classes: usize) -> Self {
        let all = rows.len() * classes <= ALL;
        let mut places = Vec::new();
        if !all {
            places = vec![Vec::new(); features];
            for (at, row) in (0u32..).zip(rows) {
                for (feature, value) in row {
                    if let Some(places) =
                        places.get_mut(*feature as usize).filter(|places| places.len() <= RARE)
                    {
                        places.push((at, *value));
                    }
                }
            }
        }
        Neighbours { rows, all, places, nearness: vec![0.0; rows.len()] }
    }

    pub(crate) fn are_all(&self) -> bool {
        self.all
    }

    /// The examples to learn a class from, in their order; `own` are the class's.
    pub(crate) fn of(&mut self, own: &[u32]) -> Vec<u32> {
        let all = self.rows.len();
        if self.all {
            return (0..all as u32).collect();
        }
        let mut chosen = self.nearest(own);
        chosen.extend_from_slice(own);
        let missing = (NEAR + SPREAD + own.len()).saturating_sub(chosen.len());
        chosen.extend((0..missing).map(|at| (at * all / missing) as u32));
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    fn nearest(&mut self, own: &[u32]) -> Vec<u32> {
        let mut touched: Vec<u32> = Vec::new();
        for (feature, value) in own.iter().filter_map(|at| self.rows.get(*at as usize)).flatten() {
            let places = self.places.get(*feature as usize).filter(|places| places.len() <= RARE);
            for (at, other) in places.into_iter().flatten() {
                if let Some(nearness) = self.nearness.get_mut(*at as usize) {
                    if *nearness == 0.0 {
                        touched.push(*at);
                    }
                    *nearness += value * other;
                }
            }
        }
        let nearness = |at: &u32| self.nearness.get(*at as usize).copied().unwrap_or(0.0);
        let nearer = |a: &u32, b: &u32| nearness(b).total_cmp(&nearness(a)).then(a.cmp(b));
        if touched.len() > NEAR {
            touched.select_nth_unstable_by(NEAR, nearer);
        }
        let nearest = touched.get(..NEAR).unwrap_or(&touched).to_vec();
        for at in touched {
            if let Some(nearness) = self.nearness.get_mut(at as usize) {
                *nearness = 0.0;
            }
        }
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feature 0 is in every row, each pair of rows shares one of its own.
    fn rows(count: u32) -> Vec<Row> {
        (0..count).map(|at| vec![(0, 0.8), (1 + at / 2, 0.6)]).collect()
    }

    #[test]
    fn few_learn_from_all() {
        let rows = rows(100);
        assert_eq!(Neighbours::new(&rows, 51, 100).of(&[3]), (0..100).collect::<Vec<u32>>());
    }

    #[test]
    fn many_learn_from_the_nearest_and_from_some_of_all_kinds() {
        let rows = rows(5_000);
        let mut neighbours = Neighbours::new(&rows, 2_501, 5_000);
        for own in [0, 7, 4_998] {
            let chosen = neighbours.of(&[own]);
            assert!(chosen.contains(&own) && chosen.contains(&(own ^ 1)), "{own}: {chosen:?}");
            assert!(chosen.is_sorted_by(|a, b| a < b) && chosen.len() <= NEAR + SPREAD + 1);
            assert!(chosen.len() > NEAR && chosen.last() > Some(&4_900), "{chosen:?}");
        }
        assert!(neighbours.nearness.iter().all(|nearness| *nearness == 0.0));
    }

    #[test]
    fn the_nearest_win_where_many_are_near() {
        // 200 rows share feature 1, and every tenth of them feature 2 as well.
        let mut rows: Vec<Row> = (0..200u32)
            .map(|at| if at % 10 == 0 { vec![(1, 0.5), (2, 0.5)] } else { vec![(1, 0.5)] })
            .collect();
        rows.resize(2_000, vec![(0, 1.0)]);
        let chosen = Neighbours::new(&rows, 3, 2_000).of(&[0]);
        assert!((0..200).step_by(10).all(|at| chosen.contains(&at)), "{chosen:?}");
    }
}
