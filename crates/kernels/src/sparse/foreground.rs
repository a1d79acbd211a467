//! What of a matrix is not background.

use ndarray::ArrayRef2;
use pulp::{Simd, WithSimd};

use super::marks::{Marks, SIDE};
use crate::arch::dispatch;

/// Columns below which the dense product is good enough.
const WIDE: usize = 128;
/// Rows that tell whether a matrix is mostly background.
const LOOKED_AT: usize = 16;

/// The places at which a matrix X (N, D) differs from its background, found once for several products.
#[derive(Debug)]
pub(crate) struct Foreground {
    background: f32,
    /// ⌈D/64⌉ for each row.
    marks: Vec<Marks>,
}

impl Foreground {
    /// That of X, if X lies row by row in memory, is wide, and is mostly background.
    pub(crate) fn of(x: &ArrayRef2<f32>) -> Option<Self> {
        let (n, d) = x.dim();
        let x = x.as_slice()?;
        if d < WIDE {
            return None;
        }
        let background = background(x, d)?;
        let mut marks = vec![Marks::default(); n * d.div_ceil(SIDE)];
        dispatch(Find { x, d, background, marks: &mut marks });
        Some(Foreground { background, marks })
    }

    /// The value of the background.
    pub(super) fn background(&self) -> f32 {
        self.background
    }

    /// ⌈D/64⌉ for each row.
    pub(super) fn marks(&self) -> &[Marks] {
        &self.marks
    }
}

/// The value that most elements of `x` (rows of `d`) have, if the first rows show one, in the upper left corner, and it is finite.
fn background(x: &[f32], d: usize) -> Option<f32> {
    let &corner = x.first()?;
    let looked_at = &x[..x.len().min(LOOKED_AT * d)];
    let count = dispatch(|| looked_at.iter().map(|&x| usize::from(x == corner)).sum::<usize>());
    (corner.is_finite() && 3 * count >= 2 * looked_at.len()).then_some(corner)
}

/// Marks what differs from the background, in rows of `d`.
struct Find<'a> {
    x: &'a [f32],
    d: usize,
    background: f32,
    marks: &'a mut [Marks],
}

impl WithSimd for Find<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for (x, marks) in self.x.chunks_exact(self.d).zip(self.marks.chunks_exact_mut(self.d.div_ceil(SIDE))) {
            for (x, marks) in x.chunks(SIDE).zip(marks) {
                *marks = Marks::of(simd, x, self.background);
            }
        }
    }
}
