//! Numbers of any type and shape, as files hold them, on their way to pixels and labels.

use weights::{ElementKind, NamedArray};

use crate::error::Malformed;
use crate::idx::{Kind, MOST_BYTES};
use crate::{CLASSES, PIXELS, SIDE};

/// Type of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F32,
    F64,
}

impl Element {
    pub(crate) fn size(self) -> usize {
        match self {
            Element::U8 | Element::I8 => 1,
            Element::U16 | Element::I16 => 2,
            Element::U32 | Element::I32 | Element::F32 => 4,
            Element::U64 | Element::I64 | Element::F64 => 8,
        }
    }

    /// In words: `32-bit floats`.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Element::U8 => "bytes",
            Element::I8 => "8-bit integers",
            Element::U16 | Element::I16 => "16-bit integers",
            Element::U32 | Element::I32 => "32-bit integers",
            Element::U64 | Element::I64 => "64-bit integers",
            Element::F32 => "32-bit floats",
            Element::F64 => "64-bit floats",
        }
    }

    fn is_float(self) -> bool {
        matches!(self, Element::F32 | Element::F64)
    }

    /// The number that the bytes of one element, the highest first, are. Integers beyond 2⁵³ are rounded: they are
    /// neither pixels nor labels.
    fn number(self, bytes: &[u8]) -> f64 {
        fn be<const K: usize>(bytes: &[u8]) -> [u8; K] {
            bytes.try_into().expect("as many bytes as an element has")
        }
        match self {
            Element::U8 => bytes[0].into(),
            Element::I8 => (bytes[0] as i8).into(),
            Element::U16 => u16::from_be_bytes(be(bytes)).into(),
            Element::I16 => i16::from_be_bytes(be(bytes)).into(),
            Element::U32 => u32::from_be_bytes(be(bytes)).into(),
            Element::I32 => i32::from_be_bytes(be(bytes)).into(),
            Element::U64 => u64::from_be_bytes(be(bytes)) as f64,
            Element::I64 => i64::from_be_bytes(be(bytes)) as f64,
            Element::F32 => f32::from_be_bytes(be(bytes)).into(),
            Element::F64 => f64::from_be_bytes(be(bytes)),
        }
    }
}

/// An array as a file holds it.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) shape: Vec<usize>,
    pub(crate) element: Element,
    pub(crate) big_endian: bool,
    /// Whether the first index runs fastest.
    pub(crate) fortran: bool,
    pub(crate) bytes: Vec<u8>,
}

impl Table {
    /// An array of a file of NumPy.
    pub(crate) fn new(array: NamedArray<'_>) -> Result<Self, Malformed> {
        let element = match (array.kind, array.size) {
            (ElementKind::Unsigned, 1) => Element::U8,
            (ElementKind::Signed, 1) => Element::I8,
            (ElementKind::Unsigned, 2) => Element::U16,
            (ElementKind::Signed, 2) => Element::I16,
            (ElementKind::Unsigned, 4) => Element::U32,
            (ElementKind::Signed, 4) => Element::I32,
            (ElementKind::Unsigned, 8) => Element::U64,
            (ElementKind::Signed, 8) => Element::I64,
            (ElementKind::Float, 4) => Element::F32,
            (ElementKind::Float, 8) => Element::F64,
            _ => return Err(Malformed::Other(format!("an array of elements of {} bytes", array.size))),
        };
        let NamedArray { shape, big_endian, fortran, bytes, .. } = array;
        Ok(Table { shape, element, big_endian, fortran, bytes: bytes.into_owned() })
    }

    /// The pixels of N images, row by row: bytes as they are, other numbers from 0 to 1 or from 0 to 255.
    pub(crate) fn into_pixels(self) -> Result<Vec<u8>, Malformed> {
        check(Kind::Images, &self.shape, self.element)?;
        let table = self.in_order()?;
        if matches!(table.element, Element::U8 | Element::I8) {
            // A signed byte of a pixel is one that the writer did not know how to name.
            return Ok(table.bytes);
        }
        let (low, high) = table.numbers().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            // NaN must not vanish between the others.
            if x.is_nan() { (f64::NAN, f64::NAN) } else { (low.min(x), high.max(x)) }
        });
        if table.numbers().any(f64::is_nan) || !(low >= 0.0 && high <= 255.0) {
            return Err(Malformed::Range { what: table.element.words(), low, high });
        }
        let scale = if high <= 1.0 { 255.0 } else { 1.0 };
        Ok(table.numbers().map(|x| (x * scale).round() as u8).collect())
    }

    /// N labels: one for each image, or the first column of QMNIST's eight, or one-hot rows.
    pub(crate) fn into_labels(self) -> Result<Vec<u8>, Malformed> {
        check(Kind::Labels, &self.shape, self.element)?;
        let table = self.in_order()?;
        let columns = table.shape.iter().skip(1).product();
        let numbers: Vec<f64> = if columns == CLASSES {
            let mut labels = Vec::with_capacity(table.shape[0]);
            let mut numbers = table.numbers();
            for index in 0..table.shape[0] {
                let row: Vec<f64> = numbers.by_ref().take(CLASSES).collect();
                let one = row.iter().position(|&x| x == 1.0).filter(|_| row.iter().filter(|&&x| x == 0.0).count() == 9);
                labels.push(one.ok_or(Malformed::NotOneHot { index })? as f64);
            }
            labels
        } else {
            table.numbers().step_by(columns).collect()
        };
        to_labels(numbers.into_iter())
    }

    fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        let size = self.element.size();
        self.bytes.chunks_exact(size).map(move |bytes| {
            let mut highest_first = [0; 8];
            highest_first[..size].copy_from_slice(bytes);
            if !self.big_endian {
                highest_first[..size].reverse();
            }
            self.element.number(&highest_first[..size])
        })
    }

    /// The same with the last index running fastest, and exactly as many bytes as the shape asks for.
    fn in_order(self) -> Result<Table, Malformed> {
        if self.bytes.is_empty() {
            return Err(Malformed::Count { count: 0, most: MOST_BYTES as u32 });
        }
        let size = self.element.size();
        let expected = self.shape.iter().try_fold(size, |bytes, &length| bytes.checked_mul(length));
        if expected != Some(self.bytes.len()) {
            let expected = expected.map_or(u64::MAX, |bytes| bytes as u64);
            return Err(Malformed::Length { expected, got: self.bytes.len() as u64, unpacked: "" });
        }
        if !self.fortran || self.shape.len() < 2 {
            return Ok(self);
        }
        let mut bytes = Vec::with_capacity(self.bytes.len());
        let mut index = vec![0; self.shape.len()];
        for _ in 0..self.bytes.len() / size {
            let place = index.iter().zip(&self.shape).rev().fold(0, |place, (i, length)| place * length + i);
            bytes.extend_from_slice(&self.bytes[place * size..][..size]);
            for (i, length) in index.iter_mut().zip(&self.shape).rev() {
                *i += 1;
                if *i < *length {
                    break;
                }
                *i = 0;
            }
        }
        Ok(Table { bytes, fortran: false, ..self })
    }
}

/// Digits from numbers.
pub(crate) fn to_labels(numbers: impl Iterator<Item = f64>) -> Result<Vec<u8>, Malformed> {
    let label = |(index, number): (usize, f64)| match number {
        0.0..10.0 if number.fract() == 0.0 => Ok(number as u8),
        got => Err(Malformed::Label { index, got }),
    };
    numbers.enumerate().map(label).collect()
}

/// Whether an array of this shape can be images or labels, before anything of it is read.
pub(crate) fn check(kind: Kind, shape: &[usize], element: Element) -> Result<(), Malformed> {
    let sides: Vec<usize> = shape.iter().skip(1).copied().filter(|&length| length != 1).collect();
    let found = |found: String| Err(Malformed::Kind { expected: kind.name(), found });
    match (kind, &sides[..]) {
        (Kind::Images, [SIDE, SIDE] | [PIXELS]) => Ok(()),
        (Kind::Images, []) => found("these are labels".into()),
        (Kind::Images, [8]) if !element.is_float() => found("these are labels, as QMNIST has them,".into()),
        (Kind::Images, [CLASSES]) => found("these are labels (one-hot rows)".into()),
        (Kind::Images, &[rows, columns]) => Err(Malformed::Size { rows, columns }),
        (Kind::Images, [3, rows, columns] | [rows, columns, 3]) => {
            found(format!("these are colour images of {rows}×{columns} pixels"))
        }
        (Kind::Labels, [] | [CLASSES]) => Ok(()),
        (Kind::Labels, [8]) if !element.is_float() => Ok(()),
        (Kind::Labels, [_, _] | [PIXELS]) => found("these are images".into()),
        _ => found(format!("this is an array of {} of shape {shape:?}", element.words())),
    }
}
