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
