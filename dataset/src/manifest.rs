//! The four files: what they are called, how long they are, and their sums.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::idx::{self, Kind};

/// One of the four files.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The first part of the name: `train-images`.
    pub(crate) stem: &'static str,
    /// Images or labels.
    pub(crate) kind: Kind,
    /// Length of the unpacked content.
    pub(crate) bytes: u64,
    /// SHA-256 of the unpacked content, in hexadecimal.
    pub(crate) sha256: String,
}

/// The four files of a data set, each as the mirrors have it.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    pub(crate) train_images: Entry,
    pub(crate) train_labels: Entry,
    pub(crate) test_images: Entry,
    pub(crate) test_labels: Entry,
}

impl Manifest {
    /// MNIST as it was published.
    pub(crate) fn mnist() -> Self {
        let entry = |stem, kind, bytes, sha256: &str| Entry { stem, kind, bytes, sha256: sha256.into() };
        Manifest {
            train_images: entry(
                "train-images",
                Kind::Images,
                47_040_016,
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            ),
            train_labels: entry(
                "train-labels",
                Kind::Labels,
                60_008,
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            ),
            test_images: entry(
                "t10k-images",
                Kind::Images,
                7_840_016,
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            ),
            test_labels: entry(
                "t10k-labels",
                Kind::Labels,
                10_008,
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ),
        }
    }

    /// The four files, the smallest first.
    pub(crate) fn entries(&self) -> [&Entry; 4] {
        [&self.test_labels, &self.train_labels, &self.test_images, &self.train_images]
    }
}

impl Entry {
    /// The name without its ending: `train-images-idx3-ubyte`.
    fn name(&self) -> String {
        match self.kind {
            Kind::Images => format!("{}-idx3-ubyte", self.stem),
            Kind::Labels => format!("{}-idx1-ubyte", self.stem),
        }
    }

    /// The name on the mirrors and in the cache: `train-images-idx3-ubyte.gz`.
    pub(crate) fn packed_name(&self) -> String {
        format!("{}.gz", self.name())
    }

    /// The names that a user's own file may have.
    fn names(&self) -> Vec<String> {
        let name = self.name();
        let dotted = name.replacen("-idx", ".idx", 1);
        vec![format!("{name}.gz"), name, format!("{dotted}.gz"), dotted]
    }

    /// The file in a user's folder, whichever of its names it has.
    pub(crate) fn find(&self, folder: &Path) -> Result<PathBuf, Error> {
        let tried = self.names();
        match tried.iter().map(|name| folder.join(name)).find(|path| path.exists()) {
            Some(path) => Ok(path),
            None => Err(Error::Missing { folder: folder.into(), tried }),
        }
    }

    /// Reads a file that must be exactly this one: its data behind the header.
    pub(crate) fn read_verified(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let data = idx::read(path, self.kind)?;
        let got = self.sum(&data);
        if got == self.sha256 {
            Ok(data)
        } else {
            Err(Error::Checksum { path: path.into(), expected: self.sha256.clone(), got })
        }
    }

    /// SHA-256 of a file of this kind with `data` behind its header.
    pub(crate) fn sum(&self, data: &[u8]) -> String {
        let count = match self.kind {
            Kind::Images => data.len() / crate::PIXELS,
            Kind::Labels => data.len(),
        };
        let mut sha256 = Sha256::new();
        sha256.update(self.kind.header(count as u32));
        sha256.update(data);
        sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
