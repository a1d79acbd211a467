//! Arrays with the type that they have in the file, for those who read other things than weights: data sets.

use std::borrow::Cow;

use crate::{pickle, shown};

/// What the elements of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementKind {
    /// Floating point numbers.
    Float,
    /// Integers with a sign.
    Signed,
    /// Integers without one.
    Unsigned,
}

/// An array as it lies in the file.
#[derive(Clone, Debug)]
pub struct NamedArray<'a> {
    /// Its key.
    pub name: &'a str,
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

/// The arrays of a pickled dict in its order, integers too; nothing is executed.
///
/// They borrow the bytes of the file, but where protocol 2 wrote them as text; then they take no more than the file.
///
/// # Errors
/// If the bytes are no pickle of a dict of arrays.
pub fn pickled_arrays(bytes: &[u8]) -> Result<Vec<NamedArray<'_>>, String> {
    let mut left = bytes.len();
    let arrays = pickle::parse(bytes)?.into_iter().map(|(name, state)| {
        let failed = |reason: String| format!("`{}`: {reason}", shown(name));
        let (kind, size, big_endian) = state.dtype.element();
        // One array may stand under many names.
        left = left.checked_sub(state.elements() * size).ok_or("the arrays are larger than the file")?;
        let bytes = state.bytes.bytes().map_err(failed)?;
        Ok(NamedArray { name, shape: state.shape, kind, size, big_endian, fortran: state.fortran, bytes })
    });
    arrays.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `pickle.dumps({"t": numpy.array([5, 0], "u1")}, 2)`, its content as bytes.
    fn labels(order: &[u8]) -> Vec<u8> {
        let dtype = [
            b"cnumpy\ndtype\nX\x02\0\0\0u1\x85R(K\x03X\x01\0\0\0",
            order,
            b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb",
        ];
        let array =
            [b"cnumpy.core.numeric\n_frombuffer\n(C\x02\x05\0", &dtype.concat()[..], b"K\x02\x85X\x01\0\0\0CtR"];
        [b"\x80\x04}X\x01\0\0\0t", &array.concat()[..], b"s."].concat()
    }

    #[test]
    fn integers_keep_their_type() {
        let pickle = labels(b"|");
        let arrays = pickled_arrays(&pickle).unwrap();
        let [t] = &arrays[..] else { panic!("{arrays:?}") };
        assert_eq!((t.name, &t.shape[..], t.kind, t.size), ("t", &[2][..], ElementKind::Unsigned, 1));
        assert_eq!((&t.bytes[..], t.big_endian, t.fortran), (&[5, 0][..], false, false));
    }

    #[test]
    fn integers_are_no_weights() {
        let error = crate::Weights::from_bytes(&labels(b"|"), "t.pkl").unwrap_err().to_string();
        assert!(error.contains("`t`: an array of integers"), "{error}");
    }
}
