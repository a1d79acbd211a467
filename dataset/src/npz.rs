//! `mnist.npz` as Keras keeps it, a zip archive of NumPy arrays, and such arrays as files of their own (`.npy`).

use std::io::Read;

use flate2::read::DeflateDecoder;

use crate::error::Malformed;
use crate::idx::MOST_BYTES;
use crate::named::{Four, four};
use crate::sniff;
use crate::table::{Element, Table};

/// More members than any archive of a data set has.
const MOST_MEMBERS: usize = 1_000;
/// More than the header of an array of numbers needs.
const MOST_HEADER: usize = 4_096;

/// Reads the arrays `x_train`, `y_train`, `x_test` and `y_test`; a pair of them is enough.
///
/// # Errors
/// If the bytes are no such archive, or an array is no images or labels.
pub(crate) fn parse(bytes: &[u8]) -> Result<Four, Malformed> {
    let mut left = MOST_BYTES;
    four(members(bytes)?.into_iter().map(|member| Ok((member.name.clone(), member.table(&mut left)?))))
}

/// Reads a file with one array, `.npy` or an archive of it.
///
/// # Errors
/// If the bytes are no array of numbers, or an archive of several.
pub(crate) fn parse_one(bytes: &[u8]) -> Result<Table, Malformed> {
    if !bytes.starts_with(b"PK") {
        return npy(bytes);
    }
    match &members(bytes)?[..] {
        [one] => one.table(&mut MOST_BYTES.clone()),
        several => Err(Malformed::Other(format!("holds {} arrays, expected one", several.len()))),
    }
}

/// A file within a zip archive.
#[derive(Debug)]
struct Member<'a> {
    /// Without `.npy`.
    name: String,
    deflated: bool,
    size: u64,
    sum: u32,
    packed: &'a [u8],
}

impl Member<'_> {
    /// The array, of no more bytes than are `left` for all.
    fn table(&self, left: &mut u64) -> Result<Table, Malformed> {
        let damaged = |what: &str| Malformed::Other(format!("`{}` {what}", weights::shown(&self.name)));
        *left = left.checked_sub(self.size).ok_or_else(|| damaged("is too large"))?;
        let mut bytes = Vec::new();
        let read = if self.deflated {
            DeflateDecoder::new(self.packed).take(self.size + 1).read_to_end(&mut bytes)
        } else {
            self.packed.take(self.size + 1).read_to_end(&mut bytes)
        };
        let mut crc = flate2::Crc::new();
        crc.update(&bytes);
        if read.is_err() || bytes.len() as u64 != self.size || crc.sum() != self.sum {
            return Err(damaged("is damaged"));
        }
        npy(&bytes).map_err(|problem| damaged(&format!("cannot be read: {problem}")))
    }
}

fn number<const K: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..)?.first_chunk::<K>()?;
    Some(bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

/// The members of a zip archive, by the directory at its end.
fn members(bytes: &[u8]) -> Result<Vec<Member<'_>>, Malformed> {
    const EXPECTED: &str = "an archive of NumPy arrays (.npz)";
    let found = |found| Malformed::Kind { expected: EXPECTED, found };
    if !bytes.starts_with(b"PK") {
        return Err(found(sniff::words(&bytes[..bytes.len().min(sniff::ENOUGH)])));
    }
    let cut = || found("the archive has no end: an incomplete download?".into());
    // The comment behind the end of the directory has at most 65,535 bytes.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let end = bytes[from..].windows(4).rposition(|four| four == b"PK\x05\x06").ok_or_else(cut)? + from;
    let count = number::<2>(bytes, end + 10).ok_or_else(cut)? as usize;
    let mut at = number::<4>(bytes, end + 16).ok_or_else(cut)? as usize;
    if count > MOST_MEMBERS {
        return Err(found(format!("it is an archive of {count} files")));
    }
    let mut members = Vec::new();
    for _ in 0..count {
        let (member, next) = member(bytes, at).ok_or_else(|| found("its directory is damaged".into()))?;
        members.push(member);
        at = next;
    }
    Ok(members)
}

/// The member whose entry in the directory begins at a place, and where the next begins.
fn member(bytes: &[u8], at: usize) -> Option<(Member<'_>, usize)> {
    if bytes.get(at..)?.get(..4)? != b"PK\x01\x02" {
        return None;
    }
    let deflated = match number::<2>(bytes, at + 10)? {
        0 => false,
        8 => true,
        _ => return None,
    };
    let sum = number::<4>(bytes, at + 16)? as u32;
    let (mut packed, mut size) = (number::<4>(bytes, at + 20)?, number::<4>(bytes, at + 24)?);
    let [name, extra, comment] = [28, 30, 32].map(|field| number::<2>(bytes, at + field));
    let (name, extra, comment) = (name? as usize, extra? as usize, comment? as usize);
    let mut start = number::<4>(bytes, at + 42)?;
    // NumPy reserves 64-bit sizes for every member: where a field is full, the number is in the extra field.
    let extra_field = bytes.get(at + 46 + name..)?.get(..extra)?;
    if let Some(wide) = zip64(extra_field) {
        let mut wide = wide.as_chunks::<8>().0.iter().map(|&eight| u64::from_le_bytes(eight));
        for field in [&mut size, &mut packed, &mut start] {
            if *field == u64::from(u32::MAX) {
                *field = wide.next()?;
            }
        }
    }
    let start = usize::try_from(start).ok()?;
    let local = bytes.get(start..)?;
    if !local.starts_with(b"PK\x03\x04") {
        return None;
    }
    let content = 30 + number::<2>(local, 26)? as usize + number::<2>(local, 28)? as usize;
    let packed = local.get(content..)?.get(..usize::try_from(packed).ok()?)?;
    let text = String::from_utf8_lossy(bytes.get(at + 46..)?.get(..name)?);
    let name_only = text.strip_suffix(".npy").unwrap_or(&text).to_owned();
    Some((Member { name: name_only, deflated, size, sum, packed }, at + 46 + name + extra + comment))
}

/// The 64-bit numbers in an extra field.
fn zip64(mut extra: &[u8]) -> Option<&[u8]> {
    while let (Some(id), Some(length)) = (number::<2>(extra, 0), number::<2>(extra, 2)) {
        let body = extra.get(4..)?.get(..length as usize)?;
        if id == 1 {
            return Some(body);
        }
        extra = &extra[4 + length as usize..];
    }
    None
}

/// Reads an array: `\x93NUMPY`, a version, the length of the header, a header like
/// `{'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }`, and the elements.
fn npy(bytes: &[u8]) -> Result<Table, Malformed> {
    let found = |found| Malformed::Kind { expected: "a NumPy array", found };
    if !bytes.starts_with(b"\x93NUMPY") {
        return Err(found(sniff::words(&bytes[..bytes.len().min(sniff::ENOUGH)])));
    }
    let header = || {
        let (length, at) = match bytes.get(6)? {
            1 => (number::<2>(bytes, 8)? as usize, 10),
            _ => (number::<4>(bytes, 8)? as usize, 12),
        };
        let text = bytes.get(at..)?.get(..length.min(MOST_HEADER))?;
        Some((std::str::from_utf8(text).ok()?, at + length))
    };
    let (text, content) = header().ok_or_else(|| found("its header is damaged".into()))?;
    let field = |name: &str| text.split(&format!("'{name}':")).nth(1).map(str::trim_start);
    let fields = || {
        let descr = field("descr")?.strip_prefix('\'')?.split('\'').next()?;
        let fortran = field("fortran_order")?.starts_with("True");
        let shape = field("shape")?.strip_prefix('(')?.split(')').next()?;
        let lengths = shape.split(',').map(str::trim).filter(|length| !length.is_empty());
        Some((descr, fortran, lengths.map(|length| length.parse().ok()).collect::<Option<Vec<usize>>>()?))
    };
    let (descr, fortran, shape) = fields().ok_or_else(|| found("its header is damaged".into()))?;
    let element = match descr.trim_start_matches(['<', '>', '|', '=']) {
        "u1" | "b1" => Element::U8,
        "i1" => Element::I8,
        "u2" => Element::U16,
        "i2" => Element::I16,
        "u4" => Element::U32,
        "i4" => Element::I32,
        "u8" => Element::U64,
        "i8" => Element::I64,
        "f4" => Element::F32,
        "f8" => Element::F64,
        "O" | "O8" => return Err(found("it is an array of Python objects".into())),
        other => return Err(found(format!("it is an array of type {}", weights::shown(other)))),
    };
    let bytes = bytes.get(content..).unwrap_or_default().to_vec();
    Ok(Table { shape, element, big_endian: descr.starts_with('>'), fortran, bytes })
}
