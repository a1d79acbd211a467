//! One pass over a parameter, its gradient and what an optimizer remembers of it.

use pulp::{Arch, Simd, WithSimd};
use rayon::join;

/// Elements that one thread takes at a time.
const CHUNK: usize = 1 << 16;

/// Calls `rule(value, gradient, state)` for each element. As the elements are independent of each other, the number of threads
/// changes nothing.
///
/// # Panics
/// If a slice is shorter than `value`.
pub fn update<A: Copy + Send + Sync, const K: usize>(
    value: &mut [A],
    grad: &[A],
    state: [&mut [A]; K],
    rule: &(impl Fn(&mut A, A, [&mut A; K]) + Sync),
) {
    let n = value.len();
    if n <= CHUNK {
        return Arch::new().dispatch(Pass { value, grad, state, rule });
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
    join(|| update(value, grad, state, rule), || update(more_value, more_grad, more_state, rule));
}

/// The elements of one thread, with the vectors of the processor.
struct Pass<'a, A, R, const K: usize> {
    value: &'a mut [A],
    grad: &'a [A],
    state: [&'a mut [A]; K],
    rule: &'a R,
}

impl<A: Copy, R: Fn(&mut A, A, [&mut A; K]), const K: usize> WithSimd for Pass<'_, A, R, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let n = self.value.len();
        // All of one length, which the compiler has to know before it uses vectors.
        let (grad, mut state) = (&self.grad[..n], self.state.map(|state| &mut state[..n]));
        for i in 0..n {
            (self.rule)(&mut self.value[i], grad[i], state.each_mut().map(|state| &mut state[i]));
        }
    }
}
