//! `.npy`: an array after a header that describes it as a Python dict.
//!
//! Reference: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.

use crate::array::{Dtype, MOST_AXES, NamedArray, count};
use crate::{pickle, shown};

pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// The arrays of a file: one, or those that `numpy.save` wrote one after the other; or what a pickle in it holds, where
/// `numpy.save` was given a dict.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<NamedArray<'_>>, String> {
    let (mut rest, mut arrays) = (bytes, Vec::new());
    while !rest.is_empty() {
        let (header, content) = Header::read(rest)?;
        let Some((_, size)) = header.dtype.element else {
            arrays.extend(pickle::parse(content)?);
            break;
        };
        let length = count(&header.shape).and_then(|n| n.checked_mul(size));
        let length = length.ok_or_else(|| format!("an array of shape {:?}", header.shape))?;
        let (content, after) = content
            .split_at_checked(length)
            .ok_or_else(|| format!("{CUT}: an array of {length} bytes has only {}", content.len()))?;
        arrays.push(NamedArray::new(&header.shape, header.dtype, header.fortran, content)?);
        rest = after;
    }
    Ok(arrays)
}

struct Header {
    shape: Vec<usize>,
    dtype: Dtype,
    fortran: bool,
}

const CUT: &str = "it ends in the middle, as a half download does";

impl Header {
    /// The header at the beginning of these bytes, and what follows it.
    fn read(bytes: &[u8]) -> Result<(Self, &[u8]), String> {
        let rest = bytes.strip_prefix(MAGIC).ok_or("bytes after the array that are no array")?;
        let (text, content) = match rest {
            [1, _, a, b, rest @ ..] => rest.split_at_checked(u16::from_le_bytes([*a, *b]).into()),
            [2 | 3, _, a, b, c, d, rest @ ..] => rest.split_at_checked(u32::from_le_bytes([*a, *b, *c, *d]) as usize),
            [1..=3, ..] | [] => None,
            [version, ..] => return Err(format!("version {version} of the npy format: expected 1 to 3")),
        }
        .ok_or(CUT)?;
        let text = std::str::from_utf8(text).map_err(|_| "a header that is no text")?;
        let header =
            Header::parse(text).ok_or_else(|| format!("a header that NumPy does not write: {}", shown(text)))?;
        Ok((header?, content))
    }

    /// `{'descr': '<f4', 'fortran_order': False, 'shape': (784, 50), }`
    fn parse(text: &str) -> Option<Result<Self, String>> {
        let value = |key: &str| Some(text.split_once(key)?.1.trim_start());
        let descr = value("'descr':")?;
        if descr.starts_with('[') {
            return Some(Err("a structured array: save each field as an array of its own".into()));
        }
        let (descr, _) = descr.strip_prefix('\'')?.split_once('\'')?;
        let fortran = value("'fortran_order':")?;
        let fortran = match (fortran.starts_with("True"), fortran.starts_with("False")) {
            (false, false) => return None,
            (fortran, _) => fortran,
        };
        let (shape, _) = value("'shape':")?.strip_prefix('(')?.split_once(')')?;
        // Python 2 wrote 784L.
        let lengths = shape.split(',').map(|length| length.trim().trim_end_matches('L'));
        let lengths = lengths.filter(|length| !length.is_empty()).take(MOST_AXES + 1);
        let shape: Vec<usize> = lengths.map(|length| length.parse().ok()).collect::<Option<_>>()?;
        if shape.len() > MOST_AXES {
            return None;
        }
        Some(Dtype::new(descr).map(|dtype| Header { shape, dtype, fortran }))
    }
}
