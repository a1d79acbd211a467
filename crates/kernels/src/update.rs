//! One pass over a parameter, its gradient and what an optimizer remembers of it.

use ndarray::{ArrayViewD, ArrayViewMutD, NdFloat};
use pulp::{Simd, WithSimd};

use crate::arch::dispatch;
use rayon::join;

use crate::pieces::Region;

/// Elements that one thread takes at a time.
const CHUNK: usize = 1 << 16;

/// Calls `rule(value, gradient, state)` for each element. As the elements are independent of each other, the number of threads
/// changes nothing.
///
/// State nearer to 0 than 10⁻³¹ (`f64`: 10⁻²⁹²) becomes 0. Where gradients stay 0 it would fade to subnormal numbers and stay
/// there, which many processors compute a hundred times as slowly; no parameter would notice what is added to it.
///
/// # Panics
/// If the shapes differ.
pub fn update<A: NdFloat, const K: usize>(
    value: &mut ArrayViewMutD<'_, A>,
    grad: &ArrayViewD<'_, A>,
    state: [ArrayViewMutD<'_, A>; K],
    rule: &(impl Fn(&mut A, A, [&mut A; K]) + Sync),
) {
    assert_eq!(value.shape(), grad.shape(), "update: shape of the parameter (left) and of its gradient (right)");
    let state = state.map(|array| {
        assert_eq!(value.shape(), array.shape(), "update: shape of the parameter (left) and of its state (right)");
        array.into_slice().expect("state in standard layout")
    });
    let grad = grad.as_standard_layout();
    let grad = grad.as_slice().expect("standard layout");
    if let Some(value) = value.as_slice_mut() {
        update_slices(value, grad, state, rule, &Region::open());
    } else {
        let mut copy: Vec<A> = value.iter().copied().collect();
        update_slices(&mut copy, grad, state, rule, &Region::open());
        value.iter_mut().zip(copy).for_each(|(value, new)| *value = new);
    }
}

fn update_slices<A: NdFloat, const K: usize>(
    value: &mut [A],
    grad: &[A],
    state: [&mut [A]; K],
    rule: &(impl Fn(&mut A, A, [&mut A; K]) + Sync),
    region: &Region,
) {
    let n = value.len();
    if n <= CHUNK {
        return region.piece(|| dispatch(Pass { value, grad, state, rule }));
    }
    let middle = (n / 2).next_multiple_of(CHUNK);
    let (value, more_value) = value.split_at_mut(middle);
    let (grad, more_grad) = grad.split_at(middle);
    let mut more_state = [(); K].map(|()| <&mut [A]>::default());
    let mut rest = more_state.iter_mut();
    let state = state.map(|state| {
        let (state, more) = state.split_at_mut(middle);
        *rest.next().expect("as many as in state") = more;
        state
    });
    drop(rest);
    join(
        || update_slices(value, grad, state, rule, region),
        || update_slices(more_value, more_grad, more_state, rule, region),
    );
}

/// The elements of one thread, with the vectors of the processor.
struct Pass<'a, A, R, const K: usize> {
    value: &'a mut [A],
    grad: &'a [A],
    state: [&'a mut [A]; K],
    rule: &'a R,
}

impl<A: NdFloat, R: Fn(&mut A, A, [&mut A; K]), const K: usize> WithSimd for Pass<'_, A, R, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let n = self.value.len();
        // All of one length, which the compiler has to know before it uses vectors.
        let (grad, mut state) = (&self.grad[..n], self.state.map(|state| &mut state[..n]));
        // Whose last digit is still a normal number.
        let smallest = A::min_positive_value() / A::epsilon();
        for i in 0..n {
            (self.rule)(&mut self.value[i], grad[i], state.each_mut().map(|state| &mut state[i]));
        }
        for state in state {
            state.iter_mut().for_each(|state| *state = if state.abs() < smallest { A::zero() } else { *state });
        }
    }
}
