//! A picture to look at, for scripts that need one and get none.

use ndarray::Array3;

/// An evening at a lake: sun, three ridges, firs and their reflection.
///
/// Height × width × 3 (red, green, blue), each 0–255. It takes the place of the photograph `lena.png`
/// of the book, which is not free.
///
/// ```
/// let picture = plot::sample_picture(256, 256);
/// assert_eq!(picture.dim(), (256, 256, 3));
/// ```
///
/// Book: §1.6.3, `dataset/lena.png`.
pub fn sample_picture(height: usize, width: usize) -> Array3<u8> {
    let picture = raster::sample_picture(height, width);
    Array3::from_shape_vec((height, width, 3), picture).expect("three numbers a pixel")
}
