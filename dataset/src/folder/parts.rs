//! Reading what was found.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{Error, Malformed};
use crate::idx::{MOST_BYTES, read_images, read_labels};
use crate::table::Table;
use crate::unpack::open;
use crate::{CLASSES, Images, PIXELS, Split};
use crate::{csv, npz, pickle, pictures, sniff};

/// A training set or a test set, or both in one.
#[derive(Debug)]
pub(crate) enum Part {
    /// Two idx files.
    Idx { images: PathBuf, labels: PathBuf },
    /// Two files of one NumPy array each.
    Arrays { images: PathBuf, labels: PathBuf },
    /// A table as text.
    Csv(PathBuf),
    /// `mnist.npz` or `mnist.pkl`.
    Archive(PathBuf),
    /// Pictures, each with its digit.
    Pictures(Vec<(u8, PathBuf)>),
}

impl Part {
    /// Number of pictures; of other formats it is known only when they are read.
    pub(super) fn len(&self) -> usize {
        match self {
            Part::Pictures(pictures) => pictures.len(),
            _ => usize::MAX,
        }
    }

    /// Reads a part that is one of training or testing.
    pub(super) fn read(&self) -> Result<Split, Error> {
        match self {
            Part::Idx { images, labels } => pair((images, read_images(images)?), (labels, read_labels(labels)?)),
            Part::Arrays { images, labels } => {
                let read = |path: &Path| malformed(path, npz::parse_one(&content(path)?));
                let pixels = malformed(images, read(images).map(Table::into_pixels)?)?;
                pair((images, Images::new(pixels)), (labels, malformed(labels, read(labels).map(Table::into_labels)?)?))
            }
            Part::Csv(path) => malformed(path, csv::parse(open(path)?)),
            Part::Pictures(files) => pictures::read(files),
            Part::Archive(path) => {
                let problem = Malformed::Other("holds more than one part of a data set".into());
                Err(Error::Malformed { path: path.clone(), problem })
            }
        }
    }

    /// Reads a part that is both, and divides it if it is not divided: also whether it was so.
    pub(super) fn read_whole(&self) -> Result<(Split, Split, bool), Error> {
        if let Part::Archive(path) = self {
            let bytes = content(path)?;
            let four = if bytes.starts_with(b"PK") || super::names::ending(&super::name_of(path)) == "npz" {
                npz::parse(&bytes)
            } else {
                pickle::parse(&bytes)
            };
            let four = malformed(path, four)?;
            let Some(test) = four.test else {
                return Err(Error::Missing { folder: path.clone(), missing: vec!["images to test with".into()] });
            };
            return Ok((four.train.unwrap_or_else(Split::empty), test, false));
        }
        let (train, test) = divide(&self.read()?);
        Ok((train, test, true))
    }
}

/// The last 10,000 of 70,000, as MNIST is listed in one table; else every fifth image of each class is for testing.
fn divide(whole: &Split) -> (Split, Split) {
    let mut counts = [0; CLASSES];
    let is_test: Vec<bool> = (0..whole.len())
        .map(|i| {
            let count = &mut counts[usize::from(whole.labels[i])];
            *count += 1;
            if whole.len() == 70_000 { i >= 60_000 } else { *count % 5 == 0 }
        })
        .collect();
    let part = |wanted: bool| {
        let places = || (0..whole.len()).filter(|&i| is_test[i] == wanted);
        let pixels: Vec<u8> = places().flat_map(|i| whole.images.image(i)).copied().collect();
        debug_assert_eq!(pixels.len() % PIXELS, 0);
        Split { images: Images::new(pixels), labels: places().map(|i| whole.labels[i]).collect() }
    };
    // Too few to divide are for testing.
    if is_test.contains(&true) { (part(false), part(true)) } else { (Split::empty(), whole.clone()) }
}

fn pair(images: (&PathBuf, Images), labels: (&PathBuf, Vec<u8>)) -> Result<Split, Error> {
    if images.1.len() != labels.1.len() {
        let (images, labels) = ((images.0.clone(), images.1.len()), (labels.0.clone(), labels.1.len()));
        return Err(Error::Disagree { images, labels });
    }
    Ok(Split { images: images.1, labels: labels.1 })
}

fn malformed<T>(path: &Path, result: Result<T, Malformed>) -> Result<T, Error> {
    result.map_err(|problem| Error::Malformed { path: path.into(), problem })
}

/// The content of a file, unpacked, if it is not too large.
fn content(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    malformed(path, read.map_err(Malformed::Unreadable))?;
    if bytes.len() as u64 > MOST_BYTES {
        return malformed(path, Err(Malformed::Other(format!("has more than {} MiB", MOST_BYTES >> 20))));
    }
    Ok(bytes)
}

/// What a file is, in words.
pub(super) fn start(path: &Path, length: u64) -> Result<String, Error> {
    let mut start = Vec::new();
    let file = File::open(path).map_err(Error::io("read", path))?;
    file.take(length).read_to_end(&mut start).map_err(Error::io("read", path))?;
    Ok(sniff::words(&start))
}
