//! Numerical differentiation by central differences: (f(x + h) − f(x − h)) / 2h with h = 10⁻⁴.
//!
//! Book: §4.3–4.4, `common/gradient.py`.

use ndarray::{Array, Array1, Array2, ArrayD, ArrayRef2, Dimension, IntoDimension, IxDyn};
use rayon::prelude::*;

use crate::{Grads, Network, Real};

/// h.
pub(crate) const H: f64 = 1e-4;

/// Elements of a parameter that a thread differentiates at least before it copies the network again.
const CHUNK: usize = 64;

/// The derivative of `f` at `x`.
///
/// ```
/// // 0.01x² + 0.1x at 10, whose derivative is 0.3.
/// assert_eq!(common::numerical_diff(|x: f64| 0.01 * x.powi(2) + 0.1 * x, 10.0), 0.2999999999986347);
/// ```
///
/// Book: §4.3.1, `ch04/gradient_1d.py`.
pub fn numerical_diff<A: Real>(f: impl Fn(A) -> A, x: A) -> A {
    let h = A::of(H);
    (f(x + h) - f(x - h)) / (A::of(2.0) * h)
}

/// ∂f/∂x for every element of an array of any shape.
///
/// Meant for `f64`: the difference of the two values has too few digits in `f32`.
///
/// Each element of `x` is changed while `f` is computed, then restored. For the loss of a network, use
/// [`numerical_gradient_of`].
///
/// ```
/// use common::{numerical_diff, numerical_gradient};
/// use ndarray::array;
///
/// // §4.3.2 and §4.4
/// assert_eq!(numerical_diff(|x: f64| 0.01 * x.powi(2) + 0.1 * x, 5.0), 0.1999999999990898);
/// let gradient = numerical_gradient(|x| x[0] * x[0] + x[1] * x[1], &mut array![3.0, 4.0]);
/// assert_eq!(format!("{gradient:.6}"), "[6.000000, 8.000000]");
/// ```
///
/// Book: §4.4, `common/gradient.py`.
pub fn numerical_gradient<A: Real, D: Dimension>(
    mut f: impl FnMut(&Array<A, D>) -> A,
    x: &mut Array<A, D>,
) -> Array<A, D> {
    let h = A::of(H);
    let mut gradient = Array::zeros(x.raw_dim());
    for (idx, value) in gradient.indexed_iter_mut() {
        let idx = idx.into_dimension();
        let tmp_val = x[idx.clone()];
        x[idx.clone()] = tmp_val + h;
        let fxh1 = f(x); // f(x+h)

        x[idx.clone()] = tmp_val - h;
        let fxh2 = f(x); // f(x-h)

        *value = (fxh1 - fxh2) / (A::of(2.0) * h);
        x[idx] = tmp_val; // restore
    }
    gradient
}

/// The gradient of `f` at each row of `x` (points, dimensions): one point per row, as arrow plots need.
///
/// ```
/// use ndarray::array;
/// let gradients = common::numerical_gradient_2d(|x| x[0] * x[0] + x[1] * x[1], &array![[3.0, 4.0], [0.0, 2.0]]);
/// assert_eq!(format!("{gradients:.6}"), "[[6.000000, 8.000000],\n [0.000000, 4.000000]]");
/// ```
///
/// Book: §4.4, `ch04/gradient_2d.py`; `common/gradient.py`.
pub fn numerical_gradient_2d<A: Real>(mut f: impl FnMut(&Array1<A>) -> A, x: &ArrayRef2<A>) -> Array2<A> {
    let mut gradient = Array2::zeros(x.dim());
    for (row, mut out) in x.rows().into_iter().zip(gradient.rows_mut()) {
        out.assign(&numerical_gradient(&mut f, &mut row.to_owned()));
    }
    gradient
}

/// The gradient of a network's loss for every parameter, the loss computed twice for each element, in the order of
/// [`Network::params`] and under the same keys. `loss_w` is mostly `|network| network.loss(x, t)`.
///
/// Each thread works on its own copy of the network, so the result does not depend on how many there are.
///
/// ```
/// use common::{Activation, MultiLayerNet, Network, Targets, WeightInit, numerical_gradient_of, tensor};
/// use ndarray::array;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut network = MultiLayerNet::<f64>::new(2, &[3], 2, Activation::Sigmoid, WeightInit::Std(1.0), &mut rng);
/// let (x, t) = (tensor(array![[0.6, 0.9]]), Targets::from(1));
/// let numerical = numerical_gradient_of(&network, |network| network.loss(&x, &t));
/// network.gradient(&x, &t);
/// for (key, backprop) in &network.grads().0 {
///     assert!((backprop - &numerical[key]).iter().all(|difference| difference.abs() < 1e-6));
/// }
/// ```
///
/// Book: §4.5.1, `TwoLayerNet.numerical_gradient`.
pub fn numerical_gradient_of<A: Real, N: Network<A> + Clone>(
    network: &N,
    loss_w: impl Fn(&mut N) -> A + Sync,
) -> Grads<A> {
    let params: Vec<_> = network.clone().params().into_iter().map(|param| (param.key, param.value.raw_dim())).collect();
    let mut grads = Vec::new();
    for (param, (key, shape)) in params.into_iter().enumerate() {
        // grads[key] = numerical_gradient(loss_W, params[key]), with the parameter inside of the network
        let grad = each_element(network, shape, |network, k| central_difference(network, param, k, &loss_w));
        grads.push((key, grad));
    }
    Grads(grads)
}

/// The derivative of the loss for one element of a parameter: the book's lines.
fn central_difference<A: Real, N: Network<A>>(
    network: &mut N,
    param: usize,
    k: usize,
    loss: impl Fn(&mut N) -> A,
) -> A {
    let h = A::of(H);
    let tmp_val = *element(network, param, k);
    *element(network, param, k) = tmp_val + h;
    let fxh1 = loss(network); // f(x+h)

    *element(network, param, k) = tmp_val - h;
    let fxh2 = loss(network); // f(x-h)

    *element(network, param, k) = tmp_val; // restore
    (fxh1 - fxh2) / (A::of(2.0) * h)
}

/// `derivative` by each element, on several threads with a copy of the network each.
fn each_element<A: Real, N: Network<A> + Clone>(
    network: &N,
    shape: IxDyn,
    derivative: impl Fn(&mut N, usize) -> A + Send + Sync,
) -> ArrayD<A> {
    let elements = (0..shape.size()).into_par_iter().with_min_len(CHUNK);
    let grad: Vec<A> = elements.map_init(|| network.clone(), derivative).collect();
    ArrayD::from_shape_vec(shape, grad).expect("one derivative per element")
}

/// Element `k`, in row-major order, of the parameter of this number.
pub(crate) fn element<A: Real>(network: &mut impl Network<A>, param: usize, k: usize) -> &mut A {
    let value = network.params().swap_remove(param).value.0;
    if value.is_standard_layout() {
        &mut value.into_slice().expect("standard layout")[k]
    } else {
        value.into_iter().nth(k).expect("an element of the parameter")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Param, Targets, Tensor, dot, rows, softmax_loss, tensor};
    use ndarray::{Array3, array};
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The simpleNet of §4.4.2: softmax(x·W).
    #[derive(Clone)]
    struct SimpleNet {
        w: Array2<f64>,
        dw: Array2<f64>,
    }

    impl Network<f64> for SimpleNet {
        fn predict(&self, x: &Tensor<f64>) -> Tensor<f64> {
            tensor(dot(&rows(x), &self.w))
        }

        fn loss(&mut self, x: &Tensor<f64>, t: &Targets<f64>) -> f64 {
            softmax_loss(&self.predict(x), t)
        }

        fn gradient(&mut self, _: &Tensor<f64>, _: &Targets<f64>) -> f64 {
            unreachable!("only the loss is asked for")
        }

        fn params(&mut self) -> Vec<Param<'_, f64>> {
            vec![Param::new("W", &mut self.w, &self.dw)]
        }
    }

    #[test]
    fn a_network_is_differentiated_by_copies() {
        let w = Array2::from_shape_fn((70, 3), |(i, j)| ((i * 3 + j) as f64).sin());
        let x = Array2::from_shape_fn((5, 70), |(n, i)| ((n * 70 + i) as f64).cos());
        let t = Targets::from(array![0, 2, 1, 1, 0]);
        let expected = numerical_gradient(|w| softmax_loss(&dot(&x, w), &t), &mut w.clone());
        let x = tensor(x);

        // In standard layout, and with columns in memory one after the other.
        for w in [w.clone(), w.t().as_standard_layout().into_owned().reversed_axes()] {
            let net = SimpleNet { w: w.clone(), dw: Array2::zeros(w.dim()) };
            let losses = AtomicUsize::new(0);
            let gradients = numerical_gradient_of(&net, |net| {
                losses.fetch_add(1, Ordering::Relaxed);
                net.loss(&x, &t)
            });
            assert_eq!(gradients.keys().collect::<Vec<_>>(), ["W"]);
            let differences = &gradients["W"] - &expected;
            assert!(differences.iter().all(|d| d.abs() < 1e-10), "{differences}");
            assert_eq!(net.w, w);
            assert_eq!(losses.into_inner(), 2 * 210);
        }
    }

    #[test]
    fn derivatives_of_the_book() {
        let f = |x: f64| 0.01 * x.powi(2) + 0.1 * x;
        assert_eq!(numerical_diff(f, 5.0), 0.1999999999990898);
        assert_eq!(numerical_diff(f, 10.0), 0.2999999999986347);
    }

    #[test]
    fn any_shape_is_differentiated_and_restored() {
        let mut x = Array3::from_shape_fn((2, 3, 2), |(i, j, k)| (i * 6 + j * 2 + k) as f64 - 4.0);
        let before = x.clone();
        let gradient = numerical_gradient(|x| x.iter().map(|x| x * x * x).sum(), &mut x);
        assert_eq!(x, before);
        for (g, x) in gradient.iter().zip(&before) {
            assert!((g - 3.0 * x * x).abs() < 1e-7, "{g} at {x}");
        }
    }

    #[test]
    fn each_row_is_a_point() {
        let points = array![[3.0, 4.0], [0.0, 2.0], [3.0, 0.0]];
        let gradient = numerical_gradient_2d(|x| x[0] * x[0] * x[1], &points);
        let expected = array![[24.0, 9.0], [0.0, 0.0], [0.0, 9.0]];
        assert!((&gradient - &expected).iter().all(|d: &f64| d.abs() < 1e-6), "{gradient}");
    }
}
