//! Some columns of B and C, in vectors, and what is done with them.

use std::ops::Range;

use pulp::Simd;

use super::marks::{Marks, SIDE};
use crate::conv::buffer::Buffer;

/// A few vectors of a row.
pub(super) type Vectors<S, const K: usize> = [<S as Simd>::f32s; K];

/// What is done with some columns of B and C after the others.
pub(super) trait EachColumns {
    /// The columns that K vectors hold, R rows of S at once.
    fn columns<S: Simd, const K: usize, const R: usize>(&mut self, simd: S, columns: Range<usize>);

    /// All of `m` columns.
    ///
    /// Where a row of C has few vectors, two rows of S are walked along at once, over the places where either of them has
    /// a mark: otherwise each sum would wait for the one before it. Five vectors or more are enough work meanwhile, and one
    /// row then meets no mark of another.
    #[inline(always)]
    fn all<S: Simd>(&mut self, simd: S, m: usize) {
        // Without vectors the compiler makes short ones of many columns.
        let most = if S::F32_LANES == 1 { 16 } else { 7 };
        for first in (0..m).step_by(most * S::F32_LANES) {
            let columns = first..m.min(first + most * S::F32_LANES);
            if S::F32_LANES == 1 {
                self.columns::<S, 16, 1>(simd, columns);
                continue;
            }
            // Each number of vectors is compiled anew, so three are computed as four, five as seven.
            match columns.len().div_ceil(S::F32_LANES) {
                1 => self.columns::<S, 1, 2>(simd, columns),
                2 => self.columns::<S, 2, 2>(simd, columns),
                3 | 4 => self.columns::<S, 4, 2>(simd, columns),
                _ => self.columns::<S, 7, 1>(simd, columns),
            }
        }
    }
}

/// So many rows of K vectors each, which begin at a line of the cache.
#[inline(always)]
pub(super) fn rows<S: Simd, const K: usize>(buffer: &mut Buffer, rows: usize) -> &mut [Vectors<S, K>] {
    *buffer = Buffer::zeros(rows * K * S::F32_LANES);
    S::as_mut_simd_f32s(buffer).0.as_chunks_mut().0
}

/// A row of up to K vectors. The last may be incomplete; if there are fewer, it is repeated.
#[inline(always)]
pub(super) fn load<S: Simd, const K: usize>(simd: S, row: &[f32]) -> Vectors<S, K> {
    let (whole, rest) = S::as_simd_f32s(row);
    let mut vectors = [simd.splat_f32s(0.0); K];
    for (k, vector) in vectors.iter_mut().enumerate() {
        *vector = if k < whole.len() { whole[k] } else { simd.partial_load_f32s(rest) };
    }
    vectors
}

/// The reverse of [`load`].
#[inline(always)]
pub(super) fn store<S: Simd, const K: usize>(simd: S, vectors: &Vectors<S, K>, row: &mut [f32]) {
    let (whole, rest) = S::as_mut_simd_f32s(row);
    for (k, &vector) in vectors.iter().enumerate() {
        if k < whole.len() {
            whole[k] = vector;
        } else {
            simd.partial_store_f32s(rest, vector);
        }
    }
}

/// sums[r] += Σⱼ xᵣⱼ·b[j] over the marks j, where xᵣⱼ is `x[r][j · stride]`.
#[inline(always)]
pub(super) fn multiply_add<S: Simd, const K: usize, const R: usize>(
    simd: S,
    marks: Marks,
    x: [&[f32]; R],
    stride: usize,
    b: &[Vectors<S, K>; SIDE],
    sums: &mut [Vectors<S, K>; R],
) {
    // Vector by vector, so that they stay in registers: an array as a whole would be copied by a call.
    let mut now = [[simd.splat_f32s(0.0); K]; R];
    for (now, sums) in now.iter_mut().zip(&*sums) {
        now.iter_mut().zip(sums).for_each(|(now, &sum)| *now = sum);
    }
    for j in marks {
        for (x, sums) in x.iter().zip(&mut now) {
            let x = simd.splat_f32s(x[j * stride]);
            for (sum, &b) in sums.iter_mut().zip(&b[j]) {
                *sum = simd.mul_add_e_f32s(x, b, *sum);
            }
        }
    }
    for (now, sums) in now.iter().zip(sums) {
        sums.iter_mut().zip(now).for_each(|(sum, &now)| *sum = now);
    }
}
