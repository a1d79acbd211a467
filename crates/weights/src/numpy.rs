//! The content of a NumPy array, as its pickle has it.

use std::borrow::Cow;

use ndarray::{ArrayD, IxDyn, ShapeBuilder};

use crate::shown;
use crate::typed::ElementKind;

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
    /// Integers, which are no weights: whether they have a sign, and their number of bytes.
    Integer(bool, u8),
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
            "u1" | "i1" | "u2" | "i2" | "u4" | "i4" | "u8" | "i8" => {
                Width::Integer(code.starts_with('i'), code.as_bytes()[1] - b'0')
            }
            _ => return Err(format!("an array of type {}: expected f2, f4 or f8", shown(code))),
        };
        Ok(Dtype { width, order: ByteOrder::Little })
    }

    pub(super) fn with_order(self, order: &str) -> Result<Self, String> {
        let order = match order {
            // One byte has no order.
            "<" | "|" => ByteOrder::Little,
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
            Width::Integer(_, size) => size.into(),
        }
    }

    /// What an element is.
    pub(super) fn element(self) -> (ElementKind, usize, bool) {
        let kind = match self.width {
            Width::F2 | Width::F4 | Width::F8 => ElementKind::Float,
            Width::Integer(true, _) => ElementKind::Signed,
            Width::Integer(false, _) => ElementKind::Unsigned,
        };
        (kind, self.size(), self.order == ByteOrder::Big)
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

impl<'a> Content<'a> {
    pub(super) fn bytes(self) -> Result<Cow<'a, [u8]>, String> {
        match self {
            Content::Bytes(bytes) => Ok(bytes.into()),
            Content::Latin1(text) => {
                let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
                Ok(bytes.map_err(|_| "content with characters that are no bytes")?.into())
            }
        }
    }
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
        let bytes = self.bytes.bytes()?;
        let mut values = Vec::with_capacity(self.elements());
        let order = self.dtype.order;
        let rest = match self.dtype.width {
            Width::F2 => push(&bytes, order, |b| half::f16::from_le_bytes(b).to_f64(), &mut values),
            Width::F4 => push(&bytes, order, |b| f32::from_le_bytes(b).into(), &mut values),
            Width::F8 => push(&bytes, order, f64::from_le_bytes, &mut values),
            Width::Integer(..) => return Err("an array of integers: expected f2, f4 or f8".into()),
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
