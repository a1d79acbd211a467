//! `mnist.pkl`, as the book's loader leaves it: a pickled dict of four arrays of bytes.
//!
//! Book: §3.6.1, dataset/mnist.py

use crate::error::Malformed;
use crate::idx::MOST_BYTES;
use crate::named::{Four, four};
use crate::sniff;
use crate::table::Table;
use weights::pickled_arrays;

/// Reads the arrays `train_img`, `train_label`, `test_img` and `test_label`; a pair of them is enough.
///
/// # Errors
/// If the bytes are no pickle of a dict of such arrays. Nothing in it is executed.
pub(crate) fn parse(bytes: &[u8]) -> Result<Four, Malformed> {
    const EXPECTED: &str =
        "the pickle that the book's load_mnist leaves, a dict of train_img, train_label, test_img, test_label";
    let found = |found| Malformed::Kind { expected: EXPECTED, found };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Malformed::Other(format!("has more than {} MiB", MOST_BYTES >> 20)));
    }
    if !matches!(bytes, [0x80, ..] | [b'(' | b'}' | b']' | b'c', ..]) {
        return Err(found(sniff::words(bytes)));
    }
    let arrays = pickled_arrays(bytes).map_err(|reason| match () {
        () if reason.contains("in the middle") => found("it ends in the middle: an incomplete download?".into()),
        // The instructions of a pickle say nothing to those who have one.
        () if reason.contains("0x") || reason.contains("network.params") => {
            found("it is a pickle of other objects than a dict of arrays".into())
        }
        () => found(reason),
    })?;
    if arrays.iter().any(|array| array.name.is_empty()) {
        return Err(found("it is a pickle of a list".into()));
    }
    four(arrays.into_iter().map(|array| Ok((array.name.clone(), Table::new(array)?))))
}
