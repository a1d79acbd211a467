//! The digits, loaded once for all experiments of a process.

use std::sync::{Arc, Mutex};

use anyhow::Result;
use dataset::Mnist;

use crate::Options;

/// How many digits are drawn to train on and to test with where a first look is wished; MNIST is always whole.
const QUICK_DIGITS: (usize, usize) = (10_000, 2_000);

/// Keeps the digits that were loaded, so that the experiments of a chapter share them.
#[derive(Clone, Debug, Default)]
pub struct DataStore {
    mnist: Arc<Mutex<Option<Arc<Mnist>>>>,
}

impl DataStore {
    /// The digits that the flags ask for.
    ///
    /// # Errors
    /// If they were asked for as MNIST and cannot be had, or a file is damaged.
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
        let loaded = Arc::new(dataset::load_mnist(&wanted)?);
        *mnist = Some(Arc::clone(&loaded));
        Ok(loaded)
    }
}
