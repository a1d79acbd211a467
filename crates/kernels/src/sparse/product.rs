//! The product of S, the part of X (or Xᵀ) that differs from its background, and a full matrix.
//!
//! Two rows of S are walked along at once, over the places where either of them has a mark: neighbouring rows have most
//! of these in common, and each row of B is then fetched from the cache once for both.

use pulp::{Simd, WithSimd};

use crate::arch::dispatch;
use rayon::prelude::*;

use crate::pieces;

/// N·D·M above which threads share the work.
const WORTH_A_THREAD: usize = 1 << 23;

/// A matrix that is mostly background, X or Xᵀ.
#[derive(Clone, Copy)]
pub(super) struct Marked<'a> {
    pub(super) x: &'a [f32],
    pub(super) background: f32,
    /// How far apart in `x` the rows are, and the columns.
    pub(super) strides: (usize, usize),
    pub(super) marks: &'a [u64],
    /// Words of marks in a row.
    pub(super) words: usize,
}

impl Marked<'_> {
    /// C ← S·B + `start`, or + C where there is none, in rows of `m`.
    pub(super) fn dot_into(&self, b: &[f32], start: Option<&[f32]>, c: &mut [f32], m: usize) {
        let compute = |first, c| dispatch(Product { marked: self, first, b, start, c, m });
        if self.x.len() * m < WORTH_A_THREAD {
            return compute(0, c);
        }
        let rows = (c.len() / m).div_ceil(8).next_multiple_of(2);
        pieces::for_each(c.par_chunks_mut(rows * m).enumerate(), |(i, c)| compute(i * rows, c));
    }
}

/// The rows from `first` of C.
struct Product<'a> {
    marked: &'a Marked<'a>,
    first: usize,
    b: &'a [f32],
    start: Option<&'a [f32]>,
    c: &'a mut [f32],
    m: usize,
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Product { marked, first, b, start, c, m } = self;
        for (i, c) in c.chunks_mut(2 * m).enumerate() {
            let row = first + 2 * i;
            if c.len() == m {
                Rows::<1>::new(marked, row).dot_into(simd, b, start, c, m);
            } else {
                Rows::<2>::new(marked, row).dot_into(simd, b, start, c, m);
            }
        }
    }
}

/// `R` rows of S.
struct Rows<'a, const R: usize> {
    x: &'a [f32],
    strides: (usize, usize),
    background: f32,
    marks: [&'a [u64]; R],
}

impl<'a, const R: usize> Rows<'a, R> {
    #[inline(always)]
    fn new(marked: &Marked<'a>, first: usize) -> Self {
        Rows {
            x: &marked.x[first * marked.strides.0..],
            strides: marked.strides,
            background: marked.background,
            marks: std::array::from_fn(|r| &marked.marks[(first + r) * marked.words..][..marked.words]),
        }
    }

    /// Their rows of C, in groups of columns whose sums stay in registers.
    #[inline(always)]
    fn dot_into<S: Simd>(&self, simd: S, b: &[f32], start: Option<&[f32]>, c: &mut [f32], m: usize) {
        if m < S::F32_LANES {
            return self.narrow(simd, b, start, c, m);
        }
        let mut column = 0;
        while column < m {
            column += match (m - column).div_ceil(S::F32_LANES) {
                1 => self.columns::<S, 1>(simd, b, start, c, m, column),
                2 => self.columns::<S, 2>(simd, b, start, c, m, column),
                3 => self.columns::<S, 3>(simd, b, start, c, m, column),
                4 => self.columns::<S, 4>(simd, b, start, c, m, column),
                5 => self.columns::<S, 5>(simd, b, start, c, m, column),
                7 => self.columns::<S, 7>(simd, b, start, c, m, column),
                // Of more than seven, six: the last group has two at least, or is full.
                _ => self.columns::<S, 6>(simd, b, start, c, m, column),
            };
        }
    }

    /// Calls `add` with index and values of each column in which one of the rows is not 0.
    #[inline(always)]
    fn for_each(&self, mut add: impl FnMut(usize, [f32; R])) {
        for word in 0..self.marks[0].len() {
            let mut marks = self.marks.iter().fold(0, |marks, row| marks | row[word]);
            while marks != 0 {
                let i = 64 * word + marks.trailing_zeros() as usize;
                marks &= marks - 1;
                add(i, std::array::from_fn(|r| self.x[i * self.strides.1 + r * self.strides.0] - self.background));
            }
        }
    }

    /// Rows of C shorter than a vector.
    #[inline(always)]
    fn narrow<S: Simd>(&self, simd: S, b: &[f32], start: Option<&[f32]>, c: &mut [f32], m: usize) {
        let mut sums: [_; R] = std::array::from_fn(|r| simd.partial_load_f32s(start.unwrap_or(&c[r * m..][..m])));
        self.for_each(|i, x| {
            let b = simd.partial_load_f32s(&b[i * m..][..m]);
            for r in 0..R {
                sums[r] = simd.mul_add_e_f32s(simd.splat_f32s(x[r]), b, sums[r]);
            }
        });
        for (c, sums) in c.chunks_exact_mut(m).zip(sums) {
            simd.partial_store_f32s(c, sums);
        }
    }

    /// The next `K` vectors of the rows of C, from column `first`; returns the number of columns. Where the last vector
    /// would not be full it begins earlier, and both compute the columns that they share.
    #[inline(always)]
    fn columns<S: Simd, const K: usize>(
        &self,
        simd: S,
        b: &[f32],
        start: Option<&[f32]>,
        c: &mut [f32],
        m: usize,
        first: usize,
    ) -> usize {
        let width = (K * S::F32_LANES).min(m - first);
        let (full, last) = ((K - 1) * S::F32_LANES, width - S::F32_LANES);
        let load = |row: &[f32]| {
            let mut vectors = [S::as_simd_f32s(&row[last..]).0[0]; K];
            vectors[..K - 1].copy_from_slice(S::as_simd_f32s(&row[..full]).0);
            vectors
        };
        let mut sums = [[simd.splat_f32s(0.0); K]; R];
        for (r, sums) in sums.iter_mut().enumerate() {
            *sums = load(&start.unwrap_or(&c[r * m..])[first..][..width]);
        }
        self.for_each(|i, x| {
            let b = load(&b[i * m + first..][..width]);
            for r in 0..R {
                let x = simd.splat_f32s(x[r]);
                for k in 0..K {
                    sums[r][k] = simd.mul_add_e_f32s(x, b[k], sums[r][k]);
                }
            }
        });
        for (c, sums) in c.chunks_exact_mut(m).zip(sums) {
            let c = &mut c[first..][..width];
            S::as_mut_simd_f32s(&mut c[..full]).0.copy_from_slice(&sums[..K - 1]);
            S::as_mut_simd_f32s(&mut c[last..]).0[0] = sums[K - 1];
        }
        width
    }
}
