//! The sources of the data, in their order.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::cache::Lock;
use crate::download::{Download, Patience};
use crate::error::Error;
use crate::folder::{self, Found, Part};
use crate::manifest::{Entry, Manifest};
use crate::options::{Choice, DataSet, Options, as_meant};
use crate::synthetic;
use crate::{Images, Split};

/// The training set and the test set.
#[derive(Clone, Debug)]
pub struct Mnist {
    /// 60,000 images to train on; none where a folder has only images to test with, and those were enough.
    pub train: Split,
    /// 10,000 images to test with.
    pub test: Split,
    /// Where they come from.
    pub source: Source,
}

impl Mnist {
    /// That there are images to train on.
    ///
    /// # Errors
    /// If the folder has images to test with only.
    pub fn check_training(&self) -> Result<(), Error> {
        match &self.source {
            Source::Folder(found) if self.train.is_empty() => Err(Error::NoTraining { folder: found.place.clone() }),
            _ => Ok(()),
        }
    }

    /// The images for a program that does not train: those to test with, or all of a folder that is not divided.
    pub fn for_inference(&self) -> Split {
        match &self.source {
            Source::Folder(found) if found.undivided => self.train.join(&self.test),
            _ => self.test.clone(),
        }
    }
}

/// Where images come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The user's folder.
    Folder(Folder),
    /// The cache folder.
    Cache(DataSet, PathBuf),
    /// The mirror of this address.
    Download(DataSet, String),
    /// Digits drawn with this seed.
    Synthetic(u64),
}

/// What a user's folder holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The folder, or the file, in which the images are.
    pub place: PathBuf,
    /// The data set, if the images are those that were published. No others are called by its name.
    pub published: Option<DataSet>,
    /// What looks unusual, a line for each.
    pub hints: Vec<String>,
    /// The data set that was asked for by name, or that the images could be taken for.
    wanted: DataSet,
    /// Whether names of files or folders say that it is that data set.
    named_so: bool,
    /// Whether the folder is that of `MNIST_DIR`.
    by_variable: bool,
    /// Whether the program divided the images into two sets.
    undivided: bool,
    counts: (usize, usize),
}

impl Source {
    /// Whether the images are those of MNIST, for which the numbers of the book hold.
    pub fn is_mnist(&self) -> bool {
        match self {
            Source::Folder(folder) => folder.published == Some(DataSet::Mnist),
            Source::Cache(set, _) | Source::Download(set, _) => *set == DataSet::Mnist,
            Source::Synthetic(_) => false,
        }
    }

    /// What looks unusual, a line for each.
    pub fn hints(&self) -> &[String] {
        match self {
            Source::Folder(folder) => &folder.hints,
            _ => &[],
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Folder(folder) => folder.fmt(f),
            Source::Cache(set, folder) => write!(f, "{} from the cache {}", set.name(), folder.display()),
            Source::Download(set, mirror) => write!(f, "{}, downloaded from {mirror}", set.name()),
            Source::Synthetic(seed) => write!(f, "synthetic digits (seed {seed})"),
        }
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.display();
        let variable = if self.by_variable { " (MNIST_DIR)" } else { "" };
        let (train, test) = self.counts;
        match self.published {
            Some(set) if train == 0 => return write!(f, "{} from {place}{variable}, test set only", set.name()),
            Some(set) => return write!(f, "{} from {place}{variable}", set.name()),
            None if train == 0 => write!(f, "{test} images to test with from {place}{variable}")?,
            None if self.undivided => write!(
                f,
                "{} images from {place}{variable}, undivided: {test} of them to test with in a training, all in \
                 inference",
                train + test
            )?,
            None => write!(f, "{train} + {test} images from {place}{variable}")?,
        }
        match self.wanted {
            DataSet::Mnist => f.write_str("; these are not the published files of MNIST"),
            set => write!(f, "; taken for {} without a check", set.name()),
        }
    }
}

/// Loads MNIST from a folder, the cache or the network, or draws digits instead: see the [crate](crate) for the order.
///
/// Where [`Choice::Auto`] ends with synthetic digits, one line on stderr says why, and how to get MNIST.
///
/// # Errors
/// If the user's folder lacks a file or holds a malformed one; with the name of a data set, also if there is no verified
/// file in the cache and it cannot be downloaded.
///
/// Book: §3.6.1, dataset/mnist.py
pub fn load_mnist(options: &Options) -> Result<Mnist, Error> {
    let mnist = load_for_inference(options)?;
    mnist.check_training()?;
    Ok(mnist)
}

/// The same where images to test with are enough: a folder need have no others.
///
/// # Errors
/// As [`load_mnist`].
pub fn load_for_inference(options: &Options) -> Result<Mnist, Error> {
    let set = options.choice.set();
    if set == DataSet::Mnist {
        return load(options, &Manifest::mnist(), Patience::default());
    }
    match Manifest::of(set) {
        Some(manifest) => load(&Options { mirrors: set.mirrors(), ..options.clone() }, &manifest, Patience::default()),
        None => from_user(options, None, set).unwrap_or(Err(Error::FolderOnly { name: set.name() })),
    }
}

pub(crate) fn load(options: &Options, manifest: &Manifest, patience: Patience) -> Result<Mnist, Error> {
    if options.choice == Choice::Synthetic {
        return Ok(draw(options));
    }
    if let Some(result) = from_user(options, Some(manifest), manifest.set) {
        return result;
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

/// What the user's folder has, if there is one.
fn from_user(options: &Options, manifest: Option<&Manifest>, wanted: DataSet) -> Option<Result<Mnist, Error>> {
    if let Some(path) = &options.data_dir {
        return Some(from_folder(&as_meant(path), manifest, wanted, false));
    }
    let path = options.mnist_dir.as_ref()?;
    let meant = as_meant(path);
    // The variable is that of MNIST: its folder need not have another data set.
    if wanted != DataSet::Mnist {
        let others = from_folder(&meant, manifest, wanted, true).ok()?;
        let is_wanted = |folder: &Folder| folder.published == Some(wanted) || folder.named_so;
        return matches!(&others.source, Source::Folder(folder) if is_wanted(folder)).then_some(Ok(others));
    }
    if let Err(reason) = std::fs::metadata(&meant) {
        let value = path.to_string_lossy().into_owned();
        let advice = match value.trim() {
            text if text.starts_with(['"', '\'']) => ", with quotes that belong to no path",
            text if text.starts_with('~') => ", and ~ is replaced by shells only",
            _ if path.is_relative() => ", a path from the current folder",
            _ => "",
        };
        return Some(Err(Error::Variable { value, advice, reason }));
    }
    let result = from_folder(&meant, manifest, wanted, true);
    Some(result.map_err(|reason| Error::InVariable { reason: Box::new(reason) }))
}

fn from_folder(path: &Path, manifest: Option<&Manifest>, wanted: DataSet, by_variable: bool) -> Result<Mnist, Error> {
    let found = folder::load(path, wanted)?;
    let published = published(&found, manifest);
    if let Some(set) = published.filter(|&set| set != wanted && wanted != DataSet::Mnist) {
        return Err(Error::Other { folder: found.place, found: set.name(), wanted: wanted.name() });
    }
    let Found { place, train, test, undivided, named_so, hints, .. } = found;
    let counts = (train.len(), test.len());
    let folder = Folder { place, published, hints, wanted, named_so, by_variable, undivided, counts };
    Ok(Mnist { train, test, source: Source::Folder(folder) })
}

/// Which published data set the images are.
fn published(found: &Found, wanted: Option<&Manifest>) -> Option<DataSet> {
    let files = |part: &Option<Part>| match part {
        Some(Part::Idx { images, labels }) => [Some(images.clone()), Some(labels.clone())],
        _ => [None, None],
    };
    let is_published = |manifest: &Manifest| {
        let split = |split: &Split, part: &Option<Part>, images: &Entry, labels: &Entry| {
            let [image_file, label_file] = files(part);
            split.is_empty()
                || labels.is_published(&split.labels, label_file.as_deref())
                    && images.is_published(split.images.pixels(), image_file.as_deref())
        };
        let [train, test] = &found.parts;
        rayon::join(
            || split(&found.test, test, &manifest.test_images, &manifest.test_labels),
            || split(&found.train, train, &manifest.train_images, &manifest.train_labels),
        ) == (true, true)
    };
    if let Some(manifest) = wanted.filter(|manifest| is_published(manifest)) {
        return Some(manifest.set);
    }
    let known = [DataSet::Mnist, DataSet::Fashion, DataSet::Kmnist].into_iter().filter_map(Manifest::of);
    known.into_iter().find(is_published).map(|manifest| manifest.set)
}

fn from_cache_or_network(options: &Options, manifest: &Manifest, patience: Patience) -> Result<Mnist, Error> {
    let folder = &manifest.set.cache(&options.cache_dir);
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
    Ok(Mnist { source: Source::Download(manifest.set, mirror), ..mnist })
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
    Ok(Mnist { train: train?, test: test?, source: Source::Cache(manifest.set, folder.into()) })
}

/// The data of a file in the cache, if it is the published one.
fn cached(folder: &Path, entry: &Entry) -> Result<Vec<u8>, Error> {
    entry.read_verified(&entry.find(folder)?)
}
