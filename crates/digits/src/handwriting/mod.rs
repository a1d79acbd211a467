//! Digits that somebody wrote and took a picture of: found on the picture, and prepared as MNIST's images were.
//!
//! A network sees 28×28 pixels, light ink on a dark background, in a box of 20×20 whose centre of mass is at the centre.
//! A picture is anything else: dark ink on paper with a shadow, a drawing in a corner of a large page, a transparent icon.
//! [`find_digits`] brings the one to the other:
//!
//! 1. the background is estimated and taken away, so that only ink is left (`ink.rs`);
//! 2. ink that hangs together is put together to digits, read from left to right (`parts.rs`);
//! 3. each digit is scaled to the box of 20×20 and put at its place (`scale.rs`).
//!
//! Book: §3.6.1, which takes the images as they are; Y. LeCun, C. Cortes and C. Burges, "The MNIST database", for step 3.

mod ink;
mod parts;
mod plane;
mod scale;

use ndarray::ArrayView3;

use crate::images::PIXELS;

/// A digit that was found on a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDigit {
    /// The 28×28 pixels for the network, row by row, 0 (background) to 255 (ink).
    pub image: [u8; PIXELS],
    /// First column, first row, width and height of the digit on the picture, in pixels.
    pub place: [usize; 4],
}

/// Why no digit was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDigit {
    /// The picture has one colour only, or nothing stands out from it.
    #[error("no digit is on it: nothing stands out from the background")]
    Blank,
    /// What stands out is a few pixels.
    #[error("what is on it is too small to be read: {height} pixels high, where a digit needs {MIN_HEIGHT}")]
    TooSmall {
        /// Of the largest piece of ink.
        height: usize,
    },
}

/// The least height of a digit in pixels.
const MIN_HEIGHT: usize = 8;

/// Every digit on a picture (height, width, 4) of red, green, blue and opacity, from left to right, line by line.
///
/// It does not matter whether the ink is darker or lighter than its background, whether there is a shadow, or how large
/// the picture is. Every piece of writing is taken for a digit.
///
/// ```
/// use digits::handwriting::{NoDigit, find_digits};
/// use ndarray::{Array3, s};
///
/// let mut picture = Array3::from_elem((90, 60, 4), 255); // white
/// assert_eq!(find_digits(picture.view()), Err(NoDigit::Blank));
///
/// picture.slice_mut(s![10..70, 20..26, ..3]).fill(0); // a black bar: a one
/// let digits = find_digits(picture.view())?;
/// assert_eq!((digits.len(), digits[0].place), (1, [20, 10, 6, 60]));
/// # Ok::<(), NoDigit>(())
/// ```
///
/// # Errors
/// If there is no ink, or too little.
///
/// # Panics
/// If the last axis has not four elements.
#[track_caller]
pub fn find_digits(picture: ArrayView3<'_, u8>) -> Result<Vec<FoundDigit>, NoDigit> {
    assert_eq!(picture.dim().2, 4, "find_digits: red, green, blue and opacity (right) of each pixel");
    let ink = ink::find(picture).ok_or(NoDigit::Blank)?;
    let digits = parts::digits(&ink);
    let tallest = digits.iter().map(|digit| digit.height()).max().ok_or(NoDigit::Blank)?;
    if tallest < MIN_HEIGHT {
        return Err(NoDigit::TooSmall { height: tallest });
    }
    Ok(digits.iter().map(|digit| scale::prepare(digit, &ink)).collect())
}

#[cfg(test)]
mod tests;
