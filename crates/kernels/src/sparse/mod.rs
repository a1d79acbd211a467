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

mod foreground;
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
use crate::product::assert_fit;

pub(crate) use self::foreground::Foreground;
pub(crate) use self::marks::differing;

/// Columns of B below which the dense product is good enough.
const NARROW: usize = 7;
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
    assert_fit(a, b, c);
    if !worth_a_look(b, c) {
        return None;
    }
    if a.is_standard_layout() {
        Foreground::of(a)?.dot_into(a, b, beta, c)
    } else {
        let x = a.t();
        Foreground::of(&x)?.t_dot_into(&x, b, beta, c)
    }
}

impl Foreground {
    /// C ← X·B + β·C for the X (N, D) that this is the foreground of, B (D, M) and C (N, M). If B is narrow or C does not lie
    /// row by row, `None`, with C as it was.
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[track_caller]
    pub(crate) fn dot_into(
        &self,
        x: &ArrayRef2<f32>,
        b: &ArrayRef2<f32>,
        beta: f32,
        c: &mut ArrayRef2<f32>,
    ) -> Option<()> {
        assert_fit(x, b, c);
        let ((n, d), m) = (x.dim(), b.ncols());
        let b = b.as_standard_layout();
        let s = self.prepare(x, &b, beta, c)?;
        let (b, c, threads) = (b.as_slice()?, c.as_slice_mut()?, n * d * m >= WORTH_A_THREAD);
        let tiles = n.div_ceil(CACHED);
        let rows = n.div_ceil(if threads { tiles.next_multiple_of(2) } else { tiles });
        share(threads, c, rows * m, |(i, c)| {
            let marks = &self.marks()[i * rows * d.div_ceil(SIDE)..];
            dispatch(Product { x: &s[i * rows * d..], marks, d, b, c, m });
        });
        Some(())
    }

    /// C ← Xᵀ·B + β·C for the X (N, D) that this is the foreground of, B (N, M) and C (D, M). If B is narrow or C does not lie
    /// row by row, `None`, with C as it was.
    ///
    /// # Panics
    /// If the shapes do not fit.
    #[track_caller]
    pub(crate) fn t_dot_into(
        &self,
        x: &ArrayRef2<f32>,
        b: &ArrayRef2<f32>,
        beta: f32,
        c: &mut ArrayRef2<f32>,
    ) -> Option<()> {
        assert_fit(&x.t(), b, c);
        let ((n, d), m) = (x.dim(), b.ncols());
        // Where nothing else is in C, zeros need not be written to be read again: it is left as it is (1·C) and overwritten.
        let added = beta != 0.0 || self.background() != 0.0;
        let b = b.as_standard_layout();
        let s = self.prepare(x, &b, if added { beta } else { 1.0 }, c)?;
        let (b, c, threads) = (b.as_slice()?, c.as_slice_mut()?, n * d * m >= WORTH_A_THREAD);
        let rows = if threads { d.div_ceil(8).next_multiple_of(SIDE) } else { d };
        share(threads, c, rows * m, |(i, c)| {
            dispatch(Transposed { x: &s, marks: self.marks(), d, first: i * rows, b, c, m, added });
        });
        Some(())
    }

    /// S row by row, after C ← β·C and, for a background c that is not 0, C += c·1·(Σ B).
    fn prepare<'a>(
        &self,
        x: &'a ArrayRef2<f32>,
        b: &ArrayRef2<f32>,
        beta: f32,
        c: &mut ArrayRef2<f32>,
    ) -> Option<Cow<'a, [f32]>> {
        if !worth_a_look(b, c) {
            return None;
        }
        let mut s = Cow::from(x.as_slice()?);
        match beta {
            0.0 => c.fill(0.0),
            1.0 => {}
            _ => c.mapv_inplace(|c| beta * c),
        }
        let background = self.background();
        if background != 0.0 {
            s.to_mut().iter_mut().for_each(|x| *x -= background);
            c.zip_mut_with(&b.sum_axis(Axis(0)), |c, sum| *c += sum * background);
        }
        Some(s)
    }
}

/// Whether B is wide enough, and C row by row in memory.
fn worth_a_look(b: &ArrayRef2<f32>, c: &ArrayRef2<f32>) -> bool {
    b.ncols() >= NARROW && c.is_standard_layout()
}

/// Calls `compute` with the index of each piece of C, of `size` numbers, and with the piece.
fn share(threads: bool, c: &mut [f32], size: usize, compute: impl Fn((usize, &mut [f32])) + Send + Sync) {
    if threads {
        pieces::for_each(c.par_chunks_mut(size).enumerate(), compute);
    } else {
        c.chunks_mut(size).enumerate().for_each(compute);
    }
}
