//! What an optimizer remembers, and one pass over parameters, gradients and memory.

use std::collections::BTreeMap;

use ndarray::{ArrayD, ArrayViewMutD};

use crate::{Param, Real};

/// What an optimizer remembers between updates.
#[derive(Clone, Debug, PartialEq)]
pub struct OptimizerState<A> {
    /// Number of updates so far (Adam's t).
    pub updates: u64,
    /// For each parameter, one array of its shape per name in [`slots`](OptimizerState::slots).
    pub arrays: BTreeMap<String, Vec<ArrayD<A>>>,
    slots: &'static [&'static str],
}

impl<A: Real> OptimizerState<A> {
    pub(super) fn new(slots: &'static [&'static str]) -> Self {
        OptimizerState { updates: 0, arrays: BTreeMap::new(), slots }
    }

    /// The book's names of what is remembered of each parameter: `v` (Momentum), `m` and `v` (Adam) …
    pub fn slots(&self) -> &'static [&'static str] {
        self.slots
    }

    /// One update: calls `rule(p, g, state)` on each element of each parameter, of its gradient and of its K arrays of
    /// state, which are zeros at first.
    #[track_caller]
    pub(super) fn update<const K: usize>(
        &mut self,
        params: &mut [Param<'_, A>],
        rule: impl Fn(&mut A, A, [&mut A; K]) + Sync,
    ) {
        self.updates += 1; // Adam's self.iter
        for Param { key, value, grad } in params {
            assert_eq!(value.shape(), grad.shape(), "shape of parameter {key} (left) and of its gradient (right)");
            // if self.v is None: self.v[key] = np.zeros_like(val)
            let zeros = || vec![ArrayD::zeros(value.raw_dim()); K];
            let state = self.arrays.entry(key.clone()).or_insert_with(zeros);
            // for each element: rule(p, g, state)
            kernels::update(value, grad, views(state), &rule);
        }
    }
}

/// The K arrays, to be changed.
fn views<A, const K: usize>(arrays: &mut [ArrayD<A>]) -> [ArrayViewMutD<'_, A>; K] {
    let mut views = arrays.iter_mut().map(|array| array.view_mut());
    std::array::from_fn(|_| views.next().expect("K arrays"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Adam, Optimizer};
    use ndarray::{Array1, Array2, array};

    /// Large enough to be divided, so that each element has to meet its own gradient and state.
    #[test]
    fn pieces_are_updated_like_single_elements() {
        const CHUNK: usize = 1 << 16;
        let n = 3 * CHUNK + 17;
        let start = Array1::from_shape_fn(n, |i| (i as f64 * 0.1).sin());
        let gradient = Array1::from_shape_fn(n, |i| (i as f64 * 0.7).cos());
        let (mut large, mut whole) = (start.clone(), Adam::new(0.1));
        for _ in 0..3 {
            whole.update(&mut [Param::new("W1", &mut large, &gradient)]);
        }
        for i in (0..n).step_by(997).chain([CHUNK - 1, CHUNK, 2 * CHUNK, n - 1]) {
            let (mut small, mut single) = (array![start[i]], Adam::new(0.1));
            for _ in 0..3 {
                single.update(&mut [Param::new("W1", &mut small, &array![gradient[i]])]);
            }
            assert_eq!(large[i], small[0], "element {i}");
        }
    }

    #[test]
    fn memory_layout_does_not_matter() {
        let start = Array2::from_shape_fn((3, 4), |(i, j)| (i * 4 + j) as f64);
        let gradient = start.mapv(f64::sin);
        let (mut rows, mut columns) = (start.clone(), start.t().as_standard_layout().into_owned().reversed_axes());
        assert!(!columns.is_standard_layout());
        let transposed = gradient.t().as_standard_layout().into_owned().reversed_axes();
        let (mut one, mut two) = (Adam::new(0.1), Adam::new(0.1));
        for _ in 0..3 {
            one.update(&mut [Param::new("W1", &mut rows, &gradient)]);
            two.update(&mut [Param::new("W1", &mut columns, &transposed)]);
        }
        assert_eq!(rows, columns);
        assert_ne!(rows, start);
    }

    #[test]
    #[should_panic(expected = "shape of parameter W1")]
    fn a_gradient_of_another_shape_panics() {
        Adam::new(0.1).update(&mut [Param::new("W1", &mut Array2::<f64>::zeros((2, 3)), &Array2::zeros((3, 2)))]);
    }
}
