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
