//! `mnist.npz` as Keras keeps it, a zip archive of NumPy arrays, and such arrays as files of their own (`.npy`).

use weights::{NamedArray, numpy_arrays};

use crate::error::Malformed;
use crate::idx::MOST_BYTES;
use crate::named::{Four, four};
use crate::sniff;
use crate::table::Table;

/// Reads the arrays `x_train`, `y_train`, `x_test` and `y_test`; a pair of them is enough.
///
/// # Errors
/// If the bytes are no such archive, or an array is no images or labels.
pub(crate) fn parse(bytes: &[u8]) -> Result<Four, Malformed> {
    const EXPECTED: &str = "an archive of NumPy arrays (.npz)";
    if !bytes.starts_with(b"PK") {
        return Err(Malformed::Kind { expected: EXPECTED, found: sniff::words(bytes) });
    }
    let arrays = arrays(bytes, EXPECTED)?;
    if arrays.iter().any(|array| array.name.is_empty()) {
        let found = "its arrays have no names, as numpy.savez(file, a, b) leaves them".into();
        return Err(Malformed::Kind { expected: "x_train, y_train, x_test and y_test", found });
    }
    four(arrays.into_iter().map(|array| Ok((array.name.clone(), Table::new(array)?))))
}

/// Reads a file with one array, `.npy` or an archive of it.
///
/// # Errors
/// If the bytes are no array of numbers, or an archive of several.
pub(crate) fn parse_one(bytes: &[u8]) -> Result<Table, Malformed> {
    const EXPECTED: &str = "a NumPy array";
    if !bytes.starts_with(b"PK") && !bytes.starts_with(b"\x93NUMPY") {
        return Err(Malformed::Kind { expected: EXPECTED, found: sniff::words(bytes) });
    }
    let arrays = arrays(bytes, EXPECTED)?;
    match <[NamedArray<'_>; 1]>::try_from(arrays) {
        Ok([one]) => Table::new(one),
        Err(several) => Err(Malformed::Other(format!("holds {} arrays, expected one", several.len()))),
    }
}

fn arrays<'a>(bytes: &'a [u8], expected: &'static str) -> Result<Vec<NamedArray<'a>>, Malformed> {
    numpy_arrays(bytes, MOST_BYTES).map_err(|found| Malformed::Kind { expected, found })
}
