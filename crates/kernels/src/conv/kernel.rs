//! The two products that all the time is spent in, for whatever vectors the processor has.
//!
//! Both keep a tile of sums in registers, P rows by one block of output channels, and add to it
//! number × vector products; the numbers are read in place, the vectors lie side by side:
//!
//! - [`rows`]: sum\[p\] += Σₖ xₚ\[k\] · w\[k\], for forward and ∂L/∂x. A row xₚ is what lies under one row of the filter.
//! - [`columns`]: sum\[r\] += Σₜ x\[t\]\[r\] · d\[t\], for ∂L/∂W. Each t is a pixel.
//!
//! `pulp` picks the instruction set at run time: with AVX-512 a block of 16 channels is one vector and P goes up
//! to 10, with AVX2 two vectors and P up to 6, with NEON four vectors. Everything here is inlined into the
//! functions that `pulp` compiles for that instruction set; a function that is not would use none of it.

use pulp::{Simd, WithSimd};

use crate::arch::dispatch;

/// A computation that is compiled once for every instruction set.
pub(super) trait Kernel {
    /// Runs with blocks of `V` vectors and tiles of at most `P` rows.
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S);
}

/// Runs `kernel` with the best instruction set of this processor.
pub(super) fn run(kernel: impl Kernel) {
    struct Widths<K>(K);
    impl<K: Kernel> WithSimd for Widths<K> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            match S::F32_LANES {
                16 => self.0.run::<S, 1, 10>(simd),
                8 => self.0.run::<S, 2, 6>(simd),
                4 => self.0.run::<S, 4, 6>(simd),
                1 => self.0.run::<S, 16, 1>(simd),
                lanes => unreachable!("vectors of {lanes} numbers"),
            }
        }
    }
    dispatch(Widths(kernel));
}

/// A block of output channels: `V` vectors.
pub(super) type Block<S, const V: usize> = [<S as Simd>::f32s; V];

/// Numbers as blocks of channels.
#[inline(always)]
pub(super) fn blocks<S: Simd, const V: usize>(x: &[f32]) -> &[Block<S, V>] {
    S::as_simd_f32s(x).0.as_chunks().0
}

/// Numbers as blocks of channels.
#[inline(always)]
pub(super) fn blocks_mut<S: Simd, const V: usize>(x: &mut [f32]) -> &mut [Block<S, V>] {
    S::as_mut_simd_f32s(x).0.as_chunks_mut().0
}

/// A block of zeros.
#[inline(always)]
pub(super) fn zeros<S: Simd, const V: usize>(simd: S) -> Block<S, V> {
    [simd.splat_f32s(0.0); V]
}

/// sum\[p\] += Σₖ xₚ\[k\] · w\[k\], where xₚ begins at `x[p · step]`.
#[inline(always)]
pub(super) fn rows<S: Simd, const V: usize, const P: usize>(
    simd: S,
    sum: &mut [Block<S, V>; P],
    x: &[f32],
    step: usize,
    w: &[Block<S, V>],
) {
    // Eight numbers of a row at a time: so few that their places need no arithmetic, so many that finding the
    // rows costs nothing.
    const RUN: usize = 8;
    if step == 1 {
        return columns(simd, sum, x, 1, w, 1, w.len());
    }
    let mut x_rows = [&x[..0]; P];
    let mut x_runs: [&[[f32; RUN]]; P] = [&[]; P];
    for p in 0..P {
        x_rows[p] = &x[p * step..][..w.len()];
        x_runs[p] = x_rows[p].as_chunks().0;
    }
    let (runs, rest) = w.as_chunks::<RUN>();
    for (k, w) in runs.iter().enumerate() {
        let mut x = [&[0.0; RUN]; P];
        for p in 0..P {
            x[p] = &x_runs[p][k];
        }
        for k in 0..RUN {
            for p in 0..P {
                add(simd, &mut sum[p], x[p][k], &w[k]);
            }
        }
    }
    for (k, w) in rest.iter().enumerate() {
        for p in 0..P {
            add(simd, &mut sum[p], x_rows[p][runs.len() * RUN + k], w);
        }
    }
}

/// sum\[r\] += Σₜ x\[t\]\[r\] · d\[t\], where x\[t\] begins at `x[t · step]` and d\[t\] is block `t · blocks` of `d`.
#[inline(always)]
pub(super) fn columns<S: Simd, const V: usize, const R: usize>(
    simd: S,
    sum: &mut [Block<S, V>; R],
    x: &[f32],
    step: usize,
    d: &[Block<S, V>],
    blocks: usize,
    count: usize,
) {
    for t in 0..count {
        let x: &[f32; R] = x[t * step..].first_chunk().expect("R numbers");
        let d = &d[t * blocks];
        for r in 0..R {
            add(simd, &mut sum[r], x[r], d);
        }
    }
}

/// sum += x · w.
#[inline(always)]
pub(super) fn add<S: Simd, const V: usize>(simd: S, sum: &mut Block<S, V>, x: f32, w: &Block<S, V>) {
    let x = simd.splat_f32s(x);
    for v in 0..V {
        sum[v] = simd.mul_add_e_f32s(x, w[v], sum[v]);
    }
}

/// Divides `count` into the fewest tiles of at most `P`, as equal as can be, and calls `tile!(start, N)` with the
/// size `N` of each as a constant.
macro_rules! tiles {
    ($count:expr, $P:expr, |$start:ident, $N:ident| $body:expr) => {{
        let count: usize = $count;
        let number = count.div_ceil($P);
        let mut $start = 0;
        for tile in 0..number {
            let end = count * (tile + 1) / number;
            crate::conv::kernel::tiles!(@match end - $start, $P, $N, $body, 1 2 3 4 5 6 7 8 9 10);
            $start = end;
        }
    }};
    (@match $len:expr, $P:expr, $N:ident, $body:expr, $($n:literal)*) => {
        match $len {
            $($n if $n <= $P => {
                const $N: usize = $n;
                $body
            })*
            _ => unreachable!("a tile has 1 to 10 rows"),
        }
    };
}
pub(super) use tiles;
