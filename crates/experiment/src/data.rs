//! The digits, loaded once for all experiments of a process.

use std::sync::{Arc, Mutex};

use anyhow::Result;
use dataset::Mnist;

use crate::Options;

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
        let wanted = dataset::Options {
            choice: options.dataset,
            data_dir: options.data_dir.clone(),
            progress: !options.no_progress,
            ..dataset::Options::default()
        };
        let loaded = Arc::new(dataset::load_mnist(&wanted)?);
        *mnist = Some(Arc::clone(&loaded));
        Ok(loaded)
    }
}
