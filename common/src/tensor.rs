//! What goes from layer to layer: NumPy's array, of any number of axes and cheap to hand on.

use ndarray::{ArcArray, Array, Array2, ArrayRef2, Dimension, Ix2, Ix4, IxDyn};

use crate::{Kernels, Real};

/// An array of any number of axes that layers share without copying it: cloning it costs nothing, and whoever changes a
/// shared one gets a copy of their own.
///
/// ```
/// use common::tensor;
/// use ndarray::array;
/// let x = tensor(array![[1.0, 2.0]]);
/// let mut y = x.clone(); // the same memory
/// y += 1.0; // its own
/// assert_eq!((x, y), (tensor(array![[1.0, 2.0]]), tensor(array![[2.0, 3.0]])));
/// ```
pub type Tensor<A> = ArcArray<A, IxDyn>;

/// An array as a [`Tensor`], without a copy.
///
/// ```
/// use ndarray::array;
/// assert_eq!(common::tensor(array![[1.0, 2.0]]).shape(), [1, 2]);
/// ```
pub fn tensor<A: Clone, D: Dimension>(array: Array<A, D>) -> Tensor<A> {
    array.into_dyn().into_shared()
}

/// One row per sample: (N, D) as it is, images (N, C, H, W) as (N, C·H·W). Copies only where the memory has another order.
///
/// ```
/// use common::{rows, tensor};
/// use ndarray::Array4;
/// assert_eq!(rows(&tensor(Array4::<f32>::zeros((10, 30, 12, 12)))).dim(), (10, 4320)); // SimpleConvNet, §7.5
/// ```
///
/// # Panics
/// If `x` has no axis.
///
/// Book: §7.5, `x.reshape(N, -1)`.
#[track_caller]
pub fn rows<A: Real>(x: &Tensor<A>) -> ArcArray<A, Ix2> {
    let n = *x.shape().first().expect("samples along the first axis");
    let features: usize = x.shape()[1..].iter().product();
    let rows = x.clone().into_shape_clone((n, features)).expect("the same number of elements");
    if rows.is_standard_layout() { rows } else { rows.as_standard_layout().into_owned().into_shared() }
}

/// A batch of images (N, C, H, W).
///
/// # Panics
/// If `x` has not four axes.
#[track_caller]
pub(crate) fn images<A: Real>(x: &Tensor<A>) -> ArcArray<A, Ix4> {
    let shape = x.shape().to_vec();
    x.clone().into_dimensionality().unwrap_or_else(|_| panic!("expected images (N, C, H, W), got {shape:?}"))
}

/// A·B (`np.dot`), on several threads and without the background of digits, or, with [`Kernels::Book`], ndarray's own.
///
/// ```
/// use ndarray::array;
/// // §3.3.3: a layer of three neurons, without bias.
/// let y = common::dot(&array![[1.0, 2.0]], &array![[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]);
/// assert_eq!(y, array![[5.0, 11.0, 17.0]]);
/// ```
///
/// # Panics
/// If A has not as many columns as B has rows.
///
/// Book: §3.3.
#[track_caller]
pub fn dot<A: Real>(a: &ArrayRef2<A>, b: &ArrayRef2<A>) -> Array2<A> {
    A::dot(a, b) // `product` below, compiled once
}

#[track_caller]
pub(crate) fn product<A: Real>(a: &ArrayRef2<A>, b: &ArrayRef2<A>) -> Array2<A> {
    match Kernels::current() {
        Kernels::Fast => kernels::dot(a, b),
        Kernels::Book => a.dot(b),
    }
}
