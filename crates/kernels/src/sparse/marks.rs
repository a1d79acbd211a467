//! One bit an element: whether it differs from the background.

#[cfg(target_arch = "x86_64")]
use std::any::Any;

use pulp::{Simd, bytemuck};
#[cfg(target_arch = "x86_64")]
use pulp::{m32x8, x86::V3};

/// Elements of [`Marks`].
pub(super) const SIDE: usize = 64;

/// Which of up to 64 elements are not background. As an iterator, their places.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks(u64);

impl Marks {
    /// The marks of so many elements, 64 at most.
    #[inline(always)]
    pub(super) fn of<S: Simd>(simd: S, x: &[f32], background: f32) -> Marks {
        Marks(match x.first_chunk() {
            Some(x) => differing(simd, x, background),
            None => {
                let mut padded = [background; SIDE];
                padded[..x.len()].copy_from_slice(x);
                differing(simd, &padded, background)
            }
        })
    }

    /// Where any of these has a mark.
    #[inline(always)]
    pub(super) fn any(all: &[Marks]) -> Marks {
        Marks(all.iter().fold(0, |any, marks| any | marks.0))
    }

    #[inline(always)]
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl Iterator for Marks {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let place = self.0.trailing_zeros() as usize % SIDE;
        let more = self.0 != 0;
        self.0 &= self.0.wrapping_sub(1);
        more.then_some(place)
    }
}

/// One bit for each element: whether it is not `background`.
#[inline(always)]
pub(crate) fn differing<S: Simd>(simd: S, x: &[f32; SIDE], background: f32) -> u64 {
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

/// The marks of the rows of a square become those of its columns: swaps the two off-diagonal quarters, then those of each
/// quarter, and so on.
#[inline(always)]
pub(super) fn transpose(square: &mut [Marks; SIDE]) {
    swap_quarters::<32>(square, 0x0000_0000_ffff_ffff);
    swap_quarters::<16>(square, 0x0000_ffff_0000_ffff);
    swap_quarters::<8>(square, 0x00ff_00ff_00ff_00ff);
    swap_quarters::<4>(square, 0x0f0f_0f0f_0f0f_0f0f);
    swap_quarters::<2>(square, 0x3333_3333_3333_3333);
    swap_quarters::<1>(square, 0x5555_5555_5555_5555);
}

/// In each square of 2 `HALF` by 2 `HALF` bits on the diagonal; `low` marks the lower half of its columns.
#[inline(always)]
fn swap_quarters<const HALF: usize>(square: &mut [Marks; SIDE], low: u64) {
    for rows in square.chunks_exact_mut(2 * HALF) {
        let (upper, lower) = rows.split_at_mut(HALF);
        for (Marks(upper), Marks(lower)) in upper.iter_mut().zip(lower) {
            let swapped = ((*upper >> HALF) ^ *lower) & low;
            *upper ^= swapped << HALF;
            *lower ^= swapped;
        }
    }
}
