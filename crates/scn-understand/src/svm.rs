//! A linear support vector machine (one class against the rest, squared hinge), trained by dual coordinate descent in a
//! fixed order: the same examples give the same weights on every machine.

/// How much an error weighs against simple weights.
const C: f64 = 3.0;
const MAX_ROUNDS: usize = 40;
/// Good enough: changes below this stop the training.
const ENOUGH: f64 = 0.02;

/// A sparse row: (feature, value), of length 1.
pub(crate) type Row = Vec<(u32, f32)>;

/// Weights of the features and the bias that tell `class` from the rest.
pub(crate) fn separate(rows: &[Row], classes: &[u16], class: u16, features: usize) -> (Vec<f64>, f64) {
    let mut weights = vec![0.0; features];
    let mut bias = 0.0;
    let mut alpha = vec![0.0f64; rows.len()];
    let mut active: Vec<u32> = (0..rows.len() as u32).collect();
    let mut reopened = false;
    // Rows far on the right side rest until the others have settled.
    let mut far = f64::INFINITY;
    for _ in 0..MAX_ROUNDS {
        let (mut largest, mut worst) = (0.0f64, 0.0f64);
        active.retain(|at| {
            let at = *at as usize;
            let (Some(row), Some(alpha)) = (rows.get(at), alpha.get_mut(at)) else { return false };
            let sign = if classes.get(at) == Some(&class) { 1.0 } else { -1.0 };
            let gradient = sign * (dot(row, &weights) + bias) - 1.0 + *alpha / (2.0 * C);
            if *alpha == 0.0 && gradient > far {
                return false;
            }
            let step = if *alpha == 0.0 { gradient.min(0.0) } else { gradient };
            worst = worst.max(gradient);
            largest = largest.max(step.abs());
            if step.abs() > 1e-6 {
                let next = (*alpha - gradient / (2.0 + 1.0 / (2.0 * C))).max(0.0);
                let change = (next - *alpha) * sign;
                *alpha = next;
                add(row, change, &mut weights);
                bias += change;
            }
            true
        });
        if largest < ENOUGH {
            if reopened || active.len() == rows.len() {
                break;
            }
            reopened = true;
            far = f64::INFINITY;
            active = (0..rows.len() as u32).collect();
        } else {
            far = if reopened { f64::INFINITY } else { largest.min(1.0) };
        }
    }
    (weights, bias)
}

fn dot(row: &Row, weights: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (at, value) in row {
        if let Some(weight) = weights.get(*at as usize) {
            sum += f64::from(*value) * weight;
        }
    }
    sum
}

fn add(row: &Row, factor: f64, weights: &mut [f64]) {
    for (at, value) in row {
        if let Some(weight) = weights.get_mut(*at as usize) {
            *weight += factor * f64::from(*value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_what_can_be_separated() {
        let rows = vec![vec![(0, 1.0)], vec![(0, 0.8), (1, 0.6)], vec![(2, 1.0)], vec![(1, 0.6), (2, 0.8)]];
        let (weights, bias) = separate(&rows, &[0, 0, 1, 1], 0, 3);
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(dot(row, &weights) + bias > 0.0, at < 2, "{at}");
        }
    }
}
