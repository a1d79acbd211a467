//! The digits, loaded once for all experiments of a process.

use std::sync::{Arc, Mutex};

use anyhow::Result;
use common::{Real, Samples, Targets};
use dataset::{Mnist, SIDE};

use crate::Options;

/// How many digits are drawn to train on and to test with where a first look is wished; MNIST is always whole.
const QUICK_DIGITS: (usize, usize) = (6_000, 1_000);

/// Keeps the digits that were loaded, so that the experiments of a chapter share them.
#[derive(Clone, Debug, Default)]
pub struct DataStore {
    mnist: Arc<Mutex<Option<Arc<Mnist>>>>,
}

impl DataStore {
    /// The images that the flags ask for; there may be none to train on, see [`Mnist::check_training`].
    ///
    /// # Errors
    /// If they were asked for by name and cannot be had, or a file is damaged.
    pub fn mnist(&self, options: &Options) -> Result<Arc<Mnist>> {
        let mut mnist = self.mnist.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(loaded) = &*mnist {
            return Ok(Arc::clone(loaded));
        }
        let mut wanted =
            dataset::Options { choice: options.dataset, progress: !options.no_progress, ..Default::default() };
        if let Some(dir) = &options.data_dir {
            wanted.data_dir = Some(dir.clone());
        }
        if options.quick {
            (wanted.train_digits, wanted.test_digits) = QUICK_DIGITS;
        }
        let loaded = Arc::new(dataset::load_for_inference(&wanted)?);
        *mnist = Some(Arc::clone(&loaded));
        Ok(loaded)
    }
}

impl DataStore {
    /// How many digits are loaded, and a checksum of them: equal for equal digits, and hardly ever for others. `None` if
    /// none are loaded.
    pub(crate) fn fingerprint(&self) -> Option<String> {
        let mnist = self.mnist.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()?;
        let mut hasher = crc32fast::Hasher::new();
        for split in [&mnist.train, &mnist.test] {
            hasher.update(split.images.pixels());
            hasher.update(&split.labels);
        }
        Some(format!("{} + {} of checksum {:08x}", mnist.train.len(), mnist.test.len(), hasher.finalize()))
    }
}

/// Images with their labels as a script of the book has them: `x_train, t_train`.
pub type Split<A = f32> = (Samples<A>, Targets<A>);

/// The arguments of the book's `load_mnist`, with its defaults.
///
/// ```
/// use experiment::Format;
/// let format = Format { flatten: false, ..Format::default() };
/// assert_eq!((format.normalize, format.one_hot_label), (true, false));
/// ```
///
/// Book: §3.6.1, `dataset/mnist.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Pixels are 0.0 to 1.0 instead of 0 to 255.
    pub normalize: bool,
    /// Images are (N, 784) instead of (N, 1, 28, 28).
    pub flatten: bool,
    /// Labels are rows (N, 10), 1 at the digit, instead of digits (N,).
    pub one_hot_label: bool,
}

impl Default for Format {
    fn default() -> Self {
        Format { normalize: true, flatten: true, one_hot_label: false }
    }
}

impl Format {
    /// These images and labels in this format. The pixels stay bytes, and become floats batch by batch.
    pub fn of<A: Real>(self, split: &dataset::Split) -> Split<A> {
        let n = split.len();
        let shape: &[usize] = if self.flatten { &[n, SIDE * SIDE] } else { &[n, 1, SIDE, SIDE] };
        let pixels = split.images.array().into_dyn().into_shape_with_order(shape).expect("whole images");
        let labels = Targets::from(&split.labels[..]);
        let t = if self.one_hot_label { labels.to_one_hot(dataset::CLASSES) } else { labels };
        (Samples::bytes(pixels, 0.0, if self.normalize { 1.0 } else { 255.0 }), t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(train: dataset::Split, test: dataset::Split) -> DataStore {
        let mnist = Mnist { train, test, source: dataset::Source::Synthetic(1) };
        DataStore { mnist: Arc::new(Mutex::new(Some(Arc::new(mnist)))) }
    }

    #[test]
    fn fingerprints_tell_data_apart() {
        let split = || dataset::synthetic::digits(20, 1);
        let same = store(split(), split()).fingerprint().unwrap();
        assert!(same.starts_with("20 + 20 of checksum "), "{same}");
        assert_eq!(store(split(), split()).fingerprint().unwrap(), same);
        assert_eq!(DataStore::default().fingerprint(), None);

        let mut pixels = split().images.pixels().to_vec();
        *pixels.last_mut().unwrap() += 1;
        let other_pixel = dataset::Split { images: dataset::Images::new(pixels), ..split() };
        let mut other_label = split();
        other_label.labels[7] = (other_label.labels[7] + 1) % 10;
        let reversed = dataset::Split { labels: split().labels.into_iter().rev().collect(), ..split() };
        for other in [other_pixel, other_label, reversed, dataset::synthetic::digits(20, 2), split().first(19)] {
            assert_ne!(store(other.clone(), split()).fingerprint().unwrap(), same);
            assert_ne!(store(split(), other).fingerprint().unwrap(), same);
        }
    }

    #[test]
    fn formats_are_the_books_and_share_the_pixels() {
        let split = dataset::synthetic::digits(3, 1);
        let (x, t): Split = Format::default().of(&split);
        assert_eq!((x.shape(), t.len()), (&[3, 784][..], 3));
        let (flat, bytes) = (x.to_tensor(), split.images.pixels());
        assert!(flat.iter().zip(bytes).all(|(&x, &byte)| x == f32::from(byte) / 255.0));

        let format = Format { normalize: false, flatten: false, one_hot_label: true };
        let (x, t) = format.of(&split);
        assert_eq!(x.shape(), [3, 1, 28, 28]);
        assert!(x.to_tensor().iter().zip(bytes).all(|(&x, &byte)| x == f32::from(byte)));
        let Targets::OneHot(rows) = &t else { panic!("one-hot rows") };
        assert_eq!((rows.dim(), rows.sum()), ((3, 10), 3.0));
        assert!(rows.indexed_iter().all(|((n, k), &t)| t == f32::from(k == usize::from(split.labels[n]))));
        assert_eq!(t.labels().to_vec(), split.labels.iter().map(|&label| usize::from(label)).collect::<Vec<_>>());
    }
}
