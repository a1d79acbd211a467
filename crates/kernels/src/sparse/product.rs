//! X·B.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::marks::{Marks, SIDE};
use super::vectors::{EachColumns, load, multiply_add, rows, store};
use crate::conv::buffer::Buffer;

/// C += X·B, for X in rows of `d`, which is 0 where it has no marks, and B and C in rows of `m`.
pub(super) struct Product<'a> {
    pub(super) x: &'a [f32],
    pub(super) marks: &'a [Marks],
    pub(super) d: usize,
    pub(super) b: &'a [f32],
    pub(super) c: &'a mut [f32],
    pub(super) m: usize,
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        self.all(simd, self.m);
    }
}

impl EachColumns for Product<'_> {
    /// 64 columns of X at a time, whose rows of B stay in the first-level cache for all rows of X.
    #[inline(always)]
    fn columns<S: Simd, const K: usize, const R: usize>(&mut self, simd: S, columns: Range<usize>) {
        let Product { x, marks: all_marks, d, b, ref mut c, m } = *self;
        let n = c.len() / m;
        let [mut sums, mut block] = [Buffer::default(), Buffer::default()];
        let sums = rows::<S, K>(&mut sums, n.next_multiple_of(R));
        let block: &mut [_; SIDE] = rows::<S, K>(&mut block, SIDE).try_into().expect("64 rows");
        let mut marks = vec![Marks::default(); sums.len()];
        for (sums, c) in sums.iter_mut().zip(c.chunks_exact(m)) {
            *sums = load(simd, &c[columns.clone()]);
        }
        for (block_index, first) in (0..d).step_by(SIDE).enumerate() {
            // Behind the last row one of sums has none; it is not stored.
            let x = |i: usize| &x[i.min(n - 1) * d..][first..d.min(first + SIDE)];
            let rows = all_marks.chunks_exact(d.div_ceil(SIDE));
            marks[..n].iter_mut().zip(rows).for_each(|(marks, row)| *marks = row[block_index]);
            for j in Marks::any(&marks) {
                block[j] = load(simd, &b[(first + j) * m..][columns.clone()]);
            }
            for (i, (sums, marks)) in sums.as_chunks_mut::<R>().0.iter_mut().zip(marks.as_chunks::<R>().0).enumerate() {
                multiply_add(simd, Marks::any(marks), std::array::from_fn(|r| x(R * i + r)), 1, block, sums);
            }
        }
        for (sums, c) in sums.iter().zip(c.chunks_exact_mut(m)) {
            store(simd, sums, &mut c[columns.clone()]);
        }
    }
}
