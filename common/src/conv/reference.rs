//! Convolution as it is defined, to be read, and to test the fast paths against.

use ndarray::{Array1, Array4, ArrayRef1, ArrayRef4};

use crate::Real;
use crate::im2col::output_size;

/// Convolution by its definition, seven loops:
/// out\[n, k, i, j\] = b\[k\] + Σ_{c, u, v} x\[n, c, i·stride + u − pad, j·stride + v − pad\] · w\[k, c, u, v\],
/// where x counts as 0 outside of the image.
///
/// ```
/// use ndarray::array;
/// // §7.2.2: 4×4 ∗ 3×3 → 2×2.
/// let x = array![[[[1., 2., 3., 0.], [0., 1., 2., 3.], [3., 0., 1., 2.], [2., 3., 0., 1.]]]];
/// let w = array![[[[2., 0., 1.], [0., 1., 2.], [1., 0., 2.]]]];
/// assert_eq!(common::conv_reference(&x, &w, &array![0.0], 1, 0), array![[[[15., 16.], [6., 15.]]]]);
/// assert_eq!(common::conv_reference(&x, &w, &array![3.0], 1, 0), array![[[[18., 19.], [9., 18.]]]]);
/// ```
///
/// # Shapes
/// x (N, C, H, W), w (FN, C, FH, FW), b (FN,) → (N, FN, OH, OW)
///
/// # Panics
/// If the shapes do not fit or the filter is larger than the padded input.
///
/// Book: §7.2, §7.4.
#[track_caller]
pub fn conv_reference<A: Real>(
    x: &ArrayRef4<A>,
    w: &ArrayRef4<A>,
    b: &ArrayRef1<A>,
    stride: usize,
    pad: usize,
) -> Array4<A> {
    let (n, filters, oh, ow) = super::output_shape(x.dim(), w.dim(), stride, pad);
    assert_eq!(b.len(), filters, "biases (left) and filters (right)");
    let mut out = Array4::zeros((n, filters, oh, ow));
    each_product(x.dim(), w.dim(), stride, pad, |from, weight, to| out[to] += x[from] * w[weight]);
    out + b.view().into_shape_with_order((filters, 1, 1)).expect("one bias a filter")
}

/// Gradients of [`conv_reference`], (∂L/∂x, ∂L/∂w, ∂L/∂b), from `dout` = ∂L/∂out: the same seven loops.
///
/// ```
/// use common::conv_reference_backward;
/// use ndarray::{Array4, array};
/// let (x, w) = (Array4::<f64>::ones((1, 1, 4, 4)), Array4::ones((1, 1, 3, 3)));
/// let (dx, dw, db) = conv_reference_backward(&x, &w, &Array4::ones((1, 1, 2, 2)), 1, 0);
/// assert_eq!((dx[[0, 0, 0, 0]], dx[[0, 0, 1, 1]]), (1.0, 4.0)); // a corner is seen once, the middle four times
/// assert_eq!((dw[[0, 0, 0, 0]], db), (4.0, array![4.0]));
/// ```
///
/// # Panics
/// If the shapes do not fit.
///
/// Book: §7.4, `common/layers.py`.
#[track_caller]
pub fn conv_reference_backward<A: Real>(
    x: &ArrayRef4<A>,
    w: &ArrayRef4<A>,
    dout: &ArrayRef4<A>,
    stride: usize,
    pad: usize,
) -> (Array4<A>, Array4<A>, Array1<A>) {
    let expected = super::output_shape(x.dim(), w.dim(), stride, pad);
    assert_eq!(dout.dim(), expected, "shape of dout (left) and of the output (right)");
    let (mut dx, mut dw) = (Array4::zeros(x.dim()), Array4::zeros(w.dim()));
    each_product(x.dim(), w.dim(), stride, pad, |from, weight, to| {
        dx[from] += dout[to] * w[weight];
        dw[weight] += dout[to] * x[from];
    });
    let db = (0..w.dim().0).map(|k| dout.index_axis(ndarray::Axis(1), k).sum()).collect();
    (dx, dw, db)
}

/// Index of an element of a 4-d array.
type Index = [usize; 4];

/// Calls `visit` with the indices (in x, in w, in out) of every product of the sum.
fn each_product(
    (n, c, h, w): (usize, usize, usize, usize),
    (filters, _, fh, fw): (usize, usize, usize, usize),
    stride: usize,
    pad: usize,
    mut visit: impl FnMut(Index, Index, Index),
) {
    let (oh, ow) = output_size((h, w), (fh, fw), stride, pad);
    for n in 0..n {
        for k in 0..filters {
            for i in 0..oh {
                for j in 0..ow {
                    for c in 0..c {
                        for u in 0..fh {
                            for v in 0..fw {
                                let (row, column) = (i * stride + u, j * stride + v);
                                if (pad..pad + h).contains(&row) && (pad..pad + w).contains(&column) {
                                    visit([n, c, row - pad, column - pad], [k, c, u, v], [n, k, i, j]);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
