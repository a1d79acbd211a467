//! What the layers are tested against: convolution by its definition; and what lies around a layer in a test.

use common::{Layer, Mode, Real, Tensor};
use ndarray::{Array1, Array4, ArrayRef1, ArrayRef4, Axis};

/// Convolution by its definition, seven loops:
/// out\[n, k, i, j\] = b\[k\] + Σ_{c, u, v} x\[n, c, i·stride + u − pad, j·stride + v − pad\] · w\[k, c, u, v\],
/// where x counts as 0 outside of the image.
///
/// Shapes: x (N, C, H, W), w (FN, C, FH, FW), b (FN,) → (N, FN, OH, OW).
pub(crate) fn conv_reference(
    x: &ArrayRef4<f64>,
    w: &ArrayRef4<f64>,
    b: &ArrayRef1<f64>,
    stride: usize,
    pad: usize,
) -> Array4<f64> {
    let ((n, _, height, width), (filters, _, fh, fw)) = (x.dim(), w.dim());
    let out_size = |input, filter| (input + 2 * pad - filter) / stride + 1;
    let mut out = Array4::zeros((n, filters, out_size(height, fh), out_size(width, fw)));
    each_product(x.dim(), w.dim(), out.dim(), stride, pad, |from, weight, to| out[to] += x[from] * w[weight]);
    out + b.view().into_shape_with_order((filters, 1, 1)).expect("one bias per filter")
}

/// Gradients of [`conv_reference`], (∂L/∂x, ∂L/∂w, ∂L/∂b), from `dout` = ∂L/∂out: the same seven loops.
pub(crate) fn conv_reference_backward(
    x: &ArrayRef4<f64>,
    w: &ArrayRef4<f64>,
    dout: &ArrayRef4<f64>,
    stride: usize,
    pad: usize,
) -> (Array4<f64>, Array4<f64>, Array1<f64>) {
    let (mut dx, mut dw) = (Array4::zeros(x.dim()), Array4::zeros(w.dim()));
    each_product(x.dim(), w.dim(), dout.dim(), stride, pad, |from, weight, to| {
        dx[from] += dout[to] * w[weight];
        dw[weight] += dout[to] * x[from];
    });
    let db = (0..w.dim().0).map(|k| dout.index_axis(Axis(1), k).sum()).collect();
    (dx, dw, db)
}

type Shape = (usize, usize, usize, usize);
type Index = [usize; 4];

/// Calls `visit` with the indices (in x, in w, in out) of every product of the sum.
fn each_product(
    (n, c, h, w): Shape,
    (_, _, fh, fw): Shape,
    (_, filters, oh, ow): Shape,
    stride: usize,
    pad: usize,
    mut visit: impl FnMut(Index, Index, Index),
) {
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

#[test]
fn the_reference_gives_the_numbers_of_the_book() {
    use ndarray::array;
    // §7.2.2: 4×4 ∗ 3×3 → 2×2.
    let x = array![[[[1., 2., 3., 0.], [0., 1., 2., 3.], [3., 0., 1., 2.], [2., 3., 0., 1.]]]];
    let w = array![[[[2., 0., 1.], [0., 1., 2.], [1., 0., 2.]]]];
    assert_eq!(conv_reference(&x, &w, &array![0.0], 1, 0), array![[[[15., 16.], [6., 15.]]]]);
    assert_eq!(conv_reference(&x, &w, &array![3.0], 1, 0), array![[[[18., 19.], [9., 18.]]]]);

    let (x, w) = (Array4::ones((1, 1, 4, 4)), Array4::ones((1, 1, 3, 3)));
    let (dx, dw, db) = conv_reference_backward(&x, &w, &Array4::ones((1, 1, 2, 2)), 1, 0);
    assert_eq!((dx[[0, 0, 0, 0]], dx[[0, 0, 1, 1]]), (1.0, 4.0)); // a corner is seen once, the middle four times
    assert_eq!((dw[[0, 0, 0, 0]], db), (4.0, array![4.0]));
}

/// The first layer of a `Sequential`: it lets everything through, so that what follows has to compute ∂L/∂x, and keeps
/// that.
#[derive(Clone)]
pub(crate) struct Probe<A>(pub(crate) Option<Tensor<A>>);

impl<A: Real> Layer<A> for Probe<A> {
    fn forward(&mut self, x: Tensor<A>, _mode: Mode) -> Tensor<A> {
        x
    }

    fn predict(&self, x: Tensor<A>) -> Tensor<A> {
        x
    }

    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A> {
        self.0 = Some(dout.clone());
        dout
    }
}

/// The same images, channels-last in memory.
pub(crate) fn channels_last<A: Clone>(x: &ArrayRef4<A>) -> Array4<A> {
    x.view().permuted_axes([0, 2, 3, 1]).as_standard_layout().into_owned().permuted_axes([0, 3, 1, 2])
}
