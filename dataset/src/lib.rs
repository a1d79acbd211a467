//! MNIST, 70,000 handwritten digits of 28×28 pixels, from the first of four sources that has it; its kin by name.
//!
//! [`load_mnist`] looks in this order, and [`Mnist::source`] says which it was:
//!
//! 1. a **folder** of the user: [`Options::data_dir`] (`--data-dir`), or the variable `MNIST_DIR`. It is searched three
//!    levels deep; its files need only be well-formed, and are called MNIST only if they have the published sums;
//! 2. the **cache**, `dataset/data/mnist/` in the workspace. Its files are checked against the published SHA-256 sums;
//! 3. a **download** into that cache, from one of several mirrors (`MNIST_MIRRORS` replaces the list);
//! 4. **synthetic digits**, drawn by the program itself ([`synthetic`]), where no other source answers within 8 seconds.
//!    One line on stderr says so. [`Choice::Synthetic`] asks for them at once, [`Choice::Mnist`] refuses them.
//!
//! In a folder are read: idx files, packed or not, in every layout that is known of MNIST, Fashion-MNIST, KMNIST, EMNIST
//! and QMNIST; the `mnist.pkl` of the book's loader; the `mnist.npz` of Keras; CSV tables; and PNG pictures in folders
//! `0` to `9`.
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
pub mod content;
mod csv;
mod download;
mod error;
mod folder;
mod hints;
pub mod idx;
mod load;
mod manifest;
mod named;
mod npz;
mod options;
mod pickle;
mod pictures;
mod proxy;
mod sniff;
mod table;
#[cfg(test)]
mod tests;
mod trust;
mod unpack;

pub use digits::{CLASSES, Images, PIXELS, SIDE, Split, handwriting, synthetic};
pub use error::{Attempt, Error, Malformed};
pub use load::{Folder, Mnist, Source, load_for_inference, load_mnist};
pub use options::{Choice, DataSet, MIRRORS, Options, UnknownChoice, default_cache_dir};
