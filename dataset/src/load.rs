//! The four sources of MNIST, in their order.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::cache::Lock;
use crate::download::{Download, Patience};
use crate::error::Error;
use crate::idx::{read_images, read_labels};
use crate::images::{Images, Split};
use crate::manifest::{Entry, Manifest};
use crate::options::{Choice, Options};
use crate::synthetic;

/// The training set and the test set.
#[derive(Clone, Debug)]
pub struct Mnist {
    /// 60,000 images to train on.
    pub train: Split,
    /// 10,000 images to test with.
    pub test: Split,
    /// Where they come from.
    pub source: Source,
}

/// Where images come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The user's folder.
    Folder(PathBuf),
    /// The cache folder.
    Cache(PathBuf),
    /// The mirror of this address.
    Download(String),
    /// Digits drawn with this seed.
    Synthetic(u64),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Folder(folder) => write!(f, "MNIST from {}", folder.display()),
            Source::Cache(folder) => write!(f, "MNIST from the cache {}", folder.display()),
            Source::Download(mirror) => write!(f, "MNIST, downloaded from {mirror}"),
            Source::Synthetic(seed) => write!(f, "synthetic digits (seed {seed})"),
        }
    }
}

/// Loads MNIST from a folder, the cache or the network, or draws digits instead: see the [crate](crate) for the order.
///
/// Where [`Choice::Auto`] ends with synthetic digits, one line on stderr says why, and how to get MNIST.
///
/// # Errors
/// If the user's folder lacks a file or holds a malformed one; with [`Choice::Mnist`], also if there is no verified
/// file in the cache and it cannot be downloaded.
///
/// Book: §3.6.1, dataset/mnist.py
pub fn load_mnist(options: &Options) -> Result<Mnist, Error> {
    load(options, &Manifest::mnist(), Patience::default())
}

pub(crate) fn load(options: &Options, manifest: &Manifest, patience: Patience) -> Result<Mnist, Error> {
    if options.choice == Choice::Synthetic {
        return Ok(draw(options));
    }
    if let Some(folder) = &options.data_dir {
        return from_folder(folder, manifest);
    }
    match from_cache_or_network(options, manifest, patience) {
        Err(reason) if options.choice == Choice::Auto => {
            eprintln!(
                "note: no MNIST here ({reason}); going on with digits drawn by the program. For MNIST, connect to the \
                 network and start again, or name a folder with its four files: --data-dir FOLDER or MNIST_DIR=FOLDER"
            );
            Ok(draw(options))
        }
        other => other,
    }
}

fn draw(options: &Options) -> Mnist {
    Mnist {
        train: synthetic::digits(options.train_digits, options.seed),
        test: synthetic::test_digits(options.test_digits, options.seed),
        source: Source::Synthetic(options.seed),
    }
}

fn from_folder(folder: &Path, manifest: &Manifest) -> Result<Mnist, Error> {
    std::fs::read_dir(folder).map_err(Error::io("read the folder", folder))?;
    let split = |images: &Entry, labels: &Entry| {
        let (image_file, label_file) = (images.find(folder)?, labels.find(folder)?);
        let (images, labels) = (read_images(&image_file)?, read_labels(&label_file)?);
        if images.len() == labels.len() {
            Ok(Split { images, labels })
        } else {
            Err(Error::Disagree { images: (image_file, images.len()), labels: (label_file, labels.len()) })
        }
    };
    let (train, test) = rayon::join(
        || split(&manifest.train_images, &manifest.train_labels),
        || split(&manifest.test_images, &manifest.test_labels),
    );
    Ok(Mnist { train: train?, test: test?, source: Source::Folder(folder.into()) })
}

fn from_cache_or_network(options: &Options, manifest: &Manifest, patience: Patience) -> Result<Mnist, Error> {
    let folder = &options.cache_dir;
    let deadline = Instant::now() + patience.first;
    if let Ok(mnist) = from_cache(folder, manifest) {
        return Ok(mnist);
    }
    let (lock, others_received) = Lock::acquire(folder, deadline)?;
    // The process that had the lock before may have downloaded everything.
    match from_cache(folder, manifest) {
        Ok(mnist) => return Ok(mnist),
        Err(Error::Missing { .. }) => {}
        Err(damaged) => eprintln!("note: {damaged}; downloading it again"),
    }
    let deadline = if others_received { Instant::now() + patience.first } else { deadline };
    let download = Download::new(&options.mirrors, &lock, patience, deadline, options.progress)?;
    let mirror = download.fetch_all(manifest, |entry| cached(folder, entry).is_err())?;
    let mnist = from_cache(folder, manifest)?;
    Ok(Mnist { source: Source::Download(mirror), ..mnist })
}

fn from_cache(folder: &Path, manifest: &Manifest) -> Result<Mnist, Error> {
    let split = |images: &Entry, labels: &Entry| {
        // The sums also make sure that both hold as many.
        Ok(Split { labels: cached(folder, labels)?, images: Images::new(cached(folder, images)?) })
    };
    let (train, test) = rayon::join(
        || split(&manifest.train_images, &manifest.train_labels),
        || split(&manifest.test_images, &manifest.test_labels),
    );
    Ok(Mnist { train: train?, test: test?, source: Source::Cache(folder.into()) })
}

/// The data of a file in the cache, if it is the published one.
fn cached(folder: &Path, entry: &Entry) -> Result<Vec<u8>, Error> {
    entry.read_verified(&entry.find(folder)?)
}
