//! Arrays as they lie in a file: a type, a shape, an order and bytes.

use std::borrow::Cow;

use ndarray::{ArrayD, ArrayViewD, IxDyn, ShapeBuilder};

use crate::shown;

/// As many as NumPy allows.
pub(super) const MOST_AXES: usize = 64;

/// What the elements of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementKind {
    /// Floating point numbers.
    Float,
    /// Floating point numbers of 16 bits with as many bits of exponent as 32 bits have.
    Bfloat,
    /// Integers with a sign.
    Signed,
    /// Integers without one, and truth values.
    Unsigned,
}

/// Type of the elements, as NumPy describes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dtype {
    /// The kind, and bytes of an element; none if they are Python objects.
    pub(super) element: Option<(ElementKind, usize)>,
    pub(super) big_endian: bool,
}

impl Dtype {
    /// Of a code such as `f4`, `<f4` or `|u1`.
    pub(super) fn new(code: &str) -> Result<Self, String> {
        let (order, name) = match code.split_at_checked(1) {
            Some((order @ ("<" | ">" | "|" | "="), name)) => (order, name),
            _ => ("<", code),
        };
        let element = match name.as_bytes() {
            [b'f', size @ (b'2' | b'4' | b'8')] => Some((ElementKind::Float, size)),
            [b'i', size @ (b'1' | b'2' | b'4' | b'8')] => Some((ElementKind::Signed, size)),
            [b'u', size @ (b'1' | b'2' | b'4' | b'8')] | [b'b', size @ b'1'] => Some((ElementKind::Unsigned, size)),
            [b'O', ..] => None,
            _ => return Err(format!("an array of type {}: expected numbers of at most 64 bits", shown(code))),
        };
        let element = element.map(|(kind, digit)| (kind, usize::from(digit - b'0')));
        Ok(Dtype { element, big_endian: order == ">" })
    }

    pub(super) fn with_order(self, order: &str) -> Result<Self, String> {
        match order {
            "<" | ">" | "|" | "=" => Ok(Dtype { big_endian: order == ">", ..self }),
            _ => Err(format!("byte order {}: expected <, >, | or =", shown(order))),
        }
    }
}

/// An array as it lies in a file.
#[derive(Clone, Debug)]
pub struct NamedArray<'a> {
    /// Its key; empty if it has none.
    pub name: String,
    /// Its shape, which need not agree with the number of bytes.
    pub shape: Vec<usize>,
    /// What the elements are.
    pub kind: ElementKind,
    /// Bytes of an element.
    pub size: usize,
    /// Whether the highest byte comes first.
    pub big_endian: bool,
    /// Whether the first index runs fastest.
    pub fortran: bool,
    /// The elements.
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> NamedArray<'a> {
    pub(super) fn new(shape: &[usize], dtype: Dtype, fortran: bool, bytes: &'a [u8]) -> Result<Self, String> {
        let (kind, size) = dtype.element.ok_or(OBJECTS)?;
        let (name, shape, big_endian, bytes) = (String::new(), shape.into(), dtype.big_endian, bytes.into());
        Ok(NamedArray { name, shape, kind, size, big_endian, fortran, bytes })
    }

    pub(super) fn of_numbers(shape: &[usize], numbers: &[f64]) -> Self {
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>().into();
        let (name, shape, kind) = (String::new(), shape.into(), ElementKind::Float);
        NamedArray { name, shape, kind, size: 8, big_endian: false, fortran: false, bytes }
    }

    /// Independent of the file.
    pub(super) fn into_owned(self) -> NamedArray<'static> {
        NamedArray { bytes: self.bytes.into_owned().into(), ..self }
    }

    /// The numbers, in standard layout.
    pub(super) fn decode(&self) -> Result<ArrayD<f64>, String> {
        let array = match (self.kind, self.size) {
            (ElementKind::Float, 8) => self.values(f64::from_le_bytes),
            (ElementKind::Float, 4) => self.values(|b| f32::from_le_bytes(b).into()),
            (ElementKind::Float, 2) => self.values(|b| half::f16::from_le_bytes(b).to_f64()),
            (ElementKind::Bfloat, 2) => self.values(|b| half::bf16::from_le_bytes(b).to_f64()),
            (ElementKind::Signed, 8) => self.values(|b| i64::from_le_bytes(b) as f64),
            (ElementKind::Signed, 4) => self.values(|b| i32::from_le_bytes(b).into()),
            (ElementKind::Signed, 2) => self.values(|b| i16::from_le_bytes(b).into()),
            (ElementKind::Signed, 1) => self.values(|b| i8::from_le_bytes(b).into()),
            (ElementKind::Unsigned, 8) => self.values(|b| u64::from_le_bytes(b) as f64),
            (ElementKind::Unsigned, 4) => self.values(|b| u32::from_le_bytes(b).into()),
            (ElementKind::Unsigned, 2) => self.values(|b| u16::from_le_bytes(b).into()),
            (ElementKind::Unsigned, 1) => self.values(|[b]| b.into()),
            (kind, size) => Err(format!("elements of {size} bytes of the kind {kind:?}")),
        };
        array.map_err(|reason| if self.name.is_empty() { reason } else { format!("`{}`: {reason}", shown(&self.name)) })
    }

    fn values<const K: usize>(&self, value: impl Fn([u8; K]) -> f64) -> Result<ArrayD<f64>, String> {
        let (elements, rest) = self.bytes.as_chunks::<K>();
        if !rest.is_empty() || count(&self.shape) != Some(elements.len()) {
            let (shape, got) = (&self.shape, self.bytes.len());
            return Err(format!("{got} bytes for an array of shape {shape:?} and {K} bytes per element"));
        }
        let shape = IxDyn(&self.shape);
        let view = ArrayViewD::from_shape(shape.clone().set_f(self.fortran), elements).map_err(|e| e.to_string())?;
        let decoded = view.iter().map(|&element| {
            let mut element = element;
            if self.big_endian {
                element.reverse();
            }
            value(element)
        });
        ArrayD::from_shape_vec(shape, decoded.collect()).map_err(|e| e.to_string())
    }
}

/// What is said of an array whose elements are no numbers.
pub(super) const OBJECTS: &str =
    "an array of Python objects (dtype object), not of numbers; save it as numbers, with .astype(numpy.float32)";

/// Number of elements, if it can be counted.
pub(super) fn count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |n, &length| n.checked_mul(length))
}
