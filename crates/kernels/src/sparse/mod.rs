//! Products with a matrix most of whose elements have one value, as the background of a digit has.
//!
//! With X = c + S, where S is 0 at most places,
//!
//! - X·B = S·B + c·1·(Σ_d B_d)
//! - Xᵀ·B = Sᵀ·B + c·1·(Σ_n B_n)
//!
//! Four of five pixels of MNIST are background, so this takes a fraction of the time of the dense product, whether the
//! background is read as 0 or as −1. One bit an element says where S is not 0; both products are then the same walk over the
//! bits of rows (of S, or of Sᵀ), with the sums in registers. Rows are divided by the shape alone, and what is added to an
//! element is added in order: the result does not depend on the number of threads.
//!
//! Unlike the dense product it does not look at all that is multiplied by 0: most of 0 · ∞ counts as 0.
//! It exists for `f32` alone.

mod marks;
mod product;
mod transposed;
mod vectors;

use std::borrow::Cow;

use ndarray::{ArrayRef2, Axis};
use rayon::prelude::*;

use self::marks::SIDE;
use self::product::Product;
use self::transposed::Transposed;
use crate::arch::dispatch;
use crate::pieces;

pub(crate) use self::marks::differing;

/// Columns of X, and of B, below which the dense product is good enough.
const WORTH_A_LOOK: (usize, usize) = (128, 7);
/// Rows of X that tell whether it is mostly background.
const LOOKED_AT: usize = 16;
/// N·D·M above which threads share the work.
const WORTH_A_THREAD: usize = 1 << 23;
/// Rows of X whose sums are in the first-level cache together.
const CACHED: usize = 128;

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
    match beta {
        0.0 => c.fill(0.0),
        1.0 => {}
        _ => c.mapv_inplace(|c| beta * c),
    }
    let mut s = Cow::from(x);
    if background != 0.0 {
        s.to_mut().iter_mut().for_each(|x| *x -= background);
        c.zip_mut_with(&b.sum_axis(Axis(0)), |c, sum| *c += sum * background);
    }
    let (b, c, threads) = (b.as_slice()?, c.as_slice_mut()?, n * d * m >= WORTH_A_THREAD);
    if turned {
        let rows = if threads { d.div_ceil(8).next_multiple_of(SIDE) } else { d };
        share(threads, c, rows * m, |(i, c)| dispatch(Transposed { x: &s, d, first: i * rows, b, c, m }));
    } else {
        let tiles = n.div_ceil(CACHED);
        let rows = n.div_ceil(if threads { tiles.next_multiple_of(2) } else { tiles });
        share(threads, c, rows * m, |(i, c)| dispatch(Product { x: &s[i * rows * d..], d, b, c, m }));
    }
    Some(())
}

/// Calls `compute` with the index of each piece of C, of `size` numbers, and with the piece.
fn share(threads: bool, c: &mut [f32], size: usize, compute: impl Fn((usize, &mut [f32])) + Send + Sync) {
    if threads {
        pieces::for_each(c.par_chunks_mut(size).enumerate(), compute);
    } else {
        c.chunks_mut(size).enumerate().for_each(compute);
    }
}

/// The value that most elements of `x` (rows of `d`) have, if the first rows show one, in the upper left corner.
fn background(x: &[f32], d: usize) -> Option<f32> {
    let &corner = x.first()?;
    let looked_at = &x[..x.len().min(LOOKED_AT * d)];
    let count = dispatch(|| looked_at.iter().map(|&x| usize::from(x == corner)).sum::<usize>());
    (3 * count >= 2 * looked_at.len()).then_some(corner)
}
