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
