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

pub mod marks;
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

/// C ← A·B + β·C for A (N, D), B (D, M) and C (N, M), if A, or Aᵀ, lies row by row in memory and is mostly background.
/// Otherwise, or if the product is small or C does not lie row by row, `None`, with C as it was.
///
/// # Panics
/// If the shapes do not fit.
pub fn dot_into(a: &ArrayRef2<f32>, b: &ArrayRef2<f32>, beta: f32, c: &mut ArrayRef2<f32>) -> Option<()> {
    assert!(a.ncols() == b.nrows() && c.dim() == (a.nrows(), b.ncols()), "shapes do not fit");
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
