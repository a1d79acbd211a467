//! `.safetensors`: a header of names, types, shapes and places in JSON, then the numbers.
//!
//! Reference: <https://huggingface.co/docs/safetensors>.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;

use half::{bf16, f16};
use ndarray::{ArrayD, ArrayRef, Dimension, IxDyn};
use safetensors::{Dtype, SafeTensors, View};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::shown;
use crate::Real;

/// Bytes of the longest header that is read.
const HEADER_LIMIT: u64 = 1 << 20;

/// An array on its way into a file.
pub(crate) struct Tensor {
    pub(super) name: String,
    pub(super) finite: bool,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    /// F32 or F64, as `A` is.
    pub(crate) fn new<A: Real, D: Dimension>(name: String, array: &ArrayRef<A, D>) -> Self {
        let mut bytes = Vec::with_capacity(array.len() * size_of::<A>());
        let double = size_of::<A>() == 8;
        for value in array.iter().copied().map(Real::to_f64) {
            match double {
                true => bytes.extend(value.to_le_bytes()),
                false => bytes.extend((value as f32).to_le_bytes()),
            }
        }
        Tensor {
            name,
            finite: array.iter().all(|x| x.is_finite()),
            dtype: if double { Dtype::F64 } else { Dtype::F32 },
            shape: array.shape().to_vec(),
            bytes,
        }
    }
}

impl View for Tensor {
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

/// The content of a file. The same arrays give the same bytes, in whatever order they come.
pub(super) fn serialize(tensors: Vec<Tensor>) -> io::Result<Vec<u8>> {
    let named = tensors.into_iter().map(|tensor| (tensor.name.clone(), tensor));
    safetensors::serialize(named, None).map_err(io::Error::other)
}

/// The arrays of a file.
pub(super) fn parse(bytes: &[u8]) -> Result<BTreeMap<String, ArrayD<f64>>, String> {
    let (length, rest) = bytes.split_first_chunk().ok_or("it has fewer than 8 bytes")?;
    let length = u64::from_le_bytes(*length);
    if length > HEADER_LIMIT {
        return Err(format!("the header of a .safetensors file would have {length} bytes (a pickle ends in .pkl)"));
    }
    let header = rest.get(..length as usize).ok_or("the header ends in the middle")?;
    let DistinctKeys = serde_json::from_slice(header).map_err(|e| format!("in the header: {e}"))?;
    let file = SafeTensors::deserialize(bytes).map_err(|e| e.to_string())?;
    let arrays = file.iter().map(|(name, tensor)| {
        let values = match tensor.dtype() {
            Dtype::F64 => decode(tensor.data(), f64::from_le_bytes),
            Dtype::F32 => decode(tensor.data(), |b| f32::from_le_bytes(b).into()),
            Dtype::F16 => decode(tensor.data(), |b| f16::from_le_bytes(b).to_f64()),
            Dtype::BF16 => decode(tensor.data(), |b| bf16::from_le_bytes(b).to_f64()),
            other => return Err(format!("`{}` has type {other}: expected F64, F32, F16 or BF16", shown(name))),
        };
        let array = ArrayD::from_shape_vec(IxDyn(tensor.shape()), values);
        Ok((name.to_string(), array.map_err(|e| format!("`{}`: {e}", shown(name)))?))
    });
    arrays.collect()
}

fn decode<const K: usize>(bytes: &[u8], value: impl Fn([u8; K]) -> f64) -> Vec<f64> {
    bytes.as_chunks().0.iter().map(|&element| value(element)).collect()
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
