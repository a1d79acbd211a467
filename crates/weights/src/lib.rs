//! Files of parameters: `.safetensors`, which this library reads and writes, and those of NumPy, which it reads: `.npz`,
//! `.npy` and pickles such as the book's `.pkl`. Each may be packed by gzip. Its first bytes tell what a file is, not its
//! name; files of other kinds are refused in words that say what they are and what to do.
//!
//! It knows arrays under the book's keys (`W1`, `b1`, `gamma1` …), no networks; and it turns bytes into arrays and arrays
//! into bytes, but writes no file.
//!
//! Book: §3.6.2 (`sample_weight.pkl`), `ch07/simple_convnet.py`, `save_params` and `load_params`.

mod array;
mod error;
mod foreign;
mod npy;
mod npz;
mod pickle;
mod safetensors;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use ndarray::ArrayD;

pub use array::{ElementKind, NamedArray};
pub use error::WeightsError;
pub use safetensors::{Element, Tensor, checksum, to_bytes};

/// Bytes of the largest file that is read.
const FILE_LIMIT: u64 = 64 << 20;

/// Bytes of the largest content of a packed file.
const CONTENT_LIMIT: u64 = FILE_LIMIT;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The arrays of a file, by name. `f64` holds the narrower types exactly.
///
/// A file holds arrays under the book's keys. `.safetensors` files are those of Python's `safetensors.numpy.load_file`.
/// Where arrays have no names, in a list or from `numpy.savez(file, a, b)`, those of two and more axes are `W1`, `W2` …,
/// the others `b1`, `b2` …, in their order.
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
/// may have at most 64 MiB, packed and unpacked; while it is read, it takes that, at most ten times its content, and
/// 64 MiB.
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
    /// Reads a file, as what its first bytes say that it is.
    ///
    /// # Errors
    /// If the file cannot be read, is too large, is damaged, is of another kind or has values that are not finite.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        let path = path.as_ref();
        Weights::from_bytes(&read_bytes(path)?, path)
    }

    /// The same for the content of a file, such as one that was compiled in; `path` names the file in errors.
    ///
    /// # Errors
    /// If the content is damaged, is of another kind or has values that are not finite.
    pub fn from_bytes(bytes: &[u8], path: impl AsRef<Path>) -> Result<Self, WeightsError> {
        Weights::parse(bytes, path.as_ref())
    }

    fn parse(bytes: &[u8], path: &Path) -> Result<Self, WeightsError> {
        let (arrays, (metadata, checksum)) =
            parse(bytes, path).map_err(|reason| WeightsError::Format { path: path.into(), reason })?;
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
    pub fn check(&self, shapes: BTreeMap<String, Vec<usize>>) -> Result<(), WeightsError> {
        let path = || self.path.clone();
        let found: BTreeMap<_, _> = self.arrays.iter().map(|(name, array)| (name, array.shape().to_vec())).collect();
        let superfluous = found.iter().find(|(name, _)| !shapes.contains_key(**name));
        let missing = shapes.iter().find(|(name, _)| !found.contains_key(name));
        if superfluous.is_some() && missing.is_some() {
            let found = found.into_iter().map(|(name, shape)| (shown(name), shape)).collect();
            return Err(WeightsError::Names { path: path(), found, expected: shapes });
        }
        if let Some((name, shape)) = superfluous {
            return Err(WeightsError::Superfluous { path: path(), name: shown(name), shape: shape.clone() });
        }
        for (name, got) in found {
            if let Some(expected) = shapes.get(name).filter(|&expected| *expected != got) {
                let (name, expected) = (name.clone(), expected.clone());
                return Err(WeightsError::Shape { path: path(), name, expected, got });
            }
        }
        match missing {
            Some((name, shape)) => {
                Err(WeightsError::Missing { path: path(), name: name.clone(), shape: shape.clone() })
            }
            None => Ok(()),
        }
    }
}

/// The content of a file, if it is not too large.
fn read_bytes(path: &Path) -> Result<Vec<u8>, WeightsError> {
    let failed = |source| WeightsError::Read { path: path.into(), source };
    let (bytes, whole) = File::open(path).and_then(|file| read_at_most(FILE_LIMIT, file)).map_err(failed)?;
    if whole {
        return Ok(bytes);
    }
    Err(match foreign::named(&bytes, path) {
        Some(reason) => WeightsError::Format { path: path.into(), reason },
        None => WeightsError::TooLarge { path: path.into(), limit: FILE_LIMIT },
    })
}

/// Metadata and checksum, which only `.safetensors` have.
type Note = (BTreeMap<String, String>, u32);

fn parse(bytes: &[u8], path: &Path) -> Result<(BTreeMap<String, ArrayD<f64>>, Note), String> {
    if bytes.starts_with(&GZIP) {
        let content = unpack(bytes)?;
        return parse_unpacked(&content, path).map_err(|reason| format!("unpacked, {reason}"));
    }
    parse_unpacked(bytes, path)
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    match read_at_most(CONTENT_LIMIT, MultiGzDecoder::new(bytes)) {
        Ok((content, true)) => Ok(content),
        Ok((_, false)) => Err(format!("more than {CONTENT_LIMIT} bytes when unpacked: that is no file of weights")),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
            Err("it is packed by gzip and ends in the middle: download it again".into())
        }
        Err(e) => Err(format!("it is packed by gzip and damaged: {e}")),
    }
}

/// Reads so many bytes at most; whether there are no more.
fn read_at_most(limit: u64, mut reader: impl Read) -> io::Result<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    reader.by_ref().take(limit).read_to_end(&mut bytes)?;
    Ok((bytes, reader.read(&mut [0])? == 0))
}

fn parse_unpacked(bytes: &[u8], path: &Path) -> Result<(BTreeMap<String, ArrayD<f64>>, Note), String> {
    let mut note = Note::default();
    // First, since the length of its header can look like the beginning of anything.
    let arrays = if safetensors::is(bytes) {
        safetensors::note(bytes).and_then(|of_file| {
            note = of_file;
            safetensors::parse(bytes)
        })
    } else if let Some(reason) = foreign::named(bytes, path) {
        return Err(reason);
    } else if bytes.starts_with(npz::MAGIC) {
        npz::parse(bytes, CONTENT_LIMIT)
    } else if bytes.starts_with(npy::MAGIC) {
        npy::parse(bytes)
    } else if pickle::is(bytes) {
        pickle::parse(bytes)
    } else {
        Err(foreign::unknown(bytes))
    };
    let arrays = arrays.and_then(decode).map_err(|reason| foreign::changed(bytes).map_or(reason, str::to_string))?;
    Ok((arrays, note))
}

/// Gives names to arrays that have none, if none has one.
fn decode(arrays: Vec<NamedArray<'_>>) -> Result<BTreeMap<String, ArrayD<f64>>, String> {
    let unnamed = arrays.iter().filter(|array| array.name.is_empty()).count();
    if unnamed == 1 || (0 < unnamed && unnamed < arrays.len()) {
        return Err("an array without a name: save them as a dict, or with numpy.savez(file, W1=…, b1=…)".into());
    }
    let (mut decoded, mut matrices, mut vectors) = (BTreeMap::new(), 0, 0);
    for mut array in arrays {
        if unnamed > 0 {
            let (letter, count) = if array.shape.len() >= 2 { ("W", &mut matrices) } else { ("b", &mut vectors) };
            *count += 1;
            array.name = format!("{letter}{count}");
        }
        let values = array.decode()?;
        if decoded.contains_key(&array.name) {
            return Err(format!("`{}` comes twice", shown(&array.name)));
        }
        decoded.insert(array.name, values);
    }
    Ok(decoded)
}

/// The arrays of a pickle with the types that they have in the file, for those who read other things than weights: data
/// sets. Nothing is executed.
///
/// They borrow the bytes of the file, but where protocols 0 to 2 wrote them as text; then they take no more than the file.
///
/// # Errors
/// If the bytes are no pickle of arrays.
pub fn pickled_arrays(bytes: &[u8]) -> Result<Vec<NamedArray<'_>>, String> {
    pickle::parse(bytes)
}

/// The arrays of a zip archive of NumPy's (`.npz`) or of a file of one (`.npy`), with the types that they have there, for
/// the same readers; an archive may have so many bytes of content.
///
/// # Errors
/// If the bytes are neither, or are damaged, or the content is larger.
pub fn numpy_arrays(bytes: &[u8], limit: u64) -> Result<Vec<NamedArray<'_>>, String> {
    if bytes.starts_with(b"PK") { npz::parse(bytes, limit) } else { npy::parse(bytes) }
}

/// Text from a file for a message: short, and without what a terminal would obey.
pub fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}
