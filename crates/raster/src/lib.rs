//! Pixels: pictures as PNG files, frames as one animated PNG, and a picture drawn by formulas.
//!
//! What of `plot` loops over pixels is here, because such loops need the optimizer and nothing else of `plot` does.

mod apng;
mod palette;
mod png;
mod sample;

pub use apng::{Frame, apng};
pub use png::png;
pub use sample::sample_picture;

/// Red, green, blue.
type Rgb = [u8; 3];
/// Red, green, blue, opacity.
type Rgba = [u8; 4];

/// The colour between `a` and `b`, (1 − t)·a + t·b in each channel: `t = 0` is `a`, `t = 1` is `b`.
pub fn mix<const CHANNELS: usize>(a: [u8; CHANNELS], b: [u8; CHANNELS], t: f64) -> [u8; CHANNELS] {
    let t = t.clamp(0.0, 1.0);
    std::array::from_fn(|i| (f64::from(a[i]) + (f64::from(b[i]) - f64::from(a[i])) * t).round() as u8)
}
