//! The idx format: a magic number, the sizes of each axis, then the elements; all numbers big-endian.
//!
//! | bytes | images | labels |
//! |---|---|---|
//! | 0–3 | 0x00000803 | 0x00000801 |
//! | 4–7 | number of images | number of labels |
//! | 8–11 | rows, 28 | the first labels … |
//! | 12–15 | columns, 28 | |
//! | 16– | pixels, row by row | |
//!
//! The third byte is the type of the elements (8: bytes), the fourth the number of axes: relatives of MNIST have others,
//! and are read too.
//!
//! Files may be packed with gzip. Whatever a file claims, reading one takes no more memory than its content has, and
//! at most 512 MB; what does not agree with its header is an error.

use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use crate::error::{Error, Malformed};
use crate::sniff;
use crate::table::{Element, Table, check};
use crate::unpack::{Unpacked, open};
use crate::{Images, SIDE};

/// The most bytes that are accepted behind a header. (MNIST has 47 million, its largest relatives 320 million.)
pub(crate) const MOST_BYTES: u64 = 512 << 20;
/// What is allocated before the first byte is there, at most: a little more than MNIST needs.
const ALLOCATED_AHEAD: u64 = 64 << 20;
/// As many axes as images of one channel have.
const MOST_AXES: u8 = 4;

/// What an idx file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// N images of 28×28 pixels.
    Images,
    /// N labels from 0 to 9.
    Labels,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Images => "images",
            Kind::Labels => "labels",
        }
    }

    fn magic(self) -> u32 {
        match self {
            Kind::Images => 0x0803,
            Kind::Labels => 0x0801,
        }
    }

    /// The header of a published file of `count` items.
    pub(crate) fn header(self, count: u32) -> Vec<u8> {
        let mut numbers = vec![self.magic(), count];
        if self == Kind::Images {
            numbers.extend([SIDE as u32; 2]);
        }
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }
}

/// Reads a file of images, packed or not.
///
/// # Errors
/// If the file cannot be read, or is not a well-formed idx file of 28×28 images.
pub fn read_images(path: &Path) -> Result<Images, Error> {
    read(path, Kind::Images).map(Images::new)
}

/// Reads a file of labels, packed or not.
///
/// # Errors
/// If the file cannot be read, is not a well-formed idx file of labels, or a label is not below 10.
pub fn read_labels(path: &Path) -> Result<Vec<u8>, Error> {
    read(path, Kind::Labels)
}

/// Takes the content of a file of images from memory.
///
/// # Errors
/// If the bytes, packed or not, are not a well-formed idx file of 28×28 images.
pub fn parse_images(bytes: &[u8]) -> Result<Images, Malformed> {
    parse_bytes(bytes, Kind::Images).map(Images::new)
}

/// Takes the content of a file of labels from memory.
///
/// # Errors
/// If the bytes, packed or not, are not a well-formed idx file of labels, or a label is not below 10.
pub fn parse_labels(bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
    parse_bytes(bytes, Kind::Labels)
}

pub(crate) fn parse_bytes(bytes: &[u8], kind: Kind) -> Result<Vec<u8>, Malformed> {
    parse(Unpacked::new(bytes, bytes.len() as u64).map_err(Malformed::Unreadable)?, kind)
}

/// The pixels or labels of a file.
pub(crate) fn read(path: &Path, kind: Kind) -> Result<Vec<u8>, Error> {
    parse(open(path)?, kind).map_err(|problem| Error::Malformed { path: path.into(), problem })
}

fn parse(mut content: Unpacked<impl BufRead>, kind: Kind) -> Result<Vec<u8>, Malformed> {
    let mut start = Vec::new();
    let mut read_up_to = |length: usize, start: &mut Vec<u8>| {
        let missing = (length - start.len()) as u64;
        (&mut content).take(missing).read_to_end(start).map_err(Malformed::Unreadable)
    };
    read_up_to(4, &mut start)?;
    let Some((element, axes)) = type_and_axes(&start) else {
        read_up_to(sniff::ENOUGH, &mut start)?;
        return Err(Malformed::Kind { expected: kind.name(), found: sniff::words(&start) });
    };
    let header_bytes = 4 + 4 * usize::from(axes);
    read_up_to(header_bytes, &mut start)?;
    if start.len() < header_bytes {
        return Err(Malformed::Header { expected: header_bytes, got: start.len() });
    }
    let numbers: Vec<u32> = start[4..].as_chunks().0.iter().map(|&bytes| u32::from_be_bytes(bytes)).collect();
    let shape: Vec<usize> = numbers.iter().map(|&number| number as usize).collect();
    check(kind, &shape, element)?;
    let item_bytes = shape[1..].iter().product::<usize>() * element.size();
    let most = (MOST_BYTES / item_bytes as u64) as u32;
    if !(1..=most).contains(&numbers[0]) {
        return Err(Malformed::Count { count: numbers[0], most });
    }
    let need = shape[0] as u64 * item_bytes as u64;

    let length = |got: u64, unpacked| Malformed::Length {
        expected: header_bytes as u64 + need,
        got: header_bytes as u64 + got,
        unpacked,
    };
    if let Some(whole) = content.length()
        && whole != header_bytes as u64 + need
    {
        return Err(length(whole - header_bytes as u64, ""));
    }
    let mut bytes = Vec::with_capacity(need.min(ALLOCATED_AHEAD) as usize + 1);
    // One byte more than announced: it shows a longer file, and makes gzip check the sum at its end.
    content.take(need + 1).read_to_end(&mut bytes).map_err(Malformed::Unreadable)?;
    if bytes.len() as u64 != need {
        return Err(length(bytes.len() as u64, " unpacked"));
    }
    let table = Table { shape, element, big_endian: true, fortran: false, bytes };
    match kind {
        Kind::Images => table.into_pixels(),
        Kind::Labels => table.into_labels(),
    }
}

/// What the magic number says, if it is one.
fn type_and_axes(start: &[u8]) -> Option<(Element, u8)> {
    let &[0, 0, code, axes @ 1..=MOST_AXES] = start else { return None };
    let element = match code {
        0x08 => Element::U8,
        0x09 => Element::I8,
        0x0b => Element::I16,
        0x0c => Element::I32,
        0x0d => Element::F32,
        0x0e => Element::F64,
        _ => return None,
    };
    Some((element, axes))
}

/// Writes images as an idx file, not packed.
///
/// # Errors
/// If writing fails, or there are more images than the format can count.
pub fn write_images(mut to: impl Write, images: &Images) -> io::Result<()> {
    to.write_all(&Kind::Images.header(countable(images.len())?))?;
    to.write_all(images.pixels())
}

/// Writes labels as an idx file, not packed.
///
/// # Errors
/// If writing fails, or there are more labels than the format can count.
pub fn write_labels(mut to: impl Write, labels: &[u8]) -> io::Result<()> {
    to.write_all(&Kind::Labels.header(countable(labels.len())?))?;
    to.write_all(labels)
}

fn countable(count: usize) -> io::Result<u32> {
    u32::try_from(count).map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "more than 4294967295 items"))
}
