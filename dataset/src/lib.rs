//! MNIST, 70,000 handwritten digits of 28×28 pixels, by whichever of four ways it can be had.
//!
//! [`load_mnist`] looks in this order, and [`Mnist::source`] says which way it took:
//!
//! 1. a **folder** of the user's: [`Options::data_dir`] (`--data-dir`), or the variable `MNIST_DIR`. The four files may be
//!    packed or not, and need only be well-formed;
//! 2. the **cache**, `dataset/data/mnist/` in the workspace. Its files are checked against the published SHA-256 sums;
//! 3. a **download** into that cache, from one of several mirrors (`MNIST_MIRRORS` replaces the list);
//! 4. **synthetic digits**, drawn by the program itself ([`synthetic`]), where nothing else is to be had within 8 seconds.
//!    One line on stderr says so. [`Choice::Synthetic`] asks for them at once, [`Choice::Mnist`] refuses them.
//!
//! ```
//! use dataset::{Choice, Options, load_mnist};
//!
//! let options = Options { choice: Choice::Synthetic, train_digits: 200, test_digits: 50, ..Options::default() };
//! let mnist = load_mnist(&options)?;
//! assert_eq!(mnist.train.images.image(0).len(), 784); // bytes, 0 to 255
//! assert_eq!(mnist.train.flattened().dim(), (200, 784)); // f32, 0.0 to 1.0
//! assert_eq!(mnist.test.one_hot().dim(), (50, 10));
//! # Ok::<(), dataset::Error>(())
//! ```
//!
//! The book's flags are methods here:
//!
//! | book | here |
//! |---|---|
//! | `load_mnist(normalize=True, flatten=True)` | [`Split::flattened`], (N, 784) |
//! | `flatten=False` | [`Split::unflattened`], (N, 1, 28, 28) |
//! | `normalize=False` | [`Images::view`], (N, 784) of bytes |
//! | `one_hot_label=True` | [`Split::one_hot`], (N, 10) |
//! | `x_train[batch_mask]` | [`Images::batch`], only as many `f32` as the batch needs |
//!
//! Book: §3.6.1, dataset/mnist.py

mod cache;
mod download;
mod error;
pub mod idx;
mod images;
mod load;
mod manifest;
mod options;
pub mod synthetic;
#[cfg(test)]
mod tests;
mod unpack;

pub use error::{Attempt, Error, Malformed};
pub use images::{CLASSES, Images, PIXELS, SIDE, Split};
pub use load::{Mnist, Source, load_mnist};
pub use options::{Choice, MIRRORS, Options, UnknownChoice, default_cache_dir};
