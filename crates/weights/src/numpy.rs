//! The content of a NumPy array, as its pickle has it.

use std::borrow::Cow;

use ndarray::{ArrayD, IxDyn, ShapeBuilder};

use crate::shown;

/// Type of the elements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dtype {
    width: Width,
    order: ByteOrder,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Width {
    F2,
    F4,
    F8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum ByteOrder {
    Little,
    Big,
}

impl Dtype {
    pub(super) fn new(code: &str) -> Result<Self, String> {
        let width = match code {
            "f2" => Width::F2,
            "f4" => Width::F4,
            "f8" => Width::F8,
            _ => return Err(format!("an array of type {}: expected f2, f4 or f8", shown(code))),
        };
        Ok(Dtype { width, order: ByteOrder::Little })
    }

    pub(super) fn with_order(self, order: &str) -> Result<Self, String> {
        let order = match order {
            "<" => ByteOrder::Little,
            ">" => ByteOrder::Big,
            _ => return Err(format!("byte order {}: expected < or >", shown(order))),
        };
        Ok(Dtype { order, ..self })
    }

    fn size(self) -> usize {
        match self.width {
            Width::F2 => 2,
            Width::F4 => 4,
            Width::F8 => 8,
        }
    }
}

/// An array as it lies in the file.
#[derive(Clone, Debug)]
pub(super) struct ArrayState<'a> {
    pub(super) shape: Vec<usize>,
    pub(super) dtype: Dtype,
    /// Whether the first index runs fastest.
    pub(super) fortran: bool,
    pub(super) bytes: Content<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    Bytes(&'a [u8]),
    Latin1(&'a str),
}

impl ArrayState<'_> {
    /// An upper bound on the number of elements.
    pub(super) fn elements(&self) -> usize {
        match self.bytes {
            Content::Bytes(bytes) => bytes.len() / self.dtype.size(),
            Content::Latin1(text) => text.len() / self.dtype.size(),
        }
    }

    /// The array, in standard layout.
    pub(super) fn decode(&self) -> Result<ArrayD<f64>, String> {
        let bytes: Cow<'_, [u8]> = match self.bytes {
            Content::Bytes(bytes) => bytes.into(),
            Content::Latin1(text) => {
                let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
                bytes.map_err(|_| "content with characters that are no bytes")?.into()
            }
        };
        let mut values = Vec::with_capacity(self.elements());
        let order = self.dtype.order;
        let rest = match self.dtype.width {
            Width::F2 => push(&bytes, order, |b| half::f16::from_le_bytes(b).to_f64(), &mut values),
            Width::F4 => push(&bytes, order, |b| f32::from_le_bytes(b).into(), &mut values),
            Width::F8 => push(&bytes, order, f64::from_le_bytes, &mut values),
        };
        let count = self.shape.iter().try_fold(1_usize, |n, &length| n.checked_mul(length));
        if rest != 0 || count != Some(values.len()) {
            let (shape, got, size) = (&self.shape, bytes.len(), self.dtype.size());
            return Err(format!("{got} bytes for an array of shape {shape:?} and {size} bytes per element"));
        }
        let shape = IxDyn(&self.shape).set_f(self.fortran);
        let array = ArrayD::from_shape_vec(shape, values).map_err(|e| e.to_string())?;
        Ok(if self.fortran { array.as_standard_layout().into_owned() } else { array })
    }
}

/// Decodes elements of K bytes; returns how many bytes are left over.
fn push<const K: usize>(bytes: &[u8], order: ByteOrder, decode: impl Fn([u8; K]) -> f64, to: &mut Vec<f64>) -> usize {
    let (elements, rest) = bytes.as_chunks::<K>();
    to.extend(elements.iter().map(|&element| {
        let mut element = element;
        if order == ByteOrder::Big {
            element.reverse();
        }
        decode(element)
    }));
    rest.len()
}
