//! MNIST, 70,000 handwritten digits of 28×28 pixels, from the first of four sources that has it.
//!
//! [`load_mnist`] looks in this order, and [`Mnist::source`] says which it was:
//!
//! 1. a **folder** of the user: [`Options::data_dir`] (`--data-dir`), or the variable `MNIST_DIR`. The four files may be
//!    packed or not, and need only be well-formed;
//! 2. the **cache**, `dataset/data/mnist/` in the workspace. Its files are checked against the published SHA-256 sums;
//! 3. a **download** into that cache, from one of several mirrors (`MNIST_MIRRORS` replaces the list);
//! 4. **synthetic digits**, drawn by the program itself ([`synthetic`]), where no other source answers within 8 seconds.
//!    One line on stderr says so. [`Choice::Synthetic`] asks for them at once, [`Choice::Mnist`] refuses them.
//!
//! ```
//! use dataset::{Choice, Options, load_mnist};
//!
//! let options = Options { choice: Choice::Synthetic, train_digits: 200, test_digits: 50, ..Options::default() };
//! let mnist = load_mnist(&options)?;
//! assert_eq!((mnist.train.len(), mnist.test.len()), (200, 50));
//! assert_eq!(mnist.train.images.image(0).len(), 784); // bytes, 0 to 255
//! # Ok::<(), dataset::Error>(())
//! ```
//!
//! Pixels stay bytes here. The book's `load_mnist` with `normalize`, `flatten` and `one_hot_label` is a method of an
//! experiment's context (crate `experiment`), which reads them as floats batch by batch.
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
