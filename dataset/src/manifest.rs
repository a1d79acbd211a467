//! The four files: what they are called, how long they are, and their sums.

use std::io::Read;
use std::path::{Path, PathBuf};

use ring::digest::{Context, SHA256};

use crate::error::Error;
use crate::idx::{self, Kind};
use crate::options::DataSet;

/// Lengths and sums of the packed files of Fashion-MNIST, as TensorFlow Datasets lists them
/// (`url_checksums/fashion_mnist.txt`): in the order of [`Manifest::entries`].
const FASHION: [(u64, &str); 4] = [
    (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
    (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
    (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
];
/// The same of KMNIST (`url_checksums/kmnist.txt`).
const KMNIST: [(u64, &str); 4] = [
    (5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
    (29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
    (3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
    (18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
];

/// One of the four files.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The first part of the name: `train-images`.
    pub(crate) stem: &'static str,
    /// Images or labels.
    pub(crate) kind: Kind,
    /// Length of the unpacked content.
    pub(crate) bytes: u64,
    /// SHA-256 in hexadecimal: of the unpacked content, but where `packed` is set.
    pub(crate) sha256: String,
    /// Length of the packed file, where the sum was published for that.
    pub(crate) packed: Option<u64>,
}

/// The four files of a data set, each as the mirrors have it.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    pub(crate) set: DataSet,
    pub(crate) train_images: Entry,
    pub(crate) train_labels: Entry,
    pub(crate) test_images: Entry,
    pub(crate) test_labels: Entry,
}

impl Manifest {
    /// MNIST as it was published.
    pub(crate) fn mnist() -> Self {
        let entry = |stem, kind, bytes, sha256: &str| Entry { stem, kind, bytes, sha256: sha256.into(), packed: None };
        Manifest {
            set: DataSet::Mnist,
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

    /// The published files of a data set; none for those that are not published file by file.
    pub(crate) fn of(set: DataSet) -> Option<Self> {
        match set {
            DataSet::Mnist => Some(Manifest::mnist()),
            DataSet::Fashion => Some(Manifest::packed(set, FASHION)),
            DataSet::Kmnist => Some(Manifest::packed(set, KMNIST)),
            DataSet::EmnistDigits => None,
        }
    }

    /// A data set with as many images as MNIST, whose sums are those of the packed files: their lengths and sums in the
    /// order of [`entries`](Self::entries).
    fn packed(set: DataSet, files: [(u64, &str); 4]) -> Self {
        let mut manifest = Manifest { set, ..Manifest::mnist() };
        let Manifest { train_images, train_labels, test_images, test_labels, .. } = &mut manifest;
        for (entry, (length, sum)) in [test_labels, train_labels, test_images, train_images].into_iter().zip(files) {
            (entry.packed, entry.sha256) = (Some(length), sum.into());
        }
        manifest
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

    /// The file in the cache, packed or not.
    pub(crate) fn find(&self, folder: &Path) -> Result<PathBuf, Error> {
        let names = [self.packed_name(), self.name()];
        let path = names.iter().map(|name| folder.join(name)).find(|path| path.exists());
        path.ok_or_else(|| Error::Missing { folder: folder.into(), missing: vec![self.name()] })
    }

    /// Reads a file that must be exactly this one: its data behind the header.
    pub(crate) fn read_verified(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let data = idx::read(path, self.kind)?;
        let got = match self.packed {
            Some(_) => sum_of_file(path).map_err(Error::io("read", path))?,
            None => self.sum(&data),
        };
        if got == self.sha256 {
            Ok(data)
        } else {
            Err(Error::Checksum { path: path.into(), expected: self.sha256.clone(), got })
        }
    }

    /// Whether data of this kind are the published ones: by themselves, or by the packed file that they come from.
    pub(crate) fn is_published(&self, data: &[u8], file: Option<&Path>) -> bool {
        match self.packed {
            None => self.bytes == (self.kind.header(0).len() + data.len()) as u64 && self.sum(data) == self.sha256,
            Some(length) => file.is_some_and(|file| {
                let is_as_long = std::fs::metadata(file).is_ok_and(|metadata| metadata.len() == length);
                is_as_long && sum_of_file(file).is_ok_and(|sum| sum == self.sha256)
            }),
        }
    }

    /// SHA-256 of a file of this kind with `data` behind its header.
    pub(crate) fn sum(&self, data: &[u8]) -> String {
        let count = match self.kind {
            Kind::Images => data.len() / crate::PIXELS,
            Kind::Labels => data.len(),
        };
        let mut sha256 = Context::new(&SHA256);
        sha256.update(&self.kind.header(count as u32));
        sha256.update(data);
        in_hexadecimal(sha256)
    }
}

/// SHA-256 of a file as it is.
pub(crate) fn sum_of_file(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let (mut sha256, mut piece) = (Context::new(&SHA256), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(in_hexadecimal(sha256)),
            length => sha256.update(&piece[..length]),
        }
    }
}

fn in_hexadecimal(sha256: Context) -> String {
    sha256.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
