//! One bit an element: whether it differs from the background.

#[cfg(target_arch = "x86_64")]
use std::any::Any;

use pulp::{Simd, WithSimd, bytemuck};
#[cfg(target_arch = "x86_64")]
use pulp::{m32x8, x86::V3};

use crate::arch::dispatch;

/// The marks of X (N, D), which lies row by row: bit j % 64 of word (i, j / 64) tells that x[i, j] is not `background`.
pub fn mark(x: &[f32], d: usize, background: f32) -> Vec<u64> {
    dispatch(Mark { x, d, background })
}

struct Mark<'a> {
    x: &'a [f32],
    d: usize,
    background: f32,
}

impl WithSimd for Mark<'_> {
    type Output = Vec<u64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<u64> {
        let Mark { x, d, background } = self;
        let words = d.div_ceil(64);
        let mut marks = vec![0; x.len() / d * words];
        for (row, marks) in x.chunks_exact(d).zip(marks.chunks_exact_mut(words)) {
            let (full, rest) = row.as_chunks();
            for (x, marks) in full.iter().zip(&mut *marks) {
                *marks = differing(simd, x, background);
            }
            if !rest.is_empty() {
                let mut x = [background; 64];
                x[..rest.len()].copy_from_slice(rest);
                marks[words - 1] = differing(simd, &x, background);
            }
        }
        marks
    }
}

/// One bit for each element: whether it is not `background`.
#[inline(always)]
pub(crate) fn differing<S: Simd>(simd: S, x: &[f32; 64], background: f32) -> u64 {
    let mut equal = 0;
    for (i, &x) in S::as_simd_f32s(x).0.iter().enumerate() {
        equal |= bits(simd, simd.equal_f32s(x, simd.splat_f32s(background))) << (i * S::F32_LANES);
    }
    !equal
}

/// One bit for each lane of a mask.
#[inline(always)]
fn bits<S: Simd>(simd: S, mask: S::m32s) -> u64 {
    // AVX-512 keeps masks as bits.
    if let &[low, high] = bytemuck::bytes_of(&mask) {
        return u16::from_le_bytes([low, high]).into();
    }
    #[cfg(target_arch = "x86_64")]
    if let (Some(simd), Some(&mask)) =
        ((&simd as &dyn Any).downcast_ref::<V3>(), (&mask as &dyn Any).downcast_ref::<m32x8>())
    {
        return simd.avx._mm256_movemask_ps(pulp::cast(mask)) as u64;
    }
    // A sum of powers of two, of at most eight lanes, tells the same.
    let powers = S::as_simd_f32s(&[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]).0[0];
    simd.reduce_sum_f32s(simd.select_f32s(mask, powers, simd.splat_f32s(0.0))) as u64
}

/// The marks of Xᵀ (D, N) from those of X (N, D), in squares of 64 by 64 bits: ⌈N/64⌉ words a row, and rows of zeros up
/// to a multiple of 64.
pub fn transposed(marks: &[u64], n: usize, d: usize) -> Vec<u64> {
    dispatch(Transpose { marks, n, d })
}

struct Transpose<'a> {
    marks: &'a [u64],
    n: usize,
    d: usize,
}

impl WithSimd for Transpose<'_> {
    type Output = Vec<u64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<u64> {
        let Transpose { marks, n, d } = self;
        let (words, words_t) = (d.div_ceil(64), n.div_ceil(64));
        let mut marks_t = vec![0; words * 64 * words_t];
        for i in 0..words_t {
            for j in 0..words {
                let mut square = [0; 64];
                for (row, to) in square.iter_mut().enumerate().take(n - 64 * i) {
                    *to = marks[(64 * i + row) * words + j];
                }
                transpose(&mut square);
                for (column, from) in square.into_iter().enumerate() {
                    marks_t[(64 * j + column) * words_t + i] = from;
                }
            }
        }
        marks_t
    }
}

/// Transposes 64 by 64 bits: swaps the two off-diagonal quarters, then those of each quarter, and so on.
#[inline(always)]
fn transpose(square: &mut [u64; 64]) {
    swap_quarters::<32>(square, 0x0000_0000_ffff_ffff);
    swap_quarters::<16>(square, 0x0000_ffff_0000_ffff);
    swap_quarters::<8>(square, 0x00ff_00ff_00ff_00ff);
    swap_quarters::<4>(square, 0x0f0f_0f0f_0f0f_0f0f);
    swap_quarters::<2>(square, 0x3333_3333_3333_3333);
    swap_quarters::<1>(square, 0x5555_5555_5555_5555);
}

/// In each square of 2 `HALF` by 2 `HALF` bits on the diagonal; `low` marks the lower half of its columns.
#[inline(always)]
fn swap_quarters<const HALF: usize>(square: &mut [u64; 64], low: u64) {
    for rows in square.chunks_exact_mut(2 * HALF) {
        let (upper, lower) = rows.split_at_mut(HALF);
        for (upper, lower) in upper.iter_mut().zip(lower) {
            let swapped = ((*upper >> HALF) ^ *lower) & low;
            *upper ^= swapped << HALF;
            *lower ^= swapped;
        }
    }
}
