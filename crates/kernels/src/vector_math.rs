//! Loops over `f64` that the compiler turns into vector instructions, chosen for the processor at run time.
//!
//! A program built for every x86-64 may use vectors of two numbers only. A [`Kernel`] is compiled
//! for each instruction set (those, AVX2 with fused multiply-add, AVX-512, NEON), and [`vectorized`] runs the widest
//! version that the processor has. Its loops must be simple ones over arrays of fixed length, and call
//! nothing but arithmetic that can be inlined; [`exp`] is such a function, `f64::exp` is not.
//!
//! ```
//! use kernels::vector_math::{exp, vectorized, Kernel};
//!
//! /// Σ e^xᵢ
//! struct SumOfExp<'a>(&'a [[f64; 8]]);
//!
//! impl Kernel for SumOfExp<'_> {
//!     type Output = f64;
//!
//!     #[inline(always)]
//!     fn run<const FMA: bool>(self) -> f64 {
//!         let mut sums = [0.0; 8];
//!         for x in self.0 {
//!             for (sum, &x) in sums.iter_mut().zip(x) {
//!                 *sum += exp::<FMA>(x);
//!             }
//!         }
//!         sums.iter().sum()
//!     }
//! }
//!
//! let sum = vectorized(SumOfExp(&[[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]));
//! assert!((sum - (1.0 - 8.0_f64.exp()) / (1.0 - 1.0_f64.exp())).abs() < 1e-12);
//! ```

use pulp::{Simd, WithSimd};

use crate::arch::dispatch;

/// A computation worth a version for each kind of processor.
pub trait Kernel {
    /// What comes out.
    type Output;

    /// Computes. `FMA` says that `mul_add` is one instruction; without it `mul_add` is a slow call.
    ///
    /// Implement it with `#[inline(always)]`, or the versions will not differ.
    fn run<const FMA: bool>(self) -> Self::Output;
}

/// Runs `kernel` with the widest vectors that this processor has.
///
/// Two machines may differ in the last bit of the result; one machine does not differ from itself.
pub fn vectorized<K: Kernel>(kernel: K) -> K::Output {
    struct Versions<K>(K);
    impl<K: Kernel> WithSimd for Versions<K> {
        type Output = K::Output;

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> K::Output {
            // Every instruction set that has vectors has the fused instruction too.
            if S::F64_LANES > 1 { self.0.run::<true>() } else { self.0.run::<false>() }
        }
    }
    dispatch(Versions(kernel))
}

/// 1/i!, the coefficients of the exponential series.
const SERIES: [f64; 14] = {
    let mut series = [1.0; 14];
    let mut i = 1;
    while i < series.len() {
        series[i] = series[i - 1] / i as f64;
        i += 1;
    }
    series
};

/// Σ xⁱ/i! up to i = `DEGREE`, by Horner's rule.
#[inline(always)]
fn series<const DEGREE: usize, const FMA: bool>(x: f64) -> f64 {
    let mut sum = SERIES[DEGREE];
    let mut i = DEGREE;
    while i > 0 {
        i -= 1;
        sum = if FMA { sum.mul_add(x, SERIES[i]) } else { sum * x + SERIES[i] };
    }
    sum
}

/// eˣ to within two units in the last place, for −708 ≤ x ≤ 709; the value at the nearer end outside.
///
/// x = k·ln 2 + r with a whole k and |r| ≤ ½ ln 2, so eˣ = 2ᵏ·eʳ: the series for eʳ has no term left above
/// 1e-17 after 13, and 2ᵏ is written straight into the exponent.
#[inline(always)]
pub fn exp<const FMA: bool>(x: f64) -> f64 {
    // Adding 1.5·2⁵² leaves no room for a fraction: it rounds, and the whole number appears in the lowest bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    // ln 2 in two parts; the first has so few digits that its product with k is exact.
    const LN_2: (f64, f64) = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10);
    const EXPONENT: (u64, u32) = (1023, 52);

    let x = x.clamp(-708.0, 709.0);
    let rounded = x * std::f64::consts::LOG2_E + ROUND;
    let k = rounded - ROUND;
    let r = (x - k * LN_2.0) - k * LN_2.1;
    series::<13, FMA>(r) * f64::from_bits(rounded.to_bits().wrapping_add(EXPONENT.0) << EXPONENT.1)
}

/// The largest |x| that [`exp_near_zero`] takes: 2⁻⁸.
pub const NEAR_ZERO: f64 = 1.0 / 256.0;

/// eˣ to the last place for |x| ≤ [`NEAR_ZERO`], where the series needs no term after x⁵/5!: the next is below 5e-18.
#[inline(always)]
pub fn exp_near_zero<const FMA: bool>(x: f64) -> f64 {
    series::<5, FMA>(x)
}
