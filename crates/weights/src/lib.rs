//! Files of parameters: `.safetensors`, which this library reads and writes, and the book's `.pkl`, which it reads.
//!
//! It knows arrays under the book's keys (`W1`, `b1`, `gamma1` …), no networks; and it turns bytes into arrays and arrays
//! into bytes, but writes no file.
//!
//! Book: §3.6.2 (`sample_weight.pkl`), `ch07/simple_convnet.py`, `save_params` and `load_params`.

mod numpy;
mod pickle;
mod tensors;
mod typed;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ndarray::ArrayD;

pub use tensors::{Element, Tensor, checksum, to_bytes};
pub use typed::{ElementKind, NamedArray, pickled_arrays};

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
    #[error("{path} has more than {limit} bytes: that is not a file of weights", path = path.display())]
    TooLarge {
        /// Of the file.
        path: PathBuf,
        /// What is read at most.
        limit: u64,
    },
    /// The file is not one of weights.
    #[error("{path} is not a file of weights: {reason}", path = path.display())]
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
    /// An array has an element that is infinite or NaN.
    #[error("{path}: `{name}` has a value that is infinite or NaN", path = path.display())]
    NotFinite {
        /// Of the file.
        path: PathBuf,
        /// The array.
        name: String,
    },
}

/// The arrays of a file, by name. `f64` holds the narrower types exactly.
///
/// A file holds arrays under the book's keys. `.safetensors` files are those of Python's `safetensors.numpy.load_file`.
///
/// ```
/// use std::collections::BTreeMap;
/// use ndarray::array;
/// use weights::{Tensor, Weights, to_bytes};
///
/// let tensors = [Tensor::new("W1", &array![[1.0_f32, 2.0]]), Tensor::new("b1", &array![0.5_f32])];
/// let bytes = to_bytes(&tensors, &BTreeMap::new(), "params.safetensors")?;
/// let weights = Weights::from_bytes(&bytes, "params.safetensors")?;
/// assert_eq!(weights.arrays["W1"], array![[1.0, 2.0]].into_dyn());
/// # Ok::<(), weights::WeightsError>(())
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
    /// What the header of a `.safetensors` file says beside names and shapes.
    pub metadata: BTreeMap<String, String>,
    /// The [`checksum`] of the arrays of a `.safetensors` file.
    pub checksum: u32,
    path: PathBuf,
}

impl Weights {
    /// Reads a file: a `.pkl` or `.pickle` as the book's, any other as `.safetensors`.
    ///
    /// # Errors
    /// If the file cannot be read, is too large, is damaged or has values that are not finite.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        let path = path.as_ref();
        Weights::from_bytes(&read_bytes(path)?, path)
    }

    /// The same for the content of a file, such as one that was compiled in; `path` tells the format, and names the
    /// file in errors.
    ///
    /// # Errors
    /// If the content is damaged or has values that are not finite.
    pub fn from_bytes(bytes: &[u8], path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        Weights::parse(bytes, path.as_ref())
    }

    fn parse(bytes: &[u8], path: &Path) -> Result<Self, WeightsError> {
        let failed = |reason| WeightsError::Format { path: path.into(), reason };
        let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
        let (mut metadata, mut checksum) = Default::default();
        let arrays = match extension {
            Some(extension) if extension == "pkl" || extension == "pickle" => unpickle(bytes).map_err(failed)?,
            _ => {
                (metadata, checksum) = tensors::note(bytes).map_err(failed)?;
                tensors::parse(bytes).map_err(failed)?
            }
        };
        for (name, array) in &arrays {
            if !array.iter().all(|x| x.is_finite()) {
                return Err(WeightsError::NotFinite { path: path.into(), name: shown(name) });
            }
        }
        Ok(Weights { arrays, metadata, checksum, path: path.into() })
    }

    /// The file that they come from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether names and shapes are exactly these.
    ///
    /// # Errors
    /// If a name is missing or superfluous, or a shape differs.
    pub fn check(&self, mut shapes: BTreeMap<String, Vec<usize>>) -> Result<(), WeightsError> {
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
pub fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}
