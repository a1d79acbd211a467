//! Readers of the content of files beside [`idx`](crate::idx), for bytes that are in memory already.

use crate::error::Malformed;
use crate::{PIXELS, Split};
use crate::{csv, npz, pickle, pictures};

/// The training set and the test set, as far as a file has them.
pub type Parts = (Option<Split>, Option<Split>);

/// Takes images from a table as text: a label and 784 pixels a line.
///
/// # Errors
/// If the bytes are no such table; the line is named.
pub fn parse_csv(bytes: &[u8]) -> Result<Split, Malformed> {
    csv::parse(bytes)
}

/// Takes images from an archive of NumPy arrays, as Keras keeps MNIST: `x_train`, `y_train`, `x_test`, `y_test`.
///
/// # Errors
/// If the bytes are no such archive, or it lacks arrays.
pub fn parse_npz(bytes: &[u8]) -> Result<Parts, Malformed> {
    npz::parse(bytes).map(|four| (four.train, four.test))
}

/// Takes images from what the book's loader leaves: `train_img`, `train_label`, `test_img`, `test_label`.
///
/// # Errors
/// If the bytes are no pickle of a dict of such arrays. Nothing in it is executed.
///
/// Book: §3.6.1, dataset/mnist.py
pub fn parse_pickle(bytes: &[u8]) -> Result<Parts, Malformed> {
    pickle::parse(bytes).map(|four| (four.train, four.test))
}

/// Takes the 28×28 pixels of a PNG picture: its brightness, scaled to this size.
///
/// # Errors
/// If the bytes are no PNG picture, or it is damaged or too large.
pub fn parse_png(bytes: &[u8]) -> Result<[u8; PIXELS], Malformed> {
    pictures::parse(bytes)
}
