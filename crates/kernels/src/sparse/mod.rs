//! Products with a matrix most of whose elements have one value, as the background of a digit has.
//!
//! With X = c + S, where S is 0 at most places,
//!
//! - X·B = S·B + c·1·(Σ_d B_d)
//! - Xᵀ·B = Sᵀ·B + c·1·(Σ_n B_n)
//!
//! Four of five pixels of MNIST are background, so this takes a fraction of the time of the dense product, whether the
//! background is read as 0 or as −1. One bit an element says where S is not 0; both products are then the same walk over the bits
//! of rows (of X, or of Xᵀ), with the sums in registers. Rows are divided by the shape alone, and what is added to an
//! element is added in order: the result does not depend on the number of threads.
//!
//! Unlike the dense product it does not look at all that is multiplied by 0: most of 0 · ∞ counts as 0.
//! It exists for `f32` alone.

mod marks;
mod product;

use crate::arch::dispatch;
use ndarray::{Array1, ArrayRef2, Axis};

pub(crate) use self::marks::differing;
use self::marks::{mark, transposed};
use self::product::Marked;

/// Columns of X, and of B, below which the dense product is good enough.
const WORTH_A_LOOK: (usize, usize) = (128, 7);
/// Rows of X that tell whether it is mostly background.
const LOOKED_AT: usize = 16;

/// C ← A·B + β·C, if A, or Aᵀ, lies row by row in memory and is mostly background.
pub(super) fn dot_into(a: &ArrayRef2<f32>, b: &ArrayRef2<f32>, beta: f32, c: &mut ArrayRef2<f32>) -> Option<()> {
    let turned = !a.is_standard_layout();
    let x = if turned { a.t() } else { a.view() };
    let ((n, d), m) = (x.dim(), b.ncols());
    if d < WORTH_A_LOOK.0 || m < WORTH_A_LOOK.1 || !c.is_standard_layout() {
        return None;
    }
    let x = x.to_slice()?;
    let background = background(x, d)?;

    let b = b.as_standard_layout();
    let of_background = if background == 0.0 { Array1::zeros(m) } else { b.sum_axis(Axis(0)) * background };
    if beta != 0.0 && (beta != 1.0 || background != 0.0) {
        c.zip_mut_with(&of_background, |c, &start| *c = beta * *c + start);
    }
    let marks = mark(x, d, background);
    let marked = if turned {
        Marked { x, background, strides: (1, d), marks: &transposed(&marks, n, d), words: n.div_ceil(64) }
    } else {
        Marked { x, background, strides: (d, 1), marks: &marks, words: d.div_ceil(64) }
    };
    let start = if beta == 0.0 { of_background.as_slice() } else { None };
    marked.dot_into(b.as_slice()?, start, c.as_slice_mut()?, m);
    Some(())
}

/// The value that most elements of `x` (rows of `d`) have, if the first rows show one, in the upper left corner.
fn background(x: &[f32], d: usize) -> Option<f32> {
    let &corner = x.first()?;
    let looked_at = &x[..x.len().min(LOOKED_AT * d)];
    let count = dispatch(|| looked_at.iter().map(|&x| usize::from(x == corner)).sum::<usize>());
    (3 * count >= 2 * looked_at.len()).then_some(corner)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, s};

    use super::*;

    /// The dense product.
    fn dense(a: &ArrayRef2<f32>, b: &ArrayRef2<f32>) -> Array2<f32> {
        let mut c = Array2::zeros((a.nrows(), b.ncols()));
        <f32 as crate::Float>::dense(a.view(), b.view(), 0.0, c.view_mut());
        c
    }

    /// Rows of strokes on a background.
    fn strokes(n: usize, d: usize, background: f32) -> Array2<f32> {
        Array2::from_shape_fn(
            (n, d),
            |(i, j)| if (i * 31 + j * 7) % 5 == 3 { (i + j) as f32 / 90.0 } else { background },
        )
    }

    fn matrix(rows: usize, columns: usize) -> Array2<f32> {
        Array2::from_shape_fn((rows, columns), |(i, j)| ((i * 37 + j * 101) % 97) as f32 / 31.0 - 1.5)
    }

    fn assert_close(left: &Array2<f32>, right: &Array2<f32>) {
        assert_eq!(left.dim(), right.dim());
        assert!(left.iter().zip(right).all(|(l, r)| (l - r).abs() < 1e-5 * r.abs().max(10.0)), "{left}\n{right}");
    }

    /// β·C + A·B, if that is found to be sparse.
    fn sparse(a: &ArrayRef2<f32>, b: &ArrayRef2<f32>, beta: f32, c: &Array2<f32>) -> Option<Array2<f32>> {
        let mut c = c.clone();
        dot_into(a, b, beta, &mut c).map(|()| c)
    }

    #[test]
    fn agrees_with_the_dense_product() {
        for (n, d, m) in [(2, 128, 8), (5, 784, 50), (40, 300, 100), (17, 200, 16), (33, 130, 129), (3, 784, 7)] {
            for background in [0.0, -1.0, 0.3] {
                let (x, w, dy) = (strokes(n, d, background), matrix(d, m), matrix(n, m));
                for beta in [0.0, 1.0, -0.5] {
                    let y = sparse(&x, &w, beta, &dy).expect("four of five elements are background");
                    assert_close(&y, &(dense(&x, &w) + beta * &dy));
                    let dw = sparse(&x.t(), &dy, beta, &w).expect("four of five elements are background");
                    assert_close(&dw, &(dense(&x.t(), &dy) + beta * &w));
                    let turned = matrix(m, d);
                    let y = sparse(&x, &turned.t(), beta, &dy).expect("B may lie in any way");
                    assert_close(&y, &(dense(&x, &turned.t()) + beta * &dy));
                }
            }
        }
    }

    #[test]
    fn old_content_does_not_matter_unless_asked_for() {
        let c = sparse(&strokes(4, 200, 0.0), &matrix(200, 20), 0.0, &Array2::from_elem((4, 20), f32::NAN)).unwrap();
        assert!(c.iter().all(|c| c.is_finite()));
    }

    #[test]
    fn full_or_small_or_strided_matrices_are_left_to_the_dense_product() {
        let left = |a: &ArrayRef2<f32>, m| {
            let c = Array2::zeros((a.nrows(), m));
            assert_eq!(sparse(a, &matrix(a.ncols(), m), 0.0, &c), None, "{:?}", a.dim());
        };
        left(&matrix(20, 200), 10);
        left(&matrix(20, 200).t(), 10);
        left(&strokes(20, 100, 0.0), 10);
        left(&strokes(20, 200, 0.0), 3);
        left(&strokes(20, 400, 0.0).slice(s![.., ..;2]), 10);
        let mut c = Array2::zeros((20, 20));
        assert_eq!(dot_into(&strokes(20, 200, 0.0), &matrix(200, 10), 0.0, &mut c.slice_mut(s![.., ..;2])), None);
    }

    #[test]
    fn threads_change_no_bit() {
        let (x, w) = (strokes(300, 784, -1.0), matrix(784, 50));
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let y = sparse(&x, &w, 0.0, &Array2::zeros((300, 50))).unwrap();
                let dw = sparse(&x.t(), &y, 0.0, &w).unwrap();
                (y, dw)
            })
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(5));
    }
}
