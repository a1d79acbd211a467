//! The product of S, the part of X (or Xᵀ) that differs from its background, and a full matrix.
//!
//! Where one row of C has few vectors, two rows of S are walked along at once, over the places where either of them has a
//! mark: otherwise each sum would wait for the one before it. Six vectors or more are enough work meanwhile, and one row
//! then meets no mark of another. B is gone through in blocks of rows that stay in the first-level cache for all rows of S.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use crate::arch::dispatch;
use rayon::prelude::*;

use crate::pieces;

/// N·D·M above which threads share the work.
const WORTH_A_THREAD: usize = 1 << 23;
/// Numbers of B that stay in the first-level cache, from one row of S to the next.
const CACHED: usize = 6400;

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

    /// The columns, among those of a word of marks, in which one of `R` rows is not 0.
    #[inline(always)]
    fn columns<const R: usize>(&self, row: usize, word: usize) -> Columns {
        Columns {
            first: 64 * word,
            marks: (0..R).fold(0, |marks, r| marks | self.marks[(row + r) * self.words + word]),
        }
    }

    /// `R` rows of X, each up to its end at least.
    #[inline(always)]
    fn rows<const R: usize>(&self, row: usize) -> [&[f32]; R] {
        std::array::from_fn(|r| &self.x[(row + r) * self.strides.0..])
    }
}

/// Columns with a mark.
struct Columns {
    first: usize,
    marks: u64,
}

impl Iterator for Columns {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let column = self.first + self.marks.trailing_zeros() as usize;
        let more = self.marks != 0;
        self.marks &= self.marks.wrapping_sub(1);
        more.then_some(column)
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

    /// Group by group of columns, whose sums stay in registers.
    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        if self.m < S::F32_LANES {
            return self.narrow(simd);
        }
        let mut column = 0;
        while column < self.m {
            column += match (self.m - column).div_ceil(S::F32_LANES) {
                1 => self.columns::<S, 1, 2>(simd, column),
                2 => self.columns::<S, 2, 2>(simd, column),
                3 => self.columns::<S, 3, 2>(simd, column),
                4 => self.columns::<S, 4, 2>(simd, column),
                5 => self.columns::<S, 5, 2>(simd, column),
                7 => self.columns::<S, 7, 1>(simd, column),
                // Of more than seven, six: the last group has two at least, or is full.
                _ => self.columns::<S, 6, 1>(simd, column),
            };
        }
    }
}

impl Product<'_> {
    /// Rows of C shorter than a vector.
    #[inline(always)]
    fn narrow<S: Simd>(self, simd: S) {
        let Product { marked, first, b, start, c, m } = self;
        for (i, c) in c.chunks_exact_mut(m).enumerate() {
            let mut sum = simd.partial_load_f32s(start.unwrap_or(c));
            let [x] = marked.rows(first + i);
            for j in (0..marked.words).flat_map(|word| marked.columns::<1>(first + i, word)) {
                let x = simd.splat_f32s(x[j * marked.strides.1] - marked.background);
                sum = simd.mul_add_e_f32s(x, simd.partial_load_f32s(&b[j * m..][..m]), sum);
            }
            simd.partial_store_f32s(c, sum);
        }
    }

    /// The next `K` vectors of the rows of C, from column `first`, `R` rows at once; returns the number of columns.
    #[inline(always)]
    fn columns<S: Simd, const K: usize, const R: usize>(&mut self, simd: S, first: usize) -> usize {
        let width = (K * S::F32_LANES).min(self.m - first);
        let group = Group { marked: self.marked, b: self.b, m: self.m, first, width };
        let words = (CACHED / (64 * width)).max(1);
        for from in (0..self.marked.words).step_by(words) {
            let words = from..self.marked.words.min(from + words);
            let start = self.start.filter(|_| from == 0);
            for (i, c) in self.c.chunks_mut(R * self.m).enumerate() {
                let row = self.first + R * i;
                if c.len() == R * self.m {
                    group.add::<S, K, R>(simd, row, words.clone(), start, c);
                } else {
                    group.add::<S, K, 1>(simd, row, words.clone(), start, c);
                }
            }
        }
        width
    }
}

/// Some columns of B and C.
struct Group<'a> {
    marked: &'a Marked<'a>,
    b: &'a [f32],
    m: usize,
    first: usize,
    width: usize,
}

impl Group<'_> {
    /// C ← C + S·B or, with a `start`, `start` + S·B, for `R` rows of S from `row` and the columns of S that are in `words`.
    ///
    /// Where the last vector would not be full it begins earlier, and both compute the columns that they share.
    #[inline(always)]
    fn add<S: Simd, const K: usize, const R: usize>(
        &self,
        simd: S,
        row: usize,
        words: Range<usize>,
        start: Option<&[f32]>,
        c: &mut [f32],
    ) {
        let Group { marked, b, m, first, width } = *self;
        let mut sums = [[simd.splat_f32s(0.0); K]; R];
        for (r, sums) in sums.iter_mut().enumerate() {
            *sums = self.load::<S, K>(&start.unwrap_or(&c[r * m..])[first..]);
        }
        let (b, x) = (&b[first..], marked.rows::<R>(row));
        for word in words {
            for j in marked.columns::<R>(row, word) {
                let b = self.load::<S, K>(&b[j * m..]);
                for (x, sums) in x.iter().zip(&mut sums) {
                    let x = simd.splat_f32s(x[j * marked.strides.1] - marked.background);
                    for (sum, b) in sums.iter_mut().zip(b) {
                        *sum = simd.mul_add_e_f32s(x, b, *sum);
                    }
                }
            }
        }
        for (c, sums) in c.chunks_exact_mut(m).zip(sums) {
            let c = &mut c[first..][..width];
            S::as_mut_simd_f32s(&mut c[..(K - 1) * S::F32_LANES]).0.copy_from_slice(&sums[..K - 1]);
            S::as_mut_simd_f32s(&mut c[width - S::F32_LANES..]).0[0] = sums[K - 1];
        }
    }

    /// The columns of a row that begins with them.
    #[inline(always)]
    fn load<S: Simd, const K: usize>(&self, row: &[f32]) -> [S::f32s; K] {
        let row = &row[..self.width];
        let mut vectors = [S::as_simd_f32s(&row[self.width - S::F32_LANES..]).0[0]; K];
        vectors[..K - 1].copy_from_slice(S::as_simd_f32s(&row[..(K - 1) * S::F32_LANES]).0);
        vectors
    }
}
