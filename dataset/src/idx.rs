//! The idx format: a magic number, the sizes of each axis, then the bytes; all numbers big-endian.
//!
//! | bytes | images | labels |
//! |---|---|---|
//! | 0–3 | 0x00000803 | 0x00000801 |
//! | 4–7 | number of images | number of labels |
//! | 8–11 | rows, 28 | the first labels … |
//! | 12–15 | columns, 28 | |
//! | 16– | pixels, row by row | |
//!
//! Files may be packed with gzip. Whatever a file claims, reading one takes no more memory than its content has, and
//! at most 512 MB; what does not agree with its header is an error.

use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use crate::error::{Error, Malformed};
use crate::images::{CLASSES, Images, PIXELS, SIDE};
use crate::unpack::{Unpacked, open};

/// The most bytes that are accepted behind a header. (MNIST has 47 million, its largest relatives 320 million.)
const MOST_BYTES: u64 = 512 << 20;
/// What is allocated before the first byte is there, at most: a little more than MNIST needs.
const ALLOCATED_AHEAD: u64 = 64 << 20;

/// What an idx file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// (N, 28, 28) bytes.
    Images,
    /// (N,) bytes from 0 to 9.
    Labels,
}

impl Kind {
    fn name(self) -> &'static str {
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

    fn item_bytes(self) -> usize {
        match self {
            Kind::Images => PIXELS,
            Kind::Labels => 1,
        }
    }

    /// Number of bytes of the header.
    pub(crate) fn header_bytes(self) -> usize {
        match self {
            Kind::Images => 16,
            Kind::Labels => 8,
        }
    }

    /// The header of a file of `count` items.
    pub(crate) fn header(self, count: u32) -> Vec<u8> {
        let mut numbers = vec![self.magic(), count];
        if self == Kind::Images {
            numbers.extend([SIDE as u32; 2]);
        }
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    /// The number of items that a header announces, if it is one of this kind.
    fn count(self, header: &[u8]) -> Result<u32, Malformed> {
        let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        if number(0) != self.magic() {
            return Err(Malformed::Magic { kind: self.name(), expected: self.magic(), got: number(0) });
        }
        if self == Kind::Images && (number(8), number(12)) != (SIDE as u32, SIDE as u32) {
            return Err(Malformed::Size { rows: number(8), columns: number(12) });
        }
        let most = (MOST_BYTES / self.item_bytes() as u64) as u32;
        match number(4) {
            count if (1..=most).contains(&count) => Ok(count),
            count => Err(Malformed::Count { count, most }),
        }
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

fn parse_bytes(bytes: &[u8], kind: Kind) -> Result<Vec<u8>, Malformed> {
    parse(Unpacked::new(bytes, bytes.len() as u64).map_err(Malformed::Unreadable)?, kind)
}

/// The bytes behind the header of a file.
pub(crate) fn read(path: &Path, kind: Kind) -> Result<Vec<u8>, Error> {
    parse(open(path)?, kind).map_err(|problem| Error::Malformed { path: path.into(), problem })
}

fn parse(mut content: Unpacked<impl BufRead>, kind: Kind) -> Result<Vec<u8>, Malformed> {
    let mut header = Vec::new();
    let header_bytes = kind.header_bytes();
    (&mut content).take(header_bytes as u64).read_to_end(&mut header).map_err(Malformed::Unreadable)?;
    if header.len() < header_bytes {
        return Err(Malformed::Header { expected: header_bytes, got: header.len() });
    }
    let need = u64::from(kind.count(&header)?) * kind.item_bytes() as u64;
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

    let mut data = Vec::with_capacity(need.min(ALLOCATED_AHEAD) as usize + 1);
    // One byte more than announced: it shows a longer file, and makes gzip check the sum at its end.
    content.take(need + 1).read_to_end(&mut data).map_err(Malformed::Unreadable)?;
    if data.len() as u64 != need {
        return Err(length(data.len() as u64, " unpacked"));
    }
    if kind == Kind::Labels
        && let Some(index) = data.iter().position(|&label| usize::from(label) >= CLASSES)
    {
        return Err(Malformed::Label { index, got: data[index] });
    }
    Ok(data)
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
