//! The scalar of every layer and network: `f32` trains, `f64` checks gradients.

use std::fmt::{Debug, Display};
use std::iter::Sum;

/// A floating-point number that layers compute with: `f32` or `f64`.
///
/// Networks train in `f32`. Gradients are checked in `f64`, because a central difference with
/// `h = 1e-4` leaves too few digits in `f32`.
///
/// ```
/// use common::Real;
/// fn half<A: Real>(x: A) -> A {
///     x * A::of(0.5)
/// }
/// assert_eq!(half(3.0_f32), 1.5);
/// ```
pub trait Real: ndarray::NdFloat + Default + Sum + Display + Debug + private::Sealed {
    /// The nearest value to `x`; used to write constants in generic code.
    fn of(x: f64) -> Self;
    /// The value as `f64` (exact).
    fn to_f64(self) -> f64;
}

mod private {
    pub trait Sealed: kernels::Float + kernels::pixels::Pixel + crate::compiled::Compiled {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

impl Real for f32 {
    fn of(x: f64) -> Self {
        x as f32
    }
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    fn of(x: f64) -> Self {
        x
    }
    fn to_f64(self) -> f64 {
        self
    }
}
