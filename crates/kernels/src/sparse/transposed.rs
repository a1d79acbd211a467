//! Xᵀ·B.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::CACHED;
use super::marks::{Marks, SIDE, transpose};
use super::vectors::{EachColumns, load, multiply_add, rows, store};
use crate::conv::buffer::Buffer;

/// C += the rows of Xᵀ·B from `first`, or C ← these if nothing is `added` to it, for X in rows of `d`, which is 0 where it has
/// no marks, and B and C in rows of `m`.
pub(super) struct Transposed<'a> {
    pub(super) x: &'a [f32],
    pub(super) marks: &'a [Marks],
    pub(super) d: usize,
    pub(super) first: usize,
    pub(super) b: &'a [f32],
    pub(super) c: &'a mut [f32],
    pub(super) m: usize,
    pub(super) added: bool,
}

impl WithSimd for Transposed<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        self.all(simd, self.m);
    }
}

impl EachColumns for Transposed<'_> {
    /// 64 columns of X at a time; of B so many rows as stay in the first-level cache meanwhile.
    #[inline(always)]
    fn columns<S: Simd, const K: usize, const R: usize>(&mut self, simd: S, columns: Range<usize>) {
        let Transposed { x, marks, d, first, b, ref mut c, m, mut added } = *self;
        let words = d.div_ceil(SIDE);
        let mut block = Buffer::default();
        let block = rows::<S, K>(&mut block, CACHED.min((x.len() / d).next_multiple_of(SIDE)));
        let tiles = x.chunks(CACHED * d).zip(marks.chunks(CACHED * words)).zip(b.chunks(CACHED * m));
        for ((x, rows), b) in tiles {
            for (block, b) in block.iter_mut().zip(b.chunks_exact(m)) {
                *block = load(simd, &b[columns.clone()]);
            }
            for (i, c) in c.chunks_mut(SIDE * m).enumerate() {
                let first = first + SIDE * i;
                let mut marks = [[Marks::default(); SIDE]; CACHED / SIDE];
                for (marks, rows) in marks.iter_mut().zip(rows.chunks(SIDE * words)) {
                    marks.iter_mut().zip(rows.chunks_exact(words)).for_each(|(marks, row)| *marks = row[first / SIDE]);
                    simd.vectorize(|| transpose(marks));
                }
                for (j, c) in c.chunks_mut(R * m).enumerate() {
                    let marks = marks.each_ref().map(|marks| Marks::any(&marks[R * j..][..R]));
                    let mut sums = [[simd.splat_f32s(0.0); K]; R];
                    if added {
                        if marks.iter().all(|marks| marks.is_empty()) {
                            continue;
                        }
                        for (sums, c) in sums.iter_mut().zip(c.chunks_exact(m)) {
                            *sums = load(simd, &c[columns.clone()]);
                        }
                    }
                    for ((&marks, block), x) in marks.iter().zip(block.as_chunks().0).zip(x.chunks(SIDE * d)) {
                        // Behind the last column a row of sums has none; it is not stored.
                        let x = std::array::from_fn(|r| &x[(first + R * j + r).min(d - 1)..]);
                        multiply_add(simd, marks, x, d, block, &mut sums);
                    }
                    for (sums, c) in sums.iter().zip(c.chunks_exact_mut(m)) {
                        store(simd, sums, &mut c[columns.clone()]);
                    }
                }
            }
            added = true;
        }
    }
}
