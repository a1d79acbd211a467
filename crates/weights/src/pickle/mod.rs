//! Pickles of a dict of NumPy arrays, as the book's `sample_weight.pkl`, of every protocol and of Python 2.
//!
//! A pickle is a program for a small stack machine that may import modules and call what is in them. This reader
//! knows the instructions that arrays in dicts and lists need, and a few names that mean "an array follows". Anything
//! else is refused. Nothing is imported or called.
//!
//! No crate does: those that read pickles as plain values (`serde-pickle`) forget which name was called, so that an
//! array's type is lost and a call of `os.system` looks like one of `numpy.dtype`.
//!
//! Objects lie in one list and refer to each other by number: there is no recursion, however deep a pickle nests.
//! Memory is bounded by the file's size, [`INSTRUCTIONS`] small objects, and the arrays that come out.
//!
//! Reference: Python's `pickletools.py`.

mod collect;
mod global;
mod machine;
mod object;
mod reader;
mod text;

use crate::array::NamedArray;

/// More than a dict of two thousand arrays needs.
const INSTRUCTIONS: usize = 100_000;

/// Whether the bytes may be a pickle: with a protocol, or as protocols 0 and 1 begin, which name none.
pub(super) fn is(bytes: &[u8]) -> bool {
    match bytes {
        [0x80, 0..=0x20, ..] | [b'(' | b'}' | b']' | b')', ..] => true,
        // A name to import: two lines without spaces.
        [b'c', rest @ ..] => {
            let mut lines = rest.splitn(3, |&b| b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
            let mut name = || lines.next().is_some_and(|name| !name.is_empty() && name.iter().all(is_of_name));
            name() && name()
        }
        _ => false,
    }
}

fn is_of_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.".contains(byte)
}

/// The arrays of a pickle, in its order; those of a list have no name.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<NamedArray<'_>>, String> {
    let mut machine = machine::Machine::new(bytes);
    for _ in 0..INSTRUCTIONS {
        let at = machine.position();
        if machine.step().map_err(|reason| format!("{reason} (byte {at})"))? {
            return collect::arrays(&machine);
        }
    }
    Err(format!("more than {INSTRUCTIONS} instructions: pickle NumPy arrays, not lists of numbers"))
}
