//! A linear support vector machine, trained by coordinate descent over the examples in a fixed order: the same examples
//! give the same weights on every machine.

/// How much an error weighs against simple weights.
const C: f32 = 3.0;
const ROUNDS: usize = 8;
/// What an example weighs that lies where it should.
const AT_REST: f32 = 0.3;
/// Where a class begins, so that whatever shares nothing with it is on the right side already.
const START: f32 = -1.0;

/// Sparse rows of (feature, value), each of length 1.
#[derive(Default)]
pub(crate) struct Rows {
    starts: Vec<u32>,
    cells: Vec<(u32, f32)>,
}

impl Rows {
    pub(crate) fn push(&mut self, row: &[(u32, f32)]) {
        self.starts.push(self.cells.len() as u32);
        self.cells.extend_from_slice(row);
    }

    #[inline]
    pub(crate) fn row(&self, at: u32) -> &[(u32, f32)] {
        let start = self.starts.get(at as usize).map_or(0, |start| *start as usize);
        let end = self.starts.get(at as usize + 1).map_or(self.cells.len(), |end| *end as usize);
        self.cells.get(start..end).unwrap_or_default()
    }
}

/// One example as seen by one class.
struct Side {
    at: u32,
    /// 1 for its own examples, -1 for others'.
    sign: f32,
    alpha: f32,
}

/// Adds the weights that tell the examples `own` from `others` to `weights`, which are zero, and returns the bias. What has
/// no others needs no weights.
pub(crate) fn separate(rows: &Rows, own: &[u32], others: &[u32], weights: &mut [f32]) -> f32 {
    let side = |sign: f32| move |at: &u32| Side { at: *at, sign, alpha: 0.0 };
    let mut sides: Vec<Side> = own.iter().map(side(1.0)).chain(others.iter().map(side(-1.0))).collect();
    let mut bias = START;
    if others.is_empty() {
        return bias;
    }
    let mut dice = 12_345u64;
    for round in 0..ROUNDS {
        shuffle(&mut sides, &mut dice);
        sides.retain_mut(|side| {
            let row = rows.row(side.at);
            let gradient = side.sign * (dot(row, weights) + bias) - 1.0 + side.alpha / (2.0 * C);
            let next = (side.alpha - gradient / (2.0 + 1.0 / (2.0 * C))).max(0.0);
            let change = (next - side.alpha) * side.sign;
            side.alpha = next;
            if change.abs() > 1e-6 {
                add(row, change, weights);
                bias += change;
            }
            round == 0 || next > 0.0 || gradient < AT_REST
        });
    }
    bias
}

/// Another order in each round: without it eight rounds are not enough.
fn shuffle(sides: &mut [Side], dice: &mut u64) {
    for at in (1..sides.len()).rev() {
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        sides.swap(at, (*dice >> 33) as usize % (at + 1));
    }
}

#[inline]
fn dot(row: &[(u32, f32)], weights: &[f32]) -> f32 {
    let mut sum = 0.0;
    for (at, value) in row {
        if let Some(weight) = weights.get(*at as usize) {
            sum += value * weight;
        }
    }
    sum
}

#[inline]
fn add(row: &[(u32, f32)], factor: f32, weights: &mut [f32]) {
    for (at, value) in row {
        if let Some(weight) = weights.get_mut(*at as usize) {
            *weight += factor * value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_what_can_be_separated() {
        let mut rows = Rows::default();
        for row in [&[(0, 1.0)][..], &[(0, 0.8), (1, 0.6)], &[(2, 1.0)], &[(1, 0.6), (2, 0.8)]] {
            rows.push(row);
        }
        let mut weights = vec![0.0; 3];
        let bias = separate(&rows, &[0, 1], &[2, 3], &mut weights);
        for at in 0..4 {
            assert_eq!(dot(rows.row(at), &weights) + bias > 0.0, at < 2, "{at}");
        }
    }
}
