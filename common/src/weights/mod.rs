//! Files of weights: `.safetensors`, which this library reads and writes, and the book's `.pkl`, which it reads.
//!
//! Book: §3.6.2 (`sample_weight.pkl`), `ch07/simple_convnet.py`, `save_params` and `load_params`.

mod numpy;
mod pickle;
mod tensors;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ndarray::{ArrayD, ArrayViewMutD};

use crate::{Network, Real};

pub(crate) use tensors::{Tensor, checksum};

/// Bytes of the largest file that is read.
const FILE_LIMIT: u64 = 64 << 20;

/// Why weights cannot be read or written. Every variant has the path.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The file cannot be read.
    #[error("cannot read {path}", path = path.display())]
    Read {
        /// Of the file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be written; an older one is as it was.
    #[error("cannot write {path}", path = path.display())]
    Write {
        /// Of the file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is larger than any file of weights.
    #[error("{path} has more than {limit} bytes: that is no file of weights", path = path.display())]
    TooLarge {
        /// Of the file.
        path: PathBuf,
        /// What is read at most.
        limit: u64,
    },
    /// The file is none of weights.
    #[error("{path} is no file of weights: {reason}", path = path.display())]
    Format {
        /// Of the file.
        path: PathBuf,
        /// What is wrong, and where.
        reason: String,
    },
    /// The network has a parameter that the file lacks.
    #[error("{path} lacks `{name}` of shape {shape:?}", path = path.display())]
    Missing {
        /// Of the file.
        path: PathBuf,
        /// The parameter.
        name: String,
        /// Its shape in the network.
        shape: Vec<usize>,
    },
    /// The file has an array that the network lacks.
    #[error("{path} has `{name}` of shape {shape:?}, which the network lacks", path = path.display())]
    Superfluous {
        /// Of the file.
        path: PathBuf,
        /// The array.
        name: String,
        /// Its shape in the file.
        shape: Vec<usize>,
    },
    /// A parameter has another shape in the file than in the network.
    #[error("{path}: `{name}` has shape {got:?}, the network's has {expected:?}", path = path.display())]
    Shape {
        /// Of the file.
        path: PathBuf,
        /// The parameter.
        name: String,
        /// Its shape in the network.
        expected: Vec<usize>,
        /// Its shape in the file.
        got: Vec<usize>,
    },
    /// An array has an element that is infinite or no number.
    #[error("{path}: `{name}` has a value that is infinite or no number", path = path.display())]
    NotFinite {
        /// Of the file.
        path: PathBuf,
        /// The array.
        name: String,
    },
}

/// The arrays of a file, by name. `f64` holds the narrower types exactly.
///
/// A file holds arrays under the book's keys (`W1`, `b1`, `gamma1` …). `.safetensors` files are those of Python's
/// `safetensors.numpy.load_file`; a network of `f32` writes F32, one of `f64` F64.
///
/// ```
/// use common::{Activation, MultiLayerNet, Network, WeightInit, load_weights, save_weights};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut net = || MultiLayerNet::<f32>::new(4, &[3], 2, Activation::Relu, WeightInit::He, &mut rng);
/// let (mut one, mut other) = (net(), net());
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("weights.safetensors");
/// save_weights(&mut one, &path)?;
/// load_weights(&mut other, &path)?;
/// assert_eq!(one.parameters()[0].value, other.parameters()[0].value);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Files come from strangers: whatever is in them, the outcome is arrays or an error, and nothing is executed. A file
/// may have at most 64 MiB; while it is read, it takes that, at most nine times as much again, and 64 MiB.
///
/// Book: §3.6.2 (`sample_weight.pkl`), `ch07/simple_convnet.py`, `save_params` and `load_params`.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Each in standard layout.
    pub arrays: BTreeMap<String, ArrayD<f64>>,
    path: PathBuf,
}

impl Weights {
    /// Reads a file: a `.pkl` or `.pickle` as the book's, any other as `.safetensors`.
    ///
    /// # Errors
    /// If the file cannot be read, is too large, is damaged or has values that are no finite numbers.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        let path = path.as_ref();
        Weights::from_bytes(&read_bytes(path)?, path)
    }

    /// The same for the content of a file, such as one that was compiled in; `path` tells the format, and names the
    /// file in errors.
    ///
    /// # Errors
    /// If the content is damaged or has values that are no finite numbers.
    pub fn from_bytes(bytes: &[u8], path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        let path = path.as_ref();
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        let read = match extension {
            Some(extension) if extension == "pkl" || extension == "pickle" => unpickle,
            _ => tensors::parse,
        };
        Weights::new(read(bytes).map_err(|reason| WeightsError::Format { path: path.into(), reason })?, path)
    }

    fn new(arrays: BTreeMap<String, ArrayD<f64>>, path: &Path) -> Result<Self, WeightsError> {
        for (name, array) in &arrays {
            if !array.iter().all(|x| x.is_finite()) {
                return Err(WeightsError::NotFinite { path: path.into(), name: name.clone() });
            }
        }
        Ok(Weights { arrays, path: path.into() })
    }

    /// Gives a network these weights.
    ///
    /// # Errors
    /// If a name is missing or superfluous, or a shape differs. The network is then as it was.
    pub fn copy_into<A: Real, N: Network<A>>(&self, network: &mut N) -> Result<(), WeightsError> {
        let shapes = values(network).into_iter().map(|(name, value)| (name, value.shape().to_vec())).collect();
        self.check(shapes)?;
        self.assign(network, "");
        Ok(())
    }

    /// Gives a network the arrays whose names are `prefix` and its own.
    pub(crate) fn assign<A: Real, N: Network<A>>(&self, network: &mut N, prefix: &str) {
        let assign = |name: &str, mut target: ArrayViewMutD<'_, A>| {
            target.zip_mut_with(&self.arrays[&format!("{prefix}{name}")], |target, &value| *target = A::of(value));
        };
        network.parameters().into_iter().for_each(|p| assign(&p.name, p.value));
        network.buffers().into_iter().for_each(|(name, value)| assign(&name, value));
    }

    /// Whether names and shapes are exactly these.
    pub(crate) fn check(&self, mut shapes: BTreeMap<String, Vec<usize>>) -> Result<(), WeightsError> {
        let path = || self.path.clone();
        for (name, array) in &self.arrays {
            let (name, got) = (shown(name), array.shape().to_vec());
            match shapes.remove(&name) {
                None => return Err(WeightsError::Superfluous { path: path(), name, shape: got }),
                Some(expected) if got != expected => {
                    return Err(WeightsError::Shape { path: path(), name, expected, got });
                }
                Some(_) => (),
            }
        }
        match shapes.pop_first() {
            Some((name, shape)) => Err(WeightsError::Missing { path: path(), name, shape }),
            None => Ok(()),
        }
    }
}

/// Reads a file of weights into a network.
///
/// ```
/// use common::{Activation, MultiLayerNet, WeightInit, load_weights};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut net = MultiLayerNet::<f32>::new(784, &[50], 10, Activation::Relu, WeightInit::He, &mut rng);
/// let error = load_weights(&mut net, "no such file.safetensors").unwrap_err().to_string();
/// assert!(error.contains("no such file"));
/// ```
///
/// # Errors
/// As [`Weights::read`] and [`Weights::copy_into`]. The network is then as it was.
///
/// Book: `ch07/simple_convnet.py`, `load_params`.
pub fn load_weights<A: Real, N: Network<A>>(network: &mut N, path: impl AsRef<Path>) -> Result<(), WeightsError> {
    Weights::read(path)?.copy_into(network)
}

/// Writes the weights of a network as `.safetensors`. The file appears whole or not at all.
///
/// ```
/// use common::{Activation, MultiLayerNet, WeightInit, Weights, save_weights};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut net = MultiLayerNet::<f32>::new(784, &[50], 10, Activation::Relu, WeightInit::He, &mut rng);
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("params.safetensors");
/// save_weights(&mut net, &path)?;
/// assert_eq!(Weights::read(&path)?.arrays["W1"].shape(), [784, 50]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a weight is infinite or no number, or the file cannot be written; an older file is then as it was.
///
/// Book: `ch07/simple_convnet.py`, `save_params`.
pub fn save_weights<A: Real, N: Network<A>>(network: &mut N, path: impl AsRef<Path>) -> Result<(), WeightsError> {
    let tensors = values(network).into_iter().map(|(name, value)| Tensor::new(name, &value)).collect();
    write(tensors, None, path.as_ref())
}

/// The arrays of a `.safetensors` file with a note, the note, and the [`checksum`] of the arrays.
pub(crate) fn read_with_note(path: &Path) -> Result<(Weights, String, u32), WeightsError> {
    let bytes = read_bytes(path)?;
    let failed = |reason| WeightsError::Format { path: path.into(), reason };
    let (note, checksum) = tensors::note(&bytes).map_err(failed)?;
    Ok((Weights::new(tensors::parse(&bytes).map_err(failed)?, path)?, note, checksum))
}

/// The content of a file, if it is not too large.
fn read_bytes(path: &Path) -> Result<Vec<u8>, WeightsError> {
    let failed = |source| WeightsError::Read { path: path.into(), source };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(FILE_LIMIT + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(WeightsError::TooLarge { path: path.into(), limit: FILE_LIMIT });
    }
    Ok(bytes)
}

/// What a network consists of, for a file: parameters and buffers.
pub(crate) fn values<A: Real, N: Network<A>>(network: &mut N) -> Vec<(String, ArrayD<A>)> {
    let mut values: Vec<_> = network.parameters().into_iter().map(|p| (p.name, p.value.to_owned())).collect();
    values.extend(network.buffers().into_iter().map(|(name, value)| (name, value.to_owned())));
    values
}

/// Writes a `.safetensors` file, perhaps with a note in its header, whole or not at all.
pub(crate) fn write(tensors: Vec<Tensor>, note: Option<String>, path: &Path) -> Result<(), WeightsError> {
    if let Some(tensor) = tensors.iter().find(|tensor| !tensor.finite) {
        return Err(WeightsError::NotFinite { path: path.into(), name: tensor.name.clone() });
    }
    let written = tensors::serialize(&tensors, note).and_then(|bytes| atomic_file::write(path, bytes));
    written.map_err(|source| WeightsError::Write { path: path.into(), source })
}

fn unpickle(bytes: &[u8]) -> Result<BTreeMap<String, ArrayD<f64>>, String> {
    let mut arrays = BTreeMap::new();
    let mut elements = 0;
    for (name, state) in pickle::parse(bytes)? {
        // One array may stand under many names. The narrowest elements have two bytes.
        elements += state.elements();
        if elements > bytes.len() / 2 {
            return Err("the arrays are larger than the file".into());
        }
        let array = state.decode().map_err(|reason| format!("`{}`: {reason}", shown(name)))?;
        if arrays.insert(name.to_string(), array).is_some() {
            return Err(format!("`{}` comes twice", shown(name)));
        }
    }
    Ok(arrays)
}

/// Text from a file for a message: short, and without what a terminal would obey.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}
