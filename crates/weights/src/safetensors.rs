//! `.safetensors`: a header of names, types, shapes and places in JSON, then the numbers.
//!
//! Reference: <https://huggingface.co/docs/safetensors>.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::io;
use std::path::Path;

use ndarray::{ArrayRef, Dimension};
use safetensors::tensor::Metadata;
use safetensors::{Dtype, SafeTensors, View};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::array::{ElementKind, NamedArray};
use crate::{WeightsError, shown};

/// Bytes of the longest header that is read.
const HEADER_LIMIT: u64 = 1 << 20;

/// The numbers that files are written with: `f32` as F32, `f64` as F64.
pub trait Element: Copy + private::Sealed {
    #[doc(hidden)]
    const DTYPE: Dtype;
    #[doc(hidden)]
    fn is_finite(self) -> bool;
    #[doc(hidden)]
    fn write(self, bytes: &mut Vec<u8>);
}

mod private {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

impl Element for f32 {
    const DTYPE: Dtype = Dtype::F32;
    fn is_finite(self) -> bool {
        self.is_finite()
    }
    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }
}

impl Element for f64 {
    const DTYPE: Dtype = Dtype::F64;
    fn is_finite(self) -> bool {
        self.is_finite()
    }
    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }
}

/// An array on its way into a file.
pub struct Tensor {
    /// The key.
    pub name: String,
    /// Lengths of the axes.
    pub shape: Vec<usize>,
    finite: bool,
    dtype: Dtype,
    bytes: Vec<u8>,
}

impl Tensor {
    /// The array under this key.
    pub fn new<A: Element, D: Dimension>(name: impl Into<String>, array: &ArrayRef<A, D>) -> Self {
        let mut bytes = Vec::with_capacity(array.len() * size_of::<A>());
        array.iter().for_each(|value| value.write(&mut bytes));
        Tensor {
            name: name.into(),
            shape: array.shape().to_vec(),
            finite: array.iter().all(|value| value.is_finite()),
            dtype: A::DTYPE,
            bytes,
        }
    }
}

impl View for &Tensor {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        (&self.bytes).into()
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// The content of a `.safetensors` file with this metadata in its header. The same arrays give the same bytes, in whatever
/// order they come. `path` names the file in errors.
///
/// # Errors
/// If a value is infinite or NaN.
pub fn to_bytes(
    tensors: &[Tensor],
    metadata: &BTreeMap<String, String>,
    path: impl AsRef<Path>,
) -> Result<Vec<u8>, WeightsError> {
    serialize(tensors, metadata, path.as_ref())
}

fn serialize(tensors: &[Tensor], metadata: &BTreeMap<String, String>, path: &Path) -> Result<Vec<u8>, WeightsError> {
    let path = || path.to_path_buf();
    if let Some(tensor) = tensors.iter().find(|tensor| !tensor.finite) {
        return Err(WeightsError::NotFinite { path: path(), name: tensor.name.clone() });
    }
    // The order of more than one key in the header would change from run to run.
    let note = (!metadata.is_empty()).then(|| serde_json::to_string(metadata).expect("text"));
    let note = note.map(|note| HashMap::from([(NOTE.to_string(), note)]));
    safetensors::serialize(tensors.iter().map(|tensor| (&tensor.name, tensor)), note)
        .map_err(|error| WeightsError::Write { path: path(), source: io::Error::other(error) })
}

/// The one key of our metadata in the header.
const NOTE: &str = "metadata";

/// The metadata in the header of a file, and the [`checksum`] of its arrays. Metadata of others is left out.
pub(super) fn note(bytes: &[u8]) -> Result<(BTreeMap<String, String>, u32), String> {
    let file = open(bytes)?;
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|e| e.to_string())?;
    let note = header.metadata().as_ref().and_then(|notes| notes.get(NOTE));
    let metadata = note.and_then(|note| serde_json::from_str(note).ok()).unwrap_or_default();
    Ok((metadata, checksum(file.iter())))
}

/// A number that changes with names, types, shapes and contents, in whatever order the arrays come.
pub fn checksum<'a, V: View>(tensors: impl IntoIterator<Item = (&'a str, V)>) -> u32 {
    let tensors: BTreeMap<_, _> = tensors.into_iter().collect();
    let mut hasher = crc32fast::Hasher::new();
    for (name, tensor) in tensors {
        hasher.update(format!("{name:?} {:?} {:?}", tensor.dtype(), tensor.shape()).as_bytes());
        hasher.update(&tensor.data());
    }
    hasher.finalize()
}

/// Whether the bytes begin as such a file: with the length of a header, and a header.
pub(super) fn is(bytes: &[u8]) -> bool {
    bytes.get(8) == Some(&b'{') && bytes[5..8] == [0; 3]
}

/// The arrays of a file.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<NamedArray<'_>>, String> {
    let file = open(bytes)?;
    let arrays = file.iter().map(|(name, tensor)| {
        let (kind, size) = match tensor.dtype() {
            Dtype::F64 => (ElementKind::Float, 8),
            Dtype::F32 => (ElementKind::Float, 4),
            Dtype::F16 => (ElementKind::Float, 2),
            Dtype::BF16 => (ElementKind::Bfloat, 2),
            Dtype::I64 => (ElementKind::Signed, 8),
            Dtype::I32 => (ElementKind::Signed, 4),
            Dtype::I16 => (ElementKind::Signed, 2),
            Dtype::I8 => (ElementKind::Signed, 1),
            Dtype::U64 => (ElementKind::Unsigned, 8),
            Dtype::U32 => (ElementKind::Unsigned, 4),
            Dtype::U16 => (ElementKind::Unsigned, 2),
            Dtype::U8 | Dtype::BOOL => (ElementKind::Unsigned, 1),
            other => return Err(format!("`{}` has type {other}: expected floats of 16 to 64 bits", shown(name))),
        };
        let (name, shape, bytes) = (name.into(), tensor.shape().into(), tensor.data().into());
        Ok(NamedArray { name, shape, kind, size, big_endian: false, fortran: false, bytes })
    });
    arrays.collect()
}

fn open(bytes: &[u8]) -> Result<SafeTensors<'_>, String> {
    let (length, rest) = bytes.split_first_chunk().ok_or("it has fewer than 8 bytes")?;
    let length = u64::from_le_bytes(*length);
    if length > HEADER_LIMIT {
        return Err(format!("the header of a .safetensors file would have {length} bytes"));
    }
    let header = rest.get(..length as usize).ok_or_else(|| cut(bytes.len(), 8 + length))?;
    let DistinctKeys = serde_json::from_slice(header).map_err(|e| format!("in the header: {e}"))?;
    SafeTensors::deserialize(bytes).map_err(|error| {
        let header: Option<Metadata> = serde_json::from_slice(header).ok();
        let announced = header.and_then(|header| header.data_len().checked_add(8 + length as usize));
        match announced.filter(|&announced| announced > bytes.len()) {
            Some(announced) => cut(bytes.len(), announced as u64),
            None => error.to_string(),
        }
    })
}

fn cut(got: usize, announced: u64) -> String {
    format!("it was cut, as a half download is: {got} bytes of {announced}; download it again")
}

/// A JSON object with no key twice: the `safetensors` crate would take the last.
struct DistinctKeys;

impl<'de> Deserialize<'de> for DistinctKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DistinctKeys)
    }
}

impl<'de> Visitor<'de> for DistinctKeys {
    type Value = DistinctKeys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self, M::Error> {
        let mut keys = BTreeSet::new();
        while let Some((key, IgnoredAny)) = map.next_entry::<String, _>()? {
            if let Some(key) = keys.replace(key) {
                return Err(M::Error::custom(format!("`{}` comes twice", shown(&key))));
            }
        }
        Ok(self)
    }
}
