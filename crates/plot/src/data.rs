//! What may be drawn: one-dimensional [`Values`], two-dimensional [`Grid`]s, stacks of [`Images`].

use ndarray::{Array2, Array3, ArrayBase, Data, Ix1, Ix2, Ix3};
use std::ops::{Range, RangeInclusive};

mod sealed {
    pub trait Sealed {}
}

/// A number that can be drawn: `f32`, `f64` and the integers.
pub trait Number: Copy + sealed::Sealed {
    /// The number as `f64`.
    fn real(self) -> f64;
}

macro_rules! number {
    ($($t:ty),*) => {$(
        impl sealed::Sealed for $t {}
        impl Number for $t {
            fn real(self) -> f64 {
                self as f64
            }
        }
    )*};
}
number!(f32, f64, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

/// A sequence of numbers: slices, arrays, `Vec`s, ranges, and 1-d `ndarray` arrays and views, by value or by reference.
pub trait Values {
    /// The numbers as `f64`.
    fn values(self) -> Vec<f64>;
}

macro_rules! sequence {
    ($($t:ty),*) => {$(
        impl<T: Number> Values for $t {
            fn values(self) -> Vec<f64> {
                self.iter().map(|v| v.real()).collect()
            }
        }
    )*};
}
sequence!(&[T], &&[T], Vec<T>, &Vec<T>);

impl<T: Number, const N: usize> Values for [T; N] {
    fn values(self) -> Vec<f64> {
        self.as_slice().values()
    }
}

impl<T: Number, const N: usize> Values for &[T; N] {
    fn values(self) -> Vec<f64> {
        self.as_slice().values()
    }
}

impl<T: Number, S: Data<Elem = T>> Values for ArrayBase<S, Ix1> {
    fn values(self) -> Vec<f64> {
        (&self).values()
    }
}

impl<T: Number, S: Data<Elem = T>> Values for &ArrayBase<S, Ix1> {
    fn values(self) -> Vec<f64> {
        self.iter().map(|v| v.real()).collect()
    }
}

impl Values for Range<usize> {
    fn values(self) -> Vec<f64> {
        self.map(|v| v as f64).collect()
    }
}

impl Values for RangeInclusive<usize> {
    fn values(self) -> Vec<f64> {
        self.map(|v| v as f64).collect()
    }
}

/// A table of numbers, rows × columns: 2-d `ndarray` arrays and views, by value or by reference.
pub trait Grid {
    /// The numbers as `f64`.
    fn grid(self) -> Array2<f64>;
}

impl<T: Number, S: Data<Elem = T>> Grid for ArrayBase<S, Ix2> {
    fn grid(self) -> Array2<f64> {
        self.map(|v| v.real())
    }
}

impl<T: Number, S: Data<Elem = T>> Grid for &ArrayBase<S, Ix2> {
    fn grid(self) -> Array2<f64> {
        self.map(|v| v.real())
    }
}

/// A stack of images, N×H×W: 3-d `ndarray` arrays and views, by value or by reference.
pub trait Images {
    /// The numbers as `f64`.
    fn images(self) -> Array3<f64>;
}

impl<T: Number, S: Data<Elem = T>> Images for ArrayBase<S, Ix3> {
    fn images(self) -> Array3<f64> {
        self.map(|v| v.real())
    }
}

impl<T: Number, S: Data<Elem = T>> Images for &ArrayBase<S, Ix3> {
    fn images(self) -> Array3<f64> {
        self.map(|v| v.real())
    }
}

/// `n` equally spaced numbers from `start` to `stop`, both included (NumPy's `linspace`).
///
/// ```
/// assert_eq!(plot::linspace(0.0, 1.0, 5), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
pub fn linspace(start: f64, stop: f64, n: usize) -> Vec<f64> {
    let last = n.saturating_sub(1).max(1) as f64;
    (0..n).map(|i| start + (stop - start) * i as f64 / last).collect()
}

/// `start`, `start + step`, … up to but without `stop` (NumPy's `arange`).
///
/// ```
/// assert_eq!(plot::arange(0.0, 6.0, 0.1).len(), 60);
/// ```
pub fn arange(start: f64, stop: f64, step: f64) -> Vec<f64> {
    let n = ((stop - start) / step - 1e-9).ceil().max(0.0) as usize;
    (0..n).map(|i| start + i as f64 * step).collect()
}

/// The smallest and the largest finite number, if there is one.
pub(crate) fn finite_range<'a>(values: impl IntoIterator<Item = &'a f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|v| v.is_finite()).fold(None, |range, &v| match range {
        None => Some((v, v)),
        Some((lo, hi)) => Some((lo.min(v), hi.max(v))),
    })
}
