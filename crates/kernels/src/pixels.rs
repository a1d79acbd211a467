//! Pixels from bytes to floats.

use ndarray::NdFloat;
use pulp::{Simd, WithSimd};

use crate::arch::dispatch;

/// How a byte is read: as low + (high − low)·byte/255.
#[derive(Clone, Copy, Debug)]
pub struct Scale<A> {
    low: A,
    coarse: A,
    fine: A,
}

impl<A: Pixel> Scale<A> {
    /// Bytes are read as `low` (0) to `high` (255).
    pub fn new(low: f64, high: f64) -> Self {
        let of = |x: f64| A::from(x).expect("a float");
        // The step in two parts, the first short enough for exact products: in f32 byte/255 is correctly rounded.
        let step = (high - low) / 255.0;
        let coarse = of(f64::from_bits(step.to_bits() & !0 << 37));
        Scale { low: of(low), coarse, fine: of(step - coarse.to_f64().expect("a float")) }
    }

    /// What a byte is read as.
    #[inline(always)]
    pub fn value(&self, byte: u8) -> A {
        let byte = A::from(byte).expect("small enough");
        self.low + (byte * self.coarse + byte * self.fine)
    }

    /// The bytes `rows` of images, each of `len` bytes, one behind the other.
    ///
    /// # Panics
    /// If a row has another length.
    pub fn read(&self, rows: &[&[u8]], len: usize) -> Vec<A> {
        let mut values = Vec::with_capacity(rows.len() * len);
        for rows in rows.chunks(BATCH) {
            rows.iter().flat_map(|row| [row.first(), row.last()]).flatten().for_each(prefetch);
            rows.iter().take(AHEAD).for_each(|row| prefetch_lines(row));
            for (i, row) in rows.iter().enumerate() {
                rows.get(i + AHEAD).into_iter().for_each(|row| prefetch_lines(row));
                assert_eq!(row.len(), len, "bytes of an image");
                A::convert(*self, row, &mut values);
            }
        }
        values
    }
}

// The images of a batch lie anywhere in memory. One after the other each would be waited for: first until the processor has
// found its page, then until its bytes arrive.

/// Images whose pages are looked up together.
const BATCH: usize = 128;
/// Images whose bytes are asked for before they are read.
const AHEAD: usize = 8;

fn prefetch_lines(row: &[u8]) {
    const LINE: usize = 64;
    row.iter().step_by(LINE).for_each(prefetch);
}

/// Asks memory for the line of this byte, without waiting for it. For ARM, Rust has no stable function for this.
#[allow(unsafe_code, reason = "the instruction takes a raw pointer")]
#[inline(always)]
fn prefetch(byte: &u8) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: it changes nothing, and every x86-64 has it.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(byte).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = byte;
}

/// What bytes are read as: `f32` and `f64`.
pub trait Pixel: NdFloat {
    /// The bytes of an image, read as `scale` says, behind `values`. Not generic, so that only this crate compiles it.
    #[doc(hidden)]
    fn convert(scale: Scale<Self>, row: &[u8], values: &mut Vec<Self>);
}

impl Pixel for f32 {
    fn convert(scale: Scale<f32>, row: &[u8], values: &mut Vec<f32>) {
        dispatch(Convert { scale, row, values });
    }
}

impl Pixel for f64 {
    fn convert(scale: Scale<f64>, row: &[u8], values: &mut Vec<f64>) {
        dispatch(Convert { scale, row, values });
    }
}

/// One image, with the vectors of the processor.
struct Convert<'a, A> {
    scale: Scale<A>,
    row: &'a [u8],
    values: &'a mut Vec<A>,
}

impl<A: Pixel> WithSimd for Convert<'_, A> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.values.extend(self.row.iter().map(|&byte| self.scale.value(byte)));
    }
}
